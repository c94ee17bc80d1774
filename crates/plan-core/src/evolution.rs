//! The Evolution Log: its entries, and what belongs in it.
//!
//! An entry is a pure function of two versions of a plan, a date and a policy. There is no state besides the documents,
//! so a retried, amended or squashed commit gives the entry it would have given at once.

mod entry;
mod fold;

pub use entry::{Entry, WrittenEntry, added, grows_upwards, in_other_forms, kept, title, written};
pub use fold::{Commit, LogEdit, ProgressPolicy, due, due_of, fold};

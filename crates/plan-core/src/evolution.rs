//! The Evolution Log: its entries, and what belongs in it.
//!
//! An entry is a pure function of two versions of a plan, a date and a policy. There is no state besides the documents,
//! so a retried, amended or squashed commit gives the entry it would have given at once.

mod comparison;
mod entry;
mod fold;
mod hash;
mod statement;

pub use comparison::{EntryComparison, compare_entries, entry_hashes, united};
pub use entry::{
    Entry, WrittenEntry, added, grows_upwards, in_other_forms, kept, title, written,
    written_in_any_form,
};
pub use fold::{Commit, LogEdit, ProgressPolicy, due, due_of, fold};
pub use hash::{EntryHash, EntryHashError};
pub use statement::{Statements, status_change, unnamed};

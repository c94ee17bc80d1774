//! The Evolution Log: its entries, the entry that a commit needs, and the difference between two
//! versions of a log.
//!
//! Everything here depends on texts alone. Ownership of entries is recorded elsewhere and given to
//! [`reconcile`].

mod comparison;
mod entry;
mod expected;
mod hash;
mod reconcile;
mod statement;

pub use comparison::{EntryComparison, compare_entries, compare_exactly, entry_hashes, united};
pub use entry::{
    Entry, WrittenEntry, added, grows_upwards, in_other_forms, kept, title, written,
    written_in_any_form,
};
pub use expected::{ProgressPolicy, expected, expected_of, is_named, take_named};
pub use hash::{EntryHash, EntryHashError};
pub use reconcile::{
    Commit, LogEdit, LogUpdate, OwnedEntry, Ownership, Reason, ReasonSource, Reconciled, reconcile,
    shares_statement,
};
pub use statement::{Statements, status_change, unnamed};

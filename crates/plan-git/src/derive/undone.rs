//! The changes that undo earlier revisions.

use plan_core::{Change, diff};

use crate::history::{Record, Versions};

/// Returns the changes from the version after the revision `last` back to the version before the
/// revision `first`. They are empty if a version is missing or cannot be read.
pub(super) fn undoing(
    versions: &mut Versions<'_>,
    revisions: &[Record],
    first: usize,
    last: usize,
) -> Vec<Change> {
    let Some((first, last)) = revisions.get(first).zip(revisions.get(last)) else {
        return Vec::new();
    };
    let Some((before, after)) = first.before.first().copied().zip(last.blob) else {
        return Vec::new();
    };
    let documents = versions.document(before).zip(versions.document(after));
    let mut changes = documents.map_or_else(Vec::new, |(before, after)| diff(&after, &before));
    let old = first.previous_path.as_ref().unwrap_or(&first.path);
    if *old != last.path {
        changes.push(Change::renamed(&String::from_utf8_lossy(&last.path)));
    }
    changes
}

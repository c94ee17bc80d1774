//! Repair of a log: adds missing entries, restores removed and split ones, and removes second
//! copies.

use plan_core::evolution::{Entry, LogEdit};
use plan_core::{ChangeKind, Document, WriteError};

use super::log::{EntryState, PlanLog};

/// A repaired log.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// The plan with its repaired log.
    pub document: Document,
    /// The number of new entries.
    pub added: usize,
    /// The number of restored entries.
    pub restored: usize,
    /// The number of removed second copies.
    pub removed: usize,
    /// The number of removed entries that have no heading and cannot be restored.
    pub unrestored: usize,
}

impl Repaired {
    /// Returns true if the text differs.
    pub fn is_changed(&self) -> bool {
        self.added + self.restored + self.removed > 0
    }
}

/// Repairs the log of a plan. `log` is the answer of [`super::logs`] for this very text. Entries
/// without a finding keep their bytes.
///
/// # Errors
/// The result would be read differently, such as after an unclosed code fence before the log.
pub fn repair(document: &Document, log: &PlanLog) -> Result<Repaired, WriteError> {
    let mut repaired = Repaired {
        document: document.clone(),
        added: 0,
        restored: 0,
        removed: 0,
        unrestored: 0,
    };
    // Rows are in file order. Missing and removed entries have the place where they are inserted.
    let mut next = 0;
    for row in &log.entries {
        match (row.state, &row.wanted) {
            (EntryState::Missing | EntryState::Removed, Some(entry)) => {
                let after = usize::checked_sub(next, 1);
                repaired.document = with(entry, |entry| {
                    repaired.document.with_entry_after(after, entry)
                })?;
                match row.state {
                    EntryState::Removed => repaired.restored += 1,
                    _ => repaired.added += 1,
                }
                next += 1;
            }
            (EntryState::Missing, None) => {}
            (EntryState::Removed, None) => match &row.source {
                Some(source) => {
                    let after = usize::checked_sub(next, 1);
                    let older = Document::parse_with(&*source.text, document.vocabulary());
                    repaired.document =
                        repaired
                            .document
                            .with_entry_of(after, &older, source.index)?;
                    repaired.restored += 1;
                    next += 1;
                }
                None => repaired.unrestored += 1,
            },
            (EntryState::Split, Some(entry)) => {
                // A replacement in place would lack the blank line after a heading without lines.
                let bare = repaired.document.with_log_edit(&LogEdit::Remove(next))?;
                let after = usize::checked_sub(next, 1);
                repaired.document = with(entry, |entry| bare.with_entry_after(after, entry))?;
                repaired.restored += 1;
                next += 1;
            }
            (EntryState::Duplicated, _) => {
                repaired.document = repaired.document.with_log_edit(&LogEdit::Remove(next))?;
                repaired.removed += 1;
            }
            _ => next += 1,
        }
    }
    Ok(repaired)
}

/// Writes an entry, without its reason if that cannot be written: a subject was typed for another
/// purpose.
fn with(
    entry: &Entry,
    write: impl Fn(&Entry) -> Result<Document, WriteError>,
) -> Result<Document, WriteError> {
    write(entry).or_else(|error| {
        let mut bare = entry.clone();
        bare.lines.retain(|line| line.kind() != ChangeKind::Reason);
        if bare == *entry {
            return Err(error);
        }
        write(&bare)
    })
}

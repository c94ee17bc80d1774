//! The log made whole: what is missing is put in, what a merge tore is put right, what it wrote twice stands once.

use plan_core::evolution::{Entry, LogEdit};
use plan_core::{ChangeKind, Document, WriteError};

use super::log::{EntryState, PlanLog};

/// What was done to a log.
#[derive(Clone, Debug)]
pub struct Mended {
    /// The plan with its log made whole.
    pub document: Document,
    /// Entries that were put in.
    pub added: usize,
    /// Entries that were put right.
    pub restored: usize,
    /// Entries that were taken out, since they stood there once more.
    pub removed: usize,
}

impl Mended {
    /// Whether anything was done.
    pub fn is_changed(&self) -> bool {
        self.added + self.restored + self.removed > 0
    }
}

/// Makes the log of a plan whole. `log` is what [`super::logs`] said of this very text; every row of it that asks for
/// something gets it, and nothing else is touched.
///
/// # Errors
/// The result would be read otherwise: an unclosed code fence stands before the log, say.
pub fn mend(document: &Document, log: &PlanLog) -> Result<Mended, WriteError> {
    let mut mended = Mended {
        document: document.clone(),
        added: 0,
        restored: 0,
        removed: 0,
    };
    // Rows stand in the order of the file, those that are missing where they belong.
    let mut next = 0;
    for row in &log.entries {
        match (row.state, &row.wanted) {
            (EntryState::Missing, Some(entry)) => {
                let after = usize::checked_sub(next, 1);
                mended.document = with(entry, |entry| {
                    mended.document.with_entry_after(after, entry)
                })?;
                mended.added += 1;
                next += 1;
            }
            (EntryState::Missing, None) => {}
            (EntryState::Torn, Some(entry)) => {
                // Not in its place: a heading without lines has no blank line behind it.
                let bare = mended.document.with_log_edit(&LogEdit::Remove(next))?;
                let after = usize::checked_sub(next, 1);
                mended.document = with(entry, |entry| bare.with_entry_after(after, entry))?;
                mended.restored += 1;
                next += 1;
            }
            (EntryState::Doubled, _) => {
                mended.document = mended.document.with_log_edit(&LogEdit::Remove(next))?;
                mended.removed += 1;
            }
            _ => next += 1,
        }
    }
    Ok(mended)
}

/// Writes an entry, without its reason if that cannot be written: it is what somebody typed, for another purpose.
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

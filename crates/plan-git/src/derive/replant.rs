//! The log entries of a commit added to another version of its plan: a file with unstaged changes,
//! or another index.

use std::collections::HashMap;

use plan_core::evolution::{
    Entry, EntryHash, LogEdit, WrittenEntry, compare_exactly, shares_statement, written,
};
use plan_core::{Document, WriteError};

use super::rewriter::position_after;

/// An edit of the log to be made in another version of the plan.
pub(super) struct Replant<'a> {
    /// The staged version, before the edit.
    pub staged: &'a Document,
    /// The version that is committed, after the edit.
    pub wanted: &'a Document,
    /// Pending entries of the other version, with the copies that receipts own.
    pub pending: HashMap<EntryHash, usize>,
    /// Entries of the other version that neither the staged one nor the one before the commit has,
    /// with the copies.
    pub unstaged: HashMap<EntryHash, usize>,
    /// Entries that an amend replaced, while an earlier run did not write the file.
    pub replaced: &'a [EntryHash],
    /// Entries of the commit that the file lacks, since an earlier run did not write it.
    pub awaited: &'a [EntryHash],
}

impl Replant<'_> {
    /// Makes the edit. Owned entries that the commit replaced are removed, and so are pending ones
    /// that share a statement with a new entry. New entries follow the entry that they follow in
    /// the commit.
    pub fn apply(mut self, mut other: Document) -> Result<Document, WriteError> {
        let (staged, wanted) = (written(self.staged), written(self.wanted));
        let edit = compare_exactly(&staged, &wanted);
        let mut added = edit.added;
        for (at, entry) in wanted.iter().enumerate() {
            if self.awaited.contains(&entry.hash) && !added.contains(&at) {
                added.push(at);
            }
        }
        added.sort_unstable();
        for at in edit.removed.iter().rev() {
            if let Some(entry) = staged.get(*at) {
                other = self.without(other, entry.hash)?;
            }
        }
        for hash in self.replaced {
            if count(&written(&other), *hash) > count(&wanted, *hash) {
                other = self.without(other, *hash)?;
            }
        }
        for at in &added {
            if let Some(new) = wanted.get(*at).and_then(as_entry) {
                other = self.without_shared(other, &new, &wanted)?;
            }
        }
        for at in added {
            let Some(entry) = wanted.get(at) else {
                continue;
            };
            let present = written(&other);
            if count(&present, entry.hash) >= self.copies(entry.hash, &staged, &wanted) {
                continue;
            }
            let after = position_after(&wanted, at, &present);
            other = match (after, at) {
                // The entries before it were changed in this version. It goes where new entries
                // go.
                (None, 1..) => match as_entry(entry) {
                    Some(new) => other.with_log_edit(&LogEdit::Append(new))?,
                    None => other.with_entry_of(present.len().checked_sub(1), self.wanted, at)?,
                },
                (after, _) => other.with_entry_of(after, self.wanted, at)?,
            };
        }
        Ok(other)
    }

    /// The copies of an entry that the other version has after the edit: those of the commit and,
    /// beside them, copies that a person wrote in that version alone.
    fn copies(&self, hash: EntryHash, staged: &[WrittenEntry], wanted: &[WrittenEntry]) -> usize {
        let extra = self.unstaged.get(&hash).copied().unwrap_or_default();
        let pending = self.pending.get(&hash).copied().unwrap_or_default();
        let is_added = count(wanted, hash) > count(staged, hash);
        let by_hand = if is_added {
            extra.saturating_sub(pending)
        } else {
            0
        };
        count(wanted, hash) + by_hand
    }

    /// Removes the last copy of an entry, if there is one.
    fn without(&mut self, other: Document, hash: EntryHash) -> Result<Document, WriteError> {
        let present = written(&other);
        let Some(at) = present.iter().rposition(|entry| entry.hash == hash) else {
            return Ok(other);
        };
        if let Some(copies) = self.pending.get_mut(&hash) {
            *copies = copies.saturating_sub(1);
        }
        other.with_log_edit(&LogEdit::Remove(at))
    }

    /// Removes the pending entries that share a statement with a new one.
    fn without_shared(
        &mut self,
        mut other: Document,
        new: &Entry,
        wanted: &[WrittenEntry],
    ) -> Result<Document, WriteError> {
        let entries = written(&other);
        for (at, entry) in entries.iter().enumerate().rev() {
            let is_pending = self
                .pending
                .get(&entry.hash)
                .is_some_and(|copies| *copies > 0);
            let is_wanted = wanted.iter().any(|wanted| wanted.hash == entry.hash);
            if is_pending && !is_wanted && shares_statement(entry, new) {
                if let Some(copies) = self.pending.get_mut(&entry.hash) {
                    *copies -= 1;
                }
                other = other.with_log_edit(&LogEdit::Remove(at))?;
            }
        }
        Ok(other)
    }
}

/// An entry in the tool's wording as it was made.
fn as_entry(entry: &WrittenEntry) -> Option<Entry> {
    Some(Entry {
        date: entry.date.parse().ok()?,
        lines: entry.own.clone()?,
    })
}

fn count(entries: &[WrittenEntry], hash: EntryHash) -> usize {
    entries.iter().filter(|entry| entry.hash == hash).count()
}

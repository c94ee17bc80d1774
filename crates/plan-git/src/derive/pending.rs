//! Log entries that a command writes into a file before the commit: a new status, and a reason.

use std::path::Path;

use plan_core::evolution::{
    Commit, Entry, LogEdit, LogUpdate, Ownership, ProgressPolicy, Reason, ReasonSource,
    WrittenEntry, compare_entries, reconcile, written,
};
use plan_core::{Date, Document, Kind, Line, WriteError};

use super::ownership::{HookReceipts, PlanName};
use crate::object::ObjectId;
use crate::program::{self, ProgramError};
use crate::receipts::ReceiptError;
use crate::worktree::WriteLock;

/// The uncommitted part of the log of one plan in the working tree.
///
/// Entries are written as the hook would write them for a commit of the whole file, with receipts.
/// The hook replaces them if more is committed. [`PendingLog::write_receipts`] is called under the
/// lock of the plan, before the file is written.
#[derive(Debug)]
pub struct PendingLog<'a> {
    /// The path from the root with `/`.
    pub path: &'a [u8],
    /// The plan in HEAD; `None` if HEAD lacks it.
    pub head: Option<Document>,
    /// The day of new entries.
    pub date: Date,
    /// The ticks that are logged.
    pub progress: ProgressPolicy,
    /// The receipts of the working tree. `None` outside a repository.
    pub receipts: Option<HookReceipts<'a>>,
}

/// Stores the text of a plan in git before generated entries are removed from it, so that it can
/// be read back with `git cat-file`. Nothing refers to the blob, so git deletes it after some
/// weeks. Returns `None` if git answers in an unknown form.
///
/// # Errors
/// git cannot be run, or refuses to write.
pub fn keep_text(work_dir: &Path, text: &str) -> Result<Option<ObjectId>, ProgramError> {
    let answer = program::run(work_dir, &["hash-object", "-w", "--stdin"], text.as_bytes())?;
    Ok(String::from_utf8_lossy(&answer).trim().parse().ok())
}

/// A plan with a new status.
#[derive(Clone, Debug)]
pub struct StatusChange {
    /// The plan with the status and its log entry.
    pub document: Document,
    /// True if the reason is in the log.
    pub has_reason: bool,
    /// Generated entries that were removed, since the new status undoes their change.
    pub removed: Vec<WrittenEntry>,
}

impl PendingLog<'_> {
    /// Sets the status of a plan and writes the log entry. A plan that goes back to the status of
    /// HEAD gets none, and its pending entry is removed. Other documents have no log entries.
    ///
    /// # Errors
    /// The status or the entry cannot be written so that it is read again.
    pub fn with_status(
        &mut self,
        document: &Document,
        word: &str,
        reason: Option<&str>,
    ) -> Result<StatusChange, WriteError> {
        let now = document.with_status(word)?;
        if now.kind() == Kind::Document {
            return Ok(StatusChange {
                document: now,
                has_reason: false,
                removed: Vec::new(),
            });
        }
        // A plan that was never committed is compared with what it was. Its entries are nobody's
        // but the person's.
        let base = self.head.clone().unwrap_or_else(|| document.clone());
        let done = self.reconciled(&base, &now, reason);
        let mut document = now.with_log_edits(&done.edits)?;
        if let (Some(reason), None) = (reason, &done.entry) {
            // There is no change to log, but the reason for that must not be lost.
            document = self.with_waiting(&document, reason)?;
        }
        Ok(StatusChange {
            has_reason: reason.is_some(),
            document,
            removed: done.removed,
        })
    }

    /// Appends an entry with a reason alone, which waits for the next change.
    fn with_waiting(&mut self, document: &Document, reason: &str) -> Result<Document, WriteError> {
        let entry = Entry {
            date: self.date,
            lines: vec![Line::reason(reason)],
        };
        if let Some(receipts) = &mut self.receipts {
            let ownership = Ownership {
                hash: entry.hash(),
                has_given_reason: true,
                message: None,
            };
            receipts.record_in_file(self.path, &ownership);
        }
        document.with_log_edit(&LogEdit::Append(entry))
    }

    /// Writes a reason: into the entry of the change that is not committed, or into an entry that
    /// waits for a change. A reason that is there already is not written again.
    ///
    /// # Errors
    /// The reason is empty, or the entry cannot be written so that it is read again.
    pub fn with_reason(
        &mut self,
        document: &Document,
        reason: &str,
    ) -> Result<Document, WriteError> {
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if reason.is_empty() {
            return Err(WriteError::Empty { what: "reason" });
        }
        let line = Line::reason(&reason);
        let base = self.head.clone();
        let before = base.as_ref().map(written).unwrap_or_default();
        let entries = written(document);
        let has_line = |at: &usize| {
            let lines = entries.get(*at).and_then(|entry| entry.own.as_ref());
            lines.is_some_and(|lines| lines.contains(&line))
        };
        let added = match (&base, &self.receipts) {
            // Outside a repository nothing is committed, and every entry is a fact.
            (None, None) => Vec::new(),
            _ => compare_entries(&before, &entries).added,
        };
        if added.iter().any(has_line) {
            return Ok(document.clone());
        }
        if let Some(base) = base {
            let done = self.reconciled(&base, document, Some(&reason));
            if done.entry.is_some() {
                return document.with_log_edits(&done.edits);
            }
            self.reset();
        }
        self.with_waiting(document, &reason)
    }

    fn reconciled(
        &mut self,
        base: &Document,
        now: &Document,
        reason: Option<&str>,
    ) -> plan_core::evolution::Reconciled {
        self.reset();
        let name = PlanName {
            path: self.path,
            base_path: None,
            is_amend: false,
        };
        let entries = written(now);
        let new = compare_entries(&written(base), &entries).added;
        let new: Vec<WrittenEntry> = new
            .into_iter()
            .filter_map(|at| entries.get(at).cloned())
            .collect();
        let receipts = self.receipts.as_mut();
        let owned = receipts.map_or_else(Vec::new, |receipts| receipts.pending(&name, &new));
        let update = LogUpdate {
            base: Some(base),
            others: &[],
            now,
            owned: &owned,
            unstaged: &[],
            replaces_given_reasons: true,
        };
        let commit = Commit {
            date: self.date,
            reason: reason.map(|text| Reason {
                text: text.to_owned(),
                source: ReasonSource::Given,
            }),
            renamed_from: None,
            progress: self.progress,
            always: false,
            amends: false,
        };
        let done = reconcile(&update, &commit);
        if let (Some(receipts), Some(entry), Some(_)) =
            (&mut self.receipts, &done.entry, &self.head)
        {
            receipts.record_in_file(self.path, &entry.ownership);
        }
        done
    }

    fn reset(&mut self) {
        if let Some(receipts) = &mut self.receipts {
            receipts.reset();
        }
    }

    /// Writes the receipts of the entries written last. Without receipts the entries count as
    /// hand-written.
    ///
    /// # Errors
    /// The receipts cannot be written. The plan can be written all the same.
    pub fn write_receipts(&mut self, lock: &WriteLock) -> Result<(), ReceiptError> {
        match &mut self.receipts {
            Some(receipts) => receipts.write_under(Some(lock)),
            None => Ok(()),
        }
    }
}

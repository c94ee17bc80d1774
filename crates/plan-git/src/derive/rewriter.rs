//! Folds the entry of the commit in the making into the staged plan, and into the file in the work tree.

use std::collections::HashMap;

use plan_core::evolution::{Commit, Entry, LogEdit, ProgressPolicy, WrittenEntry, fold, written};
use plan_core::{Date, Document, Kind, WriteError};

use crate::staging::{Decision, Rewrite, Staged};

/// Keeps the log of every staged plan right. Documents that are no plans are left alone without a word.
#[derive(Clone, Debug, Default)]
pub struct Rewriter {
    /// Which ticks are worth an entry.
    pub progress: ProgressPolicy,
    /// Why the commit is made, if it is known.
    pub reason: Option<String>,
}

impl Rewriter {
    fn commit(&self, plan: &Staged<'_>) -> Option<Commit> {
        let (year, month, day) = plan.authored.day();
        Some(Commit {
            date: Date::new(year, month, day)?,
            reason: self.reason.clone(),
            renamed_from: plan
                .base_path
                .map(|path| String::from_utf8_lossy(path).into_owned()),
            progress: self.progress,
        })
    }
}

impl Rewrite for Rewriter {
    fn rewrite(&mut self, plan: &Staged<'_>) -> Decision {
        let staged = match Document::from_bytes(plan.staged.to_vec()) {
            Ok(document) => document,
            Err(error) => return Decision::Warn(format!("its log is left alone: it is {error}")),
        };
        if staged.kind() != Kind::Plan {
            return Decision::Keep;
        }
        let Some(commit) = self.commit(plan) else {
            return Decision::Warn("its log is left alone: the author date is no day".to_owned());
        };
        let base = match plan.base.map(|bytes| Document::from_bytes(bytes.to_vec())) {
            None => None,
            Some(Ok(base)) => Some(base),
            Some(Err(error)) => {
                return Decision::Warn(format!(
                    "its log is left alone: the version before this commit is {error}"
                ));
            }
        };
        let head = plan
            .amended
            .and_then(|bytes| Document::from_bytes(bytes.to_vec()).ok());
        let edits = fold(base.as_ref(), head.as_ref(), &staged, &commit);
        let mut now = staged;
        for edit in &edits {
            now = match now.with_log_edit(edit) {
                Ok(document) => document,
                Err(error) => return Decision::Warn(format!("no log entry was written: {error}")),
            };
        }
        match edits.last() {
            None => Decision::Keep,
            Some(edit) => Decision::Replace {
                bytes: now.as_str().as_bytes().to_vec(),
                note: note(edit),
            },
        }
    }

    fn replant(&mut self, worktree_text: &[u8], plan: &Staged<'_>, new: &[u8]) -> Option<Vec<u8>> {
        let read = |bytes: &[u8]| Document::from_bytes(bytes.to_vec()).ok();
        let (staged, wanted) = (read(plan.staged)?, read(new)?);
        let base = match plan.base {
            Some(base) => written(&read(base)?),
            None => Vec::new(),
        };
        let file = read(worktree_text)?;
        let replanted = replant(file, &base, &written(&staged), &written(&wanted)).ok()?;
        Some(replanted.as_str().as_bytes().to_vec())
    }
}

fn note(edit: &LogEdit) -> String {
    match edit {
        LogEdit::Append(entry) | LogEdit::Replace(_, entry) => {
            format!("logged \"{}\"", entry.title())
        }
        LogEdit::Remove(_) => "took a log entry back that is no longer true".to_owned(),
    }
}

/// Brings the entries of the commit into the file: entries that the staging took out of `staged` go, own entries that
/// the commit adds and the file lacks come, right after the entry that they follow in the commit.
fn replant(
    mut file: Document,
    base: &[WrittenEntry],
    staged: &[WrittenEntry],
    wanted: &[WrittenEntry],
) -> Result<Document, WriteError> {
    for (index, gone) in without(staged, wanted).into_iter().rev() {
        let here = written(&file)
            .iter()
            .rposition(|entry| entry.key() == gone.key());
        // An entry that was replaced is replaced in place, where the file still has it.
        let instead = wanted.get(index).filter(|_| staged.len() == wanted.len());
        match (here, instead.and_then(own)) {
            (Some(here), Some(entry)) => {
                file = file.with_log_edit(&LogEdit::Replace(here, entry))?
            }
            (Some(here), None) => file = file.with_log_edit(&LogEdit::Remove(here))?,
            (None, _) => {}
        }
    }
    for (index, entry) in without(wanted, base) {
        let present = written(&file);
        let needed = wanted
            .iter()
            .filter(|other| other.key() == entry.key())
            .count();
        let found = present
            .iter()
            .filter(|other| other.key() == entry.key())
            .count();
        let (Some(own), true) = (own(entry), found < needed) else {
            continue;
        };
        let before = index.checked_sub(1).and_then(|before| wanted.get(before));
        let after = before.and_then(|before| {
            present
                .iter()
                .rposition(|other| other.key() == before.key())
        });
        file = match (before, after) {
            // The entry it follows was changed in the file: it goes to the end, where every new entry goes.
            (Some(_), None) => file.with_log_edit(&LogEdit::Append(own))?,
            (_, after) => file.with_entry_after(after, &own)?,
        };
    }
    Ok(file)
}

fn own(entry: &WrittenEntry) -> Option<Entry> {
    Some(Entry {
        date: entry.date.parse().ok()?,
        lines: entry.own.clone()?,
    })
}

/// The entries of `all` that `known` does not have, with their positions; equal entries are counted.
fn without<'a>(all: &'a [WrittenEntry], known: &[WrittenEntry]) -> Vec<(usize, &'a WrittenEntry)> {
    let mut counts: HashMap<_, usize> = HashMap::new();
    for entry in known {
        *counts.entry(entry.key()).or_default() += 1;
    }
    all.iter()
        .enumerate()
        .filter(|(_, entry)| match counts.get_mut(&entry.key()) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .collect()
}

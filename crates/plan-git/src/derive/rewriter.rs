//! Folds the entry of the commit in the making into the staged plan, and into the file in the work tree.

use std::collections::{BTreeSet, HashMap};

use plan_core::evolution::{
    Commit, Entry, LogEdit, ProgressPolicy, WrittenEntry, added, due, fold, written,
};
use plan_core::template::Vocabulary;
use plan_core::{ChangeKind, Date, Document, Kind, Line, ReadError, WriteError};

use super::past::Past;
use super::strand::Deed;
use crate::staging::{Decision, Rewrite, Staged};

/// Keeps the log of every staged plan right. Documents that are no plans are left alone without a word.
#[derive(Debug, Default)]
pub struct Rewriter<'a> {
    /// Which ticks are worth an entry.
    pub progress: ProgressPolicy,
    /// Whether an entry is made beside one that was written by hand in the same commit.
    pub always: bool,
    /// Why the commit is made, if it is known.
    pub reason: Option<String>,
    /// The words that plans are read with.
    pub vocabulary: Vocabulary,
    /// What commits before have not told; entries that make up for it stay.
    pub past: Option<Past<'a>>,
}

impl Rewriter<'_> {
    fn read(&self, bytes: &[u8]) -> Result<Document, ReadError> {
        Document::from_bytes_with(bytes.to_vec(), &self.vocabulary)
    }

    /// The version before the commit. What was no plan had no log, and the plan is new.
    fn base(&self, plan: &Staged<'_>) -> Result<Option<Document>, ReadError> {
        let base = plan.base.map(|bytes| self.read(bytes)).transpose()?;
        Ok(base.filter(|base| base.kind() == Kind::Plan))
    }

    fn commit(&self, plan: &Staged<'_>) -> Option<Commit> {
        let (year, month, day) = plan.authored.day();
        Some(Commit {
            date: Date::new(year, month, day)?,
            reason: self.reason.clone(),
            former_reason: plan.amended_subject.map(str::to_owned),
            renamed_from: plan
                .base_path
                .map(|path| String::from_utf8_lossy(path).into_owned()),
            progress: self.progress,
            always: self.always,
        })
    }
}

impl Rewrite for Rewriter<'_> {
    fn rewrite(&mut self, plan: &Staged<'_>) -> Decision {
        let staged = match self.read(plan.staged) {
            Ok(document) => document,
            Err(error) => return Decision::Warn(format!("its log is left alone: {error}")),
        };
        if staged.kind() != Kind::Plan {
            return Decision::Keep;
        }
        let Some(commit) = self.commit(plan) else {
            return Decision::Warn("its log is left alone: the author date is no day".to_owned());
        };
        let base = match self.base(plan) {
            Ok(base) => base,
            Err(error) => {
                return Decision::Warn(format!(
                    "its log is left alone, for the version before this commit: {error}"
                ));
            }
        };
        let head = plan.amended.and_then(|bytes| self.read(bytes).ok());
        let path = plan.base_path.unwrap_or(plan.path);
        let past = |entry: &WrittenEntry| {
            let past = self.past.as_ref();
            past.is_some_and(|past| past.tells(path, entry, plan.amending))
        };
        let edits = fold(base.as_ref(), head.as_ref(), &staged, &commit, &past);
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

    fn lacks(&mut self, plan: &Staged<'_>) -> bool {
        let read = |bytes: &[u8]| self.read(bytes).ok();
        let (Some(now), Some(commit)) = (read(plan.staged), self.commit(plan)) else {
            return false;
        };
        let Ok(base) = self.base(plan) else {
            return false;
        };
        now.kind() == Kind::Plan
            && !due(base.as_ref(), &now, &commit).is_empty()
            && !Deed::between(base.as_ref(), &now).is_logged()
    }

    fn replant(&mut self, worktree_text: &[u8], plan: &Staged<'_>, new: &[u8]) -> Option<Vec<u8>> {
        let read = |bytes: &[u8]| self.read(bytes).ok();
        let (staged, wanted) = (read(plan.staged)?, read(new)?);
        let base = self.base(plan).ok()?;
        let file = read(worktree_text)?;
        let replant = Replant {
            // What the file asks for is more than what is staged: its entries may be right where the commit's are not.
            due: due(base.as_ref(), &file, &self.commit(plan)?),
            base: base.as_ref().map(written).unwrap_or_default(),
            staged: written(&staged),
            wanted: written(&wanted),
        };
        let replanted = replant.apply(file).ok()?;
        Some(replanted.as_str().as_bytes().to_vec())
    }
}

/// The titles of the entries that a commit adds to a plan.
pub fn titles(plan: &Staged<'_>, vocabulary: &Vocabulary) -> Vec<String> {
    let read = |bytes: &[u8]| Document::from_bytes_with(bytes.to_vec(), vocabulary).ok();
    let Some(now) = read(plan.staged).filter(|now| now.kind() == Kind::Plan) else {
        return Vec::new();
    };
    let base = plan.base.and_then(read);
    let entries = written(&now);
    let before = base.as_ref().map(written).unwrap_or_default();
    added(&before, &entries)
        .into_iter()
        .filter_map(|at| entries.get(at).map(|entry| entry.title.clone()))
        .collect()
}

fn note(edit: &LogEdit) -> String {
    match edit {
        LogEdit::Append(entry) | LogEdit::Replace(_, entry) => {
            format!("logged \"{}\"", entry.title())
        }
        LogEdit::Remove(_) => "took a log entry back that is no longer true".to_owned(),
    }
}

/// Brings the entries of the commit into the file, whose other changes are not staged.
struct Replant {
    /// Lines that the file as a whole asks for.
    due: Vec<Line>,
    base: Vec<WrittenEntry>,
    staged: Vec<WrittenEntry>,
    wanted: Vec<WrittenEntry>,
}

impl Replant {
    /// Entries that the commit took back go, unless the file still asks for them; entries that it adds come, right after
    /// the entry that they follow in the commit, unless the file tells the same already.
    fn apply(&self, mut file: Document) -> Result<Document, WriteError> {
        for (index, gone) in without(&self.staged, &self.wanted).into_iter().rev() {
            let here = written(&file)
                .iter()
                .rposition(|entry| entry.key() == gone.key());
            // An entry that was replaced is replaced in place, where the file still has it.
            let replaced = self.staged.len() == self.wanted.len();
            let instead = self.wanted.get(index).filter(|_| replaced).and_then(own);
            match (here, instead) {
                (Some(here), Some(entry)) => {
                    file = file.with_log_edit(&LogEdit::Replace(here, entry))?;
                }
                (Some(here), None) if !self.is_asked_for(gone) => {
                    file = file.with_log_edit(&LogEdit::Remove(here))?;
                }
                _ => {}
            }
        }
        for index in self.brought() {
            let Some(own) = self.wanted.get(index).and_then(own) else {
                continue;
            };
            let needed = count(&self.wanted, index, &self.wanted);
            if count(&self.wanted, index, &written(&file)) >= needed {
                continue;
            }
            if let Some((at, told)) = self.told_in(&own, &file) {
                // The file tells it already, perhaps with a reason, with another day, or with what is not staged yet.
                file = file.with_log_edit(&LogEdit::Replace(at, told.clone()))?;
                if tells(&told.lines, &own.lines) {
                    continue;
                }
            }
            let present = written(&file);
            let before = index
                .checked_sub(1)
                .and_then(|before| self.wanted.get(before));
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

    /// The entries that the commit adds: those that the version before lacks, and those that were just put into it.
    fn brought(&self) -> BTreeSet<usize> {
        let fresh = without(&self.wanted, &self.staged);
        let fresh = fresh.into_iter().map(|(index, _)| index);
        added(&self.base, &self.wanted)
            .into_iter()
            .chain(fresh)
            .collect()
    }

    /// The new entry of the file that tells what `entry` tells, and what it should be beside the commit's: the same with
    /// its own reasons; or, if it tells more, the rest. Other entries of the commit are what they should be.
    fn told_in(&self, entry: &Entry, file: &Document) -> Option<(usize, Entry)> {
        let present = written(file);
        let only_there = without(&present, &self.wanted);
        let only_there: BTreeSet<usize> = only_there.into_iter().map(|(at, _)| at).collect();
        let new = added(&self.base, &present).into_iter();
        new.filter(|at| only_there.contains(at)).find_map(|at| {
            let theirs = own(present.get(at)?)?;
            if !tells(&theirs.lines, &entry.lines) {
                return None;
            }
            let is_reason = |line: &&Line| line.kind() == ChangeKind::Reason;
            let reasons = theirs.lines.iter().filter(is_reason);
            let rest = theirs.lines.iter().filter(|line| !is_reason(line));
            let rest: Vec<Line> = rest
                .filter(|line| !entry.lines.contains(line))
                .cloned()
                .collect();
            let (date, mut lines) = if rest.is_empty() {
                (entry.date, entry.lines.clone())
            } else {
                (theirs.date, rest)
            };
            for reason in reasons {
                if !lines.contains(reason) {
                    lines.push(reason.clone());
                }
            }
            Some((at, Entry { date, lines }))
        })
    }

    /// Whether the unstaged part of the file is what an entry tells of.
    fn is_asked_for(&self, entry: &WrittenEntry) -> bool {
        changes_of(entry).is_some_and(|lines| lines.iter().all(|line| self.due.contains(line)))
    }
}

/// Whether lines hold every change that others tell of; reasons do not count.
fn tells(lines: &[Line], others: &[Line]) -> bool {
    let mut changes = others
        .iter()
        .filter(|line| line.kind() != ChangeKind::Reason);
    changes.all(|line| lines.contains(line))
}

/// How often the entry at `index` of `all` stands among some entries.
fn count(all: &[WrittenEntry], index: usize, among: &[WrittenEntry]) -> usize {
    let key = all.get(index).map(WrittenEntry::key);
    among
        .iter()
        .filter(|other| Some(other.key()) == key)
        .count()
}

/// The lines of an own entry, reasons left out.
fn changes_of(entry: &WrittenEntry) -> Option<Vec<Line>> {
    let lines = entry.own.as_ref()?.iter();
    let changes = lines.filter(|line| line.kind() != ChangeKind::Reason);
    Some(changes.cloned().collect())
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

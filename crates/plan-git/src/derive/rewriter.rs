//! The log of staged plans brought in line with the commit that is about to be made.

use std::collections::HashMap;

use plan_core::evolution::{
    Commit, EntryHash, LogUpdate, OwnedEntry, Ownership, ProgressPolicy, Reason, ReasonSource,
    Reconciled, WrittenEntry, compare_entries, compare_exactly, expected, reconcile, united,
    unnamed, written, written_in_any_form,
};
use plan_core::template::Vocabulary;
use plan_core::{Date, Document, Kind, Line, ReadError, WriteError};

use super::ownership::HookReceipts;
use super::replant::Replant;
use crate::object::ObjectId;
use crate::repository::Repository;
use crate::staging::{Decision, Rewrite, Staged};

/// Keeps the log of every staged plan right. Other documents are left alone.
#[derive(Debug, Default)]
pub struct Rewriter<'a> {
    /// The ticks that are logged.
    pub progress: ProgressPolicy,
    /// True if an entry is added beside a hand-written one of the same commit.
    pub always: bool,
    /// The reason of the commit, if it is known.
    pub reason: Option<Reason>,
    /// True once a commit adds the reason to a log.
    pub has_written_reason: bool,
    /// The words that plans are read with.
    pub vocabulary: Vocabulary,
    /// The receipts of the working tree. Without them every entry is hand-written.
    pub receipts: Option<HookReceipts<'a>>,
}

/// The versions of a staged plan as documents.
struct Versions {
    base: Option<Document>,
    others: Vec<Document>,
    staged: Document,
    file: Option<Document>,
}

impl Rewriter<'_> {
    /// Returns the reason that a person gave if the commit adds it to no log.
    pub fn unwritten_reason(&self) -> Option<&str> {
        let reason = self.reason.as_ref().filter(|_| !self.has_written_reason)?;
        (reason.source == ReasonSource::Given).then_some(reason.text.as_str())
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, ReadError> {
        Document::from_bytes_with(bytes.to_vec(), &self.vocabulary)
    }

    /// The version before the commit. A document that was no plan had no log, and the plan is new.
    fn base(&self, plan: &Staged<'_>) -> Result<Option<Document>, ReadError> {
        let base = plan.base.map(|bytes| self.read(bytes)).transpose()?;
        Ok(base.filter(|base| base.kind() == Kind::Plan))
    }

    fn versions(&self, plan: &Staged<'_>) -> Result<Versions, String> {
        let staged = self
            .read(plan.staged)
            .map_err(|error| format!("its log is left alone: {error}"))?;
        let base = self.base(plan).map_err(|error| {
            format!("its log is left alone, for the version before this commit: {error}")
        })?;
        let others = plan.others.iter().filter_map(|bytes| self.read(bytes).ok());
        let file = plan.file.and_then(|bytes| self.read(bytes).ok());
        Ok(Versions {
            base,
            others: others.collect(),
            staged,
            file,
        })
    }

    fn commit(&self, plan: &Staged<'_>) -> Option<Commit> {
        let (year, month, day) = plan.authored.day();
        Some(Commit {
            date: Date::new(year, month, day)?,
            reason: self.reason.clone(),
            renamed_from: plan
                .base_path
                .map(|path| String::from_utf8_lossy(path).into_owned()),
            progress: self.progress,
            always: self.always,
            amends: plan.amending,
        })
    }

    /// Decides about a plan, and records what the decision needs.
    fn decide(&mut self, plan: &Staged<'_>, versions: &Versions, commit: &Commit) -> Decided {
        let (now, restored) = self.with_restored(plan, versions)?;
        let rights = self.rights(plan, versions, &now);
        let update = LogUpdate {
            base: versions.base.as_ref(),
            others: &versions.others,
            now: &now,
            owned: &rights.owned,
            unstaged: &rights.unstaged,
            replaces_given_reasons: false,
        };
        let done = reconcile(&update, commit);
        let document = now.with_log_edits(&done.edits)?;
        self.has_written_reason |= self.reason.as_ref().is_some_and(|reason| {
            let line = Line::reason(&reason.text).to_string();
            let count = |text: &str| text.matches(&line).count();
            let before = versions
                .base
                .as_ref()
                .map_or(0, |base| count(base.as_str()));
            count(document.as_str()) > before
        });
        self.record(plan, versions, &document, &done);
        let mut decision = messages(plan, versions, &now, &done);
        if restored > 0 {
            decision.notes.insert(0, restored_note(restored));
        }
        if document.as_str() != versions.staged.as_str() {
            decision.bytes = Some(document.as_str().as_bytes().to_vec());
        }
        Ok(decision)
    }

    /// Restores entries of HEAD that an aborted amend, or a killed hook, removed from the staged
    /// plan.
    fn with_restored(
        &mut self,
        plan: &Staged<'_>,
        versions: &Versions,
    ) -> Result<(Document, usize), WriteError> {
        let mut now = versions.staged.clone();
        let mut restored = 0;
        let (Some(receipts), Some(base), false) =
            (&mut self.receipts, &versions.base, plan.amending)
        else {
            return Ok((now, restored));
        };
        let before = written(base);
        let removed = compare_exactly(&before, &written(&now)).removed;
        let restorable = receipts.restorable(&plan.into());
        for at in removed {
            let Some(entry) = before
                .get(at)
                .filter(|entry| restorable.contains(&entry.hash))
            else {
                continue;
            };
            let present = written(&now);
            let after = position_after(&before, at, &present);
            now = now.with_entry_of(after, base, at)?;
            restored += 1;
            receipts.keep(plan.path, entry.hash);
        }
        Ok((now, restored))
    }

    fn rights(&mut self, plan: &Staged<'_>, versions: &Versions, now: &Document) -> Rights {
        let Some(receipts) = &mut self.receipts else {
            return Rights::default();
        };
        let all = written(now);
        let mut before: Vec<Vec<WrittenEntry>> = Vec::new();
        before.extend(versions.base.as_ref().map(written));
        before.extend(versions.others.iter().map(written));
        let before = united(before.iter().map(Vec::as_slice));
        let new: Vec<WrittenEntry> = compare_entries(&before, &all)
            .added
            .into_iter()
            .filter_map(|at| all.get(at).cloned())
            .collect();
        let owned = receipts.owned(&plan.into(), &new);
        let unstaged = versions.file.as_ref().map_or_else(Vec::new, |file| {
            let entries = written(file);
            let missing = compare_entries(&all, &entries).added;
            let missing: Vec<WrittenEntry> = missing
                .into_iter()
                .filter_map(|at| entries.get(at).cloned())
                .collect();
            let rights = receipts.pending(&plan.into(), &missing);
            rights
                .into_iter()
                .filter_map(|right| {
                    let entry = missing.iter().find(|entry| entry.hash == right.hash)?;
                    Some((entry.clone(), right))
                })
                .collect()
        });
        Rights { owned, unstaged }
    }

    /// Records the entry of the commit, and the entries of HEAD that an amend removes.
    fn record(
        &mut self,
        plan: &Staged<'_>,
        versions: &Versions,
        document: &Document,
        done: &Reconciled,
    ) {
        let Some(receipts) = &mut self.receipts else {
            return;
        };
        let head = plan.amended.filter(|_| plan.amending);
        let head =
            head.and_then(|bytes| Document::from_bytes_with(bytes.to_vec(), &self.vocabulary).ok());
        let restore: Vec<EntryHash> = head.map_or_else(Vec::new, |head| {
            let before = written(&head);
            let removed = compare_exactly(&before, &written(document)).removed;
            // An entry that the staged version lacks was removed by a person.
            let staged: Vec<EntryHash> =
                written(&versions.staged).iter().map(|it| it.hash).collect();
            let hashes = removed
                .into_iter()
                .filter_map(|at| Some(before.get(at)?.hash));
            hashes.filter(|hash| staged.contains(hash)).collect()
        });
        let entry = done.entry.as_ref().map(|entry| &entry.ownership);
        receipts.record(&plan.into(), entry, restore);
    }
}

/// The rights to the entries of one plan.
#[derive(Default)]
struct Rights {
    owned: Vec<Ownership>,
    unstaged: Vec<(WrittenEntry, Ownership)>,
}

type Decided = Result<Decision, WriteError>;

/// The position of the nearest entry before entry `at` of `before` that is still present.
pub(super) fn position_after(
    before: &[WrittenEntry],
    at: usize,
    present: &[WrittenEntry],
) -> Option<usize> {
    let earlier = before.get(..at).unwrap_or_default().iter().rev();
    earlier
        .filter_map(|entry| present.iter().rposition(|other| other.hash == entry.hash))
        .next()
}

fn restored_note(count: usize) -> String {
    let entries = entries(count);
    format!(
        "restored {entries} of the log that an aborted `git commit --amend` or a killed hook had removed"
    )
}

fn entries(count: usize) -> String {
    match count {
        1 => "1 entry".to_owned(),
        _ => format!("{count} entries"),
    }
}

fn messages(plan: &Staged<'_>, versions: &Versions, now: &Document, done: &Reconciled) -> Decision {
    let mut decision = Decision::default();
    if let (Some(OwnedEntry { entry, .. }), [_, ..]) = (&done.entry, done.edits.as_slice()) {
        decision.notes.push(format!("logged \"{}\"", entry.title()));
    }
    for entry in &done.removed {
        decision.notes.push(format!(
            "removed the log entry \"{}\", since this commit does not make that change; its text is in blob {}",
            entry.title,
            plan.blob.short()
        ));
    }
    for entry in &done.kept {
        decision.warnings.push(format!(
            "kept the log entry \"{}\", because a person gave the reason in it, though this commit does not make that change; delete the entry by hand if it is wrong",
            entry.title
        ));
    }
    if let Some(base) = &versions.base {
        let (before, after) = (written_in_any_form(base), written_in_any_form(now));
        let removed = compare_entries(&before, &after).removed;
        let removed = removed.into_iter().filter_map(|at| before.get(at));
        let removed = removed.filter(|entry| !is_elsewhere(entry, &after));
        let titles: Vec<&str> = removed.map(|entry| entry.title.as_str()).collect();
        decision.notes.extend(removal_note(plan, &titles));
    }
    decision
}

/// Returns the message about entries that a commit removes, with the way to get them back.
fn removal_note(plan: &Staged<'_>, titles: &[&str]) -> Option<String> {
    let (first, others) = titles.split_first()?;
    let more = match others.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    // HEAD is another commit when the message is read.
    let blob = Repository::blob_id(plan.base?).ok()?;
    Some(format!(
        "this commit removes {} of the log (\"{first}\"{more}); `git show {}` still has the text",
        entries(titles.len()),
        blob.short()
    ))
}

/// Returns true if every line of an entry is in the log, in other entries: a merge had split it,
/// and it was repaired.
fn is_elsewhere(entry: &WrittenEntry, log: &[WrittenEntry]) -> bool {
    let is_there = |line: &str| {
        log.iter()
            .any(|other| other.title == line || other.body.lines().any(|other| other == line))
    };
    let lines = entry.body.lines().filter(|line| !line.trim().is_empty());
    std::iter::once(entry.title.as_str())
        .chain(lines)
        .all(is_there)
}

impl Rewrite for Rewriter<'_> {
    fn rewrite(&mut self, plan: &Staged<'_>) -> Decision {
        let versions = match self.versions(plan) {
            Ok(versions) => versions,
            Err(warning) => return Decision::warn(warning),
        };
        if versions.staged.kind() != Kind::Plan {
            return Decision::default();
        }
        let Some(commit) = self.commit(plan) else {
            return Decision::warn("its log is left alone: the author date is no day".to_owned());
        };
        self.decide(plan, &versions, &commit)
            .unwrap_or_else(|error| Decision::warn(format!("no log entry was written: {error}")))
    }

    fn wants_file(&mut self, plan: &Staged<'_>) -> bool {
        let receipts = self.receipts.as_mut();
        receipts.is_some_and(|receipts| receipts.has_pending(&plan.into()))
    }

    fn lacks(&mut self, plan: &Staged<'_>) -> bool {
        let read = |bytes: &[u8]| self.read(bytes).ok();
        let (Some(now), Some(commit)) = (read(plan.staged), self.commit(plan)) else {
            return false;
        };
        let Ok(base) = self.base(plan) else {
            return false;
        };
        // A plan that never had a log expects no entry.
        let has_log = |document: &Document| document.plan().log().is_some();
        if now.kind() != Kind::Plan || !(has_log(&now) || base.as_ref().is_some_and(has_log)) {
            return false;
        }
        let before = base.as_ref().map(written_in_any_form).unwrap_or_default();
        let all = written_in_any_form(&now);
        let added: Vec<WrittenEntry> = compare_entries(&before, &all)
            .added
            .into_iter()
            .filter_map(|at| all.get(at).cloned())
            .collect();
        let lines = expected(base.as_ref(), &now, &commit);
        !unnamed(lines, &added, now.vocabulary(), false).is_empty()
    }

    fn replant(&mut self, text: &[u8], plan: &Staged<'_>, new: &[u8]) -> Option<Vec<u8>> {
        let read = |bytes: &[u8]| self.read(bytes).ok();
        let (staged, wanted, other) = (read(plan.staged)?, read(new)?, read(text)?);
        let receipts = self.receipts.as_mut();
        let entries = written(&other);
        let mut pending: HashMap<EntryHash, usize> = HashMap::new();
        let (mut awaited, mut replaced) = (Vec::new(), Vec::new());
        if let Some(receipts) = receipts {
            for right in receipts.pending(&plan.into(), &entries) {
                *pending.entry(right.hash).or_default() += 1;
            }
            awaited = receipts.awaited_by_file(plan.path);
            replaced = receipts.replaced_in_file(plan.path);
        }
        let mut unstaged: HashMap<EntryHash, usize> = HashMap::new();
        // Entries that the version before the commit has are no person's words in the other
        // version.
        let base = plan.base.and_then(|bytes| self.read(bytes).ok());
        let base = base.map_or_else(Vec::new, |base| written(&base));
        let known = united([written(&staged).as_slice(), base.as_slice()]);
        for at in compare_exactly(&known, &entries).added {
            if let Some(entry) = entries.get(at) {
                *unstaged.entry(entry.hash).or_default() += 1;
            }
        }
        let replant = Replant {
            unstaged,
            staged: &staged,
            wanted: &wanted,
            pending,
            replaced: &replaced,
            awaited: &awaited,
        };
        let replanted = replant.apply(other).ok()?;
        Some(replanted.as_str().as_bytes().to_vec())
    }

    fn before_write(&mut self) {
        if let Some(receipts) = &mut self.receipts {
            receipts.write();
        }
    }

    fn after_write(&mut self, plans: &[Vec<u8>]) {
        if let Some(receipts) = &mut self.receipts {
            receipts.finish(plans);
        }
    }

    fn committed(&mut self, plan: &Staged<'_>, commit: ObjectId) -> bool {
        let read = |bytes: &[u8]| self.read(bytes).ok();
        let now = read(plan.staged).map_or_else(Vec::new, |now| written(&now));
        let receipts = self.receipts.as_mut();
        receipts.is_some_and(|receipts| receipts.committed(&plan.into(), &now, commit))
    }
}

/// Returns the titles of the entries that a commit adds to a plan.
#[must_use]
pub fn titles(plan: &Staged<'_>, vocabulary: &Vocabulary) -> Vec<String> {
    let read = |bytes: &[u8]| Document::from_bytes_with(bytes.to_vec(), vocabulary).ok();
    let Some(now) = read(plan.staged).filter(|now| now.kind() == Kind::Plan) else {
        return Vec::new();
    };
    let base = plan.base.and_then(read);
    let entries = written(&now);
    let before = base.as_ref().map(written).unwrap_or_default();
    compare_entries(&before, &entries)
        .added
        .into_iter()
        .filter_map(|at| entries.get(at).map(|entry| entry.title.clone()))
        .collect()
}

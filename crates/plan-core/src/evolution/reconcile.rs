//! The log of a plan brought in line with a commit that is about to be made.
//!
//! Ownership is not decided here. The caller says which new entries of the log an automatic writer
//! may replace or remove; every other entry stays as it is.

use super::comparison::{compare_entries, united};
use super::entry::{Entry, WrittenEntry, written, written_in_any_form};
use super::expected::{ProgressPolicy, expected, expected_of_merge};
use super::hash::EntryHash;
use super::statement::{bullet_text, unnamed};
use crate::change::{ChangeKind, Line};
use crate::document::Document;
use crate::model::Date;

/// An edit of the log. Entries are counted from 0 in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogEdit {
    /// Adds an entry as the newest one.
    Append(Entry),
    /// Replaces one entry.
    Replace(usize, Entry),
    /// Removes one entry.
    Remove(usize),
}

/// The origin of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonSource {
    /// A person gave it for the log. It is never lost.
    Given,
    /// It is the first line of a commit message, which the commit keeps anyway.
    Message,
}

/// The reason of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The text, on one line.
    pub text: String,
    /// The origin.
    pub source: ReasonSource,
}

/// The facts about a commit that its log entry depends on, besides the versions of the plan.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The author's day.
    pub date: Date,
    /// The reason, if it is known.
    pub reason: Option<Reason>,
    /// The old path of a renamed file.
    pub renamed_from: Option<String>,
    /// The ticks that are logged.
    pub progress: ProgressPolicy,
    /// True if an entry is added beside a hand-written one of the same commit.
    pub always: bool,
    /// True if the commit replaces another one, whose message stays unless [`Commit::reason`] is a
    /// new one.
    pub amends: bool,
}

/// The right to replace or remove one copy of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// The hash of the entry.
    pub hash: EntryHash,
    /// True if a person gave one of its reasons.
    pub has_given_reason: bool,
    /// The reason in it that came from a commit message.
    pub message: Option<String>,
}

/// The versions of a plan around a commit.
#[derive(Clone, Copy, Debug)]
pub struct LogUpdate<'a> {
    /// The version before the commit; `None` for a new plan.
    pub base: Option<&'a Document>,
    /// The versions at the other parents of an amended merge. Their entries are not new.
    pub others: &'a [Document],
    /// The version of the commit.
    pub now: &'a Document,
    /// The entries that may be replaced or removed, one item for each copy.
    pub owned: &'a [Ownership],
    /// Owned entries of the file that [`LogUpdate::now`] lacks. Their reasons are used; the
    /// entries are not touched.
    pub unstaged: &'a [(WrittenEntry, Ownership)],
    /// True if the given reason of each replaced entry moves to the new entry, and an entry that
    /// nothing replaces may be removed in spite of its reason. For a person who sets the status
    /// once more.
    pub replaces_given_reasons: bool,
}

/// The result of [`reconcile`].
#[derive(Clone, Debug)]
pub struct Reconciled {
    /// The edits that bring the log in line with the commit, for
    /// [`Document::with_log_edits`](crate::Document::with_log_edits).
    pub edits: Vec<LogEdit>,
    /// The entry of the commit; `None` if there is nothing to log. It may have been there before.
    pub entry: Option<OwnedEntry>,
    /// Entries that were removed and not replaced, in file order.
    pub removed: Vec<WrittenEntry>,
    /// Owned entries that tell nothing of the commit and stay, since a person gave their reason.
    pub kept: Vec<WrittenEntry>,
}

/// An entry that the commit owns from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedEntry {
    /// The entry.
    pub entry: Entry,
    /// The right to it, for later commits.
    pub ownership: Ownership,
}

/// Replaces the owned entries of a log by the one entry that the commit needs.
///
/// The entry is dated by the commit. If the same entry is there already, its bytes stay. Entries
/// that nobody owns are neither changed nor removed, and what they name is not logged again.
#[must_use]
pub fn reconcile(update: &LogUpdate<'_>, commit: &Commit) -> Reconciled {
    let now = update.now;
    let all = written_in_any_form(now);
    let new = new_entries(update, &all);
    let sorted = Sorted::new(update, &all, &new);
    let lines = match (update.base, update.others) {
        (Some(base), others @ [_, ..]) => expected_of_merge(base, others, now, commit),
        (base, _) => expected(base, now, commit),
    };
    let lines = match update.base {
        // Its creation stays logged beside entries that a person wrote since.
        None if sorted.has_created() => lines,
        _ => unnamed(lines, &sorted.hand, now.vocabulary(), commit.always),
    };
    if lines.is_empty() {
        return sorted.without_entry(update);
    }
    sorted.with_entry(update, lines, commit)
}

/// Positions of the entries that the commit adds, edited ones excluded.
fn new_entries(update: &LogUpdate<'_>, all: &[WrittenEntry]) -> Vec<usize> {
    let mut versions: Vec<Vec<WrittenEntry>> = Vec::new();
    versions.extend(update.base.map(written_in_any_form));
    versions.extend(update.others.iter().map(written_in_any_form));
    let before = united(versions.iter().map(Vec::as_slice));
    compare_entries(&before, all).added
}

/// An owned entry at its position.
#[derive(Clone, Debug)]
struct Owned {
    at: usize,
    entry: WrittenEntry,
    ownership: Ownership,
}

/// The new entries of a log by owner.
struct Sorted {
    /// Entries that nobody owns.
    hand: Vec<WrittenEntry>,
    /// Owned entries that name changes.
    telling: Vec<Owned>,
    /// Owned entries that hold reasons alone and wait for a change.
    notes: Vec<Owned>,
}

impl Sorted {
    fn new(update: &LogUpdate<'_>, all: &[WrittenEntry], new: &[usize]) -> Self {
        // Entries in other forms follow those that can be edited.
        let editable = written(update.now).len();
        let mut rights = update.owned.to_vec();
        let mut owned: Vec<Owned> = Vec::new();
        let mut hand: Vec<WrittenEntry> = Vec::new();
        for at in new {
            let Some(entry) = all.get(*at) else { continue };
            let right = rights.iter().position(|right| right.hash == entry.hash);
            match right.filter(|_| *at < editable) {
                Some(right) => owned.push(Owned {
                    at: *at,
                    entry: entry.clone(),
                    ownership: rights.remove(right),
                }),
                None => hand.push(entry.clone()),
            }
        }
        // Of an entry and its copy by hand, nobody can tell which is the copy. Both stay.
        let is_copied = |owned: &Owned| hand.iter().any(|entry| entry.hash == owned.entry.hash);
        owned.retain(|owned| !is_copied(owned));
        let (notes, telling) = owned
            .into_iter()
            .partition(|owned| owned.entry.has_only_reasons());
        Self {
            hand,
            telling,
            notes,
        }
    }

    /// Returns true if an owned entry names the creation of the plan.
    fn has_created(&self) -> bool {
        let mut lines = self
            .telling
            .iter()
            .flat_map(|owned| owned.entry.own.iter().flatten());
        lines.any(|line| line.kind() == ChangeKind::Created)
    }

    /// Removes the owned entries: the commit has nothing to log.
    fn without_entry(self, update: &LogUpdate<'_>) -> Reconciled {
        let stays =
            |owned: &Owned| owned.ownership.has_given_reason && !update.replaces_given_reasons;
        let (kept, removed): (Vec<Owned>, Vec<Owned>) = self.telling.into_iter().partition(stays);
        let removals = removed.iter().map(|owned| LogEdit::Remove(owned.at));
        Reconciled {
            edits: ordered(removals.collect()),
            entry: None,
            removed: entries(removed),
            kept: entries(kept),
        }
    }

    /// Puts the entry of the commit in the place of the owned ones.
    fn with_entry(self, update: &LogUpdate<'_>, lines: Vec<Line>, commit: &Commit) -> Reconciled {
        let bare = Entry {
            date: commit.date,
            lines,
        };
        let shares = |entry: &WrittenEntry| shares_statement(entry, &bare);
        let stays = |owned: &Owned| {
            owned.ownership.has_given_reason
                && !update.replaces_given_reasons
                && !shares(&owned.entry)
        };
        let (kept, replaced): (Vec<Owned>, Vec<Owned>) = self.telling.into_iter().partition(stays);
        let mut reasons = Reasons::new(commit);
        for (entry, ownership) in update.unstaged {
            if entry.has_only_reasons() || shares(entry) {
                reasons.take(entry, ownership, true);
            }
        }
        for owned in replaced.iter().chain(&self.notes) {
            let keeps_message = commit.amends || shares(&owned.entry);
            reasons.take(&owned.entry, &owned.ownership, keeps_message);
        }
        let new = reasons.finish(bare);
        let place = replaced.last().or(self.notes.first()).map(|owned| owned.at);
        let mut edits = Vec::new();
        for owned in replaced.iter().chain(&self.notes) {
            if Some(owned.at) != place {
                edits.push(LogEdit::Remove(owned.at));
            } else if owned.entry.hash != new.ownership.hash {
                edits.push(LogEdit::Replace(owned.at, new.entry.clone()));
            }
        }
        if place.is_none() {
            edits.push(LogEdit::Append(new.entry.clone()));
        }
        Reconciled {
            edits: ordered(edits),
            entry: Some(new),
            removed: Vec::new(),
            kept: entries(kept),
        }
    }
}

/// Returns the reasons of an entry, also after a formatter changed its bullets or wrapped its
/// lines.
fn reason_lines(entry: &WrittenEntry) -> Vec<Line> {
    let mut items: Vec<String> = Vec::new();
    for line in entry.body.lines().filter(|line| !line.trim().is_empty()) {
        let text = bullet_text(line);
        match items.last_mut() {
            Some(item) if text == line.trim() => {
                item.push(' ');
                item.push_str(text);
            }
            _ => items.push(text.to_owned()),
        }
    }
    let lines = match &entry.own {
        Some(lines) => lines.clone(),
        None => items.iter().filter_map(|item| Line::parse(item)).collect(),
    };
    let reasons = lines.into_iter();
    reasons
        .filter(|line| line.kind() == ChangeKind::Reason)
        .collect()
}

fn entries(owned: Vec<Owned>) -> Vec<WrittenEntry> {
    owned.into_iter().map(|owned| owned.entry).collect()
}

/// Orders edits from the last entry to the first, so that a removal does not move the others.
fn ordered(mut edits: Vec<LogEdit>) -> Vec<LogEdit> {
    edits.sort_by_key(|edit| {
        std::cmp::Reverse(match edit {
            LogEdit::Append(_) => usize::MAX,
            LogEdit::Replace(at, _) | LogEdit::Remove(at) => *at,
        })
    });
    edits
}

/// Returns true if a written entry has the title or a line of a new one, reasons excluded. Two
/// lines about the status are shared if they lead to the same state.
#[must_use]
pub fn shares_statement(entry: &WrittenEntry, new: &Entry) -> bool {
    let is_statement = |line: &&Line| line.kind() != ChangeKind::Reason;
    let target = |line: &Line| match (line.kind(), line.slots()) {
        (ChangeKind::StatusChanged, [.., to]) => Some(to.clone()),
        _ => None,
    };
    let is_shared = |line: &Line| {
        let state = target(line);
        let mut others = new.lines.iter();
        others.any(|other| other == line || (state.is_some() && target(other) == state))
    };
    let mut lines = entry.own.iter().flatten().filter(is_statement);
    entry.title == new.title() || lines.any(is_shared)
}

/// The reasons of an entry that is put together.
struct Reasons<'a> {
    commit: &'a Commit,
    lines: Vec<Line>,
    has_given: bool,
    message: Option<String>,
}

impl<'a> Reasons<'a> {
    fn new(commit: &'a Commit) -> Self {
        Self {
            commit,
            lines: Vec::new(),
            has_given: false,
            message: None,
        }
    }

    /// Takes the reasons of an entry that the new one replaces.
    fn take(&mut self, entry: &WrittenEntry, ownership: &Ownership, keeps_message: bool) {
        let message = ownership.message.as_deref().map(Line::reason);
        let new_message = self.commit.reason.as_ref();
        let new_message = new_message.is_some_and(|new| new.source == ReasonSource::Message);
        for line in reason_lines(entry) {
            if Some(&line) != message.as_ref() {
                self.push(line);
            } else if keeps_message && !new_message {
                self.message.clone_from(&ownership.message);
                self.push(line);
            }
        }
        self.has_given |= ownership.has_given_reason;
    }

    fn push(&mut self, line: Line) {
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    fn finish(mut self, mut entry: Entry) -> OwnedEntry {
        let reason = self.commit.reason.as_ref();
        if let Some(reason) = reason.filter(|reason| !reason.text.trim().is_empty()) {
            let line = Line::reason(&reason.text);
            match reason.source {
                ReasonSource::Given => self.has_given = true,
                // A person gave the same words before: they are not the message's to take away.
                ReasonSource::Message if self.lines.contains(&line) => {}
                ReasonSource::Message => self.message = Some(reason.text.clone()),
            }
            self.push(line);
        }
        entry.lines.extend(self.lines);
        OwnedEntry {
            ownership: Ownership {
                hash: entry.hash(),
                has_given_reason: self.has_given,
                message: self.message,
            },
            entry,
        }
    }
}

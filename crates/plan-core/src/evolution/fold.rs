//! What a commit should do to the log of a plan.
//!
//! Compares what is due (the changes of the commit) with what was written (the entries that the commit adds) and says
//! which edit, if any, makes the log right. Entries written by hand are never changed or removed.

use serde::{Deserialize, Serialize};

use super::entry::{Entry, WrittenEntry, added, in_other_forms, written};
use crate::change::{Change, ChangeKind, Class, Line, describe, diff};
use crate::document::Document;
use crate::model::Date;

/// Which ticks are worth an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProgressPolicy {
    /// A phase whose last box is ticked.
    #[default]
    Phase,
    /// Every tick.
    Every,
    /// None.
    Never,
}

/// What the log needs to know of a commit besides the two versions of the plan.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The author's day.
    pub date: Date,
    /// Why, if it is known.
    pub reason: Option<String>,
    /// The reason that the replaced commit gave by its message: it goes when another one is known.
    pub former_reason: Option<String>,
    /// The old path, if the file has another name now.
    pub renamed_from: Option<String>,
    /// Which ticks are worth an entry.
    pub progress: ProgressPolicy,
    /// Whether an entry is made beside one that somebody wrote by hand in the same commit.
    pub always: bool,
}

/// An edit of the log. Entries are counted from 0 in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogEdit {
    /// Put an entry after the last one.
    Append(Entry),
    /// Put an entry in the place of one.
    Replace(usize, Entry),
    /// Take an entry out.
    Remove(usize),
}

/// The lines that the change from `base` to `now` should leave in the log: semantic changes, and progress as the policy
/// says. For a new plan: where it came from.
pub fn due(base: Option<&Document>, now: &Document, commit: &Commit) -> Vec<Line> {
    let Some(base) = base else {
        return vec![Change::created(now).line];
    };
    let mut changes = diff(base, now);
    if let Some(from) = &commit.renamed_from {
        changes.push(Change::renamed(from));
        changes.sort_by_key(|change| change.kind);
    }
    due_of(&changes, commit.progress)
}

/// The lines that these changes should leave in the log.
pub fn due_of(changes: &[Change], progress: ProgressPolicy) -> Vec<Line> {
    let due: Vec<Change> = changes
        .iter()
        .filter(|change| match (change.class(), change.kind, progress) {
            (Class::Semantic, _, _) | (Class::Progress, _, ProgressPolicy::Every) => true,
            (Class::Progress, ChangeKind::PhaseCompleted, ProgressPolicy::Phase) => true,
            (Class::Progress | Class::Cosmetic, _, _) => false,
        })
        .cloned()
        .collect();
    describe(&due)
}

/// The edits that make the log of `staged` right. `base` is the version before the commit; when a commit is amended,
/// `head` is the version that it replaces. Edits count entries of the staged document and are applied in order.
///
/// `past` says of an entry whether it tells of an earlier commit, which wrote none. It is asked about new entries that tell
/// nothing of this commit, and those that it knows stay as they are.
pub fn fold(
    base: Option<&Document>,
    head: Option<&Document>,
    staged: &Document,
    commit: &Commit,
    past: &dyn Fn(&WrittenEntry) -> bool,
) -> Vec<LogEdit> {
    let before = base.map(written).unwrap_or_default();
    let mut edits = Vec::new();
    let mut mended: Option<Document> = None;
    // Each round puts one entry of the base back.
    for _ in &before {
        let now = written(mended.as_ref().unwrap_or(staged));
        let Some((index, entry)) = overwritten(&before, &now) else {
            break;
        };
        let edit = LogEdit::Replace(index, entry);
        match mended.as_ref().unwrap_or(staged).with_log_edit(&edit) {
            Ok(document) => mended = Some(document),
            Err(_) => break,
        }
        edits.push(edit);
    }
    let staged = mended.as_ref().unwrap_or(staged);
    edits.extend(folded(base, head, &before, staged, commit, past));
    edits
}

fn folded(
    base: Option<&Document>,
    head: Option<&Document>,
    before: &[WrittenEntry],
    staged: &Document,
    commit: &Commit,
    past: &dyn Fn(&WrittenEntry) -> bool,
) -> Vec<LogEdit> {
    let mut due = due(base, staged, commit);
    if let Some(head) = head.filter(|head| takes_back(before, &written(head))) {
        // A revert is told by what it took out of the log; amended, only what it does besides is told.
        let reverted = self::due(base, head, commit);
        due.retain(|line| !reverted.contains(line));
    }
    let entries = written(staged);
    let mut added = added(before, &entries);
    added.retain(|index| {
        let entry = entries.get(*index);
        !entry.is_some_and(|entry| tells_nothing_of(entry, &due) && past(entry))
    });
    let mut own: Vec<usize> = added
        .iter()
        .copied()
        .filter(|index| entries.get(*index).is_some_and(|entry| entry.own.is_some()))
        .collect();
    let others = in_other_forms(staged) > base.map_or(0, in_other_forms);
    let by_hand = own.len() < added.len() || others;
    if base.is_none() {
        // What came along with a plan from elsewhere tells of commits that were made there.
        own.retain(|index| !entries.get(*index).is_some_and(tells_of_others));
        if own.is_empty() && !added.is_empty() && !by_hand {
            return Vec::new();
        }
    }
    let (notes, telling): (Vec<usize>, Vec<usize>) = own
        .into_iter()
        .partition(|index| entries.get(*index).is_some_and(tells_reasons_only));

    if due.is_empty() {
        // What somebody noted waits for a change.
        return match telling.as_slice() {
            [] => Vec::new(),
            [only] => vec![LogEdit::Remove(*only)],
            several => joined(base, head, &entries, several, due, commit),
        };
    }
    let place = telling.last().or(notes.first()).copied();
    let Some(place) = place else {
        if by_hand && !commit.always {
            return Vec::new();
        }
        return vec![LogEdit::Append(Entry {
            date: commit.date,
            lines: with_reason(due, commit.reason.clone()),
        })];
    };
    let edits = match telling.as_slice() {
        [] | [_] => entries
            .get(place)
            .and_then(|entry| replaced(place, entry, due, commit))
            .into_iter()
            .collect(),
        several => joined(base, head, &entries, several, due, commit),
    };
    with_notes(edits, place, &notes, &entries, commit)
}

/// The same edits, with what somebody noted in entries that tell no change put into the one at `place`.
fn with_notes(
    mut edits: Vec<LogEdit>,
    place: usize,
    notes: &[usize],
    entries: &[WrittenEntry],
    commit: &Commit,
) -> Vec<LogEdit> {
    let others: Vec<usize> = notes.iter().copied().filter(|at| *at != place).collect();
    let reasons: Vec<&Line> = others
        .iter()
        .filter_map(|at| entries.get(*at)?.own.as_deref())
        .flatten()
        .collect();
    if others.is_empty() {
        return edits;
    }
    let at_place = edits.iter_mut().find_map(|edit| match edit {
        LogEdit::Replace(at, entry) if *at == place => Some(entry),
        _ => None,
    });
    let add = |lines: &mut Vec<Line>| {
        for reason in &reasons {
            if !lines.contains(reason) {
                lines.push((*reason).clone());
            }
        }
    };
    match (at_place, entries.get(place)) {
        (Some(entry), _) => add(&mut entry.lines),
        (None, Some(entry)) => {
            let mut lines = entry.own.clone().unwrap_or_default();
            add(&mut lines);
            let date = entry.date.parse().unwrap_or(commit.date);
            edits.push(LogEdit::Replace(place, Entry { date, lines }));
        }
        (None, None) => {}
    }
    edits.extend(others.into_iter().map(LogEdit::Remove));
    // From the last to the first, so that a removal does not move the entries still to be edited.
    edits.sort_by_key(|edit| {
        std::cmp::Reverse(match edit {
            LogEdit::Append(_) => usize::MAX,
            LogEdit::Replace(at, _) | LogEdit::Remove(at) => *at,
        })
    });
    edits
}

/// Whether an entry of the tool's own tells of changes, and not of a plan that came into being.
fn tells_of_others(entry: &WrittenEntry) -> bool {
    let lines = entry.own.as_deref().unwrap_or_default();
    !tells_reasons_only(entry) && !lines.iter().any(|line| line.kind() == ChangeKind::Created)
}

/// Whether an entry of the tool's own holds nothing but reasons.
fn tells_reasons_only(entry: &WrittenEntry) -> bool {
    let lines = entry.own.as_deref().unwrap_or_default();
    !lines.is_empty() && lines.iter().all(|line| line.kind() == ChangeKind::Reason)
}

/// Whether a version has no new entry, and lacks one of the tool's own.
fn takes_back(before: &[WrittenEntry], now: &[WrittenEntry]) -> bool {
    let gone = added(now, before);
    let is_own = |at: &usize| before.get(*at).is_some_and(|entry| entry.own.is_some());
    gone.iter().any(is_own) && added(before, now).is_empty()
}

/// Whether an entry of the tool's own tells of changes, and of none of these.
fn tells_nothing_of(entry: &WrittenEntry, due: &[Line]) -> bool {
    let lines = entry.own.iter().flatten();
    let mut changes = lines.filter(|line| line.kind() != ChangeKind::Reason);
    changes.clone().next().is_some() && !changes.any(|line| due.contains(line))
}

/// An entry of the base in whose place, or round which, a new one of the same day stands: an amend that was broken off had
/// folded the next change into it. Gives the place of the new one, and the entry as it was.
fn overwritten(before: &[WrittenEntry], now: &[WrittenEntry]) -> Option<(usize, Entry)> {
    let new = added(before, now);
    added(now, before).into_iter().find_map(|at| {
        let old = before.get(at)?;
        let lines = old.own.as_ref()?;
        let extends = |index: &&usize| {
            now.get(**index).is_some_and(|entry| {
                let theirs = entry.own.as_ref();
                let theirs = theirs.is_some_and(|theirs| {
                    **index == at || lines.iter().all(|line| theirs.contains(line))
                });
                entry.date == old.date && theirs
            })
        };
        let index = new.iter().find(extends)?;
        Some((
            *index,
            Entry {
                date: old.date.parse().ok()?,
                lines: lines.clone(),
            },
        ))
    })
}

/// One entry of the tool's own: derived again, with its date and the reasons it has.
fn replaced(
    index: usize,
    entry: &WrittenEntry,
    due: Vec<Line>,
    commit: &Commit,
) -> Option<LogEdit> {
    let lines = entry.own.clone().unwrap_or_default();
    let former = commit.former_reason.as_deref().map(Line::reason);
    let former = former.filter(|_| commit.reason.is_some());
    let mut fresh = due;
    fresh.extend(
        lines
            .iter()
            .filter(|line| line.kind() == ChangeKind::Reason && Some(*line) != former.as_ref())
            .cloned(),
    );
    let fresh = with_reason(fresh, commit.reason.clone());
    let date = entry.date.parse().unwrap_or(commit.date);
    (fresh != lines).then_some(LogEdit::Replace(index, Entry { date, lines: fresh }))
}

/// Several entries of the tool's own in one commit (a squash merge, a soft reset): their own lines stay, lines that no
/// entry has are added to the last one. An amend also drops lines that the replaced commit had and that are not due.
fn joined(
    base: Option<&Document>,
    head: Option<&Document>,
    entries: &[WrittenEntry],
    own: &[usize],
    due_now: Vec<Line>,
    commit: &Commit,
) -> Vec<LogEdit> {
    let lines_of = |index: &usize| {
        entries
            .get(*index)
            .and_then(|entry| entry.own.clone())
            .unwrap_or_default()
    };
    let mut told: Vec<Line> = own.iter().flat_map(lines_of).collect();
    // A line of the replaced commit that is not due any more goes, unless what is due is told by way of it.
    let mut stale: Vec<Line> = match head {
        Some(head) => due(base, head, commit),
        None => Vec::new(),
    };
    stale.retain(|line| {
        let without: Vec<Line> = told
            .iter()
            .filter(|other| *other != line)
            .cloned()
            .collect();
        let told_all = |told: &[Line]| due_now.iter().filter(|due| is_told(due, told)).count();
        !due_now.contains(line) && told_all(&without) == told_all(&told)
    });
    told.retain(|line| !stale.contains(line));
    let missing: Vec<Line> = due_now
        .iter()
        .filter(|line| !is_told(line, &told))
        .cloned()
        .collect();
    let mut edits = Vec::new();
    // From the last to the first, so that a removal does not move the entries still to be edited.
    for (place, index) in own.iter().enumerate().rev() {
        let Some(entry) = entries.get(*index) else {
            continue;
        };
        let lines = lines_of(index);
        let mut kept: Vec<Line> = lines
            .iter()
            .filter(|line| !stale.contains(line))
            .cloned()
            .collect();
        if place + 1 == own.len() {
            let at = kept
                .iter()
                .position(|line| line.kind() == ChangeKind::Reason)
                .unwrap_or(kept.len());
            kept.splice(at..at, missing.iter().cloned());
        }
        let date: Date = entry.date.parse().unwrap_or(commit.date);
        if kept.iter().all(|line| line.kind() == ChangeKind::Reason) {
            edits.push(LogEdit::Remove(*index));
        } else if kept != lines {
            edits.push(LogEdit::Replace(*index, Entry { date, lines: kept }));
        }
    }
    edits
}

/// Whether lines tell of a change: by the very line, one by one what it has as a number, or step by step (`a -> b` and
/// `b -> c` for `a -> c`).
pub(super) fn is_told(line: &Line, told: &[Line]) -> bool {
    if told.contains(line) {
        return true;
    }
    if line.count() > 1 {
        let place = line.place();
        let parts = told
            .iter()
            .filter(|other| other.kind() == line.kind() && other.place() == place);
        return parts.map(Line::count).sum::<usize>() >= line.count();
    }
    let stepwise = matches!(
        line.kind(),
        ChangeKind::StatusChanged | ChangeKind::TitleChanged | ChangeKind::FieldChanged
    );
    let [place @ .., from, to] = line.slots() else {
        return false;
    };
    let steps: Vec<(&String, &String)> = told
        .iter()
        .filter(|other| stepwise && other.kind() == line.kind())
        .filter_map(|other| match other.slots() {
            [here @ .., from, to] if here == place => Some((from, to)),
            _ => None,
        })
        .collect();
    let mut reached = vec![from];
    let mut next = 0;
    while let Some(at) = reached.get(next).copied() {
        next += 1;
        for (from, to) in &steps {
            if *from == at && !reached.contains(to) {
                reached.push(to);
            }
        }
    }
    stepwise && reached.len() > 1 && reached.contains(&to)
}

/// A reason stands once, behind those that are there.
fn with_reason(mut lines: Vec<Line>, reason: Option<String>) -> Vec<Line> {
    let reason = reason
        .filter(|reason| !reason.trim().is_empty())
        .map(|reason| Line::reason(&reason));
    if let Some(reason) = reason.filter(|reason| !lines.contains(reason)) {
        lines.push(reason);
    }
    lines
}

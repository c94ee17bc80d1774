//! The lines that a change of a plan is expected to leave in its log.

use serde::{Deserialize, Serialize};

use super::reconcile::Commit;
use crate::change::{Change, ChangeKind, Class, Line, describe, diff};
use crate::document::Document;

/// The ticks that are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProgressPolicy {
    /// A tick that completes a phase.
    #[default]
    Phase,
    /// Every tick.
    Every,
    /// No tick.
    Never,
}

/// Returns the lines that the change from `base` to `now` is expected to leave in the log:
/// semantic changes, and progress as the policy says. For a new plan, the line about its creation.
#[must_use]
pub fn expected(base: Option<&Document>, now: &Document, commit: &Commit) -> Vec<Line> {
    let Some(base) = base else {
        return vec![Change::created(now).line];
    };
    expected_of(&with_rename(diff(base, now), commit), commit.progress)
}

/// Returns the lines that an amended merge is expected to leave in the log. A change counts if it
/// differs from the version at every parent; changes that one parent has were logged there.
pub(super) fn expected_of_merge(
    base: &Document,
    others: &[Document],
    now: &Document,
    commit: &Commit,
) -> Vec<Line> {
    let key = |change: &Change| (change.kind, change.at.clone(), change.to.clone());
    let mut changes = diff(base, now);
    for other in others {
        let same: Vec<_> = diff(other, now).iter().map(key).collect();
        changes.retain(|change| same.contains(&key(change)));
    }
    expected_of(&with_rename(changes, commit), commit.progress)
}

fn with_rename(mut changes: Vec<Change>, commit: &Commit) -> Vec<Change> {
    if let Some(from) = &commit.renamed_from {
        changes.push(Change::renamed(from));
        changes.sort_by_key(|change| change.kind);
    }
    changes
}

/// Returns the lines that these changes are expected to leave in the log.
#[must_use]
pub fn expected_of(changes: &[Change], progress: ProgressPolicy) -> Vec<Line> {
    let logged: Vec<Change> = changes
        .iter()
        .filter(|change| match (change.class(), change.kind, progress) {
            (Class::Semantic, _, _) | (Class::Progress, _, ProgressPolicy::Every) => true,
            (Class::Progress, ChangeKind::PhaseCompleted, ProgressPolicy::Phase) => true,
            (Class::Progress | Class::Cosmetic, _, _) => false,
        })
        .cloned()
        .collect();
    describe(&logged)
}

/// Returns true if lines name a change: by the same line, by as many lines as it counts, or step
/// by step (`a -> b` and `b -> c` for `a -> c`).
#[must_use]
pub fn is_named(line: &Line, told: &[Line]) -> bool {
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

/// Returns true if `lines` name the change of `line`, and removes the lines that serve for it.
///
/// An equal line comes first. Otherwise lines about the same node serve: several for a number of
/// changes, or a chain `a -> b` and `b -> c` for `a -> c`.
pub fn take_named(line: &Line, lines: &mut Vec<Line>) -> bool {
    if let Some(at) = lines.iter().position(|other| other == line) {
        lines.remove(at);
        return true;
    }
    let is_covered = is_named(line, lines);
    if is_covered {
        let place = |other: &Line| match other.slots() {
            [place @ .., _, _] if line.count() == 1 => place.to_vec(),
            _ => other.place(),
        };
        let node = place(line);
        lines.retain(|other| other.kind() != line.kind() || place(other) != node);
    }
    is_covered
}

//! What a commit undid together with the entries that it took out of the log: nobody needs to be told of it again.

use std::collections::BTreeSet;

use plan_core::{Change, diff};

use crate::history::{Record, Versions};

/// What is left of the changes of a commit without those that undo the revisions `told`, of which the entries had told that
/// it took out. `left` are those whose entries stand.
pub(super) fn not_undone(
    versions: &mut Versions<'_>,
    revisions: &[Record],
    changes: &[Change],
    told: &BTreeSet<usize>,
    left: &BTreeSet<usize>,
) -> Vec<Change> {
    let mut undone: Vec<Change> = Vec::new();
    for at in told {
        undone.extend(undoing(versions, revisions, *at, *at));
    }
    // Step by step is not all: of `a -> b` and `b -> c`, taken back at once, `c -> a` is left.
    let changed = |at: &&usize| revisions.get(**at).is_some_and(|it| !it.before.is_empty());
    if let (Some(first), Some(last)) = (told.iter().find(changed), told.last())
        && first < last
    {
        let mut others: Vec<Change> = Vec::new();
        for at in left.range(*first..*last) {
            others.extend(undoing(versions, revisions, *at, *at));
        }
        let mut all = undoing(versions, revisions, *first, *last);
        all.retain(|change| !tells(&others, change));
        undone.extend(all);
    }
    let changes = changes.iter().filter(|change| !tells(&undone, change));
    changes.cloned().collect()
}

fn tells(changes: &[Change], change: &Change) -> bool {
    changes.iter().any(|other| other.line == change.line)
}

/// The changes from what the revision `last` made back to what the revision `first` found; none if it found nothing.
fn undoing(
    versions: &mut Versions<'_>,
    revisions: &[Record],
    first: usize,
    last: usize,
) -> Vec<Change> {
    let Some((first, last)) = revisions.get(first).zip(revisions.get(last)) else {
        return Vec::new();
    };
    let Some((before, after)) = first.before.first().copied().zip(last.blob) else {
        return Vec::new();
    };
    let documents = versions.document(before).zip(versions.document(after));
    let mut changes = documents.map_or_else(Vec::new, |(before, after)| diff(&after, &before));
    let old = first.previous_path.as_ref().unwrap_or(&first.path);
    if *old != last.path {
        changes.push(Change::renamed(&String::from_utf8_lossy(&last.path)));
    }
    changes
}

//! A lineage as whoever asks about some paths sees it.
//!
//! Paths outside are followed for the sake of documents that were moved in from there. A document that goes there and does
//! not come back is gone, as it would be if nobody had ever come from that path.

use super::{Lineage, Revision, RevisionKind};
use crate::paths::Paths;

/// Ends a lineage where it leaves `paths` for good. False if it was never there.
pub(crate) fn keep_inside(lineage: &mut Lineage, paths: &Paths) -> bool {
    // Most revisions have the path of the one before.
    let mut last: Option<(&[u8], bool)> = None;
    let revisions = lineage.revisions.iter();
    let inside: Vec<bool> = revisions
        .map(|revision| match last {
            Some((path, inside)) if path == revision.path => inside,
            _ => {
                let inside = paths.matches(&revision.path);
                last = Some((&revision.path, inside));
                inside
            }
        })
        .collect();
    if inside.iter().all(|inside| *inside) {
        return !inside.is_empty();
    }
    if !inside.contains(&true) {
        return false;
    }
    // Whether it is inside there or later on; revisions come parents first. A merge may have given the text that it has
    // outside a name inside.
    let mut stays = inside.clone();
    let at_tip = stays.get_mut(lineage.at_tip);
    if let Some(slot) = at_tip.filter(|_| lineage.alive && paths.matches(&lineage.path)) {
        *slot = true;
    }
    for (at, revision) in lineage.revisions.iter().enumerate().rev() {
        if stays.get(at) == Some(&true) {
            for previous in revision.previous.iter().flatten() {
                if let Some(slot) = stays.get_mut(*previous) {
                    *slot = true;
                }
            }
        }
    }
    let here = lineage.revisions.iter().zip(&inside);
    let name = |(revision, inside): (&Revision, &bool)| {
        let is_there = revision.blob.is_some() && *inside;
        is_there.then(|| revision.path.clone())
    };
    let living: Vec<Option<Vec<u8>>> = here.map(name).collect();
    let mut kept: Vec<Revision> = Vec::new();
    let mut places: Vec<Option<usize>> = Vec::new();
    for (revision, stays) in lineage.revisions.drain(..).zip(stays) {
        let moved = |previous: &Option<usize>| places.get((*previous)?).copied().flatten();
        let previous: Vec<Option<usize>> = revision.previous.iter().map(moved).collect();
        let before = previous.iter().flatten().next().copied();
        // Without a former name inside, it had left already: a merge took a side that had it outside.
        let left = revision.previous_path.as_ref();
        let left = left.filter(|path| before.is_some() && paths.matches(path));
        // A merge may have deleted it under the name that it had outside, on one side, and inside on another.
        let sides = revision.previous.iter().flatten();
        let deleted = sides
            .filter(|_| revision.kind == RevisionKind::Deleted && revision.previous.len() > 1)
            .find_map(|at| living.get(*at)?.as_ref());
        let revision = match left.or(deleted) {
            _ if stays => Revision {
                previous,
                ..revision
            },
            Some(path) => Revision {
                kind: RevisionKind::Deleted,
                path: path.clone(),
                blob: None,
                previous_path: None,
                confidence: None,
                reason: None,
                previous,
                commit: revision.commit,
            },
            None => {
                places.push(before);
                continue;
            }
        };
        places.push(Some(kept.len()));
        kept.push(revision);
    }
    lineage.revisions = kept;
    let at_tip = places.get(lineage.at_tip).copied().flatten();
    lineage.at_tip = at_tip.unwrap_or(lineage.revisions.len().saturating_sub(1));
    if !paths.matches(&lineage.path) {
        lineage.alive = false;
        let mut last = lineage
            .revisions
            .iter()
            .rev()
            .map(|revision| &revision.path);
        let last = last.find(|path| paths.matches(path)).cloned();
        lineage.path = last.unwrap_or_default();
    }
    true
}

//! Why a file is taken for a new document or for an old one: where it was copied from, and what else was looked at.
//!
//! Asked for single revisions and after the walk, which needs none of this. Candidates are bounded as they are there.

use std::cmp::Reverse;

use super::name::Name;
use super::rename::ALIKE;
use super::{Likeness, Reason, Revision, RevisionKind, Rules};
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};
use crate::tree::{FileChange, Trees};

/// Files, those of the nearest names, that a revision is compared with.
const MAX_CANDIDATES: usize = 8;

/// What was looked at for a revision, besides what it became.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// The file that a new document is a copy of.
    pub copied_from: Option<Copied>,
    /// Files that it might have been before, and why it is not taken for them; those of the nearest names first.
    pub rejected: Vec<Rejected>,
}

/// A file that goes on living and that a new document is a copy of.
#[derive(Clone, Debug, PartialEq)]
pub struct Copied {
    /// Its path.
    pub path: Vec<u8>,
    /// The commit that has the text that was copied: the parent of the one that made the copy.
    pub commit: ObjectId,
    /// The same bytes, or likeness.
    pub reason: Reason,
    /// How alike they are, from 0 to 1.
    pub confidence: f64,
}

/// A file that a document is not carried on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// Its path in the parent of the commit.
    pub path: Vec<u8>,
    /// Why not.
    pub why: Rejection,
    /// How alike they are, from 0 to 1, where both can be read.
    pub alike: Option<f64>,
}

/// Why a file is not taken for what a document was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// It is less alike than half.
    Unlike,
    /// It is still there, so this is a copy.
    Alive,
    /// It, or this document, belongs to another that fits better.
    Outdone,
    /// The configuration forbids it.
    Cut,
    /// One of them cannot be read.
    Unreadable,
}

impl Rejection {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Rejection::Unlike => "unlike",
            Rejection::Alive => "alive",
            Rejection::Outdone => "outdone",
            Rejection::Cut => "cut",
            Rejection::Unreadable => "unreadable",
        }
    }
}

/// Explains a revision at `paths` against the first parent of its commit. One that carries a file on under its own name
/// needs no explanation, and one that was deleted has none.
///
/// # Errors
/// A commit or a tree cannot be read.
pub(crate) fn explain(
    repository: &Repository,
    commit: ObjectId,
    paths: &Paths,
    rules: &Rules,
    revision: &Revision,
    likeness: &mut dyn Likeness,
) -> Result<Explanation, ReadError> {
    let mut told = Explanation::default();
    let cut = rules.is_cut(commit, &revision.path);
    let plain = revision.reason.is_none() && revision.kind != RevisionKind::Created;
    let Some(blob) = revision.blob.filter(|_| !plain || cut) else {
        return Ok(told);
    };
    let own = repository.linked(commit)?;
    let Some(parent) = own.parents.first().copied() else {
        return Ok(told);
    };
    let old = repository.linked(parent)?.tree;
    let Ok(everything) = Paths::new(["**".to_owned()]) else {
        return Ok(told);
    };
    let changes = Trees::new(repository, &everything).changes(Some(old), Some(own.tree))?;
    let measure = |old: ObjectId, likeness: &mut dyn Likeness| {
        (old == blob)
            .then_some(1.0)
            .or_else(|| likeness.likeness(old, blob))
    };
    let was_here = |change: &&FileChange| cut && change.path == revision.path;
    let gone = |change: &&FileChange| {
        let meant = paths.matches(&change.path) || change.path.ends_with(b".md");
        let taken = revision.previous_path.as_ref() == Some(&change.path);
        change.new.is_none() && !taken && (meant || change.old == Some(blob))
    };
    let candidates = changes
        .iter()
        .filter(|change| gone(change) || was_here(change));
    let candidates = candidates.filter_map(|change| Some((change.path.clone(), change.old?)));
    for (path, old) in nearest(candidates.collect(), &revision.path) {
        let alike = measure(old, likeness);
        let why = match alike {
            _ if cut => Rejection::Cut,
            None => Rejection::Unreadable,
            Some(alike) if alike < ALIKE => Rejection::Unlike,
            Some(_) => Rejection::Outdone,
        };
        told.rejected.push(Rejected { path, why, alike });
    }
    if revision.kind != RevisionKind::Created {
        return Ok(told);
    }
    let there = Trees::new(repository, paths).changes(None, Some(old))?;
    let is_gone = |path: &[u8]| {
        let found = changes.binary_search_by(|change| change.path.as_slice().cmp(path));
        let change = found.ok().and_then(|at| changes.get(at));
        change.is_some_and(|change| change.new.is_none())
    };
    let living: Vec<_> = there
        .into_iter()
        .filter(|file| file.path != revision.path && !is_gone(&file.path))
        .filter_map(|file| Some((file.path, file.new?)))
        .collect();
    let same = living.iter().filter(|(_, old)| *old == blob).cloned();
    let mut candidates = nearest(same.collect(), &revision.path);
    if candidates.is_empty() {
        candidates = nearest(living, &revision.path);
    }
    let mut best: Option<(f64, Vec<u8>)> = None;
    for (path, old) in candidates {
        if let Some(alike) = measure(old, likeness).filter(|alike| *alike >= ALIKE)
            && best.as_ref().is_none_or(|(best, _)| alike > *best)
        {
            best = Some((alike, path));
        }
    }
    if let Some((alike, path)) = best {
        told.rejected.push(Rejected {
            path: path.clone(),
            why: Rejection::Alive,
            alike: Some(alike),
        });
        told.copied_from = Some(Copied {
            path,
            commit: parent,
            reason: if alike < 1.0 {
                Reason::Alike
            } else {
                Reason::SameBytes
            },
            confidence: alike,
        });
    }
    Ok(told)
}

/// The files of the nearest names, the nearest first.
fn nearest(mut files: Vec<(Vec<u8>, ObjectId)>, path: &[u8]) -> Vec<(Vec<u8>, ObjectId)> {
    let name = Name::of(path);
    files
        .sort_by_cached_key(|(other, _)| (Reverse(name.nearness(&Name::of(other))), other.clone()));
    files.truncate(MAX_CANDIDATES);
    files
}

//! Documents that came from outside the configured paths.
//!
//! A file that appears in the very commit in which a file elsewhere disappears may be that file moved in, and then its
//! earlier life belongs to it. The same bytes decide; for Markdown files, likeness does too.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::name::Name;
use super::{Likeness, Lineage, RevisionKind, Trace};
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::tree::FileChange;

/// Least likeness for a file from outside to be the document.
const ALIKE: f64 = 0.5;

/// Files from outside, those of the nearest names, that a document is compared with.
const MAX_CANDIDATES: usize = 8;

/// Tells the files that a commit, given by its name and its number, took away from its first parent, wherever they lay.
pub(crate) type Gone<'a> = &'a mut dyn FnMut(ObjectId, usize) -> Rc<Vec<FileChange>>;

/// The paths outside `paths` that documents were moved in from. A commit whose trees cannot be read gives none; that it
/// cannot be read is noted elsewhere. What was found before is not looked for again.
pub(crate) fn origins(
    trace: &mut Trace,
    paths: &Paths,
    documents: &[&Lineage],
    gone: Gone<'_>,
    likeness: &mut dyn Likeness,
) -> BTreeSet<Vec<u8>> {
    // What comes back may have been outside in the meantime.
    let came = documents
        .iter()
        .flat_map(|document| &document.revisions)
        .filter(|revision| {
            matches!(
                revision.kind,
                RevisionKind::Created | RevisionKind::Restored
            )
        });
    let mut found = BTreeSet::new();
    for revision in came {
        let commit = trace.touched.get(revision.commit);
        let commit = commit.filter(|commit| commit.parents == 1);
        let (Some(commit), Some(blob)) = (commit, revision.blob) else {
            continue;
        };
        let id = commit.id;
        let place = (revision.commit, trace.names.id(&revision.path));
        let origin = trace.origins.entry(place).or_insert_with(|| {
            trace.is_kept = false;
            let gone = gone(id, revision.commit);
            let origin = origin(&gone, paths, &revision.path, blob, likeness);
            origin.map(|change| change.path.clone())
        });
        found.extend(origin.clone());
    }
    found
}

/// The file outside of `paths`, gone in these changes, that a file which came with them was before.
pub(crate) fn origin<'c>(
    changes: &'c [FileChange],
    paths: &Paths,
    path: &[u8],
    blob: ObjectId,
    likeness: &mut dyn Likeness,
) -> Option<&'c FileChange> {
    let is_outside = |change: &&FileChange| change.new.is_none() && !paths.matches(&change.path);
    // Where many files moved at once, asking which are outside costs more than all else.
    let mut same = changes.iter().filter(|change| change.old == Some(blob));
    same.find(is_outside).or_else(|| {
        let markdown = changes
            .iter()
            .filter(|change| change.path.ends_with(b".md"))
            .filter(is_outside);
        let mut markdown: Vec<&FileChange> = markdown.collect();
        let name = Name::of(path);
        markdown.sort_by_cached_key(|change| {
            (
                Reverse(name.nearness(&Name::of(&change.path))),
                change.path.clone(),
            )
        });
        let mut alike: Vec<(f64, &FileChange)> = markdown
            .into_iter()
            .take(MAX_CANDIDATES)
            .filter_map(|change| Some((likeness.likeness(change.old?, blob)?, change)))
            .filter(|(alike, _)| *alike >= ALIKE)
            .collect();
        alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
        alike.first().map(|(_, change)| *change)
    })
}

//! Paths with nothing after a merge: what the merge deleted, and what is gone as it was on a side already.

use std::collections::BTreeSet;

use super::super::state::{Place, State};
use super::super::trace::Made;
use super::super::{RevisionKind, Walk};
use super::{Merge, Views};

impl Walk<'_> {
    /// A path with nothing after the merge.
    pub(super) fn departed(
        &mut self,
        merge: &Merge<'_>,
        views: &Views,
        deleted: &mut BTreeSet<usize>,
        next: &mut State,
    ) {
        if views.living().next().is_none() {
            return;
        }
        let lost = self.lost(merge, views);
        let mut by_a_side = !lost.is_empty();
        let mut gone = None;
        for document in lost {
            let previous: Vec<Option<Place>> = merge
                .sides
                .iter()
                .map(|side| self.find(side.state, views.name, document))
                .collect();
            let everywhere = previous.iter().all(|place| place.is_some_and(|p| p.alive));
            if !everywhere && !self.is_thrown_away(merge, views, document, &previous) {
                continue;
            }
            by_a_side = false;
            // It may have lain at another path on each side; it went from where the first one had it.
            let elsewhere = previous.first().copied().flatten().is_some_and(|place| {
                place.name != views.name && merge.changed.get(&place.name) == Some(&None)
            });
            if elsewhere || !deleted.insert(document) {
                continue;
            }
            let commit = self.touch(merge.at, merge.node, merge.sides.len());
            let revision = self.record(Made {
                document,
                commit,
                kind: RevisionKind::Deleted,
                name: views.name,
                blob: None,
                from: None,
                confidence: None,
                reason: None,
                previous: previous
                    .iter()
                    .map(|place| place.map(|place| place.revision))
                    .collect(),
            });
            gone.get_or_insert(Place {
                name: views.name,
                document,
                revision,
                blob: None,
                alive: false,
            });
        }
        let mut places = views.places.iter();
        let without = places.find(|place| place.is_none_or(|place| !place.alive));
        // What a side without it remembers is what is remembered.
        match gone.or(without.copied().flatten().filter(|_| by_a_side)) {
            Some(place) => self.lay(next, place),
            None => next.remove(views.name),
        }
    }

    /// True if each side has something at a path, and those that have another document there have the same text or never
    /// had this one: that it is gone is nobody's doing but the merge's.
    fn is_thrown_away(
        &mut self,
        merge: &Merge<'_>,
        views: &Views,
        document: usize,
        previous: &[Option<Place>],
    ) -> bool {
        if views.living().count() != merge.sides.len() {
            return false;
        }
        let mut blobs = views.living().map(|place| place.blob);
        let first = blobs.next();
        if blobs.all(|blob| Some(blob) == first) {
            return true;
        }
        let sides = merge.sides.iter().zip(previous);
        let mut without = sides.filter(|(_, place)| place.is_none_or(|place| !place.alive));
        without.all(|(side, _)| !self.knows(side, document))
    }

    /// The documents that lay at a path on some side and are nowhere after the merge.
    fn lost(&mut self, merge: &Merge<'_>, views: &Views) -> Vec<usize> {
        let mut lost = Vec::new();
        for place in views.living() {
            let document = self.documents.root(place.document);
            if !self.is_present(merge, document) && !lost.contains(&document) {
                lost.push(document);
            }
        }
        lost
    }
}

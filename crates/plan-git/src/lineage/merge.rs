//! Documents at a merge: which side each one comes from, and whether the merge itself changed it.
//!
//! A file that equals a side's file comes from that side, whatever the others hold. A text that no side has is the
//! merge's own doing. Absence is a value like any other: a file that one side had deleted was deleted there.

use std::collections::BTreeSet;

use super::rename::{Link, Renames};
use super::state::{Editing, Place, State};
use super::{Reason, Revision, RevisionKind, Side, Walk};
use crate::object::ObjectId;
use crate::tree::FileChange;

impl Walk<'_> {
    pub(super) fn merge(&mut self, at: usize, id: ObjectId, sides: &[Side]) -> State {
        let Some(first) = sides.first() else {
            return State::default();
        };
        let mut next = first.state.edit();
        for side in sides {
            self.join_independent(id, first, side);
            self.catch_up(&first.state, side, &mut next);
        }
        let paths: BTreeSet<&[u8]> = sides
            .iter()
            .flat_map(|side| &side.changes)
            .map(|change| change.path.as_slice())
            .collect();
        let mut present = BTreeSet::new();
        let (mut come, mut gone) = (Vec::new(), Vec::new());
        for path in paths {
            let views = self.views(path, sides);
            match views.now {
                Some(blob) => come.push((path, blob, views)),
                None => gone.push((path, views)),
            }
        }
        let names: BTreeSet<usize> = gone.iter().map(|(_, views)| views.name).collect();
        present.extend(self.staying(&first.state, &come, &names));
        // Where each side has given a document another name and both stay, it goes on where its text does, and under the
        // name that the first parent has.
        come.sort_by_key(|(_, blob, views)| views.claim(*blob));
        for (path, blob, views) in come {
            let place = self.arrived(at, id, path, blob, &views, sides, &present);
            present.insert(self.documents.root(place.document));
            next.set(place);
            let made = self.revisions.get(place.revision);
            let made = made.filter(|made| made.revision.node == at);
            if let Some(from) = made.and_then(|made| made.revision.previous_path.as_deref()) {
                next.forget(self.names.id(from));
            }
        }
        let mut deleted = BTreeSet::new();
        for (path, views) in gone {
            let Some(document) = self.lost(&views, &present) else {
                if views.places.iter().flatten().any(|place| place.alive) {
                    next.remove(views.name);
                }
                continue;
            };
            let previous: Vec<Option<Place>> = sides
                .iter()
                .map(|side| self.find(&side.state, views.name, document))
                .collect();
            let everywhere = previous.iter().all(|place| place.is_some_and(|p| p.alive));
            if !everywhere {
                departed(&views, &mut next);
                continue;
            }
            // It may have lain at another path on each side; it went from where the first one had it.
            let elsewhere = previous
                .first()
                .copied()
                .flatten()
                .is_some_and(|place| place.name != views.name && names.contains(&place.name));
            if elsewhere || !deleted.insert(document) {
                next.remove(views.name);
                continue;
            }
            let revision = Revision {
                node: at,
                kind: RevisionKind::Deleted,
                path: path.to_vec(),
                blob: None,
                previous_path: None,
                confidence: None,
                reason: None,
                previous: previous
                    .iter()
                    .map(|place| place.map(|place| place.revision))
                    .collect(),
            };
            let revision = self.record(document, revision);
            next.set(Place {
                name: views.name,
                document,
                revision,
                blob: None,
                alive: false,
            });
        }
        next.done()
    }

    /// Documents of the first parent that come from another side too, and stay where they are: at paths where all sides
    /// have the same text.
    fn staying(
        &mut self,
        first: &State,
        come: &[(&[u8], ObjectId, Views)],
        gone: &BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        let names: BTreeSet<usize> = come.iter().map(|(_, _, views)| views.name).collect();
        let places = come.iter().flat_map(|(_, _, views)| &views.places);
        let coming: BTreeSet<usize> = places
            .flatten()
            .filter(|place| place.alive)
            .map(|place| self.documents.root(place.document))
            .collect();
        first
            .places()
            .filter(|place| place.alive && !names.contains(&place.name))
            .filter(|place| !gone.contains(&place.name))
            .map(|place| self.documents.root(place.document))
            .filter(|document| coming.contains(document))
            .collect()
    }

    /// The same path with different documents on two sides, neither of which lies elsewhere: both sides wrote it for
    /// themselves, and from here on it is one document. They stay two if the merge gives one of them another name.
    fn join_independent(&mut self, id: ObjectId, first: &Side, side: &Side) {
        if first.state.is(&side.state) {
            return;
        }
        let mut clashes = Vec::new();
        for place in side.state.places().filter(|place| place.alive) {
            if let Some(other) = first.state.live(place.name)
                && self.documents.root(other.document) != self.documents.root(place.document)
                && !self.rules.is_cut(id, self.names.path(place.name))
                && !side.moves_on(place)
                && !first.moves_on(&other)
            {
                clashes.push((other.document, place.document));
            }
        }
        if clashes.is_empty() {
            return;
        }
        let lying = |state: &State, walk: &mut Self| -> BTreeSet<usize> {
            let documents: Vec<usize> = state
                .places()
                .filter(|place| place.alive)
                .map(|place| place.document)
                .collect();
            documents
                .into_iter()
                .map(|document| walk.documents.root(document))
                .collect()
        };
        let (here, there) = (lying(&first.state, self), lying(&side.state, self));
        for (one, other) in clashes {
            let (a, b) = (self.documents.root(one), self.documents.root(other));
            if !there.contains(&a) && !here.contains(&b) {
                self.documents.join(a, b);
            }
        }
    }

    /// Where a side has the same text by a later revision of what the first one has, that revision is what the merge has.
    fn catch_up(&mut self, first: &State, side: &Side, next: &mut Editing) {
        if first.is(&side.state) {
            return;
        }
        for place in side.state.places() {
            if let Some(known) = next.place(place.name)
                && known.blob == place.blob
                && self.is_later(place.revision, known.revision)
            {
                next.set(*place);
            }
        }
    }

    /// The one of these places that has the latest revision; the first where none comes after the other.
    fn latest<'p>(&self, places: impl IntoIterator<Item = &'p Place>) -> Option<Place> {
        places.into_iter().copied().reduce(|kept, place| {
            if self.is_later(place.revision, kept.revision) {
                place
            } else {
                kept
            }
        })
    }

    /// True if a revision comes after another one of the same document.
    fn is_later(&self, revision: usize, earlier: usize) -> bool {
        // Revisions are numbered parents first.
        if revision <= earlier {
            return false;
        }
        let mut seen = BTreeSet::new();
        let mut open = vec![revision];
        while let Some(at) = open.pop() {
            if at == earlier {
                return true;
            }
            if at > earlier && seen.insert(at) {
                let made = self.revisions.get(at);
                open.extend(
                    made.into_iter()
                        .flat_map(|made| made.revision.previous.iter().flatten()),
                );
            }
        }
        false
    }

    fn views(&mut self, path: &[u8], sides: &[Side]) -> Views {
        let name = self.names.id(path);
        let change = |side: &Side| {
            let found = side
                .changes
                .binary_search_by(|change| change.path.as_slice().cmp(path));
            found
                .ok()
                .and_then(|at| side.changes.get(at))
                .map(|change| (change.old, change.new))
        };
        let changes: Vec<_> = sides.iter().map(change).collect();
        let now = changes.iter().flatten().find_map(|(_, new)| *new);
        // A side without a change has the file as the merge has it.
        let before = changes
            .iter()
            .map(|change| change.map_or(now, |(old, _)| old))
            .collect();
        let places = sides.iter().map(|side| side.state.place(name)).collect();
        Views {
            name,
            now,
            before,
            places,
        }
    }

    /// A file that is there after the merge and differs from at least one side.
    fn arrived(
        &mut self,
        at: usize,
        id: ObjectId,
        path: &[u8],
        blob: ObjectId,
        views: &Views,
        sides: &[Side],
        present: &BTreeSet<usize>,
    ) -> Place {
        // A document that has its place already is not here too.
        let mut free = |place: &Place| !present.contains(&self.documents.root(place.document));
        let places: Vec<Option<Place>> = views
            .places
            .iter()
            .map(|place| place.filter(&mut free))
            .collect();
        let equal = self.latest(views.equal(&places, blob));
        // The text of a document that is elsewhere is a copy, and not the next text of what else lay here.
        let copied = equal.is_none() && views.equal(&views.places, blob).next().is_some();
        let mut link = None;
        let from = if copied {
            None
        } else {
            let living = places.iter().flatten().find(|place| place.alive);
            equal
                .or(living.copied())
                .or_else(|| {
                    link = self.renamed_in_merge(id, path, sides, present);
                    link.as_ref().map(|(place, _)| *place)
                })
                .or_else(|| {
                    let states = || sides.iter().map(|side| &side.state);
                    let mut gone = places.iter().flatten();
                    gone.find(|place| self.can_return(place, states())).copied()
                })
        };
        let from = from.filter(|_| !self.rules.is_cut(id, path));
        let Some(from) = from else {
            let document = self.documents.add();
            let revision = self.record(
                document,
                Revision {
                    node: at,
                    kind: RevisionKind::Created,
                    path: path.to_vec(),
                    blob: Some(blob),
                    previous_path: None,
                    confidence: None,
                    reason: None,
                    previous: vec![None; sides.len()],
                },
            );
            return Place {
                name: views.name,
                document,
                revision,
                blob: Some(blob),
                alive: true,
            };
        };
        let document = self.documents.root(from.document);
        // A pin may carry on what was deleted before.
        let deleted = link.as_ref().map(|(_, link)| self.names.id(&link.from));
        let mut previous: Vec<Option<Place>> = Vec::with_capacity(sides.len());
        for side in sides {
            let found = self.find(&side.state, views.name, document);
            previous.push(match (found, deleted) {
                (None, Some(name)) => self.find(&side.state, name, document),
                (found, _) => found,
            });
        }
        let living: Vec<&Place> = previous
            .iter()
            .flatten()
            .filter(|place| place.alive)
            .collect();
        let same_text = living.iter().filter(|place| place.blob == Some(blob));
        let same_text = self.latest(same_text.copied());
        let same_path = living.iter().any(|place| place.name == views.name);
        let kind = if living.is_empty() && link.is_some() {
            Some(RevisionKind::Renamed)
        } else if living.is_empty() {
            Some(RevisionKind::Restored)
        } else if same_text.is_none() {
            Some(RevisionKind::Merged)
        } else if !same_path {
            Some(RevisionKind::Renamed)
        } else {
            None
        };
        let lines: BTreeSet<usize> = living.iter().map(|place| place.document).collect();
        let reason = if let Some((_, link)) = &link {
            Some(link.reason)
        } else if kind == Some(RevisionKind::Restored) {
            Some(Reason::SamePath)
        } else if lines.len() > 1 {
            Some(Reason::Joined)
        } else if living.iter().any(|place| place.name != views.name) {
            Some(Reason::OtherName)
        } else {
            None
        };
        let revision = match (kind, same_text) {
            (None, Some(place)) => place.revision,
            _ => self.record(
                document,
                Revision {
                    node: at,
                    kind: kind.unwrap_or(RevisionKind::Merged),
                    path: path.to_vec(),
                    blob: Some(blob),
                    previous_path: link.as_ref().map(|(_, link)| link.from.clone()),
                    confidence: link.as_ref().map(|(_, link)| link.confidence),
                    reason,
                    previous: previous
                        .iter()
                        .map(|place| place.map(|place| place.revision))
                        .collect(),
                },
            ),
        };
        Place {
            name: views.name,
            document,
            revision,
            blob: Some(blob),
            alive: true,
        }
    }

    /// A file that no side has under this name may be one that every side has under another.
    fn renamed_in_merge(
        &mut self,
        id: ObjectId,
        path: &[u8],
        sides: &[Side],
        present: &BTreeSet<usize>,
    ) -> Option<(Place, Link)> {
        for side in sides {
            let mut changes = Vec::new();
            for change in &side.changes {
                if change.new.is_none() || change.path == path {
                    changes.push(change.clone());
                } else if self.taken_over(change, side, sides) {
                    changes.push(FileChange {
                        new: None,
                        ..change.clone()
                    });
                }
            }
            let ruling = self.ruling(id, &changes, &side.state);
            let mut renames = Renames::find(&changes, &ruling, self.likeness);
            if let Some(link) = renames.take(path)
                && let Some(place) = side.state.place(self.names.id(&link.from))
                && !present.contains(&self.documents.root(place.document))
            {
                return Some((place, link));
            }
        }
        None
    }

    /// True if another document, which another side has at the path of this one, has the path after the merge.
    fn taken_over(&mut self, change: &FileChange, side: &Side, sides: &[Side]) -> bool {
        let name = self.names.id(&change.path);
        let Some(own) = side.state.live(name) else {
            return false;
        };
        let own = self.documents.root(own.document);
        let mut others = sides.iter().filter_map(|side| side.state.live(name));
        others.any(|other| other.blob == change.new && self.documents.root(other.document) != own)
    }

    /// The document that lay at a path on some side and is nowhere after the merge.
    fn lost(&mut self, views: &Views, present: &BTreeSet<usize>) -> Option<usize> {
        let living = views.places.iter().flatten().filter(|place| place.alive);
        let mut documents = living.map(|place| self.documents.root(place.document));
        documents.find(|document| !present.contains(document))
    }

    /// A document on one side: at this path, or wherever it lies there.
    fn find(&mut self, state: &State, name: usize, document: usize) -> Option<Place> {
        let here = state.place(name);
        if let Some(place) = here
            && self.documents.root(place.document) == document
            && place.alive
        {
            return here;
        }
        let elsewhere = state
            .places()
            .copied()
            .find(|place| place.alive && self.documents.root(place.document) == document);
        elsewhere.or(here.filter(|place| self.documents.root(place.document) == document))
    }
}

impl Side {
    /// True if the file at this place has another text after the merge, and a new path has its text.
    fn moves_on(&self, place: &Place) -> bool {
        let had = |change: &FileChange| change.old == place.blob && change.new.is_some();
        let comes = |change: &FileChange| change.old.is_none() && change.new == place.blob;
        self.changes.iter().any(had) && self.changes.iter().any(comes)
    }
}

/// A path at which a side had nothing any more: what that side remembers of it is what is remembered.
fn departed(views: &Views, next: &mut Editing) {
    let absent = views
        .before
        .iter()
        .zip(&views.places)
        .find(|(before, _)| before.is_none());
    match absent {
        Some((_, Some(place))) => next.set(*place),
        _ => next.remove(views.name),
    }
}

/// One path as the merge and its sides have it.
struct Views {
    name: usize,
    now: Option<ObjectId>,
    before: Vec<Option<ObjectId>>,
    places: Vec<Option<Place>>,
}

impl Views {
    /// Those of the places whose side has this text here.
    fn equal<'p>(
        &self,
        places: &'p [Option<Place>],
        blob: ObjectId,
    ) -> impl Iterator<Item = &'p Place> {
        let sides = self.before.iter().zip(places);
        sides
            .filter(move |(before, _)| **before == Some(blob))
            .filter_map(|(_, place)| place.as_ref().filter(|place| place.alive))
    }

    /// How weak the claim of this path is to what lies here on the sides: a text that a side has before others, and
    /// then the first parent's before others.
    fn claim(&self, now: ObjectId) -> (bool, bool) {
        let same = self.equal(&self.places, now).next().is_some();
        let first = self.places.first().copied().flatten();
        (!same, !first.is_some_and(|place| place.alive))
    }
}

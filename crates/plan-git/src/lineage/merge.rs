//! Documents at a merge: which side each one comes from, and whether the merge itself changed it.
//!
//! A file that equals a side's file comes from that side, whatever the others hold. A text that no side has is the
//! merge's own doing. Absence is a value like any other: a file that one side had deleted was deleted there.
//!
//! What the merge has as its first parent has it stays as it is there, and is not looked at: a merge costs what it changed,
//! and a glance at what its sides do not share.

mod gone;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::past;
use super::rename::{Link, Renames};
use super::state::{Place, State};
use super::trace::Made;
use super::{Reason, RevisionKind, Walk};
use crate::graph::Node;
use crate::object::ObjectId;
use crate::tree::FileChange;

/// A merge in the making.
struct Merge<'m> {
    at: usize,
    node: &'m Node,
    sides: Vec<Side<'m>>,
    /// By name what it has there, where that is not what its first parent has, or where a link is cut.
    changed: BTreeMap<usize, Option<ObjectId>>,
    /// Documents that have their place among those.
    present: BTreeSet<usize>,
}

/// What a merge looks like from one of its parents.
struct Side<'m> {
    state: &'m State,
    /// The parent, if it was walked.
    node: Option<usize>,
    /// What lies, or lay, elsewhere than on the first side, or is another revision there.
    apart: Vec<Place>,
    /// What the merge changed against it. Few merges ask.
    changes: OnceCell<Vec<FileChange>>,
}

impl<'m> Side<'m> {
    fn new(state: &'m State, node: Option<usize>, first: &State) -> Self {
        Self {
            state,
            node,
            apart: state.apart(first).copied().collect(),
            changes: OnceCell::new(),
        }
    }
}

impl Walk<'_> {
    pub(super) fn merge(
        &mut self,
        at: usize,
        node: &Node,
        sides: &[State],
        changes: &[FileChange],
    ) -> State {
        let Some(first) = sides.first() else {
            return State::default();
        };
        let parents = sides.iter().zip(self.commits.parents(at));
        let mut merge = Merge {
            at,
            node,
            sides: parents
                .map(|(side, node)| Side::new(side, *node, first))
                .collect(),
            changed: BTreeMap::new(),
            present: BTreeSet::new(),
        };
        for change in changes {
            merge
                .changed
                .insert(self.names.id(&change.path), change.new);
        }
        for side in &merge.sides {
            self.join_independent(&merge, first, side);
        }
        merge.changed.extend(self.cut_off(&merge, first));
        let mut next = first.clone();
        let before = self.made.len();
        for side in &merge.sides {
            self.catch_up(&merge, first, side, &mut next);
        }
        let (mut come, mut gone) = (Vec::new(), Vec::new());
        for (name, blob) in &merge.changed {
            match blob {
                Some(blob) => come.push((*blob, self.views(*name, sides))),
                None => gone.push(self.views(*name, sides)),
            }
        }
        let names: BTreeSet<usize> = merge
            .sides
            .iter()
            .flat_map(|side| self.left(&merge, first, side))
            .collect();
        gone.extend(names.into_iter().map(|name| self.views(name, sides)));
        gone.sort_by(|a, b| a.path.cmp(&b.path));
        // Where each side has given a document another name and both stay, it goes on where its text does, and under the
        // name that the first parent has.
        come.sort_by(|(a_blob, a), (b_blob, b)| {
            let claims = a.claim(*a_blob).cmp(&b.claim(*b_blob));
            claims.then_with(|| a.path.cmp(&b.path))
        });
        for (blob, views) in come {
            let place = self.arrived(&merge, blob, &views);
            merge.present.insert(self.documents.root(place.document));
            self.lay(&mut next, place);
            let made = self.made.get(place.revision);
            let made = made.filter(|_| place.revision >= before);
            if let Some(from) = made.and_then(|made| made.from) {
                next.forget(from);
            }
        }
        let mut deleted = BTreeSet::new();
        for views in gone {
            self.departed(&merge, &views, &mut deleted, &mut next);
        }
        next
    }

    /// Files that the merge has as its first parent has them, and another side has not, and whose link is cut.
    fn cut_off(&mut self, merge: &Merge<'_>, first: &State) -> Vec<(usize, Option<ObjectId>)> {
        let names: Vec<usize> = self
            .rules
            .cuts(merge.node.id)
            .map(|path| self.names.id(path))
            .collect();
        let mut cut = Vec::new();
        for name in names {
            if let Some(place) = first
                .live(name)
                .filter(|_| !merge.changed.contains_key(&name))
            {
                let same = |side: &Side<'_>| {
                    let there = side.state.live(name);
                    there.is_some_and(|there| there.blob == place.blob)
                };
                if !merge.sides.iter().all(same) {
                    cut.push((name, place.blob));
                }
            }
        }
        cut
    }

    /// Whether a document has its place already: one that it was given, or where the first parent has it.
    fn is_present(&mut self, merge: &Merge<'_>, document: usize) -> bool {
        let changed = |name| merge.changed.contains_key(&name);
        let stays = |walk: &mut Self| {
            let first = merge.sides.first();
            first.is_some_and(|first| {
                walk.documents
                    .lies(document, first.state, changed)
                    .is_some()
            })
        };
        merge.present.contains(&self.documents.root(document)) || stays(self)
    }

    /// The same path with different documents on two sides, neither of which the other side ever had: both sides wrote it
    /// for themselves, and from here on it is one document. They stay two if the merge gives one of them another name.
    fn join_independent(&mut self, merge: &Merge<'_>, first: &State, side: &Side<'_>) {
        let mut clashes = Vec::new();
        for place in side.apart.iter().filter(|place| place.alive) {
            if let Some(other) = first.live(place.name)
                && self.documents.root(other.document) != self.documents.root(place.document)
                && !self
                    .rules
                    .is_cut(merge.node.id, self.names.path(place.name))
            {
                clashes.push((other, *place));
            }
        }
        // What is known where is asked of the documents as they were before the first of them is joined.
        let main = merge.sides.first().unwrap_or(side);
        clashes.retain(|(one, other)| {
            !self.knows(side, one.document)
                && !self.knows(main, other.document)
                && !moves_on(self.against(merge, side), other)
                && !moves_on(self.against(merge, main), one)
        });
        for (one, other) in clashes {
            self.documents.join(one.document, other.document);
        }
    }

    /// Whether a side has a document, or had it once.
    fn knows(&mut self, side: &Side<'_>, document: usize) -> bool {
        self.documents.is_settled(document)
            || past::knows(self.commits, side.node, self.documents.births(document))
    }

    /// Where a side has the same text by a later revision of what the first one has, that revision is what the merge has,
    /// whatever name the side has for it.
    fn catch_up(&mut self, merge: &Merge<'_>, first: &State, side: &Side<'_>, next: &mut State) {
        let changed = |name| merge.changed.contains_key(&name);
        for place in &side.apart {
            let here = next.place(place.name);
            let same = here.is_some_and(|here| here.document == place.document);
            let known = match here {
                Some(here) if here.blob == place.blob => Some(here),
                _ if same || !place.alive => None,
                _ => {
                    let stays = self.documents.lies(place.document, first, changed);
                    let known = stays.and_then(|stays| next.live(stays.name));
                    known.filter(|known| known.blob == place.blob)
                }
            };
            if let Some(known) = known
                && self.is_later(place.revision, known.revision)
            {
                let (document, revision) = (place.document, place.revision);
                let known = Place {
                    document,
                    revision,
                    ..known
                };
                self.lay(next, known);
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
                let made = self.made.get(at);
                open.extend(
                    made.into_iter()
                        .flat_map(|made| made.previous.iter().flatten()),
                );
            }
        }
        false
    }

    fn views(&self, name: usize, sides: &[State]) -> Views {
        Views {
            name,
            path: self.names.path(name).to_vec(),
            places: sides.iter().map(|side| side.place(name)).collect(),
        }
    }

    /// What the merge changed against a side, sorted by path.
    fn against<'s>(&self, merge: &Merge<'_>, side: &'s Side<'_>) -> &'s [FileChange] {
        side.changes.get_or_init(|| {
            let first = merge.sides.first().map(|first| first.state);
            let beyond = first.into_iter().flat_map(|first| first.apart(side.state));
            let mut names: BTreeSet<usize> = merge.changed.keys().copied().collect();
            names.extend(side.apart.iter().map(|place| place.name));
            names.extend(beyond.map(|place| place.name));
            let blob = |state: &State, name| state.live(name).and_then(|place| place.blob);
            let mut changes: Vec<FileChange> = names
                .into_iter()
                .map(|name| FileChange {
                    path: self.names.path(name).to_vec(),
                    old: blob(side.state, name),
                    new: match merge.changed.get(&name) {
                        Some(now) => *now,
                        None => first.and_then(|first| blob(first, name)),
                    },
                })
                .filter(|change| change.old != change.new)
                .collect();
            changes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
            changes
        })
    }

    /// A file that is there after the merge and differs from at least one side.
    fn arrived(&mut self, merge: &Merge<'_>, blob: ObjectId, views: &Views) -> Place {
        // A document that has its place already is not here too.
        let mut free = |place: &Place| !self.is_present(merge, place.document);
        let places: Vec<Option<Place>> = views
            .places
            .iter()
            .map(|place| place.filter(&mut free))
            .collect();
        let is_equal = |place: &&Place| place.alive && place.blob == Some(blob);
        let equal = self.latest(places.iter().flatten().filter(is_equal));
        // The text of a document that is elsewhere is a copy, and not the next text of what else lay here.
        let copied = equal.is_none() && views.living().any(|place| is_equal(&place));
        let mut link = None;
        let from = if copied {
            None
        } else {
            let living = places.iter().flatten().find(|place| place.alive);
            equal
                .or(living.copied())
                .or_else(|| {
                    link = self.renamed_in_merge(merge, &views.path);
                    link.as_ref().map(|(place, _)| *place)
                })
                .or_else(|| {
                    let states = || merge.sides.iter().map(|side| side.state);
                    let mut gone = places.iter().flatten();
                    gone.find(|place| self.can_return(place, states())).copied()
                })
        };
        let from = from.filter(|_| !self.rules.is_cut(merge.node.id, &views.path));
        let Some(from) = from else {
            let document = self.documents.add(merge.at);
            let commit = self.touch(merge.at, merge.node, merge.sides.len());
            let revision = self.record(Made {
                document,
                commit,
                kind: RevisionKind::Created,
                name: views.name,
                blob: Some(blob),
                from: None,
                confidence: None,
                reason: None,
                previous: vec![None; merge.sides.len()],
            });
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
        let mut previous: Vec<Option<Place>> = Vec::with_capacity(merge.sides.len());
        for side in &merge.sides {
            let found = self.find(side.state, views.name, document);
            previous.push(match (found, deleted) {
                (None, Some(name)) => self.find(side.state, name, document),
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
            _ => {
                let commit = self.touch(merge.at, merge.node, merge.sides.len());
                self.record(Made {
                    document,
                    commit,
                    kind: kind.unwrap_or(RevisionKind::Merged),
                    name: views.name,
                    blob: Some(blob),
                    from: deleted,
                    confidence: link.as_ref().map(|(_, link)| link.confidence),
                    reason,
                    previous: previous
                        .iter()
                        .map(|place| place.map(|place| place.revision))
                        .collect(),
                })
            }
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
    fn renamed_in_merge(&mut self, merge: &Merge<'_>, path: &[u8]) -> Option<(Place, Link)> {
        for side in &merge.sides {
            let mut changes = Vec::new();
            for change in self.against(merge, side) {
                if change.new.is_none() || change.path == path {
                    changes.push(change.clone());
                } else if self.taken_over(change, side, merge) {
                    changes.push(FileChange {
                        new: None,
                        ..change.clone()
                    });
                }
            }
            let ruling = self.ruling(merge.node.id, &changes, side.state);
            let mut renames = Renames::find(&changes, &ruling, self.likeness);
            if let Some(link) = renames.take(path)
                && let Some(place) = side.state.place(self.names.id(&link.from))
                && !self.is_present(merge, place.document)
            {
                return Some((place, link));
            }
        }
        None
    }

    /// True if another document, which another side has at the path of this one, has the path after the merge.
    fn taken_over(&mut self, change: &FileChange, side: &Side<'_>, merge: &Merge<'_>) -> bool {
        let name = self.names.id(&change.path);
        let Some(own) = side.state.live(name) else {
            return false;
        };
        let own = self.documents.root(own.document);
        let mut others = merge.sides.iter().filter_map(|side| side.state.live(name));
        others.any(|other| other.blob == change.new && self.documents.root(other.document) != own)
    }

    /// Names where a side has something and the merge, as its first parent, has nothing, as far as that matters: the first
    /// parent remembers something there, or may have had it under another name.
    fn left(&mut self, merge: &Merge<'_>, first: &State, side: &Side<'_>) -> Vec<usize> {
        let changed = |name| merge.changed.contains_key(&name);
        let mut left = Vec::new();
        for place in side.apart.iter().filter(|place| place.alive) {
            if changed(place.name) || first.live(place.name).is_some() {
                continue;
            }
            let mut moved = || {
                let documents = &mut self.documents;
                let had = documents.lies(place.document, first, |name| !changed(name));
                had.is_some()
            };
            if first.place(place.name).is_some() || !merge.changed.is_empty() && moved() {
                left.push(place.name);
            }
        }
        left
    }

    /// A document on one side: at this path, or wherever it lies there.
    fn find(&mut self, state: &State, name: usize, document: usize) -> Option<Place> {
        let here = state.place(name);
        let here = here.filter(|place| self.documents.root(place.document) == document);
        if here.is_some_and(|place| place.alive) {
            return here;
        }
        let elsewhere = self.documents.lies(document, state, |_| false);
        elsewhere.or(here)
    }
}

/// True if the file at this place has another text after the merge, and a new path has its text.
fn moves_on(changes: &[FileChange], place: &Place) -> bool {
    let had = |change: &FileChange| change.old == place.blob && change.new.is_some();
    let comes = |change: &FileChange| change.old.is_none() && change.new == place.blob;
    changes.iter().any(had) && changes.iter().any(comes)
}

/// One path as the sides of a merge have it.
struct Views {
    name: usize,
    path: Vec<u8>,
    places: Vec<Option<Place>>,
}

impl Views {
    fn living(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().flatten().filter(|place| place.alive)
    }

    /// How weak the claim of this path is to what lies here on the sides: a text that a side has before others, and
    /// then the first parent's before others.
    fn claim(&self, now: ObjectId) -> (bool, bool) {
        let same = self.living().any(|place| place.blob == Some(now));
        let first = self.places.first().copied().flatten();
        (!same, !first.is_some_and(|place| place.alive))
    }
}

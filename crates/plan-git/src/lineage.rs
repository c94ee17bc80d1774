//! All revisions of every document, across renames, along every parent of every merge.
//!
//! Commits are visited from the oldest on. For each one it is known which document lies at which path and which revision
//! of it that is, so every side of a merge is followed under the name the file had there. A document keeps its identity
//! by its path, by a rename seen in one commit (`rename`), or because a side of a merge knows it under another name.
//! A copy of a file that goes on living is a new document.
//!
//! No blob is read here; how alike two files are is asked of [`Likeness`], and only where one file appears in the very
//! commit in which another disappears.

mod explain;
mod inside;
mod merge;
mod origin;
mod past;
mod rename;
mod rules;
mod state;

pub(crate) use explain::explain;
pub use explain::{Copied, Explanation, Rejected, Rejection};
pub(crate) use inside::keep_inside;
pub(crate) use origin::{origin, origins};
pub(crate) use rename::Renames;
pub(crate) use rules::{Rules, Ruling};

use std::collections::{BTreeMap, HashMap};

use crate::graph::{Commits, Node};
use crate::ledger::Ledger;
use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};
use crate::tree::FileChange;
use state::{Documents, Names, Place, State};

/// Tells how alike two files are, from 0 to 1.
pub trait Likeness {
    /// `None` where one of them cannot be read.
    fn likeness(&mut self, old: ObjectId, new: ObjectId) -> Option<f64>;
}

/// What a commit did to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionKind {
    /// It is there for the first time.
    Created,
    /// Its text changed.
    Modified,
    /// It has another path; its text may have changed too.
    Renamed,
    /// A merge gave it a text that no parent had.
    Merged,
    /// It is gone.
    Deleted,
    /// It is back after it was gone.
    Restored,
    /// History is cut here: what came before is not known. Never shown as a revision.
    Boundary,
}

/// Why a revision carries a document on, where that is not plain from its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The same bytes lay at the old path, and are gone from there.
    SameBytes,
    /// The file at the old path is gone from there, and was alike.
    Alike,
    /// Two files exchanged their bytes.
    Exchanged,
    /// It is back at the path where it was deleted.
    SamePath,
    /// The sides of a merge have it under different names.
    OtherName,
    /// Both sides of a merge wrote it for themselves, at the same path.
    Joined,
    /// The configuration pins it.
    Pinned,
}

impl Reason {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Reason::SameBytes => "same-bytes",
            Reason::Alike => "alike",
            Reason::Exchanged => "exchanged",
            Reason::SamePath => "same-path",
            Reason::OtherName => "other-name",
            Reason::Joined => "joined",
            Reason::Pinned => "pinned",
        }
    }
}

/// A commit that changed a document.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The commit, as a position in the nodes that were walked.
    pub node: usize,
    /// What it did.
    pub kind: RevisionKind,
    /// The path there; the last one if the document was deleted.
    pub path: Vec<u8>,
    /// The text there, unless it was deleted.
    pub blob: Option<ObjectId>,
    /// The path before, if it was another.
    pub previous_path: Option<Vec<u8>>,
    /// How sure a rename is, from 0 to 1.
    pub confidence: Option<f64>,
    /// Why it is the same document, where not its path alone says so.
    pub reason: Option<Reason>,
    /// For each parent of the commit the document's revision there, as a position in [`Lineage::revisions`].
    pub previous: Vec<Option<usize>>,
}

/// One document through history.
#[derive(Clone, Debug)]
pub struct Lineage {
    /// The path at the tip, or the last one if it is gone there.
    pub path: Vec<u8>,
    /// Whether it is there at the tip.
    pub alive: bool,
    /// Its revisions, parents before children.
    pub revisions: Vec<Revision>,
    /// The revision that the tip has, as a position among them. Not always the last: a merge may have thrown a side away.
    pub at_tip: usize,
}

/// Every lineage that a tip can see, and what could not be read.
#[derive(Debug, Default)]
pub struct Lineages {
    /// One for each document, by path.
    pub documents: Vec<Lineage>,
    /// Trees that are missing, and commits whose files are therefore unknown.
    pub unreadable: Vec<(ObjectId, ReadError)>,
}

/// Follows every document through the commits of a tip, which come children first, given what each of them changed
/// against its first parent.
pub(crate) fn follow(
    repository: &Repository,
    commits: &Commits,
    ledger: &Ledger<'_>,
    changes: &[Vec<FileChange>],
    rules: &Rules,
    likeness: &mut dyn Likeness,
) -> Lineages {
    let mut walk = Walk {
        waiting: vec![0; commits.len()],
        states: vec![None; commits.len()],
        commits,
        names: Names::default(),
        documents: Documents::default(),
        revisions: Vec::new(),
        rules,
        likeness,
        unreadable: Vec::new(),
    };
    for parent in (0..commits.len()).flat_map(|at| commits.parents(at)) {
        if let Some(children) = parent.and_then(|parent| walk.waiting.get_mut(parent)) {
            *children += 1;
        }
    }
    let mut tip = State::default();
    for (at, node) in commits.iter().enumerate().rev() {
        let parents = commits.parents(at);
        let boundary = parents.is_empty() && repository.is_boundary(node.id);
        let known = match ledger.broken(at) {
            Some(error) => Err(error),
            None => Ok(changes.get(at).map(Vec::as_slice).unwrap_or_default()),
        };
        tip = walk.visit(at, node, parents, boundary, known);
    }
    walk.finish(&tip)
}

/// A revision with the document it belongs to, before documents are joined.
struct Made {
    document: usize,
    revision: Revision,
}

struct Walk<'a> {
    /// Children still to come, so that the state of a commit can be dropped after the last one.
    waiting: Vec<usize>,
    states: Vec<Option<State>>,
    commits: &'a Commits,
    names: Names,
    documents: Documents,
    revisions: Vec<Made>,
    rules: &'a Rules,
    likeness: &'a mut dyn Likeness,
    unreadable: Vec<(ObjectId, ReadError)>,
}

impl<'a> Walk<'a> {
    fn visit(
        &mut self,
        at: usize,
        node: &Node,
        parents: &[Option<usize>],
        boundary: bool,
        changes: Result<&[FileChange], &ReadError>,
    ) -> State {
        let sides: Vec<State> = parents
            .iter()
            .map(|parent| self.take_state(*parent))
            .collect();
        let first = sides.first().cloned().unwrap_or_default();
        let state = match changes {
            // The files cannot be read: the documents are taken to be those of a parent.
            Err(error) => {
                self.unreadable.push((node.id, error.clone()));
                first
            }
            Ok(changes) if sides.len() > 1 => self.merge(at, node.id, &sides, changes),
            Ok([]) => first,
            Ok(changes) => self.commit(at, node.id, &first, changes, boundary),
        };
        if self.waiting.get(at).is_some_and(|children| *children > 0)
            && let Some(slot) = self.states.get_mut(at)
        {
            *slot = Some(state.clone());
        }
        state
    }

    /// The state of a parent, which is kept for as long as children are to come.
    fn take_state(&mut self, parent: Option<usize>) -> State {
        let Some(parent) = parent else {
            return State::default();
        };
        let (Some(left), Some(state)) = (self.waiting.get_mut(parent), self.states.get_mut(parent))
        else {
            return State::default();
        };
        *left = left.saturating_sub(1);
        let state = if *left == 0 {
            state.take()
        } else {
            state.clone()
        };
        state.unwrap_or_default()
    }

    /// A commit with one parent, or none.
    fn commit(
        &mut self,
        at: usize,
        id: ObjectId,
        state: &State,
        changes: &[FileChange],
        boundary: bool,
    ) -> State {
        let ruling = self.ruling(id, changes, state);
        let renames = Renames::find(changes, &ruling, self.likeness);
        let mut next = state.clone();
        for change in changes {
            let name = self.names.id(&change.path);
            if renames.is_source(&change.path) {
                // The document goes on elsewhere; another may take its path below.
                if change.new.is_none() {
                    next.remove(name);
                }
                continue;
            }
            // It is gone, or another one has taken its name.
            let taken = renames.link(&change.path).is_some() || ruling.is_cut(&change.path);
            let ends = change.new.is_none() || taken;
            if let Some(place) = state.live(name).filter(|_| ends) {
                let revision = Revision {
                    node: at,
                    kind: RevisionKind::Deleted,
                    path: change.path.clone(),
                    blob: None,
                    previous_path: None,
                    confidence: None,
                    reason: None,
                    previous: vec![Some(place.revision)],
                };
                let revision = self.record(place.document, revision);
                let place = Place {
                    alive: false,
                    revision,
                    blob: None,
                    ..place
                };
                self.lay(&mut next, place);
            }
        }
        for change in changes {
            let Some(blob) = change.new else { continue };
            let name = self.names.id(&change.path);
            let link = renames.link(&change.path);
            let from = match link {
                Some(link) => {
                    let source = self.names.id(&link.from);
                    // Deleted earlier and carried on here, as only a pin can say.
                    next.forget(source);
                    state.place(source)
                }
                // What lay here has moved on, and something new took its place.
                None if renames.is_source(&change.path) || ruling.is_cut(&change.path) => None,
                None => state
                    .place(name)
                    .filter(|place| self.can_return(place, [state])),
            };
            let (document, kind, previous) = match from {
                Some(place) if link.is_some() => {
                    (place.document, RevisionKind::Renamed, Some(place.revision))
                }
                Some(place) if place.alive => {
                    (place.document, RevisionKind::Modified, Some(place.revision))
                }
                Some(place) => (place.document, RevisionKind::Restored, Some(place.revision)),
                None if boundary => (self.documents.add(at), RevisionKind::Boundary, None),
                None => (self.documents.add(at), RevisionKind::Created, None),
            };
            let back = (kind == RevisionKind::Restored).then_some(Reason::SamePath);
            let revision = self.record(
                document,
                Revision {
                    node: at,
                    kind,
                    path: change.path.clone(),
                    blob: Some(blob),
                    previous_path: link.map(|link| link.from.clone()),
                    confidence: link.map(|link| link.confidence),
                    reason: link.map(|link| link.reason).or(back),
                    previous: vec![previous],
                },
            );
            let place = Place {
                name,
                document,
                revision,
                blob: Some(blob),
                alive: true,
            };
            self.lay(&mut next, place);
        }
        next
    }

    /// What the configuration says about the links of one commit. A pin counts where its source has gone.
    fn ruling(&mut self, id: ObjectId, changes: &[FileChange], state: &State) -> Ruling<'a> {
        let (names, rules) = (&mut self.names, self.rules);
        rules.at(id, changes, &mut |path| {
            let place = state.place(names.id(path));
            place.is_some_and(|place| !place.alive)
        })
    }

    /// False for what was deleted here on one branch and goes on elsewhere: another document comes then.
    fn can_return<'s>(
        &mut self,
        place: &Place,
        states: impl IntoIterator<Item = &'s State>,
    ) -> bool {
        let mut states = states.into_iter();
        let mut lies = |state| self.documents.lies(place.document, state, |_| false);
        place.alive || !states.any(|state| lies(state).is_some())
    }

    fn lay(&mut self, state: &mut State, place: Place) {
        self.documents.call(place.document, place.name);
        state.set(place);
    }

    fn record(&mut self, document: usize, revision: Revision) -> usize {
        self.revisions.push(Made { document, revision });
        self.revisions.len() - 1
    }

    /// Sorts the revisions by document, joined ones together, and numbers them anew.
    fn finish(mut self, tip: &State) -> Lineages {
        // By number, so that two of the same path and beginning always come in the same order.
        let mut by_document: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(self.revisions.len());
        for (number, made) in self.revisions.iter().enumerate() {
            let list = by_document
                .entry(self.documents.root(made.document))
                .or_default();
            numbers.push(list.len());
            list.push(number);
        }
        // What lies at the tip goes before what lay there once.
        let mut tips: HashMap<usize, &Place> = HashMap::new();
        for place in tip.places() {
            let document = self.documents.root(place.document);
            let known = tips.get(&document).is_some_and(|known| known.alive);
            if !known {
                tips.insert(document, place);
            }
        }
        let mut documents: Vec<Lineage> = by_document
            .into_iter()
            .map(|(document, members)| {
                let revisions: Vec<Revision> = members
                    .iter()
                    .filter_map(|number| self.revisions.get(*number))
                    .map(|made| {
                        let mut revision = made.revision.clone();
                        for previous in &mut revision.previous {
                            *previous = previous.and_then(|number| numbers.get(number).copied());
                        }
                        revision
                    })
                    .collect();
                let last = revisions.len().saturating_sub(1);
                let place = tips.get(&document);
                let at_tip = place
                    .and_then(|place| numbers.get(place.revision).copied())
                    .unwrap_or(last);
                let path = match place {
                    Some(place) if place.alive => self.names.path(place.name).to_vec(),
                    _ => revisions
                        .get(at_tip)
                        .map(|revision| revision.path.clone())
                        .unwrap_or_default(),
                };
                Lineage {
                    alive: place.is_some_and(|place| place.alive),
                    path,
                    revisions,
                    at_tip,
                }
            })
            .collect();
        documents.sort_by(|a, b| {
            let node = |lineage: &Lineage| lineage.revisions.first().map(|revision| revision.node);
            a.path.cmp(&b.path).then(node(b).cmp(&node(a)))
        });
        Lineages {
            documents,
            unreadable: self.unreadable,
        }
    }
}

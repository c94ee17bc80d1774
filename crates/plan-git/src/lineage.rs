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
mod name;
mod origin;
mod past;
mod rename;
mod rules;
mod state;
mod trace;

pub(crate) use explain::explain;
pub use explain::{Copied, Explanation, Rejected, Rejection};
pub(crate) use inside::keep_inside;
pub(crate) use origin::{origin, origins};
pub(crate) use rename::Renames;
pub(crate) use rules::{Rules, Ruling};
pub(crate) use trace::Trace;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::graph::{Commits, MainLine, Node};
use crate::ledger::Ledger;
use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};
use crate::tree::FileChange;
use state::{Documents, Names, Place, State};
use trace::{Made, Touched};

/// Tells how alike two files are, from 0 to 1.
pub trait Likeness {
    /// `None` where one of them cannot be read.
    fn likeness(&mut self, old: ObjectId, new: ObjectId) -> Option<f64>;
}

/// What a commit did to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The number of the commit among those of the walk that changed a document, parents before children.
    pub commit: usize,
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

/// Follows every document through commits, given what each of them changed against its first parent. What was followed
/// before goes on at their base.
pub(crate) fn follow(
    trace: &mut Trace,
    repository: &Repository,
    walked: Walked<'_>,
    rules: &Rules,
    likeness: &mut dyn Likeness,
) -> Followed {
    let Walked {
        commits,
        line,
        ledger,
        changes,
    } = walked;
    let base = commits.base();
    let mut walk = Walk {
        waiting: vec![0; commits.len()],
        states: vec![None; commits.len()],
        commits,
        names: std::mem::take(&mut trace.names),
        documents: std::mem::take(&mut trace.documents),
        made: std::mem::take(&mut trace.made),
        touched: std::mem::take(&mut trace.touched),
        at: Vec::new(),
        rules,
        likeness,
        unreadable: Vec::new(),
    };
    for parent in (0..commits.len()).flat_map(|at| commits.parents(at)) {
        if let Some(children) = parent.and_then(|parent| walk.waiting.get_mut(parent)) {
            *children += 1;
        }
    }
    walk.documents.settle();
    let known = walk.touched.len();
    for (at, node) in commits.iter().enumerate().rev() {
        if base == Some(at) {
            walk.leave(at, &trace.state);
            continue;
        }
        let parents = commits.parents(at);
        let boundary = parents.is_empty() && repository.is_boundary(node.id);
        let known = match ledger.broken(at) {
            Some(error) => Err(error),
            None => Ok(changes.get(at).map(Vec::as_slice).unwrap_or_default()),
        };
        trace.state = walk.visit(at, node, parents, boundary, known);
    }
    trace.seen += commits.len() - usize::from(base.is_some());
    let mut landings: HashMap<usize, usize> = HashMap::new();
    for (touched, at) in walk.touched.iter_mut().skip(known).zip(&walk.at) {
        let landed = line.landed(*at);
        if let Some(node) = commits.get(landed).filter(|_| landed != *at) {
            touched.landed = Some(*landings.entry(landed).or_insert_with(|| {
                trace.landings.push((node.id, node.time));
                trace.landings.len() - 1
            }));
        }
    }
    trace.names = walk.names;
    trace.documents = walk.documents;
    trace.made = walk.made;
    trace.touched = walk.touched;
    Followed {
        unreadable: walk.unreadable,
        positions: walk.at,
    }
}

/// What is known of commits that were followed, besides the trace.
pub(crate) struct Followed {
    /// Those whose trees cannot be read, so that their files are unknown.
    pub unreadable: Vec<(ObjectId, ReadError)>,
    /// The positions of those that did something to a document.
    pub positions: Vec<usize>,
}

/// Commits, where they landed, and what they changed.
#[derive(Clone, Copy)]
pub(crate) struct Walked<'w> {
    pub commits: &'w Commits,
    pub line: &'w MainLine,
    pub ledger: &'w Ledger<'w>,
    pub changes: &'w [Vec<FileChange>],
}

struct Walk<'a> {
    /// Children still to come, so that the state of a commit can be dropped after the last one.
    waiting: Vec<usize>,
    states: Vec<Option<State>>,
    commits: &'a Commits,
    names: Names,
    documents: Documents,
    made: Vec<Made>,
    touched: Vec<Touched>,
    /// The positions of those that were touched since the base.
    at: Vec<usize>,
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
            Ok(changes) if sides.len() > 1 => self.merge(at, node, &sides, changes),
            Ok([]) => first,
            Ok(changes) => self.commit((at, node, parents.len()), &first, changes, boundary),
        };
        self.leave(at, &state);
        state
    }

    /// Keeps the state of a commit for its children.
    fn leave(&mut self, at: usize, state: &State) {
        if self.waiting.get(at).is_some_and(|children| *children > 0)
            && let Some(slot) = self.states.get_mut(at)
        {
            *slot = Some(state.clone());
        }
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
        (at, node, parents): (usize, &Node, usize),
        state: &State,
        changes: &[FileChange],
        boundary: bool,
    ) -> State {
        let ruling = self.ruling(node.id, changes, state);
        let commit = self.touch(at, node, parents);
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
                let revision = self.record(Made {
                    document: place.document,
                    commit,
                    kind: RevisionKind::Deleted,
                    name,
                    blob: None,
                    from: None,
                    confidence: None,
                    reason: None,
                    previous: vec![Some(place.revision)],
                });
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
            let from = link.map(|link| self.names.id(&link.from));
            let revision = self.record(Made {
                document,
                commit,
                kind,
                name,
                blob: Some(blob),
                from,
                confidence: link.map(|link| link.confidence),
                reason: link.map(|link| link.reason).or(back),
                previous: vec![previous],
            });
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

    fn record(&mut self, made: Made) -> usize {
        self.made.push(made);
        self.made.len() - 1
    }

    /// The number of a commit that does something to a document.
    fn touch(&mut self, at: usize, node: &Node, parents: usize) -> usize {
        if self.at.last() != Some(&at) {
            self.at.push(at);
            self.touched.push(Touched {
                id: node.id,
                parents,
                landed: None,
                time: node.time,
            });
        }
        self.touched.len() - 1
    }
}

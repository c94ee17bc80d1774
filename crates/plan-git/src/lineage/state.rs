//! Which document lies at which path, seen from one commit.

use std::collections::HashMap;
use std::rc::Rc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::object::ObjectId;

/// A document at a path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub name: usize,
    pub document: usize,
    /// Its latest revision on the way here.
    pub revision: usize,
    pub blob: Option<ObjectId>,
    /// False where a document lay that was deleted: if the path comes back, it is the same document.
    pub alive: bool,
}

/// Places that are shared or copied together.
const SHARED: usize = 8;

/// The places of one commit, by name. What a commit does not change it shares with its parents, so that a change costs the
/// same whether there are ten plans or ten thousand, and what two commits do not share is found without looking at the rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct State(Rc<Vec<Rc<Chunk>>>);

type Chunk = Vec<Option<Place>>;

impl State {
    /// What lies at a path, or lay there.
    pub fn place(&self, name: usize) -> Option<Place> {
        *self.0.get(name / SHARED)?.get(name % SHARED)?
    }

    /// What lies at a path.
    pub fn live(&self, name: usize) -> Option<Place> {
        self.place(name).filter(|place| place.alive)
    }

    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.0.iter().flat_map(|chunk| chunk.iter().flatten())
    }

    /// The places that are others than those of the other state.
    pub fn apart<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a Place> {
        let chunks = self.0.iter().enumerate().filter_map(|(at, chunk)| {
            let other = other.0.get(at);
            let is_shared = other.is_some_and(|other| Rc::ptr_eq(other, chunk));
            (!is_shared).then_some((chunk, other))
        });
        chunks.flat_map(|(chunk, other)| {
            let places = chunk.iter().enumerate();
            places.filter_map(move |(at, place)| {
                let place = place.as_ref()?;
                let other = other.and_then(|other| other.get(at)?.as_ref());
                (other != Some(place)).then_some(place)
            })
        })
    }

    pub fn set(&mut self, place: Place) {
        self.put(place.name, Some(place));
    }

    pub fn remove(&mut self, name: usize) {
        if self.place(name).is_some() {
            self.put(name, None);
        }
    }

    /// What was deleted there lives elsewhere now.
    pub fn forget(&mut self, name: usize) {
        if self.place(name).is_some_and(|place| !place.alive) {
            self.put(name, None);
        }
    }

    fn put(&mut self, name: usize, place: Option<Place>) {
        let chunks = Rc::make_mut(&mut self.0);
        if chunks.len() <= name / SHARED {
            chunks.resize_with(name / SHARED + 1, Rc::default);
        }
        if let Some(chunk) = chunks.get_mut(name / SHARED) {
            let chunk = Rc::make_mut(chunk);
            if chunk.len() <= name % SHARED {
                chunk.resize(name % SHARED + 1, None);
            }
            if let Some(slot) = chunk.get_mut(name % SHARED) {
                *slot = place;
            }
        }
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let places: Vec<&Place> = self.places().collect();
        places.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut state = Self::default();
        for place in Vec::<Place>::deserialize(deserializer)? {
            state.set(place);
        }
        Ok(state)
    }
}

/// Paths by number.
#[derive(Debug, Default)]
pub(crate) struct Names {
    ids: HashMap<Vec<u8>, usize, foldhash::fast::RandomState>,
    paths: Vec<Vec<u8>>,
}

impl Names {
    pub fn id(&mut self, path: &[u8]) -> usize {
        if let Some(id) = self.ids.get(path) {
            return *id;
        }
        let id = self.paths.len();
        self.ids.insert(path.to_vec(), id);
        self.paths.push(path.to_vec());
        id
    }

    pub fn path(&self, id: usize) -> &[u8] {
        self.paths.get(id).map_or(&[], Vec::as_slice)
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.paths.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut names = Self::default();
        for path in Vec::<Vec<u8>>::deserialize(deserializer)? {
            names.id(&path);
        }
        Ok(names)
    }
}

/// Documents by number. Two that turn out to be one at a merge are joined.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Documents {
    roots: Vec<usize>,
    /// By root: every name that the document has had, sorted.
    names: Vec<Vec<usize>>,
    /// By root: the positions of the commits where it began, one for each of those that were joined.
    #[serde(skip)]
    births: Vec<Vec<usize>>,
    /// How many there were at the base, so that every commit on top of it knows them.
    #[serde(skip)]
    settled: usize,
}

impl Documents {
    /// From now on commits have other positions, and all of them know the documents that there are.
    pub fn settle(&mut self) {
        self.settled = self.roots.len();
        self.births = vec![Vec::new(); self.settled];
    }

    /// Whether a document, or one that was joined with it, was there at the base.
    pub fn is_settled(&mut self, document: usize) -> bool {
        // The lowest number stands for those that were joined.
        self.root(document) < self.settled
    }

    /// A document that begins at a commit.
    pub fn add(&mut self, node: usize) -> usize {
        self.roots.push(self.roots.len());
        self.names.push(Vec::new());
        self.births.push(vec![node]);
        self.roots.len() - 1
    }

    /// The number that stands for a document and all that were joined with it.
    pub fn root(&mut self, document: usize) -> usize {
        root(&mut self.roots, document)
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (keep, drop) = (one.min(other), one.max(other));
        if keep == drop {
            return;
        }
        if let Some(slot) = self.roots.get_mut(drop) {
            *slot = keep;
        }
        let names = self.names.get_mut(drop).map(std::mem::take);
        for name in names.unwrap_or_default() {
            self.call(keep, name);
        }
        let births = self.births.get_mut(drop).map(std::mem::take);
        if let Some(kept) = self.births.get_mut(keep) {
            kept.extend(births.unwrap_or_default());
        }
    }

    /// The positions of the commits where a document began.
    pub fn births(&mut self, document: usize) -> &[usize] {
        let root = self.root(document);
        self.births.get(root).map_or(&[], Vec::as_slice)
    }

    /// Notes that a document has a name. It is found by none other.
    pub fn call(&mut self, document: usize, name: usize) {
        let root = self.root(document);
        if let Some(names) = self.names.get_mut(root)
            && let Err(at) = names.binary_search(&name)
        {
            names.insert(at, name);
        }
    }

    /// Where a document lies in a state, at the first of its names if at several. Names for which `passed` are not looked at.
    pub fn lies(
        &mut self,
        document: usize,
        state: &State,
        passed: impl Fn(usize) -> bool,
    ) -> Option<Place> {
        let own = self.root(document);
        let names = self.names.get(own).into_iter().flatten();
        let mut places = names
            .filter(|name| !passed(**name))
            .filter_map(|name| state.live(*name));
        places.find(|place| root(&mut self.roots, place.document) == own)
    }
}

fn root(roots: &mut [usize], document: usize) -> usize {
    let mut root = document;
    while let Some(next) = roots.get(root).copied().filter(|next| *next != root) {
        root = next;
    }
    let mut at = document;
    while let Some(slot) = roots.get_mut(at).filter(|slot| **slot != root) {
        at = std::mem::replace(slot, root);
    }
    root
}

//! Which document lies at which path, seen from one commit.

use std::collections::HashMap;
use std::sync::Arc;

use crate::object::ObjectId;

/// A document at a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub name: usize,
    pub document: usize,
    /// Its latest revision on the way here.
    pub revision: usize,
    pub blob: Option<ObjectId>,
    /// False where a document lay that was deleted: if the path comes back, it is the same document.
    pub alive: bool,
}

/// The places of one commit, sorted by name. Shared between commits that change no plan.
#[derive(Clone, Debug, Default)]
pub(super) struct State(Arc<Vec<Place>>);

impl State {
    /// What lies at a path, or lay there.
    pub fn place(&self, name: usize) -> Option<Place> {
        let at = self
            .0
            .binary_search_by_key(&name, |place| place.name)
            .ok()?;
        self.0.get(at).copied()
    }

    /// What lies at a path.
    pub fn live(&self, name: usize) -> Option<Place> {
        self.place(name).filter(|place| place.alive)
    }

    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.0.iter()
    }

    /// True if both are the same by construction.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub fn edit(&self) -> Editing {
        Editing((*self.0).clone())
    }
}

/// A state in the making.
pub(super) struct Editing(Vec<Place>);

impl Editing {
    /// What lies at a path, or lay there.
    pub fn place(&self, name: usize) -> Option<Place> {
        let at = self
            .0
            .binary_search_by_key(&name, |place| place.name)
            .ok()?;
        self.0.get(at).copied()
    }

    pub fn set(&mut self, place: Place) {
        match self.0.binary_search_by_key(&place.name, |place| place.name) {
            Ok(at) => {
                if let Some(slot) = self.0.get_mut(at) {
                    *slot = place;
                }
            }
            Err(at) => self.0.insert(at, place),
        }
    }

    pub fn remove(&mut self, name: usize) {
        if let Ok(at) = self.0.binary_search_by_key(&name, |place| place.name) {
            self.0.remove(at);
        }
    }

    /// What was deleted there lives elsewhere now.
    pub fn forget(&mut self, name: usize) {
        if let Ok(at) = self.0.binary_search_by_key(&name, |place| place.name)
            && self.0.get(at).is_some_and(|place| !place.alive)
        {
            self.0.remove(at);
        }
    }

    pub fn done(self) -> State {
        State(Arc::new(self.0))
    }
}

/// Paths by number.
#[derive(Default)]
pub(super) struct Names {
    ids: HashMap<Vec<u8>, usize>,
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

/// Documents by number. Two that turn out to be one at a merge are joined.
#[derive(Default)]
pub(super) struct Documents(Vec<usize>);

impl Documents {
    pub fn add(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    /// The number that stands for a document and all that were joined with it.
    pub fn root(&mut self, document: usize) -> usize {
        let mut root = document;
        while let Some(next) = self.0.get(root).copied().filter(|next| *next != root) {
            root = next;
        }
        let mut at = document;
        while let Some(slot) = self.0.get_mut(at).filter(|slot| **slot != root) {
            at = std::mem::replace(slot, root);
        }
        root
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (keep, drop) = (one.min(other), one.max(other));
        if let Some(slot) = self.0.get_mut(drop) {
            *slot = keep;
        }
    }
}

//! Which commits a tip can see: from commit-graphs by their positions there, and by name where those do not have them.

use std::ops::ControlFlow;

use super::Listener;
use super::chain::{Chain, Place};
use super::commits::{Commits, Found, Node, in_order};
use crate::object::{IdMap, Linked, ObjectId};
use crate::repository::ReadError;

/// Commits on top of a known one that are looked for at most. Where something leads past it, the search would go on to the
/// beginning.
const MAX_ON_TOP: usize = 2048;

/// Reads a commit from its object.
pub(super) type Read<'a> = &'a mut dyn FnMut(ObjectId) -> Result<Linked, ReadError>;

/// Commits from one piece of news to the next.
const NEWS: usize = 4096;

/// A search in the making. Commits have numbers in the order in which they are met.
pub(super) struct Search<'s> {
    chains: &'s [Chain],
    read: Read<'s>,
    found: Vec<Found>,
    parents: Vec<usize>,
    /// Numbers of commits by their position in each graph.
    by_place: Vec<Vec<Option<usize>>>,
    /// Numbers of those that no graph has.
    by_id: IdMap<usize>,
    /// Commits whose parents have not been looked at.
    open: Vec<usize>,
    /// Whether parents beyond the first are passed over.
    first_only: bool,
}

impl<'s> Search<'s> {
    pub fn new(chains: &'s [Chain], first_only: bool, read: Read<'s>) -> Self {
        let by_place = chains.iter().map(|chain| vec![None; chain.count()]);
        Self {
            chains,
            read,
            found: Vec::new(),
            parents: Vec::new(),
            by_place: by_place.collect(),
            by_id: IdMap::default(),
            open: Vec::new(),
            first_only,
        }
    }

    /// All commits that the tip can see.
    pub fn run(self, tip: ObjectId) -> Result<Commits, ReadError> {
        let found = self.hear(tip, &mut |_| ControlFlow::Continue(()))?;
        Ok(found.continue_value().unwrap_or_default())
    }

    /// The same, or how many were looked at when `on` had heard enough.
    pub fn hear(
        mut self,
        tip: ObjectId,
        on: Listener<'_>,
    ) -> Result<ControlFlow<usize, Commits>, ReadError> {
        self.number(tip);
        let mut seen = 0;
        while let Some(number) = self.open.pop() {
            self.look_at(number)?;
            seen += 1;
            let is_news = seen % NEWS == 0 || self.open.is_empty();
            if is_news && on(seen).is_break() {
                return Ok(ControlFlow::Break(seen));
            }
        }
        Ok(ControlFlow::Continue(in_order(&self.found, &self.parents)))
    }

    /// The commits that came on top of another one, and that one as their base: none if anything leads past it, if it is not
    /// on the first-parent line of the tip, or if there are very many.
    pub fn on_top_of(
        mut self,
        base: ObjectId,
        tip: ObjectId,
    ) -> Result<Option<Commits>, ReadError> {
        self.number(tip);
        while let Some(number) = self.open.pop() {
            if let Some(found) = self
                .found
                .get_mut(number)
                .filter(|found| found.node.id == base)
            {
                let read = (self.read)(base)?;
                (found.node.tree, found.node.time) = (read.tree, read.time);
                continue;
            }
            self.look_at(number)?;
            let is_root = self.found.get(number);
            let is_root = is_root.is_some_and(|found| found.parents.is_empty());
            if is_root || self.found.len() > MAX_ON_TOP {
                return Ok(None);
            }
        }
        let commits = in_order(&self.found, &self.parents);
        let line = std::iter::successors(Some(0), |at| commits.first_parent(*at));
        let last = line.take(commits.len()).last();
        let last = last.filter(|at| at + 1 == commits.len());
        let found = last.and_then(|at| commits.get(at));
        Ok(found
            .is_some_and(|node| node.id == base)
            .then(|| commits.on_base()))
    }

    fn look_at(&mut self, number: usize) -> Result<(), ReadError> {
        let Some((id, place)) = self
            .found
            .get(number)
            .map(|found| (found.node.id, found.place))
        else {
            return Ok(());
        };
        let start = self.parents.len();
        let record = place.and_then(|place| {
            let record = self.chains.get(place.graph)?.commit(place.position)?;
            Some((place.graph, record))
        });
        let node = if let Some((graph, mut record)) = record {
            if self.first_only {
                record.parents.truncate(1);
            }
            for (position, id) in record.parents {
                let number = self.number_at(Place { graph, position }, id);
                self.parents.push(number);
            }
            Node {
                id,
                tree: record.tree,
                time: record.time,
            }
        } else {
            let mut read = (self.read)(id)?;
            if self.first_only {
                read.parents.truncate(1);
            }
            for parent in std::mem::take(&mut read.parents) {
                let number = self.number(parent);
                self.parents.push(number);
            }
            Node {
                id,
                tree: read.tree,
                time: read.time,
            }
        };
        if let Some(found) = self.found.get_mut(number) {
            found.node = node;
            found.parents = start..self.parents.len();
        }
        Ok(())
    }

    /// The number of a commit that a graph has as somebody's parent.
    fn number_at(&mut self, place: Place, id: ObjectId) -> usize {
        // Several graphs may have it; it is known by its place in the first one.
        if place.graph > 0 {
            return self.number(id);
        }
        self.numbered(place, id)
    }

    fn number(&mut self, id: ObjectId) -> usize {
        let mut chains = self.chains.iter().enumerate();
        let place = chains.find_map(|(graph, chain)| {
            let position = chain.position(id)?;
            Some(Place { graph, position })
        });
        if let Some(place) = place {
            return self.numbered(place, id);
        }
        let new = self.found.len();
        let number = *self.by_id.entry(id).or_insert(new);
        if number == new {
            self.meet(id, None);
        }
        number
    }

    fn numbered(&mut self, place: Place, id: ObjectId) -> usize {
        let new = self.found.len();
        let numbers = self.by_place.get_mut(place.graph);
        if let Some(slot) = numbers.and_then(|numbers| numbers.get_mut(place.position)) {
            if let Some(number) = slot {
                return *number;
            }
            *slot = Some(new);
        }
        self.meet(id, Some(place));
        new
    }

    fn meet(&mut self, id: ObjectId, place: Option<Place>) {
        self.open.push(self.found.len());
        self.found.push(Found {
            // Filled in when it is looked at.
            node: Node {
                id,
                tree: id,
                time: 0,
            },
            place,
            parents: 0..0,
        });
    }
}

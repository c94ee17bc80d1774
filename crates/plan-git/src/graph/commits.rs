//! The commits of a walk and how they hang together.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::chain::Place;
use crate::object::ObjectId;

/// One commit, as far as a walk needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The commit.
    pub id: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Committer time in seconds since 1970.
    pub time: i64,
}

/// Commits, children before parents; the newest committer time first where both may come, as `git rev-list --date-order`
/// has them. The tip is the first.
#[derive(Debug, Default)]
pub struct Commits {
    nodes: Vec<Node>,
    /// Where the parents of each begin.
    starts: Vec<usize>,
    parents: Vec<Option<usize>>,
    places: Vec<Option<Place>>,
    has_base: bool,
}

impl Commits {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All of them, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Node> {
        self.nodes.iter()
    }

    /// The one at a position.
    pub fn get(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// The parents of the one at a position, as positions; `None` for a parent that is not among them, as happens only where
    /// parents go in circles.
    pub fn parents(&self, at: usize) -> &[Option<usize>] {
        let start = self.starts.get(at).copied();
        let end = self.starts.get(at + 1).copied();
        let end = end.unwrap_or(self.parents.len());
        start
            .and_then(|start| self.parents.get(start..end))
            .unwrap_or_default()
    }

    /// The first parent of the one at a position.
    pub fn first_parent(&self, at: usize) -> Option<usize> {
        self.parents(at).first().copied().flatten()
    }

    /// The position of a commit that all is known of already, and of what it can see. It is the last one, and has no
    /// parents here.
    pub fn base(&self) -> Option<usize> {
        self.len().checked_sub(1).filter(|_| self.has_base)
    }

    /// The same, with the last commit as the base.
    pub(super) fn on_base(self) -> Self {
        Self {
            has_base: true,
            ..self
        }
    }

    /// Where a commit-graph has the one at a position.
    pub(super) fn place(&self, at: usize) -> Option<Place> {
        self.places.get(at).copied().flatten()
    }
}

impl<'c> IntoIterator for &'c Commits {
    type Item = &'c Node;
    type IntoIter = std::slice::Iter<'c, Node>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A commit before it has its place among the others.
pub(super) struct Found {
    pub node: Node,
    pub place: Option<Place>,
    /// Its parents, in the list of all of them.
    pub parents: Range<usize>,
}

/// Brings commits into their order. `parents` are numbers of `found`, of which the first is the tip.
pub(super) fn in_order(found: &[Found], parents: &[usize]) -> Commits {
    let of = |number: usize| {
        let found: Option<&Found> = found.get(number);
        found
            .and_then(|found| parents.get(found.parents.clone()))
            .unwrap_or_default()
    };
    // Children that have not been given out yet.
    let mut children = vec![0_usize; found.len()];
    for parent in parents {
        if let Some(children) = children.get_mut(*parent) {
            *children += 1;
        }
    }
    let mut order = Vec::with_capacity(found.len());
    let mut positions: Vec<Option<usize>> = vec![None; found.len()];
    let mut ready = BinaryHeap::new();
    // Equal times come in the order in which they got ready, as in git.
    let mut arrival = 0_usize;
    if let Some(tip) = found.first() {
        ready.push((tip.node.time, Reverse(arrival), 0));
    }
    while let Some((_, _, number)) = ready.pop() {
        // Grafts can be made to go in circles.
        match positions.get_mut(number) {
            Some(position @ None) => *position = Some(order.len()),
            _ => continue,
        }
        order.push(number);
        for parent in of(number) {
            if let (Some(waiting), Some(found)) = (children.get_mut(*parent), found.get(*parent)) {
                *waiting = waiting.saturating_sub(1);
                if *waiting == 0 {
                    arrival += 1;
                    ready.push((found.node.time, Reverse(arrival), *parent));
                }
            }
        }
    }
    let mut commits = Commits {
        nodes: Vec::with_capacity(order.len()),
        starts: Vec::with_capacity(order.len()),
        parents: Vec::with_capacity(parents.len()),
        places: Vec::with_capacity(order.len()),
        has_base: false,
    };
    for number in order {
        if let Some(found) = found.get(number) {
            commits.nodes.push(found.node);
            commits.places.push(found.place);
            commits.starts.push(commits.parents.len());
            let parents = of(number).iter();
            let position = |parent: &usize| positions.get(*parent).copied().flatten();
            commits.parents.extend(parents.map(position));
        }
    }
    commits
}

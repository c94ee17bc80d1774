//! Two plans as trees of nodes, and which node of the one is which of the other, at every level.
//!
//! Top down: the children of a matched pair are matched first by being equal at both ends of the list, then by where they
//! were read, then by [`Aligner`] together with all other children at that depth, so that what moved to another parent is
//! found there. Children of nodes that are gone or new take part in that: a task may move out of a phase that is removed
//! and into one that is added.

use std::collections::HashMap;
use std::sync::Arc;

use super::align::{Aligner, Node};
use crate::model::{NodeRef, Section};
use crate::source::Source;
use crate::span::Span;

/// A plan, or a part of one, as a list of nodes: the root first, siblings next to each other.
pub(crate) struct Tree<'a> {
    nodes: Vec<Entry<'a>>,
}

struct Entry<'a> {
    node: NodeRef<'a>,
    /// What is in the log is never the same as what is not: the log repeats the words of the plan.
    logged: bool,
    parent: usize,
    first_child: usize,
    children: usize,
}

impl<'a> Tree<'a> {
    /// Lists a node and everything below it.
    pub(crate) fn new(root: NodeRef<'a>) -> Self {
        let mut nodes = vec![Entry {
            node: root,
            logged: false,
            parent: 0,
            first_child: 0,
            children: 0,
        }];
        let mut at = 0;
        while let Some((node, logged)) = nodes.get(at).map(|entry| (entry.node, entry.logged)) {
            let first = nodes.len();
            nodes.extend(node.children().into_iter().map(|node| Entry {
                node,
                logged: logged || is_log(node),
                parent: at,
                first_child: 0,
                children: 0,
            }));
            let children = nodes.len() - first;
            if let Some(entry) = nodes.get_mut(at) {
                (entry.first_child, entry.children) = (first, children);
            }
            at += 1;
        }
        Self { nodes }
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<NodeRef<'a>> {
        self.nodes.get(index).map(|entry| entry.node)
    }

    /// A number that two nodes share if one can be the other, edited.
    fn kind(&self, index: usize) -> u8 {
        self.nodes.get(index).map_or(0, |entry| {
            entry.node.kind() | if entry.logged { LOGGED } else { 0 }
        })
    }

    pub(crate) fn parent(&self, index: usize) -> usize {
        self.nodes.get(index).map_or(0, |entry| entry.parent)
    }

    pub(crate) fn children(&self, index: usize) -> std::ops::Range<usize> {
        self.nodes.get(index).map_or(0..0, |entry| {
            entry.first_child..entry.first_child + entry.children
        })
    }

    /// The node that was read from a place.
    pub(crate) fn places(&self, source: &Arc<Source>) -> HashMap<(u8, Span), usize> {
        let place = |(index, entry): (usize, &Entry)| {
            let span = entry.node.origin()?.span_in(source)?;
            Some(((entry.node.kind(), span), index))
        };
        // Of a node and its only child in one place and of one kind, the outer one counts.
        self.nodes
            .iter()
            .enumerate()
            .rev()
            .filter_map(place)
            .collect()
    }
}

/// Marks the kind of a node of the log.
const LOGGED: u8 = 1 << 7;

fn is_log(node: NodeRef<'_>) -> bool {
    matches!(node, NodeRef::Section(Section::EvolutionLog(_)))
}

/// What an alignment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To write: whatever may keep its bytes is matched, the rest by its place.
    Write,
    /// To tell: what says something else is another node, and only what has a name of its own is said to move.
    Tell,
}

/// Which node of the old tree is which of the new one.
#[derive(Debug)]
pub(crate) struct Pairs {
    to_new: Vec<Option<usize>>,
    to_old: Vec<Option<usize>>,
    /// Old nodes that are equal to theirs, with all that is below them, and were found by that.
    equal: Vec<bool>,
}

impl Pairs {
    /// The new node that an old one is.
    pub(crate) fn to_new(&self, old: usize) -> Option<usize> {
        self.to_new.get(old).copied().flatten()
    }

    /// The old node that a new one is.
    pub(crate) fn to_old(&self, new: usize) -> Option<usize> {
        self.to_old.get(new).copied().flatten()
    }

    /// True if an old node is known to say the same as the new one that it is, all below it included.
    pub(crate) fn is_equal(&self, old: usize) -> bool {
        self.equal.get(old).copied().unwrap_or(false)
    }

    /// Matches the nodes of two trees whose roots are one. `source` is the text that the old tree was read from: a new
    /// node that was read there is the old node of that place.
    pub(crate) fn of(
        old: &Tree,
        new: &Tree,
        source: Option<&Arc<Source>>,
        purpose: Purpose,
    ) -> Self {
        let mut pairing = Pairing {
            old,
            new,
            purpose,
            pairs: Self {
                to_new: vec![None; old.len()],
                to_old: vec![None; new.len()],
                equal: vec![false; old.len()],
            },
            source,
            places: None,
        };
        pairing.pair(0, 0);
        let mut level = Level {
            old: vec![0],
            new: vec![0],
        };
        while !level.old.is_empty() || !level.new.is_empty() {
            level = pairing.below(&level);
        }
        pairing.pairs
    }
}

/// The nodes at one depth whose children are to be matched next.
struct Level {
    old: Vec<usize>,
    new: Vec<usize>,
}

struct Pairing<'a, 't> {
    old: &'t Tree<'a>,
    new: &'t Tree<'a>,
    purpose: Purpose,
    pairs: Pairs,
    source: Option<&'t Arc<Source>>,
    /// Made when a node is first looked for by its place.
    places: Option<HashMap<(u8, Span), usize>>,
}

impl Pairing<'_, '_> {
    fn pair(&mut self, from: usize, to: usize) -> bool {
        match (
            self.pairs.to_new.get_mut(from),
            self.pairs.to_old.get_mut(to),
        ) {
            (Some(slot @ None), Some(back @ None)) => {
                (*slot, *back) = (Some(to), Some(from));
                true
            }
            _ => false,
        }
    }

    /// Matches two equal nodes and all below them.
    fn pair_whole(&mut self, from: usize, to: usize) {
        let mut open = vec![(from, to)];
        while let Some((from, to)) = open.pop() {
            self.pair(from, to);
            if let Some(equal) = self.pairs.equal.get_mut(from) {
                *equal = true;
            }
            open.extend(self.old.children(from).zip(self.new.children(to)));
        }
    }

    fn same(&self, from: usize, to: usize) -> bool {
        match (self.old.get(from), self.new.get(to)) {
            (Some(a), Some(b)) => a.same(b),
            _ => false,
        }
    }

    /// Matches the children of a level and returns those whose own children are open.
    fn below(&mut self, level: &Level) -> Level {
        let mut next = Level {
            old: Vec::new(),
            new: Vec::new(),
        };
        for from in &level.old {
            if let Some(to) = self.pairs.to_new(*from) {
                self.trim(*from, to);
            }
            let open = self.old.children(*from);
            next.old
                .extend(open.filter(|child| self.pairs.to_new(*child).is_none()));
        }
        for to in &level.new {
            let open = self.new.children(*to);
            next.new
                .extend(open.filter(|child| self.pairs.to_old(*child).is_none()));
        }
        self.align(&next);
        // A node that was found deeper or higher has been matched before its parents were.
        next
    }

    /// Matches equal children at both ends of two nodes. The log is passed over, so that an entry that is written into a
    /// plan changes nothing about what else is told of it.
    fn trim(&mut self, from: usize, to: usize) {
        let but_the_log = |tree: &Tree, index: usize| -> Vec<usize> {
            let is_log = |child: &usize| tree.get(*child).is_some_and(is_log);
            let children = tree.children(index);
            children.filter(|child| !is_log(child)).collect()
        };
        let olds = but_the_log(self.old, from);
        let news = but_the_log(self.new, to);
        let both = olds.iter().zip(&news);
        let first = both
            .take_while(|(from, to)| self.pair_if_equal(**from, **to))
            .count();
        let rest = (olds.iter().skip(first).rev()).zip(news.iter().skip(first).rev());
        for (from, to) in rest {
            if !self.pair_if_equal(*from, *to) {
                break;
            }
        }
    }

    fn pair_if_equal(&mut self, from: usize, to: usize) -> bool {
        let free = self.free(from, to);
        if free {
            self.pair_whole(from, to);
        }
        free
    }

    fn free(&self, from: usize, to: usize) -> bool {
        self.pairs.to_new(from).is_none() && self.pairs.to_old(to).is_none() && self.same(from, to)
    }

    fn align(&mut self, level: &Level) {
        if level.new.is_empty() {
            return;
        }
        let origins: Vec<Option<usize>> = level.new.iter().map(|to| self.origin(*to)).collect();
        let rank: HashMap<usize, usize> = level
            .old
            .iter()
            .enumerate()
            .map(|(rank, old)| (*old, rank))
            .collect();
        // From another depth: matched here and now, since no level holds both.
        for (to, origin) in level.new.iter().zip(&origins) {
            if let Some(from) = origin
                && !rank.contains_key(from)
            {
                self.pair(*from, *to);
            }
        }
        if level.old.is_empty() {
            return;
        }
        let (gone, purpose) = (self.new.len(), self.purpose);
        let node = |tree: &Tree, index: usize, group: usize, origin: Option<usize>, known: bool| {
            let (node, kind) = (tree.get(index)?, tree.kind(index));
            let (keys, words) = if known {
                (Vec::new(), String::new())
            } else {
                (node.keys(), node.words())
            };
            let tells = purpose == Purpose::Tell;
            // The log is no neighbour of what stands beside it, or every entry would change what its neighbours are.
            let group = if is_log(node) { usize::MAX } else { group };
            Some(Node {
                kind,
                origin,
                moves: !tells || node.has_name(),
                placed: !tells || node.is_nameless(),
                ..Node::new(group, keys, words)
            })
        };
        let known: Vec<Option<usize>> = origins
            .iter()
            .map(|origin| origin.and_then(|from| rank.get(&from).copied()))
            .collect();
        let mut is_known = vec![false; level.old.len()];
        for from in known.iter().flatten() {
            if let Some(slot) = is_known.get_mut(*from) {
                *slot = true;
            }
        }
        let olds: Vec<Node> = level
            .old
            .iter()
            .zip(&is_known)
            .filter_map(|(from, known)| {
                let parent = self.old.parent(*from);
                let group = self.pairs.to_new(parent).unwrap_or(gone + parent);
                node(self.old, *from, group, None, *known)
            })
            .collect();
        let news: Vec<Node> = level
            .new
            .iter()
            .zip(&known)
            .filter_map(|(to, known)| {
                node(self.new, *to, self.new.parent(*to), *known, known.is_some())
            })
            .collect();
        let aligner = Aligner {
            moves_by_key: true,
            moves_by_words: true,
            by_position: true,
        };
        for (from, to) in aligner.align(&olds, &news).into_iter().enumerate() {
            if let Some(to) = to
                && let (Some(from), Some(to)) = (level.old.get(from), level.new.get(to))
            {
                self.pair(*from, *to);
            }
        }
    }

    /// The old node that a new one was read from, if that is still open.
    fn origin(&mut self, to: usize) -> Option<usize> {
        let source = self.source?;
        let node = self.new.get(to)?;
        let span = node.origin()?.span_in(source)?;
        let old = self.old;
        let places = self.places.get_or_insert_with(|| old.places(source));
        let from = *places.get(&(node.kind(), span))?;
        self.pairs.to_new(from).is_none().then_some(from)
    }
}

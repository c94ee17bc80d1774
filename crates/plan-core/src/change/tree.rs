//! A plan as a tree of nodes that have numbers.

use std::collections::VecDeque;
use std::sync::Arc;

use foldhash::HashMap;

use crate::model::{NodeRef, Section};
use crate::source::Source;
use crate::span::Span;

/// A plan, or a part of one, as a list of nodes: the root first, siblings next to each other, a node behind what it stands
/// in. What stands in a node is listed once the node is opened: whoever looks for differences never opens what is equal.
pub(crate) struct Tree<'a> {
    nodes: Vec<Entry<'a>>,
    /// Nodes that were opened and hold something, in that order: it says which number each node has.
    opened: Vec<usize>,
}

struct Entry<'a> {
    node: NodeRef<'a>,
    /// What is in the log is never the same as what is not: the log repeats the words of the plan.
    logged: bool,
    is_open: bool,
    parent: usize,
    first_child: usize,
    children: usize,
}

impl<'a> Tree<'a> {
    /// A node of which nothing is listed yet.
    pub(crate) fn closed(root: NodeRef<'a>) -> Self {
        let root = Entry {
            node: root,
            logged: false,
            is_open: false,
            parent: 0,
            first_child: 0,
            children: 0,
        };
        Self {
            nodes: vec![root],
            opened: Vec::new(),
        }
    }

    /// Lists a node and everything below it.
    pub(crate) fn new(root: NodeRef<'a>) -> Self {
        let mut tree = Self::closed(root);
        let mut at = 0;
        while at < tree.len() {
            tree.open(at);
            at += 1;
        }
        tree
    }

    /// The tree of the same root that gives every node the number that it had in another one, whose nodes were opened in
    /// this order.
    pub(crate) fn again(root: NodeRef<'a>, opened: &[usize]) -> Self {
        let mut tree = Self::closed(root);
        opened.iter().for_each(|index| tree.open(*index));
        tree
    }

    /// Which nodes were opened, for [`Tree::again`].
    pub(crate) fn opened(&self) -> &[usize] {
        &self.opened
    }

    /// Lists what stands in a node, unless that was done before.
    pub(crate) fn open(&mut self, index: usize) {
        let first = self.nodes.len();
        let Some(entry) = self.nodes.get_mut(index).filter(|entry| !entry.is_open) else {
            return;
        };
        entry.is_open = true;
        let (node, logged) = (entry.node, entry.logged);
        node.each_child(|node| {
            self.nodes.push(Entry {
                node,
                logged: logged || is_log(node),
                is_open: false,
                parent: index,
                first_child: 0,
                children: 0,
            });
        });
        let children = self.nodes.len() - first;
        if children == 0 {
            return;
        }
        self.opened.push(index);
        if let Some(entry) = self.nodes.get_mut(index) {
            (entry.first_child, entry.children) = (first, children);
        }
    }

    /// Lists everything below a node.
    pub(crate) fn open_all(&mut self, index: usize) {
        let mut open = VecDeque::from([index]);
        while let Some(index) = open.pop_front() {
            self.open(index);
            open.extend(self.children(index));
        }
    }

    /// True if what stands in a node is listed.
    pub(crate) fn is_open(&self, index: usize) -> bool {
        self.nodes.get(index).is_some_and(|entry| entry.is_open)
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<NodeRef<'a>> {
        self.nodes.get(index).map(|entry| entry.node)
    }

    /// A number that two nodes share if one can be the other, edited.
    pub(super) fn kind(&self, index: usize) -> u8 {
        self.nodes.get(index).map_or(0, |entry| {
            entry.node.kind() | if entry.logged { LOGGED } else { 0 }
        })
    }

    pub(crate) fn parent(&self, index: usize) -> usize {
        self.nodes.get(index).map_or(0, |entry| entry.parent)
    }

    /// What stands in a node, as far as it is listed.
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

pub(super) fn is_log(node: NodeRef<'_>) -> bool {
    matches!(node, NodeRef::Section(Section::EvolutionLog(_)))
}

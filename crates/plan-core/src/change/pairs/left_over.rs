//! Nodes that were found neither at their depth nor by their words.
//!
//! The surest first: the same text at another depth, what holds the same, what is about the same thing in the same list;
//! then much the same words at another depth, and last what stands between the same neighbours and says something alike.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::super::align::{Aligner, Node, Wording};
use super::super::tree::{Tree, is_log};
use super::{Level, Pairing};
use crate::model::{Block, NodeRef, Section};

/// How often what is left over is looked for.
const ROUNDS: usize = 4;

impl<'a> Pairing<'a, '_> {
    /// Looks again for what was found nowhere, and for what stands below that.
    pub(super) fn left_over(&mut self) {
        for round in 0..ROUNDS {
            // What is sure goes first: the same text at another depth, then what is about the same in the same list.
            let mut found = if round == 0 {
                self.at_any_depth(false)
            } else {
                Vec::new()
            };
            found.extend(self.by_contents());
            found.extend(self.among_siblings(false));
            if round == 0 {
                found.extend(self.at_any_depth(true));
            }
            found.extend(self.among_siblings(true));
            if found.is_empty() {
                return;
            }
            let (old, new) = found.into_iter().unzip();
            let mut level = Level { old, new };
            while !level.is_empty() {
                level = self.below(&level);
            }
        }
    }

    /// Matches what has a name and stands at another depth than before, in its own section before any other.
    fn at_any_depth(&mut self, by_words: bool) -> Vec<(usize, usize)> {
        let gone = self.new.len();
        let section = |tree: &Tree<'a>, index: usize| {
            let mut at = tree.parent(index);
            while at != 0 && !matches!(tree.get(at), Some(NodeRef::Section(_))) {
                at = tree.parent(at);
            }
            at
        };
        let nodes =
            |tree: &Tree<'a>, group: &dyn Fn(usize) -> usize, open: &dyn Fn(usize) -> bool| {
                let open = (0..tree.len()).filter(|index| open(*index));
                let named = open.filter_map(|index| {
                    let node = tree.get(index).filter(|node| node.has_name())?;
                    let known = Node {
                        kind: tree.kind(index),
                        names: node.names(),
                        words: Wording::Of(node),
                        ..Node::new(group(section(tree, index)), node.keys(), "")
                    };
                    Some((index, known))
                });
                named.unzip::<usize, Node<'a>, Vec<_>, Vec<_>>()
            };
        let was_in = |section: usize| self.pairs.to_new(section).unwrap_or(gone + section);
        let (old_at, olds) = nodes(self.old, &was_in, &|index| {
            self.pairs.to_new(index).is_none()
        });
        let (new_at, news) = nodes(self.new, &|section| section, &|index| {
            self.pairs.to_old(index).is_none()
        });
        if olds.is_empty() || news.is_empty() {
            return Vec::new();
        }
        let aligner = Aligner {
            by_words,
            moves_by_words: by_words,
            ..Aligner::default()
        };
        let found = aligner.align(&olds, &news);
        let found = self.take(&old_at, &new_at, found);
        self.scattered |= !found.is_empty();
        found
    }

    /// Matches what holds the same: most of what stands in the one was matched with what stands in the other. Of two phases
    /// with one number less is asked.
    fn by_contents(&mut self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        // One node may share things with many others: each is counted once.
        let (mut old_sizes, mut new_sizes) = (HashMap::default(), HashMap::default());
        // What holds these in turn may be the same for that.
        loop {
            let before = found.len();
            let shared = self.shared_contents();
            for ((above, now), count) in shared {
                let was = *old_sizes
                    .entry(above)
                    .or_insert_with(|| held(self.old, above));
                let is = *new_sizes.entry(now).or_insert_with(|| held(self.new, now));
                let most: usize = was.max(is);
                let is_same = 2 * count > most || (count > 1 && self.has_number_of(above, now));
                if is_same && self.pair(above, now) {
                    found.push((above, now));
                }
            }
            if found.len() == before {
                break;
            }
        }
        // They were matched after what stands in them.
        self.scattered |= !found.is_empty();
        found
    }

    /// How many of the things in two open nodes are the same, whatever lists they stand in.
    fn shared_contents(&self) -> BTreeMap<(usize, usize), usize> {
        let mut shared = BTreeMap::new();
        for from in 1..self.old.len() {
            let Some(to) = self.pairs.to_new(from) else {
                continue;
            };
            let (above, now) = (holder(self.old, from), holder(self.new, to));
            let is_open = self.pairs.to_new(above).is_none() && self.pairs.to_old(now).is_none();
            if is_open && self.old.kind(above) == self.new.kind(now) && !is_frame(self.old, from) {
                *shared.entry((above, now)).or_default() += 1;
            }
        }
        shared
    }

    /// True for two phases with one number.
    fn has_number_of(&self, from: usize, to: usize) -> bool {
        let number = |tree: &Tree<'a>, index| match tree.get(index) {
            Some(NodeRef::Section(Section::Phase(phase))) => phase.number.as_deref(),
            _ => None,
        };
        let (was, is) = (number(self.old, from), number(self.new, to));
        was.is_some() && was == is
    }

    /// Matches children of matched nodes that are about one thing, or that stand between the same neighbours and say
    /// something alike.
    fn among_siblings(&mut self, by_place: bool) -> Vec<(usize, usize)> {
        let (mut old_at, mut new_at) = (Vec::new(), Vec::new());
        let (mut olds, mut news) = (Vec::new(), Vec::new());
        for above in 0..self.old.len() {
            let Some(now) = self.pairs.to_new(above) else {
                continue;
            };
            let (was, is) = (self.old.children(above), self.new.children(now));
            let is_open = was.clone().any(|child| self.pairs.to_new(child).is_none())
                && is.clone().any(|child| self.pairs.to_old(child).is_none());
            if self.pairs.is_equal(above) || !is_open {
                continue;
            }
            let node = |tree: &Tree<'a>, index: usize, origin: Option<usize>| {
                let node = tree.get(index)?;
                Some(Node {
                    kind: tree.kind(index),
                    origin,
                    // All sections of a plan are about the same things, so that their headings must be alike; and a
                    // field with another label is another field.
                    words: match node {
                        NodeRef::Section(_) => Wording::Heading(node.own_words().into()),
                        NodeRef::Item(_) => Wording::Text(node.titled_words().into()),
                        NodeRef::Block(Block::Field(field)) => {
                            Wording::Text(field.label.as_str().into())
                        }
                        _ => Wording::Of(node),
                    },
                    // The log is no neighbour.
                    ..Node::new(if is_log(node) { usize::MAX } else { now }, [""; 0], "")
                })
            };
            let first = olds.len();
            olds.extend(was.clone().filter_map(|child| node(self.old, child, None)));
            old_at.extend(was.clone());
            for child in is {
                // Those that are matched already are the neighbours.
                let known = self.pairs.to_old(child);
                let origin = known.filter(|old| was.contains(old));
                let origin = origin.map(|old| first + old - was.start);
                if known.is_none() || origin.is_some() {
                    news.extend(node(self.new, child, origin));
                    new_at.push(child);
                }
            }
        }
        if olds.is_empty() {
            return Vec::new();
        }
        let aligner = Aligner {
            moves_by_key: false,
            by_words: false,
            by_subject: !by_place,
            by_neighbours: by_place,
            ..Aligner::default()
        };
        let found = aligner.align(&olds, &news);
        self.take(&old_at, &new_at, found)
    }

    /// Matches what an alignment of some nodes found, and returns what was not matched before.
    fn take(
        &mut self,
        old_at: &[usize],
        new_at: &[usize],
        found: Vec<Option<usize>>,
    ) -> Vec<(usize, usize)> {
        let pairs = old_at.iter().zip(found).filter_map(|(from, to)| {
            let to = new_at.get(to?)?;
            Some((*from, *to))
        });
        pairs.filter(|(from, to)| self.pair(*from, *to)).collect()
    }
}

/// True for a list or a table: the things in it stand in what it stands in.
fn is_frame(tree: &Tree<'_>, index: usize) -> bool {
    let node = tree.get(index);
    let frame = |block: &Block| matches!(block, Block::List(_) | Block::Tasks(_) | Block::Table(_));
    matches!(node, Some(NodeRef::Block(block)) if frame(block))
}

/// What a node stands in, lists left aside.
fn holder(tree: &Tree<'_>, index: usize) -> usize {
    let mut above = tree.parent(index);
    while above != 0 && is_frame(tree, above) {
        above = tree.parent(above);
    }
    above
}

/// How many things stand in a node, those of its lists included.
fn held(tree: &Tree<'_>, index: usize) -> usize {
    let (mut count, mut open) = (0, vec![index]);
    while let Some(index) = open.pop() {
        for child in tree.children(index) {
            if is_frame(tree, child) {
                open.push(child);
            } else {
                count += 1;
            }
        }
    }
    count
}

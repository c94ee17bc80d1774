//! Which node of one plan is which of another, at every level of their trees.
//!
//! Top down: the children of a matched pair are matched first by being equal at both ends of the list, then by where they
//! were read, then by [`Aligner`] together with all other children at that depth, so that what moved to another parent is
//! found there. Children of nodes that are gone or new take part in that: a task may move out of a phase that is removed
//! and into one that is added.
//!
//! To tell, what is left over then is looked for again: at any depth, since a task may move below a new sub-heading; and
//! between the same neighbours, where less likeness will do.

mod left_over;

use std::sync::Arc;

use foldhash::HashMap;

use super::align::{Aligner, Node, Wording};
use super::tree::{Tree, is_log};
use crate::model::NodeRef;
use crate::source::Source;
use crate::span::Span;

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

    /// Matches the nodes of two trees whose roots are one, and opens what is not equal. `source` is the text that the old
    /// tree was read from: a new node that was read there is the old node of that place, so both trees are opened whole
    /// where there is one.
    pub(crate) fn of<'a>(
        old: &mut Tree<'a>,
        new: &mut Tree<'a>,
        source: Option<&Arc<Source>>,
        purpose: Purpose,
    ) -> Self {
        if source.is_some() {
            old.open_all(0);
            new.open_all(0);
        }
        let mut pairing = Pairing {
            pairs: Self {
                to_new: vec![None; old.len()],
                to_old: vec![None; new.len()],
                equal: vec![false; old.len()],
            },
            old,
            new,
            purpose,
            source,
            places: None,
            scattered: false,
        };
        pairing.pair(0, 0);
        let mut level = Level {
            old: vec![0],
            new: vec![0],
        };
        while !level.is_empty() {
            level = pairing.below(&level);
        }
        if purpose == Purpose::Tell {
            pairing.left_over();
        }
        pairing.pairs
    }

    /// Matches what has been opened since on either side of nodes that are equal.
    pub(crate) fn complete(&mut self, old: &mut Tree<'_>, new: &mut Tree<'_>) {
        let mut index = 0;
        while index < old.len() {
            if let Some(to) = self.to_new(index).filter(|_| self.is_equal(index)) {
                self.open_both(old, new, index, to);
                for (from, to) in old.children(index).zip(new.children(to)) {
                    if self.pair(from, to)
                        && let Some(equal) = self.equal.get_mut(from)
                    {
                        *equal = true;
                    }
                }
            }
            index += 1;
        }
        self.grow(old, new);
    }

    /// Opens both of two equal nodes where one is open.
    fn open_both(&mut self, old: &mut Tree<'_>, new: &mut Tree<'_>, from: usize, to: usize) {
        if old.is_open(from) != new.is_open(to) {
            old.open(from);
            new.open(to);
        }
        self.grow(old, new);
    }

    /// Makes room for all nodes that are listed.
    fn grow(&mut self, old: &Tree, new: &Tree) {
        self.to_new.resize(old.len(), None);
        self.equal.resize(old.len(), false);
        self.to_old.resize(new.len(), None);
    }

    fn pair(&mut self, from: usize, to: usize) -> bool {
        match (self.to_new.get_mut(from), self.to_old.get_mut(to)) {
            (Some(slot @ None), Some(back @ None)) => {
                (*slot, *back) = (Some(to), Some(from));
                true
            }
            _ => false,
        }
    }
}

/// The nodes at one depth whose children are to be matched next.
struct Level {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Level {
    fn is_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }
}

struct Pairing<'a, 't> {
    old: &'t mut Tree<'a>,
    new: &'t mut Tree<'a>,
    purpose: Purpose,
    pairs: Pairs,
    source: Option<&'t Arc<Source>>,
    /// Made when a node is first looked for by its place.
    places: Option<HashMap<(u8, Span), usize>>,
    /// True once a node was matched before its parents were: equal nodes may then hold some that are matched elsewhere.
    scattered: bool,
}

impl<'a> Pairing<'a, '_> {
    fn pair(&mut self, from: usize, to: usize) -> bool {
        self.pairs.pair(from, to)
    }

    /// Matches two equal nodes and all below them.
    fn pair_whole(&mut self, from: usize, to: usize) {
        if self.scattered && !self.is_whole(from, to) {
            return;
        }
        let mut open = vec![(from, to)];
        while let Some((from, to)) = open.pop() {
            self.pair(from, to);
            if let Some(equal) = self.pairs.equal.get_mut(from) {
                *equal = true;
            }
            self.pairs.open_both(self.old, self.new, from, to);
            open.extend(self.old.children(from).zip(self.new.children(to)));
        }
    }

    /// True if no node below two equal ones is matched with another one.
    fn is_whole(&self, from: usize, to: usize) -> bool {
        let mut open = vec![(from, to)];
        while let Some((from, to)) = open.pop() {
            let own = (self.pairs.to_new(from), self.pairs.to_old(to));
            if own != (None, None) && own != (Some(to), Some(from)) {
                return false;
            }
            open.extend(self.old.children(from).zip(self.new.children(to)));
        }
        true
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
        level.old.iter().for_each(|index| self.old.open(*index));
        level.new.iter().for_each(|index| self.new.open(*index));
        self.pairs.grow(self.old, self.new);
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

    /// Matches equal children of two nodes: at both ends, and sections between them that are in step. The log is passed
    /// over, so that an entry that is written into a plan changes nothing about what else is told of it.
    fn trim(&mut self, from: usize, to: usize) {
        let but_the_log = |tree: &Tree, index: usize| -> Vec<usize> {
            let is_log = |child: &usize| tree.get(*child).is_some_and(is_log);
            let children = tree.children(index);
            children.filter(|child| !is_log(child)).collect()
        };
        self.old.open(from);
        self.new.open(to);
        self.pairs.grow(self.old, self.new);
        let olds = but_the_log(self.old, from);
        let news = but_the_log(self.new, to);
        let both = olds.iter().zip(&news);
        let first = both
            .take_while(|(from, to)| self.pair_if_equal(**from, **to))
            .count();
        let rest = (olds.iter().skip(first).rev()).zip(news.iter().skip(first).rev());
        let last = rest
            .take_while(|(from, to)| self.pair_if_equal(**from, **to))
            .count();
        let between = |list: &[usize]| -> Vec<usize> {
            let end = list.len().saturating_sub(last);
            list.get(first..end).unwrap_or_default().to_vec()
        };
        self.in_step(&between(&olds), &between(&news));
    }

    /// Matches equal sections of two lists in which one here and there was edited, went, or came.
    fn in_step(&mut self, olds: &[usize], news: &[usize]) {
        let (mut from, mut to) = (0, 0);
        while from < olds.len() && to < news.len() {
            let found = [(from, to), (from + 1, to), (from, to + 1)]
                .into_iter()
                .find(|(from, to)| match (olds.get(*from), news.get(*to)) {
                    (Some(old), Some(new)) => {
                        let is_section = matches!(self.old.get(*old), Some(NodeRef::Section(_)));
                        is_section && self.pair_if_equal(*old, *new)
                    }
                    _ => false,
                });
            (from, to) = found.unwrap_or((from, to));
            (from, to) = (from + 1, to + 1);
        }
    }

    fn pair_if_equal(&mut self, from: usize, to: usize) -> bool {
        let free = self.free(from, to);
        if free {
            self.pair_whole(from, to);
            return self.pairs.to_new(from).is_some();
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
                self.scattered |= self.pair(*from, *to);
            }
        }
        if level.old.is_empty() {
            return;
        }
        let (gone, purpose) = (self.new.len(), self.purpose);
        let node =
            |tree: &Tree<'a>, index: usize, group: usize, origin: Option<usize>, known: bool| {
                let (node, kind) = (tree.get(index)?, tree.kind(index));
                let tells = purpose == Purpose::Tell;
                let mut keys = if known { Vec::new() } else { node.keys() };
                // A label that several items of a list have is no name of any of them.
                if tells && !is_only_label(tree, index) {
                    keys.truncate(node.names());
                }
                // The log is no neighbour of what stands beside it, or every entry would change what its neighbours are.
                let group = if is_log(node) { usize::MAX } else { group };
                Some(Node {
                    kind,
                    origin,
                    moves: self.source.is_some() || node.has_name(),
                    placed: !tells || node.is_nameless(),
                    names: if tells { node.names() } else { usize::MAX },
                    words: Wording::Of(node),
                    ..Node::new(group, keys, "")
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
            moves_by_words: true,
            by_position: true,
            ..Aligner::default()
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
        let old = &*self.old;
        let places = self.places.get_or_insert_with(|| old.places(source));
        let from = *places.get(&(node.kind(), span))?;
        self.pairs.to_new(from).is_none().then_some(from)
    }
}

/// False for an item whose label another item beside it has too.
fn is_only_label(tree: &Tree<'_>, index: usize) -> bool {
    let label = |index: usize| match tree.get(index) {
        Some(NodeRef::Item(item)) => item.label.as_deref(),
        _ => None,
    };
    let Some(own) = label(index) else {
        return true;
    };
    // The nearest are enough: labels that repeat do so all along the list.
    let beside = tree.children(tree.parent(index));
    let start = beside.start.max(index.saturating_sub(NEAR));
    let end = beside.end.min(index + NEAR + 1);
    !(start..end).any(|other| other != index && label(other) == Some(own))
}

/// How far from an item others are looked at for its label.
const NEAR: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    /// How many nodes are listed to tell two plans apart of which the first, the last and one phase between them differ.
    fn listed(phases: usize) -> usize {
        let plan = |edited: bool| {
            let phase = |number: usize| {
                let other = edited && [0, phases / 2, phases - 1].contains(&number);
                let box_ = if other { "x" } else { " " };
                format!(
                    "## Phase {number}: Part {number}\n\n- [{box_}] one\n- [ ] two\n- [ ] three\n\nProse.\n\n"
                )
            };
            let phases: String = (0..phases).map(phase).collect();
            Document::parse(format!("# T\n\n{phases}"))
        };
        let (old, new) = (plan(false), plan(true));
        let [mut from, mut to] = [&old, &new].map(|plan| Tree::closed(NodeRef::Plan(plan.plan())));
        Pairs::of(&mut from, &mut to, None, Purpose::Tell);
        assert_eq!(from.len(), to.len());
        from.len()
    }

    #[test]
    fn what_is_equal_is_never_opened() {
        // Each phase of its own is one node; the rest is the same however many there are.
        let (some, many) = (listed(20), listed(2_000));
        assert_eq!(many - some, 1_980);
        assert!(some < 45, "{some}");
    }
}

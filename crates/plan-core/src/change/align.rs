//! Which node of the old plan is which of the new one.
//!
//! One algorithm for phases, tasks, checks, sections and log entries. What is certain goes first: where a node was
//! read from, equal keys within one group, equal keys across groups (a move); then words in common, within a group
//! and, if asked for, across groups; and last, if asked for, the place between matched neighbours. Deterministic: ties
//! go to the earlier node. Near linear: only a bounded number of candidates is compared with a node, which
//! `candidates` documents together with what is given up for it.

mod candidates;
mod near;
mod order;
#[cfg(test)]
mod tests;
mod words;

use std::borrow::Cow;
use std::hash::Hash;

use foldhash::HashMap;

use candidates::{Open, Pair};
use order::Gaps;
pub(super) use order::longest_rise;
use words::Words;

use crate::model::NodeRef;

/// A node to align.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    /// What sort of node it is: only nodes of one kind match.
    pub kind: u8,
    /// The parent it must share to be the same without having moved.
    pub group: usize,
    /// In a new node, the old node that it was read from, where the caller knows it.
    pub origin: Option<usize>,
    /// Strongest first. An empty key matches nothing.
    pub keys: Vec<Cow<'a, str>>,
    /// How many of the keys are names. Those behind them are labels: they match within a group, and only where one node
    /// of each side has them.
    pub names: usize,
    /// What it says. Nodes with different keys are known by it.
    pub words: Wording<'a>,
    /// False for a node that is never the same in another group.
    pub moves: bool,
    /// False for a node that is never known by its place alone.
    pub placed: bool,
}

/// What a node says.
#[derive(Clone, Debug)]
pub(crate) enum Wording<'a> {
    Text(Cow<'a, str>),
    /// The words of a heading.
    Heading(Cow<'a, str>),
    /// The words of this one, read only if they are asked for.
    Of(NodeRef<'a>),
}

impl Wording<'_> {
    fn words(&self) -> Words {
        match self {
            Self::Text(text) => Words::of(text),
            Self::Heading(text) => Words::of_section(text),
            Self::Of(NodeRef::Section(section)) => {
                Words::of_section(&NodeRef::Section(section).words())
            }
            Self::Of(node) => Words::of(&node.words()),
        }
    }
}

impl<'a> Node<'a> {
    /// Makes a node of kind 0 whose origin is unknown.
    pub fn new<K: Into<Cow<'a, str>>>(
        group: usize,
        keys: impl IntoIterator<Item = K>,
        words: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            kind: 0,
            group,
            origin: None,
            keys: keys.into_iter().map(Into::into).collect(),
            names: usize::MAX,
            words: Wording::Text(words.into()),
            moves: true,
            placed: true,
        }
    }

    fn key(&self, rank: usize) -> Option<&str> {
        self.keys
            .get(rank)
            .map(AsRef::as_ref)
            .filter(|key| !key.is_empty())
    }
}

/// What is looked for besides origins, keys within a group and words within a group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aligner {
    /// A node with an equal key in another group is the node, moved.
    pub moves_by_key: bool,
    /// A node with half of the words in common is the node, reworded.
    pub by_words: bool,
    /// A node with most words in common in another group is the node, moved.
    pub moves_by_words: bool,
    /// Nodes of one group that are about one thing, which no other is about, are the same.
    pub by_subject: bool,
    /// Nodes left over between the same matched neighbours are the same, whatever they say.
    pub by_position: bool,
    /// Nodes left over between the same matched neighbours are the same if they say something alike.
    pub by_neighbours: bool,
}

impl Default for Aligner {
    fn default() -> Self {
        Self {
            moves_by_key: true,
            by_words: true,
            moves_by_words: false,
            by_subject: false,
            by_position: false,
            by_neighbours: false,
        }
    }
}

/// Least share of common words for two nodes with different keys to be one node reworded.
const SIMILAR: f64 = 0.5;

/// The same for a node that moved as well: two changes at once need more to be believed.
const SIMILAR_ELSEWHERE: f64 = 0.7;

/// How often words are compared: each time what was matched before no longer crowds out other candidates.
const ROUNDS: usize = 3;

impl Aligner {
    /// How far nodes may be apart whose words are compared; nothing if none are.
    fn reads_words(&self) -> Option<Scope> {
        let near = self.by_words || self.by_subject || self.by_neighbours;
        if self.moves_by_words {
            Some(Scope::Anywhere)
        } else {
            near.then_some(Scope::Group)
        }
    }

    /// For each old node the new node that it is, if it is still there.
    pub fn align(&self, old: &[Node], new: &[Node]) -> Vec<Option<usize>> {
        self.run(old, new).matched
    }

    fn run<'a>(&self, old: &'a [Node<'a>], new: &'a [Node<'a>]) -> Pairing<'a> {
        let mut pairing = Pairing {
            old,
            new,
            matched: vec![None; old.len()],
            taken: vec![false; new.len()],
            steps: 0,
        };
        pairing.by_origin();
        let ranks = old.iter().chain(new).map(|node| node.keys.len()).max();
        for rank in 0..ranks.unwrap_or(0) {
            pairing.by_key(rank, Scope::Group);
        }
        if self.moves_by_key {
            for rank in 0..ranks.unwrap_or(0) {
                pairing.by_key(rank, Scope::Anywhere);
            }
        }
        if self.by_position {
            pairing.alone();
        }
        let said = pairing.words(self);
        if self.by_words {
            pairing.by_words(&said, Scope::Group, SIMILAR);
        }
        if self.moves_by_words {
            pairing.by_words(&said, Scope::Anywhere, SIMILAR_ELSEWHERE);
        }
        if self.by_position {
            pairing.by_position();
        }
        if self.by_subject {
            pairing.by_subject(&said);
        }
        if self.by_neighbours {
            pairing.by_neighbours(&said);
        }
        pairing
    }
}

/// How far from its old place a node is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Group,
    Anywhere,
}

impl Scope {
    /// Equal for nodes that may match.
    fn of(self, node: &Node) -> (u8, usize) {
        match self {
            Self::Group => (node.kind, node.group),
            Self::Anywhere => (node.kind, 0),
        }
    }
}

/// Open nodes of both sides that may match each other, in order.
#[derive(Default)]
struct Class {
    old: Vec<usize>,
    new: Vec<usize>,
}

/// What the nodes of both sides say; nothing for a node that is matched already.
struct Said {
    old: Vec<Words>,
    new: Vec<Words>,
}

/// The alignment as far as it got.
struct Pairing<'a> {
    old: &'a [Node<'a>],
    new: &'a [Node<'a>],
    matched: Vec<Option<usize>>,
    taken: Vec<bool>,
    /// Keys looked up, index entries visited and words compared: what the tests on growth count.
    steps: usize,
}

impl<'a> Pairing<'a> {
    /// Matches two nodes if both are open and of one kind: the one place where a match is made.
    fn pair(&mut self, from: usize, to: usize) -> bool {
        let kind = |nodes: &[Node], index: usize| nodes.get(index).map(|node| node.kind);
        if kind(self.old, from) != kind(self.new, to) {
            return false;
        }
        match (self.matched.get_mut(from), self.taken.get_mut(to)) {
            (Some(slot @ None), Some(taken @ false)) => {
                *slot = Some(to);
                *taken = true;
                true
            }
            _ => false,
        }
    }

    /// Nodes are equal that were read from one place; of two, the one that did not move.
    fn by_origin(&mut self) {
        for scope in [Scope::Group, Scope::Anywhere] {
            for (to, node) in self.new.iter().enumerate() {
                if let Some(from) = node.origin
                    && let Some(was) = self.old.get(from)
                    && scope.of(was) == scope.of(node)
                {
                    self.pair(from, to);
                }
            }
        }
    }

    fn by_key(&mut self, rank: usize, scope: Scope) {
        let key = |node: &'a Node<'a>| {
            let goes = (node.moves && rank < node.names) || scope == Scope::Group;
            Some((scope.of(node), node.key(rank).filter(|_| goes)?))
        };
        let classes = self.classes(|_, node| key(node), |_, node| key(node));
        let (unique, mut several): (Vec<Class>, Vec<Class>) = classes
            .into_iter()
            .partition(|class| class.old.len() == 1 && class.new.len() == 1);
        let is_named = |class: &Class| {
            let first = class.old.first().and_then(|first| self.old.get(*first));
            first.is_some_and(|node| rank < node.names)
        };
        several.retain(is_named);
        // Which of several equal nodes stayed where it was shows only between neighbours that are certain.
        unique.iter().for_each(|class| self.in_order(class));
        if scope == Scope::Group && !several.is_empty() {
            let gaps = self.gaps();
            several
                .iter()
                .for_each(|class| self.within_gaps(class, &gaps));
        }
        several.iter().for_each(|class| self.in_order(class));
    }

    fn by_words(&mut self, said: &Said, scope: Scope, least: f64) {
        let goes = |node: &Node| node.moves || scope == Scope::Group;
        let equal = self.classes(
            |at, node| Some((scope.of(node), said.old.get(at)?.telling()?)).filter(|_| goes(node)),
            |at, node| Some((scope.of(node), said.new.get(at)?.telling()?)).filter(|_| goes(node)),
        );
        // The best pairs there can be, found without comparing any.
        equal.iter().for_each(|class| self.in_order(class));

        for _ in 0..ROUNDS {
            let gaps = match scope {
                Scope::Group => self.gaps(),
                Scope::Anywhere => Gaps::default(),
            };
            let telling = |said: &[Words], at: usize, node: &Node| {
                said.get(at)?.telling().filter(|_| goes(node))?;
                Some(scope.of(node))
            };
            let classes = self.classes(
                |at, node| telling(&said.old, at, node),
                |at, node| telling(&said.new, at, node),
            );
            let mut pairs: Vec<Pair> = Vec::new();
            let mut complete = true;
            for class in &classes {
                let old = class.old.iter().filter_map(|&index| {
                    let (gap, words) = (gaps.before_old(index), said.old.get(index)?);
                    Some(Open { index, gap, words })
                });
                let new = class.new.iter().filter_map(|&index| {
                    let (gap, words) = (gaps.before_new(index), said.new.get(index)?);
                    Some(Open { index, gap, words })
                });
                let (old, new): (Vec<Open>, Vec<Open>) = (old.collect(), new.collect());
                complete &= candidates::collect(&old, &new, least, &mut pairs, &mut self.steps);
            }
            pairs.sort_by(Pair::best_first);
            let mut found = false;
            for pair in pairs {
                found |= self.pair(pair.old, pair.new);
            }
            if complete || !found {
                break;
            }
        }
    }

    /// Pairs what has no other of its kind to be: its place will make it the same, so that its words need not be read.
    fn alone(&mut self) {
        let stays = |_, node: &'a Node<'a>| {
            let stays = node.placed && !node.moves;
            stays.then(|| Scope::Group.of(node))
        };
        let mut classes = self.classes(stays, stays);
        classes.retain(|class| class.old.len() == 1 && class.new.len() == 1);
        if classes.is_empty() {
            return;
        }
        let gaps = self.gaps();
        for class in classes {
            self.within_gaps(&class, &gaps);
        }
    }

    fn by_position(&mut self) {
        let gaps = self.gaps();
        let open = |_, node: &'a Node<'a>| Some(Scope::Group.of(node)).filter(|_| node.placed);
        for class in self.classes(open, open) {
            self.within_gaps(&class, &gaps);
        }
    }

    /// Pairs the nodes of a class that stand between the same neighbours.
    fn within_gaps(&mut self, class: &Class, gaps: &Gaps) {
        let mut new = class.new.iter().copied().peekable();
        for &from in &class.old {
            let gap = gaps.before_old(from);
            while new.next_if(|&to| gaps.before_new(to) < gap).is_some() {}
            if let Some(to) = new.next_if(|&to| gaps.before_new(to) == gap) {
                self.pair(from, to);
            }
        }
    }

    /// Pairs what is open in a class, first with first.
    fn in_order(&mut self, class: &Class) {
        let mut new = class.new.iter().copied();
        for &from in &class.old {
            if self.is_open(from) {
                let Some(to) = new.find(|&to| self.is_free(to)) else {
                    return;
                };
                self.pair(from, to);
            }
        }
    }

    /// The open nodes of equal key on both sides, by the first old one.
    fn classes<K: Eq + Hash>(
        &mut self,
        old_key: impl Fn(usize, &'a Node<'a>) -> Option<K>,
        new_key: impl Fn(usize, &'a Node<'a>) -> Option<K>,
    ) -> Vec<Class> {
        let mut known: HashMap<K, usize> = HashMap::default();
        let mut classes: Vec<Class> = Vec::new();
        for (index, node) in self.old.iter().enumerate() {
            if self.is_open(index)
                && let Some(key) = old_key(index, node)
            {
                self.steps += 1;
                let at = *known.entry(key).or_insert(classes.len());
                if at == classes.len() {
                    classes.push(Class::default());
                }
                if let Some(class) = classes.get_mut(at) {
                    class.old.push(index);
                }
            }
        }
        for (index, node) in self.new.iter().enumerate() {
            if self.is_free(index)
                && let Some(key) = new_key(index, node)
            {
                self.steps += 1;
                if let Some(class) = known.get(&key).and_then(|at| classes.get_mut(*at)) {
                    class.new.push(index);
                }
            }
        }
        classes.retain(|class| !class.new.is_empty());
        classes
    }

    fn gaps(&self) -> Gaps {
        Gaps::of(self.old, self.new, &self.matched)
    }

    /// The words of what is left and has something on the other side that it may be, read once for all rounds.
    fn words(&mut self, aligner: &Aligner) -> Said {
        let mut said = Said {
            old: std::iter::repeat_with(Words::default)
                .take(self.old.len())
                .collect(),
            new: std::iter::repeat_with(Words::default)
                .take(self.new.len())
                .collect(),
        };
        let Some(scope) = aligner.reads_words() else {
            return said;
        };
        let (old, new) = (self.old, self.new);
        let read = |nodes: &[Node], said: &mut [Words], open: &[usize]| {
            for index in open {
                if let (Some(node), Some(slot)) = (nodes.get(*index), said.get_mut(*index)) {
                    *slot = node.words.words();
                }
            }
        };
        let of = |_, node: &'a Node<'a>| Some(scope.of(node));
        for class in self.classes(of, of) {
            read(old, &mut said.old, &class.old);
            read(new, &mut said.new, &class.new);
        }
        said
    }

    fn is_open(&self, from: usize) -> bool {
        self.matched.get(from) == Some(&None)
    }

    fn is_free(&self, to: usize) -> bool {
        self.taken.get(to) == Some(&false)
    }
}

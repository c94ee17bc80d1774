//! Which nodes of three plans are one.
//!
//! A member is one thing that stands in any of them: what the base has, with what became of it on each side, and what a side
//! put in. Where both sides put in the same, it is one member.

use std::collections::VecDeque;

use foldhash::HashMap;

use crate::change::{Pairs, Purpose, Tree};
use crate::model::{Block, FrontLine, NodeRef, Plan, Section};
use crate::template::folded;

/// One of the three plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Base,
    Ours,
    Theirs,
}

impl Side {
    pub const ALL: [Side; 3] = [Side::Base, Side::Ours, Side::Theirs];
}

/// One value for each plan.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Three<T> {
    pub base: T,
    pub ours: T,
    pub theirs: T,
}

impl<T> Three<T> {
    pub fn of(&self, side: Side) -> &T {
        match side {
            Side::Base => &self.base,
            Side::Ours => &self.ours,
            Side::Theirs => &self.theirs,
        }
    }
}

/// Where a member stands in each plan, as its tree numbers nodes.
pub(super) type Member = Three<Option<usize>>;

/// All members, the root first.
pub(super) struct Members<'a> {
    pub trees: Three<Tree<'a>>,
    members: Vec<Member>,
    /// The member that each node of a plan is.
    of: Three<Vec<usize>>,
    /// Members of the base that both sides left as they were, with all that stands in them, which is not listed.
    untouched: Vec<bool>,
}

impl<'a> Members<'a> {
    pub fn of(base: &'a Plan, ours: &'a Plan, theirs: &'a Plan) -> Self {
        let mut trees = Three {
            base: Tree::closed(NodeRef::Plan(base)),
            ours: Tree::closed(NodeRef::Plan(ours)),
            theirs: Tree::closed(NodeRef::Plan(theirs)),
        };
        let mut left = Pairs::of(&mut trees.base, &mut trees.ours, None, Purpose::Write);
        let right = Pairs::of(&mut trees.base, &mut trees.theirs, None, Purpose::Write);
        // What they changed was opened in the base only now.
        left.complete(&mut trees.base, &mut trees.ours);
        let is_open = |base: usize| trees.base.is_open(base);
        let untouched = (0..trees.base.len())
            .map(|base| !is_open(base) && left.is_equal(base) && right.is_equal(base))
            .collect();
        let mut members: Vec<Member> = (0..trees.base.len())
            .map(|base| Three {
                base: Some(base),
                ours: left.to_new(base),
                theirs: right.to_new(base),
            })
            .collect();
        let mut of = Three {
            base: (0..trees.base.len()).collect(),
            ours: known(&trees.ours, &left),
            theirs: known(&trees.theirs, &right),
        };
        for node in 0..trees.ours.len() {
            if left.to_old(node).is_none() {
                set(&mut of.ours, node, members.len());
                members.push(Three {
                    ours: Some(node),
                    ..Three::default()
                });
            }
        }
        let mut waiting = Waiting::new(&trees, &of, &left);
        for node in 0..trees.theirs.len() {
            if right.to_old(node).is_some() {
                continue;
            }
            let same = waiting.take(&trees, &of, node);
            let member = same.and_then(|ours| of.ours.get(ours).copied());
            let member = member.unwrap_or(members.len());
            set(&mut of.theirs, node, member);
            match members.get_mut(member) {
                Some(known) => known.theirs = Some(node),
                None => members.push(Three {
                    theirs: Some(node),
                    ..Three::default()
                }),
            }
        }
        Self {
            trees,
            members,
            of,
            untouched,
        }
    }

    pub fn len(&self) -> usize {
        self.members.len()
    }

    pub fn get(&self, member: usize) -> Member {
        self.members.get(member).copied().unwrap_or_default()
    }

    /// The node of a member that nobody touched, nor anything in it.
    pub fn untouched(&self, member: usize) -> Option<NodeRef<'a>> {
        let is_untouched = self.untouched.get(member) == Some(&true);
        is_untouched.then(|| self.trees.base.get(member)).flatten()
    }

    pub fn node(&self, side: Side, member: usize) -> Option<NodeRef<'a>> {
        let at = (*self.get(member).of(side))?;
        self.trees.of(side).get(at)
    }

    /// The member that a member stands in, on one side. Nothing for the root and where the side does not have it.
    pub fn parent(&self, side: Side, member: usize) -> Option<usize> {
        let at = (*self.get(member).of(side))?;
        if at == 0 {
            return None;
        }
        let above = self.trees.of(side).parent(at);
        self.of.of(side).get(above).copied()
    }

    /// The members that stand in a member, on one side, in order.
    pub fn children(&self, side: Side, member: usize) -> impl Iterator<Item = usize> {
        let at = *self.get(member).of(side);
        let nodes = at.map_or(0..0, |at| self.trees.of(side).children(at));
        nodes.filter_map(move |node| self.of.of(side).get(node).copied())
    }
}

/// The members of the nodes that the base has too.
fn known(tree: &Tree, pairs: &Pairs) -> Vec<usize> {
    (0..tree.len())
        .map(|node| pairs.to_old(node).unwrap_or(0))
        .collect()
}

fn set(list: &mut [usize], at: usize, value: usize) {
    if let Some(slot) = list.get_mut(at) {
        *slot = value;
    }
}

/// What makes two new nodes one: what they stand in, their kind, and what they are called.
type Key = (usize, u8, String);

/// What we put in, until they turn out to have put in the same.
struct Waiting {
    nodes: HashMap<Key, VecDeque<usize>>,
}

impl Waiting {
    fn new(trees: &Three<Tree>, of: &Three<Vec<usize>>, left: &Pairs) -> Self {
        let mut nodes: HashMap<Key, VecDeque<usize>> = HashMap::default();
        for node in 0..trees.ours.len() {
            if left.to_old(node).is_none()
                && let Some(key) = key(&trees.ours, &of.ours, node)
            {
                nodes.entry(key).or_default().push_back(node);
            }
        }
        Self { nodes }
    }

    fn take(&mut self, trees: &Three<Tree>, of: &Three<Vec<usize>>, node: usize) -> Option<usize> {
        let theirs = trees.theirs.get(node)?;
        let waiting = self.nodes.get_mut(&key(&trees.theirs, &of.theirs, node)?)?;
        let is_one = |ours: &usize| {
            let ours = trees.ours.get(*ours);
            ours.is_some_and(|ours| is_frame(theirs) || ours.same(theirs))
        };
        let at = waiting.iter().position(is_one)?;
        waiting.remove(at)
    }
}

/// Two rules are two rules, so they have no key.
fn key(tree: &Tree, of: &[usize], node: usize) -> Option<Key> {
    let parent = of.get(tree.parent(node)).copied()?;
    let node = tree.get(node)?;
    let name = match node {
        NodeRef::Block(Block::Rule(_)) => return None,
        NodeRef::Block(Block::Field(field)) => folded(&field.label),
        // Bullets and numbers are two lists.
        node if node.is_list() => node.start().is_some().to_string(),
        NodeRef::FrontLine(FrontLine::Field(field)) => folded(&field.key),
        node => node
            .slots()
            .into_iter()
            .filter_map(|(_, text)| text.map(|text| text.as_str()))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    Some((parent, node.kind(), name))
}

/// True for what holds other things and says nothing more itself: both sides may put it in and fill it differently. A
/// field is a frame too, of which there is one; its values then clash.
fn is_frame(node: NodeRef<'_>) -> bool {
    match node {
        NodeRef::FrontMatter(_) | NodeRef::FrontLine(FrontLine::Field(_)) => true,
        NodeRef::Block(block) => {
            matches!(block, Block::Field(_) | Block::Tasks(_) | Block::List(_))
        }
        NodeRef::Section(section) => match section {
            Section::Header(_) => true,
            other => other.as_titled().is_some(),
        },
        _ => false,
    }
}

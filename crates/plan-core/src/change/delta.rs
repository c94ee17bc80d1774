//! Two plans and which node of the one is which of the other: what the changes between them were read from, and all that
//! is needed to make them.

use std::sync::Arc;

use super::pairs::Pairs;
use super::tree::Tree;
use crate::model::{Block, NodeRef, Plan, Text};

/// Two versions of a plan, aligned.
#[derive(Debug)]
pub(super) struct Delta {
    pub old: Listed,
    pub new: Listed,
    pub pairs: Pairs,
}

/// A plan whose nodes have numbers.
#[derive(Debug)]
pub(super) struct Listed {
    pub plan: Arc<Plan>,
    /// What the numbers follow from.
    opened: Vec<usize>,
}

impl Listed {
    /// A plan with the numbers that a tree of it gave.
    pub fn of(plan: &Arc<Plan>, tree: &Tree) -> Self {
        Self {
            plan: Arc::clone(plan),
            opened: tree.opened().to_vec(),
        }
    }

    /// The tree of these numbers.
    pub fn tree(&self) -> Tree<'_> {
        Tree::again(NodeRef::Plan(&self.plan), &self.opened)
    }
}

/// One step from the old plan to the new one. Nodes are numbered as [`Tree`] lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// A node of the new plan is put in; what stands below it has steps of its own.
    Insert(usize),
    /// A node of the old plan is taken out.
    Remove(usize),
    /// A node of the old plan stands where the new plan has it.
    Place(usize),
    /// One text of a node of the old plan is that of the new one.
    Text(usize, usize),
    /// A box is as in the new plan.
    Check(usize),
    /// The level of a heading, the first number of a list.
    Form(usize),
    /// All that the node itself says is as in the new plan, its box left out.
    Whole(usize),
}

/// The steps that make the own part of a node that of its counterpart.
pub(super) fn own_steps(index: usize, old: NodeRef<'_>, new: NodeRef<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    if old.check() != new.check() {
        steps.push(Step::Check(index));
    }
    let (a, b) = (old.slots(), new.slots());
    if old.sort() != new.sort() || a.len() != b.len() {
        steps.push(Step::Whole(index));
        return steps;
    }
    if old.start() != new.start() || old.level() != new.level() {
        steps.push(Step::Form(index));
    }
    for (number, ((_, was), (_, is))) in a.into_iter().zip(b).enumerate() {
        if was != is {
            steps.push(Step::Text(index, number));
        }
    }
    steps
}

/// True if a text has the same words with other white space between them. In code white space counts.
pub(super) fn is_respelled(old: NodeRef<'_>, new: NodeRef<'_>, slot: usize) -> bool {
    if matches!(new, NodeRef::Block(Block::Code(_))) {
        return false;
    }
    let words = |node: NodeRef<'_>| {
        let slots = node.slots();
        let text = slots.get(slot).and_then(|(_, text)| *text);
        text.map(Text::on_one_line)
    };
    words(old) == words(new)
}

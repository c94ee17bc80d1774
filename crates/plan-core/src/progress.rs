//! How much of a plan is done: one function for list, rules, drift and log.

use serde::{Deserialize, Serialize};

use crate::model::{Check, NodeRef, Phase, Plan, PlanItem};
use crate::template::SectionName;

/// Boxes ticked and boxes in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Progress {
    /// Boxes ticked.
    pub done: usize,
    /// Boxes in all.
    pub total: usize,
}

impl Progress {
    /// Counts the boxes of `items`.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a PlanItem>) -> Self {
        let mut progress = Self::default();
        for item in items {
            progress.count(item.check);
        }
        progress
    }

    fn count(&mut self, check: Option<Check>) {
        if let Some(check) = check {
            self.total += 1;
            self.done += usize::from(check.done);
        }
    }

    /// True if there is a box and none is open.
    pub fn is_complete(self) -> bool {
        self.total > 0 && self.done == self.total
    }
}

impl Plan {
    /// The boxes inside phases; in a plan without phases, all boxes outside Post-Implementation and the log.
    pub fn progress(&self) -> Progress {
        let items = self.items();
        if !self.phases().is_empty() {
            return Progress::of(items.iter().filter(|item| item.phase.is_some()));
        }
        Progress::of(items.iter().filter(|item| {
            !matches!(
                item.section,
                Some(SectionName::PostImplementation | SectionName::EvolutionLog)
            )
        }))
    }

    /// The boxes of each phase, in the order of [`Plan::phases`].
    pub fn phase_progress(&self) -> Vec<Progress> {
        self.phases().into_iter().map(Phase::progress).collect()
    }
}

impl Phase {
    /// The boxes of the phase: all that stand anywhere in it.
    pub fn progress(&self) -> Progress {
        let blocks = self.blocks.iter().map(NodeRef::Block);
        let mut open: Vec<NodeRef> = blocks
            .chain(self.sections.iter().map(NodeRef::Section))
            .collect();
        let mut progress = Progress::default();
        while let Some(node) = open.pop() {
            progress.count(node.check());
            node.each_child(|child| open.push(child));
        }
        progress
    }
}

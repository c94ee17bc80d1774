//! `## Architecture Overview`

use super::{introduction, split, view};
use crate::model::{Block, Item, Titled};
use crate::template::FieldName;

view! {
    /// How the parts fit together, and what was decided about it.
    ///
    /// ```markdown
    /// ## Architecture Overview
    ///
    /// Description:
    /// - Major components
    ///
    /// **Key Architectural Decisions**:
    /// 1. Decision: Rationale
    /// ```
    Architecture(Titled)
}

view! {
    /// One decision: `1. Decision: Rationale`.
    Decision(Item)
}

impl<'a> Architecture<'a> {
    /// What stands before the decisions: prose, lists, diagrams.
    pub fn description(self) -> &'a [Block] {
        introduction(&self.0.blocks)
    }

    /// The items below `**Key Architectural Decisions**:`.
    pub fn decisions(self) -> Vec<Decision<'a>> {
        let items = self.0.list(FieldName::KeyDecisions);
        items.into_iter().map(Decision::from).collect()
    }
}

impl<'a> Decision<'a> {
    /// What was decided.
    pub fn decision(self) -> &'a str {
        split(self.0).0
    }

    /// Why.
    pub fn rationale(self) -> Option<&'a str> {
        split(self.0).1
    }
}

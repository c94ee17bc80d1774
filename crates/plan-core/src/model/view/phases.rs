//! `## Implementation Phases`

use super::{introduction, view};
use crate::model::{Block, Phase, Section, Titled};

view! {
    /// The section that holds the phases.
    ///
    /// ```markdown
    /// ## Implementation Phases
    ///
    /// Introduction
    ///
    /// ### Phase 1: NAME
    /// ```
    Phases(Titled)
}

impl<'a> Phases<'a> {
    /// What stands before the first phase.
    pub fn introduction(self) -> &'a [Block] {
        introduction(&self.0.blocks)
    }

    /// The phases right below the heading.
    pub fn phases(self) -> Vec<&'a Phase> {
        let sections = self.0.sections.iter();
        let found = sections.filter_map(|section| match section {
            Section::Phase(phase) => Some(phase),
            _ => None,
        });
        found.collect()
    }
}

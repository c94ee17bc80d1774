//! `## Edge Cases & Error Handling`

use super::{introduction, view};
use crate::model::{Block, Named, Section, Text, Titled};
use crate::template::{FieldName, phase_labels};

view! {
    /// The section that holds the edge cases.
    EdgeCases(Titled)
}

view! {
    /// A case that is easily forgotten, and what is done about it.
    ///
    /// ```markdown
    /// ### Edge Case: DESCRIPTION
    ///
    /// **From Discussion**: How it was identified
    /// **Solution**: Specific handling
    /// **Phase**: Phase 2
    /// **Test**: How to verify
    /// ```
    EdgeCase(Named)
}

impl<'a> EdgeCases<'a> {
    /// What stands before the first edge case.
    pub fn introduction(self) -> &'a [Block] {
        introduction(&self.0.blocks)
    }

    /// The edge cases, in order.
    pub fn cases(self) -> Vec<EdgeCase<'a>> {
        let sections = self.0.sections.iter();
        let found = sections.filter_map(|section| match section {
            Section::EdgeCase(named) => Some(EdgeCase::from(named)),
            _ => None,
        });
        found.collect()
    }
}

impl<'a> EdgeCase<'a> {
    /// The case in a few words.
    pub fn name(self) -> &'a Text {
        &self.0.name
    }

    /// `**From Discussion**: …`
    pub fn from_discussion(self) -> Option<&'a Text> {
        self.0.field(FieldName::FromDiscussion)
    }

    /// `**Solution**: …`
    pub fn solution(self) -> Option<&'a Text> {
        self.0.field(FieldName::Solution)
    }

    /// `**Phase**: …`, as written.
    pub fn phase(self) -> Option<&'a Text> {
        self.0.field(FieldName::Phase)
    }

    /// The labels of the phases that `**Phase**:` names: `2` for `Phase 2`, `1` and `3` for `Phases 1 and 3`. They
    /// are those of [`Plan::phase_labels`](crate::model::Plan::phase_labels).
    pub fn phase_labels(self) -> Vec<&'a str> {
        self.phase()
            .map(|text| phase_labels(text))
            .unwrap_or_default()
    }

    /// `**Test**: …`
    pub fn test(self) -> Option<&'a Text> {
        self.0.field(FieldName::Test)
    }
}

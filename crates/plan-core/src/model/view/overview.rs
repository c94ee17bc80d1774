//! `## Overview`

use super::view;
use crate::model::{Item, Text, Titled};
use crate::template::FieldName;

view! {
    /// What is built and why.
    ///
    /// ```markdown
    /// ## Overview
    ///
    /// **Goal**: One sentence
    ///
    /// **Success Criteria**: What "done" looks like
    /// - Measurable outcome
    ///
    /// **Source Context**: Brief summary
    /// ```
    Overview(Titled)
}

impl<'a> Overview<'a> {
    /// `**Goal**: …`
    pub fn goal(self) -> Option<&'a Text> {
        self.0.field(FieldName::Goal)
    }

    /// The items below `**Success Criteria**:`.
    pub fn success_criteria(self) -> Vec<&'a Item> {
        self.0.list(FieldName::SuccessCriteria)
    }

    /// `**Source Context**: …`
    pub fn source_context(self) -> Option<&'a Text> {
        self.0.field(FieldName::SourceContext)
    }
}

//! `## Documentation Requirements`

use super::view;
use crate::model::{Item, Titled};
use crate::template::FieldName;

view! {
    /// What must be written down, and for whom.
    ///
    /// ```markdown
    /// ## Documentation Requirements
    ///
    /// **Code Documentation**:
    /// - README updates
    ///
    /// **User Documentation**:
    /// - Feature guide
    ///
    /// **Team Documentation**:
    /// - Runbook updates
    /// ```
    Documentation(Titled)
}

impl<'a> Documentation<'a> {
    /// The items below `**Code Documentation**:`.
    pub fn code(self) -> Vec<&'a Item> {
        self.0.list(FieldName::CodeDocumentation)
    }

    /// The items below `**User Documentation**:`.
    pub fn user(self) -> Vec<&'a Item> {
        self.0.list(FieldName::UserDocumentation)
    }

    /// The items below `**Team Documentation**:`.
    pub fn team(self) -> Vec<&'a Item> {
        self.0.list(FieldName::TeamDocumentation)
    }
}

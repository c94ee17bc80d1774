//! `## Rollback Strategy`

use super::view;
use crate::model::{Item, Titled};
use crate::template::FieldName;

view! {
    /// When and how to go back.
    ///
    /// ```markdown
    /// ## Rollback Strategy
    ///
    /// **Rollback Triggers**:
    /// - Error rate > 1%
    ///
    /// **Rollback Steps**:
    /// 1. Step
    ///
    /// **Data Handling**:
    /// - What happens to new data
    /// ```
    Rollback(Titled)
}

impl<'a> Rollback<'a> {
    /// The items below `**Rollback Triggers**:`.
    pub fn triggers(self) -> Vec<&'a Item> {
        self.0.list(FieldName::RollbackTriggers)
    }

    /// The items below `**Rollback Steps**:`.
    pub fn steps(self) -> Vec<&'a Item> {
        self.0.list(FieldName::RollbackSteps)
    }

    /// The items below `**Data Handling**:`.
    pub fn data_handling(self) -> Vec<&'a Item> {
        self.0.list(FieldName::DataHandling)
    }
}

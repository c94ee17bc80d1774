//! `## Testing Strategy`

use super::{part_items, view};
use crate::model::{Item, Titled};
use crate::template::SectionName;

view! {
    /// How the work is tested.
    ///
    /// ```markdown
    /// ## Testing Strategy
    ///
    /// ### Unit Tests
    /// - Component: Tests needed
    ///
    /// ### Manual Testing Checklist
    /// - [ ] Test scenario
    /// ```
    Testing(Titled)
}

impl<'a> Testing<'a> {
    /// The items below `### Unit Tests`.
    pub fn unit(self) -> Vec<&'a Item> {
        part_items(self.0, SectionName::UnitTests)
    }

    /// The items below `### Integration Tests`.
    pub fn integration(self) -> Vec<&'a Item> {
        part_items(self.0, SectionName::IntegrationTests)
    }

    /// The items below `### Performance Tests`.
    pub fn performance(self) -> Vec<&'a Item> {
        part_items(self.0, SectionName::PerformanceTests)
    }

    /// The items below `### Manual Testing Checklist`.
    pub fn manual(self) -> Vec<&'a Item> {
        part_items(self.0, SectionName::ManualTests)
    }
}

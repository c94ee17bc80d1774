//! `## Integration Points`

use super::{part_items, view};
use crate::model::{Item, Text, Titled};
use crate::template::{FieldName, SectionName};

view! {
    /// What the work touches outside of itself.
    ///
    /// ```markdown
    /// ## Integration Points
    ///
    /// ### External Dependencies
    ///
    /// 1. **Service/Library**: Redis
    ///    - Purpose: …
    ///
    /// ### Internal Dependencies
    ///
    /// - Component X must be updated before Y
    /// ```
    Integration(Titled)
}

view! {
    /// A service or library.
    ///
    /// ```markdown
    /// 1. **Service/Library**: Redis
    ///    - Purpose: Caching layer
    ///    - Configuration: Connection string
    ///    - Error Handling: Fallback
    /// ```
    Service(Item)
}

impl<'a> Integration<'a> {
    /// The items below `### External Dependencies`.
    pub fn external(self) -> Vec<Service<'a>> {
        let items = part_items(self.0, SectionName::ExternalDependencies);
        items.into_iter().map(Service::from).collect()
    }

    /// The items below `### Internal Dependencies`.
    pub fn internal(self) -> Vec<&'a Item> {
        part_items(self.0, SectionName::InternalDependencies)
    }
}

impl<'a> Service<'a> {
    /// What follows `**Service/Library**:`; without such a label the label of the item (`- **Redis**: a cache`) or its
    /// text.
    pub fn name(self) -> &'a Text {
        match &self.0.label {
            Some(label) if self.0.name() != Some(FieldName::Service) => label,
            _ => &self.0.text,
        }
    }

    /// `- Purpose: …`, or what follows the name in `- **Redis**: a cache`.
    pub fn purpose(self) -> Option<&'a Text> {
        let beside = || {
            let named = self.0.label.is_some() && self.0.name() != Some(FieldName::Service);
            (named && !self.0.text.is_empty()).then_some(&self.0.text)
        };
        self.0.field(FieldName::Purpose).or_else(beside)
    }

    /// `- Configuration: …`
    pub fn configuration(self) -> Option<&'a Text> {
        self.0.field(FieldName::Configuration)
    }

    /// `- Error Handling: …`
    pub fn error_handling(self) -> Option<&'a Text> {
        self.0.field(FieldName::ErrorHandling)
    }
}

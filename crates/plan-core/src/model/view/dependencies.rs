//! `## Dependencies & Blockers`

use super::{items, split, view};
use crate::model::{Item, Titled};
use crate::template::FieldName;

view! {
    /// What must be there first, what may go wrong, what is taken for granted.
    ///
    /// ```markdown
    /// ## Dependencies & Blockers
    ///
    /// **Must Have Before Starting**:
    /// - Dependency: Status, owner
    ///
    /// **Known Risks**:
    /// - Risk: Mitigation plan
    ///
    /// **Assumptions**:
    /// - Assumption: Validation needed
    /// ```
    Dependencies(Titled)
}

view! {
    /// Something that must be there before the work starts: `- Dependency: Status, owner`.
    Requirement(Item)
}

view! {
    /// Something that may go wrong: `- Risk: Mitigation plan`.
    Risk(Item)
}

view! {
    /// Something taken for granted: `- Assumption: Validation needed`.
    Assumption(Item)
}

impl<'a> Dependencies<'a> {
    /// The items below `**Must Have Before Starting**:`.
    pub fn must_have(self) -> Vec<Requirement<'a>> {
        let items = self.0.list(FieldName::MustHave);
        items.into_iter().map(Requirement::from).collect()
    }

    /// The items below `**Known Risks**:`.
    pub fn risks(self) -> Vec<Risk<'a>> {
        let items = self.0.list(FieldName::Risks);
        items.into_iter().map(Risk::from).collect()
    }

    /// The items below `**Assumptions**:`.
    pub fn assumptions(self) -> Vec<Assumption<'a>> {
        let items = self.0.list(FieldName::Assumptions);
        items.into_iter().map(Assumption::from).collect()
    }
}

impl<'a> Requirement<'a> {
    /// What is needed.
    pub fn name(self) -> &'a str {
        split(self.0).0
    }

    /// How it stands: what follows the name, up to the last comma.
    pub fn status(self) -> Option<&'a str> {
        let text = split(self.0).1?;
        Some(
            text.rsplit_once(',')
                .map_or(text, |(status, _)| status.trim_end()),
        )
    }

    /// Who sees to it: what follows the last comma.
    pub fn owner(self) -> Option<&'a str> {
        let (_, owner) = split(self.0).1?.rsplit_once(',')?;
        Some(owner.trim_start())
    }
}

impl<'a> Risk<'a> {
    /// What may go wrong.
    pub fn risk(self) -> &'a str {
        split(self.0).0
    }

    /// What is done about it, on the same line or in a nested `- Mitigation: …`.
    pub fn mitigation(self) -> Option<&'a str> {
        let nested = items(&self.0.blocks).find(|item| {
            let label = item.label.as_ref();
            label.is_some_and(|label| label.eq_ignore_ascii_case("mitigation"))
        });
        let nested = nested.map(|item| item.text.as_str());
        nested.or_else(|| split(self.0).1)
    }
}

impl<'a> Assumption<'a> {
    /// What is taken for granted.
    pub fn assumption(self) -> &'a str {
        split(self.0).0
    }

    /// How it is checked.
    pub fn validation(self) -> Option<&'a str> {
        split(self.0).1
    }
}

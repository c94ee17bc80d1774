//! The things of a plan that changes are told of, and the kinds that tell of each.

use super::ChangeKind as Kind;

/// What changes are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Thing {
    /// What belongs to nothing else.
    Plan,
    /// The title, and text of the header.
    Header,
    /// A field of the header or a line of the front matter.
    HeaderField,
    /// The field that says the status of the plan.
    Status,
    /// The Evolution Log, entries left out.
    Log,
    /// An entry of it.
    Entry,
    Phase,
    /// A field of a phase.
    PhaseField,
    Task,
    /// A verification item.
    Check,
    /// Any other section, example or sub-section.
    Section,
    /// A field of such a section.
    SectionField,
    EdgeCase,
    Risk,
    /// A success criterion.
    Criterion,
    /// An item of any other list, or a row of a table.
    Item,
}

/// The kinds that tell of a thing.
pub(super) struct Kinds {
    pub added: Kind,
    pub removed: Kind,
    /// A part of it, or something about it that has no kind of its own.
    pub changed: Kind,
}

impl Thing {
    /// The kinds that tell of it.
    pub fn kinds(self) -> Kinds {
        let [added, removed, changed] = match self {
            Thing::Plan => [Kind::TextChanged; 3],
            Thing::Header => [Kind::TitleChanged, Kind::TitleChanged, Kind::SectionChanged],
            Thing::HeaderField | Thing::Status => {
                [Kind::FieldAdded, Kind::FieldRemoved, Kind::FieldChanged]
            }
            Thing::Log => [Kind::LogChanged; 3],
            Thing::Entry => [Kind::EntryAdded, Kind::EntryRemoved, Kind::EntryChanged],
            Thing::Phase => [Kind::PhaseAdded, Kind::PhaseRemoved, Kind::PhaseTextChanged],
            Thing::PhaseField => [
                Kind::PhaseFieldAdded,
                Kind::PhaseFieldRemoved,
                Kind::PhaseFieldChanged,
            ],
            Thing::Task => [Kind::TaskAdded, Kind::TaskRemoved, Kind::TaskChanged],
            Thing::Check => [Kind::CheckAdded, Kind::CheckRemoved, Kind::CheckChanged],
            Thing::Section => [
                Kind::SectionAdded,
                Kind::SectionRemoved,
                Kind::SectionChanged,
            ],
            Thing::SectionField => [
                Kind::SectionFieldAdded,
                Kind::SectionFieldRemoved,
                Kind::SectionFieldChanged,
            ],
            Thing::EdgeCase => [
                Kind::EdgeCaseAdded,
                Kind::EdgeCaseRemoved,
                Kind::EdgeCaseChanged,
            ],
            Thing::Risk => [Kind::RiskAdded, Kind::RiskRemoved, Kind::RiskChanged],
            Thing::Criterion => [
                Kind::CriterionAdded,
                Kind::CriterionRemoved,
                Kind::CriterionChanged,
            ],
            Thing::Item => [Kind::ItemAdded, Kind::ItemRemoved, Kind::ItemChanged],
        };
        Kinds {
            added,
            removed,
            changed,
        }
    }
}

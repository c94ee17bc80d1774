//! The stable list of kinds of change.

use serde::{Deserialize, Serialize};

/// How much a change matters to a reader of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The plan says something else.
    Semantic,
    /// Boxes were ticked or unticked.
    Progress,
    /// White space, wrapping, spelling of the same state, or the log itself. Descriptions pass over these.
    Cosmetic,
}

macro_rules! kinds {
    ($($variant:ident => $name:literal, $class:ident, $when:literal;)*) => {
        /// What changed. The names are stable; new ones may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum ChangeKind {
            $(#[doc = $when] $variant,)*
        }

        impl ChangeKind {
            /// Every kind, the most important first.
            pub const ALL: &'static [ChangeKind] = &[$(ChangeKind::$variant,)*];

            /// The name in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(ChangeKind::$variant => $name,)*
                }
            }

            /// When a change is of this kind, in a sentence.
            pub fn when(self) -> &'static str {
                match self {
                    $(ChangeKind::$variant => $when,)*
                }
            }

            /// The class of every change of this kind.
            pub fn class(self) -> Class {
                match self {
                    $(ChangeKind::$variant => Class::$class,)*
                }
            }
        }
    };
}

// In order of importance: that is the order of the lines of a log entry. A kind has a name, a class, and when it is told;
// `docs/changes.md` is made of these.
kinds! {
    // The plan as a whole.
    Created => "created", Semantic, "The plan was written.";
    Reverted => "reverted", Semantic, "A commit was reverted, which also removed its log entry. Only log entries use it.";
    StatusChanged => "status-changed", Semantic, "The status went to another state, or came, or went.";
    TitleChanged => "title-changed", Semantic, "The title says something else.";
    Renamed => "renamed", Semantic, "The file has another name.";
    // Phases.
    PhaseCompleted => "phase-completed", Progress, "The last open box of a phase was ticked, or taken out.";
    PhaseAdded => "phase-added", Semantic, "A phase was added.";
    PhaseRemoved => "phase-removed", Semantic, "A phase was removed.";
    PhaseSplit => "phase-split", Semantic, "A phase was split: tasks and verification items of it make up a new one.";
    PhaseJoined => "phase-joined", Semantic, "A phase went into another one, with its tasks and verification items.";
    PhaseRenamed => "phase-renamed", Semantic, "A phase has another name.";
    PhaseRenumbered => "phase-renumbered", Semantic, "A phase has another number.";
    PhasesReordered => "phases-reordered", Semantic, "Phases stand in another order.";
    PhaseFieldAdded => "phase-field-added", Semantic, "A labelled field was added to a phase.";
    PhaseFieldRemoved => "phase-field-removed", Semantic, "A labelled field of a phase was removed.";
    PhaseFieldChanged => "phase-field-changed", Semantic, "A labelled field of a phase changed.";
    // Tasks.
    TaskAdded => "task-added", Semantic, "A task was added.";
    TaskRemoved => "task-removed", Semantic, "A task was removed.";
    TaskMoved => "task-moved", Semantic, "A task stands in another phase.";
    TaskRenamed => "task-renamed", Semantic, "A task has another name.";
    TaskChanged => "task-changed", Semantic, "What a task says besides its name changed, or it got or lost its box.";
    TasksReordered => "tasks-reordered", Semantic, "The tasks of a phase stand in another order.";
    // Verification.
    CheckAdded => "check-added", Semantic, "A verification item was added.";
    CheckRemoved => "check-removed", Semantic, "A verification item was removed.";
    CheckMoved => "check-moved", Semantic, "A verification item stands in another phase.";
    CheckReworded => "check-reworded", Semantic, "A verification item has other words.";
    CheckChanged => "check-changed", Semantic, "What a verification item says below its words changed, or it got or lost its box.";
    ChecksReordered => "checks-reordered", Semantic, "The verification items of a phase stand in another order.";
    // Edge cases and risks.
    EdgeCaseAdded => "edge-case-added", Semantic, "An edge case was added.";
    EdgeCaseRemoved => "edge-case-removed", Semantic, "An edge case was removed.";
    EdgeCaseRenamed => "edge-case-renamed", Semantic, "An edge case has another name.";
    EdgeCaseChanged => "edge-case-changed", Semantic, "What an edge case says below its name changed.";
    RiskAdded => "risk-added", Semantic, "A risk was added.";
    RiskRemoved => "risk-removed", Semantic, "A risk was removed.";
    RiskReworded => "risk-reworded", Semantic, "A risk has other words.";
    RiskChanged => "risk-changed", Semantic, "What a risk says below its words changed.";
    // The rest; what says no more than where it is comes last.
    CriterionAdded => "criterion-added", Semantic, "A success criterion was added.";
    CriterionRemoved => "criterion-removed", Semantic, "A success criterion was removed.";
    CriterionReworded => "criterion-reworded", Semantic, "A success criterion has other words.";
    CriterionChanged => "criterion-changed", Semantic, "What a success criterion says below its words changed.";
    FieldAdded => "field-added", Semantic, "A header field was added.";
    FieldRemoved => "field-removed", Semantic, "A header field was removed.";
    FieldChanged => "field-changed", Semantic, "A header field has another value.";
    SectionAdded => "section-added", Semantic, "A section was added.";
    SectionRemoved => "section-removed", Semantic, "A section was removed.";
    SectionRenamed => "section-renamed", Semantic, "A section has another heading.";
    SectionMoved => "section-moved", Semantic, "A section stands in another one.";
    SectionFieldAdded => "section-field-added", Semantic, "A labelled field was added to a section.";
    SectionFieldRemoved => "section-field-removed", Semantic, "A labelled field of a section was removed.";
    SectionFieldChanged => "section-field-changed", Semantic, "A labelled field of a section changed.";
    ItemAdded => "item-added", Semantic, "An item of a list, or a row of a table, was added.";
    ItemRemoved => "item-removed", Semantic, "An item of a list, or a row of a table, was removed.";
    ItemMoved => "item-moved", Semantic, "An item, risk, success criterion or edge case stands in another list.";
    ItemReworded => "item-reworded", Semantic, "An item of a list, or a row of a table, has other words.";
    ItemChanged => "item-changed", Semantic, "What an item says below its words changed, or it got or lost its box.";
    ItemsReordered => "items-reordered", Semantic, "The items of a list stand in another order.";
    SectionsReordered => "sections-reordered", Semantic, "Sections stand in another order.";
    PhaseTextChanged => "phase-text-changed", Semantic, "Other text of a phase changed.";
    SectionChanged => "section-changed", Semantic, "The text of a section changed.";
    TextChanged => "text-changed", Semantic, "Text changed that belongs to none of these.";
    // Boxes.
    Ticked => "ticked", Progress, "A box was ticked.";
    Unticked => "unticked", Progress, "A box was unticked.";
    // What descriptions pass over.
    StatusRespelled => "status-respelled", Cosmetic, "The status is spelt otherwise and says the same.";
    EntryAdded => "entry-added", Cosmetic, "A log entry was added.";
    EntryRemoved => "entry-removed", Cosmetic, "A log entry was removed.";
    EntryChanged => "entry-changed", Cosmetic, "A log entry says something else.";
    LogChanged => "log-changed", Cosmetic, "The log came or went, has other text between its entries, or another order.";
    Formatting => "formatting", Cosmetic, "White space, wrapping, list markers, the form of a field, numbers that follow from the order.";
    // Behind everything that it is a reason for.
    Reason => "reason", Semantic, "Why a change was made. Stands in log entries only.";
}

/// One list of names. With the descriptions of the kinds it would be a choice of constants, which generators of code read as
/// seventy types.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for ChangeKind {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ChangeKind".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = Self::ALL.iter().map(|kind| kind.name()).collect();
        schemars::json_schema!({
            "description": "What changed. The names are stable; new ones may be added.",
            "type": "string",
            "enum": names,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde() {
        for kind in ChangeKind::ALL {
            assert_eq!(
                serde_json::to_value(kind).ok(),
                Some(kind.name().into()),
                "{kind:?}"
            );
        }
    }
}

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
    ($($(#[$doc:meta])* $variant:ident => $name:literal, $class:ident;)*) => {
        /// What changed. The names are stable; new ones may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum ChangeKind {
            $($(#[$doc])* $variant,)*
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

            /// The class of every change of this kind.
            pub fn class(self) -> Class {
                match self {
                    $(ChangeKind::$variant => Class::$class,)*
                }
            }
        }
    };
}

// In order of importance: that is the order of the lines of a log entry.
kinds! {
    /// The plan was written.
    Created => "created", Semantic;
    /// The status went to another state, or came, or went.
    StatusChanged => "status-changed", Semantic;
    /// The title says something else.
    TitleChanged => "title-changed", Semantic;
    /// The file has another name.
    Renamed => "renamed", Semantic;
    /// The last open box of a phase was ticked.
    PhaseCompleted => "phase-completed", Progress;
    /// A phase was added.
    PhaseAdded => "phase-added", Semantic;
    /// A phase was removed.
    PhaseRemoved => "phase-removed", Semantic;
    /// A phase has another name.
    PhaseRenamed => "phase-renamed", Semantic;
    /// A phase has another number.
    PhaseRenumbered => "phase-renumbered", Semantic;
    /// A phase was split: tasks and verification items of it make up a new one.
    PhaseSplit => "phase-split", Semantic;
    /// A phase went into another one, with its tasks and verification items.
    PhaseJoined => "phase-joined", Semantic;
    /// Phases stand in another order.
    PhasesReordered => "phases-reordered", Semantic;
    /// A task stands in another phase.
    TaskMoved => "task-moved", Semantic;
    /// A task was added.
    TaskAdded => "task-added", Semantic;
    /// A task was removed.
    TaskRemoved => "task-removed", Semantic;
    /// A task has another name.
    TaskRenamed => "task-renamed", Semantic;
    /// What a task says below its name changed.
    TaskChanged => "task-changed", Semantic;
    /// The tasks of a phase stand in another order.
    TasksReordered => "tasks-reordered", Semantic;
    /// A verification item was added.
    CheckAdded => "check-added", Semantic;
    /// A verification item was removed.
    CheckRemoved => "check-removed", Semantic;
    /// A verification item has other words.
    CheckReworded => "check-reworded", Semantic;
    /// What a verification item says below its words changed, or it got or lost its box.
    CheckChanged => "check-changed", Semantic;
    /// A verification item stands in another phase.
    CheckMoved => "check-moved", Semantic;
    /// The verification items of a phase stand in another order.
    ChecksReordered => "checks-reordered", Semantic;
    /// A labelled field was added to a phase.
    PhaseFieldAdded => "phase-field-added", Semantic;
    /// A labelled field of a phase was removed.
    PhaseFieldRemoved => "phase-field-removed", Semantic;
    /// A labelled field of a phase changed.
    PhaseFieldChanged => "phase-field-changed", Semantic;
    /// Other text of a phase changed.
    PhaseTextChanged => "phase-text-changed", Semantic;
    /// A success criterion was added.
    CriterionAdded => "criterion-added", Semantic;
    /// A success criterion was removed.
    CriterionRemoved => "criterion-removed", Semantic;
    /// A success criterion has other words.
    CriterionReworded => "criterion-reworded", Semantic;
    /// What a success criterion says below its words changed.
    CriterionChanged => "criterion-changed", Semantic;
    /// An edge case was added.
    EdgeCaseAdded => "edge-case-added", Semantic;
    /// An edge case was removed.
    EdgeCaseRemoved => "edge-case-removed", Semantic;
    /// An edge case has another name.
    EdgeCaseRenamed => "edge-case-renamed", Semantic;
    /// What an edge case says below its name changed.
    EdgeCaseChanged => "edge-case-changed", Semantic;
    /// A risk was added.
    RiskAdded => "risk-added", Semantic;
    /// A risk was removed.
    RiskRemoved => "risk-removed", Semantic;
    /// A risk has other words.
    RiskReworded => "risk-reworded", Semantic;
    /// What a risk says below its words changed.
    RiskChanged => "risk-changed", Semantic;
    /// A header field was added.
    FieldAdded => "field-added", Semantic;
    /// A header field was removed.
    FieldRemoved => "field-removed", Semantic;
    /// A header field has another value.
    FieldChanged => "field-changed", Semantic;
    /// A section was added.
    SectionAdded => "section-added", Semantic;
    /// A section was removed.
    SectionRemoved => "section-removed", Semantic;
    /// A section has another heading.
    SectionRenamed => "section-renamed", Semantic;
    /// A section stands in another one.
    SectionMoved => "section-moved", Semantic;
    /// The text of a section changed.
    SectionChanged => "section-changed", Semantic;
    /// Sections stand in another order.
    SectionsReordered => "sections-reordered", Semantic;
    /// A labelled field was added to a section.
    SectionFieldAdded => "section-field-added", Semantic;
    /// A labelled field of a section was removed.
    SectionFieldRemoved => "section-field-removed", Semantic;
    /// A labelled field of a section changed.
    SectionFieldChanged => "section-field-changed", Semantic;
    /// An item of a list, or a row of a table, was added.
    ItemAdded => "item-added", Semantic;
    /// An item of a list, or a row of a table, was removed.
    ItemRemoved => "item-removed", Semantic;
    /// An item of a list, or a row of a table, has other words.
    ItemReworded => "item-reworded", Semantic;
    /// What an item says below its words changed, or it got or lost its box.
    ItemChanged => "item-changed", Semantic;
    /// An item stands in another list.
    ItemMoved => "item-moved", Semantic;
    /// The items of a list stand in another order.
    ItemsReordered => "items-reordered", Semantic;
    /// Text changed that belongs to none of these.
    TextChanged => "text-changed", Semantic;
    /// A box was ticked.
    Ticked => "ticked", Progress;
    /// A box was unticked.
    Unticked => "unticked", Progress;
    /// The status is spelt otherwise and says the same.
    StatusRespelled => "status-respelled", Cosmetic;
    /// A log entry was added.
    EntryAdded => "entry-added", Cosmetic;
    /// A log entry was removed.
    EntryRemoved => "entry-removed", Cosmetic;
    /// A log entry says something else.
    EntryChanged => "entry-changed", Cosmetic;
    /// The log has other text between its entries, or another order.
    LogChanged => "log-changed", Cosmetic;
    /// White space, wrapping, list markers.
    Formatting => "formatting", Cosmetic;
    /// Why a change was made. Stands in log entries only.
    Reason => "reason", Semantic;
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

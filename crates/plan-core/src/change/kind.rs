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
    /// The text of a section changed.
    SectionChanged => "section-changed", Semantic;
    /// Sections stand in another order.
    SectionsReordered => "sections-reordered", Semantic;
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

//! The states that a plan goes through, and the words for them.
//!
//! Source of the words: status lines of 1 900 plans and proposals. Only the template's four words and their spellings name a
//! known state. `Approved`, `Implemented`, `完了` and the like mean different things from project to project, and a wrong
//! kind makes wrong transitions; a project that wants them adds them to its vocabulary.

use serde::{Deserialize, Serialize};

/// The state a status names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StatusKind {
    /// `Draft`
    Draft,
    /// `Ready`
    Ready,
    /// `In Progress`
    InProgress,
    /// `Completed`
    Completed,
    /// Any other word; the text says which.
    Other,
}

/// The words for each state, the template's own first. Those of [`StatusKind::Other`] are known to be states all the same:
/// a list of them is one that nobody has chosen from.
pub(super) const WORDS: &[(StatusKind, &[&str])] = &[
    (StatusKind::Draft, &["Draft"]),
    (
        StatusKind::Ready,
        &["Ready", "Ready for Implementation", "Ready to Implement"],
    ),
    (
        StatusKind::InProgress,
        &["In Progress", "InProgress", "WIP"],
    ),
    (StatusKind::Completed, &["Completed", "Complete", "Done"]),
    (
        StatusKind::Other,
        &[
            "Drafting",
            "Planning",
            "Proposed",
            "Provisional",
            "下書き",
            "草案",
            "Entwurf",
            "Brouillon",
            "Borrador",
            "Rascunho",
            "Черновик",
            "Ready to Start",
            "Approved",
            "Accepted",
            "Implementable",
            "承認済み",
            "已批准",
            "Bereit",
            "Prêt",
            "Listo",
            "Pronto",
            "Work in Progress",
            "Implementing",
            "Started",
            "Doing",
            "Ongoing",
            "Underway",
            "進行中",
            "实施中",
            "进行中",
            "In Arbeit",
            "En cours",
            "En curso",
            "Em andamento",
            "В работе",
            "Implemented",
            "Finished",
            "Final",
            "Concluded",
            "Shipped",
            "Closed",
            "Merged",
            "Resolved",
            "Fixed",
            "完了",
            "已完成",
            "Abgeschlossen",
            "Terminé",
            "Completado",
            "Concluído",
            "Completo",
            "Завершено",
            "Planned",
            "Pending",
            "To Do",
            "Todo",
            "Not Started",
            "未着手",
            "Open",
            "Review",
            "In Review",
            "Awaiting Review",
            "Active",
            "Active Review",
            "Last Call",
            "Living",
            "Stagnant",
            "Moved",
            "Deferred",
            "Rejected",
            "Withdrawn",
            "Superseded",
            "Replaced",
            "Removed",
            "Abandoned",
            "Expired",
            "Blocked",
            "On Hold",
            "Cancelled",
            "Canceled",
            "Won't Do",
            "Autonomous",
            "Reviewed",
            "TBD",
            "Alpha",
            "Beta",
            "Partially Implemented",
            "Returned for Revision",
        ],
    ),
];

impl StatusKind {
    /// The word that the template uses; `None` for [`StatusKind::Other`].
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Draft => Some("Draft"),
            Self::Ready => Some("Ready"),
            Self::InProgress => Some("In Progress"),
            Self::Completed => Some("Completed"),
            Self::Other => None,
        }
    }

    /// The stable name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Other => "other",
        }
    }

    /// The words that name the state, the template's own first; for [`StatusKind::Other`] those that name a state of
    /// their own, so that a list of choices is told from a sentence.
    pub fn words(self) -> &'static [&'static str] {
        WORDS
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or(&[], |(_, words)| words)
    }
}

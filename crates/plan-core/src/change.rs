//! The one typed difference between two versions of a plan.
//!
//! `align` says which node of the old plan is which of the new one, `diff` turns that into changes, `wording` says a
//! change as one line that also reads back. History, log entries and screens all use these changes.

mod align;
mod diff;
mod item;
mod kind;
mod phase;
mod section;
mod signature;
mod similarity;
mod tree;
mod wording;

pub(crate) use align::{Node, align};
pub use diff::{describe, diff};
pub use kind::{ChangeKind, Class};
pub use similarity::similarity;
pub(crate) use tree::{Pairs, Tree};
pub use wording::Line;

use crate::document::Document;

/// One difference between two versions, in the plan's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// The address: `status`, `phase.2`, `2.1`, `section.overview`. In the new plan, or in the old one if it is gone.
    pub at: String,
    /// The old value, where one value changed.
    pub from: Option<String>,
    /// The new value, where one value changed.
    pub to: Option<String>,
    /// The change in words, as the log writes it.
    pub line: Line,
}

impl Change {
    /// Semantic, progress or cosmetic.
    pub fn class(&self) -> Class {
        self.kind.class()
    }

    /// The change as one sentence.
    pub fn summary(&self) -> String {
        self.line.to_string()
    }

    /// The change that a new document is.
    pub fn created(document: &Document) -> Self {
        match document.plan().discussion_path() {
            Some(path) => Self::new(ChangeKind::Created, "path", &[&path]),
            None => Self::new(ChangeKind::Created, "path", &[]),
        }
    }

    /// The change of a document's path.
    pub fn renamed(from: &str) -> Self {
        Self::new(ChangeKind::Renamed, "path", &[from]).from(from)
    }

    pub(crate) fn new(kind: ChangeKind, at: impl Into<String>, slots: &[&str]) -> Self {
        Self {
            kind,
            at: at.into(),
            from: None,
            to: None,
            line: Line::new(kind, slots),
        }
    }

    pub(crate) fn from(mut self, from: &str) -> Self {
        self.from = Some(from.to_owned());
        self
    }

    pub(crate) fn to(mut self, to: &str) -> Self {
        self.to = Some(to.to_owned());
        self
    }
}

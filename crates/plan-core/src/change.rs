//! The one typed difference between two versions of a plan.
//!
//! ```text
//! align, tree   which node of the old plan is which of the new one
//! delta         the steps from the one to the other
//! thing, place  what each node is to a reader
//! tell           the steps as changes
//! split, respelt changes that are one to a reader
//! apply         changes made
//! wording       a change as one line, which also reads back
//! describe      changes as lines
//! told          what a change tells, to be kept
//! ```
//!
//! History, log entries and screens all use these changes; writing and merging use the same alignment.

mod align;
mod apply;
mod delta;
mod describe;
mod diff;
mod kind;
mod labelled;
mod pairs;
mod place;
mod respelt;
mod similarity;
mod split;
mod tell;
mod thing;
mod told;
mod tree;
mod wording;

pub(crate) use align::{Aligner, Node};
pub use apply::{ApplyError, apply};
pub use describe::describe;
pub use diff::diff;
pub use kind::{ChangeKind, Class};
pub(crate) use pairs::{Pairs, Purpose};
pub use similarity::similarity;
pub use told::Told;
pub(crate) use tree::Tree;
pub use wording::Line;

use std::fmt;
use std::sync::Arc;

use crate::document::Document;
use crate::model::{Fragment, NodeRef};
use delta::{Delta, Step};

/// The edition of reading, comparing and wording: a number that is raised with each change of the code that makes another
/// answer of the same texts. Answers that were kept are good for one edition and one version of this crate.
pub const EDITION: u32 = 2;

/// One difference between two versions, in the plan's terms.
#[derive(Clone)]
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
    /// The address in the old plan, if the thing was there under another one.
    pub was: Option<String>,
    /// Where it is, for people, where the line has no more than an address.
    place: Option<String>,
    /// What it is made of.
    steps: Vec<Step>,
    /// The plans it was found in; nothing for a change that no text shows.
    delta: Option<Arc<Delta>>,
    /// The node that is told of: of the new plan, or of the old one if it is gone.
    thing: Option<(Side, usize)>,
}

/// One of the two plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Side {
    New,
    Old,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The plans that it was found in are no part of what it says.
        f.debug_struct("Change")
            .field("kind", &self.kind)
            .field("at", &self.at)
            .field("line", &self.line.to_string())
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

/// Equal changes tell the same, whatever text they were found in.
impl PartialEq for Change {
    fn eq(&self, other: &Self) -> bool {
        let told = |change: &Self| (change.kind, change.at.clone(), change.was.clone());
        told(self) == told(other)
            && (&self.from, &self.to, &self.line) == (&other.from, &other.to, &other.line)
    }
}

impl Eq for Change {}

impl Change {
    /// Semantic, progress or cosmetic.
    pub fn class(&self) -> Class {
        self.kind.class()
    }

    /// The change as one sentence.
    pub fn summary(&self) -> String {
        self.line.to_string()
    }

    /// What is told of, as the new plan has it, or the old one if it is gone. It knows the text it was read from.
    pub fn node(&self) -> Option<Fragment> {
        let delta = self.delta.as_ref()?;
        let (side, index) = self.thing?;
        let plan = match side {
            Side::New => &delta.new,
            Side::Old => &delta.old,
        };
        plan.tree().get(index).map(NodeRef::to_fragment)
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
            was: None,
            place: None,
            steps: Vec::new(),
            delta: None,
            thing: None,
        }
    }

    pub(crate) fn from(mut self, from: &str) -> Self {
        self.from = Some(from.to_owned());
        self
    }

    fn of(mut self, side: Side, thing: usize) -> Self {
        self.thing = Some((side, thing));
        self
    }

    pub(crate) fn to(mut self, to: &str) -> Self {
        self.to = Some(to.to_owned());
        self
    }
}

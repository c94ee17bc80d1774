//! Entries of the Evolution Log.

use serde::{Deserialize, Serialize};

use super::{Block, Origin, Section, Text};
use crate::span::Span;

/// One entry of the Evolution Log in the template's form: `### YYYY-MM-DD - TITLE`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogEntry {
    /// Number of `#`.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 6)))]
    pub level: u8,
    /// `YYYY-MM-DD`, as written.
    pub date: Text,
    /// What follows the date.
    pub title: Text,
    /// The body, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The sections below that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

impl LogEntry {
    /// An entry at level 3, as the template has it.
    pub fn new(date: impl Into<Text>, title: impl Into<Text>, blocks: Vec<Block>) -> Self {
        Self {
            level: 3,
            date: date.into(),
            title: title.into(),
            blocks,
            ..Self::default()
        }
    }

    /// The entry without what stands below its heading.
    pub(super) fn shell(&self) -> Self {
        Self {
            level: self.level,
            date: self.date.clone(),
            title: self.title.clone(),
            origin: self.origin.clone(),
            ..Self::default()
        }
    }

    /// `YYYY-MM-DD - TITLE`, for people.
    pub fn heading(&self) -> String {
        format!("{} - {}", self.date, self.title.on_one_line())
    }

    /// The bytes of the entry, heading included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }
}

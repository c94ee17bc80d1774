//! Source text of one value.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::span::{Origin, Span};

/// Markdown as written, with the place it was read from. Nothing is decoded: `value == source[origin]` until somebody
/// changes it. Equality is that of the text alone.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text {
    value: String,
    #[serde(skip)]
    origin: Origin,
}

impl Text {
    /// The text under `span` of `source`.
    pub(crate) fn read(source: &str, span: Span) -> Self {
        Self {
            value: span.of(source).to_owned(),
            origin: Origin::at(span),
        }
    }

    /// A text read elsewhere, at `span`.
    pub(crate) fn at(value: &str, span: Span) -> Self {
        Self {
            value: value.to_owned(),
            origin: Origin::at(span),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Where it was read, if it was.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }

    /// The same place with another text: what a reader of the edited document finds there.
    pub(crate) fn replace(&mut self, value: &str) {
        value.clone_into(&mut self.value);
    }

    /// The text on one line: every run of white space is one blank.
    pub fn on_one_line(&self) -> String {
        self.value.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.value
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            origin: Origin::default(),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.value, f)
    }
}

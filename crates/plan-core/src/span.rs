//! Places in a source text.
//!
//! Spans are byte ranges; lines and columns are made from them on demand by [`crate::source::LineIndex`].
//! An [`Origin`] is the span a typed node was read from. It never takes part in equality or serialisation, so that a
//! plan read from JSON equals the same plan read from Markdown.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// A half-open byte range of a source text. 32 bits are enough: input is limited to 8 MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; `end` before `start` gives an empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX).max(start);
        Self { start, end }
    }

    /// The span as a range of indices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// True if the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The bytes of `text` under this span; empty if the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

/// Where a typed node was read from, if it was read from a document.
#[derive(Clone, Copy, Default)]
pub struct Origin(Option<Span>);

impl Origin {
    /// An origin at `span`.
    pub fn at(span: Span) -> Self {
        Self(Some(span))
    }

    /// The span, if the node was read from a document.
    pub fn span(self) -> Option<Span> {
        self.0
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(span) => write!(f, "@{}..{}", span.start, span.end),
            None => f.write_str("@-"),
        }
    }
}

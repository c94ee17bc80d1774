//! A source text to a plan and findings. Never fails.
//!
//! Blocks (`syntax`) come one at a time; `outline` says which section they stand in, `content` what they are there. Parsing never sees how a document is written back.

mod content;
mod finding;
mod front_matter;
mod gap;
mod heading;
mod item;
mod outline;
mod table;

pub use finding::{Finding, Severity};

use std::sync::Arc;

use crate::model::{Indent, Origin, Plan, ReadWith, Text};
use crate::source::Source;
use crate::span::Span;
use crate::template::Vocabulary;

/// Reads the typed plan out of a source.
pub(crate) fn parse(source: &Arc<Source>, vocabulary: &Vocabulary) -> (Plan, Vec<Finding>) {
    let reader = Reader { source, vocabulary };
    let outline = outline::outline(&reader);
    let front_matter = source
        .front_matter()
        .map(|span| front_matter::read(&reader, span));
    let plan = Plan {
        front_matter,
        preamble: outline.preamble,
        sections: outline.sections,
        vocabulary: ReadWith(vocabulary.clone()),
    };
    (plan, outline.findings)
}

/// What every step reads from: the source, and the words for its parts.
struct Reader<'a> {
    source: &'a Arc<Source>,
    vocabulary: &'a Vocabulary,
}

impl<'a> Reader<'a> {
    fn str(&self, span: Span) -> &'a str {
        span.of(self.source.text())
    }

    /// The text of a paragraph, a value or a heading: the indent of its later lines means nothing.
    fn text(&self, span: Span) -> Text {
        Text::read(self.source, span, Indent::Any)
    }

    /// The text from byte `start` to byte `end`, which are on one line.
    fn line(&self, start: usize, end: usize) -> Text {
        Text::line(self.source, Span::new(start, end))
    }

    /// The text from byte `start` to byte `end`.
    fn part(&self, start: usize, end: usize) -> Text {
        self.text(Span::new(start, end))
    }

    /// Text whose later lines are kept but for the indent of the block.
    fn verbatim(&self, span: Span) -> Text {
        Text::read(self.source, span, Indent::Columns(self.column(span.start)))
    }

    fn origin(&self, span: Span) -> Origin {
        Origin::new(self.source, span)
    }

    /// Columns before a byte on its line, a tab reaching to the next stop of four.
    fn column(&self, at: u32) -> usize {
        let before = self.source.text().get(..at as usize).unwrap_or_default();
        let end = before
            .bytes()
            .rposition(|byte| matches!(byte, b'\n' | b'\r'));
        let line = end.map_or(0, |end| end + 1);
        let mut column = 0;
        for c in before.get(line..).unwrap_or_default().chars() {
            column += if c == '\t' { 4 - column % 4 } else { 1 };
        }
        column
    }
}

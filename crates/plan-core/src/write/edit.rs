//! Edits of a source text, and the check that they did what was asked.

use crate::span::Span;

/// One replacement in a source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub span: Span,
    /// The text that comes in their place.
    pub text: String,
}

/// Why a document cannot be written as asked. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A value for one line holds a line ending.
    #[error("the {what} must be one line")]
    MultiLine {
        /// The value.
        what: &'static str,
    },
    /// A value is empty.
    #[error("the {what} must not be empty")]
    Empty {
        /// The value.
        what: &'static str,
    },
    /// The document has no status to set.
    #[error("there is no status; add a line `**Status**: Draft` below the title")]
    NoStatus,
    /// The document has no item at this address.
    #[error("there is no item {address}")]
    NoItem {
        /// The address.
        address: String,
    },
    /// The item has no box.
    #[error("{address} has no box; write `[ ]` before its text to give it one")]
    NoBox {
        /// The address.
        address: String,
    },
    /// The log has no such entry.
    #[error("the log has no entry number {number}")]
    NoEntry {
        /// Its number, from 1.
        number: usize,
    },
    /// Two edits touch the same bytes.
    #[error("two edits touch byte {at}")]
    Overlap {
        /// Where the second begins.
        at: u32,
    },
    /// The edited text would not say what was asked, since something around it or in the value is read otherwise.
    #[error("{what} cannot be written: {wanted} would be read as {read}; {reason}")]
    NotRepresentable {
        /// The node, and which part of it.
        what: String,
        /// What was to be written.
        wanted: String,
        /// What a reader would find.
        read: String,
        /// Why, as far as it is known, and what to do.
        reason: &'static str,
    },
}

/// `text` with the edits applied; they may come in any order and must not overlap.
pub(super) fn apply(text: &str, edits: &[Edit]) -> Result<String, WriteError> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut out =
        String::with_capacity(text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut at = 0;
    for edit in sorted {
        let overlap = WriteError::Overlap {
            at: edit.span.start,
        };
        let range = edit.span.range();
        out.push_str(text.get(at..range.start).ok_or(overlap)?);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Ok(out)
}

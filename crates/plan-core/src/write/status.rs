//! Setting the status: only the bytes of the value change.

use super::edit::{Edit, WriteError};
use super::node::find_text;
use crate::document::Document;
use crate::span::Span;

impl Document {
    /// The document with another status value, written where the present one stands.
    ///
    /// # Errors
    /// There is no status, the value is empty or has a line ending, or it would be read as something else there.
    pub fn with_status(&self, value: &str) -> Result<Self, WriteError> {
        let value = value.trim();
        if value.is_empty() {
            return Err(WriteError::Empty { what: "status" });
        }
        if value.contains(['\n', '\r']) {
            return Err(WriteError::MultiLine { what: "status" });
        }
        let place = self.plan().status_place().ok_or(WriteError::NoStatus)?;
        let span = place.span().ok_or(WriteError::NoStatus)?;
        // A comment behind the value, with the blanks before it, is not part of it.
        let comment = place.find("<!--").filter(|_| place.ends_with("-->"));
        let kept = match comment {
            Some(at) => place.get(..at).unwrap_or_default().trim_end().len(),
            None => place.len(),
        };
        let rest = place.get(kept..).unwrap_or_default();
        let lead = if place.is_empty() && self.needs_blank(span) {
            " "
        } else {
            ""
        };
        let text = format!("{value}{rest}");
        let mut wanted = self.plan().clone();
        find_text(&mut wanted, span)
            .ok_or(WriteError::NoStatus)?
            .replace(&text);
        let edit = Edit {
            span: Span::new(span.start as usize, span.start as usize + kept),
            text: format!("{lead}{value}"),
        };
        self.edited(&[edit], &wanted, "status")
    }

    /// Whether a value at `span` would touch the colon of its label.
    fn needs_blank(&self, span: Span) -> bool {
        let before = self.as_str().get(..span.start as usize).unwrap_or_default();
        before.ends_with([':', '*', '_'])
    }
}

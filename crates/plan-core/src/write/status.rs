//! Setting the status: only the bytes of the value change.

use super::edit::WriteError;
use crate::document::Document;
use crate::model::{Block, FrontLine, Plan, Section, Text};
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
        let mut wanted = self.plan().clone();
        let text = find_text(&mut wanted, span).ok_or(WriteError::NoStatus)?;
        *text = format!("{value}{rest}").into();
        self.update(&wanted)
    }
}

/// The text that was read at a place where header fields may stand.
fn find_text(plan: &mut Plan, span: Span) -> Option<&mut Text> {
    let front = plan
        .front_matter
        .iter_mut()
        .flat_map(|front| &mut front.lines)
        .filter_map(|line| match line {
            FrontLine::Field(field) => Some(&mut field.value),
            FrontLine::Other(_) => None,
        });
    let sections = plan.sections.iter_mut().map(Section::blocks_mut);
    let blocks = std::iter::once(&mut plan.preamble).chain(sections);
    front
        .chain(blocks.flat_map(|blocks| blocks.iter_mut().flat_map(values)))
        .find(|text| text.span() == Some(span))
}

/// The values of a block that header fields are read from.
fn values(block: &mut Block) -> Vec<&mut Text> {
    match block {
        Block::Field(field) => {
            let mut found = vec![&mut field.value];
            for inner in &mut field.blocks {
                if let Block::List(list) = inner {
                    found.extend(list.items.iter_mut().map(|item| &mut item.text));
                }
            }
            found
        }
        Block::List(list) => list.items.iter_mut().map(|item| &mut item.text).collect(),
        Block::Prose(prose) => vec![&mut prose.text],
        _ => Vec::new(),
    }
}

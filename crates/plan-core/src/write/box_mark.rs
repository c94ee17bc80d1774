//! Ticking boxes: one byte each.

use std::collections::HashSet;

use super::edit::{Edit, WriteError};
use super::node::each_check;
use crate::document::Document;
use crate::model::Address;

impl Document {
    /// The document with the boxes at these addresses ticked, or unticked. All or nothing. A box that is as asked
    /// already is left as it is, `X` included.
    ///
    /// # Errors
    /// An address names no item, or an item without a box.
    pub fn with_boxes(&self, addresses: &[Address], done: bool) -> Result<Self, WriteError> {
        let items = self.plan().items();
        let mut marks = HashSet::new();
        for address in addresses {
            let item = items.iter().find(|item| item.address == *address);
            let item = item.ok_or_else(|| WriteError::NoItem {
                address: address.to_string(),
            })?;
            let mark = item
                .check
                .and_then(|check| Some((check.done, check.span()?)));
            let (ticked, mark) = mark.ok_or_else(|| WriteError::NoBox {
                address: address.to_string(),
            })?;
            if ticked != done {
                marks.insert(mark);
            }
        }
        let mut wanted = self.plan().clone();
        each_check(&mut wanted, &mut |check| {
            if check.span().is_some_and(|mark| marks.contains(&mark)) {
                check.done = done;
            }
        });
        let sign = if done { "x" } else { " " };
        let edits: Vec<Edit> = marks
            .into_iter()
            .map(|span| Edit {
                span,
                text: sign.to_owned(),
            })
            .collect();
        self.edited(&edits, &wanted, "box")
    }
}

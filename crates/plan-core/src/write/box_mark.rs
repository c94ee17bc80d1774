//! Ticking boxes: one byte each.

use super::edit::WriteError;
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
        let mut wanted = self.plan().clone();
        let mut boxes = wanted.checks_mut();
        for address in addresses {
            let position = items.iter().position(|item| item.address == *address);
            let position = position.ok_or_else(|| WriteError::NoItem {
                address: address.to_string(),
            })?;
            let before = items.iter().take(position);
            let number = before.filter(|item| item.check.is_some()).count();
            let found = items
                .get(position)
                .filter(|item| item.check.is_some())
                .and_then(|_| boxes.get_mut(number));
            match found {
                Some(check) => check.done = done,
                None => {
                    return Err(WriteError::NoBox {
                        address: address.to_string(),
                    });
                }
            }
        }
        self.update(&wanted)
    }
}

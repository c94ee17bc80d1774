//! Setting the status: only the bytes of the value change.

use super::edit::{Edit, WriteError};
use super::node::find_text;
use crate::document::Document;
use crate::template::FieldName;

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
        let span = self
            .plan()
            .field(FieldName::Status)
            .and_then(|text| text.span())
            .ok_or(WriteError::NoStatus)?;
        let mut wanted = self.plan().clone();
        find_text(&mut wanted, span)
            .ok_or(WriteError::NoStatus)?
            .replace(value);
        self.edited(
            &[Edit {
                span,
                text: value.to_owned(),
            }],
            &wanted,
            "status",
        )
    }
}

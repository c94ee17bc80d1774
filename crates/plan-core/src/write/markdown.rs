//! The canonical text of a plan that no file holds yet.

use super::difference::difference;
use super::edit::WriteError;
use super::render::Style;
use crate::document::Document;
use crate::model::{NodeRef, Plan};

impl Plan {
    /// The plan as Markdown in the look of the template, whatever its nodes were read from.
    ///
    /// ```
    /// use plan_core::Document;
    /// use plan_core::template::TEMPLATE;
    ///
    /// let plan = Document::parse(TEMPLATE).plan().clone();
    /// assert_eq!(plan.to_markdown()?, TEMPLATE);
    /// # Ok::<(), plan_core::WriteError>(())
    /// ```
    ///
    /// # Errors
    /// The text would not read as this plan: a heading holds a line break, say, or two lists follow each other.
    pub fn to_markdown(&self) -> Result<String, WriteError> {
        let mut text = Style::default().node(NodeRef::Plan(self), &|_| None);
        if !text.is_empty() {
            text.push('\n');
        }
        let document = Document::parse_with(text, &self.vocabulary.0);
        if document.plan() == self {
            Ok(document.as_str().to_owned())
        } else {
            Err(difference(self, document.plan()))
        }
    }
}

//! A changed plan to a changed document: minimal edits, applied, read again and compared.

use std::cell::OnceCell;

use super::difference::difference;
use super::edit::{Edit, WriteError, apply};
use super::library::{Library, layout};
use super::render::Style;
use super::splice::{self, Context, Spacing};
use super::value::label_style;
use crate::document::Document;
use crate::model::{Block, NodeRef, Plan};

impl Document {
    /// The document that says what `wanted` says: this one with the fewest bytes changed.
    ///
    /// `wanted` is usually a clone of [`Document::plan`] that was changed, or comes from JSON. Nodes are matched with those
    /// of this document (by where they were read, by name, by likeness, by place), and what says the same keeps its bytes.
    /// New text takes the habits of its neighbours; a node that was read from another document brings its own text.
    ///
    /// ```
    /// use plan_core::Document;
    ///
    /// let document = Document::parse("# T\r\n\r\n* [ ] one\r\n* [ ] two\r\n");
    /// let mut plan = document.plan().clone();
    /// plan.check_mut(&"header.2".into()).unwrap().done = true;
    /// let ticked = document.update(&plan)?;
    /// assert_eq!(ticked.as_str(), "# T\r\n\r\n* [ ] one\r\n* [x] two\r\n");
    /// # Ok::<(), plan_core::WriteError>(())
    /// ```
    ///
    /// # Errors
    /// The plan cannot be written so that it reads as asked: a value holds a line that would be a heading, say. The error
    /// names the node and how it would be read. Nothing is changed then.
    pub fn update(&self, wanted: &Plan) -> Result<Self, WriteError> {
        self.written(wanted).map(|(document, _)| document)
    }

    /// The edits that [`Document::update`] makes, in order and disjoint; none if the plan is as it was.
    ///
    /// # Errors
    /// As for [`Document::update`].
    pub fn edits(&self, wanted: &Plan) -> Result<Vec<Edit>, WriteError> {
        self.written(wanted).map(|(_, edits)| edits)
    }

    fn written(&self, wanted: &Plan) -> Result<(Self, Vec<Edit>), WriteError> {
        if self.plan() == wanted {
            return Ok((self.clone(), Vec::new()));
        }
        let library = Library::new(self, wanted);
        let mut refused = None;
        for spacing in [Spacing::Habit, Spacing::Wide] {
            let context = Context {
                library: &library,
                index: OnceCell::new(),
                style: self.style(),
                spacing,
            };
            let old = NodeRef::Plan(self.plan());
            let mut edits = splice::edits(&context, self.source(), old, NodeRef::Plan(wanted));
            edits.sort_by_key(|edit| edit.span);
            let error = match apply(self.as_str(), &edits) {
                Ok(text) => {
                    let document = Self::parse_with(text, self.vocabulary());
                    if document.plan() == wanted {
                        return Ok((document, edits));
                    }
                    difference(wanted, document.plan())
                }
                Err(error) => error,
            };
            refused.get_or_insert(error);
        }
        Err(refused.unwrap_or(WriteError::Overlap { at: 0 }))
    }

    /// The habits of this document where a node has no neighbours.
    fn style(&self) -> Style {
        let mut style = Style::default();
        let layout = layout(self.source());
        let (mut bullet, mut label) = (false, false);
        let mut open: Vec<NodeRef> = vec![NodeRef::Plan(self.plan())];
        // The first of each is near the top in most documents.
        while let Some(node) = open.pop() {
            let span = node.origin().and_then(|origin| origin.span());
            match node {
                NodeRef::Item(_) | NodeRef::Task(_) if !bullet => {
                    let sign = span
                        .and_then(|span| layout.marker(span.start as usize).text.chars().next());
                    if let Some(sign) = sign.filter(|sign| matches!(sign, '-' | '*' | '+')) {
                        style.bullet = sign;
                        bullet = true;
                    }
                }
                NodeRef::Block(Block::Field(field)) if !label => {
                    if let Some(span) = field.label.span() {
                        label_style(layout, span, true, &mut style);
                        label = true;
                    }
                }
                _ => {}
            }
            if bullet && label {
                break;
            }
            open.extend(node.children().into_iter().rev());
        }
        style
    }
}

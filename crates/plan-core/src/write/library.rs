//! The documents that the nodes of a wanted plan come from.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::layout::Layout;
use crate::document::Document;
use crate::model::{NodeRef, Plan};
use crate::source::Source;
use crate::span::Span;

/// The document that is written, and every other one that a node of the wanted plan was read from.
pub(super) struct Library<'a> {
    document: &'a Document,
    wanted: &'a Plan,
    others: OnceCell<Vec<Document>>,
}

/// The nodes of each document by the place they were read from.
pub(super) struct Index<'a> {
    places: HashMap<(*const Source, u8, Span), (NodeRef<'a>, &'a Arc<Source>)>,
}

impl<'a> Library<'a> {
    pub(super) fn new(document: &'a Document, wanted: &'a Plan) -> Self {
        Self {
            document,
            wanted,
            others: OnceCell::new(),
        }
    }

    /// Reads the other documents again: a node has kept their text, not their plan.
    fn others(&self) -> &[Document] {
        self.others.get_or_init(|| {
            let own = self.document.source();
            let mut others: Vec<Document> = Vec::new();
            let mut open = vec![NodeRef::Plan(self.wanted)];
            while let Some(node) = open.pop() {
                if let Some(source) = node.origin().and_then(|origin| origin.source())
                    && !Arc::ptr_eq(source, own)
                    && !others
                        .iter()
                        .any(|other| Arc::ptr_eq(other.source(), source))
                {
                    let source = Arc::clone(source);
                    others.push(Document::read(source, self.document.vocabulary()));
                }
                open.extend(node.children());
            }
            others
        })
    }

    /// Lists every node of every document.
    pub(super) fn index(&'a self) -> Index<'a> {
        let mut places = HashMap::new();
        for document in std::iter::once(self.document).chain(self.others()) {
            let source = document.source();
            let mut open = vec![NodeRef::Plan(document.plan())];
            while let Some(node) = open.pop() {
                if let Some(span) = node.origin().and_then(|origin| origin.span_in(source)) {
                    // Of a node and its only child in one place, the outer one counts: it is met first.
                    places
                        .entry((Arc::as_ptr(source), node.kind(), span))
                        .or_insert((node, source));
                }
                open.extend(node.children());
            }
        }
        Index { places }
    }
}

impl<'a> Index<'a> {
    /// The node as it was read, and its source.
    pub(super) fn find(&self, node: NodeRef<'_>) -> Option<(NodeRef<'a>, &'a Arc<Source>)> {
        let origin = node.origin()?;
        let place = (Arc::as_ptr(origin.source()?), node.kind(), origin.span()?);
        self.places.get(&place).copied()
    }
}

/// The lines of a source.
pub(super) fn layout(source: &Source) -> Layout<'_> {
    Layout {
        text: source.text(),
        eol: source.eol(),
    }
}

//! Where a typed node was read from.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::source::Source;
use crate::span::Span;

/// The document and the bytes that a node was read from, if it was read. Never part of equality, hashing or
/// serialisation, so that a plan read from JSON equals the same plan read from Markdown.
///
/// It is how an unchanged node keeps its bytes, and how a node that comes from another document brings its own.
#[derive(Clone, Default)]
pub struct Origin(Option<(Arc<Source>, Span)>);

impl Origin {
    pub(crate) fn new(source: &Arc<Source>, span: Span) -> Self {
        Self(Some((Arc::clone(source), span)))
    }

    /// The bytes, if the node was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.0.as_ref().map(|(_, span)| *span)
    }

    /// The document that it was read from.
    pub(crate) fn source(&self) -> Option<&Arc<Source>> {
        self.0.as_ref().map(|(source, _)| source)
    }

    /// The bytes, if the node was read from `source`.
    pub(crate) fn span_in(&self, source: &Arc<Source>) -> Option<Span> {
        let (own, span) = self.0.as_ref()?;
        Arc::ptr_eq(own, source).then_some(*span)
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span() {
            Some(span) => write!(f, "@{}..{}", span.start, span.end),
            None => f.write_str("@-"),
        }
    }
}

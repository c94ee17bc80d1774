//! What reading a document noticed. Findings of rules have the same form.

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The document does not say what its author meant.
    Error,
    /// Likely a slip.
    Warning,
}

/// One thing noticed in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code: `PLN001`.
    pub code: &'static str,
    /// The stable short name.
    pub slug: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

impl Finding {
    /// A `---` right below text makes that text a heading.
    pub(crate) fn accidental_heading(span: Span) -> Self {
        Self {
            code: "PLN001",
            slug: "accidental-heading",
            severity: Severity::Warning,
            span,
            message: "the `---` below this text makes it a heading".to_owned(),
            help: "put a blank line before the `---`",
        }
    }

    /// A code fence that nothing closes swallows the rest of the file.
    pub(crate) fn unclosed_fence(span: Span) -> Self {
        Self {
            code: "PLN002",
            slug: "unclosed-fence",
            severity: Severity::Error,
            span,
            message: "this code fence is never closed, so the rest of the file is code".to_owned(),
            help: "close the fence with a line of as many backticks",
        }
    }
}

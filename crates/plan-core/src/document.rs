//! One document: its source text and the plan that was read from it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{LogEntry, Plan};
use crate::parse::{self, Finding};
use crate::source::{Eol, LineColumn, ReadError, Source};
use crate::template::{SectionName, Vocabulary};

/// What a document is to the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It follows the template: titled `Implementation Plan:`, or with an Evolution Log, or with phases and a status.
    /// Only plans are written to by the hook.
    Plan,
    /// Any other Markdown file: a proposal, a decision record, a page.
    Document,
}

/// A Markdown file at one version: the only owner of its source text.
///
/// ```
/// use plan_core::Document;
///
/// let text = "# Implementation Plan: Cache\r\n\r\n**Status**: Draft";
/// let document = Document::parse(text);
/// assert_eq!(document.as_str(), text);
/// assert_eq!(document.plan().status().map(|status| status.text), Some("Draft".to_owned()));
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    source: Arc<Source>,
    /// Shared with what was found by comparing it.
    plan: Arc<Plan>,
    findings: Vec<Finding>,
}

impl Document {
    /// Reads any text. Never fails: what is not understood is kept as text, and noticed slips are in
    /// [`Document::findings`].
    pub fn parse(text: impl Into<String>) -> Self {
        Self::parse_with(text, &Vocabulary::default())
    }

    /// Reads any text with the words of a project.
    pub fn parse_with(text: impl Into<String>, vocabulary: &Vocabulary) -> Self {
        Self::read(Arc::new(Source::new(text.into())), vocabulary)
    }

    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// Not UTF-8 (with the offset), larger than 8 MiB, or with unresolved conflict markers (with the line).
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ReadError> {
        Self::from_bytes_with(bytes, &Vocabulary::default())
    }

    /// Reads the bytes of a file with the words of a project.
    ///
    /// # Errors
    /// As for [`Document::from_bytes`].
    pub fn from_bytes_with(bytes: Vec<u8>, vocabulary: &Vocabulary) -> Result<Self, ReadError> {
        Source::from_bytes(bytes).map(|source| Self::read(Arc::new(source), vocabulary))
    }

    pub(crate) fn read(source: Arc<Source>, vocabulary: &Vocabulary) -> Self {
        let (plan, findings) = parse::parse(&source, vocabulary);
        Self {
            source,
            plan: Arc::new(plan),
            findings,
        }
    }

    pub(crate) fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The words that it was read with.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.plan.vocabulary.0
    }

    /// The text, byte for byte as it was read.
    pub fn as_str(&self) -> &str {
        self.source.text()
    }

    /// The typed plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(crate) fn shared_plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What reading noticed.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The line ending used most.
    pub fn eol(&self) -> Eol {
        self.source.eol()
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> LineColumn {
        self.source.lines().position(self.as_str(), offset)
    }

    /// The byte offset of a position as editors have it: a line from 0 and a column in UTF-16 units. A column behind the end
    /// of the line is the end of the line; `None` for a line that is not there.
    pub fn offset(&self, line: usize, utf16_column: usize) -> Option<u32> {
        self.source
            .lines()
            .offset(self.as_str(), line + 1, utf16_column)
    }

    /// Plan or other document. A log under another name than `Evolution Log` makes no plan by itself: change logs are
    /// found in many files that the hook must leave alone.
    pub fn kind(&self) -> Kind {
        let plan = &self.plan;
        let logged = plan
            .log()
            .is_some_and(|log| SectionName::EvolutionLog.is_headed(&log.heading));
        if plan.is_titled_plan() || logged || (!plan.phases().is_empty() && plan.status().is_some())
        {
            Kind::Plan
        } else {
            Kind::Document
        }
    }

    /// The text of each log entry with `\n` for every line ending, and its heading, in order.
    pub(crate) fn entry_texts(&self) -> Vec<(String, String)> {
        let read = |entry: &LogEntry| {
            let text = entry.span().map_or("", |span| span.of(self.as_str()));
            (
                text.replace("\r\n", "\n").replace('\r', "\n"),
                entry.heading(),
            )
        };
        self.plan.log_entries().into_iter().map(read).collect()
    }
}

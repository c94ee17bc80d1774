//! Blocks: what stands below a heading, up to the next heading.

use serde::{Deserialize, Serialize};

use super::{Field, List, Origin, Row, Table, Tasks, Text};
use crate::span::Span;

/// One block of a section, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Block {
    /// `**Label**: value`, with the lists, code and tables that follow it.
    Field(Field),
    /// A list whose items are tasks.
    Tasks(Tasks),
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// A code block.
    Code(CodeBlock),
    /// A paragraph, quote, comment or other text, as written.
    Prose(Prose),
    /// A `---` line.
    Rule(Rule),
}

/// A fenced or indented code block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeBlock {
    /// The words after the opening fence, the first of which is the language.
    #[serde(default)]
    pub info: Text,
    /// The lines of the code, each with its `\n`; the indent of the block is no part of them.
    pub code: Text,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// Text that has no type of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prose {
    /// The text as written.
    pub text: Text,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// A `---` line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rule {
    #[serde(skip)]
    pub(crate) origin: Origin,
}

impl Block {
    /// Text that stands as it is.
    pub fn prose(text: impl Into<Text>) -> Self {
        Self::Prose(Prose {
            text: text.into(),
            origin: Origin::default(),
        })
    }

    /// A code block; each line of `code` ends with `\n`.
    pub fn code(language: &str, code: impl Into<Text>) -> Self {
        Self::Code(CodeBlock {
            info: language.into(),
            code: code.into(),
            origin: Origin::default(),
        })
    }

    /// The blocks that stand below this one: those of a field.
    pub fn blocks(&self) -> &[Block] {
        match self {
            Self::Field(field) => &field.blocks,
            _ => &[],
        }
    }

    /// The bytes of the block, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin().span()
    }

    /// The block without what stands in it.
    pub(super) fn shell(&self) -> Self {
        match self {
            Self::Field(field) => Self::Field(field.shell()),
            Self::Tasks(list) => Self::Tasks(Tasks {
                start: list.start,
                tasks: Vec::new(),
                origin: list.origin.clone(),
            }),
            Self::List(list) => Self::List(List {
                start: list.start,
                items: Vec::new(),
                origin: list.origin.clone(),
            }),
            Self::Table(table) => Self::Table(Table {
                header: Row::default(),
                rows: Vec::new(),
                origin: table.origin.clone(),
            }),
            Self::Code(_) | Self::Prose(_) | Self::Rule(_) => self.clone(),
        }
    }

    pub(crate) fn origin(&self) -> &Origin {
        match self {
            Self::Field(field) => &field.origin,
            Self::Tasks(tasks) => &tasks.origin,
            Self::List(list) => &list.origin,
            Self::Table(table) => &table.origin,
            Self::Code(code) => &code.origin,
            Self::Prose(prose) => &prose.origin,
            Self::Rule(rule) => &rule.origin,
        }
    }
}

impl CodeBlock {
    /// The bytes of the block, fences included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }

    /// The language: the first word of the info string.
    pub fn language(&self) -> Option<&str> {
        self.info.split_whitespace().next()
    }
}

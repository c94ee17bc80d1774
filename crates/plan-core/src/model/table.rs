//! Tables: a header row, a line of dashes, rows.

use serde::{Deserialize, Serialize};

use super::{Origin, Text};
use crate::span::Span;

/// A table. How its columns are aligned and padded is layout and stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Table {
    /// The names of the columns.
    pub header: Row,
    /// The rows below the dashes.
    pub rows: Vec<Row>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// One row of a table. In JSON it is the list of its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Row {
    /// The cells, without the blanks round them; `\|` is kept as written.
    pub cells: Vec<Text>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

impl Table {
    /// A table of texts.
    pub fn new(header: Row, rows: Vec<Row>) -> Self {
        Self {
            header,
            rows,
            origin: Origin::default(),
        }
    }

    /// The position of the first column that is called one of `names`, in any case.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        let called = |cell: &Text| {
            names
                .iter()
                .any(|name| cell.trim().eq_ignore_ascii_case(name))
        };
        self.header.cells.iter().position(called)
    }
}

impl Row {
    /// A row of texts.
    pub fn new<T: Into<Text>>(cells: impl IntoIterator<Item = T>) -> Self {
        Self {
            cells: cells.into_iter().map(Into::into).collect(),
            origin: Origin::default(),
        }
    }

    /// The bytes of the row, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }
}

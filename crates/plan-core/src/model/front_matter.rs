//! The front matter: `key: value` lines between `---` fences at the start of a file.

use serde::{Deserialize, Serialize};

use super::field::Meaning;
use super::{Origin, Text};
use crate::template::FieldName;

/// The lines of a front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontMatter {
    /// The lines, in order.
    pub lines: Vec<FrontLine>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// One line of a front matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FrontLine {
    /// `key: value` at the start of a line.
    Field(FrontField),
    /// Any other line, as written.
    Other(FrontText),
}

/// `key: value`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontField {
    /// What the key means. Follows from the key; giving another one changes nothing.
    #[serde(default, skip_serializing_if = "Meaning::is_unknown")]
    pub(crate) name: Meaning,
    /// The key.
    pub key: Text,
    /// The value, without quotes and a trailing comment.
    pub value: Text,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// A line that is no field: nested YAML, a comment, a blank line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontText {
    /// The line.
    pub text: Text,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

impl FrontMatter {
    /// The value of the first line with this key, in any case.
    pub fn get(&self, key: &str) -> Option<&Text> {
        self.lines.iter().find_map(|line| match line {
            FrontLine::Field(field) if field.key.eq_ignore_ascii_case(key) => Some(&field.value),
            _ => None,
        })
    }

    /// Gives a key another value, or adds a line for it at the end.
    pub fn set(&mut self, key: &str, value: impl Into<Text>) {
        let found = self.lines.iter_mut().find_map(|line| match line {
            FrontLine::Field(field) if field.key.eq_ignore_ascii_case(key) => Some(field),
            _ => None,
        });
        match found {
            Some(field) => field.value = value.into(),
            None => self.lines.push(FrontLine::field(key, value)),
        }
    }
}

impl FrontLine {
    /// A `key: value` line.
    pub fn field(key: impl Into<Text>, value: impl Into<Text>) -> Self {
        Self::Field(FrontField {
            key: key.into(),
            value: value.into(),
            ..FrontField::default()
        })
    }

    pub(crate) fn origin(&self) -> &Origin {
        match self {
            Self::Field(field) => &field.origin,
            Self::Other(other) => &other.origin,
        }
    }
}

impl FrontField {
    /// The field of the template that the key names, if it names one.
    pub fn name(&self) -> Option<FieldName> {
        self.name.0
    }
}

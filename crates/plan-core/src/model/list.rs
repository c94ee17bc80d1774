//! Lists, their items, and boxes.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::field::{Meaning, items};
use super::fields::{set_slot, slot};
use super::{Block, Origin, Text};
use crate::span::Span;
use crate::template::FieldName;

/// A list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct List {
    /// The first number of an ordered list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// The items, in order.
    pub items: Vec<Item>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// One list entry: `- [ ] text`, `- Label: text`, `- text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Item {
    /// The box, if the item has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// What the label means. Follows from the label and the place; giving another one changes nothing.
    #[serde(default, skip_serializing_if = "Meaning::is_unknown")]
    pub(crate) name: Meaning,
    /// `Risk` in `- Risk: plan` or `- **Risk**: plan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// The text, without the label.
    pub text: Text,
    /// Nested blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// A box: `[ ]` or `[x]`. In JSON it is `true` if it is ticked.
#[derive(Clone, Copy, Debug, Default, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "bool", into = "bool")]
pub struct Check {
    /// True if ticked.
    pub done: bool,
    /// The byte between the brackets. No box stands at the very start of a text.
    mark: Option<NonZeroU32>,
}

impl List {
    /// A list with bullets.
    pub fn bullets(items: impl IntoIterator<Item = Item>) -> Self {
        Self {
            items: items.into_iter().collect(),
            ..Self::default()
        }
    }

    /// A numbered list from 1.
    pub fn numbered(items: impl IntoIterator<Item = Item>) -> Self {
        Self {
            start: Some(1),
            ..Self::bullets(items)
        }
    }
}

impl Item {
    /// An item without box and label.
    pub fn new(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// `- Label: text`
    pub fn labelled(label: impl Into<Text>, text: impl Into<Text>) -> Self {
        Self {
            label: Some(label.into()),
            ..Self::new(text)
        }
    }

    /// `- [ ] text`
    pub fn open(text: impl Into<Text>) -> Self {
        Self {
            check: Some(Check::from(false)),
            ..Self::new(text)
        }
    }

    /// The field of the template that the label names, if it names one.
    pub fn name(&self) -> Option<FieldName> {
        self.name.0
    }

    /// Label and text as one, the way a reader sees the line: `Risk: plan`.
    pub fn line(&self) -> String {
        match &self.label {
            Some(label) => format!("{label}: {}", self.text.on_one_line()),
            None => self.text.on_one_line(),
        }
    }

    /// The text of a nested labelled item: `- Purpose: …`.
    pub fn field(&self, name: FieldName) -> Option<&Text> {
        items(&self.blocks)
            .find(|item| item.name() == Some(name))
            .map(|item| &item.text)
    }

    /// The nested line that is for a field: `- Purpose: …`, or `- Purpose` that nobody has filled in.
    pub fn slot(&self, name: FieldName) -> Option<&Item> {
        slot(&self.blocks, name)
    }

    /// Sets the text of the nested line that is for a field. A line that is not there yet is put at its place in
    /// template order.
    pub fn set_field(&mut self, name: FieldName, value: impl Into<Text>) {
        set_slot(&mut self.blocks, name, value.into());
    }

    /// The items nested below this one.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        items(&self.blocks)
    }

    /// The bytes of the item, nested blocks included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }
}

impl Check {
    pub(crate) fn read(done: bool, at: u32) -> Self {
        Self {
            done,
            mark: NonZeroU32::new(at),
        }
    }

    /// The byte between the brackets, if the box was read from a document.
    pub fn span(self) -> Option<Span> {
        self.mark.map(|at| Span {
            start: at.get(),
            end: at.get() + 1,
        })
    }
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.done == other.done
    }
}

impl From<bool> for Check {
    fn from(done: bool) -> Self {
        Self { done, mark: None }
    }
}

impl From<Check> for bool {
    fn from(check: Check) -> bool {
        check.done
    }
}

//! Labelled fields: `**Label**: value` and what follows it.

use serde::{Deserialize, Serialize};

use super::{Block, Item, List, Origin, Text};
use crate::template::FieldName;

/// `**Label**: value`, and the blocks it introduces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    /// What the label means. Follows from the label and the place; giving another one changes nothing.
    #[serde(default, skip_serializing_if = "Meaning::is_unknown")]
    pub(crate) name: Meaning,
    /// The label without its bold type and colon.
    pub label: Text,
    /// `from discussion` in `**Key Decisions** (from discussion): …`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Text>,
    /// What follows the colon, to the next field or the end of the paragraph.
    #[serde(default)]
    pub value: Text,
    /// Lists, code and tables right below the field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// The name that a label was read as. Follows from label and place, so it takes no part in equality.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub(crate) struct Meaning(pub Option<FieldName>);

impl Meaning {
    pub(crate) fn is_unknown(&self) -> bool {
        self.0.is_none()
    }
}

impl PartialEq for Meaning {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Meaning {}

impl Field {
    /// A field that the template names, under the template's label.
    pub fn new(name: FieldName, value: impl Into<Text>) -> Self {
        Self {
            name: Meaning(Some(name)),
            ..Self::labelled(name.label(), value)
        }
    }

    /// A field under any label.
    pub fn labelled(label: impl Into<Text>, value: impl Into<Text>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            ..Self::default()
        }
    }

    /// The same field with these blocks below it.
    pub fn with_blocks(mut self, blocks: Vec<Block>) -> Self {
        self.blocks = blocks;
        self
    }

    /// The field without the blocks that belong to it.
    pub(super) fn shell(&self) -> Self {
        Self {
            name: self.name,
            label: self.label.clone(),
            qualifier: self.qualifier.clone(),
            value: self.value.clone(),
            blocks: Vec::new(),
            origin: self.origin.clone(),
        }
    }

    /// The field of the template that the label names, if it names one.
    pub fn name(&self) -> Option<FieldName> {
        self.name.0
    }

    /// The items of the lists below the field.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        items(&self.blocks)
    }
}

/// The items of the lists among `blocks`, nested lists left out.
pub(crate) fn items(blocks: &[Block]) -> impl Iterator<Item = &Item> {
    blocks
        .iter()
        .filter_map(|block| match block {
            Block::List(list) => Some(list),
            _ => None,
        })
        .flat_map(|list: &List| &list.items)
}

//! Blocks: what a section is made of.

use serde::{Deserialize, Serialize};

use super::{Section, Text};
use crate::span::{Origin, Span};

/// One block of a section, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Block {
    /// `**Label**: value`, with the lists and code that follow it.
    Field(Field),
    /// The `**Tasks**:` of a phase.
    Tasks(Tasks),
    /// A list.
    List(List),
    /// A code block.
    Code(CodeBlock),
    /// A paragraph, table, quote, comment or other text, as written.
    Prose(Prose),
    /// A `---` line.
    Rule,
    /// A heading below the section's own, with what belongs to it. In JSON its `kind` is that of the section.
    #[serde(untagged)]
    Section(Section),
}

/// `**Label**: value`, and the blocks it introduces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The label without its bold type and colon.
    pub label: Text,
    /// What follows the colon, to the next field or the end of the paragraph.
    pub value: Text,
    /// Lists and code right below the field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// `**Tasks**:` and its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tasks {
    /// The label as written.
    pub label: Text,
    /// What follows the colon on the label's own line.
    pub value: Text,
    /// The tasks, in order.
    pub tasks: Vec<Task>,
    /// What else stands below the label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// One task: `1. **Name**` or `- [ ] Name`, with its nested lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The box, if the task has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// The bold words at the start, or the whole text if none are bold.
    pub name: Text,
    /// What follows a bold name.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub detail: Text,
    /// `- Description: …`, `- Details: …`, `- Acceptance: …` and whatever else is nested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// A list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// The first number of an ordered list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// The items, in order.
    pub items: Vec<Item>,
}

/// One list entry: `- [ ] text`, `- Label: text`, `- text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The box, if the item has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
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

/// A box: `[ ]` or `[x]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "bool", into = "bool")]
pub struct Check {
    /// True if ticked.
    pub done: bool,
    /// The one byte between the brackets.
    pub(crate) mark: Origin,
}

impl Check {
    /// The byte between the brackets, if the box was read from a document.
    pub fn span(self) -> Option<Span> {
        self.mark.span()
    }
}

impl From<bool> for Check {
    fn from(done: bool) -> Self {
        Self {
            done,
            mark: Origin::default(),
        }
    }
}

impl From<Check> for bool {
    fn from(check: Check) -> bool {
        check.done
    }
}

/// A fenced or indented code block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeBlock {
    /// The words after the opening fence, the first of which is the language.
    pub info: Text,
    /// The lines between the fences, as written.
    pub code: Text,
}

/// Text that has no type of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prose {
    /// The text as written.
    pub text: Text,
}

impl Item {
    /// Label and text as one, the way a reader sees the line: `Risk: plan`.
    pub fn line(&self) -> String {
        match &self.label {
            Some(label) => format!("{label}: {}", self.text.on_one_line()),
            None => self.text.on_one_line(),
        }
    }

    /// The bytes of the item, nested blocks included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }
}

impl Task {
    /// The text of a nested `- Label: text` or `- **Label**: text` line.
    pub fn field(&self, label: &str) -> Option<&Text> {
        self.blocks
            .iter()
            .filter_map(|block| match block {
                Block::List(list) => Some(&list.items),
                _ => None,
            })
            .flatten()
            .find(|item| {
                item.label
                    .as_ref()
                    .is_some_and(|found| found.eq_ignore_ascii_case(label))
            })
            .map(|item| &item.text)
    }

    /// `- Description: …`
    pub fn description(&self) -> Option<&Text> {
        self.field("Description")
    }

    /// `- Details: …`
    pub fn details(&self) -> Option<&Text> {
        self.field("Details")
    }

    /// `- Acceptance: …`
    pub fn acceptance(&self) -> Option<&Text> {
        self.field("Acceptance")
    }

    /// The bytes of the task, nested blocks included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }
}

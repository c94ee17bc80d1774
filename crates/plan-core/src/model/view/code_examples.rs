//! `## Code Examples & Patterns`

use super::{introduction, view};
use crate::model::{Block, CodeBlock, Item, Named, Section, Text, Titled, fields};
use crate::template::FieldName;

view! {
    /// The section that holds the examples.
    CodeExamples(Titled)
}

view! {
    /// Code that shows how a difficult part is meant.
    ///
    /// ````markdown
    /// ### Example: NAME
    ///
    /// **Purpose**: What this solves
    ///
    /// **Approach**: High-level strategy
    ///
    /// ```rust
    /// code
    /// ```
    ///
    /// **Key Considerations**:
    /// - Error scenarios
    /// ````
    Example(Named)
}

impl<'a> CodeExamples<'a> {
    /// What stands before the first example.
    pub fn introduction(self) -> &'a [Block] {
        introduction(&self.0.blocks)
    }

    /// The examples, in order.
    pub fn examples(self) -> Vec<Example<'a>> {
        let sections = self.0.sections.iter();
        let found = sections.filter_map(|section| match section {
            Section::Example(named) => Some(Example::from(named)),
            _ => None,
        });
        found.collect()
    }
}

impl<'a> Example<'a> {
    /// The name of the component or pattern.
    pub fn name(self) -> &'a Text {
        &self.0.name
    }

    /// `**Purpose**: …`
    pub fn purpose(self) -> Option<&'a Text> {
        self.0.field(FieldName::Purpose)
    }

    /// `**Approach**: …`
    pub fn approach(self) -> Option<&'a Text> {
        self.0.field(FieldName::Approach)
    }

    /// The code blocks, each with its language.
    pub fn code(self) -> Vec<&'a CodeBlock> {
        fields::code(&self.0.blocks).collect()
    }

    /// The paragraphs between the fields and the code, such as what a second code block is about.
    pub fn remarks(self) -> Vec<&'a Text> {
        let blocks = self.0.blocks.iter();
        let remarks = blocks.filter_map(|block| match block {
            Block::Prose(prose) => Some(&prose.text),
            _ => None,
        });
        remarks.collect()
    }

    /// The items below `**Key Considerations**:`.
    pub fn considerations(self) -> Vec<&'a Item> {
        self.0.list(FieldName::KeyConsiderations)
    }
}

//! A text that is equal for two groups of blocks if they say the same: white space, list markers, rules and ticks are
//! left out.

use crate::model::{Block, Item, Plan, Section, Task, Text};
use crate::span::Span;
use crate::template::FieldName;

/// Where the status stands that [`Plan::status`] reads. It is compared as a status, so it is left out of the text round
/// it.
pub(super) fn status_span(plan: &Plan) -> Option<Span> {
    plan.field(FieldName::Status).and_then(Text::span)
}

/// What blocks say, without the text at `skip`.
pub(super) fn of_blocks(blocks: &[Block], skip: Option<Span>) -> String {
    let mut writer = Writer {
        out: String::new(),
        skip,
    };
    writer.blocks(blocks);
    writer.out
}

/// What a task says besides its name.
pub(super) fn of_task_body(task: &Task) -> String {
    let mut writer = Writer {
        out: String::new(),
        skip: None,
    };
    writer.task_body(task);
    writer.out
}

/// What an item says, nested blocks included.
pub(super) fn of_item(item: &Item) -> String {
    let mut writer = Writer {
        out: String::new(),
        skip: None,
    };
    writer.item(item);
    writer.out
}

struct Writer {
    out: String,
    skip: Option<Span>,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Field(field) => {
                    self.mark('f');
                    self.words(&field.label);
                    self.mark(':');
                    self.text(&field.value);
                    self.blocks(&field.blocks);
                }
                Block::Tasks(tasks) => {
                    self.mark('t');
                    self.words(&tasks.label);
                    self.words(&tasks.value);
                    for task in &tasks.tasks {
                        self.mark('1');
                        self.words(&task.name);
                        self.mark(':');
                        self.task_body(task);
                    }
                    self.blocks(&tasks.blocks);
                }
                Block::List(list) => list.items.iter().for_each(|item| self.item(item)),
                Block::Code(code) => {
                    self.mark('c');
                    self.words(&code.info);
                    // Inside code, white space counts; line endings do not.
                    for line in code.code.lines() {
                        self.out.push_str(line);
                        self.out.push('\n');
                    }
                }
                Block::Prose(prose) => {
                    self.mark('p');
                    self.text(&prose.text);
                }
                // Phases are compared one by one, wherever they stand.
                Block::Rule | Block::Section(Section::Phase(_)) => {}
                Block::Section(section) => {
                    self.mark('s');
                    self.words(&section.heading());
                    self.mark(':');
                    self.blocks(section.blocks());
                    self.mark('e');
                }
            }
        }
    }

    fn task_body(&mut self, task: &Task) {
        self.words(&task.detail);
        self.out
            .push_str(if task.check.is_some() { "[]" } else { "" });
        self.blocks(&task.blocks);
    }

    fn item(&mut self, item: &Item) {
        self.mark('-');
        self.out
            .push_str(if item.check.is_some() { "[]" } else { "" });
        if let Some(label) = &item.label {
            self.words(label);
            self.mark(':');
        }
        self.text(&item.text);
        self.blocks(&item.blocks);
        self.mark('e');
    }

    fn text(&mut self, text: &Text) {
        if self.skip.is_none() || text.span() != self.skip {
            self.words(text);
        }
    }

    /// A control character and a tag: no text of a plan that matters reads the same.
    fn mark(&mut self, tag: char) {
        self.out.push('\u{1}');
        self.out.push(tag);
    }

    fn words(&mut self, text: &str) {
        for (number, word) in text.split_whitespace().enumerate() {
            if number > 0 {
                self.out.push(' ');
            }
            self.out.push_str(word);
        }
    }
}

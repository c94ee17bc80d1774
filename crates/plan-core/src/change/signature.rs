//! A text that is equal for two groups of blocks if they say the same: white space, list markers, rules and ticks are
//! left out.

use crate::model::{Block, Item, Phase, Plan, Row, Section, Task, TaskRef, Text};
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

/// What a section says below its heading.
pub(super) fn of_section(section: &Section, skip: Option<Span>) -> String {
    let mut writer = Writer {
        out: String::new(),
        skip,
    };
    writer.content(section);
    writer.out
}

/// What a phase says below its heading.
pub(super) fn of_phase(phase: &Phase) -> String {
    let mut writer = Writer {
        out: String::new(),
        skip: None,
    };
    writer.blocks(&phase.blocks);
    writer.sections(&phase.sections);
    writer.out
}

/// What a task says besides its name.
pub(super) fn of_task_body(task: TaskRef<'_>) -> String {
    let mut writer = Writer {
        out: String::new(),
        skip: None,
    };
    match task {
        TaskRef::Item(task) => writer.task_body(task),
        TaskRef::Heading(task) => {
            task.state.iter().for_each(|state| writer.words(state));
            writer.blocks(&task.blocks);
            writer.sections(&task.sections);
        }
        TaskRef::Row(task) => {
            for (column, cell) in task.row.cells.iter().enumerate() {
                if column != task.column {
                    writer.mark('|');
                    writer.words(cell);
                }
            }
        }
    }
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

/// The words of such a text, without what stands for its form.
pub(super) fn unmarked(signature: &str) -> String {
    let mut parts = signature.split(MARK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push(' ');
        out.extend(part.chars().skip(1));
    }
    out
}

/// Stands before the tag of a mark.
const MARK: char = '\u{1}';

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
                    field.qualifier.iter().for_each(|words| {
                        self.mark('(');
                        self.words(words);
                    });
                    self.mark(':');
                    self.text(&field.value);
                    self.blocks(&field.blocks);
                }
                Block::Tasks(list) => {
                    for task in &list.tasks {
                        self.mark('1');
                        self.words(&TaskRef::Item(task).title());
                        self.mark(':');
                        self.task_body(task);
                    }
                }
                Block::Table(table) => {
                    self.row(&table.header);
                    table.rows.iter().for_each(|row| self.row(row));
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
                Block::Rule(_) => {}
            }
        }
    }

    fn sections(&mut self, sections: &[Section]) {
        for section in sections {
            // Phases are compared one by one, wherever they stand.
            if !matches!(section, Section::Phase(_)) {
                self.mark('s');
                self.words(&section.heading());
                self.mark(':');
                self.content(section);
                self.mark('e');
            }
        }
    }

    fn content(&mut self, section: &Section) {
        self.blocks(section.blocks());
        self.sections(section.sections());
    }

    fn row(&mut self, row: &Row) {
        for cell in &row.cells {
            self.mark('|');
            self.words(cell);
        }
    }

    fn task_body(&mut self, task: &Task) {
        task.detail.iter().for_each(|detail| self.words(detail));
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
        self.out.push(MARK);
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

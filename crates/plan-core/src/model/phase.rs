//! Phases: `### Phase 1: NAME`.

use serde::{Deserialize, Serialize};

use super::task::{column, rows};
use super::{Block, Check, Duration, HeadedTask, Item, Origin, Row, Section, Status, Table, Task};
use super::{TaskRef, Tasks, Text, Word};
use crate::span::Span;
use crate::template::{FieldName, StatusKind, TaskColumn, Vocabulary, emoji_state, mark};

/// One phase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Phase {
    /// Number of `#`.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 6)))]
    pub level: u8,
    /// `Phase` in `Phase 1: NAME`.
    #[serde(default = "word")]
    pub word: Text,
    /// `1`, `2.1`, `A`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Text>,
    /// What follows the number.
    pub name: Text,
    /// What stands below it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The sections below that: `#### Tasks`, `#### Task 1.1: NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

fn word() -> Text {
    Text::from("Phase")
}

impl Phase {
    /// A phase as the template has it: at level 3, with a goal, tasks and verification items to be filled in by the
    /// caller.
    pub fn new(number: impl Into<Text>, name: impl Into<Text>) -> Self {
        Self {
            level: 3,
            word: word(),
            number: Some(number.into()),
            name: name.into(),
            ..Self::default()
        }
    }

    /// The phase without what stands below its heading.
    pub(super) fn shell(&self) -> Self {
        Self {
            level: self.level,
            word: self.word.clone(),
            number: self.number.clone(),
            name: self.name.clone(),
            origin: self.origin.clone(),
            ..Self::default()
        }
    }

    /// `Phase 1: NAME`, for people.
    pub fn heading(&self) -> String {
        match (&self.number, self.name.is_empty()) {
            (Some(number), true) => format!("Phase {number}"),
            (Some(number), false) => format!("Phase {number}: {}", self.name.on_one_line()),
            (None, _) => self.name.on_one_line(),
        }
    }

    /// The tasks, in order: list items below `**Tasks**:` or a `Tasks` heading, headings such as `Task 1.1: NAME`, rows
    /// of a table below `Tasks`; if there is none of these, the boxes that stand in the phase itself.
    pub fn tasks(&self) -> Vec<TaskRef<'_>> {
        let mut tasks = Vec::new();
        of_blocks(&self.blocks, false, &mut tasks);
        for section in &self.sections {
            of_section(section, &mut tasks);
        }
        tasks
    }

    /// The items below `**Verification**:` (or `Acceptance`), or a heading of that name.
    pub fn verification(&self) -> Vec<&Item> {
        self.list(FieldName::Verification)
    }

    /// `**Status**: …` or `status: …` below the heading, or a mark in the heading: `✅`, `🚧`, `(complete)`.
    pub fn status(&self) -> Option<Status> {
        self.status_with(&Vocabulary::default())
    }

    /// The status of the phase, read with the words of a project.
    pub fn status_with(&self, vocabulary: &Vocabulary) -> Option<Status> {
        // Bare lines such as `approved_at: …` may follow it in the same paragraph.
        let own = self
            .field(FieldName::Status)
            .and_then(|value| value.lines().next());
        own.and_then(|value| Status::read_with(value, vocabulary))
            .or_else(|| {
                let kind = self.mark()?;
                let text = kind.word().unwrap_or(&self.name).to_owned();
                Some(Status { kind, text })
            })
    }

    /// `**Duration Estimate**: Small | Medium | Large | Very Large`
    pub fn duration(&self) -> Option<Word<Duration>> {
        self.field(FieldName::Duration).and_then(Word::read)
    }

    /// The items below `**Prerequisites**:`.
    pub fn prerequisites(&self) -> Vec<&Item> {
        self.list(FieldName::Prerequisites)
    }

    /// The items below `**Deliverables**:`.
    pub fn deliverables(&self) -> Vec<&Item> {
        self.list(FieldName::Deliverables)
    }

    /// `**Goal**: …`
    pub fn goal(&self) -> Option<&Text> {
        self.field(FieldName::Goal)
    }

    /// The state that the heading says: `✅` before the word, `[COMPLETED]` or `— COMPLETED` at an end of the name.
    pub fn mark(&self) -> Option<StatusKind> {
        mark(&self.name).or_else(|| self.word.chars().next().and_then(emoji_state))
    }

    /// The bytes of the phase, heading included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }

    /// Adds a task at the end, in the form that the last one has: list item, heading, or row of a table. Without tasks a
    /// numbered list below `**Tasks**:` is begun.
    pub fn push_task(&mut self, task: Task) {
        let holds = |section: &Section| matches!(section, Section::Task(_) | Section::Tasks(_));
        if let Some(at) = self.sections.iter().rposition(holds) {
            let (before, _) = self
                .sections
                .split_at_mut_checked(at + 1)
                .unwrap_or_default();
            match before.last_mut() {
                Some(Section::Task(last)) => {
                    let task = last.next(task);
                    self.sections.insert(at + 1, Section::Task(task));
                    return;
                }
                Some(Section::Tasks(titled)) => {
                    match titled.sections.iter().rev().find_map(headed) {
                        Some(last) => titled.sections.push(Section::Task(last.next(task))),
                        None => push_below(&mut titled.blocks, task),
                    }
                    return;
                }
                _ => {}
            }
        }
        let loose = |block: &&mut Block| matches!(block, Block::Tasks(_));
        if let Some(field) = self.field_mut(FieldName::Tasks) {
            push_below(&mut field.blocks, task);
        } else if let Some(Block::Tasks(tasks)) = self.blocks.iter_mut().rev().find(loose) {
            tasks.tasks.push(task);
        } else {
            self.set_field(FieldName::Tasks, "");
            if let Some(field) = self.field_mut(FieldName::Tasks) {
                field.blocks.push(Block::Tasks(Tasks::numbered([task])));
            }
        }
    }

    /// Adds a verification item at the end: `- [ ] text`. An item without a box gets one.
    pub fn push_check(&mut self, mut item: Item) {
        item.check.get_or_insert(Check::from(false));
        self.push_item(FieldName::Verification, item);
    }
}

fn headed(section: &Section) -> Option<&HeadedTask> {
    match section {
        Section::Task(task) => Some(task),
        _ => None,
    }
}

/// Adds a task to the last list or table of tasks among `blocks`.
fn push_below(blocks: &mut Vec<Block>, task: Task) {
    let holds = |block: &&mut Block| matches!(block, Block::Tasks(_) | Block::Table(_));
    match blocks.iter_mut().rev().find(holds) {
        Some(Block::Tasks(tasks)) => tasks.tasks.push(task),
        Some(Block::Table(table)) if rows(table).next().is_some() => push_row(table, &task),
        _ => blocks.push(Block::Tasks(Tasks::numbered([task]))),
    }
}

/// Adds a row with the name of a task, and its fields in the columns that are called like them.
fn push_row(table: &mut Table, task: &Task) {
    let mut cells = vec![Text::default(); table.header.cells.len()];
    let mut fill = |at: Option<usize>, text: Option<&Text>| {
        if let (Some(cell), Some(text)) = (at.and_then(|at| cells.get_mut(at)), text) {
            *cell = text.on_one_line().into();
        }
    };
    for name in [
        FieldName::Description,
        FieldName::Details,
        FieldName::Acceptance,
    ] {
        fill(table.column(&[name.label()]), task.field(name));
    }
    fill(column(table, TaskColumn::Name), Some(&task.name));
    table.rows.push(Row::new(cells));
}

/// Tables are tasks only below `Tasks`, where `named` is true.
fn of_blocks<'a>(blocks: &'a [Block], named: bool, tasks: &mut Vec<TaskRef<'a>>) {
    for block in blocks {
        match block {
            Block::Tasks(list) => tasks.extend(list.tasks.iter().map(TaskRef::Item)),
            Block::Field(field) if field.name() == Some(FieldName::Tasks) => {
                of_blocks(&field.blocks, true, tasks);
            }
            Block::Table(table) if named => tasks.extend(rows(table).map(TaskRef::Row)),
            _ => {}
        }
    }
}

fn of_section<'a>(section: &'a Section, tasks: &mut Vec<TaskRef<'a>>) {
    match section {
        Section::Task(task) => tasks.push(TaskRef::Heading(task)),
        other => {
            let named = matches!(other, Section::Tasks(_));
            of_blocks(other.blocks(), named, tasks);
            for inner in other.sections() {
                of_section(inner, tasks);
            }
        }
    }
}

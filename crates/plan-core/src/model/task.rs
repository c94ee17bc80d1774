//! Tasks of a phase, in each of their forms.

use serde::{Deserialize, Serialize};

use super::field::items;
use super::fields::{set_slot, slot};
use super::{Block, Check, Item, Origin, Row, Section, Status, Table, Text};
use crate::span::Span;
use crate::template::{FieldName, StatusKind, TaskColumn, mark, without_word};

/// A list whose items are tasks: below `**Tasks**:`, below a `Tasks` heading, or boxes that stand in a phase itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tasks {
    /// The first number of an ordered list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// The tasks, in order.
    pub tasks: Vec<Task>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// One task of a list: `1. **Name**` or `- [ ] 1.1 Name`, with its nested lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Task {
    /// The box, if the task has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// `#3`, `1.1`, `T001`, `Task 2` before the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Text>,
    /// The bold words at the start, or the whole text if none are bold.
    pub name: Text,
    /// What follows a bold name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Text>,
    /// `- Description: …`, `- Details: …`, `- Acceptance: …` and whatever else is nested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// A task with a heading of its own: `#### Task 1.1: Name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeadedTask {
    /// Number of `#`.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 6)))]
    pub level: u8,
    /// `Task` in `Task 1.1: Name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Text>,
    /// `1.1`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Text>,
    /// What follows the number.
    pub name: Text,
    /// `approved` in `auth-1-2 | approved`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Text>,
    /// What stands below the heading, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The sections below that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// A task of a phase, whatever its form.
#[derive(Clone, Copy, Debug)]
pub enum TaskRef<'a> {
    /// An item of a list.
    Item(&'a Task),
    /// A heading.
    Heading(&'a HeadedTask),
    /// A row of a table below `Tasks`.
    Row(TaskRow<'a>),
}

/// A row of a task table.
#[derive(Clone, Copy, Debug)]
pub struct TaskRow<'a> {
    /// The table.
    pub table: &'a Table,
    /// The row.
    pub row: &'a Row,
    /// The position of the column that holds the name.
    pub column: usize,
}

impl Task {
    /// A task without a box.
    pub fn new(name: impl Into<Text>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// The text of a nested `- Label: text` or `- **Label**: text` line.
    pub fn field(&self, name: FieldName) -> Option<&Text> {
        items(&self.blocks)
            .find(|item| item.name() == Some(name))
            .map(|item| &item.text)
    }

    /// The nested line that is for a field: `- Description: …`, or `- Description` that nobody has filled in.
    pub fn slot(&self, name: FieldName) -> Option<&Item> {
        slot(&self.blocks, name)
    }

    /// Sets the text of the nested line that is for a field. A line that is not there yet is put at its place in
    /// template order.
    pub fn set_field(&mut self, name: FieldName, value: impl Into<Text>) {
        set_slot(&mut self.blocks, name, value.into());
    }

    /// The items nested below the task.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        items(&self.blocks)
    }

    /// `- Description: …`
    pub fn description(&self) -> Option<&Text> {
        self.field(FieldName::Description)
    }

    /// `- Details: …`
    pub fn details(&self) -> Option<&Text> {
        self.field(FieldName::Details)
    }

    /// `- Acceptance: …`
    pub fn acceptance(&self) -> Option<&Text> {
        self.field(FieldName::Acceptance)
    }

    /// The bytes of the task, nested blocks included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }
}

impl From<Item> for Task {
    /// The label of an item, or its text, is the name of the task.
    fn from(item: Item) -> Self {
        let (name, detail) = match item.label {
            Some(label) => (label, Some(item.text).filter(|text| !text.is_empty())),
            None => (item.text, None),
        };
        Self {
            check: item.check,
            number: None,
            name,
            detail,
            blocks: item.blocks,
            origin: Origin::default(),
        }
    }
}

impl Tasks {
    /// A numbered list from 1.
    pub fn numbered(tasks: impl IntoIterator<Item = Task>) -> Self {
        Self {
            start: Some(1),
            tasks: tasks.into_iter().collect(),
            origin: Origin::default(),
        }
    }
}

impl HeadedTask {
    /// The task without what stands below its heading.
    pub(super) fn shell(&self) -> Self {
        Self {
            level: self.level,
            word: self.word.clone(),
            number: self.number.clone(),
            name: self.name.clone(),
            state: self.state.clone(),
            origin: self.origin.clone(),
            ..Self::default()
        }
    }

    /// A task under a heading like that of this one, with the number that follows: `1.3` after `1.2`.
    pub(super) fn next(&self, task: Task) -> Self {
        let number = self.number.as_ref().and_then(|number| {
            let at = number
                .rfind(|c: char| !c.is_ascii_digit())
                .map_or(0, |at| at + 1);
            let (before, last) = number.split_at_checked(at)?;
            Some(format!("{before}{}", last.parse::<u64>().ok()?.checked_add(1)?).into())
        });
        let detail = task.detail.map(Block::prose);
        Self {
            level: self.level,
            word: self.word.clone(),
            number,
            name: task.name,
            blocks: detail.into_iter().chain(task.blocks).collect(),
            ..Self::default()
        }
    }

    /// `Task 1.1: NAME`, for people.
    pub fn heading(&self) -> String {
        let mut out = String::new();
        for part in [&self.word, &self.number].into_iter().flatten() {
            out.push_str(part);
            out.push(' ');
        }
        if !out.is_empty() && !self.name.is_empty() {
            out.truncate(out.trim_end().len());
            out.push_str(": ");
        }
        out.push_str(&self.name.on_one_line());
        if let Some(state) = &self.state {
            out.push_str(" | ");
            out.push_str(state);
        }
        out.trim_end().to_owned()
    }

    /// The state that a mark at either end of the name says: `✅` in `Compose files ✅`.
    pub fn mark(&self) -> Option<StatusKind> {
        mark(&self.name)
    }
}

impl<'a> TaskRef<'a> {
    /// The name.
    pub fn name(self) -> &'a str {
        match self {
            Self::Item(task) => &task.name,
            Self::Heading(task) => &task.name,
            Self::Row(task) => task.cell(task.column),
        }
    }

    /// The number or id that stands before the name, or in a column of its own: `#3`, `1.1`.
    pub fn number(self) -> Option<&'a str> {
        match self {
            Self::Item(task) => task
                .number
                .as_deref()
                .map(|id| without_word(id).unwrap_or(id)),
            Self::Heading(task) => task.number.as_deref(),
            Self::Row(task) => column(task.table, TaskColumn::Id).map(|at| task.cell(at)),
        }
        .filter(|number| !number.is_empty())
    }

    /// The name as changes tell it: of an item with the number that stands before it, `1.1 Create`.
    pub fn title(self) -> String {
        let number = match self {
            Self::Item(task) => task.number.as_deref().unwrap_or_default(),
            Self::Heading(_) | Self::Row(_) => "",
        };
        let words = [number, self.name()];
        let words = words.iter().flat_map(|text| text.split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    }

    /// What follows a bold name.
    pub fn detail(self) -> &'a str {
        match self {
            Self::Item(task) => task.detail.as_deref().unwrap_or_default(),
            Self::Heading(_) | Self::Row(_) => "",
        }
    }

    /// The box, if the task has one.
    pub fn check(self) -> Option<Check> {
        match self {
            Self::Item(task) => task.check,
            Self::Heading(_) | Self::Row(_) => None,
        }
    }

    /// The state that a heading or a cell names: `approved` in `auth-1-2 | approved`.
    pub fn state(self) -> Option<&'a str> {
        match self {
            Self::Item(_) => None,
            Self::Heading(task) => task.state.as_deref(),
            Self::Row(task) => column(task.table, TaskColumn::State).map(|at| task.cell(at)),
        }
        .filter(|state| !state.is_empty())
    }

    /// The state that a mark at either end of the name or the detail says: `✅`, `[COMPLETED]`.
    pub fn mark(self) -> Option<StatusKind> {
        mark(self.name()).or_else(|| mark(self.detail()))
    }

    /// True if the task is said to be done: by its box, else by a state in its heading, cell or status field, else by a
    /// mark.
    pub fn is_done(self) -> bool {
        if let Some(check) = self.check() {
            return check.done;
        }
        let state = self.state().or_else(|| match self {
            Self::Row(_) => None,
            _ => self.field(FieldName::Status),
        });
        let kind = match state.and_then(Status::read) {
            Some(status) => Some(status.kind),
            None => self.mark(),
        };
        kind == Some(StatusKind::Completed)
    }

    /// The text of `- Description: …` below an item, `**Description**: …` below a heading, or the cell of the column of
    /// that name.
    pub fn field(self, name: FieldName) -> Option<&'a str> {
        match self {
            Self::Item(task) => task.field(name).map(Text::as_str),
            Self::Heading(task) => task.field(name).map(Text::as_str),
            Self::Row(task) => {
                let known = match name {
                    FieldName::Acceptance => column(task.table, TaskColumn::Acceptance),
                    FieldName::Description => column(task.table, TaskColumn::Description),
                    _ => None,
                };
                known
                    .or_else(|| task.table.column(&[name.label()]))
                    .map(|at| task.cell(at))
            }
        }
    }

    /// The nested line that is for a field, be it filled in or not; `None` for a row.
    pub fn slot(self, name: FieldName) -> Option<&'a Item> {
        slot(self.blocks(), name)
    }

    /// What needs to be done.
    pub fn description(self) -> Option<&'a str> {
        self.field(FieldName::Description)
    }

    /// Specific requirements.
    pub fn details(self) -> Option<&'a str> {
        self.field(FieldName::Details)
    }

    /// How to verify completion.
    pub fn acceptance(self) -> Option<&'a str> {
        self.field(FieldName::Acceptance)
    }

    /// The blocks below the task.
    pub fn blocks(self) -> &'a [Block] {
        match self {
            Self::Item(task) => &task.blocks,
            Self::Heading(task) => &task.blocks,
            Self::Row(_) => &[],
        }
    }

    /// The sections below the task.
    pub fn sections(self) -> &'a [Section] {
        match self {
            Self::Heading(task) => &task.sections,
            Self::Item(_) | Self::Row(_) => &[],
        }
    }

    /// The bytes of the task, if it was read from a document.
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Item(task) => task.origin.span(),
            Self::Heading(task) => task.origin.span(),
            Self::Row(task) => task.row.origin.span(),
        }
    }

    /// Name and detail on one line, as a reader sees the task; before them the number of an item.
    pub fn line(self) -> String {
        let mut line = self.title();
        for word in self.detail().split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        line
    }
}

impl<'a> TaskRow<'a> {
    /// The text of the cell in a column.
    pub fn cell(&self, column: usize) -> &'a str {
        self.row.cells.get(column).map_or("", |cell| cell)
    }
}

/// The position of a column of tasks in a table.
pub(super) fn column(table: &Table, wanted: TaskColumn) -> Option<usize> {
    wanted.position(table.header.cells.iter().map(Text::as_str))
}

/// The tasks that the rows of a table are, if it is a table of tasks: it names them, and has ids or states for them.
pub(crate) fn rows(table: &Table) -> impl Iterator<Item = TaskRow<'_>> {
    let known = column(table, TaskColumn::Id).or_else(|| column(table, TaskColumn::State));
    let name = known.and_then(|_| column(table, TaskColumn::Name));
    table.rows.iter().filter_map(move |row| {
        let column = name?;
        Some(TaskRow { table, row, column })
    })
}

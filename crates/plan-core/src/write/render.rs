//! New text in the look of the template, for nodes that no document holds yet.
//!
//! Lines are joined by `\n` and have no indent of their own; where they go decides both.

use super::layout::placed;
use super::spacing::{head_stands_off, template_stands_off};
use crate::model::{Block, FrontLine, Item, NodeRef, Row, Section, Task};
use crate::template::FieldName;

/// Habits that new text takes from its surroundings; the default is the template's.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// `-`, `*` or `+`.
    pub bullet: char,
    /// `.` or `)`.
    pub delimiter: char,
    /// `**Label:** value` and not `**Label**: value`.
    pub colon_inside: bool,
    /// `- **Label**: value` and not `- Label: value`.
    pub bold_items: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            bullet: '-',
            delimiter: '.',
            colon_inside: false,
            bold_items: false,
        }
    }
}

/// The text of a node that has a text already: one that was read somewhere.
pub(super) type Known<'k, 'a> = &'k dyn Fn(NodeRef<'a>) -> Option<String>;

impl Style {
    /// A node and everything below it. An entry of a list comes without its marker.
    pub(super) fn node<'a>(&self, node: NodeRef<'a>, known: Known<'_, 'a>) -> String {
        if let Some(text) = known(node) {
            return text;
        }
        match node {
            NodeRef::FrontMatter(_) => {
                let lines = self.children(node, known);
                format!("---\n{lines}\n---")
            }
            NodeRef::Block(Block::Table(table)) => {
                let lines: Vec<String> = std::iter::once(row(&table.header))
                    .chain([dashes(&table.header)])
                    .chain(table.rows.iter().map(row))
                    .collect();
                lines.join("\n")
            }
            _ => self.headed(node, known),
        }
    }

    fn headed<'a>(&self, node: NodeRef<'a>, known: Known<'_, 'a>) -> String {
        let mut out = self.head(node);
        if let Some(first) = node.children().first() {
            let stands_off = head_stands_off(node, *first);
            if !out.is_empty() {
                out.push_str(if stands_off { "\n\n" } else { "\n" });
            }
            out.push_str(&self.children(node, known));
        }
        out
    }

    /// The children of a node, as far apart as the template has them.
    fn children<'a>(&self, node: NodeRef<'a>, known: Known<'_, 'a>) -> String {
        let mut out = String::new();
        let mut previous: Option<NodeRef> = None;
        // Two lists with one sign are one list: each second one has another.
        let mut turned = false;
        for (index, child) in node.children().into_iter().enumerate() {
            if let Some(previous) = previous {
                let stands_off = template_stands_off(node, previous, child);
                out.push_str(if stands_off { "\n\n" } else { "\n" });
            }
            let merges = previous.is_some_and(|previous| {
                previous.is_list()
                    && child.is_list()
                    && previous.start().is_some() == child.start().is_some()
            });
            let other = (merges && !turned).then(|| self.turned());
            turned = other.is_some();
            let text = match &other {
                Some(style) => style.node(child, known),
                None => self.node(child, known),
            };
            if child.is_entry() {
                out.push_str(&entry(&self.marker(node.start(), index), &text));
            } else {
                out.push_str(&text);
            }
            previous = Some(child);
        }
        out
    }

    /// The same habits with other signs for lists.
    fn turned(&self) -> Self {
        self.with_other_sign(self.bullet)
            .with_other_sign(self.delimiter)
    }

    /// The same habits, with another sign than this one for lists.
    pub(super) fn with_other_sign(&self, sign: char) -> Self {
        let mut style = self.clone();
        match sign {
            '.' => style.delimiter = ')',
            ')' => style.delimiter = '.',
            '-' => style.bullet = '*',
            _ => style.bullet = '-',
        }
        style
    }

    /// The marker of an entry of a new list.
    pub(super) fn marker(&self, start: Option<u64>, index: usize) -> String {
        match start {
            Some(start) => {
                let number = start.saturating_add(u64::try_from(index).unwrap_or(u64::MAX));
                format!("{number}{} ", self.delimiter)
            }
            None => format!("{} ", self.bullet),
        }
    }

    /// The first line of a node, or all of one that has nothing below it.
    pub(super) fn head(&self, node: NodeRef<'_>) -> String {
        match node {
            NodeRef::FrontLine(FrontLine::Field(field)) => {
                format!("{}: {}", field.key, front_value(&field.value))
                    .trim_end()
                    .to_owned()
            }
            NodeRef::FrontLine(FrontLine::Other(line)) => line.text.to_string(),
            NodeRef::Section(section) => {
                let hashes = "#".repeat(usize::from(section.level()));
                let title = title(section);
                format!("{hashes} {title}").trim_end().to_owned()
            }
            NodeRef::Block(Block::Field(field)) => {
                let label = match &field.qualifier {
                    Some(qualifier) => format!("**{}** {qualifier}:", field.label),
                    None => self.label(&field.label, true),
                };
                join(&label, &field.value)
            }
            NodeRef::Block(Block::Code(code)) => fenced(&code.info, &code.code),
            NodeRef::Block(Block::Prose(prose)) => prose.text.to_string(),
            NodeRef::Block(Block::Rule(_)) => "---".to_owned(),
            NodeRef::Item(item) => self.item(item),
            NodeRef::Task(task) => task_line(task),
            NodeRef::Row(cells) => row(cells),
            NodeRef::Plan(_) | NodeRef::FrontMatter(_) | NodeRef::Block(_) => String::new(),
        }
    }

    fn label(&self, label: &str, bold: bool) -> String {
        match (bold, self.colon_inside) {
            (true, true) => format!("**{label}:**"),
            (true, false) => format!("**{label}**:"),
            (false, _) => format!("{label}:"),
        }
    }

    fn item(&self, item: &Item) -> String {
        let mark = boxed(item.check);
        let Some(label) = &item.label else {
            return join(mark, &item.text);
        };
        let bold = self.bold_items
            || item.name() == Some(FieldName::Service)
            || !crate::syntax::plain_label(&format!("{label}:"))
                .is_some_and(|found| found.label == (0..label.len()));
        join(mark, &join(&self.label(label, bold), &item.text))
    }
}

/// A list entry: its marker, and its further lines below its text.
pub(super) fn entry(marker: &str, text: &str) -> String {
    let indent = " ".repeat(marker.chars().count());
    let placed = placed(text, &indent, "\n");
    format!("{marker}{placed}").trim_end_matches(' ').to_owned()
}

/// Number, bold name and detail; a name alone is bold in the template's numbered form and plain behind a box.
fn task_line(task: &Task) -> String {
    let name = join(task.number.as_deref().unwrap_or_default(), &task.name);
    let name = match &task.detail {
        Some(detail) => format!("**{name}**: {detail}"),
        None if task.check.is_none() => format!("**{name}**"),
        None => name,
    };
    join(boxed(task.check), &name)
}

fn boxed(check: Option<crate::model::Check>) -> &'static str {
    match check {
        Some(check) if check.done => "[x]",
        Some(_) => "[ ]",
        None => "",
    }
}

fn join(a: &str, b: &str) -> String {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.to_owned(),
        (_, true) => a.to_owned(),
        _ => format!("{a} {b}"),
    }
}

/// The words of a heading without its `#`.
pub(super) fn title(section: &Section) -> String {
    let parts = |word: &str, number: &str, name: &str| {
        let label = join(word, number);
        match (label.is_empty(), name.is_empty()) {
            (true, _) => name.to_owned(),
            (_, true) => label,
            _ => format!("{label}: {name}"),
        }
    };
    match section {
        Section::Header(header) => parts(
            header.prefix.as_deref().unwrap_or_default(),
            "",
            &header.title,
        ),
        Section::Phase(phase) => parts(
            &phase.word,
            phase.number.as_deref().unwrap_or_default(),
            &phase.name,
        ),
        Section::Task(task) => {
            let word = task.word.as_deref().unwrap_or_default();
            let title = parts(word, task.number.as_deref().unwrap_or_default(), &task.name);
            match &task.state {
                Some(state) => format!("{title} | {state}"),
                None => title,
            }
        }
        Section::Example(named) | Section::EdgeCase(named) => {
            parts(named.word.as_deref().unwrap_or_default(), "", &named.name)
        }
        Section::Entry(entry) if entry.title.is_empty() => entry.date.to_string(),
        Section::Entry(entry) => format!("{} - {}", entry.date, entry.title),
        other => other
            .as_titled()
            .map(|titled| titled.heading.to_string())
            .unwrap_or_default(),
    }
}

/// Code between fences that are longer than any in it.
pub(super) fn fenced(info: &str, code: &str) -> String {
    // Backticks in the info string end it.
    let sign = if info.contains('`') { '~' } else { '`' };
    let longest = code
        .lines()
        .map(|line| line.trim_start_matches([' ', '\t', '>']))
        .map(|line| line.len() - line.trim_start_matches(sign).len())
        .max();
    let fence: String = std::iter::repeat_n(sign, longest.unwrap_or(0).max(2) + 1).collect();
    format!("{fence}{info}\n{code}{fence}")
}

/// A value with quotes if it would be cut short without them.
pub(super) fn front_value(value: &str) -> String {
    let cut = value.starts_with(['"', '\'']) || value.contains(" #") || value.starts_with('#');
    match (cut, value.contains('"')) {
        (false, _) => value.to_owned(),
        (true, false) => format!("\"{value}\""),
        (true, true) => format!("'{value}'"),
    }
}

pub(super) fn row(row: &Row) -> String {
    let mut out = "|".to_owned();
    for cell in &row.cells {
        out.push(' ');
        out.push_str(cell);
        out.push_str(if cell.is_empty() { "|" } else { " |" });
    }
    out
}

pub(super) fn dashes(header: &Row) -> String {
    let mut out = "|".to_owned();
    for _ in &header.cells {
        out.push_str("---|");
    }
    out
}

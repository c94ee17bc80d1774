//! Entries of the Evolution Log in every form that people write them in.
//!
//! [`Plan::log_entries`] has those in the template's form only, which is the form that the tool itself writes.

mod line;

use serde::{Deserialize, Serialize};

use super::{Block, Date, Item, List, Plan, Row, Section, Table, Titled};
use crate::span::Span;
use line::Line;

/// One entry of the Evolution Log, whatever its form.
///
/// ```
/// use plan_core::Document;
/// use plan_core::model::LogForm;
///
/// let text = "# T\n\n## Changelog\n\n- **v1.2** (Jan 2, 2026): Split phase 2\n  - it was too long\n";
/// let document = Document::parse(text);
/// let records = document.plan().log_records();
/// assert_eq!(records[0].form, LogForm::Bullet);
/// assert_eq!(records[0].date.unwrap().to_string(), "2026-01-02");
/// assert_eq!(records[0].version.as_deref(), Some("v1.2"));
/// assert_eq!(records[0].title, "Split phase 2");
/// assert_eq!(records[0].text, ["it was too long"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogRecord {
    /// How it is written.
    pub form: LogForm,
    /// Its day; `None` if it has no date, or one that names no day (`2026-08-XX`, `2019-11`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub date: Option<Date>,
    /// Its date as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_text: Option<String>,
    /// Its version: `v1.2`, `1.14`, `2` of `Revision 2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What stands beside date and version, on one line.
    pub title: String,
    /// The lines below it, and the undated items that follow it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// The bytes of the heading with what stands below it, of the item, the paragraph or the row.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// How an entry of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LogForm {
    /// `### 2026-01-02 - Title`, `### v1.2`
    Heading,
    /// `- 2026-01-02: text`
    Bullet,
    /// `1. 2026-01-02: text`
    Numbered,
    /// `**2026-01-02** text`
    Paragraph,
    /// `| 2026-01-02 | text |`
    Row,
}

/// Columns of a log table, as real plans call them.
const DATE_COLUMNS: &[&str] = &["Date", "When", "Day", "Updated", "日期", "日付"];
const VERSION_COLUMNS: &[&str] = &["Version", "Ver", "Rev", "Revision"];
const TITLE_COLUMNS: &[&str] = &[
    "Change",
    "Changes",
    "Change Made",
    "Description",
    "Summary",
    "What",
    "Title",
    "Event",
    "Entry",
    "Note",
    "Notes",
];

impl Plan {
    /// The entries of the Evolution Log in all their forms, in file order; a file may hold two logs. Placeholders
    /// (`YYYY-MM-DD`) and comments are none; undated items are text of the entry before them.
    pub fn log_records(&self) -> Vec<LogRecord> {
        let logs = self.sections.iter().filter_map(|section| match section {
            Section::EvolutionLog(titled) => Some(titled),
            _ => None,
        });
        logs.flat_map(of_log).collect()
    }
}

/// The entries of one log section.
pub(super) fn of_log(log: &Titled) -> Vec<LogRecord> {
    let mut records = Vec::new();
    of_blocks(&log.blocks, &mut records);
    for section in &log.sections {
        of_section(section, &mut records);
    }
    records
}

fn of_section(section: &Section, records: &mut Vec<LogRecord>) {
    let line = match section {
        Section::Entry(entry) => Some(Line::dated(&entry.date, &entry.title)),
        other => Line::read(LogForm::Heading, &other.heading()),
    };
    let Some(line) = line else { return };
    if line.date_text.is_none() && line.version.is_none() {
        // `### Round 2` above dated items groups them.
        let mut inner = Vec::new();
        of_blocks(section.blocks(), &mut inner);
        for section in section.sections() {
            of_section(section, &mut inner);
        }
        if inner.iter().any(|record| record.date_text.is_some()) {
            records.append(&mut inner);
            return;
        }
    }
    let mut text = Vec::new();
    section_text(section, &mut text);
    records.push(line.record(LogForm::Heading, text, section.span()));
}

fn of_blocks(blocks: &[Block], records: &mut Vec<LogRecord>) {
    for block in blocks {
        match block {
            Block::List(list) => of_list(list, records),
            Block::Table(table) => of_table(table, records),
            Block::Prose(prose) if is_comment(&prose.text) => {}
            Block::Prose(prose) => of_paragraph(&prose.text, block.span(), records),
            Block::Field(field) => {
                let before = records.len();
                let line = format!("{}: {}", field.label, field.value);
                of_paragraph(&line, block.span(), records);
                if records.len() > before {
                    append(records, |text| blocks_text(&field.blocks, text));
                } else {
                    of_blocks(&field.blocks, records);
                }
            }
            other => append(records, |text| {
                blocks_text(std::slice::from_ref(other), text)
            }),
        }
    }
}

fn of_list(list: &List, records: &mut Vec<LogRecord>) {
    let form = match list.start {
        Some(_) => LogForm::Numbered,
        None => LogForm::Bullet,
    };
    for item in &list.items {
        match Line::read(form, &item.line()) {
            Some(line) => {
                let mut text = Vec::new();
                blocks_text(&item.blocks, &mut text);
                records.push(line.record(form, text, item.span()));
            }
            None => append(records, |text| item_text(item, text)),
        }
    }
}

fn of_paragraph(paragraph: &str, span: Option<Span>, records: &mut Vec<LogRecord>) {
    for line in paragraph
        .lines()
        .map(str::trim)
        .filter(|line| !is_definition(line))
    {
        match Line::read(LogForm::Paragraph, line) {
            Some(line) => records.push(line.record(LogForm::Paragraph, Vec::new(), span)),
            None => append(records, |text| text.push(line.to_owned())),
        }
    }
}

fn of_table(table: &Table, records: &mut Vec<LogRecord>) {
    let date_at = table.column(DATE_COLUMNS).unwrap_or(0);
    let version_at = table.column(VERSION_COLUMNS).filter(|at| *at != date_at);
    let title_at = table.column(TITLE_COLUMNS).filter(|at| *at != date_at);
    for row in &table.rows {
        let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.as_str());
        let Some(mut line) = Line::of_cells(cell(date_at), version_at.map(cell)) else {
            continue;
        };
        let mut text = Vec::new();
        for (at, value) in row.cells.iter().enumerate() {
            let taken = at == date_at || Some(at) == version_at || value.is_empty();
            if taken {
                continue;
            }
            if title_at == Some(at) || (title_at.is_none() && line.title.is_empty()) {
                line.title = value.on_one_line();
            } else {
                text.push(labelled_cell(&table.header, at, value));
            }
        }
        records.push(line.record(LogForm::Row, text, row.span()));
    }
}

fn labelled_cell(header: &Row, at: usize, value: &str) -> String {
    match header.cells.get(at).filter(|name| !name.is_empty()) {
        Some(name) => format!("{name}: {value}"),
        None => value.to_owned(),
    }
}

/// Adds text to the last record; what stands before the first one introduces the log.
fn append(records: &mut [LogRecord], add: impl FnOnce(&mut Vec<String>)) {
    if let Some(record) = records.last_mut() {
        add(&mut record.text);
    }
}

fn section_text(section: &Section, text: &mut Vec<String>) {
    blocks_text(section.blocks(), text);
    for inner in section.sections() {
        text.push(inner.heading());
        section_text(inner, text);
    }
}

fn item_text(item: &Item, text: &mut Vec<String>) {
    text.push(item.line());
    blocks_text(&item.blocks, text);
}

fn blocks_text(blocks: &[Block], text: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::List(list) => list.items.iter().for_each(|item| item_text(item, text)),
            Block::Prose(prose) if is_comment(&prose.text) => {}
            Block::Prose(prose) => text.extend(prose.text.lines().map(str::to_owned)),
            Block::Code(code) => text.extend(code.code.lines().map(str::to_owned)),
            Block::Field(field) => {
                text.push(format!("{}: {}", field.label, field.value.on_one_line()));
                blocks_text(&field.blocks, text);
            }
            Block::Table(table) => {
                for row in &table.rows {
                    text.push(
                        row.cells
                            .iter()
                            .map(|cell| cell.as_str())
                            .collect::<Vec<_>>()
                            .join(" | "),
                    );
                }
            }
            Block::Tasks(_) | Block::Rule(_) => {}
        }
    }
}

fn is_comment(text: &str) -> bool {
    text.starts_with("<!--")
}

/// `[#77]: https://…` says nothing by itself.
fn is_definition(line: &str) -> bool {
    line.starts_with('[') && line.contains("]: ")
}

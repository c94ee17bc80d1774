//! Tables, found among the lines of a paragraph.
//!
//! The parser's own tables are left off, since they take header fields (`**A**: x | y`) for rows. A table is a line of
//! cells, a line of dashes with as many cells, and the lines up to the end of the paragraph (GitHub Flavored Markdown,
//! section 4.10).

use super::Reader;
use super::content::lines;
use crate::model::{Row, Table, Text};
use crate::source::holds;
use crate::span::Span;

/// The table that a paragraph ends with, and where it starts.
pub(super) fn find(reader: &Reader, paragraph: Span) -> Option<(u32, Table)> {
    // Most paragraphs have no bar, and need not be taken apart.
    if !holds(reader.str(paragraph), |byte| byte == b'|') {
        return None;
    }
    let lines: Vec<Span> = lines(reader, paragraph).collect();
    let at = lines.windows(2).position(|pair| match pair {
        [header, dashes] => {
            let dashes = reader.str(*dashes);
            is_dashes(dashes) && cells(reader.str(*header)).count() == cells(dashes).count()
        }
        _ => false,
    })?;
    let table = read(reader, lines.get(at..)?)?;
    Some((lines.get(at)?.start, table))
}

/// The table whose header is the first of `lines`.
fn read(reader: &Reader, lines: &[Span]) -> Option<Table> {
    let (header, rest) = lines.split_first()?;
    let rows = rest.get(1..)?;
    let end = rest.last()?.end;
    Some(Table {
        header: row(reader, *header),
        rows: rows.iter().map(|line| row(reader, *line)).collect(),
        origin: reader.origin(Span {
            start: header.start,
            end,
        }),
    })
}

fn row(reader: &Reader, line: Span) -> Row {
    let at = line.start as usize;
    let cell = |(start, end): (usize, usize)| -> Text { reader.part(at + start, at + end) };
    Row {
        cells: cells(reader.str(line)).map(cell).collect(),
        origin: reader.origin(line),
    }
}

/// `|---|:-:|`: dashes with colons at their ends, at least one bar.
fn is_dashes(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && cells(line).all(|(start, end)| {
            let cell = line.get(start..end).unwrap_or_default();
            let cell = cell.strip_prefix(':').unwrap_or(cell);
            let cell = cell.strip_suffix(':').unwrap_or(cell);
            !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
        })
}

/// The cells of a line, without the blanks round them. `\|` does not end a cell, bars at both ends of the line are no
/// cells.
fn cells(line: &str) -> impl Iterator<Item = (usize, usize)> {
    let trimmed = line.trim_matches([' ', '\t']);
    let mut start = line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut end = start + trimmed.len();
    if trimmed.starts_with('|') {
        start += 1;
    }
    if trimmed.len() > 1 && trimmed.ends_with('|') && !trimmed.ends_with("\\|") {
        end -= 1;
    }
    let mut next = (start <= end).then_some(start);
    std::iter::from_fn(move || {
        let from = next?;
        let rest = line.get(from..end)?;
        let bar = bar(rest);
        next = bar.map(|at| from + at + 1);
        let cell = rest.get(..bar.unwrap_or(rest.len()))?;
        let lead = cell.len() - cell.trim_start_matches([' ', '\t']).len();
        let kept = cell.trim_matches([' ', '\t']).len();
        // An empty cell is a place between its bars where a value can stand.
        let lead = if kept == 0 { lead.min(1) } else { lead };
        Some((from + lead, from + lead + kept))
    })
}

fn bar(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let found = byte == b'|' && !escaped;
        escaped = byte == b'\\' && !escaped;
        found
    })
}

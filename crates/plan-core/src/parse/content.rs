//! The blocks of one section: fields, lists, tables, tasks, code and prose.
//!
//! ```text
//! paragraph := prose? field* table?        each begins a line
//! field     := label to the next line that begins a field, or two labels joined by " | " on one line
//! label     := bold label
//!            | bold label with a remark in brackets, or all bold with its value,    if its place knows the label
//!            | plain label    in the header if it is known there; right below the heading of a phase or task `status:`,
//!                             and then keys such as `approved_at:` on the lines that follow
//! ```
//!
//! A list, table or code block right after a field belongs to it. In the header a quote is read like a paragraph. Source:
//! 4 000 labelled lines of real plans.

use super::{Reader, item, table};
use crate::model::{
    Block, CodeBlock, Field, Item, List, Meaning, Prose, Rule, Section, Tasks, Text,
};
use crate::source::{holds, is_one_line};
use crate::span::Span;
use crate::syntax::{
    Labelled, NodeKind, Tree, blank, bold_label, plain_label, qualified_label, whole_label,
};
use crate::template::{FieldName, SectionName};

const HEADER: Option<SectionName> = Some(SectionName::Header);

/// Adds what a top-level block of a section is. A list, table or code block right after a field belongs to the field.
pub(super) fn push(reader: &Reader, tree: Tree, place: Option<SectionName>, out: &mut Vec<Block>) {
    match &tree.node.kind {
        NodeKind::Paragraph => paragraph(reader, tree.node.span, place, out),
        NodeKind::Quote if place == HEADER => quote(reader, tree, out),
        _ => attach(reader, block(reader, tree, place), place, out),
    }
}

/// One block that needs no context.
pub(super) fn block(reader: &Reader, tree: Tree, place: Option<SectionName>) -> Block {
    let node = tree.node;
    let origin = reader.origin(node.span);
    match &node.kind {
        NodeKind::List { start } => Block::List(List {
            start: start.map(u64::from),
            items: items(reader, tree, place),
            origin,
        }),
        NodeKind::Code { info, code, .. } => Block::Code(CodeBlock {
            info: reader.text(*info),
            code: Text::lines(reader.source, *code, reader.column(node.span.start)),
            origin,
        }),
        NodeKind::Rule => Block::Rule(Rule { origin }),
        _ => prose(reader, node.span),
    }
}

fn items(reader: &Reader, list: Tree, place: Option<SectionName>) -> Vec<Item> {
    let mut items = Vec::with_capacity(list.children().count());
    for child in list.children() {
        // Pushed as it is made: an item is large, and an iterator of items hands each on several times.
        if let Some(item) = item::read(reader, child, place) {
            items.push(item);
        }
    }
    items
}

/// Text that is kept as it stands.
pub(super) fn prose(reader: &Reader, span: Span) -> Block {
    Block::Prose(Prose {
        text: reader.verbatim(span),
        origin: reader.origin(span),
    })
}

/// Adds a block, below the field right above it if it is of a kind that a field introduces.
fn attach(reader: &Reader, block: Block, place: Option<SectionName>, out: &mut Vec<Block>) {
    let introduced = matches!(block, Block::List(_) | Block::Code(_) | Block::Table(_));
    let block = match block {
        Block::List(list) if place == Some(SectionName::Tasks) => tasks(reader, list),
        other => other,
    };
    match out.last_mut() {
        Some(Block::Field(field)) if introduced => {
            let block = match block {
                Block::List(list) if field.name() == Some(FieldName::Tasks) => tasks(reader, list),
                other => other,
            };
            if let (Some(own), Some(below)) = (field.origin.span(), block.origin().span()) {
                let end = own.end.max(below.end);
                field.origin = reader.origin(Span { end, ..own });
            }
            field.blocks.reserve_exact(1);
            field.blocks.push(block);
        }
        _ => out.push(block),
    }
}

fn tasks(reader: &Reader, list: List) -> Block {
    Block::Tasks(Tasks {
        start: list.start,
        tasks: list
            .items
            .into_iter()
            .map(|item| item::task(reader, item))
            .collect(),
        origin: list.origin,
    })
}

/// A phase without `Tasks`: the lists with boxes that stand in it directly are its tasks.
pub(super) fn loose_tasks(reader: &Reader, blocks: &mut [Block], sections: &[Section]) {
    if blocks.iter().any(holds_tasks) || sections.iter().any(heads_tasks) {
        return;
    }
    for block in blocks {
        if let Block::List(list) = block
            && list.items.iter().any(|item| item.check.is_some())
        {
            *block = tasks(reader, std::mem::take(list));
        }
    }
}

fn holds_tasks(block: &Block) -> bool {
    match block {
        Block::Tasks(_) => true,
        Block::Field(field) => {
            let table = |block: &Block| matches!(block, Block::Table(_));
            field.blocks.iter().any(holds_tasks)
                || (field.name() == Some(FieldName::Tasks) && field.blocks.iter().any(table))
        }
        _ => false,
    }
}

fn heads_tasks(section: &Section) -> bool {
    matches!(section, Section::Task(_) | Section::Tasks(_))
}

/// A quote of the header may hold fields (`> **Status**: Draft`); what else it holds is prose.
fn quote(reader: &Reader, tree: Tree, out: &mut Vec<Block>) {
    let mut found = Vec::new();
    for child in tree.children().map(|child| child.node) {
        if child.kind != NodeKind::Paragraph {
            found.push(prose(reader, child.span));
            continue;
        }
        for line in lines(reader, child.span) {
            let text = reader.str(line);
            let lead = text.len() - text.trim_start_matches(['>', ' ', '\t']).len();
            let line = Span::new(line.start as usize + lead, line.end as usize);
            let before = found.len();
            starts(reader, line, HEADER, Keys::None, |span, label| {
                found.push(Block::Field(field(reader, span, &label, HEADER)));
            });
            if found.len() == before {
                found.push(prose(reader, line));
            }
        }
    }
    if found.iter().any(|block| matches!(block, Block::Field(_))) {
        out.append(&mut found);
    } else {
        out.push(prose(reader, tree.node.span));
    }
}

/// A paragraph is prose up to its first field; each field reaches to the next one; a table reaches to the end.
fn paragraph(reader: &Reader, span: Span, place: Option<SectionName>, out: &mut Vec<Block>) {
    let table = table::find(reader, span);
    let end = table
        .as_ref()
        .map_or(span.end, |(table_start, _)| *table_start);
    let mut keys = keys(place, out);
    let mut parts = Parts {
        reader,
        place,
        out,
        last: None,
    };
    for line in lines(reader, Span { end, ..span }) {
        let found = starts(reader, line, place, keys, |span, label| {
            parts.begin(span, Some(label));
        });
        if !found {
            keys = Keys::None;
            parts.text(line);
        } else if keys != Keys::None && !reader.str(line).starts_with(['*', '_']) {
            keys = Keys::Any;
        }
    }
    parts.end();
    if let Some((_, table)) = table {
        attach(reader, Block::Table(table), place, out);
    }
}

/// The parts of a paragraph: each is added when the next one begins.
struct Parts<'p, 'a> {
    reader: &'p Reader<'a>,
    place: Option<SectionName>,
    out: &'p mut Vec<Block>,
    last: Option<(Span, Option<Labelled>)>,
}

impl Parts<'_, '_> {
    fn begin(&mut self, span: Span, label: Option<Labelled>) {
        self.end();
        self.last = Some((span, label));
    }

    /// A line without a label goes on with the part above it, unless that is closed.
    fn text(&mut self, line: Span) {
        match &mut self.last {
            Some((last, label)) if !label.as_ref().is_some_and(|label| label.closed) => {
                last.end = line.end;
            }
            _ => self.begin(line, None),
        }
    }

    fn end(&mut self) {
        let Some((span, label)) = self.last.take() else {
            return;
        };
        self.out.push(match label {
            Some(label) => Block::Field(field(self.reader, span, &label, self.place)),
            None => Block::Prose(Prose {
                text: self.reader.text(span),
                origin: self.reader.origin(span),
            }),
        });
    }
}

/// The lines `key: value` that count where a paragraph begins below `blocks`.
fn keys(place: Option<SectionName>, blocks: &[Block]) -> Keys {
    let in_place = matches!(place, Some(SectionName::Phase | SectionName::Task));
    let leads = || blocks.iter().all(|block| matches!(block, Block::Field(_)));
    if in_place && leads() {
        Keys::Status
    } else {
        Keys::None
    }
}

/// The lines `key: value` that are read below the heading of a phase or task.
#[derive(Clone, Copy, PartialEq)]
enum Keys {
    /// None: other blocks stand before.
    None,
    /// `status: approved`
    Status,
    /// `approved_at: 2026-01-02` too: it follows such a line.
    Any,
}

/// The label that a line begins with.
fn first_label(
    reader: &Reader,
    source: &str,
    place: Option<SectionName>,
    keys: Keys,
) -> Option<Labelled> {
    match source.as_bytes().first()? {
        b'*' | b'_' => bold_label(source).or_else(|| known_label(reader, source, place)),
        _ => plain(reader, source, place, keys),
    }
}

/// The label that a text begins with, in a form that only a known label has.
fn known_label(reader: &Reader, source: &str, place: Option<SectionName>) -> Option<Labelled> {
    let found = qualified_label(source).or_else(|| whole_label(source))?;
    let label = source.get(found.label.clone())?;
    reader.vocabulary.field(label, place).map(|_| found)
}

/// A label without bold type, where one is read.
fn plain(
    reader: &Reader,
    source: &str,
    place: Option<SectionName>,
    keys: Keys,
) -> Option<Labelled> {
    if place != HEADER && keys == Keys::None {
        return None;
    }
    let found = plain_label(source)?;
    let label = source.get(found.label.clone())?;
    let name = || reader.vocabulary.field(label, place);
    let read = match keys {
        _ if place == HEADER => name().is_some_and(FieldName::fits_header),
        Keys::None => false,
        Keys::Status => name() == Some(FieldName::Status),
        Keys::Any => label.bytes().all(|c| c.is_ascii_lowercase() || c == b'_'),
    };
    read.then_some(found)
}

/// Hands over the fields that start on a line: none, one, or several joined by `|`. True if there is one.
fn starts(
    reader: &Reader,
    line: Span,
    place: Option<SectionName>,
    keys: Keys,
    mut take: impl FnMut(Span, Labelled),
) -> bool {
    let source = reader.str(line);
    let Some(mut current) = first_label(reader, source, place, keys) else {
        return false;
    };
    let base = line.start as usize;
    let mut start = 0;
    // `**Branch**: x | **Date**: y`
    while let Some((bar, next, label)) = barred(source, start) {
        take(Span::new(base + start, base + bar), current);
        (start, current) = (next, label);
    }
    take(Span::new(base + start, line.end as usize), current);
    true
}

/// The next field behind a bar, if there is one behind byte `from`: where the bar is, where the field starts, its label.
fn barred(source: &str, from: usize) -> Option<(usize, usize, Labelled)> {
    let rest = source.get(from..)?;
    // Looking for one byte is much faster than looking for several, and most lines have none.
    if !holds(rest, |byte| byte == b'|') {
        return None;
    }
    let bar = from + rest.find(" | **")?;
    let next = bar + " | ".len();
    Some((bar, next, source.get(next..).and_then(bold_label)?))
}

/// A field in `span`, whose label was found at the start of it.
fn field(reader: &Reader, span: Span, found: &Labelled, place: Option<SectionName>) -> Field {
    let base = span.start as usize;
    let source = reader.str(span);
    let label = reader.line(base + found.label.start, base + found.label.end);
    let name = Meaning(reader.vocabulary.field(&label, place));
    let origin = reader.origin(span);
    if found.closed {
        return Field {
            name,
            label,
            value: reader.part(base + found.value.start, base + found.value.end),
            origin,
            ..Field::default()
        };
    }
    let value = source.get(found.value.start..).unwrap_or_default();
    let kept = kept(value);
    let lead = blank::lead(value);
    let start = base + found.value.start + lead.min(kept);
    let end = (base + found.value.start + kept).max(start);
    let qualifier = found.qualifier.clone();
    Field {
        name,
        label,
        qualifier: qualifier.map(|range| reader.part(base + range.start, base + range.end)),
        value: reader.part(start, end),
        blocks: Vec::new(),
        origin,
    }
}

/// Length of a value without the blanks and the `\` that end its last line.
fn kept(value: &str) -> usize {
    let is_end = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\\');
    let last = value.as_bytes().iter().rposition(|byte| !is_end(byte));
    last.map_or(0, |at| at + 1)
}

/// The lines of a span, without their indent and their endings.
pub(super) fn lines(reader: &Reader, span: Span) -> impl Iterator<Item = Span> {
    let mut rest = reader.str(span);
    let mut at = span.start as usize;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let length = if is_one_line(rest) {
                rest.len()
            } else {
                let ends = |byte: u8| matches!(byte, b'\n' | b'\r');
                let end = rest.bytes().position(ends);
                end.map_or(rest.len(), |end| end + 1)
            };
            let (line, after) = rest.split_at_checked(length)?;
            let (start, kept) = (at + blank::lead(line), at + blank::kept(line));
            (rest, at) = (after, at + length);
            if start < kept {
                return Some(Span::new(start, kept));
            }
        }
        None
    })
}

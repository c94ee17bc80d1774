//! The blocks of one section: fields, lists, tasks, code and prose.

use super::piece::Piece;
use crate::model::{Block, Check, CodeBlock, Field, Item, List, Task, Tasks, Text};
use crate::source::Source;
use crate::span::{Origin, Span};
use crate::syntax::{Labelled, Node, NodeKind, bold_label, plain_label};
use crate::template::FieldName;

/// Where blocks stand, which decides what is read there.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// Below the title, or before it: plain `Status: x` lines are fields.
    Header,
    /// In a phase: `**Tasks**:` opens tasks, plain `status: x` lines are fields.
    Phase,
    /// Anywhere else.
    Section,
}

/// Reads the blocks of a section. A list or code block right after a field belongs to the field.
pub(super) fn blocks(source: &Source, pieces: Vec<Piece>, place: Place) -> Vec<Block> {
    let text = source.text();
    let mut out = Vec::new();
    for piece in pieces {
        let node = match piece {
            Piece::Block(node) => node,
            Piece::Gap(span) | Piece::Heading { span, .. } => {
                out.push(Piece::prose(text, span));
                continue;
            }
        };
        match &node.kind {
            NodeKind::Paragraph => paragraph(text, node.span, place, &mut out),
            NodeKind::Quote => quote(text, &node, place, &mut out),
            NodeKind::Rule => out.push(Block::Rule),
            _ => match block(text, &node) {
                attached @ (Block::List(_) | Block::Code(_)) => match out.last_mut() {
                    Some(Block::Field(field)) => field.blocks.push(attached),
                    _ => out.push(attached),
                },
                other => out.push(other),
            },
        }
    }
    if place == Place::Phase {
        for block in &mut out {
            if let Block::Field(field) = block
                && FieldName::of(&field.label) == Some(FieldName::Tasks)
            {
                let Field {
                    label,
                    value,
                    blocks,
                } = std::mem::take(field);
                let (tasks, blocks) = take_tasks(blocks);
                *block = Block::Tasks(Tasks {
                    label,
                    value,
                    tasks,
                    blocks,
                });
            }
        }
    }
    out
}

/// A phase without `Tasks`: the lists with boxes that stand in it directly are its tasks.
pub(super) fn loose_tasks(blocks: &mut Vec<Block>) {
    let named = |block: &Block| match block {
        Block::Tasks(_) => true,
        Block::Section(section) => section
            .blocks()
            .iter()
            .any(|inner| matches!(inner, Block::Tasks(_))),
        _ => false,
    };
    if blocks.iter().any(named) {
        return;
    }
    for block in blocks {
        let boxed = matches!(block, Block::List(list) if list.items.iter().any(|item| item.check.is_some()));
        if boxed {
            let list = std::mem::replace(block, Block::Rule);
            let (tasks, blocks) = take_tasks(vec![list]);
            *block = Block::Tasks(Tasks {
                tasks,
                blocks,
                ..Tasks::default()
            });
        }
    }
}

/// A `Tasks` heading inside a phase: its lists are the tasks.
pub(super) fn headed_tasks(heading: &str, blocks: &mut Vec<Block>) {
    if FieldName::of(heading) != Some(FieldName::Tasks) {
        return;
    }
    for block in blocks {
        if matches!(block, Block::List(_)) {
            let list = std::mem::replace(block, Block::Rule);
            let (tasks, blocks) = take_tasks(vec![list]);
            *block = Block::Tasks(Tasks {
                tasks,
                blocks,
                ..Tasks::default()
            });
        }
    }
}

fn take_tasks(blocks: Vec<Block>) -> (Vec<Task>, Vec<Block>) {
    let mut tasks = Vec::new();
    let mut rest = Vec::new();
    for block in blocks {
        match block {
            Block::List(list) => tasks.extend(list.items.into_iter().map(task)),
            other => rest.push(other),
        }
    }
    (tasks, rest)
}

/// An item read as a task: bold words at its start are the name.
fn task(item: Item) -> Task {
    let Item {
        check,
        label,
        text,
        blocks,
        origin,
    } = item;
    // The item reader splits `**Name**: rest` and `Name: rest`; a task keeps a bold label as its name only.
    let (name, detail) = match label {
        Some(label) => (label, text),
        None => match bold_name(&text) {
            Some((name, detail)) => (name, detail),
            None => (text, Text::default()),
        },
    };
    Task {
        check,
        name,
        detail,
        blocks,
        origin,
    }
}

fn bold_name(text: &Text) -> Option<(Text, Text)> {
    let sign = ["**", "__"]
        .into_iter()
        .find(|sign| text.starts_with(sign))?;
    let inner = text.get(2..)?;
    let close = inner.find(sign).filter(|close| *close > 0)?;
    let rest = inner.get(close + 2..)?;
    let detail = rest.trim_matches([' ', '\t', '\n', '\r']);
    let lead = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    let base = text.span()?.start as usize;
    let detail_at = base + 4 + close + lead;
    Some((
        Text::at(inner.get(..close)?, Span::new(base + 2, base + 2 + close)),
        Text::at(detail, Span::new(detail_at, detail_at + detail.len())),
    ))
}

/// One block that needs no context.
fn block(text: &str, node: &Node) -> Block {
    match &node.kind {
        NodeKind::List { start } => Block::List(List {
            start: *start,
            items: node
                .children
                .iter()
                .filter_map(|child| item(text, child))
                .collect(),
        }),
        NodeKind::Code { info, code, .. } => Block::Code(CodeBlock {
            info: Text::read(text, *info),
            code: Text::read(text, *code),
        }),
        NodeKind::Rule => Block::Rule,
        _ => Piece::prose(text, node.span),
    }
}

fn item(text: &str, node: &Node) -> Option<Item> {
    let NodeKind::Item { mark, text: own } = &node.kind else {
        return None;
    };
    let check = mark.map(|mark| Check {
        done: mark.done,
        mark: Origin::at(Span {
            start: mark.at,
            end: mark.at + 1,
        }),
    });
    let source = own.of(text);
    let base = own.start as usize;
    let labelled = bold_label(source).or_else(|| plain_label(source));
    let (label, value) = match labelled {
        Some(Labelled { label, value }) => (
            Some(Text::read(
                text,
                Span::new(base + label.start, base + label.end),
            )),
            Text::read(text, Span::new(base + value.start, base + value.end)),
        ),
        None => (None, Text::read(text, *own)),
    };
    let lead = usize::from(node.children.first().is_some_and(|child| {
        child.kind == NodeKind::Paragraph && child.span.start <= own.end && !own.is_empty()
    }));
    let blocks = node
        .children
        .iter()
        .skip(lead)
        .map(|child| block(text, child))
        .collect();
    Some(Item {
        check,
        label,
        text: value,
        blocks,
        origin: Origin::at(node.span),
    })
}

/// A quote is prose, unless it holds header fields (`> **Status**: Draft`).
fn quote(text: &str, node: &Node, place: Place, out: &mut Vec<Block>) {
    let mut fields = Vec::new();
    if place == Place::Header {
        for child in node
            .children
            .iter()
            .filter(|child| child.kind == NodeKind::Paragraph)
        {
            for line in lines(text, child.span) {
                let lead =
                    line.of(text).len() - line.of(text).trim_start_matches(['>', ' ', '\t']).len();
                let line = Span {
                    start: line.start + u32::try_from(lead).unwrap_or(0),
                    end: line.end,
                };
                if let Some(found) = bold_label(line.of(text)) {
                    fields.push(Block::Field(field(text, line, &found)));
                }
            }
        }
    }
    if fields.is_empty() {
        out.push(Piece::prose(text, node.span))
    } else {
        out.append(&mut fields)
    }
}

/// A paragraph is prose up to its first field; each field reaches to the next one.
fn paragraph(text: &str, span: Span, place: Place, out: &mut Vec<Block>) {
    let mut prose: Option<Span> = None;
    let mut fields: Vec<(Span, Labelled)> = Vec::new();
    for line in lines(text, span) {
        let found = starts(text, line, place);
        if found.is_empty() {
            match (fields.last_mut(), &mut prose) {
                (Some((last, _)), _) => last.end = line.end,
                (None, Some(prose)) => prose.end = line.end,
                (None, None) => prose = Some(line),
            }
        }
        fields.extend(found);
    }
    if let Some(prose) = prose {
        out.push(Piece::prose(text, prose));
    }
    out.extend(
        fields
            .iter()
            .map(|(span, found)| Block::Field(field(text, *span, found))),
    );
}

/// The fields that start on a line: none, one, or several joined by `|`.
fn starts(text: &str, line: Span, place: Place) -> Vec<(Span, Labelled)> {
    let source = line.of(text);
    let plain = || {
        let found = plain_label(source)?;
        let name = FieldName::of(source.get(found.label.clone())?)?;
        let read = match place {
            Place::Header => name.is_header(),
            Place::Phase => name == FieldName::Status,
            Place::Section => false,
        };
        read.then_some(found)
    };
    let Some(first) = bold_label(source).or_else(plain) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut start = 0;
    let mut current = first;
    // `**Branch**: x | **Date**: y`
    while let Some(bar) = source
        .get(start..)
        .and_then(|rest| rest.find(" | **"))
        .map(|at| start + at)
    {
        let next = bar + " | ".len();
        let Some(after) = source.get(next..).and_then(bold_label) else {
            break;
        };
        let base = line.start as usize;
        found.push((Span::new(base + start, base + bar), current));
        start = next;
        current = after;
    }
    found.push((
        Span::new(line.start as usize + start, line.end as usize),
        current,
    ));
    found
}

/// A field in `span`, whose label was found at the start of it.
fn field(text: &str, span: Span, found: &Labelled) -> Field {
    let base = span.start as usize;
    let source = span.of(text);
    let value = source.get(found.value.start..).unwrap_or_default();
    let kept = value.trim_end_matches([' ', '\t', '\n', '\r', '\\']).len();
    let lead = value.len() - value.trim_start_matches([' ', '\t', '\n', '\r']).len();
    let start = base + found.value.start + lead.min(kept);
    Field {
        label: Text::read(
            text,
            Span::new(base + found.label.start, base + found.label.end),
        ),
        value: Text::read(
            text,
            Span::new(start, (base + found.value.start + kept).max(start)),
        ),
        blocks: Vec::new(),
    }
}

/// The lines of a span, without their indent and their endings.
fn lines(text: &str, span: Span) -> Vec<Span> {
    let mut at = span.start as usize;
    let mut out = Vec::new();
    for raw in span.of(text).split_inclusive(['\n', '\r']) {
        let line = raw.trim_matches([' ', '\t', '\n', '\r']);
        if !line.is_empty() {
            let lead = raw.len() - raw.trim_start_matches([' ', '\t', '\n', '\r']).len();
            out.push(Span::new(at + lead, at + lead + line.len()));
        }
        at += raw.len();
    }
    out
}

//! Items of lists, and items read as tasks.
//!
//! ```text
//! item := [box] [label] text              any label: bold, plain, and all bold if its place knows it
//! task := [box] [number] name [detail]    a bold start or a label is the name, what follows it the detail
//! ```
//!
//! What a number is says `template::task_number`.

use super::{Reader, content, gap};
use crate::model::{Block, Check, Item, Meaning, Task, Text};
use crate::span::Span;
use crate::syntax::{Labelled, Node, NodeKind, Tree, bold_label, plain_label, whole_label};
use crate::template::{SectionName, is_task_number, task_number};

/// Reads an item with its nested blocks.
pub(super) fn read(reader: &Reader, tree: Tree, place: Option<SectionName>) -> Option<Item> {
    let NodeKind::Item { mark, text: own } = &tree.node.kind else {
        return None;
    };
    let source = reader.str(*own);
    let base = own.start as usize;
    let whole = || {
        let found = whole_label(source)?;
        let label = source.get(found.label.clone())?;
        reader.vocabulary.field(label, place).map(|_| found)
    };
    let labelled = match source.as_bytes().first() {
        Some(b'*' | b'_') => bold_label(source).or_else(whole),
        _ => plain_label(source),
    };
    let (label, text) = match labelled {
        Some(Labelled { label, value, .. }) => (
            Some(reader.line(base + label.start, base + label.end)),
            reader.part(base + value.start, base + value.end),
        ),
        None => (None, reader.text(*own)),
    };
    let name = match &label {
        Some(label) => Meaning(reader.vocabulary.field(label, place)),
        None => Meaning::default(),
    };
    let lead = usize::from(tree.children().next().is_some_and(|child| {
        let Node { kind, span, .. } = child.node;
        *kind == NodeKind::Paragraph && span.start <= own.end && !own.is_empty()
    }));
    Some(Item {
        check: mark.map(|mark| Check::read(mark.done, mark.at)),
        name,
        label,
        text,
        blocks: nested(reader, tree, own.end, lead, place),
        origin: reader.origin(tree.node.span),
    })
}

/// The blocks below the text of an item, and the text between them that the parser reports no block for.
fn nested(
    reader: &Reader,
    tree: Tree,
    own_end: u32,
    lead: usize,
    place: Option<SectionName>,
) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(tree.children().skip(lead).count());
    let mut at = own_end;
    for child in tree.children().skip(lead) {
        let span = child.node.span;
        if span.start < at {
            continue;
        }
        blocks.extend(between(reader, at, span.start));
        blocks.push(content::block(reader, child, place));
        at = span.end;
    }
    blocks.extend(between(reader, at, tree.node.span.end.max(at)));
    blocks
}

fn between(reader: &Reader, start: u32, end: u32) -> Option<Block> {
    let gap = gap::trimmed(reader.source.text(), Span { start, end })?;
    Some(content::prose(reader, gap))
}

/// An item read as a task: bold words at its start are the name, unless they are a number.
pub(super) fn task(reader: &Reader, item: Item) -> Task {
    let Item {
        check,
        label,
        text,
        mut blocks,
        origin,
        ..
    } = item;
    let (name, detail) = match label {
        Some(label) => (label, Some(text).filter(|text| !text.is_empty())),
        None => bold_name(reader, &text).unwrap_or((text, None)),
    };
    let (number, name, detail) = match detail {
        // `**R1**: no panic`, `**1.1** Create`: the number is all that is bold.
        Some(detail) if is_task_number(&name) => (Some(name), detail, None),
        detail => match leading_number(reader, &name) {
            Some((number, name)) => (Some(number), name, detail),
            None => (None, name, detail),
        },
    };
    rename(reader, &mut blocks);
    Task {
        check,
        number,
        name,
        detail,
        blocks,
        origin,
    }
}

/// `1.1` and what follows it.
fn leading_number(reader: &Reader, text: &Text) -> Option<(Text, Text)> {
    let span = text.span()?;
    let found = task_number(reader.str(span))?;
    let base = span.start as usize;
    let number = reader.part(base + found.number.start, base + found.number.end);
    Some((number, reader.part(base + found.name, span.end as usize)))
}

/// Labels below a task mean what they mean in a task.
fn rename(reader: &Reader, blocks: &mut [Block]) {
    for block in blocks {
        if let Block::List(list) = block {
            for item in &mut list.items {
                if let Some(label) = &item.label {
                    item.name = Meaning(reader.vocabulary.field(label, Some(SectionName::Task)));
                }
            }
        }
    }
}

/// `**Name** and the rest`.
fn bold_name(reader: &Reader, text: &Text) -> Option<(Text, Option<Text>)> {
    let span = text.span()?;
    let raw = reader.str(span);
    let sign = ["**", "__"]
        .into_iter()
        .find(|sign| raw.starts_with(sign))?;
    let inner = raw.get(2..)?;
    let close = inner.find(sign).filter(|close| *close > 0)?;
    let rest = inner.get(close + 2..)?;
    let kept = rest.trim_matches([' ', '\t', '\n', '\r']).len();
    let lead = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    let base = span.start as usize;
    let at = base + 4 + close + lead;
    let detail = (kept > 0).then(|| reader.part(at, at + kept));
    Some((reader.part(base + 2, base + 2 + close), detail))
}

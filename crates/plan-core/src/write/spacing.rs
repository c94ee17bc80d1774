//! How far nodes stand apart: what Markdown asks for, and what the template does.

use crate::model::{Block, Item, NodeRef, Section, Task};
use crate::template::SectionName;

/// True if `next` would be read otherwise right below `previous`, without a blank line between them.
pub(super) fn must_stand_off(previous: NodeRef<'_>, next: NodeRef<'_>) -> bool {
    use Block::{Code, Field, List, Prose, Rule, Table, Tasks};
    let (NodeRef::Block(previous), NodeRef::Block(next)) = (previous, next) else {
        // Items, rows and lines of a front matter never have to; a heading ends whatever stands above it.
        return false;
    };
    match (previous, next) {
        // A line right below text or a list goes on with it; a rule right below text makes a heading of it.
        (_, Rule(_)) | (Prose(_) | List(_) | Tasks(_) | Table(_), _) => true,
        (Code(code), _) => code.info.is_empty(),
        (Field(field), Prose(_) | Table(_)) => field.blocks.is_empty() || ends_open(&field.blocks),
        (Field(field), _) => !field.blocks.is_empty() && ends_open(&field.blocks),
        (Rule(_), _) => false,
    }
}

/// True if the last of these blocks goes on in the next line.
fn ends_open(blocks: &[Block]) -> bool {
    !matches!(blocks.last(), Some(Block::Code(_)))
}

/// True if the template has a blank line between two nodes that stand next to each other.
pub(super) fn template_stands_off(
    parent: NodeRef<'_>,
    previous: NodeRef<'_>,
    next: NodeRef<'_>,
) -> bool {
    if must_stand_off(previous, next) && !introduces(previous, next) {
        return true;
    }
    match (previous, next) {
        (NodeRef::FrontLine(_), _) | (NodeRef::Row(_), _) => false,
        // Numbered entries with more than one line stand apart.
        (NodeRef::Item(Item { blocks, .. }) | NodeRef::Task(Task { blocks, .. }), _) => {
            parent.start().is_some() && !blocks.is_empty()
        }
        (NodeRef::Block(Block::Field(field)), NodeRef::Block(Block::Field(_))) => {
            !field.blocks.is_empty() || !keeps_fields_together(parent)
        }
        _ => !introduces(previous, next),
    }
}

/// `Major parts:` and the list that follows.
fn introduces(previous: NodeRef<'_>, next: NodeRef<'_>) -> bool {
    match (previous, next) {
        (NodeRef::Block(Block::Prose(prose)), NodeRef::Block(Block::List(list))) => {
            prose.text.ends_with(':') && list.start.is_none_or(|start| start == 1)
        }
        _ => false,
    }
}

/// The fields of the header and of an edge case stand in one paragraph.
fn keeps_fields_together(parent: NodeRef<'_>) -> bool {
    matches!(
        parent,
        NodeRef::Section(Section::Header(_) | Section::EdgeCase(_))
    )
}

/// True if the template has a blank line between the first line of a node and what stands below it.
pub(super) fn head_stands_off(parent: NodeRef<'_>, first: NodeRef<'_>) -> bool {
    match (parent, first) {
        (NodeRef::Block(Block::Field(field)), NodeRef::Block(Block::Code(code))) => {
            !field.value.is_empty() || code.info.is_empty()
        }
        (NodeRef::Block(Block::Field(_)), NodeRef::Block(Block::Table(_))) => true,
        (NodeRef::Block(_), _) => false,
        (NodeRef::Item(_) | NodeRef::Task(_), NodeRef::Block(Block::List(_) | Block::Tasks(_))) => {
            false
        }
        (NodeRef::Section(Section::Entry(_)), NodeRef::Block(Block::Prose(_))) => false,
        // An entry that nobody has filled in.
        (NodeRef::Section(Section::Other(titled)), NodeRef::Block(Block::Prose(_)))
            if titled.heading.starts_with("YYYY-MM-DD") =>
        {
            false
        }
        (NodeRef::Section(section), _) => {
            section.name().and_then(SectionName::parent) != Some(SectionName::Testing)
        }
        _ => true,
    }
}

//! Finding a node of a copied plan again by the place it was read from.

use crate::model::{Block, Check, FrontLine, Plan, Section, Text};
use crate::span::Span;

/// Calls `see` for every text that can hold a header field's value, until it returns true.
pub(super) fn find_text(plan: &mut Plan, span: Span) -> Option<&mut Text> {
    let front = plan
        .front_matter
        .iter_mut()
        .flat_map(|front| &mut front.lines)
        .filter_map(|line| match line {
            FrontLine::Field { value, .. } => Some(value),
            FrontLine::Other { .. } => None,
        });
    let sections = plan.sections.iter_mut().map(Section::blocks_mut);
    let blocks = std::iter::once(&mut plan.preamble).chain(sections);
    front
        .chain(blocks.flat_map(|blocks| blocks.iter_mut().flat_map(values)))
        .find(|text| text.span() == Some(span))
}

/// The values of a block that header fields are read from.
fn values(block: &mut Block) -> Vec<&mut Text> {
    match block {
        Block::Field(field) => {
            let mut found = vec![&mut field.value];
            for inner in &mut field.blocks {
                if let Block::List(list) = inner {
                    found.extend(list.items.iter_mut().map(|item| &mut item.text));
                }
            }
            found
        }
        Block::List(list) => list.items.iter_mut().map(|item| &mut item.text).collect(),
        Block::Prose(prose) => vec![&mut prose.text],
        _ => Vec::new(),
    }
}

/// Calls `see` for every box of the plan.
pub(super) fn each_check(plan: &mut Plan, see: &mut dyn FnMut(&mut Check)) {
    checks(&mut plan.preamble, see);
    for section in &mut plan.sections {
        checks(section.blocks_mut(), see);
    }
}

fn checks(blocks: &mut [Block], see: &mut dyn FnMut(&mut Check)) {
    for block in blocks {
        match block {
            Block::Field(field) => checks(&mut field.blocks, see),
            Block::Tasks(tasks) => {
                for task in &mut tasks.tasks {
                    task.check.iter_mut().for_each(&mut *see);
                    checks(&mut task.blocks, see);
                }
                checks(&mut tasks.blocks, see);
            }
            Block::List(list) => {
                for item in &mut list.items {
                    item.check.iter_mut().for_each(&mut *see);
                    checks(&mut item.blocks, see);
                }
            }
            Block::Section(section) => checks(section.blocks_mut(), see),
            Block::Code(_) | Block::Prose(_) | Block::Rule => {}
        }
    }
}

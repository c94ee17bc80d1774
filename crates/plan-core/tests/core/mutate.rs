//! Changes of a plan, picked by number: every list of nodes and every text can be reached.

use plan_core::Plan;
use plan_core::model::{Block, FrontLine, Item, Row, Section, Task, Text};

/// A list of nodes of a plan.
pub enum Nodes<'a> {
    Blocks(&'a mut Vec<Block>),
    Sections(&'a mut Vec<Section>),
    Items(&'a mut Vec<Item>),
    Tasks(&'a mut Vec<Task>),
    Rows(&'a mut Vec<Row>),
    Lines(&'a mut Vec<FrontLine>),
}

/// One change of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    Remove,
    Repeat,
    ToFront,
    ToBack,
    Swap,
}

pub const CHANGES: [Change; 5] = [
    Change::Remove,
    Change::Repeat,
    Change::ToFront,
    Change::ToBack,
    Change::Swap,
];

fn change<T: Clone>(list: &mut Vec<T>, at: usize, change: Change) {
    match change {
        Change::Remove => {
            list.remove(at);
        }
        Change::Repeat => {
            let node = list[at].clone();
            list.insert(at + 1, node);
        }
        Change::ToFront => {
            let node = list.remove(at);
            list.insert(0, node);
        }
        Change::ToBack => {
            let node = list.remove(at);
            list.push(node);
        }
        Change::Swap => {
            let next = (at + 1) % list.len();
            list.swap(at, next);
        }
    }
}

impl Nodes<'_> {
    pub fn len(&self) -> usize {
        match self {
            Nodes::Blocks(list) => list.len(),
            Nodes::Sections(list) => list.len(),
            Nodes::Items(list) => list.len(),
            Nodes::Tasks(list) => list.len(),
            Nodes::Rows(list) => list.len(),
            Nodes::Lines(list) => list.len(),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Nodes::Blocks(_) => "block",
            Nodes::Sections(_) => "section",
            Nodes::Items(_) => "item",
            Nodes::Tasks(_) => "task",
            Nodes::Rows(_) => "row",
            Nodes::Lines(_) => "line",
        }
    }

    pub fn apply(&mut self, at: usize, wanted: Change) {
        match self {
            Nodes::Blocks(list) => change(list, at, wanted),
            Nodes::Sections(list) => change(list, at, wanted),
            Nodes::Items(list) => change(list, at, wanted),
            Nodes::Tasks(list) => change(list, at, wanted),
            Nodes::Rows(list) => change(list, at, wanted),
            Nodes::Lines(list) => change(list, at, wanted),
        }
    }
}

/// Calls `see` for every list of nodes, outer ones first.
pub fn each_list(plan: &mut Plan, see: &mut dyn FnMut(Nodes<'_>)) {
    if let Some(front) = &mut plan.front_matter {
        see(Nodes::Lines(&mut front.lines));
    }
    blocks(&mut plan.preamble, see);
    sections(&mut plan.sections, see);
}

fn sections(list: &mut Vec<Section>, see: &mut dyn FnMut(Nodes<'_>)) {
    see(Nodes::Sections(list));
    for section in list {
        blocks(section.blocks_mut(), see);
        if let Some(inner) = section.sections_mut() {
            sections(inner, see);
        }
    }
}

fn blocks(list: &mut Vec<Block>, see: &mut dyn FnMut(Nodes<'_>)) {
    see(Nodes::Blocks(list));
    for block in list {
        match block {
            Block::Field(field) => blocks(&mut field.blocks, see),
            Block::Tasks(list) => {
                see(Nodes::Tasks(&mut list.tasks));
                for task in &mut list.tasks {
                    blocks(&mut task.blocks, see);
                }
            }
            Block::List(list) => {
                see(Nodes::Items(&mut list.items));
                for item in &mut list.items {
                    blocks(&mut item.blocks, see);
                }
            }
            Block::Table(table) => see(Nodes::Rows(&mut table.rows)),
            _ => {}
        }
    }
}

/// Calls `see` for every text that is no structure by itself: values, names, items, cells, code.
pub fn each_text(plan: &mut Plan, see: &mut dyn FnMut(&'static str, &mut Text)) {
    for line in plan
        .front_matter
        .iter_mut()
        .flat_map(|front| &mut front.lines)
    {
        if let FrontLine::Field(field) = line {
            see("front value", &mut field.value);
        }
    }
    block_texts(&mut plan.preamble, see);
    plan.sections
        .iter_mut()
        .for_each(|section| section_texts(section, see));
}

fn section_texts(section: &mut Section, see: &mut dyn FnMut(&'static str, &mut Text)) {
    match section {
        Section::Header(header) => see("title", &mut header.title),
        Section::Phase(phase) => see("phase", &mut phase.name),
        Section::Task(task) => see("headed task", &mut task.name),
        Section::Example(named) | Section::EdgeCase(named) => see("name", &mut named.name),
        Section::Entry(entry) => see("entry", &mut entry.title),
        Section::Other(titled) => see("heading", &mut titled.heading),
        _ => {}
    }
    block_texts(section.blocks_mut(), see);
    for inner in section.sections_mut().into_iter().flatten() {
        section_texts(inner, see);
    }
}

fn block_texts(blocks: &mut [Block], see: &mut dyn FnMut(&'static str, &mut Text)) {
    for block in blocks {
        match block {
            Block::Field(field) => {
                see("value", &mut field.value);
                block_texts(&mut field.blocks, see);
            }
            Block::Tasks(list) => {
                for task in &mut list.tasks {
                    see("task", &mut task.name);
                    task.detail
                        .iter_mut()
                        .for_each(|detail| see("detail", detail));
                    block_texts(&mut task.blocks, see);
                }
            }
            Block::List(list) => {
                for Item { text, blocks, .. } in &mut list.items {
                    see("item", text);
                    block_texts(blocks, see);
                }
            }
            Block::Table(table) => {
                for row in std::iter::once(&mut table.header).chain(&mut table.rows) {
                    row.cells.iter_mut().for_each(|cell| see("cell", cell));
                }
            }
            Block::Prose(prose) => see("prose", &mut prose.text),
            _ => {}
        }
    }
}

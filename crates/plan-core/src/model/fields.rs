//! The labelled fields of a node: looking them up and changing them, alike for every kind of node.
//!
//! A field is `**Label**: value` with the blocks below it; a labelled item (`- **Label**: value`) and a sub-heading of
//! the same name (`#### Label`) stand for it where a plan writes those instead.

use super::field::{Meaning, items};
use super::{Block, CodeBlock, Field, Header, Item, List, Section, Task, Tasks, Text};
use crate::template::{FieldName, folded};

/// Gives a node with `blocks` and `sections` the methods that read and change its fields.
macro_rules! fields {
    ($($node:ty),*) => {$(
        impl $node {
            /// The labelled fields of this name, in order.
            pub fn fields_named(&self, name: FieldName) -> impl Iterator<Item = &Field> {
                fields::Part::from(self).fields(name)
            }

            /// The value of a labelled field: `**Label**: value`, else `- **Label**: value`, else the paragraph below a
            /// heading of that name.
            pub fn field(&self, name: FieldName) -> Option<&Text> {
                fields::Part::from(self).value(name)
            }

            /// The items below a labelled field, a labelled item or a heading of that name.
            pub fn list(&self, name: FieldName) -> Vec<&Item> {
                fields::Part::from(self).list(name)
            }

            /// The first labelled field of this name, to be changed.
            pub fn field_mut(&mut self, name: FieldName) -> Option<&mut Field> {
                fields::field_mut(&mut self.blocks, name)
            }

            /// Sets the value of a labelled field. A field that is not there yet is put at its place in template order.
            pub fn set_field(&mut self, name: FieldName, value: impl Into<Text>) {
                fields::set_field(&mut self.blocks, name, value.into());
            }

            /// Adds an item at the end of the list below a labelled field, or below a heading of that name. A field and
            /// a list that are not there yet are made.
            pub fn push_item(&mut self, name: FieldName, item: Item) {
                let (blocks, sections) = fields::PartMut::from(self).into_parts();
                fields::push_item(blocks, sections, name, item);
            }
        }
    )*};
    (in sections: $($node:ty),*) => {
        $(
            impl<'a> From<&'a $node> for fields::Part<'a> {
                fn from(node: &'a $node) -> Self {
                    Self { blocks: &node.blocks, sections: &node.sections }
                }
            }

            impl<'a> From<&'a mut $node> for fields::PartMut<'a> {
                fn from(node: &'a mut $node) -> Self {
                    Self { blocks: &mut node.blocks, sections: &mut node.sections }
                }
            }
        )*
        fields!($($node),*);
    };
}
pub(super) use fields;

impl<'a> From<&'a Header> for Part<'a> {
    fn from(header: &'a Header) -> Self {
        Self {
            blocks: &header.blocks,
            sections: &[],
        }
    }
}

impl<'a> From<&'a mut Header> for PartMut<'a> {
    fn from(header: &'a mut Header) -> Self {
        Self {
            blocks: &mut header.blocks,
            sections: &mut [],
        }
    }
}

/// Blocks, and the sections below them.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) blocks: &'a [Block],
    pub(super) sections: &'a [Section],
}

/// Blocks, and the sections below them, to be changed.
pub(super) struct PartMut<'a> {
    pub(super) blocks: &'a mut Vec<Block>,
    pub(super) sections: &'a mut [Section],
}

impl<'a> PartMut<'a> {
    pub(super) fn into_parts(self) -> (&'a mut Vec<Block>, &'a mut [Section]) {
        (self.blocks, self.sections)
    }
}

impl<'a> Part<'a> {
    pub(super) fn fields(self, name: FieldName) -> impl Iterator<Item = &'a Field> {
        self.blocks.iter().filter_map(move |block| match block {
            Block::Field(field) if field.name() == Some(name) => Some(field),
            _ => None,
        })
    }

    pub(super) fn value(self, name: FieldName) -> Option<&'a Text> {
        let field = self.fields(name).next().map(|field| &field.value);
        let item = || self.named_items(name).next().map(|item| &item.text);
        let heading = || {
            self.headed(name)
                .find_map(|section| match section.blocks().first() {
                    Some(Block::Prose(prose)) => Some(&prose.text),
                    _ => None,
                })
        };
        field.or_else(item).or_else(heading)
    }

    pub(super) fn list(self, name: FieldName) -> Vec<&'a Item> {
        let of_fields = self.fields(name).flat_map(|field| items(&field.blocks));
        let of_items = self.named_items(name).flat_map(|item| items(&item.blocks));
        let of_headings = self
            .headed(name)
            .flat_map(|section| items(section.blocks()));
        of_fields.chain(of_items).chain(of_headings).collect()
    }

    /// The code blocks below a labelled field or a heading of that name.
    pub(super) fn code(self, name: FieldName) -> Vec<&'a CodeBlock> {
        let of_fields = self.fields(name).flat_map(|field| code(&field.blocks));
        let of_headings = self.headed(name).flat_map(|section| code(section.blocks()));
        of_fields.chain(of_headings).collect()
    }

    fn named_items(self, name: FieldName) -> impl Iterator<Item = &'a Item> {
        items(self.blocks).filter(move |item| item.name() == Some(name))
    }

    fn headed(self, name: FieldName) -> impl Iterator<Item = &'a Section> {
        self.sections
            .iter()
            .filter(move |section| is_headed(section, name))
    }
}

/// The code blocks among `blocks`, those below fields among them.
pub(super) fn code(blocks: &[Block]) -> impl Iterator<Item = &CodeBlock> {
    blocks
        .iter()
        .flat_map(|block| match block {
            Block::Field(field) => field.blocks.as_slice(),
            other => std::slice::from_ref(other),
        })
        .filter_map(|block| match block {
            Block::Code(code) => Some(code),
            _ => None,
        })
}

/// The nested item that is for a field: `- Purpose: …`, or `- Purpose` that nobody has filled in.
pub(super) fn slot(blocks: &[Block], name: FieldName) -> Option<&Item> {
    items(blocks).find(|item| is_slot(item, name))
}

fn is_slot(item: &Item, name: FieldName) -> bool {
    item.name() == Some(name) || (item.label.is_none() && is_called(&item.text, name))
}

/// Sets the text of the nested item that is for a field, or adds one in template order.
pub(super) fn set_slot(blocks: &mut Vec<Block>, name: FieldName, value: Text) {
    let mut lists = blocks.iter_mut().filter_map(list_of);
    let Some(list) = lists.next() else {
        blocks.push(Block::List(List::bullets([labelled(name, value)])));
        return;
    };
    let slots = list
        .items
        .iter_mut()
        .chain(lists.flat_map(|list| &mut list.items));
    match slots.into_iter().find(|item| is_slot(item, name)) {
        Some(item) if item.label.is_some() => item.text = value,
        Some(item) => {
            let label = std::mem::replace(&mut item.text, value);
            (item.name, item.label) = (Meaning(Some(name)), Some(label));
        }
        None => insert_item(blocks, name, value),
    }
}

fn insert_item(blocks: &mut [Block], name: FieldName, value: Text) {
    if let Some(list) = blocks.iter_mut().find_map(list_of) {
        let at = place_of(name, &list.items, Item::name);
        list.items.insert(at, labelled(name, value));
    }
}

fn labelled(name: FieldName, value: Text) -> Item {
    Item {
        name: Meaning(Some(name)),
        ..Item::labelled(name.label(), value)
    }
}

pub(super) fn field_mut(blocks: &mut [Block], name: FieldName) -> Option<&mut Field> {
    blocks.iter_mut().find_map(|block| match block {
        Block::Field(field) if field.name() == Some(name) => Some(field),
        _ => None,
    })
}

pub(super) fn set_field(blocks: &mut Vec<Block>, name: FieldName, value: Text) {
    if let Some(field) = field_mut(blocks, name) {
        field.value = value;
        return;
    }
    if let Some(item) = named_item_mut(blocks, name) {
        item.text = value;
        return;
    }
    // A header that is a list of labelled items goes on as one.
    let is_list = |block: &Block| match block {
        Block::List(list) => list.items.iter().any(|item| item.name().is_some()),
        _ => false,
    };
    match blocks.iter_mut().position(|block| is_list(block)) {
        Some(at) if name.is_header() => {
            insert_item(blocks.get_mut(at..).unwrap_or_default(), name, value)
        }
        _ => insert_field(blocks, Field::new(name, value)),
    }
}

/// A labelled item among the lists of `blocks` or right below one of their fields: `- **Status**: Draft`.
fn named_item_mut(blocks: &mut [Block], name: FieldName) -> Option<&mut Item> {
    blocks.iter_mut().find_map(|block| match block {
        Block::List(list) => list.items.iter_mut().find(|item| item.name() == Some(name)),
        Block::Field(field) if name.is_header() => named_item_mut(&mut field.blocks, name),
        _ => None,
    })
}

/// Puts a field at its place in template order: after those that stand before it in the template, with what belongs to
/// them, and never behind a `---` at the end.
fn insert_field(blocks: &mut Vec<Block>, field: Field) {
    let name_of = |block: &Block| match block {
        Block::Field(field) => field.name(),
        _ => None,
    };
    let Some(name) = field.name() else {
        blocks.push(Block::Field(field));
        return;
    };
    let has_earlier = blocks
        .iter()
        .any(|block| name_of(block).is_some_and(|other| other < name));
    let mut at = place_of(name, blocks, name_of);
    if has_earlier && !name.is_header() {
        let own = |block: &&Block| !matches!(block, Block::Field(_) | Block::Rule(_));
        at += blocks.iter().skip(at).take_while(own).count();
    }
    let rules = blocks
        .iter()
        .rev()
        .take_while(|block| matches!(block, Block::Rule(_)))
        .count();
    at = at.min(blocks.len() - rules);
    blocks.insert(at, Block::Field(field));
}

/// The position behind the last node whose name stands before `name` in the template; without one, before the first
/// whose name stands behind it; else the end.
pub(super) fn place_of<T, N: Ord + Copy>(
    name: N,
    nodes: &[T],
    name_of: impl Fn(&T) -> Option<N>,
) -> usize {
    let earlier = nodes
        .iter()
        .filter_map(&name_of)
        .filter(|other| *other <= name)
        .max();
    let behind = earlier.and_then(|earlier| {
        nodes
            .iter()
            .rposition(|node| name_of(node) == Some(earlier))
    });
    let before = || {
        nodes
            .iter()
            .position(|node| name_of(node).is_some_and(|other| other > name))
    };
    behind
        .map(|at| at + 1)
        .or_else(before)
        .unwrap_or(nodes.len())
}

pub(super) fn push_item(
    blocks: &mut Vec<Block>,
    sections: &mut [Section],
    name: FieldName,
    item: Item,
) {
    if let Some(field) = field_mut(blocks, name) {
        push_below(&mut field.blocks, name, item);
    } else if let Some(labelled) = named_item_mut(blocks, name) {
        push_below(&mut labelled.blocks, name, item);
    } else if let Some(section) = sections.iter_mut().find(|section| is_headed(section, name)) {
        push_below(section.blocks_mut(), name, item);
    } else {
        let mut field = Field::new(name, "");
        push_below(&mut field.blocks, name, item);
        insert_field(blocks, field);
    }
}

/// Adds an item to the last list among `blocks`; a list that is not there yet is made.
pub(super) fn push_below(blocks: &mut Vec<Block>, name: FieldName, item: Item) {
    let last = blocks
        .iter_mut()
        .rev()
        .find(|block| matches!(block, Block::List(_) | Block::Tasks(_)));
    match last {
        Some(Block::List(list)) => list.items.push(item),
        Some(Block::Tasks(tasks)) => tasks.tasks.push(Task::from(item)),
        _ if name == FieldName::Tasks => {
            blocks.push(Block::Tasks(Tasks::numbered([Task::from(item)])))
        }
        _ if is_numbered(name) => blocks.push(Block::List(List::numbered([item]))),
        _ => blocks.push(Block::List(List::bullets([item]))),
    }
}

/// The lists that the template numbers.
fn is_numbered(name: FieldName) -> bool {
    matches!(name, FieldName::KeyDecisions | FieldName::RollbackSteps)
}

fn list_of(block: &mut Block) -> Option<&mut List> {
    match block {
        Block::List(list) => Some(list),
        _ => None,
    }
}

fn is_headed(section: &Section, name: FieldName) -> bool {
    section
        .as_titled()
        .is_some_and(|titled| is_called(&titled.heading, name))
}

fn is_called(text: &str, name: FieldName) -> bool {
    let text = folded(text);
    name.labels().iter().any(|label| folded(label) == text)
}

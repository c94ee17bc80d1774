//! A node of a plan, owned: what [`NodeRef`] is to read, to build with.

use super::{Block, Check, FrontLine, FrontMatter, Item, NodeRef, Plan, Row, Section, Task, Text};

/// A part of a plan, cut out of it: a section, a block, an item, a row.
///
/// It knows the text it was read from, so a plan that it is put into writes it as its author did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fragment {
    /// The whole plan.
    Plan(Plan),
    /// The lines between `---` fences at the start.
    FrontMatter(FrontMatter),
    /// One of those lines.
    FrontLine(FrontLine),
    /// A heading and what stands below it.
    Section(Section),
    /// A field, list, table, code block, paragraph or rule.
    Block(Block),
    /// An item of a list.
    Item(Item),
    /// An item of a list of tasks.
    Task(Task),
    /// A row of a table.
    Row(Row),
}

/// A text of a node, to be changed.
pub(crate) enum SlotMut<'a> {
    /// The node always has it.
    Required(&'a mut Text),
    /// The node may be without it.
    Optional(&'a mut Option<Text>),
}

impl SlotMut<'_> {
    /// Sets the text. One that the node must have is not taken away.
    pub(crate) fn set(self, value: Option<Text>) {
        match (self, value) {
            (Self::Required(slot), Some(value)) => *slot = value,
            (Self::Required(_), None) => {}
            (Self::Optional(slot), value) => *slot = value,
        }
    }
}

impl NodeRef<'_> {
    /// The node and everything below it.
    pub(crate) fn to_fragment(self) -> Fragment {
        match self {
            Self::Plan(it) => Fragment::Plan(it.clone()),
            Self::FrontMatter(it) => Fragment::FrontMatter(it.clone()),
            Self::FrontLine(it) => Fragment::FrontLine(it.clone()),
            Self::Section(it) => Fragment::Section(it.clone()),
            Self::Block(it) => Fragment::Block(it.clone()),
            Self::Item(it) => Fragment::Item(it.clone()),
            Self::Task(it) => Fragment::Task(it.clone()),
            Self::Row(it) => Fragment::Row(it.clone()),
        }
    }

    /// The node without what stands below it.
    pub(crate) fn shell(self) -> Fragment {
        match self {
            Self::Plan(it) => Fragment::Plan(Plan {
                vocabulary: it.vocabulary.clone(),
                ..Plan::default()
            }),
            Self::FrontMatter(it) => Fragment::FrontMatter(FrontMatter {
                lines: Vec::new(),
                origin: it.origin.clone(),
            }),
            Self::Section(it) => Fragment::Section(it.shell()),
            Self::Block(it) => Fragment::Block(it.shell()),
            Self::Item(it) => Fragment::Item(Item {
                check: it.check,
                name: it.name,
                label: it.label.clone(),
                text: it.text.clone(),
                blocks: Vec::new(),
                origin: it.origin.clone(),
            }),
            Self::Task(it) => Fragment::Task(Task {
                check: it.check,
                number: it.number.clone(),
                name: it.name.clone(),
                detail: it.detail.clone(),
                blocks: Vec::new(),
                origin: it.origin.clone(),
            }),
            Self::FrontLine(_) | Self::Row(_) => self.to_fragment(),
        }
    }
}

impl Fragment {
    /// The bytes it was read from, without the indent of its first line; nothing for what was not read.
    pub fn source(&self) -> Option<&str> {
        let origin = self.as_ref().origin()?;
        Some(origin.span()?.of(origin.source()?.text()))
    }

    pub(crate) fn as_ref(&self) -> NodeRef<'_> {
        match self {
            Self::Plan(it) => NodeRef::Plan(it),
            Self::FrontMatter(it) => NodeRef::FrontMatter(it),
            Self::FrontLine(it) => NodeRef::FrontLine(it),
            Self::Section(it) => NodeRef::Section(it),
            Self::Block(it) => NodeRef::Block(it),
            Self::Item(it) => NodeRef::Item(it),
            Self::Task(it) => NodeRef::Task(it),
            Self::Row(it) => NodeRef::Row(it),
        }
    }

    /// The texts of the node itself, in the order of [`NodeRef::slots`].
    pub(crate) fn slots_mut(&mut self) -> Vec<SlotMut<'_>> {
        use SlotMut::{Optional, Required};
        match self {
            Self::FrontLine(FrontLine::Field(field)) => {
                vec![Required(&mut field.key), Required(&mut field.value)]
            }
            Self::FrontLine(FrontLine::Other(line)) => vec![Required(&mut line.text)],
            Self::Section(section) => section.heading_slots_mut(),
            Self::Block(Block::Field(field)) => vec![
                Required(&mut field.label),
                Optional(&mut field.qualifier),
                Required(&mut field.value),
            ],
            Self::Block(Block::Code(code)) => {
                vec![Required(&mut code.info), Required(&mut code.code)]
            }
            Self::Block(Block::Prose(prose)) => vec![Required(&mut prose.text)],
            Self::Item(item) => vec![Optional(&mut item.label), Required(&mut item.text)],
            Self::Task(task) => vec![
                Optional(&mut task.number),
                Required(&mut task.name),
                Optional(&mut task.detail),
            ],
            Self::Row(row) => row.cells.iter_mut().map(Required).collect(),
            Self::Plan(_) | Self::FrontMatter(_) | Self::Block(_) => Vec::new(),
        }
    }

    /// The box of an item or task.
    pub(crate) fn check_mut(&mut self) -> Option<&mut Option<Check>> {
        match self {
            Self::Item(item) => Some(&mut item.check),
            Self::Task(task) => Some(&mut task.check),
            _ => None,
        }
    }

    /// Sets the level of a heading, or the first number of a list, to that of another node.
    pub(crate) fn set_form(&mut self, other: NodeRef<'_>) {
        match self {
            Self::Section(section) => {
                if let Some(level) = other.level() {
                    section.set_own_level(level);
                }
            }
            Self::Block(Block::List(list)) => list.start = other.start(),
            Self::Block(Block::Tasks(list)) => list.start = other.start(),
            _ => {}
        }
    }

    /// The same node with these children, in order. The first row of a table is its header. A child that cannot stand
    /// there is left out; alignment never gives one, since only nodes of one kind are matched.
    pub(crate) fn with_children(mut self, children: Vec<Fragment>) -> Self {
        for (number, child) in children.into_iter().enumerate() {
            match (&mut self, child) {
                (Self::Plan(plan), Self::FrontMatter(front)) => plan.front_matter = Some(front),
                (Self::Plan(plan), Self::Block(block)) => plan.preamble.push(block),
                (Self::Plan(plan), Self::Section(section)) => plan.sections.push(section),
                (Self::FrontMatter(front), Self::FrontLine(line)) => front.lines.push(line),
                (Self::Section(section), Self::Block(block)) => section.blocks_mut().push(block),
                (Self::Section(section), Self::Section(inner)) => {
                    if let Some(sections) = section.sections_mut() {
                        sections.push(inner);
                    }
                }
                (Self::Block(Block::Field(field)), Self::Block(block)) => field.blocks.push(block),
                (Self::Block(Block::Tasks(list)), Self::Task(task)) => list.tasks.push(task),
                (Self::Block(Block::List(list)), Self::Item(item)) => list.items.push(item),
                (Self::Block(Block::Table(table)), Self::Row(row)) if number == 0 => {
                    table.header = row;
                }
                (Self::Block(Block::Table(table)), Self::Row(row)) => table.rows.push(row),
                (Self::Item(item), Self::Block(block)) => item.blocks.push(block),
                (Self::Task(task), Self::Block(block)) => task.blocks.push(block),
                _ => {}
            }
        }
        self
    }
}

impl From<Plan> for Fragment {
    fn from(plan: Plan) -> Self {
        Self::Plan(plan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::template::TEMPLATE;

    fn rebuilt(node: NodeRef<'_>) -> Fragment {
        let children = node.children().into_iter().map(rebuilt).collect();
        node.shell().with_children(children)
    }

    #[test]
    fn a_plan_is_its_shells_put_together() {
        for text in [
            TEMPLATE,
            "---\nstatus: x\n# y\n---\nintro\n\n# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
            "# T\n\n## Phase 1: A\n\n#### Task 1.1: x | done\n\ntext\n\n#### Tasks\n\n- [ ] **a**: b\n  > q\n",
        ] {
            let document = Document::parse(text);
            let plan = rebuilt(NodeRef::Plan(document.plan()));
            assert_eq!(plan, Fragment::from(document.plan().clone()));
            // Origins too: nothing needs to be written.
            let Fragment::Plan(plan) = plan else { continue };
            assert_eq!(document.edits(&plan), Ok(Vec::new()));
        }
    }

    #[test]
    fn texts_are_the_same_to_read_and_to_change() {
        let document = Document::parse(TEMPLATE);
        let mut open = vec![NodeRef::Plan(document.plan())];
        while let Some(node) = open.pop() {
            let mut shell = node.shell();
            let own = shell.clone();
            let texts: Vec<Option<Text>> = node
                .slots()
                .into_iter()
                .map(|(_, text)| text.cloned())
                .collect();
            let slots = shell.slots_mut();
            assert_eq!(slots.len(), texts.len(), "{node:?}");
            slots
                .into_iter()
                .zip(texts)
                .for_each(|(slot, text)| slot.set(text));
            assert_eq!(shell, own);
            open.extend(node.children());
        }
    }
}

//! Every node of a plan behind one face, for what treats them all alike: alignment, writing, comparing.

use super::{Block, Check, FrontLine, FrontMatter, Item, Origin, Plan, Row, Section, Task, Text};
use crate::template::{FieldName, SectionName, folded};

/// A node of a plan.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NodeRef<'a> {
    Plan(&'a Plan),
    FrontMatter(&'a FrontMatter),
    FrontLine(&'a FrontLine),
    Section(&'a Section),
    Block(&'a Block),
    Item(&'a Item),
    Task(&'a Task),
    Row(&'a Row),
}

/// A text of a node, with the name that messages use. `None` where the node has no such part.
pub(crate) type Slot<'a> = (&'static str, Option<&'a Text>);

impl<'a> NodeRef<'a> {
    /// True if both are one node of one plan.
    pub(crate) fn is(self, other: NodeRef<'_>) -> bool {
        match (self, other) {
            (Self::Plan(a), NodeRef::Plan(b)) => std::ptr::eq(a, b),
            (Self::FrontMatter(a), NodeRef::FrontMatter(b)) => std::ptr::eq(a, b),
            (Self::FrontLine(a), NodeRef::FrontLine(b)) => std::ptr::eq(a, b),
            (Self::Section(a), NodeRef::Section(b)) => std::ptr::eq(a, b),
            (Self::Block(a), NodeRef::Block(b)) => std::ptr::eq(a, b),
            (Self::Item(a), NodeRef::Item(b)) => std::ptr::eq(a, b),
            (Self::Task(a), NodeRef::Task(b)) => std::ptr::eq(a, b),
            (Self::Row(a), NodeRef::Row(b)) => std::ptr::eq(a, b),
            _ => false,
        }
    }

    /// A number that two nodes share if one can be the other, edited.
    pub(crate) fn kind(self) -> u8 {
        match self {
            Self::Plan(_) => 0,
            Self::FrontMatter(_) => 1,
            Self::FrontLine(FrontLine::Field(_)) => 2,
            Self::FrontLine(FrontLine::Other(_)) => 3,
            Self::Section(Section::Header(_)) => 4,
            Self::Section(Section::Phase(_)) => 5,
            Self::Section(Section::Task(_)) => 6,
            Self::Section(Section::Entry(_)) => 7,
            Self::Section(Section::Example(_) | Section::EdgeCase(_)) => 8,
            Self::Section(_) => 9,
            Self::Block(Block::Field(_)) => 10,
            Self::Block(Block::Tasks(_)) => 11,
            Self::Block(Block::List(_)) => 12,
            Self::Block(Block::Table(_)) => 13,
            Self::Block(Block::Code(_)) => 14,
            Self::Block(Block::Prose(_)) => 15,
            Self::Block(Block::Rule(_)) => 16,
            Self::Item(_) => 17,
            Self::Task(_) => 18,
            Self::Row(_) => 19,
        }
    }

    /// True if both say the same.
    pub(crate) fn same(self, other: NodeRef<'_>) -> bool {
        match (self, other) {
            (Self::Plan(a), NodeRef::Plan(b)) => a == b,
            (Self::FrontMatter(a), NodeRef::FrontMatter(b)) => a == b,
            (Self::FrontLine(a), NodeRef::FrontLine(b)) => a == b,
            (Self::Section(a), NodeRef::Section(b)) => a == b,
            (Self::Block(a), NodeRef::Block(b)) => a == b,
            (Self::Item(a), NodeRef::Item(b)) => a == b,
            (Self::Task(a), NodeRef::Task(b)) => a == b,
            (Self::Row(a), NodeRef::Row(b)) => a == b,
            _ => false,
        }
    }

    /// The nodes right below, in document order.
    pub(crate) fn children(self) -> Vec<NodeRef<'a>> {
        let mut children = Vec::new();
        self.each_child(|child| children.push(child));
        children
    }

    /// Calls `see` for the nodes right below, in document order.
    pub(crate) fn each_child(self, see: impl FnMut(NodeRef<'a>)) {
        match self {
            Self::Plan(plan) => {
                let front = plan.front_matter.iter().map(NodeRef::FrontMatter);
                front
                    .chain(plan.preamble.iter().map(NodeRef::Block))
                    .chain(plan.sections.iter().map(NodeRef::Section))
                    .for_each(see);
            }
            Self::FrontMatter(front) => front.lines.iter().map(NodeRef::FrontLine).for_each(see),
            Self::Section(section) => section
                .blocks()
                .iter()
                .map(NodeRef::Block)
                .chain(section.sections().iter().map(NodeRef::Section))
                .for_each(see),
            Self::Block(Block::Field(field)) => {
                field.blocks.iter().map(NodeRef::Block).for_each(see);
            }
            Self::Block(Block::Tasks(list)) => list.tasks.iter().map(NodeRef::Task).for_each(see),
            Self::Block(Block::List(list)) => list.items.iter().map(NodeRef::Item).for_each(see),
            Self::Block(Block::Table(table)) => std::iter::once(&table.header)
                .chain(&table.rows)
                .map(NodeRef::Row)
                .for_each(see),
            Self::Item(item) => item.blocks.iter().map(NodeRef::Block).for_each(see),
            Self::Task(task) => task.blocks.iter().map(NodeRef::Block).for_each(see),
            Self::FrontLine(_) | Self::Block(_) | Self::Row(_) => {}
        }
    }

    /// The texts of the node itself, in document order.
    pub(crate) fn slots(self) -> Vec<Slot<'a>> {
        match self {
            Self::FrontLine(FrontLine::Field(field)) => {
                vec![("key", Some(&field.key)), ("value", Some(&field.value))]
            }
            Self::FrontLine(FrontLine::Other(line)) => vec![("line", Some(&line.text))],
            Self::Section(section) => section.heading_slots(),
            Self::Block(Block::Field(field)) => vec![
                ("label", Some(&field.label)),
                ("qualifier", field.qualifier.as_ref()),
                ("value", Some(&field.value)),
            ],
            Self::Block(Block::Code(code)) => {
                vec![("language", Some(&code.info)), ("code", Some(&code.code))]
            }
            Self::Block(Block::Prose(prose)) => vec![("text", Some(&prose.text))],
            Self::Item(item) => vec![("label", item.label.as_ref()), ("text", Some(&item.text))],
            Self::Task(task) => vec![
                ("number", task.number.as_ref()),
                ("name", Some(&task.name)),
                ("detail", task.detail.as_ref()),
            ],
            Self::Row(row) => row.cells.iter().map(|cell| ("cell", Some(cell))).collect(),
            Self::Plan(_) | Self::FrontMatter(_) | Self::Block(_) => Vec::new(),
        }
    }

    /// The box of an item or task.
    pub(crate) fn check(self) -> Option<Check> {
        match self {
            Self::Item(item) => item.check,
            Self::Task(task) => task.check,
            _ => None,
        }
    }

    /// The first number of an ordered list.
    pub(crate) fn start(self) -> Option<u64> {
        match self {
            Self::Block(Block::List(list)) => list.start,
            Self::Block(Block::Tasks(list)) => list.start,
            _ => None,
        }
    }

    /// The number of `#` of a heading.
    pub(crate) fn level(self) -> Option<u8> {
        match self {
            Self::Section(section) => Some(section.level()),
            _ => None,
        }
    }

    /// What the node means: two nodes of one kind that mean something else are not told by their texts alone.
    pub(crate) fn sort(self) -> (Option<SectionName>, Option<FieldName>) {
        match self {
            Self::Section(section) => (section.name(), None),
            Self::Block(Block::Field(field)) => (None, field.name()),
            Self::Item(item) => (None, item.name()),
            Self::FrontLine(FrontLine::Field(field)) => (None, field.name()),
            _ => (None, None),
        }
    }

    /// True for a list, whose children have markers.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Self::Block(Block::List(_) | Block::Tasks(_)))
    }

    /// True for what has a marker: an item or a task.
    pub(crate) fn is_entry(self) -> bool {
        matches!(self, Self::Item(_) | Self::Task(_))
    }

    /// True for what people speak of and find again elsewhere. Blocks are what these hold.
    pub(crate) fn has_name(self) -> bool {
        matches!(
            self,
            Self::Section(_) | Self::Item(_) | Self::Task(_) | Self::Row(_)
        )
    }

    /// How many of the [`keys`](Self::keys) are names. The others are labels, which several nodes have: the first cell
    /// of a row, the number of a task, `Test` before the text of an item.
    pub(crate) fn names(self) -> usize {
        match self {
            Self::Item(_) | Self::Row(_) => 1,
            Self::Task(_) => 2,
            _ => usize::MAX,
        }
    }

    /// True for what has nothing to be known by but its place and its words.
    pub(crate) fn is_nameless(self) -> bool {
        let labelled = matches!(self, Self::Block(Block::Field(_)) | Self::FrontLine(_));
        !self.has_name() && !labelled
    }

    /// Where the node was read.
    pub(crate) fn origin(self) -> Option<&'a Origin> {
        match self {
            Self::Plan(_) => None,
            Self::FrontMatter(front) => Some(&front.origin),
            Self::FrontLine(line) => Some(line.origin()),
            Self::Section(section) => Some(section.origin()),
            Self::Block(block) => Some(block.origin()),
            Self::Item(item) => Some(&item.origin),
            Self::Task(task) => Some(&task.origin),
            Self::Row(row) => Some(&row.origin),
        }
    }

    /// What makes two nodes the same one, the strongest first. An empty key says nothing.
    pub(crate) fn keys(self) -> Vec<String> {
        match self {
            Self::Plan(_) | Self::FrontMatter(_) => vec!["one".to_owned()],
            Self::FrontLine(FrontLine::Field(field)) => vec![folded(&field.key)],
            Self::FrontLine(FrontLine::Other(line)) => vec![line.text.to_string()],
            Self::Section(section) => section_keys(section),
            Self::Block(Block::Field(field)) => {
                let label = folded(&field.label);
                vec![format!("{label}\n{}", field.value), label]
            }
            Self::Block(Block::Code(code)) => vec![format!("{}\n{}", code.info, code.code)],
            Self::Block(Block::Prose(prose)) => vec![prose.text.to_string()],
            Self::Block(Block::Rule(_)) => vec!["rule".to_owned()],
            Self::Block(Block::Table(table)) => vec![joined(&table.header)],
            Self::Block(Block::Tasks(_) | Block::List(_)) => Vec::new(),
            Self::Item(item) => {
                let label = item.label.as_deref().map_or_else(String::new, folded);
                vec![folded(&item.line()), label]
            }
            Self::Task(task) => {
                let number = task.number.as_deref().unwrap_or_default();
                let name = folded(&task.name);
                let detail = task.detail.as_deref().unwrap_or_default();
                vec![
                    format!("{number}\n{name}\n{detail}"),
                    name,
                    number.to_owned(),
                ]
            }
            Self::Row(row) => {
                let first = row
                    .cells
                    .first()
                    .map_or_else(String::new, |cell| folded(cell));
                vec![joined(row), first]
            }
        }
    }

    /// What the node says itself, without what stands below it, and without what is alike in all of its sort: `Phase 1`.
    pub(crate) fn own_words(self) -> String {
        let slots = self.slots().into_iter();
        let own = slots.filter(|(name, _)| !matches!(*name, "prefix" | "word" | "number" | "date"));
        let texts: Vec<&str> = own.filter_map(|(_, text)| text.map(Text::as_str)).collect();
        texts.join(" ")
    }

    /// The same, with the label of an item as others write it: `**Risk:** Redis is down`.
    pub(crate) fn titled_words(self) -> String {
        let mut out = String::new();
        self.push_titled(&mut out);
        out
    }

    fn push_titled(self, out: &mut String) {
        if let Self::Item(item) = self {
            if let Some(label) = &item.label {
                out.extend(["**", label.as_str(), ":** "]);
            }
            out.push_str(&item.text);
            out.push(' ');
            return;
        }
        for text in self.slots().into_iter().filter_map(|(_, text)| text) {
            out.push_str(text);
            out.push(' ');
        }
    }

    /// The words by which a node is known when it was reworded.
    pub(crate) fn words(self) -> String {
        let mut out = String::new();
        // Words of nested nodes count too: a list has no others.
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            node.push_titled(&mut out);
            if out.len() < MAX_WORDS {
                open.extend(node.children().into_iter().rev());
            }
        }
        out
    }

    /// What people call the node, for messages: `phase 2`, `goal`, `item "ship it"`.
    pub(crate) fn called(self) -> String {
        let quoted = |what: &str, text: &str| {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if line.chars().count() > 40 {
                let cut: String = line.chars().take(39).collect();
                format!("{what} \"{}…\"", cut.trim_end())
            } else {
                format!("{what} \"{line}\"")
            }
        };
        match self {
            Self::Plan(_) => "plan".to_owned(),
            Self::FrontMatter(_) => "front matter".to_owned(),
            Self::FrontLine(FrontLine::Field(field)) => quoted("front matter", &field.key),
            Self::FrontLine(FrontLine::Other(_)) => "line".to_owned(),
            Self::Section(section) => quoted("section", &section.heading()),
            Self::Block(Block::Field(field)) => quoted("field", &field.label),
            Self::Block(Block::Tasks(_)) => "tasks".to_owned(),
            Self::Block(Block::List(_)) => "list".to_owned(),
            Self::Block(Block::Table(_)) => "table".to_owned(),
            Self::Block(Block::Code(_)) => "code block".to_owned(),
            Self::Block(Block::Prose(prose)) => quoted("text", &prose.text),
            Self::Block(Block::Rule(_)) => "rule".to_owned(),
            Self::Item(item) => quoted("item", &item.line()),
            Self::Task(task) => quoted("task", &task.name),
            Self::Row(row) => quoted("row", row.cells.first().map_or("", |cell| cell)),
        }
    }
}

/// Words past this many bytes say nothing new about which node it is.
const MAX_WORDS: usize = 2000;

fn section_keys(section: &Section) -> Vec<String> {
    let numbered = |number: &Option<Text>, name: &Text| {
        let name = folded(name);
        let number = number.as_deref().unwrap_or_default().to_lowercase();
        if name.is_empty() {
            vec![number]
        } else {
            vec![format!("{number}\n{name}"), name]
        }
    };
    match section {
        Section::Header(_) => vec!["header".to_owned()],
        Section::Phase(phase) => numbered(&phase.number, &phase.name),
        Section::Task(task) => numbered(&task.number, &task.name),
        Section::Example(named) | Section::EdgeCase(named) => vec![folded(&named.name)],
        Section::Entry(entry) => vec![entry.heading(), entry.title.to_string()],
        other => vec![folded(&other.heading())],
    }
}

fn joined(row: &Row) -> String {
    let cells: Vec<&str> = row.cells.iter().map(Text::as_str).collect();
    cells.join("\n")
}

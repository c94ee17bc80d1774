//! What each node of a plan is to its reader: a thing that changes are told of, or a part of one.

use std::collections::VecDeque;

use foldhash::HashMap;

use super::thing::Thing;
use super::tree::Tree;
use crate::model::{
    Addresses, Block, FrontLine, NodeRef, Phase, Plan, Section, TaskRef, Text, rows, slug,
};
use crate::template::{FieldName, folded};

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub thing: Thing,
    /// The node that is the thing: this one or one above it.
    pub owner: usize,
    /// The phase it stands in.
    pub phase: Option<usize>,
    zone: Zone,
}

/// What stands below a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Header,
    Log,
    Phase,
    Tasks,
    Checks,
    Section,
    EdgeCases,
    Risks,
    Criteria,
    /// Parts of the thing, with no names of their own.
    Parts,
}

/// The plan itself.
const ROOT: Place = Place {
    thing: Thing::Plan,
    owner: 0,
    phase: None,
    zone: Zone::Header,
};

/// A node that may not be listed.
struct Seen {
    place: Place,
    /// True if the node is a thing, and not a part of one.
    is_thing: bool,
}

/// A plan with what its nodes are.
pub(super) struct Places<'a> {
    pub tree: Tree<'a>,
    plan: &'a Plan,
    places: Vec<Place>,
    /// The value that says the status of the plan.
    status: Option<*const Text>,
    addresses: Addresses<'a>,
}

impl<'a> Places<'a> {
    /// `tree` is that of the plan.
    pub fn of(plan: &'a Plan, tree: Tree<'a>) -> Self {
        let mut places = Self {
            places: Vec::with_capacity(tree.len()),
            tree,
            plan,
            status: plan.field(FieldName::Status).map(std::ptr::from_ref),
            addresses: Addresses::of(plan),
        };
        places.list();
        places
    }

    /// Lists everything that stands in a node.
    pub fn open_all(&mut self, index: usize) {
        self.tree.open_all(index);
        self.list();
    }

    /// Says what the nodes are that were listed since.
    pub fn list(&mut self) {
        for index in self.places.len()..self.tree.len() {
            let parent = self.tree.parent(index);
            let place = match (self.tree.get(parent), self.tree.get(index)) {
                (Some(parent_node), Some(node)) if index > 0 => {
                    let above = self.get(parent);
                    above.below(parent_node, index, node, self.status)
                }
                _ => ROOT,
            };
            self.places.push(place);
        }
    }

    /// The field that says the status.
    pub fn status(&self) -> Option<NodeRef<'a>> {
        let mut found = None;
        self.each_below(0, |node, seen| {
            if seen.is_thing && seen.place.thing == Thing::Status {
                found = found.or(Some(node));
            }
            found.is_none()
        });
        found
    }

    /// Sees all that stands in a node, listed or not, what stands higher first. Nothing is seen in what `see` says no to.
    fn each_below(&self, index: usize, mut see: impl FnMut(NodeRef<'a>, Seen) -> bool) {
        let Some(node) = self.tree.get(index) else {
            return;
        };
        let mut number = self.tree.len();
        let mut open = VecDeque::from([(node, self.get(index))]);
        while let Some((parent, above)) = open.pop_front() {
            parent.each_child(|node| {
                // It has no number as far as it is not listed, but another one than what it stands in.
                let place = above.below(parent, number, node, self.status);
                let seen = Seen {
                    place,
                    is_thing: place.owner == number,
                };
                number += 1;
                if see(node, seen) {
                    open.push_back((node, place));
                }
            });
        }
    }

    pub fn get(&self, index: usize) -> Place {
        self.places.get(index).copied().unwrap_or(Place {
            zone: Zone::Parts,
            ..ROOT
        })
    }

    /// The thing that a thing stands in.
    pub fn around(&self, owner: usize) -> Place {
        self.get(self.tree.parent(owner))
    }

    /// The thing that a part belongs to, as a reader sees it. Code behind a field that has a value stands beside it: it is
    /// not what `**Purpose**: Read` says.
    pub fn bearer(&self, index: usize) -> usize {
        let place = self.get(index);
        let is_code = matches!(self.tree.get(index), Some(NodeRef::Block(Block::Code(_))));
        match self.tree.get(place.owner) {
            Some(NodeRef::Block(Block::Field(field)))
                if is_code && place.thing == Thing::SectionField && !field.value.is_empty() =>
            {
                self.around(place.owner).owner
            }
            _ => place.owner,
        }
    }

    /// How many tasks and verification items a phase has.
    pub fn weight(&self, phase: usize) -> usize {
        let mut count = 0;
        self.each_below(phase, |_, seen| {
            let counts = matches!(seen.place.thing, Thing::Task | Thing::Check);
            if seen.is_thing && counts && seen.place.phase == Some(phase) {
                count += 1;
            }
            true
        });
        count
    }

    /// The phases, in document order.
    pub fn phases(&self) -> Vec<usize> {
        let known: HashMap<*const Phase, usize> = (0..self.tree.len())
            .filter_map(|index| match self.tree.get(index)? {
                NodeRef::Section(Section::Phase(phase)) => Some((std::ptr::from_ref(phase), index)),
                _ => None,
            })
            .collect();
        let phases = self.plan.phases().into_iter();
        phases
            .filter_map(|phase| known.get(&std::ptr::from_ref(phase)).copied())
            .collect()
    }

    /// The labels of the phases, in document order.
    pub fn labels(&self) -> Vec<String> {
        self.plan.phase_labels()
    }

    /// The label of a phase, as addresses have it.
    pub fn phase_label(&self, phase: usize) -> String {
        let labels = self.addresses.labels();
        match self.tree.get(phase) {
            Some(NodeRef::Section(Section::Phase(phase))) => labels
                .get(&std::ptr::from_ref(phase))
                .cloned()
                .unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// What a thing is called, on one line: a title, a heading, a label, or the words of an item.
    pub fn name(&self, owner: usize) -> String {
        let thing = self.get(owner).thing;
        match self.tree.get(owner) {
            Some(NodeRef::Section(Section::Header(header))) => header.title.on_one_line(),
            Some(NodeRef::Section(Section::Phase(phase))) => phase.name.on_one_line(),
            Some(NodeRef::Section(Section::Task(_))) => {
                self.task(owner).map_or_else(String::new, TaskRef::title)
            }
            Some(NodeRef::Section(Section::EdgeCase(named))) => named.name.on_one_line(),
            Some(NodeRef::Section(section)) if thing == Thing::Section => self.path(owner, section),
            Some(NodeRef::Section(section)) => section.heading(),
            Some(NodeRef::Block(Block::Field(field))) => field.label.on_one_line(),
            Some(NodeRef::FrontLine(FrontLine::Field(field))) => field.key.on_one_line(),
            Some(NodeRef::Item(item)) if thing == Thing::HeaderField => item
                .label
                .as_ref()
                .map_or_else(String::new, Text::on_one_line),
            Some(NodeRef::Item(item)) => item.line(),
            Some(NodeRef::Row(row)) if thing != Thing::Task => {
                let cells = row.cells.iter().map(Text::on_one_line);
                cells.collect::<Vec<_>>().join(" | ")
            }
            _ => self.task(owner).map_or_else(String::new, TaskRef::title),
        }
    }

    /// The label of a field in any of its forms.
    pub fn label(&self, index: usize) -> Option<String> {
        label_of(self.tree.get(index)?)
    }

    /// A heading behind those that it stands below, as far as they are sections with text of their own.
    fn path(&self, owner: usize, section: &Section) -> String {
        let heading = section.heading();
        let above = self.around(owner);
        match (above.thing, self.tree.get(above.owner)) {
            (Thing::Section, Some(NodeRef::Section(outer))) => {
                format!("{}, {heading}", self.path(above.owner, outer))
            }
            _ => heading,
        }
    }

    /// Where a thing stands, for people: `Phase 2`, `Overview, Success Criteria`.
    pub fn whereabouts(&self, owner: usize) -> String {
        let above = self.around(owner);
        let name = match above.thing {
            Thing::Phase => return format!("Phase {}", self.phase_label(above.owner)),
            Thing::Plan | Thing::Header => return "Header".to_owned(),
            Thing::Log => return "Evolution Log".to_owned(),
            // An item with a label stands for a field.
            Thing::Item => match self.tree.get(above.owner) {
                Some(NodeRef::Item(item)) => item.label.as_ref().map(Text::on_one_line),
                _ => None,
            },
            _ => Some(self.name(above.owner)),
        };
        match (name, above.thing) {
            (Some(name), Thing::Section) => name,
            (Some(name), _) => format!("{}, {name}", self.whereabouts(above.owner)),
            (None, _) => self.whereabouts(above.owner),
        }
    }

    /// The nearest thing around a thing that [`whereabouts`](Self::whereabouts) has a name for.
    pub fn named_around(&self, owner: usize) -> usize {
        let mut above = self.around(owner);
        while above.thing == Thing::Item && above.owner != 0 {
            let node = self.tree.get(above.owner);
            if matches!(node, Some(NodeRef::Item(item)) if item.label.is_some()) {
                break;
            }
            above = self.around(above.owner);
        }
        above.owner
    }

    /// The phase that a node stands in, or else where its thing stands.
    pub fn region(&self, index: usize) -> String {
        let place = self.get(index);
        match place.phase {
            Some(phase) => format!("Phase {}", self.phase_label(phase)),
            None => self.whereabouts(place.owner),
        }
    }

    /// The address of a thing.
    pub fn address(&self, owner: usize) -> String {
        let place = self.get(owner);
        match place.thing {
            Thing::Plan => "text".to_owned(),
            Thing::Header => "section.header".to_owned(),
            Thing::Status => "status".to_owned(),
            Thing::Log | Thing::Entry => "log".to_owned(),
            Thing::HeaderField => format!("field.{}", self.numbered(owner)),
            Thing::Phase => format!("phase.{}", self.phase_label(owner)),
            Thing::PhaseField => {
                let above = self.around(owner).owner;
                format!("{}.{}", self.address(above), slug(&self.name(owner)))
            }
            Thing::Section => format!("section.{}", slug(&self.name(owner))),
            Thing::SectionField => {
                let above = self.around(owner).owner;
                format!("{}.{}", self.address(above), slug(&self.name(owner)))
            }
            Thing::Task | Thing::Check => self.item(owner).unwrap_or_else(|| {
                let label = place.phase.map(|phase| self.phase_label(phase));
                let sign = if place.thing == Thing::Check { "v" } else { "" };
                format!(
                    "{}.{sign}{}",
                    label.unwrap_or_default(),
                    self.position(owner)
                )
            }),
            Thing::EdgeCase | Thing::Risk | Thing::Criterion | Thing::Item => {
                self.item(owner).unwrap_or_else(|| {
                    let above = self.around(owner).owner;
                    format!("{}.{}", self.address(above), self.position(owner))
                })
            }
        }
    }

    /// The address of a node: its own if it has one, else that of the thing it is a part of.
    pub fn nearest(&self, index: usize) -> String {
        let owner = self.get(index).owner;
        self.item(index).unwrap_or_else(|| self.address(owner))
    }

    /// The address of a box or task.
    pub fn item(&self, index: usize) -> Option<String> {
        let span = self.tree.get(index)?.origin()?.span()?;
        let phase = match self.tree.get(self.get(index).phase.unwrap_or_default()) {
            Some(NodeRef::Section(Section::Phase(phase))) => Some(phase),
            _ => None,
        };
        self.addresses.at(phase, span)
    }

    /// Where a node begins in its text.
    pub fn start(&self, index: usize) -> Option<usize> {
        let span = self.tree.get(index)?.origin()?.span()?;
        Some(span.range().start)
    }

    /// True for the text of a task that says no more than which one of its list it is: of `Task 1.2` the number, if it is the
    /// second.
    pub fn is_count(&self, index: usize, slot: usize) -> bool {
        let Some(task) = self.task(index) else {
            return false;
        };
        let slots = self.tree.get(index).map_or_else(Vec::new, NodeRef::slots);
        let is_number = slots.get(slot).is_some_and(|(name, text)| match task {
            TaskRef::Row(_) => text.is_some_and(|text| Some(text.as_str()) == task.number()),
            _ => *name == "number",
        });
        let last = task.number().and_then(|number| number.rsplit('.').next());
        is_number && last.is_some_and(|last| last.parse() == Ok(self.position(index)))
    }

    fn task(&self, index: usize) -> Option<TaskRef<'a>> {
        match self.tree.get(index)? {
            NodeRef::Section(Section::Task(task)) => Some(TaskRef::Heading(task)),
            NodeRef::Task(task) => Some(TaskRef::Item(task)),
            NodeRef::Row(row) if self.get(index).thing == Thing::Task => {
                let NodeRef::Block(Block::Table(table)) = self.tree.get(self.tree.parent(index))?
                else {
                    return None;
                };
                let mut rows = rows(table);
                rows.find(|task| std::ptr::eq(task.row, row))
                    .map(TaskRef::Row)
            }
            _ => None,
        }
    }

    /// The label of a header field, and its number if it is not the first of that label.
    fn numbered(&self, owner: usize) -> String {
        let label = folded(&self.name(owner));
        let own = self.tree.get(owner);
        let mut before = 0;
        let mut is_found = false;
        self.each_below(0, |node, seen| {
            is_found |= own.is_some_and(|own| own.is(node));
            if !is_found && seen.is_thing && seen.place.thing == Thing::HeaderField {
                before += usize::from(label_of(node).is_some_and(|name| folded(&name) == label));
            }
            !is_found && matches!(seen.place.zone, Zone::Header)
        });
        let slug = label.replace(' ', "-");
        match before {
            0 => slug,
            count => format!("{slug}~{}", count + 1),
        }
    }

    /// The number of a node among its siblings that are the same thing, from 1.
    fn position(&self, owner: usize) -> usize {
        let siblings = self.tree.children(self.tree.parent(owner));
        let thing = self.get(owner).thing;
        let before = siblings.take_while(|sibling| *sibling != owner);
        1 + before
            .filter(|sibling| self.get(*sibling).thing == thing)
            .count()
    }
}

/// The label of a field in any of its forms.
fn label_of(node: NodeRef) -> Option<String> {
    let label = match node {
        NodeRef::Block(Block::Field(field)) => &field.label,
        NodeRef::FrontLine(FrontLine::Field(field)) => &field.key,
        NodeRef::Item(item) => item.label.as_ref()?,
        _ => return None,
    };
    Some(label.on_one_line())
}

impl Place {
    /// What a child of a node of this place is.
    fn below(
        &self,
        parent: NodeRef,
        index: usize,
        node: NodeRef,
        status: Option<*const Text>,
    ) -> Place {
        // A part of what it stands in, with what stands below it.
        let part = |zone| Place { zone, ..*self };
        let own = |thing, zone| Place {
            thing,
            owner: index,
            zone,
            phase: self.phase,
        };
        match node {
            NodeRef::Section(section) => self.section(index, section),
            NodeRef::Block(Block::Field(field)) => {
                let named = field.name();
                match self.zone {
                    _ if status == Some(std::ptr::from_ref(&field.value)) => {
                        own(Thing::Status, Zone::Parts)
                    }
                    Zone::Header => own(Thing::HeaderField, Zone::Parts),
                    Zone::Phase => own(Thing::PhaseField, within_phase(named)),
                    Zone::Section | Zone::EdgeCases => own(Thing::SectionField, zone_of(named)),
                    _ => part(Zone::Parts),
                }
            }
            // What holds items is no thing.
            NodeRef::Block(Block::List(_) | Block::Tasks(_) | Block::Table(_))
            | NodeRef::FrontMatter(_) => part(self.zone),
            NodeRef::Block(_) => part(Zone::Parts),
            NodeRef::FrontLine(FrontLine::Field(field)) => {
                let is_status = status == Some(std::ptr::from_ref(&field.value));
                own(header_field(is_status), Zone::Parts)
            }
            NodeRef::FrontLine(FrontLine::Other(_)) => part(Zone::Parts),
            NodeRef::Task(_) if self.zone != Zone::Parts => own(Thing::Task, Zone::Parts),
            // Wherever the plan's status is written, it is told of as that.
            NodeRef::Item(item) if status == Some(std::ptr::from_ref(&item.text)) => {
                own(Thing::Status, Zone::Parts)
            }
            NodeRef::Item(item) => {
                let named = item.name();
                match self.zone {
                    Zone::Header if item.label.is_some() => own(Thing::HeaderField, Zone::Parts),
                    Zone::Phase | Zone::Tasks => own(Thing::Item, within_phase(named)),
                    Zone::Section => own(Thing::Item, zone_of(named)),
                    zone => match zone.item() {
                        Some(thing) => own(thing, Zone::Parts),
                        None => part(Zone::Parts),
                    },
                }
            }
            NodeRef::Row(row) => {
                let table = match parent {
                    NodeRef::Block(Block::Table(table)) => Some(table),
                    _ => None,
                };
                let is_header = table.is_some_and(|table| std::ptr::eq(&table.header, row));
                let are_tasks = || table.is_some_and(|table| rows(table).next().is_some());
                match self.zone {
                    _ if is_header => part(Zone::Parts),
                    Zone::Tasks if are_tasks() => own(Thing::Task, Zone::Parts),
                    Zone::Phase | Zone::Tasks | Zone::Section => own(Thing::Item, Zone::Parts),
                    zone => match zone.item() {
                        Some(thing) => own(thing, Zone::Parts),
                        None => part(Zone::Parts),
                    },
                }
            }
            NodeRef::Plan(_) | NodeRef::Task(_) => part(Zone::Parts),
        }
    }

    fn section(&self, index: usize, section: &Section) -> Place {
        let part = |zone| Place { zone, ..*self };
        let own = |thing, zone| Place {
            thing,
            owner: index,
            zone,
            phase: self.phase,
        };
        match section {
            Section::Phase(_) => Place {
                phase: Some(index),
                ..own(Thing::Phase, Zone::Phase)
            },
            Section::Header(_) => own(Thing::Header, Zone::Header),
            _ if self.zone == Zone::Log => own(Thing::Entry, Zone::Parts),
            _ if self.zone == Zone::Parts => part(Zone::Parts),
            Section::EvolutionLog(_) => own(Thing::Log, Zone::Log),
            Section::Task(_) => own(Thing::Task, Zone::Parts),
            Section::EdgeCase(_) => own(Thing::EdgeCase, Zone::Parts),
            Section::Verification(_) if self.phase.is_some() => part(Zone::Checks),
            Section::Tasks(_) if self.phase.is_some() => part(Zone::Tasks),
            _ if self.phase.is_some() => part(Zone::Phase),
            Section::EdgeCases(_) => own(Thing::Section, Zone::EdgeCases),
            Section::Other(titled) => own(Thing::Section, zone_headed(&titled.heading)),
            _ => own(Thing::Section, Zone::Section),
        }
    }
}

impl Zone {
    /// What an item is here, if it is a thing.
    fn item(self) -> Option<Thing> {
        match self {
            Self::Checks => Some(Thing::Check),
            Self::EdgeCases => Some(Thing::EdgeCase),
            Self::Risks => Some(Thing::Risk),
            Self::Criteria => Some(Thing::Criterion),
            Self::Log => Some(Thing::Entry),
            Self::Phase | Self::Tasks | Self::Section => Some(Thing::Item),
            Self::Header | Self::Parts => None,
        }
    }
}

fn header_field(is_status: bool) -> Thing {
    if is_status {
        Thing::Status
    } else {
        Thing::HeaderField
    }
}

fn within_phase(name: Option<FieldName>) -> Zone {
    match name {
        Some(FieldName::Verification) => Zone::Checks,
        Some(FieldName::Tasks) => Zone::Tasks,
        _ => Zone::Phase,
    }
}

fn zone_of(name: Option<FieldName>) -> Zone {
    match name {
        Some(FieldName::Risks) => Zone::Risks,
        Some(FieldName::SuccessCriteria) => Zone::Criteria,
        _ => Zone::Section,
    }
}

/// A heading may stand for a label.
fn zone_headed(heading: &str) -> Zone {
    let is = |name: FieldName| folded(heading) == folded(name.label());
    [FieldName::Risks, FieldName::SuccessCriteria]
        .into_iter()
        .find(|name| is(*name))
        .map_or(Zone::Section, |name| zone_of(Some(name)))
}

//! The steps between two plans as changes of what they are steps of.
//!
//! Every step belongs to exactly one change. A node that came or went is told of as the thing it is; what stands in it goes
//! with it, except for what moved. A part of a thing is told of as a change of the thing.

mod moved;

use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::delta::{Step, is_respelled, own_steps};
use super::labelled::Labelled;
use super::pairs::Pairs;
use super::place::{Place, Places};
use super::thing::Thing;
use super::{Change, ChangeKind as Kind, Side};
use crate::model::{Block, NodeRef, Section, Text};
use crate::template::FieldName;

/// What makes two changes one: kind, side, and the thing or what it stands in.
type Key = (Kind, Side, usize);

pub(super) struct Teller<'a> {
    pub old: &'a Places<'a>,
    pub new: &'a Places<'a>,
    pub pairs: &'a Pairs,
    pub changes: Vec<Change>,
    known: HashMap<Key, usize>,
    /// Steps of the field that says the status, which is compared as a status.
    pub status: Vec<Step>,
    /// What [`Self::rising`] found, by the thing of the new plan.
    rising: HashMap<usize, Rc<HashSet<usize>>>,
    /// What [`Self::is_same_list`] found, by the lists of both plans.
    same_lists: HashMap<(usize, usize), bool>,
    /// Fields of one plan that are prose in the other.
    labelled: Labelled,
}

/// The changes between two plans, the status left out, and the steps of the field that says it.
pub(super) fn tell<'a>(old: &'a Places, new: &'a Places, pairs: &'a Pairs) -> Teller<'a> {
    let mut teller = Teller {
        old,
        new,
        pairs,
        changes: Vec::new(),
        known: HashMap::default(),
        status: Vec::new(),
        rising: HashMap::default(),
        same_lists: HashMap::default(),
        labelled: Labelled::of(old, new, pairs),
    };
    for index in 0..new.tree.len() {
        match pairs.to_old(index) {
            None => teller.came(index),
            Some(was) if !pairs.is_equal(was) => {
                teller.own(was, index);
                teller.moved(was, index);
                teller.reordered(was, index);
            }
            Some(_) => {}
        }
    }
    for index in 0..old.tree.len() {
        if pairs.to_new(index).is_none() {
            teller.went(index);
        }
    }
    teller
}

impl Teller<'_> {
    /// Adds a step to a change, which `make` makes if it is not there yet.
    fn add(&mut self, key: Key, step: Step, make: impl FnOnce(&Self) -> Change) {
        let at = match self.known.get(&key) {
            Some(at) => *at,
            None => {
                let change = make(self);
                self.known.insert(key, self.changes.len());
                self.changes.push(change);
                self.changes.len() - 1
            }
        };
        if let Some(change) = self.changes.get_mut(at) {
            change.steps.push(step);
        }
    }

    fn cosmetic(&mut self, step: Step) {
        let key = (Kind::Formatting, Side::New, 0);
        self.add(key, step, |_| Change::new(Kind::Formatting, "text", &[]));
    }

    fn places(&self, side: Side) -> &Places<'_> {
        match side {
            Side::New => self.new,
            Side::Old => self.old,
        }
    }

    /// True for a node that the other side does not have in any form.
    fn is_alone(&self, side: Side, index: usize) -> bool {
        let labelled = self.labelled_field(side, index);
        labelled.is_none()
            && match side {
                Side::New => self.pairs.to_old(index).is_none(),
                Side::Old => self.pairs.to_new(index).is_none(),
            }
    }

    /// The field that a node is, or is on the other side, where it is prose on one of them.
    fn labelled_field(&self, side: Side, index: usize) -> Option<(Side, usize)> {
        let is_field = |side: Side, index: usize| {
            let node = self.places(side).tree.get(index);
            matches!(node, Some(NodeRef::Block(Block::Field(_))))
        };
        let (other, twin) = match side {
            Side::New => (Side::Old, self.labelled.old_of(index)?),
            Side::Old => (Side::New, self.labelled.new_of(index)?),
        };
        Some(if is_field(side, index) {
            (side, index)
        } else {
            (other, twin)
        })
    }

    fn came(&mut self, index: usize) {
        self.alone(Side::New, index, Step::Insert(index));
    }

    fn went(&mut self, index: usize) {
        self.alone(Side::Old, index, Step::Remove(index));
    }

    /// A node that one side has and the other has not.
    fn alone(&mut self, side: Side, index: usize, step: Step) {
        if let Some((side, field)) = self.labelled_field(side, index) {
            let kind = self.places(side).get(field).thing.kinds().changed;
            return self.add((kind, side, field), step, |teller| {
                teller.changed(kind, side, field)
            });
        }
        let places = self.places(side);
        let place = places.get(index);
        let node = places.tree.get(index);
        if place.owner == index || self.is_alone(side, place.owner) {
            return self.whole(side, place.owner, step);
        }
        if matches!(node, Some(NodeRef::Block(Block::Rule(_)))) {
            return self.cosmetic(step);
        }
        // A list is told of by its items. One that has none of its own, since items that were there stand in it now, is a
        // matter of markers.
        let holds = matches!(
            node,
            Some(
                NodeRef::Block(Block::List(_) | Block::Tasks(_) | Block::Table(_))
                    | NodeRef::FrontMatter(_)
            )
        );
        let is_list = node.is_some_and(NodeRef::is_list);
        let own = places
            .tree
            .children(index)
            .filter(|child| self.is_alone(side, *child));
        let thing = |child: &usize| places.get(*child).owner == *child;
        match own.clone().find(thing).filter(|_| holds) {
            Some(child) => self.whole(side, child, step),
            None if is_list && own.count() == 0 => self.cosmetic(step),
            None => self.part(side, places.bearer(index), step),
        }
    }

    /// A thing that came or went, or a part of one: the outermost thing that did is told of.
    fn whole(&mut self, side: Side, thing: usize, step: Step) {
        let mut thing = thing;
        loop {
            let around = self.places(side).around(thing).owner;
            if around == 0 || !self.is_alone(side, around) {
                break;
            }
            thing = around;
        }
        let place = self.places(side).get(thing);
        if place.thing == Thing::Status {
            return self.status.push(step);
        }
        let kinds = place.thing.kinds();
        let kind = if side == Side::New {
            kinds.added
        } else {
            kinds.removed
        };
        self.add((kind, side, thing), step, |teller| {
            teller.came_or_went(kind, side, thing)
        });
    }

    fn came_or_went(&self, kind: Kind, side: Side, thing: usize) -> Change {
        let places = self.places(side);
        let (name, at) = (places.name(thing), places.address(thing));
        let place = places.get(thing);
        let phase = place
            .phase
            .map(|phase| places.phase_label(phase))
            .unwrap_or_default();
        let value = match places.tree.get(thing) {
            Some(NodeRef::Section(Section::Phase(phase))) => phase.heading(),
            Some(node) if matches!(place.thing, Thing::HeaderField) => value_of(node),
            _ => name.clone(),
        };
        let whereabouts;
        let slots: Vec<&str> = match place.thing {
            Thing::Phase if name.is_empty() => vec![&phase],
            Thing::Phase | Thing::PhaseField | Thing::Task | Thing::Check => vec![&phase, &name],
            Thing::HeaderField if value.is_empty() => vec![&name],
            Thing::HeaderField => vec![&name, &value],
            Thing::SectionField | Thing::Item => {
                whereabouts = places.whereabouts(thing);
                vec![&whereabouts, &name]
            }
            Thing::Plan | Thing::Log => vec![],
            Thing::Header if side == Side::New => vec!["", &name],
            Thing::Header => vec![&name, ""],
            _ => vec![&name],
        };
        let at = if kind == Kind::TitleChanged {
            "title".to_owned()
        } else {
            at
        };
        let change = Change::new(kind, at, &slots);
        match side {
            Side::New => change.to(&value),
            Side::Old => change.from(&value),
        }
        .of(side, thing)
    }

    /// A part of a thing changed.
    fn part(&mut self, side: Side, thing: usize, step: Step) {
        // Told of where it is now. What went altogether takes its parts along.
        let (side, thing) = match side {
            Side::New if self.is_alone(side, thing) => return self.whole(side, thing, step),
            Side::New => (Side::New, thing),
            Side::Old => match self.pairs.to_new(thing) {
                Some(now) => (Side::New, now),
                None => return self.whole(side, thing, step),
            },
        };
        let place = self.new.get(thing);
        if place.thing == Thing::Status {
            return self.status.push(step);
        }
        let kind = place.thing.kinds().changed;
        self.add((kind, side, thing), step, |teller| {
            teller.changed(kind, side, thing)
        });
    }

    fn changed(&self, kind: Kind, side: Side, thing: usize) -> Change {
        let places = self.places(side);
        let (name, at) = (places.name(thing), places.address(thing));
        let place = places.get(thing);
        let phase = place
            .phase
            .map(|phase| places.phase_label(phase))
            .unwrap_or_default();
        let whereabouts;
        let slots: Vec<&str> = match place.thing {
            Thing::Plan | Thing::Log => vec![],
            Thing::Header => vec!["Header"],
            Thing::Phase => vec![&phase],
            Thing::PhaseField | Thing::Task | Thing::Check => vec![&phase, &name],
            Thing::SectionField | Thing::Item => {
                whereabouts = places.whereabouts(thing);
                vec![&whereabouts, &name]
            }
            _ => vec![&name],
        };
        Change::new(kind, at, &slots).of(side, thing)
    }

    /// What a node of both plans says itself.
    fn own(&mut self, was: usize, is: usize) {
        let (Some(old), Some(new)) = (self.old.tree.get(was), self.new.tree.get(is)) else {
            return;
        };
        let place = self.new.get(is);
        for step in own_steps(was, old, new) {
            match step {
                Step::Check(_) => self.ticked(was, is, step),
                Step::Form(_) => self.cosmetic(step),
                Step::Text(_, slot) if is_respelled(old, new, slot) => self.cosmetic(step),
                Step::Text(_, slot)
                    if self.old.is_count(was, slot) && self.new.is_count(is, slot) =>
                {
                    self.cosmetic(step);
                }
                _ if place.owner == is => self.reworded(was, is, step),
                _ => self.part(Side::New, self.new.bearer(is), step),
            }
        }
    }

    fn ticked(&mut self, was: usize, is: usize, step: Step) {
        let check = |places: &Places, index| places.tree.get(index).and_then(NodeRef::check);
        let (Some(_), Some(now)) = (check(self.old, was), check(self.new, is)) else {
            return self.part(Side::New, self.new.get(is).owner, step);
        };
        let kind = if now.done {
            Kind::Ticked
        } else {
            Kind::Unticked
        };
        self.add((kind, Side::New, is), step, |teller| {
            let at = teller.new.nearest(is);
            let text = match teller.new.tree.get(is) {
                Some(NodeRef::Item(item)) => item.line(),
                Some(NodeRef::Task(task)) => crate::model::TaskRef::Item(task).line(),
                _ => String::new(),
            };
            let mut change = Change::new(kind, at.clone(), &[&at, &text]).of(Side::New, is);
            change.place = Some(teller.new.region(is));
            change
        });
    }

    /// The words of a thing itself.
    fn reworded(&mut self, was: usize, is: usize, step: Step) {
        let place = self.new.get(is);
        let Some((kind, slots)) = self.words(was, is, place, step) else {
            return match place.thing {
                // Spelt `**Status:**` or `- Status:`, it says the same.
                Thing::Status => self.status.push(step),
                _ => self.part(Side::New, is, step),
            };
        };
        let [.., from, to] = slots.as_slice() else {
            return self.part(Side::New, is, step);
        };
        let (from, to) = (from.clone(), to.clone());
        self.add((kind, Side::New, is), step, |teller| {
            let slots: Vec<&str> = slots.iter().map(String::as_str).collect();
            let slots = if kind == Kind::PhaseRenumbered {
                vec![
                    from.as_str(),
                    to.as_str(),
                    slots.first().copied().unwrap_or_default(),
                ]
            } else {
                slots
            };
            let at = match kind {
                Kind::TitleChanged => "title".to_owned(),
                _ => teller.new.address(is),
            };
            Change::new(kind, at, &slots)
                .from(&from)
                .to(&to)
                .of(Side::New, is)
        });
    }

    /// How a changed text of a thing is told of: the kind, and what its line says, the old and the new value last.
    fn words(
        &self,
        was: usize,
        is: usize,
        place: Place,
        step: Step,
    ) -> Option<(Kind, Vec<String>)> {
        let (old, new) = (self.old, self.new);
        let slot = match step {
            Step::Text(_, slot) => new.tree.get(is)?.slots().get(slot).map(|(name, _)| *name),
            _ => None,
        };
        let phase = || {
            place
                .phase
                .map(|phase| new.phase_label(phase))
                .unwrap_or_default()
        };
        let names = || (old.name(was), new.name(is));
        let values = || Some((value_of(old.tree.get(was)?), value_of(new.tree.get(is)?)));
        let both = |kind, before: Vec<String>, (from, to): (String, String)| {
            let differ = from != to;
            differ.then(|| (kind, before.into_iter().chain([from, to]).collect()))
        };
        match (place.thing, slot) {
            (Thing::Status, _) => None,
            (Thing::Header, _) => both(Kind::TitleChanged, vec![], names()),
            (Thing::HeaderField, _) if is_title(new.tree.get(is)?) => {
                both(Kind::TitleChanged, vec![], values()?)
            }
            (Thing::HeaderField, _) => both(Kind::FieldChanged, vec![new.name(is)], values()?),
            (Thing::Phase, Some("number")) => {
                let labels = (old.phase_label(was), new.phase_label(is));
                both(Kind::PhaseRenumbered, vec![new.name(is)], labels)
            }
            (Thing::Phase, Some("name")) => both(Kind::PhaseRenamed, vec![phase()], names()),
            (Thing::PhaseField, Some("value")) => {
                let before = vec![phase(), new.name(is)];
                both(Kind::PhaseFieldChanged, before, values()?)
            }
            (Thing::SectionField, Some("value")) => {
                let before = vec![new.whereabouts(is), new.name(is)];
                both(Kind::SectionFieldChanged, before, values()?)
            }
            (Thing::Task, _) => both(Kind::TaskRenamed, vec![phase()], names()),
            (Thing::Check, _) => both(Kind::CheckReworded, vec![phase()], names()),
            (Thing::Section, _) => both(Kind::SectionRenamed, vec![], names()),
            (Thing::EdgeCase, _) => both(Kind::EdgeCaseRenamed, vec![], names()),
            (Thing::Risk, _) => both(Kind::RiskReworded, vec![], names()),
            (Thing::Criterion, _) => both(Kind::CriterionReworded, vec![], names()),
            (Thing::Item, _) => both(Kind::ItemReworded, vec![new.whereabouts(is)], names()),
            _ => None,
        }
    }
}

/// The value of a field in any of its forms, on one line.
pub(super) fn value_of(node: NodeRef<'_>) -> String {
    let slots = node.slots();
    let value = slots.iter().find_map(|(name, text)| {
        let is_value = matches!(*name, "value" | "text");
        text.filter(|_| is_value)
    });
    value.map_or_else(String::new, Text::on_one_line)
}

fn is_title(node: NodeRef<'_>) -> bool {
    node.sort().1 == Some(FieldName::Title)
}

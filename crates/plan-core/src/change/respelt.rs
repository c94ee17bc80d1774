//! Fields that are written in another form: `**Owner:** Ada`, `- **Owner**: Ada` and `owner: Ada` in the front matter are
//! three kinds of node, which no alignment pairs, and one field.

use std::collections::HashMap;

use super::pairs::Pairs;
use super::place::Places;
use super::tell::value_of;
use super::thing::Thing;
use super::{Change, ChangeKind as Kind, Side};
use crate::model::{NodeRef, Text};
use crate::template::folded;

/// Tells a field that went and came in another form as one that has another value, or as a matter of form.
pub(super) fn fold(old: &Places, new: &Places, pairs: &Pairs, changes: &mut Vec<Change>) {
    let came = |kind| {
        matches!(
            kind,
            Kind::FieldAdded | Kind::PhaseFieldAdded | Kind::SectionFieldAdded | Kind::ItemAdded
        )
    };
    let went = |kind| {
        matches!(
            kind,
            Kind::FieldRemoved
                | Kind::PhaseFieldRemoved
                | Kind::SectionFieldRemoved
                | Kind::ItemRemoved
        )
    };
    let all = std::mem::take(changes);
    let (came, others): (Vec<Change>, Vec<Change>) =
        all.into_iter().partition(|change| came(change.kind));
    let (went, mut rest): (Vec<Change>, Vec<Change>) =
        others.into_iter().partition(|change| went(change.kind));
    let label = |places: &Places, change: &Change| {
        let (_, index) = change.thing?;
        places.label(index).map(|label| folded(&label))
    };
    let mut labels: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, change) in came.iter().enumerate() {
        if let Some(label) = label(new, change) {
            labels.entry(label).or_default().push(at);
        }
    }
    let mut came: Vec<Option<Change>> = came.into_iter().map(Some).collect();
    for mut change in went {
        let like = label(old, &change).and_then(|label| labels.get(&label));
        let found = like.into_iter().flatten().copied().find(|at| {
            let other = came.get(*at).and_then(Option::as_ref);
            other.is_some_and(|other| is_other_form(old, new, pairs, &change, other))
        });
        let Some(other) = found.and_then(|at| came.get_mut(at)?.take()) else {
            rest.push(change);
            continue;
        };
        change.steps.extend(other.steps.iter().copied());
        match told(old, new, &change, &other) {
            Some(told) => rest.push(Change {
                steps: change.steps,
                ..told
            }),
            None => cosmetic(&mut rest, change),
        }
    }
    rest.extend(came.into_iter().flatten());
    *changes = rest;
}

/// True for two kinds of node of one place.
fn is_other_form(old: &Places, new: &Places, pairs: &Pairs, went: &Change, came: &Change) -> bool {
    let (Some((_, was)), Some((_, is))) = (went.thing, came.thing) else {
        return false;
    };
    let is_item = |places: &Places, index| matches!(places.tree.get(index), Some(NodeRef::Item(_)));
    // The front matter is the header of the plan in another form.
    let is_header = |places: &Places, index| places.get(index).thing == Thing::HeaderField;
    (is_header(old, was) && is_header(new, is))
        || (is_item(old, was) != is_item(new, is)
            && pairs.to_new(old.around(was).owner) == Some(new.around(is).owner))
}

fn told(old: &Places, new: &Places, went: &Change, came: &Change) -> Option<Change> {
    let ((_, was), (_, is)) = (went.thing?, came.thing?);
    if old.tree.get(was).map(words) == new.tree.get(is).map(words) {
        return None;
    }
    let value = |places: &Places, index| places.tree.get(index).map(value_of);
    let (from, to) = (value(old, was)?, value(new, is)?);
    let name = new.label(is)?;
    let place = new.get(is);
    let (kind, around) = match (place.thing, place.phase) {
        (Thing::HeaderField, _) => (Kind::FieldChanged, None),
        (_, Some(phase)) => (Kind::PhaseFieldChanged, Some(new.phase_label(phase))),
        (_, None) => (Kind::SectionFieldChanged, Some(new.whereabouts(is))),
    };
    let mut slots: Vec<&str> = around.iter().map(String::as_str).collect();
    slots.push(&name);
    if from != to {
        slots.extend([from.as_str(), to.as_str()]);
    }
    let change = Change::new(kind, new.address(is), &slots).of(Side::New, is);
    Some(if from == to {
        change
    } else {
        change.from(&from).to(&to)
    })
}

/// True if the field that says the status says the same in both plans, in whatever form.
pub(super) fn is_same_status(old: &Places, new: &Places) -> bool {
    old.status().map(words) == new.status().map(words)
}

/// Makes a change one of form, together with those that are there.
pub(super) fn cosmetic(changes: &mut Vec<Change>, change: Change) {
    let formatting = |change: &&mut Change| change.kind == Kind::Formatting;
    match changes.iter_mut().find(formatting) {
        Some(formatting) => formatting.steps.extend(change.steps),
        None => changes.push(Change {
            steps: change.steps,
            ..Change::new(Kind::Formatting, "text", &[])
        }),
    }
}

/// What a field says besides its label, with all that stands in it.
fn words(field: NodeRef<'_>) -> Vec<String> {
    let mut words = Vec::new();
    let mut open = vec![field];
    while let Some(node) = open.pop() {
        open.extend(node.children().into_iter().rev());
        let said = node.slots().into_iter();
        let said = said.filter(|(name, _)| !node.is(field) || !matches!(*name, "label" | "key"));
        words.extend(said.filter_map(|(_, text)| text.map(Text::on_one_line)));
    }
    words
}

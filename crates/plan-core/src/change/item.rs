//! Boxes that were ticked or unticked, and phases that are complete by it.

use std::collections::HashMap;

use super::align::{Node, align};
use super::phase::Pairs;
use super::{Change, ChangeKind as Kind};
use crate::model::{ItemRole, Plan, PlanItem};
use crate::template::folded;

pub(super) fn diff(old: &Plan, new: &Plan, pairs: &Pairs, changes: &mut Vec<Change>) {
    let (a, b) = (old.items(), new.items());
    let phases = new.phases().len();
    let mut groups: HashMap<(String, ItemRole), usize> = HashMap::new();
    let mut node = |item: &PlanItem, phase: Option<usize>| {
        let place = match phase {
            Some(phase) => format!("{phase}\u{0}"),
            None => item
                .address
                .as_str()
                .rsplit_once('.')
                .map_or_else(String::new, |(place, _)| place.to_owned()),
        };
        let next = groups.len();
        let group = *groups.entry((place, item.role)).or_insert(next);
        Node::new(group, [folded(&item.text)], item.text.clone())
    };
    let counterpart = |index: usize| {
        pairs
            .matched
            .get(index)
            .copied()
            .flatten()
            .unwrap_or(phases + index)
    };
    let before: Vec<Node> = a
        .iter()
        .map(|item| node(item, item.phase.map(counterpart)))
        .collect();
    let after: Vec<Node> = b.iter().map(|item| node(item, item.phase)).collect();
    for (item, to) in a.iter().zip(align(&before, &after)) {
        let Some(now) = to.and_then(|to| b.get(to)) else {
            continue;
        };
        let done = |item: &PlanItem| item.check.is_some_and(|check| check.done);
        if done(item) != done(now) {
            let kind = if done(now) {
                Kind::Ticked
            } else {
                Kind::Unticked
            };
            let address = now.address.as_str();
            changes.push(Change::new(kind, address, &[address, &now.text]));
        }
    }
    completed(old, new, pairs, changes);
}

fn completed(old: &Plan, new: &Plan, pairs: &Pairs, changes: &mut Vec<Change>) {
    let (before, after) = (old.phase_progress(), new.phase_progress());
    let labels = new.phase_labels();
    for (was, to) in before.iter().zip(&pairs.matched) {
        let Some((now, label)) = to.and_then(|to| Some((after.get(to)?, labels.get(to)?))) else {
            continue;
        };
        if now.is_complete() && !was.is_complete() {
            let (done, total) = (now.done.to_string(), now.total.to_string());
            changes.push(Change::new(
                Kind::PhaseCompleted,
                format!("phase.{label}"),
                &[label, &done, &total],
            ));
        }
    }
}

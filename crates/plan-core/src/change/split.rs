//! Phases that were split or joined: a phase that came with the tasks of another one, or went and left its own to it.

use foldhash::HashMap;

use super::pairs::Pairs;
use super::place::Places;
use super::{Change, ChangeKind as Kind, Side};

/// Tells a phase that came or went as a part of another one if at least half of its tasks and verification items are from
/// there, or went there. The moves are told by that.
pub(super) fn fold(old: &Places, new: &Places, pairs: &Pairs, changes: &mut Vec<Change>) {
    for kind in [Kind::PhaseAdded, Kind::PhaseRemoved] {
        let mut at = 0;
        while at < changes.len() {
            if changes.get(at).is_some_and(|change| change.kind == kind) {
                fold_one(old, new, pairs, changes, at);
            }
            at += 1;
        }
    }
}

fn fold_one(old: &Places, new: &Places, pairs: &Pairs, changes: &mut Vec<Change>, at: usize) {
    let Some(change) = changes.get(at) else {
        return;
    };
    let came = change.kind == Kind::PhaseAdded;
    let Some((side, phase)) = change.thing else {
        return;
    };
    let places = if came { new } else { old };
    // The phase on the other end of each move, as the new plan numbers it.
    let other = |change: &Change| -> Option<usize> {
        if !matches!(change.kind, Kind::TaskMoved | Kind::CheckMoved) {
            return None;
        }
        let (Side::New, is) = change.thing? else {
            return None;
        };
        let was = pairs.to_old(is)?;
        let (from, to) = (old.get(was).phase?, new.get(is).phase?);
        if came {
            (to == phase).then(|| pairs.to_new(from))?
        } else {
            (from == phase && pairs.to_old(to).is_some()).then_some(to)
        }
    };
    let mut counts: HashMap<usize, usize> = HashMap::default();
    for change in changes.iter() {
        if let Some(other) = other(change) {
            *counts.entry(other).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(other, count)| (*count, std::cmp::Reverse(*other)));
    let Some((source, _)) = most.filter(|(_, count)| 2 * count >= places.weight(phase)) else {
        return;
    };
    let (label, name) = (places.phase_label(phase), places.name(phase));
    let source_label = new.phase_label(source);
    let mut told = if came {
        let slots = [source_label.as_str(), label.as_str(), name.as_str()];
        Change::new(Kind::PhaseSplit, format!("phase.{label}"), &slots)
            .from(&source_label)
            .to(&label)
    } else {
        let slots = [label.as_str(), source_label.as_str(), name.as_str()];
        Change::new(Kind::PhaseJoined, format!("phase.{source_label}"), &slots)
            .from(&label)
            .to(&source_label)
    };
    told.thing = Some((side, phase));
    told.steps.clone_from(&change.steps);
    let mut kept = Vec::with_capacity(changes.len());
    for (index, change) in std::mem::take(changes).into_iter().enumerate() {
        if index == at {
            continue;
        }
        if other(&change) == Some(source) {
            told.steps.extend(change.steps);
        } else {
            kept.push(change);
        }
    }
    // In the place of what it stands for, so that the walk over the changes goes on behind it.
    kept.insert(at.min(kept.len()), told);
    *changes = kept;
}

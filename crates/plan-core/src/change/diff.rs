//! All changes between two versions of a document, most important first.

use std::sync::Arc;

use super::delta::{Delta, Listed};
use super::pairs::{Pairs, Purpose};
use super::place::Places;
use super::respelt;
use super::split;
use super::tell::{Teller, tell};
use super::tree::Tree;
use super::{Change, ChangeKind as Kind, Side};
use crate::document::Document;
use crate::model::{NodeRef, Plan, Section, Status};

/// The changes from `old` to `new`. Empty if and only if both texts are equal up to line endings.
///
/// [`apply`](super::apply) makes them, one by one or all.
pub fn diff(old: &Document, new: &Document) -> Vec<Change> {
    if equal_up_to_line_endings(old.as_str(), new.as_str()) {
        return Vec::new();
    }
    let [mut from, mut to] =
        [old, new].map(|document| Tree::closed(NodeRef::Plan(document.plan())));
    let mut pairs = Pairs::of(&mut from, &mut to, None, Purpose::Tell);
    let (mut from, mut to) = (Places::of(old.plan(), from), Places::of(new.plan(), to));
    open_around_moves(&mut from, &mut to, &mut pairs);
    let delta = Arc::new(Delta {
        pairs,
        old: Listed::of(old.shared_plan(), &from.tree),
        new: Listed::of(new.shared_plan(), &to.tree),
    });
    let Teller {
        mut changes,
        status: steps,
        ..
    } = tell(&from, &to, &delta.pairs);
    // A list of choices that nobody has chosen from is no status.
    let chosen = |plan: &Plan| plan.status().filter(|status| !status.is_unfilled());
    let mut change = status(chosen(old.plan()), chosen(new.plan()));
    if change.is_none() && !steps.is_empty() {
        let kind = if respelt::is_same_status(&from, &to) {
            Kind::Formatting
        } else {
            Kind::FieldChanged
        };
        change = Some(Change::new(kind, "status", &["Status"]));
    }
    if let Some(mut change) = change {
        change.steps = steps;
        match change.kind {
            Kind::Formatting => respelt::cosmetic(&mut changes, change),
            _ => changes.push(change),
        }
    }
    respelt::fold(&from, &to, &delta.pairs, &mut changes);
    split::fold(&from, &to, &delta.pairs, &mut changes);
    completed(&from, &to, &delta, &mut changes);
    if changes.is_empty() {
        changes.push(Change::new(Kind::Formatting, "text", &[]));
    }
    // Of one kind, as the document has them.
    changes.sort_by_cached_key(|change| {
        let (places, index) = match change.thing {
            Some((Side::New, index)) => (&to, index),
            Some((Side::Old, index)) => (&from, index),
            None => return (change.kind, None),
        };
        (change.kind, places.start(index))
    });
    for change in &mut changes {
        change.was = before(&from, &to, &delta, change);
        change.delta = Some(Arc::clone(&delta));
    }
    changes
}

/// Lists all of a thing in which something moved from one list to another: whether it kept its order depends on those that
/// stayed.
fn open_around_moves(old: &mut Places, new: &mut Places, pairs: &mut Pairs) {
    let mut around = Vec::new();
    for is in 1..new.tree.len() {
        let Some(was) = pairs.to_old(is) else {
            continue;
        };
        let above = (old.tree.parent(was), new.tree.parent(is));
        let (before, after) = (old.around(was).owner, new.around(is).owner);
        if pairs.to_new(above.0) != Some(above.1) && pairs.to_new(before) == Some(after) {
            around.push((before, after));
        }
    }
    around.dedup();
    for (before, after) in &around {
        old.open_all(*before);
        new.open_all(*after);
    }
    if !around.is_empty() {
        pairs.complete(&mut old.tree, &mut new.tree);
        old.list();
        new.list();
    }
}

/// The address in the old plan of what is told of, where it is another one.
fn before(old: &Places, new: &Places, delta: &Delta, change: &Change) -> Option<String> {
    let (Side::New, is) = change.thing? else {
        return None;
    };
    let was = delta.pairs.to_old(is)?;
    // Two addresses that differ between the plans, not between a thing and a part of it.
    (old.nearest(was) != new.nearest(is)).then(|| old.nearest(was))
}

fn equal_up_to_line_endings(a: &str, b: &str) -> bool {
    if !a.contains('\r') && !b.contains('\r') {
        return a == b;
    }
    let mut a = a.bytes().peekable();
    let mut b = b.bytes().peekable();
    fn next(bytes: &mut std::iter::Peekable<std::str::Bytes<'_>>) -> Option<u8> {
        match bytes.next()? {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                Some(b'\n')
            }
            byte => Some(byte),
        }
    }
    loop {
        match (next(&mut a), next(&mut b)) {
            (None, None) => return true,
            (x, y) if x != y => return false,
            _ => {}
        }
    }
}

/// The change of the status that a plan has, wherever it is written.
fn status(old: Option<Status>, new: Option<Status>) -> Option<Change> {
    let change = match (old, new) {
        (Some(old), Some(new)) if old.text == new.text => return None,
        (Some(old), Some(new)) => {
            let kind = if old.same_state(&new) {
                Kind::StatusRespelled
            } else {
                Kind::StatusChanged
            };
            Change::new(kind, "status", &[&old.text, &new.text])
                .from(&old.text)
                .to(&new.text)
        }
        (None, Some(new)) => Change::new(Kind::StatusChanged, "status", &[&new.text]).to(&new.text),
        (Some(old), None) => Change::new(Kind::StatusChanged, "status", &[]).from(&old.text),
        (None, None) => return None,
    };
    Some(change)
}

/// Phases whose last open box was ticked, or taken out.
fn completed(old: &Places, new: &Places, delta: &Delta, changes: &mut Vec<Change>) {
    let boxes = |change: &Change| {
        matches!(
            change.kind,
            Kind::Ticked
                | Kind::TaskRemoved
                | Kind::TaskMoved
                | Kind::TaskChanged
                | Kind::CheckRemoved
                | Kind::CheckMoved
                | Kind::CheckChanged
                | Kind::ItemRemoved
                | Kind::ItemMoved
                | Kind::ItemChanged
                | Kind::PhaseFieldRemoved
                | Kind::PhaseFieldChanged
                | Kind::PhaseTextChanged
                | Kind::PhaseSplit
        )
    };
    if !changes.iter().any(boxes) {
        return;
    }
    let progress = |places: &Places, index: usize| match places.tree.get(index)? {
        NodeRef::Section(Section::Phase(phase)) => Some(phase.progress()),
        _ => None,
    };
    for is in new.phases() {
        let Some(was) = delta.pairs.to_old(is) else {
            continue;
        };
        if delta.pairs.is_equal(was) {
            continue;
        }
        let (Some(was), Some(now)) = (progress(old, was), progress(new, is)) else {
            continue;
        };
        if now.is_complete() && !was.is_complete() {
            let label = new.phase_label(is);
            let (done, total) = (now.done.to_string(), now.total.to_string());
            changes.push(Change::new(
                Kind::PhaseCompleted,
                format!("phase.{label}"),
                &[&label, &done, &total],
            ));
        }
    }
}

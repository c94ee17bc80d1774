//! Changes of the status: from, to, who, when, and for how long.
//!
//! A status belongs to the history of a document if it led to the one at the tip. What a merge threw away with a side
//! never took effect; what both sides set alike was set once.

use std::collections::BTreeSet;
use std::sync::Arc;

use plan_core::Status;

use crate::lineage::{Lineage, Revision, RevisionKind};
use crate::object::{Commit, ObjectId};

/// A change of the status.
#[derive(Clone, Debug)]
pub struct Transition {
    /// The state before; `None` for the first.
    pub from: Option<Status>,
    /// The state from then on.
    pub to: Status,
    /// The commit that made it.
    pub commit: Arc<Commit>,
    /// The oldest first-parent commit of the tip that contains it; `None` if that is the commit itself.
    pub landed: Option<ObjectId>,
    /// Committer time of the landed commit, in seconds since 1970.
    pub landed_at: i64,
    /// Seconds spent in `to`, measured between landed commits and never negative; `None` for the last.
    pub seconds: Option<i64>,
}

/// The status at one revision.
pub(super) struct Step {
    /// The state, stated there or kept from before.
    pub state: Option<Status>,
    /// The state before, by the first parent that has one.
    pub before: Option<Status>,
    /// Whether it is stated there and is another state than each parent's. A respelling is not.
    moved: bool,
    /// Whether it only passes on what was before, even where it states something else.
    cosmetic: bool,
}

impl Step {
    /// A cosmetic revision moves nothing, whatever it states.
    pub fn new(own: Option<Status>, revision: &Revision, cosmetic: bool, earlier: &[Self]) -> Self {
        let states = || {
            let previous = revision.previous.iter().flatten();
            previous.filter_map(|at| earlier.get(*at)?.state.as_ref())
        };
        let before = states().next().cloned();
        let moved = own
            .as_ref()
            .is_some_and(|own| !states().any(|state| state.same_state(own)));
        Self {
            state: own.or_else(|| before.clone()),
            before,
            moved: moved && !cosmetic && revision.kind != RevisionKind::Boundary,
            cosmetic,
        }
    }
}

/// When a revision landed: those on the main line before others, and then by the time of the commit that brought them.
pub(super) type Landing = (bool, i64);

/// The revisions whose transitions led to the status at the tip, parents before children. `landings` has one for each
/// revision.
pub(super) fn counted(steps: &[Step], landings: &[Landing], lineage: &Lineage) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let mut open = vec![lineage.at_tip];
    while let Some(at) = open.pop() {
        let (Some(step), Some(revision)) = (steps.get(at), lineage.revisions.get(at)) else {
            continue;
        };
        if !seen.insert(at) {
            continue;
        }
        // A state that was kept comes from the parents that have it; a state that was set replaces what every parent has.
        open.extend(revision.previous.iter().flatten().filter(|previous| {
            let earlier = steps.get(**previous).and_then(|step| step.state.as_ref());
            match (&step.state, earlier) {
                (Some(state), Some(earlier)) if !step.moved && !step.cosmetic => {
                    earlier.same_state(state)
                }
                _ => true,
            }
        }));
    }
    let mut counted: Vec<usize> = Vec::new();
    for at in seen {
        let Some(step) = steps.get(at).filter(|step| step.moved) else {
            continue;
        };
        let again = counted.last_mut().filter(|last| {
            let last = steps.get(**last).and_then(|last| last.state.as_ref());
            matches!((last, &step.state), (Some(last), Some(state)) if last.same_state(state))
        });
        match again {
            // Each side set it. It took effect with the one that landed first.
            Some(last) if landings.get(at) < landings.get(*last) => *last = at,
            Some(_) => {}
            None => counted.push(at),
        }
    }
    counted
}

/// Fills in how long each state lasted.
pub(super) fn measure(transitions: &mut [Transition]) {
    let landed: Vec<i64> = transitions
        .iter()
        .map(|transition| transition.landed_at)
        .collect();
    for (transition, next) in transitions.iter_mut().zip(landed.iter().skip(1)) {
        transition.seconds = Some(next.saturating_sub(transition.landed_at).max(0));
    }
}

//! Changes of the status: from, to, who, when, and for how long.

use std::sync::Arc;

use plan_core::Status;

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

/// Whether a status is another state than each parent's. A respelling is none, and neither is the state that one side
/// of a merge had.
pub(super) fn is_one(status: &Status, earlier: &[Option<Status>]) -> bool {
    !earlier
        .iter()
        .flatten()
        .any(|before| before.same_state(status))
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

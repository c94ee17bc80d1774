//! What a change tells, as plain data that can be kept and made a change again.

use serde::{Deserialize, Serialize};

use super::{Change, ChangeKind, Line};

/// What a change tells, without the plans that it was found in: a history can be kept that was told once, since telling it
/// anew means to read and to compare every version.
///
/// A change that is made of it again is equal to the one that it was, and is described alike; but it knows no node
/// ([`Change::node`]), and [`apply`](super::apply) refuses it. How it is written down is good for one
/// [edition](super::EDITION) only.
///
/// ```
/// use plan_core::change::Told;
/// use plan_core::{Change, Document, diff};
///
/// let old = Document::parse("# T\n\n**Status**: Draft\n");
/// let new = Document::parse("# T\n\n**Status**: Ready\n");
/// let changes = diff(&old, &new);
/// let told: Vec<Told> = changes.iter().cloned().map(Told::from).collect();
/// let again: Vec<Change> = told.into_iter().map(Change::from).collect();
/// assert_eq!(again, changes);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    kind: ChangeKind,
    at: String,
    was: Option<String>,
    from: Option<String>,
    to: Option<String>,
    line: Line,
    place: Option<String>,
}

impl From<Change> for Told {
    fn from(change: Change) -> Self {
        Self {
            kind: change.kind,
            at: change.at,
            was: change.was,
            from: change.from,
            to: change.to,
            line: change.line,
            place: change.place,
        }
    }
}

impl From<Told> for Change {
    fn from(told: Told) -> Self {
        Self {
            kind: told.kind,
            at: told.at,
            was: told.was,
            from: told.from,
            to: told.to,
            line: told.line,
            place: told.place,
            steps: Vec::new(),
            delta: None,
            thing: None,
        }
    }
}

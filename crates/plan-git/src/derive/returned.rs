//! A plan that is back after it was deleted: the one that was there, or another one in its place.

use std::collections::HashSet;

use plan_core::evolution::written;
use plan_core::{Change, Document, diff};

use crate::history::{Record, RevisionKind, Versions};
use crate::object::ObjectId;

/// What a commit brought back, beside what was there last.
#[derive(Debug)]
pub(super) struct Returned {
    /// The last text before it was gone; `None` where that is another plan's.
    pub from: Option<ObjectId>,
    /// What changed since then.
    pub changes: Vec<Change>,
    /// Whether its log has an entry that was not there.
    pub is_logged: bool,
}

impl Returned {
    /// What a revision brought back; `None` if it brought nothing back, or what was there cannot be read.
    pub fn read(
        versions: &mut Versions<'_>,
        earlier: &[Record],
        record: &Record,
        now: &Document,
    ) -> Option<Self> {
        if record.kind != RevisionKind::Restored {
            return None;
        }
        let mut earlier = earlier.iter().rev();
        let gone = earlier.find(|record| record.kind == RevisionKind::Deleted)?;
        let last = *gone.before.first()?;
        let before = versions.document(last)?;
        if before.plan().title() != now.plan().title() {
            let changes = vec![Change::created(now)];
            return Some(Self {
                from: None,
                changes,
                is_logged: !written(now).is_empty(),
            });
        }
        let known: HashSet<_> = written(&before).iter().map(|it| it.key()).collect();
        Some(Self {
            from: Some(last),
            changes: diff(&before, now),
            // One of another day, say: its plan began anew.
            is_logged: written(now).iter().any(|it| !known.contains(&it.key())),
        })
    }
}

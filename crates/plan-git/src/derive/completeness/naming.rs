//! Status transitions without a statement in the log.

use std::collections::HashMap;

use plan_core::Status;
use plan_core::evolution::Statements;
use plan_core::template::Vocabulary;

use super::step::{Step, Steps};

/// The transitions that no entry names, and the entries that name one.
#[derive(Default)]
pub(super) struct Naming {
    /// Steps whose transition has no statement.
    pub unnamed: Vec<usize>,
    /// For entries that name a transition, its step.
    pub served: HashMap<usize, usize>,
}

impl Naming {
    /// Assigns statements to transitions. Statements of the same step come first, then later
    /// entries with the date of the commit, then later entries with both states. An earlier entry
    /// never names a transition.
    pub fn read(read: &Steps<'_>, vocabulary: &Vocabulary) -> Self {
        let entries = &read.tracker.entries;
        let texts = entries.iter().map(|tracked| &tracked.entry);
        let mut statements = Statements::new(texts, vocabulary);
        let mut naming = Self::default();
        let steps = read.steps.iter().enumerate();
        let mut open: Vec<(usize, &Step<'_>, &(Status, Status))> = steps
            .filter_map(|(at, step)| Some((at, step, step.transition.as_ref()?)))
            .collect();
        open.retain(|(at, _, (from, to))| {
            let is_own = |id: usize| {
                let tracked = entries.get(id);
                tracked.is_some_and(|it| !it.is_surplus && it.is_of(*at))
            };
            let taken = statements.take(from, to, &is_own);
            naming.served.extend(taken.map(|id| (id, *at)));
            taken.is_none()
        });
        open.retain(|(_, step, _)| step.is_checked && step.record.is_some());
        open.retain(|(at, step, (from, to))| {
            let day = step.day();
            let is_later = |id: usize| {
                entries.get(id).is_some_and(|it| {
                    let is_same_day = day.as_deref() == Some(it.entry.date.as_str());
                    !it.is_surplus && it.is_after(*at) && is_same_day
                })
            };
            let taken = statements.take(from, to, &is_later);
            naming.served.extend(taken.map(|id| (id, *at)));
            taken.is_none()
        });
        open.retain(|(at, _, (from, to))| {
            let is_later = |id: usize| {
                let tracked = entries.get(id);
                tracked.is_some_and(|it| !it.is_surplus && it.is_after(*at))
            };
            let taken = statements.take_exact(from, to, &is_later);
            naming.served.extend(taken.map(|id| (id, *at)));
            taken.is_none()
        });
        // A copy that a merge seems to have duplicated can be the statement that the merge needs.
        open.retain(|(at, _, (from, to))| {
            let is_copy = |id: usize| {
                let tracked = entries.get(id);
                tracked.is_some_and(|it| it.is_surplus && it.is_of(*at))
            };
            let taken = statements.take_exact(from, to, &is_copy);
            naming.served.extend(taken.map(|id| (id, *at)));
            taken.is_none()
        });
        naming.unnamed = open.into_iter().map(|(at, ..)| at).collect();
        naming
    }
}

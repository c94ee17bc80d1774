//! Expected lines that no entry covers, those about the status excluded.

use std::collections::HashMap;

use plan_core::evolution::{take_named, unnamed};
use plan_core::template::Vocabulary;
use plan_core::{ChangeKind, Line};

use super::step::Steps;

/// The title of the first entry of a plan.
const INITIAL: &str = "Initial Plan";

/// The lines that no entry covers, and the entries that cover lines.
#[derive(Default)]
pub(super) struct Coverage {
    /// By step the lines that are not covered.
    pub uncovered: HashMap<usize, Vec<Line>>,
    /// For entries in the tool's wording that cover lines, the step of the lines.
    pub served: HashMap<usize, usize>,
}

/// The lines of an entry in the tool's wording that its own step does not need.
struct Spare {
    id: usize,
    lines: Vec<Line>,
}

impl Coverage {
    /// Assigns entries to expected lines. An entry that the step added covers all lines of the
    /// step. A line of an edited or later entry in the tool's wording covers one equal line; it
    /// serves the step that added the entry first.
    pub fn read(read: &Steps<'_>, vocabulary: &Vocabulary) -> Self {
        let mut coverage = Self::default();
        let mut spares = coverage.spares(read);
        for (at, step) in read.steps.iter().enumerate() {
            if !step.is_checked {
                continue;
            }
            let added = step.added.iter();
            let added = added.filter_map(|id| read.tracker.entries.get(*id));
            let added = added.filter(|tracked| !tracked.is_surplus);
            let added: Vec<_> = added.map(|tracked| tracked.entry.clone()).collect();
            let expected = step.status_line.iter().chain(&step.lines).cloned();
            let mut lines = unnamed(expected.collect(), &added, vocabulary, false);
            lines.retain(|line| step.lines.contains(line));
            let created = step.created.clone();
            lines.extend(created.filter(|_| !is_created_later(read, at)));
            let day = step.day();
            for is_dated in [true, false] {
                lines.retain(|line| {
                    let later = spares.iter_mut().find(|spare| {
                        let tracked = read.tracker.entries.get(spare.id);
                        let is_candidate = tracked.is_some_and(|it| {
                            let is_same_day = day.as_deref() == Some(it.entry.date.as_str());
                            let is_eligible = it.is_after(at) || it.is_of(at);
                            is_eligible && (is_same_day || !is_dated)
                        });
                        is_candidate && take_named(line, &mut spare.lines.clone())
                    });
                    let Some(spare) = later else { return true };
                    take_named(line, &mut spare.lines);
                    coverage.served.insert(spare.id, at);
                    false
                });
            }
            if !lines.is_empty() {
                coverage.uncovered.insert(at, lines);
            }
        }
        coverage
    }

    /// Returns the lines that the steps of their entries do not need.
    fn spares(&mut self, read: &Steps<'_>) -> Vec<Spare> {
        let mut spares = Vec::new();
        for (at, step) in read.steps.iter().enumerate() {
            let mut changes = step.all_lines();
            for id in &step.added {
                let Some(tracked) = read.tracker.entries.get(*id).filter(|it| !it.is_surplus)
                else {
                    continue;
                };
                let lines = tracked.entry.own.iter().flatten();
                let mut lines: Vec<Line> = lines
                    .filter(|line| line.kind() != ChangeKind::Reason)
                    .cloned()
                    .collect();
                let all = lines.len();
                changes.retain(|change| !take_named(change, &mut lines));
                if lines.len() < all {
                    self.served.insert(*id, at);
                }
                if !lines.is_empty() {
                    spares.push(Spare { id: *id, lines });
                }
            }
        }
        spares
    }
}

/// Returns true if an entry that is written later names the creation of the plan.
fn is_created_later(read: &Steps<'_>, step: usize) -> bool {
    let mut later = read.tracker.entries.iter().filter(|it| it.is_after(step));
    later.any(|tracked| {
        let mut lines = tracked.entry.own.iter().flatten();
        tracked.entry.title == INITIAL || lines.any(|line| line.kind() == ChangeKind::Created)
    })
}

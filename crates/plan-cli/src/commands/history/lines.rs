//! History as lines of JSON, each printed as soon as it is known.

use plan_git::history::{End, PlanHistory, Record};

use super::document::{HistoryLine, Revision, SCHEMA};
use crate::commands::transition::TransitionView;
use crate::path_name::PathName;
use crate::ui::Ui;

/// The lines of one answer.
pub(super) struct Lines {
    /// How many plans have been begun.
    plans: usize,
    /// The plan that is told of, until its first line is printed.
    next: Option<PathName>,
}

impl Lines {
    /// Prints the header.
    pub(super) fn begin(ui: &mut Ui) -> Self {
        ui.json_line(&HistoryLine::Header {
            schema: SCHEMA,
            line: "header",
        });
        Self {
            plans: 0,
            next: None,
        }
    }

    /// A plan comes. Nothing is printed of a plan of which nothing is wanted.
    pub(super) fn plan(&mut self, path: &[u8]) {
        self.next = Some(PathName::new(path));
    }

    pub(super) fn revision(&mut self, record: &Record, ui: &mut Ui) {
        let plan = self.number(ui);
        ui.json_line(&HistoryLine::Revision {
            line: "revision",
            plan,
            revision: Box::new(Revision::from(record)),
        });
    }

    /// The plan that came last is told.
    pub(super) fn transitions(&mut self, told: &PlanHistory, ui: &mut Ui) {
        let plan = self.number(ui);
        ui.json_line(&HistoryLine::Transitions {
            line: "transitions",
            plan,
            path: PathName::new(&told.path),
            title: told.title.clone(),
            kind: told.kind,
            transitions: told.transitions.iter().map(TransitionView::from).collect(),
        });
    }

    /// Prints the last line.
    pub(super) fn end(self, end: Option<End>, ui: &mut Ui) {
        ui.json_line(&HistoryLine::End {
            line: "end",
            complete: end.as_ref().is_none_or(|end| end.complete),
            notes: end.as_ref().map_or(&[], |end| &end.notes),
        });
    }

    /// The number of the plan that came last, which is announced if it was not yet.
    fn number(&mut self, ui: &mut Ui) -> usize {
        if let Some(path) = self.next.take() {
            ui.json_line(&HistoryLine::Plan {
                line: "plan",
                plan: self.plans,
                path,
            });
            self.plans += 1;
        }
        self.plans.saturating_sub(1)
    }
}

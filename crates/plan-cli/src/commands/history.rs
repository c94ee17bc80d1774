//! `plan history`: what changed in the plans, commit by commit, and when their status moved. On a screen and in lines it
//! is told as it becomes known, plan by plan; a reader who leaves ends the work.

use std::ops::ControlFlow;

use plan_git::history::{Event, Options, PlanHistory, Walk};
use plan_git::time::{Edge, parse_date};

use super::view;
use crate::ago::counted;
use crate::args::HistoryArgs;
use crate::error::{CommandError, Outcome};
use crate::past::{chosen, walk_with};
use crate::ui::{Format, Ui};
use crate::workspace::Workspace;

mod document;
mod explain;
mod lines;
mod screen;
mod select;

pub(super) use document::{HistoryDocument, HistoryLine};

use document::{PlanPast, SCHEMA};
use lines::Lines;

/// What of a history is asked for. Times are those of the committer, as for `git log`.
struct Filter {
    since: Option<i64>,
    until: Option<i64>,
}

impl Filter {
    fn read(workspace: &Workspace, args: &HistoryArgs) -> Result<Self, CommandError> {
        let read = |text: &Option<String>, edge: Edge| {
            let date = text
                .as_ref()
                .map(|text| parse_date(text, workspace.clock(), edge));
            date.transpose().map(|time| time.map(|time| time.seconds))
        };
        Ok(Self {
            since: read(&args.since, Edge::Start)?,
            until: read(&args.until, Edge::End)?,
        })
    }

    fn is_open(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    fn holds(&self, seconds: i64) -> bool {
        self.since.is_none_or(|since| seconds >= since)
            && self.until.is_none_or(|until| seconds <= until)
    }

    /// Leaves what happened in time; plans in which nothing did are left out.
    fn apply(&self, plan: &mut PlanHistory) -> bool {
        plan.revisions
            .retain(|record| self.holds(record.commit.committer.time.seconds));
        plan.transitions
            .retain(|transition| self.holds(transition.commit.committer.time.seconds));
        self.is_open() || !plan.revisions.is_empty()
    }
}

pub(super) fn run(
    workspace: &Workspace,
    args: &HistoryArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let filter = Filter::read(workspace, args)?;
    if args.no_changes && !args.status.is_empty() {
        return Err(CommandError::usage(
            "`--no-changes` reads no plan, so `--status` cannot be judged; leave one of them out",
        ));
    }
    let paths = select::paths(workspace, &args.plans);
    let options = Options {
        first_parent: args.first_parent,
        explain: args.explain,
        ..Options::default()
    };
    let mut walk = walk_with(workspace, &paths, options, ui)?;
    let chosen = match &mut walk {
        Some(walk) => chosen(walk, &mut |walk| select::choose(workspace, walk, args))?,
        None => Vec::new(),
    };
    let asked = Asked {
        workspace,
        args,
        filter,
        chosen,
    };
    match ui.format() {
        Format::Json => asked.json(walk.as_mut(), ui)?,
        Format::Jsonl => asked.lines(walk.as_mut(), ui)?,
        Format::Human => asked.screens(walk.as_mut(), ui)?,
    }
    if let Some(walk) = walk {
        let cost = walk.cost();
        ui.detail(&format!(
            "{} commits walked, {} trees and {} files read",
            cost.commits, cost.trees_read, cost.blobs_read
        ));
    }
    Ok(Outcome::Fine)
}

/// What is wanted of a walk.
struct Asked<'a> {
    workspace: &'a Workspace,
    args: &'a HistoryArgs,
    filter: Filter,
    chosen: Vec<usize>,
}

impl Asked<'_> {
    /// Whether a plan is wanted; only what happened in time is left of it.
    fn wants(&self, plan: &mut PlanHistory) -> bool {
        let vocabulary = &self.workspace.config().vocabulary;
        let statuses = &self.args.status;
        let wanted = statuses.is_empty() || view::is_in(plan.status.as_ref(), statuses, vocabulary);
        wanted && self.filter.apply(plan)
    }

    /// Tells of the chosen plans, if there are any; a count is shown to a person who waits until `on` has shown something,
    /// which it says. True if the reader left before the end.
    fn stream(
        &self,
        walk: Option<&mut Walk<'_>>,
        ui: &mut Ui,
        on: &mut dyn FnMut(Event<'_>, &mut Ui) -> Shown,
    ) -> Result<bool, CommandError> {
        let Some(walk) = walk else { return Ok(false) };
        let mut meter = Some(ui.progress("revisions"));
        let mut count = 0;
        let told = walk.stream(&self.chosen, !self.args.no_changes, &mut |event| {
            if matches!(event, Event::Revision(_)) {
                count += 1;
            }
            if let Some(meter) = &mut meter {
                meter.tick(count);
            }
            match on(event, ui) {
                Shown::Nothing => {}
                // It would be drawn into what is shown.
                Shown::Something if ui.width().is_some() => meter = None,
                Shown::Something => {}
            }
            if ui.is_closed() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        Ok(told.is_break())
    }

    fn json(&self, mut walk: Option<&mut Walk<'_>>, ui: &mut Ui) -> Result<(), CommandError> {
        let mut plans = Vec::new();
        self.stream(walk.as_deref_mut(), ui, &mut |event, _| {
            if let Event::Told(mut plan) = event
                && self.wants(&mut plan)
            {
                plans.push(plan);
            }
            Shown::Nothing
        })?;
        let end = walk.map(|walk| walk.end(false));
        ui.json(&HistoryDocument {
            schema: SCHEMA,
            complete: end.as_ref().is_none_or(|end| end.complete),
            notes: end.as_ref().map_or(&[], |end| &end.notes),
            plans: plans.iter().map(|plan| PlanPast::from(&**plan)).collect(),
        });
        Ok(())
    }

    fn lines(&self, mut walk: Option<&mut Walk<'_>>, ui: &mut Ui) -> Result<(), CommandError> {
        let mut lines = Lines::begin(ui);
        self.stream(walk.as_deref_mut(), ui, &mut |event, ui| {
            match event {
                Event::Begun { path, .. } => lines.plan(path),
                // Whether a plan has the status that is asked for is known at its end.
                Event::Revision(record) if self.args.status.is_empty() => {
                    if self.filter.holds(record.commit.committer.time.seconds) {
                        lines.revision(record, ui);
                    }
                }
                Event::Told(mut plan) => {
                    if !self.wants(&mut plan) {
                        return Shown::Nothing;
                    }
                    if !self.args.status.is_empty() {
                        for record in &plan.revisions {
                            lines.revision(record, ui);
                        }
                    }
                    lines.transitions(&plan, ui);
                }
                _ => return Shown::Nothing,
            }
            Shown::Something
        })?;
        lines.end(walk.map(|walk| walk.end(false)), ui);
        Ok(())
    }

    fn screens(&self, mut walk: Option<&mut Walk<'_>>, ui: &mut Ui) -> Result<(), CommandError> {
        let (mut found, mut shown) = (0, 0);
        let left = self.stream(walk.as_deref_mut(), ui, &mut |event, ui| {
            let Event::Told(mut plan) = event else {
                return Shown::Nothing;
            };
            found += 1;
            // Since when the present status holds, before a filter takes the last transition away.
            let since = plan.transitions.last().map(|last| last.landed_at);
            if !self.wants(&mut plan) {
                return Shown::Nothing;
            }
            if shown == 0 {
                ui.page();
            } else {
                ui.line("");
            }
            shown += 1;
            screen::screen(self.workspace, &plan, since, ui);
            ui.show();
            Shown::Something
        })?;
        ui.leave_pager();
        let complete = walk.as_ref().is_none_or(|walk| walk.is_complete());
        for note in walk.map(|walk| walk.notes()).unwrap_or_default() {
            ui.warn(&note);
        }
        if shown == 0 && !left {
            empty(self.workspace, self.args, (found, complete), ui);
        }
        Ok(())
    }
}

/// Whether something was printed.
enum Shown {
    Nothing,
    Something,
}

/// Says why there is nothing to show; not that there is nothing, where not everything is known.
fn empty(workspace: &Workspace, args: &HistoryArgs, (found, complete): (usize, bool), ui: &mut Ui) {
    if workspace.tip().is_none() {
        ui.line("No commits yet, so there is no history.");
        ui.hint("`plan new \"NAME\"` writes a plan, `git commit` begins its history.");
    } else if found == 0 && !complete {
        let patterns = workspace.paths().patterns().join(", ");
        ui.line(format!(
            "No plans in what is known of history. Looked for: {patterns}"
        ));
    } else if found == 0 {
        let patterns = workspace.paths().patterns().join(", ");
        ui.line(format!("No plans in history. Looked for: {patterns}"));
        ui.hint("`plan new \"NAME\"` writes one; `--paths GLOB` looks elsewhere; `--all` shows deleted ones.");
    } else if args.status.is_empty() {
        ui.line(format!(
            "Nothing happened to {} in that time.",
            counted(found, "plan")
        ));
    } else {
        ui.line(format!(
            "None of {} has such a status and a change in that time.",
            counted(found, "plan")
        ));
        ui.hint("`plan list` shows the statuses there are.");
    }
}

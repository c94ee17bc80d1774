//! `plan history`: what changed in the plans, commit by commit, and when their status moved.

use plan_core::{Change, describe};
use plan_git::history::{PlanHistory, Record, RevisionKind};
use plan_git::repository::ObjectId;
use plan_git::time::{Edge, Time, parse_date};
use schemars::JsonSchema;
use serde::Serialize;

use super::transition::{self, Author, TransitionView};
use super::view::{self, ChangeView, CommitId, Moment};
use crate::ago::{counted, span};
use crate::args::HistoryArgs;
use crate::error::{CommandError, Outcome};
use crate::past::{chosen, nothing, tell, walk};
use crate::path_name::PathName;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::Workspace;

mod select;

/// What `plan history --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct HistoryDocument<'a> {
    schema: &'static str,
    /// Whether history could be read to its beginning.
    complete: bool,
    /// What could not be read.
    notes: &'a [String],
    /// The plans, one lineage each.
    plans: Vec<PlanPast<'a>>,
}

/// What happened to one plan.
#[derive(Serialize, JsonSchema)]
struct PlanPast<'a> {
    #[serde(flatten)]
    path: PathName,
    /// Its title, without `Implementation Plan:`.
    title: Option<&'a str>,
    /// Whether it follows the template.
    kind: plan_core::Kind,
    /// The commits that changed it, newest first.
    revisions: Vec<Revision<'a>>,
    /// The changes of its status, oldest first.
    transitions: Vec<TransitionView<'a>>,
}

/// A commit that changed a plan.
#[derive(Serialize, JsonSchema)]
struct Revision<'a> {
    /// Its id.
    #[schemars(with = "CommitId")]
    commit: ObjectId,
    /// Its parents in git.
    #[schemars(with = "Vec<CommitId>")]
    parents: &'a [ObjectId],
    #[serde(flatten)]
    path: PathName,
    /// What it did to the file.
    #[schemars(extend("enum" = ["created", "modified", "renamed", "merged", "deleted", "restored"]))]
    kind: &'static str,
    /// Where the plan lay before.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_path: Option<String>,
    /// How sure the link to the previous path is, up to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    /// Who wrote it.
    author: Author<'a>,
    /// When it was written.
    #[schemars(with = "Moment")]
    authored: Time,
    /// When it was committed.
    #[schemars(with = "Moment")]
    committed: Time,
    /// The oldest first-parent commit of the tip that contains it, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<CommitId>")]
    landed: Option<ObjectId>,
    /// The first line of its message.
    subject: &'a str,
    /// What it changed, in the plan's terms.
    changes: Vec<ChangeView<'a>>,
}

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
    let history = match walk(workspace, &paths)? {
        Some(mut walk) => {
            let chosen = chosen(&mut walk, &mut |walk| select::choose(workspace, walk, args))?;
            tell(&mut walk, &chosen, !args.no_changes, ui)?
        }
        None => nothing(),
    };
    let cost = history.cost;
    ui.detail(&format!(
        "{} commits walked, {} trees and {} files read",
        cost.commits, cost.trees_read, cost.blobs_read
    ));
    let found = history.plans.len();
    // Since when the present status holds, before a filter takes the last transition away.
    let mut chosen: Vec<(PlanHistory, Option<i64>)> = history
        .plans
        .into_iter()
        .map(|plan| {
            let since = plan.transitions.last().map(|last| last.landed_at);
            (plan, since)
        })
        .collect();
    chosen.retain_mut(|(plan, _)| {
        let status = plan.status.as_ref();
        let vocabulary = &workspace.config().vocabulary;
        let wanted = args.status.is_empty() || view::is_in(status, &args.status, vocabulary);
        wanted && filter.apply(plan)
    });
    if ui.format() == Format::Json {
        ui.json(&HistoryDocument {
            schema: "plan.history/1",
            complete: history.complete,
            notes: &history.notes,
            plans: chosen
                .iter()
                .map(|(plan, _)| PlanPast::from(plan))
                .collect(),
        });
        return Ok(Outcome::Fine);
    }
    for note in &history.notes {
        ui.warn(note);
    }
    if chosen.is_empty() {
        empty(workspace, args, found, ui);
        return Ok(Outcome::Fine);
    }
    ui.page();
    for (number, (plan, since)) in chosen.iter().enumerate() {
        if ui.is_closed() {
            break;
        }
        if number > 0 {
            ui.line("");
        }
        screen(workspace, plan, *since, ui);
    }
    Ok(Outcome::Fine)
}

/// Says why there is nothing to show.
fn empty(workspace: &Workspace, args: &HistoryArgs, found: usize, ui: &mut Ui) {
    if workspace.tip().is_none() {
        ui.line("No commits yet, so there is no history.");
        ui.hint("`plan new \"NAME\"` writes a plan, `git commit` begins its history.");
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

fn screen(workspace: &Workspace, plan: &PlanHistory, since: Option<i64>, ui: &mut Ui) {
    let path = PathName::new(&plan.path);
    let title = plan.title.clone().unwrap_or_else(|| path.to_string());
    ui.hanging(Line::new(), Style::Strong, &title);
    let gone = if plan.alive { "" } else { " (deleted)" };
    if plan.title.is_some() || !plan.alive {
        ui.line(Line::new().faint(format!("{path}{gone}")));
    }
    if let Some(status) = &plan.status {
        let lead = view::status_cell(Some(status));
        let elapsed = since.filter(|_| plan.alive);
        let elapsed = elapsed.map(|landed| span(workspace.since(Time::new(landed, 0))));
        ui.line(match elapsed {
            Some(elapsed) => lead.faint(format!(" for {elapsed}")),
            None => lead,
        });
    }
    if !plan.transitions.is_empty() {
        ui.line("");
        ui.table(&transition::table(workspace, &plan.transitions));
    }
    for record in plan.revisions.iter().rev() {
        ui.line("");
        revision(record, ui);
    }
}

fn revision(record: &Record, ui: &mut Ui) {
    let commit = &record.commit;
    let authored: String = commit.author.time.rfc3339().chars().take(16).collect();
    let mut head = Line::new()
        .push(Style::Caution, commit.id.short())
        .plain(format!(
            " {} {}",
            authored.replace('T', " "),
            commit.author.name
        ));
    let kind = match record.kind {
        RevisionKind::Modified | RevisionKind::Boundary => "",
        other => name(other),
    };
    if !kind.is_empty() {
        head = head.push(Style::Accent, format!(" {kind}"));
    }
    if let Some(landed) = record.landed {
        head = head.faint(format!(" landed in {}", landed.short()));
    }
    ui.line(head);
    ui.paragraph(4, &commit.subject);
    if let (Some(from), Some(sure)) = (&record.previous_path, record.confidence)
        && sure < 1.0
    {
        let from = PathName::new(from);
        ui.paragraph(4, &format!("was {from}, {:.0} % sure", sure * 100.0));
    }
    let told: Vec<String> = if ui.is_verbose() {
        record.changes.iter().map(Change::summary).collect()
    } else {
        describe(&record.changes)
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    for line in &told {
        ui.hanging(Line::from("    - "), Style::Plain, line);
    }
}

/// The name of a kind of revision in JSON.
fn name(kind: RevisionKind) -> &'static str {
    match kind {
        RevisionKind::Created => "created",
        RevisionKind::Modified | RevisionKind::Boundary => "modified",
        RevisionKind::Renamed => "renamed",
        RevisionKind::Merged => "merged",
        RevisionKind::Deleted => "deleted",
        RevisionKind::Restored => "restored",
    }
}

impl<'a> From<&'a PlanHistory> for PlanPast<'a> {
    fn from(plan: &'a PlanHistory) -> Self {
        Self {
            path: PathName::new(&plan.path),
            title: plan.title.as_deref(),
            kind: plan.kind,
            revisions: plan.revisions.iter().rev().map(Revision::from).collect(),
            transitions: plan.transitions.iter().map(TransitionView::from).collect(),
        }
    }
}

impl<'a> From<&'a Record> for Revision<'a> {
    fn from(record: &'a Record) -> Self {
        let commit = &record.commit;
        Self {
            commit: commit.id,
            parents: &commit.parents,
            path: PathName::new(&record.path),
            kind: name(record.kind),
            previous_path: record
                .previous_path
                .as_ref()
                .map(|path| PathName::new(path).to_string()),
            confidence: record.confidence,
            author: Author::from(&commit.author),
            authored: commit.author.time,
            committed: commit.committer.time,
            landed: record.landed,
            subject: &commit.subject,
            changes: record.changes.iter().map(ChangeView::from).collect(),
        }
    }
}

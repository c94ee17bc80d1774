//! `plan show`: one document as it is read, from the work tree, a commit or a date.

use plan_core::template::FieldName;
use plan_core::{Plan as CorePlan, PlanItem, Progress, Severity};
use plan_git::repository::{ObjectId, Repository};
use schemars::JsonSchema;
use serde::Serialize;

use super::view::{self, CommitId, etag};
use crate::args::ShowArgs;
use crate::error::{CommandError, Outcome};
use crate::moment::{Moment, moment};
use crate::past::tell_one;
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::{Plan, Target, View, Workspace};

/// What `plan show --json` prints, and what `plan apply` takes back.
#[derive(Serialize, JsonSchema)]
pub(super) struct Show<'a> {
    schema: &'static str,
    #[serde(flatten)]
    path: &'a PathName,
    /// The commit that it was read from; null for the file on disk.
    #[schemars(with = "Option<CommitId>")]
    at: Option<ObjectId>,
    /// Whether the file is not what HEAD has.
    dirty: bool,
    /// Names the text that was read; `plan apply` writes over no other one.
    etag: String,
    /// The typed plan.
    plan: &'a CorePlan,
    /// Every box, and every task whether it has a box or not.
    items: Vec<ShownItem<'a>>,
    /// What reading noticed.
    findings: Vec<ShownFinding<'a>>,
}

/// One item that has an address.
#[derive(Serialize, JsonSchema)]
struct ShownItem<'a> {
    /// What `plan tick` takes.
    address: &'a str,
    /// Its text, on one line.
    text: &'a str,
    /// Whether its box is ticked; null for a task without a box.
    done: Option<bool>,
    /// Where it stands, from 1.
    line: Option<usize>,
}

/// One thing that reading noticed.
#[derive(Serialize, JsonSchema)]
struct ShownFinding<'a> {
    /// The stable code.
    code: &'a str,
    /// The stable short name.
    slug: &'a str,
    /// How much it matters.
    severity: Severity,
    /// Where it is, from 1.
    line: usize,
    /// Where it is in the line, from 1.
    column: usize,
    /// What is wrong.
    message: &'a str,
    /// What to do.
    help: &'a str,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &ShowArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let view = match &args.at {
        Some(at) => View::Commit(commit_at(workspace, at)?),
        None => workspace.view(),
    };
    let target = match target::plan(workspace, view, &args.plan, ui) {
        Ok(target) => target,
        Err(error) => former(workspace, view, &args.plan, ui).ok_or(error)?,
    };
    let plan = workspace.read(&target)?;
    let at = match view {
        View::Commit(commit) => Some(commit),
        View::WorkTree | View::Nothing => None,
    };
    let dirty = at.is_none() && target.key().is_some_and(|key| workspace.is_dirty(key, ui));
    if ui.format() == Format::Json {
        json(&plan, at, dirty, ui);
        return Ok(Outcome::Fine);
    }
    ui.page();
    human(&plan, at, dirty, ui);
    Ok(Outcome::Fine)
}

/// The commit that a revision or a date means.
fn commit_at(workspace: &Workspace, at: &str) -> Result<ObjectId, CommandError> {
    match moment(workspace, at)? {
        Moment::Commit(commit) => Ok(commit),
        Moment::Unknown(error) => Err(CommandError::from(error).with_hint(
            "`--at` takes a commit, a branch or a tag, or a date such as 2026-01-31 or `2 weeks ago`.",
        )),
    }
}

/// A plan that had another path in the commit that is shown: history knows which.
fn former(workspace: &Workspace, view: View, text: &str, ui: &mut Ui) -> Option<Target> {
    let View::Commit(commit) = view else {
        return None;
    };
    let present = target::plan(workspace, workspace.view(), text, ui).ok()?;
    let key = present.key()?;
    let (_, plan) = tell_one(workspace, key, false, ui).ok()??;
    let plan = plan?;
    let tree = workspace.repository().ok()?.commit(commit).ok()?.tree;
    let exists = |repository: &Repository, path: &[u8]| {
        repository
            .entry_at(tree, path)
            .is_ok_and(|entry| entry.is_some_and(|entry| entry.is_file()))
    };
    let repository = workspace.repository().ok()?;
    let record = plan
        .revisions
        .iter()
        .rev()
        .find(|record| exists(repository, &record.path))?;
    Some(workspace.target(view, record.path.clone()))
}

fn json(plan: &Plan, at: Option<ObjectId>, dirty: bool, ui: &mut Ui) {
    let document = &plan.document;
    let items = document.plan().items();
    let line = |item: &PlanItem| item.span.map(|span| document.position(span.start).line);
    ui.json(&Show {
        schema: "plan.show/1",
        path: plan.name(),
        at,
        dirty,
        etag: etag(document.as_str()),
        plan: document.plan(),
        items: items
            .iter()
            .map(|item| ShownItem {
                address: item.address.as_str(),
                text: &item.text,
                done: item.check.map(|check| check.done),
                line: line(item),
            })
            .collect(),
        findings: document
            .findings()
            .iter()
            .map(|finding| {
                let place = document.position(finding.span.start);
                ShownFinding {
                    code: finding.code,
                    slug: finding.slug,
                    severity: finding.severity,
                    line: place.line,
                    column: place.column,
                    message: &finding.message,
                    help: finding.help,
                }
            })
            .collect(),
    });
}

fn human(plan: &Plan, at: Option<ObjectId>, dirty: bool, ui: &mut Ui) {
    let document = &plan.document;
    ui.hanging(Line::new(), Style::Strong, &plan.title());
    let version = match (at, dirty) {
        (Some(commit), _) => format!(" at {}", commit.short()),
        (None, true) => ", not committed".to_owned(),
        (None, false) => String::new(),
    };
    // A document without a title is called by its path already.
    let titled = plan.title() != plan.name().as_str();
    if titled || !version.is_empty() {
        ui.line(Line::new().faint(format!("{}{version}", plan.name())));
    }
    ui.line("");
    let progress = document.plan().progress();
    let status = view::status(document);
    let mut facts = vec![(
        "Status",
        status.map_or_else(|| "none".to_owned(), |status| status.text),
    )];
    if progress.total > 0 {
        facts.push(("Progress", share(progress)));
    }
    for (label, name) in [
        ("Date", FieldName::Date),
        ("Complexity", FieldName::Complexity),
        ("Discussion", FieldName::DiscussionSource),
    ] {
        if let Some(text) = view::field(document, name) {
            facts.push((label, text));
        }
    }
    for (label, text) in facts {
        ui.hanging(
            Line::new().faint(format!("{label:<12}")),
            Style::Plain,
            &text,
        );
    }
    items(document.plan(), ui);
    let findings = document.findings();
    if !findings.is_empty() {
        ui.line("");
        ui.line(Line::new().strong("Findings"));
    }
    for finding in findings {
        let place = document.position(finding.span.start);
        let (style, word) = match finding.severity {
            Severity::Error => (Style::Bad, "error"),
            Severity::Warning => (Style::Caution, "warning"),
        };
        let lead = Line::new()
            .plain(format!("  {}:{} ", place.line, place.column))
            .push(style, word)
            .plain(format!(" {} ", finding.code));
        ui.hanging(
            lead,
            Style::Plain,
            &format!("{}; {}", finding.message, finding.help),
        );
    }
}

/// Phases with their items, then the boxes that stand elsewhere.
fn items(plan: &CorePlan, ui: &mut Ui) {
    let items = plan.items();
    // All texts of a screen begin in one column, unless an address is too long for that.
    let widest = items
        .iter()
        .map(|item| item.address.as_str().chars().count())
        .filter(|width| *width <= 8)
        .max();
    let widest = widest.unwrap_or(0);
    for (at, (phase, progress)) in plan
        .phases()
        .into_iter()
        .zip(plan.phase_progress())
        .enumerate()
    {
        ui.line("");
        let done = view::done(progress);
        let heading = if done.is_empty() {
            phase.heading()
        } else {
            format!("{}  {done}", phase.heading())
        };
        ui.hanging(Line::new(), Style::Strong, &heading);
        for item in items.iter().filter(|item| item.phase == Some(at)) {
            one(item, widest, ui);
        }
    }
    let mut elsewhere = items.iter().filter(|item| item.phase.is_none()).peekable();
    if elsewhere.peek().is_some() {
        ui.line("");
        let heading = if plan.phases().is_empty() {
            "Items"
        } else {
            "Outside the phases"
        };
        ui.line(Line::new().strong(heading));
    }
    for item in elsewhere {
        one(item, widest, ui);
    }
}

fn one(item: &PlanItem, widest: usize, ui: &mut Ui) {
    let (style, mark) = match item.check.map(|check| check.done) {
        Some(true) => (Style::Good, "[x]"),
        Some(false) => (Style::Plain, "[ ]"),
        None => (Style::Faint, " - "),
    };
    let lead = Line::new().plain("  ").push(style, mark).push(
        Style::Accent,
        format!(" {:<widest$}  ", item.address.as_str()),
    );
    ui.hanging(lead, Style::Plain, &item.text);
}

/// `3 of 7 (42 %)`, rounded down so that 100 % means all.
fn share(progress: Progress) -> String {
    let percent = progress.done * 100 / progress.total.max(1);
    format!("{} of {} ({percent} %)", progress.done, progress.total)
}

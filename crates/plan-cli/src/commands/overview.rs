//! `plan` without a command: where one stands, and what to type next. Never an error for want of something.

use plan_core::{Progress, Status, StatusKind};
use plan_git::hooks::{self, Hook, HookState};
use plan_git::repository::OpenError;
use schemars::JsonSchema;
use serde::Serialize;

use super::view::{self, StatusView};
use crate::ago::counted;
use crate::error::{CommandError, Outcome, no_repository};
use crate::path_name::PathName;
use crate::ui::{Format, Line, Style, Table, Ui};
use crate::workspace::Workspace;

/// A short screen shows at most so many plans.
const SHOWN: usize = 10;
/// And at most so many things to do.
const STEPS: usize = 3;

/// What `plan --json` prints without a command.
#[derive(Serialize, JsonSchema)]
pub(super) struct Overview {
    schema: &'static str,
    /// Whether there is a repository.
    repository: bool,
    /// Where plans are looked for.
    paths: Vec<String>,
    /// Whether there is a `.plan.toml`.
    configured: bool,
    /// The state of the commit hook in this clone.
    hook: &'static str,
    /// The plans, those that are worked on first.
    plans: Vec<OverviewPlan>,
    /// What to type next, the most useful first.
    next: Vec<Step>,
}

/// One plan.
#[derive(Serialize, JsonSchema)]
struct OverviewPlan {
    #[serde(flatten)]
    path: PathName,
    /// Its title, without `Implementation Plan:`.
    title: Option<String>,
    /// Its status, unless it is the template's list of choices.
    status: Option<StatusView>,
    /// How much of it is done.
    progress: Progress,
    /// Whether the file is not what HEAD has.
    dirty: bool,
    #[serde(skip)]
    state: Option<Status>,
}

/// Something to do next.
#[derive(Serialize, JsonSchema)]
struct Step {
    /// What to type.
    command: String,
    /// What for.
    why: String,
}

impl Step {
    fn new(command: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            why: why.into(),
        }
    }
}

pub(super) fn run(workspace: &Workspace, ui: &mut Ui) -> Result<Outcome, CommandError> {
    if let Some(error) = workspace.no_repository() {
        if !matches!(error, OpenError::NotFound { .. }) {
            return Err(no_repository(error));
        }
        outside(workspace, ui);
        return Ok(Outcome::Fine);
    }
    let (dirty, note) = workspace.dirty(workspace.paths());
    if let Some(note) = note {
        ui.warn(&note);
    }
    let mut rows = Vec::new();
    for target in workspace.targets(workspace.view(), ui)? {
        match workspace.read(&target) {
            Ok(plan) => rows.push(OverviewPlan {
                path: plan.name().clone(),
                title: plan
                    .document
                    .plan()
                    .title()
                    .map(|title| title.on_one_line()),
                status: view::status(&plan.document).as_ref().map(StatusView::from),
                progress: plan.document.plan().progress(),
                dirty: target.key().is_some_and(|key| dirty.contains(key)),
                state: view::status(&plan.document),
            }),
            Err(error) => ui.warn(&format!("not shown: {}", error.message())),
        }
    }
    // What is being worked on comes first.
    rows.sort_by_key(|row| match row.state.as_ref().map(|state| state.kind) {
        Some(StatusKind::InProgress) => 0,
        Some(StatusKind::Ready) => 1,
        Some(StatusKind::Draft) => 2,
        Some(StatusKind::Completed) => 4,
        _ => 3,
    });
    let hook = hook(workspace);
    let next = steps(workspace, &rows, hook);
    if ui.format() == Format::Json {
        ui.json(&Overview {
            schema: "plan.overview/1",
            repository: true,
            paths: workspace.paths().patterns().to_vec(),
            configured: workspace.is_configured(),
            hook,
            plans: rows,
            next,
        });
        return Ok(Outcome::Fine);
    }
    human(workspace, &rows, &next, ui);
    Ok(Outcome::Fine)
}

fn hook(workspace: &Workspace) -> &'static str {
    let repository = workspace.repository().ok();
    let state = repository.map(|repository| hooks::state(repository, Hook::PreCommit));
    match state {
        Some(Ok(state)) => match state {
            HookState::Installed { .. }
            | HookState::Managed {
                runs_ours: true, ..
            }
            | HookState::Foreign {
                runs_ours: true, ..
            } => "installed",
            HookState::NotExecutable { .. } => "not-executable",
            HookState::NotInstalled => "not-installed",
            HookState::Foreign { .. } => "foreign",
            HookState::Managed { .. } => "managed",
            HookState::Outside { .. } => "outside",
            HookState::Bare => "bare",
        },
        _ => "unknown",
    }
}

/// What to type next, the most useful first.
fn steps(workspace: &Workspace, rows: &[OverviewPlan], hook: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    match hook {
        "bare" | "unknown" | "installed" if workspace.is_configured() || hook != "installed" => {}
        "installed" => steps.push(Step::new(
            "plan init",
            format!("no {} here yet", plan_git::config::NAME),
        )),
        _ => steps.push(Step::new(
            "plan init",
            "the hook is not installed in this clone",
        )),
    }
    let writable = workspace.writable().is_ok();
    if rows.is_empty() && writable {
        steps.push(Step::new(
            "plan new \"NAME\"",
            "write a plan from the template",
        ));
        steps.push(Step::new(
            "plan --paths 'GLOB' list",
            "look for plans elsewhere",
        ));
    }
    let dirty: Vec<&OverviewPlan> = rows.iter().filter(|row| row.dirty).collect();
    if let Some(first) = dirty.first() {
        let why = format!(
            "{} not committed; then `git commit`",
            counted(dirty.len(), "plan")
        );
        let path = quoted(first.path.as_str());
        steps.push(Step::new(format!("git add {path}"), why));
    }
    if let Some(first) = rows.first() {
        if workspace.tip().is_some() {
            steps.push(Step::new(
                "plan history",
                "what changed, and when the status moved",
            ));
        }
        let why = "one plan with the addresses of its items";
        steps.push(Step::new(
            format!("plan show {}", quoted(first.path.stem())),
            why,
        ));
        if writable {
            steps.push(Step::new("plan new \"NAME\"", "write another plan"));
        }
    }
    steps.truncate(STEPS);
    steps
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn human(workspace: &Workspace, rows: &[OverviewPlan], next: &[Step], ui: &mut Ui) {
    let patterns = workspace.paths().patterns().join("`, `");
    if rows.is_empty() {
        ui.paragraph(0, &format!("No plans at `{patterns}`."));
    } else {
        ui.paragraph(
            0,
            &format!("{} at `{patterns}`", counted(rows.len(), "plan")),
        );
        ui.line("");
        ui.table(&table(rows));
        if rows.len() > SHOWN {
            ui.line(format!(
                "and {} more; `plan list` shows them all",
                rows.len() - SHOWN
            ));
        }
    }
    print_steps(next, ui);
}

fn table(rows: &[OverviewPlan]) -> Table {
    let some_dirty = rows.iter().take(SHOWN).any(|row| row.dirty);
    let mut table = Table::new(
        ["Title", "Status", "Done"]
            .into_iter()
            .chain(some_dirty.then_some("Commit")),
    )
    .right(2)
    .wraps(0);
    for row in rows.iter().take(SHOWN) {
        let title = row.title.as_deref().unwrap_or(row.path.as_str());
        let dirty = if row.dirty { "not committed" } else { "" };
        table.row([
            Line::new().strong(title),
            view::status_word(row.state.as_ref()),
            Line::from(view::done(row.progress)),
            Line::new().push(Style::Caution, dirty),
        ]);
    }
    table
}

fn outside(workspace: &Workspace, ui: &mut Ui) {
    let next = vec![
        Step::new("git init", "make a repository here"),
        Step::new("plan init", "then set it up for plans"),
        Step::new("plan show FILE", "read any plan file, without a repository"),
    ];
    if ui.format() == Format::Json {
        ui.json(&Overview {
            schema: "plan.overview/1",
            repository: false,
            paths: workspace.paths().patterns().to_vec(),
            configured: workspace.is_configured(),
            hook: "unknown",
            plans: Vec::new(),
            next,
        });
        return;
    }
    let from = workspace.start().display();
    ui.paragraph(
        0,
        &format!("No git repository in {from} or any directory above it."),
    );
    let patterns = workspace.paths().patterns().join("`, `");
    ui.paragraph(
        0,
        &format!("Plans are looked for inside a repository, at `{patterns}`."),
    );
    print_steps(&next, ui);
}

fn print_steps(steps: &[Step], ui: &mut Ui) {
    /// A command that is longer has its reason on the next line.
    const WIDEST: usize = 26;
    if steps.is_empty() {
        return;
    }
    ui.line("");
    ui.line(Line::new().strong("Next"));
    let lengths = steps.iter().map(|step| step.command.chars().count());
    let widest = lengths
        .filter(|length| *length <= WIDEST)
        .max()
        .unwrap_or(0);
    for step in steps {
        let command = Line::new().push(Style::Accent, format!("  {:<widest$}  ", step.command));
        if step.command.chars().count() > WIDEST {
            ui.line(command.trim_end());
            ui.hanging(
                Line::new().plain(" ".repeat(widest + 4)),
                Style::Plain,
                &step.why,
            );
        } else {
            ui.hanging(command, Style::Plain, &step.why);
        }
    }
}

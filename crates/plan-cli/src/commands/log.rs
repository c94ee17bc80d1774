//! `plan log`: the Evolution Log of plans, joined with the commits it tells of.

use plan_core::Document;
use plan_git::derive::{EntryState, LogQuery, LogRow, PlanLog, Since, logs};
use plan_git::history::PlanHistory;
use plan_git::hooks::{self, HookState};
use plan_git::repository::{ObjectId, Repository};
use plan_git::time::{Edge, parse_date};
use schemars::JsonSchema;
use serde::Serialize;

use super::view::CommitId;
use crate::args::LogArgs;
use crate::error::{CommandError, Outcome};
use crate::past::{chosen, tell, walk};
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::Workspace;

/// What `plan log --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct LogDocument<'a> {
    schema: &'static str,
    /// Whether history could be read to its beginning.
    complete: bool,
    /// What could not be read.
    notes: &'a [String],
    /// The plans that were asked for.
    plans: Vec<PlanEntries<'a>>,
}

/// The log of one plan.
#[derive(Serialize, JsonSchema)]
struct PlanEntries<'a> {
    #[serde(flatten)]
    path: PathName,
    /// Its title, without `Implementation Plan:`.
    title: Option<&'a str>,
    /// Its entries, those that are missing too.
    entries: Vec<EntryView<'a>>,
}

/// One entry, joined with its commit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Entry")]
struct EntryView<'a> {
    /// Its day, as written.
    date: &'a str,
    /// Its title.
    title: &'a str,
    /// The Markdown below its heading.
    body: &'a str,
    /// Whether it is in the tool's own wording.
    own: bool,
    /// How it stands to history.
    #[schemars(extend("enum" = ["matched", "written", "missing", "orphaned"]))]
    state: &'static str,
    /// The commit that it tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<CommitId>")]
    commit: Option<ObjectId>,
    /// The first line of the message of that commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &LogArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let repository = workspace.repository()?;
    let named = args
        .plans
        .iter()
        .map(|text| target::plan(workspace, workspace.view(), text, ui))
        .collect::<Result<Vec<_>, _>>()?;
    let mut patterns = workspace.paths().clone();
    let mut keys = Vec::new();
    for target in &named {
        let key = target.key().ok_or_else(|| {
            CommandError::refused(format!("{} lies outside the repository", target.name))
                .with_hint("The log is joined with commits; name a plan of this repository.")
        })?;
        if !patterns.matches(key) {
            patterns = workspace.paths_for(key);
        }
        keys.push(key.to_vec());
    }
    let Some(mut walk) = walk(workspace, &patterns, ui)? else {
        return none(args, ui);
    };
    let chosen = chosen(&mut walk, &mut |walk| {
        let documents = walk.documents().iter().enumerate();
        let chosen = documents
            .filter(|(_, document)| document.alive)
            .filter(|(_, document)| keys.is_empty() || keys.contains(&document.path));
        Ok(chosen.map(|(index, _)| index).collect())
    })?;
    let history = tell(&mut walk, &chosen, true, ui)?;
    let query = LogQuery {
        progress: workspace.config().log.progress,
        since: since(workspace, args)?,
    };
    let mut unread = Vec::new();
    let mut text = |plan: &PlanHistory| -> Option<Document> {
        let target = workspace.target(workspace.view(), plan.path.clone());
        match workspace.read(&target) {
            Ok(read) => Some(read.document),
            Err(error) => {
                unread.push(error);
                None
            }
        }
    };
    let mut told = logs(repository, &history, &query, &mut text);
    // A plan that was named must be read; of many, one that cannot be read does not hide the others.
    for error in unread {
        if keys.is_empty() {
            ui.warn(&error.message());
        } else {
            return Err(error);
        }
    }
    if args.check {
        for plan in &mut told {
            plan.entries.retain(|row| row.state == EntryState::Missing);
        }
        told.retain(|plan| !plan.entries.is_empty());
    }
    let missing = told
        .iter()
        .flat_map(|plan| &plan.entries)
        .filter(|row| row.state == EntryState::Missing)
        .count();
    let outcome = if args.check && missing > 0 {
        Outcome::Findings
    } else {
        Outcome::Fine
    };
    if ui.format() == Format::Json {
        ui.json(&LogDocument {
            schema: "plan.log/1",
            complete: history.complete,
            notes: &history.notes,
            plans: told.iter().map(PlanEntries::from).collect(),
        });
        return Ok(outcome);
    }
    for note in &history.notes {
        ui.warn(note);
    }
    if told.is_empty() {
        if args.check {
            let known = if history.complete {
                ""
            } else {
                ", as far as it is known"
            };
            ui.note(&format!(
                "every change since entries are due is in the log{known}"
            ));
        } else {
            ui.line("No plan here has a log.");
            ui.hint("The hook writes one with the first commit of a plan: `plan init`.");
        }
        return Ok(outcome);
    }
    ui.page();
    for (number, plan) in told.iter().enumerate() {
        if number > 0 {
            ui.line("");
        }
        screen(plan, ui);
    }
    if missing > 0 {
        gap(repository, missing, ui);
    }
    Ok(outcome)
}

/// Says what a missing entry is, and what to do.
fn gap(repository: &Repository, missing: usize, ui: &mut Ui) {
    let (entries, them) = match missing {
        1 => ("1 entry is".to_owned(), "it"),
        _ => (format!("{missing} entries are"), "them"),
    };
    let why = match hooks::state(repository) {
        Ok(HookState::Installed { .. }) => {
            "Merges, `--no-verify` and commits by other tools write none."
        }
        _ => {
            "The hook writes them with each commit, and is not installed in this clone: `plan init`."
        }
    };
    ui.hint(&format!(
        "{entries} missing. {why} Add {them} by hand in the words shown above."
    ));
}

fn none(args: &LogArgs, ui: &mut Ui) -> Result<Outcome, CommandError> {
    if ui.format() == Format::Json {
        ui.json(&LogDocument {
            schema: "plan.log/1",
            complete: true,
            notes: &[],
            plans: Vec::new(),
        });
    } else if !args.check {
        ui.line("No commits yet, so there is nothing to join the log with.");
    }
    Ok(Outcome::Fine)
}

/// From when on entries are due: `--all`, else `log.since` of the configuration, else the commit that brought it.
fn since(workspace: &Workspace, args: &LogArgs) -> Result<Since, CommandError> {
    if args.all {
        return Ok(Since::Always);
    }
    match &workspace.config().log.since {
        None => Ok(Since::Configured),
        Some(text) => {
            let time = parse_date(text, workspace.clock(), Edge::Start).map_err(|error| {
                CommandError::config(format!("`log.since` in .plan.toml: {error}"))
            })?;
            Ok(Since::Time(time))
        }
    }
}

fn screen(plan: &PlanLog, ui: &mut Ui) {
    let path = PathName::new(&plan.path);
    let title = plan.title.clone().unwrap_or_else(|| path.to_string());
    ui.hanging(Line::new(), Style::Strong, &title);
    ui.line(Line::new().faint(path.as_str()));
    if plan.entries.is_empty() {
        ui.paragraph(0, "No entries.");
    }
    for row in &plan.entries {
        ui.line("");
        entry(row, ui);
    }
}

fn entry(row: &LogRow, ui: &mut Ui) {
    let lead = Line::new().plain(format!("{} ", row.date));
    ui.hanging(lead, Style::Strong, &row.title);
    let (style, word) = match row.state {
        EntryState::Matched => (Style::Good, "matched"),
        EntryState::Written if row.commit.is_some() => (Style::Plain, "written by hand"),
        EntryState::Written => (Style::Accent, "not committed"),
        EntryState::Missing => (Style::Bad, "missing"),
        EntryState::Orphaned => (Style::Caution, "orphaned: its commit changed nothing"),
    };
    let mut line = Line::new().plain("  ").push(style, word);
    if let Some(commit) = row.commit {
        line = line.plain(" ").push(Style::Caution, commit.short());
    }
    ui.hanging(
        line.plain(" "),
        Style::Faint,
        row.subject.as_deref().unwrap_or_default(),
    );
    for text in row.body.lines().filter(|line| !line.trim().is_empty()) {
        ui.paragraph(4, text);
    }
}

fn state(state: EntryState) -> &'static str {
    match state {
        EntryState::Matched => "matched",
        EntryState::Written => "written",
        EntryState::Missing => "missing",
        EntryState::Orphaned => "orphaned",
    }
}

impl<'a> From<&'a PlanLog> for PlanEntries<'a> {
    fn from(plan: &'a PlanLog) -> Self {
        Self {
            path: PathName::new(&plan.path),
            title: plan.title.as_deref(),
            entries: plan.entries.iter().map(EntryView::from).collect(),
        }
    }
}

impl<'a> From<&'a LogRow> for EntryView<'a> {
    fn from(row: &'a LogRow) -> Self {
        Self {
            date: &row.date,
            title: &row.title,
            body: &row.body,
            own: row.own,
            state: state(row.state),
            commit: row.commit,
            subject: row.subject.as_deref(),
        }
    }
}

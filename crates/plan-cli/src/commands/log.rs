//! `plan log`: the Evolution Log of plans, joined with the commits it tells of.

use std::collections::HashSet;

use plan_core::Document;
use plan_git::derive::{EntryState, LogRow, Mended, PlanLog, Since, logs, mend};
use plan_git::history::{History, PlanHistory};
use plan_git::hooks::{self, Hook, HookState};
use plan_git::repository::{ObjectId, Repository, RevError};
use schemars::JsonSchema;
use serde::Serialize;

use super::change::{self, Change};
use super::view::CommitId;
use crate::args::LogArgs;
use crate::error::{CommandError, Outcome, unwritable};
use crate::past::{chosen, log_query, nothing, tell, walk};
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::{Place, Plan, Target, View, Workspace};

/// What `plan log --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct LogDocument<'a> {
    schema: &'static str,
    /// Whether history could be read to its beginning.
    complete: bool,
    /// What could not be read.
    notes: &'a [String],
    /// With `--fix`, whether it was only shown. The entries are those before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    dry_run: Option<bool>,
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
    /// The change as a unified diff, with `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
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
    #[schemars(extend("enum" = ["matched", "written", "missing", "orphaned", "torn", "doubled"]))]
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
    if args.fix {
        workspace.writable()?;
    }
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
    let among = among(workspace, args)?;
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
    let mut query = log_query(workspace.config(), workspace.clock(), among.as_ref())?;
    query.paths = Some(&patterns);
    if args.all {
        query.since = Since::Always;
    }
    let mut unread = Vec::new();
    let mut plans: Vec<Plan> = Vec::new();
    let mut text = |plan: &PlanHistory| -> Option<Document> {
        let target = workspace.target(workspace.view(), plan.path.clone());
        match read(workspace, &target) {
            Ok(read) => {
                let document = read.document.clone();
                plans.push(read);
                Some(document)
            }
            Err(error) => {
                unread.push(error);
                None
            }
        }
    };
    let joined = logs(repository, &history, &query, &mut text);
    // A plan that was named must be read; of many, one that cannot be read does not hide the others.
    let mut unknown = Vec::new();
    for error in unread {
        if !keys.is_empty() {
            return Err(error);
        }
        let message = format!("{}; its log is not known", error.message());
        ui.warn(&message);
        unknown.push(message);
    }
    for plan in plans.iter().filter(|plan| is_gone(workspace, plan)) {
        ui.note(&format!(
            "{} is not in the work tree, so its log was read as it is committed",
            plan.name()
        ));
    }
    let mut told: Vec<(PlanLog, Option<Fixed>)> = Vec::new();
    let mut refused = 0;
    for (mut log, plan) in joined.into_iter().zip(&plans) {
        let path = log.path.clone();
        let again = |now: &Document| {
            let of_path = history.plans.iter().filter(|plan| plan.path == path);
            let history = History {
                plans: of_path.cloned().collect(),
                vocabulary: history.vocabulary.clone(),
                ..nothing()
            };
            logs(repository, &history, &query, &mut |_| Some(now.clone())).pop()
        };
        let fixed = match args.fix {
            true => match Fixed::new(workspace, plan, &mut log, args.dry_run, &again) {
                Ok(fixed) => Some(fixed),
                Err(error) => {
                    // One plan that cannot be written does not hold up the others.
                    ui.warn(&error.message());
                    refused += 1;
                    None
                }
            },
            false => None,
        };
        told.push((log, fixed));
    }
    if args.check {
        for (log, _) in &mut told {
            log.entries.retain(|row| row.state.is_fault());
        }
        told.retain(|(log, _)| !log.entries.is_empty());
    } else if args.fix {
        told.retain(|(_, fixed)| fixed.as_ref().is_some_and(Fixed::is_changed));
    }
    let rows = || told.iter().flat_map(|(log, _)| &log.entries);
    let faults = rows().filter(|row| row.state.is_fault()).count();
    let judges = args.check || args.fix;
    let whole = unknown.is_empty() && refused == 0;
    let outcome = match (args.check && faults > 0) || (judges && !whole) {
        true => Outcome::Findings,
        false => Outcome::Fine,
    };
    if ui.format() == Format::Json {
        ui.json(&LogDocument {
            schema: "plan.log/1",
            complete: history.complete,
            notes: &[history.notes.as_slice(), &unknown].concat(),
            dry_run: args.fix.then_some(args.dry_run),
            plans: told.iter().map(PlanEntries::from).collect(),
        });
        return Ok(outcome);
    }
    for note in &history.notes {
        ui.warn(note);
    }
    if told.is_empty() {
        if judges && !whole {
            ui.hint("Of the plans that are named above, nothing is known; of the others, nothing is missing.");
        } else if judges {
            let known = match (history.complete, among.is_some()) {
                (false, _) => ", as far as it is known",
                (true, true) => ", as far as it was asked about",
                (true, false) => "",
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
    if args.fix {
        for (_, fixed) in &told {
            if let Some(fixed) = fixed {
                fixed.say(ui);
            }
        }
        if !args.dry_run {
            ui.hint("The files are not committed: `git commit` records them, and the hook leaves these entries as they are.");
        }
        return Ok(outcome);
    }
    ui.page();
    for (number, (plan, _)) in told.iter().enumerate() {
        if number > 0 {
            ui.line("");
        }
        screen(plan, ui);
    }
    if faults > 0 {
        let missing = rows().filter(|row| row.state == EntryState::Missing);
        gap(repository, missing.count(), faults, ui);
    }
    Ok(outcome)
}

/// The plan as it is now. One that is not in the work tree, but in the commit, has the log that is committed.
fn read(workspace: &Workspace, target: &Target) -> Result<Plan, CommandError> {
    let read = workspace.read(target);
    match (&target.place, workspace.tip()) {
        (
            Place::Disk {
                file,
                key: Some(key),
            },
            Some(tip),
        ) if read.is_err() && file.symlink_metadata().is_err() => {
            workspace.read(&workspace.target(View::Commit(tip), key.clone()))
        }
        _ => read,
    }
}

/// Whether the plan was asked for as it is in the work tree, and is not there.
fn is_gone(workspace: &Workspace, plan: &Plan) -> bool {
    workspace.view() == View::WorkTree && !plan.is_on_disk()
}

/// The commits that are asked about, if not all of them.
fn among(workspace: &Workspace, args: &LogArgs) -> Result<Option<HashSet<ObjectId>>, CommandError> {
    let (Some(base), Some(tip)) = (&args.base, workspace.tip()) else {
        return Ok(None);
    };
    let repository = workspace.repository()?;
    let base = repository.commit_of(base).map_err(|error| {
        let is_unknown = matches!(error, RevError::Unknown { .. });
        let told = CommandError::from(error);
        match is_unknown && repository.is_shallow() {
            true => told.with_hint(
                "This is a shallow clone, which has the last commits only: `git fetch --unshallow` brings the others and \
                 `git fetch origin BRANCH` a branch; in a workflow, `fetch-depth: 0` does.",
            ),
            false => told,
        }
    })?;
    Ok(Some(repository.commits_between(base, tip)?))
}

/// Plan with a repaired log.
struct Fixed {
    change: Change,
    mended: Mended,
}

impl Fixed {
    /// Repairs the log, in the file unless it is a dry run. If the file has another text by then
    /// than the plan, the log is derived again from that text through `again`, and replaced.
    fn new(
        workspace: &Workspace,
        plan: &Plan,
        log: &mut PlanLog,
        dry_run: bool,
        again: &dyn Fn(&Document) -> Option<PlanLog>,
    ) -> Result<Self, CommandError> {
        let name = plan.name();
        let (change, (mended, derived)) = change::edit(workspace, &plan.target, dry_run, |now| {
            let derived = match now.document.as_str() == plan.document.as_str() {
                true => None,
                false => Some(again(&now.document).ok_or_else(|| {
                    CommandError::file(format!(
                        "{name} is no longer a plan; its log is left as it is"
                    ))
                })?),
            };
            let mended = mend(&now.document, derived.as_ref().unwrap_or(log))
                .map_err(|error| unwritable(name.as_str(), &error))?;
            if !now.is_on_disk() && mended.is_changed() {
                return Err(CommandError::refused(format!(
                    "{name} is not in the working tree, so its log cannot be repaired; `git restore -- {name}` restores it"
                )));
            }
            Ok((mended.document.clone(), (mended, derived)))
        })?;
        if let Some(derived) = derived {
            *log = derived;
        }
        Ok(Self { change, mended })
    }

    fn is_changed(&self) -> bool {
        self.mended.is_changed()
    }

    /// One line, and the diff of a dry run.
    fn say(&self, ui: &mut Ui) {
        let done = [
            (self.mended.added, "added"),
            (self.mended.restored, "put right"),
            (self.mended.removed, "taken out that stood there twice"),
        ];
        let done: Vec<String> = done
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", entries(*count)))
            .collect();
        let lead = Line::new().plain(format!("{}: ", self.change.plan.name()));
        let text = format!("{} ({})", done.join(", "), self.change.size());
        ui.hanging(lead, Style::Plain, &text);
        self.change.show(ui);
    }
}

fn entries(count: usize) -> String {
    match count {
        1 => "1 entry".to_owned(),
        _ => format!("{count} entries"),
    }
}

/// Says what a missing entry is, and what to do.
fn gap(repository: &Repository, missing: usize, faults: usize, ui: &mut Ui) {
    let is = |count| if count == 1 { "is" } else { "are" };
    let what = match faults - missing {
        0 => format!("{} {} missing.", entries(missing), is(missing)),
        harmed => {
            let harm = format!(
                "{} {} torn or doubled by a merge.",
                entries(harmed),
                is(harmed)
            );
            match missing {
                0 => harm,
                _ => format!("{} {} missing, and {harm}", entries(missing), is(missing)),
            }
        }
    };
    let why = match hooks::state(repository, Hook::PreCommit) {
        Ok(HookState::Installed { .. }) => {
            "Merges by lines, `--no-verify` and commits by other tools leave such gaps."
        }
        _ => {
            "The hook writes entries with each commit, and is not installed in this clone: `plan init`."
        }
    };
    ui.hint(&format!(
        "{what} {why} `plan log --fix` writes what is shown above."
    ));
}

fn none(args: &LogArgs, ui: &mut Ui) -> Result<Outcome, CommandError> {
    if ui.format() == Format::Json {
        ui.json(&LogDocument {
            schema: "plan.log/1",
            complete: true,
            notes: &[],
            dry_run: args.fix.then_some(args.dry_run),
            plans: Vec::new(),
        });
    } else if !args.check {
        ui.line("No commits yet, so there is nothing to join the log with.");
    }
    Ok(Outcome::Fine)
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
        EntryState::Torn => (Style::Bad, "torn by a merge"),
        EntryState::Doubled => (Style::Bad, "doubled by a merge"),
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
        EntryState::Torn => "torn",
        EntryState::Doubled => "doubled",
    }
}

impl<'a> From<&'a (PlanLog, Option<Fixed>)> for PlanEntries<'a> {
    fn from((plan, fixed): &'a (PlanLog, Option<Fixed>)) -> Self {
        Self {
            path: PathName::new(&plan.path),
            title: plan.title.as_deref(),
            entries: plan.entries.iter().map(EntryView::from).collect(),
            diff: fixed.as_ref().and_then(|fixed| fixed.change.diff()),
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

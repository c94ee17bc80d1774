//! `plan log`: the Evolution Log of plans, joined with its commits and checked against history.

use std::collections::HashSet;

use plan_core::Document;
use plan_git::derive::{Accepted, Checked, CompletenessQuery, PlanLog, Since, checked, logs};
use plan_git::history::{History, Options, PlanHistory, Walk};
use plan_git::repository::{ObjectId, RevError};

use crate::args::LogArgs;
use crate::error::{CommandError, Outcome};
use crate::past::{chosen, log_query, nothing, tell, walk, walk_with};
use crate::target;
use crate::ui::{Format, Ui};
use crate::workspace::{Place, Plan, Target, View, Workspace};

mod acceptance;
mod document;
mod fixed;
mod screen;

pub(super) use document::LogDocument;
use document::{CheckedView, PlanEntries};
use fixed::Fixed;
use screen::entries;

pub(super) fn run(
    workspace: &Workspace,
    args: &LogArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let repository = workspace.repository()?;
    if args.fix || args.accept.is_some() {
        workspace.writable()?;
    }
    let accept = args.accept.as_deref().map(|rev| repository.commit_of(rev));
    let accept = accept.transpose()?;
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
    let tip = workspace.tip();
    let (Some(all), Some(tip)) = (walk(workspace, &patterns, ui)?, tip) else {
        return none(args, ui);
    };
    let history = alive(all, &keys, ui)?;
    let options = Options {
        first_parent: true,
        ..Options::default()
    };
    let first_parent = match walk_with(workspace, &patterns, options, ui)? {
        Some(walk) => alive(walk, &keys, ui)?,
        None => return none(args, ui),
    };
    let mut query = log_query(workspace.config(), workspace.clock(), among.as_ref())?;
    query.paths = Some(&patterns);
    if args.all {
        query.since = Since::Always;
    }
    let accepted = match workspace.view() {
        View::Commit(commit) => Accepted::of_commit(repository, commit)?,
        View::WorkTree | View::Nothing => Accepted::read(workspace.root()),
    };
    let mut read = Texts::new(workspace);
    let check = CompletenessQuery {
        tip,
        first_parent: &first_parent,
        accepted: &accepted,
        is_working_tree: workspace.view() == View::WorkTree,
    };
    let joined = logs(repository, &history, &query, Some(&check), &mut |plan| {
        read.text(plan)
    });
    let (plans, unknown) = read.finish(&keys, ui)?;
    if let Some(commit) = accept {
        return acceptance::accept(workspace, commit, &joined, ui);
    }
    let checked = checked(repository, tip, &query, &joined)?;
    let mut answer = Answer {
        args,
        checked,
        is_complete: history.complete && first_parent.complete,
        notes: notes(&history, &first_parent),
        unknown,
        plans: Vec::new(),
        failed: 0,
        unmatched: joined.iter().map(PlanLog::unmatched).sum(),
    };
    for (mut log, plan) in joined.into_iter().zip(&plans) {
        let path = log.path.clone();
        let again = |now: &Document| {
            let of_path = history.plans.iter().filter(|plan| plan.path == path);
            let history = History {
                plans: of_path.cloned().collect(),
                vocabulary: history.vocabulary.clone(),
                ..nothing()
            };
            let text = &mut |_: &PlanHistory| Some(now.clone());
            logs(repository, &history, &query, Some(&check), text).pop()
        };
        let fixed = match args.fix {
            true => answer.fix(
                Fixed::new(workspace, plan, &mut log, args.dry_run, &again),
                ui,
            ),
            false => None,
        };
        answer.plans.push((log, fixed));
    }
    answer.restrict();
    answer.print(workspace, ui)
}

/// Returns the history of the plans of the tip, or of the named ones.
fn alive(mut walk: Walk<'_>, keys: &[Vec<u8>], ui: &mut Ui) -> Result<History, CommandError> {
    let chosen = chosen(&mut walk, &mut |walk| {
        let documents = walk.documents().iter().enumerate();
        let chosen = documents
            .filter(|(_, document)| document.alive)
            .filter(|(_, document)| keys.is_empty() || keys.contains(&document.path));
        Ok(chosen.map(|(index, _)| index).collect())
    })?;
    tell(&mut walk, &chosen, true, ui)
}

/// Returns the notes of both walks, each once.
fn notes(history: &History, first_parent: &History) -> Vec<String> {
    let mut notes = history.notes.clone();
    let more = first_parent.notes.iter();
    let more = more.filter(|note| !history.notes.contains(note));
    notes.extend(more.cloned());
    notes
}

/// The texts of the plans.
struct Texts<'w> {
    workspace: &'w Workspace,
    plans: Vec<Plan>,
    errors: Vec<CommandError>,
}

impl<'w> Texts<'w> {
    fn new(workspace: &'w Workspace) -> Self {
        Self {
            workspace,
            plans: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn text(&mut self, plan: &PlanHistory) -> Option<Document> {
        let workspace = self.workspace;
        let target = workspace.target(workspace.view(), plan.path.clone());
        match read(workspace, &target) {
            Ok(read) => {
                let document = read.document.clone();
                self.plans.push(read);
                Some(document)
            }
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }

    /// Returns the plans, and a sentence for each one that cannot be read. A named plan must be
    /// readable.
    fn finish(
        self,
        keys: &[Vec<u8>],
        ui: &mut Ui,
    ) -> Result<(Vec<Plan>, Vec<String>), CommandError> {
        let mut unknown = Vec::new();
        for error in self.errors {
            if !keys.is_empty() {
                return Err(error);
            }
            let message = format!("{}; its log is not known", error.message());
            ui.warn(&message);
            unknown.push(message);
        }
        for plan in &self.plans {
            if self.workspace.view() == View::WorkTree && !plan.is_on_disk() {
                ui.note(&format!(
                    "{} is not in the working tree, so its committed log was read",
                    plan.name()
                ));
            }
        }
        Ok((self.plans, unknown))
    }
}

/// Reads the plan from the working tree, or from the tip if the file is missing.
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

/// Returns the commits after the base, if one was given.
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

/// The answer of one run.
struct Answer<'a> {
    args: &'a LogArgs,
    checked: Checked,
    is_complete: bool,
    notes: Vec<String>,
    /// A sentence for each plan that cannot be read.
    unknown: Vec<String>,
    plans: Vec<(PlanLog, Option<Fixed>)>,
    /// The number of plans that cannot be repaired.
    failed: usize,
    /// The number of entries that match no change.
    unmatched: usize,
}

impl Answer<'_> {
    /// Counts a repair that failed. A plan that cannot be written does not stop the others.
    fn fix(&mut self, fixed: Result<Fixed, CommandError>, ui: &mut Ui) -> Option<Fixed> {
        let fixed = match fixed {
            Ok(fixed) => fixed,
            Err(error) => {
                ui.warn(&error.message());
                error.hints().iter().for_each(|hint| ui.hint(hint));
                self.failed += 1;
                return None;
            }
        };
        if fixed.unrestored() > 0 {
            let removed = entries(fixed.unrestored());
            ui.warn(&format!(
                "{}: {removed} without a heading cannot be restored",
                fixed.name()
            ));
            ui.hint(
                "Copy them from the commit before, or accept them: `plan log --accept COMMIT`.",
            );
            self.failed += 1;
        }
        Some(fixed)
    }

    /// Leaves the plans and entries with findings, or those that were repaired.
    fn restrict(&mut self) {
        if self.args.check {
            for (log, _) in &mut self.plans {
                log.entries.retain(|row| row.state.is_fault());
            }
            self.plans.retain(|(log, _)| !log.findings.is_empty());
        } else if self.args.fix {
            let is_changed = |fixed: &Fixed| fixed.is_changed();
            self.plans
                .retain(|(_, fixed)| fixed.as_ref().is_some_and(is_changed));
        }
    }

    fn outcome(&self) -> Outcome {
        let is_found = self.plans.iter().any(|(log, _)| !log.findings.is_empty());
        let is_judged = self.args.check || self.args.fix;
        let is_known = self.unknown.is_empty() && self.failed == 0;
        match (self.args.check && is_found) || (is_judged && !is_known) {
            true => Outcome::Findings,
            false => Outcome::Fine,
        }
    }

    fn print(self, workspace: &Workspace, ui: &mut Ui) -> Result<Outcome, CommandError> {
        let outcome = self.outcome();
        if ui.format() == Format::Json {
            ui.json(&LogDocument {
                schema: "plan.log/1",
                complete: self.is_complete,
                notes: &[self.notes.as_slice(), &self.unknown].concat(),
                checked: self.checked.into(),
                dry_run: self.args.fix.then_some(self.args.dry_run),
                plans: self.plans.iter().map(PlanEntries::from).collect(),
            });
            return Ok(outcome);
        }
        for note in &self.notes {
            ui.warn(note);
        }
        if self.args.check && self.unmatched > 0 {
            let verb = if self.unmatched == 1 {
                "matches"
            } else {
                "match"
            };
            ui.note(&format!("{} {verb} no change", entries(self.unmatched)));
        }
        if self.plans.is_empty() {
            self.print_empty(ui);
        } else if self.args.fix {
            let fixed = self.plans.iter().filter_map(|(_, fixed)| fixed.as_ref());
            fixed.for_each(|fixed| fixed.say(ui));
            if !self.args.dry_run {
                ui.hint("The files are not committed: `git commit` records them, and the hook leaves these entries as they are.");
            }
        } else {
            self.print_plans(workspace, ui)?;
        }
        Ok(outcome)
    }

    fn print_empty(&self, ui: &mut Ui) {
        let is_judged = self.args.check || self.args.fix;
        if !is_judged {
            ui.line("No plan here has a log.");
            ui.hint("The hook writes one with the first commit of a plan: `plan init`.");
        } else if self.outcome() == Outcome::Findings {
            ui.hint("The plans that are named above are not checked; the others have no findings.");
        } else {
            let base = self.args.base.as_deref();
            ui.note(&screen::all_clear(&self.checked, self.is_complete, base));
        }
    }

    fn print_plans(&self, workspace: &Workspace, ui: &mut Ui) -> Result<(), CommandError> {
        ui.page();
        let logs: Vec<&PlanLog> = self.plans.iter().map(|(log, _)| log).collect();
        for (number, log) in logs.iter().enumerate() {
            if number > 0 {
                ui.line("");
            }
            match self.args.check {
                true => screen::findings(log, ui),
                false => screen::log(log, ui),
            }
        }
        if logs.iter().any(|log| !log.findings.is_empty()) {
            screen::advice(workspace.repository()?, &logs, ui);
        }
        Ok(())
    }
}

/// Prints the answer for a repository without commits.
fn none(args: &LogArgs, ui: &mut Ui) -> Result<Outcome, CommandError> {
    if args.accept.is_some() {
        return Err(CommandError::refused("there are no commits yet"));
    }
    if ui.format() == Format::Json {
        ui.json(&LogDocument {
            schema: "plan.log/1",
            complete: true,
            notes: &[],
            checked: CheckedView {
                commits: 0,
                plans: 0,
                oldest: None,
            },
            dry_run: args.fix.then_some(args.dry_run),
            plans: Vec::new(),
        });
    } else if !args.check {
        ui.line("No commits yet, so there is nothing to join the log with.");
    }
    Ok(Outcome::Fine)
}

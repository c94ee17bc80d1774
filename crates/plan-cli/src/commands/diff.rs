//! `plan diff`: what changed in the plans between two versions, in the plan's terms.

use plan_core::{Change, Class, Document, Kind, diff};
use plan_git::compare::{Comparison, Pair, Side, Unread, Version, compare};
use schemars::JsonSchema;
use serde::Serialize;

use super::view::ChangeView;
use crate::args::DiffArgs;
use crate::error::{CommandError, Outcome, no_repository, unreadable};
use crate::path_name::PathName;
use crate::ui::{Format, Ui};
use crate::workspace::Workspace;

mod chosen;
mod files;
mod group;
mod markdown;
mod screen;
mod told;
mod versions;
mod words;

use chosen::Chosen;
use versions::Versions;

/// What `plan diff --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct DiffDocument<'a> {
    schema: &'static str,
    /// Whether every plan could be compared.
    complete: bool,
    /// What could not be compared.
    notes: &'a [String],
    /// The plans that differ.
    plans: Vec<DiffedPlan<'a>>,
}

/// What changed in one plan.
#[derive(Serialize, JsonSchema)]
struct DiffedPlan<'a> {
    #[serde(flatten)]
    path: &'a PathName,
    /// Where the plan lay before, or the file that it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_path: Option<&'a str>,
    /// How sure the link to the previous path is, up to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    /// Its title, without `Implementation Plan:`.
    title: Option<&'a str>,
    /// Whether it follows the template.
    kind: Kind,
    /// What became of the file.
    change: Fate,
    /// What changed, in the plan's terms; nothing for a plan that is gone.
    changes: Vec<ChangeView<'a>>,
}

/// What became of a file between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fate {
    /// It is there in the new version only.
    Created,
    /// It says something else.
    Modified,
    /// It has another path; it may say something else too.
    Renamed,
    /// It is there in the old version only.
    Deleted,
}

/// One plan in two versions.
struct Diffed {
    path: PathName,
    previous: Option<PathName>,
    confidence: Option<f64>,
    title: Option<String>,
    kind: Kind,
    fate: Fate,
    old: Option<Document>,
    new: Option<Document>,
    changes: Vec<Change>,
}

impl Diffed {
    /// What people call it.
    fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(self.path.as_str())
    }

    /// Whether the difference counts for somebody who wants to know of cosmetic changes or not.
    fn counts(&self, all: bool) -> bool {
        let told = |change: &Change| all || change.class() != Class::Cosmetic;
        self.fate != Fate::Modified || self.changes.iter().any(told)
    }
}

/// Everything that was found.
#[derive(Default)]
struct Differences {
    plans: Vec<Diffed>,
    notes: Vec<String>,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &DiffArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    if args.markdown && ui.format() == Format::Json {
        return Err(CommandError::usage(
            "`--markdown` and `--json` ask for two shapes of the output; leave one of them out",
        ));
    }
    let found = match args.no_index.as_deref() {
        Some([old, new]) => files::between(workspace, old, new)?,
        Some(_) => return Err(CommandError::usage("`--no-index` takes two files")),
        None => between(workspace, args, ui)?,
    };
    for note in &found.notes {
        ui.warn(note);
    }
    let differs = found.plans.iter().any(|plan| plan.counts(args.all));
    if !(args.exit_code && ui.is_quiet()) {
        print(&found, args, ui);
    }
    // A plan that could not be compared must not pass for one that is the same.
    Ok(if args.exit_code && (differs || !found.notes.is_empty()) {
        Outcome::Findings
    } else {
        Outcome::Fine
    })
}

fn print(found: &Differences, args: &DiffArgs, ui: &mut Ui) {
    if ui.format() == Format::Json {
        ui.json(&DiffDocument {
            schema: "plan.diff/1",
            complete: found.notes.is_empty(),
            notes: &found.notes,
            plans: found.plans.iter().map(DiffedPlan::from).collect(),
        });
        return;
    }
    if found.plans.is_empty() {
        return;
    }
    ui.page();
    if args.markdown {
        markdown::print(&found.plans, args.all, ui);
    } else {
        screen::print(&found.plans, args.all, ui);
    }
}

/// What differs between two versions of a repository.
fn between(
    workspace: &Workspace,
    args: &DiffArgs,
    ui: &mut Ui,
) -> Result<Differences, CommandError> {
    let repository = workspace.repository().map_err(|error| {
        // Outside of a repository two files are all that can be compared.
        match workspace.no_repository() {
            Some(cause) => no_repository(cause).with_hint(
                "`plan diff --no-index A B` compares two files outside of a repository.",
            ),
            None => error,
        }
    })?;
    let (versions, plans) = Versions::read(workspace, args, ui)?;
    ui.detail(&format!(
        "from {} to {}",
        called(versions.old),
        called(versions.new)
    ));
    let chosen = Chosen::read(workspace, versions, plans, ui)?;
    let vocabulary = &workspace.config().vocabulary;
    let compared = compare(
        repository,
        versions.old,
        versions.new,
        chosen.paths(),
        vocabulary,
    )?;
    let Comparison {
        pairs,
        unread,
        skipped,
        ..
    } = compared;
    let mut found = Differences::default();
    for (directory, why) in &skipped {
        let name = PathName::new(&plan_git::worktree::slashed(directory));
        found
            .notes
            .push(format!("{name}: the directory cannot be read: {why}"));
    }
    for Unread { path, side, error } in &unread {
        if chosen.holds_path(path) {
            let name = PathName::new(path);
            let place = place(*side);
            found
                .notes
                .push(format!("not compared: {name}{place}: {error}"));
        }
    }
    for pair in pairs {
        if chosen.holds(&pair) {
            diffed(workspace, pair, versions, &mut found);
        }
    }
    Ok(found)
}

/// What a version is called.
fn called(side: Side) -> String {
    match side {
        Side::Nothing => "nothing".to_owned(),
        Side::Commit(commit) => format!("commit {}", commit.short()),
        Side::Index => "the index".to_owned(),
        Side::WorkTree => "the work tree".to_owned(),
    }
}

/// Where a version is, for a sentence.
fn place(side: Side) -> String {
    match side {
        Side::Commit(_) | Side::Index => format!(" in {}", called(side)),
        // A file on disk is what a path names by itself.
        Side::Nothing | Side::WorkTree => String::new(),
    }
}

/// Compares the plans in two versions of a file; one that cannot be read is a note.
fn diffed(workspace: &Workspace, pair: Pair, versions: Versions, found: &mut Differences) {
    let mut read = |version: Option<Version>, side: Side| {
        let Some(Version { path, bytes }) = version else {
            return Some(None);
        };
        let name = PathName::new(&path);
        match Document::from_bytes_with(bytes, &workspace.config().vocabulary) {
            Ok(document) => Some(Some((name, document))),
            Err(error) => {
                let called = format!("{name}{}", place(side));
                let told = unreadable(&called, &error);
                found
                    .notes
                    .push(format!("not compared: {}", told.message()));
                None
            }
        }
    };
    let (old, new) = (read(pair.old, versions.old), read(pair.new, versions.new));
    let (Some(old), Some(new)) = (old, new) else {
        return;
    };
    found.plans.extend(told(old, new, pair.confidence));
}

/// The difference of two documents; none if they are the same up to line endings and lie at one path.
fn told(
    old: Option<(PathName, Document)>,
    new: Option<(PathName, Document)>,
    confidence: Option<f64>,
) -> Option<Diffed> {
    let (fate, changes) = match (&old, &new) {
        (None, None) => return None,
        (None, Some((_, new))) => (Fate::Created, vec![Change::created(new)]),
        (Some(_), None) => (Fate::Deleted, Vec::new()),
        (Some((from, old)), Some((to, new))) => {
            let mut changes = diff(old, new);
            if from == to {
                if changes.is_empty() {
                    return None;
                }
                (Fate::Modified, changes)
            } else {
                changes.push(Change::renamed(from.as_str()));
                changes.sort_by_key(|change| change.kind);
                (Fate::Renamed, changes)
            }
        }
    };
    let (previous, old) = old.unzip();
    let (path, new) = new.unzip();
    let now = new.as_ref().or(old.as_ref())?;
    let title = now.plan().title().map(|title| title.on_one_line());
    let previous = previous.filter(|_| fate != Fate::Modified);
    Some(Diffed {
        title,
        kind: now.kind(),
        path: path.or_else(|| previous.clone())?,
        previous: previous.filter(|_| fate == Fate::Renamed),
        confidence,
        fate,
        old,
        new,
        changes,
    })
}

impl<'a> From<&'a Diffed> for DiffedPlan<'a> {
    fn from(plan: &'a Diffed) -> Self {
        Self {
            path: &plan.path,
            previous_path: plan.previous.as_ref().map(PathName::as_str),
            confidence: plan.confidence,
            title: plan.title.as_deref(),
            kind: plan.kind,
            change: plan.fate,
            changes: plan.changes.iter().map(ChangeView::from).collect(),
        }
    }
}

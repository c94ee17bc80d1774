//! `plan list`: every document at the configured paths with its state, from the work tree and from history.

use std::collections::HashMap;

use plan_core::template::{FieldName, Vocabulary};
use plan_core::{Kind, Progress, Status, StatusKind};
use plan_git::history::Present;
use plan_git::repository::ObjectId;
use plan_git::time::Time;
use schemars::JsonSchema;
use serde::Serialize;

use super::view::{self, CommitId, Moment, StatusView};
use crate::ago::{ago, counted, span};
use crate::args::{ListArgs, Sort};
use crate::error::{CommandError, Outcome};
use crate::past::walk;
use crate::path_name::PathName;
use crate::ui::{Format, Line, Table, Ui};
use crate::workspace::{Plan, Workspace};

/// From this width on there is room for everything.
const WIDE: usize = 110;
/// Below this width the table becomes blocks, which have room for everything too.
const NARROW: usize = 60;

/// What `plan list --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct List {
    schema: &'static str,
    /// Whether history could be read to its beginning.
    complete: bool,
    /// What could not be read.
    notes: Vec<String>,
    /// The documents at the configured paths.
    plans: Vec<ListedPlan>,
}

/// One document.
#[derive(Serialize, JsonSchema)]
struct ListedPlan {
    #[serde(flatten)]
    path: PathName,
    /// Its title, without `Implementation Plan:`.
    title: Option<String>,
    /// Whether it follows the template.
    kind: Kind,
    /// Its status, unless it is the template's list of choices.
    status: Option<StatusView>,
    /// The estimated complexity, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    complexity: Option<String>,
    /// The date in its header, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// How many phases it has.
    phases: usize,
    /// How much of it is done.
    progress: Progress,
    /// When its present status came, as far as that is committed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Moment>")]
    since: Option<Time>,
    /// Whether the file is not what HEAD has.
    dirty: bool,
    /// The newest commit that changed it.
    last_change: Option<LastChange>,
    #[serde(skip)]
    state: Option<Status>,
}

/// A commit that changed a document.
#[derive(Serialize, JsonSchema)]
struct LastChange {
    /// Its id.
    #[schemars(with = "CommitId")]
    commit: ObjectId,
    /// When it was written.
    #[schemars(with = "Moment")]
    authored: Time,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &ListArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    workspace.repository()?;
    let mut notes = Vec::new();
    let mut plans = Vec::new();
    for target in workspace.targets(workspace.view(), ui)? {
        match workspace.read(&target) {
            Ok(plan) => plans.push(plan),
            Err(error) => {
                ui.warn(&format!("not listed: {}", error.message()));
                notes.push(format!("not listed: {}", error.message()));
            }
        }
    }
    let (dirty, note) = workspace.dirty(workspace.paths());
    if let Some(note) = note {
        ui.warn(&note);
        notes.push(note);
    }
    let (complete, histories) = histories(workspace, &mut notes, ui);
    let found = plans.len();
    let mut rows: Vec<ListedPlan> = plans
        .iter()
        .map(|plan| {
            let key = plan.target.key().unwrap_or_default();
            row(plan, dirty.contains(key), histories.get(key))
        })
        .filter(|row| wanted(row, &args.status, &workspace.config().vocabulary))
        .collect();
    sort(&mut rows, args.sort);

    if ui.format() == Format::Json {
        ui.json(&List {
            schema: "plan.list/1",
            complete,
            notes,
            plans: rows,
        });
        return Ok(Outcome::Fine);
    }
    if rows.is_empty() {
        nothing(workspace, found, ui);
        return Ok(Outcome::Fine);
    }
    ui.page();
    let table = table(workspace, &rows, ui.width());
    ui.table(&table);
    Ok(Outcome::Fine)
}

/// How each path stands in history. A history that cannot be walked is a note, and the list is shown without it.
fn histories(
    workspace: &Workspace,
    notes: &mut Vec<String>,
    ui: &mut Ui,
) -> (bool, HashMap<Vec<u8>, Present>) {
    let told = (|| {
        let Some(mut walk) = walk(workspace, workspace.paths(), ui)? else {
            return Ok((HashMap::new(), true, Vec::new()));
        };
        let mut meter = ui.progress("plans");
        let found = loop {
            let mut found = HashMap::new();
            // A plan that never had another status may have had it elsewhere before.
            let mut unsure = Vec::new();
            for index in 0..walk.documents().len() {
                meter.tick(u64::try_from(index).unwrap_or(u64::MAX));
                let document = walk
                    .documents()
                    .get(index)
                    .filter(|document| document.alive);
                let path = document.map(|document| document.path.clone());
                if let Some(path) = path
                    && let Some(present) = walk.present(index)?
                {
                    if present.from_the_start {
                        unsure.push(index);
                    }
                    found.insert(path, present);
                }
            }
            if !walk.reach_back(&unsure)? {
                break found;
            }
        };
        meter.finish();
        Ok::<_, CommandError>((found, walk.is_complete(), walk.notes()))
    })();
    match told {
        Ok((found, complete, told)) => {
            for note in told {
                ui.warn(&note);
                notes.push(note);
            }
            (complete, found)
        }
        Err(error) => {
            ui.warn(&error.message());
            notes.push(error.message());
            (false, HashMap::new())
        }
    }
}

fn row(plan: &Plan, dirty: bool, past: Option<&Present>) -> ListedPlan {
    let document = &plan.document;
    let state = view::status(document);
    ListedPlan {
        path: plan.name().clone(),
        title: document.plan().title().map(|title| title.on_one_line()),
        kind: document.kind(),
        status: state.as_ref().map(StatusView::from),
        complexity: view::field(document, FieldName::Complexity),
        date: view::field(document, FieldName::Date),
        phases: document.plan().phases().len(),
        progress: document.plan().progress(),
        since: past.and_then(|past| since(past, state.as_ref()?)),
        dirty,
        last_change: past.map(|past| LastChange {
            commit: past.last_change.id,
            authored: past.last_change.author.time,
        }),
        state,
    }
}

/// When the present status came; unknown while it is not committed.
fn since(past: &Present, state: &Status) -> Option<Time> {
    let committed = past.status.as_ref()?;
    past.since.filter(|_| committed.same_state(state))
}

fn wanted(row: &ListedPlan, statuses: &[String], vocabulary: &Vocabulary) -> bool {
    statuses.is_empty() || view::is_in(row.state.as_ref(), statuses, vocabulary)
}

fn sort(rows: &mut [ListedPlan], key: Sort) {
    let title = |row: &ListedPlan| {
        let title = row.title.as_deref().unwrap_or(row.path.as_str());
        title.to_lowercase()
    };
    match key {
        // They come by path.
        Sort::Path => {}
        Sort::Title => rows.sort_by_cached_key(title),
        Sort::Status => rows.sort_by_cached_key(|row| {
            let kind = row.state.as_ref().map(|state| state.kind);
            let other = row
                .state
                .as_ref()
                .filter(|state| state.kind == StatusKind::Other);
            // Known states first, then other words, then none.
            (
                kind.is_none(),
                kind,
                other.map(|state| state.text.to_lowercase()),
            )
        }),
        Sort::Progress => rows.sort_by(|one, other| {
            let (one, other) = (one.progress, other.progress);
            // Compared as fractions without dividing; without boxes comes first.
            (one.done * other.total.max(1))
                .cmp(&(other.done * one.total.max(1)))
                .then(one.total.min(1).cmp(&other.total.min(1)))
        }),
    }
}

fn nothing(workspace: &Workspace, found: usize, ui: &mut Ui) {
    if found > 0 {
        ui.note(&format!(
            "none of {} has such a status; `plan list` shows them all",
            counted(found, "plan")
        ));
        return;
    }
    let patterns = workspace.paths().patterns().join("`, `");
    ui.note(&format!("no plans at `{patterns}`"));
    ui.hint("`plan new \"NAME\"` writes the first one; `plan init` looks where plans already lie.");
}

fn table(workspace: &Workspace, rows: &[ListedPlan], width: Option<usize>) -> Table {
    let full = width.is_none_or(|width| !(NARROW..WIDE).contains(&width));
    let mut headings = vec!["Title", "Status", "Done", "Phases"];
    if full {
        headings.push("Complexity");
    }
    headings.extend(["Last change", "In state"]);
    if full {
        headings.push("Path");
    }
    let mut table = Table::new(headings).right(2).right(3).wraps(0);
    for row in rows {
        let title = row.title.as_deref().unwrap_or(row.path.as_str());
        let mut cells = vec![
            Line::new().strong(title),
            view::status_word(row.state.as_ref()),
            Line::from(view::done(row.progress)),
            Line::from(match row.phases {
                0 => String::new(),
                phases => phases.to_string(),
            }),
        ];
        if full {
            cells.push(Line::from(view::short(
                row.complexity.as_deref().unwrap_or_default(),
            )));
        }
        cells.push(last_change(workspace, row, full));
        cells
            .push(Line::from(row.since.map_or_else(String::new, |since| {
                span(workspace.since(since))
            })));
        if full {
            cells.push(Line::new().faint(row.path.as_str()));
        }
        table.row(cells);
    }
    table
}

fn last_change(workspace: &Workspace, row: &ListedPlan, full: bool) -> Line {
    let when = row.last_change.as_ref().map(|last| {
        let relative = ago(workspace.since(last.authored));
        let (year, month, day) = last.authored.day();
        if full {
            format!("{relative} ({year:04}-{month:02}-{day:02})")
        } else {
            relative
        }
    });
    match (when, row.dirty) {
        (Some(when), false) => Line::from(when),
        (Some(when), true) if full => Line::from(format!("{when}, not committed")),
        (_, true) => Line::from("not committed"),
        (None, false) => Line::new(),
    }
}

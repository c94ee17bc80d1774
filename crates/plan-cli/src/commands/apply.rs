//! `plan apply`: a plan as JSON, written back with minimal edits. What the JSON must look like is in `given`.

use std::path::Path;

use plan_core::Document;
use schemars::JsonSchema;
use serde::Serialize;

use super::change;
use super::view::etag;
use crate::ago::counted;
use crate::args::ApplyArgs;
use crate::error::{CommandError, Outcome, unwritable};
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::{Plan, Workspace};

mod fault;
mod given;

use given::Given;

/// What `plan apply --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct Apply<'a> {
    schema: &'static str,
    #[serde(flatten)]
    path: &'a PathName,
    /// Whether it was only shown.
    dry_run: bool,
    /// Whether the file says something else now.
    changed: bool,
    /// How many places of the file are edited.
    edits: usize,
    /// The change as a unified diff, with `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &ApplyArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    workspace.writable()?;
    let target = target::plan(workspace, workspace.view(), &args.plan, ui)?;
    // A plan that cannot be read is reported before a mistake in the JSON.
    workspace.read(&target)?;
    let given = given::read(workspace, &args.file)?;
    let (change, edits) = change::edit(workspace, &target, args.dry_run, |plan| {
        applied(workspace, plan, &given)
    })?;
    let plan = &change.plan;
    if ui.format() == Format::Json {
        ui.json(&Apply {
            schema: "plan.apply/1",
            path: plan.name(),
            dry_run: args.dry_run,
            changed: change.differs(),
            edits,
            diff: change.diff(),
        });
    } else if args.dry_run && change.differs() {
        change.show(ui);
    } else if edits == 0 {
        said(plan, "says that already; nothing was written", ui);
    } else {
        let count = counted(edits, "edit");
        said(plan, &format!("{count} ({})", change.size()), ui);
        change.hint(ui, "It is not committed: `git diff` shows it.");
    }
    Ok(Outcome::Fine)
}

/// Applies the JSON to a plan. Returns the document and the number of its edits.
fn applied(
    workspace: &Workspace,
    plan: &Plan,
    given: &Given,
) -> Result<(Document, usize), CommandError> {
    meant(workspace, plan, given)?;
    if *plan.document.plan() != given.plan {
        current(plan, given)?;
    }
    let refused = |error| {
        unwritable(plan.name().as_str(), &error)
            .with_hint("Nothing was written. Change that part of the JSON and apply it again.")
    };
    let edits = plan.document.edits(&given.plan).map_err(refused)?;
    let new = match edits.is_empty() {
        true => plan.document.clone(),
        false => plan.document.update(&given.plan).map_err(refused)?,
    };
    Ok((new, edits.len()))
}

fn said(plan: &Plan, text: &str, ui: &mut Ui) {
    let lead = Line::new().plain(format!("{}: ", plan.name()));
    ui.hanging(lead, Style::Plain, text);
}

/// The document is of this plan, as far as it says.
fn meant(workspace: &Workspace, plan: &Plan, given: &Given) -> Result<(), CommandError> {
    let Some(path) = &given.path else {
        return Ok(());
    };
    let name = plan.name().as_str();
    // Outside a repository a path hangs on where one stood.
    let rooted = workspace.repository().is_ok() && plan.target.key().is_some();
    let last = |path: &str| Path::new(path).file_name().map(ToOwned::to_owned);
    if path == name || (!rooted && last(path) == last(name)) {
        return Ok(());
    }
    Err(
        CommandError::refused(format!("{} is of {path}, not of {name}", given.name))
            .with_path(name)
            .with_hint(format!(
                "`plan apply {path} FILE` writes it there; to write it to {name} all the same, hand in its `plan` member alone."
            )),
    )
}

/// The file still has the text that the document was read from. One of a commit is meant to bring an old text back.
fn current(plan: &Plan, given: &Given) -> Result<(), CommandError> {
    let here = etag(plan.document.as_str());
    if given.etag.as_ref().is_none_or(|etag| *etag == here) {
        return Ok(());
    }
    let name = plan.name().as_str();
    Err(CommandError::refused(format!(
        "{name} was changed after {} was made from it",
        given.name
    ))
    .with_path(name)
    .with_hint(format!(
        "Make the changes again on what `plan show {name} --json` prints now; to undo what came between, hand in the `plan` member alone."
    )))
}

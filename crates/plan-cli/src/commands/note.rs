//! `plan note`: a log entry for today, written by hand, or a reason that the hook puts into the entry of the next commit.

use std::cell::RefCell;

use plan_core::Document;
use plan_core::evolution::written;
use schemars::JsonSchema;
use serde::Serialize;

use super::change;
use super::commit::printable;
use crate::args::NoteArgs;
use crate::clock::today;
use crate::error::{CommandError, Outcome, unwritable};
use crate::past::pending_log;
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::Workspace;

/// What `plan note --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct Note<'a> {
    schema: &'static str,
    #[serde(flatten)]
    path: &'a PathName,
    /// Whether it was only shown.
    dry_run: bool,
    /// Whether there was anything to write: a reason stands once.
    changed: bool,
    /// The entry that was added or got the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a NotedEntry>,
    /// The change as a unified diff, with `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

/// An entry of the log.
#[derive(Serialize, JsonSchema)]
struct NotedEntry {
    /// Its day.
    date: String,
    /// Its title.
    title: String,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &NoteArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    workspace.writable()?;
    let target = target::plan(workspace, workspace.view(), &args.plan, ui)?;
    let log = RefCell::new(pending_log(workspace, &target)?);
    let (change, ()) = change::edit_logged(
        workspace,
        &target,
        args.dry_run,
        |plan| {
            let new = match (&args.text, &args.reason) {
                (Some(text), _) => plan.document.with_note(today(workspace.clock())?, text),
                (None, reason) => {
                    let reason = printable(reason.as_deref().unwrap_or_default());
                    log.replace(pending_log(workspace, &target)?);
                    log.borrow_mut().with_reason(&plan.document, &reason)
                }
            };
            let new = new.map_err(|error| unwritable(plan.name().as_str(), &error))?;
            Ok((new, ()))
        },
        &log,
    )?;
    let plan = &change.plan;
    let entry = entry(&plan.document, &change.new);
    if ui.format() == Format::Json {
        ui.json(&Note {
            schema: "plan.note/1",
            path: plan.name(),
            dry_run: args.dry_run,
            changed: change.differs(),
            entry: entry.as_ref(),
            diff: change.diff(),
        });
        return Ok(Outcome::Fine);
    }
    let lead = Line::new().plain(format!("{}: ", plan.name()));
    let Some(entry) = entry else {
        let text = "that reason stands there already; nothing was written";
        ui.hanging(lead, Style::Plain, text);
        return Ok(Outcome::Fine);
    };
    if args.dry_run {
        change.show(ui);
        return Ok(Outcome::Fine);
    }
    ui.hanging(
        lead,
        Style::Strong,
        &format!("{} - {} ({})", entry.date, entry.title, change.size()),
    );
    if plan.document.plan().log().is_none() {
        ui.note("there was no Evolution Log; it was added as the last section");
    }
    let next = if args.reason.is_some() {
        "It is not committed: the hook puts the reason into the log entry of the next commit that changes the plan."
    } else {
        "It is not committed: `git commit` records it."
    };
    change.hint(ui, next);
    Ok(Outcome::Fine)
}

/// The first entry that one document has and the other has not.
fn entry(old: &Document, new: &Document) -> Option<NotedEntry> {
    let before = written(old);
    let mut now = written(new);
    // Of two equal entries, one may be new.
    for entry in &before {
        if let Some(at) = now.iter().position(|other| other == entry) {
            now.remove(at);
        }
    }
    now.into_iter().next().map(|entry| NotedEntry {
        date: entry.date,
        title: entry.title,
    })
}

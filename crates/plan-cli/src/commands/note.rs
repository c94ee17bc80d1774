//! `plan note`: a log entry for today, written by hand, or a reason that the hook puts into the entry of the next commit.

use plan_core::evolution::{Commit, Entry, LogEdit, WrittenEntry, added, fold, written};
use plan_core::{Document, Line as Told, WriteError};
use plan_git::derive::Past;
use schemars::JsonSchema;
use serde::Serialize;

use super::change;
use super::commit::printable;
use crate::args::NoteArgs;
use crate::clock::today;
use crate::error::{CommandError, Outcome, unwritable};
use crate::past::untold_at_start;
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::{Plan, Workspace};

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
    let paths = target.key().map(|key| workspace.paths_for(key));
    let past = paths
        .as_ref()
        .and_then(|paths| untold_at_start(workspace, paths));
    let (change, ()) = change::edit(workspace, &target, args.dry_run, |plan| {
        let new = match (&args.text, &args.reason) {
            (Some(text), _) => {
                let date = today(workspace.clock())?;
                let new = plan.document.with_note(date, text);
                new.map_err(|error| unwritable(plan.name().as_str(), &error))?
            }
            (None, reason) => {
                let reason = reason.as_deref().unwrap_or_default();
                reasoned(workspace, plan, reason, past.as_ref())?
            }
        };
        Ok((new, ()))
    })?;
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
        "It is not committed: the hook puts the reason into the entry of the commit that changes the plan."
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

/// The document with a reason in the tool's own wording: in the entry of what is not committed yet, or in one that waits
/// for it.
fn reasoned(
    workspace: &Workspace,
    plan: &Plan,
    reason: &str,
    past: Option<&Past<'_>>,
) -> Result<Document, CommandError> {
    let told = |error: WriteError| unwritable(plan.name().as_str(), &error);
    let reason = printable(reason);
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        return Err(told(WriteError::Empty { what: "reason" }));
    }
    let line = Told::reason(&reason);
    let key = workspace.repository().ok().and(plan.target.key());
    let head = key.and_then(|key| workspace.committed(key));
    // Outside a repository nothing will ever be committed, so that every entry stands.
    let base = head.as_ref().or(key.is_none().then_some(&plan.document));
    let before = base.map(written).unwrap_or_default();
    let entries = written(&plan.document);
    let holds = |at: &usize| {
        let own = entries.get(*at).and_then(|entry| entry.own.as_ref());
        own.is_some_and(|lines| lines.contains(&line))
    };
    if added(&before, &entries).iter().any(holds) {
        return Ok(plan.document.clone());
    }
    let commit = Commit {
        date: today(workspace.clock())?,
        reason: Some(reason.clone()),
        former_reason: None,
        always: false,
        renamed_from: None,
        progress: workspace.config().log.progress,
    };
    let past = |entry: &WrittenEntry| {
        let asked = past.zip(key);
        asked.is_some_and(|(past, key)| past.tells(key, entry, false))
    };
    let edits = fold(base, None, &plan.document, &commit, &past);
    let gives = |edit: &LogEdit| match edit {
        LogEdit::Append(entry) | LogEdit::Replace(_, entry) => entry.lines.contains(&line),
        LogEdit::Remove(_) => false,
    };
    let edits = if edits.iter().any(gives) {
        edits
    } else {
        vec![LogEdit::Append(Entry {
            date: commit.date,
            lines: vec![line],
        })]
    };
    edits
        .iter()
        .try_fold(plan.document.clone(), |document, edit| {
            document.with_log_edit(edit)
        })
        .map_err(told)
}

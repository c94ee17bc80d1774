//! `plan status`: the timeline of a plan's status; or a new status, with its log entry.

use std::cell::RefCell;

use plan_core::evolution::WrittenEntry;
use plan_core::template::Vocabulary;
use plan_core::{ChangeKind, Kind, Status, StatusKind};
use plan_git::derive::keep_text;
use plan_git::history::Transition;
use schemars::JsonSchema;
use serde::Serialize;

use super::change;
use super::commit::printable;
use super::transition::{self, TransitionView};
use super::view::{self, StatusView};
use crate::args::StatusArgs;
use crate::error::{CommandError, Outcome, unwritable};
use crate::past::{nothing, pending_log, tell_one};
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::{Plan, Workspace};

/// What `plan status --json` prints: a timeline, or what was set.
#[derive(Serialize, JsonSchema)]
pub(super) struct StatusDocument<'a> {
    schema: &'static str,
    #[serde(flatten)]
    path: &'a PathName,
    /// The title of the plan, without `Implementation Plan:`.
    title: Option<String>,
    /// The status, unless it is the template's list of choices.
    status: Option<StatusView>,
    #[serde(flatten)]
    timeline: Option<Timeline<'a>>,
    /// What was done, where a status was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<Set>,
}

/// When the status moved.
#[derive(Serialize, JsonSchema)]
struct Timeline<'a> {
    /// Whether history could be read to its beginning.
    complete: bool,
    /// What could not be read.
    notes: &'a [String],
    /// Whether the file is not what HEAD has.
    dirty: bool,
    /// The changes of the status, oldest first.
    transitions: Vec<TransitionView<'a>>,
}

/// What setting a status did.
#[derive(Serialize, JsonSchema)]
struct Set {
    /// The status before.
    from: Option<StatusView>,
    /// Whether there was anything to write.
    changed: bool,
    /// Whether it was only shown.
    dry_run: bool,
    /// The change as a unified diff, with `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &StatusArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    match &args.status {
        None => timeline(workspace, args, ui),
        Some(word) => {
            workspace.writable()?;
            let word = known(word, &workspace.config().vocabulary)?;
            set(workspace, args, word, ui)
        }
    }
}

fn timeline(
    workspace: &Workspace,
    args: &StatusArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    workspace.repository()?;
    let target = target::plan(workspace, workspace.view(), &args.plan, ui)?;
    let plan = workspace.read(&target)?;
    let key = target.key().unwrap_or_default();
    let dirty = workspace.is_dirty(key, ui);
    let (history, past) = match tell_one(workspace, key, true, ui)? {
        Some((history, past)) => (history, past),
        None => (nothing(), None),
    };
    let (complete, notes) = (history.complete, history.notes.as_slice());
    let transitions: &[Transition] = past.as_ref().map_or(&[], |past| &past.transitions);
    let status = view::status(&plan.document);
    if ui.format() == Format::Json {
        ui.json(&StatusDocument {
            schema: "plan.status/1",
            path: plan.name(),
            title: plan
                .document
                .plan()
                .title()
                .map(|title| title.on_one_line()),
            status: status.as_ref().map(StatusView::from),
            timeline: Some(Timeline {
                complete,
                notes,
                dirty,
                transitions: transitions.iter().map(TransitionView::from).collect(),
            }),
            set: None,
        });
        return Ok(Outcome::Fine);
    }
    for note in notes {
        ui.warn(note);
    }
    ui.hanging(Line::new(), Style::Strong, &plan.title());
    if plan.title() != plan.name().as_str() {
        ui.line(Line::new().faint(plan.name().as_str()));
    }
    ui.line("");
    ui.table(&transition::table(workspace, transitions));
    let committed = past.as_ref().and_then(|past| past.status.as_ref());
    match (&status, committed) {
        (Some(now), Some(then)) if now.same_state(then) => {}
        (Some(now), _) => ui.line(format!("Now: {}, not committed", now.text)),
        (None, None) => ui.line("This document has no status, and never had one."),
        (None, Some(_)) => ui.line("Now: no status"),
    }
    Ok(Outcome::Fine)
}

/// The template's word for a status that a person typed.
fn known(text: &str, vocabulary: &Vocabulary) -> Result<&'static str, CommandError> {
    let kinds = [
        StatusKind::Draft,
        StatusKind::Ready,
        StatusKind::InProgress,
        StatusKind::Completed,
    ];
    let words = || kinds.iter().filter_map(|kind| kind.word());
    let plain = text.replace(['-', '_'], " ");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(word) = words().find(|word| word.eq_ignore_ascii_case(&plain)) {
        return Ok(word);
    }
    let alike = Status::read_with(&plain, vocabulary)
        .and_then(|status| status.kind.word())
        .map(str::to_owned);
    let names: Vec<(String, Vec<String>)> = words()
        .map(|word| (word.to_owned(), vec![word.to_owned()]))
        .collect();
    let alike = alike.or_else(|| {
        target::nearest(&plain, &names)
            .first()
            .map(|word| (*word).to_owned())
    });
    let mut error = CommandError::usage(format!("`{text}` is not a status that can be set"));
    if let Some(word) = alike {
        error = error.with_hint(format!("Did you mean `{word}`?"));
    }
    Err(error.with_hint("A status is one of: Draft, Ready, In Progress, Completed."))
}

fn set(
    workspace: &Workspace,
    args: &StatusArgs,
    word: &'static str,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let target = target::plan(workspace, workspace.view(), &args.plan, ui)?;
    let reason = args.reason.as_deref().map(printable);
    let reason = reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let log = RefCell::new(pending_log(workspace, &target)?);
    let (change, (has_reason, removed)) = change::edit_logged(
        workspace,
        &target,
        args.dry_run,
        |plan| {
            log.replace(pending_log(workspace, &target)?);
            if has(plan, word) {
                return match reason.filter(|_| plan.document.kind() == Kind::Plan) {
                    None => Ok((plan.document.clone(), (false, Vec::new()))),
                    Some(reason) => {
                        let new = log.borrow_mut().with_reason(&plan.document, reason);
                        let new = new.map_err(|error| unwritable(plan.name().as_str(), &error))?;
                        Ok((new, (true, Vec::new())))
                    }
                };
            }
            let set = log.borrow_mut().with_status(&plan.document, word, reason);
            let set = set.map_err(|error| unwritable(plan.name().as_str(), &error))?;
            Ok((set.document, (set.has_reason, set.removed)))
        },
        &log,
    )?;
    let (plan, new) = (&change.plan, &change.new);
    let before = plan.document.plan().status();
    let there = has(plan, word);
    if reason.is_some() && !has_reason {
        ui.warn(
            "the reason was not written, because this document is no plan and has no Evolution Log",
        );
    }
    report_removed(workspace, plan, &removed, args.dry_run, ui);
    let now = new.plan().status();
    if ui.format() == Format::Json {
        ui.json(&StatusDocument {
            schema: "plan.status/1",
            path: plan.name(),
            title: plan
                .document
                .plan()
                .title()
                .map(|title| title.on_one_line()),
            status: now.as_ref().map(StatusView::from),
            timeline: None,
            set: Some(Set {
                from: before.as_ref().map(StatusView::from),
                changed: change.differs(),
                dry_run: args.dry_run,
                diff: change.diff(),
            }),
        });
        return Ok(Outcome::Fine);
    }
    let text = |status: &Option<Status>| {
        status
            .as_ref()
            .map_or_else(|| "none".to_owned(), |status| status.text.clone())
    };
    if there {
        let done = match (change.differs(), args.dry_run) {
            (false, _) => "nothing was written",
            (true, false) => "the reason was added",
            (true, true) => "the reason would be added",
        };
        ui.line(format!(
            "{}: the status is {} already; {done}",
            plan.name(),
            text(&now)
        ));
        change.show(ui);
    } else if args.dry_run {
        change.show(ui);
    } else {
        ui.line(
            Line::new()
                .plain(format!("{}: {} -> ", plan.name(), text(&before)))
                .strong(text(&now))
                .faint(format!(" ({})", change.size())),
        );
        let next = "It is not committed: `git commit` records it, and who moved it when.";
        change.hint(ui, next);
    }
    Ok(Outcome::Fine)
}

/// Returns true if the plan has this status already.
fn has(plan: &Plan, word: &str) -> bool {
    let before = plan.document.plan().status();
    let both = before.as_ref().zip(Status::read(word));
    both.is_some_and(|(before, wanted)| before.same_state(&wanted))
}

/// Reports pending entries that were removed, with the reasons in them and the blob that has the
/// text.
fn report_removed(
    workspace: &Workspace,
    plan: &Plan,
    removed: &[WrittenEntry],
    dry_run: bool,
    ui: &mut Ui,
) {
    let blob = match workspace.repository() {
        Ok(repository) if !removed.is_empty() && !dry_run => {
            let root = repository.work_dir().unwrap_or(workspace.root());
            keep_text(root, plan.document.as_str()).ok().flatten()
        }
        _ => None,
    };
    for entry in removed {
        let lines = entry.own.iter().flatten();
        let reasons = lines.filter(|line| line.kind() == ChangeKind::Reason);
        let reasons: Vec<String> = reasons.map(ToString::to_string).collect();
        let title = &entry.title;
        let verb = if dry_run { "would remove" } else { "removed" };
        let kept = blob.map_or_else(String::new, |blob| {
            format!("; its text is in blob {}", blob.short())
        });
        let text = format!("{verb} the log entry \"{title}\", whose change is undone");
        match reasons.is_empty() {
            true => ui.note(&format!("{text}{kept}")),
            // A person gave the reason, so this is said in quiet mode too.
            false => ui.warn(&format!("{text} ({}){kept}", reasons.join("; "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<&'static str, CommandError> {
        known(text, &Vocabulary::default())
    }

    #[test]
    fn the_known_words_are_found_in_every_spelling() {
        for text in [
            "in progress",
            "In-Progress",
            "in_progress",
            " IN  PROGRESS ",
        ] {
            assert_eq!(read(text).ok(), Some("In Progress"));
        }
        assert_eq!(read("completed").ok(), Some("Completed"));
    }

    #[test]
    fn other_words_are_refused_with_what_is_alike() {
        let hint = |text: &str| {
            read(text)
                .err()
                .and_then(|error| error.hints().first().cloned())
        };
        assert_eq!(hint("done").as_deref(), Some("Did you mean `Completed`?"));
        assert_eq!(hint("Redy").as_deref(), Some("Did you mean `Ready`?"));
        let all = "A status is one of: Draft, Ready, In Progress, Completed.";
        assert_eq!(hint("Bananas").as_deref(), Some(all));
    }
}

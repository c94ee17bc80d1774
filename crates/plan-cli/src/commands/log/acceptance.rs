//! `plan log --accept`: accepts the entries that a commit removed.

use std::collections::BTreeSet;

use plan_git::derive::{ACCEPTED, Accepted, PlanLog, RemovedEntry};
use plan_git::repository::ObjectId;

use super::screen::entries;
use crate::error::{CommandError, Outcome};
use crate::path_name::PathName;
use crate::ui::Ui;
use crate::workspace::Workspace;

/// Accepts the removed entries of a commit, in all logs given.
pub(super) fn accept(
    workspace: &Workspace,
    commit: ObjectId,
    logs: &[PlanLog],
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let is_there = |removed: &&RemovedEntry| removed.commit == Some(commit);
    let mut hashes = Vec::new();
    for log in logs {
        let found = log.removed.iter().filter(is_there);
        let found: Vec<_> = found.map(|removed| removed.entry.hash).collect();
        if !found.is_empty() {
            let name = PathName::new(&log.path);
            ui.line(format!(
                "{name}: removal of {} accepted",
                entries(found.len())
            ));
        }
        hashes.extend(found);
    }
    if hashes.is_empty() {
        return Err(nothing(commit, logs));
    }
    let new = Accepted::default().add(workspace.root(), workspace.locks(), hashes)?;
    match new {
        0 => ui.note("these removals were accepted before; nothing was written"),
        _ => {
            let files = if new == 1 {
                "1 file".to_owned()
            } else {
                format!("{new} files")
            };
            ui.note(&format!("wrote {files} to {ACCEPTED}"));
            ui.hint(&format!(
                "Commit {ACCEPTED}, so that every clone accepts them: `git add {ACCEPTED}`."
            ));
        }
    }
    Ok(Outcome::Fine)
}

/// Returns the error for a commit that removed no entry.
fn nothing(commit: ObjectId, logs: &[PlanLog]) -> CommandError {
    let error = CommandError::refused(format!(
        "commit {} removed no log entry of these plans",
        commit.short()
    ));
    let removed = logs.iter().flat_map(|log| &log.removed);
    let open = removed.filter(|removed| !removed.is_accepted);
    let commits: BTreeSet<String> = open
        .filter_map(|removed| Some(removed.commit?.short()))
        .collect();
    let commits: Vec<String> = commits.into_iter().collect();
    error.with_hint(match commits.is_empty() {
        true => "No removed entry waits to be accepted; `plan log --check` lists the findings."
            .to_owned(),
        false => format!("Entries were removed in: {}.", commits.join(", ")),
    })
}

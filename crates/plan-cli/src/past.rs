//! History asked for a command: one call, with a count for a person who waits.

use plan_git::history::{History, PlanHistory, Query, history};
use plan_git::paths::Paths;

use crate::error::CommandError;
use crate::ui::Ui;
use crate::workspace::Workspace;

/// The history of every document at `paths`; none before the first commit.
///
/// # Errors
/// There is no repository, or a commit cannot be read.
pub fn past(
    workspace: &Workspace,
    paths: &Paths,
    changes: bool,
    ui: &mut Ui,
) -> Result<Option<History>, CommandError> {
    let repository = workspace.repository()?;
    let Some(tip) = workspace.tip() else {
        return Ok(None);
    };
    let query = Query {
        tip,
        paths,
        changes,
    };
    let mut meter = ui.progress("plans");
    let told = history(repository, &query, &mut |count| {
        meter.tick(u64::try_from(count).unwrap_or(u64::MAX));
    });
    meter.finish();
    Ok(Some(told?))
}

/// The history of the document that is at a path at the tip.
pub fn of<'a>(history: &'a History, key: &[u8]) -> Option<&'a PlanHistory> {
    history
        .plans
        .iter()
        .find(|plan| plan.alive && plan.path == key)
}

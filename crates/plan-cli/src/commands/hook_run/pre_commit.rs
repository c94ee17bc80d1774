//! Before a commit: its log entries are written.

use plan_git::staging;

use super::{Place, refused, say};
use crate::error::CommandError;
use crate::path_name::PathName;
use crate::ui::Ui;

/// Says whether anything was left alone that should not have been.
pub(super) fn run(place: &Place, ui: &mut Ui) -> Result<bool, CommandError> {
    let mut rewriter = place.rewriter();
    let report = staging::run(
        &place.environment(),
        &place.repository,
        &place.paths,
        &mut rewriter,
    )
    .map_err(refused)?;
    say(&report.notes, &report.warnings, ui);
    if let Some(skipped) = &report.skipped {
        for path in &skipped.plans {
            ui.hint(&format!(
                "{}: no log entry is written for {}; `plan log --check` tells if one is missing",
                PathName::new(path),
                skipped.reason
            ));
        }
    }
    Ok(!report.warnings.is_empty())
}

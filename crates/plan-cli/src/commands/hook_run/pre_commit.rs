//! Before a commit: its log entries are written.

use plan_git::config::{ConfigSource, NAME};
use plan_git::staging::{self, Report};

use super::{Ground, Place, refused, say};
use crate::error::CommandError;
use crate::path_name::PathName;
use crate::ui::Ui;

/// Says whether anything was left alone that should not have been.
pub(super) fn run(
    ground: &Ground<'_>,
    source: ConfigSource,
    ui: &mut Ui,
) -> Result<bool, CommandError> {
    let watched = (source != ConfigSource::Index).then_some(NAME);
    // A configuration that the commit mends is of no account.
    let report = match ground.place(source) {
        Err(_) if watched.is_some() => None,
        place => Some(write(&place?, watched)?),
    };
    let report = match report.filter(|report| !report.watched_differs) {
        Some(report) => report,
        None => write(&ground.place(ConfigSource::Index)?, None)?,
    };
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

fn write(place: &Place<'_>, watched: Option<&str>) -> Result<Report, CommandError> {
    let Ground {
        environment,
        repository,
        ..
    } = place.ground;
    let mut rewriter = place.rewriter();
    staging::run(
        environment,
        repository,
        &place.paths,
        watched,
        &mut rewriter,
    )
    .map_err(refused)
}

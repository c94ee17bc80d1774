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
    let written = match ground.place(source) {
        Err(_) if watched.is_some() => None,
        place => Some(write(&place?, watched)?),
    };
    let (report, reason) = match written.filter(|(report, _)| !report.watched_differs) {
        Some(written) => written,
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
    if let Some(reason) = reason {
        ui.warn(&format!(
            "the reason \"{reason}\" was not written, since this commit adds no log entry; `plan note PLAN --reason TEXT` adds it to a log"
        ));
    }
    Ok(!report.warnings.is_empty())
}

/// Writes the entries. Returns the report, and the reason if a person gave one that no log has.
fn write(
    place: &Place<'_>,
    watched: Option<&str>,
) -> Result<(Report, Option<String>), CommandError> {
    let Ground {
        environment,
        repository,
        ..
    } = place.ground;
    let mut rewriter = place.rewriter();
    let report = staging::run(
        environment,
        repository,
        &place.paths,
        watched,
        &mut rewriter,
    );
    let report = report.map_err(refused)?;
    let reason = rewriter.unwritten_reason().map(str::to_owned);
    Ok((report, reason))
}

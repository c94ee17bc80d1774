//! While the message of a commit is made: its log entries are named in it, each in a trailer.

use std::ffi::{OsStr, OsString};

use plan_git::derive::titles;
use plan_git::{program, staging};

use super::{Place, refused};
use crate::error::CommandError;
use crate::path_name::PathName;

pub(super) fn run(place: &Place<'_>, args: &[OsString]) -> Result<(), CommandError> {
    let Some(file) = args.first() else {
        return Err(CommandError::usage("the file of the message is missing")
            .with_hint("`plan hook run commit-msg \"$1\"` is what a commit-msg hook calls."));
    };
    let mut trailers = Vec::new();
    let mut see = |plan: &staging::Staged<'_>| {
        for title in titles(plan, &place.config.vocabulary) {
            trailers.push(format!(
                "Plan-Change: {}: {title}",
                PathName::new(plan.path)
            ));
        }
    };
    let ground = place.ground;
    staging::look(
        &ground.environment,
        &ground.repository,
        &place.paths,
        &mut see,
    )
    .map_err(refused)?;
    if trailers.is_empty() {
        return Ok(());
    }
    let mut line: Vec<&OsStr> = [
        "interpret-trailers",
        "--in-place",
        "--if-exists",
        "addIfDifferent",
    ]
    .map(OsStr::new)
    .to_vec();
    for trailer in &trailers {
        line.extend([OsStr::new("--trailer"), OsStr::new(trailer.as_str())]);
    }
    line.push(file);
    program::run(&ground.start, &line, b"")?;
    Ok(())
}

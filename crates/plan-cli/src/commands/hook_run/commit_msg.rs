//! While the message of a commit is made: its log entries are named in it, each in a trailer. A message that is taken over
//! from a commit that is replaced names those that are gone no more.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use plan_git::derive::titles;
use plan_git::repository::Commit;
use plan_git::worktree::{File, FileError};
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
            trailers.push(format!("{KEY}{}: {title}", PathName::new(plan.path)));
        }
    };
    let ground = place.ground;
    let amended = staging::look(
        &ground.environment,
        &ground.repository,
        &place.paths,
        &mut see,
    )
    .map_err(refused)?;
    if !trailers.is_empty() {
        add(&ground.start, &trailers, file)?;
    }
    match amended {
        Some(amended) => take_out(place, &amended, &trailers, &ground.start.join(file)),
        None => Ok(()),
    }
}

/// What a trailer begins with.
const KEY: &str = "Plan-Change: ";

fn add(start: &Path, trailers: &[String], file: &OsStr) -> Result<(), CommandError> {
    let mut line: Vec<&OsStr> = [
        "interpret-trailers",
        "--in-place",
        "--if-exists",
        "addIfDifferent",
    ]
    .map(OsStr::new)
    .to_vec();
    for trailer in trailers {
        line.extend([OsStr::new("--trailer"), OsStr::new(trailer.as_str())]);
    }
    line.push(file);
    program::run(start, &line, b"")?;
    Ok(())
}

/// Takes out the trailers that name an entry of the commit that is replaced, and none of the new one.
fn take_out(
    place: &Place<'_>,
    amended: &Commit,
    trailers: &[String],
    message: &Path,
) -> Result<(), CommandError> {
    let file = File::read(message, None)?;
    let is_stale = |line: &[u8]| {
        let Ok(line) = std::str::from_utf8(line.trim_ascii_end()) else {
            return false;
        };
        let is_new = trailers.iter().any(|trailer| trailer == line);
        let named = line.strip_prefix(KEY).filter(|_| !is_new);
        named.is_some_and(|named| is_entry_of(place, amended, named))
    };
    let mut text = Vec::new();
    for line in file.bytes().split_inclusive(|byte| *byte == b'\n') {
        if !is_stale(line) {
            text.extend_from_slice(line);
        }
    }
    if text.len() == file.bytes().len() {
        return Ok(());
    }
    // Of trailers that are all gone, the blank line before them goes too.
    while text.ends_with(b"\n\n") {
        text.pop();
    }
    let locks = &place.ground.environment.locks;
    let lock = locks.acquire(message).map_err(FileError::from)?;
    Ok(file.swap(&lock, &text)?)
}

/// Whether a commit added the entry that `PATH: TITLE` names. Both halves may have a colon in them.
fn is_entry_of(place: &Place<'_>, commit: &Commit, named: &str) -> bool {
    let repository = &place.ground.repository;
    let text = |tree, path: &str| {
        let entry = repository.entry_at(tree, path.as_bytes()).ok().flatten()?;
        repository.blob(entry.id).ok()
    };
    let parent = commit.parents.first();
    let parent = parent.and_then(|id| repository.commit(*id).ok());
    let halves = named.match_indices(": ");
    halves
        .filter_map(|(at, colon)| Some((named.get(..at)?, named.get(at + colon.len()..)?)))
        .any(|(path, title)| {
            let Some(then) = text(commit.tree, path) else {
                return false;
            };
            let before = parent.as_ref().and_then(|parent| text(parent.tree, path));
            let plan = staging::Staged {
                path: path.as_bytes(),
                base_path: None,
                base: before.as_deref(),
                others: &[],
                staged: &then,
                blob: commit.id,
                file: None,
                amending: false,
                amended: None,
                authored: commit.author.time,
            };
            titles(&plan, &place.config.vocabulary)
                .iter()
                .any(|one| one == title)
        })
}

//! `plan commit`: `git commit`, whose hook is told why. Everything but the reason is git's.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use plan_git::ancestry::GitCommand;
use plan_git::hooks::{self, Hook, HookState};
use plan_git::program;
use plan_git::repository::Repository;

use crate::args::{CommitArgs, Globals};
use crate::error::{CommandError, Outcome};
use crate::ui::Ui;

pub(super) fn run(
    globals: &Globals,
    args: &CommitArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let directory = globals
        .directory
        .clone()
        .unwrap_or_else(|| PathBuf::from("."));
    let line: Vec<OsString> = [OsString::from("commit")]
        .into_iter()
        .chain(args.git.iter().cloned())
        .collect();
    let reason = args.reason.clone().or_else(|| said(&line));
    if reason.is_some() && !is_called(&directory) {
        ui.warn("the commit hook is not called in this clone, so no log entry gets the reason; `plan hook doctor` says why");
    }
    let variables: Vec<(&str, &OsStr)> = reason
        .iter()
        .map(|reason| ("PLAN_REASON", OsStr::new(reason.as_str())))
        .collect();
    let code = program::hand_over(&directory, &variables, &line)?;
    // What a signal ended has no code.
    let code = code.map_or(Some(1), |code| u8::try_from(code).ok());
    Ok(match code {
        Some(0) => Outcome::Fine,
        code => Outcome::OfGit(code.unwrap_or(1)),
    })
}

/// The first line of the message.
fn said(line: &[OsString]) -> Option<String> {
    let argv = [OsString::from("git")].into_iter().chain(line.to_vec());
    let command = GitCommand {
        argv: argv.collect(),
        exact: true,
    };
    first_line(&command.message()?)
}

/// The first line of a message that says something.
pub(super) fn first_line(message: &str) -> Option<String> {
    let first = message.lines().map(str::trim).find(|line| !line.is_empty());
    first.map(str::to_owned)
}

/// Whether a commit here calls the hook.
fn is_called(directory: &std::path::Path) -> bool {
    let repository = Repository::discover(directory).ok();
    let state = repository.and_then(|repository| hooks::state(&repository, Hook::PreCommit).ok());
    matches!(
        state,
        Some(
            HookState::Installed { .. }
                | HookState::Managed {
                    runs_ours: true,
                    ..
                }
                | HookState::Foreign {
                    runs_ours: true,
                    ..
                }
        )
    )
}

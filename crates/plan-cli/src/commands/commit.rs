//! `plan commit`: `git commit`, whose hook is told why. Everything but the reason is git's.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use plan_git::ancestry::GitCommand;
use plan_git::config::git_setting;
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
    if let Some(word) = args
        .git
        .iter()
        .take_while(|word| *word != "--")
        .find(|word| is_reason(word))
    {
        let word = word.to_string_lossy();
        let word = word.split('=').next().unwrap_or_default();
        return Err(CommandError::usage(format!(
            "`{word}` stands among the arguments of git, which does not know it"
        ))
        .with_hint("Put it right behind `commit`: `plan commit --reason TEXT -m MESSAGE`."));
    }
    let line: Vec<OsString> = [OsString::from("commit")]
        .into_iter()
        .chain(args.git.iter().cloned())
        .collect();
    let given = args.reason.as_deref().map(printable);
    let is_message = given.is_none();
    let reason = given.or_else(|| said(&directory, &line));
    if reason.is_some() && !is_called(&directory) {
        ui.warn("the commit hook is not called in this clone, so no log entry gets the reason; `plan hook doctor` says why");
    }
    let mut variables: Vec<(&str, &OsStr)> = reason
        .iter()
        .map(|reason| ("PLAN_REASON", OsStr::new(reason.as_str())))
        .collect();
    if is_message && reason.is_some() {
        variables.push((REASON_SOURCE, OsStr::new(FROM_MESSAGE)));
    }
    let code = program::hand_over(&directory, &variables, &line)?;
    // What a signal ended has no code.
    let code = code.map_or(Some(1), |code| u8::try_from(code).ok());
    Ok(match code {
        Some(0) => Outcome::Fine,
        code => Outcome::OfGit(code.unwrap_or(1)),
    })
}

/// The variable that tells the hook where `PLAN_REASON` is from.
pub(super) const REASON_SOURCE: &str = "PLAN_REASON_SOURCE";
/// Its value for the first line of the commit message. Every other reason was given by a person.
pub(super) const FROM_MESSAGE: &str = "message";

fn is_reason(word: &OsStr) -> bool {
    word == "--reason" || word.as_encoded_bytes().starts_with(b"--reason=")
}

/// The first line of the message.
fn said(directory: &Path, line: &[OsString]) -> Option<String> {
    let argv = [OsString::from("git")].into_iter().chain(line.to_vec());
    let command = GitCommand {
        argv: argv.collect(),
        exact: true,
    };
    let message = command.message()?;
    let repository = Repository::discover(directory).ok();
    first_line(&message, &command, repository.as_ref())
}

/// The first line of a message that says something once git has cleaned it up.
pub(super) fn first_line(
    message: &str,
    command: &GitCommand,
    repository: Option<&Repository>,
) -> Option<String> {
    let env = |name: &str| std::env::var(name).ok();
    let mode = command
        .cleanup()
        .or_else(|| git_setting(repository, &env, "commit.cleanup"));
    // Only who asks for it has comments in a message that no editor was opened for taken out.
    let strips = mode.is_some_and(|mode| mode == "strip");
    let first = message
        .lines()
        .filter(|line| !(strips && line.starts_with('#')))
        .map(printable)
        .find(|line| !line.trim().is_empty())?;
    Some(first.trim().to_owned())
}

/// A text without what a terminal would take for an order. Blanks of all kinds stay; who writes the line makes one of them.
pub(super) fn printable(text: &str) -> String {
    let stays = |sign: &char| !sign.is_control() || sign.is_whitespace();
    text.chars().filter(stays).collect()
}

/// Whether a commit here calls the hook.
fn is_called(directory: &Path) -> bool {
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

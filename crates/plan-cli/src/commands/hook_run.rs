//! `plan hook run`: the work of a hook, called by git. Its exit codes are git's: 1 lets the commit fail, and is given in
//! strict mode only; whatever else goes wrong is a warning, and the commit goes on.

use std::ffi::OsString;
use std::path::PathBuf;

use plan_git::config::{self, ConfigSource};
use plan_git::derive::Rewriter;
use plan_git::paths::Paths;
use plan_git::repository::Repository;
use plan_git::staging::{self, HookEnvironment, Report, StagingError};

use crate::args::{Globals, HookRunArgs};
use crate::clock::clock;
use crate::error::{CommandError, Outcome};
use crate::past::untold;
use crate::path_name::PathName;
use crate::ui::Ui;

pub(super) fn run(
    globals: &Globals,
    args: &HookRunArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    if args.name != "pre-commit" {
        return Err(
            CommandError::usage(format!("`{}` is not a hook that plan knows", args.name))
                .with_hint("`plan hook run pre-commit` is what a pre-commit hook calls."),
        );
    }
    let strict = std::cell::Cell::new(false);
    let failed = match pre_commit(globals, &strict, ui) {
        Ok(trouble) => trouble,
        Err(error) => {
            ui.warn(&format!("Evolution Log not updated: {}", error.message()));
            for hint in error.hints() {
                ui.hint(hint);
            }
            true
        }
    };
    Ok(if failed && strict.get() {
        Outcome::Findings
    } else {
        Outcome::Fine
    })
}

/// Writes the log entries of the commit in the making. Says whether anything was left alone that should not have been.
fn pre_commit(
    globals: &Globals,
    strict: &std::cell::Cell<bool>,
    ui: &mut Ui,
) -> Result<bool, CommandError> {
    let start = match &globals.directory {
        Some(directory) => directory.clone(),
        None => std::env::current_dir().map_err(|error| {
            CommandError::file(format!("the present directory cannot be read: {error}"))
        })?,
    };
    let repository = Repository::discover(&start).map_err(CommandError::repository)?;
    let personal = config::personal(Some(&repository), &|name| std::env::var(name).ok());
    strict.set(personal.hook_strict);
    if !personal.hook_enabled {
        ui.detail("the hook is switched off");
        return Ok(false);
    }
    let root = repository
        .work_dir()
        .map_or_else(|| start.clone(), PathBuf::from);
    let (config, _) = config::load(Some(&repository), &root, ConfigSource::Index)?;
    let patterns = if globals.paths.is_empty() {
        config.paths.clone()
    } else {
        globals.paths.clone()
    };
    let paths = Paths::new(patterns)?;
    let get = |name: &str| -> Option<OsString> { std::env::var_os(name) };
    let clock = clock(&|name| std::env::var(name).ok())?;
    let environment = HookEnvironment::read(start, clock.now(), &get);
    let past = untold(&repository, repository.head()?, &paths, &config);
    let mut rewriter = Rewriter {
        progress: config.log.progress,
        reason: std::env::var("PLAN_REASON")
            .ok()
            .filter(|reason| !reason.trim().is_empty()),
        vocabulary: config.vocabulary.clone(),
        past: Some(past),
    };
    let report = staging::run(&environment, &repository, &paths, &mut rewriter).map_err(refused)?;
    Ok(say(&report, ui))
}

fn refused(error: StagingError) -> CommandError {
    CommandError::repository(error)
}

fn say(report: &Report, ui: &mut Ui) -> bool {
    for note in &report.notes {
        ui.note(&format!("{}: {}", PathName::new(&note.path), note.text));
    }
    for warning in &report.warnings {
        ui.warn(&format!(
            "{}: {}",
            PathName::new(&warning.path),
            warning.text
        ));
    }
    if let Some(skipped) = &report.skipped {
        for path in &skipped.plans {
            ui.hint(&format!(
                "{}: no log entry is written for {}; `plan log --check` tells if one is missing",
                PathName::new(path),
                skipped.reason
            ));
        }
    }
    !report.warnings.is_empty()
}

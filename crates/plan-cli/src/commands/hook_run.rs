//! `plan hook run`: the work of a hook, called by git. Its exit codes are git's: 1 lets the commit fail, and is given in
//! strict mode only; whatever else goes wrong is a warning, and the commit goes on.

use std::ffi::OsString;
use std::path::PathBuf;

use plan_core::evolution::{Reason, ReasonSource};
use plan_git::config::{self, Config, ConfigSource};
use plan_git::derive::{HookReceipts, Rewriter};
use plan_git::hooks::Hook;
use plan_git::paths::Paths;
use plan_git::repository::{ObjectId, Repository};
use plan_git::staging::{self, HookEnvironment, Note, StagingError};
use plan_git::time::Clock;

use super::commit::{FROM_MESSAGE, REASON_SOURCE, first_line, printable};
use crate::args::{Globals, HookRunArgs};
use crate::clock::clock;
use crate::error::{CommandError, Outcome};
use crate::path_name::PathName;
use crate::ui::Ui;

mod commit_msg;
mod post_commit;
mod pre_commit;

pub(super) fn run(
    globals: &Globals,
    args: &HookRunArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let hook = Hook::ALL.into_iter().find(|hook| hook.name() == args.name);
    let Some(hook) = hook else {
        return Err(
            CommandError::usage(format!("`{}` is not a hook that plan knows", args.name))
                .with_hint("`plan hook run pre-commit` is what a pre-commit hook calls."),
        );
    };
    let strict = std::cell::Cell::new(false);
    let done = work(hook, globals, args, &strict, ui);
    let failed = done.unwrap_or_else(|error| {
        // The first hook of a commit has said it, if it concerns them all.
        if hook == Hook::PreCommit {
            ui.warn(&format!("Evolution Log not updated: {}", error.message()));
            for hint in error.hints() {
                ui.hint(hint);
            }
        } else {
            ui.detail(&format!("{}: {}", hook.name(), error.message()));
        }
        true
    });
    Ok(if failed && strict.get() && hook == Hook::PreCommit {
        Outcome::Findings
    } else {
        Outcome::Fine
    })
}

/// Does the work of a hook. Says whether anything was left alone that should not have been.
fn work(
    hook: Hook,
    globals: &Globals,
    args: &HookRunArgs,
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
    let clock = clock(&|name| std::env::var(name).ok())?;
    let get = |name: &str| -> Option<OsString> { std::env::var_os(name) };
    let environment = HookEnvironment::read(start.clone(), clock.clone(), &get);
    // The configuration as it is before the commit takes no program to be read.
    let source = match hook {
        Hook::PreCommit => {
            let base = staging::base(&environment, &repository).map_err(refused)?;
            base.map_or(ConfigSource::Index, ConfigSource::Committed)
        }
        Hook::PostCommit => repository
            .head()?
            .map_or(ConfigSource::Index, ConfigSource::Committed),
        Hook::CommitMsg => ConfigSource::Index,
    };
    let ground = Ground {
        tip: repository.head()?,
        start,
        repository,
        clock,
        environment,
        paths: &globals.paths,
    };
    match hook {
        Hook::PreCommit => pre_commit::run(&ground, source, ui),
        Hook::PostCommit => post_commit::run(&ground.place(source)?, ui).map(|()| false),
        Hook::CommitMsg => commit_msg::run(&ground.place(source)?, &args.args).map(|()| false),
    }
}

/// Where a hook runs.
struct Ground<'a> {
    start: PathBuf,
    repository: Repository,
    clock: Clock,
    environment: HookEnvironment,
    tip: Option<ObjectId>,
    /// Those that were asked for instead of the configured ones.
    paths: &'a [String],
}

impl Ground<'_> {
    fn has_private_index(&self) -> bool {
        let repository = &self.repository;
        let (git_dir, root) = (repository.git_dir(), repository.work_dir());
        root.is_some_and(|root| self.environment.has_private_index(git_dir, root))
    }

    /// The same with a configuration.
    fn place(&self, source: ConfigSource) -> Result<Place<'_>, CommandError> {
        let root = self.repository.work_dir().unwrap_or(&self.start);
        let (config, _) = config::load(Some(&self.repository), root, source)?;
        let patterns = match self.paths {
            [] => config.paths.clone(),
            asked => asked.to_vec(),
        };
        Ok(Place {
            ground: self,
            paths: Paths::new(patterns)?,
            config,
        })
    }
}

/// Where a hook runs, and what is configured there.
struct Place<'a> {
    ground: &'a Ground<'a>,
    config: Config,
    paths: Paths,
}

impl Place<'_> {
    fn rewriter(&self) -> Rewriter<'_> {
        let given = std::env::var("PLAN_REASON").ok();
        let given = given.map(|reason| printable(&reason));
        let given = given.filter(|reason| !reason.trim().is_empty());
        let given = given.map(|text| Reason {
            text,
            source: match std::env::var(REASON_SOURCE).as_deref() {
                Ok(FROM_MESSAGE) => ReasonSource::Message,
                _ => ReasonSource::Given,
            },
        });
        let reason = given.or_else(|| match self.config.log.reason {
            config::ReasonSource::Given => None,
            config::ReasonSource::Argv => self.said().map(|text| Reason {
                text,
                source: ReasonSource::Message,
            }),
        });
        let ground = self.ground;
        Rewriter {
            progress: self.config.log.progress,
            always: self.config.log.always,
            reason,
            has_written_reason: false,
            vocabulary: self.config.vocabulary.clone(),
            receipts: Some(
                HookReceipts::new(
                    &ground.repository,
                    &self.config.vocabulary,
                    &ground.environment.locks,
                    ground.tip,
                )
                .with_private_index(ground.has_private_index()),
            ),
        }
    }
}

impl Place<'_> {
    /// The first line of the message on the command line of the commit, or of the file that is named there.
    fn said(&self) -> Option<String> {
        let command = self.ground.environment.command.as_ref()?;
        let message = command.message().or_else(|| {
            // Git starts the hook at the top, and says where it was started itself.
            let below = std::env::var_os("GIT_PREFIX").unwrap_or_default();
            let file = self.ground.start.join(below).join(command.message_file()?);
            std::fs::read_to_string(file).ok()
        })?;
        first_line(&message, command, Some(&self.ground.repository))
    }
}

fn refused(error: StagingError) -> CommandError {
    CommandError::repository(error)
}

fn say(notes: &[Note], warnings: &[Note], ui: &mut Ui) {
    for note in notes {
        ui.note(&format!("{}: {}", PathName::new(&note.path), note.text));
    }
    for warning in warnings {
        let path = PathName::new(&warning.path);
        ui.warn(&format!("{path}: {}", warning.text));
    }
}

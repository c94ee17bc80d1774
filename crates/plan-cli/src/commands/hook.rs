//! `plan hook install` and `plan hook uninstall`, in words. What the hook does when git calls it is in `hook_run`.

use std::path::Path;

use plan_git::hooks::{self, Hook as Name, HookError, HookState, Installation, Removal};
use plan_git::repository::Repository;
use schemars::JsonSchema;
use serde::Serialize;

use super::doctor;
use super::drivers::Drivers;
use crate::args::{HookArgs, HookCommand};
use crate::error::{CommandError, Outcome};
use crate::path_name::PathName;
use crate::ui::{Format, Ui};
use crate::workspace::Workspace;

/// What `plan hook install --json` and `plan hook uninstall --json` print.
#[derive(Serialize, JsonSchema)]
pub(super) struct Hook {
    schema: &'static str,
    #[serde(flatten)]
    report: Report,
    /// What became of the hooks beside pre-commit.
    others: Vec<OtherHook>,
    /// What became of the merge driver.
    drivers: Drivers,
}

/// What became of another hook.
#[derive(Serialize, JsonSchema)]
pub(super) struct OtherHook {
    /// What git calls it.
    #[schemars(extend("enum" = ["post-commit", "commit-msg"]))]
    name: &'static str,
    #[serde(flatten)]
    pub(super) report: Report,
}

/// What became of the hook.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HookState")]
pub(super) struct Report {
    /// What was done.
    #[schemars(extend("enum" = ["installed", "renewed", "kept", "removed", "absent"]))]
    pub(super) state: &'static str,
    #[serde(flatten)]
    pub(super) path: Option<PathName>,
    /// Whether a hook that was there before runs first, or is back.
    pub(super) earlier_hook: bool,
    /// Whose hook calls it, where it is none of plan's.
    #[serde(skip_serializing_if = "Option::is_none")]
    called_by: Option<String>,
}

/// What became of the hook that writes the entries.
pub(super) enum PreCommit {
    /// It was installed, or is there.
    Ours(Report),
    /// A hook that is kept by others calls it already.
    Called {
        /// Whose.
        by: String,
    },
    /// The hooks are kept by others, who have to add a line.
    Theirs(HookError),
}

impl PreCommit {
    /// Installs it, unless others keep the hooks.
    pub(super) fn install(
        workspace: &Workspace,
        program: Option<&Path>,
    ) -> Result<Self, CommandError> {
        let repository = workspace.repository()?;
        match hooks::state(repository, Name::PreCommit)? {
            HookState::Managed {
                manager,
                runs_ours: true,
            } => {
                let by = manager.to_string();
                return Ok(Self::Called { by });
            }
            HookState::Foreign {
                path,
                runs_ours: true,
            } => {
                let by = workspace.name(&path).to_string();
                return Ok(Self::Called { by });
            }
            _ => {}
        }
        match hooks::install(repository, Name::PreCommit, program) {
            Ok(done) => Ok(Self::Ours(Report::installed(workspace, &done))),
            Err(
                error @ (HookError::Managed { .. }
                | HookError::Foreign { .. }
                | HookError::Outside { .. }),
            ) => Ok(Self::Theirs(error)),
            Err(error) => Err(error.into()),
        }
    }
}

impl Report {
    /// The report of an installation.
    pub(super) fn installed(workspace: &Workspace, done: &Installation) -> Self {
        let (state, path, earlier_hook) = match done {
            Installation::Installed { path, chained } => ("installed", path, *chained),
            Installation::Renewed { path } => ("renewed", path, false),
            Installation::AlreadyThere { path } => ("kept", path, false),
        };
        Self {
            state,
            path: Some(workspace.name(path)),
            earlier_hook,
            called_by: None,
        }
    }

    /// The report of a hook of others that calls ours.
    fn called(by: String) -> Self {
        Self {
            state: "kept",
            path: None,
            earlier_hook: false,
            called_by: Some(by),
        }
    }

    fn removed(workspace: &Workspace, done: &Removal) -> Self {
        match done {
            Removal::Removed { path, restored } => Self {
                state: "removed",
                path: Some(workspace.name(path)),
                earlier_hook: *restored,
                called_by: None,
            },
            Removal::NotInstalled => Self {
                state: "absent",
                path: None,
                earlier_hook: false,
                called_by: None,
            },
        }
    }

    /// The report in a sentence.
    pub(super) fn sentence(&self) -> String {
        if let Some(by) = &self.called_by {
            return called(by);
        }
        let path = self.path.as_ref().map_or("", PathName::as_str);
        match (self.state, self.earlier_hook) {
            ("installed", false) => format!("hook installed: {path}"),
            ("installed", true) => {
                format!(
                    "hook installed: {path}; the hook that was there before runs first, as before"
                )
            }
            ("renewed", _) => format!("hook brought up to date: {path}"),
            ("kept", _) => format!("hook is installed already: {path}"),
            ("removed", false) => format!("hook removed: {path}"),
            ("removed", true) => {
                format!("hook removed: {path}; the hook that was there before is back")
            }
            _ => "there is no hook of plan's here; nothing to remove".to_owned(),
        }
    }
}

/// Says that a hook of others calls ours.
pub(super) fn called(by: &str) -> String {
    format!("hook is called by {by} already")
}

pub(super) fn run(
    workspace: &Workspace,
    args: &HookArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    if let HookCommand::Doctor(_) = &args.command {
        return doctor::run(workspace, ui);
    }
    let repository = workspace.repository()?;
    let (report, others, drivers) = match &args.command {
        HookCommand::Install(args) => {
            let program = match args.absolute {
                true => Some(std::env::current_exe().map_err(|error| {
                    CommandError::file(format!("the path of this program is not known: {error}"))
                        .with_hint("Install the hook without `--absolute`.")
                })?),
                false => None,
            };
            let program = program.as_deref();
            let hook = PreCommit::install(workspace, program)?;
            let others = match &hook {
                PreCommit::Ours(_) => install_others(workspace, program, args.trailer, ui)?,
                PreCommit::Called { .. } | PreCommit::Theirs(_) => Vec::new(),
            };
            // Who merges plans does not depend on who keeps the hooks.
            let paths = workspace.paths();
            let mut drivers = Drivers::register(workspace, paths, program)?;
            if args.shared {
                drivers = drivers.share(workspace, paths)?;
            }
            let report = match hook {
                PreCommit::Ours(report) => {
                    if program.is_none() {
                        missing_program(ui);
                    }
                    report
                }
                PreCommit::Called { by } => {
                    if args.trailer {
                        trailer_of_others(repository, ui);
                    }
                    Report::called(by)
                }
                PreCommit::Theirs(error) => {
                    // JSON is the one document of the error.
                    if ui.format() != Format::Json {
                        drivers.say(ui);
                        ui.paragraph(0, "hook not installed; the line for the one that is there:");
                        ui.paragraph(4, Name::PreCommit.line());
                    }
                    return Err(error.into());
                }
            };
            (report, others, drivers)
        }
        HookCommand::Uninstall(_) => {
            let mut report = Report::removed(workspace, &Removal::NotInstalled);
            let mut others = Vec::new();
            for (hook, done) in hooks::uninstall_all(repository)? {
                let removed = Report::removed(workspace, &done);
                if hook == Name::PreCommit {
                    report = removed;
                } else if removed.state != "absent" {
                    others.push(OtherHook {
                        name: hook.name(),
                        report: removed,
                    });
                }
            }
            (report, others, Drivers::remove(workspace)?)
        }
        // Handed on above, and by `commands::run` before there is a workspace.
        HookCommand::Doctor(_) | HookCommand::Run(_) => return Ok(Outcome::Fine),
    };
    if ui.format() == Format::Json {
        ui.json(&Hook {
            schema: "plan.hook/1",
            report,
            others,
            drivers,
        });
    } else {
        ui.line(report.sentence());
        for other in &others {
            ui.line(other.report.sentence());
        }
        drivers.say(ui);
        disabled(workspace, ui);
    }
    Ok(Outcome::Fine)
}

/// Installs the hooks beside pre-commit. Without them the log is written all the same, so what is in their way is a warning.
pub(super) fn install_others(
    workspace: &Workspace,
    program: Option<&Path>,
    trailer: bool,
    ui: &mut Ui,
) -> Result<Vec<OtherHook>, CommandError> {
    let repository = workspace.repository()?;
    let mut others = Vec::new();
    for hook in [Name::PostCommit, Name::CommitMsg] {
        // Who has it once is not asked again.
        let state = hooks::state(repository, hook);
        let has_it = matches!(
            state,
            Ok(HookState::Installed { .. } | HookState::NotExecutable { .. })
        );
        if hook == Name::CommitMsg && !trailer && !has_it {
            continue;
        }
        match hooks::install(repository, hook, program) {
            Ok(done) => others.push(OtherHook {
                name: hook.name(),
                report: Report::installed(workspace, &done),
            }),
            Err(error) => ui.warn(&format!("no {} hook: {error}", hook.name())),
        }
    }
    Ok(others)
}

/// Says which line names the entries in the message where others keep the hooks.
fn trailer_of_others(repository: &Repository, ui: &mut Ui) {
    let calls = matches!(
        hooks::state(repository, Name::CommitMsg),
        Ok(HookState::Installed { .. }
            | HookState::Foreign {
                runs_ours: true,
                ..
            }
            | HookState::Managed {
                runs_ours: true,
                ..
            })
    );
    if !calls {
        ui.warn(&format!(
            "no commit-msg hook: the hooks are kept by others; add the line `{}` to the one there",
            Name::CommitMsg.line()
        ));
    }
}

/// Says so if the hook would not find this program.
pub(super) fn missing_program(ui: &mut Ui) {
    let name = format!("plan{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&path).any(|directory| directory.join(&name).is_file()) {
        ui.warn(
            "`plan` is not on PATH, so the hook would not find it; put it there, or run `plan hook install --absolute`",
        );
    }
}

/// Says so if a person has switched the hook off.
pub(super) fn disabled(workspace: &Workspace, ui: &mut Ui) {
    if !workspace.personal().hook_enabled {
        ui.note(
            "the hook is switched off for you, by PLAN_HOOK or by git config plan.hook.enabled",
        );
    }
}

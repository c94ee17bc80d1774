//! The hook that makes git call us: installed, recognised and taken away again.
//!
//! What is installed is a small shell script that finds the program and keeps its troubles away from the commit. A hook
//! that was there before is moved aside, runs first, and comes back byte for byte. Places that belong to another program
//! or to the whole machine are not written to; the error then says which line to add where. What the hook does when it
//! runs is `staging`'s matter.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::platform::{self, is_executable};
use crate::program::{Git, ProgramError};
use crate::repository::Repository;

mod place;
mod shim;

pub use place::Manager;
use place::Place;
use shim::Script;

/// A hook of git's that we install.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hook {
    /// Writes the log entries of the commit in the making.
    PreCommit,
    /// Heals what a run of the other left undone, and says what is missing.
    PostCommit,
    /// Names the entries in the message of the commit; for who asks for it.
    CommitMsg,
}

impl Hook {
    /// All of them, in the order in which git runs them.
    pub const ALL: [Self; 3] = [Self::PreCommit, Self::CommitMsg, Self::PostCommit];

    /// What git calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PostCommit => "post-commit",
            Self::CommitMsg => "commit-msg",
        }
    }

    /// The line that runs it, for hooks that are kept by other means.
    #[must_use]
    pub fn line(self) -> &'static str {
        match self {
            Self::PreCommit => "plan hook run pre-commit",
            Self::PostCommit => "plan hook run post-commit",
            Self::CommitMsg => "plan hook run commit-msg \"$1\"",
        }
    }

    /// The name under which a hook that was there before is kept.
    fn chained(self) -> String {
        format!("{}.plan-chained", self.name())
    }

    /// The name under which the pre-commit framework keeps, and runs, a hook that was there before it.
    fn legacy(self) -> String {
        format!("{}.legacy", self.name())
    }
}

/// What an installation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installation {
    /// The hook is new here.
    Installed {
        /// The script.
        path: PathBuf,
        /// Whether another hook was there, which now runs first.
        chained: bool,
    },
    /// The hook was ours already, but another version, with another program in it, or not executable.
    Renewed {
        /// The script.
        path: PathBuf,
    },
    /// The hook was there already, just so. Nothing was written.
    AlreadyThere {
        /// The script.
        path: PathBuf,
    },
}

/// What taking the hook away did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    /// The hook is gone.
    Removed {
        /// Where it was.
        path: PathBuf,
        /// Whether the hook that was there before is back.
        restored: bool,
    },
    /// There was none of ours.
    NotInstalled,
}

/// Where a repository stands with the hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HookState {
    /// It is there and git runs it.
    Installed {
        /// The script.
        path: PathBuf,
        /// The program written into it; otherwise it is looked for on `PATH`.
        absolute: Option<PathBuf>,
        /// True if an older version installed it. Installing again renews it.
        is_old: bool,
    },
    /// It is there, but git ignores it because it is not executable.
    NotExecutable {
        /// The script.
        path: PathBuf,
    },
    /// There is no hook.
    NotInstalled,
    /// There is another hook.
    Foreign {
        /// That hook.
        path: PathBuf,
        /// Whether it mentions [`Hook::line`], and not in a comment, so that it should run ours.
        runs_ours: bool,
    },
    /// The hooks belong to a program that writes them itself.
    Managed {
        /// That program.
        manager: Manager,
        /// Whether its own configuration mentions [`Hook::line`], and not in a comment.
        runs_ours: bool,
    },
    /// The hooks lie outside of the repository.
    Outside {
        /// The directory.
        hooks: PathBuf,
    },
    /// A bare repository, in which nobody commits.
    Bare,
}

/// Why a hook could not be installed or taken away. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HookError {
    /// Nobody commits in a bare repository.
    #[error(
        "this repository is bare, so no hook would ever run in it; install the hook in a clone with a work tree"
    )]
    Bare,
    /// `core.hooksPath` points out of the repository.
    #[error("{}; {}", where_outside(hooks), what_outside(hooks, *hook))]
    Outside {
        /// The directory.
        hooks: PathBuf,
        /// Which hook.
        hook: Hook,
    },
    /// Another program keeps the hooks and would overwrite ours.
    #[error("the hooks of this repository are written by {manager}; {}", manager.advice())]
    Managed {
        /// That program.
        manager: Manager,
    },
    /// A hook of the team's lies in a directory that `core.hooksPath` names.
    #[error("{} is there already and belongs to the repository; add the line `{}` to it", path.display(), hook.line())]
    Foreign {
        /// That hook.
        path: PathBuf,
        /// Which hook it is.
        hook: Hook,
    },
    /// Our script has other lines in it.
    #[error(
        "{} is our hook with other lines in it, which would be lost; move them to another file, or remove the hook by \
         hand, then try again", path.display()
    )]
    Edited {
        /// The script.
        path: PathBuf,
    },
    /// Both a foreign hook and one that was moved aside earlier are there.
    #[error(
        "{} is not ours, but {} was already moved aside for an earlier one; keep the one you want under the first name, \
         remove the other, then try again", path.display(), chained.display()
    )]
    TwoHooks {
        /// The hook in place.
        path: PathBuf,
        /// The hook moved aside.
        chained: PathBuf,
    },
    /// The program to write into the hook was not given by its full path.
    #[error("{} is not an absolute path; a hook runs in other directories", program.display())]
    NotAbsolute {
        /// What was given.
        program: PathBuf,
    },
    /// git did not say where its hooks are.
    #[error("git did not say where the hooks of this repository are")]
    Program(#[from] ProgramError),
    /// Something has the place of the hook, or of the directory of hooks.
    #[error("{} is not {wanted}, so git runs no hook there; move it away, then try again", path.display())]
    InTheWay {
        /// What has the place.
        path: PathBuf,
        /// What should be there.
        wanted: &'static str,
    },
    /// A file could not be read or written.
    #[error("{} cannot be {action}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why not.
        source: io::Error,
    },
}

impl HookError {
    fn file(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File {
            path: path.to_owned(),
            action,
            source,
        }
    }
}

/// Where git looks for hooks, if that is outside of the repository.
pub(crate) fn where_outside(hooks: &Path) -> String {
    if is_nowhere(hooks) {
        return "core.hooksPath is empty, so git looks for hooks in the root of the file system"
            .to_owned();
    }
    format!(
        "core.hooksPath is {}, outside of this repository and shared with others",
        hooks.display()
    )
}

/// What to do then.
pub(crate) fn what_outside(hooks: &Path, hook: Hook) -> String {
    if is_nowhere(hooks) {
        return "unset it (`git config --unset core.hooksPath`, if it was set in this repository), then try again"
            .to_owned();
    }
    format!(
        "add the line `{}` to the {} hook there, or unset core.hooksPath for this repository",
        hook.line(),
        hook.name()
    )
}

/// Whether git has no directory of hooks: it puts a slash and the name of the hook behind an empty setting.
fn is_nowhere(hooks: &Path) -> bool {
    hooks == Path::new(NOWHERE)
}

const NOWHERE: &str = "/";

/// Installs the hook, or brings one of ours up to date.
///
/// With `absolute`, the script runs that program as long as it is there, and `plan` on `PATH` otherwise.
///
/// # Errors
/// [`HookError`], with nothing changed.
pub fn install(
    repository: &Repository,
    hook: Hook,
    absolute: Option<&Path>,
) -> Result<Installation, HookError> {
    if let Some(program) = absolute.filter(|program| !program.is_absolute()) {
        return Err(HookError::NotAbsolute {
            program: program.to_owned(),
        });
    }
    let place = Place::of(repository)?;
    let path = place.file(hook.name());
    let chained = place.file(&hook.chained());
    if let Some(manager) = place.manager() {
        return Err(HookError::Managed { manager });
    }
    if place.outside() {
        return Err(HookError::Outside {
            hooks: place.hooks,
            hook,
        });
    }
    let text = shim::render(hook, absolute);
    match shim::read(hook, &path)? {
        Script::Ours { .. } => {
            let same = fs::read(&path).map_err(HookError::file(&path, "read"))? == text;
            if same && is_executable(&path) {
                return Ok(Installation::AlreadyThere { path });
            }
            place::write_script(&path, &text)?;
            Ok(Installation::Renewed { path })
        }
        Script::Edited => Err(HookError::Edited { path }),
        Script::Foreign { .. } if legacy_is_ours(&place, hook)? => {
            let legacy = place.file(&hook.legacy());
            let same = fs::read(&legacy).map_err(HookError::file(&legacy, "read"))? == text;
            if same {
                return Ok(Installation::AlreadyThere { path: legacy });
            }
            place::write_script(&legacy, &text)?;
            Ok(Installation::Renewed { path: legacy })
        }
        Script::Foreign { .. } if place.configured => Err(HookError::Foreign { path, hook }),
        Script::Foreign { .. } => {
            if chained.symlink_metadata().is_ok() {
                return Err(HookError::TwoHooks { path, chained });
            }
            fs::rename(&path, &chained).map_err(HookError::file(&path, "moved aside"))?;
            if let Err(error) = place::write_script(&path, &text) {
                fs::rename(&chained, &path).map_err(HookError::file(&chained, "moved back"))?;
                return Err(error);
            }
            Ok(Installation::Installed {
                path,
                chained: true,
            })
        }
        Script::Absent => {
            fs::create_dir_all(&place.hooks).map_err(HookError::file(&place.hooks, "created"))?;
            place::write_script(&path, &text)?;
            Ok(Installation::Installed {
                path,
                chained: chained.symlink_metadata().is_ok(),
            })
        }
    }
}

/// Takes our hook away and puts back the one that was there before.
///
/// # Errors
/// [`HookError`], with nothing changed.
pub fn uninstall(repository: &Repository, hook: Hook) -> Result<Removal, HookError> {
    let place = Place::of(repository)?;
    if place.outside() {
        return Ok(Removal::NotInstalled);
    }
    let path = place.file(hook.name());
    match shim::read(hook, &path)? {
        Script::Edited => return Err(HookError::Edited { path }),
        Script::Ours { .. } => {}
        Script::Foreign { .. } if legacy_is_ours(&place, hook)? => {
            let legacy = place.file(&hook.legacy());
            fs::remove_file(&legacy).map_err(HookError::file(&legacy, "removed"))?;
            return Ok(Removal::Removed {
                path: legacy,
                restored: false,
            });
        }
        Script::Foreign { .. } | Script::Absent => return Ok(Removal::NotInstalled),
    }
    let chained = place.file(&hook.chained());
    let restored = chained.symlink_metadata().is_ok();
    if restored {
        // In one step, so that no commit in between goes without its hook.
        fs::rename(&chained, &path).map_err(HookError::file(&chained, "moved back"))?;
    } else {
        fs::remove_file(&path).map_err(HookError::file(&path, "removed"))?;
    }
    Ok(Removal::Removed { path, restored })
}

/// Takes all our hooks away, as [`uninstall`] does, or none of them where one holds lines of somebody else.
///
/// # Errors
/// [`HookError`], with nothing changed unless a file cannot be removed.
pub fn uninstall_all(repository: &Repository) -> Result<Vec<(Hook, Removal)>, HookError> {
    let place = Place::of(repository)?;
    if !place.outside() {
        for hook in Hook::ALL {
            let path = place.file(hook.name());
            if let Script::Edited = shim::read(hook, &path)? {
                return Err(HookError::Edited { path });
            }
        }
    }
    let remove = |hook| Ok((hook, uninstall(repository, hook)?));
    Hook::ALL.into_iter().map(remove).collect()
}

/// Says where a repository stands with the hook.
///
/// # Errors
/// [`HookError`] when that cannot be found out.
pub fn state(repository: &Repository, hook: Hook) -> Result<HookState, HookError> {
    let place = match Place::of(repository) {
        Err(HookError::Bare) => return Ok(HookState::Bare),
        place => place?,
    };
    if let Some(manager) = place.manager() {
        let runs_ours = place.manager_runs_ours(manager, hook);
        return Ok(HookState::Managed { manager, runs_ours });
    }
    let path = place.file(hook.name());
    let is_old = |version: u32| version != shim::CURRENT;
    let (path, absolute, is_old) = match shim::read(hook, &path)? {
        Script::Ours { absolute, version } => (path, absolute, is_old(version)),
        Script::Edited => (path, None, false),
        Script::Foreign { runs_ours } => {
            let legacy = place.file(&hook.legacy());
            match shim::read(hook, &legacy)? {
                Script::Ours { absolute, version } if place.framework(hook) => {
                    (legacy, absolute, is_old(version))
                }
                _ if place.outside() && !runs_ours => {
                    return Ok(HookState::Outside { hooks: place.hooks });
                }
                _ => return Ok(HookState::Foreign { path, runs_ours }),
            }
        }
        Script::Absent if place.outside() => return Ok(HookState::Outside { hooks: place.hooks }),
        Script::Absent => return Ok(HookState::NotInstalled),
    };
    if is_executable(&path) {
        Ok(HookState::Installed {
            path,
            absolute,
            is_old,
        })
    } else {
        Ok(HookState::NotExecutable { path })
    }
}

/// A program, or none, as one word of a shell script.
pub(crate) fn program_word(absolute: Option<&Path>) -> Vec<u8> {
    shim::quoted(&absolute.map(platform::with_slashes).unwrap_or_default())
}

/// Whether the pre-commit framework was installed over our hook: it then runs ours first, before it puts unstaged changes
/// away, which is where ours does best.
fn legacy_is_ours(place: &Place, hook: Hook) -> Result<bool, HookError> {
    Ok(place.framework(hook)
        && matches!(
            shim::read(hook, &place.file(&hook.legacy()))?,
            Script::Ours { .. }
        ))
}

/// Asks git, because it knows about linked work trees, `core.hooksPath` and `~` in it.
fn hooks_dir(repository: &Repository, work_dir: &Path) -> Result<PathBuf, HookError> {
    let git = Git::new(work_dir)
        .env("GIT_DIR", repository.git_dir())
        .env("GIT_WORK_TREE", work_dir);
    let mut answer = git.run(&["rev-parse", "--git-path", "hooks"], b"")?;
    while answer
        .last()
        .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
    {
        answer.pop();
    }
    let hooks = work_dir.join(platform::os_string_lossy(&answer));
    // git says `./` of an empty setting, and looks elsewhere.
    let is_empty = || {
        repository
            .config("core.hooksPath")
            .is_some_and(|set| set.is_empty())
    };
    if hooks == work_dir && is_empty() {
        return Ok(NOWHERE.into());
    }
    Ok(hooks)
}

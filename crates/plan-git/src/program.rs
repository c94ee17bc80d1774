//! Running the `git` program; the only file that starts it.
//!
//! It is asked only what libgit2 cannot answer rightly: the state of an index with all of git's extensions, filters and
//! line-ending rules. The environment is handed on as it is, because inside a hook it says which index is meant.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::paths::Paths;

/// Why git gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// There is no such program.
    #[error("the program `git` is not on PATH; install git or add its directory to PATH")]
    NotFound,
    /// The directory to run it in is not there.
    #[error("cannot run git in `{}`, which is not a directory", dir.display())]
    NoDirectory {
        /// The directory.
        dir: PathBuf,
    },
    /// It could not be started or talked to.
    #[error("cannot run `git {}`: {source}", shown(args))]
    Start {
        /// Its arguments.
        args: Vec<OsString>,
        /// What the system says.
        source: io::Error,
    },
    /// It ended with an error.
    #[error("`git {}` failed{}: {}", shown(args), code.map(|code| format!(" with code {code}")).unwrap_or_default(), stderr.trim_end())]
    Failed {
        /// Its arguments.
        args: Vec<OsString>,
        /// Its exit code; none when a signal ended it.
        code: Option<i32>,
        /// What it said.
        stderr: String,
    },
}

/// Runs git in a directory with `stdin` as its input, and gives its output.
///
/// # Errors
/// git is not there, cannot be started, or exits with anything but 0.
pub fn run<A: AsRef<OsStr>>(dir: &Path, args: &[A], stdin: &[u8]) -> Result<Vec<u8>, ProgramError> {
    Git::new(dir).run(args, stdin)
}

/// The version of git, as it says itself: `2.47.3`. None if it is not there.
pub fn version() -> Option<String> {
    let output = run(Path::new("."), &["--version"], b"").ok()?;
    let text = String::from_utf8_lossy(&output);
    text.trim().strip_prefix("git version ").map(str::to_owned)
}

/// The program made ready for several calls in one directory with settings of their own in its environment.
#[derive(Clone, Debug)]
pub struct Git {
    dir: PathBuf,
    environment: Vec<(OsString, Option<OsString>)>,
}

impl Git {
    /// To be run in that directory with the environment as it is.
    #[must_use]
    pub fn new(dir: &Path) -> Git {
        Git {
            dir: dir.to_owned(),
            environment: Vec::new(),
        }
    }

    /// The same with a variable set.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Git {
        let value = value.as_ref().to_owned();
        self.environment.push((name.into(), Some(value)));
        self
    }

    /// The same without a variable.
    #[must_use]
    pub fn env_remove(mut self, name: &str) -> Git {
        self.environment.push((name.into(), None));
        self
    }

    /// Runs it with `stdin` as its input, and gives its output.
    ///
    /// # Errors
    /// As [`run`].
    pub fn run<A: AsRef<OsStr>>(&self, args: &[A], stdin: &[u8]) -> Result<Vec<u8>, ProgramError> {
        run_in(&self.dir, &self.environment, args, stdin)
    }

    /// Runs it, and gives its exit code with what it said, whatever that is; a signal counts as 128.
    ///
    /// # Errors
    /// As [`run`], but that it failed is none.
    pub(crate) fn tell<A: AsRef<OsStr>>(&self, args: &[A]) -> Result<(i32, String), ProgramError> {
        let output = output_of(&self.dir, &self.environment, args, b"")?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((output.status.code().unwrap_or(128), said))
    }
}

/// Hands the terminal over to git in a directory, with variables set, and gives its exit code when it is done; none when a
/// signal ended it.
///
/// # Errors
/// git is not there or cannot be started.
pub fn hand_over<A: AsRef<OsStr>>(
    dir: &Path,
    environment: &[(&str, &OsStr)],
    args: &[A],
) -> Result<Option<i32>, ProgramError> {
    if !dir.is_dir() {
        return Err(ProgramError::NoDirectory {
            dir: dir.to_owned(),
        });
    }
    let mut command = Command::new("git");
    command
        .args(args)
        .envs(environment.iter().copied())
        .current_dir(dir);
    let status = command.status().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => ProgramError::NotFound,
        _ => ProgramError::Start {
            args: args.iter().map(|arg| arg.as_ref().to_owned()).collect(),
            source,
        },
    })?;
    Ok(status.code())
}

fn run_in<A: AsRef<OsStr>>(
    dir: &Path,
    environment: &[(OsString, Option<OsString>)],
    args: &[A],
    stdin: &[u8],
) -> Result<Vec<u8>, ProgramError> {
    let output = output_of(dir, environment, args, stdin)?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(ProgramError::Failed {
            args: args.iter().map(|arg| arg.as_ref().to_owned()).collect(),
            code: output.status.code(),
            stderr,
        });
    }
    Ok(output.stdout)
}

fn output_of<A: AsRef<OsStr>>(
    dir: &Path,
    environment: &[(OsString, Option<OsString>)],
    args: &[A],
    stdin: &[u8],
) -> Result<Output, ProgramError> {
    let given = || {
        args.iter()
            .map(|arg| arg.as_ref().to_owned())
            .collect::<Vec<_>>()
    };
    if !dir.is_dir() {
        return Err(ProgramError::NoDirectory {
            dir: dir.to_owned(),
        });
    }
    let mut command = Command::new("git");
    command.args(args).current_dir(dir);
    for (name, value) in environment {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let start = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => ProgramError::NotFound,
        _ => ProgramError::Start {
            args: given(),
            source,
        },
    };
    let mut child = command.spawn().map_err(start)?;
    let input = child.stdin.take();
    // Input goes from a thread of its own, since git may write more than a pipe holds before it has read everything.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // If git does not want all of its input, its exit code says whether that matters.
            input.map(|mut pipe| pipe.write_all(stdin))
        });
        child.wait_with_output()
    });
    let output = output.map_err(|source| ProgramError::Start {
        args: given(),
        source,
    })?;
    Ok(output)
}

/// The paths among `paths` whose file in the work tree is not what HEAD has: changed, staged, untracked, deleted or in
/// conflict; ignored ones are left out. Both names of a staged rename are given.
///
/// # Errors
/// As [`run`].
pub fn dirty(work_dir: &Path, paths: &Paths) -> Result<BTreeSet<Vec<u8>>, ProgramError> {
    // Without optional locks, a look does not rewrite the index under someone else's feet.
    let mut args: Vec<String> = [
        "--no-optional-locks",
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=all",
        "--no-renames",
        "--ignore-submodules=none",
    ]
    .map(String::from)
    .to_vec();
    args.push("--".into());
    args.extend(paths.pathspecs());
    let output = run(work_dir, &args, b"")?;
    // Renames are off, so every record is two letters, a blank and one path.
    let found = output
        .split(|&byte| byte == 0)
        .filter_map(|record| record.get(3..))
        .map(<[u8]>::to_vec);
    Ok(found.filter(|path| paths.matches(path)).collect())
}

fn shown(args: &[OsString]) -> String {
    args.iter()
        .map(|arg| arg.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

//! The hook, run on a copy of the index.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::paths::Paths;
use crate::platform;
use crate::program::{Git, ProgramError};
use crate::repository::Repository;

use super::{Calls, Patient, word};

/// What came of it.
pub(super) enum Shot {
    /// The plan has an entry.
    Hit,
    /// The plan is as it was.
    Missed {
        /// What the hook said.
        said: String,
    },
    /// It did not end well.
    Failed {
        /// Its exit code.
        code: i32,
        /// What it said.
        said: String,
    },
    /// There is no path for the plan.
    NoPlace,
}

/// Why it could not be tried.
#[derive(Debug, thiserror::Error)]
pub(super) enum FireError {
    #[error("there is no work tree")]
    NoWorkTree,
    #[error("a temporary directory cannot be made: {0}")]
    Directory(#[from] std::io::Error),
    #[error(transparent)]
    Program(#[from] ProgramError),
}

/// The name of the plan that does not exist.
const NAME: &str = "plan-hook-doctor";

/// Puts the plan into a copy of the index and lets the hook make of it what it would before a commit.
pub(super) fn fire(patient: &Patient<'_>, calls: &Calls) -> Result<Shot, FireError> {
    let repository = patient.repository;
    let work_dir = repository.work_dir().ok_or(FireError::NoWorkTree)?;
    let Some(path) = probe_path(patient.paths) else {
        return Ok(Shot::NoPlace);
    };
    let scratch = tempfile::tempdir()?;
    let git = stand(repository, work_dir, scratch.path())?;
    let tree = match repository.head().ok().flatten() {
        Some(id) => id.to_string(),
        None => "--empty".to_owned(),
    };
    git.run(&["read-tree", &tree], b"")?;
    let stored = git.run(&["hash-object", "-w", "--stdin"], patient.probe)?;
    let stored = String::from_utf8_lossy(&stored).trim().to_owned();
    // A plan that git does not look for in the work tree is none for the hook to write there.
    let info = format!("100644,{stored},{path}");
    git.run(&["update-index", "--add", "--cacheinfo", &info], b"")?;
    git.run(&["update-index", "--skip-worktree", &path], b"")?;

    let outcome = run(&git, calls)?;
    let entry = git.run(&["ls-files", "--stage", "-z", "--", &literal(&path)], b"")?;
    let now = String::from_utf8_lossy(&entry);
    let now = now.split(' ').nth(1).unwrap_or_default();
    Ok(match outcome {
        (0, said) if now == stored => Shot::Missed { said },
        (0, _) => Shot::Hit,
        (code, said) => Shot::Failed { code, said },
    })
}

/// git with an index and a place for objects of its own.
fn stand(repository: &Repository, work_dir: &Path, scratch: &Path) -> Result<Git, std::io::Error> {
    let objects = scratch.join("objects");
    std::fs::create_dir(&objects)?;
    let mut others: Vec<OsString> = vec![repository.common_dir().join("objects").into()];
    others.extend(std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES"));
    let others = others.join(OsStr::new(platform::LIST_SEPARATOR));
    let git = [
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_AUTHOR_DATE",
        "PLAN_HOOK_CHAIN",
        "PLAN_REASON",
    ]
    .into_iter()
    .fold(Git::new(work_dir), Git::env_remove);
    Ok(git
        .env("GIT_DIR", repository.git_dir())
        .env("GIT_WORK_TREE", work_dir)
        .env("GIT_INDEX_FILE", scratch.join("index"))
        .env("GIT_OBJECT_DIRECTORY", objects)
        .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", others)
        // The script runs no hook before ours when the pre-commit framework has called it.
        .env("PRE_COMMIT_RUNNING_LEGACY", "1"))
}

/// Runs the hook; gives its exit code and what it said.
fn run(git: &Git, calls: &Calls) -> Result<(i32, String), ProgramError> {
    let script = match calls {
        Calls::ByGit(path) => {
            let outcome = git.tell(&["hook", "run", "pre-commit"])?;
            // Before 2.36, git had no such command.
            if !outcome.1.contains("is not a git command") {
                return Ok(outcome);
            }
            word(path)
        }
        Calls::Script(path) => word(path),
        Calls::Line => "plan hook run pre-commit".into(),
    };
    let mut alias = OsString::from("alias.plan-hook-doctor=!");
    alias.push(script);
    git.tell(&[OsStr::new("-c"), &alias, OsStr::new(NAME)])
}

/// A path that the patterns match, and that nobody has a plan at.
pub(super) fn probe_path(paths: &Paths) -> Option<String> {
    let patterns = paths.patterns().iter();
    patterns
        .filter(|pattern| !pattern.starts_with('!'))
        .map(|pattern| filled(pattern))
        .find(|path| paths.matches(path.as_bytes()))
}

/// A pattern with something in the place of its signs.
fn filled(pattern: &str) -> String {
    let mut path = String::new();
    let mut signs = pattern.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '*' => {
                while signs.next_if_eq(&'*').is_some() {}
                path.push_str(NAME);
            }
            '?' => path.push('x'),
            '\\' => path.extend(signs.next()),
            '[' => {
                let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                let first = inside.chars().find(|sign| sign.is_alphanumeric());
                path.push(first.unwrap_or('x'));
            }
            sign => path.push(sign),
        }
    }
    path
}

fn literal(path: &str) -> String {
    format!(":(top,literal){path}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_path_is_found_that_the_patterns_match() {
        let path = |patterns: &[&str]| {
            let paths = Paths::new(patterns.iter().map(|text| (*text).to_owned())).unwrap();
            probe_path(&paths)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            path(&["plan/implementation/*.md"]),
            some("plan/implementation/plan-hook-doctor.md")
        );
        assert_eq!(
            path(&["**/p[lx]an-?.md"]),
            some("plan-hook-doctor/plan-x.md")
        );
        assert_eq!(path(&["docs/\\[1].md"]), some("docs/[1].md"));
        assert_eq!(
            path(&["!a/plan-*.md", "a/*.md", "b/*.md"]),
            some("b/plan-hook-doctor.md")
        );
    }
}

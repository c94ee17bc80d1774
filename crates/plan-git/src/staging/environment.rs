//! What git tells a hook through the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::index;
use crate::ancestry::{self, GitCommand};
use crate::repository::{Commit, Signature};
use crate::time::{Clock, Time};
use crate::worktree::{HOOK_WAIT, Locks};

/// What git tells a hook through the environment, read once.
#[derive(Debug, Clone)]
pub struct HookEnvironment {
    /// The directory the hook was started in.
    pub cwd: PathBuf,
    /// `GIT_INDEX_FILE` as it was given.
    pub index_file: Option<PathBuf>,
    /// `GIT_AUTHOR_NAME`.
    pub author_name: Option<String>,
    /// `GIT_AUTHOR_EMAIL`.
    pub author_email: Option<String>,
    /// `GIT_AUTHOR_DATE`, which `git commit` exports as `@seconds zone`.
    pub author_date: Option<Time>,
    /// The `git commit` above us, where it can be seen.
    pub command: Option<GitCommand>,
    /// The time of the run.
    pub clock: Clock,
    /// Settings of write locks, with the wait of a hook.
    pub locks: Locks,
}

impl HookEnvironment {
    /// Reads the environment through `get`, and the ancestors of this process.
    #[must_use]
    pub fn read(cwd: PathBuf, clock: Clock, get: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let text = |name| get(name).map(|value| value.to_string_lossy().into_owned());
        Self {
            cwd,
            index_file: get("GIT_INDEX_FILE")
                .filter(|file| !file.is_empty())
                .map(PathBuf::from),
            author_name: text("GIT_AUTHOR_NAME"),
            author_email: text("GIT_AUTHOR_EMAIL"),
            author_date: text("GIT_AUTHOR_DATE").and_then(|date| raw_date(&date)),
            command: GitCommand::running(),
            clock,
            locks: Locks::new(get).with_wait(HOOK_WAIT),
        }
    }

    /// The author date of the commit; now, where git does not say.
    #[must_use]
    pub fn authored(&self) -> Time {
        self.author_date.unwrap_or_else(|| self.clock.now())
    }

    /// Says whether the commit replaces `head`.
    #[must_use]
    pub fn amending(&self, head: Option<&Commit>) -> bool {
        let author = match (&self.author_name, &self.author_email, self.author_date) {
            (Some(name), Some(email), Some(time)) => Some(Signature {
                name: name.clone(),
                email: email.clone(),
                time,
            }),
            _ => None,
        };
        ancestry::amending(
            self.command.as_ref(),
            author.as_ref(),
            head,
            self.clock.seconds(),
        )
    }

    /// Returns true if the commit is made from an index that is neither the one of the working
    /// tree nor one that git made for this commit.
    #[must_use]
    pub fn has_private_index(&self, git_dir: &Path, work_dir: &Path) -> bool {
        let file = self.index_path(git_dir, work_dir);
        let real = git_dir.join("index");
        let is_real = || file.canonicalize().ok() == real.canonicalize().ok();
        let is_lock = file.file_name() == Some("index.lock".as_ref());
        self.index_file.is_some() && !is_lock && !index::is_throw_away(&file) && !is_real()
    }

    /// The index that the commit is made from, as an absolute path.
    pub(super) fn index_path(&self, git_dir: &Path, work_dir: &Path) -> PathBuf {
        let Some(file) = &self.index_file else {
            return git_dir.join("index");
        };
        // git means a relative path from the top of the work tree and starts hooks there, but a hook manager may have
        // moved on.
        let from_here = self.cwd.join(file);
        if from_here.exists() {
            from_here
        } else {
            work_dir.join(file)
        }
    }
}

/// Reads `@seconds +hhmm`, with or without the `@`.
fn raw_date(text: &str) -> Option<Time> {
    let (seconds, zone) = text.trim().split_once(' ')?;
    let seconds = seconds.strip_prefix('@').unwrap_or(seconds).parse().ok()?;
    let (sign, digits) = match (zone.strip_prefix('+'), zone.strip_prefix('-')) {
        (Some(digits), _) => (1, digits),
        (_, Some(digits)) => (-1, digits),
        _ => return None,
    };
    if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits: i32 = digits.parse().ok()?;
    Some(Time::recorded(seconds, sign * digits))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::time::Zone;

    #[test]
    fn the_date_is_read_in_the_form_git_exports() {
        let read = |text| raw_date(text).map(|time| (time.seconds, time.offset));
        assert_eq!(read("@1660797906 +0800"), Some((1_660_797_906, 28_800)));
        assert_eq!(read("1660797906 -0330"), Some((1_660_797_906, -12_600)));
        assert_eq!(read("@-5 +0000"), Some((-5, 0)));
        for wrong in [
            "",
            "@12",
            "@x +0000",
            "@1 0000",
            "@1 +000",
            "2022-01-01 +0000",
            "@1 +00é",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_relative_index_is_looked_for_here_and_then_at_the_top() {
        let top = tempfile::tempdir().unwrap();
        let below = top.path().join("below");
        std::fs::create_dir(&below).unwrap();
        std::fs::write(top.path().join("alt"), "").unwrap();
        let values = |name: &str| (name == "GIT_INDEX_FILE").then(|| OsString::from("alt"));
        let clock = Clock::new(7, Zone::Offset(0));
        let env = HookEnvironment::read(below.clone(), clock.clone(), &values);
        let git_dir = top.path().join(".git");
        assert_eq!(env.index_path(&git_dir, top.path()), top.path().join("alt"));
        std::fs::write(below.join("alt"), "").unwrap();
        assert_eq!(env.index_path(&git_dir, top.path()), below.join("alt"));
        assert_eq!(env.authored(), clock.now());
        let unset = HookEnvironment::read(below, clock.clone(), &|_| None);
        assert_eq!(
            unset.index_path(&git_dir, top.path()),
            git_dir.join("index")
        );
    }
}

//! Commits that `git blame` passes over, and history takes for cosmetic.
//!
//! git config names files with `blame.ignoreRevsFile`, which may be set several times; an empty value forgets those
//! before it. A file holds whole ids of commits, one a line; `#` begins a comment. A file that is not there lists nothing;
//! what does not fit is a note, and the rest counts.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::config::{Variables, git_settings};
use crate::object::ObjectId;
use crate::repository::Repository;

const KEY: &str = "blame.ignoreRevsFile";

/// The commits that somebody listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    commits: BTreeSet<ObjectId>,
    notes: Vec<String>,
}

impl Ignored {
    /// Reads the files that git config names. Paths are from the root of the work tree, or of a bare repository; `~/` is
    /// the home that `env` knows.
    pub fn read(repository: &Repository, env: Variables<'_>) -> Ignored {
        let mut ignored = Ignored::default();
        let mut files: Vec<String> = Vec::new();
        for file in git_settings(repository, env, KEY) {
            if file.is_empty() {
                files.clear();
            } else {
                files.push(file);
            }
        }
        let root = repository
            .work_dir()
            .unwrap_or_else(|| repository.git_dir());
        for name in files {
            let name = name.strip_prefix(":(optional)").unwrap_or(&name);
            let path = match name.strip_prefix("~/").zip(env("HOME")) {
                Some((rest, home)) => PathBuf::from(home).join(rest),
                None => root.join(name),
            };
            match fs::read(&path) {
                Ok(bytes) => ignored.add(repository, name, &String::from_utf8_lossy(&bytes)),
                // People set it once for all their repositories, and most have no such file.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => ignored.notes.push(format!(
                    "{KEY}: {name} cannot be read ({error}); no commit of it is passed over"
                )),
            }
        }
        ignored
    }

    /// Whether the commit is listed.
    pub fn contains(&self, commit: ObjectId) -> bool {
        self.commits.contains(&commit)
    }

    /// What could not be read, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    fn add(&mut self, repository: &Repository, name: &str, text: &str) {
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            match line.parse::<ObjectId>() {
                // A tag stands for its commit; what is not here, or is no commit, is passed over, as by git.
                Ok(id) => self
                    .commits
                    .extend(repository.commit_of(&id.to_string()).ok()),
                Err(error) => self
                    .notes
                    .push(format!("{KEY}: {name}:{}: {error}", number + 1)),
            }
        }
    }
}

impl FromIterator<ObjectId> for Ignored {
    fn from_iter<I: IntoIterator<Item = ObjectId>>(commits: I) -> Ignored {
        Ignored {
            commits: commits.into_iter().collect(),
            notes: Vec::new(),
        }
    }
}

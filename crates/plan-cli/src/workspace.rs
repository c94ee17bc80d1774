//! Where a command works: the directory it was started in, the repository if there is one, what is configured, and which
//! version of the files is meant. The same for every command. Finding a plan by its name is in `target`; nothing is
//! printed here but warnings about the configuration, once.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use plan_git::cache;
use plan_git::config::{self, Config, ConfigSource, NAME, Personal};
use plan_git::paths::Paths;
use plan_git::platform;
use plan_git::program;
use plan_git::repository::{ObjectId, OpenError, Repository};
use plan_git::time::{Clock, Time};
use plan_git::worktree::{self, Locks};

use crate::args::Globals;
use crate::error::{CommandError, no_repository};
use crate::path_name::PathName;
use crate::ui::{ColorChoice, PagerNames, Ui};

mod files;

pub use files::{Place, Plan, Target};

/// Which version of the files is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The files on disk.
    WorkTree,
    /// Those of a commit.
    Commit(ObjectId),
    /// None: a bare repository without commits.
    Nothing,
}

/// The surroundings of one run.
pub struct Workspace {
    start: PathBuf,
    repository: Result<Repository, OpenError>,
    root: PathBuf,
    rev: Option<ObjectId>,
    tip: Option<ObjectId>,
    view: View,
    config: Config,
    paths: Paths,
    personal: Personal,
    cache: Option<cache::Place>,
    clock: Clock,
    locks: Locks,
}

impl Workspace {
    /// Looks around, as the global options say.
    ///
    /// # Errors
    /// The directory or the revision does not exist, or the configuration cannot be used. That there is no repository is
    /// not an error yet: [`Workspace::repository`] is for those who need one.
    pub fn open(globals: &Globals, clock: Clock, ui: &mut Ui) -> Result<Self, CommandError> {
        let start = start(globals.directory.as_deref())?;
        let repository = Repository::discover(&start);
        let found = repository.as_ref().ok();
        let personal = config::personal(found, &|name| std::env::var(name).ok());
        let color = personal.color.as_deref().and_then(ColorChoice::from_word);
        let pagers = PagerNames {
            plan: personal.pager.clone(),
            core: found.and_then(|repository| repository.config("core.pager")),
        };
        ui.configure(color, &pagers);

        let root = found
            .and_then(Repository::work_dir)
            .map_or_else(|| start.clone(), real);
        let rev = match (&globals.rev, &repository) {
            (Some(rev), Ok(repository)) => Some(repository.commit_of(rev)?),
            (Some(_), Err(error)) => return Err(no_repository(error)),
            (None, _) => None,
        };
        let tip = match (rev, found) {
            (None, Some(repository)) => repository.head()?,
            (rev, _) => rev,
        };
        let bare = found.is_some_and(Repository::is_bare);
        let view = match (rev, tip) {
            (Some(rev), _) => View::Commit(rev),
            (None, Some(tip)) if bare => View::Commit(tip),
            (None, None) if bare => View::Nothing,
            _ => View::WorkTree,
        };
        let source = match view {
            View::WorkTree => ConfigSource::WorkTree,
            View::Commit(id) => ConfigSource::Commit(id),
            View::Nothing => ConfigSource::Default,
        };
        let (config, warnings) = config::load(found, &root, source)?;
        for warning in warnings.iter().chain(&personal.warnings) {
            ui.warn(&warning.to_string());
        }
        let patterns = if globals.paths.is_empty() {
            &config.paths
        } else {
            &globals.paths
        };
        let paths = Paths::new(patterns.iter().cloned())?;
        let wants_cache = personal.cache && !globals.no_cache;
        let cache = found.filter(|_| wants_cache).map(cache::Place::of);
        Ok(Self {
            start,
            root,
            rev,
            tip,
            view,
            config,
            paths,
            personal,
            cache,
            clock,
            locks: Locks::new(&|name| std::env::var_os(name)),
            repository,
        })
    }

    /// The directory that paths a person types are named from.
    pub fn start(&self) -> &Path {
        &self.start
    }

    /// The root of the work tree; outside a repository, where the command was started.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The repository, for what cannot be done without one.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn repository(&self) -> Result<&Repository, CommandError> {
        self.repository.as_ref().map_err(no_repository)
    }

    /// Why there is no repository, if there is none.
    pub fn no_repository(&self) -> Option<&OpenError> {
        self.repository.as_ref().err()
    }

    /// The commit to look back from: `--rev`, or HEAD; none before the first commit.
    pub fn tip(&self) -> Option<ObjectId> {
        self.tip
    }

    /// Which version of the files readers read.
    pub fn view(&self) -> View {
        self.view
    }

    /// What `.plan.toml` says.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Whether the work tree has a `.plan.toml`.
    pub fn is_configured(&self) -> bool {
        self.root.join(NAME).symlink_metadata().is_ok()
    }

    /// Where plans lie.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// What the person at the keyboard prefers.
    pub fn personal(&self) -> &Personal {
        &self.personal
    }

    /// Where to keep what was found out of history, unless that is not wanted.
    pub fn cache(&self) -> Option<&cache::Place> {
        self.cache.as_ref()
    }

    /// What time it is.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Returns the settings of write locks.
    pub fn locks(&self) -> &Locks {
        &self.locks
    }

    /// Seconds from a time to now.
    pub fn since(&self, time: Time) -> i64 {
        self.clock.seconds().saturating_sub(time.seconds)
    }

    /// Says whether files can be written here.
    ///
    /// # Errors
    /// The repository is bare, or `--rev` asks about a commit.
    pub fn writable(&self) -> Result<(), CommandError> {
        if self.rev.is_some() {
            return Err(CommandError::refused(
                "`--rev` asks about a commit, and a commit cannot be changed",
            )
            .with_hint("Leave `--rev` out to write to the file in the work tree."));
        }
        match &self.repository {
            Ok(repository) if repository.is_bare() => Err(CommandError::refused(
                "this repository is bare, so there are no files to write to",
            )
            .with_hint(format!(
                "Clone it with `git clone {}` and run the command there; `plan list` and `plan show` work here too.",
                repository.git_dir().display()
            ))),
            _ => Ok(()),
        }
    }

    /// The patterns that a path is asked about with: those configured, or the path itself.
    pub fn paths_for(&self, key: &[u8]) -> Paths {
        if self.paths.matches(key) {
            return self.paths.clone();
        }
        std::str::from_utf8(key)
            .ok()
            .and_then(|path| Paths::new([literal(path)]).ok())
            .unwrap_or_else(|| self.paths.clone())
    }

    /// The paths among `paths` whose file is not what HEAD has. When git cannot be asked, none, and a sentence about it.
    pub fn dirty(&self, paths: &Paths) -> (BTreeSet<Vec<u8>>, Option<String>) {
        let work_dir = self.repository.as_ref().ok().and_then(Repository::work_dir);
        let (Some(work_dir), View::WorkTree) = (work_dir, self.view) else {
            return (BTreeSet::new(), None);
        };
        match program::dirty(work_dir, paths) {
            Ok(dirty) => (dirty, None),
            Err(error) => (
                BTreeSet::new(),
                Some(format!("what is not committed is not known: {error}")),
            ),
        }
    }

    /// Whether the file at a path is not what HEAD has.
    pub fn is_dirty(&self, key: &[u8], ui: &mut Ui) -> bool {
        let (dirty, note) = self.dirty(&self.paths_for(key));
        if let Some(note) = note {
            ui.warn(&note);
        }
        dirty.contains(key)
    }

    /// A path from the root, for a path of the system that lies below it. The last name is not followed if it is a link.
    pub fn key(&self, path: &Path) -> Option<Vec<u8>> {
        let path = tidy(&self.start.join(path));
        let resolved = path
            .parent()
            .zip(path.file_name())
            .and_then(|(parent, name)| Some(parent.canonicalize().ok()?.join(name)));
        let root = self.root.canonicalize().ok();
        let below = |path: &Path, root: &Path| {
            path.strip_prefix(root)
                .ok()
                .filter(|rest| !rest.as_os_str().is_empty())
                .map(worktree::slashed)
        };
        resolved
            .zip(root)
            .and_then(|(path, root)| below(&path, &root))
            .or_else(|| below(&path, &self.root))
    }

    /// A path as people see it: from the root, or whole if it lies elsewhere.
    pub fn name(&self, path: &Path) -> PathName {
        self.key(path)
            .map_or_else(|| PathName::of(path), |key| PathName::new(&key))
    }
}

/// A pattern that matches one path only.
pub fn literal(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for (at, sign) in path.char_indices() {
        if matches!(sign, '*' | '?' | '[' | '\\') || (at == 0 && sign == '!') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern
}

fn start(directory: Option<&Path>) -> Result<PathBuf, CommandError> {
    let here = std::env::current_dir().map_err(|error| {
        CommandError::file(format!("the present directory cannot be read: {error}"))
    })?;
    let Some(directory) = directory else {
        return Ok(real(&here));
    };
    let start = here.join(directory);
    if start.is_dir() {
        return Ok(real(&start));
    }
    let shown = directory.display();
    Err(if start.exists() {
        CommandError::usage(format!("`-C {shown}`: that is not a directory"))
    } else {
        CommandError::not_found(format!("`-C {shown}`: there is no such directory"))
    }
    .with_hint("Name a directory that exists, or leave `-C` out."))
}

/// The path without links, so that it can be compared.
fn real(path: &Path) -> PathBuf {
    platform::canonical(path).unwrap_or_else(|| tidy(path))
}

/// The path without `.` and `..`, links not followed.
pub fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidied.pop();
            }
            part => tidied.push(part),
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_literal_pattern_matches_its_path_only() {
        for path in ["a/b.md", "a/[1].md", "!a*.md", "a\\?b.md"] {
            let paths = Paths::new([literal(path)]).unwrap();
            assert!(paths.matches(path.as_bytes()), "{path}");
            assert!(!paths.matches(b"a/1.md"), "{path}");
        }
    }
}

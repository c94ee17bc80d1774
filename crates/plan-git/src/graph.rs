//! Commits and their parents, from whatever knows them, behind one trait.
//!
//! git's commit-graph file answers where there is one that can be trusted, and the objects themselves where not. What the
//! commits contain is not looked at here, but for one question that a commit-graph may know the answer to: what was not
//! changed.

mod chain;
mod changed_paths;
mod commits;
mod file;
mod main_line;
mod search;

use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};
use chain::Chain;
pub use changed_paths::PathKey;
pub use commits::{Commits, Node};
pub use main_line::MainLine;
use search::Search;

/// Something that knows the commits of a repository.
pub trait CommitSource {
    /// Every commit reachable from the tip. Parents are cut at shallow boundaries.
    ///
    /// # Errors
    /// A commit is missing or broken.
    fn commits(&mut self, tip: ObjectId) -> Result<Commits, ReadError>;

    /// The commits of the first-parent line of a tip, each with its first parent alone. Those that were merged are not
    /// looked at.
    ///
    /// # Errors
    /// A commit is missing or broken.
    fn first_parents(&mut self, tip: ObjectId) -> Result<Commits, ReadError>;

    /// The commits of a tip that came on top of another commit, and that one as their base; with `first_only` those of the
    /// first-parent line alone. None if any of them builds on something else, if the other commit is not on the first-parent
    /// line of the tip, or if there are very many.
    ///
    /// # Errors
    /// A commit is missing or broken.
    fn on_top_of(
        &mut self,
        base: ObjectId,
        tip: ObjectId,
        first_only: bool,
    ) -> Result<Option<Commits>, ReadError>;

    /// Whether it ever knows that paths were not changed.
    fn knows_paths(&self) -> bool {
        false
    }

    /// True if the commit at a position is known to have changed nothing at or below any of these paths against its first
    /// parent. It says nothing about other parents.
    fn untouched(&self, _commits: &Commits, _at: usize, _paths: &[PathKey]) -> bool {
        false
    }
}

/// Is told how many commits there are so far, and may have heard enough.
pub type Listener<'l> = &'l mut dyn FnMut(usize) -> ControlFlow<()>;

/// Reads commits one by one from the objects of a repository.
pub struct GitSource<'r> {
    repository: &'r Repository,
    read: usize,
}

impl<'r> GitSource<'r> {
    /// Makes the source.
    pub fn new(repository: &'r Repository) -> GitSource<'r> {
        GitSource {
            repository,
            read: 0,
        }
    }

    /// Commits that were read.
    pub fn commits_read(&self) -> usize {
        self.read
    }

    fn search<T>(&mut self, first_only: bool, run: impl FnOnce(Search<'_>) -> T) -> T {
        let (repository, read) = (self.repository, &mut self.read);
        let mut look = |id| {
            *read += 1;
            repository.linked(id)
        };
        run(Search::new(&[], first_only, &mut look))
    }
}

impl CommitSource for GitSource<'_> {
    fn commits(&mut self, tip: ObjectId) -> Result<Commits, ReadError> {
        self.search(false, |search| search.run(tip))
    }

    fn first_parents(&mut self, tip: ObjectId) -> Result<Commits, ReadError> {
        self.search(true, |search| search.run(tip))
    }

    fn on_top_of(
        &mut self,
        base: ObjectId,
        tip: ObjectId,
        first_only: bool,
    ) -> Result<Option<Commits>, ReadError> {
        self.search(first_only, |search| search.on_top_of(base, tip))
    }
}

/// Takes commits from the commit-graph of a repository, and from its objects where that does not have them.
///
/// The graph is used as git uses it: not if the configuration says so, and not where parents are other than the commits say
/// (shallow clones, grafts, replace refs). A graph that is damaged is as good as none.
pub struct GraphSource<'r> {
    repository: &'r Repository,
    chains: Vec<Chain>,
    filters: bool,
    read: usize,
}

impl<'r> GraphSource<'r> {
    /// Opens what the repository has, and the repositories that it borrows objects from.
    pub fn new(repository: &'r Repository) -> GraphSource<'r> {
        let is_off = |key: &str| {
            let value = repository.config(key).unwrap_or_default();
            matches!(
                value.to_ascii_lowercase().as_str(),
                "false" | "no" | "off" | "0"
            )
        };
        let trusted = !repository.is_shallow()
            && !repository.has_grafts()
            && !repository.has_replace_refs()
            && !is_off("core.commitGraph");
        let all: Vec<PathBuf> = if trusted {
            repository.object_dirs()
        } else {
            Vec::new()
        };
        let chains: Vec<Chain> = all
            .iter()
            .filter_map(|objects| Chain::open(objects, &all))
            .collect();
        let filters = chains.iter().any(Chain::has_filters)
            && !is_off("commitGraph.readChangedPaths")
            && !is_off("commitGraph.changedPathsVersion");
        GraphSource {
            repository,
            chains,
            filters,
            read: 0,
        }
    }

    /// Commits that had to be read from their objects.
    pub fn commits_read(&self) -> usize {
        self.read
    }

    /// The commits of a tip, or of its first-parent line, while `on` hears how many there are: every few thousand of them,
    /// and at the end. If it breaks off, no more are read, and the answer is how many were.
    ///
    /// # Errors
    /// A commit is missing or broken.
    pub fn heard(
        &mut self,
        tip: ObjectId,
        first_only: bool,
        on: Listener<'_>,
    ) -> Result<ControlFlow<usize, Commits>, ReadError> {
        self.search(first_only, |search| search.hear(tip, on))
    }

    fn search<T>(&mut self, first_only: bool, run: impl FnOnce(Search<'_>) -> T) -> T {
        let (repository, read) = (self.repository, &mut self.read);
        let mut look = |id| {
            *read += 1;
            repository.linked(id)
        };
        run(Search::new(&self.chains, first_only, &mut look))
    }
}

impl CommitSource for GraphSource<'_> {
    fn commits(&mut self, tip: ObjectId) -> Result<Commits, ReadError> {
        self.search(false, |search| search.run(tip))
    }

    fn first_parents(&mut self, tip: ObjectId) -> Result<Commits, ReadError> {
        self.search(true, |search| search.run(tip))
    }

    fn on_top_of(
        &mut self,
        base: ObjectId,
        tip: ObjectId,
        first_only: bool,
    ) -> Result<Option<Commits>, ReadError> {
        self.search(first_only, |search| search.on_top_of(base, tip))
    }

    fn knows_paths(&self) -> bool {
        self.filters
    }

    fn untouched(&self, commits: &Commits, at: usize, paths: &[PathKey]) -> bool {
        let place = commits.place(at).filter(|_| self.filters);
        place.is_some_and(|place| {
            let chain = self.chains.get(place.graph);
            chain.is_some_and(|chain| chain.untouched(place.position, paths))
        })
    }
}

//! Objects that are looked for once more, in the repository opened anew.
//!
//! Another program may put objects elsewhere while they are read: into other packs, or into another repository that this one
//! borrows from then on. libgit2 looks for new packs by itself, and never for the latter. What is missing for good must not
//! cost that each time, so it is not done again until there are other packs.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use git2::RepositoryOpenFlags;

use super::Repository;

/// How a repository was opened.
#[derive(Clone)]
pub(super) struct Opening {
    pub start: PathBuf,
    pub flags: RepositoryOpenFlags,
    pub ceilings: Vec<PathBuf>,
}

impl Opening {
    pub fn open(&self) -> Result<git2::Repository, git2::Error> {
        let repository = git2::Repository::open_ext(&self.start, self.flags, &self.ceilings)?;
        // A namespace is for those who fetch and push: `git commit` and `git log` do not look at it.
        repository.remove_namespace()?;
        Ok(repository)
    }
}

/// A repository that was opened anew.
pub(super) struct Fresh {
    /// None if it is there no more.
    inner: Option<git2::Repository>,
    /// The directories of objects and the files in which packs are, just before.
    seen: BTreeSet<PathBuf>,
}

impl Repository {
    /// The same repository once more, for another thread; none if it can be opened no more.
    pub(crate) fn again(&self) -> Option<Self> {
        Some(Self {
            inner: self.opening.open().ok()?,
            opening: self.opening.clone(),
            fresh: RefCell::new(None),
            replaces: self.replaces.clone(),
            reopened: Arc::clone(&self.reopened),
            work_dir: self.work_dir.clone(),
            git_dir: self.git_dir.clone(),
            common_dir: self.common_dir.clone(),
            shallow: self.shallow,
            grafts: self.grafts.clone(),
        })
    }

    /// How often the repository was opened anew, since an object was not found. Threads that read it too are counted.
    pub fn times_reopened(&self) -> usize {
        self.reopened.load(Ordering::Relaxed)
    }

    /// What `look` finds, at the second look if not at the first.
    pub(super) fn look<T>(
        &self,
        look: &mut dyn FnMut(&git2::Repository) -> Result<T, git2::Error>,
    ) -> Result<T, git2::Error> {
        let found = self.look_once(look);
        if found.is_err() && self.reopen() {
            return self.look_once(look);
        }
        found
    }

    fn look_once<T>(
        &self,
        look: &mut dyn FnMut(&git2::Repository) -> Result<T, git2::Error>,
    ) -> Result<T, git2::Error> {
        let fresh = self.fresh.borrow();
        let inner = fresh.as_ref().and_then(|fresh| fresh.inner.as_ref());
        look(inner.unwrap_or(&self.inner))
    }

    /// Opens the repository anew, unless that has been done and nothing has changed since. True if it was.
    fn reopen(&self) -> bool {
        // Somebody further up is looking at an object; it stays where it is.
        let Ok(mut fresh) = self.fresh.try_borrow_mut() else {
            return false;
        };
        let seen = self.packs();
        if fresh.as_ref().is_some_and(|fresh| fresh.seen == seen) {
            return false;
        }
        self.reopened.fetch_add(1, Ordering::Relaxed);
        let inner = self.opening.open().ok();
        let opened = inner.is_some();
        *fresh = Some(Fresh { inner, seen });
        opened
    }

    /// The directories of objects and the files in which packs are.
    fn packs(&self) -> BTreeSet<PathBuf> {
        let dirs = self.object_dirs();
        let packs = dirs
            .iter()
            .filter_map(|dir| fs::read_dir(dir.join("pack")).ok());
        let files = packs.flatten().flatten().map(|entry| entry.path());
        files.chain(dirs.iter().cloned()).collect()
    }
}

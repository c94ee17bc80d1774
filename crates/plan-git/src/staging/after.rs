//! What a finished commit left undone: index and file are brought up to what was committed, if a run before the commit was
//! cut off, and a commit that says too little in a log is pointed out. A commit is never made again.

use crate::object::ObjectId;
use crate::paths::Paths;
use crate::repository::{Commit, Repository};
use crate::tree::{FileChange, Trees};
use crate::worktree::{FileError, Locks};

use super::changes::{self, Origins};
use super::environment::HookEnvironment;
use super::file::{self, Standing};
use super::index::{Entries, Entry, Index, Indexes, Swap};
use super::{
    Decision, Note, PlanError, Rewrite, Staged, StagingError, read_head, skip, with_causes,
};

/// What was found behind a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// What was brought up to the commit.
    pub healed: Vec<Note>,
    /// What could not be, and why.
    pub warnings: Vec<Note>,
    /// The plans whose log says too little of the commit.
    pub unlogged: Vec<Vec<u8>>,
    /// The commit.
    pub commit: Option<Commit>,
}

/// Looks at the commit that was just made. Merges, and commits that git makes on its own, are passed over.
///
/// Where the commit changes no plan, no program is started and no index is read; where it adds none, git is not asked where
/// it comes from.
///
/// # Errors
/// [`StagingError`] when nothing can be found out.
pub fn after(
    env: &HookEnvironment,
    repository: &Repository,
    paths: &Paths,
    rewrite: &mut dyn Rewrite,
) -> Result<Aftermath, StagingError> {
    let work_dir = repository.work_dir().ok_or(StagingError::NoWorkTree)?;
    let mut found = Aftermath::default();
    let Some(head) = read_head(repository)?.filter(|head| head.parents.len() < 2) else {
        return Ok(found);
    };
    let index_file = env.index_path(repository.git_dir(), work_dir);
    let cut = repository.is_shallow() && head.parents.is_empty();
    if cut || skip::reason(repository, None, &index_file).is_some() {
        return Ok(found);
    }
    let parent = head.parents.first().map(|id| repository.commit(*id));
    let parent = parent.transpose().map_err(StagingError::Base)?;
    let tree = parent.as_ref().map(|parent| parent.tree);
    let changes = Trees::new(repository, paths)
        .changes(tree, Some(head.tree))
        .map_err(StagingError::Base)?;
    let index = Index::new(repository.git_dir(), work_dir, &index_file, paths);
    let is_new = |change: &FileChange| change.old.is_none();
    let mut origins = match parent.filter(|_| changes.iter().any(is_new)) {
        Some(parent) => changes::moved(parent.id, head.id, &index)?,
        None => Origins::default(),
    };
    let mut ground = Ground {
        locks: &env.locks,
        repository,
        head: &head,
        index: &index,
        index_file: &index_file,
        entries: None,
        paths: changes
            .iter()
            .filter(|change| change.new.is_some())
            .map(|change| change.path.clone())
            .collect(),
    };
    for change in changes {
        let Some(blob) = change.new else { continue };
        let origin = origins.remove(&change.path).filter(|_| is_new(&change));
        let (base_path, origin) = origin.unzip();
        let committed = Committed {
            path: change.path,
            base_path,
            base: change.old.or(origin.flatten()),
            blob,
        };
        match ground.look(&committed, rewrite, &mut found) {
            Ok(()) => {}
            Err(error) => found.warnings.push(Note {
                path: committed.path,
                text: with_causes(&error),
            }),
        }
    }
    found.commit = Some(head);
    Ok(found)
}

/// A plan that the commit changed.
struct Committed {
    path: Vec<u8>,
    /// Its path in the parent, where it is another one.
    base_path: Option<Vec<u8>>,
    base: Option<ObjectId>,
    blob: ObjectId,
}

/// What does not change from plan to plan.
struct Ground<'a> {
    locks: &'a Locks,
    repository: &'a Repository,
    head: &'a Commit,
    index: &'a Index,
    index_file: &'a std::path::Path,
    entries: Option<Entries>,
    /// The plans that the commit changed and has.
    paths: Vec<Vec<u8>>,
}

impl Ground<'_> {
    fn look(
        &mut self,
        plan: &Committed,
        rewrite: &mut dyn Rewrite,
        found: &mut Aftermath,
    ) -> Result<(), PlanError> {
        let base = plan.base.map(|id| self.repository.blob(id)).transpose()?;
        let text = self.repository.blob(plan.blob)?;
        let as_committed = Staged {
            path: &plan.path,
            base_path: plan.base_path.as_deref(),
            base: base.as_deref(),
            staged: &text,
            amending: false,
            amended: None,
            amended_subject: None,
            authored: self.head.author.time,
        };
        if rewrite.lacks(&as_committed) {
            found.unlogged.push(plan.path.clone());
            return Ok(());
        }
        if self.entries.is_none() {
            let paths = self.paths.iter().map(Vec::as_slice);
            self.entries = Some(self.index.entries(paths)?);
        }
        let entries = self.entries.as_ref();
        let Some(entry) = entries.and_then(|all| all.get(&plan.path)).cloned() else {
            return Ok(());
        };
        let mut healed = Vec::new();
        let committed = Entry {
            blob: plan.blob,
            ..entry.clone()
        };
        if entry != committed {
            let staged = self.repository.blob(entry.blob)?;
            let before_the_entry = Staged {
                staged: &staged,
                ..as_committed
            };
            // Anything else in the index is somebody's next commit.
            let Decision::Replace { bytes, .. } = rewrite.rewrite(&before_the_entry) else {
                return Ok(());
            };
            if bytes != text {
                return Ok(());
            }
            self.put(&plan.path, &entry, &committed)?;
            healed.push("index");
        }
        if !entry.skip_worktree && self.heal_file(plan, &as_committed, &committed, rewrite)? {
            healed.push("file");
        }
        if !healed.is_empty() {
            found.healed.push(Note {
                path: plan.path.clone(),
                text: format!(
                    "put into the {} what was committed",
                    healed.join(" and the ")
                ),
            });
        }
        Ok(())
    }

    fn put(&mut self, path: &[u8], from: &Entry, to: &Entry) -> Result<(), StagingError> {
        let entries = self.entries.take().unwrap_or_default();
        let mut indexes = Indexes::of_commit(self.index, self.index_file, entries);
        let done = indexes.replace(&[Swap { path, from, to }]);
        indexes.refresh(&[path.to_vec()]);
        done
    }

    /// Puts the entries of the commit into a file that lacks them. Says whether it did.
    fn heal_file(
        &self,
        plan: &Committed,
        as_committed: &Staged<'_>,
        entry: &Entry,
        rewrite: &mut dyn Rewrite,
    ) -> Result<bool, PlanError> {
        let Some(work_dir) = self.repository.work_dir() else {
            return Ok(false);
        };
        let Some(open) = file::open(work_dir, &plan.path)? else {
            return Ok(false);
        };
        if open.bytes() == as_committed.staged {
            return Ok(false);
        }
        let Standing::Differs(clean) = file::standing(self.index, &plan.path, &open, entry)? else {
            return Ok(false);
        };
        let text = self.repository.blob(clean)?;
        match rewrite.replant(&text, as_committed, as_committed.staged) {
            Some(planted) if planted != text => {
                let blob = self.index.write_blob(&planted)?;
                let smudged = self.index.smudge(&plan.path, blob)?;
                let lock = self.locks.acquire(open.path()).map_err(FileError::from)?;
                open.swap(&lock, &smudged)?;
                drop(lock);
                self.index.refresh(std::iter::once(&plan.path[..]));
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

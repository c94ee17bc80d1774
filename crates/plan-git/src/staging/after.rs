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
use super::{Note, PlanError, Rewrite, Staged, StagingError, read_head, skip, with_causes};

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
    let mut context = Context {
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
    let mut in_order = Vec::new();
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
        match context.look(&committed, rewrite, &mut found) {
            Ok(true) => in_order.push(committed.path),
            Ok(false) => {}
            Err(error) => found.warnings.push(Note {
                path: committed.path,
                text: with_causes(&error),
            }),
        }
    }
    rewrite.after_write(&in_order);
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

/// Shared context for one run after a commit.
struct Context<'a> {
    locks: &'a Locks,
    repository: &'a Repository,
    head: &'a Commit,
    index: &'a Index,
    index_file: &'a std::path::Path,
    entries: Option<Entries>,
    /// The plans that the commit changed and has.
    paths: Vec<Vec<u8>>,
}

impl Context<'_> {
    fn look(
        &mut self,
        plan: &Committed,
        rewrite: &mut dyn Rewrite,
        found: &mut Aftermath,
    ) -> Result<bool, PlanError> {
        let base = plan.base.map(|id| self.repository.blob(id)).transpose()?;
        let text = self.repository.blob(plan.blob)?;
        let as_committed = Staged {
            path: &plan.path,
            base_path: plan.base_path.as_deref(),
            base: base.as_deref(),
            others: &[],
            staged: &text,
            blob: plan.blob,
            file: None,
            amending: false,
            amended: None,
            authored: self.head.author.time,
        };
        if rewrite.lacks(&as_committed) {
            found.unlogged.push(plan.path.clone());
        }
        if !rewrite.committed(&as_committed, self.head.id) {
            return Ok(false);
        }
        if self.entries.is_none() {
            let paths = self.paths.iter().map(Vec::as_slice);
            self.entries = Some(self.index.entries(paths)?);
        }
        let entries = self.entries.as_ref();
        let Some(entry) = entries.and_then(|all| all.get(&plan.path)).cloned() else {
            return Ok(false);
        };
        let mut repaired = Vec::new();
        let committed = Entry {
            blob: plan.blob,
            ..entry.clone()
        };
        let mut is_in_order = true;
        if entry != committed {
            // Another version in the index may be somebody's next commit, with a place for the
            // entry.
            let staged = self.repository.blob(entry.blob)?;
            match rewrite.replant(&staged, &as_committed, &text) {
                Some(planted) if planted != staged => {
                    let blob = self.index.write_blob(&planted)?;
                    let with_entry = Entry {
                        blob,
                        ..entry.clone()
                    };
                    self.put(&plan.path, &entry, &with_entry)?;
                    repaired.push("index");
                }
                Some(_) => {}
                None => is_in_order = false,
            }
        }
        if !entry.skip_worktree {
            match self.repair_file(plan, &as_committed, &committed, rewrite)? {
                Some(true) => repaired.push("file"),
                Some(false) => {}
                None => is_in_order = false,
            }
        }
        if !repaired.is_empty() {
            found.healed.push(Note {
                path: plan.path.clone(),
                text: format!(
                    "added the log entry of the commit to the {}",
                    repaired.join(" and the ")
                ),
            });
        }
        Ok(is_in_order)
    }

    fn put(&mut self, path: &[u8], from: &Entry, to: &Entry) -> Result<(), StagingError> {
        let entries = self.entries.take().unwrap_or_default();
        let mut indexes = Indexes::of_commit(self.index, self.index_file, entries);
        let done = indexes.replace(&[Swap { path, from, to }]);
        indexes.refresh(&[path.to_vec()]);
        done
    }

    /// Adds the entries of the commit to a file that lacks them. Returns `Some(true)` if it did,
    /// `Some(false)` if the file has them, and `None` if the file has no place for them.
    fn repair_file(
        &self,
        plan: &Committed,
        as_committed: &Staged<'_>,
        entry: &Entry,
        rewrite: &mut dyn Rewrite,
    ) -> Result<Option<bool>, PlanError> {
        let Some(work_dir) = self.repository.work_dir() else {
            return Ok(Some(false));
        };
        let Some(open) = file::open(work_dir, &plan.path)? else {
            return Ok(Some(false));
        };
        if open.bytes() == as_committed.staged {
            return Ok(Some(false));
        }
        // Held for this step only: nobody waits for an index while holding it.
        let lock = self.locks.acquire(open.path()).map_err(FileError::from)?;
        let Some(open) = file::open(work_dir, &plan.path)? else {
            return Ok(Some(false));
        };
        let Standing::Differs(clean) = file::standing(self.index, &plan.path, &open, entry)? else {
            return Ok(Some(false));
        };
        let text = self.repository.blob(clean)?;
        match rewrite.replant(&text, as_committed, as_committed.staged) {
            Some(planted) if planted != text => {
                let target = file::Target {
                    before: &text,
                    before_blob: clean,
                    after: &planted,
                };
                let mut replant =
                    |text: &[u8]| rewrite.replant(text, as_committed, as_committed.staged);
                let bytes = file::edited(self.index, &plan.path, &open, &target, &mut replant)?;
                let Some(bytes) = bytes else { return Ok(None) };
                open.swap(&lock, &bytes)?;
                drop(lock);
                self.index.refresh(std::iter::once(&plan.path[..]));
                Ok(Some(true))
            }
            Some(_) => Ok(Some(false)),
            None => Ok(None),
        }
    }
}

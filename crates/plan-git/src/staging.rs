//! The index and the work tree around a commit.
//!
//! A `pre-commit` hook may change what is about to be committed, but git leaves it to the hook to keep three places in
//! step: the index of the commit, the index that will be the real one afterwards, and the file in the work tree. This
//! module does that, so that `git status` says afterwards what it would have said without us.
//!
//! *What* a plan should become is not known here: a [`Rewrite`] is handed in. Nothing here prints, installs hooks or
//! decides whether trouble fails the commit. Objects are read through [`Repository`]; every write goes through the `git`
//! program, because only it handles split and sparse indexes and clean and smudge filters.

use crate::fault;
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::program::ProgramError;
use crate::repository::{Commit, ReadError, Repository};
use crate::time::Time;
use crate::worktree::FileError;

mod after;
mod changes;
mod environment;
mod file;
mod index;
mod plan_edit;
mod skip;
mod transaction;

pub use after::{Aftermath, after};
pub use environment::HookEnvironment;
pub use skip::{SkipReason, in_progress};

use index::Index;
use plan_edit::{Context, Prepared};

/// A plan that the commit changes.
#[derive(Debug, Clone, Copy)]
pub struct Staged<'a> {
    /// Its path in the commit, from the root with `/`.
    pub path: &'a [u8],
    /// Its path before the commit, where the commit renames it.
    pub base_path: Option<&'a [u8]>,
    /// Its bytes before the commit; `None` for a new plan.
    pub base: Option<&'a [u8]>,
    /// Its bytes at the other parents of an amended merge.
    pub others: &'a [Vec<u8>],
    /// Its bytes in the index of the commit.
    pub staged: &'a [u8],
    /// The blob of those bytes.
    pub blob: ObjectId,
    /// Its bytes in the working tree, as git would store them. `None` if they are the staged ones,
    /// or if [`Rewrite::wants_file`] did not ask for them.
    pub file: Option<&'a [u8]>,
    /// True if the commit replaces HEAD. The base is then the version at the first parent of HEAD.
    pub amending: bool,
    /// Its bytes in HEAD when HEAD is replaced, if HEAD has the plan.
    pub amended: Option<&'a [u8]>,
    /// The author date of the commit.
    pub authored: Time,
}

/// The decision about one staged plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// The bytes that the commit should have instead of the staged ones; `None` to keep those.
    pub bytes: Option<Vec<u8>>,
    /// Messages about the plan for the person who commits.
    pub notes: Vec<String>,
    /// Warnings about the plan for the person who commits.
    pub warnings: Vec<String>,
}

impl Decision {
    /// Keeps the plan as it is staged, with a warning.
    #[must_use]
    pub fn warn(text: String) -> Self {
        Self {
            warnings: vec![text],
            ..Self::default()
        }
    }
}

/// Decides the content of staged plans.
pub trait Rewrite {
    /// Judges one plan that the commit changes.
    fn rewrite(&mut self, plan: &Staged<'_>) -> Decision;

    /// Returns true if [`Staged::file`] is needed for the decision. Reading it costs a git
    /// process.
    fn wants_file(&mut self, plan: &Staged<'_>) -> bool {
        let _ = plan;
        false
    }

    /// Makes the edit that led from `plan.staged` to `new` in another version of the plan: the
    /// text of the working tree, or of another index.
    ///
    /// `text` is that version as git would store it. Returns `None` if the edit cannot be made in
    /// it, and the same text if nothing is to be done. It is called with `new` equal to
    /// `plan.staged` as well: an earlier run may have been killed before it wrote the file.
    fn replant(&mut self, text: &[u8], plan: &Staged<'_>, new: &[u8]) -> Option<Vec<u8>>;

    /// Returns true if the log of a plan that was committed like this lacks an entry.
    fn lacks(&mut self, plan: &Staged<'_>) -> bool {
        let _ = plan;
        false
    }

    /// Called once, before the first byte of an index is written.
    fn before_write(&mut self) {}

    /// Called once, when everything is written, with the plans whose file has every entry of the
    /// commit.
    fn after_write(&mut self, plans: &[Vec<u8>]) {
        let _ = plans;
    }

    /// Called for each plan of a commit that was made. Returns true if an entry of the commit has
    /// to be written to the file.
    fn committed(&mut self, plan: &Staged<'_>, commit: ObjectId) -> bool {
        let _ = (plan, commit);
        false
    }
}

/// Shows every plan that the commit in the making changes, and changes nothing. Commits that [`run`] would skip have none.
/// Gives the commit that is replaced, where one is and nothing is skipped.
///
/// # Errors
/// [`StagingError`] when nothing can be read.
pub fn look(
    env: &HookEnvironment,
    repository: &Repository,
    paths: &Paths,
    see: &mut dyn FnMut(&Staged<'_>),
) -> Result<Option<Commit>, StagingError> {
    let work_dir = repository.work_dir().ok_or(StagingError::NoWorkTree)?;
    let head = read_head(repository)?;
    let amended = head.as_ref().filter(|_| env.amending(head.as_ref()));
    let index_file = env.index_path(repository.git_dir(), work_dir);
    if skip::reason(repository, amended, &index_file).is_some() {
        return Ok(None);
    }
    let index = Index::new(repository.git_dir(), work_dir, &index_file, paths);
    let base = changes::base(head.as_ref(), amended.is_some());
    for change in changes::between(&base, &index, None)?.plans {
        let blob = |id| repository.blob(id).map_err(StagingError::Base);
        let base = change.base_blob.map(blob).transpose()?;
        see(&Staged {
            path: &change.path,
            base_path: change.base_path.as_deref(),
            base: base.as_deref(),
            others: &[],
            staged: &blob(change.blob)?,
            blob: change.blob,
            file: None,
            amending: amended.is_some(),
            amended: None,
            authored: env.authored(),
        });
    }
    Ok(amended.cloned())
}

/// A sentence about one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The plan's path from the root.
    pub path: Vec<u8>,
    /// What happened to it.
    pub text: String,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The plans that were changed in the commit, or healed in the work tree.
    pub notes: Vec<Note>,
    /// The plans that were left alone, and why.
    pub warnings: Vec<Note>,
    /// Why nothing was even tried.
    pub skipped: Option<Skipped>,
    /// Whether the commit replaces HEAD.
    pub amending: bool,
    /// Whether the commit changes the watched file, and nothing was even tried therefore.
    pub watched_differs: bool,
}

impl Report {
    fn note(&mut self, path: &[u8], text: String) {
        self.notes.push(Note {
            path: path.to_vec(),
            text,
        });
    }

    fn warn(&mut self, path: &[u8], text: String) {
        self.warnings.push(Note {
            path: path.to_vec(),
            text,
        });
    }
}

/// A commit that is not ours to touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// What git is in the middle of.
    pub reason: SkipReason,
    /// The plans that the commit changes all the same.
    pub plans: Vec<Vec<u8>>,
}

/// Why a run failed as a whole. What had been written by then has been taken back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StagingError {
    /// There is no work tree to commit from.
    #[error("this repository is bare; run the hook from a work tree, as `git commit` does")]
    NoWorkTree,
    /// HEAD or the commit below it could not be read.
    #[error("what the commit starts from cannot be read")]
    Base(#[source] ReadError),
    /// The git program refused.
    #[error("git refused to {task}")]
    Program {
        /// What it was asked to do.
        task: &'static str,
        /// What it said.
        source: ProgramError,
    },
    /// The git program answered in a form we do not know.
    #[error(
        "git {command} answered in an unknown form; please report this with the output of `git --version`"
    )]
    Answer {
        /// The subcommand.
        command: &'static str,
    },
    /// Something failed, and so did taking back what had been written.
    #[error(
        "the staged plans could not be put back after an error; `git diff --cached` shows what is staged now"
    )]
    NotRestored {
        /// What failed first.
        #[source]
        first: Box<StagingError>,
        /// What failed while putting things back.
        then: Box<StagingError>,
    },
}

impl StagingError {
    fn program(task: &'static str) -> impl FnOnce(ProgramError) -> Self {
        move |source| Self::Program { task, source }
    }
}

/// Why one plan was left alone.
#[derive(Debug, thiserror::Error)]
enum PlanError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Staging(#[from] StagingError),
}

/// Offers every plan that the commit changes to `rewrite` and carries out what it decides.
///
/// Trouble with one plan is a warning and leaves that plan as it was staged; the others go on.
///
/// Whoever takes `paths` from a file as it is in [`base`] has that file `watched`: if the commit changes it, that is all
/// that is said. So a commit that changes neither costs one program and no more.
///
/// # Errors
/// [`StagingError`] when nothing can be done for any plan. The index is then as it was.
pub fn run(
    env: &HookEnvironment,
    repository: &Repository,
    paths: &Paths,
    watched: Option<&str>,
    rewrite: &mut dyn Rewrite,
) -> Result<Report, StagingError> {
    let work_dir = repository.work_dir().ok_or(StagingError::NoWorkTree)?;
    let head = read_head(repository)?;
    let amending = env.amending(head.as_ref());
    let index_file = env.index_path(repository.git_dir(), work_dir);
    let index = Index::new(repository.git_dir(), work_dir, &index_file, paths);
    let mut report = Report {
        amending,
        ..Report::default()
    };

    let base = changes::base(head.as_ref(), amending);
    let changes = changes::between(&base, &index, watched)?;
    report.watched_differs = changes.watched;
    if changes.watched {
        return Ok(report);
    }
    let changed = changes.plans;
    if let Some(reason) = skip::reason(repository, head.as_ref().filter(|_| amending), &index_file)
    {
        report.skipped = Some(Skipped {
            reason,
            plans: changed.into_iter().map(|change| change.path).collect(),
        });
        return Ok(report);
    }
    if changed.is_empty() {
        return Ok(report);
    }

    let context = Context {
        env,
        repository,
        work_dir,
        index: &index,
        index_file: &index_file,
        amended: head.filter(|_| amending),
        changed: &changed,
    };
    let mut edits = Vec::new();
    let mut indexes = None;
    let mut in_order = Vec::new();
    for change in &changed {
        match context.plan_edit(change, rewrite, &mut indexes, &mut report) {
            Ok(Prepared::Nothing(true)) => in_order.push(change.path.clone()),
            Ok(Prepared::Nothing(false)) => {}
            Ok(Prepared::Edit(edit)) => edits.push(*edit),
            Err(error) => report.warn(&change.path, with_causes(&error)),
        }
    }
    rewrite.before_write();
    fault::point("after the receipts");
    if let Some(indexes) = indexes.filter(|_| !edits.is_empty()) {
        let written = transaction::carry_out(&context, indexes, edits, rewrite, &mut report)?;
        in_order.extend(written);
    }
    rewrite.after_write(&in_order);
    Ok(report)
}

/// The commit that the one in the making is compared with; none for a first one.
///
/// # Errors
/// HEAD cannot be read.
pub fn base(
    env: &HookEnvironment,
    repository: &Repository,
) -> Result<Option<ObjectId>, StagingError> {
    let head = read_head(repository)?;
    let amending = env.amending(head.as_ref());
    Ok(head.and_then(|head| match amending {
        true => head.parents.first().copied(),
        false => Some(head.id),
    }))
}

fn read_head(repository: &Repository) -> Result<Option<Commit>, StagingError> {
    let Some(id) = repository.head().map_err(StagingError::Base)? else {
        return Ok(None);
    };
    repository.commit(id).map(Some).map_err(StagingError::Base)
}

/// An error and what caused it, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    for cause in
        std::iter::successors(error.source(), |error| error.source()).map(ToString::to_string)
    {
        // Some errors have their cause in their own words already.
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

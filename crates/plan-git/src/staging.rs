//! The index and the work tree around a commit.
//!
//! A `pre-commit` hook may change what is about to be committed, but git leaves it to the hook to keep three places in
//! step: the index of the commit, the index that will be the real one afterwards, and the file in the work tree. This
//! module does that, so that `git status` says afterwards what it would have said without us.
//!
//! *What* a plan should become is not known here: a [`Rewrite`] is handed in. Nothing here prints, installs hooks or
//! decides whether trouble fails the commit. Objects are read through [`Repository`]; every write goes through the `git`
//! program, because only it handles split and sparse indexes and clean and smudge filters.

use std::path::Path;

use crate::fault;
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::program::ProgramError;
use crate::repository::{Commit, ReadError, Repository};
use crate::time::Time;
use crate::worktree::{FileError, Locks};

mod after;
mod changes;
mod environment;
mod file;
mod index;
mod skip;

pub use after::{Aftermath, after};
pub use environment::HookEnvironment;
pub use skip::{SkipReason, in_progress};

use changes::Change;
use file::Standing;
use index::{Entry, Index, Indexes, Swap};

/// A plan that the commit changes.
#[derive(Debug, Clone, Copy)]
pub struct Staged<'a> {
    /// Its path in the commit, from the root with `/`.
    pub path: &'a [u8],
    /// Its path before the commit, where the commit renames it.
    pub base_path: Option<&'a [u8]>,
    /// Its bytes before the commit; `None` for a new plan.
    pub base: Option<&'a [u8]>,
    /// Its bytes in the index of the commit.
    pub staged: &'a [u8],
    /// Whether the commit replaces HEAD. The base is then what was before HEAD.
    pub amending: bool,
    /// Its bytes in the commit that is replaced, where it is there.
    pub amended: Option<&'a [u8]>,
    /// What the message of the commit that is replaced says first.
    pub amended_subject: Option<&'a str>,
    /// The author date of the commit.
    pub authored: Time,
}

/// What should become of a staged plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is right as it is staged.
    Keep,
    /// The commit should have these bytes instead.
    Replace {
        /// The whole new text.
        bytes: Vec<u8>,
        /// What was done, for the person who commits.
        note: String,
    },
    /// It is left as it is staged, and the person who commits is told why.
    Warn(String),
}

/// Decides what staged plans should become.
pub trait Rewrite {
    /// Judges one plan that the commit changes.
    fn rewrite(&mut self, plan: &Staged<'_>) -> Decision;

    /// Makes the edit that led from `plan.staged` to `new` in the text of the work tree, where that differs from
    /// `plan.staged` because not everything in the file is staged.
    ///
    /// `worktree_text` is the file as git would store it. `None` if the edit has no place in it; the same text if the
    /// edit is there already. A plan that was kept is asked about too, with `new` equal to `plan.staged`: an earlier run
    /// may have been cut off before it reached the file.
    fn replant(&mut self, worktree_text: &[u8], plan: &Staged<'_>, new: &[u8]) -> Option<Vec<u8>>;

    /// Whether a plan that was committed like this says too little of it.
    fn lacks(&mut self, plan: &Staged<'_>) -> bool {
        let _ = plan;
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
            staged: &blob(change.blob)?,
            amending: amended.is_some(),
            amended: None,
            amended_subject: None,
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

    let ground = Ground {
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
    for change in &changed {
        let warning = match ground.plan_edit(change, rewrite, &mut indexes) {
            Ok(Planned::Nothing) => continue,
            Ok(Planned::Warning(text)) => text,
            Ok(Planned::Edit(edit)) => {
                edits.push(*edit);
                continue;
            }
            Err(error) => with_causes(&error),
        };
        report.warnings.push(Note {
            path: change.path.clone(),
            text: warning,
        });
    }
    if let Some(indexes) = indexes.filter(|_| !edits.is_empty()) {
        carry_out(indexes, edits, &env.locks, &mut report)?;
    }
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

/// An edit made ready, so that little is left that can fail once the first byte is written.
struct Edit {
    path: Vec<u8>,
    /// The entries before and after, the commit's first; none where only the file needs healing.
    entries: Vec<(Entry, Entry)>,
    /// The file as read, and what it should hold.
    file: Option<(crate::worktree::File, Vec<u8>)>,
    note: String,
    warning: Option<String>,
}

impl Edit {
    fn swaps(&self) -> impl Iterator<Item = Swap<'_>> {
        self.entries.iter().map(|(from, to)| Swap {
            path: &self.path,
            from,
            to,
        })
    }
}

enum Planned {
    Nothing,
    Warning(String),
    Edit(Box<Edit>),
}

/// What does not change from plan to plan.
struct Ground<'a> {
    env: &'a HookEnvironment,
    repository: &'a Repository,
    work_dir: &'a Path,
    index: &'a Index,
    index_file: &'a Path,
    amended: Option<Commit>,
    /// All that the commit changes.
    changed: &'a [Change],
}

impl Ground<'_> {
    /// Asks for the decision on one plan and prepares it. Writes objects, but neither index nor files.
    fn plan_edit(
        &self,
        change: &Change,
        rewrite: &mut dyn Rewrite,
        indexes: &mut Option<Indexes>,
    ) -> Result<Planned, PlanError> {
        let staged = self.repository.blob(change.blob)?;
        let base = change
            .base_blob
            .map(|id| self.repository.blob(id))
            .transpose()?;
        let amended = self.amended_bytes(change)?;
        let plan = Staged {
            path: &change.path,
            base_path: change.base_path.as_deref(),
            base: base.as_deref(),
            staged: &staged,
            amending: self.amended.is_some(),
            amended: amended.as_deref(),
            amended_subject: self.amended.as_ref().map(|commit| commit.subject.as_str()),
            authored: self.env.authored(),
        };
        let (new, note) = match rewrite.rewrite(&plan) {
            Decision::Warn(text) => return Ok(Planned::Warning(text)),
            Decision::Replace { bytes, note } if bytes != staged => (Some(bytes), note),
            Decision::Keep | Decision::Replace { .. } => (
                None,
                "put into the file what was staged before a commit was cut off".to_owned(),
            ),
        };

        let open = file::open(self.work_dir, &change.path)?;
        if new.is_none() && open.as_ref().is_none_or(|file| file.bytes() == staged) {
            return Ok(Planned::Nothing);
        }
        let indexes = match indexes {
            Some(indexes) => indexes,
            None => {
                let paths = self.changed.iter().map(|change| &change.path[..]);
                let entries = self.index.entries(paths)?;
                indexes.insert(Indexes::of_commit(self.index, self.index_file, entries))
            }
        };
        let Some(old) = indexes
            .of_the_commit(&change.path)
            .filter(|entry| entry.blob == change.blob)
        else {
            return Err(StagingError::Answer {
                command: "ls-files",
            }
            .into());
        };
        let entries = match &new {
            Some(bytes) => self.entries(indexes, old, &plan, bytes, rewrite)?,
            None => Some(Vec::new()),
        };
        let Some(entries) = entries else {
            return Ok(Planned::Warning(
                "no log entry was written, for what stays staged leaves no place for it; commit that, or unstage it"
                    .to_owned(),
            ));
        };
        let mut edit = Edit {
            path: change.path.clone(),
            entries,
            file: None,
            note,
            warning: None,
        };

        // A file that is not there, or that git does not look at, is not ours to make.
        if let Some(open) = open.filter(|_| !old.skip_worktree) {
            let target = match file::standing(self.index, &change.path, &open, old)? {
                Standing::AsStaged => edit.entries.first().map(|(_, entry)| entry.blob),
                Standing::Differs(clean) => {
                    let text = self.repository.blob(clean)?;
                    match rewrite.replant(&text, &plan, new.as_deref().unwrap_or(&staged)) {
                        Some(planted) if planted != text => Some(self.index.write_blob(&planted)?),
                        Some(_) => None,
                        None if new.is_some() => {
                            edit.warning = Some(
                                "the commit has the new entry, the file does not: its unstaged changes leave no place \
                                 for it; `git diff` shows the difference"
                                    .to_owned(),
                            );
                            None
                        }
                        None => None,
                    }
                }
            };
            if let Some(blob) = target {
                let smudged = self.index.smudge(&change.path, blob)?;
                edit.file = Some((open, smudged));
            }
        }
        if edit.entries.is_empty() && edit.file.is_none() {
            return Ok(Planned::Nothing);
        }
        Ok(Planned::Edit(Box::new(edit)))
    }

    /// The entries of the plan before and after, the commit's first. `None` if one has no place for what is new.
    fn entries(
        &self,
        indexes: &Indexes,
        old: &Entry,
        plan: &Staged<'_>,
        new: &[u8],
        rewrite: &mut dyn Rewrite,
    ) -> Result<Option<Vec<(Entry, Entry)>>, PlanError> {
        let with = |entry: &Entry, bytes: &[u8]| {
            let blob = self.index.write_blob(bytes)?;
            let entry = entry.clone();
            Ok::<_, StagingError>((entry.clone(), Entry { blob, ..entry }))
        };
        let mut entries = vec![with(old, new)?];
        // What stays staged may be another version than what is committed now.
        let others = indexes.of_others(plan.path);
        for other in others.filter(|other| *other != old && other.is_regular()) {
            let text = self.repository.blob(other.blob)?;
            match rewrite.replant(&text, plan, new) {
                Some(planted) if planted != text => entries.push(with(other, &planted)?),
                Some(_) => {}
                None => return Ok(None),
            }
        }
        Ok(Some(entries))
    }

    fn amended_bytes(&self, change: &Change) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(commit) = &self.amended else {
            return Ok(None);
        };
        for path in [Some(&change.path), change.base_path.as_ref()]
            .into_iter()
            .flatten()
        {
            if let Some(entry) = self.repository.entry_at(commit.tree, path)?
                && changes::is_regular(entry.mode)
            {
                return self.repository.blob(entry.id).map(Some);
            }
        }
        Ok(None)
    }
}

/// Writes the indexes, then the files, then lets git look at the files again.
fn carry_out(
    mut indexes: Indexes,
    edits: Vec<Edit>,
    locks: &Locks,
    report: &mut Report,
) -> Result<(), StagingError> {
    let swaps: Vec<Swap<'_>> = edits.iter().flat_map(Edit::swaps).collect();
    fault::point("before the index");
    indexes.replace(&swaps)?;
    fault::point("before the file");

    let paths: Vec<Vec<u8>> = edits.iter().map(|edit| edit.path.clone()).collect();
    for edit in edits {
        let written = edit.file.as_ref().map_or(Ok(()), |(file, bytes)| {
            // Held for this step only: nobody waits for an index while holding it.
            let lock = locks.acquire(file.path())?;
            file.swap(&lock, bytes)
        });
        let written = written.or_else(|error| {
            // Another commit at the same time may have written the very same.
            let same = edit.file.as_ref().is_some_and(|(file, bytes)| {
                let now = crate::worktree::File::read(file.path(), None);
                now.is_ok_and(|now| now.bytes() == bytes)
            });
            if same { Ok(()) } else { Err(error) }
        });
        match written {
            Ok(()) => {
                if let Some(text) = edit.warning {
                    report.warnings.push(Note {
                        path: edit.path.clone(),
                        text,
                    });
                }
                report.notes.push(Note {
                    path: edit.path,
                    text: edit.note,
                });
            }
            Err(error) => {
                // An entry in the commit but not in the file would look like a change that takes it out again.
                let back: Vec<Swap<'_>> = edit.swaps().map(|swap| swap.reversed()).collect();
                indexes.replace(&back)?;
                report.warnings.push(Note {
                    path: edit.path,
                    text: with_causes(&error),
                });
            }
        }
    }
    fault::point("before the refresh");
    indexes.refresh(&paths);
    fault::point("at the end");
    Ok(())
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

//! Two versions of the same files side by side: which document of the one is which of the other, with the bytes of both.
//!
//! A version is what a commit, the index or the work tree holds. What is equal in both is passed over unread; a file that
//! git takes for unchanged (by its filters and line endings, or since a sparse checkout leaves it out) is unchanged here
//! too. Renames are seen as history sees them within one commit, from outside the paths too; a copy is a new document.
//! What the bytes say, and what changed in them, is not looked at.

mod content;
mod index;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

use plan_core::template::Vocabulary;

use crate::lineage::{Renames, Ruling, origin};
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::program::ProgramError;
use crate::repository::{ReadError, Repository};
use crate::tree::{FileChange, Trees};
use crate::worktree::FileError;
use content::Contents;

/// One of the versions to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// No files at all, as before the first commit.
    Nothing,
    /// The files of a commit.
    Commit(ObjectId),
    /// What the next commit would hold. Files that are only intended to be added are not in it yet.
    Index,
    /// The files on disk, untracked ones too. Ignored ones are left out, unless they are tracked.
    WorkTree,
}

/// A file in one of the versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its path from the root with `/`.
    pub path: Vec<u8>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A document that is not the same in both versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// As it was; `None` if it is new.
    pub old: Option<Version>,
    /// As it is; `None` if it is gone.
    pub new: Option<Version>,
    /// How sure it is that both are one document, from 0 to 1, where the path is another.
    pub confidence: Option<f64>,
}

/// A file that differs, or may differ, and cannot be read in one of the versions.
#[derive(Debug)]
pub struct Unread {
    /// Its path from the root with `/`.
    pub path: Vec<u8>,
    /// The version.
    pub side: Side,
    /// Why it cannot be read.
    pub error: VersionError,
}

/// Everything that differs.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The documents that differ, by their path now, or their last one if they are gone.
    pub pairs: Vec<Pair>,
    /// What could not be compared.
    pub unread: Vec<Unread>,
    /// Directories of the work tree that cannot be looked into, from the root.
    pub skipped: Vec<(PathBuf, io::ErrorKind)>,
}

/// Why one file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VersionError {
    /// Its object cannot be read.
    #[error(transparent)]
    Object(#[from] ReadError),
    /// The file on disk cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is larger than any plan.
    #[error(
        "it has {bytes} bytes, more than any plan needs; split it or leave it out of the paths"
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// A merge left several versions of it in the index.
    #[error("it is in conflict in the index; resolve the conflict and `git add` it")]
    Unmerged,
}

/// Why two versions cannot be compared at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// A commit or a tree cannot be read.
    #[error("the files of a commit cannot be listed")]
    Read(#[from] ReadError),
    /// There is no work tree, and so no index that anybody would look at.
    #[error("this repository is bare: it has no work tree and nothing staged")]
    Bare,
    /// The git program refused.
    #[error("git refused to {task}")]
    Program {
        /// What it was asked to do.
        task: &'static str,
        /// What it said.
        source: ProgramError,
    },
    /// The git program answered in a form that is not known.
    #[error(
        "git {command} answered in an unknown form; please report this with the output of `git --version`"
    )]
    Answer {
        /// The subcommand.
        command: &'static str,
    },
}

/// Compares two versions of the documents at `paths`. `vocabulary` is what they are read with where it has to be judged
/// whether a file is another one under a new name.
///
/// # Errors
/// A commit cannot be read, there is no work tree, or git does not tell what is staged. A single file that cannot be read
/// is in [`Comparison::unread`].
pub fn compare(
    repository: &Repository,
    old: Side,
    new: Side,
    paths: &Paths,
    vocabulary: &Vocabulary,
) -> Result<Comparison, CompareError> {
    let mut contents = Contents::new(repository, vocabulary);
    let mut comparison = Comparison::default();
    let mut changes = match (old, new) {
        (Side::Nothing | Side::Commit(_), Side::Nothing | Side::Commit(_)) => {
            let (old, new) = (tree(repository, old)?, tree(repository, new)?);
            Trees::new(repository, paths).changes(old, new)?
        }
        _ => {
            let before = files(repository, old, paths, &mut contents, &mut comparison)?;
            let mut after = files(repository, new, paths, &mut contents, &mut comparison)?;
            if new == Side::WorkTree {
                settle(repository, &before, &mut after, &mut contents)?;
            }
            differing(before, after, &comparison.unread)
        }
    };
    let moved_in = moved_in(repository, old, new, paths, &changes, &mut contents)?;
    changes.extend(moved_in);
    changes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let renames = Renames::find(&changes, &Ruling::default(), &mut contents);
    for change in &changes {
        let link = renames.link(&change.path);
        // The file that lay here is told of under its new name.
        let moved_away = renames.is_source(&change.path);
        let before = match link {
            Some(link) => changes
                .iter()
                .find(|other| other.path == link.from)
                .and_then(|other| Some((other.path.clone(), other.old?))),
            None if moved_away => None,
            None => change.old.map(|id| (change.path.clone(), id)),
        };
        let after = change.new.map(|id| (change.path.clone(), id));
        // What is gone from outside the paths counts only for where it went.
        let stranger = after.is_none() && !paths.matches(&change.path);
        if stranger || (before.is_none() && after.is_none()) {
            continue;
        }
        let mut read = |version: Option<(Vec<u8>, ObjectId)>, side: Side| {
            let Some((path, id)) = version else {
                return Some(None);
            };
            match contents.bytes(id) {
                Ok(bytes) => Some(Some(Version { path, bytes })),
                Err(error) => {
                    comparison.unread.push(Unread { path, side, error });
                    None
                }
            }
        };
        let (before, after) = (read(before, old), read(after, new));
        if let (Some(old), Some(new)) = (before, after) {
            comparison.pairs.push(Pair {
                old,
                new,
                confidence: link.map(|link| link.confidence),
            });
        }
    }
    Ok(comparison)
}

/// Files by path.
type Files = BTreeMap<Vec<u8>, ObjectId>;

fn tree(repository: &Repository, side: Side) -> Result<Option<ObjectId>, ReadError> {
    match side {
        Side::Commit(commit) => repository.commit(commit).map(|commit| Some(commit.tree)),
        Side::Nothing | Side::Index | Side::WorkTree => Ok(None),
    }
}

/// The files outside of the paths that new documents were before they were moved in.
fn moved_in(
    repository: &Repository,
    old: Side,
    new: Side,
    paths: &Paths,
    changes: &[FileChange],
    contents: &mut Contents<'_>,
) -> Result<Vec<FileChange>, CompareError> {
    let renames = Renames::find(changes, &Ruling::default(), contents);
    let come: Vec<(&FileChange, ObjectId)> = changes
        .iter()
        .filter(|change| change.old.is_none() && renames.link(&change.path).is_none())
        .filter_map(|change| Some((change, change.new?)))
        .collect();
    let Side::Commit(commit) = old else {
        return Ok(Vec::new());
    };
    if come.is_empty() {
        return Ok(Vec::new());
    }
    let elsewhere = match new {
        Side::Nothing => return Ok(Vec::new()),
        Side::Commit(_) => {
            let Ok(everything) = Paths::new(["**".to_owned()]) else {
                return Ok(Vec::new());
            };
            let (old, new) = (tree(repository, old)?, tree(repository, new)?);
            Trees::new(repository, &everything).changes(old, new)?
        }
        Side::Index | Side::WorkTree => index::gone(repository, commit, new == Side::Index)?,
    };
    let mut found: Vec<FileChange> = Vec::new();
    for (change, blob) in come {
        let from = origin(&elsewhere, paths, &change.path, blob, contents);
        if let Some(from) = from
            && !found.contains(from)
        {
            found.push(from.clone());
        }
    }
    Ok(found)
}

/// Every file of a version. What cannot be read is noted, and its path is in no list.
fn files(
    repository: &Repository,
    side: Side,
    paths: &Paths,
    contents: &mut Contents<'_>,
    comparison: &mut Comparison,
) -> Result<Files, CompareError> {
    match side {
        Side::Nothing => Ok(Files::new()),
        Side::Commit(_) => {
            let all = Trees::new(repository, paths).changes(None, tree(repository, side)?)?;
            Ok(all
                .into_iter()
                .filter_map(|change| Some((change.path, change.new?)))
                .collect())
        }
        Side::Index => {
            let staged = index::staged(repository, paths)?;
            comparison
                .unread
                .extend(staged.unmerged.into_iter().map(|path| Unread {
                    path,
                    side,
                    error: VersionError::Unmerged,
                }));
            Ok(staged.files)
        }
        Side::WorkTree => on_disk(repository, paths, contents, comparison),
    }
}

fn on_disk(
    repository: &Repository,
    paths: &Paths,
    contents: &mut Contents<'_>,
    comparison: &mut Comparison,
) -> Result<Files, CompareError> {
    let root = repository.work_dir().ok_or(CompareError::Bare)?;
    let found = crate::worktree::find(root, paths);
    comparison.skipped = found.skipped;
    let tracked = index::tracked(repository, paths)?;
    let mut names: BTreeMap<Vec<u8>, PathBuf> = found
        .files
        .into_iter()
        // git keeps where a link leads and not the text that is there: in a commit it is no file either.
        .filter(|path| !root.join(path).is_symlink())
        .map(|path| (crate::worktree::slashed(&path), path))
        .collect();
    if names.keys().any(|path| !tracked.all.contains(path)) {
        for ignored in index::ignored(repository, paths)? {
            names.remove(&ignored);
        }
    }
    let mut files = Files::new();
    for (path, name) in &names {
        let id = contents
            .keep(root, name)
            .map(|id| files.insert(path.clone(), id));
        if let Err(error) = id {
            comparison.unread.push(Unread {
                path: path.clone(),
                side: Side::WorkTree,
                error,
            });
        }
    }
    // What a sparse checkout leaves out is on disk in spirit: git takes it for unchanged.
    if tracked.skipped.iter().any(|path| !names.contains_key(path)) {
        let staged = index::staged(repository, paths)?.files;
        for (path, id) in staged {
            if tracked.skipped.contains(&path) && !names.contains_key(&path) {
                files.insert(path, id);
            }
        }
    }
    Ok(files)
}

/// Gives the files on disk that differ the names that git would store them by, since a filter or a line ending may be all
/// that differs.
fn settle(
    repository: &Repository,
    before: &Files,
    after: &mut Files,
    contents: &mut Contents<'_>,
) -> Result<(), CompareError> {
    let unlike: Vec<Vec<u8>> = after
        .iter()
        .filter(|(path, id)| before.get(*path) != Some(id) && contents.is_kept(**id))
        .map(|(path, _)| path.clone())
        .collect();
    for (path, cleaned) in index::cleaned(repository, unlike)? {
        if let Some(id) = after.get_mut(&path) {
            contents.also(*id, cleaned);
            *id = cleaned;
        }
    }
    Ok(())
}

/// The files that differ, sorted by path. A file that could not be read in one version is in neither.
fn differing(before: Files, after: Files, unread: &[Unread]) -> Vec<FileChange> {
    let paths: BTreeSet<&Vec<u8>> = before.keys().chain(after.keys()).collect();
    paths
        .into_iter()
        .filter(|path| !unread.iter().any(|unread| unread.path == **path))
        .map(|path| FileChange {
            path: path.clone(),
            old: before.get(path).copied(),
            new: after.get(path).copied(),
        })
        .filter(|change| change.old != change.new)
        .collect()
}

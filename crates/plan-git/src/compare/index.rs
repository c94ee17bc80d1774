//! What git alone can tell of the index and the work tree: its own index formats, ignored files, filters.

use std::collections::BTreeSet;

use super::{CompareError, Files};
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::program::{Git, ProgramError};
use crate::repository::Repository;
use crate::tree::FileChange;

/// The tree without entries, which git knows whether it is stored or not.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// The plans that are in the index.
#[derive(Default)]
pub(super) struct Staged {
    pub(super) files: Files,
    /// Those that a merge left in several versions.
    pub(super) unmerged: BTreeSet<Vec<u8>>,
}

/// The paths that are in the index, whatever version.
pub(super) struct Tracked {
    pub(super) all: BTreeSet<Vec<u8>>,
    /// Those that need not be on disk.
    pub(super) skipped: BTreeSet<Vec<u8>>,
}

/// Reads the plans of the index, those left out that are only intended to be added.
pub(super) fn staged(repository: &Repository, paths: &Paths) -> Result<Staged, CompareError> {
    // Against the empty tree everything is a difference, and this listing alone knows what is only intended.
    let mut args = [
        "diff-index",
        "--cached",
        "--raw",
        "-z",
        "--no-renames",
        "--ita-invisible-in-index",
        EMPTY_TREE,
        "--",
    ]
    .map(String::from)
    .to_vec();
    args.extend(paths.pathspecs());
    let listing = ask(repository, &args, b"", "list the index")?;
    let mut staged = read_raw(&listing).ok_or(CompareError::Answer {
        command: "diff-index",
    })?;
    staged.files.retain(|path, _| paths.matches(path));
    staged.unmerged.retain(|path| paths.matches(path));
    Ok(staged)
}

/// Reads `:OLDMODE NEWMODE OLDID NEWID STATUS`, then a path, each ended by a NUL.
fn read_raw(listing: &[u8]) -> Option<Staged> {
    let mut staged = Staged::default();
    let mut fields = listing.split(|byte| *byte == 0);
    while let Some(head) = fields.next().filter(|head| !head.is_empty()) {
        let head = std::str::from_utf8(head.strip_prefix(b":")?).ok()?;
        let mut words = head.split(' ').skip(1);
        let (mode, _, id, status) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let path = fields.next()?.to_vec();
        if status.starts_with('U') {
            staged.unmerged.insert(path);
        } else if mode.starts_with("100") {
            staged.files.insert(path, id.parse().ok()?);
        }
    }
    for path in &staged.unmerged {
        staged.files.remove(path);
    }
    Some(staged)
}

/// The files of a commit, wherever they lie, that are not in the index, or not on disk.
pub(super) fn gone(
    repository: &Repository,
    commit: ObjectId,
    cached: bool,
) -> Result<Vec<FileChange>, CompareError> {
    let mut args = [
        "diff-index",
        "--raw",
        "-z",
        "--no-renames",
        "--diff-filter=D",
    ]
    .map(String::from)
    .to_vec();
    args.extend(cached.then(|| "--cached".to_owned()));
    args.extend([commit.to_string(), "--".to_owned()]);
    let listing = ask(repository, &args, b"", "compare with a commit")?;
    let mut gone = Vec::new();
    let mut fields = listing.split(|byte| *byte == 0);
    while let Some(head) = fields.next().filter(|head| !head.is_empty()) {
        let words = std::str::from_utf8(head).unwrap_or_default();
        let mut words = words.trim_start_matches(':').split(' ');
        let (mode, id) = (words.next(), words.nth(1));
        let id = id.and_then(|id| id.parse().ok());
        if let (Some(path), true) = (
            fields.next(),
            mode.is_some_and(|mode| mode.starts_with("100")),
        ) {
            gone.push(FileChange {
                path: path.to_vec(),
                old: id,
                new: None,
            });
        }
    }
    Ok(gone)
}

/// Lists the paths of the index.
pub(super) fn tracked(repository: &Repository, paths: &Paths) -> Result<Tracked, CompareError> {
    let mut args = ["ls-files", "--cached", "-t", "-z", "--"]
        .map(String::from)
        .to_vec();
    args.extend(paths.pathspecs());
    let listing = ask(repository, &args, b"", "list the index")?;
    let mut tracked = Tracked {
        all: BTreeSet::new(),
        skipped: BTreeSet::new(),
    };
    for record in listing.split(|byte| *byte == 0) {
        // A letter, a blank, the path.
        if let Some(path) = record.get(2..) {
            if record.starts_with(b"S") {
                tracked.skipped.insert(path.to_vec());
            }
            tracked.all.insert(path.to_vec());
        }
    }
    Ok(tracked)
}

/// Lists the files on disk that are ignored and not tracked.
pub(super) fn ignored(
    repository: &Repository,
    paths: &Paths,
) -> Result<Vec<Vec<u8>>, CompareError> {
    let mut args = [
        "ls-files",
        "--others",
        "--ignored",
        "--exclude-standard",
        "-z",
        "--",
    ]
    .map(String::from)
    .to_vec();
    args.extend(paths.pathspecs());
    let listing = ask(repository, &args, b"", "list ignored files")?;
    Ok(listing
        .split(|byte| *byte == 0)
        .filter(|path| !path.is_empty())
        .map(<[u8]>::to_vec)
        .collect())
}

/// The names by which git would store files of the work tree. Nothing is stored. Where git does not say, nothing is said:
/// then the bytes of the file count as they are.
pub(super) fn cleaned(
    repository: &Repository,
    mut paths: Vec<Vec<u8>>,
) -> Result<Vec<(Vec<u8>, ObjectId)>, CompareError> {
    // One path a line: these would be read as something else.
    paths.retain(|path| !path.contains(&b'\n') && !path.starts_with(b"\""));
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let args = ["hash-object", "--stdin-paths"].map(String::from);
    let mut input = paths.join(&b'\n');
    input.push(b'\n');
    let Ok(answer) = git(repository)?.run(&args, &input) else {
        // A filter that fails, or a file that has gone since.
        return Ok(Vec::new());
    };
    let ids = String::from_utf8_lossy(&answer);
    let ids: Vec<Option<ObjectId>> = ids.lines().map(|line| line.parse().ok()).collect();
    if ids.len() != paths.len() {
        return Ok(Vec::new());
    }
    let named = paths.into_iter().zip(ids);
    Ok(named
        .filter_map(|(path, id)| id.map(|id| (path, id)))
        .collect())
}

/// The program, told outright which repository is meant, because the variables it was started with may be relative to a
/// directory that is not this one. A setting that changes what a pathspec means would change which files are listed.
fn git(repository: &Repository) -> Result<Git, CompareError> {
    let work_dir = repository.work_dir().ok_or(CompareError::Bare)?;
    Ok([
        "GIT_LITERAL_PATHSPECS",
        "GIT_GLOB_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
    ]
    .into_iter()
    .fold(Git::new(work_dir), Git::env_remove)
    .env("GIT_DIR", repository.git_dir())
    .env("GIT_WORK_TREE", work_dir)
    // A look does not rewrite the index under someone else's feet.
    .env("GIT_OPTIONAL_LOCKS", "0"))
}

fn ask(
    repository: &Repository,
    args: &[String],
    input: &[u8],
    task: &'static str,
) -> Result<Vec<u8>, CompareError> {
    let failed = |source: ProgramError| CompareError::Program { task, source };
    git(repository)?.run(args, input).map_err(failed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_listing_is_read_with_links_and_conflicts_left_out() {
        let (zero, a) = ("0".repeat(40), "a".repeat(40));
        let listing = format!(
            ":000000 100644 {zero} {a} A\0x.md\0:000000 120000 {zero} {a} A\0link.md\0\
             :000000 000000 {zero} {zero} U\0both.md\0:000000 100644 {zero} {a} A\0both.md\0"
        );
        let staged = read_raw(listing.as_bytes()).unwrap();
        assert_eq!(staged.files.keys().collect::<Vec<_>>(), [b"x.md"]);
        assert_eq!(staged.unmerged.len(), 1);
        assert!(read_raw(b"nonsense\0x\0").is_none());
        assert!(read_raw(b"").unwrap().files.is_empty());
    }
}

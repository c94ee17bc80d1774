//! Log entries whose removal a team accepted: one empty file each, `.plan/accepted/HASH`.
//!
//! The name of a file is the hash of an entry. Files survive a rebase, a squash and a rename of
//! the plan. Two branches that accept the same entry add the same file, which merges without a
//! conflict.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use plan_core::evolution::EntryHash;

use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};
use crate::worktree::{File, FileError, Locks};

/// The directory of the files, from the root of the repository.
pub const ACCEPTED: &str = ".plan/accepted";

/// The hashes of the accepted entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    hashes: BTreeSet<EntryHash>,
}

impl Accepted {
    /// Reads the files below the root of a working tree. A link that leads out of the root is not
    /// followed.
    #[must_use]
    pub fn read(root: &Path) -> Self {
        let directory = root.join(ACCEPTED);
        if !is_inside(&directory, root) {
            return Self::default();
        }
        let files = fs::read_dir(directory).into_iter().flatten().flatten();
        let is_file = |file: &fs::DirEntry| file.file_type().is_ok_and(|kind| kind.is_file());
        let names = files.filter(is_file).map(|file| file.file_name());
        names
            .filter_map(|name| name.to_str()?.parse().ok())
            .collect()
    }

    /// Reads the files of a commit.
    ///
    /// # Errors
    /// The commit or one of its trees cannot be read.
    pub fn of_commit(repository: &Repository, commit: ObjectId) -> Result<Self, ReadError> {
        let tree = repository.commit(commit)?.tree;
        let entry = repository.entry_at(tree, ACCEPTED.as_bytes())?;
        let Some(directory) = entry.filter(|entry| entry.is_tree()) else {
            return Ok(Self::default());
        };
        let files = repository.tree(directory.id)?;
        let names = files.iter().filter(|file| file.is_file());
        Ok(names
            .filter_map(|file| std::str::from_utf8(&file.name).ok()?.parse().ok())
            .collect())
    }

    /// Returns true if the removal of the entry was accepted.
    #[must_use]
    pub fn contains(&self, entry: &EntryHash) -> bool {
        self.hashes.contains(entry)
    }

    /// Writes the files of some entries below the root of a working tree. Returns the number of
    /// files that are new.
    ///
    /// # Errors
    /// A file cannot be locked or written, or a link leads out of the root.
    pub fn add(
        &mut self,
        root: &Path,
        locks: &Locks,
        entries: impl IntoIterator<Item = EntryHash>,
    ) -> Result<usize, FileError> {
        let lock = locks.acquire(&root.join(ACCEPTED))?;
        let mut count = 0;
        for entry in entries {
            let path = root.join(ACCEPTED).join(entry.to_string());
            let parents = path.ancestors().skip(1);
            for directory in parents.take_while(|directory| *directory != root) {
                if fs::symlink_metadata(directory).is_ok() && !is_inside(directory, root) {
                    let target = fs::canonicalize(directory);
                    return Err(FileError::Outside {
                        path: directory.to_owned(),
                        target: target.unwrap_or_else(|_| directory.to_owned()),
                        root: root.to_owned(),
                    });
                }
            }
            match File::create(&path, &lock, b"") {
                Ok(()) => count += 1,
                Err(FileError::Exists { .. }) => {}
                Err(error) => return Err(error),
            }
            self.hashes.insert(entry);
        }
        Ok(count)
    }
}

impl FromIterator<EntryHash> for Accepted {
    fn from_iter<I: IntoIterator<Item = EntryHash>>(hashes: I) -> Self {
        Self {
            hashes: hashes.into_iter().collect(),
        }
    }
}

/// Returns true if a path leads to a file or directory below the root, links included.
fn is_inside(path: &Path, root: &Path) -> bool {
    let real = fs::canonicalize(path).ok().zip(fs::canonicalize(root).ok());
    real.is_some_and(|(path, root)| path.starts_with(root))
}

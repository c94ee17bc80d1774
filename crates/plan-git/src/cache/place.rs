//! The directory of a cache, and how much lies in it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::platform::is_read_only;
use crate::repository::Repository;

/// Where a cache is, and how large it may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    directory: PathBuf,
    limit: u64,
    /// Whether nothing may be written there, whoever asks.
    pub(super) closed: bool,
}

/// How much lies in a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// How many files.
    pub files: usize,
    /// How many bytes are in them.
    pub bytes: u64,
}

/// Why a cache could not be removed.
#[derive(Debug, thiserror::Error)]
#[error("cannot remove the cache at `{}`: {source}; it can be removed by hand, nothing else is lost with it", path.display())]
pub struct CacheError {
    /// Its directory.
    pub path: PathBuf,
    /// What the system says.
    pub source: std::io::Error,
}

/// The largest cache, unless something else is asked for.
const LIMIT: u64 = 64 << 20;

/// Directories below the cache: the form of its files, and what they are good for.
const DEPTH: usize = 2;

impl Place {
    /// The cache of a repository and of all its work trees: `plan/cache` in the git directory that they share. If that is
    /// read-only, nothing is written there.
    pub fn of(repository: &Repository) -> Place {
        let shared = repository.common_dir();
        Place {
            closed: is_read_only(shared),
            ..Place::at(&shared.join("plan").join("cache"))
        }
    }

    /// A cache in a directory of its own.
    pub fn at(directory: &Path) -> Place {
        Place {
            directory: directory.to_owned(),
            limit: LIMIT,
            closed: false,
        }
    }

    /// The same place with room for so many bytes. The oldest files are dropped when there are more.
    pub fn with_limit(self, bytes: u64) -> Place {
        Place {
            limit: bytes,
            ..self
        }
    }

    /// The directory. It need not be there.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The most bytes that are kept.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// How much lies there; what cannot be looked at is not counted.
    pub fn usage(&self) -> Usage {
        let files = files(&self.directory, DEPTH);
        Usage {
            files: files.len(),
            bytes: files.iter().map(|file| file.bytes).sum(),
        }
    }

    /// Removes it, whatever lies in it. The answer is how much that was.
    ///
    /// # Errors
    /// The system refuses.
    pub fn clear(&self) -> Result<Usage, CacheError> {
        let usage = self.usage();
        match fs::remove_dir_all(&self.directory) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(usage),
            Err(source) => {
                return Err(CacheError {
                    path: self.directory.clone(),
                    source,
                });
            }
        }
        if let Some(above) = self
            .directory
            .parent()
            .filter(|path| path.ends_with("plan"))
        {
            // Something else may lie there.
            let _ = fs::remove_dir(above);
        }
        Ok(usage)
    }

    /// Drops the oldest files until the rest is within the limit.
    pub(super) fn trim(&self) {
        let mut files = files(&self.directory, DEPTH);
        let mut bytes: u64 = files.iter().map(|file| file.bytes).sum();
        files.sort_by(|a, b| (a.modified, &a.path).cmp(&(b.modified, &b.path)));
        for file in files {
            if bytes <= self.limit {
                break;
            }
            if fs::remove_file(&file.path).is_ok() {
                bytes = bytes.saturating_sub(file.bytes);
            }
            if let Some(directory) = file.path.parent() {
                // It stays while it holds something.
                let _ = fs::remove_dir(directory);
            }
        }
    }
}

/// A regular file of a cache.
pub(super) struct File {
    pub path: PathBuf,
    pub bytes: u64,
    pub modified: Option<SystemTime>,
}

/// The regular files of a directory and so many levels below it. Links are not followed.
pub(super) fn files(directory: &Path, depth: usize) -> Vec<File> {
    let mut found = Vec::new();
    let mut open = vec![(directory.to_owned(), depth)];
    while let Some((directory, depth)) = open.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() && depth > 0 {
                open.push((entry.path(), depth - 1));
            } else if metadata.is_file() {
                found.push(File {
                    path: entry.path(),
                    bytes: metadata.len(),
                    modified: metadata.modified().ok(),
                });
            }
        }
    }
    found
}

/// Whether a directory can be made, or be written in: so says the one nearest to it that is there.
pub(super) fn is_writable(directory: &Path) -> bool {
    let nearest = directory.ancestors().find(|path| path.exists());
    nearest.is_some_and(|path| !is_read_only(path))
}

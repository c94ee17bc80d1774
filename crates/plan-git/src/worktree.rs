//! Files on disk: reading, writing under a lock, and the search for files that match.
//!
//! It works outside a repository as well. [`edit`] is the way to change a file: it holds the write
//! lock of the working tree from reading to writing, and never overwrites the text of a program
//! that ignores the lock. The new text is written to a temporary file in the same directory, which
//! then takes the place of the old one in one step. A crash leaves the old text or the new one.
//! The meaning of the bytes is not examined here.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use plan_git::worktree::{EditError, FileError, Locks, edit};
//!
//! # fn main() -> Result<(), EditError<std::str::Utf8Error>> {
//! let locks = Locks::new(&|name| std::env::var_os(name));
//! let root = Path::new("/repository");
//! let ticked = edit(&root.join("plans/a.md"), Some(root), &locks, |bytes| {
//!     let text = std::str::from_utf8(bytes)?;
//!     let count = text.matches("[ ]").count();
//!     Ok((text.replace("[ ]", "[x]").into_bytes(), count))
//! })?;
//! println!("{ticked} items");
//! # Ok(())
//! # }
//! ```

use std::fs::{self, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::paths::Paths;

mod edit;
mod lock;
mod replace;
pub(crate) mod temporary;

pub(crate) use edit::read_settled;
pub use edit::{EditError, edit, edit_locked};
pub(crate) use lock::pause;
pub use lock::{HOOK_WAIT, LONGEST_WAIT, LockError, Locks, WriteLock};

/// The mode that any new file gets, before the mask of the process.
const MODE: u32 = 0o666;

/// The largest file that is read, in bytes.
pub const MAX: u64 = 8 << 20;

/// A regular file as it was when it was read.
#[derive(Clone, Debug)]
pub struct File {
    path: PathBuf,
    /// Where the bytes really are: the end of a chain of links.
    target: PathBuf,
    root: Option<PathBuf>,
    bytes: Vec<u8>,
}

/// Why a file could not be read or written. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// There is nothing.
    #[error("`{}` does not exist; check the name", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It is a directory.
    #[error("`{}` is a directory; name a file in it", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
    },
    /// It is a pipe, a socket or a device.
    #[error("`{}` is not a regular file (a pipe, socket or device); name an ordinary file", path.display())]
    Special {
        /// The file.
        path: PathBuf,
    },
    /// It is a link to somewhere outside of the root.
    #[error("`{}` leads to `{}`, which is outside of `{}`; name the file itself", path.display(), target.display(), root.display())]
    Outside {
        /// The file.
        path: PathBuf,
        /// Where it leads.
        target: PathBuf,
        /// The directory it should stay in.
        root: PathBuf,
    },
    /// It is larger than [`MAX`].
    #[error("`{}` has more than {} MiB, which no plan needs; split it or leave it out of the paths", path.display(), MAX >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// Something else has written it since it was read.
    #[error("`{}` was changed by something else in the meantime, so it was not written; try again", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// There is a file of that name already.
    #[error("`{}` exists already and is never overwritten; choose another name or remove it first", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The system refused to read.
    #[error("cannot read `{}`: {source}; check its permissions", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system refused to write.
    #[error("cannot write `{}`: {source}; check the permissions of its directory and the free space", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The write lock is not held.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Other programs wrote the file at the same moment. One of their texts is in another file.
    #[error("`{}` was changed by other programs while it was written; the text of one of them is in `{}`: compare both files", path.display(), kept.display())]
    Displaced {
        /// The file.
        path: PathBuf,
        /// File with a text of another program that the file does not have.
        kept: PathBuf,
    },
}

impl File {
    /// Reads a regular file, whole. With a root, links that lead out of it are refused.
    ///
    /// # Errors
    /// Anything but a regular file of at most [`MAX`] bytes inside the root. A pipe is refused before it could block.
    pub fn read(path: &Path, root: Option<&Path>) -> Result<File, FileError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileError::Missing {
                path: path.to_owned(),
            },
            _ => FileError::Read {
                path: path.to_owned(),
                source,
            },
        };
        let target = fs::canonicalize(path).map_err(failed)?;
        if let Some(root) = root {
            let real = fs::canonicalize(root).map_err(failed)?;
            if !target.starts_with(&real) {
                return Err(FileError::Outside {
                    path: path.to_owned(),
                    target,
                    root: root.to_owned(),
                });
            }
        }
        let bytes = read_regular(path, &target)?;
        Ok(File {
            path: path.to_owned(),
            target,
            root: root.map(Path::to_owned),
            bytes,
        })
    }

    /// The path as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes that were read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Writes a new file, and the directories it needs; never over one that exists.
    ///
    /// # Errors
    /// There is something of that name, it cannot be written, or the lock protects another
    /// working tree.
    pub fn create(path: &Path, lock: &WriteLock, bytes: &[u8]) -> Result<(), FileError> {
        let write = |source| FileError::Write {
            path: path.to_owned(),
            source,
        };
        if fs::symlink_metadata(path).is_ok() {
            return Err(FileError::Exists {
                path: path.to_owned(),
            });
        }
        lock.check(path)?;
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(write)?;
        }
        temporary::sweep(path);
        let mut temporary = temporary::beside(path, MODE).map_err(write)?;
        temporary.write_all(bytes).map_err(write)?;
        temporary.as_file().sync_all().map_err(write)?;
        temporary
            .persist_noclobber(path)
            .map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => FileError::Exists {
                    path: path.to_owned(),
                },
                _ => write(error.error),
            })?;
        Ok(())
    }
}

/// Looks at the kind of file before opening it, since opening a pipe waits for a writer.
fn read_regular(path: &Path, target: &Path) -> Result<Vec<u8>, FileError> {
    let path = || path.to_owned();
    let failed = |source: io::Error| FileError::Read {
        path: path(),
        source,
    };
    let check = |metadata: &Metadata| {
        if metadata.is_dir() {
            return Err(FileError::Directory { path: path() });
        }
        if !metadata.is_file() {
            return Err(FileError::Special { path: path() });
        }
        if metadata.len() > MAX {
            Err(FileError::TooLarge { path: path() })
        } else {
            Ok(())
        }
    };
    check(&fs::metadata(target).map_err(failed)?)?;
    let file = fs::File::open(target).map_err(failed)?;
    let mut bytes = Vec::new();
    // One byte more than is allowed shows a file that grew meanwhile.
    file.take(MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX {
        return Err(FileError::TooLarge { path: path() });
    }
    Ok(bytes)
}

/// What a search gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The matching files from the root, sorted.
    pub files: Vec<PathBuf>,
    /// Directories that could not be looked into, from the root, with the reason.
    pub skipped: Vec<(PathBuf, io::ErrorKind)>,
}

/// Looks for files below `root` that match. Links to files count as files, links to directories are not followed;
/// `.git` and other repositories inside (submodules too) are passed over.
pub fn find(root: &Path, paths: &Paths) -> Found {
    let mut found = Found::default();
    let mut open = vec![PathBuf::new()];
    while let Some(dir) = open.pop() {
        let listed =
            fs::read_dir(root.join(&dir)).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = match listed {
            Ok(entries) => entries,
            Err(error) => {
                found.skipped.push((dir, error.kind()));
                continue;
            }
        };
        let nested =
            !dir.as_os_str().is_empty() && entries.iter().any(|entry| entry.file_name() == ".git");
        if nested {
            continue;
        }
        for entry in entries {
            let path = dir.join(entry.file_name());
            let key = slashed(&path);
            let kind = entry.file_type().ok();
            if kind.is_some_and(|kind| kind.is_dir()) {
                if entry.file_name() != ".git" && paths.may_contain(&key) {
                    open.push(path);
                }
            } else if paths.matches(&key)
                && !fs::metadata(entry.path()).is_ok_and(|target| target.is_dir())
            {
                found.files.push(path);
            }
        }
    }
    found.files.sort_unstable();
    found
        .skipped
        .sort_unstable_by(|one, other| one.0.cmp(&other.0));
    found
}

/// A relative path in git's spelling: its bytes, with `/` between the names.
pub fn slashed(path: &Path) -> Vec<u8> {
    let names: Vec<&[u8]> = path
        .components()
        .map(|part| part.as_os_str().as_encoded_bytes())
        .collect();
    names.join(&b'/')
}

//! Write locks: at most one process at a time writes the plans of a working tree.
//!
//! A lock is a kernel lock on a file in the git directory, so that it ends with its process. The
//! file is never deleted. Editors and git itself ignore the lock; [`super::edit`] detects their
//! changes by comparing texts.

use std::ffi::OsString;
use std::fs::{self, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::platform;

mod location;
pub(crate) mod pause;
mod pid_file;

use location::Location;
use pid_file::PidFile;

/// Longest wait for a lock, unless another one is set.
pub const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Longest wait for a lock during a commit or a merge.
pub const HOOK_WAIT: Duration = Duration::from_secs(2);

/// Shortest and longest pause between two attempts.
const PAUSE: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(20));

/// Settings of write locks: the longest wait, and the directory of locks outside repositories.
///
/// The lock of a file in a working tree is `plan/lock` in the git directory of that tree; a linked
/// working tree has its own. The git directory is found from the directory of the file, after its
/// links are resolved. Outside of a repository the lock is `plan/locks/HASH` in the state
/// directory, where `HASH` is computed from the directory of the file.
///
/// If the lock file cannot be created, an existing one is locked. Without one, as in a read-only
/// git directory, the root of the working tree itself is locked; outside of a repository, the
/// directory of the file. Windows cannot lock directories: there it is an error.
///
/// Where the file system has no kernel locks, the file `lock.pid` with the host and the process
/// number is created exclusively. It counts as abandoned after 30 seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locks {
    state: Option<PathBuf>,
    wait: Duration,
}

/// Permission to write the files of one working tree, or of one directory outside a repository.
///
/// The lock is released when the value is dropped, and when the process ends. It is not
/// reentrant: a thread that acquires the same lock twice waits for itself.
#[derive(Debug)]
pub struct WriteLock {
    location: Location,
    path: PathBuf,
    /// Held for its lifetime only.
    _held: Held,
}

#[derive(Debug)]
enum Held {
    Kernel { _file: fs::File },
    Pid { _file: PidFile },
}

/// Reasons why a write lock is not held. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another process held the lock during the whole wait.
    #[error(
        "another process has locked the plans for writing (lock `{}`), and did not finish within {waited:?}; try again when it has ended",
        lock.display()
    )]
    Busy {
        /// Locked file or directory.
        lock: PathBuf,
        /// Length of the wait.
        waited: Duration,
    },
    /// The lock file can be neither created nor opened.
    #[error("cannot lock `{}` for writing: {source}; check the permissions of that file and its directory", lock.display())]
    Unavailable {
        /// Lock file; the written file if no lock file is known for it.
        lock: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// The lock protects another working tree or directory than that of the file.
    #[error("the lock `{}` does not protect `{}`; acquire the lock for that file", lock.display(), path.display())]
    Foreign {
        /// Locked file or directory.
        lock: PathBuf,
        /// File that was to be written.
        path: PathBuf,
    },
}

impl Default for Locks {
    /// Returns settings for files in repositories: the longest wait, and no state directory.
    fn default() -> Self {
        Self {
            state: None,
            wait: LONGEST_WAIT,
        }
    }
}

impl Locks {
    /// Reads the state directory of the user from the environment through `get`.
    ///
    /// The variables are `XDG_STATE_HOME` and `HOME`; on Windows, `LOCALAPPDATA` and
    /// `USERPROFILE`.
    #[must_use]
    pub fn new(get: &dyn Fn(&str) -> Option<OsString>) -> Self {
        Self {
            state: platform::state_directory(get),
            ..Self::default()
        }
    }

    /// Sets the longest wait. With zero, one attempt is made.
    #[must_use]
    pub fn with_wait(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    /// Acquires the lock that protects a file, which need not exist. Waits while another process
    /// holds it.
    ///
    /// # Errors
    /// [`LockError::Busy`] after the longest wait; [`LockError::Unavailable`] if nothing can be
    /// locked.
    pub fn acquire(&self, path: &Path) -> Result<WriteLock, LockError> {
        self.acquire_by(path, &fs::File::try_lock)
    }

    /// Acquires the lock by this attempt at a kernel lock.
    fn acquire_by(&self, path: &Path, kernel: &Kernel<'_>) -> Result<WriteLock, LockError> {
        let unavailable = |lock: &Path| {
            let lock = lock.to_owned();
            move |source| LockError::Unavailable { lock, source }
        };
        let location = Location::of(path).map_err(unavailable(path))?;
        let file = location.lock_file(self.state.as_deref());
        let lock = match &file {
            None => location.directory(),
            Some(file) => file,
        };
        let opened = match &file {
            None => fs::File::open(lock),
            Some(file) => open(file),
        };
        let (opened, lock) = match opened {
            Ok(opened) => (opened, lock),
            Err(error) => match fs::File::open(location.directory()) {
                Ok(directory) => (directory, location.directory()),
                Err(_) => return Err(unavailable(lock)(error)),
            },
        };
        let begun = Instant::now();
        loop {
            let held = match attempt(&opened, lock, kernel).map_err(unavailable(lock))? {
                Attempt::Kernel => Held::Kernel { _file: opened },
                Attempt::Pid(file) => Held::Pid { _file: file },
                Attempt::Busy if begun.elapsed() >= self.wait => {
                    return Err(LockError::Busy {
                        lock: lock.to_owned(),
                        waited: self.wait,
                    });
                }
                Attempt::Busy => {
                    let left = self.wait.saturating_sub(begun.elapsed());
                    std::thread::sleep(pause::random(PAUSE.0, PAUSE.1).min(left));
                    continue;
                }
                Attempt::Interrupted => continue,
            };
            return Ok(WriteLock {
                path: lock.to_owned(),
                _held: held,
                location,
            });
        }
    }
}

impl WriteLock {
    /// Returns the locked file, or the locked directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that the lock protects this file.
    pub(super) fn check(&self, path: &Path) -> Result<(), LockError> {
        match Location::of(path) {
            Ok(location) if location == self.location => Ok(()),
            _ => Err(LockError::Foreign {
                lock: self.path.clone(),
                path: path.to_owned(),
            }),
        }
    }
}

type Kernel<'a> = dyn Fn(&fs::File) -> Result<(), TryLockError> + 'a;

/// Result of one attempt.
enum Attempt {
    /// The kernel has locked the file.
    Kernel,
    /// The kernel has no locks there; the file with the process number was created.
    Pid(PidFile),
    /// Another process holds the lock.
    Busy,
    /// A signal ended the attempt.
    Interrupted,
}

/// Tries once to lock an open file or directory.
fn attempt(opened: &fs::File, lock: &Path, kernel: &Kernel<'_>) -> io::Result<Attempt> {
    match kernel(opened) {
        Ok(()) => Ok(Attempt::Kernel),
        Err(TryLockError::WouldBlock) => Ok(Attempt::Busy),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {
            Ok(Attempt::Interrupted)
        }
        // Only the kernel can lock a directory: no file may be created in it.
        Err(TryLockError::Error(error)) if !opened.metadata()?.is_file() => Err(error),
        Err(TryLockError::Error(_)) => {
            let held = PidFile::try_create(&lock.with_extension("pid"), opened)?;
            Ok(held.map_or(Attempt::Busy, Attempt::Pid))
        }
    }
}

/// Opens a lock file, which is created if that is permitted.
fn open(file: &Path) -> io::Result<fs::File> {
    // Opening a pipe would wait for its other end.
    if fs::symlink_metadata(file).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::other("it is not a regular file"));
    }
    create(file).or_else(|error| fs::File::open(file).map_err(|_| error))
}

fn create(file: &Path) -> io::Result<fs::File> {
    let existing = file.ancestors().skip(1).find(|path| path.exists());
    // The superuser could write there, but the permissions say that nobody shall.
    if existing.is_some_and(platform::is_read_only) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(file)
}

#[cfg(test)]
mod tests;

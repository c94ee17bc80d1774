//! Lock by the existence of a file, for file systems without kernel locks.
//!
//! Such a lock does not end with its process. It is therefore taken over once it is 30 seconds
//! old.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::platform;

/// Age at which a lock counts as abandoned.
pub(super) const ABANDONED: Duration = Duration::from_secs(30);

/// Longest text of such a file, in bytes.
const LONGEST: u64 = 4096;

/// File that exists while a process holds the lock. It contains the host and the process number.
#[derive(Debug)]
pub(super) struct PidFile {
    path: PathBuf,
    text: String,
}

impl PidFile {
    /// Creates the file. Returns `None` if another process holds the lock.
    ///
    /// `clock` is an open file of the same file system, whose time of modification is set. So
    /// the age of a lock does not depend on the clock of this machine.
    ///
    /// # Errors
    /// The file cannot be created, or an abandoned one cannot be removed.
    pub(super) fn try_create(path: &Path, clock: &File) -> io::Result<Option<PidFile>> {
        let host = platform::host_name().unwrap_or_else(|| "unknown-host".to_owned());
        let text = format!("{host} {} {:016x}\n", std::process::id(), random());
        let opened = OpenOptions::new().write(true).create_new(true).open(path);
        match opened {
            Ok(mut file) => {
                if let Err(error) = file.write_all(text.as_bytes()) {
                    let _ = fs::remove_file(path);
                    return Err(error);
                }
                let path = path.to_owned();
                Ok(Some(PidFile { path, text }))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                remove_abandoned(path, clock)?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

impl Drop for PidFile {
    fn drop(&mut self) {
        // Another process may have taken over a lock that was held for too long.
        if read(&self.path).is_ok_and(|text| text == self.text.as_bytes()) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes a lock that is too old. A newer lock at the same path stays.
fn remove_abandoned(path: &Path, clock: &File) -> io::Result<()> {
    let looked_at = || -> io::Result<_> { Ok((read(path)?, fs::metadata(path)?.modified()?)) };
    let (text, modified) = match looked_at() {
        // The other process has released the lock.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        result => result?,
    };
    let mut clock = clock;
    clock.rewind()?;
    clock.write_all(b"\n")?;
    let now = clock.metadata()?.modified()?;
    if now.duration_since(modified).unwrap_or_default() < ABANDONED {
        return Ok(());
    }
    let name = format!("lock.abandoned-{}-{:016x}", std::process::id(), random());
    let aside = path.with_file_name(name);
    match fs::rename(path, &aside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        result => result?,
    }
    if !read(&aside).is_ok_and(|moved| moved == text) {
        // A third process took over first. Its lock is put back unless a fourth one came next.
        let _ = fs::hard_link(&aside, path);
    }
    fs::remove_file(&aside)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut text)?;
    Ok(text)
}

fn random() -> u64 {
    RandomState::new().hash_one(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::SystemTime;

    use super::*;

    #[test]
    fn lock_is_exclusive_until_it_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock.pid");
        let clock = File::create(dir.path().join("lock")).unwrap();
        let held = PidFile::try_create(&path, &clock).unwrap().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.contains(&format!(" {} ", std::process::id())),
            "{text}"
        );
        assert!(PidFile::try_create(&path, &clock).unwrap().is_none());
        drop(held);
        assert!(!path.exists());
        assert!(PidFile::try_create(&path, &clock).unwrap().is_some());
    }

    #[test]
    fn lock_of_thirty_seconds_is_taken_over_and_its_owner_leaves_the_new_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock.pid");
        let clock = File::create(dir.path().join("lock")).unwrap();
        let slow = PidFile::try_create(&path, &clock).unwrap().unwrap();
        let age = |seconds: u64| {
            let file = OpenOptions::new().write(true).open(&path).unwrap();
            let then = SystemTime::now() - Duration::from_secs(seconds);
            file.set_modified(then).unwrap();
        };
        age(20);
        assert!(PidFile::try_create(&path, &clock).unwrap().is_none());
        assert!(PidFile::try_create(&path, &clock).unwrap().is_none());
        age(31);
        // The first attempt removes the abandoned lock, the second one creates another.
        assert!(PidFile::try_create(&path, &clock).unwrap().is_none());
        let taken = PidFile::try_create(&path, &clock).unwrap().unwrap();
        drop(slow);
        assert!(path.exists());
        drop(taken);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}

//! Replacement of a text that was read, without loss of a text that another program wrote since.
//!
//! Where the system can exchange two files, the new text and the old one change places in one
//! step. The displaced text is then compared with the text that was read. If it differs, both
//! files are exchanged again. Elsewhere the texts are compared just before the rename. A program
//! that writes into the open file, instead of replacing it, can still lose text.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::fault;
use crate::platform;

use super::{File, FileError, MODE, WriteLock, read_regular, temporary};

/// Operation that exchanges two files in one step, or fails and changes nothing.
type Exchange<'a> = dyn Fn(&Path, &Path) -> io::Result<()> + 'a;

/// Number of programs that may write the file during one replacement.
const ROUNDS: usize = 64;

impl File {
    /// Replaces the bytes that were read. The permissions stay, and a link stays a link.
    ///
    /// # Errors
    /// - [`FileError::Changed`]: the file has other bytes by now. It keeps them.
    /// - [`FileError::Write`]: the file is read-only, or the system refuses.
    /// - [`FileError::Lock`]: the lock protects another working tree.
    /// - [`FileError::Displaced`]: other programs wrote the file meanwhile, and one of their texts
    ///   is now in another file.
    pub fn swap(&self, lock: &WriteLock, new: &[u8]) -> Result<(), FileError> {
        self.swap_by(lock, new, &platform::exchange)
    }

    /// Replaces the bytes that were read by this exchange operation.
    pub(super) fn swap_by(
        &self,
        lock: &WriteLock,
        new: &[u8],
        exchange: &Exchange<'_>,
    ) -> Result<(), FileError> {
        let write = |source| FileError::Write {
            path: self.path.clone(),
            source,
        };
        lock.check(&self.target)?;
        temporary::sweep(&self.target);
        let permissions = fs::metadata(&self.target)
            .map_err(|_| self.changed())?
            .permissions();
        if permissions.readonly() {
            // A rename would succeed all the same, but the permission was removed on purpose.
            return Err(write(io::ErrorKind::PermissionDenied.into()));
        }
        let mut temporary = temporary::beside(&self.target, MODE).map_err(write)?;
        temporary.write_all(new).map_err(write)?;
        temporary
            .as_file()
            .set_permissions(permissions)
            .map_err(write)?;
        temporary.as_file().sync_all().map_err(write)?;
        fault::point("beside the file");
        self.compare()?;
        // From here on the path may name the file of another program: dropping must not delete it.
        let (_file, path) = temporary.keep().map_err(|error| write(error.error))?;
        if exchange(&path, &self.target).is_ok() {
            return self.settle(&path, new, exchange);
        }
        let renamed = self
            .compare()
            .and_then(|()| fs::rename(&path, &self.target).map_err(write));
        if renamed.is_err() {
            let _ = fs::remove_file(&path);
        }
        renamed
    }

    /// Checks that the file still has the bytes that were read.
    fn compare(&self) -> Result<(), FileError> {
        match File::read(&self.path, self.root.as_deref()) {
            Ok(now) if now.target == self.target && now.bytes == self.bytes => Ok(()),
            _ => Err(self.changed()),
        }
    }

    /// Removes the displaced file if it has the bytes that were read, and puts it back otherwise.
    ///
    /// If a third text was written in between, that one stays: it is the newest. The text before
    /// it is kept in another file, since its program and the third one may not know each other.
    fn settle(
        &self,
        displaced: &Path,
        new: &[u8],
        exchange: &Exchange<'_>,
    ) -> Result<(), FileError> {
        let mut text = content(displaced);
        if text.as_deref() == Some(&self.bytes) {
            // If this fails, the next write removes the file.
            let _ = fs::remove_file(displaced);
            return Ok(());
        }
        let mut written = Some(new.to_vec());
        let mut is_ours = true;
        for _ in 0..ROUNDS {
            if exchange(displaced, &self.target).is_err() {
                break;
            }
            let back = content(displaced);
            if back == written && is_ours {
                let _ = fs::remove_file(displaced);
                return Err(self.changed());
            }
            if back == written {
                return Err(self.displaced(displaced));
            }
            (written, text) = (text, back);
            is_ours = false;
        }
        // The file was deleted meanwhile: its last text is restored unless there is another one.
        if fs::hard_link(displaced, &self.target).is_ok() {
            let _ = fs::remove_file(displaced);
            return Err(self.changed());
        }
        Err(self.displaced(displaced))
    }

    fn displaced(&self, displaced: &Path) -> FileError {
        FileError::Displaced {
            path: self.path.clone(),
            kept: keep(displaced, &self.target),
        }
    }

    fn changed(&self) -> FileError {
        FileError::Changed {
            path: self.path.clone(),
        }
    }
}

/// Reads a displaced file. `None` if it is not a regular file or cannot be read.
fn content(path: &Path) -> Option<Vec<u8>> {
    let metadata = fs::symlink_metadata(path).ok()?;
    let regular = metadata.is_file().then_some(path)?;
    read_regular(regular, regular).ok()
}

/// Renames a displaced file, so that it is not removed as a temporary one. Returns its path.
fn keep(displaced: &Path, target: &Path) -> PathBuf {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_owned();
    let mut kept = name(target);
    kept.push(".kept");
    kept.push(name(displaced));
    let kept = target.with_file_name(kept);
    match fs::rename(displaced, &kept) {
        Ok(()) => kept,
        Err(_) => displaced.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::cell::Cell;

    use super::*;
    use crate::worktree::Locks;

    /// File that was read, in a directory of its own, with its lock.
    fn place() -> (tempfile::TempDir, PathBuf, File, WriteLock) {
        let temp = tempfile::tempdir().unwrap();
        let base = temp.path().canonicalize().unwrap();
        fs::create_dir(base.join(".git")).unwrap();
        fs::write(base.join(".git/HEAD"), "").unwrap();
        let path = base.join("a.md");
        fs::write(&path, "one").unwrap();
        let file = File::read(&path, None).unwrap();
        let lock = Locks::default().acquire(&path).unwrap();
        (temp, path, file, lock)
    }

    /// Saves a file as most editors do: another file takes its place.
    fn save(path: &Path, text: &str) {
        let beside = path.with_extension("saving");
        fs::write(&beside, text).unwrap();
        fs::rename(&beside, path).unwrap();
    }

    fn names(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path.parent().unwrap()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != ".git")
            .collect();
        names.sort();
        names
    }

    fn can_exchange(path: &Path) -> bool {
        let other = path.with_extension("probe");
        fs::write(&other, "one").unwrap();
        let can = platform::exchange(&other, path).is_ok();
        fs::remove_file(other).unwrap();
        can
    }

    #[test]
    fn text_saved_between_comparison_and_exchange_is_put_back() {
        let (_temp, path, file, lock) = place();
        if !can_exchange(&path) {
            return;
        }
        let saved = Cell::new(false);
        let exchange = |one: &Path, other: &Path| {
            if !saved.replace(true) {
                save(&path, "of the editor");
            }
            platform::exchange(one, other)
        };
        let error = file.swap_by(&lock, b"two", &exchange).unwrap_err();
        assert!(matches!(error, FileError::Changed { .. }), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"of the editor");
        assert_eq!(names(&path), ["a.md"]);
    }

    #[test]
    fn last_of_two_saved_texts_stays_and_the_first_is_kept() {
        let (_temp, path, file, lock) = place();
        if !can_exchange(&path) {
            return;
        }
        let saved = Cell::new(0);
        let exchange = |one: &Path, other: &Path| {
            saved.set(saved.get() + 1);
            if saved.get() <= 2 {
                save(&path, &format!("save {}", saved.get()));
            }
            platform::exchange(one, other)
        };
        let error = file.swap_by(&lock, b"two", &exchange).unwrap_err();
        let FileError::Displaced { kept, .. } = &error else {
            unreachable!("{error}")
        };
        assert_eq!(fs::read(&path).unwrap(), b"save 2");
        assert_eq!(fs::read(kept).unwrap(), b"save 1");
        assert_eq!(names(&path).len(), 2);
    }

    #[test]
    fn displaced_text_is_restored_when_the_file_is_deleted_meanwhile() {
        let (_temp, path, file, lock) = place();
        if !can_exchange(&path) {
            return;
        }
        let first = Cell::new(true);
        let exchange = |one: &Path, other: &Path| {
            if first.replace(false) {
                save(&path, "of the editor");
            } else {
                fs::remove_file(&path).unwrap();
            }
            platform::exchange(one, other)
        };
        let error = file.swap_by(&lock, b"two", &exchange).unwrap_err();
        assert!(matches!(error, FileError::Changed { .. }), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"of the editor");
        assert_eq!(names(&path), ["a.md"]);
    }

    #[test]
    fn displaced_text_that_cannot_be_put_back_is_kept_in_another_file() {
        let (_temp, path, file, lock) = place();
        if !can_exchange(&path) {
            return;
        }
        let first = Cell::new(true);
        let exchange = |one: &Path, other: &Path| {
            if !first.replace(false) {
                return Err(io::ErrorKind::Other.into());
            }
            save(&path, "of the editor");
            platform::exchange(one, other)
        };
        let error = file.swap_by(&lock, b"two", &exchange).unwrap_err();
        let FileError::Displaced { kept, .. } = &error else {
            unreachable!("{error}")
        };
        assert_eq!(fs::read(kept).unwrap(), b"of the editor");
        assert_eq!(fs::read(&path).unwrap(), b"two");
        temporary::sweep(&path);
        assert!(kept.exists());
    }

    #[test]
    fn without_exchange_the_texts_are_compared_before_the_rename() {
        let (_temp, path, file, lock) = place();
        let unsupported = |_: &Path, _: &Path| Err(io::ErrorKind::Unsupported.into());
        file.swap_by(&lock, b"two", &unsupported).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let file = File::read(&path, None).unwrap();
        let saving = |_: &Path, _: &Path| {
            save(&path, "of the editor");
            Err(io::ErrorKind::Unsupported.into())
        };
        let error = file.swap_by(&lock, b"three", &saving).unwrap_err();
        assert!(matches!(error, FileError::Changed { .. }), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"of the editor");
        assert_eq!(names(&path), ["a.md"]);
    }

    #[test]
    fn leftovers_of_killed_processes_are_removed_by_a_write() {
        let (_temp, path, file, lock) = place();
        let left = path.with_file_name(".plan-writing-AbCdEf.tmp");
        fs::write(&left, "half a te").unwrap();
        file.swap(&lock, b"two").unwrap();
        assert_eq!(names(&path), ["a.md"]);
        fs::write(&left, "half a te").unwrap();
        File::create(&path.with_file_name("b.md"), &lock, b"new").unwrap();
        assert_eq!(names(&path), ["a.md", "b.md"]);
    }
}

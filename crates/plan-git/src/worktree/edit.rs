//! Edit of a file: read, apply and write under one lock, again if another program interferes.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{File, FileError, Locks, WriteLock, temporary};

/// Number of attempts while other programs keep replacing the file.
const ATTEMPTS: usize = 16;

/// Reasons why a file was not edited. It has the text of its last writer.
#[derive(Debug, thiserror::Error)]
pub enum EditError<E> {
    /// The file cannot be read, locked or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The change cannot be applied to the text of the file.
    #[error(transparent)]
    Change(E),
}

/// Longest wait for the text of a file that another program has just emptied.
const SETTLE: Duration = Duration::from_millis(200);

/// Reads a file that is going to be written.
///
/// Programs that save in place first empty the file and then write it. So an empty file is read
/// again for up to 200 milliseconds.
///
/// # Errors
/// As for [`File::read`].
pub(crate) fn read_settled(path: &Path, root: Option<&Path>) -> Result<File, FileError> {
    let begun = Instant::now();
    loop {
        let file = File::read(path, root)?;
        if !file.bytes().is_empty() || begun.elapsed() >= SETTLE {
            return Ok(file);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Changes a regular file under the write lock of its working tree.
///
/// `change` receives the bytes of the file, and returns the new bytes with a value for the caller.
/// If both texts are equal, nothing is written. It runs under the lock, so it should be quick and
/// must not run git commands that lock the index. It is called again if a program that ignores
/// the lock, such as an editor, replaces the file in between: then with the bytes of that program.
/// The value of the last call is returned.
///
/// With a root, links that lead out of it are refused. Temporary files of killed processes in the
/// directory of the file are removed.
///
/// # Errors
/// - [`EditError::Change`]: `change` failed.
/// - [`EditError::File`] with [`FileError::Lock`]: another process holds the lock for too long, or
///   nothing can be locked.
/// - [`EditError::File`] with another error: the file cannot be read or written, or another
///   program replaced it at each of 16 attempts.
pub fn edit<T, E>(
    path: &Path,
    root: Option<&Path>,
    locks: &Locks,
    mut change: impl FnMut(&[u8]) -> Result<(Vec<u8>, T), E>,
) -> Result<T, EditError<E>> {
    edit_locked(path, root, locks, |_, bytes| change(bytes))
}

/// Changes a file as [`edit`] does. `change` also receives the lock, for other files that it
/// protects.
///
/// # Errors
/// As for [`edit`].
pub fn edit_locked<T, E>(
    path: &Path,
    root: Option<&Path>,
    locks: &Locks,
    mut change: impl FnMut(&WriteLock, &[u8]) -> Result<(Vec<u8>, T), E>,
) -> Result<T, EditError<E>> {
    // A file that is refused needs no lock.
    File::read(path, root)?;
    let lock = locks.acquire(path).map_err(FileError::from)?;
    let mut attempt = 1;
    loop {
        let file = read_settled(path, root)?;
        let (new, value) = change(&lock, file.bytes()).map_err(EditError::Change)?;
        if new == file.bytes() {
            temporary::sweep(&file.target);
            return Ok(value);
        }
        match file.swap(&lock, &new) {
            Ok(()) => return Ok(value),
            Err(FileError::Changed { .. }) if attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::path::PathBuf;

    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir(temp.path().join(".git")).unwrap();
        fs::write(temp.path().join(".git/HEAD"), "").unwrap();
        let path = temp.path().join("a.md");
        fs::write(&path, "0").unwrap();
        (temp, path)
    }

    #[test]
    fn file_that_is_saved_in_place_is_read_when_it_has_its_text() {
        let (_temp, path) = place();
        fs::write(&path, "").unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(30));
                fs::write(&path, "41").unwrap();
            });
            assert_eq!(edit(&path, None, &Locks::default(), next).unwrap(), 42);
        });
        assert_eq!(fs::read(&path).unwrap(), b"42");
    }

    fn next(bytes: &[u8]) -> Result<(Vec<u8>, u32), std::num::ParseIntError> {
        let number: u32 = String::from_utf8_lossy(bytes).parse()?;
        Ok(((number + 1).to_string().into_bytes(), number + 1))
    }

    #[test]
    fn no_edit_of_many_threads_is_lost() {
        let (_temp, path) = place();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        edit(&path, None, &Locks::default(), next).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read(&path).unwrap(), b"100");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 2);
    }

    #[test]
    fn edit_is_applied_again_to_the_text_of_another_program() {
        let (_temp, path) = place();
        let mut calls = 0;
        let value = edit(&path, None, &Locks::default(), |bytes| {
            calls += 1;
            if calls <= 2 {
                fs::write(&path, (calls * 100).to_string()).unwrap();
            }
            next(bytes)
        });
        assert_eq!(value.unwrap(), 201);
        assert_eq!(fs::read(&path).unwrap(), b"201");
        assert_eq!(calls, 3);
    }

    #[test]
    fn failing_edit_leaves_the_text_of_the_other_program() {
        let (_temp, path) = place();
        let failed = edit(&path, None, &Locks::default(), |bytes| {
            let result = next(bytes);
            fs::write(&path, "no number").unwrap();
            result
        });
        assert!(matches!(failed, Err(EditError::Change(_))), "{failed:?}");
        assert_eq!(fs::read(&path).unwrap(), b"no number");
    }

    #[test]
    fn file_that_never_rests_is_refused_with_its_last_text() {
        let (_temp, path) = place();
        let mut calls = 0;
        let failed = edit(&path, None, &Locks::default(), |bytes| {
            calls += 1;
            fs::write(&path, (calls * 100).to_string()).unwrap();
            next(bytes)
        });
        let error = failed.unwrap_err();
        assert!(
            matches!(error, EditError::File(FileError::Changed { .. })),
            "{error}"
        );
        assert_eq!(fs::read(&path).unwrap(), b"1600");
    }

    #[test]
    fn refused_file_and_equal_text_write_nothing() {
        let (temp, path) = place();
        let missing = edit(&temp.path().join("b.md"), None, &Locks::default(), next);
        assert!(matches!(
            missing,
            Err(EditError::File(FileError::Missing { .. }))
        ));
        assert!(!temp.path().join(".git/plan").exists());
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        let left = temp.path().join(".plan-writing-AbCdEf.tmp");
        fs::write(&left, "").unwrap();
        edit(&path, None, &Locks::default(), |bytes| {
            Ok::<_, FileError>((bytes.to_vec(), ()))
        })
        .unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
        assert!(!left.exists());
    }
}

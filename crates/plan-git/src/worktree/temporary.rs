//! A file in the making, beside the one whose place it will take.
//!
//! It is named after that file and locked as long as its process lives. So whoever writes the file next sees what a killed
//! process left, and takes it away; nobody has to look through the directory.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::platform;

/// Makes an empty one in the same directory, so that the rename stays within one file system. `mode` is what any new file
/// would be given, before the mask of the process; systems without modes pass it over.
pub(crate) fn beside(path: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let dir = path
        .parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut prefix = std::ffi::OsString::from(".plan-");
    prefix.push(path.file_name().unwrap_or_default());
    let named = || {
        let mut builder = Builder::new();
        // Nothing but the name: the same each time.
        builder.prefix(&prefix).suffix(".tmp").rand_bytes(0);
        permit(&mut builder, mode);
        builder.tempfile_in(dir)
    };
    let made = match named() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let mut name = prefix.clone();
            name.push(".tmp");
            remove_abandoned(&dir.join(name)).and_then(|()| named())
        }
        made => made,
    };
    let temporary = made.or_else(|_| {
        // Somebody else writes that file now, or the name is too long.
        let mut builder = Builder::new();
        builder.prefix(".plan-").suffix(".tmp");
        permit(&mut builder, mode);
        builder.tempfile_in(dir)
    })?;
    // Where files cannot be locked, nothing is taken away either.
    let _ = temporary.as_file().try_lock();
    Ok(temporary)
}

/// Removes a file that no living process has in the making.
fn remove_abandoned(path: &Path) -> io::Result<()> {
    // Opening a pipe would wait for a writer.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::File::open(path)?.try_lock()?;
    fs::remove_file(path)
}

fn permit(builder: &mut Builder<'_, '_>, mode: u32) {
    if let Some(permissions) = platform::permissions(mode) {
        builder.permissions(permissions);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_process_left_is_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let left = dir.path().join(".plan-a.md.tmp");
        fs::write(&left, "half a pl").unwrap();
        let temporary = beside(&dir.path().join("a.md"), 0o666).unwrap();
        assert_eq!(temporary.path(), left);
        assert_eq!(fs::read(&left).unwrap(), b"");
        drop(temporary);
        assert!(names(dir.path()).is_empty());
    }

    #[test]
    fn what_somebody_is_writing_stays() {
        let dir = tempfile::tempdir().unwrap();
        let plan = dir.path().join("a.md");
        let one = beside(&plan, 0o666).unwrap();
        fs::write(one.path(), "of one").unwrap();
        let other = beside(&plan, 0o666).unwrap();
        assert_ne!(one.path(), other.path());
        drop(other);
        assert_eq!(fs::read(one.path()).unwrap(), b"of one");
        one.persist(&plan).unwrap();
        assert_eq!(names(dir.path()), ["a.md"]);
    }

    #[test]
    fn what_is_no_file_of_ours_stays() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(".plan-a.md.tmp")).unwrap();
        drop(beside(&dir.path().join("a.md"), 0o666).unwrap());
        assert_eq!(names(dir.path()), [".plan-a.md.tmp"]);
    }

    #[test]
    fn a_name_may_be_as_long_as_names_can_be() {
        let dir = tempfile::tempdir().unwrap();
        let plan = dir.path().join("n".repeat(255));
        beside(&plan, 0o666).unwrap().persist(&plan).unwrap();
        assert!(plan.is_file());
    }
}

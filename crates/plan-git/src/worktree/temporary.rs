//! A file in the making, beside the one whose place it will take.
//!
//! It has a name that nobody else has, and is locked as long as its process lives: so it is known which ones a killed process
//! left, and nobody takes away what somebody else is writing.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::platform;

const BEGIN: &str = ".plan-writing-";
const END: &str = ".tmp";

/// Makes an empty one in the same directory, so that the rename stays within one file system. `mode` is what any new file
/// would be given, before the mask of the process; systems without modes pass it over.
pub(crate) fn beside(path: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(BEGIN).suffix(END);
    permit(&mut builder, mode);
    let temporary = builder.tempfile_in(directory(path))?;
    // Where files cannot be locked, nothing is taken away either.
    let _ = temporary.as_file().try_lock();
    Ok(temporary)
}

/// Takes away what killed processes left in the directory of a file. What cannot be looked at stays.
///
/// One that was made this instant and is not locked yet may be taken for abandoned; its name is never used again, so whoever
/// writes it is told that it is gone, and nothing else is written in its place.
pub(crate) fn sweep(path: &Path) {
    let Ok(entries) = fs::read_dir(directory(path)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Opening a pipe would wait for a writer.
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && name.starts_with(BEGIN) && name.ends_with(END) {
            let _ = remove_abandoned(&entry.path());
        }
    }
}

fn remove_abandoned(path: &Path) -> io::Result<()> {
    let file = fs::File::open(path)?;
    file.try_lock()?;
    fs::remove_file(path)
}

fn directory(path: &Path) -> &Path {
    path.parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
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
    fn what_a_killed_process_left_is_taken_away_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let plan = dir.path().join("a.md");
        fs::write(dir.path().join(".plan-writing-abc123.tmp"), "half a pl").unwrap();
        fs::write(dir.path().join("mine.tmp"), "").unwrap();
        fs::create_dir(dir.path().join(".plan-writing-folder.tmp")).unwrap();
        let writing = beside(&plan, 0o666).unwrap();
        fs::write(writing.path(), "of somebody").unwrap();
        sweep(&plan);
        assert_eq!(fs::read(writing.path()).unwrap(), b"of somebody");
        writing.persist(&plan).unwrap();
        assert_eq!(
            names(dir.path()),
            [".plan-writing-folder.tmp", "a.md", "mine.tmp"]
        );
    }

    #[test]
    fn two_at_once_are_two_files() {
        let dir = tempfile::tempdir().unwrap();
        let plan = dir.path().join("a.md");
        let (one, other) = (beside(&plan, 0o666).unwrap(), beside(&plan, 0o666).unwrap());
        assert_ne!(one.path(), other.path());
    }
}

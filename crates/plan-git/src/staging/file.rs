//! The file of a plan in the work tree.

use std::path::Path;

use crate::platform;
use crate::repository::ObjectId;
use crate::worktree::{File, FileError};

use super::StagingError;
use super::index::{Entry, Index};

/// How a file compares with its staged content.
#[derive(Debug)]
pub(super) enum Standing {
    /// Everything in it is staged.
    AsStaged,
    /// It has changes that are not staged. The blob is the file as git would store it.
    Differs(ObjectId),
}

/// Opens the file of a plan. `None` where there is no regular file of that name, or only through a link.
pub(super) fn open(work_dir: &Path, path: &[u8]) -> Result<Option<File>, FileError> {
    let Some(below) = platform::os_string(path) else {
        return Ok(None);
    };
    let mut place = work_dir.to_path_buf();
    let mut is_file = false;
    for part in Path::new(&below) {
        // git takes nothing behind a link for its own, and neither do we: it may lie outside of the repository.
        place.push(part);
        match place.symlink_metadata() {
            Ok(data) if data.is_dir() || data.is_file() => is_file = data.is_file(),
            _ => return Ok(None),
        }
    }
    if is_file {
        File::read(&place, Some(work_dir)).map(Some)
    } else {
        Ok(None)
    }
}

/// Compares an open file with its entry.
pub(super) fn standing(
    index: &Index,
    path: &[u8],
    file: &File,
    entry: &Entry,
) -> Result<Standing, StagingError> {
    let clean = index.clean(path, file.bytes())?;
    // With `autocrlf`, git leaves a blob alone that already has CRLF. `hash-object` cannot know that, the index does;
    // except for a file that it was told not to look at.
    if clean == entry.blob || (!entry.assume_unchanged && index.is_clean(path)?) {
        return Ok(Standing::AsStaged);
    }
    Ok(Standing::Differs(clean))
}

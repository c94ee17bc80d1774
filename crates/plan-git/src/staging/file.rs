//! The file of a plan in the work tree.

use std::path::Path;

use crate::platform;
use crate::repository::ObjectId;
use crate::worktree::{File, FileError, read_settled};

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
        read_settled(&place, Some(work_dir)).map(Some)
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

/// The text that a plan gets.
pub(super) struct Target<'a> {
    /// The text before, as git stores it.
    pub(super) before: &'a [u8],
    /// The blob of that text.
    pub(super) before_blob: ObjectId,
    /// The text after, as git stores it.
    pub(super) after: &'a [u8],
}

/// Returns the bytes that a file needs so that git stores the target text, or `None` if there is
/// no safe way to get there.
///
/// The edit is made in the bytes of the file, so that line endings and text that a filter hides
/// from git stay. Only a file that is exactly as git checks it out is written as git would check
/// it out.
pub(super) fn edited(
    index: &Index,
    path: &[u8],
    file: &File,
    target: &Target<'_>,
    replant: &mut dyn FnMut(&[u8]) -> Option<Vec<u8>>,
) -> Result<Option<Vec<u8>>, StagingError> {
    let bytes = file.bytes();
    if bytes == target.before {
        // No filter changes the text.
        return Ok(Some(target.after.to_vec()));
    }
    let blob = index.write_blob(target.after)?;
    let with_crlf = (with_crlf(target.before) == bytes).then(|| with_crlf(target.after));
    for edited in with_crlf.into_iter().chain(replant(bytes)) {
        if index.clean(path, &edited)? == blob {
            return Ok(Some(edited));
        }
    }
    if index.smudge(path, target.before_blob)? == bytes {
        return index.smudge(path, blob).map(Some);
    }
    Ok(None)
}

/// Ends every line with CRLF.
fn with_crlf(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 32);
    let mut last = 0;
    for byte in text {
        if *byte == b'\n' && last != b'\r' {
            out.push(b'\r');
        }
        out.push(*byte);
        last = *byte;
    }
    out
}

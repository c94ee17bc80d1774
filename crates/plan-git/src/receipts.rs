//! Receipts: records of the log entries that `plan` wrote in a working tree.
//!
//! An automatic writer changes or removes an entry only with a receipt for it. Every other entry
//! is hand-written, whatever its wording. Receipts are kept in `plan/receipts` in the git
//! directory of the working tree and are removed with it. Losing them costs one extra entry in a
//! log, and never a word.
//!
//! The file has one JSON object a line, the newest last:
//!
//! ```text
//! {"v":1,"path":"plans/a.md","hash":"…32 hex digits…","base":"…commit…","commit":"…",
//!  "reason":"given","message":"…","restore":["…"],"file_pending":false}
//! ```
//!
//! `path` is the path of the plan; one that is not UTF-8 is a NUL and the hexadecimal digits of
//! its bytes. `hash` is the hash of the entry; it is empty in a record that only lists entries to
//! restore. `base` is HEAD at the time of writing, empty before the first commit. `commit` is the
//! commit that contains the entry; a receipt without it is pending. `reason` is `given` if a
//! person gave a reason in the entry, `message` if its reason is the text `message` of a commit
//! message. `restore` lists entries that an amend removed. `file_pending` is true while the file
//! lacks the entry.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use plan_core::evolution::{EntryHash, Ownership};

use crate::object::ObjectId;
use crate::worktree::{WriteLock, temporary};

mod line;
mod origin;

pub(crate) use origin::{Found, Origin};

/// Receipts that are kept at least; older ones are dropped.
const KEPT: usize = 1024;
/// Longest file of receipts that is read, in bytes.
const MAX: u64 = 16 << 20;

/// A record of one log entry that `plan` wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The path of the plan, from the root with `/`.
    pub path: Vec<u8>,
    /// The hash of the entry; `None` if the record only lists entries to restore.
    pub hash: Option<EntryHash>,
    /// HEAD at the time of writing; `None` before the first commit.
    pub base: Option<ObjectId>,
    /// The commit that contains the entry; `None` while it is pending.
    pub commit: Option<ObjectId>,
    /// True if a person gave a reason in the entry.
    pub has_given_reason: bool,
    /// The reason in the entry that came from a commit message.
    pub message: Option<String>,
    /// Entries of HEAD that an amend removed.
    pub restore: Vec<EntryHash>,
    /// True while the file lacks the entry.
    pub file_pending: bool,
}

impl Receipt {
    /// Creates the receipt of an entry that is written now.
    #[must_use]
    pub fn new(path: &[u8], ownership: &Ownership, base: Option<ObjectId>) -> Self {
        Self {
            path: path.to_vec(),
            hash: Some(ownership.hash),
            base,
            commit: None,
            has_given_reason: ownership.has_given_reason,
            message: ownership.message.clone(),
            restore: Vec::new(),
            file_pending: false,
        }
    }

    /// Returns the right to the entry.
    #[must_use]
    pub fn ownership(&self) -> Option<Ownership> {
        Some(Ownership {
            hash: self.hash?,
            has_given_reason: self.has_given_reason,
            message: self.message.clone(),
        })
    }
}

/// The receipts of one working tree, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipts(pub Vec<Receipt>);

/// The receipts could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`: {source}; check the permissions of its directory and the free space", path.display())]
pub struct ReceiptError {
    /// The file.
    pub path: PathBuf,
    /// The error of the system.
    pub source: io::Error,
}

impl Receipts {
    /// Returns the path of the file in a git directory.
    #[must_use]
    pub fn path(git_dir: &Path) -> PathBuf {
        git_dir.join("plan").join("receipts")
    }

    /// Reads the receipts of a working tree by its git directory. Lines that cannot be read are
    /// ignored, and so is a file that cannot be read: both cost an extra entry at most.
    #[must_use]
    pub fn read(git_dir: &Path) -> Self {
        let text = read_text(&Self::path(git_dir)).unwrap_or_default();
        Self(text.lines().filter_map(line::read).collect())
    }

    /// Changes the receipts of a working tree. They are read again and written as a whole.
    ///
    /// The caller holds the write lock of the working tree. It passes `None` only if another
    /// process has held the lock for longer than a commit can wait: losing a receipt to that
    /// process is better than writing an entry without one. `plans` is the number of plans of the
    /// commit, for which receipts are kept in any case.
    ///
    /// # Errors
    /// The file cannot be written. It is then as it was.
    pub fn update(
        git_dir: &Path,
        lock: Option<&WriteLock>,
        plans: usize,
        change: impl FnOnce(&mut Vec<Receipt>),
    ) -> Result<(), ReceiptError> {
        // The lock is proof that nobody else writes the file. Nothing else is done with it.
        let _ = lock;
        let path = Self::path(git_dir);
        let before = Self::read(git_dir);
        let mut now = before.clone();
        change(&mut now.0);
        let surplus = now.0.len().saturating_sub(KEPT.max(plans));
        now.0.drain(..surplus);
        if now == before {
            return Ok(());
        }
        write_text(&path, &now).map_err(|source| ReceiptError { path, source })
    }
}

/// Reads a regular file of limited length. Opening a pipe would wait for a writer.
fn read_text(path: &Path) -> io::Result<String> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_file() || metadata.len() > MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write_text(path: &Path, receipts: &Receipts) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    temporary::sweep(path);
    let mut file = temporary::beside(path, 0o666)?;
    for receipt in &receipts.0 {
        file.write_all(line::write(receipt).as_bytes())?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::worktree::Locks;

    fn receipt(path: &[u8], number: u8) -> Receipt {
        let hash: EntryHash = format!("{number:032x}").parse().unwrap();
        Receipt {
            hash: Some(hash),
            ..Receipt::new(
                path,
                &Ownership {
                    hash,
                    has_given_reason: number.is_multiple_of(2),
                    message: (number > 3).then(|| "a \"message\"\n".to_owned()),
                },
                None,
            )
        }
    }

    fn place() -> (tempfile::TempDir, WriteLock) {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir(temp.path().join(".git")).unwrap();
        fs::write(temp.path().join(".git/HEAD"), "").unwrap();
        let lock = Locks::default().acquire(&temp.path().join("a.md")).unwrap();
        (temp, lock)
    }

    #[test]
    fn receipts_are_read_as_they_were_written() {
        let (temp, lock) = place();
        let git_dir = temp.path().join(".git");
        assert_eq!(Receipts::read(&git_dir), Receipts::default());
        let mut all: Vec<Receipt> = (1..6)
            .map(|number| receipt(b"plans/a.md", number))
            .collect();
        all.push(Receipt {
            hash: None,
            restore: all.iter().filter_map(|receipt| receipt.hash).collect(),
            base: Some("1".repeat(40).parse().unwrap()),
            commit: Some("2".repeat(40).parse().unwrap()),
            file_pending: true,
            ..receipt(b"plans/\xff.md", 4)
        });
        Receipts::update(&git_dir, Some(&lock), 1, |list| list.extend(all.clone())).unwrap();
        assert_eq!(Receipts::read(&git_dir), Receipts(all));
        let files = fs::read_dir(git_dir.join("plan")).unwrap().count();
        assert_eq!(files, 2, "the lock and the receipts");
    }

    #[test]
    fn unreadable_lines_are_ignored() {
        let (temp, lock) = place();
        let git_dir = temp.path().join(".git");
        let update = |number| {
            let new = receipt(b"a.md", number);
            Receipts::update(&git_dir, Some(&lock), 1, |list| list.push(new)).unwrap();
        };
        update(1);
        let path = Receipts::path(&git_dir);
        let text = fs::read_to_string(&path).unwrap();
        let foreign = text.replace("\"v\":1", "\"v\":2");
        fs::write(&path, format!("{{\n{text}\u{0}\n{foreign}[]\n")).unwrap();
        assert_eq!(Receipts::read(&git_dir).0, [receipt(b"a.md", 1)]);
        update(2);
        assert_eq!(
            Receipts::read(&git_dir).0,
            [receipt(b"a.md", 1), receipt(b"a.md", 2)]
        );
    }

    #[test]
    fn oldest_receipts_are_dropped_but_never_those_of_the_commit() {
        let (temp, lock) = place();
        let git_dir = temp.path().join(".git");
        for (plans, expected) in [(1, KEPT), (2000, 2000)] {
            let many = vec![receipt(b"a.md", 1); 2000];
            Receipts::update(&git_dir, Some(&lock), plans, |list| *list = many).unwrap();
            assert_eq!(Receipts::read(&git_dir).0.len(), expected);
        }
    }

    #[test]
    fn directory_in_place_of_the_file_is_an_error_and_no_panic() {
        let (temp, lock) = place();
        let git_dir = temp.path().join(".git");
        fs::create_dir_all(Receipts::path(&git_dir)).unwrap();
        assert_eq!(Receipts::read(&git_dir), Receipts::default());
        let done = Receipts::update(&git_dir, Some(&lock), 1, |list| {
            list.push(receipt(b"a.md", 1))
        });
        assert!(done.is_err());
    }
}

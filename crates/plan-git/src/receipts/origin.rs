//! The commit that contains a log entry, where no post-commit hook recorded it.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use plan_core::Document;
use plan_core::evolution::{EntryHash, WrittenEntry, written};
use plan_core::template::Vocabulary;

use super::Receipt;
use crate::object::ObjectId;
use crate::platform;
use crate::program::Git;
use crate::repository::{Commit, Repository};

/// Entries of HEAD's reflog that are considered, the newest first.
const REFLOG: usize = 50;
/// Longest end of the reflog that is read, in bytes.
const TAIL: u64 = 64 << 10;
/// The message of the reflog for an amended commit.
const AMENDED: &str = "commit (amend)";
/// The messages of the reflog for commits that are copies of others.
const COPIED: [&str; 4] = ["rebase", "cherry-pick", "commit (cherry-pick)", "am"];

/// Search for the commits that contain log entries of one working tree.
pub(crate) struct Origin<'a> {
    repository: &'a Repository,
    vocabulary: &'a Vocabulary,
    head: Option<ObjectId>,
    /// Read once.
    reflog: Option<Vec<Moved>>,
    /// Entries of plans by blob.
    entries: HashMap<ObjectId, Vec<EntryHash>>,
}

/// One line of the reflog of HEAD.
#[derive(Clone, Debug)]
struct Moved {
    from: ObjectId,
    to: ObjectId,
    is_amend: bool,
    /// True if a rebase, a cherry-pick or `git am` made the commit.
    is_copied: bool,
}

/// The state of a receipt in history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// No commit contained the entry.
    Pending,
    /// This commit added the entry.
    In(ObjectId),
    /// The base commit does not exist any more: the receipt is void.
    Void,
}

impl<'a> Origin<'a> {
    pub(crate) fn new(
        repository: &'a Repository,
        vocabulary: &'a Vocabulary,
        head: Option<ObjectId>,
    ) -> Self {
        Self {
            repository,
            vocabulary,
            head,
            reflog: None,
            entries: HashMap::new(),
        }
    }

    /// Finds the commit that contains the entry of a receipt, at one of these paths: in the
    /// commits since the receipt was written, and in the newest 50 entries of the reflog. Commits
    /// in `claimed` contain an equal entry with another receipt.
    pub(crate) fn of(
        &mut self,
        receipt: &Receipt,
        entry: &WrittenEntry,
        paths: &[&[u8]],
        claimed: &[ObjectId],
    ) -> Found {
        if let Some(commit) = receipt.commit {
            return Found::In(commit);
        }
        if let Some(base) = receipt.base
            && self.repository.commit(base).is_err()
        {
            return Found::Void;
        }
        // Equal entries of the past: those that HEAD had when the receipt was written.
        let base = receipt
            .base
            .and_then(|base| self.repository.commit(base).ok());
        let before = base.map_or(0, |base| self.copies(&base, entry, paths));
        let mut seen = HashSet::new();
        let mut commits = self.since(receipt.base, paths);
        commits.extend(self.reflog().iter().map(|moved| moved.to));
        for id in commits {
            if seen.insert(id)
                && !claimed.contains(&id)
                && let Ok(commit) = self.repository.commit(id)
                && self.adds(&commit, before, entry, paths)
            {
                return Found::In(id);
            }
        }
        Found::Pending
    }

    /// Returns true if HEAD was amended last, and replaced this commit.
    pub(crate) fn was_amended(&mut self, commit: ObjectId) -> bool {
        let (head, reflog) = (self.head, self.reflog());
        let last = reflog.first().filter(|last| last.is_amend);
        last.is_some_and(|last| last.from == commit && Some(last.to) == head)
    }

    /// Returns true if the reflog has had HEAD at this commit lately, or HEAD is there.
    pub(crate) fn is_recent(&mut self, commit: ObjectId) -> bool {
        let head = self.head;
        let mut reflog = self.reflog().iter();
        head == Some(commit) || reflog.any(|moved| moved.to == commit || moved.from == commit)
    }

    /// Returns true if a rebase or a cherry-pick made `other` from `one`: both have the same text
    /// of a plan, and so have their first parents. A person who commits the same text made no
    /// copy.
    pub(crate) fn is_copy(&mut self, one: ObjectId, other: ObjectId, path: &[u8]) -> bool {
        let mut reflog = self.reflog().iter();
        if !reflog.any(|moved| moved.to == other && moved.is_copied) {
            return false;
        }
        let versions = |id: ObjectId| {
            let commit = self.repository.commit(id).ok()?;
            let parent = commit.parents.first();
            let parent = parent.and_then(|id| self.repository.commit(*id).ok());
            let before = parent.and_then(|parent| self.blob(&parent, path));
            Some((self.blob(&commit, path)?, before))
        };
        let versions = versions(one).zip(versions(other));
        versions.is_some_and(|(one, other)| one == other)
    }

    /// Returns true if the commit contains one copy more than `before`, and none of its parents as
    /// many.
    fn adds(
        &mut self,
        commit: &Commit,
        before: usize,
        entry: &WrittenEntry,
        paths: &[&[u8]],
    ) -> bool {
        let copies = self.copies(commit, entry, paths);
        if copies <= before {
            return false;
        }
        let parents = commit.parents.iter();
        let parents: Vec<Commit> = parents
            .filter_map(|id| self.repository.commit(*id).ok())
            .collect();
        parents
            .iter()
            .all(|parent| self.copies(parent, entry, paths) < copies)
    }

    /// The copies of an entry in a commit, at the path with the most.
    fn copies(&mut self, commit: &Commit, entry: &WrittenEntry, paths: &[&[u8]]) -> usize {
        let mut most = 0;
        for path in paths {
            if let Some(blob) = self.blob(commit, path) {
                let hashes = self.entries_of(blob, &entry.title);
                most = most.max(hashes.iter().filter(|hash| **hash == entry.hash).count());
            }
        }
        most
    }

    fn blob(&self, commit: &Commit, path: &[u8]) -> Option<ObjectId> {
        let entry = self.repository.entry_at(commit.tree, path).ok()??;
        entry.is_file().then_some(entry.id)
    }

    /// The hashes of the entries in a blob. Most blobs lack the title, and need no parsing.
    fn entries_of(&mut self, blob: ObjectId, title: &str) -> Vec<EntryHash> {
        if let Some(known) = self.entries.get(&blob) {
            return known.clone();
        }
        let Ok(bytes) = self.repository.blob(blob) else {
            return Vec::new();
        };
        let (title, text) = (title.as_bytes(), bytes.as_slice());
        if !title.is_empty() && !text.windows(title.len()).any(|part| part == title) {
            return Vec::new();
        }
        let document = Document::from_bytes_with(bytes, self.vocabulary);
        let entries = document.map_or_else(|_| Vec::new(), |document| written(&document));
        let hashes: Vec<EntryHash> = entries.iter().map(|entry| entry.hash).collect();
        self.entries.insert(blob, hashes.clone());
        hashes
    }

    /// The commits after `base` that touch the paths, the newest first.
    fn since(&self, base: Option<ObjectId>, paths: &[&[u8]]) -> Vec<ObjectId> {
        let (Some(head), Some(dir)) = (self.head, self.repository.work_dir()) else {
            return Vec::new();
        };
        if base == Some(head) {
            return Vec::new();
        }
        let mut args: Vec<OsString> = vec!["rev-list".into(), head.to_string().into()];
        args.extend(base.map(|base| format!("^{base}").into()));
        args.push("--".into());
        for path in paths {
            let Some(name) = platform::os_string(path) else {
                continue;
            };
            let mut spec = OsString::from(":(top,literal)");
            spec.push(name);
            args.push(spec);
        }
        let git = Git::new(dir)
            .env_remove("GIT_LITERAL_PATHSPECS")
            .env_remove("GIT_NOGLOB_PATHSPECS");
        let listed = git.run(&args, b"").unwrap_or_default();
        let listed = String::from_utf8_lossy(&listed);
        listed.lines().filter_map(|id| id.parse().ok()).collect()
    }

    /// The newest entries of the reflog, the newest first.
    fn reflog(&mut self) -> &[Moved] {
        let repository = self.repository;
        self.reflog
            .get_or_insert_with(|| read_reflog(&repository.git_dir().join("logs").join("HEAD")))
    }
}

fn read_reflog(path: &Path) -> Vec<Moved> {
    let tail = || {
        let metadata = fs::symlink_metadata(path).ok()?;
        if !metadata.is_file() {
            return None;
        }
        let mut file = fs::File::open(path).ok()?;
        file.seek(SeekFrom::Start(metadata.len().saturating_sub(TAIL)))
            .ok()?;
        let mut bytes = Vec::new();
        file.take(TAIL).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    let bytes = tail().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let moved = |line: &str| {
        let (head, message) = line.split_once('\t').unwrap_or((line, ""));
        let mut ids = head.split(' ');
        Some(Moved {
            from: ids.next()?.parse().ok()?,
            to: ids.next()?.parse().ok()?,
            is_amend: message.starts_with(AMENDED),
            is_copied: COPIED.iter().any(|verb| message.starts_with(verb)),
        })
    };
    text.lines().rev().filter_map(moved).take(REFLOG).collect()
}

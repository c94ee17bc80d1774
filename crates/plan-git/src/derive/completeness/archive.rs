//! Entries that a commit moved to another Markdown file.

use std::collections::HashMap;
use std::path::Path;

use plan_core::Document;
use plan_core::evolution::{EntryHash, WrittenEntry, entry_hashes};

use crate::history::Record;
use crate::object::{Commit, ObjectId};
use crate::paths::Paths;
use crate::program::run;
use crate::repository::Repository;
use crate::tree::{FileChange, Trees};
use crate::worktree::File;

/// All Markdown files.
const PATTERN: &str = "**/*.md";

/// Finds entries in the Markdown files of commits.
pub(super) struct Archive<'r> {
    repository: &'r Repository,
    /// The tree of the tip.
    tip: Option<ObjectId>,
    paths: Option<Paths>,
    /// The configured paths: a generated entry of a plan there is its own, and not a moved one.
    plans: Option<Paths>,
    /// Number of copies of removed entries in other files, by commit.
    used: HashMap<(ObjectId, EntryHash), usize>,
    /// By commit the entries that it added to Markdown files.
    added: HashMap<ObjectId, Vec<AddedEntry>>,
    by_blob: HashMap<ObjectId, Vec<EntryHash>>,
}

/// An entry that a commit added to a Markdown file.
struct AddedEntry {
    path: Vec<u8>,
    hash: EntryHash,
    /// True if the file is a plan at the configured paths.
    is_in_plan: bool,
}

impl<'r> Archive<'r> {
    pub fn new(repository: &'r Repository, tip: ObjectId, plans: Option<&Paths>) -> Self {
        Self {
            repository,
            tip: repository.commit(tip).ok().map(|commit| commit.tree),
            paths: Paths::new([PATTERN.to_owned()]).ok(),
            plans: plans.cloned(),
            used: HashMap::new(),
            added: HashMap::new(),
            by_blob: HashMap::new(),
        }
    }

    /// Returns true if the commit of the revision added the entry to another file that has it at
    /// the tip.
    pub fn has_moved(&mut self, record: &Record, entry: &WrittenEntry) -> bool {
        let is_generated = entry.own.is_some();
        let entry = entry.hash;
        let commit = &record.commit;
        if !self.added.contains_key(&commit.id) {
            let added = self.added_in(commit);
            self.added.insert(commit.id, added);
        }
        let added = self.added.get(&commit.id).into_iter().flatten();
        let files: Vec<Vec<u8>> = added
            .filter(|added| added.hash == entry && added.path != record.path)
            .filter(|added| !(is_generated && added.is_in_plan))
            .map(|added| added.path.clone())
            .collect();
        let mut copies = 0;
        for path in &files {
            copies += usize::from(self.is_at_tip(path, entry));
        }
        // Each copy replaces one removed entry.
        let used = self.used.entry((commit.id, entry)).or_default();
        let is_moved = *used < copies;
        *used += usize::from(is_moved);
        is_moved
    }

    /// Returns true if an uncommitted Markdown file other than `plan` has the entry.
    /// O(uncommitted files).
    pub fn is_uncommitted(&self, plan: &[u8], entry: EntryHash) -> bool {
        let Some(root) = self.repository.work_dir() else {
            return false;
        };
        let changed = ["diff", "--name-only", "-z", "HEAD", "--", ":(top)*.md"];
        let new = [
            "ls-files",
            "-z",
            "--others",
            "--exclude-standard",
            "--full-name",
            "--",
            ":(top)*.md",
        ];
        let listed = [run(root, &changed, b""), run(root, &new, b"")];
        let listed = listed.into_iter().flatten().flatten();
        let listed: Vec<u8> = listed.collect();
        let mut names = listed.split(|byte| *byte == 0).filter(|name| *name != plan);
        names.any(|name| {
            let Ok(name) = std::str::from_utf8(name) else {
                return false;
            };
            let file = File::read(&root.join(Path::new(name)), Some(root)).ok();
            let document = file.and_then(|file| Document::from_bytes(file.bytes().to_vec()).ok());
            document.is_some_and(|document| entry_hashes(&document).contains(&entry))
        })
    }

    fn added_in(&mut self, commit: &Commit) -> Vec<AddedEntry> {
        let parent = commit.parents.first();
        let parent = parent.and_then(|parent| self.repository.commit(*parent).ok());
        let changes = self.changes(parent.map(|parent| parent.tree), commit.tree);
        let mut added = Vec::new();
        for change in changes {
            let before = change.old.map_or_else(Vec::new, |blob| self.hashes(blob));
            let Some(blob) = change.new else { continue };
            let is_in_plan = self.is_plan(&change.path, blob);
            let now = self.hashes(blob).into_iter();
            let new = now.filter(|hash| !before.contains(hash));
            added.extend(new.map(|hash| AddedEntry {
                path: change.path.clone(),
                hash,
                is_in_plan,
            }));
        }
        added
    }

    /// Returns true for a plan at the configured paths. An archive has neither phases nor a
    /// status.
    fn is_plan(&self, path: &[u8], blob: ObjectId) -> bool {
        if !self.plans.as_ref().is_some_and(|plans| plans.matches(path)) {
            return false;
        }
        let bytes = self.repository.blob(blob).ok();
        let document = bytes.and_then(|bytes| Document::from_bytes(bytes).ok());
        document.is_some_and(|document| {
            let plan = document.plan();
            plan.status().is_some() || !plan.phases().is_empty()
        })
    }

    /// Returns true if the file has the entry at the tip. A renamed file is found by its entries.
    fn is_at_tip(&mut self, path: &[u8], entry: EntryHash) -> bool {
        let Some(tree) = self.tip else { return false };
        let file = self.repository.entry_at(tree, path).ok().flatten();
        if let Some(file) = file.filter(|file| file.is_file()) {
            return self.hashes(file.id).contains(&entry);
        }
        let all = self.changes(None, tree);
        all.iter()
            .filter_map(|file| file.new)
            .any(|blob| self.hashes(blob).contains(&entry))
    }

    fn changes(&self, old: Option<ObjectId>, new: ObjectId) -> Vec<FileChange> {
        let Some(paths) = &self.paths else {
            return Vec::new();
        };
        let changes = Trees::new(self.repository, paths).changes(old, Some(new));
        changes.unwrap_or_default()
    }

    fn hashes(&mut self, blob: ObjectId) -> Vec<EntryHash> {
        if let Some(known) = self.by_blob.get(&blob) {
            return known.clone();
        }
        let bytes = self.repository.blob(blob).ok();
        let document = bytes.and_then(|bytes| Document::from_bytes(bytes).ok());
        let hashes = document.map_or_else(Vec::new, |document| entry_hashes(&document));
        self.by_blob.insert(blob, hashes.clone());
        hashes
    }
}

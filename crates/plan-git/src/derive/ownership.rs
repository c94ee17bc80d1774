//! The receipts of a working tree during one hook, or one command that writes log entries.

use std::collections::HashMap;
use std::time::Duration;

use plan_core::evolution::{EntryHash, Ownership, WrittenEntry};
use plan_core::template::Vocabulary;

use crate::object::ObjectId;
use crate::platform;
use crate::receipts::{Found, Origin, Receipt, ReceiptError, Receipts};
use crate::repository::Repository;
use crate::staging::Staged;
use crate::worktree::{LockError, Locks, WriteLock};

/// The receipts of a working tree, with the changes that a hook makes to them.
///
/// They are read when the first plan needs them. Changes are written before anything else is
/// written, and again when the files have their entries.
pub struct HookReceipts<'a> {
    repository: &'a Repository,
    locks: &'a Locks,
    head: Option<ObjectId>,
    origin: Origin<'a>,
    /// Read once.
    receipts: Option<Receipts>,
    changes: Vec<Change>,
    /// A path of the working tree, by which its lock is found.
    path: Option<Vec<u8>>,
    plans: usize,
    /// The receipts of each plan before this run recorded its entry.
    before: HashMap<Vec<u8>, Vec<Receipt>>,
    /// Entries that the commit replaced in an amend, by plan. A killed hook left them in the file.
    replaced: HashMap<Vec<u8>, Vec<EntryHash>>,
    /// True if the commit is made from an index that is not the one of the working tree.
    is_private: bool,
    /// True if the lock was busy for the whole wait.
    is_busy: bool,
}

impl std::fmt::Debug for HookReceipts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HookReceipts")
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

/// The plan that receipts are asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlanName<'a> {
    /// The path, from the root with `/`.
    pub path: &'a [u8],
    /// The path before the commit, if it was renamed.
    pub base_path: Option<&'a [u8]>,
    /// True if the commit replaces HEAD.
    pub is_amend: bool,
}

impl<'a> From<&Staged<'a>> for PlanName<'a> {
    fn from(plan: &Staged<'a>) -> Self {
        Self {
            path: plan.path,
            base_path: plan.base_path,
            is_amend: plan.amending,
        }
    }
}

/// One change of the receipts.
#[derive(Clone, Debug)]
enum Change {
    /// An entry is written. Replaces a pending receipt of the same entry.
    Add(Receipt),
    /// A commit contains the entry.
    Commit {
        path: Vec<u8>,
        hash: EntryHash,
        commit: ObjectId,
    },
    /// A person wrote the same entry again, or the receipt is void.
    Drop {
        path: Vec<u8>,
        hash: EntryHash,
        commit: Option<ObjectId>,
    },
    /// The file has the entries of the commit.
    FileDone { path: Vec<u8> },
    /// The commit that removed entries was made.
    Restored { path: Vec<u8> },
}

impl Change {
    fn apply(&self, list: &mut Vec<Receipt>) {
        let is = |receipt: &Receipt, path: &[u8], hash: EntryHash| {
            receipt.path == path && receipt.hash == Some(hash)
        };
        match self {
            Self::Add(new) => {
                let same = |old: &Receipt| {
                    old.path == new.path && old.hash == new.hash && old.commit == new.commit
                };
                if let Some(at) = list.iter().rposition(same) {
                    list.remove(at);
                }
                list.push(new.clone());
            }
            Self::Commit { path, hash, commit } => {
                // A pending receipt first: the others have a commit already.
                let mut receipts = list.iter().rev();
                let pending = receipts.position(|it| is(it, path, *hash) && it.commit.is_none());
                let last = list.iter().rev().position(|it| is(it, path, *hash));
                let receipt = pending.or(last).map(|at| list.len() - 1 - at);
                if let Some(receipt) = receipt.and_then(|at| list.get_mut(at)) {
                    receipt.commit = Some(*commit);
                }
            }
            Self::Drop { path, hash, commit } => {
                let mut receipts = list.iter();
                let at = receipts.position(|it| is(it, path, *hash) && it.commit == *commit);
                if let Some(at) = at {
                    list.remove(at);
                }
            }
            Self::FileDone { path } => {
                for receipt in list.iter_mut().filter(|receipt| receipt.path == *path) {
                    receipt.file_pending = false;
                }
            }
            Self::Restored { path } => {
                for receipt in list.iter_mut().filter(|receipt| receipt.path == *path) {
                    receipt.restore.clear();
                }
                list.retain(|receipt| receipt.hash.is_some() || !receipt.restore.is_empty());
            }
        }
    }
}

impl<'a> HookReceipts<'a> {
    /// Prepares the receipts of a working tree at this HEAD. Nothing is read yet.
    #[must_use]
    pub fn new(
        repository: &'a Repository,
        vocabulary: &'a Vocabulary,
        locks: &'a Locks,
        head: Option<ObjectId>,
    ) -> Self {
        Self {
            repository,
            locks,
            head,
            origin: Origin::new(repository, vocabulary, head),
            receipts: None,
            changes: Vec::new(),
            path: None,
            plans: 0,
            before: HashMap::new(),
            replaced: HashMap::new(),
            is_private: false,
            is_busy: false,
        }
    }

    fn all(&mut self) -> &[Receipt] {
        let git_dir = self.repository.git_dir();
        let receipts = self.receipts.get_or_insert_with(|| Receipts::read(git_dir));
        &receipts.0
    }

    /// Declares that the commit is made from a private index. The index of the working tree lacks
    /// the entries afterwards, so they stay marked as such.
    #[must_use]
    pub fn with_private_index(mut self, is_private: bool) -> Self {
        self.is_private = is_private;
        self
    }

    /// Forgets the changes that were not written, and what was read.
    pub(super) fn reset(&mut self) {
        self.receipts = None;
        self.changes.clear();
    }

    /// Makes a change, here now and in the file later.
    fn push(&mut self, change: Change) {
        self.all();
        if let Some(receipts) = &mut self.receipts {
            change.apply(&mut receipts.0);
        }
        self.changes.push(change);
    }

    /// The receipts of a plan, under its new and its old name.
    fn of(&mut self, plan: &PlanName<'_>) -> Vec<Receipt> {
        let is_of = |receipt: &&Receipt| {
            receipt.path == plan.path || plan.base_path == Some(&receipt.path[..])
        };
        self.all().iter().filter(is_of).cloned().collect()
    }

    /// Returns true if a receipt of the plan is pending as far as it says.
    pub(super) fn has_pending(&mut self, plan: &PlanName<'_>) -> bool {
        let is_pending = |receipt: &Receipt| receipt.hash.is_some() && receipt.commit.is_none();
        self.of(plan).iter().any(is_pending)
    }

    /// Returns the entries of HEAD that a plain commit has to restore if they are missing.
    pub(super) fn restorable(&mut self, plan: &PlanName<'_>) -> Vec<EntryHash> {
        let head = self.head;
        let mut hashes = Vec::new();
        for receipt in self.of(plan) {
            if receipt.file_pending {
                hashes.extend(receipt.hash);
            }
            // The amend that removed them was not made.
            if receipt.commit.is_none() || receipt.base == head {
                hashes.extend(receipt.restore);
            }
        }
        hashes
    }

    /// Notes that an entry was restored: the file may lack it.
    pub(super) fn keep(&mut self, path: &[u8], hash: EntryHash) {
        let receipts = self.all().iter().rev();
        let mut found = receipts.filter(|it| it.path == path && it.hash == Some(hash));
        if let Some(mut receipt) = found.next().cloned() {
            receipt.file_pending = true;
            self.push(Change::Add(receipt));
        }
    }

    /// Returns the rights to new entries of a plan: pending ones and, in an amend, those that HEAD
    /// added.
    pub(super) fn owned(&mut self, plan: &PlanName<'_>, new: &[WrittenEntry]) -> Vec<Ownership> {
        let mut rights = self.pending(plan, new);
        let receipts = self.of(plan);
        self.before.insert(plan.path.to_vec(), receipts);
        let mut ended = self.receipts_of(plan, new);
        ended.retain(|(receipt, _)| receipt.commit.is_some());
        for (receipt, entry) in ended {
            let of_entry = |right: &&Ownership| right.hash == entry.hash;
            let copies = new.iter().filter(|other| other.hash == entry.hash).count();
            let (Some(commit), Some(right)) = (receipt.commit, receipt.ownership()) else {
                continue;
            };
            if rights.iter().filter(of_entry).count() >= copies {
                continue;
            }
            let (path, hash) = (receipt.path.clone(), entry.hash);
            if !plan.is_amend {
                // A commit had the entry before, and it is new again: a person wrote it.
                let commit = Some(commit);
                self.push(Change::Drop { path, hash, commit });
            } else if let Some(head) = self.same_head(commit, plan) {
                if commit != head {
                    let commit = head;
                    self.push(Change::Commit { path, hash, commit });
                }
                rights.push(right);
            }
        }
        rights
    }

    /// Returns the rights to the pending ones among entries of another version. Entries that this
    /// run writes are not among them: an equal entry in another version is a person's.
    pub(super) fn pending(
        &mut self,
        plan: &PlanName<'_>,
        entries: &[WrittenEntry],
    ) -> Vec<Ownership> {
        let mut rights = Vec::new();
        let all = self.receipts_of(plan, entries);
        for (receipt, entry) in &all {
            if receipt.commit.is_some() {
                continue;
            }
            let others = all.iter().filter(|(other, _)| other.hash == receipt.hash);
            let claimed: Vec<ObjectId> = others.filter_map(|(other, _)| other.commit).collect();
            let paths = [Some(plan.path), plan.base_path];
            let paths: Vec<&[u8]> = paths.into_iter().flatten().collect();
            let (path, hash) = (receipt.path.clone(), entry.hash);
            match self.origin.of(receipt, entry, &paths, &claimed) {
                Found::Pending => rights.extend(receipt.ownership()),
                // No hook recorded it.
                Found::In(commit) => self.push(Change::Commit { path, hash, commit }),
                Found::Void => self.push(Change::Drop {
                    path,
                    hash,
                    commit: None,
                }),
            }
        }
        rights
    }

    /// The receipts of a plan for some of its entries, each with the entry.
    fn receipts_of<'e>(
        &mut self,
        plan: &PlanName<'_>,
        entries: &'e [WrittenEntry],
    ) -> Vec<(Receipt, &'e WrittenEntry)> {
        let with_entry = |receipt: Receipt| {
            let entry = entries
                .iter()
                .find(|entry| Some(entry.hash) == receipt.hash)?;
            Some((receipt, entry))
        };
        let before = self.before.get(plan.path).cloned();
        let receipts = before.unwrap_or_else(|| self.of(plan));
        receipts.into_iter().filter_map(with_entry).collect()
    }

    /// Returns HEAD if it is a commit or a copy of it.
    fn same_head(&mut self, commit: ObjectId, plan: &PlanName<'_>) -> Option<ObjectId> {
        let head = self.head?;
        self.is_same(commit, head, plan).then_some(head)
    }

    /// Returns true if a commit is HEAD, or if HEAD is a copy of it made by a rebase or a
    /// cherry-pick.
    fn is_same(&mut self, commit: ObjectId, head: ObjectId, plan: &PlanName<'_>) -> bool {
        commit == head || self.origin.is_copy(commit, head, plan.path)
    }

    /// Records the entry of a commit, and the entries of HEAD that an amend removes.
    pub(super) fn record(
        &mut self,
        plan: &PlanName<'_>,
        entry: Option<&Ownership>,
        restore: Vec<EntryHash>,
    ) {
        let path = plan.path;
        self.path.get_or_insert_with(|| path.to_vec());
        self.plans += 1;
        let Some(entry) = entry else {
            if !restore.is_empty() {
                self.push(Change::Add(Receipt {
                    path: path.to_vec(),
                    hash: None,
                    base: self.head,
                    commit: None,
                    has_given_reason: false,
                    message: None,
                    restore,
                    file_pending: false,
                }));
            }
            return;
        };
        let head = self.head;
        let known = self.all().iter().rev();
        let mut known: Vec<&Receipt> = known
            .filter(|it| it.path == path && it.hash == Some(entry.hash))
            .collect();
        // A pending one comes first: the others have their commit.
        known.sort_by_key(|receipt| receipt.commit.is_some());
        let receipt = match known.first() {
            // The commit that is amended has it. It stays the entry of that commit until the
            // amended one is made.
            Some(known) if plan.is_amend && known.commit.is_some() && known.commit == head => {
                (*known).clone()
            }
            Some(known) if known.commit.is_none() => (*known).clone(),
            _ => Receipt::new(path, entry, self.head),
        };
        let mut restore = restore;
        if receipt.base == self.head {
            // Of an amend that was aborted before.
            let earlier = receipt.restore.iter().copied();
            let earlier: Vec<EntryHash> = earlier.filter(|hash| !restore.contains(hash)).collect();
            restore.extend(earlier);
        }
        self.push(Change::Add(Receipt {
            has_given_reason: entry.has_given_reason,
            message: entry.message.clone(),
            base: self.head,
            restore,
            file_pending: true,
            ..receipt
        }));
    }

    /// Records an entry that a command writes into the file.
    pub(super) fn record_in_file(&mut self, path: &[u8], entry: &Ownership) {
        self.path.get_or_insert_with(|| path.to_vec());
        self.push(Change::Add(Receipt::new(path, entry, self.head)));
    }

    /// Returns the entries of a plan that its file lacks.
    pub(super) fn awaited_by_file(&mut self, path: &[u8]) -> Vec<EntryHash> {
        let receipts = self.all().iter();
        let awaited = receipts.filter(|receipt| receipt.path == path && receipt.file_pending);
        awaited.filter_map(|receipt| receipt.hash).collect()
    }

    /// Returns the entries of a file that the commit replaced in an amend.
    pub(super) fn replaced_in_file(&self, path: &[u8]) -> Vec<EntryHash> {
        self.replaced.get(path).cloned().unwrap_or_default()
    }

    /// Records that a commit was made. Returns true if the file lacks an entry of it.
    pub(super) fn committed(
        &mut self,
        plan: &PlanName<'_>,
        entries: &[WrittenEntry],
        commit: ObjectId,
    ) -> bool {
        self.path.get_or_insert_with(|| plan.path.to_vec());
        let path = plan.path.to_vec();
        let mut is_awaited = false;
        let mut has_restore = false;
        for receipt in self.of(plan) {
            has_restore |= !receipt.restore.is_empty();
            let Some(hash) = receipt.hash else { continue };
            if !entries.iter().any(|entry| entry.hash == hash) {
                continue;
            }
            let is_new = match receipt.commit {
                None => true,
                Some(old) => old != commit && self.origin.was_amended(old),
            };
            if is_new {
                let path = receipt.path.clone();
                self.push(Change::Commit { path, hash, commit });
            }
            if receipt.file_pending {
                is_awaited = true;
                let replaced = self.replaced.entry(plan.path.to_vec()).or_default();
                replaced.extend(&receipt.restore);
            }
        }
        if has_restore {
            self.push(Change::Restored { path });
        }
        is_awaited
    }

    /// Writes the changes. If that is impossible, the entries are hand-written from then on.
    pub(super) fn write(&mut self) {
        if self.changes.is_empty() {
            return;
        }
        // If this fails, the entries are hand-written from then on.
        let lock = self.lock();
        let _ = self.write_under(lock.as_ref());
    }

    /// Acquires the lock of the working tree. If another process held it for the whole wait, it is
    /// not waited for again.
    fn lock(&mut self) -> Option<WriteLock> {
        let path = platform::os_string(self.path.as_deref()?)?;
        let file = self.repository.work_dir()?.join(path);
        let locks = match self.is_busy {
            true => self.locks.clone().with_wait(Duration::ZERO),
            false => self.locks.clone(),
        };
        let lock = locks.acquire(&file);
        self.is_busy = matches!(lock, Err(LockError::Busy { .. }));
        lock.ok()
    }

    /// Writes the changes under a lock that is held.
    pub(super) fn write_under(&mut self, lock: Option<&WriteLock>) -> Result<(), ReceiptError> {
        let changes = std::mem::take(&mut self.changes);
        let origin = &mut self.origin;
        let git_dir = self.repository.git_dir();
        let mut written = Receipts::default();
        Receipts::update(git_dir, lock, self.plans, |list| {
            for change in &changes {
                change.apply(list);
            }
            list.retain(|receipt| receipt.commit.is_none_or(|commit| origin.is_recent(commit)));
            written.0.clone_from(list);
        })?;
        self.receipts = Some(written);
        Ok(())
    }

    /// Records that the files of these plans have the entries of the commit.
    pub(super) fn finish(&mut self, plans: &[Vec<u8>]) {
        if self.is_private {
            return self.write();
        }
        for path in plans {
            let has_awaited = !self.awaited_by_file(path).is_empty();
            if has_awaited {
                self.path.get_or_insert_with(|| path.clone());
                self.push(Change::FileDone { path: path.clone() });
            }
        }
        self.write();
    }
}

//! Log entries followed through the first-parent versions of a plan.
//!
//! Versions are compared as multisets of hashes. The n-th copy of equal text belongs to the step
//! where the count rose to n for the first time. An edited entry keeps its step and also belongs
//! to the step of the edit.

use super::accepted::Accepted;
use std::collections::HashMap;
use std::sync::Arc;

use plan_core::Document;
use plan_core::evolution::{
    EntryComparison, EntryHash, WrittenEntry, compare_entries, written_in_any_form,
};

/// One version of a log.
#[derive(Clone)]
pub(super) struct LogVersion {
    pub document: Arc<Document>,
    /// The entries in every form. Those with a heading come first, in file order.
    pub entries: Arc<[WrittenEntry]>,
}

impl LogVersion {
    pub fn new(document: Arc<Document>) -> Self {
        let entries = written_in_any_form(&document).into();
        Self { document, entries }
    }
}

/// An entry with the steps that wrote it.
pub(super) struct TrackedEntry {
    /// The newest text.
    pub entry: WrittenEntry,
    /// The step that added the entry, then the steps that edited it. Never empty.
    pub steps: Vec<usize>,
    /// The last removal, if the entry is not in the newest version.
    pub removal: Option<Removal>,
    /// True for a second copy that a merge made of one entry of both sides.
    pub is_surplus: bool,
}

impl TrackedEntry {
    /// Returns true if the entry was added or edited in the step.
    pub fn is_of(&self, step: usize) -> bool {
        self.steps.contains(&step)
    }

    /// Returns true if the entry was added or edited after the step.
    pub fn is_after(&self, step: usize) -> bool {
        self.steps.iter().any(|other| *other > step)
    }

    /// The step that added the entry.
    pub fn origin(&self) -> usize {
        self.steps.first().copied().unwrap_or_default()
    }
}

/// The removal of an entry.
#[derive(Clone)]
pub(super) struct Removal {
    pub step: usize,
    /// The last version with the entry.
    pub version: LogVersion,
    /// The position of the entry there.
    pub index: usize,
}

/// All entries of a log.
#[derive(Default)]
pub(super) struct Tracker {
    /// Entries whose removal is final.
    pub accepted: Accepted,
    pub entries: Vec<TrackedEntry>,
    pub version: Option<LogVersion>,
    /// For each entry of the newest version its position in `entries`.
    pub current: Vec<usize>,
}

/// Returns true if the second entry can be the edited form of the first.
pub(super) type IsEdit<'a> = &'a mut dyn FnMut(&WrittenEntry, &WrittenEntry) -> bool;

/// Compares two versions of a log. A pair that is no edit is a removed and an added entry.
fn compare(old: &[WrittenEntry], new: &[WrittenEntry], is_edit: IsEdit<'_>) -> EntryComparison {
    let mut found = compare_entries(old, new);
    for (from, to) in std::mem::take(&mut found.edited) {
        match old.get(from).zip(new.get(to)) {
            Some((before, after)) if !is_edit(before, after) => {
                found.removed.push(from);
                found.added.push(to);
            }
            _ => found.edited.push((from, to)),
        }
    }
    found.removed.sort_unstable();
    found.added.sort_unstable();
    found
}

impl Tracker {
    /// Takes the version of a step in. Returns positions of the entries that the step added.
    /// `is_edit` says whether an entry can be the edited form of another one.
    pub fn advance(
        &mut self,
        step: usize,
        version: &LogVersion,
        is_edit: IsEdit<'_>,
    ) -> Vec<usize> {
        self.sort_copies();
        let before = self.version.replace(version.clone());
        let old = before.as_ref().map_or(&[][..], |before| &before.entries);
        let current = std::mem::take(&mut self.current);
        let found = compare(old, &version.entries, is_edit);
        let mut next: Vec<Option<usize>> = vec![None; version.entries.len()];
        let mut set = |at: usize, id: usize| {
            if let Some(slot) = next.get_mut(at) {
                *slot = Some(id);
            }
        };
        for (from, to) in &found.edited {
            let (Some(id), Some(text)) = (current.get(*from), version.entries.get(*to)) else {
                continue;
            };
            if let Some(tracked) = self.entries.get_mut(*id) {
                tracked.entry = text.clone();
                tracked.steps.push(step);
            }
            set(*to, *id);
        }
        let mut kept: HashMap<EntryHash, Vec<usize>> = HashMap::new();
        for (at, (entry, id)) in old.iter().zip(&current).enumerate() {
            if found.removed.contains(&at) {
                if let (Some(tracked), Some(version)) = (self.entries.get_mut(*id), &before) {
                    tracked.removal = Some(Removal {
                        step,
                        version: version.clone(),
                        index: at,
                    });
                }
            } else if !found.edited.iter().any(|(from, _)| *from == at) {
                kept.entry(entry.hash).or_default().push(*id);
            }
        }
        let mut added = Vec::new();
        for (at, entry) in version.entries.iter().enumerate() {
            if found.edited.iter().any(|(_, to)| *to == at) {
                continue;
            }
            let is_added = found.added.contains(&at);
            let same = kept.get_mut(&entry.hash).filter(|_| !is_added);
            match same.filter(|same| !same.is_empty()) {
                Some(same) => set(at, same.remove(0)),
                None => {
                    let id = self.add(step, entry);
                    added.push(id);
                    set(at, id);
                }
            }
        }
        self.current = next.into_iter().flatten().collect();
        added
    }

    /// Marks the copies that a merge made of entries that its sides share. `sides` are the logs
    /// of all parents.
    pub fn mark_surplus(&mut self, sides: &[LogVersion], added: &[usize]) {
        let Some(version) = &self.version else { return };
        let count = |entries: &[WrittenEntry], hash: EntryHash| {
            entries.iter().filter(|entry| entry.hash == hash).count()
        };
        let mut expected: HashMap<EntryHash, usize> = HashMap::new();
        for id in added.iter().rev() {
            let Some(tracked) = self.entries.get_mut(*id) else {
                continue;
            };
            let hash = tracked.entry.hash;
            let surplus = expected.entry(hash).or_insert_with(|| {
                let most = sides.iter().map(|side| count(&side.entries, hash)).max();
                count(&version.entries, hash).saturating_sub(most.unwrap_or(0).max(1))
            });
            if *surplus > 0 {
                *surplus -= 1;
                tracked.is_surplus = true;
            }
        }
    }

    /// Records entries of a further parent that the merge of the step lacks. `kept_out` counts
    /// the entries that the first parent had removed, or that are recorded already.
    pub fn lose(
        &mut self,
        step: usize,
        side: &LogVersion,
        kept_out: &mut HashMap<EntryHash, usize>,
        is_edit: IsEdit<'_>,
    ) {
        let Some(version) = &self.version else { return };
        let removed = compare(&side.entries, &version.entries, is_edit).removed;
        let mut counts = std::mem::take(kept_out);
        for index in removed {
            let Some(entry) = side.entries.get(index) else {
                continue;
            };
            *kept_out.entry(entry.hash).or_default() += 1;
            if let Some(count) = counts.get_mut(&entry.hash).filter(|count| **count > 0) {
                *count -= 1;
                continue;
            }
            let id = self.add(step, entry);
            if let Some(tracked) = self.entries.get_mut(id) {
                tracked.removal = Some(Removal {
                    step,
                    version: side.clone(),
                    index,
                });
            }
        }
        for (hash, count) in counts {
            *kept_out.entry(hash).or_default() += count;
        }
    }

    /// Returns an entry of this text that was removed before, or a new one.
    fn add(&mut self, step: usize, entry: &WrittenEntry) -> usize {
        let mut tracked = self.entries.iter_mut().enumerate();
        let removed = tracked.find(|(_, tracked)| {
            tracked.removal.is_some()
                && !tracked.is_surplus
                && tracked.entry.hash == entry.hash
                && !self.accepted.contains(&entry.hash)
        });
        if let Some((id, tracked)) = removed {
            tracked.removal = None;
            return id;
        }
        self.entries.push(TrackedEntry {
            entry: entry.clone(),
            steps: vec![step],
            removal: None,
            is_surplus: false,
        });
        self.entries.len() - 1
    }

    /// Orders equal copies of the newest version, so that a surplus copy is the first to be
    /// removed.
    fn sort_copies(&mut self) {
        let Some(version) = &self.version else { return };
        let mut copies: HashMap<EntryHash, Vec<usize>> = HashMap::new();
        for (at, entry) in version.entries.iter().enumerate() {
            copies.entry(entry.hash).or_default().push(at);
        }
        for places in copies.into_values().filter(|places| places.len() > 1) {
            let ids = places.iter().filter_map(|at| self.current.get(*at));
            let mut ids: Vec<usize> = ids.copied().collect();
            ids.sort_by_key(|id| self.entries.get(*id).map(|it| (it.is_surplus, it.origin())));
            for (at, id) in places.iter().zip(ids) {
                if let Some(slot) = self.current.get_mut(*at) {
                    *slot = id;
                }
            }
        }
    }
}

//! Originating revision of each log entry, and entries that merges split, lost or duplicated.
//!
//! An entry keeps its origin as long as it can be told apart from others, edited or not. A merge by lines can write an entry
//! twice that both sides have, lose one that only one side has, or tear one: leave its heading without its lines. None of
//! that is what a merge of the two sides would say, so it is known from the versions alone.

use std::collections::{HashMap, HashSet};

use plan_core::Document;
use plan_core::evolution::{Entry, WrittenEntry, in_other_forms, kept, written};

use crate::object::ObjectId;

/// Heading and body of an entry, without white space that means nothing.
type Key = (String, String, String);

/// The entry that a revision added, by its number among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    /// The position of the revision among all; the one past the last is the text that is not committed yet.
    pub revision: usize,
    number: usize,
}

/// The entries of one version.
#[derive(Clone, Debug, Default)]
pub(super) struct Strand {
    pub entries: Vec<WrittenEntry>,
    /// How many more its log has in other forms.
    others: usize,
    /// Where each of them comes from.
    pub origins: Vec<Origin>,
    /// Every entry that this version or one before it has had.
    seen: HashSet<Origin>,
    /// Of entries in the tool's own words: how many equal ones are right, and the merge that wrote more.
    copies: HashMap<Key, Copies>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Copies {
    right: usize,
    doubled_by: Option<usize>,
}

/// An entry that a merge did not bring along whole, although no side had changed it.
#[derive(Clone, Debug)]
pub(super) struct Harmed {
    /// The merge.
    pub merge: usize,
    /// Where the entry comes from.
    pub origin: Origin,
    /// As it was.
    pub entry: WrittenEntry,
    /// The same, to be written again.
    pub whole: Entry,
}

impl Harmed {
    /// Whether an entry says nothing but a part of what the whole one says.
    pub fn lacks_lines_in(&self, entry: &WrittenEntry) -> bool {
        let whole = &self.whole.lines;
        entry.own.as_ref().is_some_and(|lines| {
            lines.len() < whole.len() && lines.iter().all(|line| whole.contains(line))
        })
    }
}

/// The strands of all versions.
#[derive(Debug, Default)]
pub(super) struct Strands {
    by_blob: HashMap<ObjectId, Strand>,
    /// Versions that no other one comes from.
    last: Vec<ObjectId>,
    pub harmed: Vec<Harmed>,
}

/// What a revision did to the log.
#[derive(Debug, Default)]
pub(super) struct Deed {
    /// The entries that no version before it has.
    pub added: Vec<WrittenEntry>,
    /// Whether there is one more in another form.
    added_other: bool,
}

impl Deed {
    /// Whether the commit added an entry, in whatever form.
    pub fn has_added(&self) -> bool {
        !self.added.is_empty() || self.added_other
    }
}

impl Strands {
    /// Takes the next revision in: the versions that it comes from, and its text.
    pub fn push(
        &mut self,
        revision: usize,
        before: &[ObjectId],
        blob: ObjectId,
        text: &Document,
    ) -> Deed {
        let parents: Vec<&Strand> = before
            .iter()
            .filter_map(|blob| self.by_blob.get(blob))
            .collect();
        let mut grown = Grown::of(&parents, text, revision);
        let deed = grown.deed(&parents);
        // What an unreadable side says is not known, and a merge of what is not known loses nothing.
        if parents.len() > 1 && parents.len() == before.len() {
            let harmed = grown.harmed(&parents, revision);
            grown.count_merged(&parents, revision);
            self.harmed.extend(harmed);
        } else {
            grown.count(&parents);
        }
        self.last.retain(|last| !before.contains(last));
        self.last.push(blob);
        self.by_blob.insert(blob, grown.strand);
        deed
    }

    /// The strand of a text that comes after all revisions.
    pub fn present(&self, revision: usize, text: &Document) -> Strand {
        let parents: Vec<&Strand> = self
            .last
            .iter()
            .filter_map(|blob| self.by_blob.get(blob))
            .collect();
        let mut grown = Grown::of(&parents, text, revision);
        grown.count(&parents);
        grown.strand
    }
}

impl Strand {
    /// The merge that wrote each entry once more than it should stand, where one did: of equal entries, the last.
    pub fn doubled(&self) -> Vec<Option<usize>> {
        let mut counts: HashMap<Key, usize> = HashMap::new();
        self.entries
            .iter()
            .map(|entry| {
                let copies = self.copies.get(&entry.key())?;
                let count = counts.entry(entry.key()).or_default();
                *count += 1;
                copies.doubled_by.filter(|_| *count > copies.right)
            })
            .collect()
    }

    fn count_of(&self, key: &Key) -> usize {
        let same = |entry: &&WrittenEntry| entry.key() == *key;
        self.entries.iter().filter(same).count()
    }

    fn copies_of(&self, key: &Key) -> Copies {
        self.copies.get(key).copied().unwrap_or_default()
    }

    /// Whether it has the entry from there in these words.
    fn has(&self, origin: Origin, key: &Key) -> bool {
        let mut entries = self.origins.iter().zip(&self.entries);
        entries.any(|(from, entry)| *from == origin && entry.key() == *key)
    }
}

/// A strand in the making.
struct Grown {
    strand: Strand,
    /// Positions of the entries that are new.
    new: Vec<usize>,
}

impl Grown {
    fn of(before: &[&Strand], text: &Document, revision: usize) -> Self {
        let entries = written(text);
        let kept: Vec<Vec<Option<usize>>> = before
            .iter()
            .map(|before| kept(&before.entries, &entries))
            .collect();
        let mut origins: Vec<Option<Origin>> = vec![None; entries.len()];
        let mut is_old = vec![false; entries.len()];
        for (before, kept) in before.iter().zip(&kept) {
            for (old, now) in kept.iter().enumerate() {
                let Some(now) = now else { continue };
                if let Some(old_one) = is_old.get_mut(*now) {
                    *old_one = true;
                }
                if let Some(origin) = origins.get_mut(*now) {
                    *origin = origin.or(before.origins.get(old).copied());
                }
            }
        }
        let new: Vec<usize> = is_old
            .iter()
            .enumerate()
            .filter(|(_, is_old)| !**is_old)
            .map(|(at, _)| at)
            .collect();
        let mut seen = HashSet::new();
        for before in before {
            seen.extend(before.seen.iter().copied());
        }
        let origins: Vec<Origin> = origins
            .into_iter()
            .enumerate()
            .map(|(number, origin)| origin.unwrap_or(Origin { revision, number }))
            .collect();
        seen.extend(origins.iter().copied());
        Self {
            strand: Strand {
                entries,
                others: in_other_forms(text),
                origins,
                seen,
                copies: HashMap::new(),
            },
            new,
        }
    }

    fn deed(&self, before: &[&Strand]) -> Deed {
        let entries = &self.strand.entries;
        Deed {
            added: self
                .new
                .iter()
                .filter_map(|at| entries.get(*at).cloned())
                .collect(),
            added_other: before
                .iter()
                .all(|before| before.others < self.strand.others)
                && self.strand.others > 0,
        }
    }

    /// Entries of the tool's own that every side had whole which ever had them, and that the merge does not have whole.
    fn harmed(&self, before: &[&Strand], merge: usize) -> Vec<Harmed> {
        let mut harmed: Vec<Harmed> = Vec::new();
        for side in before {
            for (origin, entry) in side.origins.iter().zip(&side.entries) {
                let (Some(lines), Ok(date)) = (&entry.own, entry.date.parse()) else {
                    continue;
                };
                let key = entry.key();
                let whole = before
                    .iter()
                    .all(|side| !side.seen.contains(origin) || side.has(*origin, &key));
                let known = harmed.iter().any(|harmed| harmed.origin == *origin);
                if whole && !known && self.strand.count_of(&key) == 0 {
                    let lines = lines.clone();
                    harmed.push(Harmed {
                        merge,
                        origin: *origin,
                        entry: entry.clone(),
                        whole: Entry { date, lines },
                    });
                }
            }
        }
        harmed
    }

    fn own_keys(&self) -> HashMap<Key, usize> {
        let mut counts = HashMap::new();
        let own = self
            .strand
            .entries
            .iter()
            .filter(|entry| entry.own.is_some());
        for entry in own {
            *counts.entry(entry.key()).or_default() += 1;
        }
        counts
    }

    /// What a person or the hook writes is right, and what is taken out is what was too much.
    fn count(&mut self, before: &[&Strand]) {
        for (key, now) in self.own_keys() {
            let right = before.iter().map(|before| {
                let right = before.copies_of(&key).right;
                match now.checked_sub(before.count_of(&key)) {
                    Some(more) => right + more,
                    None => right.min(now),
                }
            });
            let doubled_by = before
                .iter()
                .find_map(|before| before.copies_of(&key).doubled_by);
            let right = right.max().unwrap_or(now);
            self.strand.copies.insert(key, Copies { right, doubled_by });
        }
    }

    /// What both sides have is one and the same, and what neither has is the merge's own.
    fn count_merged(&mut self, before: &[&Strand], merge: usize) {
        for (key, now) in self.own_keys() {
            let copies = || before.iter().map(|before| before.copies_of(&key));
            let right = copies().map(|copies| copies.right).max().unwrap_or(0);
            let right = right.max(1).min(now);
            let doubled_by = copies()
                .find_map(|copies| copies.doubled_by)
                .or((now > right).then_some(merge));
            self.strand.copies.insert(key, Copies { right, doubled_by });
        }
    }
}

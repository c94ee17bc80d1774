//! Trees as git stores them, those read last kept, and which entries two of them do not share.
//!
//! A folder of a thousand plans is a tree of a thousand entries, and each commit changes one or two. So entries are not
//! decoded: what two trees begin and end with alike is passed over as bytes, and only what lies between is looked at.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::object::{IdMap, ObjectId, RawEntry};
use crate::repository::{ReadError, Repository};

/// Bytes of trees kept at most. The tree of a commit is that of its child's parent, so a few go a long way; but a folder of
/// ten thousand files is a tree of half a megabyte.
const KEPT: usize = 32 << 20;

/// One tree.
#[derive(Default)]
pub(crate) struct RawTree {
    bytes: Vec<u8>,
    /// Where the entries begin.
    starts: Vec<usize>,
}

impl RawTree {
    fn size(&self) -> usize {
        self.bytes.len() + self.starts.len() * size_of::<usize>()
    }

    /// Where an entry begins; the end for the one after the last.
    fn start(&self, entry: usize) -> usize {
        let start = self.starts.get(entry);
        start.copied().unwrap_or(self.bytes.len())
    }
}

/// Is told a name, and what it was and is.
pub(crate) type Tell<'a> = &'a mut dyn FnMut(&[u8], Option<RawEntry<'_>>, Option<RawEntry<'_>>);

/// Trees read from a repository.
pub(crate) struct Shelf<'r> {
    repository: &'r Repository,
    young: IdMap<Rc<RawTree>>,
    old: IdMap<Rc<RawTree>>,
    /// Bytes of the young ones.
    bytes: usize,
    /// Trees read from the repository, for tests that count.
    pub read: usize,
}

impl<'r> Shelf<'r> {
    pub fn new(repository: &'r Repository) -> Self {
        Self {
            repository,
            young: IdMap::default(),
            old: IdMap::default(),
            bytes: 0,
            read: 0,
        }
    }

    /// Drops what is kept.
    pub fn clear(&mut self) {
        self.young = IdMap::default();
        self.old = IdMap::default();
        self.bytes = 0;
    }

    /// Tells each entry of two trees that is not the same in both: its name, and what it was and is. A name that was a file
    /// and is a folder, or the other way round, is told twice, since git sorts the two apart.
    pub fn compare(
        &mut self,
        old: Option<ObjectId>,
        new: Option<ObjectId>,
        tell: Tell<'_>,
    ) -> Result<(), ReadError> {
        if old == new {
            return Ok(());
        }
        let old = match old {
            Some(id) => self.tree(id)?,
            None => Rc::default(),
        };
        let Some(new) = new else {
            join(&old, &[], &mut Vec::new(), tell);
            return Ok(());
        };
        if let Some(new) = self.kept(new) {
            join(&old, &new.bytes, &mut Vec::new(), tell);
            return Ok(());
        }
        self.fetch(new, &old, tell)?;
        Ok(())
    }

    fn tree(&mut self, id: ObjectId) -> Result<Rc<RawTree>, ReadError> {
        match self.kept(id) {
            Some(tree) => Ok(tree),
            None => self.fetch(id, &RawTree::default(), &mut |_, _, _| {}),
        }
    }

    fn kept(&mut self, id: ObjectId) -> Option<Rc<RawTree>> {
        if let Some(tree) = self.young.get(&id) {
            return Some(Rc::clone(tree));
        }
        let tree = self.old.get(&id).map(Rc::clone)?;
        self.keep(id, &tree);
        Some(tree)
    }

    /// Reads a tree, and lays it beside another on the way.
    fn fetch(
        &mut self,
        id: ObjectId,
        old: &RawTree,
        tell: Tell<'_>,
    ) -> Result<Rc<RawTree>, ReadError> {
        self.read += 1;
        let tree = self.repository.raw_tree(id, |raw| {
            let mut starts = Vec::with_capacity(old.starts.len() + 1);
            join(old, raw, &mut starts, tell)?;
            let bytes = raw.to_vec();
            Some(Rc::new(RawTree { bytes, starts }))
        })?;
        self.keep(id, &tree);
        Ok(tree)
    }

    fn keep(&mut self, id: ObjectId, tree: &Rc<RawTree>) {
        // What was not asked for while as much again was read is let go.
        if self.bytes + tree.size() > KEPT / 2 {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += tree.size();
        self.young.insert(id, Rc::clone(tree));
    }
}

/// Tells the entries that a tree and the bytes of another do not share, and where the entries of the other begin. `None` if
/// they are no well-formed tree. Runs that are the same in both are passed over.
fn join(old: &RawTree, new: &[u8], starts: &mut Vec<usize>, tell: Tell<'_>) -> Option<()> {
    let (mut entry, mut at) = (0, 0);
    loop {
        let from = old.start(entry);
        let alike = from + common(old.bytes.get(from..)?, new.get(at..)?);
        // The entry in which they part begins alike, and is looked at.
        let rest = old.starts.get(entry..)?;
        let part = match rest.partition_point(|start| *start <= alike) {
            all if alike == old.bytes.len() => entry + all,
            some => entry + some.saturating_sub(1),
        };
        let same = old.starts.get(entry..part)?;
        starts.extend(same.iter().map(|start| start - from + at));
        at += old.start(part) - from;
        entry = part;

        let left = RawEntry::read(old.bytes.get(old.start(entry)..)?).map(|left| left.0);
        let bytes = new.get(at..)?;
        let right = if bytes.is_empty() {
            None
        } else {
            Some(RawEntry::read(bytes)?)
        };
        let order = match (&left, &right) {
            (None, None) => return Some(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some((right, _))) => order(left, right),
        };
        let left = left.filter(|_| order.is_le());
        let right = right.filter(|_| order.is_ge());
        entry += usize::from(left.is_some());
        if let Some((_, rest)) = right {
            starts.push(at);
            at = new.len() - rest.len();
        }
        let right = right.map(|right| right.0);
        if left != right
            && let Some(entry) = left.or(right)
        {
            tell(entry.name, left, right);
        }
    }
}

/// The order in which git sorts: folders as if their names ended in `/`.
fn order(left: &RawEntry<'_>, right: &RawEntry<'_>) -> Ordering {
    let both = left.name.len().min(right.name.len());
    let next = |entry: &RawEntry<'_>| {
        let slash = entry.is_tree().then_some(b'/');
        entry.name.get(both).copied().or(slash)
    };
    let (a, b) = (left.name.get(..both), right.name.get(..both));
    a.cmp(&b)
        .then_with(|| next(left).cmp(&next(right)))
        .then_with(|| left.name.len().cmp(&right.name.len()))
}

/// How many bytes two texts begin with alike.
fn common(a: &[u8], b: &[u8]) -> usize {
    let mut alike = 0;
    // Large steps first: what differs is little, and lies anywhere.
    for step in [1024, 64, 8, 1] {
        let rest = |text| <[u8]>::get(text, alike..).unwrap_or_default();
        let steps = rest(a).chunks_exact(step).zip(rest(b).chunks_exact(step));
        alike += steps.take_while(|(a, b)| a == b).count() * step;
    }
    alike
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::object::{TreeEntry, read_tree};

    fn raw(entries: &[(String, bool, u8)]) -> Vec<u8> {
        let mut entries = entries.to_vec();
        entries.sort_by_key(|(name, is_tree, _)| {
            format!("{name}{}", if *is_tree { "/" } else { "\0" })
        });
        let mut raw = Vec::new();
        for (name, is_tree, id) in entries {
            let mode = if is_tree { "40000" } else { "100644" };
            raw.extend(format!("{mode} {name}\0").bytes());
            raw.extend([id; 20]);
        }
        raw
    }

    fn read(raw: &[u8]) -> RawTree {
        let mut starts = Vec::new();
        join(&RawTree::default(), raw, &mut starts, &mut |_, _, _| {}).unwrap();
        RawTree {
            bytes: raw.to_vec(),
            starts,
        }
    }

    /// Entries of the one and not of the other, by looking at all of them.
    fn only(these: &[TreeEntry], those: &[TreeEntry]) -> Vec<(Vec<u8>, ObjectId)> {
        let entries = these.iter().filter(|entry| !those.contains(entry));
        entries
            .map(|entry| (entry.name.clone(), entry.id))
            .collect()
    }

    #[test]
    fn what_differs_is_found_whatever_lies_between() {
        let mut state = 7_u64;
        let mut roll = |sides: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % sides
        };
        for _ in 0..2000 {
            let mut side = Vec::new();
            let mut other = Vec::new();
            for number in 0..roll(60) {
                let name = ["a", "a.b", "a-", "ab", "\u{1}"]
                    .get(usize::try_from(roll(5)).unwrap())
                    .unwrap();
                let name = format!("{name}{number}");
                let is_tree = roll(4) == 0;
                let id = u8::try_from(roll(3) * 32).unwrap();
                match roll(12) {
                    0 => side.push((name, is_tree, id)),
                    1 => other.push((name, is_tree, id)),
                    2 => {
                        side.push((name.clone(), is_tree, id));
                        other.push((name, !is_tree, id));
                    }
                    3 => {
                        side.push((name.clone(), is_tree, id));
                        other.push((name, is_tree, id + 1));
                    }
                    _ => {
                        side.push((name.clone(), is_tree, id));
                        other.push((name, is_tree, id));
                    }
                }
            }
            let (side, other) = (raw(&side), raw(&other));
            let (mut old, mut new, mut starts) = (Vec::new(), Vec::new(), Vec::new());
            join(&read(&side), &other, &mut starts, &mut |name, a, b| {
                old.extend(a.map(|entry| (name.to_vec(), entry.id)));
                new.extend(b.map(|entry| (name.to_vec(), entry.id)));
            })
            .unwrap();
            let (before, after) = (read_tree(&side).unwrap(), read_tree(&other).unwrap());
            assert_eq!(old, only(&before, &after));
            assert_eq!(new, only(&after, &before));
            assert_eq!(starts, read(&other).starts);
            assert_eq!(starts.len(), after.len());
        }
    }

    #[test]
    fn a_tree_that_is_cut_off_is_none() {
        let whole = raw(&[("a".into(), false, 1), ("b".into(), true, 2)]);
        let old = read(&whole);
        for length in 0..whole.len() {
            let cut = whole.get(..length).unwrap();
            let joined = join(&old, cut, &mut Vec::new(), &mut |_, _, _| {});
            assert_eq!(joined.is_some(), read_tree(cut).is_some(), "{length}");
        }
    }
}

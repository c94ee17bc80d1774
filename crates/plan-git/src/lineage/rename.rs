//! Which file of a commit is which file of its parent under another name.
//!
//! Looked for only among files that appear and files that disappear in the same commit: the same bytes first, then the
//! most alike pair. Files that pass their bytes on have passed on their names. The source must be gone, so a copy
//! is never followed: every plan resembles the template it was made from.

use std::collections::{HashMap, HashSet};

use super::name::Name;
use super::{Likeness, Reason, Ruling};
use crate::object::ObjectId;
use crate::tree::FileChange;

/// Least likeness of two files for one to be the other renamed.
pub(super) const ALIKE: f64 = 0.5;

/// Two files that are less alike than this are not one with some edits, however many. Equal titles alone give more.
const UNLIKE: f64 = 0.25;

/// Pairs that are compared by likeness in one commit. A bulk move of different files gives products that explode; beyond
/// this, each file is compared only with those of the nearest names.
const MAX_PAIRS: usize = 400;

/// Files of the nearest names that a file is compared with in a bulk move.
const NEAREST: usize = 8;

pub(crate) struct Link {
    pub from: Vec<u8>,
    pub confidence: f64,
    pub reason: Reason,
}

#[derive(Default)]
pub(crate) struct Renames {
    links: HashMap<Vec<u8>, Link>,
    sources: HashSet<Vec<u8>>,
}

impl Renames {
    /// What is pinned goes before anything that is found, and what is cut is not looked for.
    pub fn find(changes: &[FileChange], ruling: &Ruling<'_>, likeness: &mut dyn Likeness) -> Self {
        let mut renames = Self::default();
        let gone: Vec<(&FileChange, ObjectId)> = changes
            .iter()
            .filter(|change| change.new.is_none())
            .filter_map(|change| Some((change, change.old?)))
            .collect();
        let come: Vec<(&FileChange, ObjectId)> = changes
            .iter()
            .filter(|change| change.old.is_none())
            .filter(|change| !ruling.is_cut(&change.path))
            .filter_map(|change| Some((change, change.new?)))
            .collect();
        for (from, to) in ruling.pins() {
            renames.add(from, to, 1.0, Reason::Pinned);
        }
        let gone: Vec<_> = gone
            .into_iter()
            .filter(|(change, _)| !renames.is_source(&change.path))
            .collect();
        renames.exact(&gone, &come);
        renames.passed_on(changes, ruling, likeness);
        renames.alike(&gone, &come, likeness);
        renames
    }

    /// The old name of the file at this path, if it had another.
    pub fn link(&self, path: &[u8]) -> Option<&Link> {
        self.links.get(path)
    }

    /// The same, taken out.
    pub fn take(&mut self, path: &[u8]) -> Option<Link> {
        self.links.remove(path)
    }

    /// True if the file that was at this path has another name now.
    pub fn is_source(&self, path: &[u8]) -> bool {
        self.sources.contains(path)
    }

    fn add(&mut self, from: &[u8], to: &[u8], confidence: f64, reason: Reason) {
        self.sources.insert(from.to_vec());
        let link = Link {
            from: from.to_vec(),
            confidence,
            reason,
        };
        self.links.insert(to.to_vec(), link);
    }

    fn exact(&mut self, gone: &[(&FileChange, ObjectId)], come: &[(&FileChange, ObjectId)]) {
        let mut by_bytes: HashMap<ObjectId, Vec<&FileChange>> = HashMap::new();
        for (change, blob) in gone {
            by_bytes.entry(*blob).or_default().push(change);
        }
        // Of several equal files the one of the same name goes first, then any.
        for same_name in [true, false] {
            for (change, blob) in come {
                let Some(sources) = by_bytes.get_mut(blob) else {
                    continue;
                };
                let fits = |source: &&FileChange| {
                    !same_name || file_name(&source.path) == file_name(&change.path)
                };
                if self.links.contains_key(&change.path) {
                    continue;
                }
                if let Some(at) = sources.iter().position(fits) {
                    let source = sources.remove(at);
                    self.add(&source.path, &change.path, 1.0, Reason::SameBytes);
                }
            }
        }
    }

    /// Names that were passed on: each file has the bytes that the one before it had. In a circle two or more have
    /// exchanged their names; a row begins with a name that is free now, and ends with one that is new. A name that has a
    /// text of another kind now may stand for either.
    fn passed_on(
        &mut self,
        changes: &[FileChange],
        ruling: &Ruling<'_>,
        likeness: &mut dyn Likeness,
    ) {
        let stays = |change: &&FileChange| change.old.is_some() && change.new.is_some();
        if !changes.iter().any(|change| stays(&change)) {
            return;
        }
        let mut had: HashMap<ObjectId, Vec<&FileChange>> = HashMap::new();
        for change in changes {
            if let Some(old) = change.old.filter(|_| !self.is_source(&change.path)) {
                had.entry(old).or_default().push(change);
            }
        }
        let new = |change: &&FileChange| change.old.is_none();
        let circles = changes.iter().filter(stays).map(|end| (end, true));
        let rows = changes
            .iter()
            .filter(new)
            .chain(changes.iter().filter(stays));
        for (end, circle) in circles.chain(rows.map(|end| (end, false))) {
            if self.link(&end.path).is_some() {
                continue;
            }
            let mut row: Vec<(&FileChange, &FileChange)> = Vec::new();
            let mut seen = HashSet::new();
            let mut to = end;
            let holds = loop {
                let candidates = to.new.and_then(|new| had.get(&new)).into_iter().flatten();
                let from = candidates.copied().find(|from| {
                    from.path != to.path
                        && !self.is_source(&from.path)
                        && (from.new.is_some() || !circle)
                        && seen.insert(&from.path)
                });
                let Some(from) = from.filter(|_| !ruling.is_cut(&to.path)) else {
                    break !circle && new(&end) && !row.is_empty() && replaced(to, likeness);
                };
                row.push((from, to));
                if from.path == end.path {
                    break true;
                }
                // It is free, or something else has moved there.
                if from.new.is_none() || self.link(&from.path).is_some() {
                    break new(&end) || replaced(end, likeness);
                }
                to = from;
            };
            let reason = if circle {
                Reason::Exchanged
            } else {
                Reason::SameBytes
            };
            for (from, to) in row.into_iter().filter(|_| holds) {
                self.add(&from.path, &to.path, 1.0, reason);
            }
        }
    }

    fn alike(
        &mut self,
        gone: &[(&FileChange, ObjectId)],
        come: &[(&FileChange, ObjectId)],
        likeness: &mut dyn Likeness,
    ) {
        let gone: Vec<_> = gone
            .iter()
            .filter(|(change, _)| !self.is_source(&change.path))
            .collect();
        let come: Vec<_> = come
            .iter()
            .filter(|(change, _)| self.link(&change.path).is_none())
            .collect();
        let many = gone.len().saturating_mul(come.len()) > MAX_PAIRS;
        let names: Vec<Name<'_>> = gone.iter().map(|(from, _)| Name::of(&from.path)).collect();
        let mut pairs = Vec::new();
        for (to, new) in &come {
            let name = Name::of(&to.path);
            let near = gone.iter().zip(&names);
            let mut candidates: Vec<_> = near
                .map(|((from, old), other)| (name.nearness(other), *from, *old))
                .collect();
            if many {
                candidates.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
                candidates.truncate(NEAREST);
            }
            for (near, from, old) in candidates {
                let alike = likeness.likeness(old, *new);
                if let Some(alike) = alike.filter(|alike| *alike >= ALIKE) {
                    pairs.push((alike, near, from, *to));
                }
            }
        }
        // Of equally alike files the one of the nearest name.
        pairs.sort_by(|a, b| {
            b.0.total_cmp(&a.0)
                .then_with(|| b.1.cmp(&a.1))
                .then_with(|| a.2.path.cmp(&b.2.path))
                .then_with(|| a.3.path.cmp(&b.3.path))
        });
        for (alike, _, from, to) in pairs {
            if !self.is_source(&from.path) && self.link(&to.path).is_none() {
                let sure = (alike * 100.0).round() / 100.0;
                self.add(&from.path, &to.path, sure, Reason::Alike);
            }
        }
    }
}

/// True if a file has a text of another kind than before. Where the title stayed, it has not: somebody put a copy of a
/// plan aside and rewrote it. A template without anything filled in is like nothing, not even itself.
fn replaced(change: &FileChange, likeness: &mut dyn Likeness) -> bool {
    let Some((old, new)) = change.old.zip(change.new) else {
        return false;
    };
    let mut alike = |one, other| likeness.likeness(one, other);
    alike(old, new).is_some_and(|alike| alike < UNLIKE)
        && alike(old, old).is_some_and(|alike| alike >= ALIKE)
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    struct Table(Vec<(u8, u8, f64)>, usize);

    impl Likeness for Table {
        fn likeness(&mut self, old: ObjectId, new: ObjectId) -> Option<f64> {
            self.1 += 1;
            let find = |(a, b, _): &&(u8, u8, f64)| id(*a) == Some(old) && id(*b) == Some(new);
            Some(self.0.iter().find(find).map_or(0.0, |found| found.2))
        }
    }

    fn id(byte: u8) -> Option<ObjectId> {
        (byte > 0).then(|| ObjectId::from_bytes([byte; 20]))
    }

    fn change(path: &str, old: u8, new: u8) -> FileChange {
        FileChange {
            path: path.as_bytes().to_vec(),
            old: id(old),
            new: id(new),
        }
    }

    fn links(changes: &[FileChange], table: &mut Table) -> Vec<(String, String)> {
        let renames = Renames::find(changes, &Ruling::default(), table);
        let text = |path: &[u8]| String::from_utf8(path.to_vec()).unwrap();
        let mut links: Vec<_> = renames
            .links
            .iter()
            .map(|(to, link)| (text(&link.from), text(to)))
            .collect();
        links.sort();
        links
    }

    fn pair(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn bytes_before_likeness_and_a_copy_is_none() {
        let mut table = Table(vec![(1, 3, 0.9), (2, 3, 0.8)], 0);
        let changes = [
            change("a", 1, 0),
            change("b", 2, 0),
            change("c", 0, 3),
            change("d", 0, 1),
        ];
        assert_eq!(
            links(&changes, &mut table),
            [pair("a", "d"), pair("b", "c")]
        );
        assert_eq!(links(&[change("copy", 0, 1)], &mut table), []);
    }

    #[test]
    fn names_that_were_exchanged() {
        let mut table = Table(Vec::new(), 0);
        assert_eq!(
            links(&[change("a", 1, 2), change("b", 2, 1)], &mut table),
            [pair("a", "b"), pair("b", "a")]
        );
        assert_eq!(table.1, 0);
    }

    #[test]
    fn names_that_were_passed_on() {
        let mut table = Table(vec![(1, 1, 1.0), (1, 4, 0.2), (1, 5, 0.3)], 0);
        // A circle of three, and beside it two that have nothing to do with it.
        let circle = [
            change("a", 1, 3),
            change("b", 2, 1),
            change("c", 3, 2),
            change("d", 6, 7),
            change("e", 0, 8),
        ];
        assert_eq!(
            links(&circle, &mut table),
            [pair("a", "b"), pair("b", "c"), pair("c", "a")]
        );
        let row = [change("a", 1, 0), change("b", 2, 1), change("c", 0, 2)];
        assert_eq!(links(&row, &mut table), [pair("a", "b"), pair("b", "c")]);
        assert_eq!(table.1, 0);
        // Another file took the name, and not the same one with edits beside a copy of it.
        assert_eq!(
            links(&[change("a", 1, 4), change("b", 0, 1)], &mut table),
            [pair("a", "b")]
        );
        assert_eq!(
            links(&[change("a", 1, 5), change("b", 0, 1)], &mut table),
            []
        );
        // Of two files with the same bytes, the one in the circle.
        let copies = [change("a", 1, 0), change("b", 2, 1), change("c", 1, 2)];
        assert_eq!(links(&copies, &mut table), [pair("b", "c"), pair("c", "b")]);
        // A name that was free, since what had it is gone.
        let over = [change("a", 5, 0), change("b", 1, 5)];
        assert_eq!(links(&over, &mut table), []);
        let over = [change("a", 4, 0), change("b", 1, 4)];
        assert_eq!(links(&over, &mut table), [pair("a", "b")]);
        // A template that was edited, and a plan that begins as it was.
        let template = [change("a", 9, 4), change("b", 0, 9)];
        assert_eq!(links(&template, &mut table), []);
    }

    #[test]
    fn a_bulk_move_compares_namesakes_only() {
        let mut table = Table(Vec::new(), 0);
        let gone = (0..500).map(|n| change(&format!("old/{n}.md"), 1, 0));
        let come = (0..500).map(|n| change(&format!("new/{n}.md"), 0, 2));
        let changes: Vec<_> = gone.chain(come).collect();
        table.0.push((1, 2, 0.9));
        let links = links(&changes, &mut table);
        assert_eq!(table.1, 500 * NEAREST);
        assert_eq!(links.len(), 500);
        assert!(
            links
                .iter()
                .all(|(from, to)| from.strip_prefix("old") == to.strip_prefix("new"))
        );
    }
}

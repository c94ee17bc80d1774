//! Which files of the configured paths differ between two trees.
//!
//! Trees with equal ids are passed over unread, and so are folders in which no configured path can lie. Files of other
//! kinds (links, submodules) count as absent: they are no plans.

use std::collections::HashMap;
use std::rc::Rc;

use crate::object::{ObjectId, TreeEntry};
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};

/// One file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileChange {
    pub path: Vec<u8>,
    pub old: Option<ObjectId>,
    pub new: Option<ObjectId>,
}

/// Decoded trees kept at most. The tree of a commit is that of its child's parent, so a few go a long way.
const KEPT: usize = 512;

pub(crate) struct Trees<'r> {
    repository: &'r Repository,
    paths: &'r Paths,
    kept: HashMap<ObjectId, Rc<Vec<TreeEntry>>>,
    /// Trees read from the repository, for tests that count.
    pub read: usize,
}

impl<'r> Trees<'r> {
    pub fn new(repository: &'r Repository, paths: &'r Paths) -> Self {
        Self {
            repository,
            paths,
            kept: HashMap::new(),
            read: 0,
        }
    }

    /// The files that differ, sorted by path.
    pub fn changes(
        &mut self,
        old: Option<ObjectId>,
        new: Option<ObjectId>,
    ) -> Result<Vec<FileChange>, ReadError> {
        let mut changes = Vec::new();
        // An own stack: trees can be nested as deep as somebody likes.
        let mut open = vec![(Vec::new(), old, new)];
        while let Some((dir, old, new)) = open.pop() {
            if old == new {
                continue;
            }
            let (before, after) = (self.entries(old)?, self.entries(new)?);
            for (name, old, new) in joined(&before, &after) {
                let mut path: Vec<u8> = dir.clone();
                if !path.is_empty() {
                    path.push(b'/');
                }
                path.extend_from_slice(name);
                let pick = |entry: Option<&TreeEntry>, tree: bool| {
                    entry
                        .filter(|entry| {
                            if tree {
                                entry.is_tree()
                            } else {
                                entry.is_file()
                            }
                        })
                        .map(|entry| entry.id)
                };
                let (old_file, new_file) = (pick(old, false), pick(new, false));
                if old_file != new_file && self.paths.matches(&path) {
                    changes.push(FileChange {
                        path: path.clone(),
                        old: old_file,
                        new: new_file,
                    });
                }
                let (old_tree, new_tree) = (pick(old, true), pick(new, true));
                if old_tree != new_tree && self.paths.may_contain(&path) {
                    open.push((path, old_tree, new_tree));
                }
            }
        }
        changes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    fn entries(&mut self, tree: Option<ObjectId>) -> Result<Rc<Vec<TreeEntry>>, ReadError> {
        let Some(id) = tree else {
            return Ok(Rc::default());
        };
        if let Some(entries) = self.kept.get(&id) {
            return Ok(Rc::clone(entries));
        }
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        self.read += 1;
        let mut entries = self.repository.tree(id)?;
        // git sorts folders as if their names ended in `/`; plain names can be joined in one pass.
        entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let entries = Rc::new(entries);
        self.kept.insert(id, Rc::clone(&entries));
        Ok(entries)
    }
}

/// Entries of the same name side by side, those equal in both left out.
fn joined<'a>(
    old: &'a [TreeEntry],
    new: &'a [TreeEntry],
) -> Vec<(&'a [u8], Option<&'a TreeEntry>, Option<&'a TreeEntry>)> {
    let mut pairs = Vec::new();
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let (a, b) = match (old.peek(), new.peek()) {
            (None, None) => return pairs,
            (Some(a), Some(b)) if a.name == b.name => (old.next(), new.next()),
            (Some(a), Some(b)) if a.name < b.name => (old.next(), None),
            (Some(_), None) => (old.next(), None),
            _ => (None, new.next()),
        };
        if let Some(entry) = a.or(b)
            && a.map(|a| (a.id, a.mode)) != b.map(|b| (b.id, b.mode))
        {
            pairs.push((entry.name.as_slice(), a, b));
        }
    }
}

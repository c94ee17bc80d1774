//! Which files of the configured paths differ between two trees.
//!
//! Trees with equal ids are passed over unread, and so are folders in which no configured path can lie. Files of other
//! kinds (links, submodules) count as absent: they are no plans. How two trees are laid side by side is in `shelf`.

mod shelf;

use crate::object::ObjectId;
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};
pub(crate) use shelf::Shelf;

/// One file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileChange {
    pub path: Vec<u8>,
    pub old: Option<ObjectId>,
    pub new: Option<ObjectId>,
}

pub(crate) struct Trees<'r> {
    shelf: Shelf<'r>,
    paths: &'r Paths,
}

impl<'r> Trees<'r> {
    pub fn new(repository: &'r Repository, paths: &'r Paths) -> Self {
        Self {
            shelf: Shelf::new(repository),
            paths,
        }
    }

    /// The files that differ, sorted by path.
    pub fn changes(
        &mut self,
        old: Option<ObjectId>,
        new: Option<ObjectId>,
    ) -> Result<Vec<FileChange>, ReadError> {
        let paths = self.paths;
        files(
            &mut self.shelf,
            (old, new),
            &|path| paths.matches(path),
            &|path, _| paths.may_contain(path),
        )
    }
}

/// The files of two trees that are in the old one alone, sorted by path. Folders that are new are not looked into.
pub(crate) fn gone(
    shelf: &mut Shelf<'_>,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
) -> Result<Vec<FileChange>, ReadError> {
    let mut changes = files(shelf, (old, new), &|_| true, &|_, old| old.is_some())?;
    changes.retain(|change| change.new.is_none());
    Ok(changes)
}

/// The files that differ, of those that are wanted, in the folders that are entered.
fn files(
    shelf: &mut Shelf<'_>,
    trees: (Option<ObjectId>, Option<ObjectId>),
    wanted: &dyn Fn(&[u8]) -> bool,
    entered: &dyn Fn(&[u8], Option<ObjectId>) -> bool,
) -> Result<Vec<FileChange>, ReadError> {
    let mut changes = Vec::new();
    // An own stack: trees can be nested as deep as somebody likes.
    let mut open = vec![(Vec::new(), trees.0, trees.1)];
    while let Some((dir, old, new)) = open.pop() {
        shelf.compare(old, new, &mut |name, old, new| {
            let files = [old, new].map(|entry| entry.filter(|entry| entry.is_file()));
            let [old_file, new_file] = files.map(|entry| entry.map(|entry| entry.id));
            let trees = [old, new].map(|entry| entry.filter(|entry| entry.is_tree()));
            let [old_tree, new_tree] = trees.map(|entry| entry.map(|entry| entry.id));
            if old_file == new_file && old_tree == new_tree {
                return;
            }
            let path = below(&dir, name);
            if old_tree != new_tree && entered(&path, old_tree) {
                open.push((path.clone(), old_tree, new_tree));
            }
            if old_file != new_file && wanted(&path) {
                changes.push(FileChange {
                    path,
                    old: old_file,
                    new: new_file,
                });
            }
        })?;
    }
    changes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

/// The path of a name in a folder.
pub(crate) fn below(dir: &[u8], name: &[u8]) -> Vec<u8> {
    let mut path = Vec::with_capacity(dir.len() + 1 + name.len());
    if !dir.is_empty() {
        path.extend_from_slice(dir);
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

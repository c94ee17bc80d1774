//! What every commit changed in the folders of interest, against its first parent.
//!
//! One pass over the commits, from the oldest on, fills a book for each folder that is looked into; nothing in it depends
//! on which of the names in a folder are documents. So when history is followed anew with files from elsewhere, only
//! folders that were not looked into before are read, and of those only the trees that the book of the folder above says
//! are different. What a merge has from its other parents needs no trees: it is known what lies there.
//!
//! Where a filter lets commits pass unread, the books are true for the places that it was asked about and for no others;
//! files from elsewhere then have a set of books of their own.

use std::collections::{BTreeSet, HashMap};

use crate::graph::{CommitSource, Commits, PathKey};
use crate::object::{ObjectId, RawEntry};
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};
use crate::tree::{FileChange, Shelf, below};

/// All books of a walk.
pub(crate) struct Ledger<'r> {
    shelf: Shelf<'r>,
    sets: Vec<Set>,
    /// Nodes whose trees cannot be read.
    broken: HashMap<usize, ReadError>,
}

/// Books that were filled together.
struct Set {
    /// What they are true for, itself and all below it; `None` if for everything.
    places: Option<Vec<Vec<u8>>>,
    /// The root first.
    folders: Vec<Folder>,
}

impl Set {
    /// Whether the books tell of a path, or of what lies below it.
    fn leads_to(&self, path: &[u8]) -> bool {
        let Some(places) = &self.places else {
            return true;
        };
        let fits = |place: &Vec<u8>| is_in(path, place) || is_in(place, path);
        places.iter().any(fits)
    }

    /// Whether the books tell all of a path.
    fn has(&self, path: &[u8]) -> bool {
        let Some(places) = &self.places else {
            return true;
        };
        places.iter().any(|place| is_in(path, place))
    }
}

/// Whether a path is the place or lies below it.
fn is_in(path: &[u8], place: &[u8]) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

/// Single files that a filter is asked about at most; for more of them, it is asked about their folders.
const SINGLE: usize = 32;

/// The book of one folder.
#[derive(Default)]
struct Folder {
    path: Vec<u8>,
    numbers: HashMap<Vec<u8>, usize, foldhash::fast::RandomState>,
    names: Vec<Name>,
    entries: Vec<Entry>,
}

/// One name that was changed in a folder.
struct Name {
    path: Vec<u8>,
    /// Its own book, if it is a folder that was looked into, and how many of the entries are in that.
    folder: Option<(usize, usize)>,
    is_document: bool,
    is_entered: bool,
}

/// What a commit did to one name.
struct Entry {
    node: usize,
    name: usize,
    old: Thing,
    new: Thing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Thing {
    /// Nothing, or nothing that matters.
    Nothing,
    File(ObjectId),
    Tree(ObjectId),
}

impl Thing {
    fn of(entry: Option<RawEntry<'_>>) -> Thing {
        match entry {
            Some(entry) if entry.is_file() => Thing::File(entry.id),
            Some(entry) if entry.is_tree() => Thing::Tree(entry.id),
            _ => Thing::Nothing,
        }
    }

    fn file(self) -> Option<ObjectId> {
        match self {
            Thing::File(id) => Some(id),
            _ => None,
        }
    }

    fn tree(self) -> Option<ObjectId> {
        match self {
            Thing::Tree(id) => Some(id),
            _ => None,
        }
    }
}

impl Folder {
    fn at(path: Vec<u8>) -> Folder {
        Folder {
            path,
            ..Folder::default()
        }
    }

    fn write(&mut self, node: usize, name: &[u8], old: Thing, new: Thing) {
        if old == new {
            return;
        }
        let name = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                let number = self.names.len();
                self.numbers.insert(name.to_vec(), number);
                self.names.push(Name {
                    path: below(&self.path, name),
                    folder: None,
                    is_document: false,
                    is_entered: false,
                });
                number
            }
        };
        self.entries.push(Entry {
            node,
            name,
            old,
            new,
        });
    }
}

impl<'r> Ledger<'r> {
    /// Empty books.
    pub fn new(repository: &'r Repository) -> Self {
        Self {
            shelf: Shelf::new(repository),
            sets: Vec::new(),
            broken: HashMap::new(),
        }
    }

    /// For each node the files of `paths` that it changed against its first parent, sorted by path.
    pub fn changes(
        &mut self,
        commits: &Commits,
        paths: &Paths,
        source: &dyn CommitSource,
    ) -> Vec<Vec<FileChange>> {
        self.open(commits, paths, source);
        let mut changes: Vec<Vec<FileChange>> = Vec::new();
        changes.resize_with(commits.len(), Vec::new);
        for mut set in std::mem::take(&mut self.sets) {
            // Folders that are found on the way come at the end.
            let mut at = 0;
            while at < set.folders.len() {
                self.open_below(&mut set, at, paths);
                at += 1;
            }
            for folder in &set.folders {
                for entry in &folder.entries {
                    let name = folder.names.get(entry.name);
                    let Some(name) = name.filter(|name| name.is_document) else {
                        continue;
                    };
                    let (old, new) = (entry.old.file(), entry.new.file());
                    if old != new
                        && let Some(changes) = changes.get_mut(entry.node)
                    {
                        let path = name.path.clone();
                        changes.push(FileChange { path, old, new });
                    }
                }
            }
            self.sets.push(set);
        }
        self.shelf.clear();
        for changes in &mut changes {
            changes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
            // Two sets of books may tell of the same file.
            changes.dedup();
        }
        changes
    }

    /// Why the files of a node are not known.
    pub fn broken(&self, node: usize) -> Option<&ReadError> {
        self.broken.get(&node)
    }

    /// Trees that were read.
    pub fn trees_read(&self) -> usize {
        self.shelf.read
    }

    /// Opens books for what none tells of, and fills that of the root.
    fn open(&mut self, commits: &Commits, paths: &Paths, source: &dyn CommitSource) {
        let places = paths.places().filter(|_| source.knows_paths());
        let places = places.map(|places| {
            let known = |place: &Vec<u8>| self.sets.iter().any(|set| set.has(place));
            let new: Vec<Vec<u8>> = places.into_iter().filter(|place| !known(place)).collect();
            if new.len() <= SINGLE {
                return new;
            }
            let folders: BTreeSet<Vec<u8>> = new.iter().map(|place| above(place)).collect();
            folders.into_iter().collect()
        });
        let told = match &places {
            Some(places) => places.is_empty(),
            None => !self.sets.is_empty(),
        };
        if told {
            return;
        }
        let keys: Option<Vec<PathKey>> = places
            .as_ref()
            .map(|places| places.iter().map(|place| PathKey::new(place)).collect());
        let set = Set {
            places,
            folders: Vec::new(),
        };
        let mut root = Folder::default();
        // By node a tree that has at the places what the node has there. The last one that was read will do, and is at hand.
        let mut alike: Vec<Option<ObjectId>> = vec![None; commits.len()];
        for (at, node) in commits.iter().enumerate().rev() {
            let first = commits.first_parent(at);
            let before = first.and_then(|first| alike.get(first).copied().flatten());
            let mut after = before;
            if !keys
                .as_ref()
                .is_some_and(|keys| source.untouched(commits, at, keys))
            {
                after = Some(node.tree);
                let read = self.shelf.compare(before, after, &mut |name, old, new| {
                    if set.leads_to(name) {
                        root.write(at, name, Thing::of(old), Thing::of(new));
                    }
                });
                if let Err(error) = read {
                    self.broken.entry(at).or_insert(error);
                }
            }
            if let Some(slot) = alike.get_mut(at) {
                *slot = after;
            }
        }
        self.sets.push(Set {
            folders: vec![root],
            ..set
        });
    }

    /// Fills the books of the folders in a folder, as far as they are of interest and not filled.
    fn open_below(&mut self, set: &mut Set, at: usize, paths: &Paths) {
        let Some(mut folder) = set.folders.get_mut(at).map(std::mem::take) else {
            return;
        };
        // A set of paths only ever grows.
        for name in &mut folder.names {
            name.is_document |= set.has(&name.path) && paths.matches(&name.path);
            name.is_entered |= set.leads_to(&name.path) && paths.may_contain(&name.path);
        }
        let total = folder.entries.len();
        for (position, entry) in folder.entries.iter().enumerate() {
            let name = folder.names.get_mut(entry.name);
            let Some(name) = name.filter(|name| name.is_entered) else {
                continue;
            };
            let (old, new) = (entry.old.tree(), entry.new.tree());
            if old == new {
                continue;
            }
            let (inside, filled) = *name.folder.get_or_insert_with(|| {
                set.folders.push(Folder::at(name.path.clone()));
                (set.folders.len() - 1, 0)
            });
            let book = set.folders.get_mut(inside);
            let Some(book) = book.filter(|_| position >= filled) else {
                continue;
            };
            let read = self.shelf.compare(old, new, &mut |name, old, new| {
                book.write(entry.node, name, Thing::of(old), Thing::of(new));
            });
            if let Err(error) = read {
                self.broken.entry(entry.node).or_insert(error);
            }
        }
        for name in &mut folder.names {
            if let Some((_, filled)) = &mut name.folder {
                *filled = total;
            }
        }
        if let Some(slot) = set.folders.get_mut(at) {
            *slot = folder;
        }
    }
}

/// The folder of a path; the path itself if it lies in the root.
fn above(path: &[u8]) -> Vec<u8> {
    let slash = path.iter().rposition(|&byte| byte == b'/');
    path.get(..slash.unwrap_or(path.len()))
        .unwrap_or_default()
        .to_vec()
}

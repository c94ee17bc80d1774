//! The files of a commit-graph: one, or several that build upon each other, each with the commits that came later.

use std::fs;
use std::path::{Path, PathBuf};

use super::changed_paths::PathKey;
use super::file::{EDGE, GraphFile, NONE};
use crate::object::ObjectId;

/// Times that are believed. For none at all, and for those near the end of what the file has room for, the commit itself is
/// asked.
const TIMES: std::ops::Range<i64> = 1..1 << 33;

/// One commit-graph, the oldest file first.
pub(super) struct Chain(Vec<Layer>);

/// Where a commit is: in which of several graphs, and at which position of all its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub graph: usize,
    pub position: usize,
}

/// What a graph says of a commit.
pub(super) struct Commit {
    pub tree: ObjectId,
    pub time: i64,
    /// Positions and names.
    pub parents: Vec<(usize, ObjectId)>,
}

struct Layer {
    /// Commits in the files below.
    base: usize,
    file: GraphFile,
}

impl Chain {
    /// The commit-graph in a directory of objects; files of a chain may lie in any of `all`. `None` if there is none that
    /// can be read.
    pub fn open(objects: &Path, all: &[PathBuf]) -> Option<Chain> {
        let read = |path: PathBuf| GraphFile::read(fs::read(path).ok()?);
        let info = objects.join("info");
        if let Some(file) = read(info.join("commit-graph")) {
            let single = file.bases == 0;
            return single.then(|| Chain(vec![Layer { base: 0, file }]));
        }
        let list = fs::read_to_string(info.join("commit-graphs/commit-graph-chain")).ok()?;
        let mut layers: Vec<Layer> = Vec::new();
        for (at, name) in list.lines().enumerate() {
            // A name is hex digits, and nothing that leads elsewhere.
            if name.parse::<ObjectId>().is_err() {
                break;
            }
            let name = format!("info/commit-graphs/graph-{name}.graph");
            // What lies below a file that is gone or damaged is still good.
            let Some(file) = all.iter().find_map(|objects| read(objects.join(&name))) else {
                break;
            };
            if usize::from(file.bases) != at {
                break;
            }
            let below = layers.last();
            let base = below.map_or(0, |below| below.base + below.file.count());
            layers.push(Layer { base, file });
        }
        (!layers.is_empty()).then_some(Chain(layers))
    }

    /// How many commits are in it.
    pub fn count(&self) -> usize {
        let last = self.0.last();
        last.map_or(0, |last| last.base + last.file.count())
    }

    /// The position of a commit.
    pub fn position(&self, id: ObjectId) -> Option<usize> {
        let mut layers = self.0.iter().rev();
        layers.find_map(|layer| Some(layer.base + layer.file.find(id)?))
    }

    /// The commit at a position; `None` if what is said of it does not fit.
    pub fn commit(&self, position: usize) -> Option<Commit> {
        let (layer, at) = self.layer(position)?;
        let record = layer.file.record(at)?;
        if !TIMES.contains(&record.time) {
            return None;
        }
        let mut parents = Vec::new();
        if record.first != NONE {
            parents.push(self.named(record.first)?);
        }
        if record.second & EDGE != 0 {
            let mut at = usize::try_from(record.second & !EDGE).ok()?;
            loop {
                let edge = layer.file.edge(at)?;
                parents.push(self.named(edge & !EDGE)?);
                if edge & EDGE != 0 {
                    break;
                }
                at += 1;
            }
        } else if record.second != NONE {
            parents.push(self.named(record.second)?);
        }
        Some(Commit {
            tree: record.tree,
            time: record.time,
            parents,
        })
    }

    /// Whether any of the files has filters.
    pub fn has_filters(&self) -> bool {
        self.0.iter().any(|layer| layer.file.filters().is_some())
    }

    /// Whether the commit at a position is known to have changed nothing at or below these paths against its first parent.
    pub fn untouched(&self, position: usize, paths: &[PathKey]) -> bool {
        self.layer(position).is_some_and(|(layer, at)| {
            layer.file.filters().is_some_and(|(filters, bytes)| {
                let excluded = |path: &PathKey| filters.excludes(bytes, at, path);
                paths.iter().all(excluded)
            })
        })
    }

    /// The file that has a position, and the place in it.
    fn layer(&self, position: usize) -> Option<(&Layer, usize)> {
        let mut layers = self.0.iter().rev();
        let layer = layers.find(|layer| layer.base <= position)?;
        Some((layer, position - layer.base))
    }

    fn named(&self, position: u32) -> Option<(usize, ObjectId)> {
        let position = usize::try_from(position).ok()?;
        let (layer, at) = self.layer(position)?;
        Some((position, layer.file.id(at)?))
    }
}

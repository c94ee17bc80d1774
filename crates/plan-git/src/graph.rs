//! Commits and their parents, from whatever knows them, behind one trait.
//!
//! git's commit-graph file answers where there is one that can be trusted, and the objects themselves where not. What the
//! commits contain is not looked at here, but for one question that a commit-graph may know the answer to: what was not
//! changed.

mod chain;
mod changed_paths;
mod file;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::path::PathBuf;

use crate::object::IdMap;
pub use crate::object::Node;
use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};
use chain::Chain;
pub use changed_paths::PathKey;

/// Something that knows the commits of a repository.
pub trait CommitSource {
    /// Every commit reachable from the tip: children before parents, the newest committer time first where both may
    /// come, as `git rev-list --date-order` has them. Parents are cut at shallow boundaries.
    ///
    /// # Errors
    /// A commit is missing or broken.
    fn commits(&mut self, tip: ObjectId) -> Result<Vec<Node>, ReadError>;

    /// The commits of the first-parent line of a tip, the newest first, each with its first parent alone. Those that were
    /// merged are not looked at.
    ///
    /// # Errors
    /// A commit is missing or broken.
    fn first_parents(&mut self, tip: ObjectId) -> Result<Vec<Node>, ReadError>;

    /// Whether it ever knows that paths were not changed.
    fn knows_paths(&self) -> bool {
        false
    }

    /// True if the commit is known to have changed nothing at or below any of these paths against its first parent. It says
    /// nothing about other parents.
    fn untouched(&self, _commit: ObjectId, _paths: &[PathKey]) -> bool {
        false
    }
}

/// Reads commits one by one from the objects of a repository.
pub struct GitSource<'r>(&'r Repository);

impl<'r> GitSource<'r> {
    /// Makes the source.
    pub fn new(repository: &'r Repository) -> GitSource<'r> {
        GitSource(repository)
    }
}

impl CommitSource for GitSource<'_> {
    fn commits(&mut self, tip: ObjectId) -> Result<Vec<Node>, ReadError> {
        reachable(tip, &mut |id| self.0.node(id))
    }

    fn first_parents(&mut self, tip: ObjectId) -> Result<Vec<Node>, ReadError> {
        line(tip, &mut |id| self.0.node(id))
    }
}

/// Takes commits from the commit-graph of a repository, and from its objects where that does not have them.
///
/// The graph is used as git uses it: not if the configuration says so, and not where parents are other than the commits say
/// (shallow clones, grafts, replace refs). A graph that is damaged is as good as none.
pub struct GraphSource<'r> {
    repository: &'r Repository,
    chains: Vec<Chain>,
    filters: bool,
    read: usize,
}

impl<'r> GraphSource<'r> {
    /// Opens what the repository has, and the repositories that it borrows objects from.
    pub fn new(repository: &'r Repository) -> GraphSource<'r> {
        let is_off = |key: &str| {
            let value = repository.config(key).unwrap_or_default();
            matches!(
                value.to_ascii_lowercase().as_str(),
                "false" | "no" | "off" | "0"
            )
        };
        let trusted = !repository.is_shallow()
            && !repository.has_grafts()
            && !repository.has_replace_refs()
            && !is_off("core.commitGraph");
        let all: Vec<PathBuf> = if trusted {
            repository.object_dirs()
        } else {
            Vec::new()
        };
        let chains: Vec<Chain> = all
            .iter()
            .filter_map(|objects| Chain::open(objects, &all))
            .collect();
        let filters = chains.iter().any(Chain::has_filters)
            && !is_off("commitGraph.readChangedPaths")
            && !is_off("commitGraph.changedPathsVersion");
        GraphSource {
            repository,
            chains,
            filters,
            read: 0,
        }
    }

    /// Commits that had to be read from their objects.
    pub fn commits_read(&self) -> usize {
        self.read
    }

    fn node(&mut self, id: ObjectId) -> Result<Node, ReadError> {
        let known = self.chains.iter().find_map(|chain| chain.node(id));
        known.map_or_else(
            || {
                self.read += 1;
                self.repository.node(id)
            },
            Ok,
        )
    }
}

impl CommitSource for GraphSource<'_> {
    fn commits(&mut self, tip: ObjectId) -> Result<Vec<Node>, ReadError> {
        reachable(tip, &mut |id| self.node(id))
    }

    fn first_parents(&mut self, tip: ObjectId) -> Result<Vec<Node>, ReadError> {
        line(tip, &mut |id| self.node(id))
    }

    fn knows_paths(&self) -> bool {
        self.filters
    }

    fn untouched(&self, commit: ObjectId, paths: &[PathKey]) -> bool {
        let knows = |chain: &Chain| chain.untouched(commit, paths);
        self.filters && self.chains.iter().any(knows)
    }
}

fn reachable(
    tip: ObjectId,
    node_of: &mut dyn FnMut(ObjectId) -> Result<Node, ReadError>,
) -> Result<Vec<Node>, ReadError> {
    let mut found: IdMap<Found> = IdMap::default();
    let mut open = vec![tip];
    while let Some(id) = open.pop() {
        if found.contains_key(&id) {
            continue;
        }
        let node = node_of(id)?;
        open.extend(
            node.parents
                .iter()
                .filter(|parent| !found.contains_key(parent)),
        );
        found.insert(id, Found { node, children: 0 });
    }
    Ok(in_order(found, tip))
}

fn line(
    tip: ObjectId,
    node_of: &mut dyn FnMut(ObjectId) -> Result<Node, ReadError>,
) -> Result<Vec<Node>, ReadError> {
    let mut line: Vec<Node> = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some(tip);
    // Grafts can be made to go in circles.
    while let Some(id) = next.filter(|id| seen.insert(*id)) {
        let mut node = node_of(id)?;
        node.parents.truncate(1);
        next = node.parents.first().copied();
        line.push(node);
    }
    Ok(line)
}

struct Found {
    node: Node,
    /// Children that have not been given out yet.
    children: usize,
}

fn in_order(mut found: IdMap<Found>, tip: ObjectId) -> Vec<Node> {
    let edges: Vec<ObjectId> = found
        .values()
        .flat_map(|found| found.node.parents.iter().copied())
        .collect();
    for parent in edges {
        if let Some(parent) = found.get_mut(&parent) {
            parent.children += 1;
        }
    }
    let mut order = Vec::with_capacity(found.len());
    let mut ready = BinaryHeap::new();
    // Equal times come in the order in which they got ready, as in git.
    let mut arrival = 0_usize;
    if let Some(first) = found.get(&tip) {
        ready.push((first.node.time, Reverse(arrival), tip));
    }
    while let Some((_, _, id)) = ready.pop() {
        let Some(Found { node, .. }) = found.remove(&id) else {
            continue;
        };
        for parent in &node.parents {
            if let Some(waiting) = found.get_mut(parent) {
                waiting.children = waiting.children.saturating_sub(1);
                if waiting.children == 0 {
                    arrival += 1;
                    ready.push((waiting.node.time, Reverse(arrival), *parent));
                }
            }
        }
        order.push(node);
    }
    order
}

/// The first-parent line of a tip: where every commit came in.
pub struct MainLine {
    landed: IdMap<ObjectId>,
}

impl MainLine {
    /// Works out the line from all commits of the tip, in time linear in commits and parents.
    pub fn new(nodes: &[Node], tip: ObjectId) -> MainLine {
        let by_id: IdMap<&Node> = nodes.iter().map(|node| (node.id, node)).collect();
        let next = |id: &ObjectId| by_id.get(id).and_then(|node| node.parents.first()).copied();
        let line = std::iter::successors(Some(tip), next).filter(|id| by_id.contains_key(id));
        // Grafts can be made to go in circles.
        let line: Vec<ObjectId> = line.take(nodes.len()).collect();
        let mut landed = IdMap::default();
        landed.reserve(nodes.len());
        for &here in line.iter().rev() {
            let mut open = vec![here];
            while let Some(id) = open.pop() {
                if let Some(node) = by_id.get(&id)
                    && !landed.contains_key(&id)
                {
                    landed.insert(id, here);
                    open.extend(&node.parents);
                }
            }
        }
        MainLine { landed }
    }

    /// The oldest first-parent commit of the tip that contains the commit; the commit itself if the tip does not.
    pub fn landed(&self, id: ObjectId) -> ObjectId {
        self.landed.get(&id).copied().unwrap_or(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> ObjectId {
        ObjectId::from_bytes([number; 20])
    }

    fn node(number: u8, parents: &[u8]) -> Node {
        let parents = parents.iter().map(|&parent| id(parent)).collect();
        Node {
            id: id(number),
            parents,
            tree: id(0),
            time: i64::from(number),
        }
    }

    /// 1 - 2 ------ 5 - 8
    ///  \- 3 - 4 -/     /
    ///      \- 6 - 7 --/
    #[test]
    fn a_commit_landed_with_the_oldest_merge_that_brought_it() {
        let nodes = [
            node(8, &[5, 7]),
            node(7, &[6]),
            node(6, &[3]),
            node(5, &[2, 4]),
            node(4, &[3]),
            node(3, &[1]),
            node(2, &[1]),
            node(1, &[]),
        ];
        let line = MainLine::new(&nodes, id(8));
        for (commit, landed) in [
            (1, 1),
            (2, 2),
            (3, 5),
            (4, 5),
            (5, 5),
            (6, 8),
            (7, 8),
            (8, 8),
            (9, 9),
        ] {
            assert_eq!(line.landed(id(commit)), id(landed), "{commit}");
        }
    }

    #[test]
    fn parents_that_are_not_there_end_the_line() {
        let line = MainLine::new(&[node(2, &[1])], id(2));
        assert_eq!(line.landed(id(2)), id(2));
        assert_eq!(line.landed(id(1)), id(1));
    }
}

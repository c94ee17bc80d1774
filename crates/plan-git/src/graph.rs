//! Commits and their parents, from whatever knows them, behind one trait.
//!
//! Today git2 answers; a reader of git's commit-graph file can take its place without anyone else noticing. What the
//! commits contain is not looked at here.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

pub use crate::object::Node;
use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};

/// Something that knows the commits of a repository.
pub trait CommitSource {
    /// Every commit reachable from the tip: children before parents, the newest committer time first where both may
    /// come, as `git rev-list --date-order` has them. Parents are cut at shallow boundaries.
    ///
    /// # Errors
    /// A commit is missing or broken.
    fn commits(&mut self, tip: ObjectId) -> Result<Vec<Node>, ReadError>;
}

/// Reads commits one by one from the objects of a repository.
pub struct GitSource<'r>(&'r Repository);

impl<'r> GitSource<'r> {
    /// Makes the source.
    pub fn new(repository: &'r Repository) -> GitSource<'r> {
        GitSource(repository)
    }
}

/// The commits of the first-parent line of a tip, the newest first, each with its first parent alone. Those that were
/// merged are not read.
///
/// # Errors
/// A commit is missing or broken.
pub fn first_parents(repository: &Repository, tip: ObjectId) -> Result<Vec<Node>, ReadError> {
    let mut line: Vec<Node> = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some(tip);
    // Grafts can be made to go in circles.
    while let Some(id) = next.filter(|id| seen.insert(*id)) {
        let mut node = repository.node(id)?;
        node.parents.truncate(1);
        next = node.parents.first().copied();
        line.push(node);
    }
    Ok(line)
}

impl CommitSource for GitSource<'_> {
    fn commits(&mut self, tip: ObjectId) -> Result<Vec<Node>, ReadError> {
        let mut found: HashMap<ObjectId, Found> = HashMap::new();
        let mut open = vec![tip];
        while let Some(id) = open.pop() {
            if found.contains_key(&id) {
                continue;
            }
            let node = self.0.node(id)?;
            open.extend(
                node.parents
                    .iter()
                    .filter(|parent| !found.contains_key(parent)),
            );
            found.insert(id, Found { node, children: 0 });
        }
        Ok(in_order(found, tip))
    }
}

struct Found {
    node: Node,
    /// Children that have not been given out yet.
    children: usize,
}

fn in_order(mut found: HashMap<ObjectId, Found>, tip: ObjectId) -> Vec<Node> {
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
    landed: HashMap<ObjectId, ObjectId>,
}

impl MainLine {
    /// Works out the line from all commits of the tip, in time linear in commits and parents.
    pub fn new(nodes: &[Node], tip: ObjectId) -> MainLine {
        let by_id: HashMap<ObjectId, &Node> = nodes.iter().map(|node| (node.id, node)).collect();
        let next = |id: &ObjectId| by_id.get(id).and_then(|node| node.parents.first()).copied();
        let line = std::iter::successors(Some(tip), next).filter(|id| by_id.contains_key(id));
        // Grafts can be made to go in circles.
        let line: Vec<ObjectId> = line.take(nodes.len()).collect();
        let mut landed = HashMap::with_capacity(nodes.len());
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

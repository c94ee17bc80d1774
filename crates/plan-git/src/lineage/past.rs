//! Whether a document was ever there, seen from a commit: what a side of a merge does not have, it has deleted or never had.

use std::collections::BTreeSet;

use crate::graph::Commits;

/// True if one of `births`, the commits where a document began, is `node` or lies before it.
pub(super) fn knows(commits: &Commits, node: Option<usize>, births: &[usize]) -> bool {
    // Commits come children first, so nothing behind the last birth leads to one.
    let Some(last) = births.iter().copied().max() else {
        return false;
    };
    let mut seen = BTreeSet::new();
    let mut open: Vec<usize> = node.into_iter().collect();
    while let Some(at) = open.pop() {
        if births.contains(&at) {
            return true;
        }
        let parents = commits.parents(at).iter().copied().flatten();
        open.extend(parents.filter(|parent| *parent <= last && seen.insert(*parent)));
    }
    false
}

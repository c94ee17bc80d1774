//! Which node of the old plan is which of the new one.
//!
//! One algorithm for phases, tasks, checks and sections: equal keys within one group first, then equal keys across
//! groups (a move), then the most similar words within a group. Deterministic: ties go to the earlier node.

use std::collections::HashMap;

use super::similarity::Bag;

/// A node to align. `group` is the parent it must share to be the same without having moved.
pub(crate) struct Node {
    pub group: usize,
    /// Strongest first. An empty key matches nothing.
    pub keys: Vec<String>,
    pub words: String,
}

/// Least share of common words for two nodes with different keys to be one node reworded.
const SIMILAR: f64 = 0.5;

/// Similarity is looked for only among this many pairs, so that long lists stay cheap.
const MAX_PAIRS: usize = 40_000;

/// For each old node the new node that it is, if it is still there.
pub(crate) fn align(old: &[Node], new: &[Node]) -> Vec<Option<usize>> {
    let mut matched: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let keys = old
        .iter()
        .chain(new)
        .map(|node| node.keys.len())
        .max()
        .unwrap_or(0);
    for same_group in [true, false] {
        for rank in 0..keys {
            by_key(old, new, rank, same_group, &mut matched, &mut taken);
        }
    }
    by_words(old, new, &mut matched, &mut taken);
    matched
}

fn by_key(
    old: &[Node],
    new: &[Node],
    rank: usize,
    same_group: bool,
    matched: &mut [Option<usize>],
    taken: &mut [bool],
) {
    let key = |node: &Node| {
        let key = node.keys.get(rank).filter(|key| !key.is_empty())?.clone();
        Some((if same_group { node.group } else { 0 }, key))
    };
    let mut waiting: HashMap<(usize, String), std::collections::VecDeque<usize>> = HashMap::new();
    for (index, node) in new.iter().enumerate() {
        if !taken.get(index).copied().unwrap_or(true)
            && let Some(key) = key(node)
        {
            waiting.entry(key).or_default().push_back(index);
        }
    }
    for (node, slot) in old.iter().zip(matched) {
        if slot.is_none()
            && let Some(key) = key(node)
            && let Some(index) = waiting
                .get_mut(&key)
                .and_then(std::collections::VecDeque::pop_front)
        {
            *slot = Some(index);
            if let Some(taken) = taken.get_mut(index) {
                *taken = true;
            }
        }
    }
}

fn by_words(old: &[Node], new: &[Node], matched: &mut [Option<usize>], taken: &mut [bool]) {
    let open_old: Vec<(usize, usize, Bag)> = old
        .iter()
        .zip(matched.iter())
        .enumerate()
        .filter(|(_, (_, slot))| slot.is_none())
        .map(|(index, (node, _))| (index, node.group, Bag::of(&node.words)))
        .collect();
    let open_new: Vec<(usize, usize, Bag)> = new
        .iter()
        .zip(taken.iter())
        .enumerate()
        .filter(|(_, (_, taken))| !**taken)
        .map(|(index, (node, _))| (index, node.group, Bag::of(&node.words)))
        .collect();
    if open_old.len().saturating_mul(open_new.len()) > MAX_PAIRS {
        return;
    }
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (from, group, words) in &open_old {
        for (to, other, other_words) in &open_new {
            let similar = words.similarity(other_words);
            if group == other && similar >= SIMILAR {
                pairs.push((similar, *from, *to));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, from, to) in pairs {
        if let (Some(slot @ None), Some(taken @ false)) = (matched.get_mut(from), taken.get_mut(to))
        {
            *slot = Some(to);
            *taken = true;
        }
    }
}

/// True if the matched nodes do not stand in their old order.
pub(super) fn is_reordered(matched: &[Option<usize>]) -> bool {
    let order: Vec<usize> = matched.iter().flatten().copied().collect();
    !order.is_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(texts: &[(usize, &str)]) -> Vec<Node> {
        texts
            .iter()
            .map(|(group, text)| Node {
                group: *group,
                keys: vec![(*text).to_owned()],
                words: (*text).to_owned(),
            })
            .collect()
    }

    #[test]
    fn keys_before_words_and_own_group_before_others() {
        let old = nodes(&[(0, "write the parser"), (0, "test"), (1, "test")]);
        let new = nodes(&[(1, "test"), (0, "write the fast parser"), (0, "test")]);
        assert_eq!(align(&old, &new), [Some(1), Some(2), Some(0)]);
    }

    #[test]
    fn a_move_is_found_across_groups() {
        assert_eq!(
            align(&nodes(&[(0, "ship it")]), &nodes(&[(1, "ship it")])),
            [Some(0)]
        );
        assert_eq!(
            align(&nodes(&[(0, "ship it")]), &nodes(&[(1, "ship it now")])),
            [None]
        );
    }

    #[test]
    fn duplicates_are_paired_in_order() {
        let old = nodes(&[(0, "a"), (0, "a")]);
        let new = nodes(&[(0, "a"), (0, "a"), (0, "a")]);
        assert_eq!(align(&old, &new), [Some(0), Some(1)]);
        assert!(is_reordered(&[Some(1), None, Some(0)]));
        assert!(!is_reordered(&[Some(0), None, Some(2)]));
    }
}

//! Where nodes stand among those that are matched already.

use foldhash::HashMap;

use super::Node;

/// For each node how many fences of its group stand before it: matched nodes that kept their order. Nodes of one group
/// and one number stand between the same neighbours. The default has no fences.
#[derive(Default)]
pub(super) struct Gaps {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Gaps {
    pub fn of(old: &[Node], new: &[Node], matched: &[Option<usize>]) -> Self {
        let mut groups: HashMap<usize, Vec<(usize, usize)>> = HashMap::default();
        for (from, (node, to)) in old.iter().zip(matched).enumerate() {
            if let Some(to) = *to
                && new.get(to).is_some_and(|now| now.group == node.group)
            {
                groups.entry(node.group).or_default().push((from, to));
            }
        }
        let mut old_fences = vec![false; old.len()];
        let mut new_fences = vec![false; new.len()];
        for (from, to) in groups.values().flat_map(|pairs| longest_rise(pairs)) {
            if let (Some(a), Some(b)) = (old_fences.get_mut(from), new_fences.get_mut(to)) {
                (*a, *b) = (true, true);
            }
        }
        Self {
            old: numbers(old, &old_fences),
            new: numbers(new, &new_fences),
        }
    }

    pub fn before_old(&self, index: usize) -> usize {
        self.old.get(index).copied().unwrap_or(0)
    }

    pub fn before_new(&self, index: usize) -> usize {
        self.new.get(index).copied().unwrap_or(0)
    }
}

fn numbers(nodes: &[Node], fences: &[bool]) -> Vec<usize> {
    let mut passed: HashMap<usize, usize> = HashMap::default();
    nodes
        .iter()
        .zip(fences)
        .map(|(node, fence)| {
            let passed = passed.entry(node.group).or_default();
            let number = *passed;
            *passed += usize::from(*fence);
            number
        })
        .collect()
}

/// The most pairs whose second numbers rise, last first. First numbers rise already.
pub(in crate::change) fn longest_rise(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the end of the run that ends lowest, and for each pair the one before it in its run.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, to)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|(end, _)| end < to);
        let last = length.checked_sub(1).and_then(|length| ends.get(length));
        before.push(last.map(|(_, at)| *at));
        match ends.get_mut(length) {
            Some(end) => *end = (*to, at),
            None => ends.push((*to, at)),
        }
    }
    let last = ends.last().map(|(_, at)| *at);
    std::iter::successors(last, |at| before.get(*at).copied().flatten())
        .filter_map(|at| pairs.get(at).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rise() {
        let rise = |order: &[usize]| {
            let pairs: Vec<(usize, usize)> = order.iter().copied().enumerate().collect();
            let mut kept: Vec<usize> = longest_rise(&pairs).into_iter().map(|(_, to)| to).collect();
            kept.reverse();
            kept
        };
        assert!(rise(&[]).is_empty());
        assert_eq!(rise(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(rise(&[3, 0, 1, 2]), [0, 1, 2]);
        assert_eq!(rise(&[2, 1, 0]), [0]);
        assert_eq!(rise(&[1, 4, 2, 0, 3]), [1, 2, 3]);
    }

    #[test]
    fn gaps_are_counted_in_each_group_by_itself() {
        let nodes = |groups: &[usize]| -> Vec<Node> {
            let node = |group: &usize| Node::new(*group, [""], "");
            groups.iter().map(node).collect()
        };
        let (old, new) = (nodes(&[0, 1, 0, 1, 0]), nodes(&[1, 0, 0, 0, 1]));
        let gaps = Gaps::of(&old, &new, &[None, Some(0), Some(2), None, None]);
        assert_eq!(gaps.old, [0, 0, 0, 1, 1]);
        assert_eq!(gaps.new, [0, 0, 0, 1, 1]);
    }
}

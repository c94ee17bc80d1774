//! The order of what stands in one thing, from the orders of both sides.

use foldhash::{HashMap, HashSet};

/// The members that are wanted in one order: that of ours, unless only theirs put what all have in another order. What only
/// the other side has comes behind what it stands behind there; of two things put in at one place, ours comes first.
pub(super) fn merged(
    base: &[usize],
    ours: &[usize],
    theirs: &[usize],
    is_wanted: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let only = |list: &[usize]| -> Vec<usize> {
        let list = list.iter().copied();
        list.filter(|member| is_wanted(*member)).collect()
    };
    if base == ours && base == theirs {
        return only(base);
    }
    let (base, ours, theirs) = (only(base), only(ours), only(theirs));
    let common: HashSet<usize> = {
        let theirs: HashSet<usize> = theirs.iter().copied().collect();
        let ours: HashSet<usize> = ours.iter().copied().collect();
        let both = base.iter().copied();
        both.filter(|member| ours.contains(member) && theirs.contains(member))
            .collect()
    };
    let shared = |list: &[usize]| -> Vec<usize> {
        list.iter()
            .copied()
            .filter(|member| common.contains(member))
            .collect()
    };
    let theirs_only = shared(&ours) == shared(&base) && shared(&theirs) != shared(&base);
    let order = if theirs_only {
        woven(&theirs, &ours, true)
    } else {
        woven(&ours, &theirs, false)
    };
    // What is there for the sake of the base alone.
    woven(&order, &base, false)
}

/// `list` with what only `other` has. `first` puts that before what only `list` has at the same place.
fn woven(list: &[usize], other: &[usize], first: bool) -> Vec<usize> {
    let known: HashSet<usize> = list.iter().copied().collect();
    let mut coming: HashMap<Option<usize>, Vec<usize>> = HashMap::default();
    let mut behind = None;
    for member in other {
        if known.contains(member) {
            behind = Some(*member);
        } else {
            coming.entry(behind).or_default().push(*member);
        }
    }
    let shared: HashSet<usize> = other.iter().copied().collect();
    let mut waiting = coming.remove(&None).unwrap_or_default();
    let mut out = Vec::with_capacity(list.len() + other.len());
    for member in list {
        if first || shared.contains(member) {
            out.append(&mut waiting);
        }
        out.push(*member);
        waiting.extend(coming.remove(&Some(*member)).unwrap_or_default());
    }
    out.append(&mut waiting);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(base: &[usize], ours: &[usize], theirs: &[usize]) -> Vec<usize> {
        merged(base, ours, theirs, |_| true)
    }

    #[test]
    fn what_both_sides_put_in_comes_ours_first() {
        assert_eq!(order(&[1, 2], &[1, 2, 8], &[1, 2, 9]), [1, 2, 8, 9]);
        assert_eq!(order(&[1, 2], &[1, 8, 2], &[1, 9, 2]), [1, 8, 9, 2]);
        assert_eq!(order(&[1, 2], &[8, 1, 2], &[1, 9, 2]), [8, 1, 9, 2]);
        assert_eq!(order(&[], &[8, 7], &[9]), [8, 7, 9]);
    }

    #[test]
    fn one_side_may_reorder() {
        assert_eq!(order(&[1, 2, 3], &[3, 1, 2], &[1, 2, 3, 9]), [3, 9, 1, 2]);
        assert_eq!(order(&[1, 2, 3], &[1, 2, 3, 8], &[3, 1, 2]), [3, 8, 1, 2]);
        assert_eq!(order(&[1, 2, 3], &[3, 2, 1], &[2, 1, 3]), [3, 2, 1]);
    }

    #[test]
    fn only_what_is_left_is_ordered() {
        let but_2 = |member| member != 2;
        assert_eq!(merged(&[1, 2, 3], &[1, 2, 8, 3], &[1, 3], but_2), [1, 8, 3]);
        assert_eq!(merged(&[1, 2, 3], &[1, 2, 3], &[1, 2, 3], but_2), [1, 3]);
    }
}

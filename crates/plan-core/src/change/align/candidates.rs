//! Which nodes are worth comparing by their words.
//!
//! Where one side has few nodes left, all pairs are compared. Otherwise an inverted index of the new nodes is asked
//! for the rarest words of each old one, and only the nodes that share most of these, weighed by rarity, are compared,
//! so that the cost grows with the number of nodes, whatever they say. Per old node and round, at most [`RARE`] words
//! are looked up, [`NEAR`] nodes are visited for each and [`COMPARED`] are compared.
//!
//! What is given up: in a group with more than [`FEW`] nodes left on both sides, a reworded node is missed whose rare
//! words are all gone or all in other nodes too, and which also stands far from where its neighbours say; and of
//! several nodes that are almost equally similar, the one near that place may win over one further off that is more
//! so.

use foldhash::HashMap;
use std::cmp::{Ordering, Reverse};

use super::words::Words;

/// With no more nodes on one side, nothing is given up.
const FEW: usize = 32;
/// Words that are looked up, rarest first.
const RARE: usize = 12;
/// Nodes visited for a word: all that have it, or those next to the expected place.
const NEAR: usize = 16;
/// Nodes compared, those with most of the rare words first.
const COMPARED: usize = 16;

/// A node that is not matched yet.
pub(super) struct Open<'w> {
    pub index: usize,
    /// Equal on both sides if it stands between the same neighbours.
    pub gap: usize,
    pub words: &'w Words,
}

/// Two nodes that may be one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub share: f64,
    pub old: usize,
    pub new: usize,
}

impl Pair {
    /// Orders by share of words, ties to the earlier.
    pub fn best_first(&self, other: &Self) -> Ordering {
        let share = other.share.total_cmp(&self.share);
        share.then_with(|| (self.old, self.new).cmp(&(other.old, other.new)))
    }
}

/// Adds the pairs that are similar enough; true if all of them were found.
pub(super) fn collect(
    old: &[Open],
    new: &[Open],
    least: f64,
    pairs: &mut Vec<Pair>,
    steps: &mut usize,
) -> bool {
    if old.len().min(new.len()) <= FEW {
        let rarity = Rarity::of(old, new);
        for from in old {
            for to in new {
                if let Some(share) = from.words.share(to.words, least, steps) {
                    // Among texts that are alike, the rare words tell which is which.
                    let share = share + rarity.share(from.words, to.words);
                    let (old, new) = (from.index, to.index);
                    pairs.push(Pair { share, old, new });
                }
            }
        }
        return true;
    }
    let mut compare = |from: &Open, to: &Open, steps: &mut usize| {
        if let Some(share) = from.words.share(to.words, least, steps) {
            let (old, new) = (from.index, to.index);
            pairs.push(Pair { share, old, new });
        }
    };
    let index = Index::of(new);
    for (from, place) in old.iter().zip(places(old, new)) {
        for slot in index.candidates(from.words, place, steps) {
            if let Some(to) = new.get(slot) {
                compare(from, to, steps);
            }
        }
    }
    false
}

/// In how many nodes each word stands.
#[derive(Default)]
struct Rarity(HashMap<u64, u32>);

impl Rarity {
    /// Counts nothing where there is nothing to choose.
    fn of(old: &[Open], new: &[Open]) -> Self {
        let mut counts = HashMap::default();
        if old.len().max(new.len()) > 1 {
            for open in old.iter().chain(new) {
                for word in open.words.distinct() {
                    *counts.entry(word).or_default() += 1;
                }
            }
        }
        Self(counts)
    }

    /// Share of common words, the rarer ones counting more.
    fn share(&self, a: &Words, b: &Words) -> f64 {
        if self.0.is_empty() {
            return 0.0;
        }
        let weight = |word: &u64| 1.0 / f64::from(self.0.get(word).copied().unwrap_or(1));
        let total = |words: &Words| words.distinct().map(|word| weight(&word)).sum::<f64>();
        let common: f64 = a.common(b).map(|word| weight(&word)).sum();
        2.0 * common / (total(a) + total(b)).max(f64::MIN_POSITIVE)
    }
}

/// For each old node the slot of the new node that stands in its place if nothing came or went between the neighbours.
fn places(old: &[Open], new: &[Open]) -> Vec<usize> {
    let mut places = Vec::with_capacity(old.len());
    for gap in old.chunk_by(|a, b| a.gap == b.gap) {
        let start = gap
            .first()
            .map_or(0, |first| new.partition_point(|open| open.gap < first.gap));
        places.extend(start..start + gap.len());
    }
    places
}

/// For each word the slots of the nodes that have it, rising.
struct Index {
    slots: HashMap<u64, Vec<usize>>,
    nodes: usize,
}

impl Index {
    fn of(nodes: &[Open]) -> Self {
        let mut slots: HashMap<u64, Vec<usize>> = HashMap::default();
        for (slot, open) in nodes.iter().enumerate() {
            for word in open.words.distinct() {
                slots.entry(word).or_default().push(slot);
            }
        }
        let nodes = nodes.len();
        Self { slots, nodes }
    }

    /// The slots that share most words, rare ones counting more, ties to those nearest to the place.
    fn candidates(&self, words: &Words, place: usize, steps: &mut usize) -> Vec<usize> {
        let known = words.distinct().filter_map(|word| self.slots.get(&word));
        let mut rare: Vec<&[usize]> = known.map(Vec::as_slice).collect();
        *steps += rare.len();
        rare.sort_by_key(|slots| slots.len());
        let mut hits: Vec<(usize, u32)> = Vec::new();
        for slots in rare.into_iter().take(RARE) {
            // Without weights, the neighbours of the place would crowd out the one node that has a rare word: only
            // they are visited for the frequent words, which all have.
            let weight = 1
                + (self.nodes / slots.len().max(1))
                    .checked_ilog2()
                    .unwrap_or(0);
            hits.extend(nearest(slots, place).iter().map(|slot| (*slot, weight)));
        }
        *steps += hits.len();
        hits.sort_unstable();
        let mut counted: Vec<(Reverse<u32>, usize, usize)> = hits
            .chunk_by(|(a, _), (b, _)| a == b)
            .filter_map(|run| {
                let (slot, _) = *run.first()?;
                let weight = run.iter().map(|(_, weight)| weight).sum();
                Some((Reverse(weight), slot.abs_diff(place), slot))
            })
            .collect();
        counted.sort_unstable();
        counted.truncate(COMPARED);
        counted.into_iter().map(|(_, _, slot)| slot).collect()
    }
}

fn nearest(slots: &[usize], place: usize) -> &[usize] {
    let middle = slots.partition_point(|slot| *slot < place);
    let start = middle
        .saturating_sub(NEAR / 2)
        .min(slots.len().saturating_sub(NEAR));
    let end = (start + NEAR).min(slots.len());
    slots.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_slots() {
        let slots: Vec<usize> = (0..100).map(|slot| slot * 2).collect();
        let ends = |place| {
            let near = nearest(&slots, place);
            (near.first().copied(), near.last().copied(), near.len())
        };
        assert_eq!(ends(0), (Some(0), Some(30), NEAR));
        assert_eq!(ends(100), (Some(84), Some(114), NEAR));
        assert_eq!(ends(1000), (Some(168), Some(198), NEAR));
        assert_eq!(nearest(&[3, 5], 100), [3, 5]);
        assert!(nearest(&[], 100).is_empty());
    }

    #[test]
    fn places_follow_the_gap() {
        let words = Words::default();
        let open = |gaps: &[usize]| -> Vec<Open> {
            let open = |(index, gap): (usize, &usize)| Open {
                index,
                gap: *gap,
                words: &words,
            };
            gaps.iter().enumerate().map(open).collect()
        };
        let of = |old: &[usize], new: &[usize]| places(&open(old), &open(new));
        assert_eq!(of(&[0, 0, 0], &[0, 0, 0]), [0, 1, 2]);
        assert_eq!(of(&[0, 1, 1, 3], &[0, 0, 0, 1, 3]), [0, 3, 4, 4]);
    }
}

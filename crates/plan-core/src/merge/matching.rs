//! Where two texts differ: the runs of lines that stand in one of them only, in the form that git gives them.
//!
//! The search is that of `similar`, which gives up looking for the very shortest answer where that gets expensive, as git
//! does, and needs no clock for it; texts of more than a hundred thousand changed lines are cut up first (`anchors`). Three things are done around it as in git, since they decide which of several equally
//! short answers comes out: common ends are cut off first, lines that the other text does not have at all are left out of
//! the search, and runs are moved to where git would show them (`slide`). The search goes from the end to the start, which
//! gives git's answer a little more often.
//!
//! What that comes to, for merges of random texts of at most 15 lines: where every line is another one, the same bytes as
//! `git merge-file` in 1000 of 1000 cases; with twelve different lines 997, with six 991, with three 983. In the others the
//! texts have several equally short differences, and git took another one. `tests/merge_file.rs` watches over it.

use std::ops::Range;

use similar::DiffOp;
use similar::algorithms::{Capture, myers};

use super::anchors::anchors;
use super::slide::slide;

/// A run of lines of one text that stands where the other one has other lines, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// The differences of two texts, in order; two of them never touch.
pub(super) fn hunks(old: &[u32], new: &[u32]) -> Vec<Hunk> {
    let (mut gone, mut come) = compared(old, new);
    slide(old, &mut gone, &mut come);
    slide(new, &mut come, &mut gone);
    runs(&gone, &come)
}

/// Which lines of the old text are gone, and which of the new one have come.
fn compared(old: &[u32], new: &[u32]) -> (Vec<bool>, Vec<bool>) {
    let pairs = || old.iter().zip(new);
    let start = pairs().take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - start;
    let ends = old.iter().rev().zip(new.iter().rev()).take(most);
    let end = ends.take_while(|(a, b)| a == b).count();
    let kept = |lines: &[u32], other: &[u32]| -> Vec<(usize, u32)> {
        let known = present(other);
        let inside = lines.iter().copied().enumerate();
        inside
            .take(lines.len() - end)
            .skip(start)
            .filter(|(_, line)| known.get(*line as usize) == Some(&true))
            .rev()
            .collect()
    };
    let (old_kept, new_kept) = (kept(old, new), kept(new, old));
    let numbers = |kept: &[(usize, u32)]| -> Vec<u32> { kept.iter().map(|line| line.1).collect() };
    let flags = |length: usize| -> Vec<bool> {
        (0..length)
            .map(|at| at >= start && at < length - end)
            .collect()
    };
    let (mut gone, mut come) = (flags(old.len()), flags(new.len()));
    for found in search(&numbers(&old_kept), &numbers(&new_kept)) {
        let same = |flags: &mut Vec<bool>, kept: &[(usize, u32)], from: usize| {
            for (at, _) in kept.iter().skip(from).take(found.length) {
                if let Some(flag) = flags.get_mut(*at) {
                    *flag = false;
                }
            }
        };
        same(&mut gone, &old_kept, found.old);
        same(&mut come, &new_kept, found.new);
    }
    (gone, come)
}

/// Lines that two texts have in common, in a row.
struct Match {
    old: usize,
    new: usize,
    length: usize,
}

/// Up to so many lines of both texts together are searched as they are. The work grows faster than the lines do.
const AT_ONCE: usize = 100_000;
/// In texts with more lines, so many are searched in all.
const IN_ALL: usize = 4 * AT_ONCE;

/// What two texts have in common. Between those that are too large, only what stands between lines that each of them has
/// once is searched, as far as it goes.
fn search(old: &[u32], new: &[u32]) -> Vec<Match> {
    let mut matches = Vec::new();
    if old.len() + new.len() <= AT_ONCE {
        search_all(old, new, (0, 0), &mut matches);
        return matches;
    }
    let (mut start, mut left) = ((0, 0), IN_ALL);
    let ends = std::iter::once((old.len(), new.len()));
    for end in anchors(old, new).into_iter().chain(ends) {
        let old_gap = old.get(start.0..end.0).unwrap_or_default();
        let new_gap = new.get(start.1..end.1).unwrap_or_default();
        let size = old_gap.len() + new_gap.len();
        if size <= AT_ONCE.min(left) && !old_gap.is_empty() && !new_gap.is_empty() {
            left -= size;
            search_all(old_gap, new_gap, start, &mut matches);
        }
        // At the very end there is no line, and nothing is marked.
        matches.push(Match {
            old: end.0,
            new: end.1,
            length: 1,
        });
        start = (end.0 + 1, end.1 + 1);
    }
    matches
}

/// Searches by an algorithm that cannot fail; the texts are parts that begin at `start`.
fn search_all(old: &[u32], new: &[u32], start: (usize, usize), matches: &mut Vec<Match>) {
    let mut found = Capture::new();
    // Its error type has no values.
    let _ = myers::diff(&mut found, old, 0..old.len(), new, 0..new.len());
    for op in found.into_ops() {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = op
        {
            matches.push(Match {
                old: start.0 + old_index,
                new: start.1 + new_index,
                length: len,
            });
        }
    }
}

/// For every number, whether it is one of these lines.
fn present(lines: &[u32]) -> Vec<bool> {
    let most = lines.iter().max().map_or(0, |most| *most as usize + 1);
    let mut present = vec![false; most];
    for line in lines {
        if let Some(known) = present.get_mut(*line as usize) {
            *known = true;
        }
    }
    present
}

/// The runs that the marked lines make: as many lines are unmarked in one text as in the other.
fn runs(gone: &[bool], come: &[bool]) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    let (mut old, mut new) = (0, 0);
    while old < gone.len() || new < come.len() {
        let marked =
            |flags: &[bool], from: usize| flags.iter().skip(from).take_while(|flag| **flag).count();
        let (less, more) = (marked(gone, old), marked(come, new));
        if less + more > 0 {
            hunks.push(Hunk {
                old: old..old + less,
                new: new..new + more,
            });
        }
        old += less + 1;
        new += more + 1;
    }
    hunks
}

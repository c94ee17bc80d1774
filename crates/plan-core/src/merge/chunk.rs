//! Three texts side by side: stretches in which nobody changed anything, and stretches in which somebody did.

use std::ops::Range;

use super::lines::Lines;
use super::matching::{Hunk, hunks};

/// The same place in three texts, as ranges of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) base: Range<usize>,
    pub(crate) ours: Range<usize>,
    pub(crate) theirs: Range<usize>,
}

/// A stretch of three texts. All of them together are the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chunk {
    /// The same lines in all three.
    Stable(Sides),
    /// Changed by one side, or by both; what touches is one change.
    Changed(Sides),
}

/// Lays three texts side by side.
pub(crate) fn chunks(base: &Lines<'_>, ours: &Lines<'_>, theirs: &Lines<'_>) -> Vec<Chunk> {
    let left = hunks(base.all(), ours.all());
    let right = hunks(base.all(), theirs.all());
    let (mut left, mut right) = (Steps::of(&left), Steps::of(&right));
    let mut found = Vec::new();
    let (mut base_at, mut ours_at, mut theirs_at) = (0, 0, 0);
    loop {
        let start = match (left.start(), right.start()) {
            (Some(a), Some(b)) => a.min(b),
            (Some(at), None) | (None, Some(at)) => at,
            (None, None) => base.len(),
        };
        let stable = start.saturating_sub(base_at);
        if stable > 0 {
            found.push(Chunk::Stable(Sides {
                base: base_at..start,
                ours: ours_at..ours_at + stable,
                theirs: theirs_at..theirs_at + stable,
            }));
        }
        if left.start().is_none() && right.start().is_none() {
            return found;
        }
        let (ours_start, theirs_start) = (ours_at + stable, theirs_at + stable);
        let mut end = start;
        // Whatever begins where the change so far ends belongs to it.
        while left.take(&mut end) || right.take(&mut end) {}
        (base_at, ours_at, theirs_at) = (end, left.place(end), right.place(end));
        found.push(Chunk::Changed(Sides {
            base: start..end,
            ours: ours_start..ours_at,
            theirs: theirs_start..theirs_at,
        }));
    }
}

/// The way through the changes of one side.
struct Steps<'a> {
    left: &'a [Hunk],
    /// Where the last change ended, in the base and in the side.
    ended: (usize, usize),
}

impl<'a> Steps<'a> {
    fn of(hunks: &'a [Hunk]) -> Self {
        Self {
            left: hunks,
            ended: (0, 0),
        }
    }

    /// Where the next change begins in the base.
    fn start(&self) -> Option<usize> {
        self.left.first().map(|hunk| hunk.old.start)
    }

    /// Takes the next change if it touches what ends at `end`, which then ends behind it.
    fn take(&mut self, end: &mut usize) -> bool {
        let Some((hunk, rest)) = self.left.split_first() else {
            return false;
        };
        if hunk.old.start > *end {
            return false;
        }
        *end = (*end).max(hunk.old.end);
        self.ended = (hunk.old.end, hunk.new.end);
        self.left = rest;
        true
    }

    /// The line of the side that a line of the base, behind the changes taken so far, has become.
    fn place(&self, base: usize) -> usize {
        self.ended.1 + base.saturating_sub(self.ended.0)
    }
}

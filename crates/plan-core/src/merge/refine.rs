//! Which chunks are settled and which are conflicts, and how wide a conflict is.

use std::ops::Range;

use super::Style;
use super::chunk::{Chunk, Sides, chunks};
use super::lines::Lines;
use super::matching::hunks;
use super::members::Side;

/// A stretch of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Lines that ours and theirs have in common, where they stand in ours.
    Common(Range<usize>),
    /// Lines of ours where theirs did nothing.
    Ours(Range<usize>),
    /// Lines of theirs where ours did nothing.
    Theirs(Range<usize>),
    /// Both did something else. The base is of use only in the styles that show it.
    Conflict(Sides),
}

/// Between two conflicts, so many lines are less to read inside of one conflict than between two.
const NEAR: usize = 3;

/// Decides about the chunks of a merge.
pub(super) fn parts(
    chunks: &[Chunk],
    base: &Lines<'_>,
    ours: &Lines<'_>,
    theirs: &Lines<'_>,
    style: Style,
) -> Vec<Part> {
    let mut parts = Vec::new();
    for chunk in chunks {
        match chunk {
            Chunk::Stable(sides) => parts.push(Part::Common(sides.ours.clone())),
            Chunk::Changed(sides) => {
                let old = base.numbers(&sides.base);
                let left = ours.numbers(&sides.ours);
                let right = theirs.numbers(&sides.theirs);
                if left == right {
                    parts.push(Part::Common(sides.ours.clone()));
                } else if right == old {
                    parts.push(Part::Ours(sides.ours.clone()));
                } else if left == old {
                    parts.push(Part::Theirs(sides.theirs.clone()));
                } else {
                    conflict(sides, ours, theirs, style, &mut parts);
                }
            }
        }
    }
    match style {
        Style::Merge => joined(parts, ours),
        Style::Diff3 | Style::Zdiff3 => parts,
    }
}

/// The text with every conflict resolved to one side.
pub(super) fn resolved(parts: &[Part], texts: &[Lines<'_>; 3], side: Side) -> String {
    let [base, ours, theirs] = texts;
    let lines = parts.iter().map(|part| match (part, side) {
        (Part::Common(lines) | Part::Ours(lines), _) => ours.texts(lines),
        (Part::Theirs(lines), _) => theirs.texts(lines),
        (Part::Conflict(sides), Side::Base) => base.texts(&sides.base),
        (Part::Conflict(sides), Side::Ours) => ours.texts(&sides.ours),
        (Part::Conflict(sides), Side::Theirs) => theirs.texts(&sides.theirs),
    });
    let lines: Vec<&str> = lines.flatten().copied().collect();
    lines.concat()
}

/// Makes a conflict of every place where ours and theirs differ, whatever the base says.
pub(super) fn differences(
    base: &Lines<'_>,
    ours: &Lines<'_>,
    theirs: &Lines<'_>,
    style: Style,
) -> Vec<Part> {
    let mut parts = Vec::new();
    if style == Style::Merge {
        let whole = Sides {
            base: 0..0,
            ours: 0..ours.len(),
            theirs: 0..theirs.len(),
        };
        split(&whole, ours, theirs, &mut parts);
        return parts;
    }
    // Ours stands in the middle, so that the base is just one of two that differ from it.
    for chunk in chunks(ours, base, theirs) {
        let (Chunk::Stable(found) | Chunk::Changed(found)) = chunk;
        let sides = Sides {
            base: found.ours,
            ours: found.base,
            theirs: found.theirs,
        };
        if ours.numbers(&sides.ours) == theirs.numbers(&sides.theirs) {
            parts.push(Part::Common(sides.ours));
        } else {
            conflict(&sides, ours, theirs, style, &mut parts);
        }
    }
    parts
}

/// Adds a conflict as the style shows it.
fn conflict(
    sides: &Sides,
    ours: &Lines<'_>,
    theirs: &Lines<'_>,
    style: Style,
    parts: &mut Vec<Part>,
) {
    match style {
        Style::Diff3 => parts.push(Part::Conflict(sides.clone())),
        Style::Zdiff3 => trimmed(sides, ours, theirs, parts),
        Style::Merge => split(sides, ours, theirs, parts),
    }
}

/// Takes the lines out that both sides begin and end with.
fn trimmed(sides: &Sides, ours: &Lines<'_>, theirs: &Lines<'_>, parts: &mut Vec<Part>) {
    let (left, right) = (ours.numbers(&sides.ours), theirs.numbers(&sides.theirs));
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let most = left.len().min(right.len()) - head;
    let ends = left.iter().rev().zip(right.iter().rev()).take(most);
    let tail = ends.take_while(|(a, b)| a == b).count();
    let (start, end) = (sides.ours.start + head, sides.ours.end - tail);
    parts.push(Part::Common(sides.ours.start..start));
    parts.push(Part::Conflict(Sides {
        base: sides.base.clone(),
        ours: start..end,
        theirs: sides.theirs.start + head..sides.theirs.end - tail,
    }));
    parts.push(Part::Common(end..sides.ours.end));
}

/// Leaves only those lines in conflict that differ.
fn split(sides: &Sides, ours: &Lines<'_>, theirs: &Lines<'_>, parts: &mut Vec<Part>) {
    let (left, right) = (sides.ours.start, sides.theirs.start);
    let mut at = left;
    for hunk in hunks(ours.numbers(&sides.ours), theirs.numbers(&sides.theirs)) {
        parts.push(Part::Common(at..left + hunk.old.start));
        at = left + hunk.old.end;
        parts.push(Part::Conflict(Sides {
            base: sides.base.clone(),
            ours: left + hunk.old.start..at,
            theirs: right + hunk.new.start..right + hunk.new.end,
        }));
    }
    parts.push(Part::Common(at..sides.ours.end));
}

/// Joins conflicts that stand close together, or between which there is nothing to read.
fn joined(parts: Vec<Part>, ours: &Lines<'_>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    // The last conflict, as long as only common lines have followed it.
    let mut open: Option<Sides> = None;
    for part in parts {
        match part {
            Part::Common(lines) if lines.is_empty() => {}
            Part::Common(lines) => out.push(Part::Common(lines)),
            Part::Ours(_) | Part::Theirs(_) => {
                open = None;
                out.push(part);
            }
            Part::Conflict(next) => {
                let mut next = next;
                if let Some(last) = open.take() {
                    let between = last.ours.end..next.ours.start;
                    if between.len() <= NEAR || !is_readable(ours, &between) {
                        while matches!(out.last(), Some(Part::Common(_))) {
                            out.pop();
                        }
                        out.pop();
                        next = Sides {
                            base: last.base.start..next.base.end,
                            ours: last.ours.start..next.ours.end,
                            theirs: last.theirs.start..next.theirs.end,
                        };
                    }
                }
                open = Some(next.clone());
                out.push(Part::Conflict(next));
            }
        }
    }
    out
}

/// Whether the lines hold a letter or a digit; as in git, only those of ASCII count.
fn is_readable(lines: &Lines<'_>, range: &Range<usize>) -> bool {
    let mut texts = lines.texts(range).iter();
    texts.any(|line| line.bytes().any(|byte| byte.is_ascii_alphanumeric()))
}

//! The texts of made plans: each has words of its own, and so many edits behind it.

use std::fmt::Write as _;

/// Phases of a plan, and boxes of each.
const PHASES: usize = 5;
const BOXES: usize = 8;

/// The plan with this number after so many edits: its status moves on, its boxes are ticked one by one, and then notes
/// come in. Two edits that follow each other differ in a line or two, as those of people do.
pub fn plan(number: usize, edits: usize) -> String {
    let boxes = PHASES * BOXES;
    let status = match edits {
        0 => "Draft",
        1 => "Ready",
        _ if edits < boxes => "In Progress",
        _ => "Completed",
    };
    let word = |at: usize, count: usize| words(number * 1_000 + at, count);
    let mut text = format!(
        "# Implementation Plan: {}\n\n**Date**: 2026-02-03\n**Status**: {status}\n\n## Overview\n\n**Goal**: {}.\n\n{}.\n\n\
         ## Implementation Phases\n",
        word(0, 4),
        word(1, 12),
        word(2, 60),
    );
    for phase in 0..PHASES {
        let at = 10 + phase * 30;
        _ = write!(
            text,
            "\n### Phase {}: {}\n\n**Goal**: {}.\n\n**Tasks**:\n\n",
            phase + 1,
            word(at, 4),
            word(at + 1, 10),
        );
        for task in 0..4 {
            let (name, detail) = (word(at + 2 + task, 3), word(at + 6 + task, 14));
            _ = writeln!(text, "{}. **{name}**: {detail}", task + 1);
        }
        text += "\n**Verification**:\n\n";
        for check in 0..BOXES {
            let mark = if phase * BOXES + check < edits {
                'x'
            } else {
                ' '
            };
            _ = writeln!(text, "- [{mark}] {}", word(at + 12 + check, 8));
        }
    }
    text += "\n## Notes\n\n";
    for note in boxes..edits {
        _ = writeln!(text, "- {}", word(200 + note, 9));
    }
    text
}

/// A source file after the commit with this number.
pub fn code(commit: usize) -> String {
    let lines = (0..8).map(|line| format!("let {} = {commit};\n", words(line, 1)));
    lines.collect()
}

/// So many words, the same for the same seed and hardly any other.
fn words(seed: usize, count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        let mut bits = mixed((seed * 64 + at) as u64);
        if at > 0 {
            text.push(' ');
        }
        for _ in 0..4 + bits % 5 {
            text.push(char::from(b'a' + (bits % 26) as u8));
            bits /= 26;
        }
    }
    text
}

/// The finisher of SplitMix64.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

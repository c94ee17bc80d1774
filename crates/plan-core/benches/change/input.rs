//! Versions of a plan.

/// Bytes of a phase, about.
const PHASE_BYTES: usize = 2_000;

/// A version of the plan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Old,
    New,
    /// Edited like the new one, in other phases.
    Other,
}

/// Both versions of a plan of about so many bytes. Ten things changed, spread over all of it: the status, the name of a
/// phase, a goal, a task that was reworded, one that came, one that moved to another phase, a check that went, one that
/// was ticked, a paragraph, and a phase that came.
pub fn versions(bytes: usize) -> [String; 2] {
    [Version::Old, Version::New].map(|version| plan(bytes, version))
}

/// The plan, and what two people made of it.
pub fn three(bytes: usize) -> [String; 3] {
    [Version::Old, Version::New, Version::Other].map(|version| plan(bytes, version))
}

fn plan(bytes: usize, version: Version) -> String {
    // In which phases the edits are: so many behind those of the new version.
    let shift = match version {
        Version::Old => None,
        Version::New => Some(0),
        Version::Other => Some(2),
    };
    let status = if version == Version::New {
        "In Progress"
    } else {
        "Ready"
    };
    let mut text = format!(
        "# Implementation Plan: Bench\n\n**Date**: 2026-02-03\n**Status**: {status}\n\n## Overview\n\n\
         **Goal**: {}.\n\n## Implementation Phases\n",
        words(u64::MAX, 12)
    );
    let phases = (bytes / PHASE_BYTES).max(8);
    for phase in 0..phases {
        let shift_by = shift.unwrap_or_default();
        let edit = (0..9).find(|edit| phase == edit * phases / 9 + shift_by);
        // The task that the phase with the edit before this one gives away.
        let taken = (4 * phases / 9 + shift_by) as u64 * 100 + 13;
        text += &one_phase(phase, edit.filter(|_| shift.is_some()), taken);
    }
    text + "\n## Evolution Log\n\n### 2026-02-03 - Initial Plan\n\n- Created\n"
}

/// A phase with one of its parts edited.
fn one_phase(number: usize, edit: Option<usize>, taken: u64) -> String {
    let seed = number as u64 * 100;
    let mut name = words(seed, 4);
    let mut goal = words(seed + 1, 12);
    let mut prose = words(seed + 2, 60);
    let mut tasks: Vec<String> = (0..6).map(|task| one_task(seed + 10 + task)).collect();
    let mut checks: Vec<String> = (0..8)
        .map(|check| format!("- [ ] {}\n", words(seed + 20 + check, 9)))
        .collect();
    let mut after = String::new();
    match edit {
        Some(0) => name += " again",
        Some(1) => goal += " and more of it",
        Some(2) => tasks[1] = tasks[1].replacen("**: ", "**: first of all ", 1),
        Some(3) => tasks.insert(2, one_task(seed + 50)),
        Some(4) => drop(tasks.remove(3)),
        Some(5) => {
            tasks.push(one_task(taken));
            checks.truncate(7);
        }
        Some(6) => checks[0] = checks[0].replace("[ ]", "[x]"),
        Some(7) => prose = prose.replacen(' ', " however ", 3),
        Some(8) => after = one_phase(1_000_000 + number, None, 0),
        _ => {}
    }
    let tasks: String = tasks
        .iter()
        .enumerate()
        .map(|(at, task)| format!("{}. {task}", at + 1))
        .collect();
    format!(
        "\n### Phase {number}: {name}\n\n**Goal**: {goal}.\n\n{prose}.\n\n**Tasks**:\n\n{tasks}\n**Verification**:\n\n{}{after}",
        checks.concat()
    )
}

fn one_task(seed: u64) -> String {
    let (name, detail, more) = (
        words(seed, 4),
        words(seed + 1_000_003, 10),
        words(seed + 7, 8),
    );
    format!("**{name}**: {detail}\n   - Acceptance: {more}\n")
}

/// So many words that hardly any other seed has.
fn words(seed: u64, count: u64) -> String {
    let word = |at: u64| {
        // The finisher of SplitMix64.
        let mut x = (seed * 64 + at).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x ^= x >> 27;
        let letters = (0..4 + x % 5).map(|place| {
            let letter = (x >> (5 * place)) % 26;
            char::from(b'a' + letter as u8)
        });
        letters.collect::<String>()
    };
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

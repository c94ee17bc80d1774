//! What changed, in the plan's terms.

use plan_core::{Document, describe, diff};

const PLAN: &str = "# Implementation Plan: Cache

**Date**: 2026-01-02
**Status**: Draft
**Estimated Complexity**: Low

## Overview

**Goal**: Be fast

## Implementation Phases

### Phase 1: Core

**Goal**: Work

**Tasks**:
1. **Parse**
   - Acceptance: green
2. **Write**

**Verification**:
- [ ] Parses
- [ ] Writes

---

### Phase 2: Ship

**Tasks**:
1. **Release**

**Verification**:
- [ ] Released

## Evolution Log

### 2026-01-02 - Initial Plan

- Created
";

/// `edits` are replacements made one after the other; `expect` are the kinds, addresses and words that follow.
#[track_caller]
fn check(edits: &[(&str, &str)], expect: &[&str]) {
    let mut text = PLAN.to_owned();
    for (from, to) in edits {
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand once");
        text = text.replace(from, to);
    }
    let changes = diff(&Document::parse(PLAN), &Document::parse(text));
    let told: Vec<_> = changes
        .iter()
        .map(|change| format!("{} {}: {}", change.kind.name(), change.at, change.summary()))
        .collect();
    assert_eq!(told, expect);
}

#[test]
fn nothing() {
    check(&[], &[]);
}

#[test]
fn status() {
    check(
        &[("Draft", "Ready")],
        &["status-changed status: Status: Draft -> Ready"],
    );
    check(
        &[("Draft", "**Draft** (v2)")],
        &["status-respelled status: Status respelled: Draft -> **Draft** (v2)"],
    );
    check(
        &[("**Status**: Draft\n", "")],
        &["status-changed status: Status removed"],
    );
}

#[test]
fn header() {
    check(
        &[("Low", "High"), ("Plan: Cache", "Plan: Metrics cache")],
        &[
            "title-changed title: Title: Cache -> Metrics cache",
            "field-changed field.estimated-complexity: Field changed: Estimated Complexity: Low -> High",
        ],
    );
}

#[test]
fn boxes_and_completed_phases() {
    check(
        &[("[ ] Parses", "[x] Parses")],
        &["ticked 1.v1: Ticked 1.v1: Parses"],
    );
    check(
        &[("[ ] Released", "[x] Released")],
        &[
            "phase-completed phase.2: Phase 2 completed, 1 of 1",
            "ticked 2.v1: Ticked 2.v1: Released",
        ],
    );
}

#[test]
fn tasks_added_renamed_changed_and_moved() {
    check(
        &[("2. **Write**\n", "2. **Write**\n3. **Test**\n")],
        &["task-added 1.3: Phase 1: task added: Test"],
    );
    check(
        &[("**Parse**", "**Parse twice**")],
        &["task-renamed 1.1: Phase 1: task renamed: Parse -> Parse twice"],
    );
    check(
        &[("green", "all green")],
        &["task-changed 1.1: Phase 1: task changed: Parse"],
    );
    check(
        &[
            ("2. **Write**\n", ""),
            ("1. **Release**\n", "1. **Release**\n2. **Write**\n"),
        ],
        &["task-moved 2.2: Task moved from Phase 1 to Phase 2: Write"],
    );
}

#[test]
fn checks_added_and_reworded() {
    check(
        &[(
            "- [ ] Writes\n",
            "- [ ] Writes without loss\n- [ ] Is fast\n",
        )],
        &[
            "check-added 1.v3: Phase 1: check added: Is fast",
            "check-reworded 1.v2: Phase 1: check reworded: Writes -> Writes without loss",
        ],
    );
}

#[test]
fn phases_added_renamed_and_renumbered() {
    check(
        &[(
            "### Phase 2: Ship",
            "### Phase 2: Measure\n\n**Goal**: Know\n\n---\n\n### Phase 3: Ship",
        )],
        &[
            "phase-added phase.2: Phase 2 added: Measure",
            "phase-renumbered phase.3: Phase 2 is now Phase 3: Ship",
        ],
    );
    check(
        &[("Phase 2: Ship", "Phase 2: Ship it")],
        &["phase-renamed phase.2: Phase 2 renamed: Ship -> Ship it"],
    );
    check(
        &[("**Goal**: Work", "**Goal**: Work well")],
        &["phase-field-changed phase.1.goal: Phase 1: field changed: Goal: Work -> Work well"],
    );
}

#[test]
fn sections() {
    check(
        &[("Be fast", "Be correct")],
        &[
            "section-field-changed section.overview.goal: Field changed in Overview: Goal: Be fast -> Be correct",
        ],
    );
    check(
        &[(
            "## Implementation Phases",
            "## Risks\n\n- None\n\n## Implementation Phases",
        )],
        &["section-added section.risks: Section added: Risks"],
    );
    check(
        &[("## Overview\n\n**Goal**: Be fast\n\n", "")],
        &["section-removed section.overview: Section removed: Overview"],
    );
}

#[test]
fn cosmetics_and_the_log_are_passed_over() {
    check(
        &[("- [ ] Parses", "*   [ ]  Parses")],
        &["formatting text: Formatting changed"],
    );
    let noted = PLAN.to_owned() + "\n### 2026-01-03 - Scope\n\nCut.\n";
    let changes = diff(&Document::parse(PLAN), &Document::parse(noted));
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].summary(), "Log entry added: 2026-01-03 - Scope");
    assert_eq!(describe(&changes), []);
}

#[test]
fn many_ticks_of_one_place_are_told_as_a_number() {
    let boxes = |mark: &str| {
        let items: String = (1..=5).map(|n| format!("- [{mark}] check {n}\n")).collect();
        Document::parse(format!(
            "# Plan: x\n\n## Phase 1: A\n\n**Verification**:\n{items}- [ ] last\n"
        ))
    };
    let lines: Vec<_> = describe(&diff(&boxes(" "), &boxes("x")))
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(lines, ["5 items ticked in Phase 1"]);
}

//! Texts of plans that several tests start from.

/// A small plan as `plan new` might leave it, filled in.
pub const CACHE: &str = "# Implementation Plan: Metrics cache

**Date**: 2026-01-01
**Status**: Draft
**Estimated Complexity**: Low

## Overview

**Goal**: Serve the dashboard from memory

## Implementation Phases

### Phase 1: Store

**Tasks**:
1. **Write the store**
   - Acceptance: Keys expire

**Verification**:
- [ ] Keys expire
- [ ] Memory is bounded

### Phase 2: Wire

**Tasks**:
1. **Call it from the dashboard**

**Verification**:
- [ ] The dashboard is fast

## Notes

Nothing yet.

## Evolution Log

### 2026-01-01 - Initial Plan

- Created
";

/// Where it lies.
pub const PATH: &str = "plan/implementation/metrics-cache.md";

/// The plan with replacements, each of which must fit once.
pub fn cache(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(CACHE.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand once");
        text.replace(from, to)
    })
}

/// Draft to Ready.
pub const READY: (&str, &str) = ("**Status**: Draft", "**Status**: Ready");

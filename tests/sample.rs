//! Plans for tests: short, and with everything in them that commands look at.

use crate::sandbox::Sandbox;

/// Two phases, four boxes of which one is ticked, a task without a box, a box outside the phases, and a log.
pub const CACHE: &str = "\
# Implementation Plan: Metrics cache

**Date**: 2026-01-01
**Status**: Draft
**Estimated Complexity**: Medium

## Implementation Phases

### Phase 1: Store

**Tasks**:
- [x] Write the table
- [ ] Read the table

**Verification**:
- [ ] Load test passes

### Phase 2: Expiry

**Tasks**:
1. **Timer**
   - Description: ticks

**Verification**:
- [ ] Entries vanish

## Post-Implementation

- [ ] Retrospective

## Evolution Log

### 2026-01-01 - Initial Plan

- Created
";

/// A second plan.
pub const LOGIN: &str = "\
# Implementation Plan: Login page

**Status**: In Progress

## Implementation Phases

### Phase 1: Form

**Tasks**:
- [x] Fields
- [x] Button
";

/// Where [`CACHE`] lies.
pub const CACHE_PATH: &str = "plan/implementation/metrics-cache.md";
/// Where [`LOGIN`] lies.
pub const LOGIN_PATH: &str = "plan/implementation/login.md";

/// A repository with both plans in one commit.
pub fn two_plans() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(CACHE_PATH, CACHE);
    sandbox.write(LOGIN_PATH, LOGIN);
    sandbox.commit("two plans");
    sandbox
}

//! Random documents made of plan-flavoured tokens: random bytes find little in a Markdown parser.

use proptest::prelude::*;

const TOKENS: &[&str] = &[
    "# Implementation Plan: Cache\n",
    "# ",
    "## Overview\n",
    "## Implementation Phases\n",
    "### Phase 1: Core\n",
    "### Phase 2: Ship\n",
    "## Phase A — x\n",
    "## Evolution Log\n",
    "### 2026-01-02 - Initial Plan\n",
    "### 2026-01-03 - Status: Draft -> Ready\n",
    "- Status: Draft -> Ready\n",
    "**Status**: Draft\n",
    "**Status:** Ready\n",
    "- **Status**: In Progress\n",
    "Status: x\n",
    "**Date**: 2026-01-02\n",
    "**Goal**: make it so\n",
    "**Tasks**:\n",
    "**Verification**:\n",
    "**Deliverables**:\n",
    "1. **Parse**\n",
    "   - Description: read\n",
    "   - Acceptance: green\n",
    "- [ ] one\n",
    "- [x] two\n",
    "* [X] three\n",
    "+ + \t[x] =$",
    "  - [ ] nested\n",
    "1. [ ] ordered\n",
    "- [-] odd\n",
    "- plain\n",
    "text\n",
    "more text",
    "\n",
    "\n\n",
    "---\n",
    "===\n",
    "```\n",
    "```rust\n",
    "~~~\n",
    "    code\n",
    "> quote\n",
    "> **Status**: Draft\n",
    "<!-- ",
    "-->\n",
    "<div>\n",
    "[a]: http://x\n",
    "| a | b |\n",
    "|---|---|\n",
    "\t",
    "  ",
    "\r",
    "\r\n",
    "\u{feff}",
    "\0",
    "\u{a0}",
    "é",
    "完了\n",
    "\\",
    "&amp;",
    "**",
    "__",
    ":",
    "~~Draft~~ Ready",
    "<<<<<<< HEAD\n",
    ">>>>>>> x\n",
    "---\nstatus: Draft\n---\n",
    "title: \"x\"\n",
    "Reason: why\n",
    "#",
    "- ",
    "1. ",
    "[",
    "](",
    "`",
    "*",
];

/// A document of up to 60 tokens, with one of several kinds of line ending.
pub fn document() -> impl Strategy<Value = String> {
    let tokens = prop::collection::vec(prop::sample::select(TOKENS), 0..60);
    let eol = prop::sample::select(&["\n", "\r\n", "\r"][..]);
    (tokens, eol, any::<bool>(), any::<bool>()).prop_map(|(tokens, eol, bom, front)| {
        let mut text = String::new();
        if bom {
            text.push('\u{feff}');
        }
        if front {
            text.push_str("---\nstatus: Draft\ntitle: x\n---\n");
        }
        text.push_str(&tokens.concat());
        if eol == "\n" {
            text
        } else {
            text.replace('\n', eol)
        }
    })
}

/// Cases of one property; `PLAN_CASES` asks for more in a long run.
pub fn cases() -> ProptestConfig {
    let cases = std::env::var("PLAN_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(2000);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

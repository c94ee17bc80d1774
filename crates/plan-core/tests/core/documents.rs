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
    "**Status: Draft**\n",
    "**Goal** (remark): x\n",
    "## Status: Ready\n",
    "## Status\n",
    "## Summary\n",
    "## Tasks\n",
    "### Phase 3 (Port)\n",
    "#### Task 1.1: Parse ✅\n",
    "## big-1-2 | approved\n",
    "status: approved\n",
    "approved_at: x\n",
    "- [ ] #3 c\n",
    "- [x] **Task 1.1**: D\n",
    "- [ ] 1.1 **E**: f\n",
    "- **v1.2**: g\n",
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
    "| Task | Status |\n",
    "a | b | c\n",
    "#### Tasks\n",
    "#### Task 1.1: Name\n",
    "## Edge Cases\n",
    "### Edge Case: x\n",
    "**Solution**: y\n",
    "**Branch**: x | **Date**: y\n",
    "## Testing Strategy\n",
    "### Unit Tests\n",
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

/// How the lines of a document end.
#[derive(Clone, Copy, Debug)]
enum Ending {
    Lf,
    CrLf,
    Cr,
    /// Each of the three in turn.
    Mixed,
}

const ENDINGS: &[Ending] = &[Ending::Lf, Ending::CrLf, Ending::Cr, Ending::Mixed];

/// A document of up to 60 tokens: with each kind of line ending, with and without byte order mark, front matter and final
/// line ending. Tabs are among the tokens.
pub fn document() -> impl Strategy<Value = String> {
    let tokens = prop::collection::vec(prop::sample::select(TOKENS), 0..60);
    let ending = prop::sample::select(ENDINGS);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (tokens, ending, flags).prop_map(|(tokens, ending, (bom, front, ended))| {
        let mut text = String::new();
        if bom {
            text.push('\u{feff}');
        }
        if front {
            text.push_str("---\nstatus: Draft\ntitle: x\n---\n");
        }
        text.push_str(&tokens.concat());
        if !ended {
            text.truncate(text.trim_end_matches(['\n', '\r']).len());
        }
        match ending {
            Ending::Lf => text,
            Ending::CrLf => text.replace('\n', "\r\n"),
            Ending::Cr => text.replace('\n', "\r"),
            Ending::Mixed => {
                let mut endings = ["\n", "\r\n", "\r"].iter().cycle();
                let lines = text.split_inclusive('\n');
                lines
                    .map(|line| match line.strip_suffix('\n') {
                        Some(line) => format!("{line}{}", endings.next().unwrap()),
                        None => line.to_owned(),
                    })
                    .collect()
            }
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

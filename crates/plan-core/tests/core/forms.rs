//! Forms that plans take in the wild.

use plan_core::model::{Block, Item};
use plan_core::{Document, Kind};

#[track_caller]
fn status(text: &str, expect: Option<&str>) {
    let found = Document::parse(text)
        .plan()
        .status()
        .map(|status| status.text);
    assert_eq!(found.as_deref(), expect, "{text}");
}

#[test]
fn a_status_is_found_where_people_put_it() {
    status("# T\n\n**Status**: Draft\n", Some("Draft"));
    status("# T\n\n**Status:** Draft\n", Some("Draft"));
    status(
        "# T\n\n- **Status**: Draft\n- **Owner**: me\n",
        Some("Draft"),
    );
    status("# T\n\n* Status: Draft\n", Some("Draft"));
    status("# T\n\nStatus: Draft\nDate: x\n", Some("Draft"));
    status("# T\n\n> **Status**: Draft\n", Some("Draft"));
    status(
        "# T\n\n**Branch**: x | **Status**: Draft | **Date**: y\n",
        Some("Draft"),
    );
    status(
        "# T\n\n**Date**: x  \n**Status**: Draft  \n**Owner**: y\n",
        Some("Draft"),
    );
    status("---\nstatus: Draft # or not\n---\n# T\n", Some("Draft"));
    status(
        "\u{feff}---\r\ntitle: x\r\nstatus: Draft\r\n---\r\n",
        Some("Draft"),
    );
    status("# T\n\n## Status\n\nDraft\n\n## Next\n", Some("Draft"));
    status("# T\n\n## Metadata\n- **Status**: Draft\n", Some("Draft"));
    status(
        "- Feature Name: `x`\n- Status: Draft\n\n# Summary\n\n# Motivation\n",
        Some("Draft"),
    );
}

#[test]
fn a_status_is_not_found_where_none_is_meant() {
    status("# T\n\n```yaml\nstatus: Draft\n```\n", None);
    status("# T\n\nStatus quo: we wait.\n", None);
    status("# T\n\n<!--\n**Status**: Draft\n-->\n", None);
    status("# T\n\n### Phase 1: x\n\n**Status**: Done\n", None);
    status("# T\n\n**Status:**Draft\n", None);
}

#[test]
fn the_header_wins_over_the_front_matter() {
    status(
        "---\nstatus: Ready\n---\n# T\n\n**Status**: Draft\n",
        Some("Draft"),
    );
}

#[test]
fn a_status_is_set_where_it_stands_and_a_comment_behind_it_stays() {
    let set = |text: &str| {
        Document::parse(text)
            .with_status("Ready")
            .map(|document| document.as_str().to_owned())
    };
    let is = |text: &str| Ok(text.to_owned());
    assert_eq!(
        set("# T\n\n- **Status**: 🚧 Draft <!-- note -->\n"),
        is("# T\n\n- **Status**: Ready <!-- note -->\n")
    );
    assert_eq!(
        set("# T\n\n**Status**:\n**Date**: x\n"),
        is("# T\n\n**Status**: Ready\n**Date**: x\n")
    );
    assert_eq!(
        set("# T\n\n**Status:** \n"),
        is("# T\n\n**Status:** Ready \n")
    );
    assert_eq!(
        set("---\nstatus:\n---\n# T\n"),
        is("---\nstatus: Ready\n---\n# T\n")
    );
    assert_eq!(
        set("---\nstatus: \"Draft\" # or not\n---\n"),
        is("---\nstatus: \"Ready\" # or not\n---\n")
    );
    assert_eq!(
        set("# T\n\n**Status: Draft**\nand more\n"),
        is("# T\n\n**Status: Ready**\nand more\n")
    );
    assert_eq!(
        set("# T\n\n## Status: DRAFT ##\n\nmore\n"),
        is("# T\n\n## Status: Ready ##\n\nmore\n")
    );
    assert_eq!(
        set("# T\n\n**Status** (of the plan): Draft\n"),
        is("# T\n\n**Status** (of the plan): Ready\n")
    );
    assert_eq!(
        set("- Status: Draft\r\n  and more\r\n\r\nend\r\n"),
        is("- Status: Ready\r\n\r\nend\r\n")
    );
    assert_eq!(set("# T\n"), Err(plan_core::WriteError::NoStatus));
}

#[test]
fn a_rule_right_below_fields_makes_no_heading() {
    let document = Document::parse(
        "# T\n\n**Status**: Draft\n---\n\n### Phase 1: A\n\n**Test**: x\n---\n\n### Phase 2: B\n",
    );
    assert_eq!(document.plan().status().unwrap().text, "Draft");
    assert_eq!(document.plan().phases().len(), 2);
    let slugs: Vec<_> = document
        .findings()
        .iter()
        .map(|finding| (finding.code, finding.slug))
        .collect();
    assert_eq!(slugs, [("PLN001", "accidental-heading"); 2]);
}

#[test]
fn an_unclosed_fence_is_found() {
    let document = Document::parse("# T\n\n```rust\nfn main() {}\n\n## Gone\n");
    assert_eq!(document.findings().len(), 1);
    assert_eq!(
        (
            document.findings()[0].slug,
            document.position(document.findings()[0].span.start).line
        ),
        ("unclosed-fence", 3)
    );
}

#[test]
fn kinds() {
    let kind = |text: &str| Document::parse(text).kind();
    assert_eq!(kind("# Implementation Plan: x\n"), Kind::Plan);
    assert_eq!(kind("# x\n\n## Evolution Log\n"), Kind::Plan);
    assert_eq!(
        kind("# x\n\n**Status**: Draft\n\n## Phase 1: y\n"),
        Kind::Plan
    );
    assert_eq!(kind("# x\n\n## Phase 1: y\n"), Kind::Document);
    assert_eq!(
        kind("# x\n\n**Status**: Draft\n\n## Changelog\n"),
        Kind::Document
    );
    assert_eq!(
        kind("---\neip: 1\nstatus: Final\n---\n\n## Abstract\n"),
        Kind::Document
    );
}

#[test]
fn titles() {
    let title = |text: &str| {
        Document::parse(text)
            .plan()
            .title()
            .map(ToString::to_string)
    };
    assert_eq!(
        title("# Implementation Plan: Metrics cache\n").as_deref(),
        Some("Metrics cache")
    );
    assert_eq!(title("# Plan 0047: Tips\n").as_deref(), Some("Tips"));
    assert_eq!(
        title("# Decision: a survey\n").as_deref(),
        Some("Decision: a survey")
    );
    assert_eq!(
        title("---\ntitle: From front matter\n---\n\n## Abstract\n").as_deref(),
        Some("From front matter")
    );
    assert_eq!(
        title("- Feature Name: `x`\n\n# Summary\n\n# Motivation\n").as_deref(),
        Some("`x`")
    );
    assert_eq!(title("Title\n=====\n").as_deref(), Some("Title"));
}

#[test]
fn tasks_in_their_forms() {
    let tasks = |body: &str| -> Vec<(String, Option<bool>)> {
        let document = Document::parse(format!("# T\n\n## Phase 1: x\n\n{body}"));
        let plan = document.plan().clone();
        let phase = plan.phases()[0];
        phase
            .tasks()
            .iter()
            .map(|task| (task.name().to_owned(), task.check().map(|check| check.done)))
            .collect()
    };
    let named = |name: &str, done: Option<bool>| (name.to_owned(), done);
    assert_eq!(
        tasks("**Tasks**:\n1. **Parse**\n   - Details: x\n2. **Write** it: all\n"),
        [named("Parse", None), named("Write", None)]
    );
    assert_eq!(
        tasks("**Tasks**:\n\n- [ ] Parse\n- [x] **Write**: all\n"),
        [named("Parse", Some(false)), named("Write", Some(true))]
    );
    assert_eq!(
        tasks("- [ ] Parse\n- [X] Write\n"),
        [named("Parse", Some(false)), named("Write", Some(true))]
    );
    assert_eq!(
        tasks("#### Tasks\n\n- Parse\n- Write\n\n#### Notes\n\n- no task\n"),
        [named("Parse", None), named("Write", None)]
    );
    assert_eq!(
        tasks("- [ ] #3 Parse\n- [x] 1.1 Write\n- [ ] **R1**: no panic\n- [ ] 2.5 seconds\n"),
        [
            named("Parse", Some(false)),
            named("Write", Some(true)),
            named("no panic", Some(false)),
            named("2.5 seconds", Some(false))
        ]
    );
}

#[test]
fn a_task_shows_its_number_first() {
    let text = "# T\n\n## Phase 1: x\n\n**Tasks**:\n- [ ] 1.1 Parse\n- [x] **Task 2: Write** all\n";
    let document = Document::parse(text);
    let phases = document.plan().phases();
    let told: Vec<_> = phases[0]
        .tasks()
        .iter()
        .map(|task| (task.number(), task.title(), task.line(), task.is_done()))
        .collect();
    let is = |number, title: &str, line: &str, done| {
        (Some(number), title.to_owned(), line.to_owned(), done)
    };
    assert_eq!(
        told,
        [
            is("1.1", "1.1 Parse", "1.1 Parse", false),
            is("2", "Task 2 Write", "Task 2 Write all", true),
        ]
    );
}

#[test]
fn an_alias_counts_at_level_two() {
    use plan_core::template::SectionName;
    let names = |text: &str| -> Vec<_> {
        let document = Document::parse(text);
        let sections = document.plan().sections.iter().skip(1);
        sections.map(|section| section.name()).collect()
    };
    // What a heading opens follows from it and those above it, never from the rest of the document: or else one section
    // could not be changed without another.
    let overview = Some(SectionName::Overview);
    assert_eq!(
        names("# T\n\n## Summary\n\n## Overview\n"),
        [overview, overview]
    );
    assert_eq!(
        names("# T\n\n### Test Plan\n"),
        [None],
        "an alias counts at level 2"
    );
    let log = Some(SectionName::EvolutionLog);
    assert_eq!(names("# T\n\n## Changelog\n\n## Log\n"), [log, log]);
}

#[test]
fn an_indent_before_a_marker_is_no_part_of_the_item() {
    let document =
        Document::parse("# T\n\n  - **Status**: Draft\n\n## A\n\n   1. [ ] b\n   2. [ ] c\n");
    assert_eq!(document.plan().status().unwrap().text, "Draft");
    let mut plan = document.plan().clone();
    let Block::List(list) = &mut plan.sections[1].blocks_mut()[0] else {
        panic!("no list");
    };
    assert_eq!(list.items[0].text.as_str(), "b");
    list.items.push(Item::open("d"));
    let written = document.update(&plan).unwrap();
    assert_eq!(
        written.as_str(),
        "# T\n\n  - **Status**: Draft\n\n## A\n\n   1. [ ] b\n   2. [ ] c\n   3. [ ] d\n"
    );
}

#[test]
fn items_have_addresses_wherever_they_stand() {
    let text = "# T\n\n- [ ] top\n\n## Phase 2.1: x\n\n**Tasks**:\n1. **a**\n   - [ ] sub\n\n**Deliverables**:\n- [ ] d\n\n**Verification**:\n- [x] v\n  - [ ] w\n\n## Phase 2.1: again\n\n- [ ] b\n\n## Notes\n\n- [ ] n\n\n## Notes\n\n- [ ] m\n";
    let items: Vec<_> = Document::parse(text)
        .plan()
        .items()
        .iter()
        .map(|item| format!("{} {}", item.address, item.text))
        .collect();
    assert_eq!(
        items,
        [
            "header.1 top",
            "2.1.1 a",
            "2.1.tasks.1 sub",
            "2.1.deliverables.1 d",
            "2.1.v1 v",
            "2.1.v2 w",
            "2.1~2.1 b",
            "notes.1 n",
            "notes~2.1 m"
        ]
    );
}

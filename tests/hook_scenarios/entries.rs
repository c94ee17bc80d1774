//! 24 to 27, 33, 38, 64, 70: what the entry is, and where it goes.

use std::os::unix::fs::PermissionsExt as _;

use crate::place::{
    CACHE, NOTES, PATH, READY, at, bare_place, cache, clean, edit, edit_at, has, head, notes,
    place, ready, titles,
};
use crate::sandbox::Sandbox;

#[test]
fn s24_one_written_by_hand() {
    let s = place();
    let by_hand = "\n### 2026-01-01 - Agreed\n\nBy all: it is ready.\n";
    edit(&s, READY);
    s.write(PATH, s.read(PATH) + by_hand);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + by_hand);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    assert_eq!(head(&s), cache(&[READY, NOTES]) + by_hand + &notes());
    clean(&s);

    // A status that the entry does not name gets one of its own; other changes do not.
    let s = place();
    let by_hand = "\n### 2026-01-01 - Agreed\n\nBy all.\n";
    edit(&s, READY);
    edit(&s, NOTES);
    s.write(PATH, s.read(PATH) + by_hand);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), cache(&[READY, NOTES]) + by_hand + &ready());
    clean(&s);
}

#[test]
fn s25_the_same_again_on_one_day() {
    let s = place();
    for (from, to) in [(" ", "x"), ("x", " "), (" ", "x")] {
        edit(
            &s,
            (
                &format!("- [{from}] Keys expire"),
                &format!("- [{to}] Keys expire"),
            ),
        );
        s.git(&["commit", "-qam", "box"]);
    }
    has(
        &s,
        &[
            "Ticked 1.v1: Keys expire",
            "Unticked 1.v1: Keys expire",
            "Ticked 1.v1: Keys expire",
        ],
    );
    clean(&s);
}

#[test]
fn s26_a_new_plan_without_a_log() {
    let s = place();
    let new = "plan/implementation/new.md";
    s.write(
        new,
        "# Implementation Plan: New\n\n**Status**: Draft\n\n## Notes\n\nNone.\n",
    );
    s.commit("new");
    assert_eq!(
        at(&s, &format!("HEAD:{new}")),
        "# Implementation Plan: New\n\n**Status**: Draft\n\n## Notes\n\nNone.\n\n## Evolution Log\n\n### 2026-01-01 - Initial Plan\n\n- Created\n"
    );
    clean(&s);
}

#[test]
fn s27_renamed_and_deleted() {
    let s = place();
    let new = "plan/implementation/cache.md";
    s.git(&["mv", PATH, new]);
    edit_at(&s, new, READY);
    s.git(&["commit", "-qam", "move"]);
    assert_eq!(
        at(&s, &format!("HEAD:{new}")),
        cache(&[READY])
            + &format!(
                "\n### 2026-01-01 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Renamed from {PATH}\n"
            )
    );
    clean(&s);
    s.git(&["rm", "-q", new]);
    let run = s.try_git(&["commit", "-qm", "gone"]).ok();
    assert_eq!(run.stderr, "");
    clean(&s);
}

#[test]
fn s33_no_line_break_at_the_end_and_a_file_that_can_be_run() {
    let s = bare_place();
    s.write(PATH, CACHE.trim_end());
    let path = s.directory().join(PATH);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    s.commit("odd");
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    // One blank line before the entry, and no line break behind it, as the file had it.
    assert_eq!(head(&s), (cache(&[READY]) + &ready()).trim_end());
    assert!(s.git(&["ls-tree", "HEAD", PATH]).starts_with("100755 "));
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    clean(&s);
}

#[test]
fn s38_two_plans_one_after_the_other() {
    let s = place();
    let other = "plan/implementation/other.md";
    s.write(other, cache(&[("Metrics cache", "Other")]));
    s.commit("other plan");
    edit(&s, READY);
    edit_at(&s, other, READY);
    s.git(&["commit", "-qm", "one", PATH]);
    has(&s, &["Status: Draft -> Ready"]);
    let there = format!("HEAD:{other}");
    assert_eq!(titles(&at(&s, &there)), ["Initial Plan"]);
    assert_eq!(s.git_status(), format!(" M {other}"));
    s.git(&["commit", "-qam", "two"]);
    assert_eq!(
        titles(&at(&s, &there)),
        ["Initial Plan", "Status: Draft -> Ready"]
    );
    has(&s, &["Status: Draft -> Ready"]);
    clean(&s);
}

#[test]
fn s64_a_fence_with_the_heading_in_it() {
    let s = bare_place();
    let fence = "```markdown\n## Evolution Log\n\n### 2025-01-01 - Not this one\n```";
    edit(&s, ("Nothing yet.", fence));
    s.commit("fence");
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(
        head(&s),
        cache(&[READY, ("Nothing yet.", fence)]) + &ready()
    );
    clean(&s);
}

#[test]
fn s70_the_day_of_the_author() {
    for (time, day) in [
        ("2026-03-01T23:30:00-05:00", "2026-03-01"),
        ("2026-03-02T04:30:00+14:00", "2026-03-02"),
    ] {
        let s: Sandbox = place();
        s.at(time);
        edit(&s, READY);
        s.git(&["commit", "-qam", "late"]);
        assert!(
            head(&s).contains(&format!("\n### {day} - Status: Draft -> Ready\n")),
            "{}",
            head(&s)
        );
    }
}

//! 39 to 43, 49: merges and single commits that are carried over. Entries travel inside the commits.

use crate::place::{
    CACHE, NOTES, PATH, READY, branch, cache, clean, edit, has, head, logged, notes, place, ready,
    titles, without_driver,
};

/// The headings of entries that a commit adds to the plan.
fn added(s: &crate::sandbox::Sandbox, commit: &str) -> Vec<String> {
    let shown = s.git(&[
        "show",
        "--format=",
        "--first-parent",
        "-m",
        commit,
        "--",
        PATH,
    ]);
    let lines = shown.lines().filter_map(|line| line.strip_prefix("+### "));
    lines.map(str::to_owned).collect()
}

#[test]
fn s39_a_merge_that_commits_by_itself() {
    let s = logged();
    s.git(&["checkout", "-qb", "side", "HEAD~"]);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    s.git(&["checkout", "-q", "main"]);
    let run = s.try_git(&["merge", "-q", "--no-edit", "side"]).ok();
    assert!(!run.stderr.contains("plan:"), "{}", run.screen());
    has(&s, &["Status: Draft -> Ready", "Section changed: Notes"]);
    assert_eq!(s.git(&["rev-list", "--count", "--merges", "HEAD"]), "1");
    clean(&s);
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn s40_a_merge_that_somebody_concludes() {
    for conclude in [&["commit", "-q", "--no-edit"][..], &["merge", "--continue"]] {
        let s = logged();
        s.git(&["checkout", "-qb", "side", "HEAD~"]);
        edit(&s, ("**Status**: Draft", "**Status**: In Progress"));
        s.git(&["commit", "-qam", "go"]);
        s.git(&["checkout", "-q", "main"]);
        s.try_git(&["merge", "-q", "side"]).fails(1);
        let text = s.read(PATH);
        let (before, rest) = text.split_once("<<<<<<< ").unwrap();
        let (_, after) = rest.split_once(">>>>>>> side\n").unwrap();
        s.write(PATH, format!("{before}**Status**: In Progress\n{after}"));
        s.git(&["add", PATH]);
        let run = s.try_git(conclude).ok();
        assert!(
            run.stderr
                .contains("no log entry is written for a merge commit"),
            "{}",
            run.screen()
        );
        has(
            &s,
            &["Status: Draft -> Ready", "Status: Draft -> In Progress"],
        );
        clean(&s);
    }
}

#[test]
fn s41_a_squash_merge() {
    // Of a branch that has told everything.
    let s = place();
    branch(
        &s,
        "side",
        &[
            READY,
            ("**Status**: Ready", "**Status**: In Progress"),
            NOTES,
        ],
    );
    let there = crate::place::at(&s, &format!("side:{PATH}"));
    s.git(&["merge", "-q", "--squash", "side"]);
    s.git(&["commit", "-qm", "squash"]);
    assert_eq!(head(&s), there);
    assert_eq!(titles(&there).len(), 4);
    clean(&s);
    s.plan(&["log", "--check"]).ok();

    // Of one that has told nothing.
    let s = place();
    s.git(&["checkout", "-qb", "side"]);
    for change in [READY, NOTES] {
        edit(&s, change);
        s.git(&["commit", "-qam", "x", "--no-verify"]);
    }
    s.git(&["checkout", "-q", "main"]);
    s.git(&["merge", "-q", "--squash", "side"]);
    s.git(&["commit", "-qm", "squash"]);
    has(&s, &["Status: Draft -> Ready, and 1 more"]);
    clean(&s);
}

#[test]
fn s42_a_cherry_pick() {
    let prepared = || {
        let s = place();
        branch(&s, "side", &[READY]);
        s
    };
    let merges_later = |s: &crate::sandbox::Sandbox| {
        s.git(&["merge", "-q", "--no-edit", "side"]);
        assert_eq!(
            head(s)
                .matches("### 2026-01-01 - Status: Draft -> Ready")
                .count(),
            1
        );
        clean(s);
    };
    let s = prepared();
    s.write("other.txt", "two\n");
    s.commit("other");
    s.git(&["cherry-pick", "side"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
    merges_later(&s);

    let s = prepared();
    s.git(&["cherry-pick", "-n", "side"]);
    s.git(&["commit", "-qm", "picked"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
    merges_later(&s);

    // With a conflict.
    for conclude in [
        &["commit", "-q", "--no-edit"][..],
        &["cherry-pick", "--continue"],
    ] {
        let s = prepared();
        edit(&s, ("**Status**: Draft", "**Status**: In Progress"));
        s.git(&["commit", "-qam", "go"]);
        s.try_git(&["cherry-pick", "side"]).fails(1);
        let text = s.read(PATH);
        let (before, rest) = text.split_once("<<<<<<< ").unwrap();
        let (_, after) = rest.split_once(">>>>>>> ").unwrap();
        let (_, after) = after.split_once('\n').unwrap();
        s.write(PATH, format!("{before}**Status**: Ready\n{after}"));
        s.git(&["add", PATH]);
        s.git(conclude);
        has(
            &s,
            &["Status: Draft -> In Progress", "Status: Draft -> Ready"],
        );
        clean(&s);
    }
}

#[test]
fn s43_a_revert() {
    let s = logged();
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    s.git(&["revert", "--no-edit", "HEAD~"]);
    assert_eq!(head(&s), cache(&[NOTES]) + &notes(), "later entries stay");
    clean(&s);
    s.git(&["revert", "--no-edit", "HEAD~"]);
    assert_eq!(head(&s), CACHE);
    clean(&s);
    let run = s.plan(&["log", "--check"]).fails(1);
    assert_eq!(
        run.stdout.matches("reverted in").count(),
        2,
        "{}",
        run.screen()
    );
}

#[test]
fn s49_patches_by_mail() {
    for options in [&["-q"][..], &["-q", "-3"]] {
        let s = place();
        branch(&s, "side", &[READY]);
        let patch = s.git(&["format-patch", "-1", "--stdout", "side"]);
        s.write("../patch", patch + "\n");
        s.git(&[&["am"], options, &["../patch"]].concat());
        assert_eq!(head(&s), cache(&[READY]) + &ready());
        assert_eq!(added(&s, "HEAD"), ["2026-01-01 - Status: Draft -> Ready"]);
        clean(&s);
    }
    // Without the driver as well: the patch brings its entry.
    let s = place();
    without_driver(&s);
    branch(&s, "side", &[READY]);
    let patch = s.git(&["format-patch", "-1", "--stdout", "side"]);
    s.write("../patch", patch + "\n");
    s.git(&["am", "-q", "../patch"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
}

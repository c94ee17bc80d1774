//! 44 to 48: rebases of every kind. The hook stands aside, and entries travel inside the commits.

use crate::place::{
    NOTES, PATH, READY, TICK, cache, clean, edit, entry, has, head, logged, notes, place, ready,
    script,
};
use crate::sandbox::Sandbox;

/// Three commits on a branch, each with its entry, and one beside them on main.
fn three() -> Sandbox {
    let s = place();
    s.git(&["checkout", "-qb", "side"]);
    for change in [READY, TICK, NOTES] {
        edit(&s, change);
        s.git(&["commit", "-qam", change.1]);
    }
    s.git(&["checkout", "-q", "main"]);
    s.write("other.txt", "two\n");
    s.git(&["commit", "-qam", "beside"]);
    s.git(&["checkout", "-q", "side"]);
    s
}

const THREE: [&str; 3] = [
    "Status: Draft -> Ready",
    "Ticked 1.v1: Keys expire",
    "Section changed: Notes",
];

/// Lets `rebase -i` do what a script makes of its list.
fn with_list(s: &mut Sandbox, edit: &str) {
    let editor = s.root().join("bin/list");
    script(s, &editor, &format!("#!/bin/sh\nsed -i '{edit}' \"$1\"\n"));
    s.env("GIT_SEQUENCE_EDITOR", editor.to_str().unwrap());
}

#[test]
fn s44_three_commits() {
    for backend in ["--merge", "--apply"] {
        let s = three();
        let before = head(&s);
        let run = s.try_git(&["rebase", "-q", backend, "main"]).ok();
        assert!(!run.stderr.contains("plan:"), "{}", run.screen());
        assert_eq!(head(&s), before, "{backend}");
        has(&s, &THREE);
        assert_eq!(s.git(&["rev-list", "--count", "main..HEAD"]), "3");
        for (commits, title) in ["HEAD~2", "HEAD~", "HEAD"].iter().zip(THREE) {
            let shown = s.git(&["show", "--format=", *commits]);
            assert!(
                shown.contains(&format!("+### 2026-01-01 - {title}")),
                "{shown}"
            );
        }
        clean(&s);
    }
}

#[test]
fn s45_reword_squash_fixup() {
    for (list, commits) in [
        ("s/^pick/reword/", 3),
        ("2,$s/^pick/squash/", 1),
        ("2,$s/^pick/fixup/", 1),
    ] {
        let mut s = three();
        let before = head(&s);
        with_list(&mut s, list);
        s.git(&["rebase", "-q", "-i", "main"]);
        assert_eq!(head(&s), before, "{list}");
        let count = s.git(&["rev-list", "--count", "main..HEAD"]);
        assert_eq!(count, commits.to_string(), "{list}");
        clean(&s);
    }
    // A fixup commit has its own entry, and brings it along.
    let s = logged();
    edit(&s, TICK);
    s.git(&["commit", "-qa", "--fixup", "HEAD"]);
    let before = head(&s);
    s.git(&[
        "-c",
        "sequence.editor=true",
        "rebase",
        "-q",
        "-i",
        "--autosquash",
        "HEAD~2",
    ]);
    assert_eq!(head(&s), before);
    has(&s, &["Status: Draft -> Ready", "Ticked 1.v1: Keys expire"]);
    assert_eq!(s.git(&["rev-list", "--count", "HEAD"]), "2");
    clean(&s);
}

#[test]
fn s46_a_stop_to_edit() {
    let mut s = three();
    with_list(&mut s, "1s/^pick/edit/");
    s.git(&["rebase", "-q", "-i", "main"]);
    edit(&s, ("Complexity**: Low", "Complexity**: High"));
    let run = s.try_git(&["commit", "-qa", "--amend", "--no-edit"]).ok();
    assert!(
        run.stderr
            .contains("no log entry is written for a rebase in progress; `plan log --check`"),
        "{}",
        run.screen()
    );
    assert!(!run.stderr.contains("--fix"), "{}", run.screen());
    has(&s, &THREE[..1]);
    s.git(&["rebase", "--continue"]);
    has(&s, &THREE);
    assert!(head(&s).contains("Complexity**: High"));
    clean(&s);
}

#[test]
fn s47_a_command_that_commits() {
    let s = three();
    let command = format!(
        "sed -i 's/Complexity..: Low/Complexity**: High/' {PATH}; git commit -qam more --allow-empty"
    );
    let run = s
        .try_git(&["rebase", "-q", "--exec", &command, "main"])
        .ok();
    has(&s, &THREE);
    assert!(head(&s).contains("Complexity**: High"), "{}", run.screen());
    assert_eq!(s.git(&["rev-list", "--count", "main..HEAD"]), "6");
    clean(&s);
    // What nobody logged is found, and mended.
    s.plan(&["log", "--check"]).fails(1);
    s.plan(&["log", "--fix"]).ok();
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn s48_a_commit_that_is_dropped_or_moved() {
    let mut s = three();
    with_list(&mut s, "2d");
    s.git(&["rebase", "-q", "-i", "main"]);
    assert_eq!(head(&s), cache(&[READY, NOTES]) + &ready() + &notes());
    clean(&s);
    s.plan(&["log", "--check"]).ok();

    let mut s = three();
    let at_the_end = head(&s);
    // The first line moves behind the second.
    with_list(&mut s, "1{h;d};2{G}");
    s.git(&["rebase", "-q", "-i", "main"]);
    let tick = entry("Ticked 1.v1: Keys expire");
    let text = head(&s);
    assert_eq!(text.len(), at_the_end.len());
    for entry in [ready(), tick.clone(), notes()] {
        assert_eq!(text.matches(&entry).count(), 1, "{text}");
    }
    // After the commit that came first, its entry alone.
    let first = crate::place::at(&s, &format!("HEAD~2:{PATH}"));
    assert_eq!(first, cache(&[TICK]) + &tick);
    clean(&s);
    s.plan(&["log", "--check"]).ok();
}

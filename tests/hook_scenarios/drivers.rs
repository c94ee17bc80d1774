//! 50 to 54: branches that both log. Without the driver the ends of their logs are in conflict.

use std::fs;

use crate::place::{
    CACHE, NOTES, PATH, READY, TICK, at, branch, cache, clean, edit, edit_at, entry, has, head,
    notes, place, ready, script, titles, without_driver,
};
use crate::sandbox::{Run, Sandbox};

/// A day later on a branch, and the other change with its entry on main.
fn two_branches(driver: bool) -> Sandbox {
    let s = place();
    if !driver {
        without_driver(&s);
    }
    let now = s.now();
    s.at("2026-01-02T00:00:00Z");
    branch(&s, "side", &[NOTES]);
    s.at(&now);
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    s
}

/// A way to bring a branch and main together, and whether a conflict shows in the exit code.
struct Way {
    name: &'static str,
    act: fn(&Sandbox) -> Run,
    /// Git takes a conflict in the work tree for no failure.
    silent: bool,
}

const WAYS: [Way; 6] = [
    Way {
        name: "merge",
        act: |s| s.try_git(&["merge", "-q", "--no-edit", "side"]),
        silent: false,
    },
    Way {
        name: "rebase",
        act: |s| s.try_git(&["rebase", "-q", "side"]),
        silent: false,
    },
    Way {
        name: "cherry-pick",
        act: |s| s.try_git(&["cherry-pick", "side"]),
        silent: false,
    },
    Way {
        name: "stash pop",
        act: |s| {
            // What is on the branch, not committed.
            let there = at(s, &format!("side:{PATH}"));
            let here = s.read(PATH);
            s.git(&["checkout", "-q", "HEAD~", "--", PATH]);
            s.git(&["commit", "-qm", "back", "--no-verify"]);
            s.write(PATH, there);
            s.git(&["stash", "-q"]);
            s.git(&["reset", "-q", "--hard", "HEAD~"]);
            assert_eq!(s.read(PATH), here);
            s.try_git(&["stash", "pop", "-q"])
        },
        silent: false,
    },
    Way {
        name: "am -3",
        act: |s| {
            let patch = s.git(&["format-patch", "-1", "--stdout", "side"]);
            s.write("../patch", patch + "\n");
            s.try_git(&["am", "-q", "-3", "../patch"])
        },
        silent: false,
    },
    Way {
        name: "checkout -m",
        act: |s| {
            // What is on main, not committed.
            let here = s.read(PATH);
            s.git(&["reset", "-q", "--hard", "HEAD~"]);
            s.write(PATH, here);
            s.try_git(&["checkout", "-q", "-m", "side"])
        },
        silent: true,
    },
];

#[test]
fn s50_both_entries_in_order() {
    let later = notes().replace("2026-01-01", "2026-01-02");
    for way in WAYS {
        let s = two_branches(true);
        let run = (way.act)(&s).ok();
        let text = cache(&[READY, NOTES]) + &ready() + &later;
        assert_eq!(s.read(PATH), text, "{}: {}", way.name, run.screen());
        assert!(!s.git_status().contains("UU"), "{}", way.name);

        let s = two_branches(false);
        let run = (way.act)(&s);
        assert_eq!(
            run.status == 0,
            way.silent,
            "{}: {}",
            way.name,
            run.screen()
        );
        assert!(s.read(PATH).contains("<<<<<<<"), "{}", way.name);
    }
}

#[test]
fn s51_a_conflict_of_the_status_alone() {
    let s = place();
    s.git(&["config", "rerere.enabled", "true"]);
    branch(
        &s,
        "side",
        &[("**Status**: Draft", "**Status**: In Progress")],
    );
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    s.try_git(&["merge", "-q", "side"]).fails(1);
    let text = s.read(PATH);
    assert!(
        text.contains(
            "<<<<<<< HEAD\n**Status**: Ready\n=======\n**Status**: In Progress\n>>>>>>> side\n"
        ),
        "{text}"
    );
    assert_eq!(text.matches("<<<<<<<").count(), 1);
    assert!(
        text.ends_with(&(entry("Status: Draft -> In Progress") + &ready()))
            || text.ends_with(&(ready() + &entry("Status: Draft -> In Progress"))),
        "{text}"
    );
    let recorded = fs::read_dir(s.directory().join(".git/rr-cache")).unwrap();
    assert_eq!(recorded.count(), 1);

    // Markers of the length that is asked for.
    s.git(&["merge", "--abort"]);
    let attributes = s.read(".git/info/attributes");
    s.write(
        ".git/info/attributes",
        attributes + "plan/implementation/*.md conflict-marker-size=11\n",
    );
    s.try_git(&["merge", "-q", "side"]).fails(1);
    assert!(
        s.read(PATH).contains("\n<<<<<<<<<<< HEAD\n"),
        "{}",
        s.read(PATH)
    );
}

#[test]
fn s52_equal_entries_and_almost_equal_ones() {
    // Both did the same, and more.
    let s = place();
    branch(&s, "side", &[READY, NOTES]);
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    edit(&s, TICK);
    s.git(&["commit", "-qam", "tick"]);
    s.git(&["merge", "-q", "--no-edit", "side"]);
    let text = head(&s);
    assert_eq!(text.matches(&ready()).count(), 1, "{text}");
    assert_eq!(titles(&text).len(), 4, "{text}");
    clean(&s);

    // The same heading, and other words below it.
    let s = place();
    s.git(&["checkout", "-qb", "side"]);
    s.plan(&[
        "status",
        "metrics-cache",
        "ready",
        "--reason",
        "they agreed",
    ])
    .ok();
    s.git(&["commit", "-qam", "there"]);
    s.git(&["checkout", "-q", "main"]);
    s.plan(&["status", "metrics-cache", "ready", "--reason", "we agreed"])
        .ok();
    s.git(&["commit", "-qam", "here"]);
    s.git(&["merge", "-q", "--no-edit", "side"]);
    has(&s, &["Status: Draft -> Ready", "Status: Draft -> Ready"]);
    for reason in ["we agreed", "they agreed"] {
        assert_eq!(
            head(&s).matches(&format!("- Reason: {reason}\n")).count(),
            1
        );
    }
    clean(&s);
}

/// The scenario asks that a driver that panics lets the merge fail with the work tree untouched. It would without our
/// registration, which lets git merge by lines whatever the driver ended with but 0 and 1: measured, a driver that ends
/// with 101 gives the very conflict of a repository without driver.
#[test]
fn s53_a_driver_that_is_missing_or_dies() {
    let expected = {
        let s = two_branches(false);
        s.try_git(&["merge", "-q", "side"]).fails(1);
        s.read(PATH)
    };
    assert!(
        expected.contains("Status: Draft -> Ready") && expected.contains("Section changed: Notes")
    );
    let programs: [&dyn Fn(&Sandbox); 3] = [
        &|_| {},
        &|s| script(s, "../bin/plan", "#!/bin/sh\nexit 101\n"),
        &|s| script(s, "../bin/plan", "#!/bin/sh\nkill -9 $$\n"),
    ];
    for program in programs {
        let s = two_branches(true);
        fs::remove_file(s.root().join("bin/plan")).unwrap();
        program(&s);
        s.try_git(&["merge", "-q", "side"]).fails(1);
        assert_eq!(s.read(PATH), expected);
        assert_eq!(s.git_status(), format!("UU {PATH}"));
    }
}

#[test]
fn s54_a_criss_cross() {
    let s = place();
    branch(&s, "side", &[NOTES]);
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    s.git(&["branch", "here"]);
    s.git(&["merge", "-q", "--no-edit", "side"]);
    s.git(&["checkout", "-q", "side"]);
    s.git(&["merge", "-q", "--no-edit", "here"]);
    edit(&s, TICK);
    s.git(&["commit", "-qam", "tick"]);
    s.git(&["checkout", "-q", "main"]);
    edit(&s, ("Complexity**: Low", "Complexity**: High"));
    s.git(&["commit", "-qam", "high"]);
    let bases = s.git(&["merge-base", "--all", "main", "side"]);
    assert_eq!(bases.lines().count(), 2);
    s.git(&["merge", "-q", "--no-edit", "side"]);
    let text = head(&s);
    for line in [
        "Status: Draft -> Ready",
        "Section changed: Notes",
        "Ticked 1.v1: Keys expire",
        "Field changed: Estimated Complexity: Low -> High",
    ] {
        assert_eq!(text.matches(&entry(line)).count(), 1, "{line}\n{text}");
    }
    assert_eq!(titles(&text).len(), 5, "{text}");
    clean(&s);
    s.plan(&["log", "--check"]).ok();
}

/// Several branches at once. Git asks no driver for that: where two of them log in one plan it merges nothing, and one after
/// the other they are merged as ever.
#[test]
fn s54_an_octopus() {
    let s = place();
    let other = "plan/implementation/other.md";
    s.write(other, CACHE);
    s.commit("other");
    let first = titles(&at(&s, &format!("HEAD:{other}"))).len();
    branch(&s, "ready", &[READY]);
    branch(&s, "ticked", &[TICK]);
    s.git(&["checkout", "-qb", "elsewhere", "main"]);
    edit_at(&s, other, READY);
    s.git(&["commit", "-qam", "elsewhere"]);
    s.git(&["checkout", "-q", "main"]);
    s.write("other.txt", "two\n");
    s.commit("main");

    s.git(&["merge", "-q", "--no-edit", "ready", "elsewhere"]);
    has(&s, &["Status: Draft -> Ready"]);
    assert_eq!(titles(&at(&s, &format!("HEAD:{other}"))).len(), first + 1);
    assert_eq!(
        s.git(&["rev-list", "--parents", "-1", "HEAD"])
            .split(' ')
            .count(),
        4
    );
    clean(&s);

    s.git(&["reset", "-q", "--hard", "HEAD~"]);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    let before = head(&s);
    s.try_git(&["merge", "-q", "--no-edit", "ready", "ticked"])
        .fails(2);
    assert_eq!((head(&s), s.read(PATH)), (before.clone(), before));
    clean(&s);
    for side in ["ready", "ticked"] {
        s.git(&["merge", "-q", "--no-edit", side]);
    }
    assert_eq!(titles(&head(&s)).len(), 4, "{}", head(&s));
    clean(&s);
}

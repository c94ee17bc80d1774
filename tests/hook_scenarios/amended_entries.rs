//! Entries of an amended commit: which are replaced, and which stay.

use crate::place::{
    CACHE, NOTES, PATH, READY, TICK, accept, at, branch, cache, clean, edit, has, head, logged,
    notes, place, ready, refuse,
};
use crate::receipts::{BEGUN, DRAFT, append, dated, pending};
use crate::sandbox::Sandbox;

#[test]
fn amend_replaces_the_entry_of_its_commit() {
    let later = |s: &Sandbox| s.at("2026-01-05T00:00:00Z");
    // The message.
    let s = logged();
    later(&s);
    let tree = s.git(&["rev-parse", "HEAD^{tree}"]);
    s.git(&["commit", "-q", "--amend", "-m", "other words"]);
    assert_eq!(s.git(&["rev-parse", "HEAD^{tree}"]), tree);
    // More changes, twice.
    edit(&s, TICK);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    has(&s, &["Status: Draft -> Ready, and 1 more"]);
    edit(&s, NOTES);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    has(&s, &["Status: Draft -> Ready, and 2 more"]);
    clean(&s);
    // Undone.
    let s = logged();
    edit(&s, DRAFT);
    s.git(&["commit", "-qa", "--amend", "--no-edit", "--allow-empty"]);
    assert_eq!(head(&s), CACHE);
    clean(&s);
    // Another plan.
    let s = logged();
    let other = "plan/implementation/other.md";
    s.write(other, cache(&[]).replace("Metrics cache", "Other"));
    s.git(&["add", other]);
    s.git(&["commit", "-q", "--amend", "--no-edit"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(at(&s, &format!("HEAD:{other}")), s.read(other));
    clean(&s);
    // `--only` beside a staged change.
    let s = logged();
    edit(&s, NOTES);
    s.git(&["add", PATH]);
    s.git(&["commit", "-q", "--amend", "--only", "-m", "other words"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(s.git_status(), format!("M  {PATH}"));
    // Another date.
    for option in ["--date=2026-01-07T00:00:00Z", "--reset-author"] {
        let s = logged();
        s.at("2026-01-07T00:00:00Z");
        s.git(&["commit", "-q", "--amend", "--no-edit", option]);
        let new = dated("2026-01-07", "Status: Draft -> Ready");
        assert_eq!(head(&s), cache(&[READY]) + &new, "{option}");
        clean(&s);
    }
}

#[test]
fn aborted_amend_loses_no_entry_of_head() {
    let aborted = |change: (&str, &str)| {
        let s = logged();
        edit(&s, change);
        s.git(&["add", PATH]);
        refuse(&s);
        s.try_git(&["commit", "-q", "--amend", "--no-edit"])
            .fails(1);
        accept(&s);
        s
    };
    // Then the amend.
    let s = aborted(TICK);
    s.git(&["commit", "-q", "--amend", "--no-edit"]);
    has(&s, &["Status: Draft -> Ready, and 1 more"]);
    clean(&s);
    // A plain commit.
    for args in [&[][..], &["-a"]] {
        let s = aborted(TICK);
        let run = s.try_git(&[&["commit", "-qm", "tick"], args].concat()).ok();
        has(&s, &["Status: Draft -> Ready", "Ticked 1.v1: Keys expire"]);
        assert!(
            run.stderr.contains("restored 1 entry of the log"),
            "{}",
            run.screen()
        );
        clean(&s);
    }
    // An amend that undoes the change, then a plain commit.
    for args in [&[][..], &["-a"]] {
        let s = aborted(DRAFT);
        s.git(&[&["commit", "-qm", "back"], args].concat());
        has(&s, &["Status: Draft -> Ready", "Status: Ready -> Draft"]);
        clean(&s);
    }
}

#[test]
fn amend_without_the_receipt_adds_an_entry_and_removes_none() {
    let flows: [(&str, &dyn Fn() -> Sandbox); 5] = [
        ("another clone", &|| {
            let mut s = logged();
            s.git(&["clone", "-q", ".", "../clone"]);
            s.enter("../clone");
            s.plan(&["hook", "install"]).ok();
            s
        }),
        ("another working tree", &|| {
            let mut s = logged();
            s.git(&["worktree", "add", "-q", "../tree"]);
            s.enter("../tree");
            s
        }),
        ("squash", &|| {
            let s = place();
            branch(&s, "side", &[READY]);
            s.git(&["merge", "-q", "--squash", "side"]);
            s.git(&["commit", "-qm", "squash"]);
            s
        }),
        ("reset --soft", &|| {
            let s = logged();
            s.git(&["reset", "-q", "--soft", "HEAD~"]);
            s.git(&["commit", "-qm", "again"]);
            s
        }),
        ("reset --mixed", &|| {
            let s = logged();
            s.git(&["reset", "-q", "HEAD~"]);
            s.git(&["commit", "-qam", "again"]);
            s
        }),
    ];
    for (name, flow) in flows {
        let s = flow();
        assert_eq!(head(&s), cache(&[READY]) + &ready(), "{name}");
        edit(&s, BEGUN);
        s.git(&["commit", "-qa", "--amend", "--no-edit"]);
        has(
            &s,
            &["Status: Draft -> Ready", "Status: Draft -> In Progress"],
        );
        clean(&s);
        let s = flow();
        edit(&s, DRAFT);
        s.git(&["commit", "-qa", "--amend", "--no-edit"]);
        assert_eq!(head(&s), CACHE.to_owned() + &ready(), "{name}");
        clean(&s);
    }
}

#[test]
fn amend_after_a_rebase_or_a_cherry_pick_replaces_an_entry_of_the_same_text() {
    let flows: [&dyn Fn(&Sandbox); 2] = [
        &|s| {
            s.git(&["rebase", "-q", "side"]);
        },
        &|s| {
            s.git(&["checkout", "-q", "side"]);
            s.git(&["cherry-pick", "main"]);
        },
    ];
    for flow in flows {
        for is_touched in [false, true] {
            let s = place();
            s.git(&["checkout", "-qb", "side"]);
            if is_touched {
                edit(&s, TICK);
            } else {
                s.write("other.txt", "two\n");
            }
            s.git(&["commit", "-qam", "side"]);
            s.git(&["checkout", "-q", "main"]);
            edit(&s, READY);
            s.git(&["commit", "-qam", "ready"]);
            flow(&s);
            edit(&s, BEGUN);
            s.git(&["commit", "-qa", "--amend", "--no-edit"]);
            let expected: &[&str] = if is_touched {
                &[
                    "Ticked 1.v1: Keys expire",
                    "Status: Draft -> Ready",
                    "Status: Draft -> In Progress",
                ]
            } else {
                &["Status: Draft -> In Progress"]
            };
            has(&s, expected);
            clean(&s);
        }
    }
}

#[test]
fn amended_merge_keeps_the_entries_of_both_sides() {
    let s = place();
    branch(&s, "side", &[TICK]);
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    s.git(&["merge", "-q", "--no-edit", "side"]);
    let both = ["Ticked 1.v1: Keys expire", "Status: Draft -> Ready"];
    let merged = head(&s);
    for title in both {
        assert!(merged.contains(title), "{merged}");
    }
    s.git(&["commit", "-q", "--amend", "--no-edit"]);
    assert_eq!(head(&s), merged);
    edit(&s, NOTES);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert_eq!(head(&s), merged.replace(NOTES.0, NOTES.1) + &notes());
    clean(&s);
}

#[test]
fn entry_committed_without_the_hook_belongs_to_that_commit() {
    let without_hook = |s: &Sandbox| {
        let mut git = s.command("git");
        git.args(["commit", "-qam", "no hook"])
            .env("PLAN_HOOK", "0");
        assert!(git.status().unwrap().success());
    };
    let s = pending();
    without_hook(&s);
    edit(&s, BEGUN);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    has(&s, &["Status: Draft -> In Progress"]);
    clean(&s);

    let s = pending();
    without_hook(&s);
    s.git(&["revert", "--no-edit", "HEAD"]);
    append(&s, &ready());
    s.git(&["commit", "-qam", "words"]);
    assert_eq!(head(&s), CACHE.to_owned() + &ready());
    clean(&s);
}

#[test]
fn aborted_amend_loses_no_entry_after_another_commit() {
    let s = logged();
    edit(&s, TICK);
    refuse(&s);
    s.try_git(&["commit", "-qa", "--amend", "--no-edit"])
        .fails(1);
    accept(&s);
    s.write("other.txt", "two\n");
    s.git(&["commit", "-qm", "other", "other.txt"]);
    s.git(&["commit", "-qam", "tick"]);
    has(&s, &["Status: Draft -> Ready", "Ticked 1.v1: Keys expire"]);
    clean(&s);
    // It is restored once. A person can remove it all the same.
    let text = s.read(PATH);
    s.write(PATH, text.replace(&ready(), ""));
    s.git(&["commit", "-qam", "removed"]);
    has(&s, &["Ticked 1.v1: Keys expire"]);
}

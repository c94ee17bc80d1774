//! What the seventy do not say, and was found by trying.

use crate::place::{
    CACHE, NOTES, PATH, READY, TICK, at, cache, clean, edit, edit_at, entry, has, head, logged,
    notes, place, ready, titles,
};

const NEW: &str = "plan/implementation/cache.md";

/// Of two commits made one, the unstaged rest of the file gets no second copy of their entries.
#[test]
fn a_soft_reset_beside_an_unstaged_change() {
    let s = place();
    edit(&s, READY);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "both"]);
    edit(&s, ("Something.", "Something else."));
    s.git(&["commit", "-qam", "notes"]);
    let text = head(&s);
    s.git(&["reset", "-q", "--soft", "HEAD~2"]);
    edit(&s, TICK);
    for args in [
        &["commit", "-qm", "one of two"][..],
        &["commit", "-q", "--amend", "-m", "again"],
    ] {
        s.git(args);
        assert_eq!(head(&s), text);
        assert_eq!(s.read(PATH), text.replace(TICK.0, TICK.1));
    }
    s.git(&["commit", "-qam", "ticked"]);
    assert_eq!(titles(&head(&s)).len(), titles(&text).len() + 1);
    clean(&s);
}

#[test]
fn a_rename_beside_an_unstaged_change() {
    let s = logged();
    s.git(&["mv", PATH, NEW]);
    edit_at(&s, NEW, NOTES);
    s.git(&["commit", "-qm", "move"]);
    let text = at(&s, &format!("HEAD:{NEW}"));
    assert_eq!(
        text,
        cache(&[READY]) + &ready() + &entry(&format!("Renamed from {PATH}"))
    );
    assert_eq!(s.read(NEW), text.replace(NOTES.0, NOTES.1));
}

/// A plan that moves out of the configured paths and in again is the same plan.
#[test]
fn a_move_across_the_paths() {
    let s = logged();
    s.git(&["mv", PATH, "other.md"]);
    s.git(&["commit", "-qm", "out"]);
    assert_eq!(at(&s, "HEAD:other.md"), cache(&[READY]) + &ready());
    s.git(&["mv", "other.md", PATH]);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "in"]);
    let told = "\n### 2026-01-01 - Renamed from other.md, and 1 more\n\n- Renamed from other.md\n- Section changed: Notes\n";
    assert_eq!(head(&s), cache(&[READY, NOTES]) + &ready() + told);
    clean(&s);
    s.plan(&["log", "--check"]).ok();
}

/// What came along with a plan from elsewhere tells of commits there.
#[test]
fn a_plan_that_arrives_with_its_log() {
    let s = logged();
    let text = head(&s);
    // From a commit of the past.
    s.git(&["rm", "-q", PATH]);
    s.git(&["commit", "-qm", "gone"]);
    s.git(&["checkout", "-q", "HEAD~", "--", PATH]);
    s.git(&["commit", "-qm", "back"]);
    assert_eq!(head(&s), text);
    clean(&s);
    // From another branch, which has nothing in common with it.
    s.git(&["checkout", "-q", "--orphan", "other"]);
    s.git(&["commit", "-qm", "root"]);
    assert_eq!(head(&s), text);
    clean(&s);
}

/// What somebody noted is not taken back: it waits for a change.
#[test]
fn notes_wait_for_a_change() {
    let s = place();
    for reason in ["because A", "because B"] {
        s.plan(&["note", PATH, "--reason", reason]).ok();
    }
    s.write("other.txt", "two\n");
    s.git(&["commit", "-qam", "other"]);
    let text = head(&s);
    assert!(
        text.contains("because A") && text.contains("because B"),
        "{text}"
    );
    clean(&s);

    let s = place();
    for reason in ["because A", "because B"] {
        s.plan(&["note", PATH, "--reason", reason]).ok();
    }
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    let reasons = "- Reason: because A\n- Reason: because B\n";
    assert_eq!(head(&s), cache(&[READY]) + &ready() + reasons);
    // And with an entry that is there already.
    s.plan(&["note", PATH, "--reason", "because C"]).ok();
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    let text = cache(&[READY]) + &ready() + reasons + "- Reason: because C\n";
    assert_eq!(head(&s), text);
    clean(&s);
}

/// What stays staged gets the entry of the commit too, so that it is not taken out by the next.
#[test]
fn an_amend_beside_a_staged_plan() {
    let s = place();
    edit(&s, READY);
    s.git(&["commit", "-qnam", "ready"]);
    edit(&s, NOTES);
    s.git(&["add", PATH]);
    s.git(&["commit", "-q", "--amend", "--only", "-m", "reworded"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(s.git_status(), format!("M  {PATH}"));
    assert_eq!(
        at(&s, &format!(":{PATH}")),
        cache(&[READY, NOTES]) + &ready()
    );
    s.git(&["commit", "-qm", "notes"]);
    assert_eq!(head(&s), cache(&[READY, NOTES]) + &ready() + &notes());
    clean(&s);
}

#[test]
fn a_renamed_plan_without_an_entry_is_pointed_out() {
    let s = logged();
    s.git(&["mv", PATH, NEW]);
    edit_at(&s, NEW, NOTES);
    let run = s.try_git(&["commit", "-qnam", "move"]).ok();
    assert!(
        run.stderr.contains("this commit has no log entry"),
        "{}",
        run.stderr
    );
    s.plan(&["log", "--check"]).fails(1);
}

/// A name that looks like an option, at the top, with a mark in the index.
#[test]
fn a_name_like_an_option() {
    let s = place();
    s.write(".plan.toml", "paths = [\"*.md\"]\n");
    for path in ["-p.md", "q.md"] {
        s.write(path, CACHE);
    }
    s.git(&["add", "."]);
    s.git(&["commit", "-qm", "more"]);
    for path in ["-p.md", "q.md"] {
        edit_at(&s, path, READY);
    }
    s.git(&["add", "."]);
    s.git(&["update-index", "--assume-unchanged", "--", "-p.md"]);
    let run = s.try_git(&["commit", "-qm", "ready"]).ok();
    for path in ["-p.md", "q.md"] {
        let text = at(&s, &format!("HEAD:{path}"));
        assert_eq!(text, cache(&[READY]) + &ready(), "{path}: {}", run.stderr);
    }
    assert!(s.git(&["ls-files", "-v", "--", "-p.md"]).starts_with('h'));
}

#[test]
fn a_namespace_is_for_those_who_fetch() {
    let mut s = place();
    s.env("GIT_NAMESPACE", "x");
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    has(&s, &["Status: Draft -> Ready"]);
}

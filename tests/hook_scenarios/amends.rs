//! 11 to 16: commits that replace the last one, and those that do not.

use crate::place::{
    CACHE, NOTES, PATH, READY, TICK, cache, clean, edit, entry, has, head, logged, notes, place,
    ready, with_editor,
};
use crate::sandbox::Sandbox;

#[test]
fn s11_of_the_message_alone() {
    let s = logged();
    let tree = s.git(&["rev-parse", "HEAD^{tree}"]);
    s.git(&["commit", "-q", "--amend", "-m", "new"]);
    assert_eq!(s.git(&["rev-parse", "HEAD^{tree}"]), tree);
    clean(&s);
}

#[test]
fn s12_with_another_change() {
    let s = logged();
    s.at("2026-02-02T00:00:00Z");
    edit(&s, TICK);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert_eq!(
        head(&s),
        cache(&[READY, TICK])
            + "\n### 2026-01-01 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Ticked 1.v1: Keys expire\n",
        "with the date it had"
    );
    clean(&s);
}

#[test]
fn s13_through_an_editor_an_alias_and_with_another_author() {
    let amends: [&dyn Fn(&mut Sandbox); 3] = [
        &|s| {
            with_editor(s, "other words");
            s.git(&["commit", "-qa", "--amend"]);
        },
        &|s| {
            s.git(&["config", "alias.fix", "commit --amend --no-edit -q"]);
            s.git(&["fix", "-a"]);
        },
        &|s| {
            s.env("GIT_AUTHOR_NAME", "Somebody Else");
            s.git(&["commit", "-qa", "--amend", "--no-edit", "--reset-author"]);
        },
    ];
    for amend in amends {
        let mut s = logged();
        edit(&s, TICK);
        amend(&mut s);
        has(&s, &["Status: Draft -> Ready, and 1 more"]);
        assert_eq!(s.git(&["rev-list", "--count", "HEAD"]), "2");
        clean(&s);
    }
}

#[test]
fn s14_that_undoes_the_change() {
    let s = logged();
    edit(&s, ("**Status**: Ready", "**Status**: Draft"));
    s.git(&["commit", "-qa", "--amend", "--no-edit", "--allow-empty"]);
    assert_eq!(head(&s), CACHE);
    clean(&s);

    // Git looks for what is left before it starts the hook, and then there is the entry. So it makes an empty commit, which
    // without the hook it would have refused.
    let s = logged();
    edit(&s, ("**Status**: Ready", "**Status**: Draft"));
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert_eq!(s.git(&["diff", "--stat", "HEAD~", "HEAD"]), "");
    assert_eq!(head(&s), CACHE);
    clean(&s);
}

#[test]
fn s15_two_commits_of_one_second() {
    let s = place();
    let now = s.now();
    edit(&s, READY);
    s.git(&["commit", "-qam", "one"]);
    s.at(&now);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "two"]);
    assert_eq!(head(&s), cache(&[READY, NOTES]) + &ready() + &notes());
    let times = s.git(&["log", "-2", "--format=%at"]);
    let times: Vec<&str> = times.lines().collect();
    assert_eq!(times[0], times[1]);
}

#[test]
fn s16_of_the_first_commit() {
    let s = Sandbox::new();
    s.plan(&["hook", "install"]).ok();
    s.write(PATH, "# Implementation Plan: x\n\n**Status**: Draft\n");
    s.commit("first");
    let text = head(&s);
    s.git(&["commit", "-q", "--amend", "-m", "other words"]);
    assert_eq!(head(&s), text);
    edit(&s, READY);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    has(&s, &[]);
    assert_eq!(s.git(&["rev-list", "--count", "HEAD"]), "1");
    clean(&s);
}

/// Not one of the numbered: `git revert` removes an entry and runs no hook; an amend of it does,
/// and logs the change.
#[test]
fn amended_revert_gets_the_entry_of_its_change() {
    let s = logged();
    s.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(head(&s), CACHE);
    s.git(&["commit", "-q", "--amend", "-m", "Not ready after all"]);
    let back = entry("Status: Ready -> Draft");
    assert_eq!(head(&s), CACHE.to_owned() + &back);
    edit(&s, NOTES);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    has(&s, &["Status: Ready -> Draft, and 1 more"]);
    clean(&s);
}

//! 20 to 23: commits that came to nothing, and what came after them.

use crate::place::{
    CACHE, NOTES, PATH, READY, TICK, accept, at, cache, clean, edit, entry, has, head, place,
    ready, refuse,
};
use crate::sandbox::Sandbox;

/// Fails at the message: the hook has run by then.
fn empty_message(s: &Sandbox, args: &[&str]) {
    let run = s.try_git(&[&["commit", "-qm", ""], args].concat());
    assert_ne!(run.status, 0, "{}", run.screen());
}

fn rejected(s: &Sandbox, args: &[&str]) {
    refuse(s);
    s.try_git(&[&["commit", "-qm", "x"], args].concat())
        .fails(1);
    accept(s);
}

/// `commit -a`: git forgets its index, and the file has the entry.
fn of_all(abort: fn(&Sandbox, &[&str])) {
    let s = place();
    edit(&s, READY);
    abort(&s, &["-a"]);
    assert_eq!(at(&s, &format!(":{PATH}")), CACHE);
    assert_eq!(s.read(PATH), cache(&[READY]) + &ready());
    assert_eq!(s.git_status(), format!(" M {PATH}"));
    edit(&s, TICK);
    s.git(&["commit", "-qam", "both"]);
    has(&s, &["Status: Draft -> Ready, and 1 more"]);
    clean(&s);
}

/// Staged: the index keeps the entry, and so does the file.
fn of_what_is_staged(abort: fn(&Sandbox, &[&str])) {
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    abort(&s, &[]);
    assert_eq!(at(&s, &format!(":{PATH}")), s.read(PATH));
    assert_eq!(s.git_status(), format!("M  {PATH}"));
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
}

#[test]
fn s20_all_with_an_empty_message() {
    of_all(empty_message);
}

#[test]
fn s21_staged_with_an_empty_message() {
    of_what_is_staged(empty_message);
}

#[test]
fn s22_a_hook_that_rejects_the_message() {
    of_all(rejected);
    of_what_is_staged(rejected);
}

#[test]
fn s23_the_change_is_undone_and_something_else_is_committed() {
    // In the same plan.
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    rejected(&s, &[]);
    edit(&s, ("**Status**: Ready", "**Status**: Draft"));
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    assert_eq!(head(&s), cache(&[NOTES]) + &entry("Section changed: Notes"));
    clean(&s);

    // In another file, with the plan staged as it was.
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    rejected(&s, &[]);
    edit(&s, ("**Status**: Ready", "**Status**: Draft"));
    s.write("other.txt", "two\n");
    s.git(&["commit", "-qam", "other"]);
    assert_eq!(head(&s), CACHE);
    clean(&s);
}

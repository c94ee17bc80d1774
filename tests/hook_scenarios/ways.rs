//! 1 to 10: the ways to say what is committed.

use crate::place::{
    CACHE, NOTES, PATH, READY, TICK, at, cache, clean, edit, git_reading, has, head, place, ready,
    with_editor,
};

#[test]
fn s01_staged() {
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
}

#[test]
fn s02_all() {
    let s = place();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
}

#[test]
fn s03_with_an_editor() {
    let mut s = place();
    with_editor(&mut s, "Ready, since it is");
    edit(&s, READY);
    s.git(&["add", PATH]);
    s.git(&["commit", "-q"]);
    assert_eq!(s.git(&["log", "-1", "--format=%s"]), "Ready, since it is");
    assert_eq!(head(&s), cache(&[READY]) + &ready(), "without a reason");
    clean(&s);
}

#[test]
fn s04_a_path_beside_another_staged_file() {
    let s = place();
    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    edit(&s, READY);
    s.git(&["commit", "-qm", "x", PATH]);
    has(&s, &["Status: Draft -> Ready"]);
    assert_eq!(s.git_status(), "M  other.txt");
    assert_eq!(s.git(&["diff"]), "");
}

#[test]
fn s05_another_path_beside_the_staged_plan() {
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    s.write("other.txt", "two\n");
    s.git(&["commit", "-qm", "other", "other.txt"]);
    assert_eq!(head(&s), CACHE);
    assert_eq!(s.git_status(), format!("M  {PATH}"));
    assert_eq!(s.read(PATH), cache(&[READY]));
    assert_eq!(at(&s, &format!(":{PATH}")), cache(&[READY]));
}

#[test]
fn s06_include() {
    let s = place();
    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    edit(&s, READY);
    s.git(&["commit", "-qm", "both", "--include", PATH]);
    has(&s, &["Status: Draft -> Ready"]);
    clean(&s);
}

#[test]
fn s07_a_hunk_that_is_not_staged() {
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    edit(&s, NOTES);
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(s.read(PATH), cache(&[READY, NOTES]) + &ready());
    let diff = s.git(&["diff", "-U0"]);
    let lines: Vec<&str> = diff
        .lines()
        .skip(4)
        .filter(|line| !line.starts_with("@@"))
        .collect();
    assert_eq!(lines, ["-Nothing yet.", "+Something."]);
}

#[test]
fn s08_a_note_at_the_end_of_the_log_that_is_not_staged() {
    let s = place();
    let note = "\n### 2026-01-01 - My note\n\nNot staged.\n";
    edit(&s, READY);
    s.git(&["add", PATH]);
    s.write(PATH, s.read(PATH) + note);
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(
        s.read(PATH),
        cache(&[READY]) + &ready() + note,
        "the entry comes before it"
    );
    let diff = s.git(&["diff", "-U0"]);
    let added: String = diff
        .lines()
        .skip(4)
        .filter_map(|line| line.strip_prefix('+'))
        .map(|line| line.to_owned() + "\n")
        .collect();
    assert_eq!(added, note);
    assert!(
        !diff.lines().skip(4).any(|line| line.starts_with('-')),
        "{diff}"
    );
}

#[test]
fn s09_a_picked_hunk() {
    let s = place();
    edit(&s, READY);
    edit(&s, NOTES);
    git_reading(&s, &["commit", "-qm", "ready", "-p"], "y\nn\n");
    assert_eq!(
        head(&s),
        cache(&[READY]) + &ready(),
        "it names what was taken"
    );
    assert_eq!(s.read(PATH), cache(&[READY, NOTES]) + &ready());
    assert_eq!(s.git_status(), format!(" M {PATH}"));
}

#[test]
fn s10_a_path_takes_what_is_staged_and_what_is_not() {
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    edit(&s, TICK);
    s.git(&["commit", "-qm", "both", PATH]);
    has(&s, &["Status: Draft -> Ready, and 1 more"]);
    assert!(head(&s).ends_with("- Status: Draft -> Ready\n- Ticked 1.v1: Keys expire\n"));
    clean(&s);
}

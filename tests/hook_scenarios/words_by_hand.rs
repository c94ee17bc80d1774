//! Entries that a person wrote or edited stay, whatever their wording.

use crate::place::{
    CACHE, NOTES, PATH, READY, TICK, branch, cache, clean, edit, entry, head, logged, notes, place,
    ready, without_driver,
};
use crate::receipts::{BEGUN, DRAFT, append, dated, pending};
use crate::sandbox::Sandbox;

#[test]
fn entry_edited_after_an_aborted_commit_stays() {
    let edits = [
        ("- Status: Draft -> Ready", "- Status: *Draft* -> Ready"),
        ("- Status: Draft -> Ready", "- Status: Draft -> Ready today"),
        (
            "### 2026-01-01 - Status: Draft -> Ready",
            "### 2026-01-01 - Ready at last",
        ),
    ];
    for (from, to) in edits {
        let s = pending();
        let text = s.read(PATH);
        let place = text.rfind(from).unwrap();
        let by_hand = text[..place].to_owned() + &text[place..].replacen(from, to, 1);
        s.write(PATH, &by_hand);
        edit(&s, TICK);
        s.git(&["commit", "-qam", "both"]);
        let expected = by_hand.replace(TICK.0, TICK.1);
        assert_eq!(
            head(&s),
            expected,
            "an entry of the same commit covers a tick"
        );
        clean(&s);
        // The status is undone: the words stay. Another status gets its own entry.
        let s = pending();
        s.write(PATH, &by_hand);
        edit(&s, DRAFT);
        s.git(&["commit", "-qam", "undone"]);
        assert_eq!(head(&s), by_hand.replace(DRAFT.0, DRAFT.1));
        let s = pending();
        s.write(PATH, &by_hand);
        edit(&s, BEGUN);
        s.git(&["commit", "-qam", "begun"]);
        let own = entry("Status: Draft -> In Progress");
        assert_eq!(head(&s), by_hand.replace(BEGUN.0, BEGUN.1) + &own);
        clean(&s);
    }
}

#[test]
fn words_of_a_removed_entry_written_again_by_hand_stay() {
    let removals: [&dyn Fn(&Sandbox); 2] = [
        &|s| {
            s.git(&["reset", "-q", "--hard", "HEAD~"]);
        },
        &|s| {
            s.git(&["revert", "--no-edit", "HEAD"]);
        },
    ];
    for remove in removals {
        let s = logged();
        remove(&s);
        // The words alone.
        append(&s, &ready());
        s.git(&["commit", "-qam", "words"]);
        assert_eq!(head(&s), CACHE.to_owned() + &ready());
        edit(&s, NOTES);
        s.git(&["commit", "-qa", "--amend", "--no-edit"]);
        assert!(head(&s).contains(&ready()), "{}", head(&s));
        clean(&s);
        // The words with their change, then without it.
        let s = logged();
        remove(&s);
        edit(&s, READY);
        append(&s, &ready());
        s.git(&["commit", "-qam", "both"]);
        assert_eq!(head(&s), cache(&[READY]) + &ready());
        edit(&s, DRAFT);
        s.git(&["commit", "-qa", "--amend", "--no-edit"]);
        assert_eq!(head(&s), CACHE.to_owned() + &ready());
        clean(&s);
    }
}

#[test]
fn words_written_again_and_committed_without_the_hook_stay() {
    let commits: [&dyn Fn(&mut Sandbox); 2] = [
        &|s| {
            s.git(&["commit", "-qam", "by hand", "--no-verify"]);
        },
        &|s| {
            s.env("PLAN_HOOK", "0");
            s.git(&["commit", "-qam", "by hand"]);
            s.env("PLAN_HOOK", "1");
        },
    ];
    let steps = [DRAFT, (READY.1, BEGUN.1)];
    for (commit, step) in commits.iter().flat_map(|it| steps.map(|step| (it, step))) {
        let mut s = logged();
        s.git(&["reset", "-q", "--hard", "HEAD~"]);
        edit(&s, READY);
        append(&s, &ready());
        commit(&mut s);
        edit(&s, step);
        s.git(&["commit", "-qa", "--amend", "--no-edit"]);
        assert!(head(&s).contains(&ready()), "{step:?}\n{}", head(&s));
        clean(&s);
    }
}

#[test]
fn equal_words_by_hand_stay_in_another_tree_and_beside_the_entry() {
    let mut s = pending();
    s.git(&["worktree", "add", "-q", "../tree"]);
    append(&s, &ready());
    edit(&s, DRAFT);
    s.git(&["commit", "-qam", "two copies"]);
    assert_eq!(head(&s).matches(&ready()).count(), 2, "{}", head(&s));
    clean(&s);

    s.enter("../tree");
    append(&s, &ready());
    s.git(&["commit", "-qam", "words"]);
    assert_eq!(head(&s), CACHE.to_owned() + &ready());
    clean(&s);
}

#[test]
fn entry_committed_by_a_library_is_hand_written_from_then_on() {
    let s = pending();
    // As libgit2 and jj do it: no hook runs.
    let tree = s.git(&["write-tree"]);
    let commit = s.git(&["commit-tree", &tree, "-p", "HEAD", "-m", "library"]);
    s.git(&["update-ref", "-m", "library", "HEAD", &commit]);
    s.at("2026-01-02T00:00:00Z");
    edit(&s, BEGUN);
    s.git(&["commit", "-qam", "begun"]);
    let own = dated("2026-01-02", "Status: Ready -> In Progress");
    assert_eq!(
        head(&s),
        cache(&[("**Status**: Draft", BEGUN.1)]) + &ready() + &own
    );
    // The same words again, by hand.
    append(&s, &ready());
    s.git(&["commit", "-qam", "words"]);
    assert_eq!(head(&s).matches(&ready()).count(), 2);
    clean(&s);
}

#[test]
fn stale_editor_buffer_is_reported_and_restored_words_stay() {
    let s = logged();
    let full = s.read(PATH);
    // An editor holds the text from before the hook wrote E, and saves it with another change.
    s.write(PATH, cache(&[READY, NOTES]));
    let run = s.try_git(&["commit", "-qam", "notes"]).ok();
    assert!(
        run.stderr
            .contains("this commit removes 1 entry of the log"),
        "{}",
        run.screen()
    );
    assert_eq!(head(&s), cache(&[READY, NOTES]) + &notes());
    // The person puts the words back.
    s.write(PATH, full.replace(NOTES.0, NOTES.1) + &notes());
    s.git(&["commit", "-qam", "restored"]);
    assert_eq!(head(&s), cache(&[READY, NOTES]) + &ready() + &notes());
    edit(&s, TICK);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert!(head(&s).contains(&ready()), "{}", head(&s));
    clean(&s);
}

/// A driver is not needed for any of this.
#[test]
fn entries_of_both_sides_stay_without_the_driver() {
    let s = place();
    without_driver(&s);
    branch(&s, "side", &[TICK]);
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    s.try_git(&["merge", "-q", "--no-edit", "side"]).fails(1);
    let text = s.read(PATH);
    let resolved: String = text
        .lines()
        .filter(|line| {
            !["<<<<", "====", ">>>>"]
                .iter()
                .any(|mark| line.starts_with(mark))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    s.write(PATH, &resolved);
    s.git(&["commit", "-qam", "merged"]);
    assert_eq!(head(&s), resolved);
    clean(&s);
}

#[test]
fn link_definition_added_to_an_entry_makes_it_hand_written() {
    let definition = "\n[minutes]: https://example.org/minutes\n";
    let s = pending();
    append(&s, definition);
    edit(&s, BEGUN);
    s.git(&["commit", "-qam", "begun"]);
    assert!(head(&s).contains(definition), "{}", head(&s));
    let s = logged();
    append(&s, definition);
    edit(&s, DRAFT);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert!(head(&s).contains(definition), "{}", head(&s));
    clean(&s);
}

#[test]
fn unstaged_words_equal_to_the_new_entry_stay_beside_it() {
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    append(&s, &ready());
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(
        s.read(PATH).matches(&ready()).count(),
        2,
        "{}",
        s.read(PATH)
    );
    assert_eq!(s.git_status(), format!(" M {PATH}"));
    edit(&s, DRAFT);
    s.git(&["commit", "-qa", "--amend", "--allow-empty", "--no-edit"]);
    assert!(head(&s).contains(&ready()), "{}", head(&s));
    clean(&s);
}

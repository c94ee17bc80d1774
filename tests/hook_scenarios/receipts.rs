//! Ownership of log entries: the hook replaces and removes entries with a receipt, and no others.
//!
//! One test for each row of the table of commit flows, here, in `amended_entries` and in
//! `words_by_hand`. `E` is the pending entry `Draft -> Ready`.
//! Killed hooks are in `tests/faults`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::place::{
    CACHE, NOTES, PATH, READY, TICK, accept, at, cache, clean, edit, edit_at, entry, has, head,
    logged, notes, place, ready, refuse, script,
};
use crate::sandbox::Sandbox;

/// A named sequence of commands.
pub(crate) type Flow<'a> = (&'static str, &'a dyn Fn(&Sandbox));

/// Draft again.
pub(crate) const DRAFT: (&str, &str) = ("**Status**: Ready", "**Status**: Draft");
/// Ready to In Progress.
pub(crate) const BEGUN: (&str, &str) = ("**Status**: Ready", "**Status**: In Progress");
pub(crate) const RECEIPTS: &str = ".git/plan/receipts";

/// A commit that another hook refuses, after the hook of `plan` has run.
pub(crate) fn abort(s: &Sandbox, args: &[&str]) {
    refuse(s);
    s.try_git(&[&["commit", "-qm", "aborted"], args].concat())
        .fails(1);
    accept(s);
}

/// A repository with E pending in the index and in the file.
pub(crate) fn pending() -> Sandbox {
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    abort(&s, &[]);
    assert_eq!(s.read(PATH), cache(&[READY]) + &ready());
    s
}

/// The entry that a change of both from `Draft` gets.
pub(crate) fn dated(day: &str, line: &str) -> String {
    entry(line).replace("2026-01-01", day)
}

pub(crate) fn append(s: &Sandbox, text: &str) {
    s.write(PATH, s.read(PATH) + text);
}

#[test]
fn entry_of_a_commit_is_written_once_in_every_way_of_committing() {
    for (staged, args) in [
        (true, &[][..]),
        (false, &["-a"]),
        (false, &[PATH]),
        (false, &["--include", PATH]),
    ] {
        let s = place();
        let other = "plan/implementation/other.md";
        s.write(other, cache(&[]).replace("Metrics cache", "Other"));
        s.git(&["add", other]);
        s.git(&["commit", "-qm", "other plan"]);
        if args == [PATH] {
            edit_at(&s, other, NOTES);
            s.git(&["add", other]);
        }
        edit(&s, READY);
        if staged {
            s.git(&["add", PATH]);
        }
        s.git(&[&["commit", "-qm", "ready"], args].concat());
        assert_eq!(head(&s), cache(&[READY]) + &ready(), "{args:?}");
        let left = if args == [PATH] {
            format!("M  {other}")
        } else {
            String::new()
        };
        assert_eq!(s.git_status(), left, "{args:?}");
    }
    // The hook runs twice in one commit.
    let s = place();
    let ours = s.read(".git/hooks/pre-commit");
    script(
        &s,
        ".git/hooks/pre-commit",
        &ours.replace("\nrc=$?", "\n\"$plan\" hook run pre-commit\nrc=$?"),
    );
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
}

#[test]
fn aborted_commit_that_is_retried_has_one_entry() {
    for (args, staged) in [(&["-a"][..], false), (&[][..], true), (&[PATH][..], false)] {
        let started = || {
            let s = place();
            edit(&s, READY);
            if staged {
                s.git(&["add", PATH]);
            }
            abort(&s, args);
            s
        };
        // The same.
        let s = started();
        s.git(&[&["commit", "-qm", "ready"], args].concat());
        assert_eq!(head(&s), cache(&[READY]) + &ready(), "{args:?}");
        clean(&s);
        // On the next day.
        let s = started();
        s.at("2026-01-02T00:00:00Z");
        s.git(&[&["commit", "-qm", "ready"], args].concat());
        let next = dated("2026-01-02", "Status: Draft -> Ready");
        assert_eq!(head(&s), cache(&[READY]) + &next, "{args:?}");
        clean(&s);
        // With another status.
        let s = started();
        edit(&s, BEGUN);
        s.git(&["commit", "-qam", "begun"]);
        has(&s, &["Status: Draft -> In Progress"]);
        clean(&s);
        // Undone, beside another file.
        let s = started();
        edit(&s, DRAFT);
        s.write("other.txt", "two\n");
        let run = s.try_git(&["commit", "-qam", "other"]).ok();
        assert_eq!(head(&s), CACHE, "{args:?}");
        let note = "removed the log entry \"Status: Draft -> Ready\", since this commit does not make that change; its text is in blob ";
        let said = run.stderr.split(note).nth(1);
        let blob = &said.unwrap_or_else(|| panic!("{}", run.screen()))[..8];
        assert!(at(&s, blob).contains(&ready()));
        clean(&s);
    }
}

#[test]
fn pending_entry_is_owned_after_the_commit_of_another_file() {
    for is_undone in [false, true] {
        let s = pending();
        s.git(&["reset", "-q"]);
        s.write("other.txt", "two\n");
        s.git(&["commit", "-qm", "other", "other.txt"]);
        assert_eq!(head(&s), CACHE);
        s.at("2026-01-03T00:00:00Z");
        if is_undone {
            edit(&s, DRAFT);
            edit(&s, NOTES);
            s.git(&["commit", "-qam", "notes"]);
            has(&s, &["Section changed: Notes"]);
        } else {
            edit(&s, BEGUN);
            s.git(&["commit", "-qam", "begun"]);
            let own = dated("2026-01-03", "Status: Draft -> In Progress");
            assert_eq!(head(&s), cache(&[("**Status**: Draft", BEGUN.1)]) + &own);
        }
        clean(&s);
    }
}

#[test]
fn other_hunk_committed_first_leaves_the_pending_entry_in_the_file() {
    let s = place();
    edit(&s, READY);
    abort(&s, &["-a"]);
    edit(&s, NOTES);
    // The hunk of the notes alone.
    s.write("../staged", cache(&[NOTES]));
    let blob = s.git(&["hash-object", "-w", "../staged"]);
    s.git(&[
        "update-index",
        "--cacheinfo",
        &format!("100644,{blob},{PATH}"),
    ]);
    s.git(&["commit", "-qm", "notes"]);
    assert_eq!(head(&s), cache(&[NOTES]) + &notes());
    assert!(s.read(PATH).contains(&ready()), "{}", s.read(PATH));
    s.at("2026-01-02T00:00:00Z");
    s.git(&["commit", "-qam", "ready"]);
    let next = dated("2026-01-02", "Status: Draft -> Ready");
    assert_eq!(head(&s), cache(&[READY, NOTES]) + &notes() + &next);
    clean(&s);
}

#[test]
fn change_staged_without_its_entry_takes_the_reason_from_the_file() {
    let s = place();
    s.plan(&["status", PATH, "ready", "--reason", "reviewed"])
        .ok();
    let text = s.read(PATH);
    s.write("../staged", cache(&[READY]));
    let blob = s.git(&["hash-object", "-w", "../staged"]);
    s.git(&[
        "update-index",
        "--cacheinfo",
        &format!("100644,{blob},{PATH}"),
    ]);
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), text);
    assert!(text.ends_with("- Status: Draft -> Ready\n- Reason: reviewed\n"));
    clean(&s);
}

#[test]
fn entries_travel_with_rebased_picked_and_merged_commits() {
    let flows: [Flow<'_>; 5] = [
        ("reword", &|s| {
            s.git(&[
                "-c",
                "sequence.editor=sed -i s/^pick/reword/",
                "rebase",
                "-qi",
                "HEAD~2",
            ]);
        }),
        ("squash", &|s| {
            s.git(&[
                "-c",
                "sequence.editor=sed -i '2s/^pick/squash/'",
                "rebase",
                "-qi",
                "HEAD~2",
            ]);
        }),
        ("autosquash", &|s| {
            s.write("other.txt", "fixed\n");
            s.git(&["commit", "-qa", "--fixup=HEAD~"]);
            s.git(&[
                "-c",
                "sequence.editor=true",
                "rebase",
                "-qi",
                "--autosquash",
                "HEAD~3",
            ]);
        }),
        ("cherry-pick", &|s| {
            s.git(&["checkout", "-qb", "side", "HEAD~2"]);
            s.git(&["cherry-pick", "main~", "main"]);
        }),
        ("merge", &|s| {
            s.git(&["checkout", "-qb", "side", "HEAD~2"]);
            s.write("third.txt", "three\n");
            s.git(&["add", "third.txt"]);
            s.git(&["commit", "-qm", "third"]);
            s.git(&["merge", "-q", "--no-edit", "main"]);
        }),
    ];
    for (name, flow) in flows {
        let mut s = logged();
        s.env("GIT_EDITOR", "true");
        edit(&s, NOTES);
        s.git(&["commit", "-qam", "notes"]);
        let text = head(&s);
        flow(&s);
        assert_eq!(head(&s), text, "{name}");
        clean(&s);
    }
    // A rebase that stops to edit.
    let mut s = logged();
    s.env("GIT_EDITOR", "true");
    let editor = "sequence.editor=sed -i s/^pick/edit/";
    s.git(&["-c", editor, "rebase", "-qi", "HEAD~"]);
    s.git(&["commit", "-q", "--amend", "-m", "words"]);
    s.git(&["rebase", "--continue"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
}

#[test]
fn pending_entry_is_owned_after_a_stash_a_switch_and_a_rename() {
    let flows: [Flow<'_>; 2] = [
        ("stash", &|s| {
            s.git(&["stash", "-q"]);
            s.write("other.txt", "two\n");
            s.git(&["commit", "-qam", "meanwhile"]);
            s.git(&["stash", "pop", "-q"]);
        }),
        ("switch", &|s| {
            s.git(&["checkout", "-qb", "side"]);
        }),
    ];
    for (name, flow) in flows {
        let s = pending();
        flow(&s);
        s.at("2026-01-04T00:00:00Z");
        edit(&s, BEGUN);
        s.git(&["commit", "-qam", "begun"]);
        let own = dated("2026-01-04", "Status: Draft -> In Progress");
        assert_eq!(
            head(&s),
            cache(&[("**Status**: Draft", BEGUN.1)]) + &own,
            "{name}"
        );
        clean(&s);
    }
    let s = pending();
    let moved = "plan/implementation/cache.md";
    s.git(&["mv", PATH, moved]);
    edit_at(&s, moved, BEGUN);
    s.git(&["commit", "-qam", "moved"]);
    let text = at(&s, &format!("HEAD:{moved}"));
    assert_eq!(
        text.matches("\n### ").count(),
        CACHE.matches("\n### ").count() + 1,
        "{text}"
    );
    clean(&s);
    // Over an edit of the same plan: no word is lost.
    let s = pending();
    s.git(&["stash", "-q"]);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    s.git(&["stash", "pop", "-q"]);
    s.git(&["commit", "-qam", "ready"]);
    let count = head(&s).matches("- Status: Draft -> Ready\n").count();
    assert!((1..=2).contains(&count), "{}", head(&s));
    clean(&s);
}

#[test]
fn entry_that_a_formatter_changed_is_still_owned() {
    let formats: [&dyn Fn(&Sandbox); 3] = [
        &|s| s.write(PATH, s.read(PATH).replace("\n- Status: ", "\n* Status: ")),
        &|s| {
            s.write(
                PATH,
                s.read(PATH)
                    .replace("Status: Draft -> Ready\n\n-", "Status: Draft -> Ready\n-"),
            )
        },
        &|s| {
            s.write(
                PATH,
                s.read(PATH).replace(
                    "\n- Status: Draft -> Ready\n",
                    "\n-   Status: Draft ->\n    Ready\n",
                ),
            )
        },
    ];
    for format in formats {
        for is_amend in [false, true] {
            let s = if is_amend { logged() } else { pending() };
            format(&s);
            edit(&s, BEGUN);
            if is_amend {
                s.git(&["commit", "-qa", "--amend", "--no-edit"]);
            } else {
                s.git(&["commit", "-qam", "begun"]);
            }
            has(&s, &["Status: Draft -> In Progress"]);
            clean(&s);
        }
    }
    for setting in [None, Some("true")] {
        let s = place();
        if let Some(value) = setting {
            s.git(&["config", "core.autocrlf", value]);
        }
        s.write(PATH, s.read(PATH).replace('\n', "\r\n"));
        s.git(&["commit", "-qam", "line endings", "--allow-empty"]);
        edit(&s, READY);
        abort(&s, &["-a"]);
        edit(&s, BEGUN);
        s.git(&["commit", "-qam", "begun"]);
        edit(&s, ("**Status**: In Progress", "**Status**: Completed"));
        s.git(&["commit", "-qa", "--amend", "--no-edit"]);
        has(&s, &["Status: Draft -> Completed"]);
        clean(&s);
    }
}

#[test]
fn lost_receipts_cost_an_extra_entry_and_no_word() {
    let losses: [&dyn Fn(&Sandbox); 2] = [
        &|s| fs::remove_file(s.directory().join(RECEIPTS)).unwrap(),
        &|s| s.write(RECEIPTS, "no receipts\n{}\n"),
    ];
    for lose in losses {
        let s = pending();
        lose(&s);
        edit(&s, BEGUN);
        s.git(&["commit", "-qam", "begun"]);
        has(
            &s,
            &["Status: Draft -> Ready", "Status: Draft -> In Progress"],
        );
        clean(&s);
        let s = pending();
        lose(&s);
        edit(&s, DRAFT);
        s.git(&["commit", "-qam", "undone"]);
        assert_eq!(head(&s), CACHE.to_owned() + &ready());
        clean(&s);
    }
    // Receipts that cannot be written: a directory is in their place.
    let s = place();
    fs::create_dir_all(s.directory().join(RECEIPTS)).unwrap();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    edit(&s, BEGUN);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    has(
        &s,
        &["Status: Draft -> Ready", "Status: Draft -> In Progress"],
    );
    clean(&s);
    // A git directory without room for receipts, as far as permissions can say so.
    let s = place();
    let plan = s.directory().join(".git/plan");
    fs::create_dir_all(&plan).unwrap();
    fs::set_permissions(&plan, fs::Permissions::from_mode(0o555)).unwrap();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    fs::set_permissions(&plan, fs::Permissions::from_mode(0o755)).unwrap();
    clean(&s);
}

#[test]
fn reason_of_a_status_is_kept_once() {
    let set = || {
        let s = place();
        s.plan(&["status", PATH, "ready", "--reason", "Bob asked"])
            .ok();
        s
    };
    let reason = "- Reason: Bob asked\n";
    // More is staged.
    let s = set();
    edit(&s, TICK);
    s.git(&["commit", "-qam", "both"]);
    has(&s, &["Status: Draft -> Ready, and 1 more"]);
    assert_eq!(head(&s).matches(reason).count(), 1);
    clean(&s);
    // The status is undone by hand.
    let s = set();
    edit(&s, DRAFT);
    edit(&s, TICK);
    let run = s.try_git(&["commit", "-qam", "tick"]).ok();
    assert!(
        run.stderr
            .contains("because a person gave the reason in it"),
        "{}",
        run.screen()
    );
    assert!(head(&s).contains(&(ready() + reason)), "{}", head(&s));
    clean(&s);
    // The entry is edited.
    let s = set();
    s.write(
        PATH,
        s.read(PATH).replace("Bob asked", "Bob asked on the phone"),
    );
    let text = s.read(PATH);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), text);
    clean(&s);
    // The command takes its own entry back, and says the reason.
    let s = set();
    let run = s.plan(&["status", PATH, "draft"]).ok();
    assert!(run.stderr.contains("Reason: Bob asked"), "{}", run.screen());
    assert_eq!(s.read(PATH), CACHE);
}

#[test]
fn second_writer_that_commits_all_gets_one_entry_of_its_day() {
    let s = place();
    // One agent sets the status; another one ticks, and commits everything.
    s.plan(&["status", PATH, "ready"]).ok();
    s.at("2026-01-02T00:00:00Z");
    s.plan(&["tick", PATH, "1.v1"]).ok();
    s.git(&["commit", "-qam", "all"]);
    has(&s, &["Status: Draft -> Ready, and 1 more"]);
    assert!(head(&s).contains("### 2026-01-02 - Status"), "{}", head(&s));
    clean(&s);
}

/// A clean filter can hide text of the file from git. The hook edits the file and does not write
/// it as a checkout would.
#[test]
fn text_that_a_filter_hides_from_git_stays_in_the_file() {
    let s = place();
    s.git(&["config", "filter.private.clean", "sed /PRIVATE/d"]);
    s.git(&["config", "filter.private.smudge", "cat"]);
    s.write(".gitattributes", "*.md filter=private\n");
    s.commit("attributes");
    let private = "\nPRIVATE words of a person.\n";
    let text = s
        .read(PATH)
        .replace("\nNothing yet.\n", &format!("\nNothing yet.\n{private}"));
    s.write(PATH, &text);
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(s.read(PATH), text.replace(READY.0, READY.1) + &ready());
    assert!(!head(&s).contains("PRIVATE"));
    clean(&s);
    // Where the entry has no safe place, the file is left alone. The next commit keeps the entry
    // of this one.
    append(&s, "\n### 2026-01-05 - Mine\n\n- PRIVATE words\n");
    edit(&s, BEGUN);
    s.git(&["commit", "-qam", "begun"]);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    assert!(
        s.read(PATH).contains("- PRIVATE words\n"),
        "{}",
        s.read(PATH)
    );
    assert!(
        head(&s).contains("- Status: Ready -> In Progress\n"),
        "{}",
        head(&s)
    );
}

#[test]
fn line_endings_that_git_normalises_stay_in_the_file() {
    for config in ["input", "true"] {
        let s = place();
        s.git(&["config", "core.autocrlf", config]);
        let crlf = |text: &str| text.replace('\n', "\r\n");
        s.write(PATH, crlf(&cache(&[READY])));
        s.git(&["commit", "-qam", "ready"]);
        assert_eq!(head(&s), cache(&[READY]) + &ready(), "{config}");
        assert_eq!(
            s.read(PATH),
            crlf(&(cache(&[READY]) + &ready())),
            "{config}"
        );
        clean(&s);
    }
}

#[test]
fn reason_for_going_back_waits_for_the_next_change() {
    let s = place();
    s.plan(&["status", PATH, "ready", "--reason", "one"]).ok();
    let run = s.plan(&["status", PATH, "draft", "--reason", "two"]).ok();
    let blob = run
        .stderr
        .split("(Reason: one); its text is in blob ")
        .nth(1);
    let blob = blob.unwrap_or_else(|| panic!("{}", run.screen()));
    assert!(at(&s, &blob[..8]).contains("- Reason: one\n"));
    assert_eq!(
        s.read(PATH),
        CACHE.to_owned() + "\n### 2026-01-01 - Note\n\n- Reason: two\n"
    );
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    assert_eq!(head(&s), cache(&[NOTES]) + &notes() + "- Reason: two\n");
    clean(&s);
}

#[test]
fn reason_for_the_status_that_is_there_is_added_to_its_entry() {
    let s = place();
    s.plan(&["status", PATH, "ready"]).ok();
    let run = s
        .plan(&["status", PATH, "ready", "--reason", "Bob asked"])
        .ok();
    assert!(
        run.stdout.contains("the reason was added"),
        "{}",
        run.screen()
    );
    assert_eq!(
        s.read(PATH),
        cache(&[READY]) + &ready() + "- Reason: Bob asked\n"
    );
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), s.read(PATH));
    clean(&s);
}

#[test]
fn entry_of_a_private_index_stays_in_the_next_commit() {
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    fs::copy(s.directory().join(".git/index"), s.root().join("index")).unwrap();
    let mut git = s.command("git");
    git.args(["commit", "-qm", "ready"])
        .env("GIT_INDEX_FILE", s.root().join("index"));
    assert!(git.status().unwrap().success());
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    // The index of the working tree lacks the entry. A commit of another file does not remove it.
    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    s.git(&["commit", "-qm", "other"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(s.read(PATH), head(&s));
    clean(&s);
}

#[test]
fn reason_stays_when_a_formatter_changed_its_entry() {
    let reason = "It has all that the review asked for and nothing more";
    let formats: [&dyn Fn(String) -> String; 4] = [
        &|text| text.replace("\n- Status:", "\n* Status:"),
        &|text| text.replace("\n- Reason:", "\n+ Reason:"),
        &|text| {
            text.replace("\n- Status:", "\n-   Status:")
                .replace("\n- Reason:", "\n-   Reason:")
        },
        &|text| text.replace("asked for and", "asked for\n  and"),
    ];
    for format in formats {
        let s = place();
        s.plan(&["status", PATH, "ready", "--reason", reason]).ok();
        let text = s.read(PATH);
        let formatted = format(text.clone());
        assert_ne!(formatted, text);
        s.write(PATH, formatted);
        edit(&s, TICK);
        s.git(&["commit", "-qam", "ready"]);
        let log = head(&s).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(log.matches(reason).count(), 1, "{log}");
        clean(&s);
    }
}

#[test]
fn reason_that_no_entry_takes_is_reported() {
    let mut s = place();
    s.env("PLAN_REASON", "Bob asked for it");
    let run = |s: &Sandbox, is_reported: bool| {
        s.git(&["add", "-A"]);
        let run = s.try_git(&["commit", "-qm", "step"]).ok();
        let message = "the reason \"Bob asked for it\" was not written";
        assert_eq!(
            run.stderr.contains(message),
            is_reported,
            "{}",
            run.screen()
        );
    };
    s.write("code.txt", "x\n");
    run(&s, true);
    edit(&s, TICK);
    run(&s, false);
    edit(&s, READY);
    run(&s, false);
    assert!(
        head(&s).contains("- Reason: Bob asked for it\n"),
        "{}",
        head(&s)
    );
    edit(&s, BEGUN);
    append(&s, &entry("Now in progress"));
    run(&s, true);
}

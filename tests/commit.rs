//! The hook in real commits: what they hold, and what `git status` says afterwards, compared with a twin repository that
//! has no hook.

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::{Run, Sandbox};

/// The entry that Draft to Ready leaves on New Year's Day.
const ENTRY: &str = "\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n";

/// A repository with a committed plan and another file; `hook` installs the hook afterwards.
fn repository(hook: bool) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(PATH, CACHE);
    sandbox.write("other.txt", "one\n");
    sandbox.write(".plan.toml", "# defaults\n");
    sandbox.commit("start");
    if hook {
        sandbox.plan(&["hook", "install"]).ok();
    }
    sandbox
}

fn committed(sandbox: &Sandbox) -> String {
    sandbox.git(&["show", &format!("HEAD:{PATH}")]) + "\n"
}

/// Does the same in a repository with the hook and in one without it; afterwards `git status` must say the same.
#[track_caller]
fn twins(act: impl Fn(&Sandbox)) -> Sandbox {
    let (with, without) = (repository(true), repository(false));
    act(&with);
    act(&without);
    assert_eq!(with.git_status(), without.git_status(), "git status");
    let paths = |sandbox: &Sandbox| sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD"]);
    assert_eq!(paths(&with), paths(&without), "files of the commit");
    let log = |text: &str| text.split("## Evolution Log").next().unwrap().to_owned();
    assert_eq!(
        log(&committed(&with)),
        log(&committed(&without)),
        "bytes outside the log"
    );
    let file = |sandbox: &Sandbox| log(&sandbox.read(PATH));
    assert_eq!(
        file(&with),
        file(&without),
        "bytes of the file outside the log"
    );
    with
}

#[test]
fn a_staged_change_is_logged_in_the_same_commit() {
    let s = twins(|s| {
        s.write(PATH, cache(&[READY]));
        s.git(&["add", PATH]);
        s.git(&["commit", "-qm", "ready"]);
    });
    assert_eq!(committed(&s), cache(&[READY]) + ENTRY);
    assert_eq!(s.read(PATH), cache(&[READY]) + ENTRY);
    assert_eq!(s.git_status(), "");
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn commit_all() {
    let s = twins(|s| {
        s.write(PATH, cache(&[READY]));
        s.git(&["commit", "-qam", "ready"]);
    });
    assert_eq!(committed(&s), cache(&[READY]) + ENTRY);
    assert_eq!(s.git_status(), "");
}

#[test]
fn commit_of_a_path_leaves_other_staged_files_staged() {
    let s = twins(|s| {
        s.write(PATH, cache(&[READY]));
        s.write("other.txt", "two\n");
        s.git(&["add", "other.txt"]);
        s.git(&["commit", "-qm", "ready", PATH]);
    });
    assert_eq!(committed(&s), cache(&[READY]) + ENTRY);
    assert_eq!(s.git_status(), "M  other.txt");
    assert_eq!(s.git(&["diff"]), "");
    // The next commit must not take the entry out again.
    s.git(&["commit", "-qm", "other"]);
    assert_eq!(committed(&s), cache(&[READY]) + ENTRY);
}

#[test]
fn commit_of_another_path_leaves_a_staged_plan_alone() {
    let s = twins(|s| {
        s.write(PATH, cache(&[READY]));
        s.git(&["add", PATH]);
        s.write("other.txt", "two\n");
        s.git(&["commit", "-qm", "other", "other.txt"]);
    });
    assert_eq!(committed(&s), CACHE);
    assert_eq!(s.read(PATH), cache(&[READY]));
    assert_eq!(s.git_status(), format!("M  {PATH}"));
}

#[test]
fn unstaged_changes_of_a_partly_staged_plan_stay_unstaged() {
    let far = ("Nothing yet.", "Something, not staged.");
    let s = twins(|s| {
        s.write(PATH, cache(&[READY]));
        s.git(&["add", PATH]);
        s.write(PATH, cache(&[READY, far]));
        s.git(&["commit", "-qm", "ready"]);
    });
    assert_eq!(committed(&s), cache(&[READY]) + ENTRY);
    assert_eq!(s.read(PATH), cache(&[READY, far]) + ENTRY);
    let diff = s.git(&["diff", "-U0"]);
    let lines: Vec<_> = diff
        .lines()
        .filter(|line| line.starts_with(['+', '-']))
        .skip(2)
        .collect();
    assert_eq!(lines, ["-Nothing yet.", "+Something, not staged."]);
}

#[test]
fn an_unstaged_note_at_the_end_of_the_log_stays_unstaged_and_last() {
    let note = "\n### 2026-01-01 - My note\n\nNot staged.\n";
    let with = repository(true);
    with.write(PATH, cache(&[READY]));
    with.git(&["add", PATH]);
    with.write(PATH, cache(&[READY]) + note);
    with.git(&["commit", "-qm", "ready"]);
    assert_eq!(committed(&with), cache(&[READY]) + ENTRY);
    assert_eq!(with.read(PATH), cache(&[READY]) + ENTRY + note);
    assert_eq!(with.git_status(), format!(" M {PATH}"));
}

#[test]
fn the_first_commit_of_all_gets_its_initial_entry() {
    let s = Sandbox::new();
    s.plan(&["hook", "install"]).ok();
    s.write(PATH, "# Implementation Plan: x\n\n**Status**: Draft\n");
    s.commit("first");
    assert_eq!(
        committed(&s),
        "# Implementation Plan: x\n\n**Status**: Draft\n\n## Evolution Log\n\n### 2026-01-01 - Initial Plan\n\n- Created\n"
    );
    assert_eq!(s.git_status(), "");
}

#[test]
fn amending_folds_and_undoing_takes_the_entry_back() {
    let s = repository(true);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready"]);
    let tree = s.git(&["rev-parse", "HEAD^{tree}"]);
    s.git(&["commit", "-q", "--amend", "-m", "other words"]);
    assert_eq!(
        s.git(&["rev-parse", "HEAD^{tree}"]),
        tree,
        "a new message changes no file"
    );

    let high = ("Complexity**: Low", "Complexity**: High");
    s.write(PATH, cache(&[READY, high]) + ENTRY);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert_eq!(
        committed(&s),
        cache(&[READY, high])
            + "\n### 2026-01-01 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Field changed: Estimated Complexity: Low -> High\n"
    );
    let text = s
        .read(PATH)
        .replace("Status**: Ready", "Status**: Draft")
        .replace("Complexity**: High", "Complexity**: Low");
    s.write(PATH, text);
    s.git(&["commit", "-qa", "--amend", "--no-edit", "--allow-empty"]);
    assert_eq!(committed(&s), CACHE);
    assert_eq!(s.git_status(), "");
}

#[test]
fn an_empty_commit_and_one_without_a_change_of_a_plan_get_no_entry() {
    let s = repository(true);
    s.git(&["commit", "-qm", "empty", "--allow-empty"]);
    assert_eq!(
        s.git(&["rev-parse", "HEAD^{tree}"]),
        s.git(&["rev-parse", "HEAD~^{tree}"])
    );
    s.write(
        PATH,
        CACHE.replace("- [ ] Keys expire", "-  [ ]  Keys expire"),
    );
    s.git(&["commit", "-qam", "white space"]);
    assert_eq!(
        s.git(&["show", &format!("HEAD:{PATH}")])
            .matches("\n### 20")
            .count(),
        1
    );
}

#[test]
fn ticks_make_an_entry_when_a_phase_is_complete_or_when_the_team_wants_every_one() {
    let s = repository(true);
    let one = ("- [ ] Keys expire", "- [x] Keys expire");
    let two = ("- [ ] Memory", "- [x] Memory");
    s.write(PATH, cache(&[one]));
    s.git(&["commit", "-qam", "one"]);
    assert_eq!(committed(&s), cache(&[one]));
    s.write(PATH, cache(&[one, two]));
    s.git(&["commit", "-qam", "two"]);
    assert!(
        committed(&s).ends_with(
            "### 2026-01-01 - Phase 1 completed, 2 of 2\n\n- Phase 1 completed, 2 of 2\n"
        )
    );

    let s = repository(true);
    s.write(".plan.toml", "[log]\nprogress = \"every\"\n");
    s.write(PATH, cache(&[one]));
    s.commit("one");
    assert!(
        committed(&s)
            .ends_with("### 2026-01-01 - Ticked 1.v1: Keys expire\n\n- Ticked 1.v1: Keys expire\n")
    );
}

#[test]
fn an_entry_written_by_hand_is_the_entry() {
    let s = repository(true);
    let noted = cache(&[READY]) + "\n### 2026-01-01 - Agreed\n\nBy everyone: it is ready.\n";
    s.write(PATH, &noted);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(committed(&s), noted);
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn the_status_command_and_the_hook_write_one_entry() {
    let s = repository(true);
    s.plan(&[
        "status",
        "metrics-cache",
        "ready",
        "--reason",
        "agreed by all",
    ])
    .ok();
    s.write(
        PATH,
        s.read(PATH)
            .replace("Complexity**: Low", "Complexity**: High"),
    );
    s.git(&["commit", "-qam", "ready"]);
    assert!(
        committed(&s).ends_with(
            "### 2026-01-01 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Field changed: Estimated Complexity: Low -> High\n- Reason: agreed by all\n"
        ),
        "{}",
        committed(&s)
    );
}

#[test]
fn the_entry_has_the_day_of_the_author() {
    let s = repository(true);
    s.at("2026-03-01T23:30:00-05:00");
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "late"]);
    assert!(
        committed(&s).contains("### 2026-03-01 - Status"),
        "not the day in UTC"
    );
}

#[test]
fn documents_that_are_no_plans_are_left_alone_without_a_word() {
    let s = repository(true);
    s.write(
        "plan/implementation/decision.md",
        "# A decision\n\n**Status**: Draft\n",
    );
    let run = {
        s.git(&["add", "--all"]);
        s.try_git(&["commit", "-qm", "decide"]).ok()
    };
    assert_eq!(run.stderr, "");
    assert_eq!(
        s.git(&["show", "HEAD:plan/implementation/decision.md"]),
        "# A decision\n\n**Status**: Draft"
    );
}

#[test]
fn a_commit_says_what_was_logged_in_one_line() {
    let s = repository(true);
    s.write(PATH, cache(&[READY]));
    let run = s.try_git(&["commit", "-qam", "ready"]).ok();
    assert_eq!(
        run.stderr,
        format!("plan: {PATH}: logged \"Status: Draft -> Ready\"\n")
    );
}

/// Commits Draft to Ready with something broken: the commit must be as it would be without the hook.
#[track_caller]
fn goes_on(s: &Sandbox) -> Run {
    s.write(PATH, cache(&[READY]));
    let run = s.try_git(&["commit", "-qam", "ready"]).ok();
    assert_eq!(committed(s), cache(&[READY]));
    assert_eq!(s.read(PATH), cache(&[READY]));
    assert_eq!(s.git_status(), "");
    run
}

#[test]
fn switched_off() {
    let mut s = repository(true);
    s.env("PLAN_HOOK", "0");
    goes_on(&s);
    let s = repository(true);
    s.git(&["config", "plan.hook.enabled", "false"]);
    goes_on(&s);
}

#[test]
fn no_verify_leaves_a_gap_that_the_log_finds() {
    let s = repository(true);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready", "--no-verify"]);
    assert_eq!(committed(&s), cache(&[READY]));
    let run = s.plan(&["log", "--check"]).fails(1);
    assert!(
        run.stdout.contains("Status: Draft -> Ready") && run.stdout.contains("missing"),
        "{}",
        run.screen()
    );
}

#[cfg(unix)]
mod broken {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// Puts a program in the place of `plan`.
    fn program(s: &Sandbox, script: &str) {
        let path = s.root().join("bin/plan");
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn a_missing_program_is_a_warning() {
        let s = repository(true);
        std::fs::remove_file(s.root().join("bin/plan")).unwrap();
        assert!(
            goes_on(&s)
                .stderr
                .contains("plan is not on the PATH of git")
        );
    }

    #[test]
    fn a_program_that_panics_is_killed_or_misused_is_a_warning() {
        for (script, code) in [
            ("#!/bin/sh\nexit 101\n", "101"),
            ("#!/bin/sh\nkill -9 $$\n", "137"),
            ("#!/bin/sh\nexit 2\n", "2"),
        ] {
            let s = repository(true);
            program(&s, script);
            let run = goes_on(&s);
            assert!(
                run.stderr.contains(&format!("the hook ended with {code}")),
                "{}",
                run.screen()
            );
        }
    }

    #[test]
    fn only_strict_mode_lets_a_commit_fail() {
        let s = repository(true);
        program(&s, "#!/bin/sh\nexit 1\n");
        s.write(PATH, cache(&[READY]));
        s.try_git(&["commit", "-qam", "ready"]).fails(1);

        let mut s = repository(true);
        s.env("PLAN_STRICT", "1");
        s.write(".plan.toml", "paths = 3\n");
        s.git(&["add", ".plan.toml"]);
        s.write(PATH, cache(&[READY]));
        s.try_git(&["commit", "-qam", "ready"]).fails(1);
        assert_eq!(committed(&s), CACHE);
    }
}

#[test]
fn a_broken_configuration_is_a_warning() {
    let s = repository(true);
    s.write(".plan.toml", "paths = [\n");
    s.git(&["add", ".plan.toml"]);
    let run = goes_on(&s);
    assert!(run.stderr.contains(".plan.toml:1"), "{}", run.screen());
}

#[test]
fn a_plan_with_conflict_markers_is_a_warning() {
    let s = repository(true);
    let torn = cache(&[
        READY,
        ("Nothing yet.", "<<<<<<< a\nx\n=======\ny\n>>>>>>> b"),
    ]);
    s.write(PATH, &torn);
    let run = s.try_git(&["commit", "-qam", "torn"]).ok();
    assert_eq!(committed(&s), torn);
    assert!(run.stderr.contains("conflict markers"), "{}", run.screen());
    assert_eq!(s.git_status(), "");
}

#[test]
fn a_merge_commit_is_left_alone() {
    let s = repository(true);
    s.git(&["checkout", "-qb", "side"]);
    s.write(PATH, cache(&[("Nothing yet.", "From the side.")]));
    s.git(&["commit", "-qam", "side", "--no-verify"]);
    s.git(&["checkout", "-q", "main"]);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "main", "--no-verify"]);
    s.git(&["merge", "-q", "--no-commit", "side"]);
    let run = s.try_git(&["commit", "-qm", "merge"]).ok();
    assert_eq!(
        committed(&s),
        cache(&[READY, ("Nothing yet.", "From the side.")])
    );
    assert!(run.stderr.contains("a merge commit"), "{}", run.screen());
    assert_eq!(s.git_status(), "");
}

/// An old entry that somebody edits is theirs: the commit holds the edit and nothing else.
#[test]
fn editing_an_old_entry_changes_that_entry_only() {
    let logged = cache(&[READY]) + ENTRY + "- Reason: the board agreed\n";
    for (from, to) in [
        ("the board agreed", "the board agreed on 3 May"),
        ("2026-01-01 - Initial Plan", "2025-12-31 - Initial Plan"),
        (
            "2026-01-01 - Initial Plan\n\n- Created\n",
            "2026-01-01 - Initial Plan  \n\n- Created  \n",
        ),
        ("- Created\n", "- Created from plan/discussion/x.md\n"),
        ("- Created\n", "- Created\n- Reason: somebody asked\n"),
        ("- Reason: the board agreed\n", ""),
    ] {
        let s = repository(true);
        s.write(PATH, &logged);
        s.git(&["commit", "-qam", "ready", "--no-verify"]);
        assert_eq!(logged.matches(from).count(), 1);
        let edited = logged.replace(from, to);
        s.write(PATH, &edited);
        s.git(&["commit", "-qam", "edit"]);
        assert_eq!(committed(&s).trim_end(), edited.trim_end(), "{from}");
        assert_eq!(s.git_status(), "", "{from}");

        // With a change of the plan besides, that change gets its own entry.
        let more = edited.replace("**Status**: Ready", "**Status**: Completed");
        s.git(&["reset", "-q", "--hard", "HEAD~"]);
        s.write(PATH, &more);
        s.git(&["commit", "-qam", "edit and complete"]);
        let entry =
            "\n### 2026-01-01 - Status: Ready -> Completed\n\n- Status: Ready -> Completed\n";
        assert_eq!(
            committed(&s),
            more.trim_end().to_owned() + "\n" + entry,
            "{from}"
        );
    }
}

#[test]
fn a_typo_mended_in_an_old_note_does_not_stand_for_the_entry() {
    let noted = CACHE.to_owned() + "\n### 2026-01-01 - Note\n\nWe decideed.\n";
    let s = repository(true);
    s.write(PATH, &noted);
    s.git(&["commit", "-qam", "note"]);
    let mended = noted
        .replace("decideed", "decided")
        .replace("**Status**: Draft", "**Status**: Ready");
    s.write(PATH, &mended);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(committed(&s), mended + ENTRY);
}

#[test]
fn entry_left_unstaged_gives_its_reason_to_the_commit() {
    let s = repository(true);
    s.plan(&["status", "metrics-cache", "ready", "--reason", "why"])
        .ok();
    let whole = s.read(PATH);
    // Stage the status alone.
    s.write(PATH, cache(&[READY]));
    s.git(&["add", PATH]);
    s.write(PATH, &whole);
    s.git(&["commit", "-qm", "status"]);
    assert_eq!(
        committed(&s),
        whole,
        "with the reason of the entry in the file"
    );
    assert_eq!(s.read(PATH), whole);
}

#[test]
fn entry_with_a_reason_staged_without_its_change_stays() {
    let s = repository(true);
    s.plan(&["status", "metrics-cache", "ready", "--reason", "why"])
        .ok();
    let whole = s.read(PATH);
    s.write(
        PATH,
        whole.replace("**Status**: Ready", "**Status**: Draft"),
    );
    s.write("other.txt", "two\n");
    s.git(&["add", "--all"]);
    s.write(PATH, &whole);
    s.git(&["commit", "-qm", "other"]);
    // A person gave its reason, so that it is not removed, though the change is not in the commit.
    let entry = ENTRY.to_owned() + "- Reason: why\n";
    assert_eq!(committed(&s), CACHE.to_owned() + &entry);
    assert_eq!(s.read(PATH), whole);
}

#[test]
fn revert_removes_its_entry_and_is_a_finding() {
    let s = repository(true);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready"]);
    s.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(committed(&s), CACHE);
    let run = s.plan(&["log", "--check"]).fails(1);
    assert!(run.stdout.contains("reverted in"), "{}", run.screen());
}

#[test]
fn a_squash_of_several_moves_needs_no_entry_of_its_own() {
    let s = repository(true);
    s.git(&["checkout", "-qb", "side"]);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready"]);
    s.write(
        PATH,
        s.read(PATH)
            .replace("**Status**: Ready", "**Status**: In Progress"),
    );
    s.git(&["commit", "-qam", "go"]);
    let both = committed(&s);
    s.git(&["checkout", "-q", "main"]);
    s.git(&["merge", "-q", "--squash", "side"]);
    s.git(&["commit", "-qm", "squash"]);
    assert_eq!(committed(&s), both);
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn every_reason_is_kept() {
    let s = repository(true);
    s.plan(&["status", "metrics-cache", "ready", "--reason", "one"])
        .ok();
    s.plan(&[
        "status",
        "metrics-cache",
        "in progress",
        "--reason",
        "- two",
    ])
    .ok();
    s.git(&["commit", "-qam", "go"]);
    assert!(
        committed(&s).ends_with("- Status: Draft -> In Progress\n- Reason: one\n- Reason: - two\n"),
        "{}",
        committed(&s)
    );
}

/// Lets every commit fail after our hook has run.
#[cfg(unix)]
fn refusing(s: &Sandbox) {
    use std::os::unix::fs::PermissionsExt;
    let path = s.directory().join(".git/hooks/commit-msg");
    std::fs::write(&path, "#!/bin/sh\nexit 1\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
fn accepting(s: &Sandbox) {
    std::fs::remove_file(s.directory().join(".git/hooks/commit-msg")).unwrap();
}

const NOTES: (&str, &str) = ("Nothing yet.", "Something.");
const NOTES_ENTRY: &str = "\n### 2026-01-01 - Section changed: Notes\n\n- Section changed: Notes\n";

#[cfg(unix)]
#[test]
fn an_amend_that_was_broken_off_does_not_cost_the_entry_of_head() {
    let s = repository(true);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready"]);
    s.write(PATH, cache(&[READY, NOTES]) + ENTRY);
    s.git(&["add", PATH]);
    refusing(&s);
    s.try_git(&["commit", "-q", "--amend", "--no-edit"])
        .fails(1);
    accepting(&s);
    s.git(&["commit", "-qm", "a commit of its own instead"]);
    assert_eq!(committed(&s), cache(&[READY, NOTES]) + ENTRY + NOTES_ENTRY);
    assert_eq!(s.git_status(), "");

    // The same where the amend had changed the very line that the entry tells.
    let s = repository(true);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready"]);
    s.write(
        PATH,
        s.read(PATH)
            .replace("**Status**: Ready", "**Status**: Completed"),
    );
    s.git(&["add", PATH]);
    refusing(&s);
    s.try_git(&["commit", "-q", "--amend", "--no-edit"])
        .fails(1);
    accepting(&s);
    s.git(&["commit", "-qm", "a commit of its own instead"]);
    assert_eq!(
        committed(&s),
        cache(&[("**Status**: Draft", "**Status**: Completed")])
            + ENTRY
            + "\n### 2026-01-01 - Status: Ready -> Completed\n\n- Status: Ready -> Completed\n"
    );
}

#[test]
fn entry_in_the_file_that_names_more_gives_its_reason_to_the_commit() {
    let s = repository(true);
    s.write(PATH, cache(&[NOTES]));
    s.plan(&["status", "metrics-cache", "ready", "--reason", "why"])
        .ok();
    let whole = s.read(PATH);
    s.write(PATH, cache(&[NOTES]));
    s.git(&["add", PATH]);
    s.write(PATH, &whole);
    s.git(&["commit", "-qm", "notes"]);
    // The entry of the file shares a line with that of the commit, so its reason moves there.
    let noted = NOTES_ENTRY.to_owned() + "- Reason: why\n";
    assert_eq!(committed(&s), cache(&[NOTES]) + &noted);
    assert_eq!(s.read(PATH), cache(&[NOTES, READY]) + &noted);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(committed(&s), cache(&[NOTES, READY]) + &noted + ENTRY);
}

#[test]
fn amended_commit_has_one_entry_with_the_reason_of_its_last_step() {
    let s = repository(true);
    s.write(
        PATH,
        cache(&[("**Status**: Draft", "**Status**: In Progress")]),
    );
    s.git(&["commit", "-qam", "go"]);
    s.plan(&["status", "metrics-cache", "ready", "--reason", "not yet"])
        .ok();
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    let log = committed(&s);
    let log = log.split("- Created\n").nth(1).unwrap();
    assert_eq!(
        log,
        "\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n- Reason: not yet\n"
    );
}

#[test]
fn an_entry_like_one_that_was_taken_back_is_put_into_the_file() {
    let s = repository(true);
    s.write(PATH, cache(&[NOTES]));
    s.git(&["commit", "-qam", "one"]);
    s.git(&["checkout", "-q", "HEAD~1", "--", PATH]);
    let title = ("Plan: Metrics cache", "Plan: Not staged");
    s.write(PATH, cache(&[title]));
    s.git(&["commit", "-qm", "two"]);
    assert_eq!(committed(&s), CACHE.to_owned() + NOTES_ENTRY);
    assert_eq!(s.read(PATH), cache(&[title]) + NOTES_ENTRY);
}

#[cfg(unix)]
#[test]
fn a_retry_on_another_day_leaves_the_file_as_it_is_committed() {
    let s = repository(true);
    s.write(PATH, cache(&[READY]));
    s.git(&["add", PATH]);
    refusing(&s);
    s.try_git(&["commit", "-qm", "x", PATH]).fails(1);
    accepting(&s);
    s.at("2026-01-03T00:00:00Z");
    s.git(&["commit", "-qm", "retry"]);
    assert_eq!(committed(&s), s.read(PATH));
    assert_eq!(s.git_status(), "");
}

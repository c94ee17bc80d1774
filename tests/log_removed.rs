//! `plan log --check`, `--fix` and `--accept` on entries that a commit removed or changed.

use crate::log_check::{
    GOAL, check, complete, edit, entry, found, log, logged, repaired, repository,
};
use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::Sandbox;

#[test]
fn entry_lost_in_a_merge_is_a_finding() {
    for (side, lost) in [
        ("main", "Status: Draft -> Ready"),
        ("side", "Section changed: Notes"),
    ] {
        let s = repository();
        let notes = ("Nothing yet.", "Something.");
        let notes_entry = entry("2026-01-01", "Section changed: Notes");
        let ready_entry = entry("2026-01-01", "Status: Draft -> Ready");
        s.git(&["checkout", "-qb", "side"]);
        s.write(PATH, cache(&[notes]) + &notes_entry);
        s.commit("notes");
        s.git(&["checkout", "-q", "main"]);
        s.write(PATH, cache(&[READY]) + &ready_entry);
        s.commit("ready");
        s.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
        let kept = if side == "main" {
            &notes_entry
        } else {
            &ready_entry
        };
        s.write(PATH, cache(&[READY, notes]) + kept);
        s.commit("merge");
        let text = repaired(&s, &[&format!("shortened merge: ; -{lost}")]);
        assert_eq!(text.matches("\n### 2026").count(), 3, "{text}");
    }
}

#[test]
fn emptied_log_is_a_finding() {
    let s = logged();
    let text = s.read(PATH);
    let (head, _) = text.split_once("\n### 2026").unwrap();
    s.write(PATH, head);
    s.commit("tidy");
    let all = "-Initial Plan, -Status: Draft -> Ready, -Talk with Bob";
    let fixed = repaired(&s, &[&format!("shortened tidy: ; {all}")]);
    assert_eq!(fixed, text);
}

/// A log that somebody condensed to one entry.
fn condensed() -> (Sandbox, String) {
    let s = logged();
    let text = s.read(PATH);
    let (head, _) = text.split_once("### 2026").unwrap();
    s.write(
        PATH,
        format!("{head}### 2026-01-09 - Summary\n\nAll went well.\n"),
    );
    let commit = s.commit("condense");
    (s, commit)
}

#[test]
fn condensed_log_is_a_finding_until_it_is_accepted() {
    let (s, commit) = condensed();
    let all = "-Initial Plan, -Status: Draft -> Ready, -Talk with Bob";
    assert_eq!(found(&s), [format!("shortened condense: ; {all}")]);
    let name = &commit[..8];
    check(&s, &[]).shows(&format!(
        "
exit 1
--- stdout
Metrics cache
plan/implementation/metrics-cache.md

2026-01-09 shortened in {name} condense
    removed: 2026-01-01 - Initial Plan
    removed: 2026-01-02 - Status: Draft -> Ready
    removed: 2026-01-03 - Talk with Bob
--- stderr
plan: hint: 1 finding. `plan log --fix` writes what the log lacks. `plan log --accept {name}` accepts the entries that were removed there. The hook that writes entries is not installed in this clone: `plan init`.
"
    ));
    s.plan(&["log", "--accept", name]).shows(
        "
exit 0
--- stdout
plan/implementation/metrics-cache.md: removal of 3 entries accepted
--- stderr
plan: wrote 3 files to .plan/accepted
plan: hint: Commit .plan/accepted, so that every clone accepts them: `git add .plan/accepted`.
",
    );
    s.plan(&["log", "--check"]).ok();
    s.plan(&["log", "--check", "--rev", "HEAD"]).fails(1);
    let run = s.plan(&["log", "--accept", &commit, "metrics-cache"]).ok();
    assert!(run.stderr.contains("accepted before"), "{}", run.screen());
    s.commit("accept");
    complete(&s);
    s.plan(&["log", "--check", "--rev", "HEAD"]).ok();
    let text = s.read(PATH);
    s.plan(&["log", "--fix"]).ok();
    assert_eq!(s.read(PATH), text);
}

#[test]
fn condensed_log_is_restored_on_request() {
    let (s, _) = condensed();
    let all = "-Initial Plan, -Status: Draft -> Ready, -Talk with Bob";
    let text = repaired(&s, &[&format!("shortened condense: ; {all}")]);
    assert_eq!(text.matches("\n### 2026").count(), 4, "{text}");
}

#[test]
fn accept_of_commit_without_removed_entries_is_refused() {
    let (s, commit) = condensed();
    let run = s.plan(&["log", "--accept", "HEAD~1"]).fails(2);
    let hint = format!("Entries were removed in: {}.", &commit[..8]);
    assert!(run.stderr.contains(&hint), "{}", run.screen());
    s.plan(&["log", "--accept", "nowhere"]).fails(2);
    s.plan(&["log", "--accept", "HEAD", "--check"]).fails(2);
    assert_eq!(s.git_status(), "");
    assert_eq!(
        repository()
            .plan(&["log", "--accept", "HEAD"])
            .fails(2)
            .stdout,
        ""
    );
}

#[test]
fn two_branches_that_accept_the_same_entries_merge() {
    let (s, _) = condensed();
    s.git(&["branch", "side"]);
    for branch in ["side", "main"] {
        s.git(&["checkout", "-q", branch]);
        let commit = s.git(&["rev-list", "-1", "--grep=condense", "HEAD"]);
        s.plan(&["log", "--accept", &commit]).ok();
        s.write(format!("{branch}.txt"), "x\n");
        s.commit("accept");
    }
    s.git(&["merge", "-q", "--no-edit", "side"]);
    complete(&s);
}

#[test]
fn acceptance_survives_rebase_squash_and_rename() {
    let (s, commit) = condensed();
    s.plan(&["log", "--accept", &commit]).ok();
    s.commit("accept");
    // Rebased on another commit.
    s.git(&["checkout", "-qb", "other", "HEAD~2"]);
    s.write("other.txt", "x\n");
    s.commit("other");
    s.git(&["checkout", "-q", "main"]);
    s.git(&["rebase", "-q", "other"]);
    assert_ne!(s.git(&["rev-parse", "HEAD~1"]), commit);
    complete(&s);
    // One commit for both.
    s.git(&["reset", "-q", "--soft", "HEAD~2"]);
    s.commit("squashed");
    complete(&s);
    s.git(&["mv", PATH, "plan/implementation/renamed.md"]);
    let renamed = "plan/implementation/renamed.md";
    let line = entry(
        "2026-01-09",
        "Renamed from plan/implementation/metrics-cache.md",
    );
    s.write(renamed, s.read(renamed) + &line);
    s.commit("rename");
    complete(&s);
}

#[cfg(unix)]
#[test]
fn acceptance_is_not_written_or_read_through_a_link_out_of_the_tree() {
    let (s, commit) = condensed();
    let outside = s.root().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::create_dir(s.directory().join(".plan")).unwrap();
    std::os::unix::fs::symlink(&outside, s.directory().join(".plan/accepted")).unwrap();
    s.plan(&["log", "--accept", &commit]).fails(2);
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0);
    let json = s.plan(&["log", "--check", "--json"]).fails(1).json();
    let entries = json["plans"][0]["findings"][0]["entries"]
        .as_array()
        .unwrap();
    for entry in entries {
        std::fs::write(outside.join(entry["hash"].as_str().unwrap()), "").unwrap();
    }
    s.plan(&["log", "--check"]).fails(1);
}

#[test]
fn plan_restored_without_its_log_is_a_finding() {
    let s = logged();
    let text = s.read(PATH);
    s.git(&["rm", "-q", PATH]);
    s.commit("delete");
    let (bare, _) = text.split_once("\n## Evolution Log").unwrap();
    s.write(PATH, bare);
    s.commit("restore");
    let all = "-Initial Plan, -Status: Draft -> Ready, -Talk with Bob";
    assert_eq!(
        repaired(&s, &[&format!("shortened restore: ; {all}")]),
        text
    );
}

#[test]
fn revert_is_a_finding_and_its_entry_stays_removed() {
    let s = repository();
    s.at("2026-01-02T00:00:00Z");
    edit(&s, READY);
    log(&s, "2026-01-02", "Status: Draft -> Ready");
    s.commit("ready");
    s.at("2026-01-05T00:00:00Z");
    s.git(&["revert", "--no-edit", "HEAD"]);
    let reverted = "reverted Revert \"ready\": Status: Ready -> Draft; -Status: Draft -> Ready";
    let text = repaired(&s, &[reverted]);
    let lines = "\n### 2026-01-05 - Reverted: Status: Draft -> Ready, and 1 more\n\n- Reverted: Status: Draft -> Ready\n- Status: Ready -> Draft\n";
    assert_eq!(text, CACHE.to_owned() + lines);
}

#[test]
fn revert_of_revert_is_a_finding() {
    for is_fixed in [false, true] {
        let s = repository();
        s.at("2026-01-02T00:00:00Z");
        edit(&s, READY);
        log(&s, "2026-01-02", "Status: Draft -> Ready");
        s.commit("ready");
        s.at("2026-01-05T00:00:00Z");
        s.git(&["revert", "--no-edit", "HEAD"]);
        let revert = s.git(&["rev-parse", "HEAD"]);
        if is_fixed {
            s.plan(&["log", "--fix"]).ok();
            s.commit("fix");
        }
        s.at("2026-01-06T00:00:00Z");
        let run = s.try_git(&["revert", "--no-edit", &revert]);
        if run.status != 0 {
            // Both entries follow the same one.
            let text = s.read(PATH);
            let kept = text.lines().filter(|line| {
                let marks = ["<<<<<<<", "=======", ">>>>>>>"];
                !marks.iter().any(|mark| line.starts_with(mark))
            });
            s.write(PATH, kept.collect::<Vec<_>>().join("\n") + "\n");
            s.git(&["add", PATH]);
            s.git(&["-c", "core.editor=true", "revert", "--continue"]);
        }
        let subject = s.git(&["log", "-1", "--format=%s"]);
        let again = format!("missing {subject}: Status: Draft -> Ready; ");
        let first = "missing Revert \"ready\": Status: Ready -> Draft; ";
        match is_fixed {
            false => repaired(&s, &[first, &again]),
            true => repaired(&s, &[&again]),
        };
    }
}

/// An editor keeps the text from before a commit and saves it with the next change.
#[test]
fn stale_editor_buffer_is_a_finding() {
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY);
    let buffer = s.read(PATH);
    s.at("2026-01-05T00:00:00Z");
    s.git(&["commit", "-qam", "ready"]);
    let logged = s.read(PATH);
    s.write(PATH, buffer.replace(GOAL.0, GOAL.1));
    // Before the commit the text lacks the entry already.
    let run = s.plan(&["log", "--check"]).fails(1);
    assert!(
        run.stdout.contains("shortened, not committed"),
        "{}",
        run.screen()
    );
    s.at("2026-01-06T00:00:00Z");
    s.git(&["commit", "-qam", "goal"]);
    let text = repaired(&s, &["shortened goal: ; -Status: Draft -> Ready"]);
    assert!(
        text.starts_with(&logged.replace(GOAL.0, GOAL.1)),
        "the entry is back at its day: {text}"
    );
}

/// An entry in another form has no heading, with which it could be inserted.
#[test]
fn removed_bullet_is_a_finding_that_fix_leaves() {
    let s = Sandbox::new();
    s.write(".plan.toml", "");
    let (head, _) = CACHE.split_once("### 2026").unwrap();
    s.write(
        PATH,
        head.to_owned() + "- 2026-01-01: Begun\n- 2026-01-02: Talk\n",
    );
    s.commit("start");
    edit(&s, ("- 2026-01-01: Begun\n", ""));
    let commit = s.commit("cut");
    assert_eq!(found(&s), ["shortened cut: ; -Begun"]);
    let text = s.read(PATH);
    let run = s.plan(&["log", "--fix"]).fails(1);
    assert!(
        run.stderr.contains("without a heading cannot be restored"),
        "{}",
        run.screen()
    );
    assert_eq!(s.read(PATH), text);
    s.plan(&["log", "--accept", &commit]).ok();
    s.commit("accept");
    complete(&s);
}

/// A branch merges main by lines and loses an entry of its own.
#[test]
fn entry_lost_in_a_merge_of_a_branch_is_a_finding_that_can_be_accepted() {
    let s = repository();
    s.git(&["checkout", "-qb", "side"]);
    let notes = ("Nothing yet.", "Something.");
    let notes_entry = entry("2026-01-01", "Section changed: Notes");
    s.write(PATH, cache(&[notes]) + &notes_entry);
    s.commit("notes");
    s.git(&["checkout", "-q", "main"]);
    let ready_entry = entry("2026-01-01", "Status: Draft -> Ready");
    s.write(PATH, cache(&[READY]) + &ready_entry);
    s.commit("ready");
    s.git(&["checkout", "-q", "side"]);
    s.git(&["merge", "-q", "--no-commit", "-s", "ours", "main"]);
    s.write(PATH, cache(&[READY, notes]) + &ready_entry);
    s.commit("merge main");
    s.git(&["checkout", "-q", "main"]);
    s.git(&["merge", "-q", "--no-ff", "--no-edit", "-m", "land", "side"]);
    let json = check(&s, &["--json"]).fails(1).json();
    let findings = json["plans"][0]["findings"].as_array().unwrap().clone();
    let lost = findings
        .iter()
        .find(|it| it["kind"] == "shortened")
        .unwrap();
    assert_eq!(lost["subject"], "merge main");
    assert_eq!(lost["entries"][0]["title"], "Section changed: Notes");
    s.git(&["branch", "before"]);
    s.plan(&["log", "--fix"]).ok();
    s.plan(&["log", "--check"]).ok();
    s.commit("fix");
    complete(&s);
    s.git(&["reset", "-q", "--hard", "before"]);
    let commit = s.git(&["rev-list", "-1", "--grep=merge main", "HEAD"]);
    s.plan(&["log", "--accept", &commit]).ok();
    s.commit("accept");
    complete(&s);
}

const OTHER: &str = "plan/implementation/other.md";

/// Returns a repository with two plans of the same words and different titles.
fn two_plans() -> Sandbox {
    let s = repository();
    let other = CACHE.replace("Metrics cache", "Other plan");
    assert_ne!(other, CACHE);
    s.write(OTHER, other);
    s.commit("other");
    s.at("2026-01-02T00:00:00Z");
    s
}

/// Sets a plan to ready, with its entry.
fn make_ready(s: &Sandbox, path: &str) {
    let text = s.read(path).replace(READY.0, READY.1);
    s.write(path, text + &entry("2026-01-02", "Status: Draft -> Ready"));
}

/// Removes a plan's last entry and returns it.
fn cut_last(s: &Sandbox, path: &str) -> String {
    let text = s.read(path);
    let (head, last) = text.rsplit_once("\n### 2026").unwrap();
    s.write(path, head);
    format!("\n### 2026{last}")
}

#[test]
fn one_archived_copy_does_not_replace_the_entries_of_two_plans() {
    let s = two_plans();
    make_ready(&s, PATH);
    make_ready(&s, OTHER);
    s.commit("ready");
    let cut = cut_last(&s, PATH);
    assert_eq!(cut_last(&s, OTHER), cut);
    let archive = |count: usize| format!("# Archive\n\n## Evolution Log\n{}", cut.repeat(count));
    s.write("archive.md", archive(1));
    s.commit("archive");
    assert_eq!(found(&s), ["shortened archive: ; -Status: Draft -> Ready"]);
    s.write("archive.md", archive(2));
    s.git(&["commit", "-qa", "--amend", "-m", "archive"]);
    complete(&s);
}

#[test]
fn entry_of_another_plan_does_not_replace_a_removed_one() {
    let s = two_plans();
    make_ready(&s, PATH);
    s.commit("ready");
    let text = s.read(PATH);
    cut_last(&s, PATH);
    make_ready(&s, OTHER);
    s.commit("other");
    let fixed = repaired(&s, &["shortened other: ; -Status: Draft -> Ready"]);
    assert_eq!(fixed, text);
}

#[test]
fn equal_entry_does_not_replace_a_removed_one() {
    let s = repository();
    for (from, to) in [("Draft", "Ready"), ("Ready", "Draft"), ("Draft", "Ready")] {
        let status = |word: &str| format!("**Status**: {word}");
        edit(&s, (&status(from), &status(to)));
        log(&s, "2026-01-01", &format!("Status: {from} -> {to}"));
        s.commit(to);
    }
    let text = s.read(PATH);
    cut_last(&s, PATH);
    s.commit("cut");
    let fixed = repaired(&s, &["shortened cut: ; -Status: Draft -> Ready"]);
    assert_eq!(fixed, text);
}

#[test]
fn changes_before_a_move_to_other_configured_paths_are_checked() {
    let s = repository();
    s.write(".plan.toml", "paths = [\"plan/implementation/*.md\"]\n");
    s.commit("paths");
    edit(&s, READY);
    s.commit("ready");
    let missing = ["missing ready: Status: Draft -> Ready; "];
    assert_eq!(found(&s), missing);
    s.write(".plan.toml", "paths = [\"moved/*.md\"]\n");
    std::fs::create_dir(s.directory().join("moved")).unwrap();
    s.git(&["mv", PATH, "moved/plan.md"]);
    s.commit("move");
    assert_eq!(
        found(&s),
        [
            missing[0],
            "missing move: Renamed from plan/implementation/metrics-cache.md; "
        ]
    );
}

#[test]
fn bullet_that_a_merge_by_lines_took_from_one_entry_is_a_finding() {
    let s = repository();
    let meeting = |title: &str, word: &str| {
        let reason = "same words here and many more words that make it long";
        format!("\n### 2026-01-03 - {title}\n\n- {word}\n- Reason: {reason}\n")
    };
    s.git(&["checkout", "-qb", "side"]);
    s.write(PATH, CACHE.to_owned() + &meeting("Meeting one", "alpha"));
    s.commit("one");
    s.git(&["checkout", "-q", "main"]);
    s.write(PATH, CACHE.to_owned() + &meeting("Meeting two", "beta"));
    s.commit("two");
    s.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
    let torn = "\n### 2026-01-03 - Meeting two\n\n- beta";
    s.write(
        PATH,
        CACHE.to_owned() + torn + &meeting("Meeting one", "alpha"),
    );
    s.git(&["commit", "-qam", "merged"]);
    assert_eq!(found(&s), ["shortened merged: ; -Meeting two"]);
}

#[test]
fn entry_by_hand_is_no_part_of_a_reverted_change() {
    let s = repository();
    edit(&s, READY);
    s.commit("ready");
    let before = s.read(PATH);
    let talk = "\n### 2026-01-03 - Talk\n\n- Words of a person\n";
    s.write(PATH, before.clone() + talk);
    s.commit("talk");
    edit(&s, (READY.1, READY.0));
    let text = s.read(PATH).replace(talk, "");
    s.write(PATH, text);
    s.commit("back");
    let fixed = repaired(
        &s,
        &[
            "missing ready: Status: Draft -> Ready; ",
            "shortened back: Status: Ready -> Draft; -Talk",
        ],
    );
    assert!(fixed.contains(talk), "{fixed}");
}

#[test]
fn entry_equal_to_an_accepted_one_serves_its_own_change() {
    let s = repository();
    edit(&s, READY);
    log(&s, "2026-01-01", "Status: Draft -> Ready");
    s.commit("ready");
    cut_last(&s, PATH);
    let commit = s.commit("cut");
    s.plan(&["log", "--accept", &commit]).ok();
    s.commit("accept");
    complete(&s);
    for (from, to) in [("Ready", "Draft"), ("Draft", "Ready")] {
        let status = |word: &str| format!("**Status**: {word}");
        edit(&s, (&status(from), &status(to)));
        log(&s, "2026-01-01", &format!("Status: {from} -> {to}"));
        s.commit(to);
        complete(&s);
    }
}

#[test]
fn entry_of_one_side_does_not_replace_a_similar_one_of_the_other() {
    let pairs = [
        (
            entry("2026-01-03", "Status: Draft -> Ready") + "- Reason: Ann agreed\n",
            entry("2026-01-03", "Status: Draft -> Ready") + "- Reason: Bob objected\n",
            vec![READY],
            "Status: Draft -> Ready",
        ),
        (
            "\n### 2026-01-03 - Review by Ann\n\n- approved\n".to_owned(),
            "\n### 2026-01-03 - Review by Bob\n\n- approved\n".to_owned(),
            vec![],
            "Review by Bob",
        ),
    ];
    for (theirs, ours, edits, lost) in pairs {
        let s = repository();
        s.git(&["checkout", "-qb", "side"]);
        s.write(PATH, cache(&edits) + &theirs);
        s.commit("theirs");
        s.git(&["checkout", "-q", "main"]);
        s.write(PATH, cache(&edits) + &ours);
        s.commit("ours");
        s.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
        s.write(PATH, cache(&edits) + &theirs);
        s.git(&["commit", "-qam", "merged"]);
        let fixed = repaired(&s, &[&format!("shortened merged: ; -{lost}")]);
        assert!(fixed.contains(ours.trim()), "{fixed}");
    }
}

#[test]
fn entry_that_one_side_edited_is_complete_after_a_merge() {
    let s = logged();
    s.git(&["checkout", "-qb", "side"]);
    edit(&s, ("Keep Redis", "Keep Valkey"));
    s.commit("words");
    s.git(&["checkout", "-q", "main"]);
    s.write("other.txt", "x\n");
    s.commit("other");
    s.git(&["merge", "-q", "--no-edit", "side"]);
    complete(&s);
}

#[test]
fn entry_of_a_third_parent_is_not_lost_unseen() {
    let s = repository();
    for (branch, title) in [("two", "Budget"), ("three", "Veto by Bob")] {
        s.git(&["checkout", "-qb", branch, "main"]);
        let entry = format!("\n### 2026-01-03 - {title}\n\n- Said in the meeting\n");
        s.write(PATH, CACHE.to_owned() + &entry);
        s.commit(branch);
    }
    s.git(&["checkout", "-q", "main"]);
    s.write("other.txt", "x\n");
    s.commit("other");
    let parents = ["-p", "main", "-p", "two", "-p", "three"];
    let made = s.git(&[&["commit-tree", "two^{tree}", "-m", "all"][..], &parents].concat());
    s.git(&["reset", "-q", "--hard", &made]);
    let fixed = repaired(&s, &["shortened all: ; -Veto by Bob"]);
    assert!(fixed.contains("Veto by Bob"), "{fixed}");
}

#[test]
fn entry_by_hand_moved_to_another_plan_is_complete() {
    let s = two_plans();
    let talk = "\n### 2026-01-03 - Talk\n\n- Words of a person\n";
    s.write(PATH, s.read(PATH) + talk);
    s.commit("talk");
    assert_eq!(cut_last(&s, PATH), talk);
    s.write(OTHER, s.read(OTHER) + talk);
    s.commit("move");
    complete(&s);
}

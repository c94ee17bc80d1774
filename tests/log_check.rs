//! `plan log --check`, `--fix` and `--accept`: the log at the tip against the first-parent
//! history.

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::{Run, Sandbox};

pub(crate) const BEGUN: (&str, &str) = ("**Status**: Ready", "**Status**: In Progress");
pub(crate) const GOAL: (&str, &str) = ("from memory", "from the cache");
pub(crate) const GOAL_LINE: &str = "Field changed in Overview: Goal: Serve the dashboard from memory -> Serve the dashboard from the cache";

/// Returns a repository with a committed plan and a configuration, without the hook.
pub(crate) fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.write(".plan.toml", "# defaults\n");
    s.commit("start");
    s
}

/// Replaces a text that occurs once.
pub(crate) fn edit(s: &Sandbox, (from, to): (&str, &str)) {
    let text = s.read(PATH);
    assert_eq!(text.matches(from).count(), 1, "{from}\n{text}");
    s.write(PATH, text.replace(from, to));
}

/// Appends an entry in the tool's wording.
pub(crate) fn log(s: &Sandbox, day: &str, line: &str) {
    s.write(PATH, s.read(PATH) + &entry(day, line));
}

pub(crate) fn entry(day: &str, line: &str) -> String {
    format!("\n### {day} - {line}\n\n- {line}\n")
}

/// Runs the check in the repository and in a fresh clone, which must print the same.
#[track_caller]
pub(crate) fn check(s: &Sandbox, args: &[&str]) -> Run {
    assert_eq!(s.git_status(), "", "a clone has the committed files alone");
    let here = s.plan(&[&["log", "--check"], args].concat());
    let clone = s.root().join("clone");
    if clone.exists() {
        std::fs::remove_dir_all(&clone).unwrap();
    }
    s.git(&["clone", "-q", ".", "../clone"]);
    let there = s.plan(&[&["-C", "../clone", "log", "--check"], args].concat());
    assert_eq!(
        (&here.stdout, here.status),
        (&there.stdout, there.status),
        "{}",
        there.screen()
    );
    here
}

/// Asserts that the log is complete.
#[track_caller]
pub(crate) fn complete(s: &Sandbox) {
    let run = check(s, &[]).ok();
    let said = run.stderr.contains("The Evolution Log is complete (");
    assert!(said, "{}", run.screen());
}

/// Returns the findings as `KIND SUBJECT: lines; entries`.
#[track_caller]
pub(crate) fn found(s: &Sandbox) -> Vec<String> {
    let json = check(s, &["--json"]).fails(1).json();
    let words = |value: &serde_json::Value, key: &str| -> String {
        let items = value[key].as_array().unwrap().iter();
        let text = |item: &serde_json::Value| match item.get("title") {
            Some(title) => {
                assert_eq!(item["hash"].as_str().unwrap().len(), 32);
                format!("-{}", title.as_str().unwrap())
            }
            None => item.as_str().unwrap().to_owned(),
        };
        items.map(text).collect::<Vec<_>>().join(", ")
    };
    let plans = json["plans"].as_array().unwrap().iter();
    let findings = plans.flat_map(|plan| plan["findings"].as_array().unwrap());
    findings
        .map(|finding| {
            let subject = finding["subject"].as_str().unwrap();
            let commit = finding["commit"].as_str().unwrap();
            assert_eq!(s.git(&["log", "-1", "--format=%s", commit]), subject);
            let kind = finding["kind"].as_str().unwrap();
            let (lines, entries) = (words(finding, "lines"), words(finding, "entries"));
            format!("{kind} {subject}: {lines}; {entries}")
        })
        .collect()
}

/// Asserts the findings. The first `--fix` resolves them, before and after it is committed; the
/// second changes nothing.
#[track_caller]
pub(crate) fn repaired(s: &Sandbox, expected: &[&str]) -> String {
    assert_eq!(found(s), expected);
    check(s, &[]).fails(1);
    s.plan(&["log", "--fix"]).ok();
    let text = s.read(PATH);
    for _ in 0..2 {
        s.plan(&["log", "--check"]).ok();
        s.plan(&["log", "--fix"]).ok();
        assert_eq!(s.read(PATH), text, "the second time changes nothing");
        s.git(&["commit", "-qam", "fix", "--allow-empty", "--no-verify"]);
    }
    complete(s);
    text
}

/// A branch with two logged status changes.
fn branch() -> Sandbox {
    let s = repository();
    s.git(&["checkout", "-qb", "side"]);
    s.at("2026-01-02T00:00:00Z");
    edit(&s, READY);
    log(&s, "2026-01-02", "Status: Draft -> Ready");
    s.commit("ready");
    s.at("2026-01-03T00:00:00Z");
    edit(&s, BEGUN);
    log(&s, "2026-01-03", "Status: Ready -> In Progress");
    s.commit("begun");
    s.git(&["checkout", "-q", "main"]);
    s.at("2026-01-09T00:00:00Z");
    s
}

#[test]
fn squash_merge_of_logged_branch_is_complete() {
    let s = branch();
    s.git(&["merge", "-q", "--squash", "side"]);
    s.commit("squashed");
    complete(&s);
}

#[test]
fn merge_commit_of_logged_branch_is_complete() {
    let s = branch();
    s.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]);
    complete(&s);
}

#[test]
fn same_words_on_both_sides_are_complete() {
    let s = repository();
    s.git(&["checkout", "-qb", "side"]);
    for branch in ["side", "main"] {
        s.git(&["checkout", "-q", branch]);
        s.write(
            PATH,
            cache(&[READY]) + &entry("2026-01-01", "Status: Draft -> Ready"),
        );
        s.write(format!("{branch}.txt"), "x\n");
        s.commit(branch);
    }
    s.git(&["merge", "-q", "--no-edit", "side"]);
    complete(&s);
}

#[test]
fn merge_that_keeps_its_own_side_is_complete() {
    let s = branch();
    edit(&s, GOAL);
    log(&s, "2026-01-09", GOAL_LINE);
    s.commit("goal");
    s.git(&["merge", "-q", "--no-edit", "-s", "ours", "side"]);
    complete(&s);
}

/// A plan with a logged status change and an entry by hand.
pub(crate) fn logged() -> Sandbox {
    let s = repository();
    s.at("2026-01-02T00:00:00Z");
    edit(&s, READY);
    log(&s, "2026-01-02", "Status: Draft -> Ready");
    s.commit("ready");
    s.at("2026-01-03T00:00:00Z");
    let talk = "\n### 2026-01-03 - Talk with Bob\n\n- Cut the second phase\n- Keep Redis\n";
    s.write(PATH, s.read(PATH) + talk);
    s.commit("talk");
    s.at("2026-01-09T00:00:00Z");
    s
}

#[test]
fn reordered_entries_are_complete() {
    let s = logged();
    let text = s.read(PATH);
    let (head, entries) = text.split_once("### 2026").unwrap();
    let mut entries: Vec<String> = entries
        .trim_end()
        .split("\n\n### 2026")
        .map(|entry| format!("### 2026{entry}"))
        .collect();
    assert_eq!(entries.len(), 3);
    entries.reverse();
    s.write(PATH, format!("{head}{}\n", entries.join("\n\n")));
    s.commit("newest first");
    complete(&s);
}

#[test]
fn entry_with_another_date_is_complete() {
    for (from, to) in [
        ("### 2026-01-02 -", "### 2026-01-05 -"),
        ("### 2026-01-03 -", "### 2025-12-24 -"),
    ] {
        let s = logged();
        edit(&s, (from, to));
        s.commit("date");
        complete(&s);
    }
}

#[test]
fn entry_with_other_words_is_complete() {
    let s = logged();
    edit(&s, ("Cut the second phase", "Drop the second phase"));
    s.commit("words");
    edit(
        &s,
        (
            "Ready\n\n- Status: Draft -> Ready\n",
            "Ready\n\n- Status: Draft -> Ready, says Bob\n",
        ),
    );
    s.commit("more words");
    complete(&s);
}

#[test]
fn entry_moved_to_another_file_is_complete() {
    let s = logged();
    let text = s.read(PATH);
    let (head, entries) = text.split_once("### 2026-01-02").unwrap();
    s.write(PATH, head.trim_end().to_owned() + "\n");
    s.write(
        "plan/archive/old.md",
        format!("# Old entries\n\n### 2026-01-02{entries}"),
    );
    // Before it is committed, too.
    s.plan(&["log", "--check"]).ok();
    s.commit("archive");
    complete(&s);
    s.git(&["mv", "plan/archive/old.md", "plan/archive/older.md"]);
    s.commit("rename");
    complete(&s);
    std::fs::remove_file(s.directory().join("plan/archive/older.md")).unwrap();
    s.commit("delete");
    let removed = "shortened archive: ; -Status: Draft -> Ready, -Talk with Bob";
    assert_eq!(repaired(&s, &[removed]), text);
}

#[test]
fn deleted_and_restored_plan_is_complete() {
    let s = logged();
    s.git(&["rm", "-q", PATH]);
    s.commit("delete");
    s.git(&["checkout", "HEAD~1", "--", PATH]);
    s.commit("restore");
    complete(&s);
}

#[test]
fn status_that_returns_on_one_day_is_complete() {
    let s = repository();
    for (from, to) in [("Draft", "Ready"), ("Ready", "Draft"), ("Draft", "Ready")] {
        edit(
            &s,
            (&format!("**Status**: {from}"), &format!("**Status**: {to}")),
        );
        log(&s, "2026-01-01", &format!("Status: {from} -> {to}"));
        s.commit(to);
    }
    complete(&s);
    // The same without the last entry.
    let text = s.read(PATH);
    let (head, _) = text.rsplit_once("\n### 2026").unwrap();
    s.write(PATH, head);
    s.git(&["commit", "-qa", "--amend", "-m", "again"]);
    repaired(&s, &["missing again: Status: Draft -> Ready; "]);
}

#[test]
fn uncommitted_entry_names_its_own_change_alone() {
    let s = repository();
    edit(&s, READY);
    s.commit("ready");
    edit(&s, (READY.1, READY.0));
    log(&s, "2026-01-01", "Status: Ready -> Draft");
    s.commit("back");
    edit(&s, READY);
    log(&s, "2026-01-01", "Status: Draft -> Ready");
    s.plan(&["log", "--check"]).fails(1);
    s.commit("again");
    repaired(&s, &["missing ready: Status: Draft -> Ready; "]);
}

#[test]
fn older_entry_with_the_word_is_a_finding() {
    let s = repository();
    let talk = "\n### 2025-12-20 - Talk\n\nRedis is ready, says Bob.\n";
    edit(&s, READY);
    s.write(PATH, s.read(PATH) + talk);
    s.commit("talk");
    complete(&s);
    // The entry names one transition, in its own commit alone.
    let s = repository();
    edit(&s, READY);
    s.commit("ready");
    s.at("2026-01-05T00:00:00Z");
    s.write(PATH, s.read(PATH) + talk);
    s.commit("talk");
    repaired(&s, &["missing ready: Status: Draft -> Ready; "]);
}

#[test]
fn earlier_entry_is_a_finding() {
    let s = repository();
    log(&s, "2026-01-01", "Status: Draft -> Ready");
    s.commit("too early");
    edit(&s, READY);
    s.commit("ready");
    repaired(&s, &["missing ready: Status: Draft -> Ready; "]);
}

#[test]
fn entry_in_another_language_is_a_finding_until_the_word_is_declared() {
    let s = repository();
    edit(&s, READY);
    s.write(
        PATH,
        s.read(PATH) + "\n### 2026-01-01 - Freigegeben\n\nVon allen.\n",
    );
    s.commit("freigabe");
    s.write(
        ".plan.toml",
        "[aliases.status]\nready = [\"freigegeben\"]\n",
    );
    s.commit("words");
    complete(&s);
    s.git(&["revert", "--no-edit", "HEAD"]);
    repaired(&s, &["missing freigabe: Status: Draft -> Ready; "]);
}

#[test]
fn shallow_clone_is_checked_as_far_as_it_reaches() {
    let mut s = logged();
    edit(&s, BEGUN);
    log(&s, "2026-01-09", "Status: Ready -> In Progress");
    s.commit("begun");
    let from = format!("file://{}", s.directory().display());
    s.git(&["clone", "-q", "--depth=2", &from, "../shallow"]);
    s.enter("../shallow");
    let run = s.plan(&["log", "--check"]).ok();
    let oldest = &s.git(&["rev-parse", "HEAD~1"])[..8];
    let said = format!("Complete as far as this clone reaches (1 commit from {oldest}).");
    assert!(run.stderr.contains(&said), "{}", run.screen());
    let json = s.plan(&["log", "--check", "--json"]).ok().json();
    assert_eq!(json["complete"], false);
    assert_eq!(json["checked"]["commits"], 1);
    let oldest = json["checked"]["oldest"].as_str().unwrap();
    assert_eq!(s.git(&["rev-parse", "HEAD~1"]), oldest);
    // A finding within reach is still one.
    edit(&s, GOAL);
    s.commit("goal");
    s.plan(&["log", "--check"]).fails(1);
}

#[test]
fn plan_that_never_had_a_log_expects_nothing() {
    let s = Sandbox::new();
    s.write(".plan.toml", "");
    s.write(PATH, "# Implementation Plan: x\n\n**Status**: Draft\n");
    s.commit("first");
    edit(&s, READY);
    s.commit("ready");
    let run = check(&s, &[]).ok();
    let said = "No plan has an Evolution Log yet, so there was nothing to check.";
    assert!(run.stderr.contains(said), "{}", run.screen());
    s.plan(&["log", "--check", "--all"]).fails(1);
    s.plan(&["log", "--fix", "--all"]).ok();
    let text = s.read(PATH);
    assert!(text.contains("### 2026-01-01 - Initial Plan\n"), "{text}");
    assert!(
        text.contains("- Status: Draft -> Ready\n- Reason: ready\n"),
        "{text}"
    );
    s.plan(&["log", "--check", "--all"]).ok();
    s.commit("fix");
    complete(&s);
}

#[test]
fn first_version_without_an_entry_lacks_the_initial_one() {
    let s = Sandbox::new();
    s.write(".plan.toml", "");
    let (head, _) = CACHE.split_once("\n### 2026").unwrap();
    s.write(PATH, head);
    s.commit("first");
    let text = repaired(&s, &["missing first: Created; "]);
    assert!(text.ends_with("\n### 2026-01-01 - Initial Plan\n\n- Created\n- Reason: first\n"));
}

#[test]
fn policy_of_each_commit_counts() {
    let s = repository();
    edit(&s, ("- [ ] Keys expire", "- [x] Keys expire"));
    s.commit("tick");
    s.write(".plan.toml", "[log]\nprogress = \"every\"\n");
    s.commit("every tick");
    complete(&s);
    edit(&s, ("- [ ] Memory is bounded", "- [x] Memory is bounded"));
    s.commit("another tick");
    let text = found(&s).join("\n");
    assert!(text.starts_with("missing another tick: "), "{text}");
}

#[test]
fn line_of_a_later_entry_covers_one_change() {
    let s = repository();
    edit(&s, ("Nothing yet.", "Something."));
    s.commit("notes");
    edit(&s, ("Something.", "Nothing yet."));
    s.commit("back");
    edit(&s, ("Nothing yet.", "Something."));
    s.commit("notes again");
    log(&s, "2026-01-01", "Section changed: Notes");
    s.commit("late");
    let found = found(&s);
    let subjects: Vec<&str> = found.iter().filter_map(|it| it.split(':').next()).collect();
    assert_eq!(
        subjects,
        ["missing back", "missing notes again"],
        "{found:?}"
    );
}

#[test]
fn entry_without_a_change_is_a_note() {
    let s = repository();
    edit(&s, READY);
    log(&s, "2026-01-01", "Status: Draft -> Ready");
    log(&s, "2026-01-01", "Risk added: Redis is down");
    s.commit("ready");
    let run = check(&s, &[]).ok();
    assert!(
        run.stderr.contains("1 entry matches no change\n"),
        "{}",
        run.screen()
    );
    let text = s.read(PATH);
    s.plan(&["log", "--fix"]).ok();
    assert_eq!(s.read(PATH), text, "no entry is removed");
}

#[test]
fn document_that_becomes_a_plan_is_a_new_plan() {
    let s = Sandbox::new();
    s.write(".plan.toml", "");
    s.write(PATH, "# Notes\n\n**Status**: Draft\n");
    s.commit("notes");
    s.write(PATH, cache(&[READY]));
    s.commit("plan");
    complete(&s);
}

/// The entry of a repaired merge is amended into the merge: it is the statement that the merge
/// needs, and no duplicate of an equal one.
#[test]
fn equal_entry_that_a_merge_needs_is_no_duplicate() {
    let s = repository();
    let day = "2026-01-01";
    s.git(&["checkout", "-qb", "side"]);
    edit(&s, READY);
    log(&s, day, "Status: Draft -> Ready");
    s.commit("ready on the side");
    s.git(&["checkout", "-q", "main"]);
    edit(&s, READY);
    log(&s, day, "Status: Draft -> Ready");
    s.commit("ready");
    edit(&s, ("**Status**: Ready", "**Status**: Draft"));
    log(&s, day, "Status: Ready -> Draft");
    s.commit("draft");
    let text = s
        .read(PATH)
        .replace("**Status**: Draft", "**Status**: Ready");
    s.try_git(&["merge", "-q", "--no-ff", "--no-commit", "side"]);
    s.write(PATH, &text);
    s.commit("merge");
    assert_eq!(found(&s).len(), 1);
    s.plan(&["log", "--fix"]).ok();
    let fixed = s.read(PATH);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    complete(&s);
    s.plan(&["log", "--fix"]).ok();
    assert_eq!(s.read(PATH), fixed);
}

/// A person joined the entries of both sides under one heading while merging.
#[test]
fn entries_joined_in_a_merge_are_repaired_at_once() {
    let notes = ("Nothing yet.", "Something.");
    let generated = "Section changed: Notes";
    // An entry whose title is another one than its line is hand-written.
    let by_hand = format!("\n### 2026-01-04 - Talk\n\n- {generated}\n");
    for (second, is_restored) in [(entry("2026-01-04", generated), true), (by_hand, false)] {
        let s = repository();
        s.git(&["checkout", "-qb", "side"]);
        edit(&s, notes);
        s.write(PATH, s.read(PATH) + &second);
        s.commit("notes");
        s.git(&["checkout", "-q", "main"]);
        edit(&s, READY);
        log(&s, "2026-01-03", "Status: Draft -> Ready");
        s.commit("ready");
        s.try_git(&["merge", "-q", "--no-ff", "--no-commit", "side"]);
        let joined = format!(
            "\n### 2026-01-03 - Status: Draft -> Ready\n\n- {generated}\n- Status: Draft -> Ready\n"
        );
        s.write(PATH, cache(&[READY, notes]) + &joined);
        s.commit("merge");
        s.plan(&["log", "--fix"]).ok();
        let fixed = s.read(PATH);
        assert!(fixed.contains(&format!("\n- {generated}\n")), "{fixed}");
        if is_restored {
            let ready = entry("2026-01-03", "Status: Draft -> Ready");
            assert_eq!(fixed, cache(&[READY, notes]) + &ready + &second);
        }
        s.plan(&["log", "--fix"]).ok();
        assert_eq!(s.read(PATH), fixed);
        s.git(&["commit", "-qam", "fixed", "--allow-empty"]);
        complete(&s);
    }
}

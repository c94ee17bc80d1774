//! `plan log --fix` after merges by lines, reverts and plans that come back, and what the hook makes of its work.

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::Sandbox;

const NOTES: (&str, &str) = ("Nothing yet.", "Something.");
const GOAL: (&str, &str) = ("from memory", "from the cache");
const READY_ENTRY: &str = "\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n";
const NOTES_ENTRY: &str =
    "\n### 2026-01-01 - Section changed: Notes\n\n- Section changed: Notes\n- Reason: asked\n";

/// A repository with a committed plan, where entries are due; without the hook.
fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.write(".plan.toml", "# defaults\n");
    s.commit("start");
    s
}

/// Changes the plan and keeps its log.
fn edit(s: &Sandbox, (from, to): (&str, &str)) {
    let text = s.read(PATH);
    assert_eq!(text.matches(from).count(), 1, "{from}");
    s.write(PATH, text.replace(from, to));
}

/// Two branches that changed different things and logged them, merged by lines into this log; then the hook comes.
fn merged(log: &str) -> Sandbox {
    let s = repository();
    s.git(&["checkout", "-qb", "side"]);
    s.write(PATH, cache(&[NOTES]) + NOTES_ENTRY);
    s.commit("side");
    s.git(&["checkout", "-q", "main"]);
    s.write(PATH, cache(&[READY]) + READY_ENTRY);
    s.commit("ready");
    s.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
    s.write(PATH, cache(&[READY, NOTES]) + log);
    s.commit("merge");
    s.plan(&["hook", "install"]).ok();
    s.plan(&["log", "--check"]).fails(1);
    s
}

/// What a merge lost and somebody put back tells of nothing in the commit that brings it, and stays all the same.
#[test]
fn the_hook_leaves_what_a_merge_had_lost() {
    let torn = "\n### 2026-01-01 - Status: Draft -> Ready\n### 2026-01-01 - Section changed: Notes\n\n- Status: Draft -> Ready\n- Section changed: Notes\n- Reason: asked\n";
    for log in [READY_ENTRY, NOTES_ENTRY, torn, ""] {
        // Alone in its commit.
        let s = merged(log);
        s.plan(&["log", "--fix"]).ok();
        let text = s.read(PATH);
        let run = s.try_git(&["commit", "-qam", "fix"]).ok();
        assert_eq!(run.stderr, "");
        assert_eq!(s.read(PATH), text);
        assert_eq!(s.git_status(), "");
        s.plan(&["log", "--check"]).ok();

        // With another change, which gets its own; and amended by one more.
        let s = merged(log);
        s.plan(&["log", "--fix"]).ok();
        edit(&s, GOAL);
        let text = s.read(PATH);
        s.git(&["commit", "-qam", "both"]);
        let now = s.read(PATH);
        let own = now.strip_prefix(&text).unwrap_or_else(|| panic!("{now}"));
        assert_eq!(own.matches("\n### ").count(), 1, "{now}");
        s.plan(&["log", "--check"]).ok();
        edit(
            &s,
            (
                "**Estimated Complexity**: Low",
                "**Estimated Complexity**: High",
            ),
        );
        s.git(&["commit", "-qa", "--amend", "-m", "both"]);
        for entry in [READY_ENTRY, NOTES_ENTRY] {
            assert_eq!(
                s.read(PATH).matches(entry.trim()).count(),
                1,
                "{}",
                s.read(PATH)
            );
        }
        s.plan(&["log", "--check"]).ok();
    }
}

/// An entry that was restored and is written once more by hand stays twice: nobody but the person
/// knows why.
#[test]
fn restored_entry_written_again_by_hand_stays() {
    let s = merged(READY_ENTRY);
    s.plan(&["log", "--fix"]).ok();
    s.git(&["commit", "-qam", "fix"]);
    let text = s.read(PATH) + NOTES_ENTRY;
    s.write(PATH, &text);
    let run = s.try_git(&["commit", "-qam", "again"]).ok();
    assert_eq!(run.stderr, "");
    assert_eq!(s.read(PATH), text);
}

/// A union merge leaves two titles: what stands below the second one is a part of it, and the log is written beside it.
#[test]
fn a_plan_with_two_titles_gets_its_entries() {
    let s = repository();
    s.write(PATH, "# Implementation Plan: Old\n".to_owned() + CACHE);
    s.commit("two titles");
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY);
    let run = s.try_git(&["commit", "-qam", "ready"]).ok();
    assert_eq!(
        run.stderr,
        format!("plan: {PATH}: logged \"Status: Draft -> Ready\"\n")
    );
    edit(&s, GOAL);
    s.git(&["commit", "-qam", "goal", "--no-verify"]);
    s.plan(&["log", "--fix"]).ok();
    s.plan(&["log", "--check"]).ok();
    s.git(&["commit", "-qam", "fix"]);
    s.plan(&["log", "--check"]).ok();
}

/// git's union merge keeps a line once that both sides end with.
#[test]
fn a_reason_that_a_union_merge_swallowed_is_put_back() {
    let ready = READY_ENTRY.to_owned() + "- Reason: asked\n";
    let s = repository();
    s.write(".git/info/attributes", "*.md merge=union\n");
    s.git(&["checkout", "-qb", "side"]);
    s.write(PATH, cache(&[NOTES]) + NOTES_ENTRY);
    s.commit("side");
    s.git(&["checkout", "-q", "main"]);
    s.write(PATH, cache(&[READY]) + &ready);
    s.commit("ready");
    s.git(&["merge", "-q", "--no-edit", "side"]);
    assert_eq!(s.read(PATH).matches("- Reason: asked").count(), 1);
    s.plan(&["hook", "install"]).ok();
    s.plan(&["log", "--check"]).fails(1);
    s.plan(&["log", "--fix"]).ok();
    assert_eq!(s.read(PATH), cache(&[READY, NOTES]) + &ready + NOTES_ENTRY);
    let run = s.try_git(&["commit", "-qam", "fix"]).ok();
    assert_eq!(run.stderr, "");
    s.plan(&["log", "--check"]).ok();
    assert_eq!(s.read(PATH), cache(&[READY, NOTES]) + &ready + NOTES_ENTRY);
}

/// The titles of the entries that are missing.
fn missing(s: &Sandbox) -> Vec<String> {
    let json = s.plan(&["log", "--check", "--json"]).json();
    let plans = json["plans"].as_array().unwrap();
    let entries = plans
        .iter()
        .flat_map(|plan| plan["entries"].as_array().unwrap());
    let titles = entries.map(|entry| entry["title"].as_str().unwrap().to_owned());
    titles.collect()
}

/// Three commits with entries, and a tick without one between them.
fn three_logged() -> Sandbox {
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    edit(&s, ("- [ ] Keys expire", "- [x] Keys expire"));
    s.git(&["commit", "-qam", "tick"]);
    edit(&s, GOAL);
    s.git(&["commit", "-qam", "goal"]);
    edit(&s, ("**Status**: Ready", "**Status**: Completed"));
    s.git(&["commit", "-qam", "done"]);
    assert_eq!(s.read(PATH).matches("\n### 2026").count(), 4);
    s
}

/// An entry that goes with the change that it told of says nothing of what else is changed.
#[test]
fn what_a_revert_changes_besides_is_missing() {
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    s.git(&["checkout", "-q", "HEAD~1", "--", PATH]);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "back, and notes", "--no-verify"]);
    assert_eq!(
        findings(&s),
        ["reverted: Status: Ready -> Draft, Section changed: Notes; Status: Draft -> Ready"]
    );
    assert_eq!(
        missing(&s),
        ["Reverted: Status: Draft -> Ready, and 2 more"]
    );
    s.plan(&["log", "--fix"]).ok();
    let run = s.try_git(&["commit", "-qam", "fix"]).ok();
    assert_eq!(run.stderr, "");
    s.plan(&["log", "--check"]).ok();

    // Of several at once.
    let s = three_logged();
    s.git(&["checkout", "-q", "HEAD~4", "--", PATH]);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "all back, and notes", "--no-verify"]);
    resolved(&s, "reverted: Status: Completed -> Draft, ");

    // One entry was left, though what it told of was taken back.
    let s = three_logged();
    let text = s.read(PATH);
    let (_, goal) = text.split_once(READY_ENTRY).unwrap();
    let (goal, _) = goal.split_once("\n### 2026-01-01 - Status").unwrap();
    s.write(PATH, CACHE.to_owned() + goal);
    s.git(&["commit", "-qam", "all back but one entry", "--no-verify"]);
    resolved(&s, "reverted: Status: Completed -> Draft, ");
}

/// Returns the findings as `KIND: lines; titles of entries`.
fn findings(s: &Sandbox) -> Vec<String> {
    let json = s.plan(&["log", "--check", "--json"]).json();
    let plans = json["plans"].as_array().unwrap().iter();
    let findings = plans.flat_map(|plan| plan["findings"].as_array().unwrap());
    let words = |values: &serde_json::Value| {
        let values = values.as_array().unwrap().iter();
        let texts = values.map(|value| value.get("title").unwrap_or(value).as_str().unwrap());
        texts.collect::<Vec<_>>().join(", ")
    };
    findings
        .map(|finding| {
            let (lines, entries) = (words(&finding["lines"]), words(&finding["entries"]));
            format!("{}: {lines}; {entries}", finding["kind"].as_str().unwrap())
        })
        .collect()
}

/// Asserts that the first finding begins like this, and that `--fix` resolves all of them.
#[track_caller]
fn resolved(s: &Sandbox, first: &str) {
    let found = findings(s);
    assert!(
        found.first().is_some_and(|found| found.starts_with(first)),
        "{found:?}"
    );
    s.plan(&["log", "--fix"]).ok();
    s.plan(&["log", "--check"]).ok();
    let text = s.read(PATH);
    let run = s.try_git(&["commit", "-qam", "fix"]).ok();
    assert_eq!(run.stderr, "");
    assert_eq!(s.read(PATH), text);
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn revert_is_a_finding_for_each_commit() {
    let commits: [&[&str]; 3] = [&["HEAD"], &["HEAD~3..HEAD"], &["HEAD~4..HEAD"]];
    for range in commits {
        // One by one, and at once.
        let s = three_logged();
        s.git(&[&["revert", "--no-edit"], range].concat());
        resolved(
            &s,
            "reverted: Status: Completed -> Ready; Status: Ready -> Completed",
        );
        let s = three_logged();
        s.git(&[&["revert", "-n"], range].concat());
        s.git(&["commit", "-qm", "back", "--no-verify"]);
        assert_eq!(findings(&s).len(), 1, "{range:?}");
        resolved(&s, "reverted: Status: Completed -> ");
    }

    // A branch, with a merge in between.
    let s = three_logged();
    s.git(&["branch", "topic"]);
    s.git(&["reset", "-q", "--hard", "HEAD~4"]);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    s.git(&["merge", "-q", "--no-ff", "--no-edit", "topic"]);
    s.git(&["revert", "--no-edit", "-m", "1", "HEAD"]);
    resolved(&s, "reverted: Status: Completed -> Draft, ");

    // An entry that was written later.
    let s = repository();
    edit(&s, READY);
    s.commit("ready");
    s.plan(&["log", "--fix"]).ok();
    s.commit("fix");
    s.git(&["revert", "-n", "HEAD~2..HEAD"]);
    s.commit("back");
    assert_eq!(s.read(PATH), CACHE);
    resolved(
        &s,
        "reverted: Status: Ready -> Draft; Status: Draft -> Ready",
    );

    // A move.
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    s.git(&["mv", PATH, "plan/implementation/other.md"]);
    s.git(&["commit", "-qm", "move"]);
    s.git(&["revert", "--no-edit", "HEAD"]);
    resolved(
        &s,
        "reverted: Renamed from plan/implementation/other.md; Renamed from",
    );
}

/// Deletes the plan, and commits another text at its place without the hook.
fn returned(text: &str) -> Sandbox {
    let s = repository();
    s.git(&["rm", "-q", PATH]);
    s.git(&["commit", "-qm", "gone"]);
    s.write(PATH, text);
    s.commit("back");
    s.plan(&["hook", "install"]).ok();
    s
}

#[test]
fn what_a_plan_that_is_back_changed_is_missing() {
    let (bare, _) = CACHE.split_once("\n## Evolution Log").unwrap();
    let other = "# Implementation Plan: Other\n\n**Status**: Draft\n";
    let ready = bare.replace(READY.0, READY.1);
    let without_log = "shortened: Status: Draft -> Ready; Initial Plan";
    for (text, finding) in [
        (cache(&[READY]), "missing: Status: Draft -> Ready; "),
        (ready, without_log),
        (format!("{other}\n## Evolution Log\n"), "missing: Created; "),
        (bare.to_owned(), "shortened: ; Initial Plan"),
    ] {
        let s = returned(&text);
        assert_eq!(findings(&s), [finding]);
        s.plan(&["log", "--fix"]).ok();
        let fixed = s.read(PATH);
        let run = s.try_git(&["commit", "-qam", "fix"]).ok();
        assert_eq!(run.stderr, "");
        assert_eq!(s.read(PATH), fixed);
        assert_eq!(missing(&s), [""; 0]);
    }
    // Nothing changed except white space, or another plan without a log.
    for text in [CACHE.to_owned(), CACHE.to_owned() + "\n", other.to_owned()] {
        assert_eq!(missing(&returned(&text)), [""; 0], "{text}");
    }
    // Deleted and restored several times.
    let s = returned(CACHE);
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    let text = s.read(PATH);
    for _ in 0..2 {
        s.git(&["rm", "-q", PATH]);
        s.git(&["commit", "-qm", "gone"]);
        s.write(PATH, &text);
        s.git(&["add", PATH]);
        s.git(&["commit", "-qm", "back", "--no-verify"]);
        assert_eq!(missing(&s), [""; 0]);
    }
    let states = s.plan(&["log", "--json"]).ok().json();
    let entries = states["plans"][0]["entries"].as_array().unwrap();
    assert!(
        entries.iter().all(|entry| entry["state"] == "matched"),
        "{states}"
    );
}

/// With the hook, a new plan where one was deleted begins with its own first entry.
#[test]
fn a_new_plan_in_the_place_of_a_deleted_one_is_logged() {
    let (bare, _) = CACHE.split_once("\n## Evolution Log").unwrap();
    for (text, day) in [
        (
            "# Implementation Plan: Other\n\n**Status**: Draft\n".to_owned(),
            "2026-01-01",
        ),
        (bare.replace("Metrics cache", "Other"), "2026-01-01"),
        (bare.replace(READY.0, READY.1), "2026-01-05"),
    ] {
        let s = repository();
        s.plan(&["hook", "install"]).ok();
        s.git(&["rm", "-q", PATH]);
        s.git(&["commit", "-qm", "gone"]);
        s.at(&format!("{day}T12:00:00Z"));
        s.write(PATH, &text);
        s.git(&["add", PATH]);
        s.git(&["commit", "-qm", "new"]);
        assert!(s.read(PATH).contains(&format!("### {day} - Initial Plan")));
        // A plan with the same title is the deleted one, and its status is compared.
        let expected: &[&str] = match text.contains("Metrics cache") {
            true => &["Status: Draft -> Ready"],
            false => &[],
        };
        assert_eq!(missing(&s), expected, "{text}");
    }
}

//! `plan log`: entries joined with the commits that brought them, what is missing, and `--fix`, which writes it.

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::Sandbox;

const DONE: (&str, &str) = ("**Status**: Draft", "**Status**: Completed");
const NOTES: (&str, &str) = ("Nothing yet.", "Something.");

/// A repository with a committed plan, where entries are due; without the hook.
fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.write(".plan.toml", "# defaults\n");
    s.commit("start");
    s
}

/// Changes the plan and keeps its log.
fn edit(s: &Sandbox, from: &str, to: &str) {
    let text = s.read(PATH);
    assert_eq!(text.matches(from).count(), 1, "{from}");
    s.write(PATH, text.replace(from, to));
}

/// `--fix` makes `--check` content, and does nothing the second time, before and after it is committed.
#[track_caller]
fn fixed(s: &Sandbox) -> String {
    s.plan(&["log", "--check"]).fails(1);
    let before = s.git_status();
    s.plan(&["log", "--fix", "--dry-run"]).ok();
    assert_eq!(s.git_status(), before, "a dry run writes nothing");
    s.plan(&["log", "--fix"]).ok();
    fixed_already(s)
}

/// Asserts that `--check` is content and that `--fix` changes nothing, before and after a commit.
#[track_caller]
fn fixed_already(s: &Sandbox) -> String {
    let text = s.read(PATH);
    for _ in 0..2 {
        s.plan(&["log", "--check"]).ok();
        s.plan(&["log", "--fix"]).ok();
        assert_eq!(s.read(PATH), text, "the second time changes nothing");
        s.git(&["commit", "-qam", "fix", "--allow-empty"]);
    }
    text
}

#[test]
fn what_is_missing_is_written_with_the_dates_and_the_words_of_the_commits() {
    let s = repository();
    s.at("2026-02-01T23:30:00-05:00");
    edit(&s, READY.0, READY.1);
    s.commit("Agreed in the review");
    s.at("2026-02-03T00:00:00Z");
    edit(&s, "**Status**: Ready", "**Status**: In Progress");
    s.commit("Start");
    s.plan(&["log", "--fix", "--dry-run"]).shows(
        "
exit 0
--- stdout
plan/implementation/metrics-cache.md: 2 entries added (10 lines added)
--- a/plan/implementation/metrics-cache.md
+++ b/plan/implementation/metrics-cache.md
@@ -37,3 +37,13 @@
 ### 2026-01-01 - Initial Plan
 
 - Created
+
+### 2026-02-01 - Status: Draft -> Ready
+
+- Status: Draft -> Ready
+- Reason: Agreed in the review
+
+### 2026-02-03 - Status: Ready -> In Progress
+
+- Status: Ready -> In Progress
+- Reason: Start
--- stderr
plan: this is a dry run: nothing was written
",
    );
    s.plan(&["log", "--fix"]).shows(
        "
exit 0
--- stdout
plan/implementation/metrics-cache.md: 2 entries added (10 lines added)
--- stderr
plan: hint: The files are not committed: `git commit` records them, and the hook leaves these entries as they are.
",
    );
    let json = s.plan(&["log", "--json"]).ok().json();
    let states: Vec<&str> = json["plans"][0]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["matched", "matched", "matched"]);
    assert_eq!(
        json["plans"][0]["entries"][1]["subject"],
        "Agreed in the review"
    );
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn the_second_time_changes_nothing() {
    let s = repository();
    edit(&s, READY.0, READY.1);
    s.commit("one");
    edit(&s, "**Status**: Ready", "**Status**: Completed");
    s.commit("two");
    let text = fixed(&s);
    assert_eq!(
        text.matches("\n### ").count(),
        CACHE.matches("\n### ").count() + 2
    );
    assert!(
        text.starts_with(&cache(&[DONE])),
        "nothing but the log was touched: {text}"
    );
}

#[test]
fn plan_without_a_log_gets_one_on_request() {
    let s = Sandbox::new();
    s.write(".plan.toml", "");
    s.write(
        PATH,
        "# Implementation Plan: x\r\n\r\n**Status**: Draft\r\n",
    );
    s.commit("first");
    s.plan(&["log", "--check"]).ok();
    s.plan(&["log", "--fix", "--all"]).ok();
    assert_eq!(
        fixed_already(&s),
        "# Implementation Plan: x\r\n\r\n**Status**: Draft\r\n\r\n## Evolution Log\r\n\r\n### 2026-01-01 - Initial Plan\r\n\r\n- Created\r\n- Reason: first\r\n"
    );
}

/// What is missing goes where its day is, and on one day where its commit is; in a log that grows upwards too.
#[test]
fn entries_are_put_in_where_they_belong() {
    for upwards in [false, true] {
        let s = Sandbox::new();
        s.write(".plan.toml", "# defaults\n");
        let entries = |names: &[&str]| -> String {
            let entry = |name: &&str| format!("### {name}\n\nText.\n");
            let mut entries: Vec<String> = names.iter().map(entry).collect();
            if upwards {
                entries.reverse();
            }
            entries.join("\n")
        };
        let log = |names: &[&str]| {
            let head = CACHE.split("### 2026").next().unwrap();
            head.to_owned() + &entries(names)
        };
        s.write(PATH, log(&["2026-01-01 - Begun", "2026-01-05 - Noted"]));
        s.at("2026-01-05T00:00:00Z");
        s.commit("noted");
        s.at("2026-01-06T00:00:00Z");
        edit(&s, READY.0, READY.1);
        s.commit("ready");
        let text = s.read(PATH);
        let end = log(&[
            "2026-01-01 - Begun",
            "2026-01-05 - Noted",
            "2026-01-09 - Later",
        ]);
        s.write(PATH, end.replace(READY.0, READY.1));
        assert_ne!(s.read(PATH), text);
        s.at("2026-01-09T00:00:00Z");
        s.commit("later");
        s.plan(&["log", "--fix"]).ok();
        let text = s.read(PATH);
        let titles: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("### 2"))
            .collect();
        let mut expected = vec![
            "### 2026-01-01 - Begun",
            "### 2026-01-05 - Noted",
            "### 2026-01-06 - Status: Draft -> Ready",
            "### 2026-01-09 - Later",
        ];
        if upwards {
            expected.reverse();
        }
        assert_eq!(titles, expected);
        s.plan(&["log", "--check"]).ok();
    }
}

#[test]
fn one_commit_of_a_day_is_missing_between_two_others() {
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY.0, READY.1);
    s.git(&["commit", "-qam", "one"]);
    edit(&s, NOTES.0, NOTES.1);
    s.git(&["commit", "-qam", "two", "--no-verify"]);
    edit(&s, "**Status**: Ready", "**Status**: Completed");
    s.git(&["commit", "-qam", "three"]);
    let text = fixed(&s);
    let titles: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("### 2026-01-01 - "))
        .collect();
    assert_eq!(
        titles,
        [
            "Initial Plan",
            "Status: Draft -> Ready",
            "Section changed: Notes",
            "Status: Ready -> Completed"
        ]
    );
}

/// The hook takes entries back that are no longer true. Those that tell of an earlier commit are true.
#[test]
fn the_hook_leaves_what_was_put_in_later() {
    let gap = |hook: &Sandbox| {
        edit(hook, READY.0, READY.1);
        hook.git(&["commit", "-qam", "gap", "--no-verify"]);
        hook.plan(&["log", "--fix"]).ok();
    };
    let entry =
        "\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n- Reason: gap\n";

    // Alone in its commit.
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    gap(&s);
    let run = s.try_git(&["commit", "-qam", "log"]).ok();
    assert_eq!(run.stderr, "");
    assert_eq!(s.read(PATH), cache(&[READY]) + entry);
    assert_eq!(s.git_status(), "");

    // With another change, which gets its own.
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    gap(&s);
    edit(&s, NOTES.0, NOTES.1);
    s.git(&["commit", "-qam", "both"]);
    let notes = "\n### 2026-01-01 - Section changed: Notes\n\n- Section changed: Notes\n";
    assert_eq!(s.read(PATH), cache(&[READY, NOTES]) + entry + notes);
    s.plan(&["log", "--check"]).ok();

    // Before a command that writes an entry.
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    gap(&s);
    s.plan(&[
        "status",
        "metrics-cache",
        "completed",
        "--reason",
        "all is done",
    ])
    .ok();
    s.plan(&["note", "metrics-cache", "--reason", "really"])
        .ok();
    s.git(&["commit", "-qam", "both"]);
    let done = "\n### 2026-01-01 - Status: Ready -> Completed\n\n- Status: Ready -> Completed\n- Reason: all is done\n- Reason: really\n";
    assert_eq!(s.read(PATH), cache(&[DONE]) + entry + done);
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn an_edited_entry_is_still_that_of_its_commit() {
    let s = repository();
    edit(&s, "- Created\n", "- Created\n\nBy the whole team.\n");
    s.commit("typo");
    s.write(PATH, s.read(PATH).replace("whole team", "team"));
    let json = s.plan(&["log", "--json"]).ok().json();
    let entry = &json["plans"][0]["entries"][0];
    assert_eq!(entry["state"], "matched");
    assert_eq!(entry["subject"], "start");
    assert_eq!(entry["own"], false);
}

/// A pull request is asked about its own commits only.
#[test]
fn of_a_base_only_what_comes_after_it_is_asked() {
    let s = repository();
    edit(&s, READY.0, READY.1);
    s.commit("on main");
    s.git(&["checkout", "-qb", "topic"]);
    s.write("other.txt", "x\n");
    s.commit("nothing of a plan");
    s.plan(&["log", "--check"]).fails(1);
    let run = s.plan(&["log", "--check", "--base", "main"]).ok();
    assert_eq!(
        run.stderr,
        "plan: The Evolution Log is complete for the commits after main (0 commits, 1 plan).\n"
    );
    edit(&s, NOTES.0, NOTES.1);
    s.commit("on topic");
    // What others did meanwhile is not asked of the branch, merged into it or not.
    s.git(&["checkout", "-q", "main"]);
    s.write("more.txt", "x\n");
    s.commit("meanwhile");
    s.git(&["checkout", "-q", "topic"]);
    s.git(&["merge", "-q", "--no-edit", "main"]);
    let run = s
        .plan(&["log", "--check", "--base", "main", "--json"])
        .fails(1);
    let json = run.json();
    assert_eq!(json["plans"][0]["entries"].as_array().unwrap().len(), 1);
    assert_eq!(json["plans"][0]["entries"][0]["subject"], "on topic");
    s.plan(&["log", "--fix", "--base", "main"]).ok();
    s.plan(&["log", "--check", "--base", "main"]).ok();
    assert!(!s.read(PATH).contains("Status: Draft -> Ready"));
    s.plan(&["log", "--check", "--base", "nowhere"]).fails(2);
}

/// A team that keeps its log as a table or a list has logged what it wrote down there.
#[test]
fn entries_in_other_forms_are_entries() {
    let s = Sandbox::new();
    s.write(".plan.toml", "# defaults\n");
    let head = CACHE.split("### 2026").next().unwrap();
    s.write(PATH, head.to_owned() + "- 2026-01-01: Begun\n");
    s.commit("start");
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY.0, READY.1);
    let logged = s.read(PATH) + "- 2026-01-01: Ready, agreed by all\n";
    s.write(PATH, &logged);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(s.read(PATH), logged);
    s.plan(&["log", "--check"]).ok();
    edit(&s, NOTES.0, NOTES.1);
    s.git(&["commit", "-qam", "notes", "--no-verify"]);
    s.plan(&["log", "--check"]).fails(1);
    s.plan(&["log", "--fix"]).ok();
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn what_the_policy_does_not_ask_for_is_not_written() {
    let s = repository();
    edit(&s, "- [ ] Keys expire", "- [x] Keys expire");
    s.commit("tick");
    s.plan(&["log", "--check"]).ok();
    s.write(".plan.toml", "[log]\nprogress = \"every\"\n");
    s.commit("every tick");
    s.plan(&["log", "--check"]).ok();
    edit(&s, "- [x] Keys expire", "- [ ] Keys expire");
    s.commit("untick");
    edit(&s, "- [ ] Keys expire", "- [x] Keys expire");
    s.commit("tick");
    assert!(fixed(&s).contains("- Ticked 1.v1: Keys expire\n- Reason: tick\n"));
}

#[test]
fn a_plan_that_cannot_be_written_does_not_hold_up_the_others() {
    let s = repository();
    let other = "plan/implementation/other.md";
    s.write(other, cache(&[("Metrics cache", "Other")]));
    s.commit("another");
    edit(&s, READY.0, READY.1);
    s.write(
        other,
        s.read(other)
            .replace("**Status**: Draft", "**Status**: Ready"),
    );
    s.commit("both");
    // An open fence swallows whatever stands behind it.
    let broken = s
        .read(other)
        .replace("## Evolution Log", "```\n## Evolution Log");
    s.write(other, &broken);
    let run = s.plan(&["log", "--fix"]).fails(1);
    assert!(
        s.read(PATH).contains("Status: Draft -> Ready"),
        "{}",
        run.screen()
    );
    s.plan(&["log", "--fix", "--rev", "HEAD"]).fails(2);
    s.plan(&["log", "--fix", "--check"]).fails(2);
}

const READY_ENTRY: &str = "\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n";
const NOTES_ENTRY: &str =
    "\n### 2026-01-01 - Section changed: Notes\n\n- Section changed: Notes\n- Reason: asked\n";

/// Two branches that changed different things and logged them, merged without the driver into this log.
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
    s
}

#[test]
fn what_a_merge_by_lines_tore_is_put_right() {
    let both = READY_ENTRY.to_owned() + NOTES_ENTRY;
    for log in [
        // Both headings above the lines of both.
        "\n### 2026-01-01 - Status: Draft -> Ready\n### 2026-01-01 - Section changed: Notes\n\n- Status: Draft -> Ready\n- Section changed: Notes\n- Reason: asked\n",
        // One heading, and the lines of both.
        "\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n- Section changed: Notes\n- Reason: asked\n",
        // One side only, whole or without its lines.
        READY_ENTRY,
        "\n### 2026-01-01 - Status: Draft -> Ready\n",
        // Nothing of either.
        "",
    ] {
        let text = fixed(&merged(log));
        // Of one day, and on two branches: either can stand first.
        let turned = NOTES_ENTRY.to_owned() + READY_ENTRY;
        let is = |log: &String| text == cache(&[READY, NOTES]) + log;
        assert!(is(&both) || is(&turned), "{log}\n=>{text}");
    }
}

#[test]
fn what_a_merge_by_lines_wrote_twice_stands_once() {
    let both = READY_ENTRY.to_owned() + NOTES_ENTRY;
    let s = merged(&(both.clone() + READY_ENTRY));
    let run = s.plan(&["log", "--check"]).fails(1);
    assert!(run.stdout.contains("duplicated in"), "{}", run.screen());
    assert_eq!(fixed(&s), cache(&[READY, NOTES]) + &both);

    // As git's own union merge makes it.
    let s = repository();
    s.write(".git/info/attributes", "*.md merge=union\n");
    let noted = |name: &str| format!("\n### 2026-01-01 - {name}\n\nAgreed.\n");
    s.git(&["checkout", "-qb", "side"]);
    s.write(
        PATH,
        cache(&[NOTES, READY]) + READY_ENTRY + NOTES_ENTRY + &noted("There"),
    );
    s.commit("side");
    s.git(&["checkout", "-q", "main"]);
    s.write(
        PATH,
        cache(&[NOTES, READY]) + &noted("Here") + NOTES_ENTRY + READY_ENTRY,
    );
    s.commit("main");
    s.git(&["merge", "-q", "--no-edit", "side"]);
    let headings = |text: &str| text.matches("\n### ").count();
    let all = headings(&s.read(PATH));
    let text = fixed(&s);
    assert_eq!(headings(&text), all - 1, "{text}");
    for entry in [READY_ENTRY, NOTES_ENTRY, &noted("Here"), &noted("There")] {
        assert_eq!(text.matches(entry.trim()).count(), 1, "{text}");
    }
}

/// Not everything that a merge leaves different is harm.
#[test]
fn what_people_make_of_a_merge_is_theirs() {
    let both = READY_ENTRY.to_owned() + NOTES_ENTRY;
    for log in [
        both.clone(),
        NOTES_ENTRY.to_owned() + READY_ENTRY,
        // Told in one entry.
        "\n### 2026-01-01 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Section changed: Notes\n- Reason: asked\n".to_owned(),
        // With a word of a person's in it.
        both.replace("- Reason: asked", "- Because somebody asked"),
    ] {
        let s = merged(&log);
        s.plan(&["log", "--check"]).ok();
        s.plan(&["log", "--fix"]).ok();
        assert_eq!(s.read(PATH), cache(&[READY, NOTES]) + &log);
    }

    // Taken out by one side, before the merge.
    let s = repository();
    s.write(PATH, cache(&[READY]) + READY_ENTRY);
    s.commit("ready");
    s.git(&["checkout", "-qb", "side"]);
    s.write(PATH, cache(&[READY, NOTES]) + READY_ENTRY + NOTES_ENTRY);
    s.commit("side");
    s.git(&["checkout", "-q", "main"]);
    s.write(PATH, cache(&[READY]));
    s.commit("take it out");
    s.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
    s.write(PATH, cache(&[READY, NOTES]) + NOTES_ENTRY);
    s.commit("merge");
    let run = s.plan(&["log", "--check"]).fails(1);
    assert!(run.stdout.contains("take it out"), "{}", run.screen());
    assert_eq!(
        run.stdout.matches("shortened in").count(),
        1,
        "{}",
        run.screen()
    );

    // Three times the same on one day, as it happened.
    let s = repository();
    s.write(".plan.toml", "[log]\nprogress = \"every\"\n");
    s.commit("every tick");
    s.plan(&["hook", "install"]).ok();
    for (from, to) in [(" ", "x"), ("x", " "), (" ", "x")] {
        edit(
            &s,
            &format!("- [{from}] Keys expire"),
            &format!("- [{to}] Keys expire"),
        );
        s.git(&["commit", "-qam", "box"]);
    }
    let text = s.read(PATH);
    assert_eq!(
        text.matches("### 2026-01-01 - Ticked 1.v1").count(),
        2,
        "{text}"
    );
    s.plan(&["log", "--check"]).ok();
}

#[test]
fn a_base_that_a_shallow_clone_lacks() {
    let mut s = repository();
    let base = s.git(&["rev-parse", "HEAD"]);
    s.commit("more");
    let from = format!("file://{}", s.directory().display());
    s.git(&["clone", "-q", "--depth=1", &from, "../shallow"]);
    s.enter("../shallow");
    let run = s.plan(&["log", "--check", "--base", &base]).fails(2);
    assert!(
        run.stderr.contains("git fetch") && run.stderr.contains("`fetch-depth: 0`"),
        "{}",
        run.screen()
    );
}

/// A repository where the status was changed without an entry, and a second plan whose log is whole.
fn with_a_gap() -> Sandbox {
    let s = repository();
    s.write(OTHER, CACHE);
    edit(&s, READY.0, READY.1);
    s.commit("ready");
    s
}

const OTHER: &str = "plan/implementation/other.md";

/// None of the three says that all is well.
#[track_caller]
fn no_all_clear(s: &Sandbox, said: &str) {
    for line in [
        &["log", "--check"][..],
        &["log", "--fix", "--dry-run"],
        &["log", "--fix"],
    ] {
        let run = s.plan(line).fails(1);
        let screen = run.screen();
        assert!(!screen.contains("is complete"), "{line:?} {screen}");
        assert!(run.stderr.contains(said), "{line:?} {screen}");
    }
}

#[test]
fn a_plan_that_cannot_be_read_is_not_whole() {
    let markers = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n";
    let s = with_a_gap();
    s.write(PATH, s.read(PATH) + markers);
    no_all_clear(&s, "resolve the merge first; its log is not known");
    let json = s.plan(&["log", "--check", "--json"]).fails(1).json();
    let notes = json["notes"].to_string();
    assert!(notes.contains("resolve the merge first"), "{notes}");
    // To look at logs is no judgement.
    s.plan(&["log"]).ok();
}

#[cfg(unix)]
#[test]
fn a_plan_that_is_a_link_to_elsewhere_is_not_whole() {
    let s = with_a_gap();
    s.write("../elsewhere.md", s.read(PATH));
    let path = s.directory().join(PATH);
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(s.root().join("elsewhere.md"), &path).unwrap();
    no_all_clear(&s, "is outside of");
}

#[test]
fn a_plan_that_is_deleted_has_the_log_that_is_committed() {
    let s = with_a_gap();
    std::fs::remove_file(s.directory().join(PATH)).unwrap();
    let run = s.plan(&["log", "--check"]).fails(1);
    assert!(run.stdout.contains("missing"), "{}", run.screen());
    assert!(
        run.stderr
            .contains("metrics-cache.md is not in the working tree"),
        "{}",
        run.screen()
    );
    for line in [&["log", "--fix", "--dry-run"][..], &["log", "--fix"]] {
        let run = s.plan(line).fails(1);
        assert!(run.stderr.contains("`git restore -- "), "{}", run.screen());
        assert!(!run.stderr.contains("is complete"), "{}", run.screen());
    }
    assert!(!s.directory().join(PATH).exists());
    s.git(&["checkout", "-q", "--", PATH]);
    s.plan(&["log", "--fix"]).ok();
    s.git(&["commit", "-qam", "fix"]);
    std::fs::remove_file(s.directory().join(PATH)).unwrap();
    let run = s.plan(&["log", "--check"]).ok();
    assert!(run.stderr.contains("is complete"), "{}", run.screen());
}

//! `plan note`: entries by hand, and reasons for the entry that the hook writes.

use serde_json::json;

use crate::sample::{CACHE, CACHE_PATH, LOGIN, LOGIN_PATH, two_plans};
use crate::sandbox::Sandbox;

#[test]
fn an_entry_by_hand_stands_behind_the_others() {
    let sandbox = two_plans();
    sandbox.at("2026-02-03T10:00:00Z");
    sandbox
        .plan(&[
            "note",
            "metrics-cache",
            "Scope cut\n\nNo warm start:\n\n- it costs\n- nobody asked",
        ])
        .shows(
            "
exit 0
--- stdout
plan/implementation/metrics-cache.md: 2026-02-03 - Scope cut (7 lines added)
--- stderr
plan: hint: It is not committed: `git commit` records it.
",
        );
    let entry = "\n### 2026-02-03 - Scope cut\n\nNo warm start:\n\n- it costs\n- nobody asked\n";
    assert_eq!(sandbox.read(CACHE_PATH), format!("{CACHE}{entry}"));
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), "");
    let json = sandbox
        .plan(&["log", "metrics-cache", "--json"])
        .ok()
        .json();
    let last = json["plans"][0]["entries"]
        .as_array()
        .unwrap()
        .last()
        .unwrap();
    assert_eq!(
        (&last["title"], &last["own"]),
        (&json!("Scope cut"), &json!(false))
    );
}

#[test]
fn a_title_alone_is_enough_and_a_dry_run_writes_nothing() {
    let sandbox = two_plans();
    let run = sandbox
        .plan(&["note", "metrics-cache", "Scope   cut ", "--dry-run"])
        .ok();
    assert!(
        run.stdout
            .ends_with("\n - Created\n+\n+### 2026-01-01 - Scope cut\n"),
        "{}",
        run.screen()
    );
    assert_eq!(sandbox.git_status(), "");
    let json = sandbox
        .plan(&["note", "metrics-cache", "Scope cut", "--dry-run", "--json"])
        .ok()
        .json();
    assert_eq!(
        json,
        json!({
            "schema": "plan.note/1",
            "path": CACHE_PATH,
            "dry_run": true,
            "changed": true,
            "entry": { "date": "2026-01-01", "title": "Scope cut" },
            "diff": run.stdout,
        })
    );
}

#[test]
fn the_log_is_kept_in_its_own_way() {
    let sandbox = Sandbox::without_repository();
    sandbox.at("2026-02-03T00:00:00Z");
    let note = |text: &str| {
        sandbox.write("x.md", text);
        sandbox.plan(&["note", "x.md", "New"]).ok();
        sandbox.read("x.md")
    };
    // The newest first, with CRLF.
    let up = "# T\r\n\r\n## Evolution Log\r\n\r\n### 2026-01-02 - B\r\n\r\nb\r\n\r\n### 2026-01-01 - A\r\n\r\na\r\n";
    assert_eq!(
        note(up),
        up.replace(
            "### 2026-01-02",
            "### 2026-02-03 - New\r\n\r\n### 2026-01-02"
        )
    );
    // Another level.
    let deep = "# T\n\n### Evolution Log\n\n#### 2026-01-01 - A\n\na\n";
    assert_eq!(note(deep), format!("{deep}\n#### 2026-02-03 - New\n"));
    // No log yet.
    assert_eq!(
        note("# T\n\ntext\n"),
        "# T\n\ntext\n\n## Evolution Log\n\n### 2026-02-03 - New\n"
    );
}

#[test]
fn a_log_that_is_missing_is_told() {
    let sandbox = two_plans();
    let run = sandbox.plan(&["note", "login", "Begun"]).ok();
    assert!(
        run.stderr.contains("there was no Evolution Log"),
        "{}",
        run.screen()
    );
    assert_eq!(
        sandbox.read(LOGIN_PATH),
        format!("{LOGIN}\n## Evolution Log\n\n### 2026-01-01 - Begun\n")
    );
}

#[test]
fn what_would_not_be_one_entry_is_refused() {
    let sandbox = two_plans();
    for (text, kind, words) in [
        ("", "usage", "must not be empty"),
        (" \n ", "usage", "must not be empty"),
        ("A\n\n## B", "refused", "deeper than that of the entry"),
        (
            "A\n\n### 2026-01-01 - B",
            "refused",
            "deeper than that of the entry",
        ),
        ("A #", "refused", "without `#` at its end"),
        (
            "A\n\n```\n<<<<<<< b\n=======\n>>>>>>> c\n```",
            "file",
            "conflict markers",
        ),
    ] {
        let run = sandbox
            .plan(&["note", "metrics-cache", text, "--json"])
            .fails(2);
        assert_eq!(run.json()["kind"], kind, "{}", run.screen());
        assert!(run.stdout.contains(words), "{}", run.screen());
    }
    assert_eq!(sandbox.git_status(), "");
    sandbox
        .plan(&["note", "metrics-cache", "A\n\n#### Deeper is fine"])
        .ok();
}

#[test]
fn a_text_or_a_reason_is_needed() {
    let sandbox = two_plans();
    sandbox.plan(&["note", "metrics-cache"]).fails(2);
    sandbox
        .plan(&["note", "metrics-cache", "a", "--reason", "b"])
        .fails(2);
    sandbox
        .plan(&["note", "metrics-cache", "--reason", " "])
        .fails(2);
}

#[cfg(unix)]
#[test]
fn the_hook_leaves_a_note_and_folds_a_reason() {
    let sandbox = two_plans();
    sandbox.plan(&["init"]).ok();
    sandbox.commit("configured");

    // A reason that is given first waits for the change.
    sandbox
        .plan(&["note", "metrics-cache", "--reason", "it is too slow"])
        .ok();
    assert!(
        sandbox
            .read(CACHE_PATH)
            .ends_with("\n### 2026-01-01 - Note\n\n- Reason: it is too slow\n")
    );
    let text = sandbox
        .read(CACHE_PATH)
        .replace("Read the table", "Read the table twice");
    sandbox.write(CACHE_PATH, text);
    sandbox.commit("another task");
    let entry = "\n- Phase 1: task renamed: Read the table -> Read the table twice\n- Reason: it is too slow\n";
    let text = sandbox.read(CACHE_PATH);
    assert!(text.ends_with(entry), "{text}");
    assert!(!text.contains("- Note"), "{text}");

    // One that is given after the change is in its entry at once, and stands once.
    sandbox.plan(&["status", "metrics-cache", "Ready"]).ok();
    sandbox
        .plan(&["note", "metrics-cache", "--reason", "reviewed"])
        .ok();
    let text = sandbox.read(CACHE_PATH);
    assert!(
        text.ends_with("\n- Status: Draft -> Ready\n- Reason: reviewed\n"),
        "{text}"
    );
    let run = sandbox
        .plan(&["note", "metrics-cache", "--reason", "reviewed"])
        .ok();
    assert!(
        run.stdout.contains("stands there already"),
        "{}",
        run.screen()
    );
    sandbox.commit("ready");
    assert_eq!(sandbox.read(CACHE_PATH), text);

    // A note is left as it is, and the commit that brings it needs no entry of the hook's.
    sandbox
        .plan(&["note", "metrics-cache", "Scope cut\n\n- less"])
        .ok();
    let text = sandbox.read(CACHE_PATH);
    sandbox.commit("note");
    assert_eq!(sandbox.read(CACHE_PATH), text);
    sandbox.plan(&["log", "--check"]).ok();
}

#[cfg(unix)]
#[test]
fn reason_for_a_new_plan_is_an_entry_beside_the_first() {
    let sandbox = Sandbox::new();
    sandbox.plan(&["init"]).ok();
    sandbox.plan(&["new", "Metrics cache"]).ok();
    sandbox
        .plan(&["note", "metrics-cache", "--reason", "too slow"])
        .ok();
    let text = sandbox.read(CACHE_PATH);
    assert!(text.ends_with("- Note\n\n- Reason: too slow\n"), "{text}");
    sandbox.commit("a plan");
    assert_eq!(sandbox.read(CACHE_PATH), text);
}

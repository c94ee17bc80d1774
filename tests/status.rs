//! `plan status`.

use crate::sample::{CACHE, CACHE_PATH, two_plans};
use crate::sandbox::Sandbox;

#[test]
fn a_status_and_its_entry_are_all_that_changes() {
    let sandbox = two_plans();
    sandbox.at("2026-01-05T10:00:00Z");
    sandbox
        .plan(&[
            "status",
            "metrics-cache",
            "ready",
            "--reason",
            "two reviews",
        ])
        .shows(
            "
exit 0
--- stdout
plan/implementation/metrics-cache.md: Draft -> Ready (6 lines added, 1 removed)
--- stderr
plan: hint: It is not committed: `git commit` records it, and who moved it when.
",
        );
    let expected = CACHE.replace("**Status**: Draft", "**Status**: Ready")
        + "\n### 2026-01-05 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n- Reason: two reviews\n";
    assert_eq!(sandbox.read(CACHE_PATH), expected);
    // Nothing is staged.
    assert_eq!(sandbox.git_status(), format!(" M {CACHE_PATH}"));

    // A second change before the commit becomes one entry with the first.
    sandbox
        .plan(&["status", "metrics-cache", "In_Progress"])
        .ok();
    let expected = expected
        .replace("**Status**: Ready", "**Status**: In Progress")
        .replace("Draft -> Ready", "Draft -> In Progress");
    assert_eq!(sandbox.read(CACHE_PATH), expected);

    // And going back takes it out again.
    sandbox.plan(&["status", "metrics-cache", "DRAFT"]).ok();
    assert_eq!(sandbox.read(CACHE_PATH), CACHE);
}

#[test]
fn line_endings_and_marks_of_the_file_stay() {
    let sandbox = Sandbox::new();
    let text = format!("\u{feff}{}", CACHE.replace('\n', "\r\n"));
    sandbox.write(CACHE_PATH, &text);
    sandbox.plan(&["status", CACHE_PATH, "Ready"]).ok();
    let now = sandbox.read(CACHE_PATH);
    let expected = text.replace("**Status**: Draft", "**Status**: Ready")
        + "\r\n### 2026-01-01 - Status: Draft -> Ready\r\n\r\n- Status: Draft -> Ready\r\n";
    assert_eq!(now, expected);
}

#[test]
fn a_dry_run_shows_the_diff_and_writes_nothing() {
    let sandbox = two_plans();
    let run = sandbox
        .plan(&["status", "metrics-cache", "Ready", "--dry-run"])
        .ok();
    let head = "--- a/plan/implementation/metrics-cache.md\n+++ b/plan/implementation/metrics-cache.md\n@@ -1,7 +1,7 @@\n";
    assert!(run.stdout.starts_with(head), "{}", run.screen());
    assert!(
        run.stdout
            .contains("\n-**Status**: Draft\n+**Status**: Ready\n"),
        "{}",
        run.screen()
    );
    assert_eq!(sandbox.git_status(), "");
    // What is printed is a patch.
    sandbox.write("../x.patch", &run.stdout);
    sandbox.git(&["apply", "--check", "../x.patch"]);
}

#[test]
fn the_same_status_writes_nothing() {
    let sandbox = two_plans();
    let run = sandbox.plan(&["status", "metrics-cache", "draft"]).ok();
    assert!(
        run.stdout.contains("is Draft already; nothing was written"),
        "{}",
        run.screen()
    );
    let json = sandbox
        .plan(&["status", "metrics-cache", "draft", "--json"])
        .ok()
        .json();
    assert_eq!(json["set"]["changed"], false);
    assert_eq!(sandbox.git_status(), "");
}

#[test]
fn another_document_gets_no_log() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "plan/implementation/adr.md",
        "# Use a cache\n\nStatus: Draft\n",
    );
    let run = sandbox
        .plan(&["status", "adr", "Ready", "--reason", "why not"])
        .ok();
    assert_eq!(
        sandbox.read("plan/implementation/adr.md"),
        "# Use a cache\n\nStatus: Ready\n"
    );
    assert!(
        run.stderr
            .contains("the reason was not written, because this document is no plan"),
        "{}",
        run.screen()
    );
}

#[test]
fn other_words_and_documents_without_a_status_are_refused() {
    let sandbox = two_plans();
    let run = sandbox.plan(&["status", "metrics-cache", "redy"]).fails(2);
    assert_eq!(
        run.stderr,
        "plan: error: `redy` is not a status that can be set\nplan: hint: Did you mean `Ready`?\nplan: hint: A status is one of: Draft, Ready, In Progress, Completed.\n"
    );
    sandbox.write("plan/implementation/note.md", "# Note\n");
    let run = sandbox
        .plan(&["status", "note", "Ready", "--json"])
        .fails(2);
    assert_eq!(run.json()["kind"], "refused");
    assert!(
        run.json()["message"]
            .as_str()
            .unwrap()
            .contains("**Status**: Draft")
    );
}

#[test]
fn the_timeline_is_that_of_history() {
    let sandbox = two_plans();
    sandbox.at("2026-01-03T00:00:00Z");
    sandbox.write(CACHE_PATH, CACHE.replace("Draft", "Ready"));
    let ready = sandbox.commit("ready");
    sandbox.write(CACHE_PATH, CACHE.replace("Draft", "In Progress"));
    sandbox.at("2026-01-04T00:00:00Z");
    let json = sandbox
        .plan(&["status", "metrics-cache", "--json"])
        .ok()
        .json();
    assert_eq!(json["schema"], "plan.status/1");
    assert_eq!(json["status"]["kind"], "in-progress");
    assert_eq!(json["dirty"], true);
    assert_eq!(json["transitions"][0]["from"], serde_json::Value::Null);
    assert_eq!(json["transitions"][0]["to"], "draft");
    assert_eq!(json["transitions"][0]["seconds"], 2 * 86_400);
    assert_eq!(
        json["transitions"][1],
        serde_json::json!({
            "from": "draft", "to": "ready", "text": "Ready", "commit": ready,
            "authored": "2026-01-03T00:00:00Z",
            "author": { "name": "Ada Author", "email": "ada@example.com" },
            "seconds": null,
        })
    );
    let run = sandbox.plan(&["status", "metrics-cache"]).ok();
    let table = format!(
        "\
Since             Status  For           By          Commit
2026-01-01 00:00  Draft   2 days        Ada Author  {}
2026-01-03 00:00  Ready   1 day so far  Ada Author  {}
Now: In Progress, not committed
",
        &sandbox.git(&["rev-parse", "HEAD~1"])[..8],
        &ready[..8]
    );
    assert!(run.stdout.ends_with(&table), "{}", run.screen());
}

#[test]
fn a_status_is_set_outside_any_repository_but_has_no_timeline_there() {
    let sandbox = Sandbox::without_repository();
    sandbox.write("x.md", CACHE);
    sandbox.plan(&["status", "x.md", "Ready"]).ok();
    assert!(sandbox.read("x.md").contains("**Status**: Ready"));
    let run = sandbox.plan(&["status", "x.md", "--json"]).fails(2);
    assert_eq!(run.json()["kind"], "repository");
}

//! `plan new`.

use crate::sandbox::Sandbox;

#[test]
fn a_plan_is_written_from_the_template_and_never_over_another() {
    let sandbox = Sandbox::new();
    sandbox.write("plan/discussion/metrics.md", "# Metrics\n");
    sandbox
        .plan(&["new", "Metrics cache", "--from", "plan/discussion/metrics.md"])
        .ok()
        .shows(
            "
exit 0
--- stdout
plan/implementation/metrics-cache.md
--- stderr
plan: written from the template: status Draft, today's date, and a log that begins
plan: hint: Fill it in with your editor, then `git add plan/implementation/metrics-cache.md` and `git commit`; `plan show metrics-cache` shows how it is read.
",
        );
    let text = sandbox.read("plan/implementation/metrics-cache.md");
    let head = "\
# Implementation Plan: Metrics cache

**Date**: 2026-01-01
**Status**: Draft
**Discussion Source**: [plan/discussion/metrics.md](../discussion/metrics.md)
";
    assert!(text.starts_with(head), "{text}");
    let log = "### 2026-01-01 - Initial Plan\n\n- Created from plan/discussion/metrics.md\n";
    assert!(text.ends_with(log), "{text}");

    let again = sandbox.plan(&["new", "metrics  CACHE!", "--json"]).fails(2);
    assert_eq!(again.json()["kind"], "refused");
    assert_eq!(again.json()["path"], "plan/implementation/metrics-cache.md");
    assert!(
        again.json()["hints"][0]
            .as_str()
            .unwrap()
            .contains("plan show metrics-cache")
    );
    assert_eq!(sandbox.read("plan/implementation/metrics-cache.md"), text);
}

#[test]
fn a_dry_run_prints_the_file_and_writes_nothing() {
    let sandbox = Sandbox::new();
    let run = sandbox.plan(&["new", "Metrics cache", "--dry-run"]).ok();
    assert!(
        run.stdout
            .starts_with("# Implementation Plan: Metrics cache\n")
    );
    assert_eq!(sandbox.git_status(), "");
}

#[test]
fn the_link_is_found_from_below_too() {
    let mut sandbox = Sandbox::new();
    sandbox.write("docs/talk.md", "x\n");
    sandbox.enter("docs");
    let run = sandbox
        .plan(&["new", "Größe", "--from", "talk.md", "--json"])
        .ok();
    assert_eq!(run.json()["schema"], "plan.new/1");
    assert_eq!(run.json()["path"], "plan/implementation/größe.md");
    let text = sandbox.read("../plan/implementation/größe.md");
    assert!(
        text.contains("[docs/talk.md](../../docs/talk.md)"),
        "{text}"
    );
}

#[test]
fn configured_paths_decide_where_it_goes() {
    let sandbox = Sandbox::new();
    let run = sandbox
        .plan(&["--paths", "docs/*/plan-*.md", "new", "Cache"])
        .fails(2);
    assert!(
        run.stderr
            .contains("docs/cache.md would not count as a plan"),
        "{}",
        run.screen()
    );
    sandbox
        .plan(&[
            "--paths",
            "!docs/x.md",
            "--paths",
            "docs/**/*.md",
            "new",
            "Cache",
        ])
        .ok();
    assert_eq!(sandbox.git_status(), "?? docs/cache.md");
}

#[test]
fn what_cannot_be_done_is_refused() {
    let sandbox = Sandbox::new();
    let kind = |args: &[&str]| {
        let run = sandbox.plan(&[args, &["--json"]].concat()).fails(2);
        run.json()["kind"].as_str().unwrap().to_owned()
    };
    assert_eq!(kind(&["new", "..."]), "usage");
    assert_eq!(kind(&["new", "two\nlines"]), "usage");
    assert_eq!(kind(&["new", "A", "--from", "nowhere.md"]), "not-found");
    assert_eq!(kind(&["new", "A", "--from", "."]), "file");
    assert_eq!(kind(&["new", "A", "--from", "../outside.md"]), "file");
    assert_eq!(sandbox.git_status(), "");
}

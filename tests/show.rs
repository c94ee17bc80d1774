//! `plan show`, and what a PLAN may be.

use crate::sample::{CACHE, CACHE_PATH, LOGIN, two_plans};
use crate::sandbox::Sandbox;

#[test]
fn a_person_sees_the_plan_with_every_address() {
    let sandbox = two_plans();
    sandbox.plan(&["show", "metrics-cache"]).shows(
        "
exit 0
--- stdout
Metrics cache
plan/implementation/metrics-cache.md

Status      Draft
Progress    1 of 4 (25 %)
Date        2026-01-01
Complexity  Medium

Phase 1: Store  1/3
  [x] 1.1   Write the table
  [ ] 1.2   Read the table
  [ ] 1.v1  Load test passes

Phase 2: Expiry  0/1
   -  2.1   Timer
  [ ] 2.v1  Entries vanish

Outside the phases
  [ ] post-implementation.1  Retrospective
--- stderr
",
    );
}

#[test]
fn the_document_has_the_shape_that_others_rely_on() {
    let sandbox = two_plans();
    let json = sandbox
        .plan(&["show", "metrics-cache", "--json"])
        .ok()
        .json();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "schema", "path", "at", "dirty", "etag", "plan", "items", "findings"
        ]
    );
    assert_eq!(json["schema"], "plan.show/1");
    assert_eq!(json["path"], CACHE_PATH);
    assert_eq!(json["at"], serde_json::Value::Null);
    assert_eq!(json["dirty"], false);
    assert_eq!(
        json["items"][3],
        serde_json::json!({ "address": "2.1", "text": "Timer", "done": null, "line": 21 })
    );
    assert_eq!(
        json["items"][0],
        serde_json::json!({ "address": "1.1", "text": "Write the table", "done": true, "line": 12 })
    );
    let plan: plan_core::Plan = serde_json::from_value(json["plan"].clone()).unwrap();
    assert_eq!(&plan, plan_core::Document::parse(CACHE).plan());
}

#[test]
fn every_address_that_is_shown_is_taken_back() {
    let sandbox = two_plans();
    let json = sandbox
        .plan(&["show", "metrics-cache", "--json"])
        .ok()
        .json();
    for item in json["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["done"] == false)
    {
        let address = item["address"].as_str().unwrap();
        let run = sandbox.plan(&[
            "tick",
            "metrics-cache",
            &address.to_uppercase(),
            "--dry-run",
            "--json",
        ]);
        assert_eq!(run.ok().json()["items"][0]["address"], address);
    }
}

#[test]
fn findings_have_a_place_and_help() {
    let sandbox = two_plans();
    sandbox.write(CACHE_PATH, format!("{CACHE}\n```\nnever closed\n"));
    let run = sandbox.plan(&["show", "metrics-cache"]).ok();
    let line = "  37:1 error PLN002 this code fence is never closed, so the rest of the file is code; close the fence";
    assert!(run.stdout.contains(line), "{}", run.screen());
    assert!(
        run.stdout.contains("metrics-cache.md, not committed\n"),
        "{}",
        run.screen()
    );
    let json = sandbox
        .plan(&["show", "metrics-cache", "--json"])
        .ok()
        .json();
    assert_eq!(json["findings"][0]["slug"], "unclosed-fence");
    assert_eq!(json["findings"][0]["line"], 37);
    assert_eq!(json["dirty"], true);
}

#[test]
fn a_plan_is_named_by_path_name_or_title() {
    let mut sandbox = two_plans();
    sandbox.write("elsewhere/draft.md", "# Elsewhere\n");
    let path = |sandbox: &Sandbox, plan: &str| {
        let json = sandbox.plan(&["show", plan, "--json"]).ok().json();
        json["path"].as_str().unwrap().to_owned()
    };
    for plan in [
        CACHE_PATH,
        "metrics-cache.md",
        "metrics-cache",
        "METRICS",
        "ics ca",
    ] {
        assert_eq!(path(&sandbox, plan), CACHE_PATH, "{plan}");
    }
    // A path that exists wins over the configured paths.
    assert_eq!(path(&sandbox, "elsewhere/draft.md"), "elsewhere/draft.md");
    sandbox.enter("plan");
    for plan in [
        "implementation/metrics-cache.md",
        "../plan/implementation/metrics-cache.md",
        CACHE_PATH,
    ] {
        assert_eq!(path(&sandbox, plan), CACHE_PATH, "{plan}");
    }
    let absolute = sandbox.root().join("repo").join(CACHE_PATH);
    assert_eq!(path(&sandbox, absolute.to_str().unwrap()), CACHE_PATH);
    let run = sandbox
        .plan(&[
            "-C",
            "..",
            "show",
            "metrics-cache",
            "--rev",
            "HEAD",
            "--json",
        ])
        .ok();
    assert_eq!(run.json()["path"], CACHE_PATH);
}

#[test]
fn a_plan_is_shown_as_it_was() {
    let sandbox = two_plans();
    let first = sandbox.git(&["rev-parse", "HEAD"]);
    sandbox.at("2026-02-01T12:00:00Z");
    sandbox.git(&["mv", CACHE_PATH, "plan/implementation/cache.md"]);
    sandbox.write(
        "plan/implementation/cache.md",
        CACHE.replace("Draft", "Ready"),
    );
    sandbox.commit("ready, under another name");
    let shown = |at: &str| {
        let json = sandbox
            .plan(&["show", "cache.md", "--at", at, "--json"])
            .ok()
            .json();
        (
            json["at"].as_str().unwrap().to_owned(),
            json["path"].as_str().unwrap().to_owned(),
        )
    };
    // Under its former name.
    assert_eq!(shown("HEAD~1"), (first.clone(), CACHE_PATH.to_owned()));
    assert_eq!(shown("2026-01-31"), (first.clone(), CACHE_PATH.to_owned()));
    assert_eq!(shown("2026-02-01").1, "plan/implementation/cache.md");
    assert_eq!(shown("now").1, "plan/implementation/cache.md");
    let run = sandbox
        .plan(&["show", "cache.md", "--at", "2025-12-31", "--json"])
        .fails(2);
    assert_eq!(run.json()["kind"], "not-found");
    let run = sandbox
        .plan(&["show", "cache.md", "--at", "bananas"])
        .fails(2);
    assert!(run.stderr.contains("2 weeks ago"), "{}", run.screen());
}

#[test]
fn a_file_outside_any_repository_is_shown() {
    let sandbox = Sandbox::without_repository();
    sandbox.write("x.md", LOGIN);
    let json = sandbox.plan(&["show", "x.md", "--json"]).ok().json();
    assert_eq!(json["path"], "x.md");
    assert_eq!(json["dirty"], false);
    let run = sandbox
        .plan(&["show", "x.md", "--at", "HEAD", "--json"])
        .fails(2);
    assert_eq!(run.json()["kind"], "repository");
}

#[test]
fn text_of_the_file_cannot_command_the_terminal() {
    let sandbox = two_plans();
    sandbox.write(
        CACHE_PATH,
        CACHE.replace("Read the table", "Read \u{1b}[2Jthe table"),
    );
    let run = sandbox.plan(&["show", "metrics-cache"]).ok();
    assert!(
        run.stdout.contains("Read \\x1b[2Jthe table"),
        "{}",
        run.screen()
    );
    assert!(!run.stdout.contains('\u{1b}'));
}

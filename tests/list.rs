//! `plan list`.

use crate::sample::{CACHE, CACHE_PATH, two_plans};
use crate::sandbox::Sandbox;

fn titles(run: &crate::sandbox::Run) -> Vec<String> {
    let json = run.json();
    let plans = json["plans"].as_array().unwrap();
    plans
        .iter()
        .map(|plan| plan["title"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_document_has_the_shape_that_others_rely_on() {
    let sandbox = two_plans();
    sandbox.at("2026-01-03T00:00:00+01:00");
    sandbox.write(CACHE_PATH, CACHE.replace("Draft", "Ready"));
    let ready = sandbox.commit("ready");
    sandbox.write("plan/implementation/note.md", "just a note\n");
    let json = sandbox.plan(&["list", "--json"]).ok().json();
    assert_eq!(json.as_object().unwrap().keys().next().unwrap(), "schema");
    assert_eq!(json["schema"], "plan.list/1");
    assert_eq!(json["complete"], true);
    assert_eq!(json["notes"], serde_json::json!([]));
    assert_eq!(
        json["plans"][1],
        serde_json::json!({
            "path": "plan/implementation/metrics-cache.md",
            "title": "Metrics cache",
            "kind": "plan",
            "status": { "kind": "ready", "text": "Ready" },
            "complexity": "Medium",
            "date": "2026-01-01",
            "phases": 2,
            "progress": { "done": 1, "total": 4 },
            "since": "2026-01-03T00:00:00+01:00",
            "dirty": false,
            "last_change": { "commit": ready, "authored": "2026-01-03T00:00:00+01:00" },
        })
    );
    assert_eq!(
        json["plans"][2],
        serde_json::json!({
            "path": "plan/implementation/note.md",
            "title": null,
            "kind": "document",
            "status": null,
            "phases": 0,
            "progress": { "done": 0, "total": 0 },
            "dirty": true,
            "last_change": null,
        })
    );
}

#[test]
fn a_person_sees_a_table() {
    let sandbox = two_plans();
    sandbox.write(CACHE_PATH, CACHE.replace("Draft", "Ready"));
    sandbox.at("2026-01-04T00:00:00Z");
    sandbox.plan(&["list"]).shows(
        "
exit 0
--- stdout
Title          Status       Done  Phases  Complexity  Last change                             In state  Path
Login page     In Progress   2/2       1              3 days ago (2026-01-01)                 3 days    plan/implementation/login.md
Metrics cache  Ready         1/4       2  Medium      3 days ago (2026-01-01), not committed            plan/implementation/metrics-cache.md
--- stderr
",
    );
}

#[test]
fn filters_and_orders() {
    let sandbox = two_plans();
    let run = |args: &[&str]| titles(&sandbox.plan(&[&["list", "--json"], args].concat()).ok());
    assert_eq!(run(&[]), ["Login page", "Metrics cache"]);
    assert_eq!(run(&["--sort", "status"]), ["Metrics cache", "Login page"]);
    assert_eq!(
        run(&["--sort", "progress"]),
        ["Metrics cache", "Login page"]
    );
    assert_eq!(run(&["--sort", "title"]), ["Login page", "Metrics cache"]);
    assert_eq!(run(&["--status", "in-progress"]), ["Login page"]);
    assert_eq!(
        run(&["--status", "draft", "--status", "In Progress"]).len(),
        2
    );
    assert!(run(&["--status", "Completed"]).is_empty());
    let run = sandbox.plan(&["list", "--status", "Completed"]).ok();
    assert!(
        run.stderr.contains("none of 2 plans has such a status"),
        "{}",
        run.screen()
    );
}

#[test]
fn an_older_commit_is_listed_as_it_was() {
    let sandbox = two_plans();
    sandbox.git(&["rm", "--quiet", CACHE_PATH]);
    sandbox.commit("one less");
    assert_eq!(titles(&sandbox.plan(&["list", "--json"])), ["Login page"]);
    let run = sandbox.plan(&["list", "--json", "--rev", "HEAD~1"]).ok();
    assert_eq!(titles(&run), ["Login page", "Metrics cache"]);
    let run = sandbox
        .plan(&["list", "--json", "--rev", "nowhere"])
        .fails(2);
    assert_eq!(run.json()["kind"], "not-found");
}

#[test]
fn a_commit_brings_its_own_configuration() {
    let sandbox = two_plans();
    sandbox.write(".plan.toml", "paths = [\"docs/*.md\"]\n");
    sandbox.write("docs/x.md", "# X\n");
    sandbox.commit("moved");
    assert_eq!(titles(&sandbox.plan(&["list", "--json"])), ["X"]);
    let run = sandbox.plan(&["list", "--json", "--rev", "HEAD~1"]).ok();
    assert_eq!(titles(&run).len(), 2);
    let run = sandbox
        .plan(&["list", "--json", "--paths", "plan/**/login.md"])
        .ok();
    assert_eq!(titles(&run), ["Login page"]);
}

#[test]
fn an_empty_repository_has_an_empty_list() {
    let sandbox = Sandbox::new();
    let json = sandbox.plan(&["list", "--json"]).ok().json();
    assert_eq!(json["plans"], serde_json::json!([]));
    let run = sandbox.plan(&["list"]).ok();
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("plan new"), "{}", run.screen());
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_not_utf8_are_quoted_as_git_does() {
    use std::os::unix::ffi::OsStrExt as _;
    let sandbox = two_plans();
    sandbox.write(
        std::path::Path::new(std::ffi::OsStr::from_bytes(b"plan/implementation/a\xe9.md")),
        "# A\n",
    );
    let json = sandbox.plan(&["list", "--json"]).ok().json();
    assert_eq!(
        json["plans"][0]["path"],
        "\"plan/implementation/a\\351.md\""
    );
    assert_eq!(json["plans"][0]["path_quoted"], true);
}

//! `plan history` and `plan log` of the real program: the contract in JSON, and what a person sees.

use serde_json::{Value, json};

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::Sandbox;

/// Three commits on three days: written, renamed with a change on a branch, merged.
fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.at("2026-01-01T10:00:00+01:00");
    s.write(".plan.toml", "# defaults\n");
    s.write(PATH, CACHE);
    s.commit("Plan the cache");
    s.git(&["checkout", "-qb", "side"]);
    s.at("2026-01-03T10:00:00+01:00");
    s.write(
        PATH,
        cache(&[READY, ("- [ ] Keys expire", "- [x] Keys expire")]),
    );
    s.commit("Agree on it");
    s.git(&["checkout", "-q", "main"]);
    s.at("2026-01-05T10:00:00+01:00");
    s.git(&[
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge the agreement",
        "side",
    ]);
    s.at("2026-01-06T10:00:00+01:00");
    s.git(&["mv", PATH, "plan/implementation/cache.md"]);
    s.commit("Shorter name");
    s
}

fn id(s: &Sandbox, rev: &str) -> String {
    s.git(&["rev-parse", rev])
}

#[test]
fn the_json_contract() {
    let s = repository();
    let told = s.plan(&["history", "--json"]).ok().json();
    let (first, side, merge, last) = (
        id(&s, "side~"),
        id(&s, "side"),
        id(&s, "main~"),
        id(&s, "main"),
    );
    assert_eq!(told.as_object().unwrap().keys().next().unwrap(), "schema");
    assert_eq!(told["schema"], "plan.history/1");
    assert_eq!(
        (&told["complete"], &told["notes"]),
        (&json!(true), &json!([]))
    );
    let plan = &told["plans"][0];
    assert_eq!(told["plans"].as_array().unwrap().len(), 1);
    assert_eq!(plan["path"], "plan/implementation/cache.md");
    assert_eq!(
        (&plan["title"], &plan["kind"]),
        (&json!("Metrics cache"), &json!("plan"))
    );
    let author = json!({ "name": "Ada Author", "email": "ada@example.com" });
    assert_eq!(
        plan["revisions"],
        json!([
            {
                "commit": last, "parents": [merge], "path": "plan/implementation/cache.md", "kind": "renamed",
                "previous_path": PATH, "confidence": 1.0, "author": author,
                "authored": "2026-01-06T10:00:00+01:00", "committed": "2026-01-06T10:00:00+01:00",
                "subject": "Shorter name",
                "changes": [{
                    "kind": "renamed", "class": "semantic", "at": "path", "from": PATH,
                    "summary": format!("Renamed from {PATH}")
                }]
            },
            {
                "commit": side, "parents": [first], "path": PATH, "kind": "modified", "author": author,
                "authored": "2026-01-03T10:00:00+01:00", "committed": "2026-01-03T10:00:00+01:00",
                "landed": merge, "subject": "Agree on it",
                "changes": [
                    {
                        "kind": "status-changed", "class": "semantic", "at": "status", "from": "Draft", "to": "Ready",
                        "summary": "Status: Draft -> Ready"
                    },
                    { "kind": "ticked", "class": "progress", "at": "1.v1", "summary": "Ticked 1.v1: Keys expire" }
                ]
            },
            {
                "commit": first, "parents": [], "path": PATH, "kind": "created", "author": author,
                "authored": "2026-01-01T10:00:00+01:00", "committed": "2026-01-01T10:00:00+01:00",
                "subject": "Plan the cache",
                "changes": [{ "kind": "created", "class": "semantic", "at": "path", "summary": "Created" }]
            }
        ])
    );
    assert_eq!(
        plan["transitions"],
        json!([
            {
                "from": null, "to": "draft", "text": "Draft", "commit": first,
                "authored": "2026-01-01T10:00:00+01:00", "author": author, "seconds": 4 * 86_400
            },
            {
                "from": "draft", "to": "ready", "text": "Ready", "commit": side, "landed": merge,
                "authored": "2026-01-03T10:00:00+01:00", "author": author, "seconds": null
            }
        ])
    );
}

#[test]
fn the_screen() {
    let s = repository();
    s.at("2026-01-09T10:00:00+01:00");
    let (first, side, merge, last) = (
        id(&s, "side~"),
        id(&s, "side"),
        id(&s, "main~"),
        id(&s, "main"),
    );
    let short = |id: &str| id[..8].to_owned();
    s.plan(&["history"]).ok().shows(&format!(
        "
exit 0
--- stdout
Metrics cache
plan/implementation/cache.md
Ready for 4 days

Since             Status  For            By          Commit
2026-01-01 10:00  Draft   4 days         Ada Author  {first}
2026-01-05 10:00  Ready   4 days so far  Ada Author  {side}

{last} 2026-01-06 10:00 Ada Author renamed
    Shorter name
    - Renamed from plan/implementation/metrics-cache.md

{side} 2026-01-03 10:00 Ada Author landed in {merge}
    Agree on it
    - Status: Draft -> Ready
    - Ticked 1.v1: Keys expire

{first} 2026-01-01 10:00 Ada Author created
    Plan the cache
    - Created
--- stderr
",
        first = short(&first),
        side = short(&side),
        merge = short(&merge),
        last = short(&last),
    ));
}

fn subjects(told: &Value) -> Vec<String> {
    let plans = told["plans"].as_array().unwrap();
    let revisions = plans
        .iter()
        .flat_map(|plan| plan["revisions"].as_array().unwrap());
    revisions
        .map(|revision| revision["subject"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn dates_are_those_of_the_committer() {
    let s = repository();
    s.at("2026-01-10T12:00:00+01:00");
    let ask = |args: &[&str]| {
        let args: Vec<&str> = ["history", "--json"].iter().chain(args).copied().collect();
        subjects(&s.plan(&args).ok().json())
    };
    assert_eq!(ask(&["--since", "1 week ago"]), ["Shorter name"]);
    assert_eq!(ask(&["--since", "2 weeks ago"]).len(), 3);
    assert_eq!(
        ask(&["--since", "2026-01-03"]),
        ["Shorter name", "Agree on it"]
    );
    assert_eq!(
        ask(&["--until", "2026-01-03"]),
        ["Agree on it", "Plan the cache"]
    );
    assert_eq!(ask(&["--since", "2026-01-03 10:01"]), ["Shorter name"]);
    assert_eq!(
        ask(&[
            "--since",
            "2026-01-03T10:00:00+01:00",
            "--until",
            "2026-01-03T10:00:00+01:00"
        ]),
        ["Agree on it"]
    );
    assert_eq!(ask(&["--since", "yesterday"]), [""; 0]);
    let run = s
        .plan(&["history", "--since", "some day", "--json"])
        .fails(2);
    assert_eq!(run.json()["schema"], "plan.error/1");
    assert!(
        run.json()["message"]
            .as_str()
            .unwrap()
            .contains("2 weeks ago"),
        "{}",
        run.screen()
    );
}

#[test]
fn a_plan_is_found_by_path_old_path_name_and_title() {
    let mut s = repository();
    for name in [
        "plan/implementation/cache.md",
        PATH,
        "cache",
        "cache.md",
        "metrics CACHE",
    ] {
        assert_eq!(
            subjects(&s.plan(&["history", "--json", name]).ok().json()).len(),
            3,
            "{name}"
        );
    }
    s.enter("plan/implementation");
    assert_eq!(
        subjects(&s.plan(&["history", "--json", "./cache.md"]).ok().json()).len(),
        3
    );
    let run = s.plan(&["history", "--json", "cahce"]).fails(2);
    assert_eq!(run.json()["kind"], "not-found");
    assert!(
        run.json()["hints"][0]
            .as_str()
            .unwrap()
            .contains("cache.md"),
        "{}",
        run.screen()
    );
}

#[test]
fn two_plans_that_fit_are_listed() {
    let s = repository();
    s.write(
        "plan/implementation/other.md",
        CACHE.replace("Metrics cache", "Metrics page"),
    );
    s.commit("Another");
    let run = s.plan(&["history", "--json", "metrics"]).fails(2);
    assert_eq!(run.json()["kind"], "ambiguous");
    let hints = run.json()["hints"].to_string();
    assert!(
        hints.contains("cache.md") && hints.contains("other.md"),
        "{hints}"
    );
}

#[test]
fn deleted_plans_are_shown_on_request_and_by_path() {
    let s = repository();
    s.git(&["rm", "-q", "plan/implementation/cache.md"]);
    s.commit("Give up");
    assert_eq!(
        s.plan(&["history", "--json"]).ok().json()["plans"],
        json!([])
    );
    let all = s.plan(&["history", "--json", "--all"]).ok().json();
    assert_eq!(all["plans"][0]["revisions"][0]["kind"], "deleted");
    let named = s.plan(&["history", "--json", PATH]).ok().json();
    assert_eq!(named["plans"][0]["path"], "plan/implementation/cache.md");
}

#[test]
fn without_changes_commits_and_paths_only() {
    let s = repository();
    let told = s.plan(&["history", "--json", "--no-changes"]).ok().json();
    assert_eq!(subjects(&told).len(), 3);
    assert_eq!(told["plans"][0]["revisions"][1]["changes"], json!([]));
    assert_eq!(told["plans"][0]["transitions"], json!([]));
}

#[test]
fn by_status_and_by_other_paths() {
    let s = repository();
    s.write("rfc/0001.md", "# One\n\n**Status**: Accepted\n");
    s.commit("rfc");
    let ask = |args: &[&str]| {
        let told = s.plan(args).ok().json();
        let plans = told["plans"].as_array().unwrap().clone();
        plans
            .iter()
            .map(|plan| plan["path"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ask(&["history", "--json", "--status", "ready"]),
        ["plan/implementation/cache.md"]
    );
    assert_eq!(ask(&["history", "--json", "--status", "draft"]), [""; 0]);
    assert_eq!(
        ask(&["history", "--json", "--paths", "rfc/*.md"]),
        ["rfc/0001.md"]
    );
    assert_eq!(ask(&["history", "--json", "rfc/0001.md"]), ["rfc/0001.md"]);
    assert_eq!(ask(&["history", "--json", "--rev", "side"]), [PATH]);
}

#[test]
fn empty_repositories_bare_ones_and_cut_history() {
    let s = Sandbox::new();
    assert_eq!(
        s.plan(&["history", "--json"]).ok().json()["plans"],
        json!([])
    );
    assert!(s.plan(&["history"]).ok().stdout.contains("No commits yet"));

    let s = repository();
    s.git(&["clone", "-q", "--bare", ".", "../bare"]);
    let told = s.plan(&["-C", "../bare", "history", "--json"]).ok().json();
    assert_eq!(subjects(&told).len(), 3);
    let url = format!("file://{}", s.directory().display());
    s.git(&["clone", "-q", "--depth", "1", &url, "../cut"]);
    let run = s.plan(&["-C", "../cut", "history", "--json"]).ok();
    assert_eq!(run.json()["complete"], json!(false));
    assert!(run.json()["notes"][0].as_str().unwrap().contains("shallow"));
    s.git(&["checkout", "-q", "--detach"]);
    assert_eq!(
        subjects(&s.plan(&["history", "--json"]).ok().json()).len(),
        3
    );
}

#[test]
fn control_characters_of_commits_and_files_are_made_visible() {
    let s = Sandbox::new();
    s.write(
        PATH,
        CACHE.replace("Metrics cache", "Metrics \u{1b}[31mcache\u{202e}"),
    );
    s.commit("Bell \u{7} and \u{1b}[2J");
    let run = s.plan(&["history"]).ok();
    assert!(
        !run.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{:?}",
        run.stdout
    );
    assert!(run.stdout.contains("\\x1b[2J"), "{}", run.stdout);
}

#[test]
fn a_path_that_is_not_utf8_is_quoted() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    let s = Sandbox::new();
    s.write("x", "x");
    s.commit("x");
    let blob = s.git(&["hash-object", "-w", "x"]);
    let script = format!(
        "printf '100644 {blob}\\tplan/implementation/caf\\351.md\\n' | git update-index --index-info"
    );
    assert!(
        s.command("sh")
            .args(["-c", &script])
            .status()
            .unwrap()
            .success()
    );
    s.git(&["commit", "-qm", "odd"]);
    let told = s.plan(&["history", "--json"]).ok().json();
    assert_eq!(
        told["plans"][0]["path"],
        "\"plan/implementation/caf\\351.md\""
    );
    assert_eq!(told["plans"][0]["path_quoted"], json!(true));
}

#[test]
fn the_log_joined_with_its_commits() {
    let s = repository();
    let told = s.plan(&["log", "--json"]).ok().json();
    assert_eq!(told["schema"], "plan.log/1");
    let rows: Vec<_> = told["plans"][0]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap().to_owned();
            (
                text("state"),
                text("date"),
                text("title"),
                text("commit"),
                entry["own"].as_bool().unwrap(),
            )
        })
        .collect();
    let row = |state: &str, date: &str, title: &str, rev: &str| {
        (
            state.to_owned(),
            date.to_owned(),
            title.to_owned(),
            id(&s, rev),
            true,
        )
    };
    assert_eq!(
        rows,
        [
            row("matched", "2026-01-01", "Initial Plan", "side~"),
            row("missing", "2026-01-05", "Status: Draft -> Ready", "main~"),
            row(
                "missing",
                "2026-01-06",
                "Renamed from plan/implementation/metrics-cache.md",
                "main"
            ),
        ]
    );
    let check = s.plan(&["log", "--check", "--json"]).fails(1).json();
    assert_eq!(check["plans"][0]["entries"].as_array().unwrap().len(), 2);
    s.plan(&["log", "--check", "cache"]).fails(1);
    s.plan(&["log", "nothing-like-it"]).fails(2);
}

/// The lines of an answer.
fn lines(run: &crate::sandbox::Run) -> Vec<Value> {
    let lines = run.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn lines_say_what_the_document_says() {
    let s = repository();
    s.write(
        "plan/implementation/other.md",
        CACHE.replace("cache", "page").replace("Draft", "Ready"),
    );
    s.commit("Another");
    let told = s.plan(&["history", "--json"]).ok().json();
    let run = s.plan(&["history", "--jsonl"]).ok();
    let first = run.stdout.lines().next().unwrap();
    assert_eq!(first, r#"{"schema":"plan.history/1","line":"header"}"#);
    let told_lines = lines(&run);
    assert_eq!(
        *told_lines.last().unwrap(),
        json!({ "line": "end", "complete": true, "notes": [] })
    );
    let mut plans: Vec<Value> = Vec::new();
    for mut line in told_lines {
        let members = line.as_object_mut().unwrap();
        let kind = members.remove("line").unwrap();
        let plan = members.remove("plan");
        match kind.as_str().unwrap() {
            "header" | "end" => continue,
            "plan" => plans.push(json!({ "revisions": [] })),
            "revision" => {
                let revisions = plans.last_mut().unwrap()["revisions"].as_array_mut();
                revisions.unwrap().insert(0, line);
            }
            "transitions" => {
                let last = plans.last_mut().unwrap().as_object_mut().unwrap();
                last.extend(members.clone());
            }
            other => panic!("{other}"),
        }
        assert_eq!(plan, Some(json!(plans.len() - 1)));
    }
    assert_eq!(Value::Array(plans), told["plans"]);
    assert_eq!(
        s.plan(&["history", "--format", "jsonl"]).ok().stdout,
        run.stdout
    );
}

#[test]
fn lines_hold_what_was_asked_for() {
    let s = repository();
    s.write(
        "plan/implementation/other.md",
        CACHE.replace("cache", "page"),
    );
    s.commit("Another");
    let kinds = |args: &[&str]| -> Vec<String> {
        let args: Vec<&str> = ["history", "--jsonl"].iter().chain(args).copied().collect();
        let kind = |line: Value| {
            let subject = line["subject"].as_str().unwrap_or_default();
            format!("{} {subject}", line["line"].as_str().unwrap())
        };
        lines(&s.plan(&args).ok()).into_iter().map(kind).collect()
    };
    assert_eq!(
        kinds(&["--since", "2026-01-05", "cache"]),
        [
            "header ",
            "plan ",
            "revision Shorter name",
            "transitions ",
            "end "
        ]
    );
    let ready = kinds(&["--status", "ready"]);
    assert_eq!(ready.len(), 7, "{ready:?}");
    assert_eq!(ready[2], "revision Plan the cache");
    assert_eq!(kinds(&["--until", "2025-01-01"]), ["header ", "end "]);
    assert_eq!(kinds(&["--no-changes"]).len(), 10);
    let run = s.plan(&["history", "--jsonl", "nothing"]).fails(2);
    assert_eq!(lines(&run)[0]["schema"], "plan.error/1");
    let run = s.plan(&["history", "--jsonl", "--json"]).fails(2);
    assert!(run.stdout.contains("plan.error/1"), "{}", run.screen());
    let run = s.plan(&["list", "--format", "jsonl"]).fails(2);
    assert!(
        run.stdout.contains("only `plan history`"),
        "{}",
        run.screen()
    );
    let empty = Sandbox::new();
    let run = empty.plan(&["history", "--jsonl"]).ok();
    assert_eq!(lines(&run).len(), 2, "{}", run.screen());
}

#[test]
fn a_reader_who_leaves_ends_the_work() {
    let mut s = Sandbox::new();
    // Each command has to read for itself.
    s.env("PLAN_CACHE", "0");
    for number in 0..200 {
        let text = CACHE.replace(
            "Nothing yet",
            &format!("Note {number}\n\n{}", "more ".repeat(900)),
        );
        s.write(format!("plan/implementation/{number}.md"), text);
    }
    s.commit("Many");
    // Threads may be ahead of what is shown, but not by much.
    for (args, files) in [
        (&["history", "--jsonl", "-v"][..], 0..=0),
        (&["history", "-v"], 1..=100),
        (&["history", "--json", "-v"], 200..=200),
    ] {
        // The reader has left before the first line is written.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut plan = s.command(env!("CARGO_BIN_EXE_plan"));
        let output = plan.args(args).stdout(writer).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        let read = said.strip_suffix(" files read\n").unwrap();
        let read: usize = read.rsplit(' ').next().unwrap().parse().unwrap();
        assert!(files.contains(&read), "{args:?}: {said}");
    }
}

#[test]
fn the_main_line_alone() {
    let s = repository();
    let told = s.plan(&["history", "--json", "--first-parent"]).ok().json();
    assert_eq!(
        subjects(&told),
        ["Shorter name", "Merge the agreement", "Plan the cache"]
    );
    let merge = &told["plans"][0]["revisions"][1];
    assert_eq!(merge["kind"], "modified");
    assert_eq!(merge["parents"].as_array().unwrap().len(), 2);
    assert_eq!(merge["changes"][0]["summary"], "Status: Draft -> Ready");
    let moved = &told["plans"][0]["transitions"][1];
    assert_eq!(moved["commit"], json!(id(&s, "main~")));
    assert!(moved.get("landed").is_none());
}

#[test]
fn links_are_explained() {
    let s = repository();
    s.write(
        "plan/implementation/copy.md",
        CACHE.replace("Metrics cache", "Metrics cache again"),
    );
    s.commit("A copy");
    s.git(&["rm", "-q", "plan/implementation/copy.md"]);
    s.write(
        "plan/implementation/new.md",
        "# Something else\n\nwith other words\n",
    );
    s.commit("Another");
    let screen = s.plan(&["history", "--explain", "--all"]).ok().stdout;
    for line in [
        "    carried on from plan/implementation/metrics-cache.md: the same bytes, gone from there\n",
        "alike, and still there, so this is a new plan\n",
        "    not carried on from plan/implementation/copy.md: 0 % alike, less than half\n",
    ] {
        assert!(screen.contains(line), "{line}\n{screen}");
    }
    let args = ["history", "--json", "--explain", "--all"];
    let told = s.plan(&args).ok().json();
    let renamed = &told["plans"][0]["revisions"][0];
    assert_eq!(
        renamed["link"],
        json!({
            "reason": "same-bytes", "from": PATH, "outside": false, "confidence": 1.0,
            "summary": format!("carried on from {PATH}: the same bytes, gone from there")
        })
    );
    assert_eq!(renamed["rejected"], json!([]));
    let copy = &told["plans"][1]["revisions"][1];
    assert_eq!(copy["copied_from"]["path"], "plan/implementation/cache.md");
    assert_eq!(copy["copied_from"]["commit"], json!(id(&s, "HEAD~2")));
    assert_eq!(copy["rejected"][0]["why"], "alive");
    let new = &told["plans"][2]["revisions"][0];
    assert_eq!(new["rejected"][0]["why"], "unlike");
    // Without the option nothing of it is there.
    let told = s.plan(&["history", "--json"]).ok().json();
    let revision = told["plans"][0]["revisions"][0].as_object().unwrap();
    for key in ["link", "rejected", "copied_from", "ignored"] {
        assert!(!revision.contains_key(key), "{key}");
    }
}

#[test]
fn pins_and_cuts_hold_for_every_command() {
    let s = repository();
    s.git(&["rm", "-q", "plan/implementation/cache.md"]);
    s.write(
        "plan/implementation/next.md",
        "# Something else\n\n**Status**: Ready\n\nwith other words\n",
    );
    s.commit("Begin anew");
    let last = id(&s, "HEAD");
    assert_eq!(
        subjects(&s.plan(&["history", "--json"]).ok().json()),
        ["Begin anew"]
    );
    let pin = "[[lineage.pin]]\nfrom = \"plan/implementation/cache.md\"\nto = \"plan/implementation/next.md\"\n";
    s.write(".plan.toml", format!("{pin}commit = \"{}\"\n", &last[..10]));
    let told = s.plan(&["history", "--json"]).ok().json();
    assert_eq!(subjects(&told).len(), 4);
    assert_eq!(told["plans"][0]["revisions"][0]["kind"], "renamed");
    let told = s.plan(&["status", "next", "--json"]).ok().json();
    assert_eq!(told["transitions"].as_array().unwrap().len(), 2);
    let told = s.plan(&["list", "--json"]).ok().json();
    assert_eq!(told["plans"][0]["since"], "2026-01-05T10:00:00+01:00");
    // What fits nothing is said, and history is complete all the same.
    s.write(".plan.toml", format!("{pin}commit = \"1234567\"\n"));
    let told = s.plan(&["history", "--json"]).ok().json();
    assert_eq!(told["complete"], json!(true));
    let note = told["notes"][0].as_str().unwrap();
    assert!(
        note.contains("commit 1234567 is not in this history"),
        "{note}"
    );
    s.write(".plan.toml", "[[lineage.pin]]\nfrom = \"a.md\"\n");
    let run = s.plan(&["history"]).fails(2);
    assert!(run.stderr.contains(".plan.toml:1:"), "{}", run.screen());
}

#[test]
fn commits_that_blame_passes_over_are_cosmetic() {
    let s = repository();
    s.write("passed-over", id(&s, "side"));
    s.git(&["config", "blame.ignoreRevsFile", "passed-over"]);
    let told = s.plan(&["history", "--json"]).ok().json();
    let revision = &told["plans"][0]["revisions"][1];
    assert_eq!(revision["ignored"], json!(true));
    assert_eq!(revision["changes"][0]["class"], "cosmetic");
    assert_eq!(told["plans"][0]["transitions"].as_array().unwrap().len(), 1);
    let screen = s.plan(&["history"]).ok().stdout;
    assert!(
        screen.contains(" Ada Author ignored landed in "),
        "{screen}"
    );
    assert!(!screen.contains("Status: Draft -> Ready"), "{screen}");
    let log = s.plan(&["log", "--check", "--json"]).fails(1).json();
    assert_eq!(log["plans"][0]["entries"].as_array().unwrap().len(), 1);
}

//! What users do wrong, or what is wrong where they work: exit 2, a sentence that says what and what to do, nothing
//! changed, no panic. And what looks odd but is no error.

use std::fs;

use crate::sample::{CACHE, CACHE_PATH, LOGIN_PATH, two_plans};
use crate::sandbox::{Run, Sandbox};

const READERS: [&[&str]; 2] = [&["list"], &["show", "metrics-cache"]];
const WRITERS: [&[&str]; 8] = [
    &["add", "metrics-cache", "risk", "Load"],
    &["note", "metrics-cache", "A note"],
    &["tick", "metrics-cache", "1.2"],
    &["untick", "metrics-cache", "1.1"],
    &["status", "metrics-cache", "Ready"],
    &["new", "Another"],
    &["init"],
    &["hook", "install"],
];

/// Fails with exit 2 and this kind, in both shapes of output, with something to do next.
#[track_caller]
fn refused(sandbox: &Sandbox, args: &[&str], kind: &str) -> Run {
    let run = sandbox.plan(&[args, &["--json"]].concat()).fails(2);
    let json = run.json();
    assert_eq!(json["schema"], "plan.error/1", "{}", run.screen());
    assert_eq!(json["kind"], kind, "{}", run.screen());
    assert!(!run.stderr.contains("panicked"), "{}", run.screen());
    let run = sandbox.plan(args).fails(2);
    assert_eq!(run.stdout, "", "{}", run.screen());
    assert!(run.stderr.starts_with("plan: error: "), "{}", run.screen());
    run
}

#[track_caller]
fn says(run: &Run, words: &[&str]) {
    for word in words {
        assert!(run.stderr.contains(word), "{word}\n{}", run.screen());
    }
}

/// The commands that name one plan.
fn named(path: &str) -> [Vec<&str>; 6] {
    [
        vec!["add", path, "risk", "Load"],
        vec!["note", path, "A note"],
        vec!["apply", path, "nowhere.json"],
        vec!["show", path],
        vec!["tick", path, "1.1"],
        vec!["status", path, "Ready"],
    ]
}

#[test]
fn not_a_repository() {
    let sandbox = Sandbox::without_repository();
    for args in [
        &["list"][..],
        &["init"],
        &["new", "A"],
        &["hook", "install"],
        &["hook", "uninstall"],
    ] {
        let run = refused(&sandbox, args, "repository");
        says(&run, &["no git repository", "git init"]);
    }
    refused(&sandbox, &["show", "nothing"], "not-found");
    refused(&sandbox, &["list", "--rev", "HEAD"], "repository");
    assert_eq!(fs::read_dir(sandbox.directory()).unwrap().count(), 0);
}

#[test]
fn a_directory_to_start_in_that_is_none() {
    let sandbox = two_plans();
    refused(&sandbox, &["-C", "nowhere", "list"], "not-found");
    refused(&sandbox, &["-C", CACHE_PATH, "list"], "usage");
}

#[test]
fn one_bad_file_is_named_and_never_hides_the_others() {
    let sandbox = two_plans();
    sandbox.write("outside.md", CACHE);
    sandbox.write(
        "plan/implementation/bytes.md",
        b"# Implementation Plan: B\n\xff\n",
    );
    sandbox.write("plan/implementation/huge.md", vec![b'a'; (8 << 20) + 1]);
    sandbox.write(
        "plan/implementation/merge.md",
        "# Implementation Plan: M\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n",
    );
    fs::create_dir_all(sandbox.directory().join("plan/implementation/folder.md")).unwrap();
    let mut bad = vec![
        ("bytes.md", "not UTF-8"),
        ("huge.md", "8 MiB"),
        ("merge.md", "conflict markers from line 2"),
    ];
    #[cfg(unix)]
    {
        let place = sandbox.directory().join("plan/implementation");
        fs::write(sandbox.root().join("secret.md"), "x").unwrap();
        std::os::unix::fs::symlink("../../../secret.md", place.join("link.md")).unwrap();
        std::os::unix::fs::symlink("nowhere.md", place.join("dangling.md")).unwrap();
        let made = sandbox
            .command("mkfifo")
            .arg(place.join("pipe.md"))
            .status()
            .unwrap();
        assert!(made.success());
        bad.extend([
            ("link.md", "outside of"),
            ("dangling.md", "does not exist"),
            ("pipe.md", "not a regular file"),
        ]);
    }
    let list = sandbox.plan(&["list"]).ok();
    assert!(
        list.stdout.contains("Login page") && list.stdout.contains("Metrics cache"),
        "{}",
        list.screen()
    );
    let overview = sandbox.plan(&[]).ok();
    let json = sandbox.plan(&["list", "--json"]).ok().json();
    assert_eq!(json["plans"].as_array().unwrap().len(), 2);
    for (name, sentence) in &bad {
        says(&list, &["warning", name, sentence]);
        says(&overview, &[name, sentence]);
        let path = format!("plan/implementation/{name}");
        let before = fs::symlink_metadata(sandbox.directory().join(&path))
            .unwrap()
            .len();
        for args in named(&path) {
            let kind = if *name == "dangling.md" {
                "not-found"
            } else {
                "file"
            };
            let run = refused(&sandbox, &args, kind);
            says(&run, &[sentence]);
        }
        let after = fs::symlink_metadata(sandbox.directory().join(&path))
            .unwrap()
            .len();
        assert_eq!(before, after);
    }
    for args in named("plan/implementation/folder.md") {
        says(&refused(&sandbox, &args, "file"), &["is a directory"]);
    }
    // By title, the good ones are still found.
    sandbox.plan(&["show", "Metrics"]).ok();
}

#[test]
fn a_name_that_fits_nothing_gets_suggestions() {
    let sandbox = two_plans();
    for args in named("metrics-cahce") {
        let run = refused(&sandbox, &args, "not-found");
        says(
            &run,
            &[
                "Did you mean plan/implementation/metrics-cache.md",
                "plan list",
            ],
        );
    }
    refused(&sandbox, &["show", ""], "usage");
    let empty = Sandbox::new();
    says(&refused(&empty, &["show", "x"], "not-found"), &["plan new"]);
}

#[test]
fn a_name_that_fits_two_plans_lists_them() {
    let sandbox = two_plans();
    sandbox.write(
        "plan/implementation/metrics-export.md",
        CACHE.replace("cache", "export"),
    );
    for args in named("metrics") {
        let run = refused(&sandbox, &args, "ambiguous");
        says(&run, &[CACHE_PATH, "plan/implementation/metrics-export.md"]);
    }
    let args = ["--paths", "**/*.md", "show", "login"];
    sandbox.plan(&args).ok();
    sandbox.write("other/login.md", "# Other\n");
    says(
        &refused(&sandbox, &args, "ambiguous"),
        &[LOGIN_PATH, "other/login.md"],
    );
}

#[test]
fn a_bare_repository_is_read_and_not_written() {
    let mut sandbox = two_plans();
    sandbox.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    sandbox.enter("../bare.git");
    for args in READERS {
        let run = sandbox.plan(args).ok();
        assert!(run.stdout.contains("Metrics cache"), "{}", run.screen());
    }
    let run = sandbox.plan(&[]).ok();
    assert!(run.stdout.contains("2 plans"), "{}", run.screen());
    sandbox.plan(&["show", CACHE_PATH]).ok();
    for args in WRITERS {
        says(&refused(&sandbox, args, "refused"), &["bare", "clone"]);
    }
    sandbox.plan(&["status", "metrics-cache"]).ok();
}

#[test]
fn an_empty_bare_repository_has_an_empty_list() {
    let mut sandbox = Sandbox::without_repository();
    sandbox.enter("bare.git");
    sandbox.git(&["init", "--quiet", "--bare"]);
    assert_eq!(
        sandbox.plan(&["list", "--json"]).ok().json()["plans"],
        serde_json::json!([])
    );
    sandbox.plan(&[]).ok();
}

#[test]
fn a_commit_is_not_written_to() {
    let sandbox = two_plans();
    for args in WRITERS.iter().filter(|args| args[0] != "hook") {
        let args = [args, &["--rev", "HEAD"][..]].concat();
        says(&refused(&sandbox, &args, "refused"), &["--rev"]);
    }
    assert_eq!(sandbox.git_status(), "");
}

#[test]
fn a_broken_configuration_is_named_with_its_place() {
    let sandbox = two_plans();
    refused(&sandbox, &["--paths", "../x.md", "list"], "usage");
    sandbox.write(".plan.toml", "# x\npaths = 3\n");
    for args in READERS.iter().chain(WRITERS.iter()) {
        let run = refused(&sandbox, args, "config");
        says(&run, &[".plan.toml:2:9", "paths"]);
    }
    refused(&sandbox, &[], "config");
    sandbox.write(".plan.toml", "pathes = [\"x/*.md\"]\n");
    let run = sandbox.plan(&["list"]).ok();
    says(&run, &["unknown key `pathes`; did you mean `paths`?"]);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.screen());
}

#[test]
fn before_the_first_commit_all_is_well() {
    let sandbox = Sandbox::new();
    sandbox.write(CACHE_PATH, CACHE);
    for args in READERS
        .iter()
        .chain(&[&[][..], &["status", "metrics-cache"]])
    {
        sandbox.plan(args).ok();
    }
    let json = sandbox.plan(&["list", "--json"]).ok().json();
    assert_eq!(json["plans"][0]["dirty"], true);
    assert_eq!(json["plans"][0]["last_change"], serde_json::Value::Null);
    refused(&sandbox, &["list", "--rev", "HEAD"], "not-found");
    for args in WRITERS {
        sandbox.plan(args).ok();
    }
}

#[test]
fn a_detached_head_is_normal() {
    let sandbox = two_plans();
    sandbox.git(&["checkout", "--quiet", "--detach"]);
    for args in READERS
        .iter()
        .chain(&[&[][..], &["status", "metrics-cache"]])
    {
        let run = sandbox.plan(args).ok();
        assert!(!run.stderr.contains("warning"), "{}", run.screen());
    }
}

#[test]
fn a_shallow_clone_is_said_to_be_incomplete() {
    let mut sandbox = two_plans();
    sandbox.write(CACHE_PATH, CACHE.replace("Draft", "Ready"));
    sandbox.commit("ready");
    let source = format!("file://{}", sandbox.directory().display());
    sandbox.git(&["clone", "--quiet", "--depth", "1", &source, "../shallow"]);
    sandbox.enter("../shallow");
    let json = sandbox.plan(&["list", "--json"]).ok().json();
    assert_eq!(json["complete"], false);
    assert!(json["notes"][0].as_str().unwrap().contains("shallow"));
    assert_eq!(json["plans"].as_array().unwrap().len(), 2);
}

#[test]
fn a_present_time_that_is_none_is_refused() {
    let mut sandbox = two_plans();
    sandbox.env("PLAN_NOW", "yesterday");
    says(
        &refused(&sandbox, &["list"], "usage"),
        &["PLAN_NOW", "2026-01-31T14:30:00+01:00"],
    );
}

#[test]
#[cfg(unix)]
fn without_the_git_program_readers_go_on() {
    let mut sandbox = two_plans();
    sandbox.env("PATH", "/nonexistent");
    let run = sandbox.plan(&["list"]).ok();
    assert!(run.stdout.contains("Metrics cache"), "{}", run.screen());
    says(&run, &["what is not committed is not known", "git"]);
    sandbox.plan(&[]).ok();
    sandbox.plan(&["--version"]).ok();
}

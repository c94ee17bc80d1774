//! Repositories of every kind, from the command line: what can be read is told as in an ordinary one, and what cannot be
//! read is said, with what to do next.

use std::fs;

use serde_json::{Value, json};

use crate::sample::CACHE;
use crate::sandbox::{Run, Sandbox};

const PATH: &str = "plan/implementation/metrics-cache.md";

/// Three versions of one plan; the last one is completed.
fn three() -> Sandbox {
    let s = Sandbox::new();
    for status in ["Draft", "Ready", "Completed"] {
        s.write(PATH, CACHE.replace("Draft", status));
        s.commit(status);
    }
    s
}

/// What is told of the plans, without what differs from clone to clone.
fn plans(run: &Run) -> Value {
    let told = run.json();
    assert_eq!(told["complete"], json!(true), "{}", run.screen());
    assert_eq!(told["notes"], json!([]), "{}", run.screen());
    told["plans"].clone()
}

/// The notes of an answer that says that not everything is known.
fn notes(run: &Run) -> Vec<String> {
    let told = run.json();
    assert_eq!(told["complete"], json!(false), "{}", run.screen());
    let notes = told["notes"].as_array().unwrap().iter();
    notes
        .map(|note| note.as_str().unwrap().to_owned())
        .collect()
}

/// Every object that is here, without asking a remote for more.
fn objects(s: &Sandbox) -> String {
    s.git(&["cat-file", "--batch-all-objects", "--batch-check"])
}

fn history(s: &Sandbox) -> Run {
    s.plan(&["--no-cache", "history", "--json"]).ok()
}

#[test]
fn clones_work_trees_and_submodules_tell_the_same_history() {
    let mut s = three();
    let expected = plans(&history(&s));
    assert_eq!(expected[0]["revisions"].as_array().unwrap().len(), 3);
    let repo = s.directory().display().to_string();
    s.git(&["clone", "-q", "--bare", ".", "../bare.git"]);
    s.git(&["clone", "-q", "--shared", ".", "../borrowing"]);
    s.git(&["worktree", "add", "-q", "--detach", "../linked"]);
    s.git(&["init", "-q", "../outer"]);
    let add = ["-c", "protocol.file.allow=always", "-C", "../outer"];
    let add = [&add[..], &["submodule", "--quiet", "add", &repo, "inner"]].concat();
    s.git(&add);
    s.git(&[
        "clone",
        "-q",
        "--separate-git-dir=../apart.git",
        ".",
        "../apart",
    ]);
    for place in ["bare.git", "borrowing", "linked", "outer/inner", "apart"] {
        s.enter(s.root().join(place));
        assert_eq!(plans(&history(&s)), expected, "{place}");
        let list = s.plan(&["list", "--json"]).ok();
        assert_eq!(plans(&list)[0]["status"]["kind"], "completed", "{place}");
        assert_eq!(plans(&list)[0]["dirty"], json!(false), "{place}");
        s.plan(&["show", "metrics-cache", "--at", "HEAD~1"]).ok();
    }
    // What is in a submodule is not the outer repository's.
    s.enter(s.root().join("outer"));
    s.commit("submodule");
    let list = s.plan(&["--paths", "**/*.md", "list", "--json"]).ok();
    assert_eq!(plans(&list), json!([]));
    let told = s.plan(&["--paths", "**/*.md", "history", "--json"]).ok();
    assert_eq!(plans(&told), json!([]));
}

#[test]
fn what_a_partial_clone_lacks_is_said_and_not_fetched() {
    let mut s = three();
    s.git(&["config", "uploadpack.allowFilter", "true"]);
    let expected = plans(&history(&s));
    let url = format!("file://{}", s.directory().display());
    for filter in ["blob:none", "tree:0"] {
        let clone = ["clone", "-q", "--no-checkout"];
        let place = filter.replace(':', "-");
        let filter = format!("--filter={filter}");
        s.git(&[&clone[..], &[&filter, &url, &format!("../{place}")]].concat());
        s.enter(s.root().join(&place));
        let here = objects(&s);
        let notes = notes(&history(&s));
        let lacks = if place == "tree-0" {
            "the files of 3 commits are not known"
        } else {
            "3 versions are not known, since the file is missing"
        };
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[0].starts_with(lacks), "{notes:?}");
        assert!(
            notes[1].contains("`git fetch --refetch --no-filter`"),
            "{notes:?}"
        );

        let run = s.plan(&["history", "--no-changes", "--json"]).ok();
        if place == "blob-none" {
            assert_eq!(plans(&run)[0]["revisions"].as_array().unwrap().len(), 3);
        } else {
            // No plan is known, and it is not said that there is none.
            let run = s.plan(&["history"]).ok();
            assert!(
                run.stdout.starts_with("No plans in what is known"),
                "{}",
                run.screen()
            );
        }
        for args in [
            &["show", PATH, "--at", "HEAD"][..],
            &["history", PATH, "--rev", "HEAD"],
        ] {
            let run = s.plan(args);
            assert!(
                run.status != 101 && run.stderr.contains("missing"),
                "{}",
                run.screen()
            );
            assert!(
                !run.stderr.contains("Correct .plan.toml"),
                "{}",
                run.screen()
            );
        }
        assert_eq!(objects(&s), here, "something was fetched");

        // The advice is good.
        s.git(&["fetch", "-q", "--refetch", "--no-filter"]);
        assert_eq!(plans(&history(&s)), expected);
        s.enter("../repo");
    }
}

#[test]
fn formats_that_cannot_be_read_are_refused_with_what_to_do_next() {
    let mut s = Sandbox::without_repository();
    s.git(&["init", "-q", "--object-format=sha256", "wide"]);
    s.git(&["init", "-q", "later"]);
    s.git(&["-C", "later", "config", "core.repositoryFormatVersion", "1"]);
    s.git(&["-C", "later", "config", "extensions.refStorage", "reftable"]);
    for (place, words) in [
        ("wide", ["SHA-256", "only SHA-1 repositories"]),
        ("later", ["reftable", "git refs migrate --ref-format=files"]),
    ] {
        s.enter(s.root().join("repo").join(place));
        for args in [&["list"][..], &["history"], &["log"], &["diff"], &["init"]] {
            let error = s.plan(&[args, &["--json"]].concat()).fails(2).json();
            assert_eq!(error["schema"], "plan.error/1");
            assert_eq!(error["kind"], "repository");
            let message = error["message"].as_str().unwrap();
            let named = s.directory().display().to_string();
            assert!(words.iter().all(|word| message.contains(word)), "{message}");
            assert!(message.contains(&named), "{message}");
            let hint = error["hints"][0].as_str().unwrap();
            assert!(hint.contains("`plan show FILE`"), "{hint}");
        }
        // As the hint says.
        s.write("a.md", CACHE);
        s.plan(&["show", "a.md"]).ok();
        s.plan(&["diff", "--no-index", "a.md", "a.md"]).ok();
    }
}

/// Only who may give a directory away can try it; the statement itself has a test beside it.
#[test]
#[cfg(unix)]
fn a_repository_of_another_user_is_refused_as_git_refuses_it() {
    let s = three();
    if std::os::unix::fs::chown(s.directory(), Some(12345), None).is_err() {
        return;
    }
    s.try_git(&["status"]).fails(128);
    let run = s.plan(&["list"]).fails(2);
    let trust = format!(
        "git config --global --add safe.directory '{}'",
        s.directory().display()
    );
    assert!(
        run.stderr.contains("belongs to another user"),
        "{}",
        run.screen()
    );
    assert!(run.stderr.contains(&trust), "{}", run.screen());
    let place = s.directory().display().to_string();
    s.git(&["config", "--global", "--add", "safe.directory", &place]);
    s.plan(&["list"]).ok();
}

#[test]
fn quoting_of_names_by_git_makes_no_difference() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    let s = Sandbox::new();
    let name = "plan/implementation/Übersicht \"neu\".md";
    s.git(&["config", "core.precomposeUnicode", "false"]);
    s.write(name, CACHE);
    s.commit("one");
    s.write(name, CACHE.replace("Draft", "Ready"));
    let mut seen = Vec::new();
    for quoted in ["true", "false"] {
        s.git(&["config", "core.quotePath", quoted]);
        let list = s.plan(&["list", "--json"]).ok();
        let diff = s.plan(&["diff", "--json"]).ok().json();
        assert_eq!(plans(&list)[0]["path"], name);
        assert_eq!(plans(&list)[0]["dirty"], json!(true));
        assert_eq!(diff["plans"][0]["path"], name);
        let told = plans(&history(&s));
        assert_eq!(told[0]["revisions"][0]["path"], name);
        seen.push((plans(&list), diff, told));
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn an_unborn_branch_has_no_history_and_its_files_are_listed() {
    let s = three();
    s.git(&["checkout", "-q", "--orphan", "other"]);
    assert_eq!(plans(&history(&s)), json!([]));
    let list = s.plan(&["list", "--json"]).ok();
    assert_eq!(plans(&list)[0]["last_change"], Value::Null);
    let told = s.plan(&["history", "--json", "--rev", "main"]).ok();
    assert_eq!(plans(&told)[0]["revisions"].as_array().unwrap().len(), 3);
    // HEAD that names nothing that could ever be is broken, and not unborn.
    fs::write(s.directory().join(".git/refs/heads/main"), "nonsense\n").unwrap();
    fs::write(s.directory().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    let run = s.plan(&["list"]).fails(2);
    assert!(
        run.stderr.contains("HEAD cannot be read"),
        "{}",
        run.screen()
    );
}

#[test]
fn a_commit_that_is_missing_ends_the_walk_and_says_what_to_do() {
    let mut s = three();
    let lost = s.git(&["rev-parse", "HEAD~1"]);
    let (folder, rest) = lost.split_at(2);
    fs::remove_file(s.directory().join(".git/objects").join(folder).join(rest)).unwrap();
    let run = s.plan(&["history"]).fails(2);
    assert!(
        run.stderr.contains(&lost) && run.stderr.contains("--rev"),
        "{}",
        run.screen()
    );
    // What needs no history goes on, and says what is not known.
    let run = s.plan(&["list", "--json"]).ok();
    assert!(notes(&run)[0].contains(&lost), "{}", run.screen());
    assert_eq!(run.json()["plans"][0]["status"]["kind"], "completed");

    // As does a repository that borrows from one that is gone.
    s.enter("../lender");
    s.git(&["init", "-q"]);
    s.write(PATH, CACHE);
    s.commit("one");
    s.git(&["clone", "-q", "--shared", ".", "../borrower"]);
    fs::rename(s.directory(), s.root().join("away")).unwrap();
    s.enter("../borrower");
    let run = s.plan(&["history"]).fails(2);
    assert!(
        run.stderr.contains("missing from this copy"),
        "{}",
        run.screen()
    );
}

//! The merge driver: registered and taken away, and called by real git for everything that merges. What it makes of a plan
//! is compared with what git makes of it in a twin of the repository that has no driver.

use std::fs;

use plan_git::paths::Paths;

use crate::sample::{CACHE, CACHE_PATH};
use crate::sandbox::{Run, Sandbox};

const ATTRIBUTES: &str = ".git/info/attributes";
const PATHS: &str = "plan/implementation/*.md";

/// A repository with a plan, and with the driver if it is asked for. No hook writes into the log.
fn place(driver: bool, text: &str) -> Sandbox {
    let mut s = Sandbox::new();
    s.env("PLAN_HOOK", "0");
    s.write(CACHE_PATH, text);
    s.write(".plan.toml", format!("paths = [\"{PATHS}\"]\n"));
    s.commit("base");
    if driver {
        s.plan(&["init"]).ok();
    }
    s
}

/// Puts a program in the place of `plan` that notes how it is called.
#[cfg(unix)]
fn stand_in(s: &Sandbox, script: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = s.root().join("bin/plan");
    fs::remove_file(&path).unwrap();
    let calls = s.root().join("calls");
    let text = format!("#!/bin/sh\necho \"$@\" >>'{}'\n{script}\n", calls.display());
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The calls that [`stand_in`] noted.
fn calls(s: &Sandbox) -> Vec<String> {
    let text = fs::read_to_string(s.root().join("calls")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

const REAL: &str = concat!("exec '", env!("CARGO_BIN_EXE_plan"), "' \"$@\"");

/// The labels of a driver are older than most, but not older than all.
fn git_at_least(minor: u32) -> bool {
    let version = Sandbox::without_repository().git(&["--version"]);
    let mut numbers = version
        .split([' ', '.'])
        .filter_map(|word| word.parse::<u32>().ok());
    let (major, found) = (numbers.next().unwrap(), numbers.next().unwrap());
    (major, found) >= (2, minor)
}

fn branch(s: &Sandbox, name: &str, text: &str) {
    s.git(&["switch", "--quiet", "-c", name, "main"]);
    s.write(CACHE_PATH, text);
    s.commit(name);
    s.git(&["switch", "--quiet", "main"]);
}

/// The plan with one word for another one, once.
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

fn state(s: &Sandbox) -> (Vec<u8>, String, String) {
    let text = fs::read(s.directory().join(CACHE_PATH)).unwrap();
    let index = s.git(&["ls-files", "--stage"]);
    (text, s.git_status(), index)
}

/// Does the same in a repository with the driver and in one without, and compares what comes of it. Gives the former.
#[cfg(unix)]
fn twins(text: &str, act: impl Fn(&Sandbox) -> Vec<Run>) -> Sandbox {
    let (with, without) = (place(true, text), place(false, text));
    stand_in(&with, REAL);
    let (one, other) = (act(&with), act(&without));
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(
            one.status,
            other.status,
            "{}\n{}",
            one.screen(),
            other.screen()
        );
    }
    if git_at_least(44) {
        assert_eq!(state(&with), state(&without));
    }
    let asked = |call: &String| call.starts_with("merge-driver .merge_file_");
    assert!(calls(&with).iter().any(asked), "{:?}", calls(&with));
    assert!(calls(&without).is_empty());
    with
}

#[test]
fn it_is_registered_once_and_taken_away() {
    let s = Sandbox::new();
    s.write(ATTRIBUTES, "*.png binary\n");
    let config = s.read(".git/config");
    let run = s.plan(&["init"]).ok();
    let line = "merge driver registered: .git/info/attributes\n";
    assert!(run.stdout.contains(line), "{}", run.screen());
    assert_eq!(
        s.read(ATTRIBUTES),
        "*.png binary\n\
         # plan begin (managed; remove with: plan hook uninstall)\n\
         /plan/implementation/*.md merge=plan diff=plan\n\
         # plan end\n"
    );
    let asked = ["check-attr", "merge", "diff", "--", CACHE_PATH, "plan/a.md"];
    let unspecified = format!(
        "{CACHE_PATH}: merge: plan\n{CACHE_PATH}: diff: plan\n\
         plan/a.md: merge: unspecified\nplan/a.md: diff: unspecified"
    );
    assert_eq!(s.git(&asked), unspecified);
    assert_eq!(
        s.git(&["config", "merge.plan.name"]),
        "merge of plans by plan"
    );
    assert_eq!(s.git(&["config", "diff.plan.xfuncname"]), "^#{1,3} .*$");
    s.try_git(&["config", "diff.plan.textconv"]).fails(1);

    let (settings, attributes) = (s.read(".git/config"), s.read(ATTRIBUTES));
    for args in [&["init"][..], &["hook", "install"]] {
        let run = s.plan(args).ok();
        let line = "merge driver is registered already: .git/info/attributes\n";
        assert!(run.stdout.contains(line), "{}", run.screen());
        assert_eq!(s.read(".git/config"), settings);
        assert_eq!(s.read(ATTRIBUTES), attributes);
    }

    let run = s.plan(&["hook", "uninstall"]).ok();
    assert!(
        run.stdout.contains("merge driver removed\n"),
        "{}",
        run.screen()
    );
    assert_eq!(s.read(ATTRIBUTES), "*.png binary\n");
    s.try_git(&["config", "--get-regexp", r"\.plan\."]).fails(1);
    assert!(s.read(".git/config").starts_with(&config));
    let run = s.plan(&["hook", "uninstall"]).ok();
    assert!(!run.stdout.contains("driver"), "{}", run.screen());
}

#[test]
fn a_file_that_was_made_for_it_goes_with_it() {
    let s = Sandbox::new();
    fs::remove_dir_all(s.directory().join(".git/info")).unwrap();
    s.plan(&["init"]).ok();
    assert!(s.directory().join(ATTRIBUTES).exists());
    let json = s.plan(&["hook", "uninstall", "--json"]).ok().json();
    assert_eq!(json["drivers"]["state"], "removed");
    assert!(!s.directory().join(ATTRIBUTES).exists());
}

#[test]
fn other_paths_and_another_program_bring_it_up_to_date() {
    let s = Sandbox::new();
    s.plan(&["init"]).ok();
    s.write(".plan.toml", "paths = [\"a b/**/*.md\", \"!a b/old\"]\n");
    s.write(ATTRIBUTES, s.read(ATTRIBUTES) + "*.txt text\n");
    let run = s.plan(&["init"]).ok();
    assert!(
        run.stdout.contains("merge driver brought up to date"),
        "{}",
        run.screen()
    );
    assert_eq!(
        s.read(ATTRIBUTES),
        "# plan begin (managed; remove with: plan hook uninstall)\n\
         \"/a b/**/*.md\" merge=plan diff=plan\n\
         \"/a b/old\" !merge !diff\n\
         \"/a b/old/**\" !merge !diff\n\
         # plan end\n\
         *.txt text\n"
    );
    let json = s
        .plan(&["hook", "install", "--absolute", "--json"])
        .ok()
        .json();
    assert_eq!(json["drivers"]["state"], "renewed");
    let driver = s.git(&["config", "merge.plan.driver"]);
    assert!(driver.contains("/plan"), "{driver}");
}

#[test]
fn what_somebody_else_set_is_left_to_them() {
    let s = Sandbox::new();
    s.git(&["config", "merge.plan.driver", "theirs %A"]);
    s.git(&["config", "diff.plan.xfuncname", "^x"]);
    let run = s.plan(&["init"]).ok();
    assert!(
        run.stdout.contains("merge driver not registered"),
        "{}",
        run.screen()
    );
    assert_eq!(s.git(&["config", "merge.plan.driver"]), "theirs %A");
    let attributes = fs::read_to_string(s.directory().join(ATTRIBUTES));
    assert!(!attributes.is_ok_and(|text| text.contains("plan begin")));
    s.plan(&["hook", "uninstall"]).ok();
    assert_eq!(s.git(&["config", "merge.plan.driver"]), "theirs %A");
    s.git(&["config", "--unset", "merge.plan.driver"]);
    s.plan(&["init"]).ok();
    s.plan(&["hook", "uninstall"]).ok();
    assert_eq!(s.git(&["config", "diff.plan.xfuncname"]), "^x");

    s.write(ATTRIBUTES, "# plan begin\n");
    let run = s.plan(&["init", "--json"]).fails(2);
    assert_eq!(run.json()["kind"], "refused");
    assert_eq!(s.read(ATTRIBUTES), "# plan begin\n");
}

/// The lines that are written mean for git what the patterns mean for us.
#[test]
fn attributes_match_what_the_patterns_match() {
    let s = Sandbox::new();
    let files = [
        "a.md",
        "docs",
        "docs/a.md",
        "docs/old/a.md",
        "docs/old/deep/b.md",
        "docs/x/a.md",
        "docsy/a.md",
        "x/docs/a.md",
        "a b/c.md",
        "plans/[1].md",
        "plans/1.md",
        "plans/*.md",
        "plans/plan-1.md",
        "plans/plan-10.md",
        "plans/ü.md",
        "!odd.md",
        "deep/one/two/plan.md",
        "deep/plan.md",
        "\"q\".md",
    ];
    for patterns in [
        &["docs"][..],
        &["docs/"],
        &["docs/*/"],
        &["docs/*.md"],
        &["docs/**"],
        &["**/*.md"],
        &["*.md"],
        &["docs/**/*.md", "!docs/old"],
        &["docs/**/*.md", "!docs/old/"],
        &["docs/**/*.md", "!**/b.md"],
        &["deep/**/plan.md", "./docs//a.md"],
        &["a b/*.md", "!docs"],
        &["plans/\\[1].md"],
        &["plans/[1].md"],
        &["plans/\\*.md", "plans/plan-?.md"],
        &["plans/[[:alpha:]ü].md", "\\!odd.md", "\"q\".md"],
        &["doc**/a.md"],
    ] {
        let quoted: Vec<String> = patterns.iter().map(|text| format!("{text:?}")).collect();
        s.write(".plan.toml", format!("paths = [{}]\n", quoted.join(", ")));
        s.plan(&["init"]).ok();
        let paths = Paths::new(patterns.iter().map(|&text| text.to_owned())).unwrap();
        let args = [&["check-attr", "-z", "merge", "--"][..], &files].concat();
        let told = s.git(&args);
        let told: Vec<&str> = told.split('\0').collect();
        for record in told.chunks_exact(3) {
            let expected = match paths.matches(record[0].as_bytes()) {
                true => "plan",
                false => "unspecified",
            };
            assert_eq!(record[2], expected, "{patterns:?}: {}", record[0]);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_clean_merge_of_every_kind() {
    let ours = with(CACHE, "**Status**: Draft", "**Status**: Ready");
    let theirs = with(CACHE, "- [ ] Retrospective", "- [x] Retrospective");
    let both = with(&ours, "- [ ] Retrospective", "- [x] Retrospective");
    let prepared = |s: &Sandbox| {
        branch(s, "side", &theirs);
        s.write(CACHE_PATH, &ours);
        s.commit("ours");
    };
    let commands: [&[&str]; 4] = [
        &["merge", "--quiet", "side"],
        &["rebase", "--quiet", "side"],
        &["cherry-pick", "side"],
        &["merge", "--quiet", "--squash", "side"],
    ];
    for command in commands {
        let s = twins(CACHE, |s| {
            prepared(s);
            vec![s.try_git(command)]
        });
        assert_eq!(s.read(CACHE_PATH), both, "{command:?}");
    }
    // What is reverted is not the last change.
    let s = twins(CACHE, |s| {
        prepared(s);
        s.git(&["merge", "--quiet", "side"]);
        vec![s.try_git(&["revert", "--no-edit", "HEAD^1"])]
    });
    assert_eq!(s.read(CACHE_PATH), theirs);
    let s = twins(CACHE, |s| {
        s.write(CACHE_PATH, &theirs);
        s.git(&["stash", "--quiet"]);
        s.write(CACHE_PATH, &ours);
        s.commit("ours");
        vec![s.try_git(&["stash", "pop", "--quiet"])]
    });
    assert_eq!(s.read(CACHE_PATH), both);
    let s = twins(CACHE, |s| {
        branch(s, "side", &theirs);
        s.write(CACHE_PATH, &ours);
        vec![s.try_git(&["checkout", "--quiet", "-m", "side"])]
    });
    assert_eq!(s.read(CACHE_PATH), both);
}

#[cfg(unix)]
#[test]
fn a_conflict_of_every_kind() {
    let ours = with(CACHE, "**Status**: Draft", "**Status**: Ready");
    let theirs = with(CACHE, "**Status**: Draft", "**Status**: In Progress");
    for eol in ["\n", "\r\n"] {
        for style in ["merge", "diff3", "zdiff3"] {
            let [base, ours, theirs] = [CACHE, &ours, &theirs].map(|text| text.replace('\n', eol));
            let commands: [&[&str]; 5] = [
                &["merge", "--quiet", "side"],
                &["rebase", "--quiet", "side"],
                &["rebase", "--quiet", "--apply", "side"],
                &["cherry-pick", "side"],
                &["checkout", "--quiet", "-m", "side"],
            ];
            // Who calls matters for the labels; the rest is the same for all of them.
            let few = if (eol, style) == ("\n", "merge") {
                5
            } else {
                1
            };
            for command in commands.into_iter().take(few) {
                let s = twins(&base, |s| {
                    s.git(&["config", "merge.conflictStyle", style]);
                    branch(s, "side", &theirs);
                    s.write(CACHE_PATH, &ours);
                    if command[0] != "checkout" {
                        s.commit("ours");
                    }
                    vec![s.try_git(command)]
                });
                let text = s.read(CACHE_PATH);
                assert!(text.contains("<<<<<<< "), "{command:?}\n{text}");
                assert_eq!(text.contains("||||||| "), style != "merge", "{text}");
                assert_eq!(text.matches(eol).count(), text.matches('\n').count());
            }
        }
    }
    let s = twins(CACHE, |s| {
        s.write(CACHE_PATH, &theirs);
        s.git(&["stash", "--quiet"]);
        s.write(CACHE_PATH, &ours);
        s.commit("ours");
        vec![s.try_git(&["stash", "pop", "--quiet"])]
    });
    assert!(s.read(CACHE_PATH).contains("<<<<<<< Updated upstream\n"));
    let s = twins(CACHE, |s| {
        s.write(CACHE_PATH, &ours);
        s.commit("ours");
        s.write(CACHE_PATH, with(&ours, "Ready", "Completed"));
        s.commit("later");
        vec![s.try_git(&["revert", "--no-edit", "HEAD^"])]
    });
    assert!(s.read(CACHE_PATH).contains("\n=======\n"));
    // What is set for one command only counts too.
    let s = twins(CACHE, |s| {
        branch(s, "side", &theirs);
        s.write(CACHE_PATH, &ours);
        s.commit("ours");
        vec![s.try_git(&[
            "-c",
            "merge.conflictStyle=diff3",
            "merge",
            "--quiet",
            "side",
        ])]
    });
    assert!(s.read(CACHE_PATH).contains("\n||||||| "));
}

#[cfg(unix)]
#[test]
fn the_same_conflict_again_is_remembered() {
    let ours = with(CACHE, "**Status**: Draft", "**Status**: Ready");
    let theirs = with(CACHE, "**Status**: Draft", "**Status**: In Progress");
    let s = place(true, CACHE);
    s.git(&["config", "rerere.enabled", "true"]);
    branch(&s, "side", &theirs);
    s.write(CACHE_PATH, &ours);
    s.commit("ours");
    s.try_git(&["merge", "--quiet", "side"]).fails(1);
    s.write(CACHE_PATH, &theirs);
    s.commit("merged");
    s.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    let run = s.try_git(&["merge", "side"]).fails(1);
    assert!(
        run.stdout.contains("using previous resolution")
            || run.stderr.contains("using previous resolution"),
        "{}",
        run.screen()
    );
    assert_eq!(s.read(CACHE_PATH), theirs);
}

/// The base of a criss-cross is a merge itself; its markers are longer.
#[cfg(unix)]
#[test]
fn a_criss_cross() {
    let status = |word: &str| with(CACHE, "**Status**: Draft", &format!("**Status**: {word}"));
    let s = twins(CACHE, |s| {
        s.git(&["config", "merge.conflictStyle", "diff3"]);
        branch(s, "a", &status("Ready"));
        branch(s, "b", &status("In Progress"));
        for (into, from, word) in [("a2", "b", "Ready"), ("b2", "a", "In Progress")] {
            let start = if from == "b" { "a" } else { "b" };
            s.git(&["switch", "--quiet", "-c", into, start]);
            s.try_git(&["merge", "--quiet", from]).fails(1);
            s.write(
                CACHE_PATH,
                with(&status(word), "Timer", &format!("Timer {into}")),
            );
            s.commit(into);
        }
        s.git(&["switch", "--quiet", "a2"]);
        vec![s.try_git(&["merge", "--quiet", "b2"]).fails(1)]
    });
    let lengths: Vec<String> = calls(&s)
        .iter()
        .filter(|call| call.starts_with("merge-driver"))
        .filter_map(|call| call.split(' ').nth(4).map(str::to_owned))
        .collect();
    assert!(lengths.iter().any(|length| length == "9"), "{lengths:?}");
    assert!(s.read(CACHE_PATH).contains("\n<<<<<<< "));
}

#[cfg(unix)]
#[test]
fn in_a_linked_work_tree() {
    let s = place(true, CACHE);
    stand_in(&s, REAL);
    branch(&s, "side", &with(CACHE, "Retrospective", "Look back"));
    s.git(&[
        "worktree",
        "add",
        "--quiet",
        "-b",
        "linked",
        "../linked",
        "main",
    ]);
    let mut linked = s;
    linked.enter("../linked");
    linked.write(
        CACHE_PATH,
        with(CACHE, "**Status**: Draft", "**Status**: Ready"),
    );
    linked.commit("ready");
    linked.git(&["merge", "--quiet", "side"]);
    let text = linked.read(CACHE_PATH);
    assert!(
        text.contains("Look back") && text.contains("Ready"),
        "{text}"
    );
    assert!(
        calls(&linked)
            .iter()
            .any(|call| call.starts_with("merge-driver"))
    );
    // Registered from here, it is the same.
    let json = linked.plan(&["init", "--json"]).ok().json();
    assert_eq!(json["drivers"]["state"], "kept");
}

#[cfg(unix)]
#[test]
fn in_a_bare_repository() {
    if !git_at_least(40) {
        return;
    }
    let s = place(true, CACHE);
    stand_in(&s, REAL);
    branch(&s, "side", &with(CACHE, "Retrospective", "Look back"));
    branch(
        &s,
        "other",
        &with(CACHE, "**Status**: Draft", "**Status**: Ready"),
    );
    s.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let driver = s.git(&["config", "merge.plan.driver"]);
    let attributes = s.read(ATTRIBUTES);
    let mut bare = s;
    bare.enter("../bare.git");
    bare.write("info/attributes", attributes);
    bare.git(&["config", "merge.plan.driver", &driver]);
    let tree = bare.git(&["merge-tree", "--write-tree", "side", "other"]);
    let text = bare.git(&["show", &format!("{tree}:{CACHE_PATH}")]);
    assert!(
        text.contains("Look back") && text.contains("Ready"),
        "{text}"
    );
    assert!(
        calls(&bare)
            .iter()
            .any(|call| call.starts_with("merge-driver"))
    );
    bare.plan(&["hook", "install"]).fails(2);
}

/// Whatever becomes of the driver, git has merged the file, and nobody's text is gone.
#[cfg(unix)]
#[test]
fn a_driver_that_fails_leaves_it_to_git() {
    let ours = with(CACHE, "**Status**: Draft", "**Status**: Ready");
    let theirs = with(CACHE, "**Status**: Draft", "**Status**: In Progress");
    let clean = with(CACHE, "Retrospective", "Look back");
    let expected = {
        let s = place(false, CACHE);
        branch(&s, "side", &theirs);
        s.write(CACHE_PATH, &ours);
        s.commit("ours");
        s.try_git(&["merge", "--quiet", "side"]).fails(1);
        s.read(CACHE_PATH)
    };
    let long = format!("ended with {}", 128 + 9);
    for (script, said) in [
        (Some("exit 2"), ""),
        (Some("exit 101"), "ended with 101"),
        (Some("exit 129"), "ended with 129"),
        (Some("kill -9 $$"), long.as_str()),
        (Some("exit 127"), "not on PATH"),
        (None, "not on PATH"),
    ] {
        let s = place(true, CACHE);
        match script {
            Some(script) => stand_in(&s, script),
            None => fs::remove_file(s.root().join("bin/plan")).unwrap(),
        }
        branch(&s, "side", &theirs);
        branch(&s, "clean", &clean);
        s.write(CACHE_PATH, &ours);
        s.commit("ours");
        let run = s.try_git(&["merge", "--quiet", "side"]).fails(1);
        assert!(run.stderr.contains(said), "{}", run.screen());
        if git_at_least(44) {
            assert_eq!(s.read(CACHE_PATH), expected, "{script:?}");
        }
        assert_eq!(s.git_status().trim(), format!("UU {CACHE_PATH}"));
        s.git(&["merge", "--abort"]);
        s.try_git(&["merge", "--quiet", "clean"]).ok();
        let text = s.read(CACHE_PATH);
        assert!(
            text.contains("Look back") && text.contains("Ready"),
            "{text}"
        );
    }
}

/// What a version of git that knows no labels makes of the driver, in a place without `plan`.
#[cfg(unix)]
#[test]
fn an_older_git_gets_labels_too() {
    let s = place(true, CACHE);
    fs::remove_file(s.root().join("bin/plan")).unwrap();
    for (name, text) in [("o", "a\n"), ("a", "x\n"), ("b", "y\n")] {
        s.write(name, text);
    }
    let mut command = s.git(&["config", "merge.plan.driver"]).replace("%%", "\0");
    for (sign, value) in [
        ("%O", "o"),
        ("%A", "a"),
        ("%B", "b"),
        ("%L", "7"),
        ("%P", "'p q'"),
    ] {
        command = command.replace(sign, value);
    }
    let command = command.replace('\0', "%");
    let run = s.command("sh").args(["-c", &command]).output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(said, "plan: not on PATH, so git merges p q by lines\n");
    assert_eq!(s.read("a"), "<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n");
}

#[cfg(unix)]
#[test]
fn a_side_that_cannot_be_read_leaves_it_to_git() {
    let merged = |base: &[u8], ours: &[u8], theirs: &[u8], driver: bool| {
        let s = place(driver, "");
        s.write(CACHE_PATH, base);
        s.commit("base");
        s.git(&["switch", "--quiet", "-c", "side"]);
        s.write(CACHE_PATH, theirs);
        s.commit("side");
        s.git(&["switch", "--quiet", "main"]);
        s.write(CACHE_PATH, ours);
        s.commit("ours");
        let run = s.try_git(&["merge", "--quiet", "side"]);
        (
            run,
            fs::read(s.directory().join(CACHE_PATH)).unwrap(),
            s.git_status(),
        )
    };
    let markers = b"# T\n\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n\nz\n".as_slice();
    let large = format!("# T\n\n{}", "line\n".repeat(2 << 20));
    type Case<'a> = (&'a str, &'a [u8], &'a [u8], &'a [u8]);
    let cases: [Case<'_>; 5] = [
        (
            "not UTF-8",
            b"# T\n\n\xff\n\na\n",
            b"# T\n\n\xff\n\nb\n",
            b"# T\n\n\xff\n\nc\n",
        ),
        (
            "not UTF-8",
            b"# T\n\n\xff\n\na\n",
            b"# T 2\n\n\xff\n\na\n",
            b"# T\n\n\xff\n\nc\n",
        ),
        ("conflict markers", b"# T\n\nz\n", b"# T\n\nQ\n", markers),
        ("8 MiB", b"# T\n", b"# U\n", large.as_bytes()),
        // UTF-16: git takes it for binary.
        (
            "not UTF-8",
            b"#\0 \0\xff\xfe\n\0a\0",
            b"#\0 \0\xff\xfe\n\0b\0",
            b"#\0 \0\xff\xfe\n\0c\0",
        ),
    ];
    for (said, base, ours, theirs) in cases {
        let (run, text, status) = merged(base, ours, theirs, true);
        let (plain, expected, plain_status) = merged(base, ours, theirs, false);
        assert!(run.stderr.contains(said), "{}", run.screen());
        let lines = run.stderr.lines().filter(|line| line.starts_with("plan:"));
        assert_eq!(lines.count(), 1, "{}", run.screen());
        assert!(
            run.stderr.contains("git merges it by lines"),
            "{}",
            run.screen()
        );
        assert_eq!(run.status, plain.status, "{}", run.screen());
        assert_eq!(status, plain_status);
        if git_at_least(44) {
            assert!(
                text == expected,
                "{said}: {}",
                String::from_utf8_lossy(&text)
            );
        }
    }
}

#[test]
fn the_command_itself() {
    let s = Sandbox::without_repository();
    let files = |ours: &[u8], theirs: &[u8]| {
        s.write("o", "a\nb\nc\n");
        s.write("a", ours);
        s.write("b", theirs);
    };
    files(b"A\nb\nc\n", b"a\nb\nC\n");
    s.plan(&["merge-driver", "o", "a", "b"])
        .shows("exit 0\n--- stdout\n--- stderr\n");
    assert_eq!(s.read("a"), "A\nb\nc\n".replace("c", "C"));

    for (rest, text) in [
        (&[][..], "<<<<<<<\nx\n=======\ny\n>>>>>>>\nb\nc\n"),
        (
            &["9", "p.md", "base", "HEAD", "-side"],
            "<<<<<<<<< HEAD\nx\n=========\ny\n>>>>>>>>> -side\nb\nc\n",
        ),
        (
            &["7", "p.md", "%S", "%X", "%Y"],
            "<<<<<<<\nx\n=======\ny\n>>>>>>>\nb\nc\n",
        ),
        (
            &["%L", "%P", "", "HEAD", ""],
            "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>>\nb\nc\n",
        ),
    ] {
        files(b"x\nb\nc\n", b"y\nb\nc\n");
        let run = s
            .plan(&[&["merge-driver", "o", "a", "b"], rest].concat())
            .fails(1);
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
        assert_eq!(s.read("a"), text, "{rest:?}");
    }

    files(b"x\n\xff\n", b"y\n");
    s.plan(&["merge-driver", "o", "a", "b", "7", "p.md"]).shows(
        "
exit 2
--- stdout
--- stderr
plan: error: p.md: not UTF-8: the byte at offset 2 does not belong to a character; convert the file to UTF-8; git merges it by lines
",
    );
    assert_eq!(fs::read(s.directory().join("a")).unwrap(), b"x\n\xff\n");
    s.plan(&["merge-driver", "o", "a", "missing"]).fails(2);
    s.plan(&["merge-driver"]).fails(2);
    let help = s.plan(&["merge-driver", "--help"]).ok();
    assert!(
        help.stdout.contains("The exit code is 0"),
        "{}",
        help.screen()
    );
    let help = s.plan(&["--help"]).ok();
    assert!(!help.stdout.contains("merge-driver"), "{}", help.screen());
}

#[test]
fn a_diff_shows_where_it_is_and_what_it_says() {
    let s = place(true, CACHE);
    s.write(
        CACHE_PATH,
        with(CACHE, "- [ ] Entries vanish", "- [x] Entries vanish"),
    );
    let diff = s.git(&["diff"]);
    assert!(diff.contains(" @@ ### Phase 2: Expiry\n"), "{diff}");

    s.git(&["config", "diff.plan.textconv", "plan textconv"]);
    let diff = s.git(&["diff", "--unified=1"]);
    assert!(
        diff.contains("\n **Verification**:\n-  - [ ] Entries vanish\n+  - [x] Entries vanish\n"),
        "{diff}"
    );
    // Wrapped and marked otherwise, it says the same.
    let same = CACHE.replace("- [ ] Load test passes", "* [ ] Load\n  test passes");
    s.write(CACHE_PATH, same);
    let diff = s.git(&["diff"]);
    assert!(!diff.contains("@@"), "{diff}");
    s.write(CACHE_PATH, b"# T\n\n\xff\n");
    let run = s.command("git").arg("diff").output().unwrap();
    assert!(
        run.stdout
            .windows(4)
            .any(|part| part == b"+\xff\n-" || part == b"\n+\xff\n"),
        "{:?}",
        String::from_utf8_lossy(&run.stdout)
    );
    s.plan(&["textconv", "missing.md"]).fails(2);
}

/// `.gitattributes` names the driver to everyone; who has none merges by lines, and nobody's lines are touched.
#[cfg(unix)]
#[test]
fn it_can_be_named_for_everyone() {
    let s = place(false, CACHE);
    s.write(".gitattributes", "*.png binary\n");
    let run = s.plan(&["hook", "install", "--shared"]).ok();
    assert!(
        run.stdout
            .ends_with("merge driver named in .gitattributes, which is not committed yet\n"),
        "{}",
        run.screen()
    );
    let text = s.read(".gitattributes");
    assert!(text.starts_with("*.png binary\n# plan begin"), "{text}");
    assert!(
        text.contains("/plan/implementation/*.md merge=plan diff=plan\n"),
        "{text}"
    );
    let again = s.plan(&["hook", "install", "--shared"]).ok();
    assert!(
        again.stdout.ends_with("named in .gitattributes already\n"),
        "{}",
        again.screen()
    );
    assert_eq!(s.read(".gitattributes"), text);
    s.plan(&["hook", "uninstall"]).ok();
    assert_eq!(s.read(".gitattributes"), text, "it is the team's");
    s.commit("attributes");
    // Without the driver the name means nothing.
    branch(&s, "side", &with(CACHE, "Retrospective", "Look back"));
    s.write(
        CACHE_PATH,
        with(CACHE, "**Status**: Draft", "**Status**: Ready"),
    );
    s.commit("ours");
    s.git(&["merge", "--quiet", "side"]);
    assert!(s.read(CACHE_PATH).contains("Look back"));
    s.git(&["diff", "HEAD~"]);
    // With it, it merges without a word in `info/attributes`.
    s.git(&["reset", "--quiet", "--hard", "HEAD~"]);
    s.plan(&["hook", "install"]).ok();
    s.write(ATTRIBUTES, "");
    stand_in(&s, REAL);
    s.git(&["merge", "--quiet", "side"]);
    assert!(
        calls(&s)
            .iter()
            .any(|call| call.starts_with("merge-driver"))
    );
}

//! `plan hook doctor`: what it says is what git then does.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::Sandbox;

fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.write(".plan.toml", "# defaults\n");
    s.commit("start");
    s
}

fn script(s: &Sandbox, path: &str, text: &str) {
    s.write(path, text);
    let path = s.directory().join(path);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// The checks that are not good, each as `name verdict: message`, and whether the next commit gets its entry, which has to be
/// what the doctor said of it.
#[track_caller]
fn examined(s: &Sandbox) -> Vec<String> {
    let index = s.git(&["ls-files", "--stage"]);
    let objects = s.git(&["count-objects", "-v"]);
    let run = s.plan(&["hook", "doctor", "--json"]);
    let json = run.json();
    assert_eq!(json["healthy"], run.status == 0);
    let found: Vec<String> = json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["verdict"] != "good")
        .map(|check| {
            let word = |key: &str| check[key].as_str().unwrap();
            assert!(check["help"].is_string(), "no help for {check}");
            format!("{} {}: {}", word("name"), word("verdict"), word("message"))
        })
        .collect();
    assert_eq!(
        s.git(&["ls-files", "--stage"]),
        index,
        "it wrote to the index"
    );
    assert_eq!(s.git(&["count-objects", "-v"]), objects, "it wrote objects");
    assert_eq!(s.git_status(), "", "it wrote files");

    let merges = |check: &String| check.starts_with("driver") || check.starts_with("attributes");
    let stops = |check: &String| check.contains(" bad: ") && !merges(check);
    let expected = usize::from(!found.iter().any(stops));
    s.write(PATH, cache(&[READY]));
    s.try_git(&["commit", "-qam", "ready"]).ok();
    let text = s.git(&["show", &format!("HEAD:{PATH}")]);
    assert_eq!(
        text.matches("### 2026-01-01 - Status").count(),
        expected,
        "{found:?}"
    );
    found
}

#[test]
fn all_is_well_after_the_installation() {
    let s = repository();
    s.plan(&["init"]).ok();
    let root = s.root().display().to_string();
    let run = s.plan(&["hook", "doctor"]).ok();
    assert_eq!(run.stderr, "");
    assert_eq!(
        run.stdout.replace(&root, "$ROOT"),
        "\
good  pre-commit   git runs $ROOT/repo/.git/hooks/pre-commit
good  post-commit  git runs $ROOT/repo/.git/hooks/post-commit
good  program      the hook calls $ROOT/bin/plan
good  driver       the merge driver is registered
good  attributes   git would merge plan/implementation/plan-hook-doctor.md with the driver
good  run          in a trial on a copy of the index, it wrote the log entry of a made-up plan
"
    );
    assert_eq!(examined(&s), [""; 0]);
}

/// A repository that version 0.1.0 set up: its scripts, and an entry of an aborted commit without
/// a receipt.
#[test]
fn repository_of_an_older_version_works_on_and_is_renewed() {
    let s = repository();
    s.plan(&["init"]).ok();
    let scripts = [".git/hooks/pre-commit", ".git/hooks/post-commit"];
    let current = scripts.map(|path| s.read(path));
    for (path, text) in scripts.iter().zip(&current) {
        let missing = "plan: warning: the Evolution Log was not updated, because plan is not on the PATH of git; run: plan hook doctor";
        let failed = "plan: warning: the Evolution Log was not updated, because the hook ended with $rc; run: plan hook doctor";
        let old = text
            .replace("# plan-hook v2 ", "# plan-hook v1 ")
            .replace(missing, "plan: not on PATH, Evolution Log not updated")
            .replace(
                failed,
                "plan: the hook ended with $rc, Evolution Log not updated",
            );
        assert_ne!(old, *text);
        s.write(path, old);
    }
    // It works on, and the doctor says what is old.
    let found = examined(&s);
    let older = |check: &String| check.contains("a script of an older version of plan");
    assert_eq!(
        found.iter().filter(|check| older(check)).count(),
        2,
        "{found:?}"
    );
    assert_eq!(found.len(), 2, "{found:?}");
    let entry = "\n### 2026-01-01 - Section changed: Notes\n\n- Section changed: Notes\n";
    let text = s.read(PATH).replace("Nothing yet.", "Something.") + entry;
    s.write(PATH, &text);
    let run = s.plan(&["hook", "doctor"]).ok();
    let note = "note  receipts     1 uncommitted log entry has no receipt and counts as hand-written: version 0.1.0, a person or another program wrote it";
    assert!(run.stdout.contains(note), "{}", run.screen());
    // Setting it up again renews the scripts, and the entry stays as it is.
    let run = s.plan(&["init"]).ok();
    for (path, text) in scripts.iter().zip(&current) {
        assert!(
            run.stdout
                .contains(&format!("hook brought up to date: {path}")),
            "{}",
            run.screen()
        );
        assert_eq!(s.read(path), *text);
    }
    s.git(&["commit", "-qam", "notes"]);
    assert_eq!(s.read(PATH), text);
    assert_eq!(s.git_status(), "");
    let run = s.plan(&["hook", "doctor"]).ok();
    assert!(!run.stdout.contains("note "), "{}", run.screen());
}

#[test]
fn in_a_repository_without_commits_and_with_other_paths() {
    let s = Sandbox::new();
    s.plan(&["init"]).ok();
    s.plan(&["hook", "doctor"]).ok();
    let s = Sandbox::new();
    s.write(
        ".plan.toml",
        "paths = ['docs/**/[a-z]*.md', '!docs/old/**']\n",
    );
    s.plan(&["hook", "install"]).ok();
    s.plan(&["hook", "doctor"]).ok();
    // One file, which is there.
    let s = repository();
    s.write(".plan.toml", format!("paths = ['{PATH}']\n"));
    s.commit("one path");
    s.plan(&["hook", "install"]).ok();
    assert_eq!(examined(&s), [""; 0]);
}

#[test]
fn what_is_in_the_way_is_found() {
    let s = repository();
    assert_eq!(
        examined(&s),
        [
            "pre-commit bad: no hook is installed in this clone",
            "driver bad: no merge driver is registered, so plans are merged by lines",
            "attributes bad: git would merge plan/implementation/plan-hook-doctor.md with `unspecified` and not with the driver",
        ]
    );

    let installed = || {
        let s = repository();
        s.plan(&["hook", "install"]).ok();
        s
    };
    let s = installed();
    let hook = s.directory().join(".git/hooks/pre-commit");
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o644)).unwrap();
    let found = examined(&s);
    assert!(
        found[0].ends_with("is not executable, so git passes over it"),
        "{found:?}"
    );

    let s = installed();
    s.git(&[
        "config",
        "core.hooksPath",
        s.root().join("elsewhere").to_str().unwrap(),
    ]);
    let found = examined(&s);
    assert!(
        found[0].ends_with("outside of this repository and shared with others"),
        "{found:?}"
    );

    let s = installed();
    std::fs::remove_file(s.root().join("bin/plan")).unwrap();
    let found = examined(&s);
    assert_eq!(
        found,
        ["program bad: the hook does not find `plan`: it is not on PATH"]
    );

    let s = installed();
    s.git(&["config", "plan.hook.enabled", "false"]);
    assert_eq!(
        examined(&s),
        ["switch bad: the hook is switched off for you"]
    );

    let s = installed();
    script(&s, ".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    let found = examined(&s);
    assert!(
        found[0].ends_with("is another hook and does not call plan"),
        "{found:?}"
    );

    let s = installed();
    std::fs::remove_file(s.directory().join(".git/hooks/post-commit")).unwrap();
    let found = examined(&s);
    assert!(
        found.len() == 1 && found[0].starts_with("post-commit note: "),
        "{found:?}"
    );
}

/// What looks right and is not shows when it is run.
#[test]
fn a_hook_that_runs_and_writes_nothing_is_found() {
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    let program = s.root().join("bin/plan");
    std::fs::remove_file(&program).unwrap();
    std::fs::write(&program, "#!/bin/sh\necho too old >&2\nexit 2\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let found = examined(&s);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("run bad: it ran and wrote no entry: too old"),
        "{found:?}"
    );
}

#[test]
fn hooks_of_others_are_not_run_by_it() {
    let s = repository();
    script(
        &s,
        ".git/hooks/pre-commit",
        "#!/bin/sh\ntouch \"$(git rev-parse --git-dir)/ran\"\n",
    );
    s.plan(&["hook", "install"]).ok();
    s.plan(&["hook", "doctor"]).ok();
    assert!(!s.directory().join(".git/ran").exists());
    assert_eq!(examined(&s), [""; 0]);
    assert!(
        s.directory().join(".git/ran").exists(),
        "a commit does run it"
    );

    // husky, as far as we know it.
    let s = repository();
    script(
        &s,
        ".husky/_/pre-commit",
        "#!/bin/sh\nsh .husky/pre-commit\n",
    );
    s.write(
        ".husky/pre-commit",
        "touch .git/ran\nplan hook run pre-commit\n",
    );
    s.commit("husky");
    s.git(&["config", "core.hooksPath", ".husky/_"]);
    let found = examined(&s);
    assert!(
        found[0].starts_with("pre-commit note: what husky runs mentions it"),
        "{found:?}"
    );
    assert!(
        found.iter().all(|check| !check.starts_with("run")),
        "{found:?}"
    );
    assert!(
        s.directory().join(".git/ran").exists(),
        "a commit does run it"
    );
}

/// A script of others is not run, so what it comes to is not known; what it cannot come to is.
#[test]
fn a_line_that_is_only_there_is_not_a_call() {
    let verdict = |text: &str, executable: bool| {
        let s = repository();
        s.write(".githooks/pre-commit", text);
        if executable {
            script(&s, ".githooks/pre-commit", text);
        }
        s.commit("hooks");
        s.git(&["config", "core.hooksPath", ".githooks"]);
        let checks = s.plan(&["hook", "doctor", "--json"]).json();
        let first = checks["checks"][0].clone();
        assert_eq!(first["name"], "pre-commit");
        let word = |key: &str| first[key].as_str().unwrap().to_owned();
        (word("verdict"), word("message"))
    };
    let (bad, said) = verdict("#!/bin/sh\n# plan hook run pre-commit\nexit 0\n", true);
    assert_eq!(bad, "bad");
    assert!(said.ends_with("does not call plan"), "{said}");
    let (note, said) = verdict("#!/bin/sh\nexit 0\nplan hook run pre-commit\n", true);
    assert_eq!(note, "note");
    assert!(said.contains(".githooks/pre-commit mentions it"), "{said}");
    let s = repository();
    script(
        &s,
        ".githooks/pre-commit",
        "#!/bin/sh\nplan hook run pre-commit\n",
    );
    s.git(&["config", "core.hooksPath", ".githooks"]);
    s.plan(&["hook", "install"]).ok();
    let run = s.plan(&["hook", "doctor"]).ok();
    assert!(
        !run.stdout.contains("plan hook install"),
        "{}",
        run.screen()
    );
    let (bad, said) = verdict("#!/bin/sh\nplan hook run pre-commit\n", false);
    assert_eq!(bad, "bad");
    assert!(said.contains("is not executable"), "{said}");
}

#[test]
fn drivers_of_others_and_of_another_time_are_found() {
    let installed = || {
        let s = repository();
        s.plan(&["hook", "install"]).ok();
        s
    };
    let s = installed();
    s.git(&["config", "merge.plan.driver", "true"]);
    assert_eq!(
        examined(&s),
        ["driver bad: git config merge.plan.driver is not plan's"]
    );

    let s = installed();
    s.write(
        ".git/info/attributes",
        s.read(".git/info/attributes") + "*.md merge=union\n",
    );
    let found = examined(&s);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("with `union` and not with the driver"),
        "{found:?}"
    );

    // A line for one plan, which the plan that does not exist knows nothing of.
    let s = installed();
    s.write(
        ".git/info/attributes",
        s.read(".git/info/attributes") + PATH + " merge=union\n",
    );
    assert_eq!(
        examined(&s),
        [format!(
            "attributes bad: git would merge {PATH} with `union` and not with the driver"
        )]
    );

    let s = installed();
    s.write(
        ".plan.toml",
        "paths = ['plan/implementation/*.md', 'docs/*.md']\n",
    );
    s.commit("more paths");
    let found = examined(&s);
    assert!(
        found[0].starts_with("driver bad: the merge driver is registered for other paths"),
        "{found:?}"
    );
}

#[test]
fn one_half_of_the_driver_is_told_from_the_other() {
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    s.git(&["config", "--unset", "merge.plan.driver"]);
    let found = examined(&s);
    assert_eq!(
        found,
        [
            "driver bad: the attributes name the merge driver, but git config merge.plan.driver is not set"
        ]
    );
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    std::fs::remove_file(s.directory().join(".git/info/attributes")).unwrap();
    let found = examined(&s);
    assert_eq!(
        found[0],
        "driver bad: git config has the merge driver, but info/attributes does not name it"
    );
}

/// The advice can be followed, and then all is well.
#[test]
fn what_is_in_the_place_of_a_hook_is_to_be_moved_away() {
    for (place, is_directory) in [(".git/hooks/pre-commit", true), (".git/hooks", false)] {
        let s = repository();
        let path = s.directory().join(place);
        if is_directory {
            std::fs::create_dir_all(&path).unwrap();
        } else {
            std::fs::remove_dir_all(&path).unwrap();
            std::fs::write(&path, "").unwrap();
        }
        let run = s.plan(&["hook", "doctor"]).fails(1);
        assert!(
            run.stdout
                .contains("move it away, then `plan hook install`"),
            "{}",
            run.screen()
        );
        let run = s.plan(&["hook", "install"]).fails(2);
        assert!(
            run.stderr.contains("move it away, then try again"),
            "{}",
            run.screen()
        );
        std::fs::rename(&path, s.root().join("away")).unwrap();
        s.plan(&["hook", "install"]).ok();
        s.plan(&["hook", "doctor"]).ok();
    }
}

#[test]
fn a_switch_is_found_where_it_is_set() {
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    s.write("../home/gitconfig", "[plan \"hook\"]\n\tenabled = false\n");
    let run = s.plan(&["hook", "doctor"]).fails(1);
    let command = "git config --show-origin plan.hook.enabled";
    assert!(run.stdout.contains(command), "{}", run.screen());
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    assert!(s.git(&words).contains("gitconfig"));
}

#[test]
fn in_the_middle_of_something_it_waits() {
    let s = repository();
    s.plan(&["hook", "install"]).ok();
    s.git(&["checkout", "-qb", "side"]);
    s.write("a.txt", "a\n");
    s.commit("a");
    s.git(&["checkout", "-q", "main"]);
    s.write("b.txt", "b\n");
    s.commit("b");
    s.git(&["merge", "-q", "--no-commit", "side"]);
    let run = s.plan(&["hook", "doctor"]).ok();
    assert!(
        run.stdout
            .contains("note  run          not tried: the hook stands aside for a merge commit"),
        "{}",
        run.screen()
    );
    let bare = Sandbox::without_repository();
    bare.git(&["init", "-q", "--bare"]);
    let run = bare.plan(&["hook", "doctor"]).fails(1);
    // Which would refuse.
    assert!(
        !run.stdout.contains("plan hook install"),
        "{}",
        run.screen()
    );
}

#[test]
fn in_a_linked_work_tree_and_from_below() {
    let mut s = repository();
    s.plan(&["hook", "install"]).ok();
    s.git(&["worktree", "add", "-q", "../linked"]);
    s.enter("../linked/plan");
    s.plan(&["hook", "doctor"]).ok();
}

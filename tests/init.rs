//! `plan init`, `plan hook install` and `plan hook uninstall`.

use crate::sample::{CACHE, LOGIN};
use crate::sandbox::Sandbox;

#[test]
fn it_does_both_and_can_be_run_twice() {
    let sandbox = Sandbox::new();
    sandbox.plan(&["init"]).shows(
        "
exit 0
--- stdout
.plan.toml written: plans lie at `plan/implementation/*.md`
hook installed: .git/hooks/pre-commit
hook installed: .git/hooks/post-commit
merge driver registered: .git/info/attributes
--- stderr
plan: hint: Commit .plan.toml, so that everyone has it: `git add .plan.toml` and `git commit`.
plan: hint: `plan` shows where you stand; `plan new \"NAME\"` writes a plan.
",
    );
    let config = sandbox.read(".plan.toml");
    assert_eq!(sandbox.git_status(), "?? .plan.toml");
    sandbox.plan(&["init"]).shows(
        "
exit 0
--- stdout
.plan.toml is there already and was left as it is: plans lie at `plan/implementation/*.md`
hook is installed already: .git/hooks/pre-commit
hook is installed already: .git/hooks/post-commit
merge driver is registered already: .git/info/attributes
--- stderr
plan: hint: `plan` shows where you stand; `plan new \"NAME\"` writes a plan.
",
    );
    assert_eq!(sandbox.read(".plan.toml"), config);
    let json = sandbox.plan(&["init", "--json"]).ok().json();
    assert_eq!(json["schema"], "plan.init/1");
    assert_eq!(json["config"]["state"], "kept");
    assert_eq!(json["hook"]["state"], "kept");
    assert_eq!(json["drivers"]["state"], "kept");
}

#[test]
fn plans_that_lie_elsewhere_are_found() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "vendor/\n");
    sandbox.write("docs/plans/cache.md", CACHE);
    sandbox.write("docs/plans/readme.md", "# Plans\n");
    sandbox.write("vendor/plans/cache.md", CACHE);
    sandbox.write("notes/a.md", "# A\n");
    sandbox.write("notes/b.md", "# B\n");
    sandbox.write("notes/login.md", LOGIN);
    let json = sandbox.plan(&["init", "--json"]).ok().json();
    assert_eq!(
        json["config"]["paths"],
        serde_json::json!(["docs/plans/*.md", "notes/login.md"])
    );
    let json = sandbox.plan(&["list", "--json"]).ok().json();
    assert_eq!(json["plans"].as_array().unwrap().len(), 3);
}

#[test]
fn named_paths_are_written_down_but_a_file_that_is_there_is_kept() {
    let sandbox = Sandbox::new();
    sandbox.plan(&["--paths", "a/*.md", "init"]).ok();
    assert!(sandbox.read(".plan.toml").contains("paths = [\"a/*.md\"]"));
    let run = sandbox.plan(&["--paths", "b/*.md", "init"]).ok();
    assert!(
        run.stderr.contains("`--paths` was not written"),
        "{}",
        run.screen()
    );
    assert!(
        run.stdout.contains("plans lie at `a/*.md`"),
        "{}",
        run.screen()
    );
}

#[test]
fn hooks_that_belong_to_someone_else_are_left_to_them() {
    let sandbox = Sandbox::new();
    sandbox.write(".husky/_/husky.sh", "");
    sandbox.write(".husky/_/pre-commit", "#!/bin/sh\n");
    sandbox.git(&["config", "core.hooksPath", ".husky/_"]);
    let run = sandbox.plan(&["init"]).ok();
    assert!(
        run.stdout.contains("hook not installed"),
        "{}",
        run.screen()
    );
    assert!(
        run.stdout.contains("\n    plan hook run pre-commit\n"),
        "{}",
        run.screen()
    );
    assert_eq!(sandbox.read(".husky/_/pre-commit"), "#!/bin/sh\n");
    let run = sandbox.plan(&["hook", "install", "--json"]).fails(2);
    assert_eq!(run.json()["kind"], "refused");
}

/// A repository with a plan in which others keep the hooks, by this setting.
fn kept_by_others(hooks_path: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(crate::plans::PATH, crate::plans::CACHE);
    sandbox.commit("start");
    sandbox.git(&["config", "core.hooksPath", hooks_path]);
    sandbox
}

#[track_caller]
fn has_driver(sandbox: &Sandbox) {
    let driver = sandbox.git(&["config", "merge.plan.driver"]);
    assert!(driver.contains("merge-driver"), "{driver}");
    let merges = sandbox.git(&["check-attr", "merge", "--", crate::plans::PATH]);
    assert!(merges.ends_with(": plan"), "{merges}");
}

#[test]
fn the_driver_is_registered_whoever_keeps_the_hooks() {
    for (hooks, file, text, by) in [
        (
            ".githooks",
            ".githooks/pre-commit",
            "#!/bin/sh\nplan hook run pre-commit\n",
            ".githooks/pre-commit",
        ),
        (
            ".husky/_",
            ".husky/pre-commit",
            "plan hook run pre-commit\n",
            "husky",
        ),
        (
            "../elsewhere",
            "../elsewhere/pre-commit",
            "#!/bin/sh\nplan hook run pre-commit\n",
            "../elsewhere/pre-commit",
        ),
    ] {
        let sandbox = kept_by_others(hooks);
        sandbox.write(file, text);
        let run = sandbox.plan(&["hook", "install"]).ok();
        assert!(
            run.stdout.contains(&format!("{by} already\n")),
            "{}",
            run.screen()
        );
        has_driver(&sandbox);
        assert_eq!(sandbox.read(file), text);
        let json = sandbox.plan(&["hook", "install", "--json"]).ok().json();
        assert_eq!(json["state"], "kept");
        assert_eq!(json["drivers"]["state"], "kept");
        let run = sandbox.plan(&["hook", "install", "--trailer"]).ok();
        assert!(
            run.stderr.contains("`plan hook run commit-msg \"$1\"`"),
            "{}",
            run.screen()
        );
    }
}

#[test]
fn the_driver_is_registered_though_a_line_is_missing() {
    for (hooks, file) in [
        (".githooks", ".githooks/pre-commit"),
        (".husky/_", ".husky/_/pre-commit"),
        ("../elsewhere", "../elsewhere/pre-commit"),
    ] {
        let sandbox = kept_by_others(hooks);
        sandbox.write(file, "#!/bin/sh\n");
        let run = sandbox.plan(&["hook", "install"]).fails(2);
        assert!(
            run.stdout.contains("\n    plan hook run pre-commit\n"),
            "{}",
            run.screen()
        );
        assert!(run.stderr.contains("plan: error: "), "{}", run.screen());
        has_driver(&sandbox);
        assert_eq!(sandbox.read(file), "#!/bin/sh\n");
    }
}

/// git then looks for `/pre-commit`.
#[test]
fn an_empty_place_of_hooks_is_none() {
    let sandbox = kept_by_others("");
    let before = sandbox.git_status();
    let run = sandbox.plan(&["hook", "install"]).fails(2);
    assert!(
        run.stderr.contains("core.hooksPath is empty")
            && run.stderr.contains("git config --unset core.hooksPath"),
        "{}",
        run.screen()
    );
    assert_eq!(sandbox.git_status(), before);
    let run = sandbox.plan(&["hook", "doctor"]).fails(1);
    assert!(
        run.stdout
            .contains("bad   pre-commit   core.hooksPath is empty"),
        "{}",
        run.screen()
    );
    sandbox.git(&["config", "core.hooksPath", "."]);
    sandbox.plan(&["hook", "install"]).ok();
    assert!(sandbox.directory().join("pre-commit").exists());
}

#[test]
fn a_hook_that_was_there_runs_first_and_comes_back() {
    let sandbox = Sandbox::new();
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    let run = sandbox.plan(&["hook", "install", "--absolute"]).ok();
    assert!(
        run.stdout
            .contains("the hook that was there before runs first"),
        "{}",
        run.screen()
    );
    let json = sandbox.plan(&["hook", "uninstall", "--json"]).ok().json();
    assert_eq!(json["schema"], "plan.hook/1");
    assert_eq!(json["state"], "removed");
    assert_eq!(json["earlier_hook"], true);
    assert_eq!(sandbox.read(".git/hooks/pre-commit"), "#!/bin/sh\nexit 0\n");
    let run = sandbox.plan(&["hook", "uninstall"]).ok();
    assert!(run.stdout.contains("nothing to remove"), "{}", run.screen());
}

#[test]
fn attributes_without_a_line_break_at_the_end_come_back() {
    let sandbox = Sandbox::new();
    sandbox.write(".git/info/attributes", "*.txt text");
    sandbox.plan(&["hook", "install"]).ok();
    sandbox.plan(&["hook", "install"]).ok();
    let merges = sandbox.git(&["check-attr", "merge", "--", crate::plans::PATH]);
    assert!(merges.ends_with(": plan"), "{merges}");
    sandbox.plan(&["hook", "uninstall"]).ok();
    assert_eq!(sandbox.read(".git/info/attributes"), "*.txt text");
}

#[cfg(unix)]
#[test]
fn shared_attributes_that_git_would_not_read_are_not_written() {
    let sandbox = Sandbox::new();
    sandbox.write("attributes", "*.txt text\n");
    std::os::unix::fs::symlink("attributes", sandbox.directory().join(".gitattributes")).unwrap();
    let run = sandbox.plan(&["hook", "install", "--shared"]).fails(2);
    assert!(
        run.stderr.contains("is a symbolic link"),
        "{}",
        run.screen()
    );
    assert_eq!(sandbox.read("attributes"), "*.txt text\n");
}

#[test]
fn a_driver_of_others_counts_wherever_it_is_set() {
    let theirs = "[merge \"plan\"]\n\tdriver = theirs %A\n";
    let included = Sandbox::new();
    included.write(".git/theirs", theirs);
    included.git(&["config", "include.path", "theirs"]);
    let global = Sandbox::new();
    global.write("../home/gitconfig", theirs);
    for sandbox in [included, global] {
        let run = sandbox.plan(&["hook", "install"]).ok();
        assert!(
            run.stdout.contains("merge driver not registered"),
            "{}",
            run.screen()
        );
        assert_eq!(sandbox.git(&["config", "merge.plan.driver"]), "theirs %A");
        let run = sandbox.plan(&["hook", "doctor"]).fails(1);
        assert!(
            run.stdout.contains("merge.plan.driver is not plan's"),
            "{}",
            run.screen()
        );
        sandbox.plan(&["hook", "uninstall"]).ok();
        assert_eq!(sandbox.git(&["config", "merge.plan.driver"]), "theirs %A");
    }
}

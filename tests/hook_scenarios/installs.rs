//! 55 to 59: hooks of others, and programs that keep hooks. The programs themselves are stood in for by scripts that do to
//! the work tree and to hooks what they do.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::place::{
    CACHE, NOTES, PATH, READY, bare_place, cache, clean, edit, has, head, place, ready, script,
};
use crate::sandbox::Sandbox;

const HOOK: &str = ".git/hooks/pre-commit";

#[test]
fn s55_a_hook_that_was_there() {
    let s = bare_place();
    let mine = "#!/bin/sh\n# caf\u{e9}\necho mine >&2\n[ ! -e refuse ]\n";
    script(&s, HOOK, mine);
    let mode = |s: &Sandbox| {
        fs::metadata(s.directory().join(HOOK))
            .unwrap()
            .permissions()
            .mode()
    };
    let before = mode(&s);
    for _ in 0..2 {
        s.plan(&["hook", "install"]).ok();
        s.plan(&["hook", "install"]).ok();
        // It runs first, and what it refuses leaves nothing written.
        s.write("refuse", "");
        edit(&s, READY);
        s.try_git(&["commit", "-qam", "ready"]).fails(1);
        assert_eq!(s.read(PATH), cache(&[READY]));
        assert_eq!(s.git_status(), format!(" M {PATH}\n?? refuse"));
        fs::remove_file(s.directory().join("refuse")).unwrap();
        let run = s.try_git(&["commit", "-qam", "ready"]).ok();
        assert!(run.stderr.starts_with("mine\nplan: "), "{}", run.screen());
        has(&s, &["Status: Draft -> Ready"]);
        clean(&s);
        s.plan(&["hook", "uninstall"]).ok();
        assert_eq!(s.read(HOOK), mine);
        assert_eq!(mode(&s), before);
        s.git(&["reset", "-q", "--hard", "HEAD~"]);
    }
    let left: Vec<String> = fs::read_dir(s.directory().join(".git/hooks"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".sample"))
        .collect();
    assert_eq!(left, ["pre-commit"]);
}

/// What keeps hooks.
struct Keeper {
    name: &'static str,
    /// Makes git run it.
    setup: fn(&Sandbox),
    /// Where a person writes down what it runs.
    file: &'static str,
    text: &'static str,
}

const KEEPERS: [Keeper; 3] = [
    Keeper {
        name: "husky",
        setup: |s| {
            let text = "#!/bin/sh\n[ ! -f .husky/pre-commit ] || sh -e .husky/pre-commit\n";
            script(s, ".husky/_/pre-commit", text);
            s.git(&["config", "core.hooksPath", ".husky/_"]);
        },
        file: ".husky/pre-commit",
        text: "plan hook run pre-commit\n",
    },
    Keeper {
        name: "lefthook",
        setup: |s| {
            let text = "#!/bin/sh\n# lefthook\n[ ! -f lefthook.yml ] || sh -c \"$(sed -n 's/^ *run: //p' lefthook.yml)\"\n";
            script(s, HOOK, text);
        },
        file: "lefthook.yml",
        text: "pre-commit:\n  commands:\n    plan:\n      run: plan hook run pre-commit\n",
    },
    Keeper {
        name: "a directory of the machine",
        setup: |s| {
            script(
                s,
                "../hooks/pre-commit",
                "#!/bin/sh\n[ ! -f ../line ] || sh ../line\n",
            );
            s.git(&["config", "core.hooksPath", "../hooks"]);
        },
        file: "../line",
        text: "plan hook run pre-commit\n",
    },
];

#[test]
fn s56_programs_that_keep_hooks() {
    for Keeper {
        name,
        setup,
        file,
        text,
    } in KEEPERS
    {
        let s = bare_place();
        setup(&s);
        s.commit("manager");
        let listing = |s: &Sandbox| {
            s.git(&["status", "--porcelain", "--ignored"])
                + &fs::read_to_string(s.directory().join(HOOK)).unwrap_or_default()
        };
        let before = listing(&s);
        let run = s.plan(&["hook", "install"]).fails(2);
        assert!(
            run.stderr.contains("plan hook run pre-commit"),
            "{name}: {}",
            run.screen()
        );
        assert_eq!(listing(&s), before, "{name}: something was written");
        s.write(file, text);
        s.commit("line");

        // All, a path, and a part.
        edit(&s, READY);
        s.git(&["commit", "-qam", "ready"]);
        assert_eq!(head(&s), cache(&[READY]) + &ready(), "{name}");
        clean(&s);
        s.git(&["reset", "-q", "--hard", "HEAD~"]);
        edit(&s, READY);
        s.write("other.txt", "two\n");
        s.git(&["add", "other.txt"]);
        s.git(&["commit", "-qm", "ready", PATH]);
        assert_eq!(head(&s), cache(&[READY]) + &ready(), "{name}");
        assert_eq!(s.git_status(), "M  other.txt");
        s.git(&["reset", "-q", "--hard", "HEAD~"]);
        edit(&s, READY);
        s.git(&["add", PATH]);
        edit(&s, NOTES);
        s.git(&["commit", "-qm", "ready"]);
        assert_eq!(head(&s), cache(&[READY]) + &ready(), "{name}");
        assert_eq!(s.read(PATH), cache(&[READY, NOTES]) + &ready(), "{name}");
    }
}

/// What the pre-commit framework does: the hook that was there first, then unstaged changes put away, checks, and the changes
/// brought back as a patch. If the checks change files, it fails.
const FRAMEWORK: &str = r#"#!/usr/bin/env bash
# File generated by pre-commit: https://pre-commit.com
here="$(cd "$(dirname "$0")" && pwd)"
if [ -x "$here/pre-commit.legacy" ]; then
    if [ -n "$PRE_COMMIT_RUNNING_LEGACY" ]; then
        echo "bug: pre-commit's script is installed in migration mode" >&2
        exit 1
    fi
    PRE_COMMIT_RUNNING_LEGACY=1 "$here/pre-commit.legacy" "$@" || exit $?
fi
patch="$(mktemp)"
if ! git diff --no-ext-diff --binary --exit-code >"$patch"; then
    git -c submodule.recurse=0 checkout -q -- . || exit 1
fi
before="$(git diff)"
echo checked >>../checked
[ "$before" = "$(git diff)" ] || exit 1
[ ! -s "$patch" ] || git apply "$patch" || exit 1
"#;

/// `pre-commit install`: a hook that is there and not its own becomes the legacy one.
fn framework_install(s: &Sandbox) {
    let hook = s.directory().join(HOOK);
    let its_own =
        fs::read_to_string(&hook).is_ok_and(|text| text.contains("generated by pre-commit"));
    if hook.exists() && !its_own {
        fs::rename(&hook, s.directory().join(".git/hooks/pre-commit.legacy")).unwrap();
    }
    script(s, HOOK, FRAMEWORK);
}

#[test]
fn s57_a_hunk_at_the_end_of_the_log_beside_the_pre_commit_framework() {
    let s = place();
    framework_install(&s);
    let note = "\n### 2026-01-01 - My note\n\nNot staged.\n";
    edit(&s, READY);
    s.git(&["add", PATH]);
    s.write(PATH, s.read(PATH) + note);
    s.try_git(&["commit", "-qm", "ready"]).ok();
    assert_eq!(s.read("../checked"), "checked\n");
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(s.read(PATH), cache(&[READY]) + &ready() + note);
}

#[test]
fn s58_the_pre_commit_framework_before_and_after() {
    let orders: [&dyn Fn(&Sandbox); 4] = [
        &|s| {
            s.plan(&["hook", "install"]).ok();
            framework_install(s);
        },
        &|s| {
            s.plan(&["hook", "install"]).ok();
            framework_install(s);
            framework_install(s);
        },
        &|s| {
            framework_install(s);
            s.plan(&["hook", "install"]).ok();
        },
        // The hardest: ours round the framework, and the framework round ours.
        &|s| {
            framework_install(s);
            s.plan(&["hook", "install"]).ok();
            framework_install(s);
        },
    ];
    for (order, install) in orders.iter().enumerate() {
        let s = bare_place();
        install(&s);
        edit(&s, READY);
        let run = s.try_git(&["commit", "-qam", "ready"]).ok();
        assert_eq!(
            run.stderr.matches("plan: ").count(),
            1,
            "{order}: {}",
            run.screen()
        );
        assert_eq!(head(&s), cache(&[READY]) + &ready(), "{order}");
        assert!(s.root().join("checked").exists(), "{order}");
        clean(&s);
    }
}

#[test]
fn s59_a_program_that_is_not_there() {
    let s = place();
    fs::remove_file(s.root().join("bin/plan")).unwrap();
    edit(&s, READY);
    let run = s.try_git(&["commit", "-qam", "ready"]).ok();
    assert_eq!(
        run.stderr,
        "plan: warning: the Evolution Log was not updated, because plan is not on the PATH of git; run: plan hook doctor\n"
    );
    assert_eq!(head(&s), cache(&[READY]));
    assert_ne!(head(&s), CACHE);
    clean(&s);
}

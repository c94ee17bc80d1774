//! The pre-commit framework puts changes that are not staged away while its hooks run.

use std::fs;

use crate::place::{PATH, READY, clean, edit};
use crate::programs::{place, run};
use crate::rounds::{NOTE, commits, near};
use crate::sandbox::Sandbox;

const CONFIG: &str = "repos:
- repo: local
  hooks:
  - id: checked
    name: checked
    entry: 'true'
    language: system
    always_run: true
    pass_filenames: false
";

fn configured() -> Sandbox {
    let s = place();
    s.write(".pre-commit-config.yaml", CONFIG);
    s.commit("framework");
    s
}

fn framework(s: &Sandbox) {
    run(s, "pre-commit", &["install"]).ok();
}

fn ours(s: &Sandbox) {
    s.plan(&["hook", "install"]).ok();
}

type Install = fn(&Sandbox);

#[test]
fn in_every_order() {
    let orders: [(&str, &[Install]); 5] = [
        ("ours first", &[ours, framework]),
        ("ours first, and again", &[ours, framework, framework]),
        ("ours last", &[framework, ours]),
        ("ours in between", &[framework, ours, framework]),
        (
            "ours in between, and again",
            &[framework, ours, framework, ours],
        ),
    ];
    for (told, order) in orders {
        let s = configured();
        order.iter().for_each(|install| install(&s));
        s.plan(&["hook", "doctor"]).ok();
        commits(&s, told);
        if told.starts_with("ours first") {
            near(&s, told);
        }
    }
}

/// Called by the framework itself, as `.pre-commit-hooks.yaml` offers it.
#[test]
fn as_hooks_of_its_own() {
    let s = configured();
    s.plan(&["hook", "install"]).ok();
    s.plan(&["hook", "uninstall"]).ok();
    // A repository with the file alone stands for ours.
    let offered = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../.pre-commit-hooks.yaml"
    ))
    .unwrap();
    s.write("../offered/.pre-commit-hooks.yaml", offered);
    let there = s.root().join("offered");
    let there = there.to_str().unwrap();
    s.git(&["-C", there, "init", "-q"]);
    s.git(&["-C", there, "add", "--all"]);
    s.git(&["-C", there, "commit", "-qm", "offered"]);
    let rev = s.git(&["-C", there, "rev-parse", "HEAD"]);
    let hooks = "  hooks:\n  - id: plan-log\n  - id: plan-log-check\n";
    s.write(
        ".pre-commit-config.yaml",
        format!("{CONFIG}- repo: {there}\n  rev: {rev}\n{hooks}"),
    );
    s.commit("ours");
    framework(&s);
    // The framework says nothing of a hook that passes.
    edit(&s, READY);
    s.try_git(&["commit", "-qam", "ready"]).ok();
    assert!(s.read(PATH).contains("- Status: Draft -> Ready"));
    clean(&s);
    let check = |s: &Sandbox| {
        run(
            s,
            "pre-commit",
            &[
                "run",
                "plan-log-check",
                "--hook-stage",
                "pre-push",
                "--all-files",
            ],
        )
    };
    check(&s).ok();
    edit(&s, ("**Status**: Ready", "**Status**: Completed"));
    s.git(&["commit", "-qam", "gap", "--no-verify"]);
    check(&s).fails(1);
    s.plan(&["log", "--fix"]).ok();
    s.git(&["commit", "-qam", "log"]);
    check(&s).ok();

    // What is not staged next to the log is what it cannot bring back: the commit fails, and the change is in its patch.
    edit(&s, ("**Status**: Completed", "**Status**: Draft"));
    s.git(&["add", PATH]);
    s.write(PATH, s.read(PATH) + NOTE);
    let run = s.try_git(&["commit", "-qm", "near"]).fails(1);
    assert!(!s.read(PATH).contains("Not staged."));
    let patches = fs::read_dir(s.root().join("home/.cache/pre-commit")).unwrap();
    let mut texts = patches.filter_map(|file| fs::read_to_string(file.unwrap().path()).ok());
    assert!(
        texts.any(|text| text.contains("+Not staged.")),
        "{}",
        run.screen()
    );
}

//! `plan cache`, and that what it holds makes no difference: the same JSON with and without, cold and warm, switched off by
//! an option, a variable or git config, and after it was spoilt.

use std::fs;
use std::path::PathBuf;

use crate::sample::{CACHE, CACHE_PATH, two_plans};
use crate::sandbox::Sandbox;

/// Where the cache of a sandbox lies.
fn place(sandbox: &Sandbox) -> PathBuf {
    sandbox.directory().join(".git/plan/cache")
}

/// Two plans, of which one has been ready, ticked and renamed.
fn repository() -> Sandbox {
    let sandbox = two_plans();
    let ready = CACHE.replace("Draft", "Ready");
    sandbox.write(CACHE_PATH, &ready);
    sandbox.commit("ready");
    sandbox.write(CACHE_PATH, ready.replace("- [ ] Read", "- [x] Read"));
    sandbox.commit("ticked");
    sandbox.git(&["mv", CACHE_PATH, "plan/implementation/store.md"]);
    let later = ready.replace("Metrics cache", "Metrics store");
    sandbox.write("plan/implementation/store.md", later);
    sandbox.commit("renamed");
    sandbox
}

const QUESTIONS: [&[&str]; 7] = [
    &["history", "--json"],
    &["history", "--json", "--explain"],
    &["history", "--json", "--first-parent"],
    &["history", "--jsonl"],
    &["list", "--json"],
    &["status", "store", "--json"],
    &["log", "--json", "--all"],
];

fn answers(sandbox: &Sandbox, options: &[&str]) -> Vec<String> {
    let ask = |question: &&[&str]| sandbox.plan(&[*question, options].concat()).ok().stdout;
    QUESTIONS.iter().map(ask).collect()
}

#[test]
fn answers_are_the_same_with_and_without() {
    let sandbox = repository();
    let plain = answers(&sandbox, &["--no-cache"]);
    assert!(!place(&sandbox).exists());
    assert_eq!(answers(&sandbox, &[]), plain, "cold");
    assert!(place(&sandbox).exists());
    assert_eq!(answers(&sandbox, &[]), plain, "warm");
    assert_eq!(answers(&sandbox, &["--no-cache"]), plain, "switched off");
    let status = sandbox.git_status();
    assert_eq!(status, "", "git sees nothing of it");
}

#[test]
fn the_second_time_no_file_is_read() {
    let sandbox = repository();
    let read = |options: &[&str]| {
        let run = sandbox.plan(&[&["history", "-v"], options].concat()).ok();
        let line = run.stderr.lines().last().unwrap_or_default().to_owned();
        assert!(line.contains("trees"), "{line}");
        line.contains(" 0 files read")
    };
    assert!(!read(&[]));
    assert!(read(&[]));
    assert!(!read(&["--no-cache"]));
}

#[test]
fn it_can_be_switched_off() {
    let mut sandbox = repository();
    sandbox.git(&["config", "plan.cache", "false"]);
    answers(&sandbox, &[]);
    assert!(!place(&sandbox).exists());
    // The environment is stronger than git config.
    sandbox.env("PLAN_CACHE", "1");
    assert_eq!(
        sandbox.plan(&["cache", "--json"]).ok().json()["enabled"],
        true
    );
    sandbox.env("PLAN_CACHE", "0");
    answers(&sandbox, &[]);
    assert!(!place(&sandbox).exists());
    sandbox
        .plan(&["cache"])
        .ok()
        .shows(
            "exit 0\n--- stdout\n.git/plan/cache: nothing kept yet\n--- stderr\n\
             plan: hint: It is not used: `--no-cache`, PLAN_CACHE or `plan.cache` in git config says so.\n",
        );
}

#[test]
fn it_is_shown_and_removed() {
    let sandbox = repository();
    let nothing = sandbox.plan(&["cache"]).ok().stdout;
    assert_eq!(nothing, ".git/plan/cache: nothing kept yet\n");
    let nothing = sandbox.plan(&["cache", "clear"]).ok().stdout;
    assert_eq!(
        nothing,
        "nothing to remove: .git/plan/cache holds nothing\n"
    );
    sandbox.plan(&["history"]).ok();
    let shown = sandbox.plan(&["cache"]).ok().stdout;
    assert!(
        shown.starts_with(".git/plan/cache: 4 files, ")
            && shown.ends_with(" of at most 64.0 MiB\n"),
        "{shown}"
    );
    let json = sandbox.plan(&["cache", "--json"]).ok().json();
    assert_eq!(json["schema"], "plan.cache/1");
    assert_eq!(json["path"], ".git/plan/cache");
    assert_eq!(
        (&json["files"], &json["cleared"]),
        (&4.into(), &false.into())
    );
    let cleared = sandbox.plan(&["cache", "clear", "--json"]).ok().json();
    assert_eq!(
        (&cleared["bytes"], &cleared["cleared"]),
        (&json["bytes"], &true.into())
    );
    assert!(!place(&sandbox).exists());
    let outside = Sandbox::without_repository();
    outside.plan(&["cache"]).fails(2);
}

#[test]
fn what_is_spoilt_is_written_anew() {
    let sandbox = repository();
    let plain = answers(&sandbox, &[]);
    let directory = fs::read_dir(place(&sandbox).join("v1")).unwrap().next();
    let directory = directory.unwrap().unwrap().path();
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    }
    assert_eq!(answers(&sandbox, &[]), plain);
    fs::remove_dir_all(place(&sandbox)).unwrap();
    fs::write(place(&sandbox), "no directory").unwrap();
    assert_eq!(answers(&sandbox, &[]), plain);
}

#[test]
fn programs_at_the_same_time_do_not_disturb_each_other() {
    let sandbox = repository();
    let plain = sandbox
        .plan(&["history", "--json", "--no-cache"])
        .ok()
        .stdout;
    for round in 0..4 {
        let children: Vec<_> = (0..4)
            .map(|_| {
                let mut command = sandbox.command("plan");
                command.args(["history", "--json"]);
                command
                    .stdout(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        if round % 2 == 1 {
            // In the middle of it all; another one may be writing.
            let _ = fs::remove_dir_all(place(&sandbox));
        }
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success());
            assert_eq!(String::from_utf8(output.stdout).unwrap(), plain);
        }
    }
    assert_eq!(sandbox.plan(&["history", "--json"]).ok().stdout, plain);
}

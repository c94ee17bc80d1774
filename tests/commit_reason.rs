//! `plan commit`: git's commit, with the reason in the log entry.

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::Sandbox;

fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.write(".plan.toml", "# defaults\n");
    s.commit("start");
    s.plan(&["hook", "install"]).ok();
    s.write(PATH, cache(&[READY]));
    s
}

/// The entry of Draft to Ready with these reasons.
fn entry(reasons: &[&str]) -> String {
    let reasons: String = reasons
        .iter()
        .map(|reason| format!("- Reason: {reason}\n"))
        .collect();
    format!("\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n{reasons}")
}

#[test]
fn the_first_line_of_the_message_is_the_reason() {
    for line in [
        &["commit", "-qam", "The review is through"][..],
        &[
            "commit",
            "-q",
            "-a",
            "--message=The review is through\n\nAll three.",
        ],
        &[
            "commit",
            "-aq",
            "-m",
            "The review is through",
            "-m",
            "All three.",
        ],
        &[
            "commit",
            "--reason",
            "The review is through",
            "-qam",
            "ready",
        ],
        &["commit", "--reason=The review is through", "-qam", "ready"],
        &[
            "-C",
            ".",
            "commit",
            "-qm",
            "The review is through",
            "--",
            PATH,
        ],
    ] {
        let s = repository();
        s.plan(line).ok();
        let text = cache(&[READY]) + &entry(&["The review is through"]);
        assert_eq!(s.read(PATH), text, "{line:?}");
        assert_eq!(s.git_status(), "");
    }
    let s = repository();
    s.plan(&["commit", "-aq", "-F", PATH]).ok();
    assert_eq!(s.read(PATH), cache(&[READY]) + &entry(&[]));
}

#[test]
fn an_amend_keeps_the_reason_or_gives_another_one() {
    let s = repository();
    s.plan(&["commit", "-qam", "The reveiw is through"]).ok();
    s.git(&["commit", "-q", "--amend", "--no-edit"]);
    assert_eq!(
        s.read(PATH),
        cache(&[READY]) + &entry(&["The reveiw is through"])
    );
    s.plan(&["commit", "-q", "--amend", "-m", "The review is through"])
        .ok();
    assert_eq!(
        s.read(PATH),
        cache(&[READY]) + &entry(&["The review is through"])
    );
    assert_eq!(s.git_status(), "");
    // What was not the message stays.
    s.plan(&[
        "commit",
        "-q",
        "--amend",
        "--reason",
        "all agreed",
        "-C",
        "HEAD",
    ])
    .fails(129);
    s.plan(&[
        "commit",
        "--reason",
        "all agreed",
        "-q",
        "--amend",
        "-m",
        "x",
    ])
    .ok();
    s.plan(&["commit", "-q", "--amend", "-m", "y"]).ok();
    assert_eq!(s.read(PATH), cache(&[READY]) + &entry(&["all agreed", "y"]));
}

#[test]
fn all_else_is_git_s() {
    let s = repository();
    s.git(&["checkout", "-q", "--", PATH]);
    let run = s.plan(&["commit", "-m", "nothing"]);
    assert_eq!(run.status, s.try_git(&["commit", "-m", "nothing"]).status);
    assert!(run.stdout.contains("nothing to commit"), "{}", run.screen());
    s.plan(&["commit", "--no-such-option"]).fails(129);
    s.plan(&["-C", "nowhere", "commit"]).fails(2);
    let help = s.plan(&["commit", "--help"]).ok();
    assert!(
        help.stdout.contains("plan commit [--reason TEXT]"),
        "{}",
        help.screen()
    );
    // A broken configuration is no reason not to commit.
    s.write(".plan.toml", "paths = [\n");
    s.write("other.txt", "x\n");
    s.git(&["add", "--all"]);
    s.plan(&["commit", "-qm", "broken"]).ok();
    assert_eq!(s.git(&["log", "-1", "--format=%s"]), "broken");
}

#[test]
fn a_reason_that_nobody_will_write_is_said_to_be_lost() {
    let s = repository();
    s.plan(&["hook", "uninstall"]).ok();
    let run = s.plan(&["commit", "-qam", "why"]).ok();
    assert!(
        run.stderr.contains("hook is not called"),
        "{}",
        run.screen()
    );
}

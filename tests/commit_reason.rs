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
    .fails(2);
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
fn a_reason_that_looks_like_an_option() {
    for line in [
        &["commit", "--reason", "- x", "-qam", "ready"][..],
        &["commit", "--reason=- x", "-qam", "ready"],
    ] {
        let s = repository();
        s.plan(line).ok();
        assert_eq!(s.read(PATH), cache(&[READY]) + &entry(&["- x"]), "{line:?}");
    }
    let s = repository();
    let head = s.git(&["rev-parse", "HEAD"]);
    for line in [
        &["commit", "-am", "ready", "--reason", "why"][..],
        &["commit", "-am", "ready", "--reason=why"],
    ] {
        let run = s.plan(line).fails(2);
        assert!(
            run.stderr
                .contains("`plan commit --reason TEXT -m MESSAGE`"),
            "{}",
            run.screen()
        );
    }
    assert_eq!(s.git(&["rev-parse", "HEAD"]), head);
    // Behind `--` it is the name of a file.
    let run = s.plan(&["commit", "-m", "x", "--", "--reason"]).fails(1);
    assert!(run.stderr.contains("pathspec"), "{}", run.screen());
}

#[test]
fn a_reason_has_no_control_characters() {
    for line in [
        &["commit", "-qam", "\u{1b}[31mred\u{7}"][..],
        &["commit", "--reason", "\u{1b}[31mred\u{7}", "-qam", "x"],
    ] {
        let s = repository();
        s.plan(line).ok();
        assert_eq!(
            s.read(PATH),
            cache(&[READY]) + &entry(&["[31mred"]),
            "{line:?}"
        );
    }
    for line in [
        &["note", PATH, "--reason", "\u{1b}[31mred"][..],
        &["status", PATH, "In Progress", "--reason", "\u{1b}[31mred"],
    ] {
        let s = repository();
        s.plan(line).ok();
        let text = s.read(PATH);
        assert!(text.ends_with("- Reason: [31mred\n"), "{line:?} {text}");
    }
    let mut s = repository();
    s.env("PLAN_REASON", "\u{1b}[31mred");
    s.git(&["commit", "-qam", "x"]);
    assert_eq!(s.read(PATH), cache(&[READY]) + &entry(&["[31mred"]));
}

#[test]
fn comments_are_no_reason_where_git_strips_them() {
    let message = "#comment\nreal";
    let commit = |s: &Sandbox, line: &[&str]| {
        s.plan(&[&["commit", "-q", "-a"], line, &["-m", message]].concat())
            .ok();
        s.read(PATH)
    };
    let real = cache(&[READY]) + &entry(&["real"]);
    let comment = cache(&[READY]) + &entry(&["#comment"]);
    assert_eq!(commit(&repository(), &["--cleanup=strip"]), real);
    assert_eq!(commit(&repository(), &["--cleanup", "strip"]), real);
    assert_eq!(commit(&repository(), &[]), comment);
    let s = repository();
    s.git(&["config", "commit.cleanup", "strip"]);
    assert_eq!(commit(&s, &[]), real);
    let s = repository();
    s.git(&["config", "commit.cleanup", "strip"]);
    assert_eq!(commit(&s, &["--cleanup=whitespace"]), comment);
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

#[test]
fn a_plain_commit_gives_its_message_where_a_team_wants_that() {
    let asked = || {
        let s = repository();
        s.write(".plan.toml", "[log]\nreason = \"argv\"\n");
        s.git(&["commit", "-qm", "the message is the reason", ".plan.toml"]);
        s
    };
    let told = cache(&[READY]) + &entry(&["The review is through"]);
    for line in [
        &["commit", "-qam", "The review is through"][..],
        &["commit", "-qa", "-F", "why.txt"],
        &["commit", "-qa", "--file=why.txt"],
    ] {
        let s = asked();
        s.write("why.txt", "\nThe review is through\n\nAll three.\n");
        s.git(line);
        assert_eq!(s.read(PATH), told, "{line:?}");
    }
    // From a directory below, the file is meant from there.
    let s = asked();
    s.write("below/why.txt", "The review is through\n");
    s.git(&["-C", "below", "commit", "-qa", "-F", "why.txt"]);
    assert_eq!(s.read(PATH), told);
    // A message that an editor will ask for is not there yet, and a reason that was given goes before the message.
    let s = asked();
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert_eq!(s.read(PATH), cache(&[READY]) + &entry(&[]));
    let s = asked();
    s.plan(&["commit", "--reason", "The review is through", "-qam", "x"])
        .ok();
    assert_eq!(s.read(PATH), told);
    // Nobody asked for it.
    let s = repository();
    s.git(&["commit", "-qam", "The review is through"]);
    assert_eq!(s.read(PATH), cache(&[READY]) + &entry(&[]));
}

#[test]
fn an_entry_beside_one_by_hand_where_a_team_wants_that() {
    let by_hand = "\n### 2026-01-01 - Review\n\nAll three agreed: it is ready.\n";
    for (config, own) in [
        ("# defaults\n", String::new()),
        ("[log]\nalways = true\n", entry(&[])),
    ] {
        let s = repository();
        s.write(".plan.toml", config);
        s.write(PATH, &(cache(&[READY]) + by_hand));
        s.git(&["add", "--all"]);
        s.git(&["commit", "-qm", "ready"]);
        assert_eq!(s.read(PATH), cache(&[READY]) + by_hand + &own, "{config}");
        assert_eq!(s.git_status(), "");
    }
}

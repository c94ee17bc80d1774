//! What else can be in the way: no room on the disk, two commits at once, a clock that jumps, a plan without measure.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::place::{CACHE, NOTES, PATH, READY, cache, edit, head, place, ready, titles};
use crate::sandbox::Sandbox;

/// Puts a script in front of the program that the hooks find.
fn before_the_program(s: &Sandbox, script: &str) {
    let path = s.root().join("bin/plan");
    let real = fs::read_link(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let text = format!("#!/bin/sh\n{script}\nexec '{}' \"$@\"\n", real.display());
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The plan in index, file and commit is the same, with its entry or without.
#[track_caller]
fn is_whole(s: &Sandbox, told: &str) -> bool {
    let text = head(s);
    assert_eq!(s.read(PATH), text, "{told}");
    assert_eq!(s.git_status(), "", "{told}");
    s.git(&["fsck", "--strict", "--no-dangling"]);
    let logged = text == cache(&[READY]) + &ready();
    assert!(logged || text == cache(&[READY]), "{told}: {text}");
    logged
}

/// A limit on the size of files stands for a full disk: whatever the hook and its programs write ends somewhere.
#[test]
fn without_room() {
    let mut logged = Vec::new();
    for blocks in [0, 1, 2, 3, 4, 64] {
        let s = place();
        // Unless it is ignored, the signal kills whoever writes too much.
        before_the_program(&s, &format!("trap '' XFSZ; ulimit -f {blocks}"));
        edit(&s, READY);
        s.try_git(&["commit", "-qam", "ready"]).ok();
        logged.push(is_whole(&s, &format!("{blocks} blocks")));
    }
    assert_eq!(
        logged.first(),
        Some(&false),
        "with no room at all nothing is written"
    );
    assert_eq!(logged.last(), Some(&true), "with enough room it is");
}

#[test]
fn two_at_once() {
    for _ in 0..5 {
        let s = place();
        edit(&s, READY);
        let commit = |_| {
            let mut command = s.command("git");
            let command = command.args(["commit", "-qam", "ready"]);
            command.stderr(Stdio::null()).spawn().unwrap()
        };
        let done = [0, 1]
            .map(commit)
            .map(|mut git| git.wait().unwrap().success());
        assert!(done.contains(&true), "{done:?}");
        // One of them had the lock, or came after the other and found nothing to do.
        assert_eq!(s.git(&["rev-list", "--count", "HEAD"]), "2");
        assert!(is_whole(&s, "two at once"));
    }
}

#[test]
fn with_a_clock_that_jumps() {
    let s = place();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    s.at("2001-01-01T00:00:00Z");
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "back"]);
    s.at("2040-01-01T00:00:00Z");
    edit(&s, ("Complexity**: Low", "Complexity**: High"));
    s.git(&["commit", "-qam", "and far ahead"]);
    let text = head(&s);
    let days: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("### 2"))
        .filter_map(|line| line.get(4..14))
        .collect();
    assert_eq!(
        days,
        ["2026-01-01", "2026-01-01", "2001-01-01", "2040-01-01"]
    );
    assert_eq!(titles(&text).len(), 4);
    s.plan(&["log", "--check"]).ok();
    s.plan(&["log", "--fix"]).ok();
    assert_eq!(s.read(PATH), text);
}

#[test]
fn a_plan_without_measure() {
    let s = place();
    let mut text = cache(&[READY]);
    text.push_str(&"\nMore and more and more words.\n".repeat(3_500_000));
    s.write(PATH, &text);
    let run = s.try_git(&["commit", "-qam", "grown"]).ok();
    assert!(run.stderr.contains("8 MiB"), "{}", run.screen());
    assert_eq!(
        s.git(&["cat-file", "-s", &format!("HEAD:{PATH}")]),
        text.len().to_string()
    );
    assert_eq!(s.git_status(), "");
    s.write(PATH, CACHE);
    s.git(&["commit", "-qam", "and back"]);
    assert_eq!(s.git_status(), "");
}

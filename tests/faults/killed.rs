//! Killed at every write of the hook, in each way of committing.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::place::{CACHE, NOTES, PATH, READY, at, cache, edit, head, notes, place, ready, titles};
use crate::sandbox::Sandbox;

/// Where it can be killed, in order.
const POINTS: [&str; 7] = [
    "after the receipts",
    "before the index",
    "between the indexes",
    "before the file",
    "beside the file",
    "before the refresh",
    "at the end",
];

/// A way to commit Draft to Ready, and what `git status` says afterwards in a repository without a hook.
struct Way {
    name: &'static str,
    prepare: fn(&Sandbox),
    args: &'static [&'static str],
    status: &'static str,
    /// What the file says besides.
    file: &'static [(&'static str, &'static str)],
}

const WAYS: [Way; 4] = [
    Way {
        name: "staged",
        prepare: |s| {
            s.git(&["add", PATH]);
        },
        args: &[],
        status: "",
        file: &[],
    },
    Way {
        name: "all",
        prepare: |_| {},
        args: &["-a"],
        status: "",
        file: &[],
    },
    Way {
        name: "a path",
        prepare: |s| {
            s.write("other.txt", "two\n");
            s.git(&["add", "other.txt"]);
        },
        args: &[PATH],
        status: "M  other.txt",
        file: &[],
    },
    Way {
        name: "a part",
        prepare: |s| {
            s.git(&["add", PATH]);
            edit(s, NOTES);
        },
        args: &[],
        status: " M plan/implementation/metrics-cache.md",
        file: &[NOTES],
    },
];

/// Commits, and kills the hook when it comes to a place. False if it never does.
fn kill_at(s: &Sandbox, point: &str, args: &[&str]) -> bool {
    let file = s.root().join("fault");
    let mut git = s
        .command("git")
        .args(["commit", "-qm", "ready"])
        .args(args)
        .env("PLAN_FAULT", point)
        .env("PLAN_FAULT_FILE", &file)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let number = loop {
        if let Ok(number) = fs::read_to_string(&file) {
            break Some(number);
        }
        if git.try_wait().unwrap().is_some() {
            break None;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{point}");
        std::thread::sleep(Duration::from_millis(2));
    };
    if let Some(number) = &number {
        let killed = Command::new("kill").args(["-9", number]).status().unwrap();
        assert!(killed.success());
    }
    assert!(git.wait().unwrap().success(), "{point}: the commit failed");
    number.is_some()
}

#[test]
fn at_every_write() {
    for way in WAYS {
        let mut came = Vec::new();
        for point in POINTS {
            let told = format!("{}, {point}", way.name);
            let s = place();
            edit(&s, READY);
            (way.prepare)(&s);
            if kill_at(&s, point, way.args) {
                came.push(point);
            }
            // The commit, but for its log, and everything that was not in it.
            let body = |text: &str| text.split("## Evolution Log").next().unwrap().to_owned();
            assert_eq!(body(&head(&s)), body(&cache(&[READY])), "{told}");
            let file: Vec<_> = [&[READY], way.file].concat();
            assert_eq!(body(&s.read(PATH)), body(&cache(&file)), "{told}");
            assert_eq!(at(&s, &format!("HEAD~:{PATH}")), CACHE);
            let left: Vec<_> = fs::read_dir(s.directory().join("plan/implementation"))
                .unwrap()
                .map(|file| file.unwrap().file_name())
                .collect();
            assert_eq!(left, ["metrics-cache.md"], "{told}");
            assert_eq!(s.git_status(), way.status, "{told}");
            assert_eq!(titles(&s.read(PATH)), titles(&head(&s)), "{told}");
            s.git(&["fsck", "--strict", "--no-dangling"]);
            let locks = ["index.lock", "HEAD.lock", "index.lock.lock"];
            assert!(
                !locks
                    .iter()
                    .any(|name| s.directory().join(".git").join(name).exists()),
                "{told}"
            );

            // The next commit, and what is left of a gap.
            if way.file.is_empty() {
                edit(&s, NOTES);
            }
            s.git(&["commit", "-qam", "notes"]);
            assert_eq!(s.git_status(), "", "{told}");
            s.plan(&["log", "--fix"]).ok();
            let ready = ready();
            let text = s
                .read(PATH)
                .replace(&format!("{ready}- Reason: ready\n"), &ready);
            assert_eq!(text, cache(&[READY, NOTES]) + &ready + &notes(), "{told}");
        }
        let all: Vec<&str> = POINTS
            .into_iter()
            .filter(|point| way.name == "a path" || *point != "between the indexes")
            .collect();
        assert_eq!(came, all, "{}: places that it came to", way.name);
    }
}

/// The replaced entry is in the file until its last step. It does not stay there.
#[test]
fn amended_commit_killed_at_every_write_has_one_entry_afterwards() {
    for point in POINTS {
        let s = place();
        edit(&s, READY);
        s.git(&["commit", "-qam", "ready"]);
        edit(&s, ("**Status**: Ready", "**Status**: Completed"));
        kill_at(&s, point, &["-a", "--amend"]);
        assert_eq!(titles(&s.read(PATH)), titles(&head(&s)), "{point}");
        assert_eq!(s.git_status(), "", "{point}");
        let log = head(&s);
        let count = log.matches("\n- Status: ").count();
        assert_eq!(count, 1, "{point}: {log}");
        // The next commit leaves what it finds, and adds its own.
        edit(&s, NOTES);
        s.git(&["commit", "-qam", "notes"]);
        assert_eq!(
            head(&s),
            log.replace(NOTES.0, NOTES.1) + &notes(),
            "{point}"
        );
        assert_eq!(s.git_status(), "", "{point}");
    }
}

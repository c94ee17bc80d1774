//! The hooks beside pre-commit: what is healed and said after a commit, and what is named in its message.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::Sandbox;

const ENTRY: &str = "\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n";

/// A line of a script that marks every receipt as one whose file lacks the entry.
const PENDING: &str =
    "sed -i 's/\"file_pending\":false/\"file_pending\":true/' .git/plan/receipts\n";

fn repository(install: &[&str]) -> Sandbox {
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.write("other.txt", "one\n");
    s.write(".plan.toml", "# defaults\n");
    s.commit("start");
    s.plan(&[&["hook", "install"], install].concat()).ok();
    s
}

/// Puts a script in front of the program that the hooks find.
fn before_the_program(s: &Sandbox, script: &str) {
    let path = s.root().join("bin/plan");
    let real = std::fs::read_link(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let text = format!("#!/bin/sh\n{script}\nexec '{}' \"$@\"\n", real.display());
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_commit_that_says_too_little_is_pointed_out_once() {
    let s = repository(&[]);
    s.write(PATH, cache(&[READY]));
    let run = s.try_git(&["commit", "-qam", "ready", "--no-verify"]).ok();
    assert_eq!(
        run.stderr,
        format!("plan: hint: {PATH}: this commit has no log entry; `plan log --fix` adds it\n")
    );
    // What the hook itself leaves alone needs no words, and neither does what has its entry.
    let quiet = |s: &Sandbox, args: &[&str]| {
        let run = s.try_git(args).ok();
        assert_eq!(run.stderr, "", "{args:?}");
    };
    s.write(PATH, s.read(PATH).replace("- [ ] Keys", "- [x] Keys"));
    quiet(&s, &["commit", "-qam", "a tick", "--no-verify"]);
    s.write("other.txt", "two\n");
    quiet(&s, &["commit", "-qam", "other", "--no-verify"]);
    s.plan(&["log", "--fix"]).ok();
    quiet(&s, &["commit", "-qam", "log", "--no-verify"]);
    quiet(
        &s,
        &["commit", "-qm", "empty", "--no-verify", "--allow-empty"],
    );
    s.git(&["rm", "-q", PATH]);
    quiet(&s, &["commit", "-qm", "gone", "--no-verify"]);

    // Where entries are not due, or the hook is switched off, nobody asks for one.
    let mut s = repository(&[]);
    s.write(PATH, cache(&[READY]));
    s.env("PLAN_HOOK", "0");
    quiet(&s, &["commit", "-qam", "ready"]);
    let s = repository(&[]);
    s.git(&["rm", "-q", ".plan.toml"]);
    s.write(PATH, cache(&[READY]));
    quiet(&s, &["commit", "-qam", "ready", "--no-verify"]);
}

/// A revert takes the entry out with what it told of, and picks bring theirs along.
#[test]
fn commits_that_git_makes_are_passed_over() {
    let s = repository(&[]);
    s.git(&["checkout", "-qb", "side"]);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready"]);
    s.git(&["checkout", "-q", "main"]);
    for args in [
        &["cherry-pick", "side"][..],
        &["rebase", "-q", "--force-rebase", "HEAD~"],
    ] {
        let run = s.try_git(args).ok();
        assert!(!run.stderr.contains("plan:"), "{args:?} {}", run.screen());
    }
    // A revert removes the entry with its change. That lacks an entry of its own.
    let run = s.try_git(&["revert", "--no-edit", "HEAD"]).ok();
    assert!(
        run.stderr.contains("this commit has no log entry"),
        "{}",
        run.screen()
    );
    assert_eq!(s.git_status(), "");
}

/// Killed when the index was written and the file was not: git commits the entry, and the file lacks it.
#[test]
fn a_file_that_was_not_reached_is_healed() {
    let s = repository(&[]);
    let far = ("Nothing yet.", "Not staged.");
    for (staged, file) in [
        (cache(&[READY]), cache(&[READY])),
        (cache(&[READY]), cache(&[READY, far])),
    ] {
        s.write(PATH, &staged);
        s.git(&["add", PATH]);
        s.write(PATH, &file);
        // The hook, as if it was killed before it wrote the file.
        let hook = format!(
            "#!/bin/sh\ncp {PATH} ../before\nplan hook run pre-commit 2>/dev/null\ncp ../before {PATH}\n{PENDING}"
        );
        let ours = s.read(".git/hooks/pre-commit");
        s.write(".git/hooks/pre-commit", hook);
        let run = s.try_git(&["commit", "-qm", "ready"]).ok();
        assert_eq!(
            run.stderr,
            format!("plan: {PATH}: added the log entry of the commit to the file\n")
        );
        assert_eq!(s.read(PATH), file.clone() + ENTRY);
        let left = if file == cache(&[READY]) {
            String::new()
        } else {
            format!(" M {PATH}")
        };
        assert_eq!(s.git_status(), left);
        s.write(".git/hooks/pre-commit", ours);
        s.git(&["reset", "-q", "--hard", "HEAD~"]);
    }
}

/// Killed when the index of `git commit PATH` was written and the one that is the real one afterwards was not.
#[test]
fn an_index_that_was_not_reached_is_healed() {
    let s = repository(&[]);
    let ours = s.read(".git/hooks/pre-commit");
    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    s.write(PATH, cache(&[READY]));
    // The hook, as if it was killed before it wrote the second index.
    s.write(
        ".git/hooks/pre-commit",
        format!(
            "#!/bin/sh\ncp {PATH} ../before\ncp .git/index.lock ../index\nplan hook run pre-commit 2>/dev/null\ncp ../index .git/index.lock\ncp ../before {PATH}\n{PENDING}"
        ),
    );
    let run = s.try_git(&["commit", "-qm", "ready", PATH]).ok();
    assert_eq!(
        run.stderr,
        format!("plan: {PATH}: added the log entry of the commit to the index and the file\n")
    );
    assert_eq!(s.git_status(), "M  other.txt");
    s.write(".git/hooks/pre-commit", ours);
    s.git(&["commit", "-qm", "other"]);
    assert_eq!(s.read(PATH), cache(&[READY]) + ENTRY);
    assert_eq!(s.git_status(), "");
}

/// What is staged or edited besides is somebody's next commit.
#[test]
fn what_is_not_committed_stays_as_it_is() {
    let s = repository(&[]);
    let next = ("Complexity**: Low", "Complexity**: High");
    s.write(PATH, cache(&[READY]));
    s.git(&["add", PATH]);
    s.git(&["commit", "-qm", "ready"]);
    s.write(PATH, cache(&[READY, next]) + ENTRY);
    s.git(&["add", PATH]);
    s.write("other.txt", "two\n");
    let run = s.try_git(&["commit", "-qm", "other", "other.txt"]).ok();
    assert_eq!(run.stderr, "");
    assert_eq!(s.git_status(), format!("M  {PATH}"));
    assert_eq!(s.read(PATH), cache(&[READY, next]) + ENTRY);
}

#[test]
fn without_plans_it_starts_no_program_and_writes_no_index() {
    let s = repository(&[]);
    let (calls, before) = (s.root().join("calls"), s.root().join("before"));
    let real = s.git(&["--exec-path"]) + "/git";
    let spy = s.root().join("spy");
    std::fs::create_dir(&spy).unwrap();
    let text = format!(
        "#!/bin/sh\necho \"$1\" >>'{}'\nexec '{real}' \"$@\"\n",
        calls.display()
    );
    std::fs::write(spy.join("git"), text).unwrap();
    std::fs::set_permissions(spy.join("git"), std::fs::Permissions::from_mode(0o755)).unwrap();
    before_the_program(
        &s,
        &format!(
            "case \"$*\" in *post-commit) cp .git/index '{}'; PATH='{}':$PATH;; esac",
            before.display(),
            spy.display()
        ),
    );
    s.write("other.txt", "two\n");
    s.git(&["commit", "-qam", "other"]);
    assert!(!calls.exists(), "{:?}", std::fs::read_to_string(&calls));
    let index = std::fs::read(s.directory().join(".git/index")).unwrap();
    assert_eq!(std::fs::read(&before).unwrap(), index);
    // With a plan neither, unless a file lacks its entry.
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready"]);
    assert!(!calls.exists(), "{:?}", std::fs::read_to_string(&calls));
}

#[test]
fn trailers_name_the_entries_of_a_commit() {
    let s = repository(&["--trailer"]);
    let message = |s: &Sandbox| s.git(&["log", "-1", "--format=%B"]);
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "Agreed"]);
    let trailer = format!("Agreed\n\nPlan-Change: {PATH}: Status: Draft -> Ready\n");
    assert_eq!(message(&s), trailer);
    // It stays single.
    s.git(&["commit", "-q", "--amend", "--no-edit"]);
    assert_eq!(message(&s), trailer);
    s.write("other.txt", "two\n");
    s.git(&["commit", "-qam", "Nothing of a plan"]);
    assert_eq!(message(&s), "Nothing of a plan\n");
    // What was amended is named as it is now; what somebody wrote stays.
    let status = |from: &str, to: &str| {
        let text = s.read(PATH);
        let (from, to) = (
            format!("**Status**: {from}\n"),
            format!("**Status**: {to}\n"),
        );
        assert!(text.contains(&from), "{text}");
        s.write(PATH, text.replace(&from, &to));
    };
    status("Ready", "In Progress");
    let by_hand = format!("Plan-Change: {PATH}: by hand");
    s.git(&["commit", "-qam", "More", "-m", &by_hand]);
    let first = message(&s);
    assert!(first.contains(&by_hand), "{first}");
    let own = |message: &str| {
        let lines = message.lines().filter(|line| line.contains("-Change: "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(own(&first).len(), 2, "{first}");
    status("In Progress", "Completed");
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    let second = message(&s);
    assert_eq!(own(&second).len(), 2, "{second}");
    assert!(second.contains(&by_hand), "{second}");
    assert_ne!(first, second);
    // With the change, its entry is gone.
    s.git(&["checkout", "-q", "HEAD^", "--", PATH]);
    s.write("other.txt", "three\n");
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert_eq!(message(&s), format!("More\n\n{by_hand}\n"));
    // A bare name is kept through the next installation, and goes with the rest.
    s.plan(&["hook", "install"]).ok();
    assert!(s.directory().join(".git/hooks/commit-msg").exists());
    s.plan(&["hook", "uninstall"]).ok();
    for hook in ["pre-commit", "post-commit", "commit-msg"] {
        assert!(
            !s.directory().join(".git/hooks").join(hook).exists(),
            "{hook}"
        );
    }
}

#[test]
fn hooks_that_were_there_run_first_and_come_back() {
    let s = Sandbox::new();
    let mine = "#!/bin/sh\necho mine $0 >&2\nexit 3\n";
    for hook in ["post-commit", "commit-msg"] {
        let path = s.directory().join(".git/hooks").join(hook);
        s.write(format!(".git/hooks/{hook}"), mine);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let run = s.plan(&["hook", "install", "--trailer"]).ok();
    assert!(
        run.stdout
            .contains("post-commit; the hook that was there before runs first"),
        "{}",
        run.screen()
    );
    // One that rejects the message still does; one that fails afterwards changes nothing.
    s.write(PATH, CACHE);
    s.git(&["add", "--all"]);
    s.try_git(&["commit", "-qm", "x"]).fails(1);
    let run = s.try_git(&["commit", "-qm", "x", "--no-verify"]).ok();
    assert!(
        run.stderr
            .contains("mine .git/hooks/post-commit.plan-chained"),
        "{}",
        run.screen()
    );
    s.plan(&["hook", "uninstall"]).ok();
    for hook in ["post-commit", "commit-msg"] {
        assert_eq!(s.read(format!(".git/hooks/{hook}")), mine);
    }
}

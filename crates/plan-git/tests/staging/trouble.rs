//! Commits that are not ours, that are broken off, and runs that fail.

use std::fs;

use crate::repo::{PLAN, Repo, count, plan, twins};

#[test]
fn a_merge_with_conflict_is_skipped() {
    let repo = twins(|repo| {
        repo.started();
        repo.git(&["checkout", "-qb", "side"]);
        repo.write("other.txt", "side\n");
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["commit", "-qam", "side", "--no-verify"]);
        repo.git(&["checkout", "-q", "main"]);
        repo.write("other.txt", "main\n");
        repo.git(&["commit", "-qam", "main"]);
        assert!(!repo.try_git(&["merge", "side"], "").0);
        repo.write("other.txt", "both\n");
        repo.git(&["add", "other.txt"]);
        repo.git(&["commit", "-qm", "merged"]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 1));
    assert!(repo.report().contains("reason: Merge"), "{}", repo.report());
}

#[test]
fn picks_and_rebases_are_skipped() {
    let repo = twins(|repo| {
        repo.started();
        repo.git(&["checkout", "-qb", "side"]);
        repo.write("other.txt", "side\n");
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["commit", "-qam", "side", "--no-verify"]);
        repo.git(&["checkout", "-q", "main"]);
        repo.write("other.txt", "main\n");
        repo.git(&["commit", "-qam", "main"]);
        assert!(!repo.try_git(&["cherry-pick", "side"], "").0);
        repo.write("other.txt", "both\n");
        repo.git(&["add", "other.txt"]);
        repo.git(&["commit", "-qm", "picked"]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 1));
    assert!(
        repo.report().contains("reason: CherryPick"),
        "{}",
        repo.report()
    );

    let repo = twins(|repo| {
        repo.started();
        repo.write("third.txt", "x\n");
        repo.git(&["add", "."]);
        repo.git(&["commit", "-qm", "third"]);
        let exec =
            format!("sed -i.bak s/Draft/Ready/ {PLAN} && rm {PLAN}.bak && git commit -qam exec");
        repo.git(&["rebase", "-q", "--exec", &exec, "HEAD~"]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 1));
    assert!(
        repo.report().contains("reason: Rebase"),
        "{}",
        repo.report()
    );
}

#[test]
fn broken_off_and_tried_again() {
    for options in [&[][..], &["-a"], &[PLAN]] {
        let repo = twins(|repo| {
            repo.started();
            repo.edit(PLAN, "Draft", "Ready");
            if options.is_empty() {
                repo.git(&["add", "."]);
            }
            assert!(
                !repo
                    .try_git(&[&["commit", "-m", ""], options].concat(), "")
                    .0
            );
            repo.git(&[&["commit", "-qm", "ready"], options].concat());
        });
        assert_eq!(
            (repo.status().as_str(), repo.logged("HEAD", PLAN)),
            ("", 2),
            "{options:?}"
        );
    }
    let changed = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        assert!(!repo.try_git(&["commit", "-a", "-m", ""], "").0);
        repo.edit(PLAN, "none", "some");
        repo.git(&["commit", "-qam", "ready"]);
    });
    assert_eq!(
        (changed.status().as_str(), changed.logged("HEAD", PLAN)),
        ("", 2)
    );
    let undone = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        assert!(!repo.try_git(&["commit", "-a", "-m", ""], "").0);
        repo.edit(PLAN, "Ready", "Draft");
        repo.write("other.txt", "two\n");
        repo.git(&["commit", "-qam", "other"]);
    });
    assert_eq!(
        (undone.status().as_str(), undone.logged("HEAD", PLAN)),
        ("", 1)
    );
}

#[test]
fn a_run_that_was_cut_off_is_healed() {
    let repo = Repo::new(true);
    repo.started();
    repo.edit(PLAN, "Draft", "Ready");
    let before = repo.read(PLAN);
    repo.write(
        PLAN,
        before.replace("\n\nthe end", "\nlogged: 1\n\nthe end"),
    );
    repo.git(&["add", "."]);
    repo.write(PLAN, before);
    assert_eq!(repo.status(), "MM plans/a.md\n");
    repo.git(&["commit", "-qm", "ready"]);
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 2));
}

#[test]
fn a_file_without_a_place_for_the_entry_is_left_with_a_warning() {
    let repo = Repo::new(true);
    repo.started();
    repo.edit(PLAN, "Draft", "Ready");
    repo.git(&["add", "."]);
    repo.write(PLAN, "all different\n");
    repo.git(&["commit", "-qm", "ready"]);
    assert_eq!(
        (repo.status().as_str(), repo.logged("HEAD", PLAN)),
        (" M plans/a.md\n", 2)
    );
    assert_eq!(repo.read(PLAN), "all different\n");
    assert!(
        repo.report().contains("leave no place"),
        "{}",
        repo.report()
    );
}

#[test]
fn one_plan_in_trouble_does_not_hold_up_the_others() {
    let repo = twins(|repo| {
        repo.git(&["config", "filter.broken.clean", "cat"]);
        repo.git(&["config", "filter.broken.smudge", "false"]);
        repo.git(&["config", "filter.broken.required", "true"]);
        repo.write(".gitattributes", "plans/b.md filter=broken\n");
        repo.write("plans/b.md", plan("Draft", "b", "end"));
        repo.write("plans/c.md", "no log here\n");
        repo.started();
    });
    assert_eq!(repo.status(), "");
    assert_eq!(
        ["plans/b.md", "plans/c.md", PLAN].map(|path| repo.logged("HEAD", path)),
        // Writing the file needs no filter that prepares text for a checkout.
        [1, 0, 1]
    );
    assert!(repo.report().contains("has no log"), "{}", repo.report());
}

#[test]
fn a_locked_index_stops_us_and_not_the_commit() {
    let repo = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", "."]);
        if repo.dir.join(".git/hooks/pre-commit").exists() {
            repo.install(": > .git/index.lock\ntrap 'rm -f .git/index.lock' EXIT");
        }
        repo.git(&["commit", "-qm", "ready"]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 1));
    assert!(
        repo.report().starts_with("ERROR Program"),
        "{}",
        repo.report()
    );
}

#[test]
fn index_lock_that_is_released_soon_is_waited_for() {
    let repo = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", "."]);
        if repo.dir.join(".git/hooks/pre-commit").exists() {
            let released = "( sleep 0.1; rm -f .git/index.lock ) >/dev/null 2>&1 &";
            repo.install(&format!(": > .git/index.lock\n{released}"));
        }
        repo.git(&["commit", "-qm", "ready"]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 2));
}

#[test]
fn a_lock_on_the_future_index_takes_the_first_write_back() {
    let repo = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        if repo.dir.join(".git/hooks/pre-commit").exists() {
            repo.install(": > .git/index.lock.lock\ntrap 'rm -f .git/index.lock.lock' EXIT");
        }
        repo.git(&["commit", "-qm", "ready", PLAN]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 1));
    assert!(
        repo.report().starts_with("ERROR Program"),
        "{}",
        repo.report()
    );
}

#[test]
fn a_file_saved_while_we_work_keeps_what_was_saved() {
    for options in [&[][..], &["-i", "other.txt"]] {
        let repo = Repo::new(true).with("PLAN_TEST_RACE", "1");
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", "."]);
        repo.edit(PLAN, "none", "some");
        repo.write("other.txt", "two\n");
        repo.git(&[&["commit", "-qm", "ready"], options].concat());
        assert_eq!(repo.read(PLAN), "saved meanwhile\n");
        assert_eq!(
            repo.logged("HEAD", PLAN),
            2,
            "the commit has its entry, the file gets it later: {}",
            repo.report()
        );
        assert_eq!(repo.git(&["diff", "--cached"]), "");
        assert!(
            repo.report().contains("leave no place"),
            "{}",
            repo.report()
        );
    }
}

#[test]
fn a_commit_without_plans_costs_one_child_and_writes_no_index() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = Repo::new(true);
    repo.started();
    let spy = repo.outside("spy");
    fs::create_dir(&spy).unwrap();
    let real = std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .map(|dir| dir.join("git"))
        .find(|file| file.is_file())
        .unwrap();
    let log = repo.outside("calls");
    let script = format!(
        "#!/bin/sh\necho \"$1\" >>'{log}'\necho \"$*\" >>'{log}.words'\nexec '{}' \"$@\"\n",
        real.display(),
        log = log.display(),
    );
    fs::write(spy.join("git"), script).unwrap();
    fs::set_permissions(spy.join("git"), fs::Permissions::from_mode(0o755)).unwrap();
    let before = format!(
        "cp .git/index '{}'\nPATH='{}':$PATH",
        repo.outside("before").display(),
        spy.display()
    );
    repo.install(&before);
    repo.git(&["commit", "-q", "--allow-empty", "-m", "nothing"]);
    assert_eq!(fs::read_to_string(&log).unwrap(), "diff-index\n");

    fs::remove_file(&log).unwrap();
    repo.edit(PLAN, "Draft", "Ready");
    repo.git(&["commit", "-qam", "ready"]);
    let calls = fs::read_to_string(&log).unwrap();
    let expected = [
        "diff-index",
        "ls-files",
        // The blob for the index, and whether the file is the staged one.
        "hash-object",
        "hash-object",
        // What the file becomes.
        "update-index",
        // `add --refresh`, of this file alone.
        "add",
    ];
    assert_eq!(calls.lines().collect::<Vec<_>>(), expected);
    // Of the index, the entry of this plan alone is asked for, however many there are.
    let words = fs::read_to_string(repo.outside("calls.words")).unwrap();
    let listing = words.lines().find(|line| line.starts_with("ls-files"));
    let end = format!(" -- :(top,literal){PLAN}");
    assert!(listing.is_some_and(|line| line.ends_with(&end)), "{words}");
    assert_eq!(count(&repo.read(PLAN)), 2);
}

#[test]
fn the_end_of_a_shallow_clone_is_not_amended() {
    let repo = Repo::new(false);
    repo.started();
    repo.edit(PLAN, "Draft", "Ready");
    repo.git(&["commit", "-qam", "ready"]);
    let url = format!("file://{}", repo.dir.display());
    repo.git(&["clone", "-q", "--depth", "1", &url, "../shallow"]);
    let shallow = repo.at("../shallow");
    shallow.install("");
    shallow.edit(PLAN, "none", "some");
    shallow.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert_eq!(
        (shallow.status().as_str(), shallow.logged("HEAD", PLAN)),
        ("", 0)
    );
    assert!(
        shallow.report().contains("reason: Shallow"),
        "{}",
        shallow.report()
    );
}

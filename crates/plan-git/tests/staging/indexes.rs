//! Indexes that are not the plain one.

use std::fs;

use crate::repo::{PLAN, Repo, assert_twins, plan, twins};

#[test]
fn linked_worktree() {
    for options in [&["-a"][..], &[PLAN]] {
        let (with, without) = (Repo::new(true), Repo::new(false));
        for repo in [&with, &without] {
            repo.started();
            repo.git(&["worktree", "add", "-q", "../linked"]);
            let linked = repo.at("../linked");
            linked.write("other.txt", "two\n");
            linked.git(&["add", "other.txt"]);
            linked.edit(PLAN, "Draft", "Ready");
            let main_index = fs::read(repo.dir.join(".git/index")).unwrap();
            linked.git(&[&["commit", "-qm", "ready"], options].concat());
            assert_eq!(
                fs::read(repo.dir.join(".git/index")).unwrap(),
                main_index,
                "the main index is not ours"
            );
        }
        assert_twins(&with, &without);
        assert_twins(&with.at("../linked"), &without.at("../linked"));
        assert_eq!(with.logged("linked", PLAN), 2, "{options:?}");
    }
}

#[test]
fn private_index() {
    for (dir, file) in [(".", "alt"), ("plans", "alt"), (".", "absolute")] {
        let (with, without) = (Repo::new(true), Repo::new(false));
        for repo in [&with, &without] {
            repo.started();
            let file = if file == "absolute" {
                repo.outside("alt").display().to_string()
            } else {
                file.to_owned()
            };
            let private = repo.with("GIT_INDEX_FILE", &file);
            private.git(&["read-tree", "HEAD"]);
            repo.edit(PLAN, "Draft", "Ready");
            private.git(&["add", PLAN]);
            let real = fs::read(repo.dir.join(".git/index")).unwrap();
            // git resolves a relative name from the top of the work tree, wherever it is called.
            private.at(dir).git(&["commit", "-qm", "private"]);
            assert_eq!(
                fs::read(repo.dir.join(".git/index")).unwrap(),
                real,
                "the real index is not ours"
            );
            assert_eq!(private.git(&["diff", "--cached"]), "");
            assert_eq!(private.git(&["diff"]), "");
            let _ = fs::remove_file(repo.dir.join("alt"));
        }
        assert_eq!(with.status(), without.status());
        assert_eq!(
            with.logged("HEAD", PLAN),
            2,
            "{dir} {file}: {}",
            with.report()
        );
    }
}

#[test]
fn private_index_by_path_is_left_alone() {
    let (with, without) = (Repo::new(true), Repo::new(false));
    for repo in [&with, &without] {
        repo.started();
        let private = repo.with("GIT_INDEX_FILE", &repo.outside("alt").display().to_string());
        private.git(&["read-tree", "HEAD"]);
        repo.edit(PLAN, "Draft", "Ready");
        private.git(&["commit", "-qm", "private", PLAN]);
        assert_eq!(private.git(&["diff", "--cached"]), "");
    }
    assert_eq!(with.status(), without.status());
    assert!(with.report().contains("PrivateIndex"), "{}", with.report());
}

#[test]
fn intent_to_add() {
    let repo = twins(|repo| {
        repo.started();
        repo.write("plans/b.md", plan("Draft", "b", "end"));
        repo.git(&["add", "-N", "plans/b.md"]);
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", PLAN]);
        repo.git(&["commit", "-qm", "ready"]);
    });
    assert_eq!(repo.status(), " A plans/b.md\n");
    let repo = twins(|repo| {
        repo.started();
        repo.write("plans/b.md", plan("Draft", "b", "end"));
        repo.git(&["add", "-N", "plans/b.md"]);
        repo.git(&["commit", "-qam", "with it"]);
    });
    assert_eq!(
        (repo.status().as_str(), repo.logged("HEAD", "plans/b.md")),
        ("", 1)
    );
}

#[test]
fn marked_entries_keep_their_marks() {
    for mark in ["--skip-worktree", "--assume-unchanged"] {
        let repo = twins(|repo| {
            repo.started();
            let before = repo.read(PLAN);
            repo.write(PLAN, before.replace("Draft", "Ready"));
            repo.git(&["add", PLAN]);
            repo.git(&["update-index", mark, PLAN]);
            if mark == "--skip-worktree" {
                fs::remove_file(repo.dir.join(PLAN)).unwrap();
            }
            repo.git(&["commit", "-qm", "ready"]);
        });
        assert_eq!(
            (repo.status().as_str(), repo.logged("HEAD", PLAN)),
            ("", 2),
            "{mark}"
        );
    }
}

#[test]
fn changes_hidden_by_assume_unchanged_survive() {
    let repo = twins(|repo| {
        repo.started();
        let before = repo.read(PLAN);
        repo.write(PLAN, before.replace("Draft", "Ready"));
        repo.git(&["add", PLAN]);
        repo.git(&["update-index", "--assume-unchanged", PLAN]);
        repo.write(
            PLAN,
            before.replace("Draft", "Ready").replace("none", "hidden"),
        );
        repo.git(&["commit", "-qm", "ready"]);
    });
    assert!(repo.read(PLAN).contains("hidden"));
    assert_eq!(repo.logged("HEAD", PLAN), 2);
}

#[test]
fn other_formats_of_the_index() {
    for (key, value) in [
        ("core.splitIndex", "true"),
        ("index.version", "4"),
        ("core.untrackedCache", "true"),
    ] {
        for options in [&["-a"][..], &[PLAN]] {
            let repo = twins(|repo| {
                repo.started();
                repo.git(&["config", key, value]);
                repo.git(&["update-index", "--force-write-index", "-q", "--refresh"]);
                repo.edit(PLAN, "Draft", "Ready");
                repo.git(&[&["commit", "-qm", "ready"], options].concat());
            });
            assert_eq!(
                (repo.status().as_str(), repo.logged("HEAD", PLAN)),
                ("", 2),
                "{key} {options:?}"
            );
        }
    }
}

#[test]
fn sparse_index() {
    let repo = twins(|repo| {
        repo.started();
        repo.write("far/away/file", "x\n");
        repo.git(&["add", "far"]);
        repo.git(&["commit", "-qm", "far"]);
        repo.git(&[
            "sparse-checkout",
            "set",
            "--cone",
            "--sparse-index",
            "plans",
        ]);
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["commit", "-qam", "ready"]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 2));
    assert!(repo.git(&["ls-files", "--sparse"]).contains("far/\n"));
}

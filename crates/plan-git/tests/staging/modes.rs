//! The ways to commit.

use crate::repo::{PLAN, Repo, plan, twins};

#[test]
fn all_staged() {
    let repo = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", "."]);
        repo.git(&["commit", "-qm", "ready"]);
    });
    assert_eq!(repo.status(), "");
    assert_eq!(
        (repo.logged("HEAD", PLAN), repo.logged("HEAD~", PLAN)),
        (2, 1)
    );
    assert!(repo.report().contains("logged: "), "{}", repo.report());
}

#[test]
fn all_and_include_and_editor() {
    for options in [&["-a", "-m", "x"][..], &["-i", PLAN, "-m", "x"], &["-a"]] {
        let repo = twins(|repo| {
            repo.started();
            repo.git(&["config", "core.editor", "echo words >"]);
            let repo = repo.with("GIT_EDITOR", "echo words >");
            repo.write("other.txt", "two\n");
            repo.git(&["add", "other.txt"]);
            repo.edit(PLAN, "Draft", "Ready");
            repo.git(&[&["commit", "-q"], options].concat());
        });
        assert_eq!(repo.status(), "", "{options:?}");
        assert_eq!(repo.logged("HEAD", PLAN), 2, "{options:?}");
    }
}

#[test]
fn by_path_with_other_files_staged() {
    let repo = twins(|repo| {
        repo.started();
        repo.write("other.txt", "two\n");
        repo.git(&["add", "other.txt"]);
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["commit", "-qm", "ready", PLAN]);
    });
    assert_eq!(repo.status(), "M  other.txt\n");
    assert_eq!(repo.git(&["diff"]), "");
    assert_eq!(repo.logged("HEAD", PLAN), 2);
}

#[test]
fn by_path_with_staged_and_unstaged_hunks_of_it() {
    let repo = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", "."]);
        repo.edit(PLAN, "none", "some");
        repo.git(&["commit", "-qm", "both", PLAN]);
    });
    assert_eq!(repo.status(), "");
    assert_eq!(repo.logged("HEAD", PLAN), 2);
}

#[test]
fn another_path_while_the_plan_is_staged() {
    let repo = twins(|repo| {
        repo.started();
        repo.write("other.txt", "two\n");
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", PLAN]);
        repo.git(&["commit", "-qm", "other", "other.txt"]);
    });
    assert_eq!(repo.status(), "M  plans/a.md\n");
    assert_eq!(repo.logged("", PLAN), 1);
}

#[test]
fn two_plans_committed_one_after_the_other() {
    let repo = twins(|repo| {
        repo.started();
        repo.write("plans/b.md", plan("Draft", "b", "end"));
        repo.git(&["add", "."]);
        repo.git(&["commit", "-qm", "b"]);
        repo.edit(PLAN, "Draft", "Ready");
        repo.edit("plans/b.md", "Draft", "Ready");
        repo.git(&["add", "."]);
        repo.git(&["commit", "-qm", "only a", PLAN]);
        repo.git(&["commit", "-qm", "only b"]);
    });
    assert_eq!(repo.status(), "");
    assert_eq!(
        repo.git(&["show", "--format=", "--name-only", "HEAD~"]),
        "plans/a.md\n"
    );
    assert_eq!(
        repo.git(&["show", "--format=", "--name-only", "HEAD"]),
        "plans/b.md\n"
    );
}

#[test]
fn unstaged_hunks_survive() {
    for (from, to) in [
        ("Note: none", "Note: some"),
        ("the end", "the end\nand more"),
        ("## Log\n", "between\n\n## Log\n"),
    ] {
        let repo = twins(|repo| {
            repo.started();
            repo.edit(PLAN, "Status: Draft", "Status: Ready");
            repo.git(&["add", "."]);
            repo.edit(PLAN, from, to);
            repo.git(&["commit", "-qm", "ready"]);
        });
        assert_eq!(repo.status(), " M plans/a.md\n");
        assert_eq!(repo.logged("HEAD", PLAN), 2);
        let changed = repo.git(&["diff", "--numstat"]);
        let user = to.lines().count() - usize::from(!to.starts_with("Note"));
        assert!(
            changed.starts_with(&format!("{user}\t")),
            "{changed} for {to:?}"
        );
    }
}

#[test]
fn picked_hunks() {
    let repo = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Status: Draft", "Status: Ready");
        repo.edit(PLAN, "Note: none", "Note: some");
        let (fine, text) = repo.try_git(&["commit", "-q", "-p", "-m", "picked"], "y\nn\n");
        assert!(fine, "{text}");
    });
    assert_eq!(repo.status(), " M plans/a.md\n");
    assert!(
        repo.git(&["show", "HEAD:plans/a.md"])
            .contains("Note: none")
    );
    assert_eq!(repo.logged("HEAD", PLAN), 2);
}

#[test]
fn root_commit_and_its_amend() {
    let repo = twins(|repo| {
        repo.started();
        repo.git(&["commit", "-q", "--amend", "-m", "other words"]);
    });
    assert_eq!(repo.logged("HEAD", PLAN), 1);
    assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]), "1\n");
}

#[test]
fn amend() {
    let changed = |repo: &Repo| {
        repo.started();
        repo.edit(PLAN, "Status: Draft", "Status: Ready");
        repo.git(&["commit", "-qam", "ready"]);
    };
    let repo = twins(|repo| {
        changed(repo);
        let before = repo.git(&["rev-parse", "HEAD^{tree}"]);
        repo.git(&["commit", "-q", "--amend", "-m", "words only"]);
        assert_eq!(repo.git(&["rev-parse", "HEAD^{tree}"]), before);
    });
    assert!(
        repo.report().contains("amending: true"),
        "{}",
        repo.report()
    );

    for options in [&["--no-edit"][..], &["--reset-author", "--no-edit"], &[]] {
        let repo = twins(|repo| {
            changed(repo);
            repo.edit(PLAN, "Note: none", "Note: some");
            repo.git(&[&["commit", "-qa", "--am"], options].concat());
        });
        assert_eq!(
            (repo.status().as_str(), repo.logged("HEAD", PLAN)),
            ("", 2),
            "{options:?}"
        );
    }

    let undone = twins(|repo| {
        changed(repo);
        repo.edit(PLAN, "Status: Ready", "Status: Draft");
        repo.git(&["commit", "-qa", "--amend", "--no-edit", "--allow-empty"]);
    });
    assert_eq!(
        (undone.status().as_str(), undone.logged("HEAD", PLAN)),
        ("", 1)
    );

    let alias = twins(|repo| {
        changed(repo);
        repo.git(&["config", "alias.again", "commit --amend --no-edit"]);
        repo.edit(PLAN, "Note: none", "Note: some");
        repo.git(&["again", "-qa"]);
    });
    assert_eq!(
        (alias.status().as_str(), alias.logged("HEAD", PLAN)),
        ("", 2)
    );
}

#[test]
fn two_commits_of_one_moment_are_two() {
    let repo = twins(|repo| {
        repo.started();
        let repo = repo.with("GIT_AUTHOR_DATE", "@1700009999 +0000");
        repo.edit(PLAN, "Status: Draft", "Status: Ready");
        repo.git(&["commit", "-qam", "ready"]);
        repo.edit(PLAN, "Status: Ready", "Status: Draft");
        repo.git(&["commit", "-qam", "draft"]);
    });
    assert_eq!(repo.logged("HEAD", PLAN), 3);
    assert!(repo.report().contains("amending: false"));
}

#[test]
fn nothing_to_log() {
    let repo = twins(|repo| {
        repo.started();
        repo.git(&["commit", "-q", "--allow-empty", "-m", "empty"]);
        repo.git(&["rm", "-q", "other.txt"]);
        repo.git(&["commit", "-qm", "not a plan"]);
        repo.git(&["rm", "-q", PLAN]);
        repo.git(&["commit", "-qm", "deleted"]);
    });
    assert_eq!(repo.status(), "");
    assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]), "4\n");
    assert_eq!(repo.git(&["diff", "HEAD~3", "HEAD~2"]), "");
}

#[test]
fn renamed_and_changed() {
    let repo = twins(|repo| {
        repo.started();
        repo.git(&["mv", PLAN, "plans/b.md"]);
        repo.edit("plans/b.md", "Draft", "Ready");
        repo.git(&["commit", "-qam", "renamed"]);
    });
    assert_eq!(
        (repo.status().as_str(), repo.logged("HEAD", "plans/b.md")),
        ("", 2)
    );
}

#[test]
fn from_a_directory_below() {
    for args in [
        &["commit", "-qam", "x"][..],
        &["commit", "-qm", "x", "a.md"],
    ] {
        let repo = twins(|repo| {
            repo.started();
            repo.edit(PLAN, "Status: Draft", "Status: Ready");
            repo.at("plans").git(args);
        });
        assert_eq!(
            (repo.status().as_str(), repo.logged("HEAD", PLAN)),
            ("", 2),
            "{args:?}"
        );
    }
    let moved = twins(|repo| {
        if repo.dir.join(".git/hooks/pre-commit").exists() {
            repo.install("cd plans 2>/dev/null || true");
        }
        repo.started();
        repo.edit(PLAN, "Status: Draft", "Status: Ready");
        repo.git(&["commit", "-qam", "a hook manager that moves"]);
    });
    assert_eq!(
        (moved.status().as_str(), moved.logged("HEAD", PLAN)),
        ("", 2)
    );
}

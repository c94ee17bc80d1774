//! Two versions side by side: commits, the index and the work tree of real repositories.

use std::fs;

use plan_core::template::Vocabulary;
use plan_git::compare::{CompareError, Comparison, Side, VersionError, compare};
use plan_git::paths::Paths;

use crate::sandbox::Sandbox;

const PLAN: &str = "# Implementation Plan: Cache\n\n**Status**: Draft\n\n## Overview\n\n**Goal**: Serve the dashboard \
                    from memory, and nothing else of the shop\n\n## Notes\n\nKeys expire after an hour.\n";

fn paths() -> Paths {
    Paths::new(["plans/*.md".to_owned()]).unwrap()
}

fn told(sandbox: &Sandbox, old: Side, new: Side) -> Comparison {
    compare(&sandbox.open(), old, new, &paths(), &Vocabulary::default()).unwrap()
}

/// `old -> new`, with `-` for nothing.
fn pairs(sandbox: &Sandbox, old: Side, new: Side) -> Vec<String> {
    let found = told(sandbox, old, new);
    assert!(found.unread.is_empty(), "{:?}", found.unread);
    let path = |version: Option<plan_git::compare::Version>| {
        version.map_or_else(
            || "-".to_owned(),
            |version| String::from_utf8_lossy(&version.path).into_owned(),
        )
    };
    found
        .pairs
        .into_iter()
        .map(|pair| format!("{} -> {}", path(pair.old), path(pair.new)))
        .collect()
}

fn head(sandbox: &Sandbox) -> Side {
    Side::Commit(sandbox.id("HEAD"))
}

#[test]
fn commits_index_and_work_tree_are_three_versions() {
    let sandbox = Sandbox::new();
    sandbox.write("plans/a.md", PLAN);
    sandbox.write("plans/b.md", "# B\n");
    sandbox.write("src/x.md", "# no plan\n");
    let first = Side::Commit(sandbox.commit("one", 1));
    assert_eq!(
        pairs(&sandbox, Side::Nothing, first),
        ["- -> plans/a.md", "- -> plans/b.md"]
    );
    sandbox.write("plans/a.md", &PLAN.replace("Draft", "Ready"));
    sandbox.write("src/x.md", "# changed\n");
    sandbox.git(&["add", "-A"]);
    sandbox.write("plans/a.md", &PLAN.replace("Draft", "Completed"));
    fs::remove_file(sandbox.root().join("plans/b.md")).unwrap();
    sandbox.write("plans/new.md", "# New\n");

    let staged = told(&sandbox, first, Side::Index);
    let [pair] = staged.pairs.as_slice() else {
        panic!("{staged:?}");
    };
    let (old, new) = (pair.old.as_ref().unwrap(), pair.new.as_ref().unwrap());
    assert_eq!(old.bytes, PLAN.as_bytes());
    assert_eq!(new.bytes, PLAN.replace("Draft", "Ready").as_bytes());
    assert_eq!(
        pairs(&sandbox, first, Side::WorkTree),
        [
            "plans/a.md -> plans/a.md",
            "plans/b.md -> -",
            "- -> plans/new.md"
        ]
    );
    assert_eq!(
        pairs(&sandbox, Side::Index, Side::WorkTree),
        [
            "plans/a.md -> plans/a.md",
            "plans/b.md -> -",
            "- -> plans/new.md"
        ]
    );
    assert_eq!(pairs(&sandbox, first, first), [""; 0]);
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let sandbox = Sandbox::new();
    sandbox.write("plans/a.md", PLAN);
    assert_eq!(
        pairs(&sandbox, Side::Nothing, Side::WorkTree),
        ["- -> plans/a.md"]
    );
    assert_eq!(pairs(&sandbox, Side::Nothing, Side::Index), [""; 0]);
    // Only intended to be added, so the next commit does not have it.
    sandbox.git(&["add", "-N", "plans/a.md"]);
    assert_eq!(pairs(&sandbox, Side::Nothing, Side::Index), [""; 0]);
    sandbox.git(&["add", "plans/a.md"]);
    assert_eq!(
        pairs(&sandbox, Side::Nothing, Side::Index),
        ["- -> plans/a.md"]
    );
}

#[test]
fn renames_are_followed_in_every_version_and_copies_in_none() {
    let sandbox = Sandbox::new();
    sandbox.write("plans/a.md", PLAN);
    sandbox.write("plans/b.md", &PLAN.replace("Cache", "Copy"));
    let first = Side::Commit(sandbox.commit("one", 1));
    sandbox.write("plans/copy.md", PLAN);
    sandbox.git(&["mv", "plans/b.md", "plans/exact.md"]);
    sandbox.git(&["mv", "plans/a.md", "plans/like.md"]);
    sandbox.write("plans/like.md", &PLAN.replace("an hour", "a day"));
    let expected = [
        "plans/a.md -> plans/copy.md",
        "plans/b.md -> plans/exact.md",
        "- -> plans/like.md",
    ];
    // The same bytes go before what is merely alike.
    assert_eq!(pairs(&sandbox, first, Side::WorkTree), expected);
    fs::remove_file(sandbox.root().join("plans/copy.md")).unwrap();
    let expected = [
        "plans/b.md -> plans/exact.md",
        "plans/a.md -> plans/like.md",
    ];
    assert_eq!(pairs(&sandbox, first, Side::WorkTree), expected);
    sandbox.git(&["add", "-A"]);
    assert_eq!(pairs(&sandbox, first, Side::Index), expected);
    let second = Side::Commit(sandbox.commit("two", 2));
    assert_eq!(pairs(&sandbox, first, second), expected);
    let confidence = told(&sandbox, first, second)
        .pairs
        .iter()
        .map(|pair| pair.confidence.unwrap())
        .collect::<Vec<_>>();
    assert!(confidence[0] == 1.0 && (0.5..1.0).contains(&confidence[1]));
    // The source lives on.
    sandbox.write("plans/again.md", &PLAN.replace("an hour", "a day"));
    assert_eq!(
        pairs(&sandbox, second, Side::WorkTree),
        ["- -> plans/again.md"]
    );
}

#[test]
fn a_document_that_was_moved_in_from_outside_the_paths() {
    let sandbox = Sandbox::new();
    sandbox.write("drafts/a.md", PLAN);
    sandbox.write("drafts/b.md", "# Another\n");
    sandbox.write("drafts/c.md", &PLAN.replace("Cache", "Third"));
    let first = Side::Commit(sandbox.commit("one", 1));
    fs::create_dir(sandbox.root().join("plans")).unwrap();
    fs::rename(
        sandbox.root().join("drafts/a.md"),
        sandbox.root().join("plans/a.md"),
    )
    .unwrap();
    fs::remove_file(sandbox.root().join("drafts/b.md")).unwrap();
    // A copy: what it was made from is still there.
    sandbox.write("plans/c.md", &PLAN.replace("Cache", "Third"));
    sandbox.write("plans/a.md", &PLAN.replace("Draft", "Ready"));
    let expected = ["drafts/a.md -> plans/a.md", "- -> plans/c.md"];
    assert_eq!(pairs(&sandbox, first, Side::WorkTree), expected);
    sandbox.git(&["add", "-A"]);
    assert_eq!(pairs(&sandbox, first, Side::Index), expected);
    let second = Side::Commit(sandbox.commit("two", 2));
    assert_eq!(pairs(&sandbox, first, second), expected);
}

#[test]
fn names_that_were_exchanged_in_the_work_tree() {
    let sandbox = Sandbox::new();
    sandbox.write("plans/a.md", "# A\n");
    sandbox.write("plans/b.md", "# B\n");
    sandbox.commit("one", 1);
    sandbox.write("plans/a.md", "# B\n");
    sandbox.write("plans/b.md", "# A\n");
    assert_eq!(
        pairs(&sandbox, head(&sandbox), Side::WorkTree),
        ["plans/b.md -> plans/a.md", "plans/a.md -> plans/b.md"]
    );
}

#[test]
fn what_git_takes_for_unchanged_is_unchanged() {
    let sandbox = Sandbox::new();
    sandbox.write("plans/a.md", PLAN);
    sandbox.write("plans/b.md", "# B\n");
    sandbox.commit("one", 1);
    // Line endings on checkout.
    sandbox.git(&["config", "core.autocrlf", "true"]);
    sandbox.write("plans/a.md", &PLAN.replace('\n', "\r\n"));
    assert_eq!(pairs(&sandbox, head(&sandbox), Side::WorkTree), [""; 0]);
    // Moved, with other line endings on disk: the same file for sure.
    sandbox.git(&["mv", "plans/a.md", "plans/c.md"]);
    let moved = told(&sandbox, head(&sandbox), Side::WorkTree);
    assert_eq!(moved.pairs[0].confidence, Some(1.0));
    sandbox.git(&["mv", "plans/c.md", "plans/a.md"]);
    // Left out by a sparse checkout.
    sandbox.git(&["update-index", "--skip-worktree", "plans/b.md"]);
    fs::remove_file(sandbox.root().join("plans/b.md")).unwrap();
    assert_eq!(pairs(&sandbox, head(&sandbox), Side::WorkTree), [""; 0]);
    // Ignored, and not tracked.
    sandbox.write(".gitignore", "plans/draft*\n");
    sandbox.write("plans/draft.md", "# Draft\n");
    sandbox.write("plans/note.md", "# Note\n");
    assert_eq!(
        pairs(&sandbox, head(&sandbox), Side::WorkTree),
        ["- -> plans/note.md"]
    );
}

#[test]
fn split_and_sparse_indexes_are_read() {
    let sandbox = Sandbox::new();
    sandbox.write("plans/a.md", PLAN);
    sandbox.write("other/x", "x\n");
    sandbox.commit("one", 1);
    for prepare in [
        &["update-index", "--split-index"][..],
        &[
            "sparse-checkout",
            "set",
            "--cone",
            "--sparse-index",
            "plans",
        ],
    ] {
        sandbox.git(prepare);
        sandbox.write("plans/a.md", &PLAN.replace("Draft", prepare[0]));
        sandbox.git(&["add", "plans/a.md"]);
        for side in [Side::Index, Side::WorkTree] {
            assert_eq!(
                pairs(&sandbox, head(&sandbox), side),
                ["plans/a.md -> plans/a.md"]
            );
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_goes_on() {
    let sandbox = Sandbox::new();
    sandbox.write("plans/a.md", "# A\n");
    sandbox.write("plans/b.md", "# B\n");
    let first = sandbox.commit("one", 1);
    sandbox.git(&["checkout", "-q", "-b", "side"]);
    sandbox.write("plans/a.md", "# A1\n");
    sandbox.commit("two", 2);
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.write("plans/a.md", "# A2\n");
    sandbox.commit("three", 3);
    sandbox.write("plans/b.md", "# B2\n");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-q", "-m", "four"]);
    sandbox.git_in(
        &sandbox.root(),
        &["config", "advice.mergeConflict", "false"],
    );
    let blob = sandbox.id("HEAD:plans/b.md").to_string();
    // A merge that ends in a conflict.
    sandbox.git_with(
        &sandbox.root(),
        &["read-tree", "-m", "main~2", "main", "side"],
        5,
        b"",
    );
    let staged = told(&sandbox, Side::Commit(first), Side::Index);
    assert_eq!(staged.pairs.len(), 1, "{staged:?}");
    let [unread] = staged.unread.as_slice() else {
        panic!("{staged:?}");
    };
    assert_eq!(unread.path, b"plans/a.md");
    assert!(matches!(unread.error, VersionError::Unmerged));

    // A blob that is not here.
    let object = sandbox
        .root()
        .join(".git/objects")
        .join(&blob[..2])
        .join(&blob[2..]);
    fs::remove_file(object).unwrap();
    let found = told(&sandbox, Side::Commit(first), head(&sandbox));
    assert_eq!(found.pairs.len(), 1);
    assert_eq!(found.unread.len(), 1);
    assert!(matches!(found.unread[0].error, VersionError::Object(_)));
}

#[test]
fn a_bare_repository_has_commits_only() {
    let sandbox = Sandbox::new();
    sandbox.write("plans/a.md", PLAN);
    let first = sandbox.commit("one", 1);
    let bare = sandbox.base().join("bare");
    sandbox.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    let repository = sandbox.open_at(&bare).unwrap();
    let ask = |new| {
        compare(
            &repository,
            Side::Nothing,
            new,
            &paths(),
            &Vocabulary::default(),
        )
    };
    assert_eq!(ask(Side::Commit(first)).unwrap().pairs.len(), 1);
    for side in [Side::Index, Side::WorkTree] {
        assert!(matches!(ask(side), Err(CompareError::Bare)));
    }
}

//! 34 to 37, 68, 69: indexes of every kind, and more than one.

use std::fs;

use crate::place::{
    CACHE, PATH, READY, at, cache, clean, edit, has, head, place, ready, script, start, titles,
};
use crate::sandbox::Sandbox;

/// Scenarios 1 and 4.
#[track_caller]
fn commits_as_ever(s: &Sandbox) {
    edit(s, READY);
    s.git(&["add", PATH]);
    s.git(&["commit", "-qm", "ready"]);
    has(s, &["Status: Draft -> Ready"]);
    clean(s);
    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    edit(s, ("**Status**: Ready", "**Status**: Completed"));
    s.git(&["commit", "-qm", "x", PATH]);
    has(s, &["Status: Draft -> Ready", "Status: Ready -> Completed"]);
    assert_eq!(s.git_status(), "M  other.txt");
    assert_eq!(s.git(&["diff"]), "");
}

#[test]
fn s34_split_sparse_version_4_untracked_cache() {
    let s = place();
    s.git(&["update-index", "--split-index"]);
    let shared = |s: &Sandbox| {
        let files = fs::read_dir(s.directory().join(".git")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names
            .filter(|name| name.starts_with("sharedindex."))
            .count()
    };
    assert_eq!(shared(&s), 1);
    s.git(&["config", "core.splitIndex", "true"]);
    commits_as_ever(&s);
    let index = fs::read(s.directory().join(".git/index")).unwrap();
    assert!(index.windows(4).any(|word| word == b"link"), "still split");

    let s = place();
    s.write("far/away/file", "x\n");
    s.commit("far");
    s.git(&[
        "sparse-checkout",
        "set",
        "--cone",
        "--sparse-index",
        "plan/implementation",
    ]);
    commits_as_ever(&s);
    assert!(
        s.git(&["ls-files", "--sparse"]).contains("far/"),
        "still sparse"
    );

    let s = place();
    s.git(&["config", "index.version", "4"]);
    s.git(&["update-index", "--index-version", "4"]);
    commits_as_ever(&s);
    let index = fs::read(s.directory().join(".git/index")).unwrap();
    assert_eq!(index[7], 4, "still version 4");

    let s = place();
    s.git(&["config", "core.untrackedCache", "true"]);
    s.git(&["update-index", "--untracked-cache"]);
    commits_as_ever(&s);
    let index = fs::read(s.directory().join(".git/index")).unwrap();
    assert!(
        index.windows(4).any(|word| word == b"UNTR"),
        "still with the cache"
    );
}

#[test]
fn s35_a_file_that_is_not_checked_out() {
    let s = place();
    s.git(&["update-index", "--skip-worktree", PATH]);
    fs::remove_file(s.directory().join(PATH)).unwrap();
    s.write("../text", cache(&[READY]));
    let blob = s.git(&["hash-object", "-w", "../text"]);
    s.git(&[
        "update-index",
        "--cacheinfo",
        &format!("100644,{blob},{PATH}"),
    ]);
    s.git(&["update-index", "--skip-worktree", PATH]);
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert!(!s.directory().join(PATH).exists());
    assert!(s.git(&["ls-files", "-v", PATH]).starts_with("S "));
    clean(&s);
}

#[test]
fn s36_a_linked_work_tree_and_a_submodule() {
    let mut s = place();
    s.git(&["worktree", "add", "-q", "-b", "linked", "../linked"]);
    let index = s.directory().join(".git/index");
    let before = fs::read(&index).unwrap();
    s.enter("../linked");
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    has(&s, &["Status: Draft -> Ready"]);
    clean(&s);
    commits_after_ready(&s);
    assert_eq!(fs::read(&index).unwrap(), before);

    let mut s = place();
    s.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        "./.",
        "module",
    ]);
    s.commit("module");
    s.enter("module");
    s.plan(&["hook", "install"]).ok();
    commits_as_ever(&s);
    s.git(&["commit", "-qm", "other"]);
    s.enter("..");
    assert_eq!(s.git_status(), " M module");
    let run = s.try_git(&["commit", "-qam", "bump"]).ok();
    assert_eq!(run.stderr, "");
    assert_eq!(head(&s), CACHE);
    clean(&s);
}

/// Scenario 4 in a place that has gone through scenario 2.
#[track_caller]
fn commits_after_ready(s: &Sandbox) {
    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    edit(s, ("**Status**: Ready", "**Status**: Completed"));
    s.git(&["commit", "-qm", "x", PATH]);
    has(s, &["Status: Draft -> Ready", "Status: Ready -> Completed"]);
    assert_eq!(s.git_status(), "M  other.txt");
    assert_eq!(s.git(&["diff"]), "");
}

#[test]
fn s37_a_private_index() {
    for (directory, name) in [(".", "absolute"), ("plan", "alt")] {
        let mut s = place();
        let alt = match name {
            "absolute" => s.root().join("alt"),
            // git means it from the top, wherever it is started.
            name => s.directory().join(name),
        };
        let index = s.directory().join(".git/index");
        fs::copy(&index, &alt).unwrap();
        edit(&s, READY);
        let real = fs::read(&index).unwrap();
        s.enter(directory);
        let given = match name {
            "absolute" => alt.to_str().unwrap().to_owned(),
            name => name.to_owned(),
        };
        s.env("GIT_INDEX_FILE", &given);
        s.git(&[
            "add",
            "--",
            s.root().join("repo").join(PATH).to_str().unwrap(),
        ]);
        s.git(&["commit", "-qm", "ready"]);
        let text = cache(&[READY]) + &ready();
        assert_eq!(head(&s), text, "{name}");
        assert_eq!(at(&s, &format!(":{PATH}")), text, "{name}");
        assert_eq!(
            fs::read(&index).unwrap(),
            real,
            "{name}: the real index is the user's matter"
        );
        let file = s.root().join("repo").join(PATH);
        assert_eq!(fs::read_to_string(file).unwrap(), text);
    }
}

/// The time is a matter of the machine; what is counted is what takes it: programs started, and files written.
#[test]
fn s68_a_commit_without_a_plan() {
    let s = place();
    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    let trace = s.root().join("trace");
    let before = s.root().join("before");
    let ours = s.read(".git/hooks/pre-commit");
    script(
        &s,
        ".git/hooks/pre-commit",
        &ours.replacen(
            "#!/bin/sh\n",
            &format!("#!/bin/sh\ncp -p .git/index '{}'\n", before.display()),
            1,
        ),
    );
    let run = s
        .command("git")
        .args(["commit", "-qm", "other"])
        .env("GIT_TRACE2_EVENT", &trace)
        .output()
        .unwrap();
    assert!(run.status.success());
    let text = fs::read_to_string(&trace).unwrap();
    let started: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("\"event\":\"cmd_name\""))
        .filter_map(|line| line.split("\"name\":\"").nth(1)?.split('"').next())
        .filter(|name| !matches!(*name, "commit" | "maintenance" | "gc"))
        .collect();
    assert_eq!(
        started,
        ["diff-index"],
        "of the hook before the commit; none after it"
    );
    let index = s.directory().join(".git/index");
    let bytes = |path: &std::path::Path| fs::read(path).unwrap();
    assert_eq!(bytes(&before), bytes(&index), "the hook writes no index");
}

#[test]
fn s69_a_repository_within_another_and_variables_that_name_one() {
    let mut s = place();
    // The inner one has a plan at the same path, staged and not committed.
    let inner = s.directory().join("inner");
    s.enter("inner");
    s.git(&["init", "-q", "-b", "main"]);
    start(&s);
    s.write(PATH, cache(&[("Complexity**: Low", "Complexity**: High")]));
    s.git(&["add", PATH]);
    let inner_index = inner.join(".git/index");
    let before = (fs::read(&inner_index).unwrap(), s.read(PATH));
    s.enter("..");
    edit(&s, READY);
    s.git(&["add", PATH]);
    let top = s.directory().to_str().unwrap().to_owned();
    s.env("GIT_DIR", &format!("{top}/.git"));
    s.env("GIT_WORK_TREE", &top);
    s.env("GIT_INDEX_FILE", &format!("{top}/.git/index"));
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(
        s.git(&["status", "--porcelain", "--untracked-files=no"]),
        ""
    );
    assert_eq!(fs::read(&inner_index).unwrap(), before.0);
    assert_eq!(fs::read_to_string(inner.join(PATH)).unwrap(), before.1);
    assert_eq!(titles(&before.1), ["Initial Plan"]);
}

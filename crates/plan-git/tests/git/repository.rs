use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use plan_git::object::TreeEntry;
use plan_git::repository::{OpenError, ReadError, Repository, RevError};
use plan_git::time::Time;

use crate::sandbox::Sandbox;

fn open_error(sandbox: &Sandbox, dir: &Path) -> OpenError {
    sandbox.open_at(dir).err().expect("it must not open")
}

#[test]
fn is_found_from_below_and_from_within() {
    let sandbox = Sandbox::new();
    sandbox.write("a/b/c.md", "x");
    let root = sandbox.root();
    for from in ["", "a", "a/b", "a/b/c.md", "a/./b/../b"] {
        let repository = sandbox.open_at(&root.join(from)).unwrap();
        assert_eq!(repository.work_dir(), Some(root.as_path()), "{from}");
        assert_eq!(repository.git_dir(), root.join(".git"), "{from}");
        assert_eq!(repository.common_dir(), root.join(".git"), "{from}");
        assert!(!repository.is_bare() && !repository.is_shallow());
    }
    assert!(
        !repository_paths(&sandbox)
            .iter()
            .any(|path| path.to_string_lossy().ends_with('/'))
    );
}

fn repository_paths(sandbox: &Sandbox) -> [PathBuf; 2] {
    let repository = sandbox.open();
    [
        repository.git_dir().to_owned(),
        repository.work_dir().unwrap().to_owned(),
    ]
}

#[test]
fn nothing_found_names_where_it_looked() {
    let sandbox = Sandbox::empty();
    let error = open_error(&sandbox, sandbox.base());
    assert!(
        matches!(&error, OpenError::NotFound { from } if from == sandbox.base()),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains(&sandbox.base().display().to_string())
    );
    assert!(matches!(
        open_error(&sandbox, &sandbox.base().join("gone")),
        OpenError::NotFound { .. }
    ));
}

#[test]
fn bare_repositories_open_with_and_without_their_config() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", "x");
    let tip = sandbox.commit("one", 1);
    sandbox.git_in(sandbox.base(), &["clone", "-q", "--bare", "r", "b.git"]);
    let bare = sandbox.base().join("b.git");
    for from in [bare.clone(), bare.join("refs/heads")] {
        let repository = sandbox.open_at(&from).unwrap();
        assert_eq!(
            (repository.work_dir(), repository.git_dir()),
            (None, bare.as_path())
        );
        assert_eq!(repository.head().unwrap(), Some(tip));
    }
    fs::remove_file(bare.join("config")).unwrap();
    let repository = sandbox.open_at(&bare).unwrap();
    assert_eq!(
        (repository.work_dir(), repository.head().unwrap()),
        (None, Some(tip))
    );

    // And an ordinary one without its config keeps its work tree.
    fs::remove_file(sandbox.root().join(".git/config")).unwrap();
    assert_eq!(sandbox.open().work_dir(), Some(sandbox.root().as_path()));
}

#[test]
fn a_linked_work_tree_has_its_own_root_and_the_common_objects() {
    let sandbox = Sandbox::new();
    let tip = sandbox.commit("one", 1);
    sandbox.git(&["worktree", "add", "-q", "../linked"]);
    fs::create_dir(sandbox.base().join("linked/sub")).unwrap();
    let repository = sandbox.open_at(&sandbox.base().join("linked/sub")).unwrap();
    assert_eq!(
        repository.work_dir(),
        Some(sandbox.base().join("linked").as_path())
    );
    assert_eq!(
        repository.git_dir(),
        sandbox.root().join(".git/worktrees/linked")
    );
    assert_eq!(repository.common_dir(), sandbox.root().join(".git"));
    assert_eq!(repository.head().unwrap(), Some(tip));
}

#[test]
fn the_environment_names_another_repository() {
    let sandbox = Sandbox::new();
    let root = sandbox.root();
    let elsewhere = sandbox.base().join("home");
    let open = |from: &Path, variables: &[(&str, &Path)]| {
        let variables: Vec<(String, OsString)> = variables
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.as_os_str().to_owned()))
            .collect();
        Repository::discover_with(from, &move |key| {
            variables
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value.clone())
        })
    };
    let git_dir = root.join(".git");
    // As git: the present directory is the work tree when only GIT_DIR is set.
    let repository = open(&elsewhere, &[("GIT_DIR", &git_dir)]).unwrap();
    assert_eq!(
        (repository.git_dir(), repository.work_dir()),
        (git_dir.as_path(), Some(elsewhere.as_path()))
    );
    // The variables that git gives its hooks.
    let repository = open(&root, &[("GIT_DIR", Path::new(".git"))]).unwrap();
    assert_eq!(
        (repository.git_dir(), repository.work_dir()),
        (git_dir.as_path(), Some(root.as_path()))
    );
    let repository = open(&git_dir, &[("GIT_DIR", Path::new("."))]).unwrap();
    assert_eq!(repository.work_dir(), Some(root.as_path()));
    // A work tree of its own, also relative.
    let repository = open(
        sandbox.base(),
        &[("GIT_DIR", &git_dir), ("GIT_WORK_TREE", Path::new("home"))],
    )
    .unwrap();
    assert_eq!(repository.work_dir(), Some(elsewhere.as_path()));
    let repository = open(&root, &[("GIT_WORK_TREE", &elsewhere)]).unwrap();
    assert_eq!(
        (repository.git_dir(), repository.work_dir()),
        (git_dir.as_path(), Some(elsewhere.as_path()))
    );

    let error = open(&root, &[("GIT_DIR", &elsewhere)]).err().unwrap();
    assert!(
        matches!(&error, OpenError::NamedNotFound { git_dir } if *git_dir == elsewhere),
        "{error:?}"
    );
    // A ceiling ends the search below it.
    sandbox.write("a/b/c.md", "x");
    let error = open(&root.join("a/b"), &[("GIT_CEILING_DIRECTORIES", &root)])
        .err()
        .unwrap();
    assert!(matches!(error, OpenError::NotFound { .. }), "{error:?}");
}

#[test]
fn formats_that_cannot_be_read_are_named() {
    let sandbox = Sandbox::empty();
    let base = sandbox.base();
    sandbox.git_in(base, &["init", "-q", "--object-format=sha256", "wide"]);
    let error = open_error(&sandbox, &base.join("wide"));
    assert!(
        matches!(&error, OpenError::ObjectFormat { path } if *path == base.join("wide")),
        "{error:?}"
    );

    sandbox.git_in(base, &["init", "-q", "later"]);
    let later = base.join("later");
    sandbox.git_in(&later, &["config", "core.repositoryFormatVersion", "1"]);
    let config = fs::read_to_string(later.join(".git/config")).unwrap();
    fs::write(
        later.join(".git/config"),
        format!("{config}[extensions]\n\trefStorage = reftable\n"),
    )
    .unwrap();
    let error = open_error(&sandbox, &later);
    assert!(
        matches!(&error, OpenError::Reftable { path } if *path == later),
        "{error:?}"
    );
    fs::write(
        later.join(".git/config"),
        format!("{config}[extensions]\n\tpartialClone = origin\n"),
    )
    .unwrap();
    let error = open_error(&sandbox, &later);
    assert!(
        matches!(&error, OpenError::Extension { extension, .. } if extension == "partialclone"),
        "{error:?}"
    );
    fs::write(later.join(".git/config"), "[core\n").unwrap();
    let error = open_error(&sandbox, &later);
    assert!(
        matches!(&error, OpenError::Unreadable { path, .. } if *path == later),
        "{error:?}"
    );
}

#[test]
fn head_may_be_unborn_detached_or_broken() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.open().head().unwrap(), None);
    assert!(matches!(
        sandbox.open().commit_of("HEAD"),
        Err(RevError::Unknown { .. })
    ));
    let one = sandbox.commit("one", 1);
    let two = sandbox.commit("two", 2);
    assert_eq!(sandbox.open().head().unwrap(), Some(two));
    sandbox.git(&["checkout", "-q", "--detach", "HEAD~1"]);
    assert_eq!(sandbox.open().head().unwrap(), Some(one));
    fs::write(sandbox.root().join(".git/refs/heads/main"), "nonsense\n").unwrap();
    sandbox.git(&["symbolic-ref", "HEAD", "refs/heads/main"]);
    assert!(matches!(sandbox.open().head(), Err(ReadError::Head { .. })));
}

#[test]
fn revisions_are_peeled_to_commits() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", "x");
    let one = sandbox.commit("one", 1);
    let two = sandbox.commit("two words", 2);
    sandbox.git(&["tag", "-a", "-m", "note", "v1", "HEAD~1"]);
    let repository = sandbox.open();
    for (rev, id) in [
        ("HEAD", two),
        ("main", two),
        ("v1", one),
        ("HEAD^", one),
        ("main~1", one),
        ("refs/tags/v1", one),
        (":/two", two),
        (&one.to_string(), one),
        (&one.short(), one),
        ("HEAD^{/one}", one),
    ] {
        assert_eq!(repository.commit_of(rev).unwrap(), id, "{rev}");
    }
    assert!(matches!(
        repository.commit_of("nowhere"),
        Err(RevError::Unknown { .. })
    ));
    assert!(matches!(
        repository.commit_of("HEAD^^^"),
        Err(RevError::Unknown { .. })
    ));
    assert!(matches!(
        repository.commit_of("HEAD:a.md"),
        Err(RevError::NotACommit { .. })
    ));
    assert!(matches!(
        repository.commit_of("HEAD^{tree}"),
        Err(RevError::NotACommit { .. })
    ));
    for rev in ["HEAD..main", "HEAD^{", "", "a\0b"] {
        let error = repository.commit_of(rev).unwrap_err();
        assert!(
            matches!(error, RevError::Invalid { .. } | RevError::Unknown { .. }),
            "{rev}: {error:?}"
        );
    }
}

#[test]
fn a_commit_reads_as_git_shows_it() {
    let sandbox = Sandbox::new();
    let one = sandbox.commit("one", 1_600_000_000);
    let message = "\n\nA subject  \nin two lines\n \nBody Ü\n\nTrailer: x\n";
    let tree = sandbox.git(&["write-tree"]);
    let args = ["commit-tree", "-p", "HEAD", &tree];
    let two = sandbox.git_with(&sandbox.root(), &args, 1_700_000_000, message.as_bytes());
    let commit = sandbox.open().commit(two.parse().unwrap()).unwrap();
    let shown = |format: &str| sandbox.git(&["log", "-1", &format!("--format={format}"), &two]);
    assert_eq!(commit.subject, "A subject in two lines");
    assert_eq!(commit.subject, shown("%s"));
    assert_eq!(commit.message, message);
    assert_eq!(
        (commit.parents.as_slice(), commit.tree.to_string()),
        ([one].as_slice(), tree)
    );
    assert_eq!(
        (commit.author.name.as_str(), commit.author.email.as_str()),
        ("Ann Author", "ann@example.org")
    );
    assert_eq!(commit.committer.name, "Carl Committer");
    assert_eq!(commit.author.time, Time::new(1_700_000_000, 3600));
    assert_eq!(commit.author.time.rfc3339(), shown("%aI"));
}

#[test]
fn trees_and_paths_are_read_in_bytes() {
    let sandbox = Sandbox::new();
    sandbox.write("docs/plans/a.md", "hello");
    sandbox.write("docs-x", "x");
    let id = sandbox.commit("one", 1);
    let repository = sandbox.open();
    let tree = repository.commit(id).unwrap().tree;
    let names: Vec<Vec<u8>> = repository
        .tree(tree)
        .unwrap()
        .into_iter()
        .map(|entry| entry.name)
        .collect();
    assert_eq!(names, [b"docs-x".to_vec(), b"docs".to_vec()]);
    let TreeEntry { name, mode, id } = repository
        .entry_at(tree, b"docs/plans/a.md")
        .unwrap()
        .unwrap();
    assert_eq!((name.as_slice(), mode), (b"a.md".as_slice(), 0o100_644));
    assert_eq!(id, sandbox.id("HEAD:docs/plans/a.md"));
    assert_eq!(repository.blob(id).unwrap(), b"hello");
    assert_eq!(repository.blob_size(id).unwrap(), 5);
    assert!(
        repository
            .entry_at(tree, b"docs")
            .unwrap()
            .unwrap()
            .is_tree()
    );
    for path in ["nothing", "docs/nothing", "docs-x/a", "", "docs/", "/docs"] {
        assert_eq!(
            repository.entry_at(tree, path.as_bytes()).unwrap(),
            None,
            "{path}"
        );
    }
    assert!(matches!(repository.blob(tree), Err(ReadError::Kind { .. })));
    assert!(matches!(
        repository.blob_size(tree),
        Err(ReadError::Kind { .. })
    ));
    assert!(matches!(repository.commit(id), Err(ReadError::Kind { .. })));
}

#[test]
fn missing_is_told_apart_from_broken() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", "first\n");
    sandbox.write("b.md", "second\n");
    sandbox.commit("one", 1);
    let object = |rev: &str| {
        let id = sandbox.id(rev);
        let hex = id.to_string();
        (
            id,
            sandbox
                .root()
                .join(".git/objects")
                .join(&hex[..2])
                .join(&hex[2..]),
        )
    };
    let ((gone, gone_file), (broken, broken_file)) = (object("HEAD:a.md"), object("HEAD:b.md"));
    fs::remove_file(gone_file).unwrap();
    fs::remove_file(&broken_file).unwrap();
    fs::write(broken_file, b"not zlib").unwrap();
    let repository = sandbox.open();
    assert!(matches!(repository.blob(gone), Err(ReadError::Missing { id }) if id == gone));
    assert!(matches!(
        repository.blob_size(gone),
        Err(ReadError::Missing { .. })
    ));
    assert!(matches!(repository.blob(broken), Err(ReadError::Corrupt { id, .. }) if id == broken));
    assert!(repository.commit(sandbox.id("HEAD")).is_ok());
}

#[test]
fn config_is_read_as_git_reads_it() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "plan.hook.enabled", "false"]);
    fs::write(
        sandbox.root().join(".git/config"),
        fs::read_to_string(sandbox.root().join(".git/config")).unwrap()
            + "[plan]\n\tcolor\n\tpager = less -R\n",
    )
    .unwrap();
    let repository = sandbox.open();
    assert_eq!(
        repository.config("plan.hook.enabled").as_deref(),
        Some("false")
    );
    assert_eq!(repository.config("plan.color").as_deref(), Some("true"));
    assert_eq!(repository.config("Plan.Pager").as_deref(), Some("less -R"));
    assert_eq!(repository.config("plan.nothing"), None);
    assert_eq!(repository.config("not a key"), None);
}

#[test]
fn replace_refs_are_noticed() {
    let sandbox = Sandbox::new();
    sandbox.commit("one", 1);
    sandbox.commit("two", 2);
    assert!(!sandbox.open().has_replace_refs());
    sandbox.git(&["replace", "HEAD", "HEAD~1"]);
    assert!(sandbox.open().has_replace_refs());
}

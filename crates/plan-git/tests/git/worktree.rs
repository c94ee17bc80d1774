use std::fs;
use std::path::{Path, PathBuf};

use plan_git::paths::Paths;
use plan_git::worktree::{File, FileError, Locks, MAX, WriteLock, find, slashed};

use crate::sandbox::Sandbox;

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Write lock of a file in the sandbox, which keeps its locks there too.
fn lock(sandbox: &Sandbox, path: &Path) -> WriteLock {
    let state = sandbox.base().join("state");
    let locks = Locks::new(&|name| {
        let is_state = matches!(name, "XDG_STATE_HOME" | "LOCALAPPDATA");
        is_state.then(|| state.clone().into_os_string())
    });
    locks.acquire(path).unwrap()
}

#[test]
fn a_swap_needs_the_bytes_that_were_read() {
    let sandbox = Sandbox::empty();
    let dir = sandbox.base().join("d");
    fs::create_dir(&dir).unwrap();
    let path = dir.join("a.md");
    fs::write(&path, "one\r\n").unwrap();
    let file = File::read(&path, None).unwrap();
    let held = lock(&sandbox, &path);
    assert_eq!(
        (file.bytes(), file.path()),
        (b"one\r\n".as_slice(), path.as_path())
    );
    file.swap(&held, b"two\r\n").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two\r\n");
    let error = file.swap(&held, b"three").unwrap_err();
    assert!(matches!(error, FileError::Changed { .. }), "{error}");
    fs::remove_file(&path).unwrap();
    assert!(matches!(
        file.swap(&held, b"three"),
        Err(FileError::Changed { .. })
    ));
    assert_eq!(names(&dir), Vec::<String>::new());
}

#[test]
fn a_new_file_never_overwrites() {
    let sandbox = Sandbox::empty();
    let path = sandbox.base().join("a/b/c.md");
    let held = lock(&sandbox, &path);
    File::create(&path, &held, b"new").unwrap();
    assert!(matches!(
        File::create(&path, &held, b"other"),
        Err(FileError::Exists { .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(path.parent().unwrap()), ["c.md"]);
    drop(held);
    let below = path.join("below");
    let held = lock(&sandbox, &below);
    assert!(matches!(
        File::create(&below, &held, b"x"),
        Err(FileError::Write { .. })
    ));
}

#[test]
fn what_is_no_plan_file_is_named() {
    let sandbox = Sandbox::empty();
    let base = sandbox.base();
    assert!(matches!(
        File::read(&base.join("gone"), None),
        Err(FileError::Missing { .. })
    ));
    assert!(matches!(
        File::read(base, None),
        Err(FileError::Directory { .. })
    ));
    fs::write(base.join("f"), b"x").unwrap();
    assert!(matches!(
        File::read(&base.join("f/below"), None),
        Err(FileError::Missing { .. })
    ));
    assert!(matches!(
        File::read(&base.join("f"), Some(&base.join("home"))),
        Err(FileError::Outside { .. })
    ));
    let large = base.join("large");
    fs::File::create(&large).unwrap().set_len(MAX).unwrap();
    assert_eq!(File::read(&large, None).unwrap().bytes().len() as u64, MAX);
    fs::File::create(&large).unwrap().set_len(MAX + 1).unwrap();
    assert!(matches!(
        File::read(&large, None),
        Err(FileError::TooLarge { .. })
    ));
}

#[cfg(unix)]
#[test]
fn pipes_are_refused_without_waiting() {
    let sandbox = Sandbox::empty();
    let pipe = sandbox.base().join("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    assert!(matches!(
        File::read(&pipe, None),
        Err(FileError::Special { .. })
    ));
    let socket = sandbox.base().join("s");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert!(matches!(
        File::read(&socket, None),
        Err(FileError::Special { .. })
    ));
}

#[cfg(unix)]
#[test]
fn links_stay_links_and_inside_the_root() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let sandbox = Sandbox::empty();
    let root = sandbox.base().join("r");
    fs::create_dir_all(root.join("d")).unwrap();
    fs::write(root.join("d/real.md"), "one").unwrap();
    fs::set_permissions(root.join("d/real.md"), fs::Permissions::from_mode(0o751)).unwrap();
    symlink("d/real.md", root.join("link.md")).unwrap();
    let file = File::read(&root.join("link.md"), Some(&root)).unwrap();
    let held = lock(&sandbox, &root.join("link.md"));
    file.swap(&held, b"two").unwrap();
    assert_eq!(
        fs::read_link(root.join("link.md")).unwrap(),
        Path::new("d/real.md")
    );
    assert_eq!(fs::read(root.join("d/real.md")).unwrap(), b"two");
    assert_eq!(
        fs::metadata(root.join("d/real.md"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o751
    );

    fs::write(sandbox.base().join("secret"), "s").unwrap();
    symlink("../secret", root.join("out.md")).unwrap();
    assert!(matches!(
        File::read(&root.join("out.md"), Some(&root)),
        Err(FileError::Outside { .. })
    ));
    assert!(File::read(&root.join("out.md"), None).is_ok());
    symlink("nowhere", root.join("dangling.md")).unwrap();
    assert!(matches!(
        File::read(&root.join("dangling.md"), Some(&root)),
        Err(FileError::Missing { .. })
    ));
    drop(held);
    let held = lock(&sandbox, &root.join("dangling.md"));
    assert!(matches!(
        File::create(&root.join("dangling.md"), &held, b"x"),
        Err(FileError::Exists { .. })
    ));

    drop(held);
    let held = lock(&sandbox, &root.join("d/real.md"));
    // A link that leads elsewhere by now is a change too, even to the same bytes.
    fs::write(root.join("d/twin.md"), "two").unwrap();
    let file = File::read(&root.join("link.md"), Some(&root)).unwrap();
    fs::remove_file(root.join("link.md")).unwrap();
    symlink("d/twin.md", root.join("link.md")).unwrap();
    assert!(matches!(
        file.swap(&held, b"three"),
        Err(FileError::Changed { .. })
    ));

    fs::set_permissions(root.join("d/real.md"), fs::Permissions::from_mode(0o444)).unwrap();
    let file = File::read(&root.join("d/real.md"), None).unwrap();
    assert!(matches!(
        file.swap(&held, b"three"),
        Err(FileError::Write { .. })
    ));
    drop(held);
    let held = lock(&sandbox, &root.join("fresh.md"));
    File::create(&root.join("fresh.md"), &held, b"x").unwrap();
    let plain = root.join("plain");
    fs::write(&plain, "x").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&root.join("fresh.md")), mode(&plain));
}

#[test]
fn find_gives_what_git_would_list() {
    let sandbox = Sandbox::new();
    for path in [
        "p/b.md",
        "p/a.md",
        "p/x/c.md",
        "p/a.txt",
        "q/d.md",
        ".hidden/e.md",
    ] {
        sandbox.write(path, "x");
    }
    sandbox.git_in(&sandbox.root(), &["init", "-q", "p/nested"]);
    sandbox.write("p/nested/n.md", "x");
    sandbox.write(".git/i.md", "x");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("x", sandbox.root().join("p/dir.md")).unwrap();
        std::os::unix::fs::symlink("a.md", sandbox.root().join("p/link.md")).unwrap();
    }
    let paths = Paths::new(["**/*.md".to_owned(), "!q/**".to_owned()]).unwrap();
    let found = find(&sandbox.root(), &paths);
    let files: Vec<Vec<u8>> = found.files.iter().map(|path| slashed(path)).collect();
    let mut expected = vec![".hidden/e.md", "p/a.md", "p/b.md", "p/link.md", "p/x/c.md"];
    if cfg!(not(unix)) {
        expected.retain(|path| *path != "p/link.md");
    }
    assert_eq!(
        files,
        expected
            .iter()
            .map(|path| path.as_bytes().to_vec())
            .collect::<Vec<_>>()
    );
    assert_eq!(found.skipped, []);

    let none = find(&sandbox.base().join("gone"), &paths);
    assert_eq!(
        none.skipped,
        [(PathBuf::new(), std::io::ErrorKind::NotFound)]
    );
}

//! Unit tests of write locks.
#![allow(clippy::unwrap_used)]

use super::*;

const SHORT: Duration = Duration::from_millis(50);

/// Repository in a temporary directory without links in its path.
fn place() -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let base = temp.path().canonicalize().unwrap();
    fs::create_dir(base.join(".git")).unwrap();
    fs::write(base.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    (temp, base)
}

fn locks() -> Locks {
    Locks::default().with_wait(SHORT)
}

/// Answers as a file system without kernel locks does.
fn unsupported(_: &fs::File) -> Result<(), TryLockError> {
    Err(TryLockError::Error(io::ErrorKind::Unsupported.into()))
}

#[test]
fn second_lock_is_busy_until_the_first_is_dropped() {
    let (_temp, base) = place();
    let held = locks().acquire(&base.join("a.md")).unwrap();
    assert_eq!(held.path(), base.join(".git/plan/lock"));
    let error = locks().acquire(&base.join("b.md")).unwrap_err();
    assert!(matches!(error, LockError::Busy { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("within 50ms; try again"), "{text}");
    drop(held);
    assert!(locks().acquire(&base.join("b.md")).is_ok());
    assert!(base.join(".git/plan/lock").exists());
}

#[test]
fn waiting_thread_gets_the_lock_when_it_is_released() {
    let (_temp, base) = place();
    let path = base.join("a.md");
    let held = locks().acquire(&path).unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| Locks::default().acquire(&path).map(drop));
        std::thread::sleep(SHORT);
        assert!(!waiting.is_finished());
        drop(held);
        waiting.join().unwrap().unwrap();
    });
}

#[test]
fn lock_protects_the_files_of_its_tree_only() {
    let (_temp, base) = place();
    let (_other_temp, other) = place();
    let held = locks().acquire(&base.join("a.md")).unwrap();
    assert!(held.check(&base.join("deep/b.md")).is_ok());
    let error = held.check(&other.join("a.md")).unwrap_err();
    assert!(matches!(error, LockError::Foreign { .. }), "{error}");
}

#[test]
fn without_a_state_directory_the_directory_itself_is_locked() {
    let temp = tempfile::tempdir().unwrap();
    let base = temp.path().canonicalize().unwrap();
    let held = locks().acquire(&base.join("new/a.md"));
    if cfg!(not(unix)) {
        assert!(matches!(held, Err(LockError::Unavailable { .. })));
        return;
    }
    let held = held.unwrap();
    assert_eq!(held.path(), base);
    assert!(matches!(
        locks().acquire(&base.join("b.md")),
        Err(LockError::Busy { .. })
    ));
    assert_eq!(fs::read_dir(&base).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn read_only_git_directory_still_excludes_other_writers() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_temp, base) = place();
    let path = base.join("a.md");
    let mode = |mode: u32| {
        fs::set_permissions(base.join(".git"), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(0o555);
    let held = locks().acquire(&path).unwrap();
    assert_eq!(held.path(), base);
    let second = locks().acquire(&path);
    assert!(matches!(second, Err(LockError::Busy { .. })));
    drop(held);
    mode(0o755);
    drop(locks().acquire(&path).unwrap());
    // An existing lock file needs no permission to write.
    fs::set_permissions(base.join(".git/plan"), fs::Permissions::from_mode(0o555)).unwrap();
    let held = locks().acquire(&path).unwrap();
    assert_eq!(held.path(), base.join(".git/plan/lock"));
    let second = locks().acquire(&path);
    assert!(matches!(second, Err(LockError::Busy { .. })));
    fs::set_permissions(base.join(".git/plan"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn lock_file_that_is_a_directory_is_not_opened() {
    let (_temp, base) = place();
    fs::create_dir_all(base.join(".git/plan/lock")).unwrap();
    match locks().acquire(&base.join("a.md")) {
        Ok(held) => assert_eq!(held.path(), base),
        Err(error) => assert!(matches!(error, LockError::Unavailable { .. }), "{error}"),
    }
}

#[test]
fn without_kernel_locks_a_file_with_the_process_number_excludes_others() {
    let (_temp, base) = place();
    let path = base.join("a.md");
    let held = locks().acquire_by(&path, &unsupported).unwrap();
    let file = base.join(".git/plan/lock.pid");
    assert!(file.exists());
    let second = locks().acquire_by(&path, &unsupported);
    assert!(matches!(second, Err(LockError::Busy { .. })));
    drop(held);
    assert!(!file.exists());

    fs::write(&file, "host 1 0\n").unwrap();
    let opened = OpenOptions::new().write(true).open(&file).unwrap();
    let then = std::time::SystemTime::now() - pid_file::ABANDONED * 2;
    opened.set_modified(then).unwrap();
    assert!(locks().acquire_by(&path, &unsupported).is_ok());
}

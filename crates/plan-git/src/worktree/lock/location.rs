//! Location of a write lock, derived from the path of the file alone.
//!
//! Neither the current directory nor `GIT_DIR` has an influence: all programs that write a file
//! compute one location for it.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Longest text of a file that names a git directory, in bytes.
const LONGEST: u64 = 1 << 16;

/// Directory tree that one write lock protects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// Working tree of a repository.
    WorkingTree {
        /// Directory that contains `.git`.
        root: PathBuf,
        /// Git directory of this working tree; of a linked one, its own below `worktrees`.
        git_dir: PathBuf,
    },
    /// Directory outside of any repository, without links in its path. It need not exist.
    Directory(PathBuf),
}

impl Location {
    /// Finds the location for a file, which need not exist. Links in its path are followed.
    ///
    /// # Errors
    /// The path has no parent directory, or one that cannot be read.
    pub(super) fn of(path: &Path) -> io::Result<Location> {
        let path = resolved(path)?;
        let parent = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        let found = parent
            .ancestors()
            .find_map(|root| Some((root, git_dir(root)?)));
        Ok(match found {
            Some((root, git_dir)) => Self::WorkingTree {
                root: root.to_owned(),
                git_dir,
            },
            None => Self::Directory(parent.to_owned()),
        })
    }

    /// Returns the path of the lock file; `state` is the state directory of the user.
    ///
    /// Returns `None` for a directory outside of any repository if there is no state directory.
    pub(super) fn lock_file(&self, state: Option<&Path>) -> Option<PathBuf> {
        match self {
            Self::WorkingTree { git_dir, .. } => Some(git_dir.join("plan").join("lock")),
            Self::Directory(directory) => {
                let name = format!("{:016x}", hash(directory.as_os_str().as_encoded_bytes()));
                Some(state?.join("plan").join("locks").join(name))
            }
        }
    }

    /// Returns the directory to lock if no lock file can be opened.
    pub(super) fn directory(&self) -> &Path {
        match self {
            Self::WorkingTree { root, .. } => root,
            Self::Directory(directory) => {
                let existing = directory.ancestors().find(|path| path.is_dir());
                existing.unwrap_or(directory)
            }
        }
    }
}

/// Resolves all links of a path, as far as its components exist.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    let error = match fs::canonicalize(path) {
        Ok(path) => return Ok(path),
        Err(error) => error,
    };
    let is_missing = matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    );
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if is_missing => {
            let parent = match parent.as_os_str().is_empty() {
                true => Path::new("."),
                false => parent,
            };
            Ok(resolved(parent)?.join(name))
        }
        _ => Err(error),
    }
}

/// Returns the git directory of a working tree with this root; `None` if it is not such a root.
fn git_dir(root: &Path) -> Option<PathBuf> {
    let entry = root.join(".git");
    let metadata = fs::metadata(&entry).ok()?;
    let directory = if metadata.is_dir() {
        entry
    } else if metadata.is_file() {
        root.join(named_directory(&entry)?)
    } else {
        return None;
    };
    // git regards a directory without HEAD as an ordinary one.
    directory.join("HEAD").symlink_metadata().ok()?;
    fs::canonicalize(directory).ok()
}

/// Reads the line `gitdir: PATH`.
fn named_directory(file: &Path) -> Option<PathBuf> {
    let mut text = Vec::new();
    let file = fs::File::open(file).ok()?;
    file.take(LONGEST).read_to_end(&mut text).ok()?;
    let path = text.strip_prefix(b"gitdir:")?.trim_ascii();
    crate::platform::os_string(path).map(PathBuf::from)
}

/// Computes the 64-bit FNV-1a hash. It must be equal in all versions of the program.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Directory without links in its path, and a repository in it.
    fn place() -> (tempfile::TempDir, PathBuf) {
        let temp = tempfile::tempdir().unwrap();
        let base = temp.path().canonicalize().unwrap();
        fs::create_dir_all(base.join("repo/.git")).unwrap();
        fs::write(base.join("repo/.git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::create_dir_all(base.join("repo/plans/deep")).unwrap();
        (temp, base)
    }

    fn file(path: &Path) -> Option<PathBuf> {
        Location::of(path)
            .unwrap()
            .lock_file(Some(Path::new("/state")))
    }

    #[test]
    fn hash_is_the_published_one() {
        assert_eq!(hash(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn files_of_a_repository_share_the_lock_in_its_git_directory() {
        let (_temp, base) = place();
        let expected = Some(base.join("repo/.git/plan/lock"));
        fs::write(base.join("repo/plans/a.md"), "").unwrap();
        for path in [
            "repo/plans/a.md",
            "repo/b.md",
            "repo/plans/../plans/new.md",
            "repo/not/yet/there.md",
            "repo/.git/COMMIT_EDITMSG",
        ] {
            assert_eq!(file(&base.join(path)), expected, "{path}");
        }
    }

    #[test]
    fn git_directory_without_head_is_passed_over() {
        let (_temp, base) = place();
        fs::create_dir(base.join("repo/plans/.git")).unwrap();
        let expected = Some(base.join("repo/.git/plan/lock"));
        assert_eq!(file(&base.join("repo/plans/a.md")), expected);
    }

    #[test]
    fn gitfile_names_the_git_directory() {
        let (_temp, base) = place();
        let own = base.join("repo/.git/worktrees/linked");
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("HEAD"), "ref: refs/heads/other\n").unwrap();
        fs::create_dir(base.join("linked")).unwrap();
        for text in [
            format!("gitdir: {}\n", own.display()),
            "gitdir: ../repo/.git/worktrees/linked\n".to_owned(),
        ] {
            fs::write(base.join("linked/.git"), &text).unwrap();
            let expected = Some(own.join("plan").join("lock"));
            assert_eq!(file(&base.join("linked/a.md")), expected, "{text}");
        }
        fs::write(base.join("linked/.git"), "gitdir: nowhere\n").unwrap();
        let outside = Location::of(&base.join("linked/a.md")).unwrap();
        assert_eq!(outside, Location::Directory(base.join("linked")));
    }

    #[test]
    fn file_outside_a_repository_has_a_lock_in_the_state_directory() {
        let (_temp, base) = place();
        let path = base.join("notes/a.md");
        let before = file(&path).unwrap();
        assert_eq!(before.parent(), Some(Path::new("/state/plan/locks")));
        fs::create_dir(base.join("notes")).unwrap();
        fs::write(&path, "").unwrap();
        assert_eq!(file(&path), Some(before.clone()));
        assert_eq!(file(&base.join("notes/b.md")), Some(before.clone()));
        assert_ne!(file(&base.join("a.md")), Some(before));
        assert_eq!(Location::of(&path).unwrap().lock_file(None), None);
    }

    #[cfg(unix)]
    #[test]
    fn link_has_the_lock_of_its_target() {
        let (_temp, base) = place();
        fs::write(base.join("repo/plans/a.md"), "").unwrap();
        std::os::unix::fs::symlink("repo/plans/a.md", base.join("link.md")).unwrap();
        std::os::unix::fs::symlink("repo/plans", base.join("linked")).unwrap();
        let expected = Some(base.join("repo/.git/plan/lock"));
        assert_eq!(file(&base.join("link.md")), expected);
        assert_eq!(file(&base.join("linked/new.md")), expected);
    }
}

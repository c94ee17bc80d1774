//! What differs between systems. No other file asks which one this is, beside `ancestry`, which has a file for each.

use std::ffi::OsString;
use std::fs::{self, Metadata, Permissions};
use std::io;
use std::path::{Path, PathBuf};

/// What stands between the paths of a list in the environment.
pub(crate) const LIST_SEPARATOR: &str = if cfg!(windows) { ";" } else { ":" };

/// A name of git's as one of the system's. `None` where the system has no such name.
#[must_use]
pub fn os_string(bytes: &[u8]) -> Option<OsString> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        Some(OsString::from_vec(bytes.to_vec()))
    }
    #[cfg(not(unix))]
    {
        std::str::from_utf8(bytes).ok().map(OsString::from)
    }
}

/// A name of git's as one of the system's, or what comes nearest to it.
#[must_use]
pub fn os_string_lossy(bytes: &[u8]) -> OsString {
    os_string(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned().into())
}

/// The bytes of a path as git and its shell write it, with slashes.
#[must_use]
pub fn with_slashes(path: &Path) -> Vec<u8> {
    let mut bytes = path.as_os_str().as_encoded_bytes().to_vec();
    if cfg!(windows) {
        for byte in &mut bytes {
            if *byte == b'\\' {
                *byte = b'/';
            }
        }
    }
    bytes
}

/// The path without links. `None` if there is no such file, or if the system would give it a form that git does not
/// understand, as Windows does with `\\?\`.
#[must_use]
pub fn canonical(path: &Path) -> Option<PathBuf> {
    if cfg!(windows) {
        return None;
    }
    path.canonicalize().ok()
}

/// Whether git would run a script. Without such a mark it always does.
pub(crate) fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            file.permissions().mode() & 0o111 != 0
        }
        #[cfg(not(unix))]
        {
            file.is_file()
        }
    })
}

/// Whether nobody is meant to write in a directory, though the system may let the superuser do it. Where the mark says
/// nothing of a directory, it is not.
pub(crate) fn is_read_only(directory: &Path) -> bool {
    let is_read_only = |metadata: Metadata| metadata.permissions().readonly();
    cfg!(unix) && fs::metadata(directory).is_ok_and(is_read_only)
}

/// The permissions of a new file, where the mask of the process is taken from such a mode.
pub(crate) fn permissions(mode: u32) -> Option<Permissions> {
    #[cfg(unix)]
    {
        Some(std::os::unix::fs::PermissionsExt::from_mode(mode))
    }
    #[cfg(not(unix))]
    {
        let _ = mode;
        None
    }
}

/// Exchanges two files in one step, where the system and the file system can.
///
/// # Errors
/// The system refuses, or knows no such operation. Both files are then unchanged.
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?;
        Ok(())
    }
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    {
        let _ = (one, other);
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Returns the directory in which a user's programs keep state, read from the environment.
///
/// On Windows it is `LOCALAPPDATA`. Elsewhere it is `XDG_STATE_HOME`, or `.local/state` in the
/// home directory. Relative paths and home directories that do not exist are ignored.
pub(crate) fn state_directory(get: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = get(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let home = |name: &str| absolute(name).filter(|path| path.is_dir());
    if cfg!(windows) {
        return absolute("LOCALAPPDATA")
            .or_else(|| Some(home("USERPROFILE")?.join("AppData").join("Local")));
    }
    absolute("XDG_STATE_HOME").or_else(|| Some(home("HOME")?.join(".local").join("state")))
}

/// Returns the name of this machine in its network, where the system has one.
pub(crate) fn host_name() -> Option<String> {
    #[cfg(unix)]
    {
        let name = rustix::system::uname();
        Some(name.nodename().to_string_lossy().into_owned())
    }
    #[cfg(not(unix))]
    {
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn exchange_of_two_files_swaps_their_texts() {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = (dir.path().join("one"), dir.path().join("other"));
        fs::write(&one, "1").unwrap();
        fs::write(&other, "2").unwrap();
        let exchanged = exchange(&one, &other).is_ok();
        let expected = if exchanged { ["2", "1"] } else { ["1", "2"] };
        assert_eq!(
            [&one, &other].map(|path| fs::read_to_string(path).unwrap()),
            expected
        );
        assert!(exchange(&one, &dir.path().join("missing")).is_err());
        assert!(one.exists());
    }

    #[cfg(unix)]
    #[test]
    fn state_directory_follows_the_base_directory_specification() {
        let home = tempfile::tempdir().unwrap();
        let of = |state: Option<&str>, home: Option<&Path>| {
            state_directory(&|name| match name {
                "XDG_STATE_HOME" => state.map(OsString::from),
                "HOME" => home.map(OsString::from),
                _ => None,
            })
        };
        let default = home.path().join(".local/state");
        assert_eq!(of(Some("/state"), Some(home.path())), Some("/state".into()));
        assert_eq!(of(Some("state"), Some(home.path())), Some(default.clone()));
        assert_eq!(of(None, Some(home.path())), Some(default));
        assert_eq!(of(None, Some(&home.path().join("missing"))), None);
        assert_eq!(of(None, None), None);
    }

    #[test]
    fn names_come_back() {
        let name = os_string(b"plans/a b.md").map(PathBuf::from);
        let bytes = name.map(|path| with_slashes(&path));
        assert_eq!(bytes.as_deref(), Some(&b"plans/a b.md"[..]));
    }

    #[cfg(unix)]
    #[test]
    fn names_need_not_be_text() {
        let name = PathBuf::from(os_string_lossy(b"plans/\xff.md"));
        assert_eq!(with_slashes(&name), b"plans/\xff.md");
    }

    #[test]
    fn what_is_not_there_does_not_run() {
        let directory = std::env::temp_dir();
        assert!(!is_executable(&directory.join("plan has no such script")));
        assert!(!is_read_only(&directory));
    }
}

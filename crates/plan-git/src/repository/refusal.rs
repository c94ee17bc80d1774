//! What it means that libgit2 does not open a repository.

use std::path::{Path, PathBuf};

use git2::ErrorCode;

use super::{OpenError, tidy};

pub(super) fn refusal(start: &Path, named: Option<&Path>, error: &git2::Error) -> OpenError {
    let path = || {
        let found =
            git2::Repository::discover_path(start, Vec::<PathBuf>::new()).map(|dir| tidy(&dir));
        let dir = found.unwrap_or_else(|_| tidy(start));
        if dir.ends_with(".git") {
            dir.parent().map(Path::to_owned).unwrap_or(dir)
        } else {
            dir
        }
    };
    let message = error.message();
    if error.code() == ErrorCode::Owner {
        return OpenError::Owner { path: path() };
    }
    if message.contains("unknown object format") {
        return OpenError::ObjectFormat { path: path() };
    }
    if let Some((_, extension)) = message.split_once("unsupported extension name extensions.") {
        return match extension {
            "refstorage" => OpenError::Reftable { path: path() },
            _ => OpenError::Extension {
                path: path(),
                extension: extension.to_owned(),
            },
        };
    }
    match (error.code(), named) {
        (ErrorCode::NotFound, Some(git_dir)) => OpenError::NamedNotFound {
            git_dir: git_dir.to_owned(),
        },
        (ErrorCode::NotFound, None) => OpenError::NotFound {
            from: start.to_owned(),
        },
        _ => OpenError::Unreadable {
            path: path(),
            message: message.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Only who may give a directory away can have one of another user; what libgit2 says of it is known.
    #[test]
    fn what_git_refuses_for_its_owner_is_said_with_the_remedy() {
        let class = git2::ErrorClass::Repository;
        let error = git2::Error::new(ErrorCode::Owner, class, "not owned by current user");
        let place = tempfile::tempdir().unwrap();
        let told = refusal(place.path(), None, &error).to_string();
        let place = tidy(place.path()).display().to_string();
        let remedy = format!("git config --global --add safe.directory '{place}'");
        assert!(
            told.contains("another user") && told.contains(&remedy),
            "{told}"
        );
    }
}

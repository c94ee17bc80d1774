//! What the git library says, folded into kinds of trouble; each with what to do next where the sentence does not say it.

use plan_git::attributes::AttributesError;
use plan_git::cache::CacheError;
use plan_git::compare::CompareError;
use plan_git::config::{ConfigError, NAME};
use plan_git::history::HistoryError;
use plan_git::hooks::HookError;
use plan_git::paths::PathsError;
use plan_git::program::ProgramError;
use plan_git::repository::{OpenError, ReadError, RevError};
use plan_git::time::DateError;
use plan_git::worktree::FileError;

use super::{CommandError, ErrorKind};
use crate::path_name::PathName;

/// No repository could be opened, and the command needs one.
pub fn no_repository(error: &OpenError) -> CommandError {
    let told = CommandError::repository(error.to_string());
    match error {
        OpenError::NotFound { .. } => {
            told.with_hint("`plan -C DIR ...` asks about another directory.")
        }
        OpenError::ObjectFormat { .. } | OpenError::Reftable { .. } => told.with_hint(
            "Single files need no repository: `plan show FILE`, `plan tick FILE ITEM`, `plan diff --no-index A B`.",
        ),
        _ => told,
    }
}

impl From<ReadError> for CommandError {
    fn from(error: ReadError) -> Self {
        Self::repository(error)
    }
}

impl From<HistoryError> for CommandError {
    fn from(error: HistoryError) -> Self {
        Self::repository(error)
    }
}

impl From<ProgramError> for CommandError {
    fn from(error: ProgramError) -> Self {
        Self::repository(error)
    }
}

impl From<RevError> for CommandError {
    fn from(error: RevError) -> Self {
        let kind = match error {
            RevError::Unknown { .. } => ErrorKind::NotFound,
            RevError::Ambiguous { .. } => ErrorKind::Ambiguous,
            _ => ErrorKind::Usage,
        };
        Self::new(kind, error)
    }
}

impl From<CompareError> for CommandError {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::Bare => {
                Self::refused(error).with_hint("Name two versions: `plan diff A..B`.")
            }
            error => Self::repository(error),
        }
    }
}

impl From<DateError> for CommandError {
    fn from(error: DateError) -> Self {
        Self::usage(error)
    }
}

/// Patterns come from `--paths` here; those of a file are checked when it is read.
impl From<PathsError> for CommandError {
    fn from(error: PathsError) -> Self {
        Self::usage(error)
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        // Nothing is wrong with the file, it cannot be got at.
        if let ConfigError::Object(error) = error {
            return error.into();
        }
        let told = Self::config(error).with_path(NAME);
        told.with_hint(format!("Correct {NAME}; nothing was read or written."))
    }
}

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        let kind = match error {
            FileError::Missing { .. } => ErrorKind::NotFound,
            FileError::Exists { .. } => ErrorKind::Refused,
            _ => ErrorKind::File,
        };
        let path = path_of(&error);
        let told = Self::new(kind, error);
        match path {
            Some(path) => told.with_path(path.as_str()),
            None => told,
        }
    }
}

fn path_of(error: &FileError) -> Option<PathName> {
    match error {
        FileError::Missing { path }
        | FileError::Directory { path }
        | FileError::Special { path }
        | FileError::Outside { path, .. }
        | FileError::TooLarge { path }
        | FileError::Changed { path }
        | FileError::Exists { path }
        | FileError::Displaced { path, .. }
        | FileError::Read { path, .. }
        | FileError::Write { path, .. } => Some(PathName::of(path)),
        _ => None,
    }
}

impl From<AttributesError> for CommandError {
    fn from(error: AttributesError) -> Self {
        match error {
            AttributesError::Program(error) => error.into(),
            AttributesError::File(error) => error.into(),
            error => Self::refused(error),
        }
    }
}

impl From<CacheError> for CommandError {
    fn from(error: CacheError) -> Self {
        Self::file(error)
    }
}

impl From<HookError> for CommandError {
    fn from(error: HookError) -> Self {
        match error {
            HookError::Program(error) => error.into(),
            error @ HookError::File { .. } => Self::file(error),
            error => Self::refused(error),
        }
    }
}

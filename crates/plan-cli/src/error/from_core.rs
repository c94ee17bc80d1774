//! What the core library says, folded into kinds of trouble.

use plan_core::{ReadError, WriteError};

use super::CommandError;

/// The bytes of a file cannot be read as a document.
pub fn unreadable(path: &str, error: &ReadError) -> CommandError {
    CommandError::file(format!("{path}: {error}")).with_path(path)
}

/// A document cannot be written as asked.
pub fn unwritable(path: &str, error: &WriteError) -> CommandError {
    let told = match error {
        WriteError::Empty { .. } | WriteError::MultiLine { .. } => {
            CommandError::usage(error.to_string())
        }
        WriteError::NoItem { .. } => CommandError::not_found(format!("{path}: {error}")),
        _ => CommandError::refused(format!("{path}: {error}")),
    };
    told.with_path(path)
}

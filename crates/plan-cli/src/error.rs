//! Every way a command can end: the errors of the libraries folded once into a kind, a sentence and hints, the envelope
//! `plan.error/1`, and the exit code, which is decided here and nowhere else.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use schemars::JsonSchema;
use serde::Serialize;

use crate::ui::{Format, Ui};

mod from_core;
mod from_git;

pub use from_core::{unreadable, unwritable};
pub use from_git::no_repository;

/// What sort of trouble it was. The names are part of the JSON contract: they are never changed, only added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The command line cannot be understood.
    Usage,
    /// Something that was named does not exist.
    NotFound,
    /// A name fits more than one thing.
    Ambiguous,
    /// The configuration cannot be used.
    Config,
    /// The repository is missing or cannot be read, or git failed.
    Repository,
    /// A file cannot be read or written.
    File,
    /// It could be done, but must not be.
    Refused,
    /// Our own mistake.
    Internal,
}

impl ErrorKind {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::NotFound => "not-found",
            Self::Ambiguous => "ambiguous",
            Self::Config => "config",
            Self::Repository => "repository",
            Self::File => "file",
            Self::Refused => "refused",
            Self::Internal => "internal",
        }
    }
}

/// Why a command could not do its work, and what the user can do about it.
#[derive(Debug)]
pub struct CommandError {
    kind: ErrorKind,
    error: Box<dyn Error + Send + Sync>,
    path: Option<String>,
    hints: Vec<String>,
}

impl CommandError {
    /// An error of this kind, made from an error of a library or from a sentence.
    pub fn new(kind: ErrorKind, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind,
            error: error.into(),
            path: None,
            hints: Vec::new(),
        }
    }

    /// The command line cannot be understood.
    pub fn usage(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Usage, error)
    }

    /// Something that was named does not exist.
    pub fn not_found(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::NotFound, error)
    }

    /// A name fits more than one thing.
    pub fn ambiguous(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Ambiguous, error)
    }

    /// The configuration cannot be used.
    pub fn config(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Config, error)
    }

    /// The repository is missing or cannot be read, or git failed.
    pub fn repository(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Repository, error)
    }

    /// A file cannot be read or written.
    pub fn file(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::File, error)
    }

    /// It could be done, but must not be.
    pub fn refused(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Refused, error)
    }

    /// Our own mistake.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Internal, error).with_hint(
            "This is a mistake in plan. Please report it with what you typed and `plan --version`.",
        )
    }

    /// Names the file that it is about.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Adds something that the user can do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// What sort of trouble it was.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file that it is about.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What the user can do.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// The sentence with its causes, joined by ": ". A cause that the sentence says already is not said twice.
    pub fn message(&self) -> String {
        let mut message = self.error.to_string();
        let mut cause = self.error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !message.contains(&text) {
                message.push_str(": ");
                message.push_str(&text);
            }
            cause = error.source();
        }
        message
    }

    /// The document that `--json` prints.
    pub fn envelope(&self) -> Envelope<'_> {
        Envelope {
            schema: "plan.error/1",
            kind: self.kind,
            message: self.message(),
            path: self.path(),
            hints: &self.hints,
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

/// What any command prints with `--json` when it could not do its work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Envelope<'a> {
    schema: &'static str,
    /// What sort of trouble it was.
    kind: ErrorKind,
    /// What is wrong.
    message: String,
    /// The file that it is about.
    path: Option<&'a str>,
    /// What can be done.
    hints: &'a [String],
}

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to report.
    Fine,
    /// It found what it was asked to look for, such as a missing log entry.
    Findings,
    /// git did the work, and ended with this.
    OfGit(u8),
}

/// Reports how a command ended, ends the output, and gives the exit code: 0 fine, 1 findings, 2 error.
pub fn conclude(ui: &mut Ui, result: Result<Outcome, CommandError>) -> ExitCode {
    let outcome = match result {
        Ok(outcome) => outcome,
        Err(error) => {
            report(ui, &error);
            // A second error, about stdout, would hide the one that matters.
            let _ = ui.finish();
            return ExitCode::from(2);
        }
    };
    if let Err(error) = ui.finish() {
        ui.error(&format!("cannot write the output: {error}"));
        return ExitCode::from(2);
    }
    match outcome {
        Outcome::Fine => ExitCode::SUCCESS,
        Outcome::Findings => ExitCode::from(1),
        Outcome::OfGit(code) => ExitCode::from(code),
    }
}

fn report(ui: &mut Ui, error: &CommandError) {
    match ui.format() {
        Format::Human => {}
        Format::Json => return ui.json(&error.envelope()),
        Format::Jsonl => return ui.json_line(&error.envelope()),
    }
    ui.error(&error.message());
    for hint in error.hints() {
        ui.hint(hint);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot read docs/plans/a.md")]
    struct Outer(#[source] Middle);

    #[derive(Debug, thiserror::Error)]
    #[error("the file is closed: {0}")]
    struct Middle(#[source] Inner);

    #[derive(Debug, thiserror::Error)]
    #[error("permission denied")]
    struct Inner;

    #[test]
    fn causes_are_said_once() {
        let error = CommandError::file(Outer(Middle(Inner)));
        let expected = "cannot read docs/plans/a.md: the file is closed: permission denied";
        assert_eq!(error.message(), expected);
    }

    #[test]
    fn the_envelope_has_every_key_in_order() {
        let error = CommandError::ambiguous("\"cache\" fits two plans")
            .with_hint("docs/plans/cache.md")
            .with_hint("docs/plans/cache-2.md");
        assert_eq!(
            serde_json::to_string(&error.envelope()).unwrap(),
            r#"{"schema":"plan.error/1","kind":"ambiguous","message":"\"cache\" fits two plans","path":null,"hints":["docs/plans/cache.md","docs/plans/cache-2.md"]}"#
        );
    }

    #[test]
    fn the_names_of_kinds_are_those_of_the_envelope() {
        use ErrorKind::*;
        for kind in [
            Usage, NotFound, Ambiguous, Config, Repository, File, Refused, Internal,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}

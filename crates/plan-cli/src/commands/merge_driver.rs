//! `plan merge-driver`: one file of a merge, called by git. Its exit codes are git's: 0 is merged, 1 has conflicts, which are
//! marked in the file. Anything else means that nothing was written; what is registered with git merges by lines then.

use std::path::Path;

use plan_core::merge::{Labels, Merged, Options, Style, merge, merge_lines};
use plan_core::{Document, ReadError};
use plan_git::config;
use plan_git::repository::Repository;
use plan_git::worktree::{File, FileError, HOOK_WAIT, Locks};

use crate::args::{Globals, MergeDriverArgs};
use crate::error::{CommandError, ErrorKind, Outcome};
use crate::path_name::PathName;
use crate::ui::Ui;

pub(super) fn run(
    globals: &Globals,
    args: &MergeDriverArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let start = globals.directory.as_deref().unwrap_or(Path::new(""));
    let given = Given::read(args);
    let failed = |error: CommandError| {
        let message = error.message();
        let path = &given.path;
        CommandError::new(
            ErrorKind::File,
            format!("{path}: {message}; git merges it by lines"),
        )
        .with_path(path.as_str())
    };
    let read = |path: &Path| File::read(&start.join(path), None).map_err(CommandError::from);
    let base = read(&args.base).map_err(failed)?;
    let ours = read(&args.ours).map_err(failed)?;
    let theirs = read(&args.theirs).map_err(failed)?;
    let repository = Repository::discover(Path::new(".")).ok();
    let options = Options {
        style: style(repository.as_ref()),
        marker_size: given.marker_size,
        labels: given.labels.clone(),
    };
    let merged = merged(&base, &ours, &theirs, repository.as_ref(), &options)
        .map_err(|error| failed(CommandError::file(error)))?;
    for note in &merged.notes {
        ui.note(&format!("{}: {note}", given.path));
    }
    // The very last thing to do: a program that dies before has changed nothing.
    if merged.text.as_bytes() != ours.bytes() {
        let locks = Locks::new(&|name| std::env::var_os(name)).with_wait(HOOK_WAIT);
        let lock = locks.acquire(ours.path()).map_err(FileError::from);
        lock.and_then(|lock| ours.swap(&lock, merged.text.as_bytes()))
            .map_err(|error| failed(error.into()))?;
    }
    Ok(match merged.is_clean() {
        true => Outcome::Fine,
        false => Outcome::Findings,
    })
}

/// What git says beside the three files, as far as its version says it.
struct Given {
    marker_size: usize,
    path: PathName,
    labels: Labels,
}

impl Given {
    fn read(args: &MergeDriverArgs) -> Self {
        let text = |at: usize| -> Option<String> {
            let word = args.rest.get(at)?.to_string_lossy().into_owned();
            // A version of git that does not know a placeholder hands it on as it is.
            let unknown = matches!(word.as_bytes(), [b'%', sign] if sign.is_ascii_uppercase());
            (!word.is_empty() && !unknown).then_some(word)
        };
        let path = args.rest.get(1).filter(|_| text(1).is_some());
        Self {
            marker_size: text(0).and_then(|size| size.parse().ok()).unwrap_or(0),
            path: path.map_or_else(
                || PathName::of(&args.ours),
                |path| PathName::of(path.as_ref()),
            ),
            labels: Labels {
                base: text(2),
                ours: text(3),
                theirs: text(4),
            },
        }
    }
}

/// The style of conflicts that the person at work wants. One that we do not know is git's to complain about.
fn style(repository: Option<&Repository>) -> Style {
    let env = |name: &str| std::env::var(name).ok();
    match config::git_setting(repository, &env, "merge.conflictStyle").as_deref() {
        Some("diff3") => Style::Diff3,
        Some("zdiff3") => Style::Zdiff3,
        _ => Style::Merge,
    }
}

fn merged(
    base: &File,
    ours: &File,
    theirs: &File,
    repository: Option<&Repository>,
    options: &Options,
) -> Result<Merged, ReadError> {
    let vocabulary = config::vocabulary(repository);
    let read = |file: &File| Document::from_bytes_with(file.bytes().to_vec(), &vocabulary);
    let (ours, theirs) = (read(ours)?, read(theirs)?);
    match read(base) {
        Ok(base) => Ok(merge(&base, &ours, &theirs, options)),
        // The base of a criss-cross is a merge too, and may have conflicts, which say nothing in a plan's terms.
        Err(ReadError::Conflict { .. }) => {
            let base = String::from_utf8_lossy(base.bytes());
            Ok(merge_lines(&base, ours.as_str(), theirs.as_str(), options))
        }
        Err(error) => Err(error),
    }
}

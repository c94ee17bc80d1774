//! Which two versions a person means, and which plans: `A`, `A B`, `A..B`, `A...B`, then PLANs.

use plan_git::compare::{CompareError, Side};
use plan_git::repository::{ObjectId, RevError};

use crate::args::DiffArgs;
use crate::error::{CommandError, ErrorKind};
use crate::moment::{Moment, moment};
use crate::target::nearest;
use crate::ui::Ui;
use crate::workspace::Workspace;

/// What to compare.
#[derive(Clone, Copy, Debug)]
pub(super) struct Versions {
    pub(super) old: Side,
    pub(super) new: Side,
}

/// A text that names a plan.
pub(super) struct Named {
    pub(super) text: String,
    /// Why it is no revision, where it could have been meant as one.
    pub(super) tried: Option<RevError>,
}

/// Both ends of a range; of `A...B`, the old one is where both part.
struct Range {
    old: ObjectId,
    new: ObjectId,
}

impl Versions {
    /// Reads the words of a command line, and gives those that are PLANs beside it. Revisions stand first: what comes behind
    /// the first word that is none is a PLAN.
    ///
    /// # Errors
    /// A range has an end that is neither a revision nor a date, there are too many revisions, or there is no work tree.
    pub(super) fn read(
        workspace: &Workspace,
        args: &DiffArgs,
        ui: &mut Ui,
    ) -> Result<(Self, Vec<Named>), CommandError> {
        let mut words = args.words.iter().peekable();
        let mut range = None;
        let mut commits = Vec::new();
        let mut tried = None;
        while let Some(word) = words.peek() {
            if commits.is_empty()
                && let Some(found) = read_range(workspace, word)?
            {
                range = Some(found);
                words.next();
                break;
            }
            let commit = match moment(workspace, word) {
                Ok(Moment::Commit(commit)) => commit,
                Ok(Moment::Unknown(error)) => {
                    tried = Some(error);
                    break;
                }
                // A few hex digits may be the name of a plan.
                Err(error)
                    if error.kind() == ErrorKind::Ambiguous && is_plan_too(workspace, word, ui) =>
                {
                    break;
                }
                Err(error) => return Err(error),
            };
            if is_plan_too(workspace, word, ui) {
                ui.note(&format!(
                    "`{word}` is taken for a revision; `plan diff -- {word}` names the plan"
                ));
            }
            commits.push(commit);
            words.next();
        }
        let head = workspace.tip().map_or(Side::Nothing, Side::Commit);
        let on_disk = if args.cached {
            Side::Index
        } else {
            Side::WorkTree
        };
        let (old, new) = match (range, commits.as_slice()) {
            (Some(Range { old, new }), _) => (Side::Commit(old), Side::Commit(new)),
            (None, []) => (head, on_disk),
            (None, [old]) => (Side::Commit(*old), on_disk),
            (None, [old, new]) => (Side::Commit(*old), Side::Commit(*new)),
            (None, _) => {
                return Err(CommandError::usage("more than two revisions were named")
                    .with_hint("`plan diff A..B` compares two; `--` stands before plans that have the name of a revision."));
            }
        };
        if args.cached && matches!(new, Side::Commit(_)) {
            return Err(CommandError::usage(
                "`--cached` compares what is staged with one commit, and two were named",
            )
            .with_hint("Leave `--cached` out, or name one commit."));
        }
        let needs_files = !matches!(new, Side::Commit(_));
        if needs_files && workspace.repository()?.is_bare() {
            return Err(CompareError::Bare.into());
        }
        let named = |text: &String| Named {
            text: text.clone(),
            // Only the first word that is no revision was asked about.
            tried: tried.take(),
        };
        let plans = words.chain(&args.plans).map(named).collect();
        Ok((Self { old, new }, plans))
    }
}

/// Reads `A..B` and `A...B`; none if the word is no range. Paths have dots too.
fn read_range(workspace: &Workspace, word: &str) -> Result<Option<Range>, CommandError> {
    let (a, b, parting) = match (word.split_once("..."), word.split_once("..")) {
        (Some((a, b)), _) => (a, b, true),
        (None, Some((a, b))) => (a, b, false),
        (None, None) => return Ok(None),
    };
    let is_path = word == ".."
        || ["../", "./", "..\\", ".\\"]
            .iter()
            .any(|start| word.starts_with(start))
        || workspace.start().join(word).exists();
    if is_path {
        return Ok(None);
    }
    let (old, new) = match (end(workspace, a)?, end(workspace, b)?) {
        (End::Commit(old), End::Commit(new)) => (old, new),
        // A title may have dots in it.
        (End::Unknown(_), End::Unknown(_)) if !a.is_empty() && !b.is_empty() => return Ok(None),
        (End::Unknown(error), _) => return Err(unknown(workspace, a, error)),
        (_, End::Unknown(error)) => return Err(unknown(workspace, b, error)),
    };
    if !parting {
        return Ok(Some(Range { old, new }));
    }
    let base = workspace.repository()?.merge_base(old, new)?;
    let Some(old) = base else {
        let error =
            CommandError::not_found(format!("the two ends of `{word}` have no commit in common"));
        let hint = if workspace.repository()?.is_shallow() {
            "This is a shallow clone; `git fetch --unshallow` brings the rest."
        } else {
            "Two dots instead of three compare them as they are."
        };
        return Err(error.with_hint(hint));
    };
    Ok(Some(Range { old, new }))
}

enum End {
    Commit(ObjectId),
    Unknown(RevError),
}

/// One end of a range; nothing is HEAD.
fn end(workspace: &Workspace, text: &str) -> Result<End, CommandError> {
    if text.is_empty() {
        return match workspace.tip() {
            Some(tip) => Ok(End::Commit(tip)),
            None => Err(CommandError::not_found("there are no commits yet")
                .with_hint("`plan diff` without a range shows what the first one would hold.")),
        };
    }
    Ok(match moment(workspace, text)? {
        Moment::Commit(commit) => End::Commit(commit),
        Moment::Unknown(error) => End::Unknown(error),
    })
}

/// A text that should be a revision or a date, and is not.
pub(super) fn unknown(workspace: &Workspace, text: &str, error: RevError) -> CommandError {
    alike(workspace, text)
        .into_iter()
        .fold(CommandError::from(error), |error, name| {
            error.with_hint(format!("Did you mean `{name}`?"))
        })
        .with_hint("A date will do too, such as 2026-01-31 or `2 weeks ago`.")
}

/// Whether a text can only have been meant as a revision.
pub(super) fn is_spelt_as_revision(text: &str) -> bool {
    text.contains(['^', '~', ':']) || text.contains("@{")
}

/// The branches and tags whose names are like a text.
pub(super) fn alike(workspace: &Workspace, text: &str) -> Vec<String> {
    let names: Vec<(String, Vec<String>)> = workspace
        .repository()
        .map(|repository| repository.ref_names())
        .unwrap_or_default()
        .into_iter()
        .map(|name| (name.clone(), vec![name]))
        .collect();
    nearest(text, &names)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// Whether a revision has the name of a plan.
fn is_plan_too(workspace: &Workspace, word: &str, ui: &mut Ui) -> bool {
    if workspace.start().join(word).exists() {
        return true;
    }
    // What cannot be looked into is told of by the comparison.
    let targets = workspace.targets(workspace.view(), ui).unwrap_or_default();
    targets.iter().any(|target| target.name.stem() == word)
}

//! Which commit a person means by a revision or a date.

use plan_git::repository::{ObjectId, RevError};
use plan_git::time::{Edge, parse_date};

use crate::error::CommandError;
use crate::workspace::Workspace;

/// What a text turned out to name.
pub enum Moment {
    /// A commit.
    Commit(ObjectId),
    /// Neither a revision nor a date; with what the repository says about it.
    Unknown(RevError),
}

/// The commit that a revision or a date means; a revision goes first. For a date it is the newest on the first-parent line
/// of the tip that was committed by then.
///
/// # Errors
/// There is no repository, the text fits more than one revision, or there was no commit yet at that date.
pub fn moment(workspace: &Workspace, text: &str) -> Result<Moment, CommandError> {
    let repository = workspace.repository()?;
    let unknown = match repository.commit_of(text) {
        Ok(commit) => return Ok(Moment::Commit(commit)),
        Err(error @ RevError::Ambiguous { .. }) => return Err(error.into()),
        Err(error) => error,
    };
    let Ok(time) = parse_date(text, workspace.clock(), Edge::End) else {
        return Ok(Moment::Unknown(unknown));
    };
    let mut first = None;
    let mut next = workspace.tip();
    while let Some(id) = next {
        let commit = repository.commit(id)?;
        if commit.committer.time.seconds <= time.seconds {
            return Ok(Moment::Commit(id));
        }
        first = Some(commit.committer.time);
        next = commit.parents.first().copied();
    }
    let error = CommandError::not_found(format!("there was no commit yet at {}", time.rfc3339()));
    Err(match first {
        Some(first) => error.with_hint(format!(
            "The first commit that is known was made at {}.",
            first.rfc3339()
        )),
        None => error.with_hint("This repository has no commits."),
    })
}

//! Commits that are not ours to touch: git is in the middle of moving commits that carry their entries with them.

use std::path::Path;

use crate::repository::{Commit, Repository};

use super::index;

/// What git is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// A merge is being concluded.
    Merge,
    /// A cherry-pick is being concluded.
    CherryPick,
    /// A revert is being concluded.
    Revert,
    /// A rebase is in progress.
    Rebase,
    /// Patches are being applied.
    ApplyMailbox,
    /// A sequence of cherry-picks or reverts is in progress.
    Sequencer,
    /// The commit to be amended is the last one that a shallow clone has.
    Shallow,
    /// Paths are committed from a private index whose place the hook is not told, so it could not be kept in step.
    PrivateIndex,
}

impl std::fmt::Display for SkipReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Merge => "a merge commit",
            Self::CherryPick => "a cherry-pick",
            Self::Revert => "a revert",
            Self::Rebase => "a rebase in progress",
            Self::ApplyMailbox => "patches being applied",
            Self::Sequencer => "a sequence of picks in progress",
            Self::Shallow => "an amended commit whose parent a shallow clone lacks",
            Self::PrivateIndex => "a private index committed by path",
        })
    }
}

/// Why this commit is to be left alone, if it is.
///
/// git keeps such state in the git directory of the work tree. `amended` is the commit to be replaced.
pub(super) fn reason(
    repository: &Repository,
    amended: Option<&Commit>,
    index_file: &Path,
) -> Option<SkipReason> {
    if let Some(reason) = in_progress(repository) {
        return Some(reason);
    }
    // Where the history was cut, an amended plan would look like a new one.
    if repository.is_shallow() && amended.is_some_and(|commit| commit.parents.is_empty()) {
        return Some(SkipReason::Shallow);
    }
    (index::is_throw_away(index_file) && !index::future(index_file).exists())
        .then_some(SkipReason::PrivateIndex)
}

/// What git is in the middle of here, if it is in the middle of anything that is not ours to touch.
#[must_use]
pub fn in_progress(repository: &Repository) -> Option<SkipReason> {
    let git_dir = repository.git_dir();
    let in_progress = [
        ("MERGE_HEAD", SkipReason::Merge),
        ("rebase-merge", SkipReason::Rebase),
        ("rebase-apply/applying", SkipReason::ApplyMailbox),
        ("rebase-apply", SkipReason::Rebase),
        ("CHERRY_PICK_HEAD", SkipReason::CherryPick),
        ("REVERT_HEAD", SkipReason::Revert),
        ("sequencer", SkipReason::Sequencer),
    ];
    in_progress
        .into_iter()
        .find(|(name, _)| git_dir.join(name).exists())
        .map(|(_, reason)| reason)
}

//! Two files side by side, wherever they lie.

use std::path::Path;

use plan_core::{Document, diff};
use plan_git::worktree::File;

use super::{Diffed, Differences, Fate};
use crate::error::{CommandError, unreadable};
use crate::path_name::PathName;
use crate::workspace::Workspace;

/// What differs between two files. That they have two names is no change.
///
/// # Errors
/// One of them cannot be read.
pub(super) fn between(
    workspace: &Workspace,
    old: &Path,
    new: &Path,
) -> Result<Differences, CommandError> {
    let (from, before) = read(workspace, old)?;
    let (to, after) = read(workspace, new)?;
    let changes = diff(&before, &after);
    let mut found = Differences::default();
    if !changes.is_empty() {
        let title = after.plan().title().map(|title| title.on_one_line());
        found.plans.push(Diffed {
            previous: Some(from).filter(|from| *from != to),
            path: to,
            confidence: None,
            title,
            kind: after.kind(),
            fate: Fate::Modified,
            old: Some(before),
            new: Some(after),
            changes,
        });
    }
    Ok(found)
}

fn read(workspace: &Workspace, path: &Path) -> Result<(PathName, Document), CommandError> {
    let name = PathName::of(path);
    let file = File::read(&workspace.start().join(path), None)
        .map_err(|error| CommandError::from(error).with_path(name.as_str()))?;
    let document = Document::from_bytes_with(file.bytes().to_vec(), &workspace.config().vocabulary)
        .map_err(|error| unreadable(name.as_str(), &error))?;
    Ok((name, document))
}

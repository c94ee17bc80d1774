//! The documents of a workspace: which there are, and one of them read, from disk or from a commit.

use std::path::{Path, PathBuf};

use plan_core::{Document, ReadError};
use plan_git::repository::{ObjectId, Repository};
use plan_git::worktree::{self, File};

use super::{View, Workspace};
use crate::error::{CommandError, unreadable};
use crate::path_name::{PathName, system_path};
use crate::ui::Ui;

/// Where a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On disk, with its path from the root if it lies below that.
    Disk {
        /// The file.
        file: PathBuf,
        /// Its path from the root.
        key: Option<Vec<u8>>,
    },
    /// In a commit.
    Commit {
        /// The commit.
        commit: ObjectId,
        /// Its path from the root.
        key: Vec<u8>,
    },
}

/// A document that was found but not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// How it is called.
    pub name: PathName,
    /// Where it is.
    pub place: Place,
}

impl Target {
    /// Its path from the root, if it lies below that.
    pub fn key(&self) -> Option<&[u8]> {
        match &self.place {
            Place::Disk { key, .. } => key.as_deref(),
            Place::Commit { key, .. } => Some(key),
        }
    }
}

/// A document as it was read.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What was read.
    pub target: Target,
    /// The text and the plan in it.
    pub document: Document,
}

impl Plan {
    /// How it is called.
    pub fn name(&self) -> &PathName {
        &self.target.name
    }

    /// Returns true if it was read from disk.
    pub fn is_on_disk(&self) -> bool {
        matches!(self.target.place, Place::Disk { .. })
    }

    /// Its title, or its path if it has none.
    pub fn title(&self) -> String {
        let title = self.document.plan().title();
        title.map_or_else(|| self.name().to_string(), |title| title.on_one_line())
    }
}

impl Workspace {
    /// A document at a path from the root, in a version.
    pub fn target(&self, view: View, key: Vec<u8>) -> Target {
        let name = PathName::new(&key);
        let place = match view {
            View::Commit(commit) => Place::Commit { commit, key },
            View::WorkTree | View::Nothing => Place::Disk {
                file: self.root().join(system_path(&key)),
                key: Some(key),
            },
        };
        Target { name, place }
    }

    /// Every document below the configured paths in a version, by path. What cannot be looked into is warned of.
    ///
    /// # Errors
    /// A tree of the commit cannot be read.
    pub fn targets(&self, view: View, ui: &mut Ui) -> Result<Vec<Target>, CommandError> {
        let mut keys = match view {
            View::Nothing => Vec::new(),
            View::Commit(commit) => self.keys_in(commit)?,
            View::WorkTree => {
                let found = worktree::find(self.root(), self.paths());
                for (directory, why) in &found.skipped {
                    let name = PathName::new(&worktree::slashed(directory));
                    ui.warn(&format!("{name}: the directory cannot be read: {why}"));
                }
                found
                    .files
                    .iter()
                    .map(|path| worktree::slashed(path))
                    .collect()
            }
        };
        keys.sort_unstable();
        Ok(keys.into_iter().map(|key| self.target(view, key)).collect())
    }

    fn keys_in(&self, commit: ObjectId) -> Result<Vec<Vec<u8>>, CommandError> {
        let repository = self.repository()?;
        let mut keys = Vec::new();
        let mut open = vec![(Vec::new(), repository.commit(commit)?.tree)];
        while let Some((directory, tree)) = open.pop() {
            for entry in repository.tree(tree)? {
                let mut key: Vec<u8> = directory.clone();
                if !key.is_empty() {
                    key.push(b'/');
                }
                key.extend_from_slice(&entry.name);
                if entry.is_tree() && self.paths().may_contain(&key) {
                    open.push((key, entry.id));
                } else if entry.is_file() && self.paths().matches(&key) {
                    keys.push(key);
                }
            }
        }
        Ok(keys)
    }

    /// Reads a document.
    ///
    /// # Errors
    /// It is no regular file of at most 8 MiB inside the root, or its text cannot be read as a document.
    pub fn read(&self, target: &Target) -> Result<Plan, CommandError> {
        let bytes = match &target.place {
            Place::Disk { file, key } => {
                let file = File::read(file, self.root_of(key.as_deref()))
                    .map_err(|error| CommandError::from(error).with_path(target.name.as_str()))?;
                file.bytes().to_vec()
            }
            Place::Commit { commit, key } => {
                read_in(self.repository()?, *commit, key, &target.name)?
            }
        };
        self.parse(target, bytes)
    }

    /// Returns the directory that links in a path must not lead out of; outside the root, `None`.
    pub fn root_of(&self, key: Option<&[u8]>) -> Option<&Path> {
        key.map(|_| self.root())
    }

    /// Parses the bytes of a document.
    ///
    /// # Errors
    /// The bytes are not the text of a document.
    pub fn parse(&self, target: &Target, bytes: Vec<u8>) -> Result<Plan, CommandError> {
        let document = Document::from_bytes_with(bytes, &self.config().vocabulary)
            .map_err(|error| unreadable(target.name.as_str(), &error))?;
        Ok(Plan {
            target: target.clone(),
            document,
        })
    }

    /// Reads the document at a path in HEAD. Each call looks HEAD up again, since other processes
    /// commit while this one waits for a lock. Returns `None` if the document is missing or
    /// unreadable.
    pub fn committed(&self, key: &[u8]) -> Option<Document> {
        let head = self.repository().ok()?.head().ok()??;
        let target = self.target(View::Commit(head), key.to_vec());
        self.read(&target).ok().map(|plan| plan.document)
    }
}

fn read_in(
    repository: &Repository,
    commit: ObjectId,
    key: &[u8],
    name: &PathName,
) -> Result<Vec<u8>, CommandError> {
    let told = |error: CommandError| error.with_path(name.as_str());
    let short = commit.short();
    let tree = repository.commit(commit)?.tree;
    let entry = repository.entry_at(tree, key)?.ok_or_else(|| {
        told(CommandError::not_found(format!(
            "{name} does not exist in commit {short}"
        )))
    })?;
    if !entry.is_file() {
        return Err(told(CommandError::file(format!(
            "{name} is not a regular file in commit {short}; name an ordinary file"
        ))));
    }
    // Asked before reading, so that a huge blob is never held.
    let size = usize::try_from(repository.blob_size(entry.id)?).unwrap_or(usize::MAX);
    if size > plan_core::source::MAX_BYTES {
        return Err(unreadable(
            name.as_str(),
            &ReadError::TooLarge { bytes: size },
        ));
    }
    Ok(repository.blob(entry.id)?)
}

//! Progress policies and paths of commits, read from the `.plan.toml` of each commit.

use std::collections::HashMap;

use plan_core::evolution::ProgressPolicy;

use crate::config::{NAME, parse};
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::repository::Repository;

/// The progress policy of each commit. A version of the file is parsed once.
pub(super) struct Policies<'r> {
    repository: &'r Repository,
    /// The policy of the tip. It applies to commits without a readable file.
    tip: ProgressPolicy,
    by_tree: HashMap<ObjectId, Option<ObjectId>>,
    by_blob: HashMap<ObjectId, Policy>,
}

/// The part of a configuration that decides about a commit.
struct Policy {
    progress: ProgressPolicy,
    paths: Option<Paths>,
}

impl<'r> Policies<'r> {
    pub fn new(repository: &'r Repository, tip: ProgressPolicy) -> Self {
        Self {
            repository,
            tip,
            by_tree: HashMap::new(),
            by_blob: HashMap::new(),
        }
    }

    /// Returns the progress policy of the commit with this tree.
    pub fn of(&mut self, tree: ObjectId) -> ProgressPolicy {
        let tip = self.tip;
        self.read(tree).map_or(tip, |policy| policy.progress)
    }

    /// Returns true if the configuration of the commit with this tree has a pattern for the path.
    pub fn matches(&mut self, tree: ObjectId, path: &[u8]) -> bool {
        let paths = self.read(tree).and_then(|policy| policy.paths.as_ref());
        paths.is_some_and(|paths| paths.matches(path))
    }

    fn read(&mut self, tree: ObjectId) -> Option<&Policy> {
        let repository = self.repository;
        let file = self.by_tree.entry(tree).or_insert_with(|| {
            let entry = repository.entry_at(tree, NAME.as_bytes()).ok().flatten();
            entry.filter(|entry| entry.is_file()).map(|entry| entry.id)
        });
        let blob = (*file)?;
        let tip = self.tip;
        let policy = self.by_blob.entry(blob).or_insert_with(|| {
            policy(repository, blob).unwrap_or(Policy {
                progress: tip,
                paths: None,
            })
        });
        Some(policy)
    }
}

fn policy(repository: &Repository, blob: ObjectId) -> Option<Policy> {
    let text = String::from_utf8(repository.blob(blob).ok()?).ok()?;
    let (config, _) = parse(&text, NAME).ok()?;
    Some(Policy {
        progress: config.log.progress,
        paths: Paths::new(config.paths).ok(),
    })
}

//! Progress policies of commits, read from the `.plan.toml` of each commit.

use std::collections::HashMap;

use plan_core::evolution::ProgressPolicy;

use crate::config::{NAME, parse};
use crate::object::ObjectId;
use crate::repository::Repository;

/// The progress policy of each commit. A version of the file is parsed once.
pub(super) struct Policies<'r> {
    repository: &'r Repository,
    /// The policy of the tip. It applies to commits without a readable file.
    tip: ProgressPolicy,
    by_tree: HashMap<ObjectId, Option<ObjectId>>,
    by_blob: HashMap<ObjectId, ProgressPolicy>,
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

    /// Returns the policy of the commit with this tree.
    pub fn of(&mut self, tree: ObjectId) -> ProgressPolicy {
        let repository = self.repository;
        let file = self.by_tree.entry(tree).or_insert_with(|| {
            let entry = repository.entry_at(tree, NAME.as_bytes()).ok().flatten();
            entry.filter(|entry| entry.is_file()).map(|entry| entry.id)
        });
        let Some(blob) = *file else { return self.tip };
        let tip = self.tip;
        *self
            .by_blob
            .entry(blob)
            .or_insert_with(|| progress(repository, blob).unwrap_or(tip))
    }
}

fn progress(repository: &Repository, blob: ObjectId) -> Option<ProgressPolicy> {
    let text = String::from_utf8(repository.blob(blob).ok()?).ok()?;
    let (config, _) = parse(&text, NAME).ok()?;
    Some(config.log.progress)
}

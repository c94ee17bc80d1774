//! Entries that tell of commits which wrote none, or that a merge had lost: somebody put them in later, and the hook must
//! leave them there.

use std::cell::RefCell;
use std::collections::HashMap;

use plan_core::evolution::WrittenEntry;
use plan_core::template::Vocabulary;

use super::log::{LogQuery, Owed, owed};
use crate::history::{Options, Walk};
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::repository::Repository;

/// What the log lacks. History is walked when the first question is asked, and not before.
pub struct Past<'a> {
    repository: &'a Repository,
    tip: Option<ObjectId>,
    paths: &'a Paths,
    vocabulary: &'a Vocabulary,
    options: Box<dyn Fn() -> Options + 'a>,
    query: LogQuery<'a>,
    /// By path.
    known: RefCell<HashMap<Vec<u8>, Owed>>,
}

impl std::fmt::Debug for Past<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Past")
            .field("tip", &self.tip)
            .finish_non_exhaustive()
    }
}

impl<'a> Past<'a> {
    /// The past of what comes after a commit; `None` for what comes before the first one. `options` is asked when history is.
    #[must_use]
    pub fn new(
        repository: &'a Repository,
        tip: Option<ObjectId>,
        paths: &'a Paths,
        vocabulary: &'a Vocabulary,
        options: Box<dyn Fn() -> Options + 'a>,
        query: LogQuery<'a>,
    ) -> Self {
        Self {
            repository,
            tip,
            paths,
            vocabulary,
            options,
            query,
            known: RefCell::default(),
        }
    }

    /// Whether an entry of the plan at a path tells all that a commit before changed in it and wrote no entry for, with the
    /// day of that commit, or is one that a merge before did not bring along whole. What cannot be read is not known. A
    /// commit that replaces the last one does not have it before.
    pub fn tells(&self, path: &[u8], entry: &WrittenEntry, replaces_last: bool) -> bool {
        let mut known = self.known.borrow_mut();
        let owed = known
            .entry(path.to_vec())
            .or_insert_with(|| self.owed(path, replaces_last).unwrap_or_default());
        owed.is_told_by(entry)
    }

    fn owed(&self, path: &[u8], replaces_last: bool) -> Option<Owed> {
        let tip = match replaces_last {
            true => *self.repository.commit(self.tip?).ok()?.parents.first()?,
            false => self.tip?,
        };
        let mut walk = Walk::with(
            self.repository,
            tip,
            self.paths,
            self.vocabulary,
            &(self.options)(),
        )
        .ok()?;
        let mut found = None;
        loop {
            let documents = walk.documents().iter();
            let at = documents
                .enumerate()
                .find(|(_, document)| document.alive && document.path == path)
                .map(|(at, _)| at);
            let Some(at) = at else { break };
            found = Some(at);
            if !walk.reach_back(&[at]).ok()? {
                break;
            }
        }
        let plan = walk.tell(found?, true).ok()??;
        let tree = self.repository.commit(tip).ok()?.tree;
        let file = self.repository.entry_at(tree, path).ok()??;
        let words = walk.vocabulary();
        Some(owed(self.repository, words, &plan, file.id, &self.query))
    }
}

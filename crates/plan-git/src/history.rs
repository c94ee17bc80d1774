//! The history of plans: every revision with what changed in the plan's terms, and the transitions of the status.
//!
//! One walk serves all plans. What a revision changed is the difference to the document's version at each parent; for a
//! merge, what differs from the first parent and from every other one too. What cannot be read is said in notes, and the
//! rest goes on.

mod transition;
mod versions;
mod walk;

use std::sync::Arc;

use plan_core::template::Vocabulary;
use plan_core::{Change, Kind, Status};

use crate::object::{Commit, ObjectId};
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};
pub(crate) use versions::Versions;

pub use crate::lineage::{Lineage, RevisionKind};
pub use transition::Transition;
pub use walk::{Present, Walk};

/// What is asked of history.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The commit from which to look back.
    pub tip: ObjectId,
    /// Which files are documents.
    pub paths: &'a Paths,
    /// The words that every version of a document is read with.
    pub vocabulary: &'a Vocabulary,
    /// Whether to say what changed. Without it no blob is read that renames do not need, and there are no transitions,
    /// titles or kinds.
    pub changes: bool,
}

/// The answer.
#[derive(Debug)]
pub struct History {
    /// False if something is not known: history is cut, or objects are missing.
    pub complete: bool,
    /// What is not known, in sentences.
    pub notes: Vec<String>,
    /// Every document that the tip can see, deleted ones too, by path.
    pub plans: Vec<PlanHistory>,
    /// The words that the documents were read with.
    pub vocabulary: Vocabulary,
    /// What it took.
    pub cost: Cost,
}

/// What a walk took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Commits that were walked.
    pub commits: usize,
    /// Trees that were read.
    pub trees_read: usize,
    /// Blobs that were read.
    pub blobs_read: usize,
}

/// One document through history.
#[derive(Clone, Debug)]
pub struct PlanHistory {
    /// The path at the tip, or the last one.
    pub path: Vec<u8>,
    /// Whether it is there at the tip.
    pub alive: bool,
    /// The title at the tip, or the last one.
    pub title: Option<String>,
    /// Plan or other document, at the tip or the last time it was there.
    pub kind: Kind,
    /// The status at the tip, or the last one.
    pub status: Option<Status>,
    /// The commits that changed it, parents before children.
    pub revisions: Vec<Record>,
    /// The changes of the status that led to the one at the tip, the oldest first.
    pub transitions: Vec<Transition>,
}

/// A commit that changed a document.
#[derive(Clone, Debug)]
pub struct Record {
    /// The commit.
    pub commit: Arc<Commit>,
    /// What it did.
    pub kind: RevisionKind,
    /// The path there; the last one if the document was deleted.
    pub path: Vec<u8>,
    /// The path before, if it was another.
    pub previous_path: Option<Vec<u8>>,
    /// How sure a rename is, from 0 to 1.
    pub confidence: Option<f64>,
    /// The oldest first-parent commit of the tip that contains the commit; `None` if that is the commit itself.
    pub landed: Option<ObjectId>,
    /// The text there, unless the document was deleted.
    pub blob: Option<ObjectId>,
    /// The text at each parent of the commit that has the document; the first is what the changes are told against.
    pub before: Vec<ObjectId>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// Why history cannot be told at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// A commit cannot be read, so that nothing before it is known.
    #[error(
        "the history before a commit cannot be walked; fetch what is missing, or ask about another commit with --rev"
    )]
    Walk(#[from] ReadError),
}

/// Walks the history of a tip and tells all of it. `progress` is told how many documents are done.
///
/// # Errors
/// A commit cannot be read. Trees and files that cannot be read are notes.
pub fn history(
    repository: &Repository,
    query: &Query<'_>,
    progress: &mut dyn FnMut(usize),
) -> Result<History, HistoryError> {
    let mut walk = Walk::new(repository, query.tip, query.paths, query.vocabulary)?;
    let all = |walk: &Walk<'_>| (0..walk.documents().len()).collect::<Vec<_>>();
    while walk.reach_back(&all(&walk)) {}
    let mut plans = Vec::with_capacity(walk.documents().len());
    for index in 0..walk.documents().len() {
        progress(index);
        plans.extend(walk.tell(index, query.changes)?);
    }
    let notes = walk.notes();
    Ok(History {
        complete: notes.is_empty(),
        notes,
        plans,
        vocabulary: query.vocabulary.clone(),
        cost: walk.cost(),
    })
}

//! The history of plans: every revision with what changed in the plan's terms, and the transitions of the status.
//!
//! One walk serves all plans. What a revision changed is the difference to the document's version at each parent; for a
//! merge, what differs from the first parent and from every other one too. What cannot be read is said in notes, and the
//! rest goes on.

mod ahead;
mod ignored;
mod stream;
mod tracer;
mod transition;
mod version;
mod versions;
mod walk;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;

use plan_core::template::Vocabulary;
use plan_core::{Change, Class, Kind, Status};

use crate::cache::Place;
use crate::config::LineageConfig;
use crate::object::{Commit, ObjectId};
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};
pub(crate) use versions::Versions;

pub use crate::lineage::{Copied, Explanation, Lineage, Reason, Rejected, Rejection, RevisionKind};
pub use ignored::Ignored;
pub use stream::{End, Event, each};
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

/// How history is looked at. The default is all of it, as git has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Only the first-parent line of the tip: what each merge brought is its own doing, compared with its first parent.
    pub first_parent: bool,
    /// Links that are pinned or cut.
    pub lineage: LineageConfig,
    /// Commits whose changes are cosmetic.
    pub ignored: Ignored,
    /// Whether to say of each revision what else was looked at.
    pub explain: bool,
    /// Where to keep what versions say and what changed between them, for the next walk; none is kept by default. It makes
    /// no difference in what is told.
    pub cache: Option<Place>,
    /// How many threads read and compare versions while others are told; by default as many as there are processors, and no
    /// others where that is one. It makes no difference in what is told.
    pub threads: Option<NonZeroUsize>,
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
    /// Commits that were read from their objects: those without a commit-graph, and those that are told of.
    pub commits_read: usize,
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
    /// What carries the document on, where that is not plain from its path.
    pub link: Option<Link>,
    /// What else was looked at, if that was asked for.
    pub explanation: Option<Explanation>,
    /// Whether the commit is one of [`Options::ignored`]: it makes no transition, and asks for no log entry.
    pub cosmetic: bool,
    /// The oldest first-parent commit of the tip that contains the commit; `None` if that is the commit itself.
    pub landed: Option<ObjectId>,
    /// The text there, unless the document was deleted.
    pub blob: Option<ObjectId>,
    /// The text at each parent of the commit that has the document; the first is what the changes are told against.
    pub before: Vec<ObjectId>,
    /// What changed, as [`Told`](plan_core::change::Told) keeps it: these changes know no nodes and cannot be applied. A
    /// plan may have thousands of revisions, and the text of all of them must not be held for that.
    pub changes: Vec<Change>,
}

impl Record {
    /// How much one of its changes matters.
    pub fn class(&self, change: &Change) -> Class {
        if self.cosmetic {
            Class::Cosmetic
        } else {
            change.class()
        }
    }
}

/// What makes a revision the next of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Why.
    pub reason: Reason,
    /// The path before; the same one where only the document was gone or was written twice.
    pub from: Vec<u8>,
    /// Whether that is not one of the paths that history was asked about: the document was moved in.
    pub outside: bool,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
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
    history_with(repository, query, &Options::default(), progress)
}

/// Walks the history of a tip with the given options and returns all of it. `progress` receives
/// the number of finished documents.
///
/// # Errors
/// A commit cannot be read. Trees and files that cannot be read are notes.
pub fn history_with(
    repository: &Repository,
    query: &Query<'_>,
    options: &Options,
    progress: &mut dyn FnMut(usize),
) -> Result<History, HistoryError> {
    let mut plans = Vec::new();
    let mut begun = 0;
    let end = each(repository, query, options, &mut |event| {
        match event {
            Event::Begun { .. } => {
                progress(begun);
                begun += 1;
            }
            Event::Told(plan) => plans.push(*plan),
            Event::Walked { .. } | Event::Found { .. } | Event::Revision(_) => {}
        }
        ControlFlow::Continue(())
    })?;
    Ok(History {
        complete: end.complete,
        notes: end.notes,
        plans,
        vocabulary: query.vocabulary.clone(),
        cost: end.cost,
    })
}

//! The history of plans: every revision with what changed in the plan's terms, and the transitions of the status.
//!
//! One walk serves all plans. What a revision changed is the difference to the document's version at each parent; for a
//! merge, what differs from the first parent and from every other one too. What cannot be read is said in notes, and the
//! rest goes on.

mod transition;
mod versions;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use plan_core::{Change, Document, Kind, Status, diff};

use crate::graph::{CommitSource, GitSource, MainLine, Node};
use crate::lineage::{self, Lineage, Revision};
use crate::object::{Commit, ObjectId};
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};
pub(crate) use versions::Versions;

pub use crate::lineage::RevisionKind;
pub use transition::Transition;

/// What is asked of history.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The commit from which to look back.
    pub tip: ObjectId,
    /// Which files are documents.
    pub paths: &'a Paths,
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
    /// The commits that changed it, parents before children.
    pub revisions: Vec<Record>,
    /// The changes of its status, the oldest first.
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

/// Walks the history of a tip. `progress` is told how many documents are done.
///
/// # Errors
/// A commit cannot be read. Trees and files that cannot be read are notes.
pub fn history(
    repository: &Repository,
    query: &Query<'_>,
    progress: &mut dyn FnMut(usize),
) -> Result<History, HistoryError> {
    let nodes = GitSource::new(repository).commits(query.tip)?;
    let mut versions = Versions::new(repository);
    let lineages = lineage::follow(repository, &nodes, query.paths, &mut versions);
    let mut teller = Teller {
        repository,
        line: MainLine::new(&nodes, query.tip),
        times: nodes.iter().map(|node| (node.id, node.time)).collect(),
        nodes: &nodes,
        commits: HashMap::new(),
    };
    let mut plans = Vec::with_capacity(lineages.documents.len());
    for (done, lineage) in lineages.documents.iter().enumerate() {
        progress(done);
        plans.push(teller.tell(lineage, query.changes, &mut versions)?);
        versions.forget();
    }
    plans.retain(|plan| plan.alive || !plan.revisions.is_empty());
    let mut notes = Vec::new();
    if repository.is_shallow() {
        notes.push(
            "this is a shallow clone: what happened before its oldest commits is not known; `git fetch --unshallow` brings it"
                .to_owned(),
        );
    }
    if repository.has_replace_refs() {
        notes.push("replace refs are not followed; git itself would follow them".to_owned());
    }
    for (commit, error) in &lineages.unreadable {
        notes.push(format!(
            "the files of commit {} are not known: {error}",
            commit.short()
        ));
    }
    notes.extend(versions.notes());
    Ok(History {
        complete: notes.is_empty(),
        notes,
        plans,
        commits: nodes.len(),
        trees_read: lineages.trees_read,
        blobs_read: versions.read(),
    })
}

struct Teller<'a> {
    repository: &'a Repository,
    line: MainLine,
    times: HashMap<ObjectId, i64>,
    nodes: &'a [Node],
    commits: HashMap<ObjectId, Arc<Commit>>,
}

impl Teller<'_> {
    fn tell(
        &mut self,
        lineage: &Lineage,
        changes: bool,
        versions: &mut Versions<'_>,
    ) -> Result<PlanHistory, ReadError> {
        let mut statuses: Vec<Option<Status>> = Vec::with_capacity(lineage.revisions.len());
        let mut records = Vec::with_capacity(lineage.revisions.len());
        let mut transitions = Vec::new();
        let mut last: Option<Arc<Document>> = None;
        for revision in &lineage.revisions {
            let now = match revision.blob {
                Some(blob) if changes => versions.document(blob),
                _ => None,
            };
            let before: Vec<ObjectId> = revision
                .previous
                .iter()
                .flatten()
                .filter_map(|at| lineage.revisions.get(*at)?.blob)
                .collect();
            let earlier: Vec<Option<Status>> = revision
                .previous
                .iter()
                .flatten()
                .filter_map(|at| statuses.get(*at).cloned())
                .collect();
            let own = now.as_ref().and_then(|document| document.plan().status());
            let own = own.filter(|status| !status.is_unfilled());
            let inherited = earlier.iter().flatten().next().cloned();
            let hidden = revision.kind == RevisionKind::Boundary;
            if !hidden {
                let record = self.record(revision, before, now.as_deref(), changes, versions)?;
                if let Some(status) = &own
                    && transition::is_one(status, &earlier)
                {
                    transitions.push(self.transition(&record, inherited.clone(), status.clone()));
                }
                records.push(record);
            }
            statuses.push(own.or(inherited));
            last = now.or(last);
        }
        transition::measure(&mut transitions);
        let title = last.as_ref().and_then(|document| document.plan().title());
        Ok(PlanHistory {
            path: lineage.path.clone(),
            alive: lineage.alive,
            title: title.map(|title| title.on_one_line()),
            kind: last
                .as_ref()
                .map_or(Kind::Document, |document| document.kind()),
            revisions: records,
            transitions,
        })
    }

    fn record(
        &mut self,
        revision: &Revision,
        before: Vec<ObjectId>,
        now: Option<&Document>,
        changes: bool,
        versions: &mut Versions<'_>,
    ) -> Result<Record, ReadError> {
        let commit = self.commit(revision.node)?;
        let landed = Some(self.line.landed(commit.id)).filter(|landed| *landed != commit.id);
        let changes = match now {
            Some(now) if changes => told(revision, &before, now, versions),
            _ => Vec::new(),
        };
        Ok(Record {
            commit,
            kind: revision.kind,
            path: revision.path.clone(),
            previous_path: revision.previous_path.clone(),
            confidence: revision.confidence,
            landed,
            blob: revision.blob,
            before,
            changes,
        })
    }

    fn transition(&self, record: &Record, from: Option<Status>, to: Status) -> Transition {
        let landed = record.landed.unwrap_or(record.commit.id);
        Transition {
            from,
            to,
            commit: Arc::clone(&record.commit),
            landed: record.landed,
            landed_at: self.times.get(&landed).copied().unwrap_or_default(),
            seconds: None,
        }
    }

    fn commit(&mut self, node: usize) -> Result<Arc<Commit>, ReadError> {
        // A revision always names a node of the walk.
        let id = self.nodes.get(node).map(|node| node.id);
        let id = id.unwrap_or_else(|| ObjectId::from_bytes([0; 20]));
        if let Some(commit) = self.commits.get(&id) {
            return Ok(Arc::clone(commit));
        }
        let commit = Arc::new(self.repository.commit(id)?);
        self.commits.insert(id, Arc::clone(&commit));
        Ok(commit)
    }
}

/// The changes of a revision: against the first parent that has the document, and of those only what is also in the
/// difference to every other parent that has it.
fn told(
    revision: &Revision,
    before: &[ObjectId],
    now: &Document,
    versions: &mut Versions<'_>,
) -> Vec<Change> {
    let Some((first, others)) = before.split_first() else {
        return match revision.kind {
            RevisionKind::Created => vec![Change::created(now)],
            _ => Vec::new(),
        };
    };
    let mut changes = match versions.document(*first) {
        Some(old) => diff(&old, now),
        None => Vec::new(),
    };
    for other in others {
        let Some(old) = versions.document(*other) else {
            continue;
        };
        let same: BTreeSet<_> = diff(&old, now).iter().map(key).collect();
        changes.retain(|change| same.contains(&key(change)));
    }
    if let Some(from) = &revision.previous_path {
        changes.push(Change::renamed(&String::from_utf8_lossy(from)));
        changes.sort_by_key(|change| change.kind);
    }
    changes
}

/// What makes changes against two parents the same change: where each came from may differ.
fn key(change: &Change) -> (plan_core::ChangeKind, String, Option<String>) {
    (change.kind, change.at.clone(), change.to.clone())
}

//! What `plan history` prints for other programs: one document, or lines as they become known.

use plan_git::history::{PlanHistory, Record, RevisionKind};
use plan_git::repository::ObjectId;
use plan_git::time::Time;
use schemars::JsonSchema;
use serde::Serialize;

use super::explain::{CopiedView, LinkView, RejectedView};
use crate::commands::transition::{Author, TransitionView};
use crate::commands::view::{ChangeView, CommitId, Moment};
use crate::path_name::PathName;

/// The value of `schema` in both.
pub(super) const SCHEMA: &str = "plan.history/1";

/// What `plan history --json` prints.
#[derive(Serialize, JsonSchema)]
pub(in crate::commands) struct HistoryDocument<'a> {
    pub(super) schema: &'static str,
    /// Whether history could be read to its beginning.
    pub(super) complete: bool,
    /// What could not be read, and what of the configuration fits nothing.
    pub(super) notes: &'a [String],
    /// The plans, one lineage each.
    pub(super) plans: Vec<PlanPast<'a>>,
}

/// One line of what `plan history --jsonl` prints: the header; for each plan its beginning, its revisions and its transitions;
/// the end. Lines of other kinds may be added.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::commands) enum HistoryLine<'a> {
    /// The first line. What the lines hold is what the document of this schema holds.
    Header {
        #[schemars(extend("const" = "plan.history/1"))]
        schema: &'static str,
        #[schemars(extend("const" = "header"))]
        line: &'static str,
    },
    /// A plan begins; the lines up to its transitions belong to it.
    Plan {
        #[schemars(extend("const" = "plan"))]
        line: &'static str,
        /// The number of the plan in this answer, from 0.
        plan: usize,
        #[serde(flatten)]
        path: PathName,
    },
    /// A commit that changed the plan, parents before children.
    Revision {
        #[schemars(extend("const" = "revision"))]
        line: &'static str,
        /// The number of the plan.
        plan: usize,
        #[serde(flatten)]
        revision: Box<Revision<'a>>,
    },
    /// The plan ends.
    Transitions {
        #[schemars(extend("const" = "transitions"))]
        line: &'static str,
        /// The number of the plan.
        plan: usize,
        #[serde(flatten)]
        path: PathName,
        /// Its title, without `Implementation Plan:`.
        title: Option<String>,
        /// Whether it follows the template.
        kind: plan_core::Kind,
        /// The changes of its status, oldest first.
        transitions: Vec<TransitionView<'a>>,
    },
    /// The last line. Without it, the answer was broken off.
    End {
        #[schemars(extend("const" = "end"))]
        line: &'static str,
        /// Whether history could be read to its beginning.
        complete: bool,
        /// What could not be read, and what of the configuration fits nothing.
        notes: &'a [String],
    },
}

/// What happened to one plan.
#[derive(Serialize, JsonSchema)]
pub(super) struct PlanPast<'a> {
    #[serde(flatten)]
    path: PathName,
    /// Its title, without `Implementation Plan:`.
    title: Option<&'a str>,
    /// Whether it follows the template.
    kind: plan_core::Kind,
    /// The commits that changed it, newest first.
    revisions: Vec<Revision<'a>>,
    /// The changes of its status, oldest first.
    transitions: Vec<TransitionView<'a>>,
}

/// A commit that changed a plan.
#[derive(Serialize, JsonSchema)]
pub(in crate::commands) struct Revision<'a> {
    /// Its id.
    #[schemars(with = "CommitId")]
    commit: ObjectId,
    /// Its parents in git.
    #[schemars(with = "Vec<CommitId>")]
    parents: &'a [ObjectId],
    #[serde(flatten)]
    path: PathName,
    /// What it did to the file.
    #[schemars(extend("enum" = ["created", "modified", "renamed", "merged", "deleted", "restored"]))]
    kind: &'static str,
    /// Where the plan lay before.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_path: Option<String>,
    /// How sure the link to the previous path is, up to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    /// Who wrote it.
    author: Author<'a>,
    /// When it was written.
    #[schemars(with = "Moment")]
    authored: Time,
    /// When it was committed.
    #[schemars(with = "Moment")]
    committed: Time,
    /// The oldest first-parent commit of the tip that contains it, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<CommitId>")]
    landed: Option<ObjectId>,
    /// The first line of its message.
    subject: &'a str,
    /// Whether `blame.ignoreRevsFile` lists it, so that all its changes are cosmetic; left out where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ignored: bool,
    /// With `--explain`: what makes it a revision of this plan, where that is not plain from its path.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<LinkView>,
    /// With `--explain`: the plan that a new one is a copy of.
    #[serde(skip_serializing_if = "Option::is_none")]
    copied_from: Option<CopiedView>,
    /// With `--explain`: the files that it might have been before, and why it is not taken for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected: Option<Vec<RejectedView>>,
    /// What it changed, in the plan's terms.
    changes: Vec<ChangeView<'a>>,
}

/// The name of a kind of revision.
pub(super) fn name(kind: RevisionKind) -> &'static str {
    match kind {
        RevisionKind::Created => "created",
        RevisionKind::Modified | RevisionKind::Boundary => "modified",
        RevisionKind::Renamed => "renamed",
        RevisionKind::Merged => "merged",
        RevisionKind::Deleted => "deleted",
        RevisionKind::Restored => "restored",
    }
}

impl<'a> From<&'a PlanHistory> for PlanPast<'a> {
    fn from(plan: &'a PlanHistory) -> Self {
        Self {
            path: PathName::new(&plan.path),
            title: plan.title.as_deref(),
            kind: plan.kind,
            revisions: plan.revisions.iter().rev().map(Revision::from).collect(),
            transitions: plan.transitions.iter().map(TransitionView::from).collect(),
        }
    }
}

impl<'a> From<&'a Record> for Revision<'a> {
    fn from(record: &'a Record) -> Self {
        let commit = &record.commit;
        let explanation = record.explanation.as_ref();
        let copied = explanation.and_then(|explanation| explanation.copied_from.as_ref());
        let link = record.link.as_ref();
        Self {
            commit: commit.id,
            parents: &commit.parents,
            path: PathName::new(&record.path),
            kind: name(record.kind),
            previous_path: record
                .previous_path
                .as_ref()
                .map(|path| PathName::new(path).to_string()),
            confidence: record.confidence,
            author: Author::from(&commit.author),
            authored: commit.author.time,
            committed: commit.committer.time,
            landed: record.landed,
            subject: &commit.subject,
            ignored: record.cosmetic,
            link: link.filter(|_| explanation.is_some()).map(LinkView::from),
            copied_from: copied.map(CopiedView::from),
            rejected: explanation.map(|explanation| {
                let rejected = explanation.rejected.iter();
                rejected.map(RejectedView::from).collect()
            }),
            changes: record
                .changes
                .iter()
                .map(|change| ChangeView::of(change, record.class(change)))
                .collect(),
        }
    }
}

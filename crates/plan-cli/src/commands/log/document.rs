//! The JSON of `plan log`.

use plan_git::derive::{Checked, EntryState, Finding, FoundEntry, LogRow, PlanLog};
use plan_git::repository::ObjectId;
use schemars::JsonSchema;
use serde::Serialize;

use super::fixed::Fixed;
use crate::commands::view::CommitId;
use crate::path_name::PathName;

/// The output of `plan log --json`.
#[derive(Serialize, JsonSchema)]
pub(in crate::commands) struct LogDocument<'a> {
    pub(super) schema: &'static str,
    /// False if history is cut or cannot be read.
    pub(super) complete: bool,
    /// Limits of the answer, in sentences.
    pub(super) notes: &'a [String],
    /// The extent of the check of the log against history.
    pub(super) checked: CheckedView,
    /// With `--fix`, true if nothing was written. The entries are those before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dry_run: Option<bool>,
    /// The plans that were asked for.
    pub(super) plans: Vec<PlanEntries<'a>>,
}

/// The extent of a check.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Checked")]
pub(super) struct CheckedView {
    /// The number of distinct commits.
    pub(super) commits: usize,
    /// The number of plans with a log.
    pub(super) plans: usize,
    /// The oldest commit of a shallow clone. Older commits are not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<CommitId>")]
    pub(super) oldest: Option<ObjectId>,
}

/// The log of one plan.
#[derive(Serialize, JsonSchema)]
pub(super) struct PlanEntries<'a> {
    #[serde(flatten)]
    path: PathName,
    /// Its title, without `Implementation Plan:`.
    title: Option<&'a str>,
    /// The entries, with those that are missing or removed.
    entries: Vec<EntryView<'a>>,
    /// The differences between history and the log, one for each commit.
    findings: Vec<FindingView<'a>>,
    /// The change as a unified diff, with `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

/// One entry, joined with its commit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Entry")]
struct EntryView<'a> {
    /// Its day, as written.
    date: &'a str,
    /// Its title.
    title: &'a str,
    /// The Markdown below its heading.
    body: &'a str,
    /// True for an entry in the tool's own wording.
    own: bool,
    /// The relation of the entry to history.
    #[schemars(extend("enum" = ["matched", "written", "missing", "removed", "orphaned", "split", "duplicated"]))]
    state: &'static str,
    /// The commit that wrote or removed the entry, or that has no entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<CommitId>")]
    commit: Option<ObjectId>,
    /// The first line of the message of that commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
}

/// A difference between history and the log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingView<'a> {
    /// `missing`: no entry names a change. `shortened`: entries were removed. `reverted`: a
    /// change was undone and its entry removed. `split` and `duplicated`: a merge kept a part of
    /// an entry, or wrote it twice.
    #[schemars(extend("enum" = ["missing", "shortened", "reverted", "split", "duplicated"]))]
    kind: &'static str,
    /// The commit. Absent for a change that is not committed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<CommitId>")]
    commit: Option<ObjectId>,
    /// The first line of the message of the commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    /// The day of the commit, by its author.
    date: &'a str,
    /// Changes of the commit that no entry names.
    lines: Vec<String>,
    /// Entries that were removed, split or duplicated.
    entries: Vec<FoundView<'a>>,
}

/// An entry of a finding.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FoundEntry")]
struct FoundView<'a> {
    /// The hash of the entry, by which `.plan/accepted` names it.
    #[schemars(regex(pattern = "^[0-9a-f]{32}$"))]
    hash: String,
    /// The day, as written.
    date: &'a str,
    /// The title.
    title: &'a str,
}

impl From<Checked> for CheckedView {
    fn from(checked: Checked) -> Self {
        Self {
            commits: checked.commits,
            plans: checked.plans,
            oldest: checked.oldest,
        }
    }
}

impl<'a> From<&'a (PlanLog, Option<Fixed>)> for PlanEntries<'a> {
    fn from((plan, fixed): &'a (PlanLog, Option<Fixed>)) -> Self {
        Self {
            path: PathName::new(&plan.path),
            title: plan.title.as_deref(),
            entries: plan.entries.iter().map(EntryView::from).collect(),
            findings: plan.findings.iter().map(FindingView::from).collect(),
            diff: fixed.as_ref().and_then(Fixed::diff),
        }
    }
}

impl<'a> From<&'a LogRow> for EntryView<'a> {
    fn from(row: &'a LogRow) -> Self {
        Self {
            date: &row.date,
            title: &row.title,
            body: &row.body,
            own: row.own,
            state: state(row.state),
            commit: row.commit,
            subject: row.subject.as_deref(),
        }
    }
}

impl<'a> From<&'a Finding> for FindingView<'a> {
    fn from(finding: &'a Finding) -> Self {
        let found = |entry: &'a FoundEntry| FoundView {
            hash: entry.hash.to_string(),
            date: &entry.date,
            title: &entry.title,
        };
        Self {
            kind: finding.kind.name(),
            commit: finding.commit,
            subject: finding.subject.as_deref(),
            date: &finding.date,
            lines: finding.lines.iter().map(ToString::to_string).collect(),
            entries: finding.entries.iter().map(found).collect(),
        }
    }
}

fn state(state: EntryState) -> &'static str {
    match state {
        EntryState::Matched => "matched",
        EntryState::Written => "written",
        EntryState::Missing => "missing",
        EntryState::Removed => "removed",
        EntryState::Orphaned => "orphaned",
        EntryState::Split => "split",
        EntryState::Duplicated => "duplicated",
    }
}

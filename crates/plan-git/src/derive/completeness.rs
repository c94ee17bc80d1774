//! Completeness of the Evolution Log: the first-parent history of a plan against its log at the
//! tip.
//!
//! Text and history alone decide, so a fresh clone gives the same answer. Each first-parent
//! commit is one step. A status transition of a step needs a statement in the log, other changes
//! need an entry. Entries that a step removed are reported unless they were accepted, moved to
//! another file, or named by a line about a revert. There is at most one finding for each step
//! and plan.

mod accepted;
mod archive;
mod coverage;
mod naming;
mod policy;
mod step;
mod tracker;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use plan_core::evolution::{Entry, EntryHash, WrittenEntry};
use plan_core::{Change, ChangeKind, Class, Document, Line};

use super::LogQuery;
use super::log::{PlanLog, Since, day};
use super::undone::undoing;
use crate::history::{History, PlanHistory, Record, Versions};
use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};

pub use accepted::{ACCEPTED, Accepted};
use archive::Archive;
use coverage::Coverage;
use naming::Naming;
use policy::Policies;
use step::{Step, StepReader, Steps};
use tracker::{Removal, TrackedEntry};

/// The inputs of a completeness check.
#[derive(Clone, Copy, Debug)]
pub struct CompletenessQuery<'a> {
    /// The commit that both histories end with.
    pub tip: ObjectId,
    /// The history of the tip with
    /// [`Options::first_parent`](crate::history::Options::first_parent) and changes.
    pub first_parent: &'a History,
    /// The entries whose removal was accepted.
    pub accepted: &'a Accepted,
    /// True if the texts of the plans can differ from those of the tip.
    pub is_working_tree: bool,
}

/// The kind of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// No entry names a change.
    Missing,
    /// Entries were removed.
    Shortened,
    /// A change was undone and its entry removed.
    Reverted,
    /// A merge kept a part of an entry.
    Split,
    /// A merge wrote an entry twice.
    Duplicated,
}

impl FindingKind {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Shortened => "shortened",
            Self::Reverted => "reverted",
            Self::Split => "split",
            Self::Duplicated => "duplicated",
        }
    }
}

/// A difference between history and the log, at most one for each commit and plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind.
    pub kind: FindingKind,
    /// The commit; `None` for the uncommitted text.
    pub commit: Option<ObjectId>,
    /// The first line of the message of the commit.
    pub subject: Option<String>,
    /// The day of the author, or of the first entry for the uncommitted text.
    pub date: String,
    /// Changes of the commit that no entry names.
    pub lines: Vec<Line>,
    /// Entries that were removed, split or duplicated.
    pub entries: Vec<FoundEntry>,
}

/// An entry of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEntry {
    /// The hash.
    pub hash: EntryHash,
    /// The day, as written.
    pub date: String,
    /// The title.
    pub title: String,
}

impl FoundEntry {
    pub(super) fn of(entry: &WrittenEntry) -> Self {
        Self {
            hash: entry.hash,
            date: entry.date.clone(),
            title: entry.title.clone(),
        }
    }
}

/// An entry that a commit removed for good, accepted or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedEntry {
    /// The commit; `None` for the uncommitted text.
    pub commit: Option<ObjectId>,
    /// The entry.
    pub entry: FoundEntry,
    /// True if the removal was accepted.
    pub is_accepted: bool,
}

/// An entry of an older version of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySource {
    /// The text of that version.
    pub text: Arc<str>,
    /// The position of the entry in its log, from 0.
    pub index: usize,
}

/// The extent of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The number of distinct commits.
    pub commits: usize,
    /// The number of plans with a log.
    pub plans: usize,
    /// The oldest first-parent commit of a clone that lacks older ones.
    pub oldest: Option<ObjectId>,
}

/// Returns the extent of a check that gave these logs. O(first-parent commits) in a shallow clone.
///
/// # Errors
/// A commit of a shallow clone cannot be read.
pub fn checked(
    repository: &Repository,
    tip: ObjectId,
    query: &LogQuery<'_>,
    logs: &[PlanLog],
) -> Result<Checked, ReadError> {
    let commits: HashSet<&ObjectId> = logs.iter().flat_map(|log| &log.commits).collect();
    let is_counted = |log: &&PlanLog| log.has_log || query.since == Since::Always;
    let mut oldest = None;
    if repository.is_shallow() {
        let mut next = Some(tip);
        while let Some(commit) = next {
            oldest = Some(commit);
            next = repository.commit(commit)?.parents.first().copied();
        }
    }
    Ok(Checked {
        commits: commits.len(),
        plans: logs.iter().filter(is_counted).count(),
        oldest,
    })
}

/// A change of the log that resolves a finding.
pub(super) struct Repair {
    /// The commit that the entry belongs to.
    pub commit: Option<ObjectId>,
    pub subject: Option<String>,
    pub entry: RepairEntry,
}

/// The entry of a repair.
pub(super) enum RepairEntry {
    /// A new entry.
    New(Entry),
    /// A removed entry. Without a source it cannot be restored.
    Removed {
        entry: WrittenEntry,
        /// The commit that added the entry.
        origin: Option<ObjectId>,
        source: Option<EntrySource>,
    },
}

/// The completeness of one log.
#[derive(Default)]
pub(super) struct Report {
    pub findings: Vec<Finding>,
    pub repairs: Vec<Repair>,
    pub removed: Vec<RemovedEntry>,
    /// All entries that are not in the log any more.
    pub former: HashSet<EntryHash>,
    /// The commits that were checked.
    pub commits: Vec<ObjectId>,
    /// True if a version of the plan has a log section.
    pub has_log: bool,
    /// For entries of the log, by position, a commit whose change they name.
    pub served: HashMap<usize, ObjectId>,
}

/// Checks the logs of plans, one after the other.
pub(super) struct Checker<'a, 'r> {
    repository: &'r Repository,
    query: &'a LogQuery<'a>,
    check: &'a CompletenessQuery<'a>,
    policies: Policies<'r>,
    archive: Archive<'r>,
    configured: HashMap<ObjectId, bool>,
}

impl<'a, 'r> Checker<'a, 'r> {
    pub fn new(
        repository: &'r Repository,
        query: &'a LogQuery<'a>,
        check: &'a CompletenessQuery<'a>,
    ) -> Self {
        Self {
            repository,
            query,
            check,
            policies: Policies::new(repository, query.progress),
            archive: Archive::new(repository, check.tip, query.paths),
            configured: HashMap::new(),
        }
    }

    /// Checks one plan. `all` is its history along all parents, `text` its present text.
    pub fn check(
        &mut self,
        versions: &mut Versions<'r>,
        all: &PlanHistory,
        text: &Document,
    ) -> Report {
        let mut plans = self.check.first_parent.plans.iter();
        let plan = plans.find(|plan| plan.alive && plan.path == all.path);
        let Some(plan) = plan else {
            return Report::default();
        };
        let mut reader = StepReader {
            repository: self.repository,
            versions: &mut *versions,
            query: self.query,
            policies: &mut self.policies,
            configured: &mut self.configured,
            accepted: self.check.accepted,
            all,
        };
        let read = reader.read(plan, self.check.is_working_tree.then_some(text));
        let naming = Naming::read(&read, versions.vocabulary());
        let coverage = Coverage::read(&read, versions.vocabulary());
        let mut report = Report {
            has_log: read.has_log,
            ..Report::default()
        };
        let checked = read.steps.iter().filter(|step| step.is_checked);
        report.commits = checked
            .filter_map(|step| Some(step.record?.commit.id))
            .collect();
        let commit = |step: usize| Some(read.steps.get(step)?.record?.commit.id);
        for (position, id) in read.tracker.current.iter().enumerate() {
            let step = naming.served.get(id).or(coverage.served.get(id));
            let commit = step.and_then(|step| commit(*step));
            report
                .served
                .extend(commit.map(|commit| (position, commit)));
        }
        let removed = self.removed(plan, &read, &mut report);
        let mut by_step: BTreeMap<usize, (Vec<Line>, Vec<usize>)> = BTreeMap::new();
        for step in &naming.unnamed {
            let lines = &mut by_step.entry(*step).or_default().0;
            lines.extend(read.steps.get(*step).and_then(status_line));
        }
        for (step, lines) in &coverage.uncovered {
            by_step
                .entry(*step)
                .or_default()
                .0
                .extend(lines.iter().cloned());
        }
        for (id, removal) in &removed {
            by_step.entry(removal.step).or_default().1.push(*id);
        }
        for (at, (lines, ids)) in by_step {
            let Some(step) = read.steps.get(at) else {
                continue;
            };
            let entries: Vec<(&TrackedEntry, &Removal)> = ids
                .iter()
                .filter_map(|id| Some((read.tracker.entries.get(*id)?, removed.get(id)?)))
                .collect();
            let origin = |id: &usize| {
                let served = naming.served.get(id).or(coverage.served.get(id)).copied();
                served.or_else(|| Some(read.tracker.entries.get(*id)?.origin()))
            };
            let origins: Vec<usize> = ids.iter().filter_map(origin).collect();
            let mut is_reverted = reverted(versions, plan, step, at, &origins);
            for (id, is_reverted) in ids.iter().zip(&mut is_reverted) {
                // Words of a person that name no change are not undone with one.
                let is_generated = |id: &usize| {
                    let entry = read.tracker.entries.get(*id);
                    entry.is_some_and(|tracked| tracked.entry.own.is_some())
                };
                let is_named = naming.served.contains_key(id) || coverage.served.contains_key(id);
                *is_reverted &= is_generated(id) || is_named;
            }
            if step.record.is_none() && is_reverted.contains(&true) {
                // A revert that is not committed yet.
                continue;
            }
            find(&mut report, step, lines, &entries, &is_reverted, &commit);
        }
        report
    }

    /// Returns the removed entries to report, with their removals.
    fn removed(
        &mut self,
        plan: &PlanHistory,
        read: &Steps<'_>,
        report: &mut Report,
    ) -> BTreeMap<usize, Removal> {
        let mut reverts = reverts(read);
        let mut removed = BTreeMap::new();
        for (id, tracked) in read.tracker.entries.iter().enumerate() {
            let Some(removal) = tracked.removal.as_ref().filter(|_| !tracked.is_surplus) else {
                continue;
            };
            let hash = tracked.entry.hash;
            report.former.insert(hash);
            let Some(step) = read.steps.get(removal.step) else {
                continue;
            };
            if !step.is_checked || is_joined(read, &tracked.entry) {
                continue;
            }
            let is_moved = match step.record {
                Some(record) => self.archive.has_moved(record, &tracked.entry),
                None => self.archive.is_uncommitted(&plan.path, hash),
            };
            if is_moved {
                continue;
            }
            let is_accepted = self.check.accepted.contains(&hash);
            report.removed.push(RemovedEntry {
                commit: step.record.map(|record| record.commit.id),
                entry: FoundEntry::of(&tracked.entry),
                is_accepted,
            });
            let title = Line::reverted(&tracked.entry.title);
            let named = reverts
                .iter()
                .position(|(line, last)| line.slots() == title.slots() && *last >= removal.step);
            if is_accepted {
                continue;
            }
            match named {
                Some(at) => {
                    reverts.remove(at);
                }
                None => {
                    removed.insert(id, removal.clone());
                }
            }
        }
        removed
    }
}

/// Returns the line about the status transition of a step.
fn status_line(step: &Step<'_>) -> Option<Line> {
    let written = || {
        let (from, to) = step.transition.as_ref()?;
        Line::parse(&format!("Status: {} -> {}", from.text, to.text))
    };
    step.status_line.clone().or_else(written)
}

/// Returns the lines about reverts in the log, each with the last step of its entry.
fn reverts(read: &Steps<'_>) -> Vec<(Line, usize)> {
    let present = read.tracker.entries.iter();
    let present = present.filter(|tracked| tracked.removal.is_none() && !tracked.is_surplus);
    let mut reverts = Vec::new();
    for tracked in present {
        let last = tracked.steps.iter().max().copied().unwrap_or_default();
        for text in tracked.entry.body.lines().map(str::trim) {
            let bullets = ["- ", "* ", "+ "];
            let text = bullets.iter().find_map(|bullet| text.strip_prefix(bullet));
            let line = text.and_then(|text| Line::parse(text.trim()));
            let line = line.filter(|line| line.kind() == ChangeKind::Reverted);
            reverts.extend(line.map(|line| (line, last)));
        }
    }
    reverts
}

/// Returns true if the log still has all text of the entry under the same date, such as in a
/// joined entry. The title of an entry in the tool's wording follows from its lines. Generated
/// lines under a title that does not fit them come from a merge; they may have any date.
fn is_joined(read: &Steps<'_>, entry: &WrittenEntry) -> bool {
    let present = read.tracker.current.iter();
    let present = present.filter_map(|id| read.tracker.entries.get(*id));
    let is_mixed = is_mixed(entry);
    if entry.own.is_none() && !is_mixed {
        return false;
    }
    // An equal copy has its own text, not that of the removed one.
    let present = present.filter(|it| it.entry.hash != entry.hash);
    let mut present = present.filter(|it| is_mixed || it.entry.date == entry.date);
    let text = |line: &str| line.trim().to_owned();
    let mut kept: HashSet<String> = HashSet::new();
    for tracked in &mut present {
        kept.extend(tracked.entry.body.lines().map(text));
        kept.insert(format!("- {}", tracked.entry.title));
    }
    let lines = entry.body.lines().map(text);
    let mut lines = lines.filter(|line| !line.is_empty());
    let title = format!("- {}", entry.title);
    lines.all(|line| kept.contains(&line)) && (entry.own.is_some() || kept.contains(&title))
}

/// Returns true for an entry of generated lines alone, or of none, whose title does not fit them.
fn is_mixed(entry: &WrittenEntry) -> bool {
    let mut lines = entry.body.lines().filter(|line| !line.trim().is_empty());
    let is_generated = |line: &str| line.strip_prefix("- ").and_then(Line::parse).is_some();
    entry.own.is_none() && lines.all(is_generated)
}

/// Returns true for each removed entry whose change the step undid. `origins` are the steps of
/// those changes.
fn reverted(
    versions: &mut Versions<'_>,
    plan: &PlanHistory,
    step: &Step<'_>,
    at: usize,
    origins: &[usize],
) -> Vec<bool> {
    // The log itself is no change of the plan.
    let is_change = |change: &Change| {
        let mut changes = step.changes.iter();
        change.class() != Class::Cosmetic && changes.any(|other| other.line == change.line)
    };
    let mut is_reverted: Vec<bool> = origins
        .iter()
        .map(|origin| {
            let undone = match *origin < at {
                true => undoing(versions, &plan.revisions, *origin, *origin),
                false => Vec::new(),
            };
            undone.iter().any(is_change)
        })
        .collect();
    // Of `a -> b` and `b -> c`, reverted at once, `c -> a` is left.
    let earlier = || origins.iter().copied().filter(|origin| *origin < at);
    if let (Some(first), Some(last)) = (earlier().min(), earlier().max())
        && first < last
    {
        let mut undone = undoing(versions, &plan.revisions, first, last);
        undone.retain(|change| change.class() != Class::Cosmetic);
        if !undone.is_empty() && undone.iter().all(is_change) {
            for (origin, is_reverted) in origins.iter().zip(&mut is_reverted) {
                *is_reverted |= *origin < at;
            }
        }
    }
    is_reverted
}

/// Adds the finding of a step, and the repairs that resolve it.
fn find(
    report: &mut Report,
    step: &Step<'_>,
    lines: Vec<Line>,
    removed: &[(&TrackedEntry, &Removal)],
    is_reverted: &[bool],
    commit_of: &dyn Fn(usize) -> Option<ObjectId>,
) {
    let kind = match (removed.is_empty(), is_reverted.contains(&true)) {
        (true, _) => FindingKind::Missing,
        (false, false) => FindingKind::Shortened,
        (false, true) => FindingKind::Reverted,
    };
    let commit = step.record.map(|record| record.commit.id);
    let subject = step.record.map(|record| record.commit.subject.clone());
    let first = removed.first().map(|(tracked, _)| &tracked.entry.date);
    let date = step.day().or(first.cloned()).unwrap_or_default();
    let mut repair = |entry| {
        report.repairs.push(Repair {
            commit,
            subject: subject.clone(),
            entry,
        });
    };
    let mut reverts: Vec<Line> = Vec::new();
    for ((tracked, removal), is_reverted) in removed.iter().zip(is_reverted) {
        if *is_reverted {
            reverts.push(Line::reverted(&tracked.entry.title));
        } else {
            repair(RepairEntry::Removed {
                entry: tracked.entry.clone(),
                origin: commit_of(tracked.origin()),
                source: source(removal),
            });
        }
    }
    let is_new = !reverts.is_empty() || !lines.is_empty();
    if let Some(record) = step.record
        && let Some(date) = day(record).filter(|_| is_new)
    {
        let reason = reason(record).filter(|_| reverts.is_empty());
        let lines = reverts.into_iter().chain(lines.iter().cloned());
        let lines = lines.chain(reason).collect();
        repair(RepairEntry::New(Entry { date, lines }));
    }
    report.findings.push(Finding {
        kind,
        commit,
        subject,
        date,
        lines,
        entries: removed
            .iter()
            .map(|(tracked, _)| FoundEntry::of(&tracked.entry))
            .collect(),
    });
}

/// Returns the subject of a commit as a reason. The subject of a merge names branches, not
/// reasons.
fn reason(record: &Record) -> Option<Line> {
    let subject = record.commit.subject.trim();
    let is_reason = record.commit.parents.len() < 2 && !subject.is_empty();
    is_reason.then(|| Line::reason(subject))
}

/// Returns the text of a removed entry. Entries without a heading have none.
fn source(removal: &Removal) -> Option<EntrySource> {
    let document = &removal.version.document;
    let is_headed = removal.index < document.plan().log_entries().len();
    is_headed.then(|| EntrySource {
        text: Arc::from(document.as_str()),
        index: removal.index,
    })
}

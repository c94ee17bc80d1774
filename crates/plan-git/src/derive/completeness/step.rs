//! First-parent commits of a plan, with the changes that each one makes and the entries that it
//! adds.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use plan_core::evolution::{
    EntryHash, ProgressPolicy, WrittenEntry, compare_entries, expected_of, status_change,
};
use plan_core::{Change, Document, Kind, Line, Status, diff};

use super::accepted::Accepted;
use super::policy::Policies;
use super::tracker::{LogVersion, Tracker};
use crate::derive::log::is_in_range;
use crate::derive::returned::Returned;
use crate::derive::{LogQuery, Since};
use crate::history::{PlanHistory, Record, Versions};
use crate::object::ObjectId;
use crate::repository::Repository;

/// One first-parent commit of a plan, or the uncommitted text.
pub(super) struct Step<'h> {
    /// The revision; `None` for the uncommitted text.
    pub record: Option<&'h Record>,
    /// True if findings of the step are reported.
    pub is_checked: bool,
    /// The two states of a status transition. An uncommitted one takes its own statement and needs
    /// none.
    pub transition: Option<(Status, Status)>,
    /// Lines that the log has to name, without those about the transition.
    pub lines: Vec<Line>,
    /// The line about the transition.
    pub status_line: Option<Line>,
    /// All changes of the step.
    pub changes: Vec<Change>,
    /// Positions of the entries that the step added, those of further parents of a merge included.
    pub added: Vec<usize>,
    /// The line about a first version whose log has no entry.
    pub created: Option<Line>,
}

impl Step<'_> {
    /// The day of the author.
    pub fn day(&self) -> Option<String> {
        let day = crate::derive::log::day(self.record?)?;
        Some(day.to_string())
    }
}

/// The entries of the parents of a merge.
#[derive(Default)]
struct Parents {
    entries: HashSet<EntryHash>,
    /// Those of the merge bases.
    base: HashSet<EntryHash>,
}

impl Parents {
    /// Returns true if an entry of a parent can have become `new`. An entry that another parent
    /// has as it is was written there, unless that parent edited the entry of the merge base.
    fn can_edit(&self, old: &WrittenEntry, new: &WrittenEntry) -> bool {
        !self.entries.contains(&new.hash) || self.base.contains(&old.hash)
    }
}

/// The steps of a plan and its tracked entries.
#[derive(Default)]
pub(super) struct Steps<'h> {
    pub steps: Vec<Step<'h>>,
    pub tracker: Tracker,
    /// True if a version read so far has a log section.
    pub has_log: bool,
    /// True if a version read so far is a plan.
    was_plan: bool,
    /// The blob of the newest version.
    blob: Option<ObjectId>,
}

/// Reads the steps of a plan.
pub(super) struct StepReader<'a, 'r> {
    pub repository: &'r Repository,
    pub versions: &'a mut Versions<'r>,
    pub query: &'a LogQuery<'a>,
    pub policies: &'a mut Policies<'r>,
    pub configured: &'a mut HashMap<ObjectId, bool>,
    /// Entries whose removal is final: the same text added again is another entry.
    pub accepted: &'a Accepted,
    /// The history of the plan along all parents of merges.
    pub all: &'a PlanHistory,
}

impl<'a> StepReader<'a, '_> {
    /// Reads all steps of the first-parent history, and `text` as the last one if it is not
    /// committed.
    pub fn read<'h>(&mut self, plan: &'h PlanHistory, text: Option<&Document>) -> Steps<'h> {
        let mut read = Steps::default();
        read.tracker.accepted = self.accepted.clone();
        let mut state: Option<Status> = None;
        let base = plan
            .revisions
            .first()
            .and_then(|record| record.before.first());
        if let Some(document) = base.and_then(|blob| self.versions.document(*blob)) {
            state = status(&document);
            read.has_log = document.plan().log().is_some();
            read.was_plan = document.kind() == Kind::Plan;
            read.tracker
                .advance(0, &LogVersion::new(document), &mut always);
            read.blob = base.copied();
        }
        for (at, record) in plan.revisions.iter().enumerate() {
            let earlier = plan.revisions.get(..at).unwrap_or_default();
            let step = self.step(&mut read, &mut state, record, earlier);
            read.steps.push(step);
        }
        if let Some(text) = text {
            let last = read.tracker.version.clone();
            let changes = last.map_or_else(Vec::new, |last| diff(&last.document, text));
            read.has_log |= text.plan().log().is_some();
            let version = LogVersion::new(Arc::new(text.clone()));
            let mut step = Step {
                changes,
                // An uncommitted text is the last step in every range.
                is_checked: read.has_log,
                ..Step::of(None)
            };
            step.transition = state
                .zip(status(text))
                .filter(|(from, to)| !from.same_state(to));
            step.added = read
                .tracker
                .advance(read.steps.len(), &version, &mut always);
            read.steps.push(step);
        }
        read
    }

    fn step<'h>(
        &mut self,
        read: &mut Steps<'h>,
        state: &mut Option<Status>,
        record: &'h Record,
        earlier: &[Record],
    ) -> Step<'h> {
        let number = read.steps.len();
        let mut step = Step::of(Some(record));
        // A deletion removes the plan, not its entries.
        let document = record.blob.and_then(|blob| self.versions.document(blob));
        let Some(now) = document else { return step };
        let returned = Returned::read(self.versions, earlier, record, &now);
        if returned
            .as_ref()
            .is_some_and(|returned| returned.from.is_none())
        {
            // Another plan begins at the path of a deleted one.
            *state = None;
            *read = Steps {
                steps: std::mem::take(&mut read.steps),
                ..Steps::default()
            };
            read.tracker.accepted = self.accepted.clone();
            read.steps
                .iter_mut()
                .for_each(|step| *step = Step::of(step.record));
        }
        let before = read.tracker.version.clone();
        let is_next = read.blob == record.before.first().copied();
        read.blob = record.blob;
        let version = LogVersion::new(Arc::clone(&now));
        read.has_log |= now.plan().log().is_some();
        let is_counted = read.has_log || matches!(self.query.since, Since::Always);
        step.is_checked = is_counted && self.is_in_range(record);
        let own = status(&now);
        let is_plan = now.kind() == Kind::Plan;
        let is_first = is_plan && !read.was_plan;
        read.was_plan |= is_plan;
        // A document that becomes a plan is a new plan.
        let Some(before) = before.filter(|_| !is_first) else {
            let is_empty = is_plan && version.entries.is_empty();
            step.created = is_empty.then(|| Change::created(&now).line);
            read.tracker.advance(number, &version, &mut always);
            *state = own.or(state.take());
            return step;
        };
        step.changes = match returned {
            Some(returned) => returned.changes,
            None if is_next => record.changes.clone(),
            // A version between the two cannot be read.
            None => diff(&before.document, &now),
        };
        let ignored = self.ignored(record);
        step.changes
            .retain(|change| !ignored.contains(&change.line));
        let mut parents: Option<Parents> = None;
        let mut is_edit = |old: &WrittenEntry, new: &WrittenEntry| {
            let commit = &record.commit;
            commit.parents.len() < 2 || {
                let parents = parents.get_or_insert_with(|| self.parents(record));
                parents.can_edit(old, new)
            }
        };
        step.added = read.tracker.advance(number, &version, &mut is_edit);
        self.read_sides(read, &mut step, record, number, &before);
        let is_expected = is_plan && !record.cosmetic;
        if let (Some(from), Some(to)) = (&*state, &own)
            && is_expected
            && !from.same_state(to)
            && !self.is_named_in(&ignored, from, to)
        {
            step.transition = Some((from.clone(), to.clone()));
        }
        *state = own.or(state.take());
        if is_expected {
            let progress = self.policies.of(record.commit.tree);
            step.lines = expected_of(&step.changes, progress);
        }
        let vocabulary = self.versions.vocabulary();
        let is_status = |line: &mut Line| status_change(line, vocabulary).is_some();
        step.status_line = step.lines.extract_if(.., is_status).next();
        step.lines
            .retain(|line| status_change(line, vocabulary).is_none());
        step
    }

    /// Returns the lines of the commits that the revision merged and that `blame.ignoreRevsFile`
    /// lists.
    fn ignored(&self, record: &Record) -> Vec<Line> {
        let merge = Some(record.commit.id);
        let all = self.all.revisions.iter();
        let ignored = all.filter(|other| other.cosmetic && other.landed == merge);
        let changes = ignored.flat_map(|other| &other.changes);
        changes.map(|change| change.line.clone()).collect()
    }

    /// Returns true if one of the lines is about a change between these two states.
    fn is_named_in(&self, lines: &[Line], from: &Status, to: &Status) -> bool {
        let states = |line| status_change(line, self.versions.vocabulary());
        let mut named = lines.iter().filter_map(states);
        named.any(|(a, b)| a.same_state(from) && b.same_state(to))
    }

    /// Compares a merge with its further parents.
    fn read_sides(
        &mut self,
        read: &mut Steps<'_>,
        step: &mut Step<'_>,
        record: &Record,
        number: usize,
        first: &LogVersion,
    ) {
        if record.commit.parents.len() < 2 {
            return;
        }
        let mut sides = self.sides(record);
        let known = read.tracker.entries.len();
        let Some(now) = read.tracker.version.clone() else {
            return;
        };
        let mut kept_out = hashes_without(&first.entries, &now.entries);
        for (hash, count) in self.removed_by_first(record, first) {
            *kept_out.entry(hash).or_default() += count;
        }
        let mut parents: Option<Parents> = None;
        let mut is_edit = |old: &WrittenEntry, new: &WrittenEntry| {
            let parents = parents.get_or_insert_with(|| self.parents(record));
            parents.can_edit(old, new)
        };
        for side in &sides {
            read.tracker.lose(number, side, &mut kept_out, &mut is_edit);
        }
        step.added.extend(known..read.tracker.entries.len());
        sides.push(first.clone());
        let added = step.added.clone();
        read.tracker.mark_surplus(&sides, &added);
    }

    /// Reads the plan at the further parents of a merge.
    fn sides(&mut self, record: &Record) -> Vec<LogVersion> {
        let commit = &record.commit;
        let mut all = self.all.revisions.iter();
        let own = record.before.first();
        if let Some(merge) = all.find(|other| other.commit.id == commit.id) {
            let others = merge.before.iter().filter(|blob| Some(*blob) != own);
            let documents = others.filter_map(|blob| self.versions.document(*blob));
            return documents.map(LogVersion::new).collect();
        }
        // A merge whose text equals that of a parent has no revision there. It lost nothing of
        // that parent; a third one may have more.
        match commit.parents.get(1..) {
            Some(others) if others.len() > 1 => others
                .iter()
                .filter_map(|other| self.version_at(*other, record))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Reads the entries of all parents of a merge, and of their merge bases.
    fn parents(&mut self, record: &Record) -> Parents {
        let mut known = Parents::default();
        let Some((main, others)) = record.commit.parents.split_first() else {
            return known;
        };
        for parent in &record.commit.parents {
            let version = self.version_at(*parent, record);
            known.entries.extend(version.iter().flat_map(hashes));
        }
        for other in others {
            let base = self.repository.merge_base(*main, *other).ok().flatten();
            let base = base.and_then(|base| self.version_at(base, record));
            known.base.extend(base.iter().flat_map(hashes));
        }
        known
    }

    /// Counts the entries that the first parent of a merge had removed since the merge base.
    fn removed_by_first(
        &mut self,
        record: &Record,
        first: &LogVersion,
    ) -> HashMap<EntryHash, usize> {
        let mut removed = HashMap::new();
        let Some((main, others)) = record.commit.parents.split_first() else {
            return removed;
        };
        for other in others {
            let base = self.repository.merge_base(*main, *other).ok().flatten();
            let Some(base) = base.and_then(|base| self.version_at(base, record)) else {
                continue;
            };
            for (hash, count) in hashes_without(&base.entries, &first.entries) {
                let most = removed.entry(hash).or_default();
                *most = count.max(*most);
            }
        }
        removed
    }

    /// Reads the plan in a commit, under any of the paths that it had.
    fn version_at(&mut self, commit: ObjectId, record: &Record) -> Option<LogVersion> {
        let tree = self.repository.commit(commit).ok()?.tree;
        let revisions = self.all.revisions.iter().rev();
        let former = revisions.flat_map(|it| [Some(&it.path), it.previous_path.as_ref()]);
        let mut paths: Vec<&Vec<u8>> = vec![&record.path];
        for path in record.previous_path.iter().chain(former.flatten()) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        let mut files = paths.into_iter().filter_map(|path| {
            let entry = self.repository.entry_at(tree, path).ok().flatten()?;
            entry.is_file().then_some(entry.id)
        });
        let document = self.versions.document(files.next()?)?;
        Some(LogVersion::new(document))
    }

    fn is_in_range(&mut self, record: &Record) -> bool {
        // The file was a plan if it was at the paths of that commit, or is at those of today.
        let was_plan = self.policies.matches(record.commit.tree, &record.path);
        let query = LogQuery {
            paths: self.query.paths.filter(|_| !was_plan),
            ..*self.query
        };
        is_in_range(self.repository, &query, self.configured, record)
    }
}

impl<'h> Step<'h> {
    /// Returns a step that expects nothing.
    fn of(record: Option<&'h Record>) -> Self {
        Self {
            record,
            is_checked: false,
            transition: None,
            lines: Vec::new(),
            status_line: None,
            changes: Vec::new(),
            added: Vec::new(),
            created: None,
        }
    }

    /// The lines of all changes, ticks included.
    pub fn all_lines(&self) -> Vec<Line> {
        expected_of(&self.changes, ProgressPolicy::Every)
    }
}

/// Returns the status of a version. The list of choices of the template is no status.
fn status(document: &Document) -> Option<Status> {
    let status = document.plan().status();
    status.filter(|status| !status.is_unfilled())
}

fn hashes(version: &LogVersion) -> impl Iterator<Item = EntryHash> + '_ {
    version.entries.iter().map(|entry| entry.hash)
}

/// Takes every similar entry as an edited one, as in a commit with one parent.
fn always(_: &WrittenEntry, _: &WrittenEntry) -> bool {
    true
}

/// Counts the entries of one version, edited ones included, that another version lacks.
fn hashes_without(entries: &[WrittenEntry], others: &[WrittenEntry]) -> HashMap<EntryHash, usize> {
    let found = compare_entries(entries, others);
    let edited = found.edited.iter().map(|(from, _)| from);
    let mut counts = HashMap::new();
    for at in found.removed.iter().chain(edited) {
        if let Some(entry) = entries.get(*at) {
            *counts.entry(entry.hash).or_default() += 1;
        }
    }
    counts
}

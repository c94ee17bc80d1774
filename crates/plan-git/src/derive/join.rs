//! Rows of a log: its entries joined with their commits, and the entries that resolve findings.

use std::collections::HashSet;

use plan_core::evolution::{Entry, EntryHash, WrittenEntry, grows_upwards};
use plan_core::template::Vocabulary;
use plan_core::{ChangeKind, Document, Line};

use super::completeness::{
    CompletenessQuery, Finding, FindingKind, FoundEntry, RemovedEntry, Repair, RepairEntry, Report,
};
use super::log::{EntryState, LogRow, Logged, day};
use super::provenance::{Harmed, Strand, Strands};
use crate::history::Record;
use crate::object::ObjectId;

/// The commits of a plan with their effect on the log.
pub(super) struct Account<'a> {
    pub commits: Vec<Logged<'a>>,
    pub strands: Strands,
    pub vocabulary: Vocabulary,
}

impl Account<'_> {
    /// Returns the entries of the text joined with the commits, and the rows that resolve the
    /// findings. Adds findings about merges to the report.
    pub fn join(
        &self,
        text: &Document,
        report: &mut Report,
        check: Option<&CompletenessQuery<'_>>,
    ) -> Vec<LogRow> {
        let now = self.strands.present(self.commits.len(), text);
        let harmed = self.unmended(&now);
        let split = |at: usize| {
            let origin = now.origins.get(at)?;
            harmed
                .iter()
                .find(|harmed| harmed.origin == *origin)
                .copied()
        };
        let duplicated = now.doubled();
        // Each row with the position of its commit in history.
        let mut rows: Vec<(Option<usize>, LogRow)> = Vec::new();
        for (at, entry) in now.entries.iter().enumerate() {
            let origin = now.origins.get(at).map(|origin| origin.revision);
            // A copy that names a change is no duplicate.
            let merge = duplicated.get(at).copied().flatten();
            let merge = merge.filter(|_| !report.served.contains_key(&at));
            let row = match (merge.and_then(|merge| self.asked(merge)), split(at)) {
                (Some(merge), _) => {
                    report.add(FindingKind::Duplicated, merge.record, entry);
                    merge.row(EntryState::Duplicated, entry)
                }
                (None, Some(part))
                    if (is_a_part(entry) || part.lacks_lines_in(entry))
                        && has_known_lines(at, &now.entries, &harmed, &report.repairs) =>
                {
                    let harmed = part;
                    if let Some(merge) = self.commits.get(harmed.merge) {
                        report.drop_removed(harmed.entry.hash);
                        report.cover(merge.record, &harmed.whole.lines);
                        report.add(FindingKind::Split, merge.record, &harmed.entry);
                    }
                    LogRow {
                        wanted: Some(harmed.whole.clone()),
                        ..self.row(EntryState::Split, entry, origin)
                    }
                }
                _ => self.standing(entry, origin, report.served.get(&at)),
            };
            rows.push((origin.filter(|at| *at < self.commits.len()), row));
        }
        let Some(check) = check else {
            return rows.into_iter().map(|(_, row)| row).collect();
        };
        let told = |entry: &WrittenEntry| (entry.date.clone(), entry.title.clone());
        let is_upwards = grows_upwards(&now.entries.iter().map(told).collect::<Vec<_>>());
        for harmed in harmed {
            // A merge inside a branch can lose an entry that first-parent history never had.
            let is_known = report.former.contains(&harmed.entry.hash);
            if let Some(merge) = self.commits.get(harmed.merge)
                && !is_known
                && !now.origins.contains(&harmed.origin)
            {
                let is_accepted = check.accepted.contains(&harmed.entry.hash);
                report.removed.push(RemovedEntry {
                    commit: Some(merge.record.commit.id),
                    entry: FoundEntry::of(&harmed.entry),
                    is_accepted,
                });
                report.cover(merge.record, &harmed.whole.lines);
                if is_accepted {
                    continue;
                }
                report.add(FindingKind::Shortened, merge.record, &harmed.entry);
                let mut row = merge.row(EntryState::Removed, &harmed.entry);
                row.wanted = Some(harmed.whole.clone());
                insert(&mut rows, harmed.origin.revision, row, is_upwards);
            }
        }
        let mut repairs: Vec<&Repair> = report.repairs.iter().collect();
        if is_upwards {
            // Rows of one day and commit are inserted one before the other.
            repairs.reverse();
        }
        for repair in repairs {
            let (mut row, origin) = match &repair.entry {
                RepairEntry::New(entry) => (new_row(entry), repair.commit),
                RepairEntry::Removed {
                    entry,
                    origin,
                    source,
                } => {
                    let mut row = row(EntryState::Removed, entry);
                    row.source.clone_from(source);
                    (row, *origin)
                }
            };
            row.commit = repair.commit;
            row.subject.clone_from(&repair.subject);
            insert(&mut rows, self.position(origin), row, is_upwards);
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Returns the position of a commit among the revisions. A first-parent merge that took the
    /// text of a side over has the position of the last revision that it brought.
    fn position(&self, commit: Option<ObjectId>) -> usize {
        let Some(commit) = commit else {
            return self.commits.len();
        };
        let records = || self.commits.iter().map(|logged| logged.record);
        let own = records().position(|record| record.commit.id == commit);
        let landed = || records().rposition(|record| record.landed == Some(commit));
        own.or_else(landed).unwrap_or(self.commits.len())
    }

    /// Returns the entries that merges changed and that this version still lacks.
    pub fn unmended(&self, now: &Strand) -> Vec<&Harmed> {
        let harmed = self.strands.harmed.iter();
        harmed
            .filter(|harmed| self.is_harmed(harmed, now))
            .collect()
    }

    /// A revision, if it is asked about.
    fn asked(&self, at: usize) -> Option<&Logged<'_>> {
        self.commits.get(at).filter(|logged| logged.asked)
    }

    fn row(&self, state: EntryState, entry: &WrittenEntry, origin: Option<usize>) -> LogRow {
        match origin.and_then(|at| self.commits.get(at)) {
            Some(logged) => logged.row(state, entry),
            None => row(state, entry),
        }
    }

    /// Returns the row of an entry that is in the text. `served` is another commit whose change
    /// the entry names.
    fn standing(
        &self,
        entry: &WrittenEntry,
        origin: Option<usize>,
        served: Option<&ObjectId>,
    ) -> LogRow {
        let writer = origin.and_then(|at| self.commits.get(at));
        let served = served.and_then(|commit| self.commits.get(self.position(Some(*commit))));
        let told = self.commits.iter().find(|logged| logged.is_told_by(entry));
        match (writer, told.or(served)) {
            (Some(logged), None)
                if logged.changed && !logged.is_matched(entry, &self.vocabulary) =>
            {
                logged.row(EntryState::Orphaned, entry)
            }
            (Some(logged), _) if logged.changed => logged.row(EntryState::Matched, entry),
            (_, Some(logged)) => logged.row(EntryState::Matched, entry),
            (Some(logged), None) if entry.own.is_some() => logged.row(EntryState::Orphaned, entry),
            (Some(logged), None) => logged.row(EntryState::Written, entry),
            (None, None) => row(EntryState::Written, entry),
        }
    }

    /// Returns true if the log lacks an entry that a merge changed, and no other entry of its day
    /// has its lines.
    fn is_harmed(&self, harmed: &Harmed, now: &Strand) -> bool {
        let entry = &harmed.entry;
        let is_told = |other: &WrittenEntry| {
            let lines = other.own.as_ref();
            let told = lines
                .is_some_and(|lines| harmed.whole.lines.iter().all(|line| lines.contains(line)));
            other.key() == entry.key() || (told && other.date == entry.date)
        };
        self.asked(harmed.merge).is_some() && !now.entries.iter().any(is_told)
    }
}

/// Returns true if every line of an entry stays in the log when the entry is repaired: the line is
/// in a repaired entry, or in another one.
fn has_known_lines(
    at: usize,
    entries: &[WrittenEntry],
    harmed: &[&Harmed],
    repairs: &[Repair],
) -> bool {
    let mut known: HashSet<String> = HashSet::new();
    for whole in harmed {
        known.extend(whole.whole.lines.iter().map(|line| format!("- {line}")));
    }
    let others = entries.iter().enumerate().filter(|(other, _)| *other != at);
    let others = others.map(|(_, entry)| entry);
    let restored = repairs.iter().filter_map(|repair| match &repair.entry {
        RepairEntry::Removed { entry, .. } => Some(entry),
        RepairEntry::New(_) => None,
    });
    for entry in others.chain(restored) {
        known.extend(entry.body.lines().map(|line| line.trim().to_owned()));
    }
    let entry = entries.get(at);
    let mut lines = entry.into_iter().flat_map(|entry| entry.body.lines());
    lines.all(|line| line.trim().is_empty() || known.contains(line.trim()))
}

/// Returns true for an entry without a person's words whose lines do not match its title.
fn is_a_part(entry: &WrittenEntry) -> bool {
    let mut lines = entry.body.lines().filter(|line| !line.trim().is_empty());
    entry.own.is_none() && lines.all(|line| line.strip_prefix("- ").and_then(Line::parse).is_some())
}

/// Puts a row where its day is, and on one day where its commit is.
fn insert(rows: &mut Vec<(Option<usize>, LogRow)>, position: usize, row: LogRow, is_upwards: bool) {
    let is_later = |(at, other): &(Option<usize>, LogRow)| {
        let order = other.date.cmp(&row.date);
        order.is_gt() || (order.is_eq() && at.is_some_and(|at| at > position))
    };
    let at = if is_upwards {
        rows.iter().position(|row| !is_later(row))
    } else {
        rows.iter().position(is_later)
    };
    rows.insert(at.unwrap_or(rows.len()), (Some(position), row));
}

/// Returns the row of an entry that is still to be written.
fn new_row(entry: &Entry) -> LogRow {
    LogRow {
        date: entry.date.to_string(),
        title: entry.title(),
        body: bullets(&entry.lines),
        own: true,
        state: EntryState::Missing,
        commit: None,
        subject: None,
        wanted: Some(entry.clone()),
        source: None,
    }
}

impl Report {
    /// Adds a finding about an entry that a merge changed. Entries of one merge and kind share a
    /// finding.
    fn add(&mut self, kind: FindingKind, merge: &Record, entry: &WrittenEntry) {
        let commit = Some(merge.commit.id);
        let entry = FoundEntry::of(entry);
        let mut findings = self.findings.iter_mut();
        let known = findings.find(|known| known.kind == kind && known.commit == commit);
        match known {
            Some(known) => known.entries.push(entry),
            None => self.findings.push(Finding {
                kind,
                commit,
                subject: Some(merge.commit.subject.clone()),
                date: day(merge).map_or_else(String::new, |day| day.to_string()),
                lines: Vec::new(),
                entries: vec![entry],
            }),
        }
    }

    /// Drops lines of a merge that an entry names which the merge changed.
    fn cover(&mut self, merge: &Record, lines: &[Line]) {
        let merge = merge.landed.unwrap_or(merge.commit.id);
        for repair in &mut self.repairs {
            if let (Some(commit), RepairEntry::New(entry)) = (repair.commit, &mut repair.entry)
                && commit == merge
            {
                entry.lines.retain(|line| !lines.contains(line));
            }
        }
        self.repairs.retain(|repair| match &repair.entry {
            RepairEntry::New(entry) => entry
                .lines
                .iter()
                .any(|line| line.kind() != ChangeKind::Reason),
            RepairEntry::Removed { .. } => true,
        });
        for finding in &mut self.findings {
            if finding.commit == Some(merge) {
                finding.lines.retain(|line| !lines.contains(line));
            }
        }
        self.drop_empty();
    }

    fn drop_empty(&mut self) {
        self.findings
            .retain(|finding| !finding.entries.is_empty() || !finding.lines.is_empty());
    }

    /// Drops a removed entry that is reported as a split one.
    fn drop_removed(&mut self, hash: EntryHash) {
        for finding in &mut self.findings {
            finding.entries.retain(|entry| entry.hash != hash);
        }
        self.drop_empty();
        self.repairs.retain(|repair| match &repair.entry {
            RepairEntry::Removed { entry, .. } => entry.hash != hash,
            RepairEntry::New(_) => true,
        });
    }
}

fn bullets(lines: &[Line]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
    lines.join("\n")
}

/// Returns the row of an entry without a commit.
pub(super) fn row(state: EntryState, entry: &WrittenEntry) -> LogRow {
    LogRow {
        date: entry.date.clone(),
        title: entry.title.clone(),
        body: entry.body.clone(),
        own: entry.own.is_some(),
        state,
        commit: None,
        subject: None,
        wanted: None,
        source: None,
    }
}

//! The written log joined with the commits, and the entries that are missing.

use std::collections::HashMap;

use plan_core::evolution::{ProgressPolicy, WrittenEntry, added, due_of, written};
use plan_core::{Date, Document, Kind, Line};

use crate::config::NAME;
use crate::history::{History, PlanHistory, Record, RevisionKind, Versions};
use crate::object::ObjectId;
use crate::repository::Repository;
use crate::time::Time;

/// From when on entries are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// In every commit that holds a `.plan.toml`: a repository with years of plans starts with a clean slate.
    Configured,
    /// From this author time on.
    Time(Time),
    /// In every commit.
    Always,
}

/// What is asked of the log.
#[derive(Clone, Copy, Debug)]
pub struct LogQuery {
    /// Which ticks are worth an entry.
    pub progress: ProgressPolicy,
    /// From when on entries are due.
    pub since: Since,
}

/// How an entry and history fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Written, and the commit that wrote it changed the plan.
    Matched,
    /// Written, and no change of a commit asks for it: a note, or not committed yet.
    Written,
    /// A commit changed the plan and no entry tells of it.
    Missing,
    /// Written in the tool's words by a commit that changed nothing.
    Orphaned,
}

/// One entry, written or missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// The day.
    pub date: String,
    /// The title.
    pub title: String,
    /// The Markdown below the heading.
    pub body: String,
    /// Whether it is in the tool's own words.
    pub own: bool,
    /// How it fits history.
    pub state: EntryState,
    /// The commit that wrote it, or that it is missing for.
    pub commit: Option<ObjectId>,
    /// What that commit's message says first.
    pub subject: Option<String>,
}

/// The log of one plan.
#[derive(Clone, Debug)]
pub struct PlanLog {
    /// The plan's path.
    pub path: Vec<u8>,
    /// Its title.
    pub title: Option<String>,
    /// The entries in file order, missing ones where their day is.
    pub entries: Vec<LogRow>,
}

/// Joins the log of every living plan with its commits. `text` gives the plan as it is now (in the work tree, say) for
/// a path; `None` leaves that plan out. The history must have been asked with its changes; older versions are read with
/// the words that it was read with.
pub fn logs(
    repository: &Repository,
    history: &History,
    query: &LogQuery,
    text: &mut dyn FnMut(&PlanHistory) -> Option<Document>,
) -> Vec<PlanLog> {
    let mut versions = Versions::new(repository, history.vocabulary.clone());
    let mut configured = HashMap::new();
    let mut logs = Vec::new();
    for plan in history
        .plans
        .iter()
        .filter(|plan| plan.alive && plan.kind == Kind::Plan)
    {
        let Some(now) = text(plan) else { continue };
        let mut is_due = |record: &Record| match query.since {
            Since::Always => true,
            Since::Time(time) => record.commit.author.time.seconds >= time.seconds,
            Since::Configured => *configured.entry(record.commit.tree).or_insert_with(|| {
                matches!(
                    repository.entry_at(record.commit.tree, NAME.as_bytes()),
                    Ok(Some(_))
                )
            }),
        };
        let commits: Vec<Logged<'_>> = plan
            .revisions
            .iter()
            .map(|record| Logged::read(record, query, is_due(record), &mut versions))
            .collect();
        logs.push(PlanLog {
            path: plan.path.clone(),
            title: plan.title.clone(),
            entries: join(written(&now), &commits),
        });
        versions.forget();
    }
    logs
}

/// A revision and what it did to the log.
struct Logged<'a> {
    record: &'a Record,
    /// Lines that the policy asks for.
    due: Vec<Line>,
    /// Whether it changed the plan at all, under the widest policy.
    changed: bool,
    /// Entries that it added.
    added: Vec<WrittenEntry>,
    /// Whether entries were due by then.
    asked: bool,
}

impl<'a> Logged<'a> {
    fn read(
        record: &'a Record,
        query: &LogQuery,
        asked: bool,
        versions: &mut Versions<'_>,
    ) -> Self {
        let lines = |progress| due_of(&record.changes, progress);
        let told = !matches!(record.kind, RevisionKind::Deleted | RevisionKind::Restored);
        let now = record.blob.and_then(|blob| versions.document(blob));
        // A document that was no plan yet had no log to write to.
        let is_plan = now.as_ref().is_some_and(|now| now.kind() == Kind::Plan);
        let entries = now.as_ref().map(|now| written(now)).unwrap_or_default();
        let before: Vec<Vec<WrittenEntry>> = record
            .before
            .iter()
            .filter_map(|before| versions.document(*before))
            .map(|before| written(&before))
            .collect();
        // New is what no parent has.
        let new: Vec<Vec<usize>> = before
            .iter()
            .map(|before| added(before, &entries))
            .collect();
        let is_new = |at: &usize| new.iter().all(|new| new.contains(at));
        let took_back = before.iter().any(|before| {
            let gone = added(&entries, before);
            gone.iter()
                .any(|at| before.get(*at).is_some_and(|entry| entry.own.is_some()))
        });
        let added: Vec<WrittenEntry> = entries
            .into_iter()
            .enumerate()
            .filter(|(at, _)| is_new(at))
            .map(|(_, entry)| entry)
            .collect();
        // A revert takes the entry out with the change that it told of, and asks for none.
        let asked = asked && !(took_back && added.is_empty());
        Self {
            record,
            due: if told && is_plan && !record.cosmetic {
                lines(query.progress)
            } else {
                Vec::new()
            },
            changed: told && !lines(ProgressPolicy::Every).is_empty(),
            added,
            asked,
        }
    }

    /// Whether an entry that its commit did not write tells of it all the same: on its day, and all that is due.
    fn is_told_by(&self, entry: &WrittenEntry) -> bool {
        let tells = |lines: &Vec<Line>| self.due.iter().all(|line| lines.contains(line));
        self.added.is_empty()
            && !self.due.is_empty()
            && entry.date == self.day()
            && entry.own.as_ref().is_some_and(tells)
    }

    fn day(&self) -> String {
        let (year, month, day) = self.record.commit.author.time.day();
        Date::new(year, month, day)
            .map(|date| date.to_string())
            .unwrap_or_default()
    }

    fn row(&self, state: EntryState, entry: &WrittenEntry) -> LogRow {
        LogRow {
            commit: Some(self.record.commit.id),
            subject: Some(self.record.commit.subject.clone()),
            ..row(state, entry)
        }
    }

    fn missing(&self) -> LogRow {
        let date = self.day();
        let body: Vec<String> = self.due.iter().map(|line| format!("- {line}")).collect();
        LogRow {
            title: plan_core::evolution::title(&self.due),
            date,
            body: body.join("\n"),
            own: true,
            state: EntryState::Missing,
            commit: Some(self.record.commit.id),
            subject: Some(self.record.commit.subject.clone()),
        }
    }
}

fn row(state: EntryState, entry: &WrittenEntry) -> LogRow {
    LogRow {
        date: entry.date.clone(),
        title: entry.title.clone(),
        body: entry.body.clone(),
        own: entry.own.is_some(),
        state,
        commit: None,
        subject: None,
    }
}

fn join(entries: Vec<WrittenEntry>, commits: &[Logged<'_>]) -> Vec<LogRow> {
    let mut writers: HashMap<_, Vec<&Logged<'_>>> = HashMap::new();
    for logged in commits.iter().rev() {
        for entry in &logged.added {
            writers.entry(entry.key()).or_default().push(logged);
        }
    }
    let mut rows: Vec<LogRow> = entries
        .iter()
        .map(|entry| {
            let writer = writers.get_mut(&entry.key()).and_then(Vec::pop);
            let told = commits.iter().find(|logged| logged.is_told_by(entry));
            match (writer, told) {
                (Some(logged), _) if logged.changed => logged.row(EntryState::Matched, entry),
                (_, Some(logged)) => logged.row(EntryState::Matched, entry),
                (Some(logged), None) if entry.own.is_some() => {
                    logged.row(EntryState::Orphaned, entry)
                }
                (Some(logged), None) => logged.row(EntryState::Written, entry),
                (None, None) => row(EntryState::Written, entry),
            }
        })
        .collect();
    for (position, logged) in commits.iter().enumerate() {
        let later = commits.get(position + 1..).unwrap_or_default();
        if logged.asked
            && !logged.due.is_empty()
            && logged.added.is_empty()
            && !is_covered(logged, later, &entries)
        {
            let missing = logged.missing();
            let at = rows
                .iter()
                .position(|row| row.date > missing.date)
                .unwrap_or(rows.len());
            rows.insert(at, missing);
        }
    }
    rows
}

/// Whether a later entry of the same day tells of everything the revision changed. It may be in a later commit, or
/// written and not committed yet.
fn is_covered(logged: &Logged<'_>, later: &[Logged<'_>], entries: &[WrittenEntry]) -> bool {
    let mut added = later.iter().flat_map(|later| &later.added);
    added.any(|entry| logged.is_told_by(entry))
        || entries.iter().any(|entry| logged.is_told_by(entry))
}

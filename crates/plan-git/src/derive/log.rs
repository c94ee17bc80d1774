//! The entries of a log joined with their commits, and the findings of the completeness check.

use std::collections::{HashMap, HashSet};

use plan_core::evolution::{Entry, ProgressPolicy, WrittenEntry, expected_of, unnamed};
use plan_core::template::Vocabulary;
use plan_core::{Date, Document, Kind, Line};

use super::completeness::{Checker, CompletenessQuery, EntrySource, Finding, RemovedEntry, Report};
use super::join::{Account, row};
use super::provenance::{Deed, Strands};
use super::returned::Returned;
use crate::config::NAME;
use crate::history::{History, PlanHistory, Record, Versions};
use crate::object::{Commit, ObjectId};
use crate::paths::Paths;
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

impl Since {
    /// Whether entries are due in a commit.
    pub fn asks(self, repository: &Repository, commit: &Commit) -> bool {
        match self {
            Self::Always => true,
            Self::Time(time) => commit.author.time.seconds >= time.seconds,
            Self::Configured => {
                let found = repository.entry_at(commit.tree, NAME.as_bytes());
                matches!(found, Ok(Some(_)))
            }
        }
    }
}

/// What is asked of the log.
#[derive(Clone, Copy, Debug)]
pub struct LogQuery<'a> {
    /// Which ticks are worth an entry.
    pub progress: ProgressPolicy,
    /// From when on entries are due.
    pub since: Since,
    /// The only commits that are asked about, if not all.
    pub among: Option<&'a HashSet<ObjectId>>,
    /// Where plans lie, if not anywhere: a commit that moved a document elsewhere had no log to write to.
    pub paths: Option<&'a Paths>,
}

/// How an entry and history fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Written, and the commit that wrote it changed the plan.
    Matched,
    /// Written, and no change of a commit asks for it: a note, or not committed yet.
    Written,
    /// A commit changed the plan and no entry names the change.
    Missing,
    /// Removed by a commit.
    Removed,
    /// Written in the tool's words, and matches no change.
    Orphaned,
    /// A merge by lines kept a part of the entry, which no side had changed.
    Split,
    /// A second copy that a merge by lines made of an entry of both sides.
    Duplicated,
}

impl EntryState {
    /// Returns true for a difference that [`repair`](super::repair) resolves.
    pub fn is_fault(self) -> bool {
        matches!(
            self,
            Self::Missing | Self::Removed | Self::Split | Self::Duplicated
        )
    }
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
    /// The commit that wrote, removed or duplicated the entry, or that has no entry.
    pub commit: Option<ObjectId>,
    /// What that commit's message says first.
    pub subject: Option<String>,
    /// The complete entry, if it is missing or split.
    pub wanted: Option<Entry>,
    /// The text of a removed entry. An entry in another form than a heading has none.
    pub source: Option<EntrySource>,
}

/// The log of one plan.
#[derive(Clone, Debug)]
pub struct PlanLog {
    /// The plan's path.
    pub path: Vec<u8>,
    /// Its title.
    pub title: Option<String>,
    /// The entries in file order. Missing and removed ones are placed by their day.
    pub entries: Vec<LogRow>,
    /// The differences between history and the log, oldest first.
    pub findings: Vec<Finding>,
    /// The entries that commits removed, accepted ones included.
    pub removed: Vec<RemovedEntry>,
    /// The commits that were checked.
    pub commits: Vec<ObjectId>,
    /// True if a version of the plan has a log section.
    pub has_log: bool,
}

impl PlanLog {
    /// Counts the entries in the tool's wording that match no change.
    #[must_use]
    pub fn unmatched(&self) -> usize {
        let is_unmatched = |row: &&LogRow| row.state == EntryState::Orphaned;
        self.entries.iter().filter(is_unmatched).count()
    }
}

/// Joins the log of every plan of the tip with its commits, and checks it if that is asked.
///
/// `text` returns the present text of a plan; a plan without a text is left out. The history must
/// have its changes. Older versions are read with the vocabulary of the history.
pub fn logs(
    repository: &Repository,
    history: &History,
    query: &LogQuery<'_>,
    check: Option<&CompletenessQuery<'_>>,
    text: &mut dyn FnMut(&PlanHistory) -> Option<Document>,
) -> Vec<PlanLog> {
    let mut reader = Reader::new(repository, &history.vocabulary, query);
    let mut checker = check.map(|check| Checker::new(repository, query, check));
    let mut logs = Vec::new();
    for plan in history
        .plans
        .iter()
        .filter(|plan| plan.alive && plan.kind == Kind::Plan)
    {
        let Some(now) = text(plan) else { continue };
        let account = reader.read(plan);
        let mut report = match &mut checker {
            Some(checker) => checker.check(&mut reader.versions, plan, &now),
            None => Report::default(),
        };
        let entries = account.join(&now, &mut report, check);
        reader.versions.forget();
        logs.push(PlanLog {
            path: plan.path.clone(),
            title: plan.title.clone(),
            entries,
            findings: report.findings,
            removed: report.removed,
            commits: report.commits,
            has_log: report.has_log,
        });
    }
    logs
}

/// A commit that wrote no entry for what it changed.
#[derive(Clone, Debug)]
pub(super) struct Untold {
    day: String,
    due: Vec<Line>,
}

impl Untold {
    /// Whether an entry tells of it: on its day, and all that is due.
    pub fn is_told_by(&self, entry: &WrittenEntry) -> bool {
        let tells = |lines: &Vec<Line>| self.due.iter().all(|line| lines.contains(line));
        entry.date == self.day && entry.own.as_ref().is_some_and(tells)
    }
}

/// Reads what commits did to logs.
struct Reader<'a> {
    repository: &'a Repository,
    query: &'a LogQuery<'a>,
    versions: Versions<'a>,
    /// Whether the trees of commits have a configuration.
    configured: HashMap<ObjectId, bool>,
}

impl<'a> Reader<'a> {
    fn new(repository: &'a Repository, vocabulary: &Vocabulary, query: &'a LogQuery<'a>) -> Self {
        Self {
            repository,
            query,
            versions: Versions::new(repository, vocabulary.clone()),
            configured: HashMap::new(),
        }
    }

    fn read<'r>(&mut self, plan: &'r PlanHistory) -> Account<'r> {
        let mut strands = Strands::default();
        let mut commits: Vec<Logged<'r>> = Vec::new();
        for at in 0..plan.revisions.len() {
            commits.extend(self.logged(&plan.revisions, at, &mut strands));
        }
        Account {
            commits,
            strands,
            vocabulary: self.versions.vocabulary().clone(),
        }
    }

    /// Returns the revision at a position with its effect on the log.
    fn logged<'r>(
        &mut self,
        revisions: &'r [Record],
        at: usize,
        strands: &mut Strands,
    ) -> Option<Logged<'r>> {
        let record = revisions.get(at)?;
        let now = record
            .blob
            .and_then(|blob| Some((blob, self.versions.document(blob)?)));
        // A document that was no plan yet had no log to write to.
        let is_plan = now
            .as_ref()
            .is_some_and(|(_, now)| now.kind() == Kind::Plan);
        let returned = now.as_ref().and_then(|(_, now)| {
            let earlier = revisions.get(..at).unwrap_or_default();
            Returned::read(&mut self.versions, earlier, record, now)
        });
        let (before, told, is_logged) = match &returned {
            Some(returned) => (
                returned.from.as_slice(),
                &returned.changes,
                returned.is_logged,
            ),
            None => (record.before.as_slice(), &record.changes, false),
        };
        let deed = now.map_or_else(Deed::default, |(blob, now)| {
            strands.push(at, before, blob, &now)
        });
        let is_logged = is_logged || deed.has_added();
        let mut due = expected_of(told, self.query.progress);
        due.retain(|_| is_plan && !record.cosmetic);
        let day = day(record);
        let untold = (!due.is_empty() && !is_logged).then(|| Untold {
            day: day.map_or_else(String::new, |day| day.to_string()),
            due,
        });
        Some(Logged {
            record,
            changed: !expected_of(told, ProgressPolicy::Every).is_empty(),
            deed,
            untold,
            asked: self.is_asked(record),
        })
    }

    fn is_asked(&mut self, record: &Record) -> bool {
        is_in_range(self.repository, self.query, &mut self.configured, record)
    }
}

/// Returns true if the query covers the commit of a revision. `configured` caches the answers by
/// tree.
pub(super) fn is_in_range(
    repository: &Repository,
    query: &LogQuery<'_>,
    configured: &mut HashMap<ObjectId, bool>,
    record: &Record,
) -> bool {
    let commit = &record.commit;
    let LogQuery { among, paths, .. } = query;
    among.is_none_or(|among| among.contains(&commit.id))
        && paths.is_none_or(|paths| paths.matches(&record.path))
        && match query.since {
            Since::Configured => *configured
                .entry(commit.tree)
                .or_insert_with(|| query.since.asks(repository, commit)),
            since => since.asks(repository, commit),
        }
}

/// A revision and what it did to the log.
pub(super) struct Logged<'a> {
    pub record: &'a Record,
    /// Whether it changed the plan at all, under the widest policy.
    pub changed: bool,
    /// What it did to the log.
    pub deed: Deed,
    /// What it should have told, if it told nothing.
    untold: Option<Untold>,
    /// Whether it is asked about, and entries were due by then.
    pub asked: bool,
}

impl Logged<'_> {
    /// Whether an entry that its commit did not write tells of it all the same.
    pub fn is_told_by(&self, entry: &WrittenEntry) -> bool {
        let untold = self.untold.as_ref();
        untold.is_some_and(|untold| untold.is_told_by(entry))
    }

    /// Returns false for an entry that the commit added in the tool's wording and that names none
    /// of its changes.
    pub fn is_matched(&self, entry: &WrittenEntry, vocabulary: &Vocabulary) -> bool {
        let is_added = |other: &WrittenEntry| other.hash == entry.hash;
        let added = &self.deed.added;
        if entry.own.is_none() || entry.has_only_reasons() || !added.iter().any(is_added) {
            return true;
        }
        let lines = expected_of(&self.record.changes, ProgressPolicy::Every);
        let own = entry.own.iter().flatten();
        if lines.is_empty() || own.clone().any(|line| lines.contains(line)) {
            return true;
        }
        // An entry can name one of several steps of a change.
        let others: Vec<WrittenEntry> = added.iter().filter(|it| !is_added(it)).cloned().collect();
        let unnamed =
            |entries: &[WrittenEntry]| unnamed(lines.clone(), entries, vocabulary, true).len();
        unnamed(added) < unnamed(&others)
    }

    pub fn row(&self, state: EntryState, entry: &WrittenEntry) -> LogRow {
        LogRow {
            commit: Some(self.record.commit.id),
            subject: Some(self.record.commit.subject.clone()),
            ..row(state, entry)
        }
    }
}

/// The day of the author. A clock can be so wrong that there is none.
pub(super) fn day(record: &Record) -> Option<Date> {
    let (year, month, day) = record.commit.author.time.day();
    Date::new(year, month, day)
}

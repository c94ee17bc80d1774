//! The written log joined with the commits, and the entries that are missing.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use plan_core::evolution::{
    Entry, ProgressPolicy, WrittenEntry, expected_of, grows_upwards, title,
};
use plan_core::template::Vocabulary;
use plan_core::{Change, Date, Document, Kind, Line};

use super::returned::Returned;
use super::strand::{Deed, Harmed, Origin, Strand, Strands, Taken};
use super::undone::not_undone;
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
    /// A commit changed the plan and no entry tells of it.
    Missing,
    /// Written in the tool's words by a commit that changed nothing.
    Orphaned,
    /// A merge by lines left a part of it, and no side had changed it.
    Torn,
    /// A merge by lines wrote it once more, though it is one entry that both sides have.
    Doubled,
}

impl EntryState {
    /// Whether the log is not what it should be, and [`super::mend`] makes it so.
    pub fn is_fault(self) -> bool {
        matches!(self, Self::Missing | Self::Torn | Self::Doubled)
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
    /// The commit that wrote it, or that it is missing for; of a doubled one, the merge.
    pub commit: Option<ObjectId>,
    /// What that commit's message says first.
    pub subject: Option<String>,
    /// What should stand there, if it is missing or torn.
    pub wanted: Option<Entry>,
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
    query: &LogQuery<'_>,
    text: &mut dyn FnMut(&PlanHistory) -> Option<Document>,
) -> Vec<PlanLog> {
    let mut reader = Reader::new(repository, &history.vocabulary, query);
    let mut logs = Vec::new();
    for plan in history
        .plans
        .iter()
        .filter(|plan| plan.alive && plan.kind == Kind::Plan)
    {
        let Some(now) = text(plan) else { continue };
        logs.push(PlanLog {
            path: plan.path.clone(),
            title: plan.title.clone(),
            entries: reader.read(plan).join(&now),
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

/// What somebody may put into a log that a commit left: what no entry told, and what a merge harmed.
#[derive(Clone, Debug, Default)]
pub(super) struct Owed {
    /// Commits that wrote no entry for what they changed, whether or not it was written later.
    untold: Vec<Untold>,
    /// Entries that a merge did not bring along whole, and that nobody has mended.
    harmed: Vec<WrittenEntry>,
}

impl Owed {
    /// Whether an entry tells of a commit that told nothing, or is one that a merge lost or tore.
    pub fn is_told_by(&self, entry: &WrittenEntry) -> bool {
        let is_same = |harmed: &WrittenEntry| harmed.key() == entry.key();
        self.untold.iter().any(|untold| untold.is_told_by(entry)) || self.harmed.iter().any(is_same)
    }
}

/// What the log of a plan owes in the version `blob`, which its history ends with.
pub(super) fn owed(
    repository: &Repository,
    vocabulary: &Vocabulary,
    plan: &PlanHistory,
    blob: ObjectId,
    query: &LogQuery<'_>,
) -> Owed {
    let mut reader = Reader::new(repository, vocabulary, query);
    let account = reader.read(plan);
    let harmed = reader
        .versions
        .document(blob)
        .map_or_else(Vec::new, |text| {
            let now = account.strands.present(account.commits.len(), &text);
            let harmed = account.unmended(&now).into_iter();
            harmed.map(|harmed| harmed.entry.clone()).collect()
        });
    let asked = account.commits.into_iter().filter(|logged| logged.asked);
    Owed {
        untold: asked.filter_map(|logged| logged.untold).collect(),
        harmed,
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
            commits.extend(self.logged(&plan.revisions, &commits, at, &mut strands));
        }
        self.versions.forget();
        Account { commits, strands }
    }

    /// The revision at a position; `earlier` are those before it.
    fn logged<'r>(
        &mut self,
        revisions: &'r [Record],
        earlier: &[Logged<'_>],
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
        let mut changes = Cow::Borrowed(told.as_slice());
        let is_due = !expected_of(&changes, self.query.progress).is_empty();
        if is_due && !is_logged && deed.taken.has_own() {
            // A revert takes the entry out with the change that it told of, and asks for none.
            changes = Cow::Owned(self.not_undone(revisions, earlier, told, &deed.taken));
        }
        let mut due = expected_of(&changes, self.query.progress);
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

    /// What a commit changed besides undoing what the entries that it took out had told.
    fn not_undone(
        &mut self,
        revisions: &[Record],
        earlier: &[Logged<'_>],
        changes: &[Change],
        taken: &Taken,
    ) -> Vec<Change> {
        let revision = |origin: &Origin| origin.revision;
        let mut told: BTreeSet<usize> = taken.origins.iter().map(revision).collect();
        for (at, logged) in earlier.iter().enumerate() {
            // It may have been written later.
            if taken.entries.iter().any(|entry| logged.is_told_by(entry)) {
                told.insert(at);
            }
        }
        let left = taken.left.iter().map(revision);
        let left = left.filter(|at| !told.contains(at)).collect();
        not_undone(&mut self.versions, revisions, changes, &told, &left)
    }

    fn is_asked(&mut self, record: &Record) -> bool {
        let commit = &record.commit;
        let LogQuery { among, paths, .. } = self.query;
        among.is_none_or(|among| among.contains(&commit.id))
            && paths.is_none_or(|paths| paths.matches(&record.path))
            && match self.query.since {
                Since::Configured => *self
                    .configured
                    .entry(commit.tree)
                    .or_insert_with(|| self.query.since.asks(self.repository, commit)),
                since => since.asks(self.repository, commit),
            }
    }
}

/// A revision and what it did to the log.
struct Logged<'a> {
    record: &'a Record,
    /// Whether it changed the plan at all, under the widest policy.
    changed: bool,
    /// What it did to the log.
    deed: Deed,
    /// What it should have told, if it told nothing.
    untold: Option<Untold>,
    /// Whether it is asked about, and entries were due by then.
    asked: bool,
}

impl Logged<'_> {
    /// Whether an entry that its commit did not write tells of it all the same.
    fn is_told_by(&self, entry: &WrittenEntry) -> bool {
        let untold = self.untold.as_ref();
        untold.is_some_and(|untold| untold.is_told_by(entry))
    }

    fn row(&self, state: EntryState, entry: &WrittenEntry) -> LogRow {
        LogRow {
            commit: Some(self.record.commit.id),
            subject: Some(self.record.commit.subject.clone()),
            ..row(state, entry)
        }
    }

    /// The entry that tells it. Its message says why, unless it is a merge, whose message says what.
    fn missing(&self, untold: &Untold) -> LogRow {
        let subject = &self.record.commit.subject;
        let mut lines = untold.due.clone();
        if self.record.commit.parents.len() < 2 && !subject.trim().is_empty() {
            lines.push(Line::reason(subject));
        }
        LogRow {
            title: title(&lines),
            date: untold.day.clone(),
            body: bullets(&lines),
            own: true,
            state: EntryState::Missing,
            commit: Some(self.record.commit.id),
            subject: Some(subject.clone()),
            wanted: day(self.record).map(|date| Entry { date, lines }),
        }
    }
}

/// The day of the author. A clock can be so wrong that there is none.
fn day(record: &Record) -> Option<Date> {
    let (year, month, day) = record.commit.author.time.day();
    Date::new(year, month, day)
}

fn bullets(lines: &[Line]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
    lines.join("\n")
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
        wanted: None,
    }
}

/// What is known of the log of a plan up to now.
struct Account<'a> {
    commits: Vec<Logged<'a>>,
    strands: Strands,
}

impl Account<'_> {
    /// The entries of the text as it is now, joined with the commits, and those that are missing.
    fn join(&self, text: &Document) -> Vec<LogRow> {
        let now = self.strands.present(self.commits.len(), text);
        let harmed = self.unmended(&now);
        let torn = |at: usize| {
            let origin = now.origins.get(at)?;
            harmed
                .iter()
                .find(|harmed| harmed.origin == *origin)
                .copied()
        };
        let doubled = now.doubled();
        // Each row with its place in history: the position of its commit.
        let mut rows: Vec<(Option<usize>, LogRow)> = Vec::new();
        for (at, entry) in now.entries.iter().enumerate() {
            let origin = now.origins.get(at).map(|origin| origin.revision);
            let doubled = doubled.get(at).copied().flatten();
            let row = match (doubled.and_then(|merge| self.asked(merge)), torn(at)) {
                (Some(merge), _) => merge.row(EntryState::Doubled, entry),
                (None, Some(harmed)) if is_a_part(entry) || harmed.lacks_lines_in(entry) => {
                    LogRow {
                        wanted: Some(harmed.whole.clone()),
                        ..self.row(EntryState::Torn, entry, origin)
                    }
                }
                _ => self.standing(entry, origin),
            };
            rows.push((origin.filter(|at| *at < self.commits.len()), row));
        }
        let told = |entry: &WrittenEntry| (entry.date.clone(), entry.title.clone());
        let is_upwards = grows_upwards(&now.entries.iter().map(told).collect::<Vec<_>>());
        for harmed in harmed {
            // What somebody made of it is theirs.
            if !now.origins.contains(&harmed.origin) {
                let at = harmed.origin.revision;
                let mut row = self.row(EntryState::Missing, &harmed.entry, Some(at));
                row.wanted = Some(harmed.whole.clone());
                insert(&mut rows, at, row, is_upwards);
            }
        }
        for (at, logged) in self.commits.iter().enumerate() {
            let later = self.commits.get(at + 1..).unwrap_or_default();
            if logged.asked
                && let Some(untold) = &logged.untold
                && !is_covered(untold, later, &now.entries)
            {
                insert(&mut rows, at, logged.missing(untold), is_upwards);
            }
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// What merges did to entries and nobody has put right in this version.
    fn unmended(&self, now: &Strand) -> Vec<&Harmed> {
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

    /// How an entry of the text fits history.
    fn standing(&self, entry: &WrittenEntry, origin: Option<usize>) -> LogRow {
        let writer = origin.and_then(|at| self.commits.get(at));
        let told = self.commits.iter().find(|logged| logged.is_told_by(entry));
        match (writer, told) {
            (Some(logged), _) if logged.changed => logged.row(EntryState::Matched, entry),
            (_, Some(logged)) => logged.row(EntryState::Matched, entry),
            (Some(logged), None) if entry.own.is_some() => logged.row(EntryState::Orphaned, entry),
            (Some(logged), None) => logged.row(EntryState::Written, entry),
            (None, None) => row(EntryState::Written, entry),
        }
    }

    /// Whether what a merge did to an entry has not been mended since: neither it nor another one of its day tells it.
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

/// Whether no word of an entry is a person's: each line is the tool's own, or there is none, and they do not go together.
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

/// Whether a later entry of the same day tells of everything the revision changed. It may be in a later commit, or
/// written and not committed yet.
fn is_covered(untold: &Untold, later: &[Logged<'_>], entries: &[WrittenEntry]) -> bool {
    let mut added = later.iter().flat_map(|later| &later.deed.added);
    added.any(|entry| untold.is_told_by(entry))
        || entries.iter().any(|entry| untold.is_told_by(entry))
}

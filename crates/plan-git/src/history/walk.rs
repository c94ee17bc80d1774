//! A walk of history that is told document by document: finding all of them is cheap, saying what changed in one is not.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;

use plan_core::template::Vocabulary;
use plan_core::{Change, Kind, Status};

use super::ahead::Ask;
use super::tracer::{Found, Tracer};
use super::transition::{self, Landing, Step, Transition};
use super::version::Facts;
use super::{Cost, HistoryError, Link, Options, PlanHistory, Record, Versions};
use crate::graph::Listener;
use crate::lineage::{self, Lineage, Reason, Revision, RevisionKind};
use crate::object::{Commit, IdMap, ObjectId};
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};
use crate::time::Time;

/// Times that history is followed anew, since documents were moved in from outside: each time one move further back.
const MOVES: usize = 4;

/// Threads that read versions at most: whoever prints what they find is busy too.
const MOST_THREADS: usize = 8;

/// Every document that a tip can see.
pub struct Walk<'r> {
    repository: &'r Repository,
    tracer: Tracer<'r>,
    found: Found,
    /// Commits that were read for what they say.
    read: IdMap<Arc<Commit>>,
    told: usize,
    /// What is asked about.
    paths: Paths,
    /// What is followed: the same, and files that documents were moved in from.
    wide: Paths,
    moves: usize,
    options: Options,
    documents: Vec<Lineage>,
    versions: Versions<'r>,
}

/// How a document stands at the tip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// The commit that changed it last.
    pub last_change: Arc<Commit>,
    /// Its status, if it has one.
    pub status: Option<Status>,
    /// When that status landed.
    pub since: Option<Time>,
    /// Whether it has had that status ever since it appeared, or came back, at the paths of the walk. Then
    /// [`Walk::reach_back`] may know an earlier time.
    pub from_the_start: bool,
}

impl<'r> Walk<'r> {
    /// Finds the documents at `paths`. Every version of them is read with `vocabulary`.
    ///
    /// # Errors
    /// A commit cannot be read. Trees that cannot be read are notes.
    pub fn new(
        repository: &'r Repository,
        tip: ObjectId,
        paths: &Paths,
        vocabulary: &Vocabulary,
    ) -> Result<Self, HistoryError> {
        Self::with(repository, tip, paths, vocabulary, &Options::default())
    }

    /// Finds the documents at `paths`, looking at history as `options` say.
    ///
    /// # Errors
    /// As [`Walk::new`].
    pub fn with(
        repository: &'r Repository,
        tip: ObjectId,
        paths: &Paths,
        vocabulary: &Vocabulary,
        options: &Options,
    ) -> Result<Self, HistoryError> {
        let on = &mut |_| ControlFlow::Continue(());
        match Self::heard(repository, tip, paths, vocabulary, options, on)? {
            ControlFlow::Continue(walk) | ControlFlow::Break(walk) => Ok(walk),
        }
    }

    /// The same, while `on` hears how many commits were walked: every few thousand, and at the end. If it breaks off, no
    /// tree is read, and the walk has no documents.
    ///
    /// # Errors
    /// As [`Walk::new`].
    pub fn heard(
        repository: &'r Repository,
        tip: ObjectId,
        paths: &Paths,
        vocabulary: &Vocabulary,
        options: &Options,
        on: Listener<'_>,
    ) -> Result<ControlFlow<Self, Self>, HistoryError> {
        let versions = Versions::new(repository, vocabulary.clone());
        let versions = match &options.cache {
            Some(place) => versions.with_cache(place),
            None => versions,
        };
        let mut walk = Self {
            repository,
            wide: paths.clone(),
            tracer: Tracer::new(repository, tip, options),
            found: Found::default(),
            read: IdMap::default(),
            told: 0,
            paths: paths.clone(),
            moves: 0,
            options: options.clone(),
            documents: Vec::new(),
            versions,
        };
        let rules = walk.tracer.read_rules(on)?;
        walk.wide = walk.tracer.rules().widen(paths);
        if rules.is_break() || walk.follow(on)?.is_break() {
            return Ok(ControlFlow::Break(walk));
        }
        Ok(ControlFlow::Continue(walk))
    }

    /// Looks for the earlier life of these documents outside the paths of the walk. True if there is some: history has
    /// been followed anew then, and the documents have other positions. To be called until it says false; it is apart
    /// from the walk, since most questions need none of it.
    ///
    /// # Errors
    /// As [`Walk::new`].
    pub fn reach_back(&mut self, chosen: &[usize]) -> Result<bool, HistoryError> {
        if self.moves == MOVES {
            return Ok(false);
        }
        let documents = &self.documents;
        let chosen: Vec<&Lineage> = chosen.iter().filter_map(|at| documents.get(*at)).collect();
        let tracer = &mut self.tracer;
        let origins = lineage::origins(
            &mut self.found.trace,
            &self.wide,
            &chosen,
            &mut |commit, number| tracer.taken_away(commit, number),
            &mut self.versions,
        );
        if origins.is_empty() {
            return Ok(false);
        }
        self.keep();
        self.moves += 1;
        self.wide = self.wide.with_files(&origins);
        // It was heard of before.
        let _ = self.follow(&mut |_| ControlFlow::Continue(()))?;
        Ok(true)
    }

    fn follow(&mut self, on: Listener<'_>) -> Result<ControlFlow<()>, ReadError> {
        match self.tracer.trace(&self.wide, &mut self.versions, on)? {
            ControlFlow::Continue(found) => self.found = found,
            ControlFlow::Break(()) => return Ok(ControlFlow::Break(())),
        }
        let mut documents = self.found.trace.lineages();
        // What lies outside was followed for the sake of others.
        documents.retain_mut(|document| lineage::keep_inside(document, &self.paths));
        if self.moves > 0 {
            documents.sort_by(|a, b| a.path.cmp(&b.path));
        }
        self.documents = documents;
        Ok(ControlFlow::Continue(()))
    }

    /// Keeps what was followed for the next walk.
    fn keep(&mut self) {
        self.tracer
            .keep(&mut self.found, &self.wide, &self.versions);
    }

    /// The words that documents are read with.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.versions.vocabulary()
    }

    /// The documents, by path.
    pub fn documents(&self) -> &[Lineage] {
        &self.documents
    }

    /// The title of a document at the tip, or the last one.
    pub fn title(&mut self, index: usize) -> Option<String> {
        let lineage = self.documents.get(index)?;
        let newest = std::iter::once(lineage.revisions.get(lineage.at_tip)?);
        let blob = newest
            .chain(lineage.revisions.iter().rev())
            .find_map(|revision| revision.blob)?;
        self.versions.facts(blob)?.title
    }

    /// How a document stands, reading no more of its past than that takes.
    ///
    /// # Errors
    /// A commit cannot be read.
    pub fn present(&mut self, index: usize) -> Result<Option<Present>, HistoryError> {
        let Some(lineage) = self.documents.get(index) else {
            return Ok(None);
        };
        let revisions = lineage.revisions.clone();
        let Some(tip) = revisions.get(lineage.at_tip) else {
            return Ok(None);
        };
        let mut states: HashMap<usize, Option<Status>> = HashMap::new();
        let at_tip = lineage.at_tip;
        let status = self.state(&revisions, at_tip, &mut states);
        let mut since = None;
        let mut from_the_start = false;
        if let Some(status) = &status {
            let mut at = at_tip;
            while let Some(revision) = revisions.get(at) {
                let mut same = None;
                if self.is_cosmetic(revision) {
                    same = revision.previous.iter().flatten().next().copied();
                }
                for previous in revision.previous.iter().flatten() {
                    let before = self.state(&revisions, *previous, &mut states);
                    if before.is_some_and(|before| before.same_state(status)) {
                        same = Some(*previous);
                        break;
                    }
                }
                match same {
                    Some(previous) => at = previous,
                    None if revision.kind == RevisionKind::Boundary => break,
                    None => {
                        since = Some(self.landed_at(revision)?);
                        from_the_start = matches!(
                            revision.kind,
                            RevisionKind::Created | RevisionKind::Restored
                        );
                        break;
                    }
                }
            }
        }
        let last_change = self.commit(tip.commit)?;
        self.versions.forget();
        Ok(Some(Present {
            last_change,
            status,
            since,
            from_the_start,
        }))
    }

    /// The status of a revision, or the one it has from before.
    fn state(
        &mut self,
        revisions: &[Revision],
        at: usize,
        known: &mut HashMap<usize, Option<Status>>,
    ) -> Option<Status> {
        let mut passed = Vec::new();
        let mut next = Some(at);
        let mut found = None;
        while let Some(at) = next {
            if let Some(known) = known.get(&at) {
                found.clone_from(known);
                break;
            }
            passed.push(at);
            let revision = revisions.get(at)?;
            let facts = revision.blob.and_then(|blob| self.versions.facts(blob));
            found = facts.and_then(|facts| facts.status);
            if found.is_some() {
                break;
            }
            next = revision.previous.iter().flatten().next().copied();
        }
        known.extend(passed.into_iter().map(|at| (at, found.clone())));
        found
    }

    /// One document; `None` if there is nothing to tell of it: it is gone, and its whole life lies beyond where history
    /// is cut.
    ///
    /// # Errors
    /// A commit cannot be read. Files that cannot be read are notes.
    pub fn tell(
        &mut self,
        index: usize,
        changes: bool,
    ) -> Result<Option<PlanHistory>, HistoryError> {
        let told = self.tell_each(index, changes, &mut |_| ControlFlow::Continue(()))?;
        Ok(told.continue_value().flatten())
    }

    /// As [`Walk::tell`], and hands out each revision as soon as it is known, parents before children. Breaks off when
    /// it is told to.
    ///
    /// # Errors
    /// As [`Walk::tell`].
    pub fn tell_each(
        &mut self,
        index: usize,
        changes: bool,
        on: &mut dyn FnMut(&Record) -> ControlFlow<()>,
    ) -> Result<ControlFlow<(), Option<PlanHistory>>, HistoryError> {
        let found = self.documents.get(index).cloned();
        let Some(lineage) = found.filter(is_known) else {
            return Ok(ControlFlow::Continue(None));
        };
        let mut steps: Vec<Step> = Vec::with_capacity(lineage.revisions.len());
        let mut records = Vec::with_capacity(lineage.revisions.len());
        let mut newest: Option<Facts> = None;
        for (at, revision) in lineage.revisions.iter().enumerate() {
            let (now, changed) = match ask(&lineage, revision).filter(|_| changes) {
                Some(ask) => {
                    let (now, mut changed) = self.versions.version(&ask);
                    let from = revision.previous_path.as_ref();
                    if let Some(from) = from.filter(|_| now.is_some() && !ask.before.is_empty()) {
                        changed.push(Change::renamed(&String::from_utf8_lossy(from)));
                        changed.sort_by_key(|change| change.kind);
                    }
                    (now, changed)
                }
                None => (None, Vec::new()),
            };
            let own = now.as_ref().and_then(|facts| facts.status.clone());
            let cosmetic = self.is_cosmetic(revision);
            steps.push(Step::new(own, revision, cosmetic, &steps));
            let record = self.record(&lineage, revision, changed)?;
            if record.kind != RevisionKind::Boundary && on(&record).is_break() {
                self.versions.forget();
                return Ok(ControlFlow::Break(()));
            }
            records.push(record);
            if at <= lineage.at_tip || newest.is_none() {
                newest = now.or(newest);
            }
        }
        let revisions = lineage.revisions.iter();
        let landings: Vec<Landing> = revisions.map(|revision| self.landing(revision)).collect();
        let mut transitions = Vec::new();
        for at in transition::counted(&steps, &landings, &lineage) {
            if let (Some(step), Some(record)) = (steps.get(at), records.get(at))
                && let Some(to) = step.state.clone()
            {
                transitions.push(Transition {
                    from: step.before.clone(),
                    to,
                    commit: Arc::clone(&record.commit),
                    landed: record.landed,
                    landed_at: landings.get(at).map_or(0, |(_, time)| *time),
                    seconds: None,
                });
            }
        }
        transition::measure(&mut transitions);
        let status = steps
            .get(lineage.at_tip)
            .and_then(|step| step.state.clone());
        records.retain(|record| record.kind != RevisionKind::Boundary);
        self.versions.forget();
        Ok(ControlFlow::Continue(Some(PlanHistory {
            path: lineage.path,
            alive: lineage.alive,
            kind: newest.as_ref().map_or(Kind::Document, |facts| facts.kind),
            title: newest.and_then(|facts| facts.title),
            status,
            revisions: records,
            transitions,
        })))
    }

    /// Has threads find out what will be told of these documents, in their order.
    pub(super) fn expect(&mut self, chosen: &[usize]) {
        let threads = self.options.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            NonZeroUsize::get,
        );
        let documents = chosen.iter().filter_map(|at| self.documents.get(*at));
        let asks = documents.flat_map(|lineage| {
            let revisions = lineage.revisions.iter();
            revisions.filter_map(|revision| ask(lineage, revision))
        });
        self.versions.expect(asks, threads.min(MOST_THREADS));
    }

    /// How many commits the tip can see.
    pub(super) fn seen(&self) -> usize {
        self.found.trace.seen()
    }

    /// Whether there is anything to tell of a document.
    pub(super) fn is_told(&self, index: usize) -> bool {
        self.documents.get(index).is_some_and(is_known)
    }

    /// Whether all is known that was asked for so far.
    pub fn is_complete(&self) -> bool {
        let cut = self.repository.is_shallow() || self.repository.has_replace_refs();
        !cut && self.found.unreadable.is_empty() && self.versions.notes().is_empty()
    }

    /// What is not known, and what of the configuration fits nothing, in sentences. It grows with what is told.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.repository.is_shallow() {
            notes.push(
                "this is a shallow clone: what happened before its oldest commits is not known; `git fetch --unshallow` brings it"
                    .to_owned(),
            );
        }
        if self.repository.has_replace_refs() {
            notes.push("replace refs are not followed; git itself would follow them".to_owned());
        }
        let missing = notes.len();
        notes.extend(self.found.note());
        notes.extend(self.versions.notes());
        if notes.len() > missing && self.repository.is_partial() {
            notes.push(
                "this is a partial clone, and nothing is fetched for it; `git fetch --refetch --no-filter` brings what is missing"
                    .to_owned(),
            );
        }
        notes.extend(self.options.ignored.notes().iter().cloned());
        let rules = self.tracer.rules();
        notes.extend(rules.notes().iter().cloned());
        notes.extend(rules.idle(&self.documents, &self.found.trace, &self.paths));
        notes
    }

    /// Whether a commit is to be taken as one that changed how the document looks. The first version is no change.
    fn is_cosmetic(&self, revision: &Revision) -> bool {
        let commit = self.found.trace.commit(revision.commit);
        revision.previous.iter().any(Option::is_some)
            && commit.is_some_and(|commit| self.options.ignored.contains(commit))
    }

    /// What it took so far.
    pub fn cost(&self) -> Cost {
        Cost {
            commits: self.tracer.walked(),
            commits_read: self.tracer.commits_read() + self.told,
            trees_read: self.tracer.trees_read(),
            blobs_read: self.versions.read(),
        }
    }

    /// A revision with its changes.
    fn record(
        &mut self,
        lineage: &Lineage,
        revision: &Revision,
        changes: Vec<Change>,
    ) -> Result<Record, ReadError> {
        let commit = self.commit(revision.commit)?;
        let landed = self.found.trace.landed(revision.commit);
        let landed = landed.and_then(|landed| landed.by);
        let before = before(lineage, revision);
        // What cannot be read is noted elsewhere.
        let explanation = self.options.explain.then(|| {
            lineage::explain(
                self.repository,
                commit.id,
                &self.wide,
                self.tracer.rules(),
                revision,
                &mut self.versions,
            )
            .ok()
        });
        let explanation = explanation.flatten();
        Ok(Record {
            commit,
            kind: revision.kind,
            path: revision.path.clone(),
            previous_path: revision.previous_path.clone(),
            confidence: revision.confidence,
            link: self.link(lineage, revision),
            explanation,
            cosmetic: self.is_cosmetic(revision),
            landed,
            blob: revision.blob,
            before,
            changes,
        })
    }

    fn link(&self, lineage: &Lineage, revision: &Revision) -> Option<Link> {
        let reason = revision.reason?;
        let before = revision.previous.iter().flatten();
        let from = match (&revision.previous_path, reason) {
            (Some(from), _) => from,
            (None, Reason::OtherName) => before
                .filter_map(|at| Some(&lineage.revisions.get(*at)?.path))
                .find(|path| **path != revision.path)?,
            (None, _) => &revision.path,
        };
        Some(Link {
            reason,
            from: from.clone(),
            outside: !self.paths.matches(from),
            confidence: revision.confidence.unwrap_or(1.0),
        })
    }

    fn landing(&self, revision: &Revision) -> Landing {
        let landed = self.found.trace.landed(revision.commit);
        landed.map_or((false, 0), |landed| (landed.by.is_some(), landed.time))
    }

    /// When a revision landed, with the zone of that commit.
    fn landed_at(&mut self, revision: &Revision) -> Result<Time, ReadError> {
        match self
            .found
            .trace
            .landed(revision.commit)
            .and_then(|landed| landed.by)
        {
            None => Ok(self.commit(revision.commit)?.committer.time),
            Some(by) => Ok(self.read(by)?.committer.time),
        }
    }

    /// A commit by the number that revisions have it under.
    fn commit(&mut self, number: usize) -> Result<Arc<Commit>, ReadError> {
        // A revision always names a commit of the walk.
        let id = self.found.trace.commit(number);
        self.read(id.unwrap_or_else(|| ObjectId::from_bytes([0; 20])))
    }

    fn read(&mut self, id: ObjectId) -> Result<Arc<Commit>, ReadError> {
        if let Some(commit) = self.read.get(&id) {
            return Ok(Arc::clone(commit));
        }
        self.told += 1;
        let commit = Arc::new(self.repository.commit(id)?);
        self.read.insert(id, Arc::clone(&commit));
        Ok(commit)
    }
}

impl Drop for Walk<'_> {
    fn drop(&mut self) {
        self.keep();
    }
}

/// The texts of a document at each parent that has it.
fn before(lineage: &Lineage, revision: &Revision) -> Vec<ObjectId> {
    let previous = revision.previous.iter().flatten();
    previous
        .filter_map(|at| lineage.revisions.get(*at)?.blob)
        .collect()
}

/// What is to be found out of a revision: its changes against the first parent that has the document, and of those only
/// what is also in the difference to every other parent that has it.
fn ask(lineage: &Lineage, revision: &Revision) -> Option<Ask> {
    let before = before(lineage, revision);
    Some(Ask {
        compared: !before.is_empty() || revision.kind == RevisionKind::Created,
        before,
        now: revision.blob?,
    })
}

/// Whether anything of a document lies on this side of where history is cut.
fn is_known(lineage: &Lineage) -> bool {
    let mut revisions = lineage.revisions.iter();
    lineage.alive || revisions.any(|revision| revision.kind != RevisionKind::Boundary)
}

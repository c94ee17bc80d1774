//! Follows the documents at some paths up to a tip: on top of what was kept of an earlier walk where that can be, from the
//! first commit otherwise.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::Options;
use super::versions::Versions;
use crate::cache::Walks;
use crate::config::LineageConfig;
use crate::graph::{CommitSource, Commits, GitSource, GraphSource, Listener, MainLine};
use crate::ledger::Ledger;
use crate::lineage::{Followed, Rules, Trace, Walked, follow};
use crate::object::{IdMap, ObjectId};
use crate::paths::Paths;
use crate::repository::{ReadError, Repository};
use crate::tree::{FileChange, Shelf, gone};

pub(super) struct Tracer<'r> {
    repository: &'r Repository,
    tip: ObjectId,
    options: Options,
    /// All commits of the tip, once they are needed.
    whole: Option<Whole<'r>>,
    /// The positions there of the commits that the last trace has touched; none if it was kept.
    positions: Vec<usize>,
    rules: Rules,
    away: TakenAway<'r>,
    /// By commits that were walked to before: what came on top of them, if the tip only adds to them.
    tops: IdMap<Option<Top<'r>>>,
    /// Commits of a walk that was broken off; commits read for that, and on ways that did not lead to a known one.
    walked: usize,
    commits_read: usize,
}

/// Commits on top of one that is known, and what they changed.
struct Top<'r> {
    source: GitSource<'r>,
    commits: Commits,
    line: MainLine,
    ledger: Ledger<'r>,
}

/// All commits of a tip, and what they changed.
struct Whole<'r> {
    source: GraphSource<'r>,
    commits: Commits,
    line: MainLine,
    ledger: Ledger<'r>,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub trace: Trace,
    /// False before anything was followed, as when a commit cannot be read or the walk was broken off.
    pub is_followed: bool,
    /// Commits whose trees cannot be read.
    pub unreadable: Vec<(ObjectId, ReadError)>,
}

impl Found {
    /// What could not be read, in a sentence.
    pub fn note(&self) -> Option<String> {
        let (commit, error) = self.unreadable.first()?;
        let (count, commit) = (self.unreadable.len(), commit.short());
        Some(match count {
            1 => format!("the files of commit {commit} are not known: {error}"),
            _ => format!(
                "the files of {count} commits are not known, the oldest of them {commit}: {error}"
            ),
        })
    }
}

impl<'r> Tracer<'r> {
    /// Nothing is read before something is asked.
    pub fn new(repository: &'r Repository, tip: ObjectId, options: &Options) -> Self {
        Self {
            repository,
            tip,
            options: options.clone(),
            whole: None,
            positions: Vec::new(),
            rules: Rules::default(),
            away: TakenAway::new(repository),
            walked: 0,
            commits_read: 0,
            tops: IdMap::default(),
        }
    }

    /// Looks up the rules among the commits, if there are any. Broken off if `on` has heard enough of them.
    pub fn read_rules(&mut self, on: Listener<'_>) -> Result<ControlFlow<()>, ReadError> {
        if self.options.lineage == LineageConfig::default() {
            return Ok(ControlFlow::Continue(()));
        }
        let walked = self.walk(on)?;
        if let Some(whole) = &mut self.whole {
            self.rules = whole.rules(self.tip, &self.options)?;
        }
        Ok(walked)
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Follows the documents at `paths`, while `on` hears how many commits are walked. Broken off if it has heard enough.
    pub fn trace(
        &mut self,
        paths: &Paths,
        versions: &mut Versions<'_>,
        on: Listener<'_>,
    ) -> Result<ControlFlow<(), Found>, ReadError> {
        let walks = self.walks(paths, versions);
        let kept = walks.and_then(|walks| self.kept(&walks, paths, versions));
        if let Some(found) = kept {
            let heard = on(found.trace.seen());
            return Ok(heard.map_continue(|()| found));
        }
        if self.walk(on)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let mut found = Found::default();
        if let Some(whole) = &mut self.whole {
            let changes = whole.ledger.changes(&whole.commits, paths, &whole.source);
            let walked = Walked {
                commits: &whole.commits,
                line: &whole.line,
                ledger: &whole.ledger,
                changes: &changes,
            };
            let rules = &self.rules;
            let followed = follow(&mut found.trace, self.repository, walked, rules, versions);
            self.positions = followed.positions;
            found.unreadable = followed.unreadable;
            found.is_followed = true;
        }
        Ok(ControlFlow::Continue(found))
    }

    /// Whether the tip only adds to a commit. What it adds is walked once, however often it is followed.
    fn leads_to(&mut self, base: ObjectId) -> bool {
        if let Some(known) = self.tops.get(&base) {
            return known.is_some();
        }
        let mut source = GitSource::new(self.repository);
        let found = source.on_top_of(base, self.tip, self.options.first_parent);
        // What cannot be read is said by the whole walk.
        let top = match found.ok().flatten() {
            Some(commits) => Some(Top {
                line: MainLine::new(&commits),
                ledger: Ledger::new(self.repository),
                source,
                commits,
            }),
            None => {
                self.commits_read += source.commits_read();
                None
            }
        };
        let leads = top.is_some();
        self.tops.insert(base, top);
        leads
    }

    /// What was kept of the tip, or of a commit that it only adds to.
    fn kept(&mut self, walks: &Walks, paths: &Paths, versions: &mut Versions<'_>) -> Option<Found> {
        // What is gone is gone, whatever was known of it: an answer does not depend on what was asked before.
        let get = |tip| {
            let trace = walks.get::<Trace>(tip)?;
            let mut compared = trace.compared.iter();
            compared
                .all(|blob| self.repository.has(*blob))
                .then_some(trace)
        };
        if let Some(mut trace) = get(self.tip) {
            trace.is_kept = true;
            self.positions = Vec::new();
            return Some(Found {
                trace,
                is_followed: true,
                unreadable: Vec::new(),
            });
        }
        for base in walks.tips() {
            if !self.leads_to(base) {
                continue;
            }
            let (Some(mut trace), Some(Some(top))) = (get(base), self.tops.get_mut(&base)) else {
                continue;
            };
            let changes = top.ledger.changes(&top.commits, paths, &top.source);
            let walked = Walked {
                commits: &top.commits,
                line: &top.line,
                ledger: &top.ledger,
                changes: &changes,
            };
            let rules = &self.rules;
            let Followed { unreadable, .. } =
                follow(&mut trace, self.repository, walked, rules, versions);
            trace.is_kept = false;
            self.positions = Vec::new();
            return Some(Found {
                trace,
                is_followed: true,
                unreadable,
            });
        }
        None
    }

    /// Keeps what was found at `paths` for the next walk, unless something could not be read: there is a note of that, which
    /// would not be found out then.
    pub fn keep(&self, found: &mut Found, paths: &Paths, versions: &Versions<'_>) {
        let trace = &mut found.trace;
        if !found.is_followed || trace.is_kept || !found.unreadable.is_empty() {
            return;
        }
        trace.is_kept = true;
        if let Some((walks, compared)) = self.walks(paths, versions).zip(versions.compared()) {
            trace.compared.extend(compared);
            walks.put(self.tip, trace);
        }
    }

    /// The files that a commit of the last trace took away from its first parent, wherever they lay; none if that cannot be
    /// read.
    pub fn taken_away(&mut self, commit: ObjectId, number: usize) -> Rc<Vec<FileChange>> {
        let whole = self.whole.as_ref().zip(self.positions.get(number));
        let trees = whole.and_then(|(whole, at)| {
            let first = whole.commits.first_parent(*at)?;
            Some((whole.commits.get(first)?.tree, whole.commits.get(*at)?.tree))
        });
        self.away.by(commit, trees)
    }

    /// Where walks are kept that see the same. Pins and cuts are looked up among all commits, so with them nothing is kept.
    fn walks(&self, paths: &Paths, versions: &Versions<'_>) -> Option<Walks> {
        let place = self.options.cache.as_ref()?;
        if self.options.lineage != LineageConfig::default() {
            return None;
        }
        let circumstances = format!(
            "walk\n{}\nfirst parents alone: {}\n{}\n{}",
            versions.circumstances(),
            self.options.first_parent,
            self.repository.grafted(),
            paths.listed(),
        );
        Walks::open(place, circumstances.as_bytes())
    }

    /// Walks all commits, unless that was done.
    fn walk(&mut self, on: Listener<'_>) -> Result<ControlFlow<()>, ReadError> {
        if self.whole.is_some() {
            return Ok(ControlFlow::Continue(()));
        }
        let mut source = GraphSource::new(self.repository);
        let commits = match source.heard(self.tip, self.options.first_parent, on)? {
            ControlFlow::Continue(commits) => commits,
            ControlFlow::Break(walked) => {
                self.walked += walked;
                self.commits_read += source.commits_read();
                return Ok(ControlFlow::Break(()));
            }
        };
        self.whole = Some(Whole {
            line: MainLine::new(&commits),
            ledger: Ledger::new(self.repository),
            source,
            commits,
        });
        Ok(ControlFlow::Continue(()))
    }

    /// Commits that were walked.
    pub fn walked(&self) -> usize {
        let whole = self.whole.as_ref();
        let tops = self
            .tops
            .values()
            .flatten()
            .map(|top| top.commits.len() - 1);
        self.walked + tops.sum::<usize>() + whole.map_or(0, |whole| whole.commits.len())
    }

    pub fn commits_read(&self) -> usize {
        let whole = self.whole.as_ref();
        let read = whole.map_or(0, |whole| whole.source.commits_read());
        let tops = self.tops.values().flatten();
        let tops = tops.map(|top| top.source.commits_read());
        self.commits_read + tops.sum::<usize>() + self.away.commits_read + read
    }

    pub fn trees_read(&self) -> usize {
        let whole = self.whole.as_ref();
        let read = whole.map_or(0, |whole| whole.ledger.trees_read());
        let tops = self.tops.values().flatten();
        let tops = tops.map(|top| top.ledger.trees_read());
        tops.sum::<usize>() + self.away.shelf.read + read
    }
}

impl Whole<'_> {
    /// What is pinned and cut. On the main line a rule counts where its commit landed, and only then the rest is read too.
    fn rules(&mut self, tip: ObjectId, options: &Options) -> Result<Rules, ReadError> {
        if !options.first_parent {
            return Ok(Rules::new(&options.lineage, &self.commits, &|at| at));
        }
        let all = self.source.commits(tip)?;
        let line = MainLine::new(&all);
        Ok(Rules::new(&options.lineage, &all, &|at| line.landed(at)))
    }
}

/// Files that commits took away from their first parents, wherever they lay. Asked for one commit at a time.
struct TakenAway<'r> {
    repository: &'r Repository,
    shelf: Shelf<'r>,
    known: HashMap<ObjectId, Rc<Vec<FileChange>>>,
    commits_read: usize,
}

impl<'r> TakenAway<'r> {
    fn new(repository: &'r Repository) -> Self {
        Self {
            repository,
            shelf: Shelf::new(repository),
            known: HashMap::new(),
            commits_read: 0,
        }
    }

    /// The files of one commit; `trees` are that of its first parent and its own, if they are known.
    fn by(&mut self, commit: ObjectId, trees: Option<(ObjectId, ObjectId)>) -> Rc<Vec<FileChange>> {
        if let Some(known) = self.known.get(&commit) {
            return Rc::clone(known);
        }
        let trees = trees.map_or_else(|| self.trees(commit), Ok);
        let found = trees.and_then(|(before, own)| gone(&mut self.shelf, Some(before), Some(own)));
        let found = Rc::new(found.unwrap_or_default());
        self.known.insert(commit, Rc::clone(&found));
        found
    }

    fn trees(&mut self, commit: ObjectId) -> Result<(ObjectId, ObjectId), ReadError> {
        self.commits_read += 2;
        let own = self.repository.linked(commit)?;
        let before = match own.parents.first() {
            Some(parent) => self.repository.linked(*parent)?.tree,
            None => own.tree,
        };
        Ok((before, own.tree))
    }
}

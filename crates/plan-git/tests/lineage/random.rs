//! Random histories against `git log`: who changed which path is known to git too, if it is asked about all parents and
//! not about renames. And against the files that they were made of.

use std::collections::{BTreeSet, HashMap};

use plan_core::template::Vocabulary;
use plan_git::history::{History, Query, Record, history};
use plan_git::lineage::RevisionKind;
use plan_git::object::ObjectId;
use plan_git::paths::Paths;

use crate::histories::random::{PLANS, commits};
use crate::histories::{Entry, Made, import};
use crate::sandbox::Sandbox;

/// Seeds of histories that were told wrong once.
const ONCE_WRONG: [u64; 7] = [76, 164, 280, 381, 678, 737, 794];

/// A commit, by its position, and a path.
type Touch = (usize, Vec<u8>);

#[test]
fn random_histories_are_told_as_git_and_their_files_say() {
    let cases = std::env::var("PLAN_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(40);
    let mut merges = 0;
    for seed in (0..cases).chain(ONCE_WRONG) {
        let drawn = Drawn::new(seed);
        merges += drawn.made.iter().filter(|made| is_merge(made)).count();
        drawn.the_commits_of_every_path_are_those_of_git();
        drawn.every_file_of_the_tip_is_one_document();
        drawn.a_rename_keeps_the_title();
    }
    assert!(merges > 3 * usize::try_from(cases).unwrap(), "{merges}");
}

struct Drawn {
    seed: u64,
    sandbox: Sandbox,
    made: Vec<Made>,
    positions: HashMap<ObjectId, usize>,
    told: History,
}

impl Drawn {
    fn new(seed: u64) -> Self {
        let made = commits(seed, 40);
        let sandbox = Sandbox::new();
        let ids = import(&sandbox, &made);
        let repository = sandbox.open();
        let paths = Paths::new([PLANS.to_owned()]).unwrap();
        let query = Query {
            tip: repository.head().unwrap().unwrap(),
            paths: &paths,
            vocabulary: &Vocabulary::default(),
            changes: true,
        };
        let told = history(&repository, &query, &mut |_| {}).unwrap();
        Self {
            seed,
            sandbox,
            made,
            positions: ids.into_iter().zip(0..).collect(),
            told,
        }
    }

    fn records(&self) -> impl Iterator<Item = (usize, &Record)> {
        let records = self.told.plans.iter().flat_map(|plan| &plan.revisions);
        records.map(|record| (self.positions[&record.commit.id], record))
    }

    /// The text of a document in each parent of a commit.
    fn before<'a>(&'a self, at: usize, path: &'a [u8]) -> impl Iterator<Item = Option<&'a [u8]>> {
        let parents = self.made[at].parents.iter();
        parents.map(move |parent| text(&self.made[*parent], path))
    }

    fn the_commits_of_every_path_are_those_of_git(&self) {
        let seed = self.seed;
        let mut found: BTreeSet<Touch> = BTreeSet::new();
        let mut sources: BTreeSet<Touch> = BTreeSet::new();
        for (at, record) in self.records() {
            sources.extend(record.previous_path.clone().map(|from| (at, from)));
            // What a document did before it was moved in is not what git is asked about.
            if !record.path.starts_with(b"plans/") || self.is_apart(at, record) {
                continue;
            }
            let new = found.insert((at, record.path.clone()));
            // One document may go from where another one comes, and a merge may throw away what each side has there.
            let path = shown(&record.path);
            let others = self.records().filter(|(other, record)| {
                *other == at && record.path == path.as_bytes() && record.blob.is_some()
            });
            let merged = is_merge(&self.made[at]);
            let others = others.count();
            assert!(
                new || others == 1 || merged && others == 0,
                "seed {seed}: two revisions of {path} in commit {at}"
            );
        }
        let listed = self.listed();
        let foreign: Vec<_> = found.difference(&listed).map(named).collect();
        assert!(
            foreign.is_empty(),
            "seed {seed}: git does not list {foreign:?}"
        );
        // The old path of a rename is no revision of its own, and neither is a text that a merge put together with a
        // name, or a path with another document on each side that is gone.
        let missing: Vec<_> = listed
            .difference(&found)
            .filter(|touch| !sources.contains(*touch) && !self.is_carried(touch))
            .filter(|touch| !self.is_gone_otherwise(touch))
            .map(named)
            .collect();
        assert!(
            missing.is_empty(),
            "seed {seed}: only git lists {missing:?}"
        );
    }

    fn every_file_of_the_tip_is_one_document(&self) {
        let tip = self.made.last().unwrap();
        let document = |path: &&Vec<u8>| path.starts_with(b"plans/") && text(tip, path).is_some();
        let files: Vec<&Vec<u8>> = tip.tree.keys().filter(document).collect();
        let alive = self.told.plans.iter().filter(|plan| plan.alive);
        let paths: Vec<&Vec<u8>> = alive.clone().map(|plan| &plan.path).collect();
        assert_eq!(paths, files, "seed {}", self.seed);
        for plan in alive {
            let now = text(tip, &plan.path).and_then(title);
            assert_eq!(plan.title.as_deref(), now, "seed {}", self.seed);
        }
    }

    fn a_rename_keeps_the_title(&self) {
        for (at, record) in self.records() {
            let now = text(&self.made[at], &record.path).and_then(title);
            if let Some(from) = &record.previous_path {
                assert!(
                    self.before(at, from).any(|old| old.and_then(title) == now),
                    "seed {}: commit {at} takes {} for {}",
                    self.seed,
                    shown(from),
                    shown(&record.path)
                );
            }
        }
    }

    /// True for what git cannot see: a merge deletes a document that each side had at a path of its own, or makes two of
    /// it.
    fn is_apart(&self, at: usize, record: &Record) -> bool {
        let now = text(&self.made[at], &record.path);
        let kinds = [RevisionKind::Deleted, RevisionKind::Created];
        kinds.contains(&record.kind)
            && is_merge(&self.made[at])
            && self.before(at, &record.path).any(|old| old == now)
    }

    /// True if a merge gave a document the text that it has on one side and the name that it has on another.
    fn is_carried(&self, (at, path): &Touch) -> bool {
        let merge = &self.made[*at];
        let Some(now) = text(merge, path) else {
            return false;
        };
        let elsewhere = |parent: &usize| {
            let tree = &self.made[*parent].tree;
            let mut others = tree.keys().filter(|other| *other != path);
            others.any(|other| text(&self.made[*parent], other) == Some(now))
        };
        self.before(*at, path).any(|old| old.is_some()) && merge.parents.iter().any(elsewhere)
    }

    /// True if the sides of a merge have different documents at a path with nothing after it, and each of them is elsewhere
    /// then, or is gone: told at another path, or as on a side that has it nowhere.
    fn is_gone_otherwise(&self, (at, path): &Touch) -> bool {
        let merge = &self.made[*at];
        let has = |made: &Made, wanted| {
            // What lies elsewhere may be followed or not.
            let mut paths = made.tree.keys().filter(|path| path.starts_with(b"plans/"));
            paths.any(|path| text(made, path).and_then(title) == Some(wanted))
        };
        let is_told = |wanted| {
            self.records().any(|(other, record)| {
                let gone = other == *at && record.kind == RevisionKind::Deleted;
                let mut before = self.before(*at, &record.path);
                gone && before.any(|text| text.and_then(title) == Some(wanted))
            })
        };
        let without = |wanted| {
            let mut parents = merge.parents.iter();
            parents.any(|parent| !has(&self.made[*parent], wanted))
        };
        let mut here = self.before(*at, path).map(|text| text.and_then(title));
        text(merge, path).is_none()
            && here.all(|title| {
                title.is_some_and(|title| has(merge, title) || without(title) || is_told(title))
            })
    }

    /// What git lists for the paths: `-c` shows of a merge what differs from all of its parents. Changes of the mode
    /// alone are left out.
    fn listed(&self) -> BTreeSet<Touch> {
        let args = [
            "log",
            "--full-history",
            "-c",
            "--no-renames",
            "--name-only",
            "--format=commit %H",
            "--root",
            "--",
            ":(glob)plans/*.md",
        ];
        let mut touches = BTreeSet::new();
        let mut at = 0;
        let printed = self.sandbox.git(&args);
        for line in printed.lines().filter(|line| !line.is_empty()) {
            if let Some(id) = line.strip_prefix("commit ") {
                at = self.positions[&id.parse().unwrap()];
                continue;
            }
            // A link or a submodule is as little a document as nothing is.
            let path = line.as_bytes().to_vec();
            let now = text(&self.made[at], &path);
            let nothing = self.made[at].parents.is_empty() && now.is_none();
            if !nothing && self.before(at, &path).all(|old| old != now) {
                touches.insert((at, path));
            }
        }
        touches
    }
}

fn is_merge(made: &Made) -> bool {
    made.parents.len() > 1
}

/// The text of a document in a commit.
fn text<'a>(made: &'a Made, path: &[u8]) -> Option<&'a [u8]> {
    match made.tree.get(path) {
        Some(Entry::File(text) | Entry::Program(text)) => Some(text),
        _ => None,
    }
}

/// What a plan says it is.
fn title(text: &[u8]) -> Option<&str> {
    let line = std::str::from_utf8(text).ok()?.lines().next()?;
    line.strip_prefix("# Implementation Plan: ")
}

fn named((at, path): &Touch) -> String {
    format!("commit {at} {}", shown(path))
}

fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

//! What a team says about links: pins, which make one, and cuts, which forbid one.
//!
//! The configuration names commits as people do, whole or abbreviated; here they are looked up among the commits of the
//! walk, once. What fits nothing is a note and no error, since a tip sees only a part of history.

use std::collections::BTreeSet;

use super::{Lineage, Reason, Revision, Trace};
use crate::config::{Cut, LineageConfig, Pin};
use crate::graph::Commits;
use crate::object::ObjectId;
use crate::paths::Paths;
use crate::tree::FileChange;

/// The pins and cuts of one walk.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// With the commit they are bound to, if they are.
    pins: Vec<(Pin, Option<ObjectId>)>,
    cuts: Vec<(Cut, ObjectId)>,
    notes: Vec<String>,
}

impl Rules {
    /// Looks up the commits; a rule counts where its commit landed, as `landed` says of positions.
    pub fn new(config: &LineageConfig, commits: &Commits, landed: &dyn Fn(usize) -> usize) -> Self {
        let mut rules = Self::default();
        let find = |name: &str| {
            let found = find(name, commits)?;
            let node = commits.get(landed(found));
            node.map(|node| node.id).ok_or_else(|| unknown(name))
        };
        for pin in &config.pins {
            let rule = || format!("the pin of {} to {}", pin.from, pin.to);
            match pin.commit.as_deref().map(find) {
                None => rules.pins.push((pin.clone(), None)),
                Some(Ok(id)) => rules.pins.push((pin.clone(), Some(id))),
                Some(Err(why)) => rules.notes.push(format!("{} has no effect: {why}", rule())),
            }
        }
        for cut in &config.cuts {
            match find(&cut.commit) {
                Ok(id) => rules.cuts.push((cut.clone(), id)),
                Err(why) => {
                    let path = &cut.path;
                    rules
                        .notes
                        .push(format!("the cut of {path} has no effect: {why}"));
                }
            }
        }
        rules
    }

    /// What counts in a commit. A pin does where its file appears and its source is gone: in these changes, or deleted
    /// before, which `was_deleted` knows.
    pub fn at(
        &self,
        commit: ObjectId,
        changes: &[FileChange],
        was_deleted: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Ruling<'_> {
        if self.pins.is_empty() && self.cuts.is_empty() {
            return Ruling::default();
        }
        let cuts: BTreeSet<&[u8]> = self
            .cuts
            .iter()
            .filter(|(_, at)| *at == commit)
            .map(|(cut, _)| cut.path.as_bytes())
            .collect();
        let has = |path: &str, fits: &dyn Fn(&FileChange) -> bool| {
            let mut changes = changes.iter();
            changes.any(|change| change.path == path.as_bytes() && fits(change))
        };
        let pins = self
            .pins
            .iter()
            .filter(|(_, at)| at.is_none_or(|at| at == commit))
            .map(|(pin, _)| pin)
            .filter(|pin| !cuts.contains(pin.to.as_bytes()))
            .filter(|pin| has(&pin.to, &|change| change.old.is_none()))
            .filter(|pin| {
                has(&pin.from, &|change| change.old.is_some()) || was_deleted(pin.from.as_bytes())
            })
            .map(|pin| (pin.from.as_bytes(), pin.to.as_bytes()))
            .collect();
        Ruling { pins, cuts }
    }

    /// Whether a file may be linked to nothing before it in a commit.
    pub fn is_cut(&self, commit: ObjectId, path: &[u8]) -> bool {
        let mut cuts = self.cuts.iter();
        cuts.any(|(cut, at)| *at == commit && cut.path.as_bytes() == path)
    }

    /// The files that may be linked to nothing before them in a commit.
    pub fn cuts(&self, commit: ObjectId) -> impl Iterator<Item = &[u8]> {
        let cuts = self.cuts.iter().filter(move |(_, at)| *at == commit);
        cuts.map(|(cut, _)| cut.path.as_bytes())
    }

    /// The paths of a walk, and those that its documents are pinned to come from.
    pub fn widen(&self, paths: &Paths) -> Paths {
        let mut wide = paths.clone();
        // A pin may lead to the next one.
        for _ in &self.pins {
            let pins = self.pins.iter().map(|(pin, _)| pin);
            let meant = pins.filter(|pin| wide.matches(pin.to.as_bytes()));
            let files = meant.map(|pin| pin.from.clone().into_bytes()).collect();
            wide = wide.with_files(&files);
        }
        wide
    }

    /// Rules of files among `paths` that met nothing they fit, in sentences.
    pub fn idle(&self, told: &[Lineage], trace: &Trace, paths: &Paths) -> Vec<String> {
        let is_at = |revision: &Revision, commit: Option<ObjectId>| {
            commit.is_none_or(|commit| trace.commit(revision.commit) == Some(commit))
        };
        let revisions = || told.iter().flat_map(|found| &found.revisions);
        let pins = self.pins.iter().filter(|(pin, at)| {
            let fits = |revision: &Revision| {
                revision.reason == Some(Reason::Pinned)
                    && revision.path == pin.to.as_bytes()
                    && is_at(revision, *at)
            };
            paths.matches(pin.to.as_bytes()) && !revisions().any(fits)
        });
        let pins = pins.map(|(pin, _)| {
            format!(
                "the pin of {} to {} has no effect: no commit it may count in adds the one while the other is gone",
                pin.from, pin.to
            )
        });
        let cuts = self.cuts.iter().filter(|(cut, at)| {
            let fits = |revision: &Revision| {
                revision.path == cut.path.as_bytes() && is_at(revision, Some(*at))
            };
            paths.matches(cut.path.as_bytes()) && !revisions().any(fits)
        });
        let cuts = cuts.map(|(cut, at)| {
            let commit = at.short();
            format!(
                "the cut of {} has no effect: commit {commit} does not change it",
                cut.path
            )
        });
        pins.chain(cuts).collect()
    }

    /// Rules whose commit is not known, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// The rules of one commit.
#[derive(Debug, Default)]
pub(crate) struct Ruling<'r> {
    pins: Vec<(&'r [u8], &'r [u8])>,
    cuts: BTreeSet<&'r [u8]>,
}

impl<'r> Ruling<'r> {
    /// Old and new path of each pin.
    pub fn pins(&self) -> impl Iterator<Item = (&'r [u8], &'r [u8])> + '_ {
        self.pins.iter().copied()
    }

    /// Whether the file at this path may be linked to nothing before it.
    pub fn is_cut(&self, path: &[u8]) -> bool {
        self.cuts.contains(path)
    }
}

/// The position of the commit that hex digits begin; why there is none, otherwise.
fn find(name: &str, commits: &Commits) -> Result<usize, String> {
    let name = name.to_ascii_lowercase();
    let mut found = commits
        .iter()
        .enumerate()
        .filter(|(_, node)| node.id.to_string().starts_with(&name));
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => Err(format!(
            "commit {name} is not the only one that begins so; write more of it"
        )),
        (None, _) => Err(unknown(&name)),
    }
}

fn unknown(name: &str) -> String {
    format!("commit {name} is not in this history")
}

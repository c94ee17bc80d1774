//! Random histories against `git log`: who changed which path is known to git too, if it is asked about all parents and
//! not about renames.

use std::collections::BTreeSet;

use plan_core::template::Vocabulary;
use plan_git::history::{History, Query, history};
use plan_git::lineage::RevisionKind;
use plan_git::paths::Paths;

use crate::histories::random::{PLANS, commits};
use crate::histories::{Entry, Made, import};
use crate::sandbox::Sandbox;

/// A commit, by its position, and a path.
type Touch = (usize, Vec<u8>);

#[test]
fn the_commits_of_every_path_are_those_of_git() {
    let cases = std::env::var("PLAN_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(40);
    let mut merges = 0;
    for seed in 0..cases {
        let made = commits(seed, 40);
        merges += made.iter().filter(|made| made.parents.len() > 1).count();
        check(seed, &made);
    }
    assert!(merges > 3 * usize::try_from(cases).unwrap(), "{merges}");
}

fn check(seed: u64, made: &[Made]) {
    let sandbox = Sandbox::new();
    let ids = import(&sandbox, made);
    let position = |id: &str| {
        ids.iter()
            .position(|known| known.to_string() == id)
            .unwrap()
    };
    let told = tell(&sandbox);
    let mut found = BTreeSet::new();
    let mut sources = BTreeSet::new();
    for plan in &told.plans {
        for record in &plan.revisions {
            let at = position(&record.commit.id.to_string());
            // What a document did before it was moved in is not what git is asked about. And git sees nothing where a
            // merge deletes a document that each side had at a path of its own, or makes two of it.
            let parents = &made[at].parents;
            let same = |parent: &usize| {
                text(&made[*parent], &record.path) == text(&made[at], &record.path)
            };
            let apart = matches!(record.kind, RevisionKind::Deleted | RevisionKind::Created)
                && parents.len() > 1
                && parents.iter().any(same);
            if record.path.starts_with(b"plans/") && !apart {
                let new = found.insert((at, record.path.clone()));
                let path = shown(&record.path);
                assert!(new, "seed {seed}: two revisions of {path} in commit {at}");
            }
            if let Some(from) = &record.previous_path {
                assert!(matches!(
                    record.kind,
                    RevisionKind::Renamed | RevisionKind::Merged
                ));
                sources.insert((at, from.clone()));
            }
        }
    }
    let listed = listed(&sandbox, made, &position);
    let foreign: Vec<_> = found.difference(&listed).map(named).collect();
    assert!(
        foreign.is_empty(),
        "seed {seed}: git does not list {foreign:?}"
    );
    // The old path of a rename is no revision of its own, and neither is a text that a merge put together with a name.
    let missing: Vec<_> = listed
        .difference(&found)
        .filter(|touch| !sources.contains(*touch) && !carried(made, touch))
        .map(named)
        .collect();
    assert!(
        missing.is_empty(),
        "seed {seed}: only git lists {missing:?}"
    );
}

fn tell(sandbox: &Sandbox) -> History {
    let repository = sandbox.open();
    let paths = Paths::new([PLANS.to_owned()]).unwrap();
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &paths,
        vocabulary: &Vocabulary::default(),
        changes: true,
    };
    history(&repository, &query, &mut |_| {}).unwrap()
}

/// What git lists for the paths: `-c` shows of a merge what differs from all of its parents. Changes of the mode alone
/// are left out.
fn listed(sandbox: &Sandbox, made: &[Made], position: &impl Fn(&str) -> usize) -> BTreeSet<Touch> {
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
    for line in sandbox.git(&args).lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("commit ") {
            Some(id) => at = position(id),
            None => {
                let path = line.as_bytes().to_vec();
                let now = text(&made[at], &path);
                let parents = &made[at].parents;
                let same = |parent: &usize| text(&made[*parent], &path) == now;
                // A link or a submodule is as little a document as nothing is.
                let nothing = parents.is_empty() && now.is_none();
                if !nothing && !parents.iter().any(same) {
                    touches.insert((at, path));
                }
            }
        }
    }
    touches
}

/// The text of a document in a commit.
fn text<'a>(made: &'a Made, path: &[u8]) -> Option<&'a [u8]> {
    match made.tree.get(path) {
        Some(Entry::File(text) | Entry::Program(text)) => Some(text),
        _ => None,
    }
}

/// True if a merge gave a document the text that it has on one side and the name that it has on another.
fn carried(made: &[Made], (at, path): &Touch) -> bool {
    let merge = &made[*at];
    let Some(now) = text(merge, path) else {
        return false;
    };
    merge
        .parents
        .iter()
        .any(|parent| text(&made[*parent], path).is_some())
        && merge.parents.iter().any(|parent| {
            let mut others = made[*parent].tree.keys().filter(|other| *other != path);
            others.any(|other| text(&made[*parent], other) == Some(now))
        })
}

fn named((at, path): &Touch) -> String {
    format!("commit {at} {}", shown(path))
}

fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

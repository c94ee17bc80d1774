//! Objects that git puts elsewhere while they are read: into other packs, or into a repository that is borrowed from.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use plan_core::template::Vocabulary;
use plan_git::history::{End, Event, Options, PlanHistory, Query, each};
use plan_git::object::ObjectId;
use plan_git::paths::Paths;
use plan_git::repository::{ReadError, Repository};

use crate::histories::{Entry, Made, Tree, import};
use crate::history::plan;
use crate::sandbox::Sandbox;

/// Some commits more, each of which changes one of three plans.
fn grow(sandbox: &Sandbox, numbers: std::ops::Range<i64>) {
    for number in numbers {
        let name = ["a", "b", "c"][usize::try_from(number % 3).unwrap()];
        let text = plan(name, "Draft", &number.to_string());
        sandbox.write(&format!("plans/{name}.md"), &text);
        sandbox.commit(&number.to_string(), 1000 + number);
    }
}

/// A repository whose objects are put away by `prepare` every few commits.
fn repository(prepare: &[&[&str]]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "gc.auto", "0"]);
    for round in 0..3 {
        grow(&sandbox, round * 6..round * 6 + 6);
        for args in prepare {
            sandbox.git(args);
        }
    }
    sandbox
}

fn objects(sandbox: &Sandbox) -> Vec<(ObjectId, String)> {
    let format = "--batch-check=%(objectname) %(objecttype)";
    let listed = sandbox.git(&["cat-file", "--batch-all-objects", format]);
    let object = |line: &str| {
        let (id, kind) = line.split_once(' ').unwrap();
        (id.parse().unwrap(), kind.to_owned())
    };
    listed.lines().map(object).collect()
}

/// The objects that cannot be read, with the reasons.
fn lost(repository: &Repository, objects: &[(ObjectId, String)]) -> Vec<ReadError> {
    let read = |(id, kind): &(ObjectId, String)| match kind.as_str() {
        "commit" => repository.commit(*id).map(drop),
        "tree" => repository.tree(*id).map(drop),
        _ => repository.blob(*id).map(drop),
    };
    objects
        .iter()
        .filter_map(|object| read(object).err())
        .collect()
}

fn packs(root: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(root.join(".git/objects/pack")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "pack"))
        .collect()
}

#[test]
fn objects_are_found_again_after_they_were_packed_anew() {
    let packed: &[&[&str]] = &[&["repack", "-dq"]];
    let indexed: &[&[&str]] = &[&["repack", "-dq"], &["multi-pack-index", "write"]];
    let anew: [&[&[&str]]; 3] = [
        &[&["repack", "-adq"], &["prune-packed"]],
        &[&["gc", "-q", "--prune=now"]],
        &[
            &["repack", "-dq"],
            &["multi-pack-index", "write"],
            &["multi-pack-index", "repack"],
            &["multi-pack-index", "expire"],
        ],
    ];
    for prepare in [&[], packed, indexed] {
        for then in anew {
            for borrowed in [false, true] {
                let sandbox = repository(prepare);
                let url = sandbox.root().display().to_string();
                let args = ["clone", "-q", "--shared", "--bare", &url, "b.git"];
                sandbox.git_in(sandbox.base(), &args);
                let place = if borrowed { "b.git" } else { "r" };
                let repository = sandbox.open_at(&sandbox.base().join(place)).unwrap();
                let (before, known) = (packs(&sandbox.root()), objects(&sandbox));
                // One that is read makes libgit2 open what it has.
                assert!(lost(&repository, &known[..1]).is_empty());
                grow(&sandbox, 18..20);
                for args in then {
                    sandbox.git(args);
                }
                let case = format!("{prepare:?} {then:?} {borrowed}");
                let kept: Vec<_> = before.iter().filter(|pack| pack.exists()).collect();
                assert!(kept.is_empty(), "{case}: {kept:?}");
                assert!(packs(&sandbox.root()).len() == 1, "{case}");
                let lost = lost(&repository, &objects(&sandbox));
                assert!(lost.is_empty(), "{case}: {lost:?}");
            }
        }
    }
}

#[test]
fn objects_that_went_to_another_repository_are_found_there() {
    let sandbox = repository(&[&["repack", "-dq"]]);
    let known = objects(&sandbox);
    let repository = sandbox.open();
    assert!(lost(&repository, &known[..1]).is_empty());
    // As a hoster does it, who keeps what forks share in one place.
    let url = sandbox.root().display().to_string();
    sandbox.git_in(
        sandbox.base(),
        &["clone", "-q", "--bare", "--no-local", &url, "pool.git"],
    );
    let pool = sandbox.base().join("pool.git/objects");
    let alternates = sandbox.root().join(".git/objects/info/alternates");
    fs::write(alternates, format!("{}\n", pool.display())).unwrap();
    sandbox.git(&["repack", "-adlq"]);
    assert!(packs(&sandbox.root()).is_empty());

    let lost = lost(&repository, &known);
    assert!(lost.is_empty(), "{lost:?}");
    assert_eq!(repository.times_reopened(), 1);
    let size = repository.blob_size(known.iter().find(|(_, kind)| kind == "blob").unwrap().0);
    assert!(size.unwrap() > 0);
}

/// A history that some threads tell, while `meanwhile` happens at the first news of each kind.
fn told_while(
    repository: &Repository,
    threads: usize,
    meanwhile: &mut dyn FnMut(&str),
) -> (Vec<PlanHistory>, End) {
    let options = Options {
        threads: NonZeroUsize::new(threads),
        ..Options::default()
    };
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &Paths::new(["plans/*.md".to_owned()]).unwrap(),
        vocabulary: &Vocabulary::default(),
        changes: true,
    };
    let mut plans = Vec::new();
    let mut seen = BTreeSet::new();
    let end = each(repository, &query, &options, &mut |event| {
        let kind = match &event {
            Event::Walked { .. } => "walked",
            Event::Found { .. } => "found",
            Event::Revision(_) => "revision",
            _ => "other",
        };
        if seen.insert(kind) {
            meanwhile(kind);
        }
        if let Event::Told(plan) = event {
            plans.push(*plan);
        }
        ControlFlow::Continue(())
    });
    (plans, end.unwrap())
}

#[test]
fn a_walk_goes_on_while_git_collects_its_garbage() {
    let graph: &[&str] = &["commit-graph", "write", "--reachable", "--changed-paths"];
    for with_graph in [false, true] {
        let sandbox = repository(&[&["repack", "-dq"]]);
        if with_graph {
            sandbox.git(graph);
        }
        let (expected, end) = told_while(&sandbox.open(), 1, &mut |_| {});
        assert!(end.complete, "{:?}", end.notes);
        for threads in [1, 3] {
            let (told, end) = told_while(&sandbox.open(), threads, &mut |kind| {
                // Each time other packs, and another commit-graph.
                sandbox.git(&["commit", "-q", "--allow-empty", "-m", kind]);
                sandbox.git(&["repack", "-adq"]);
                if with_graph {
                    sandbox.git(graph);
                }
            });
            assert!(end.complete, "{:?}", end.notes);
            assert_eq!(format!("{told:?}"), format!("{expected:?}"));
        }
    }
}

/// A clone without any file of a history with `count` plans.
fn without_blobs(count: usize) -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new();
    let file = |number: usize| {
        let text = plan(&number.to_string(), "Draft", "x");
        let path = format!("plans/{number}.md");
        (path.into_bytes(), Entry::File(text.into_bytes()))
    };
    let made = Made {
        subject: "all".to_owned(),
        parents: Vec::new(),
        seconds: 1_700_000_000,
        tree: (0..count).map(file).collect::<Tree>(),
    };
    import(&sandbox, &[made]);
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", sandbox.root().display());
    let args = [
        "clone",
        "-q",
        "--bare",
        "--filter=blob:none",
        &url,
        "part.git",
    ];
    sandbox.git_in(sandbox.base(), &args);
    let part = sandbox.base().join("part.git");
    (sandbox, part)
}

#[test]
fn what_is_missing_for_good_is_looked_for_again_once_and_never_fetched() {
    let (sandbox, part) = without_blobs(3000);
    let missing = "3000 versions are not known, since the file is missing from this copy";
    for threads in [1, 3] {
        let repository = sandbox.open_at(&part).unwrap();
        let (plans, end) = told_while(&repository, threads, &mut |_| {});
        assert!(!end.complete);
        assert_eq!(end.notes.len(), 2, "{:?}", end.notes);
        assert!(end.notes[0].starts_with(missing), "{:?}", end.notes);
        assert_eq!(plans.len(), 3000);
        // By each thread that reads, and by the one that asks.
        let times = repository.times_reopened();
        assert!((1..=threads + 1).contains(&times), "{times}");
        assert!(threads > 1 || times == 1, "{times}");
    }
    let args = ["cat-file", "--batch-all-objects", "--batch-check"];
    let here = sandbox.git_in(&part, &args);
    assert_eq!(here.lines().count(), 3, "a commit and two trees");

    // Only other packs are a reason to look again.
    let repository = sandbox.open_at(&part).unwrap();
    let lost: ObjectId = sandbox
        .git(&["rev-parse", "HEAD:plans/7.md"])
        .parse()
        .unwrap();
    for _ in 0..2 {
        let read = repository.blob(lost);
        assert!(matches!(read, Err(ReadError::Missing { .. })));
    }
    assert_eq!(repository.times_reopened(), 1);
    sandbox.git_in(&part, &["cat-file", "blob", &lost.to_string()]);
    assert!(repository.blob(lost).is_ok());
}

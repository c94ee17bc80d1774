//! Versions that several threads read and compare are told as one thread tells them.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use plan_core::template::Vocabulary;
use plan_git::cache::Place;
use plan_git::history::{Cost, End, Event, Options, Query, each};
use plan_git::paths::Paths;
use plan_git::repository::Repository;

use crate::histories::import;
use crate::histories::random::{PLANS, commits};
use crate::history::plan;
use crate::sandbox::Sandbox;

fn with(threads: usize) -> Options {
    Options {
        threads: NonZeroUsize::new(threads),
        ..Options::default()
    }
}

/// Hears everything, or until `enough` events.
fn heard(repository: &Repository, options: &Options, enough: usize) -> (String, End) {
    let paths = Paths::new([PLANS.to_owned()]).unwrap();
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &paths,
        vocabulary: &Vocabulary::default(),
        changes: true,
    };
    let mut out = String::new();
    let mut count = 0;
    let end = each(repository, &query, options, &mut |event| {
        if let Event::Revision(record) = &event {
            let (id, path) = (record.commit.id, record.path.escape_ascii());
            writeln!(out, "{id} {path} {:?}", record.kind).unwrap();
            for change in &record.changes {
                let (kind, at, to) = (change.kind, &change.at, &change.to);
                writeln!(out, "  {kind:?} {at} {to:?} {}", change.summary()).unwrap();
            }
        }
        if let Event::Told(plan) = &event {
            writeln!(
                out,
                "{:?} {:?} {:?}",
                plan.title, plan.status, plan.transitions
            )
            .unwrap();
        }
        count += 1;
        if count == enough {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let end = end.unwrap();
    writeln!(out, "{} {:?}", end.complete, end.notes).unwrap();
    (out, end)
}

fn all(repository: &Repository, options: &Options) -> (String, Cost) {
    let (told, end) = heard(repository, options, usize::MAX);
    (told, end.cost)
}

/// Forty versions of each of three plans.
fn long() -> Sandbox {
    let s = Sandbox::new();
    for round in 0..40 {
        for name in ["a", "b", "c"] {
            let text = plan(name, "Draft", &format!("round {round} of {name}"));
            s.write(&format!("plans/{name}.md"), &text);
        }
        s.commit(&format!("{round}"), 1000 + round);
    }
    s
}

#[test]
fn each_blob_is_read_once() {
    let s = long();
    let repository = s.open();
    let (alone, cost) = all(&repository, &with(1));
    assert_eq!(cost.blobs_read, 3 * 40);
    for threads in [2, 3, 8] {
        let (told, cost) = all(&repository, &with(threads));
        assert_eq!(told, alone, "{threads}");
        assert_eq!(cost.blobs_read, 3 * 40, "{threads}");
    }
    assert_eq!(all(&repository, &Options::default()).0, alone);
}

#[test]
fn random_histories_are_told_alike() {
    let cases = std::env::var("PLAN_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(10);
    let mut most = 0;
    for seed in 500..500 + cases {
        let s = Sandbox::new();
        import(&s, &commits(seed, 60));
        let repository = s.open();
        let (alone, cost) = all(&repository, &with(1));
        most = most.max(cost.blobs_read);
        assert_eq!(all(&repository, &with(4)).0, alone, "seed {seed}");
        // What one kept, the other takes.
        let place = Place::of(&repository);
        for threads in [4, 1] {
            let options = Options {
                cache: Some(place.clone()),
                ..with(threads)
            };
            for _ in 0..2 {
                assert_eq!(all(&repository, &options).0, alone, "seed {seed}, kept");
            }
            place.clear().unwrap();
        }
    }
    assert!(most > 30, "{most}");
}

#[test]
fn what_cannot_be_read_is_noted_alike() {
    let s = long();
    fs::write(s.root().join("plans/a.md"), b"\xff\xfe\xff").unwrap();
    s.commit("no text", 2000);
    s.write("plans/a.md", &plan("a", "Ready", "back again"));
    s.commit("back", 2001);
    let blob = s.git(&["rev-parse", "HEAD~20:plans/b.md"]);
    let object = format!(".git/objects/{}/{}", &blob[..2], &blob[2..]);
    fs::remove_file(s.root().join(object)).unwrap();
    let repository = s.open();
    let (alone, _) = all(&repository, &with(1));
    assert!(
        alone.contains("not UTF-8") && alone.contains("missing"),
        "{alone}"
    );
    assert_eq!(all(&repository, &with(4)).0, alone);
}

#[test]
fn whoever_has_heard_enough_makes_the_others_stop() {
    let s = long();
    let repository = s.open();
    // The commits, what was found, that a plan begins, and its first revision.
    let (told, end) = heard(&repository, &with(2), 4);
    assert!(end.broken_off);
    assert_eq!(
        told.lines().filter(|line| line.contains(".md ")).count(),
        1,
        "{told}"
    );
    // No more than what may wait.
    assert!(end.cost.blobs_read <= 65 + 2, "{:?}", end.cost);
}

//! What was followed up to one commit is kept, and goes on when commits come on top of it. It makes no difference in what is
//! told.

use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;

use plan_core::template::Vocabulary;
use plan_git::cache::Place;
use plan_git::config::{Cut, LineageConfig};
use plan_git::history::{Cost, Options, Walk};
use plan_git::object::ObjectId;
use plan_git::paths::Paths;
use plan_git::repository::Repository;

use crate::histories::import;
use crate::histories::random::{PLANS, commits};
use crate::history::plan;
use crate::sandbox::Sandbox;

/// Everything that a walk tells without reading what the documents say, and what it took.
fn told(repository: &Repository, tip: ObjectId, options: &Options) -> (String, Cost) {
    let paths = Paths::new([PLANS.to_owned()]).unwrap();
    let mut walk = Walk::with(repository, tip, &paths, &Vocabulary::default(), options).unwrap();
    let all = |walk: &Walk<'_>| (0..walk.documents().len()).collect::<Vec<_>>();
    while walk.reach_back(&all(&walk)).unwrap() {}
    let mut out = String::new();
    let chosen = all(&walk);
    let told = walk.stream(&chosen, false, &mut |event| {
        writeln!(out, "{event:?}").unwrap();
        ControlFlow::Continue(())
    });
    assert!(told.unwrap().is_continue());
    writeln!(out, "{} {:?}", walk.is_complete(), walk.notes()).unwrap();
    (out, walk.cost())
}

fn kept(place: &Place) -> Options {
    Options {
        cache: Some(place.clone()),
        ..Options::default()
    }
}

/// Tells with and without what was kept, which is the same, and says what it took with it.
fn with(repository: &Repository, place: &Place) -> Cost {
    let tip = repository.head().unwrap().unwrap();
    let (warm, cost) = told(repository, tip, &kept(place));
    assert_eq!(warm, told(repository, tip, &Options::default()).0);
    cost
}

/// Two plans, one of them renamed, and a side that was merged.
fn history() -> Sandbox {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("A", "Draft", "first words of a"));
    s.write("plans/b.md", &plan("B", "Draft", "first words of b"));
    s.commit("one", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &plan("A", "Draft", "words of the side"));
    s.commit("side", 1001);
    s.git(&["checkout", "-q", "main"]);
    s.git(&["mv", "plans/b.md", "plans/c.md"]);
    s.commit("main", 1002);
    s.git_with(&s.root(), &["merge", "-q", "--no-edit", "side"], 1003, b"");
    s
}

#[test]
fn the_same_commit_is_not_walked_again() {
    let s = history();
    let repository = s.open();
    let place = Place::of(&repository);
    assert_eq!(with(&repository, &place).commits, 4);
    let cost = with(&repository, &place);
    // Four are told of.
    assert_eq!(
        (cost.commits, cost.commits_read, cost.trees_read),
        (0, 3, 0)
    );
}

#[test]
fn commits_on_top_cost_what_they_bring() {
    let s = history();
    let repository = s.open();
    let place = Place::of(&repository);
    with(&repository, &place);
    s.write("plans/a.md", &plan("A", "Ready", "words of the side"));
    s.commit("two", 2000);
    let cost = with(&repository, &place);
    // The new one and the one before it; four are told of. Root and folder of both.
    assert_eq!(
        (cost.commits, cost.commits_read, cost.trees_read),
        (1, 2 + 4, 4)
    );

    // A branch that begins there, and is merged.
    s.git(&["checkout", "-q", "-b", "other"]);
    s.write("plans/a.md", &plan("A", "Ready", "words of another"));
    s.commit("other", 2001);
    s.git(&["checkout", "-q", "main"]);
    s.git(&["mv", "plans/c.md", "plans/d.md"]);
    s.commit("more", 2002);
    s.git_with(&s.root(), &["merge", "-q", "--no-edit", "other"], 2003, b"");
    assert_eq!(with(&repository, &place).commits, 3);
    assert_eq!(with(&repository, &place).commits, 0);
}

#[test]
fn what_does_not_come_on_top_is_walked_whole() {
    let s = history();
    let repository = s.open();
    let place = Place::of(&repository);
    with(&repository, &place);
    // A branch that began before.
    s.git(&["checkout", "-q", "-b", "old", "HEAD~1"]);
    s.write("plans/a.md", &plan("A", "Ready", "first words of a"));
    s.commit("old", 2000);
    assert_eq!(with(&repository, &place).commits, 3);
    // Now both are known.
    s.git(&["checkout", "-q", "main"]);
    assert_eq!(with(&repository, &place).commits, 0);
    s.git_with(
        &s.root(),
        &["merge", "-q", "--no-edit", "-X", "ours", "old"],
        2001,
        b"",
    );
    assert_eq!(with(&repository, &place).commits, 6);
    // The commit that was walked to is not on the main line.
    s.git(&["checkout", "-q", "-b", "aside", "old"]);
    s.commit("empty", 2002);
    with(&repository, &place);
    s.git(&["checkout", "-q", "main"]);
    s.git_with(&s.root(), &["merge", "-q", "--no-edit", "aside"], 2003, b"");
    assert_eq!(with(&repository, &place).commits, 8);
    // Another root.
    s.git(&["checkout", "-q", "--orphan", "fresh"]);
    s.commit("fresh", 2004);
    assert_eq!(with(&repository, &place).commits, 1);
}

#[test]
fn branches_that_somebody_goes_back_and_forth_between_are_all_known() {
    let s = history();
    let repository = s.open();
    let place = Place::of(&repository);
    for branch in ["x", "y", "z", "w"] {
        s.git(&["checkout", "-q", "-b", branch, "main"]);
        s.write("plans/a.md", &plan("A", "Ready", branch));
        s.commit(branch, 2000);
        with(&repository, &place);
    }
    for branch in ["x", "y", "z", "w"] {
        s.git(&["checkout", "-q", branch]);
        assert_eq!(with(&repository, &place).commits, 0, "{branch}");
    }
}

#[test]
fn what_the_walk_depends_on_has_walks_of_its_own() {
    let s = history();
    let repository = s.open();
    let place = Place::of(&repository);
    with(&repository, &place);
    let tip = repository.head().unwrap().unwrap();
    let line = Options {
        first_parent: true,
        ..kept(&place)
    };
    assert_eq!(told(&repository, tip, &line).1.commits, 3);
    assert_eq!(told(&repository, tip, &line).1.commits, 0);
    // Pins and cuts are looked up among all commits.
    let cut = Options {
        lineage: LineageConfig {
            cuts: vec![Cut {
                path: "plans/c.md".to_owned(),
                commit: s.git(&["rev-parse", "HEAD~1"]),
            }],
            ..LineageConfig::default()
        },
        ..kept(&place)
    };
    let (answer, cost) = told(&repository, tip, &cut);
    assert_eq!(cost.commits, 4);
    assert!(!answer.contains("Renamed"), "{answer}");
    // A graft that cuts history.
    fs::create_dir_all(s.root().join(".git/info")).unwrap();
    fs::write(s.root().join(".git/info/grafts"), format!("{tip}\n")).unwrap();
    assert_eq!(with(&s.open(), &place).commits, 1);
}

#[test]
fn where_documents_came_from_is_known_too() {
    let s = Sandbox::new();
    s.write("notes/a.md", &plan("A", "Draft", "words"));
    s.write("other.txt", "x");
    s.commit("one", 1000);
    fs::create_dir_all(s.root().join("plans")).unwrap();
    s.git(&["mv", "notes/a.md", "plans/a.md"]);
    s.commit("two", 1001);
    let repository = s.open();
    let place = Place::of(&repository);
    assert!(with(&repository, &place).trees_read > 0);
    let cost = with(&repository, &place);
    assert_eq!(
        (cost.commits, cost.trees_read, cost.commits_read),
        (0, 0, 2)
    );
    // And of those that come later.
    s.write("notes/b.md", &plan("B", "Draft", "other words"));
    s.commit("three", 1002);
    s.git(&["mv", "notes/b.md", "plans/b.md"]);
    s.commit("four", 1003);
    with(&repository, &place);
    let cost = with(&repository, &place);
    assert_eq!((cost.commits, cost.trees_read), (0, 0));
}

#[test]
fn random_histories_that_grow_are_told_alike_with_and_without() {
    let cases = std::env::var("PLAN_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(8);
    for seed in 1000..1000 + cases {
        let s = Sandbox::new();
        let made = import(&s, &commits(seed, 40));
        let repository = s.open();
        let place = Place::of(&repository);
        let mut saved = 0;
        for tip in made {
            for first_parent in [false, true] {
                let options = Options {
                    first_parent,
                    ..kept(&place)
                };
                let plain = Options {
                    cache: None,
                    ..options.clone()
                };
                let (cold, cost) = told(&repository, tip, &plain);
                let (warm, less) = told(&repository, tip, &options);
                assert_eq!(warm, cold, "seed {seed}, {tip}, {first_parent}");
                saved += usize::from(less.commits < cost.commits);
            }
        }
        assert!(saved > 5, "seed {seed}: {saved}");
    }
}

#[test]
fn a_walk_that_did_not_come_to_its_end_is_not_kept() {
    let s = history();
    let repository = s.open();
    let place = Place::of(&repository);
    let tip = repository.head().unwrap().unwrap();
    let paths = Paths::new([PLANS.to_owned()]).unwrap();
    let words = Vocabulary::default();
    let walk = |repository: &Repository, enough: bool| {
        let on = &mut |_| match enough {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let walk = Walk::heard(repository, tip, &paths, &words, &kept(&place), on);
        walk.map(|walk| walk.is_break())
    };
    assert!(walk(&repository, true).unwrap());

    let lost = s.git(&["rev-parse", "HEAD~1"]);
    let (folder, rest) = lost.split_at(2);
    let lost = s.root().join(".git/objects").join(folder).join(rest);
    let aside = s.base().join("aside");
    fs::rename(&lost, &aside).unwrap();
    for _ in 0..2 {
        assert!(walk(&s.open(), false).is_err());
    }
    fs::rename(&aside, &lost).unwrap();
    assert_eq!(with(&repository, &place).commits, 4);
    assert_eq!(with(&repository, &place).commits, 0);
}

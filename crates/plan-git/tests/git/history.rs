//! Lineage, revisions and transitions against truth written by hand. Every commit is named by its subject.

use std::collections::HashMap;

use plan_core::Kind;
use plan_core::template::{TEMPLATE, Vocabulary};
use plan_git::config::{ConfigSource, load};
use plan_git::history::{History, Options, Query, Walk, history_with};
use plan_git::object::ObjectId;
use plan_git::paths::Paths;

use crate::sandbox::Sandbox;

pub fn plan(title: &str, status: &str, extra: &str) -> String {
    format!(
        "# Implementation Plan: {title}\n\n**Status**: {status}\n\n## Overview\n\n**Goal**: make {title} work for everyone who needs {title}\n\n## Notes\n\n{extra}\n"
    )
}

pub fn ask(sandbox: &Sandbox, changes: bool) -> History {
    ask_with(sandbox, changes, &Vocabulary::default())
}

pub fn ask_with(sandbox: &Sandbox, changes: bool, vocabulary: &Vocabulary) -> History {
    ask_as(sandbox, changes, vocabulary, &Options::default())
}

/// Returns the first-parent history with its changes.
pub fn ask_first_parent(sandbox: &Sandbox, options: &Options) -> History {
    let options = Options {
        first_parent: true,
        ..options.clone()
    };
    ask_as(sandbox, true, &Vocabulary::default(), &options)
}

fn ask_as(sandbox: &Sandbox, changes: bool, vocabulary: &Vocabulary, options: &Options) -> History {
    let repository = sandbox.open();
    let paths = Paths::new(["plans/*.md".to_owned()]).unwrap();
    let tip = repository.head().unwrap().unwrap();
    let query = Query {
        tip,
        paths: &paths,
        vocabulary,
        changes,
    };
    history_with(&repository, &query, options, &mut |_| {}).unwrap()
}

/// Each plan: its path, its revisions (`subject kind path`), and its transitions (`from>to subject`, `@subject` where it
/// landed elsewhere).
#[track_caller]
fn check(sandbox: &Sandbox, expected: &[(&str, &[&str], &[&str])]) {
    let told = ask(sandbox, true);
    let text = |path: &[u8]| String::from_utf8(path.to_vec()).unwrap();
    let mut subjects: HashMap<ObjectId, String> = HashMap::new();
    for line in sandbox.git(&["log", "--format=%H %s"]).lines() {
        let (id, subject) = line.split_once(' ').unwrap();
        subjects.insert(id.parse().unwrap(), subject.to_owned());
    }
    let mut found = Vec::new();
    for plan in &told.plans {
        let revisions: Vec<String> = plan
            .revisions
            .iter()
            .map(|record| {
                let kind = format!("{:?}", record.kind).to_lowercase();
                let from = record
                    .previous_path
                    .as_ref()
                    .map(|from| format!(" from {}", text(from)));
                format!(
                    "{} {kind} {}{}",
                    record.commit.subject,
                    text(&record.path),
                    from.unwrap_or_default()
                )
            })
            .collect();
        let transitions: Vec<String> = plan
            .transitions
            .iter()
            .map(|transition| {
                let from = transition
                    .from
                    .as_ref()
                    .map_or("-", |from| from.text.as_str());
                let landed = transition.landed.map(|id| format!("@{}", subjects[&id]));
                format!(
                    "{from}>{} {}{}",
                    transition.to.text,
                    transition.commit.subject,
                    landed.unwrap_or_default()
                )
            })
            .collect();
        let path = if plan.alive {
            text(&plan.path)
        } else {
            format!("({})", text(&plan.path))
        };
        found.push((path, revisions, transitions));
    }
    let expected: Vec<_> = expected
        .iter()
        .map(|(path, revisions, transitions)| {
            let own = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
            (path.to_string(), own(revisions), own(transitions))
        })
        .collect();
    assert_eq!(found, expected);
    // Asked without changes, lineage is the same.
    let bare = ask(sandbox, false);
    let ids = |told: &History| -> Vec<_> {
        told.plans
            .iter()
            .map(|plan| {
                plan.revisions
                    .iter()
                    .map(|record| (record.commit.id, record.kind))
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    assert_eq!(ids(&bare), ids(&told));
}

/// Merges `branch`, leaving the given files as the result, whatever the sides say.
fn merge(
    sandbox: &Sandbox,
    branches: &[&str],
    message: &str,
    seconds: i64,
    files: &[(&str, Option<&str>)],
) {
    let mut args = vec!["merge", "-q", "--no-commit", "--no-ff", "-s", "ours"];
    args.extend(branches);
    sandbox.git(&args);
    for (path, content) in files {
        match content {
            Some(content) => sandbox.write(path, content),
            None => std::fs::remove_file(sandbox.root().join(path)).unwrap(),
        }
    }
    sandbox.commit(message, seconds);
}

#[test]
fn a_line_of_commits() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("one", 1000);
    s.write("other.txt", "x");
    s.commit("two", 2000);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("three", 3000);
    s.write("plans/a.md", &plan("a", "Ready", "y"));
    s.commit("four", 4000);
    check(
        &s,
        &[(
            "plans/a.md",
            &[
                "one created plans/a.md",
                "three modified plans/a.md",
                "four modified plans/a.md",
            ],
            &["->Draft one", "Draft>Ready three"],
        )],
    );
    let told = ask(&s, true);
    assert_eq!((told.complete, told.cost.commits), (true, 4));
    let seconds: Vec<_> = told.plans[0]
        .transitions
        .iter()
        .map(|transition| transition.seconds)
        .collect();
    assert_eq!(seconds, [Some(2000), None]);
    let kinds: Vec<_> = told.plans[0].revisions[1]
        .changes
        .iter()
        .map(|change| change.summary())
        .collect();
    assert_eq!(kinds, ["Status: Draft -> Ready"]);
}

#[test]
fn time_runs_backwards_in_clocks_that_lie() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("one", 5000);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("two", 1000);
    check(
        &s,
        &[(
            "plans/a.md",
            &["one created plans/a.md", "two modified plans/a.md"],
            &["->Draft one", "Draft>Ready two"],
        )],
    );
    assert_eq!(ask(&s, true).plans[0].transitions[0].seconds, Some(0));
}

#[test]
fn a_status_set_while_resolving_a_merge() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("base", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("side", 2000);
    s.git(&["checkout", "-q", "main"]);
    s.write("plans/a.md", &plan("a", "In Progress", "x"));
    s.commit("main", 3000);
    merge(
        &s,
        &["side"],
        "merge",
        4000,
        &[("plans/a.md", Some(&plan("a", "Completed", "x")))],
    );
    check(
        &s,
        &[(
            "plans/a.md",
            &[
                "base created plans/a.md",
                "side modified plans/a.md",
                "main modified plans/a.md",
                "merge merged plans/a.md",
            ],
            &[
                "->Draft base",
                "Draft>Ready side@merge",
                "Draft>In Progress main",
                "In Progress>Completed merge",
            ],
        )],
    );
}

#[test]
fn a_merge_that_takes_one_side_is_no_revision() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("base", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("side", 2000);
    s.git(&["checkout", "-q", "main"]);
    s.write("other.txt", "x");
    s.commit("main", 3000);
    s.git_with(
        &s.root(),
        &["merge", "-q", "--no-ff", "-m", "merge", "side"],
        4000,
        b"",
    );
    s.write("plans/a.md", &plan("a", "Completed", "x"));
    s.commit("after", 5000);
    check(
        &s,
        &[(
            "plans/a.md",
            &[
                "base created plans/a.md",
                "side modified plans/a.md",
                "after modified plans/a.md",
            ],
            &[
                "->Draft base",
                "Draft>Ready side@merge",
                "Ready>Completed after",
            ],
        )],
    );
    // Ready counts from the merge on.
    assert_eq!(ask(&s, true).plans[0].transitions[1].seconds, Some(1000));
}

#[test]
fn a_rename_on_one_side_and_a_change_on_the_other() {
    // Both parent orders: the side that renames is merged, or merges.
    for renaming_side_first in [false, true] {
        let s = Sandbox::new();
        s.write("plans/a.md", &plan("a", "Draft", "x"));
        s.commit("base", 1000);
        s.git(&["checkout", "-q", "-b", "side"]);
        s.git(&["mv", "plans/a.md", "plans/b.md"]);
        s.commit("rename", 2000);
        s.git(&["checkout", "-q", "main"]);
        s.write("plans/a.md", &plan("a", "Ready", "x"));
        s.commit("ready", 3000);
        let into = if renaming_side_first {
            ["side", "main"]
        } else {
            ["main", "side"]
        };
        s.git(&["checkout", "-q", into[0]]);
        s.git_with(
            &s.root(),
            &["merge", "-q", "-m", "merge", into[1]],
            4000,
            b"",
        );
        let ready = if renaming_side_first {
            "Draft>Ready ready@merge"
        } else {
            "Draft>Ready ready"
        };
        check(
            &s,
            &[(
                "plans/b.md",
                &[
                    "base created plans/a.md",
                    "rename renamed plans/b.md from plans/a.md",
                    "ready modified plans/a.md",
                ],
                &["->Draft base", ready],
            )],
        );
    }
}

#[test]
fn a_rename_with_a_change_carries_its_transition() {
    let s = Sandbox::new();
    s.write(
        "plans/0000-cache.md",
        &plan("cache", "Draft", "some words that stay the same"),
    );
    s.commit("one", 1000);
    std::fs::remove_file(s.root().join("plans/0000-cache.md")).unwrap();
    s.write(
        "plans/0270-cache.md",
        &plan("cache", "Ready", "some words that stay the same"),
    );
    s.commit("two", 2000);
    check(
        &s,
        &[(
            "plans/0270-cache.md",
            &[
                "one created plans/0000-cache.md",
                "two renamed plans/0270-cache.md from plans/0000-cache.md",
            ],
            &["->Draft one", "Draft>Ready two"],
        )],
    );
    let told = ask(&s, true);
    let record = &told.plans[0].revisions[1];
    assert!(record.confidence.unwrap() > 0.5 && record.confidence.unwrap() < 1.0);
    let told: Vec<_> = record
        .changes
        .iter()
        .map(|change| change.summary())
        .collect();
    assert_eq!(
        told,
        ["Status: Draft -> Ready", "Renamed from plans/0000-cache.md"]
    );
}

#[test]
fn two_plans_from_one_template_are_two_plans() {
    let filled = |title: &str, goal: &str| {
        TEMPLATE
            .replace("{Feature/Project Name}", title)
            .replace("Draft | Ready | In Progress | Completed", "Draft")
            .replace("One sentence describing what we're building and why", goal)
    };
    let s = Sandbox::new();
    s.write(
        "plans/cache.md",
        &filled("Metrics cache", "Make the dashboard fast"),
    );
    s.commit("one", 1000);
    std::fs::remove_file(s.root().join("plans/cache.md")).unwrap();
    s.write(
        "plans/login.md",
        &filled("Login by key", "Let people in with hardware"),
    );
    s.commit("two", 2000);
    check(
        &s,
        &[
            (
                "(plans/cache.md)",
                &["one created plans/cache.md", "two deleted plans/cache.md"],
                &["->Draft one"],
            ),
            (
                "plans/login.md",
                &["two created plans/login.md"],
                &["->Draft two"],
            ),
        ],
    );
}

#[test]
fn a_copy_of_a_living_plan_is_a_new_plan() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("one", 1000);
    s.write("plans/b.md", &plan("a", "Ready", "x"));
    s.commit("copy", 2000);
    check(
        &s,
        &[
            ("plans/a.md", &["one created plans/a.md"], &["->Ready one"]),
            (
                "plans/b.md",
                &["copy created plans/b.md"],
                &["->Ready copy"],
            ),
        ],
    );
}

#[test]
fn two_plans_that_exchange_their_names() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("first", "Draft", "x"));
    s.write("plans/b.md", &plan("second", "Ready", "y"));
    s.commit("one", 1000);
    s.write("plans/a.md", &plan("second", "Ready", "y"));
    s.write("plans/b.md", &plan("first", "Draft", "x"));
    s.commit("swap", 2000);
    check(
        &s,
        &[
            (
                "plans/a.md",
                &[
                    "one created plans/b.md",
                    "swap renamed plans/a.md from plans/b.md",
                ],
                &["->Ready one"],
            ),
            (
                "plans/b.md",
                &[
                    "one created plans/a.md",
                    "swap renamed plans/b.md from plans/a.md",
                ],
                &["->Draft one"],
            ),
        ],
    );
}

#[test]
fn a_plan_moves_and_another_takes_its_place() {
    let s = Sandbox::new();
    s.write(
        "plans/a.md",
        &plan("first", "Draft", "a long text about the first thing"),
    );
    s.commit("one", 1000);
    s.git(&["mv", "plans/a.md", "plans/old.md"]);
    s.commit("move", 2000);
    s.write(
        "plans/a.md",
        &plan("second", "Ready", "words of another kind"),
    );
    s.commit("new", 3000);
    check(
        &s,
        &[
            ("plans/a.md", &["new created plans/a.md"], &["->Ready new"]),
            (
                "plans/old.md",
                &[
                    "one created plans/a.md",
                    "move renamed plans/old.md from plans/a.md",
                ],
                &["->Draft one"],
            ),
        ],
    );
}

#[test]
fn deleted_and_restored() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("one", 1000);
    s.git(&["rm", "-q", "plans/a.md"]);
    s.commit("gone", 2000);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("back", 3000);
    check(
        &s,
        &[(
            "plans/a.md",
            &[
                "one created plans/a.md",
                "gone deleted plans/a.md",
                "back restored plans/a.md",
            ],
            &["->Ready one"],
        )],
    );
}

#[test]
fn deleted_on_a_side_that_was_merged() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.write("keep", "x");
    s.commit("base", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.git(&["rm", "-q", "plans/a.md"]);
    s.commit("gone", 2000);
    s.git(&["checkout", "-q", "main"]);
    s.write("keep", "y");
    s.commit("main", 3000);
    s.git_with(
        &s.root(),
        &["merge", "-q", "-m", "merge", "side"],
        4000,
        b"",
    );
    check(
        &s,
        &[(
            "(plans/a.md)",
            &["base created plans/a.md", "gone deleted plans/a.md"],
            &["->Ready base"],
        )],
    );
}

#[test]
fn an_octopus_is_no_special_case() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("base", 1000);
    for (number, side) in ["b", "c"].iter().enumerate() {
        s.git(&["checkout", "-q", "-b", side, "main"]);
        s.write(
            &format!("plans/{side}.md"),
            &plan(&format!("plan {side}"), "Draft", side),
        );
        s.commit(side, 2000 + i64::try_from(number).unwrap());
    }
    s.git(&["checkout", "-q", "main"]);
    let files = [
        ("plans/a.md", Some(plan("a", "Ready", "x"))),
        ("plans/b.md", Some(plan("plan b", "Draft", "b"))),
        ("plans/c.md", Some(plan("plan c", "Draft", "c"))),
    ];
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (*path, text.as_deref()))
        .collect();
    merge(&s, &["b", "c"], "merge", 4000, &files);
    check(
        &s,
        &[
            (
                "plans/a.md",
                &["base created plans/a.md", "merge merged plans/a.md"],
                &["->Draft base", "Draft>Ready merge"],
            ),
            (
                "plans/b.md",
                &["b created plans/b.md"],
                &["->Draft b@merge"],
            ),
            (
                "plans/c.md",
                &["c created plans/c.md"],
                &["->Draft c@merge"],
            ),
        ],
    );
}

#[test]
fn the_same_path_written_on_both_sides_becomes_one_plan() {
    let s = Sandbox::new();
    s.write("x", "x");
    s.commit("base", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &plan("a", "Draft", "from the side"));
    s.commit("side", 2000);
    s.git(&["checkout", "-q", "main"]);
    s.write("plans/a.md", &plan("a", "Ready", "from main"));
    s.commit("main", 3000);
    merge(
        &s,
        &["side"],
        "merge",
        4000,
        &[("plans/a.md", Some(&plan("a", "Ready", "from both")))],
    );
    check(
        &s,
        &[(
            "plans/a.md",
            &[
                "side created plans/a.md",
                "main created plans/a.md",
                "merge merged plans/a.md",
            ],
            &["->Ready main"],
        )],
    );
}

#[test]
fn a_status_that_a_merge_threw_away_never_took_effect() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("base", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &plan("a", "Completed", "x"));
    s.commit("side", 3000);
    s.git(&["checkout", "-q", "main"]);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("main", 2000);
    merge(&s, &["side"], "ours", 4000, &[]);
    check(
        &s,
        &[(
            "plans/a.md",
            &[
                "base created plans/a.md",
                "main modified plans/a.md",
                "side modified plans/a.md",
            ],
            &["->Draft base", "Draft>Ready main"],
        )],
    );
    let told = ask(&s, true);
    assert_eq!(told.plans[0].status.as_ref().unwrap().text, "Ready");
}

#[test]
fn a_status_that_both_sides_set_was_set_once() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("base", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &plan("a", "Ready", "from the side"));
    s.commit("side", 2000);
    s.git(&["checkout", "-q", "main"]);
    s.write("plans/a.md", &plan("a", "Ready", "from main"));
    s.commit("main", 3000);
    merge(
        &s,
        &["side"],
        "merge",
        4000,
        &[("plans/a.md", Some(&plan("a", "Ready", "from both")))],
    );
    let told = ask(&s, true);
    let commits: Vec<_> = told.plans[0]
        .transitions
        .iter()
        .map(|transition| transition.commit.subject.as_str())
        .collect();
    assert_eq!(commits, ["base", "main"], "the first on the main line");
}

#[test]
fn a_plan_that_was_moved_in_brings_its_earlier_life() {
    let s = Sandbox::new();
    s.write("ideas/a.txt", &plan("a", "Draft", "x"));
    s.commit("one", 1000);
    s.write("ideas/a.txt", &plan("a", "Ready", "x"));
    s.commit("two", 2000);
    s.git(&["mv", "ideas/a.txt", "ideas/b.md"]);
    s.commit("three", 3000);
    std::fs::remove_file(s.root().join("ideas/b.md")).unwrap();
    s.write("plans/a.md", &plan("a", "Completed", "x"));
    s.write("ideas/other.md", "# Another\n");
    s.commit("four", 4000);
    check(
        &s,
        &[(
            "plans/a.md",
            &[
                "one created ideas/a.txt",
                "two modified ideas/a.txt",
                "three renamed ideas/b.md from ideas/a.txt",
                "four renamed plans/a.md from ideas/b.md",
            ],
            &["->Draft one", "Draft>Ready two", "Ready>Completed four"],
        )],
    );
    assert_eq!(
        ask(&s, false).cost.blobs_read,
        2,
        "the pair of the move that changed the text"
    );
}

#[test]
fn how_a_plan_stands_is_told_from_as_few_versions_as_it_takes() {
    let s = Sandbox::new();
    for number in 0..10 {
        s.write(
            "plans/a.md",
            &plan(
                "a",
                if number < 7 { "Draft" } else { "Ready" },
                &number.to_string(),
            ),
        );
        s.commit(&number.to_string(), 1000 + number);
    }
    let repository = s.open();
    let paths = Paths::new(["plans/*.md".to_owned()]).unwrap();
    let tip = repository.head().unwrap().unwrap();
    let mut walk = Walk::new(&repository, tip, &paths, &Vocabulary::default()).unwrap();
    let present = walk.present(0).unwrap().unwrap();
    assert_eq!(present.last_change.subject, "9");
    assert_eq!(present.status.unwrap().text, "Ready");
    assert_eq!(present.since.unwrap().seconds, 1007);
    assert_eq!(walk.cost().blobs_read, 4);
}

#[test]
fn a_respelling_and_a_change_of_line_endings_are_no_transitions() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Implemented (Swift 3)", "x"));
    s.commit("one", 1000);
    s.write("plans/a.md", &plan("a", "Implemented (Swift 3.0)", "x"));
    s.commit("two", 2000);
    s.write(
        "plans/a.md",
        &plan("a", "Implemented (Swift 3.0)", "x").replace('\n', "\r\n"),
    );
    s.commit("three", 3000);
    check(
        &s,
        &[(
            "plans/a.md",
            &[
                "one created plans/a.md",
                "two modified plans/a.md",
                "three modified plans/a.md",
            ],
            &["->Implemented (Swift 3) one"],
        )],
    );
    let told = ask(&s, true);
    assert_eq!(told.plans[0].revisions[2].changes, []);
}

#[test]
fn a_status_that_goes_and_comes_back_the_same_is_no_transition() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("one", 1000);
    s.write(
        "plans/a.md",
        &plan("a", "Draft", "x").replace("**Status**: Draft\n\n", ""),
    );
    s.commit("none", 2000);
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("back", 3000);
    let told = ask(&s, true);
    assert_eq!(told.plans[0].transitions.len(), 1);
    assert_eq!(told.plans[0].revisions.len(), 3);
}

#[test]
fn a_mode_change_is_no_revision() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("one", 1000);
    s.git(&["update-index", "--chmod=+x", "plans/a.md"]);
    s.git(&["commit", "-q", "-m", "mode"]);
    check(
        &s,
        &[("plans/a.md", &["one created plans/a.md"], &["->Draft one"])],
    );
}

#[test]
fn a_shallow_clone_says_so_and_reports_no_creation() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("one", 1000);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("two", 2000);
    s.write("plans/a.md", &plan("a", "Completed", "x"));
    s.commit("three", 3000);
    let url = format!("file://{}", s.root().display());
    s.git_in(s.base(), &["clone", "-q", "--depth", "2", &url, "cut"]);
    let repository = s.open_at(&s.base().join("cut")).unwrap();
    let paths = Paths::new(["plans/*.md".to_owned()]).unwrap();
    let tip = repository.head().unwrap().unwrap();
    let query = Query {
        tip,
        paths: &paths,
        vocabulary: &Vocabulary::default(),
        changes: true,
    };
    let told = history_with(&repository, &query, &Options::default(), &mut |_| {}).unwrap();
    assert!(!told.complete);
    assert!(told.notes[0].contains("shallow"), "{:?}", told.notes);
    let plan = &told.plans[0];
    let subjects: Vec<_> = plan
        .revisions
        .iter()
        .map(|record| record.commit.subject.as_str())
        .collect();
    assert_eq!(subjects, ["three"]);
    let transitions: Vec<_> = plan
        .transitions
        .iter()
        .map(|t| {
            (
                t.from.as_ref().map(|from| from.text.clone()),
                t.to.text.clone(),
            )
        })
        .collect();
    assert_eq!(
        transitions,
        [(Some("Ready".to_owned()), "Completed".to_owned())]
    );
}

#[test]
fn a_missing_blob_is_a_note_and_not_the_end() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.write("plans/b.md", &plan("b", "Draft", "y"));
    s.commit("one", 1000);
    let lost = s.git(&["rev-parse", "HEAD:plans/a.md"]);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("two", 2000);
    let object = s
        .root()
        .join(".git/objects")
        .join(&lost[..2])
        .join(&lost[2..]);
    std::fs::remove_file(object).unwrap();
    let told = ask(&s, true);
    assert!(!told.complete);
    assert_eq!(told.notes.len(), 1, "{:?}", told.notes);
    assert!(
        told.notes[0].contains("missing") && told.notes[0].contains(&lost[..8]),
        "{:?}",
        told.notes
    );
    assert_eq!(told.plans.len(), 2);
    assert_eq!(told.plans[0].revisions.len(), 2);
    assert_eq!(
        told.plans[0].transitions.len(),
        1,
        "Ready is known, what was before is not"
    );
    assert_eq!(told.plans[1].transitions.len(), 1);
}

#[test]
fn without_changes_no_blob_is_read() {
    let s = Sandbox::new();
    for number in 0..20 {
        s.write("plans/a.md", &plan("a", "Draft", &number.to_string()));
        s.write(&format!("src/{number}.txt"), "x");
        s.commit(&number.to_string(), 1000 + number);
    }
    let told = ask(&s, false);
    assert_eq!(told.cost.blobs_read, 0);
    assert_eq!(told.plans[0].revisions.len(), 20);
    // For each commit its root and its folder of plans; `src` is never looked into.
    assert_eq!(told.cost.trees_read, 40);
    assert_eq!(ask(&s, true).cost.blobs_read, 20);
}

#[test]
fn submodules_links_and_other_files_are_no_plans() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.write("plans/deep/b.md", "x");
    s.write("plans/c.txt", "x");
    s.commit("one", 1000);
    let id = s.id("HEAD").to_string();
    s.git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("160000,{id},plans/sub.md"),
    ]);
    let target = s.git_with(&s.root(), &["hash-object", "-w", "--stdin"], 0, b"a.md");
    s.git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("120000,{target},plans/link.md"),
    ]);
    s.git(&["commit", "-q", "-m", "two"]);
    check(
        &s,
        &[("plans/a.md", &["one created plans/a.md"], &["->Draft one"])],
    );
}

#[test]
fn every_version_is_read_with_the_words_of_the_configuration() {
    let s = Sandbox::new();
    let text = |estado: &str, mark: &str| {
        format!(
            "# Caché de métricas\n\n**Estado**: {estado}\n\n## Fases\n\n### Etapa 1: Almacén\n\n**Tareas**:\n- [{mark}] Escribir la tabla\n"
        )
    };
    // The words come last: what counts is the configuration of the whole walk, not that of each commit.
    s.write("plans/a.md", &text("Borrador", " "));
    s.commit("one", 1000);
    s.write("plans/a.md", &text("Haciendo", " "));
    s.commit("two", 2000);
    s.write("plans/a.md", &text("En curso (mitad)", "x"));
    s.write(
        ".plan.toml",
        "paths = ['plans/*.md']\n[aliases]\nphases = ['Etapa']\n[aliases.sections]\nphases = ['Fases']\n[aliases.fields]\nstatus = ['Estado']\ntasks = ['Tareas']\n[aliases.status]\ndraft = ['Borrador']\nin-progress = ['Haciendo', 'En curso']\n",
    );
    s.commit("three", 3000);

    let told = |vocabulary: &Vocabulary| {
        let told = ask_with(&s, true, vocabulary);
        assert_eq!(told.vocabulary, *vocabulary);
        let plan = &told.plans[0];
        let transitions: Vec<String> = plan
            .transitions
            .iter()
            .map(|transition| {
                let from = transition.from.as_ref().map(|from| from.kind.name());
                let subject = &transition.commit.subject;
                format!(
                    "{}>{} {subject}",
                    from.unwrap_or("-"),
                    transition.to.kind.name()
                )
            })
            .collect();
        let changes: Vec<String> = plan
            .revisions
            .iter()
            .flat_map(|record| &record.changes)
            .map(|change| change.line.to_string())
            .collect();
        (plan.kind, transitions, changes)
    };
    let (config, warnings) = load(
        Some(&s.open()),
        &s.root(),
        ConfigSource::Commit(s.id("HEAD")),
    )
    .unwrap();
    assert_eq!(warnings, []);
    let (kind, transitions, changes) = told(&config.vocabulary);
    assert_eq!(kind, Kind::Plan);
    assert_eq!(transitions, ["->draft one", "draft>in-progress two"]);
    assert_eq!(
        changes,
        [
            "Created",
            "Status: Borrador -> Haciendo",
            "Phase 1 completed, 1 of 1",
            "Ticked 1.1: Escribir la tabla",
            "Status respelled: Haciendo -> En curso (mitad)",
        ]
    );

    let (kind, transitions, changes) = told(&Vocabulary::default());
    assert_eq!(kind, Kind::Document);
    assert!(
        transitions.iter().all(|line| line.contains(">other ")),
        "{transitions:?}"
    );
    assert!(
        !changes.iter().any(|line| line.starts_with("Phase")),
        "{changes:?}"
    );
}

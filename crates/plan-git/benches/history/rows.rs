//! The rows of the table: what is compared with what, and how much it may be.

use std::process::Stdio;

use crate::cost::{self, in_turns, in_turns_after};
use crate::repository::Repository;
use crate::sizes::Sizes;
use crate::table::{self, Clock};

/// Commits and paths of all plans, with lineage.
const BARE: [&str; 2] = ["--no-changes", "--jsonl"];
/// The same with what each revision changed.
const TYPED: [&str; 1] = ["--jsonl"];
/// Every plan there is.
const ALL: [&str; 0] = [];

/// All that is asked of one repository.
pub fn all(repository: &Repository<'_>, sizes: &Sizes) {
    table::about(&repository.about);
    follow(repository, sizes);
    if repository.is_sparse() {
        with_graph(repository, sizes);
    }
    hundred(repository, sizes);
    let turns = sizes.turns;
    let names = in_turns(
        turns,
        |_| vec![repository.history(&BARE, &ALL)],
        |_| vec![repository.log_of_folder(&["--format=%H", "--name-status"])],
    );
    table::ratio(
        "all plans, no changes / git log --name-status of the folder",
        names,
        0.5,
    );
    let typed = in_turns(
        turns,
        |_| vec![repository.history(&TYPED, &ALL)],
        |_| vec![repository.log_of_folder(&["-p", "--no-renames"])],
    );
    // Several threads read and compare.
    let what = "all plans, typed changes / git log -p of the folder, on the clock";
    table::ratio_by(Clock::Wall, what, typed, 1.5);
    // The run before the first turn fills the cache.
    let warm = in_turns(
        turns,
        |_| vec![repository.history_again(&TYPED, &ALL)],
        |_| vec![repository.history(&TYPED, &ALL)],
    );
    table::ratio("all plans, typed changes: warm / cold", warm, 0.1);
    one_more(repository, turns);
    counts(repository);
}

/// What is known, and one commit more each time.
fn one_more(repository: &Repository<'_>, turns: usize) {
    let what = "one commit more, warm";
    let top = match repository.copied() {
        Ok(top) => top,
        Err(reason) => return table::later(what, &reason),
    };
    let one: &[String] = top.plans.get(..1).unwrap_or_default();
    let history = in_turns_after(
        turns,
        &|| top.commit(),
        |_| vec![top.history_again(&BARE, one)],
        |_| vec![top.newest()],
    );
    let row = format!("{what}, history of one plan / git log -1, on the clock");
    table::ratio_by(Clock::Wall, &row, history, 5.0);
    let all = in_turns_after(
        turns,
        &|| top.commit(),
        |_| vec![top.history_again(&BARE, &ALL)],
        |_| vec![top.history(&BARE, &ALL)],
    );
    table::ratio(&format!("{what}, all plans, no changes / cold"), all, 0.05);
    let all = in_turns_after(
        turns,
        &|| top.commit(),
        |_| vec![top.history_again(&TYPED, &ALL)],
        |_| vec![top.history(&TYPED, &ALL)],
    );
    table::ratio(
        &format!("{what}, all plans, typed changes / cold"),
        all,
        0.1,
    );
}

fn follow(repository: &Repository<'_>, sizes: &Sizes) {
    let bound = if repository.is_nested() { 4.0 } else { 2.0 };
    let measured = in_turns(
        sizes.turns,
        |_| vec![repository.history(&BARE, &ALL)],
        |turn| vec![repository.follow(turn)],
    );
    table::ratio(
        "all plans, no changes / git log --follow of one",
        measured,
        bound,
    );
}

fn with_graph(repository: &Repository<'_>, sizes: &Sizes) {
    let what = "the same, both with commit-graph and Bloom filters";
    match repository.with_graph() {
        Ok(graph) => {
            let measured = in_turns(
                sizes.turns,
                |_| vec![graph.history(&BARE, &ALL)],
                |turn| vec![graph.follow(turn)],
            );
            table::ratio(what, measured, 0.8);
        }
        Err(reason) => table::later(what, &reason),
    }
}

/// A hundred plans against as many runs. Some runs stand for all of them, since they take long.
fn hundred(repository: &Repository<'_>, sizes: &Sizes) {
    let plans = &repository.plans[..repository.plans.len().min(100)];
    let runs = sizes.followed.min(plans.len());
    let measured = in_turns(
        sizes.turns,
        |_| vec![repository.history(&BARE, plans)],
        |turn| {
            let followed = (0..runs).map(|run| repository.follow(turn * runs + run));
            followed.collect()
        },
    );
    let each = plans.len() as f64 / runs as f64;
    let measured = measured.map(|[ours, theirs]| [ours, theirs.times(each)]);
    let count = plans.len();
    let what = format!("{count} plans / {count} runs of git log --follow ({runs} run)");
    // All of them for the time of one.
    table::ratio(&what, measured, 1.0 / count as f64);
}

/// What the walk says it has read. No bound for trees where plans have folders of their own.
fn counts(repository: &Repository<'_>) {
    let mut command = repository.history(&["--no-changes", "--jsonl", "-v"], &ALL);
    let output = command.stdout(Stdio::null()).output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    let said = said.unwrap_or_default();
    let line = said
        .lines()
        .find(|line| line.contains("walked"))
        .unwrap_or_default();
    // The number that stands before a word.
    let before = |word: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|one| one.starts_with(word))?;
        words[..at]
            .iter()
            .rev()
            .find_map(|word| word.parse::<f64>().ok())
    };
    let bound = (!repository.is_nested()).then_some(1.4);
    match before("commits").zip(before("trees")).zip(before("files")) {
        Some(((commits, trees), blobs)) => {
            table::figure("trees read for each commit", trees / commits, bound, line);
            table::figure(
                "files read, for renames that are not exact",
                blobs,
                None,
                "",
            );
        }
        None => table::later("trees and files read", "`plan history -v` does not tell"),
    }
}

/// How much longer the second takes than the first.
pub fn growth(what: &str, [small, large]: [&Repository<'_>; 2], bound: f64, sizes: &Sizes) {
    table::about(&format!("{what}\n  {}\n  {}", small.about, large.about));
    let kinds = [("no changes", &BARE[..]), ("typed changes", &TYPED[..])];
    for (kind, options) in kinds {
        let run = |repository: &Repository<'_>| vec![repository.history(options, &ALL)];
        let measured = in_turns(sizes.turns, |_| run(large), |_| run(small));
        table::ratio(&format!("{what}: {kind}"), measured, bound);
    }
    let git = |repository: &Repository<'_>| {
        vec![repository.log_of_folder(&["--format=%H", "--name-status"])]
    };
    if let Ok([large, small]) = in_turns(sizes.turns, |_| git(large), |_| git(small)) {
        let growth = large.seconds() / small.seconds();
        table::figure(&format!("{what}: git log --name-status"), growth, None, "");
    }
}

/// The most memory, while every revision is told with its changes.
pub fn memory(repository: &Repository<'_>) {
    table::about(&repository.about);
    let what = "peak memory in MiB, typed changes streamed";
    match cost::peak_mib(repository.history(&TYPED, &ALL)) {
        Some(mib) => {
            let git = cost::peak_mib(repository.log_of_folder(&["-p", "--no-renames"]));
            let git = git.map_or_else(String::new, |mib| format!("git log -p {mib:.0}"));
            table::figure(what, mib, Some(400.0), &git);
        }
        None => table::later(what, "the system does not tell, or the program failed"),
    }
}

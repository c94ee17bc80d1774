//! What it costs to tell what changed between two versions of a plan: `cargo bench -p plan-core --bench change`.
//!
//! Every figure is printed beside its bound. Times are those of one thread, the best of several runs.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../measure/child.rs"]
mod child;
mod input;
#[path = "../measure/growth.rs"]
mod measured;
#[path = "../measure/table.rs"]
mod table;
#[path = "../measure/time.rs"]
mod time;

use measured::{BOUND, KEEP_MEMORY, SIZES, best, worst};
use plan_core::merge::{Options, merge};
use plan_core::{Change, Document, apply, diff};
use table::Table;

/// The plan that the ratios are taken of.
const PLAN_BYTES: usize = 100_000;

/// What is done with two versions of a plan, for one run.
struct Work {
    name: &'static str,
    run: fn(&[Document; 2], &[Change]) -> usize,
}

/// What must not grow faster than the plan.
const WORKS: [Work; 2] = [
    Work {
        name: "diff, ten edits",
        run: |[old, new], _| diff(old, new).len(),
    },
    Work {
        name: "apply, ten edits",
        run: |[old, _], changes| {
            apply(old.plan(), changes)
                .expect("all of them")
                .sections
                .len()
        },
    },
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(task) = child::task(&arguments) {
        grow(task);
        return;
    }
    // `cargo test --all-targets` runs this too, and asks only whether it runs.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let mut table = Table::default();
    ratios(&mut table);
    for work in &WORKS {
        let numbers = child::run(work.name, &[KEEP_MEMORY]).unwrap_or_default();
        let [growth, size] = numbers[..] else {
            table.later(work.name);
            continue;
        };
        table.row(
            &format!("time when the plan doubles: {}", work.name),
            growth,
            BOUND,
            &format!("worst from {} KiB on", size as usize >> 10),
        );
    }
    merging(&mut table);
    println!("{table}");
}

/// How much of the time to read both versions it takes to tell them apart, and to make the changes.
fn ratios(table: &mut Table) {
    let texts = input::versions(PLAN_BYTES);
    let versions = texts.clone().map(Document::parse);
    let [old, new] = &versions;
    let changes = diff(old, new);
    let told: Vec<String> = changes.iter().map(Change::summary).collect();
    assert!((10..=12).contains(&told.len()), "{told:#?}");
    let (mut parse, mut told, mut made) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    // In turns, so that a busy moment of the machine hits all alike.
    for _ in 0..10 {
        parse = parse.min(best(|| {
            texts.each_ref().map(|text| Document::parse(text.as_str()))
        }));
        told = told.min(best(|| diff(old, new)));
        made = made.min(best(|| apply(old.plan(), &changes)));
    }
    let mut row = |what: &str, seconds: f64, bound: f64| {
        let note = format!("{:.2} ms / {:.2} ms", seconds * 1e3, parse * 1e3);
        table.row(what, seconds / parse, bound, &note);
    };
    row("diff two 100 KB plans, ten edits / parse both", told, 0.5);
    row("apply these changes / parse both", made, 0.5);
}

/// How much of the time to tell what each side changed it takes to put both together.
fn merging(table: &mut Table) {
    let [base, ours, theirs] = input::three(PLAN_BYTES).map(Document::parse);
    let merge = || merge(&base, &ours, &theirs, &Options::default());
    assert!(merge().is_clean());
    let (mut told, mut merged) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..10 {
        told = told.min(best(|| (diff(&base, &ours), diff(&base, &theirs))));
        merged = merged.min(best(merge));
    }
    let note = format!("{:.2} ms / {:.2} ms", merged * 1e3, told * 1e3);
    let what = "merge three 100 KB plans, ten edits each / both diffs";
    table.row(what, merged / told, 2.0, &note);
}

/// Does the task of a child, if it is one of growth, and prints the worst growth and the size.
fn grow(task: &str) {
    for work in WORKS.iter().filter(|work| work.name == task) {
        let inputs = SIZES.map(|bytes| {
            let versions = input::versions(bytes).map(Document::parse);
            let changes = diff(&versions[0], &versions[1]);
            (versions, changes)
        });
        let (growth, at) = worst(&inputs, |(versions, changes)| (work.run)(versions, changes));
        println!("{growth} {}", SIZES[at]);
    }
}

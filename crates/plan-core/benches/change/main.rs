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

use measured::{BOUND, Growth, KEEP_MEMORY, SIZES, best, growth};
use plan_core::merge::{Options, merge};
use plan_core::{Change, Document, apply, diff};
use table::Table;

/// The plan that the ratios are taken of.
const PLAN_BYTES: usize = 100_000;

/// A plan, what two people made of it, and what the first of them changed.
struct Versions {
    base: Document,
    ours: Document,
    theirs: Document,
    changes: Vec<Change>,
    /// The base, read once more.
    again: Document,
}

/// What is done with versions of a plan, for one run.
struct Work {
    name: &'static str,
    run: fn(&Versions) -> usize,
}

/// What must not grow faster than the plan.
const WORKS: [Work; 3] = [
    Work {
        name: "diff, ten edits",
        run: |versions| diff(&versions.base, &versions.ours).len(),
    },
    Work {
        name: "apply, ten edits",
        run: |versions| {
            let made = apply(versions.base.plan(), &versions.changes);
            made.expect("all of them").sections.len()
        },
    },
    Work {
        name: "merge, ten edits each",
        run: |versions| {
            let Versions {
                base, ours, theirs, ..
            } = versions;
            merge(base, ours, theirs, &Options::default()).text.len()
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
        let [mean, worst, size, compare] = numbers[..] else {
            table.later(work.name);
            continue;
        };
        table.row(
            &format!("time when the plan doubles: {}", work.name),
            mean,
            BOUND,
            &format!(
                "at most {worst:.2}, from {} KiB on, where comparing equal plans takes {compare:.2}",
                size as usize >> 10
            ),
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

/// Does the task of a child, if it is one of growth, and prints how the time grows, where most, and what else grows there.
fn grow(task: &str) {
    // All edits of both sides have a phase of their own from here on.
    let sizes: Vec<usize> = SIZES
        .into_iter()
        .filter(|bytes| *bytes >= 64 << 10)
        .collect();
    for work in WORKS.iter().filter(|work| work.name == task) {
        let versions = |bytes: &usize| {
            let [base, ours, theirs] = input::three(*bytes);
            let again = Document::parse(base.as_str());
            let [base, ours, theirs] = [base, ours, theirs].map(Document::parse);
            Versions {
                changes: diff(&base, &ours),
                base,
                ours,
                theirs,
                again,
            }
        };
        let inputs: Vec<Versions> = sizes.iter().map(versions).collect();
        let Growth { worst, at, mean } = growth(&inputs, work.run);
        // The least that has to be done to two plans, whatever the difference.
        let compare = |at: usize| {
            let Versions { base, again, .. } = &inputs[at];
            best(|| assert!(base.plan() == again.plan()))
        };
        let compare = compare(at + 1) / compare(at);
        println!("{mean} {worst} {} {compare}", sizes[at]);
    }
}

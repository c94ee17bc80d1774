//! What reading a plan costs, as ratios that hold on any machine: `cargo bench -p plan-core`.
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
mod growth;
mod input;
#[path = "../measure/growth.rs"]
mod measured;
mod memory;
#[path = "../measure/table.rs"]
mod table;
#[path = "../measure/time.rs"]
mod time;

use std::hint::black_box;

use plan_core::Document;
use pulldown_cmark::{Options, Parser};
use table::Table;
use time::seconds;

/// The plan that the two ratios are taken of.
const PLAN_BYTES: usize = 1_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(task) = child::task(&arguments) {
        memory::child(task);
        growth::child(task);
        return;
    }
    // `cargo test --all-targets` runs this too, and asks only whether it runs.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let mut table = Table::default();
    speed(&mut table);
    peak(&mut table);
    for input in &input::GROWING {
        let worst = growth::worst_doubling(input);
        let note = format!(
            "worst from {} KiB on, pulldown-cmark alone {:.2}; {:.2} on average",
            worst.size >> 10,
            worst.parser,
            worst.mean
        );
        let what = format!("time when the input doubles: {}", input.name);
        table.row(&what, worst.growth, measured::BOUND, &note);
    }
    tick(&mut table);
    align(&mut table);
    println!("{table}");
}

/// How much longer than the Markdown parser alone it takes to have the typed document.
fn speed(table: &mut Table) {
    let text = input::plan(PLAN_BYTES);
    let (mut parser, mut document) = (f64::INFINITY, f64::INFINITY);
    // In turns, so that a busy moment of the machine hits both alike.
    for _ in 0..40 {
        parser = parser.min(seconds(|| events(&text)));
        // Given away, as a caller does who has just read a file.
        let own = text.clone();
        document = document.min(seconds(|| Document::parse(own)));
    }
    let milliseconds = |seconds: f64| seconds * 1e3;
    table.row(
        "parse a 1 MB plan / pulldown-cmark with offsets",
        document / parser,
        1.5,
        &format!(
            "{:.1} ms / {:.1} ms",
            milliseconds(document),
            milliseconds(parser)
        ),
    );
}

/// How much longer than reading a plan it takes to tick one of its boxes and to have the new document, check included.
fn tick(table: &mut Table) {
    let document = Document::parse(input::plan(PLAN_BYTES));
    let mut plan = document.plan().clone();
    let items = plan.items();
    let open = items
        .into_iter()
        .find(|item| item.check.is_some_and(|check| !check.done));
    let address = open.map(|item| item.address).expect("a box that is open");
    plan.check_mut(&address).expect("the box").done = true;
    let (mut parse, mut update) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..20 {
        parse = parse.min(seconds(|| Document::parse(document.as_str())));
        update = update.min(seconds(|| document.update(&plan)));
    }
    table.row(
        "one tick of a 1 MB plan through `update` / one parse",
        update / parse,
        2.2,
        &format!("{:.1} ms / {:.1} ms", update * 1e3, parse * 1e3),
    );
}

/// How the time to align two lists grows with their length.
fn align(table: &mut Table) {
    for list in &input::LISTS {
        let [small, large] = [5_000, 10_000].map(|items| (list.make)(items).map(Document::parse));
        let mut best = [f64::INFINITY; 2];
        for _ in 0..5 {
            for ([old, new], best) in [&small, &large].into_iter().zip(&mut best) {
                *best = best.min(seconds(|| plan_core::diff(old, new)));
            }
        }
        let [small, large] = best.map(|seconds| seconds * 1e3);
        table.row(
            &format!("align 10 000 items / 5 000: {}", list.name),
            large / small,
            4.0,
            &format!("{large:.0} ms / {small:.0} ms"),
        );
    }
}

/// Runs the Markdown parser over the text and looks at every event.
fn events(text: &str) -> usize {
    Parser::new_ext(text, Options::ENABLE_TASKLISTS)
        .into_offset_iter()
        .map(|(event, range)| {
            black_box(&event);
            range.len()
        })
        .sum()
}

/// How much memory is in use at the worst moment.
fn peak(table: &mut Table) {
    let what = "peak memory of parsing a 1 MB plan / input";
    match memory::peaks() {
        Some((parser, document)) => {
            let note = format!("pulldown-cmark alone {parser:.1}");
            table.row(what, document, 8.0, &note);
        }
        None => table.later(what),
    }
}

//! What reading a plan costs, as ratios that hold on any machine: `cargo bench -p plan-core`.
//!
//! Every figure is printed beside its bound. Times are those of one thread, the best of several runs.
#![allow(clippy::print_stdout, clippy::panic, clippy::indexing_slicing)]

mod child;
mod growth;
mod input;
mod memory;
mod table;
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
        let (growth, size) = growth::worst_doubling(input);
        table.row(
            &format!("time when the input doubles: {}", input.name),
            growth,
            growth::BOUND,
            &format!("worst from {} KiB on", size >> 10),
        );
    }
    // Two figures that wait for what they measure. Give each `table.row(what, figure, bound, note)`.
    table.later("one tick through `update` / one parse");
    table.later("align 10 000 items / align 5 000 items");
    println!("{table}");
}

/// How much longer than the Markdown parser alone it takes to have the typed document.
fn speed(table: &mut Table) {
    let text = input::plan(PLAN_BYTES);
    let (mut parser, mut document) = (f64::INFINITY, f64::INFINITY);
    // In turns, so that a busy moment of the machine hits both alike.
    for _ in 0..40 {
        parser = parser.min(seconds(|| events(&text)));
        document = document.min(seconds(|| Document::parse(text.as_str())));
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

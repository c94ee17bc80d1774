//! Peak memory, as the system counts it.
//!
//! No counting allocator: it would have a part in every time that is measured beside it.

use std::hint::black_box;

use plan_core::Document;
use plan_core::template::TEMPLATE;

use crate::{PLAN_BYTES, child, events, input};

/// What a child does with the plan.
struct Work {
    task: &'static str,
    run: fn(&str),
}

/// The first is what the others are compared with.
const WORKS: [Work; 3] = [
    Work {
        task: "memory of nothing",
        run: |_| {},
    },
    Work {
        task: "memory of the parser",
        run: |text| {
            black_box(events(text));
        },
    },
    Work {
        task: "memory of the document",
        run: |text| {
            black_box(Document::parse(text));
        },
    },
];

/// Bytes that the Markdown parser alone and reading a document need at their worst moments for each byte of the plan.
/// Nothing where the system does not tell.
pub fn peaks() -> Option<(f64, f64)> {
    let [nothing, parser, document] = WORKS.map(|work| {
        // The kernel counts pages in batches, so that a child may come out a little short.
        let peaks = (0..5).filter_map(|_| child::run(work.task, &[])?.first().copied());
        peaks.reduce(f64::max)
    });
    let nothing = nothing?;
    let ratio = |peak: f64| (peak - nothing) / PLAN_BYTES as f64;
    Some((ratio(parser?), ratio(document?)))
}

/// Does the task of a child, if it is one of memory, and prints the peak in bytes.
pub fn child(task: &str) {
    let text = input::plan(PLAN_BYTES);
    // What a first run brings into memory for good, code above all, is the same for every work.
    for work in WORKS {
        (work.run)(TEMPLATE);
    }
    for work in WORKS.iter().filter(|work| work.task == task) {
        (work.run)(&text);
        if let Some(bytes) = peak_bytes() {
            println!("{bytes}");
        }
    }
}

/// The most memory this process has had resident. Linux only.
fn peak_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib << 10)
}

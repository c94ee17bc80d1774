//! How time grows with size.

use plan_core::Document;

use crate::input::{self, Input};
use crate::{child, time::seconds};

/// Most that the time may grow by when the size doubles: 2, and what caches and noise add.
pub const BOUND: f64 = 2.2;

/// Sizes from 16 KiB to 8 MiB, the largest document that is read.
const SIZES: [usize; 10] = {
    let mut sizes = [16 << 10; 10];
    let mut at = 0;
    while at < sizes.len() {
        sizes[at] <<= at;
        at += 1;
    }
    sizes
};
/// Rounds that are run at least, and at most while the bound does not hold: noise only ever adds time.
const ROUNDS: std::ops::Range<usize> = 3..12;
/// A size is run again within a round until it has had so many seconds.
const SECONDS: f64 = 0.02;

/// Makes glibc keep what is freed for the next run. Otherwise a small text is read in memory that was left over from
/// the run before, a large one in memory that the system has to hand out page by page, and the step between the two
/// looks like growth. Other allocators ignore this.
const KEEP_MEMORY: (&str, &str) = (
    "GLIBC_TUNABLES",
    "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=4000000000",
);

/// The worst growth of the time from one size to its double.
#[derive(Clone, Copy)]
pub struct Doubling {
    /// How many times longer the double takes to read.
    pub growth: f64,
    /// The smaller size of the two.
    pub size: usize,
    /// The same for the Markdown parser alone, over the same two texts.
    pub parser: f64,
}

/// Where the time grows most when the size doubles.
pub fn worst_doubling(input: &Input) -> Doubling {
    let task = format!("growth of {}", input.name);
    let numbers = child::run(&task, &[KEEP_MEMORY]).unwrap_or_default();
    match numbers[..] {
        [growth, size, parser] => Doubling {
            growth,
            size: size as usize,
            parser,
        },
        _ => panic!("{task}: {numbers:?}"),
    }
}

/// Does the task of a child, if it is one of growth, and prints the worst growth and the size.
pub fn child(task: &str) {
    let named = |input: &&Input| task.strip_prefix("growth of ") == Some(input.name);
    for input in input::GROWING.iter().filter(named) {
        let worst = measure(input.make);
        println!("{} {} {}", worst.growth, worst.size, worst.parser);
    }
}

fn measure(make: fn(usize) -> String) -> Doubling {
    let texts = SIZES.map(make);
    let mut best = [f64::INFINITY; SIZES.len()];
    let mut worst = (0.0, 0);
    for round in 1..ROUNDS.end {
        for (text, best) in texts.iter().zip(&mut best) {
            *best = best.min(repeated(|| Document::parse(text.as_str())));
        }
        let growth = |at: usize| best[at + 1] / best[at];
        let order = |a: &usize, b: &usize| growth(*a).total_cmp(&growth(*b));
        let at = (0..SIZES.len() - 1).max_by(order).unwrap_or_default();
        worst = (growth(at), at);
        if round >= ROUNDS.start && worst.0 <= BOUND {
            break;
        }
    }
    let (growth, at) = worst;
    let parser = |text: &String| {
        let rounds = (0..ROUNDS.start).map(|_| repeated(|| crate::events(text)));
        rounds.fold(f64::INFINITY, f64::min)
    };
    Doubling {
        growth,
        size: SIZES[at],
        parser: parser(&texts[at + 1]) / parser(&texts[at]),
    }
}

/// The best of as many runs as fit into [`SECONDS`].
fn repeated<T>(mut work: impl FnMut() -> T) -> f64 {
    let (mut best, mut spent) = (f64::INFINITY, 0.0);
    while spent < SECONDS {
        let run = seconds(&mut work);
        best = best.min(run);
        spent += run;
    }
    best
}

//! How time grows with size.

use crate::time::seconds;

/// Most that the time may grow by when the size doubles: 2, and what caches and noise add.
pub const BOUND: f64 = 2.2;

/// Sizes from 16 KiB to 8 MiB, the largest document that is read.
pub const SIZES: [usize; 10] = {
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
/// And at least so often: the first runs fetch what the other sizes have driven out of the caches, which takes a large
/// text longer than a small one.
const RUNS: usize = 6;

/// Makes glibc keep what is freed for the next run. Otherwise a small text is read in memory that was left over from
/// the run before, a large one in memory that the system has to hand out page by page, and the step between the two
/// looks like growth. Other allocators ignore this.
pub const KEEP_MEMORY: (&str, &str) = (
    "GLIBC_TUNABLES",
    "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=4000000000",
);

/// How the time of some work grows from one input to the next, which is twice as large.
pub struct Growth {
    /// Where it grows most: by how much.
    pub worst: f64,
    /// The position of the smaller one there.
    pub at: usize,
    /// On average over all of them. A step from one cache into the next makes one doubling dearer, but not this.
    pub mean: f64,
}

/// Measures all inputs.
pub fn growth<I, T>(inputs: &[I], work: impl Fn(&I) -> T) -> Growth {
    let mut best = vec![f64::INFINITY; inputs.len()];
    let mut found = Growth {
        worst: 0.0,
        at: 0,
        mean: 0.0,
    };
    for round in 1..ROUNDS.end {
        for (input, best) in inputs.iter().zip(&mut best) {
            *best = best.min(repeated(|| work(input)));
        }
        let growth = |at: usize| best[at + 1] / best[at];
        let order = |a: &usize, b: &usize| growth(*a).total_cmp(&growth(*b));
        let doublings = inputs.len() - 1;
        let at = (0..doublings).max_by(order).unwrap_or_default();
        found = Growth {
            worst: growth(at),
            at,
            mean: (best[doublings] / best[0]).powf(1.0 / doublings as f64),
        };
        if round >= ROUNDS.start && found.worst <= BOUND {
            break;
        }
    }
    found
}

/// The best of as many rounds as are run at least.
pub fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    let rounds = (0..ROUNDS.start).map(|_| repeated(&mut work));
    rounds.fold(f64::INFINITY, f64::min)
}

/// The best of as many runs as fit into [`SECONDS`], and of [`RUNS`] at least.
fn repeated<T>(mut work: impl FnMut() -> T) -> f64 {
    let (mut best, mut spent, mut runs) = (f64::INFINITY, 0.0, 0);
    while spent < SECONDS || runs < RUNS {
        let run = seconds(&mut work);
        best = best.min(run);
        spent += run;
        runs += 1;
    }
    best
}

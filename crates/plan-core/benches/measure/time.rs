//! The clock.

use std::hint::black_box;
use std::time::Instant;

/// The seconds that one run takes. What it made is dropped after the clock has stopped.
pub fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let (start, start_on_processor) = (Instant::now(), on_processor());
    let made = black_box(work());
    let seconds = match (start_on_processor, on_processor()) {
        (Some(start), Some(end)) => (end - start) as f64 / 1e9,
        _ => start.elapsed().as_secs_f64(),
    };
    drop(made);
    seconds
}

/// Nanoseconds that this thread has been running, where the system tells (Linux): the time in which others had the
/// processor does not count.
fn on_processor() -> Option<u64> {
    // The count is brought up to date when the thread gives the processor away.
    std::thread::yield_now();
    let counts = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = counts.split_whitespace().next()?.parse().ok()?;
    (nanoseconds > 0).then_some(nanoseconds)
}

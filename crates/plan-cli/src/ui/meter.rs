//! When a progress line is due and what it says. Time is handed in; nothing is printed in this module.

use std::time::{Duration, Instant};

/// Work that ends sooner than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two drawings of the line.
const PACE: Duration = Duration::from_millis(100);

/// Counts one piece of work.
#[derive(Debug)]
pub(super) struct Meter {
    what: String,
    due: Instant,
    drawn: bool,
}

impl Meter {
    /// Begins to count; `what` is the noun in the plural, as in "commits".
    pub(super) fn start(what: &str, now: Instant) -> Self {
        Self {
            what: what.to_owned(),
            due: now + PATIENCE,
            drawn: false,
        }
    }

    /// The line to draw, when it is time for one.
    pub(super) fn line(&mut self, count: u64, now: Instant) -> Option<String> {
        if now < self.due {
            return None;
        }
        self.due = now + PACE;
        self.drawn = true;
        Some(format!("{count} {}", self.what))
    }

    /// Whether there is a line on the terminal that has to be cleared.
    pub(super) fn drawn(&self) -> bool {
        self.drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_comes_after_half_a_second_and_then_ten_times_a_second() {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let mut meter = Meter::start("commits", start);
        assert_eq!(meter.line(10, at(499)), None);
        assert!(!meter.drawn());
        assert_eq!(meter.line(11, at(500)).as_deref(), Some("11 commits"));
        assert!(meter.drawn());
        assert_eq!(meter.line(12, at(599)), None);
        assert_eq!(meter.line(13, at(600)).as_deref(), Some("13 commits"));
    }
}

//! Pauses between two attempts, of random length, so that processes do not wait in step.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Returns a random duration in the closed range, to the microsecond.
pub(crate) fn random(shortest: Duration, longest: Duration) -> Duration {
    let span = longest.saturating_sub(shortest).as_micros();
    let span = u64::try_from(span).unwrap_or(u64::MAX).saturating_add(1);
    // The standard library seeds each such state differently.
    let random = RandomState::new().hash_one(span);
    shortest + Duration::from_micros(random % span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_in_range_and_differ() {
        let (shortest, longest) = (Duration::from_millis(2), Duration::from_millis(20));
        let pauses: Vec<Duration> = (0..64).map(|_| random(shortest, longest)).collect();
        assert!(
            pauses
                .iter()
                .all(|pause| (shortest..=longest).contains(pause))
        );
        assert!(pauses.windows(2).any(|pair| pair.first() != pair.last()));
        assert_eq!(random(longest, shortest), longest);
    }
}

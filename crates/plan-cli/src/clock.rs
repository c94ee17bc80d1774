//! The present time: the only place that asks for it. `PLAN_NOW` sets it, for tests and for output that can be repeated.

use std::time::{SystemTime, UNIX_EPOCH};

use plan_core::Date;
use plan_git::time::{Clock, Edge, Time, Zone, parse_date};

use crate::error::CommandError;

/// The clock of this run.
///
/// # Errors
/// `PLAN_NOW` does not name a moment.
pub fn clock(env: &dyn Fn(&str) -> Option<String>) -> Result<Clock, CommandError> {
    let Some(text) = env("PLAN_NOW").filter(|text| !text.is_empty()) else {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        return Ok(Clock::new(seconds, Zone::System));
    };
    let time = moment(&text).ok_or_else(|| {
        CommandError::usage(format!("PLAN_NOW is `{text}`, which is no moment in time")).with_hint(
            "Write it as 2026-01-31T14:30:00+01:00 or as git's `@1660797906 +0800`, or unset it.",
        )
    })?;
    Ok(Clock::new(time.seconds, Zone::Offset(time.offset)))
}

/// A text that means the same moment whatever the time and the zone are now.
fn moment(text: &str) -> Option<Time> {
    let read = |seconds, offset| {
        parse_date(
            text,
            &Clock::new(seconds, Zone::Offset(offset)),
            Edge::Start,
        )
        .ok()
    };
    let time = read(0, 0)?;
    (read(86_400_000, 3600) == Some(time)).then_some(time)
}

/// The day that a clock shows.
///
/// # Errors
/// None in practice: a clock stands within the calendar.
pub fn today(clock: &Clock) -> Result<Date, CommandError> {
    let (year, month, day) = clock.now().day();
    Date::new(year, month, day)
        .ok_or_else(|| CommandError::internal(format!("the clock shows {year}-{month}-{day}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn now(text: &str) -> Option<String> {
        let clock = clock(&|_| Some(text.to_owned())).ok()?;
        Some(clock.now().rfc3339())
    }

    #[test]
    fn a_moment_is_taken_with_its_zone() {
        let check = |text: &str, expected: &str| assert_eq!(now(text).as_deref(), Some(expected));
        check("2026-01-31T14:30:00+01:00", "2026-01-31T14:30:00+01:00");
        check("@1660797906 +0800", "2022-08-18T12:45:06+08:00");
        check("1660797906 +0800", "2022-08-18T12:45:06+08:00");
    }

    #[test]
    fn what_hangs_on_the_present_is_refused() {
        for text in [
            "now",
            "2 weeks ago",
            "2026-01-31",
            "2026-01-31 14:30",
            "soon",
        ] {
            assert_eq!(now(text), None, "{text}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_zone() {
        let clock = clock(&|_| Some("2026-01-31T23:30:00-05:00".to_owned())).unwrap();
        assert_eq!(today(&clock).unwrap().to_string(), "2026-01-31");
    }
}

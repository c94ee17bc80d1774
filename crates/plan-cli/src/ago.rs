//! Spans of time in words a person takes in at a glance.

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// `3 days`, in the largest unit that gives at least one. Never negative: clocks of different machines differ.
pub fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (count, unit) = match seconds {
        _ if seconds >= 730 * DAY => (seconds / (365 * DAY), "year"),
        _ if seconds >= 60 * DAY => (seconds / (30 * DAY), "month"),
        _ if seconds >= 14 * DAY => (seconds / (7 * DAY), "week"),
        _ if seconds >= DAY => (seconds / DAY, "day"),
        _ if seconds >= HOUR => (seconds / HOUR, "hour"),
        _ if seconds >= MINUTE => (seconds / MINUTE, "minute"),
        _ => return "moments".to_owned(),
    };
    counted(usize::try_from(count).unwrap_or(usize::MAX), unit)
}

/// `3 days ago`
pub fn ago(seconds: i64) -> String {
    match span(seconds).as_str() {
        "moments" => "just now".to_owned(),
        span => format!("{span} ago"),
    }
}

/// `1 plan`, `2 plans`
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_one_unit() {
        for (seconds, expected) in [
            (-5, "moments"),
            (59, "moments"),
            (60, "1 minute"),
            (2 * HOUR + 59 * MINUTE, "2 hours"),
            (DAY, "1 day"),
            (13 * DAY, "13 days"),
            (14 * DAY, "2 weeks"),
            (59 * DAY, "8 weeks"),
            (60 * DAY, "2 months"),
            (729 * DAY, "24 months"),
            (730 * DAY, "2 years"),
        ] {
            assert_eq!(span(seconds), expected);
        }
        assert_eq!(ago(3 * DAY), "3 days ago");
        assert_eq!(ago(0), "just now");
    }
}

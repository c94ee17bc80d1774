//! Dates a person may type, read against a clock that is handed in.
//!
//! Nothing here asks what time it is. gix-date does the arithmetic; since it accepts almost any text, the forms are
//! checked before it sees them.

use std::sync::OnceLock;

use gix_date::Zoned;

use crate::time::Time;

/// The zone that dates without one are meant in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The zone this machine is set to.
    System,
    /// A fixed number of seconds east of UTC.
    Offset(i32),
}

/// What "now" is, and where.
///
/// Which offset the zone has now is found out when it is asked for: the zones of a machine are some hundreds of files.
#[derive(Clone, Debug)]
pub struct Clock {
    seconds: i64,
    zone: Zone,
    now: OnceLock<Zoned>,
}

impl Clock {
    /// Makes a clock that stands at `seconds` since 1970, UTC.
    ///
    /// A moment or an offset that no calendar has (beyond the year 9999, beyond 25 hours) is moved to the nearest one.
    pub fn new(seconds: i64, zone: Zone) -> Clock {
        const FIRST: i64 = -377_705_023_201;
        const LAST: i64 = 253_402_207_200;
        const WIDEST: i32 = 25 * 3600 + 59 * 60 + 59;
        Clock {
            seconds: seconds.clamp(FIRST, LAST),
            zone: match zone {
                Zone::System => Zone::System,
                Zone::Offset(offset) => Zone::Offset(offset.clamp(-WIDEST, WIDEST)),
            },
            now: OnceLock::new(),
        }
    }

    /// The moment this clock stands at, in seconds since 1970, UTC.
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The moment this clock stands at, with the offset of its zone at that moment.
    pub fn now(&self) -> Time {
        time_of(self.zoned())
    }

    /// The time of that moment with the offset that this clock's zone has then.
    pub fn localize(&self, seconds: i64) -> Time {
        gix_date::Time::new(seconds, 0)
            .to_zoned()
            .map_or(Time::new(seconds, 0), |utc| {
                time_of(&utc.with_time_zone(self.zoned().time_zone().clone()))
            })
    }

    fn zoned(&self) -> &Zoned {
        self.now.get_or_init(|| {
            let at = |offset| gix_date::Time::new(self.seconds, offset).to_zoned();
            match self.zone {
                Zone::System => {
                    let here = Zoned::now();
                    at(0).map_or_else(
                        |_| here.clone(),
                        |utc| utc.with_time_zone(here.time_zone().clone()),
                    )
                }
                Zone::Offset(offset) => at(offset).unwrap_or_default(),
            }
        })
    }
}

/// Which end of a day a date without a time of day means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The first second of the day, as `--since` takes it.
    Start,
    /// The last second of the day, as `--until` takes it.
    End,
}

/// Why a text is not a date.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateError {
    /// The text has none of the known forms.
    #[error("`{text}` is not a date this tool reads; {FORMS}")]
    Unknown {
        /// What was given.
        text: String,
    },
    /// The form is known, but there is no such day, hour or offset.
    #[error("`{text}` is no moment of any calendar; check day, hour and offset; {FORMS}")]
    Impossible {
        /// What was given.
        text: String,
    },
}

const FORMS: &str = "write 2026-01-31, `2026-01-31 14:30`, 2026-01-31T14:30:00+01:00, \
                     `1660797906 +0800` or @1660797906, `2 weeks ago`, today, yesterday or now";

/// Reads a date as design and manual list the forms; without a zone it is local to `clock`.
///
/// A form that names only a day means its first or last second, as `edge` says.
///
/// # Errors
/// Anything that is not one of the forms, and days that do not exist.
pub fn parse_date(text: &str, clock: &Clock, edge: Edge) -> Result<Time, DateError> {
    let words = text.trim().to_ascii_lowercase();
    let impossible = || DateError::Impossible {
        text: text.to_owned(),
    };
    match words.as_str() {
        "now" => return Ok(clock.now()),
        "today" => return edge_of(clock.zoned(), edge).ok_or_else(impossible),
        "yesterday" => {
            // A day is not always 24 hours long, so this is a step in the calendar.
            return clock
                .zoned()
                .yesterday()
                .ok()
                .and_then(|day| edge_of(&day, edge))
                .ok_or_else(impossible);
        }
        _ => {}
    }
    if let Some(raw) = raw_form(&words) {
        return gix_date::parse_header(&raw)
            .map(from_gix)
            .ok_or_else(impossible);
    }
    if is_ago_form(&words) {
        return gix_date::parse(&words, Some(clock.zoned().clone()))
            .map(from_gix)
            .map_err(|_| impossible());
    }
    let Some(form) = CalendarForm::read(&words) else {
        return Err(DateError::Unknown {
            text: text.to_owned(),
        });
    };
    form.resolve(clock, edge).ok_or_else(impossible)
}

/// Seconds with an optional offset, ready for the reader of commit headers, which itself is too lenient.
fn raw_form(words: &str) -> Option<String> {
    let (rest, marked) = words
        .strip_prefix('@')
        .map_or((words, false), |rest| (rest, true));
    let mut parts = rest.split_whitespace();
    let seconds: i64 = parts
        .next()
        .filter(|part| is_digits(part.strip_prefix('-').unwrap_or(part)))?
        .parse()
        .ok()?;
    let offset = parts.next();
    if parts.next().is_some() {
        return None;
    }
    match offset {
        Some(offset) => is_offset(offset).then(|| format!("{seconds} {offset}")),
        // A short bare number is far more likely a mistyped day than a second of the year 1970; git thinks so too.
        None => (marked || seconds >= 100_000_000).then(|| format!("{seconds} +0000")),
    }
}

/// One or more pairs of count and unit, then `ago`; words apart by blanks or dots (`2.weeks.ago`).
fn is_ago_form(words: &str) -> bool {
    const COUNTS: [&str; 10] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    const UNITS: [&str; 7] = ["second", "minute", "hour", "day", "week", "month", "year"];
    let Some(pairs) = words
        .strip_suffix("ago")
        .and_then(|rest| rest.strip_suffix([' ', '.', '\t']))
    else {
        return false;
    };
    let parts: Vec<&str> = pairs
        .split([' ', '.', '\t'])
        .filter(|part| !part.is_empty())
        .collect();
    !parts.is_empty()
        && parts.chunks(2).all(|pair| match pair {
            [count, unit] => {
                (is_digits(count) || COUNTS.contains(count))
                    && UNITS.contains(&unit.strip_suffix('s').unwrap_or(unit))
            }
            _ => false,
        })
}

/// `YYYY-MM-DD`, then perhaps a time of day, then perhaps a zone.
struct CalendarForm<'a> {
    date: &'a str,
    clock: Option<ClockForm<'a>>,
}

struct ClockForm<'a> {
    hour: &'a str,
    minute: &'a str,
    second: &'a str,
    zone: Option<String>,
}

impl<'a> CalendarForm<'a> {
    fn read(words: &'a str) -> Option<CalendarForm<'a>> {
        let date = words.get(..10)?;
        let shape = date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if !shape {
            return None;
        }
        let rest = words.get(10..)?;
        if rest.is_empty() {
            return Some(CalendarForm { date, clock: None });
        }
        let rest = rest.strip_prefix(['t', ' '])?.trim_start();
        let clock_end = rest
            .find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.')
            .unwrap_or(rest.len());
        let (time, zone) = (rest.get(..clock_end)?, rest.get(clock_end..)?.trim_start());
        let zone = match zone {
            "" => None,
            "z" => Some("+0000".to_owned()),
            _ => Some(zone.replacen(':', "", 1))
                .filter(|zone| is_offset(zone))
                .map(Some)?,
        };
        let mut fields = time.splitn(3, ':');
        let (hour, minute) = (fields.next()?, fields.next()?);
        let (second, fraction) = fields.next().map_or(("00", None), |second| {
            second
                .split_once('.')
                .map_or((second, None), |(second, fraction)| {
                    (second, Some(fraction))
                })
        });
        let two = |text: &str| text.len() == 2 && is_digits(text);
        (two(hour) && two(minute) && two(second) && fraction.is_none_or(is_digits)).then_some(
            CalendarForm {
                date,
                clock: Some(ClockForm {
                    hour,
                    minute,
                    second,
                    zone,
                }),
            },
        )
    }

    fn resolve(&self, clock: &Clock, edge: Edge) -> Option<Time> {
        // gix-date checks the day against the calendar; its midnight is UTC, so only the fields are taken.
        let day = gix_date::parse(self.date, None).ok()?.to_zoned().ok()?;
        let local = clock
            .zoned()
            .with()
            .year(day.year())
            .month(day.month())
            .day(day.day());
        let Some(time) = &self.clock else {
            return edge_of(
                &local
                    .hour(12)
                    .minute(0)
                    .second(0)
                    .subsec_nanosecond(0)
                    .build()
                    .ok()?,
                edge,
            );
        };
        let (date, hour, minute, second) = (self.date, time.hour, time.minute, time.second);
        if let Some(zone) = &time.zone {
            let full = format!("{date} {hour}:{minute}:{second} {zone}");
            return gix_date::parse(&full, None).ok().map(from_gix);
        }
        let local = local.hour(hour.parse().ok()?).minute(minute.parse().ok()?);
        local
            .second(second.parse().ok()?)
            .subsec_nanosecond(0)
            .build()
            .ok()
            .map(|zoned| time_of(&zoned))
    }
}

fn edge_of(day: &Zoned, edge: Edge) -> Option<Time> {
    let moment = match edge {
        Edge::Start => day.start_of_day(),
        Edge::End => day.end_of_day(),
    };
    moment.ok().map(|zoned| time_of(&zoned))
}

fn time_of(zoned: &Zoned) -> Time {
    Time::new(zoned.timestamp().as_second(), zoned.offset().seconds())
}

fn from_gix(time: gix_date::Time) -> Time {
    Time::new(time.seconds, time.offset)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A sign and four digits that are a time of day, which is what git takes for an offset.
fn is_offset(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(['+', '-']) else {
        return false;
    };
    let field = |range| {
        digits
            .get(range)
            .and_then(|part: &str| part.parse::<u8>().ok())
    };
    digits.len() == 4
        && is_digits(digits)
        && field(0..2).is_some_and(|hours| hours < 24)
        && field(2..4).is_some_and(|minutes| minutes < 60)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// 2026-03-04T05:06:07+02:00.
    fn clock() -> Clock {
        Clock::new(1_772_593_567, Zone::Offset(7200))
    }

    fn since(text: &str) -> String {
        parse_date(text, &clock(), Edge::Start).unwrap().rfc3339()
    }

    fn until(text: &str) -> String {
        parse_date(text, &clock(), Edge::End).unwrap().rfc3339()
    }

    #[test]
    fn reads_every_form_of_the_manual() {
        assert_eq!(
            since("2026-01-31T14:30:00+01:00"),
            "2026-01-31T14:30:00+01:00"
        );
        assert_eq!(since("2026-01-31T14:30:00.25Z"), "2026-01-31T14:30:00Z");
        assert_eq!(since("2026-01-31t14:30:00z"), "2026-01-31T14:30:00Z");
        assert_eq!(
            since("2026-01-31 14:30:00 -0130"),
            "2026-01-31T14:30:00-01:30"
        );
        assert_eq!(since("2026-01-31 14:30"), "2026-01-31T14:30:00+02:00");
        assert_eq!(until("2026-01-31T14:30:05"), "2026-01-31T14:30:05+02:00");
        assert_eq!(since("1660797906 +0800"), "2022-08-18T12:45:06+08:00");
        assert_eq!(since("1660797906 -1234"), "2022-08-17T16:11:06-12:34");
        assert_eq!(since("@1660797906"), "2022-08-18T04:45:06Z");
        assert_eq!(since("@0"), "1970-01-01T00:00:00Z");
        assert_eq!(since("2 weeks ago"), "2026-02-18T05:06:07+02:00");
        assert_eq!(since("2.weeks.ago"), since("2 weeks ago"));
        assert_eq!(until("Two Weeks ago"), since("2 weeks ago"));
        assert_eq!(since("1 day 1 hour ago"), "2026-03-03T04:06:07+02:00");
        assert_eq!(since("1 month ago"), "2026-02-04T05:06:07+02:00");
        assert_eq!(since(" now "), "2026-03-04T05:06:07+02:00");
    }

    #[test]
    fn a_day_has_two_edges() {
        assert_eq!(since("2026-01-31"), "2026-01-31T00:00:00+02:00");
        assert_eq!(until("2026-01-31"), "2026-01-31T23:59:59+02:00");
        assert_eq!(since("today"), "2026-03-04T00:00:00+02:00");
        assert_eq!(until("Today"), "2026-03-04T23:59:59+02:00");
        assert_eq!(since("yesterday"), "2026-03-03T00:00:00+02:00");
        assert_eq!(until("yesterday"), "2026-03-03T23:59:59+02:00");
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in [
            "",
            "2 bananas ago",
            "foo 3 bar",
            "3 days",
            "ago",
            " ago",
            "days ago",
            "2026",
            "20260131",
            "2026-1-31",
            "last week",
            "Thu, 18 Aug 2022 12:45:06 +0800",
            "2026.01.31",
            "2026-01-31 14",
            "2026-01-31 14:3",
            "2026-01-31 14:30 CET",
            "2026-01-31x",
            "2026-01-31 14:30:00.",
            "tomorrow",
            "1 day ago ago",
            "@",
            "@1 2 3",
            "1660797906 0800",
            "２ days ago",
        ] {
            let error = parse_date(text, &clock(), Edge::Start).unwrap_err();
            assert_eq!(
                error,
                DateError::Unknown {
                    text: text.to_owned()
                }
            );
            assert!(error.to_string().contains("`2 weeks ago`"), "{error}");
        }
        for text in [
            "2026-02-30",
            "2026-13-01",
            "2026-01-31 25:00",
            "2026-01-31 14:61",
            "2026-02-30T10:00:00Z",
            "99999999999999 years ago",
            "0000-00-00",
        ] {
            assert_eq!(
                parse_date(text, &clock(), Edge::Start).unwrap_err(),
                DateError::Impossible {
                    text: text.to_owned()
                }
            );
        }
    }

    #[test]
    fn a_clock_beyond_the_calendar_stands_at_its_end() {
        let clock = Clock::new(i64::MAX, Zone::Offset(i32::MAX));
        assert_eq!(clock.now().seconds, 253_402_207_200);
    }
}

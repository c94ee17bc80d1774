//! Points in time as git records them, and the dates a person may type.
//!
//! A [`Time`] is seconds and an offset, nothing more. Reading dates is in `date`, whose items are offered here too.
//! Dates without a zone, as plans hold them, belong to `plan-core` and are another type.

use serde::{Serialize, Serializer};

pub use crate::date::{Clock, DateError, Edge, Zone, parse_date};

/// A point in time together with the offset of the place where it was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Seconds east of UTC.
    pub offset: i32,
    /// Whether it was recorded with more minutes than an hour has, as `+0099`, which is `+0139`.
    long_minutes: bool,
}

impl Time {
    /// Makes a time from its two parts.
    pub fn new(seconds: i64, offset: i32) -> Time {
        Time {
            seconds,
            offset,
            long_minutes: false,
        }
    }

    /// Makes a time from the number that git writes for a zone: hours and minutes run together, whatever they are. A moment
    /// in a year that git cannot count is none, as for git.
    pub(crate) fn recorded(seconds: i64, zone: i32) -> Time {
        let (hours, minutes) = (i64::from(zone / 100), zone % 100);
        let offset = (hours * 60 + i64::from(minutes)) * 60;
        let time = Time {
            seconds,
            offset: i32::try_from(offset).unwrap_or_default(),
            long_minutes: minutes.abs() >= 60,
        };
        let (year, ..) = time.civil();
        if i32::try_from(year).is_ok() {
            time
        } else {
            Time::default()
        }
    }

    /// The text that git's `%aI` gives: `2026-01-02T03:04:05+01:00`, and `Z` for UTC.
    ///
    /// Years above 9999 get more digits and years before 0 a sign, since commits may hold any number.
    pub fn rfc3339(&self) -> String {
        let (year, month, day) = self.civil();
        let second_of_day = self.local_seconds().rem_euclid(86_400);
        let (hour, minute, second) = (
            second_of_day / 3600,
            second_of_day / 60 % 60,
            second_of_day % 60,
        );
        let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        if self.offset == 0 {
            return date + "Z";
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs() / 60;
        let (mut hours, mut minutes) = (minutes / 60, minutes % 60);
        if self.long_minutes {
            hours = hours.saturating_sub(1);
            minutes += 60;
        }
        format!("{date}{sign}{hours:02}:{minutes:02}")
    }

    /// The calendar day (year, month, day) in the zone of this time.
    pub fn day(&self) -> (i32, u8, u8) {
        let (year, month, day) = self.civil();
        let bounded = year.clamp(i64::from(i32::MIN), i64::from(i32::MAX));
        (i32::try_from(bounded).unwrap_or_default(), month, day)
    }

    fn local_seconds(&self) -> i64 {
        self.seconds.saturating_add(i64::from(self.offset))
    }

    /// Days to a date of the proleptic Gregorian calendar, in years that begin in March so that the leap day is last.
    fn civil(&self) -> (i64, u8, u8) {
        let days = self.local_seconds().div_euclid(86_400) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (
            year,
            u8::try_from(month).unwrap_or(1),
            u8::try_from(day).unwrap_or(1),
        )
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values are what `git log --format=%aI` of git 2.47 prints for the same numbers.
    #[test]
    fn prints_as_git_does() {
        for (seconds, offset, text) in [
            (1_700_000_000, 0, "2023-11-14T22:13:20Z"),
            (1_700_000_000, 5400, "2023-11-14T23:43:20+01:30"),
            (
                1_700_000_000,
                -(12 * 3600 + 34 * 60),
                "2023-11-14T09:39:20-12:34",
            ),
            (1_700_000_000, 86_400, "2023-11-15T22:13:20+24:00"),
            (0, 0, "1970-01-01T00:00:00Z"),
            (253_402_300_800, 0, "10000-01-01T00:00:00Z"),
            (99_999_999_999_999, 3600, "3170843-11-07T10:46:39+01:00"),
            (67_767_976_233_532_799, 0, "2147483647-12-31T23:59:59Z"),
        ] {
            assert_eq!(Time::new(seconds, offset).rfc3339(), text);
        }
    }

    #[test]
    fn zones_are_printed_as_they_were_recorded() {
        for (zone, text) in [
            (99, "2023-11-14T23:52:20+00:99"),
            (1260, "2023-11-15T11:13:20+12:60"),
            (-60, "2023-11-14T21:13:20-00:60"),
            (-9999, "2023-11-10T17:34:20-99:99"),
            (139, "2023-11-14T23:52:20+01:39"),
            (0, "2023-11-14T22:13:20Z"),
        ] {
            assert_eq!(Time::recorded(1_700_000_000, zone).rfc3339(), text);
        }
        assert_eq!(Time::recorded(7, 139), Time::new(7, 99 * 60));
        assert_eq!(Time::recorded(i64::MAX, 0), Time::default());
    }

    #[test]
    fn odd_years_do_not_panic() {
        assert_eq!(
            Time::new(-62_167_219_200, 0).rfc3339(),
            "0000-01-01T00:00:00Z"
        );
        assert_eq!(Time::new(951_782_400, 0).day(), (2000, 2, 29));
        assert_eq!(Time::new(-1, 0).day(), (1969, 12, 31));
        for seconds in [i64::MIN, i64::MAX] {
            for offset in [i32::MIN, 0, i32::MAX] {
                let time = Time::new(seconds, offset);
                assert!(!time.rfc3339().is_empty());
                assert!((1..=12).contains(&time.day().1));
            }
        }
    }

    #[test]
    fn orders_by_moment_first() {
        assert!(Time::new(1, 7200) < Time::new(2, -7200));
        assert!(Time::new(1, 0) < Time::new(1, 60));
    }
}

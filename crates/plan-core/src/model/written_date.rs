//! Dates as people write them at the start of a text.

use super::Date;

/// A date at the start of a text, the date as written, and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrittenDate<'a> {
    /// The day; `None` for a month (`2019-11`, `2026-08-XX`, `2026-02/03`) and for `02/03/2026`, which may be either of
    /// two days.
    pub date: Option<Date>,
    pub text: &'a str,
    pub rest: &'a str,
}

/// Marks that may stand round a date, with those that end them.
const MARKS: [(&str, &str); 8] = [
    ("**", "**"),
    ("__", "__"),
    ("*", "*"),
    ("_", "_"),
    ("`", "`"),
    ("[", "]"),
    ("(", ")"),
    ("（", "）"),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl<'a> WrittenDate<'a> {
    /// Reads a date in any usual spelling, bare or in bold type, back quotes, brackets or a link.
    pub(crate) fn start_of(text: &'a str) -> Option<Self> {
        let mut inner = text;
        let mut closing = Vec::new();
        while let Some((open, close)) = MARKS.iter().find(|(open, _)| inner.starts_with(open)) {
            inner = inner.get(open.len()..)?;
            closing.push(*close);
        }
        let (date, length) = bare(inner)?;
        let (text, mut rest) = inner.split_at_checked(length)?;
        if !closing.is_empty() {
            // `**2019-01-02:** text`
            rest = rest.strip_prefix([':', '：']).unwrap_or(rest);
        }
        while let Some(close) = closing.pop() {
            let Some(after) = rest.strip_prefix(close) else {
                break;
            };
            rest = if close == "]" {
                without_target(after)
            } else {
                after
            };
        }
        Some(Self { date, text, rest })
    }
}

/// What follows `[text]` without the target of the link.
fn without_target(rest: &str) -> &str {
    let target = [('(', ')'), ('[', ']')]
        .into_iter()
        .find_map(|(open, close)| {
            let inner = rest.strip_prefix(open)?;
            inner.split_once(close).map(|(_, after)| after)
        });
    target.unwrap_or(rest)
}

/// A date without marks: the day, if one is named, and its length in bytes.
fn bare(text: &str) -> Option<(Option<Date>, usize)> {
    let spellings = [
        year_first, compact, with_signs, day_last, month_word, day_word,
    ];
    let mut found = spellings.iter().filter_map(|read| {
        let mut reader = Reader { rest: text };
        let date = read(&mut reader)?;
        ends(reader.rest).then_some((date, text.len() - reader.rest.len()))
    });
    found.next()
}

/// Nothing that would make the date part of a longer word or number.
fn ends(rest: &str) -> bool {
    let mut after = rest.chars();
    match after.next() {
        Some('-' | '/' | '.') => !after.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !(c.is_alphanumeric() || c == '_'),
        None => true,
    }
}

/// `2019-01-02`, `2019/1/2`, `2019.01.02`, with a time; `2019-01`, `2019-08-XX`, `2019-02/03`.
fn year_first(reader: &mut Reader) -> Option<Option<Date>> {
    let year = reader.year()?;
    let sign = reader.one_of(&["-", "/", "."])?;
    let month = reader.number(2)?;
    if !(1..=12).contains(&month) {
        return None;
    }
    let mut day = Reader { ..*reader };
    if day.one_of(&[sign]).is_some() {
        if let Some(number) = day.number(2) {
            *reader = day;
            reader.time();
            return Date::new(year, month, number).map(Some);
        }
        if day.one_of(&["XX", "xx", "??", "DD", "dd"]).is_some() {
            *reader = day;
        }
    } else if sign == "-" && day.one_of(&["/"]).is_some() && day.number(2).is_some() {
        *reader = day;
    }
    (sign != ".").then_some(None)
}

/// `20190102`
fn compact(reader: &mut Reader) -> Option<Option<Date>> {
    let year = reader.year()?;
    let (month, day) = (reader.digits(2)?, reader.digits(2)?);
    Date::new(year, month, day).map(Some)
}

/// `2019年1月2日`
fn with_signs(reader: &mut Reader) -> Option<Option<Date>> {
    let year = reader.year()?;
    reader.one_of(&["年"])?;
    let month = reader.blanks().number(2)?;
    reader.one_of(&["月"])?;
    let day = reader.blanks().number(2)?;
    reader.one_of(&["日"])?;
    Date::new(year, month, day).map(Some)
}

/// `02.01.2019`, `20/06/2019`, `09-14-2019`. With signs other than dots the number above 12 is the day.
fn day_last(reader: &mut Reader) -> Option<Option<Date>> {
    let first = reader.number(2)?;
    let sign = reader.one_of(&["-", "/", "."])?;
    let second = reader.number(2)?;
    reader.one_of(&[sign])?;
    let year = reader.year()?;
    match sign {
        "." => Date::new(year, second, first).map(Some),
        _ if second > 12 => Date::new(year, first, second).map(Some),
        _ if first > 12 => Date::new(year, second, first).map(Some),
        _ => (first > 0 && second > 0).then_some(None),
    }
}

/// `Jan 2, 2019`, `January 2nd 2019`, `Jan 2019`.
fn month_word(reader: &mut Reader) -> Option<Option<Date>> {
    let month = reader.month()?;
    reader.one_of(&["."]);
    let mut whole = Reader { ..*reader };
    if let Some(date) = whole.day_and_year(month) {
        *reader = whole;
        return Some(Some(date));
    }
    reader.one_of(&[","]);
    reader.blank()?.year().map(|_| None)
}

/// `2 January 2019`, `6th Feb 2019`.
fn day_word(reader: &mut Reader) -> Option<Option<Date>> {
    let day = reader.ordinal()?;
    reader.one_of(&[" ", "-"])?;
    let month = reader.month()?;
    reader.one_of(&["."]);
    reader.one_of(&[","]);
    reader.one_of(&[" ", "-"])?;
    Date::new(reader.year()?, month, day).map(Some)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn one_of<'s>(&mut self, signs: &[&'s str]) -> Option<&'s str> {
        let sign = signs.iter().find(|sign| self.rest.starts_with(**sign))?;
        self.rest = self.rest.get(sign.len()..)?;
        Some(sign)
    }

    fn blanks(&mut self) -> &mut Self {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        self
    }

    fn blank(&mut self) -> Option<&mut Self> {
        self.rest.starts_with([' ', '\t']).then(|| self.blanks())
    }

    /// One to `width` digits.
    fn number(&mut self, width: usize) -> Option<u8> {
        let digits = self.rest.bytes().take(width).take_while(u8::is_ascii_digit);
        let length = digits.count();
        self.digits(length)
    }

    /// Exactly `width` digits.
    fn digits(&mut self, width: usize) -> Option<u8> {
        let (digits, rest) = self.rest.split_at_checked(width)?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| digits.parse().ok())??;
        self.rest = rest;
        Some(number)
    }

    /// A year of this century or the last one.
    fn year(&mut self) -> Option<i32> {
        let century = self
            .digits(2)
            .filter(|century| matches!(century, 19 | 20))?;
        let year = self.digits(2)?;
        Some(i32::from(century) * 100 + i32::from(year))
    }

    /// The name of a month, whole or by its first letters.
    fn month(&mut self) -> Option<u8> {
        let length = self
            .rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(length)?;
        let word = word.to_ascii_lowercase();
        let month = MONTHS.iter().position(|name| {
            *name == word
                || name.get(..3) == Some(&word)
                || (word == "sept" && *name == "september")
        })?;
        self.rest = rest;
        u8::try_from(month + 1).ok()
    }

    /// `2`, `2nd`
    fn ordinal(&mut self) -> Option<u8> {
        let day = self.number(2)?;
        self.one_of(&["st", "nd", "rd", "th"]);
        Some(day)
    }

    /// ` 2, 2019`
    fn day_and_year(&mut self, month: u8) -> Option<Date> {
        let day = self.blank()?.ordinal()?;
        self.one_of(&[","]);
        let year = self.blank()?.year()?;
        Date::new(year, month, day)
    }

    /// `T10:30:00Z` or ` 10:30` after a day.
    fn time(&mut self) {
        let mut time = Reader { rest: self.rest };
        let read = |time: &mut Reader| {
            time.one_of(&["T", " "])?;
            time.digits(2)?;
            time.one_of(&[":"])?;
            time.digits(2)?;
            if time.one_of(&[":"]).is_some() {
                time.digits(2)?;
            }
            if time.one_of(&["."]).is_some() {
                time.rest = time.rest.trim_start_matches(|c: char| c.is_ascii_digit());
            }
            if time.one_of(&["Z"]).is_none() && time.one_of(&["+", "-"]).is_some() {
                time.digits(2)?;
                time.one_of(&[":"]);
                time.digits(2)?;
            }
            Some(())
        };
        if read(&mut time).is_some() {
            self.rest = time.rest;
        }
    }
}

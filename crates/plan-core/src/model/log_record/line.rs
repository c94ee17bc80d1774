//! The first line of a log entry: date, version, title.

use super::{LogForm, LogRecord};
use crate::model::Date;
use crate::model::written_date::WrittenDate;
use crate::span::Span;

#[derive(Default)]
pub(super) struct Line {
    pub(super) date: Option<Date>,
    pub(super) date_text: Option<String>,
    pub(super) version: Option<String>,
    pub(super) title: String,
}

impl Line {
    /// The heading of the template's own form, already taken apart.
    pub(super) fn dated(date: &str, title: &str) -> Self {
        Self {
            date: date.parse().ok(),
            date_text: Some(date.to_owned()),
            version: None,
            title: one_line(title),
        }
    }

    /// The cells of a row; `None` if they hold neither a date nor a version.
    pub(super) fn of_cells(date: &str, version: Option<&str>) -> Option<Self> {
        let date = WrittenDate::start_of(date).filter(|date| date.rest.trim().is_empty());
        let version = version.filter(|version| !version.is_empty());
        (date.is_some()
            || version.is_some_and(|version| version.contains(|c: char| c.is_ascii_digit())))
        .then(|| Self::default().on(date).of_version(version))
    }

    /// Reads the line of a heading, item or paragraph; `None` if it starts no entry.
    pub(super) fn read(form: LogForm, text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = text.trim_start_matches(|c: char| !(c.is_alphanumeric() || c == '{'));
        if plain.starts_with("YYYY") || plain.starts_with('{') {
            return None;
        }
        Self::date_first(form, text)
            .or_else(|| Self::version_first(form, text))
            .or_else(|| match form {
                LogForm::Heading => Some(Self::date_in_brackets(text)),
                LogForm::Bullet | LogForm::Numbered => Self::date_last(text),
                LogForm::Paragraph | LogForm::Row => None,
            })
    }

    /// `2019-01-02: text`
    fn date_first(form: LogForm, text: &str) -> Option<Self> {
        let date = WrittenDate::start_of(text)?;
        let parted = date.rest.is_empty() || date.rest.starts_with([':', '：', ' ', '\t', ',']);
        (form != LogForm::Paragraph || parted)
            .then(|| Self::default().on(Some(date)).titled(date.rest))
    }

    /// `v1.2: text`, `v1.2 (2019-01-02): text`, `Revision 2: text`
    fn version_first(form: LogForm, text: &str) -> Option<Self> {
        let (version, rest) = version(text)?;
        let after = rest.trim_start();
        let colon = after.starts_with([':', '：', '—', '–']) || after.starts_with("- ");
        // `v1 (used by two hosts)` is a sentence; `2.5 seconds` is no version.
        let is_number =
            version.starts_with(|c: char| c.is_ascii_digit()) && text.starts_with(version);
        let ended = colon || after.is_empty() || after.starts_with(['(', '（', '[']);
        if (form == LogForm::Paragraph && !colon) || (is_number && !ended) {
            return None;
        }
        let line = Self::default().of_version(Some(version));
        let rest = without_separator(rest);
        if let Some((date, before, after)) = bracketed(rest) {
            let rest = format!("{before} {}", without_separator(after));
            return Some(line.on(Some(date)).titled(&rest));
        }
        match WrittenDate::start_of(rest) {
            Some(date) => Some(line.on(Some(date)).titled(date.rest)),
            None => Some(line.titled(rest)),
        }
    }

    /// `TICK-001: Direct access (2019-01-02)`, or a title alone.
    fn date_in_brackets(text: &str) -> Self {
        match bracketed(text) {
            Some((date, before, after)) => Self::default()
                .on(Some(date))
                .titled(&format!("{before}{after}")),
            None => Self::default().titled(text),
        }
    }

    /// `First cut sent to the list 2019-01-02`
    fn date_last(text: &str) -> Option<Self> {
        let starts = text
            .match_indices([' ', '\t'])
            .map(|(at, blank)| at + blank.len());
        starts
            .filter_map(|at| text.split_at_checked(at))
            .find_map(|(before, rest)| {
                let date = WrittenDate::start_of(rest).filter(|date| date.date.is_some())?;
                let end = date.rest.trim_matches(['.', ')', '）', ' ']);
                let is_number = date.text.bytes().all(|byte| byte.is_ascii_digit());
                let title =
                    before.trim_end_matches([' ', '\t', ',', ':', '：', '-', '–', '—', '(', '（']);
                let title = title.strip_suffix(" on").unwrap_or(title);
                (end.is_empty() && !is_number && !title.is_empty())
                    .then(|| Self::default().on(Some(date)).titled(title))
            })
    }

    fn on(mut self, date: Option<WrittenDate>) -> Self {
        if let Some(date) = date {
            self.date = date.date;
            self.date_text = Some(date.text.to_owned());
        }
        self
    }

    fn of_version(mut self, version: Option<&str>) -> Self {
        self.version = version.map(str::to_owned);
        self
    }

    fn titled(mut self, rest: &str) -> Self {
        let title = one_line(without_separator(rest));
        let bold = title
            .strip_prefix("**")
            .and_then(|title| title.strip_suffix("**"))
            .filter(|title| !title.contains('*'));
        self.title = bold.map_or_else(|| title.clone(), str::to_owned);
        self
    }

    pub(super) fn record(self, form: LogForm, text: Vec<String>, span: Option<Span>) -> LogRecord {
        LogRecord {
            form,
            date: self.date,
            date_text: self.date_text,
            version: self.version,
            title: self.title,
            text,
            span,
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_separator(text: &str) -> &str {
    let text = text.trim_start();
    let rest = text.strip_prefix([':', '：', '—', '–', '-', '|', ',']);
    rest.unwrap_or(text).trim_start()
}

/// A date in round brackets, with what stands before and behind them.
fn bracketed(text: &str) -> Option<(WrittenDate<'_>, &str, &str)> {
    text.match_indices(['(', '（']).find_map(|(at, open)| {
        let inner = text.get(at + open.len()..)?;
        let (inside, after) = inner.split_once([')', '）'])?;
        let date = WrittenDate::start_of(inside.trim())?;
        Some((date, text.get(..at)?.trim_end(), after))
    })
}

/// A version at the start of a text, bare or marked, and what follows it.
fn version(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_start_matches(['*', '_', '`', '[']);
    let marked = inner.len() < text.len();
    let (word, number) = worded(inner).unwrap_or(("", inner));
    let letter = usize::from(word.is_empty() && number.starts_with('v'));
    let digits = number.get(letter..)?;
    let length = digits
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(digits.len());
    let figures = digits.get(..length)?.trim_end_matches('.');
    let parts = figures.split('.').filter(|part| !part.is_empty()).count();
    let dotted = parts == figures.split('.').count()
        && parts >= if letter > 0 || !word.is_empty() { 1 } else { 2 };
    let (version, mut rest) = number.split_at_checked(letter + figures.len())?;
    if !dotted
        || rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.') && !marked)
    {
        return None;
    }
    if marked {
        rest = rest.strip_prefix([':', '：']).unwrap_or(rest);
        rest = rest.trim_start_matches(['*', '_', '`', ']']);
        if let Some((_, after)) = rest
            .strip_prefix('(')
            .and_then(|target| target.split_once(')'))
            && text.starts_with('[')
        {
            rest = after;
        }
    }
    Some((version, rest))
}

/// `Version 2`, `Revision 2`: the word and what follows it.
fn worded(text: &str) -> Option<(&str, &str)> {
    ["version", "revision"].iter().find_map(|word| {
        let (start, rest) = text.split_at_checked(word.len())?;
        let number = rest.trim_start();
        (start.eq_ignore_ascii_case(word) && number.len() < rest.len()).then_some((start, number))
    })
}

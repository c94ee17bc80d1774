//! One entry of the log: `### YYYY-MM-DD - Title` and bullets.

use std::fmt::Write as _;

use super::hash::EntryHash;
use crate::change::{Aligner, ChangeKind, Line, Node};
use crate::document::Document;
use crate::model::{Date, LogEntry, LogForm, LogRecord};

/// The title of the first entry of a plan.
const INITIAL: &str = "Initial Plan";
/// Widest title, in characters.
const MAX_TITLE: usize = 72;

/// An entry in the tool's own wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day.
    pub date: Date,
    /// The bullets, most important first. A [`Line::reason`] stands last.
    pub lines: Vec<Line>,
}

impl Entry {
    /// The title: the first line, and how many more there are.
    pub fn title(&self) -> String {
        title(&self.lines)
    }

    /// Computes the hash that the entry has in a log.
    #[must_use]
    pub fn hash(&self) -> EntryHash {
        EntryHash::of(&self.render(3, "\n"))
    }

    /// The Markdown of the entry, without a final line ending.
    pub(crate) fn render(&self, level: u8, eol: &str) -> String {
        let hashes = "#".repeat(usize::from(level));
        let mut out = format!("{hashes} {} - {}{eol}", self.date, self.title());
        for line in &self.lines {
            // Writing to a string cannot fail.
            let _ = write!(out, "{eol}- {line}");
        }
        out
    }
}

/// The title for lines. A title that was written differently makes its entry hand-written.
pub fn title(lines: &[Line]) -> String {
    let mut told = lines
        .iter()
        .filter(|line| line.kind() != ChangeKind::Reason);
    let Some(first) = told.next() else {
        return "Note".to_owned();
    };
    let rest = told.count();
    if first.kind() == ChangeKind::Created {
        return INITIAL.to_owned();
    }
    let more = match rest {
        0 => String::new(),
        rest => format!(", and {rest} more"),
    };
    let text = first.to_string();
    let room = MAX_TITLE - more.chars().count();
    if text.chars().count() <= room {
        return text + &more;
    }
    let cut: String = text.chars().take(room - 1).collect();
    format!("{}…{more}", cut.trim_end())
}

/// An entry as it stands in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEntry {
    /// The day, as written.
    pub date: String,
    /// The title.
    pub title: String,
    /// The Markdown below the heading, `\n` for every line ending.
    pub body: String,
    /// The lines, if every one of them and the title are the tool's own wording; `None` for an entry written by hand.
    pub own: Option<Vec<Line>>,
    /// The hash of the whole entry.
    pub hash: EntryHash,
}

impl WrittenEntry {
    /// Returns true if the entry is in the tool's wording and holds reasons alone.
    #[must_use]
    pub fn has_only_reasons(&self) -> bool {
        let is_reason = |line: &Line| line.kind() == ChangeKind::Reason;
        let own = self.own.as_deref();
        own.is_some_and(|lines| !lines.is_empty() && lines.iter().all(is_reason))
    }

    /// Heading and body without white space that means nothing: what makes two entries the same.
    pub fn key(&self) -> (String, String, String) {
        (self.date.clone(), self.title.clone(), self.plain_body())
    }

    fn plain_body(&self) -> String {
        let lines = self
            .body
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Whether a log has its newest entry first, told by the days and titles of its entries. Where the plan was created is plain;
/// else most steps from one entry to the next count, since a clock can be wrong for once.
pub fn grows_upwards(entries: &[(String, String)]) -> bool {
    let is_first = |(_, title): &(String, String)| title == INITIAL;
    match entries {
        [] | [_] => false,
        [first, ..] if is_first(first) => false,
        [.., last] if is_first(last) => true,
        _ => {
            let steps = || entries.iter().zip(entries.iter().skip(1));
            let down = steps().filter(|((day, _), (next, _))| day > next).count();
            let up = steps().filter(|((day, _), (next, _))| day < next).count();
            down > up
        }
    }
}

/// For each entry of `before` the position in `now` where it still is. An entry that was edited (its date, its title, its
/// words, white space) is still the entry it was.
pub fn kept(before: &[WrittenEntry], now: &[WrittenEntry]) -> Vec<Option<usize>> {
    let node = |entry: &WrittenEntry| {
        let (date, title, body) = entry.key();
        // Lines of the tool's own are too much alike to tell an edited entry from another one by its words.
        let words = if entry.own.is_some() {
            String::new()
        } else {
            format!("{title} {body}")
        };
        let keys = [
            format!("{date}\n{title}\n{body}"),
            format!("{date}\n{title}"),
            format!("{title}\n{body}"),
            format!("{date}\n{body}"),
        ];
        Node::new(0, keys, words)
    };
    let nodes = |entries: &[WrittenEntry]| entries.iter().map(node).collect::<Vec<_>>();
    Aligner::default().align(&nodes(before), &nodes(now))
}

/// Positions of the entries of `now` that `before` does not have, edited or not; of two equal entries, one may be new.
pub fn added(before: &[WrittenEntry], now: &[WrittenEntry]) -> Vec<usize> {
    let kept = kept(before, now);
    (0..now.len())
        .filter(|at| !kept.contains(&Some(*at)))
        .collect()
}

/// The entries of a document's log, in file order.
pub fn written(document: &Document) -> Vec<WrittenEntry> {
    document
        .plan()
        .log_entries()
        .into_iter()
        .zip(document.entry_texts())
        .map(|(entry, (text, _))| read(entry, &text))
        .collect()
}

/// Returns the entries of a document's log in every form. Those of [`written`] come first, at the
/// same positions. Bullets, rows and other headings follow in file order.
pub fn written_in_any_form(document: &Document) -> Vec<WrittenEntry> {
    let mut entries = written(document);
    let headings = document.plan().log_entries();
    let is_written = |record: &LogRecord| {
        let mut spans = headings.iter().map(|entry| entry.span());
        record.span.is_some() && spans.any(|span| span == record.span)
    };
    let records = document.plan().log_records();
    let others = records.iter().filter(|record| !is_written(record));
    entries.extend(others.map(|record| {
        let date = record.date.map(|date| date.to_string());
        let date = date
            .or_else(|| record.date_text.clone())
            .unwrap_or_default();
        let body = record.text.join("\n");
        let hash = EntryHash::of(&format!("### {date} {}\n\n{body}", record.title));
        WrittenEntry {
            date,
            title: record.title.clone(),
            body,
            own: None,
            hash,
        }
    }));
    entries
}

/// How many entries a document's log has in forms that people use and the tool does not write: bullets, rows of a table.
pub fn in_other_forms(document: &Document) -> usize {
    let records = document.plan().log_records();
    let other = records
        .iter()
        .filter(|record| record.form != LogForm::Heading);
    other.count()
}

fn read(entry: &LogEntry, text: &str) -> WrittenEntry {
    let body = text
        .split_once('\n')
        .map_or("", |(_, body)| body)
        .trim_matches('\n')
        .to_owned();
    let title_text = entry.title.on_one_line();
    let lines: Option<Vec<Line>> = body
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| Line::parse(line.strip_prefix("- ")?))
        .collect();
    let own = lines.filter(|lines| !lines.is_empty() && title(lines) == title_text);
    WrittenEntry {
        date: entry.date.to_string(),
        title: title_text,
        body,
        own,
        hash: EntryHash::of(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line::parse(text).unwrap_or_else(|| Line::reason(text))
    }

    #[test]
    fn titles() {
        let of = |texts: &[&str]| title(&texts.iter().map(|text| line(text)).collect::<Vec<_>>());
        assert_eq!(of(&["Created from plan/discussion/a.md"]), "Initial Plan");
        assert_eq!(
            of(&["Status: Draft -> Ready", "Reason: reviewed"]),
            "Status: Draft -> Ready"
        );
        assert_eq!(
            of(&["Status: Draft -> Ready", "Phase 2 added: Ship"]),
            "Status: Draft -> Ready, and 1 more"
        );
        let long = of(&[
            &format!("Phase 2 added: {}", "very ".repeat(20).trim()),
            "Text changed",
        ]);
        assert!(
            long.chars().count() <= MAX_TITLE && long.ends_with("…, and 1 more"),
            "{long}"
        );
    }

    #[test]
    fn a_log_grows_one_way() {
        let upwards = |entries: &[(&str, &str)]| {
            let entries: Vec<_> = entries
                .iter()
                .map(|(day, title)| ((*day).to_owned(), (*title).to_owned()))
                .collect();
            grows_upwards(&entries)
        };
        assert!(!upwards(&[]));
        assert!(!upwards(&[("2026-01-01", "a")]));
        assert!(!upwards(&[("2026-01-01", "a"), ("2026-01-01", "b")]));
        assert!(!upwards(&[("2026-01-01", "a"), ("2026-01-02", "b")]));
        assert!(upwards(&[("2026-01-02", "a"), ("2026-01-01", "b")]));
        assert!(upwards(&[("2026-01-01", "a"), ("2026-01-01", INITIAL)]));
        assert!(!upwards(&[
            ("2026-01-01", INITIAL),
            ("2001-01-01", "a wrong clock")
        ]));
        let wrong = [
            ("2026-01-01", "a"),
            ("2026-01-02", "b"),
            ("2026-01-03", "c"),
            ("2001-01-01", "d"),
        ];
        assert!(!upwards(&wrong));
    }

    #[test]
    fn an_entry_is_own_to_the_letter_or_hand_written() {
        let own = |entry: &str| {
            let document = Document::parse(format!(
                "# Implementation Plan: x\n\n## Evolution Log\n\n{entry}\n"
            ));
            written(&document).first().map(|entry| entry.own.is_some())
        };
        assert_eq!(
            own("### 2026-01-02 - Text changed\n\n- Text changed"),
            Some(true)
        );
        assert_eq!(
            own("### 2026-01-02 - Text changed\n- Text changed"),
            Some(true)
        );
        assert_eq!(
            own("### 2026-01-02 - Scope cut\n\n- Text changed"),
            Some(false)
        );
        assert_eq!(
            own("### 2026-01-02 - Text changed\n\n- Text changed a lot"),
            Some(false)
        );
        assert_eq!(
            own("### 2026-01-02 - Text changed\n\nText changed"),
            Some(false)
        );
        assert_eq!(
            own("### YYYY-MM-DD - {Change}\nUpdated phase 2 based on {reason}"),
            None
        );
    }
}

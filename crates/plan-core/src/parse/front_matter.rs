//! The `key: value` lines of a front matter. Not a YAML parser: nested lines are kept as written.
//!
//! ```text
//! line  := key ":" [blank value [" #" comment]]        key begins the line, with a letter
//! value := text | quoted text, the quotes left out
//! ```

use super::Reader;
use crate::model::{FrontField, FrontLine, FrontMatter, FrontText, Meaning};
use crate::source;
use crate::span::Span;
use crate::template::SectionName;

pub(super) fn read(reader: &Reader, span: Span) -> FrontMatter {
    let mut lines = Vec::new();
    let mut at = span.start as usize;
    for raw in source::lines(reader.str(span)) {
        let line = raw.trim_end_matches(['\n', '\r']);
        lines.push(read_line(reader, line, at));
        at += raw.len();
    }
    // From fence to fence.
    let text = reader.source.text();
    let mark = '\u{feff}';
    let start = if text.starts_with(mark) {
        mark.len_utf8()
    } else {
        0
    };
    let body = text
        .get(..reader.source.body() as usize)
        .unwrap_or_default();
    let end = body.trim_end_matches(['\n', '\r', ' ', '\t']).len();
    FrontMatter {
        lines,
        origin: reader.origin(Span::new(start, end)),
    }
}

fn read_line(reader: &Reader, line: &str, at: usize) -> FrontLine {
    let end = at + line.len();
    let origin = reader.origin(Span::new(at, end));
    let Some((key, value)) = field(line) else {
        let text = reader.part(at, end);
        return FrontLine::Other(FrontText { text, origin });
    };
    FrontLine::Field(FrontField {
        name: Meaning(reader.vocabulary.field(key, Some(SectionName::Header))),
        key: reader.part(at, at + key.len()),
        value: reader.part(at + value.start, at + value.end),
        origin,
    })
}

/// The key of a `key: value` line, and where its value stands.
fn field(line: &str) -> Option<(&str, std::ops::Range<usize>)> {
    let (key, rest) = line.split_once(':')?;
    let key_reads = key.chars().next()?.is_alphabetic()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '));
    if !key_reads || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let value = value_range(rest);
    let start = key.len() + 1;
    Some((key, start + value.start..start + value.end))
}

/// The value in `rest`: outer blanks, quotes and a trailing ` # comment` left out.
fn value_range(rest: &str) -> std::ops::Range<usize> {
    let lead = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let value = rest.get(lead..).unwrap_or_default();
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\''))
        && let Some(close) = value.get(1..).and_then(|inner| inner.find(quote))
    {
        return lead + 1..lead + 1 + close;
    }
    let end = value.find(" #").unwrap_or(value.len());
    let kept = value
        .get(..end)
        .unwrap_or(value)
        .trim_end_matches([' ', '\t'])
        .len();
    lead..lead + kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_leave_quotes_and_comments_out() {
        let read = |line: &str| {
            let (key, value) = field(line)?;
            Some((key.to_owned(), line.get(value)?.to_owned()))
        };
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(read("status: Draft"), pair("status", "Draft"));
        assert_eq!(
            read("status: implementable # provisional|implemented"),
            pair("status", "implementable")
        );
        assert_eq!(read("title: \"A: b # c\" "), pair("title", "A: b # c"));
        assert_eq!(read("status:"), pair("status", ""));
        assert_eq!(read("  phase: 2"), None);
        assert_eq!(read("- a: b"), None);
        assert_eq!(read("http://x"), None);
    }
}

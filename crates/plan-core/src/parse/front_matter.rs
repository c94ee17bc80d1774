//! The `key: value` lines of a front matter. Not a YAML parser: nested lines are kept as written.

use crate::model::{FrontLine, FrontMatter, Text};
use crate::span::Span;

pub(super) fn read(source: &str, span: Span) -> FrontMatter {
    let mut lines = Vec::new();
    let mut at = span.start as usize;
    for raw in span.of(source).split_inclusive('\n') {
        let line = raw.trim_end_matches(['\n', '\r']);
        lines.push(read_line(line, at));
        at += raw.len();
    }
    FrontMatter { lines }
}

fn read_line(line: &str, at: usize) -> FrontLine {
    let field = || {
        let (key, rest) = line.split_once(':')?;
        let key_reads = key.chars().next()?.is_alphabetic()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '));
        if !key_reads || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
            return None;
        }
        let value = value_range(rest);
        let start = at + key.len() + 1;
        Some(FrontLine::Field {
            key: Text::at(key, Span::new(at, at + key.len())),
            value: Text::at(
                rest.get(value.clone())?,
                Span::new(start + value.start, start + value.end),
            ),
        })
    };
    field().unwrap_or_else(|| FrontLine::Other {
        text: Text::at(line, Span::new(at, at + line.len())),
    })
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
        let read = |line: &str| match read_line(line, 10) {
            FrontLine::Field { key, value } => {
                assert_eq!(
                    value.span().map(|span| span.end - span.start),
                    u32::try_from(value.len()).ok()
                );
                Some((key.to_string(), value.to_string()))
            }
            FrontLine::Other { .. } => None,
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

//! Lines, indents and markers round a node in its source text.

use crate::model::NodeRef;
use crate::source::Eol;
use crate::span::Span;

/// Blanks that may stand at either end of a line. Never Unicode white space: that is text.
pub(super) const BLANKS: [char; 2] = [' ', '\t'];

/// Questions about the lines of one source text.
#[derive(Clone, Copy)]
pub(super) struct Layout<'a> {
    pub text: &'a str,
    pub eol: Eol,
}

impl<'a> Layout<'a> {
    pub(super) fn slice(self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The start of the line that holds a byte.
    pub(super) fn line_start(self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before
            .rfind(['\n', '\r'])
            .map_or(self.body(at), |end| end + 1)
    }

    /// A byte order mark stands on no line.
    fn body(self, at: usize) -> usize {
        let mark = '\u{feff}';
        if self.text.starts_with(mark) {
            mark.len_utf8().min(at)
        } else {
            0
        }
    }

    /// The end of the line that holds a byte, its line ending left out.
    pub(super) fn line_end(self, at: usize) -> usize {
        let after = self.text.get(at..).unwrap_or_default();
        at + after.find(['\n', '\r']).unwrap_or(after.len())
    }

    /// The start of the line after the one that holds a byte, or the end of the text.
    pub(super) fn next_line(self, at: usize) -> usize {
        let end = self.line_end(at);
        let rest = self.text.get(end..).unwrap_or_default();
        match rest.strip_prefix("\r\n") {
            Some(_) => end + 2,
            None => end + usize::from(!rest.is_empty()),
        }
    }

    /// The line ending of the line that holds a byte, or the one used most.
    pub(super) fn eol_at(self, at: usize) -> &'static str {
        let rest = self.text.get(self.line_end(at)..).unwrap_or_default();
        if rest.starts_with("\r\n") {
            "\r\n"
        } else if rest.starts_with('\n') {
            "\n"
        } else if rest.starts_with('\r') {
            "\r"
        } else {
            self.eol.as_str()
        }
    }

    /// What a line that continues the text at a byte begins with: the indent and quote signs before it, everything else
    /// there replaced by blanks.
    pub(super) fn hang(self, at: usize) -> String {
        let before = self.slice(self.line_start(at), at);
        let keep = |c: char| {
            if matches!(c, ' ' | '\t' | '>') {
                c
            } else {
                ' '
            }
        };
        before.chars().map(keep).collect()
    }

    /// True if only indent and quote signs stand between the start of the line and a byte.
    pub(super) fn leads_line(self, at: usize) -> bool {
        self.slice(self.line_start(at), at)
            .chars()
            .all(|c| matches!(c, ' ' | '\t' | '>'))
    }

    /// Number of line endings in a stretch of text.
    pub(super) fn breaks(self, start: usize, end: usize) -> usize {
        let gap = self.slice(start, end);
        gap.matches('\n').count() + gap.matches('\r').count() - gap.matches("\r\n").count()
    }

    /// The marker of a list entry that starts at a byte: bullet or number, with the blanks behind it.
    pub(super) fn marker(self, at: usize) -> Marker<'a> {
        let line = self.slice(at, self.line_end(at));
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let sign = (digits + 1).min(line.len());
        let rest = line.get(sign..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches(BLANKS).len();
        // Five blanks or more begin code, and a marker alone on its line is followed by none.
        let blanks = if blanks > 4 || blanks == rest.len() {
            blanks.min(1)
        } else {
            blanks
        };
        Marker {
            text: line.get(..sign + blanks).unwrap_or(line),
            digits,
        }
    }

    /// Where the heading of a section ends: behind its last line, the underline included.
    pub(super) fn heading_end(self, node: NodeRef<'_>, span: Span) -> usize {
        let start = span.start as usize;
        if self.slice(start, start + 1) == "#" {
            return self.line_end(start);
        }
        let last = node
            .slots()
            .into_iter()
            .filter_map(|(_, text)| text?.span())
            .map(|span| span.end as usize)
            .max();
        self.line_end(self.next_line(last.unwrap_or(start)))
    }
}

/// The marker of a list entry.
#[derive(Clone, Copy)]
pub(super) struct Marker<'a> {
    /// `- `, `10. `, with the blanks behind it.
    pub text: &'a str,
    /// Number of digits; none for a bullet.
    pub digits: usize,
}

impl Marker<'_> {
    /// The marker with another number.
    pub(super) fn numbered(self, number: u64) -> String {
        match self.text.get(self.digits..) {
            Some(rest) if self.digits > 0 => format!("{number}{rest}"),
            _ => self.text.to_owned(),
        }
    }

    /// The number, if it has one.
    pub(super) fn number(self) -> Option<u64> {
        self.text.get(..self.digits)?.parse().ok()
    }
}

/// Lines with a prefix before each but the first, and with these line endings. Blank lines get no prefix, or they would
/// end in blanks.
pub(super) fn placed(text: &str, prefix: &str, eol: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push_str(eol);
            out.push_str(if line.is_empty() {
                prefix.trim_end()
            } else {
                prefix
            });
        }
        out.push_str(line);
    }
    out
}

/// Lines of a source without the prefix that `width` columns of it are, joined by `\n`.
pub(super) fn lifted(text: &str, width: usize) -> String {
    let plain = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(plain.len());
    for (number, line) in plain.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
            out.push_str(without(line, width));
        } else {
            out.push_str(line);
        }
    }
    out
}

/// A line without the indent and quote signs in its first `width` columns.
fn without(line: &str, width: usize) -> &str {
    let mut column = 0;
    for (offset, c) in line.char_indices() {
        let step = match c {
            ' ' | '>' => 1,
            '\t' => 4 - column % 4,
            _ => 0,
        };
        if step == 0 || column + step > width {
            return line.get(offset..).unwrap_or_default();
        }
        column += step;
    }
    ""
}

/// Columns that a prefix takes, a tab reaching to the next stop of four.
pub(super) fn columns(prefix: &str) -> usize {
    prefix.chars().fold(0, |column, c| {
        column + if c == '\t' { 4 - column % 4 } else { 1 }
    })
}

//! Text from files and commits made harmless and measurable: what a terminal would obey is made visible, widths are those
//! of a terminal, long lines are wrapped. Nothing is printed in this module.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Makes control characters visible (`\x1b`, `\u{202e}`) and keeps line breaks and tabs.
///
/// Controls are C0, DEL and C1; beside them the characters that turn the direction of text around, which can make a line
/// read as something it is not. A carriage return is kept as part of a CR LF only.
pub fn escape(text: &str) -> Cow<'_, str> {
    replace(text, true)
}

/// Makes control characters visible, line breaks and tabs among them (`\n`, `\t`): the result is one line.
pub fn escape_line(text: &str) -> Cow<'_, str> {
    replace(text, false)
}

fn replace(text: &str, lines: bool) -> Cow<'_, str> {
    if !text
        .chars()
        .any(|c| dangerous(c) && !(lines && matches!(c, '\n' | '\t')))
    {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' | '\t' if lines => shown.push(c),
            '\r' if lines && rest.peek() == Some(&'\n') => shown.push(c),
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            c if dangerous(c) => show(c, &mut shown),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a terminal, or the eye of a reader, would be led astray by the character.
fn dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn show(c: char, into: &mut String) {
    let code = u32::from(c);
    // Writing to a String cannot fail.
    let _ = if code < 0x80 {
        write!(into, "\\x{code:02x}")
    } else {
        write!(into, "\\u{{{code:x}}}")
    };
}

/// Makes a JSON document harmless without changing what it says: serde_json leaves DEL, C1 and the bidirectional controls
/// as they are, and inside a JSON string (the only place where they can stand) `\u009b` means the same.
pub(super) fn escape_json(json: &str) -> Cow<'_, str> {
    let plain = |c: char| c == '\n' || !dangerous(c);
    // Most of it is ASCII, which is looked at faster.
    let printable = |byte: &u8| matches!(byte, b'\n' | b' '..=b'~');
    if json.as_bytes().iter().all(printable) || json.chars().all(plain) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if plain(c) {
            safe.push(c);
        } else {
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        }
    }
    Cow::Owned(safe)
}

/// The columns that a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// What to do with a word that is longer than a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LongWord {
    /// Let it stand out, so that a path or an address can still be copied.
    Keep,
    /// Cut it into pieces that fit, where columns have to line up.
    Cut,
}

/// Breaks a text into lines of at most `columns` columns, at blanks; line breaks of the text are kept.
///
/// Blanks inside a line are kept unless the line breaks there. Gives one line at least.
pub fn wrap(text: &str, columns: usize, long: LongWord) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for piece in paragraph.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            if used > 0 && used + width(word) > columns {
                lines.push(line.trim_end_matches(' ').to_owned());
                line.clear();
                used = 0;
            }
            if long == LongWord::Cut && width(word) > columns {
                for c in word.chars() {
                    let wide = c.width().unwrap_or(0);
                    if used + wide > columns && used > 0 {
                        lines.push(std::mem::take(&mut line));
                        used = 0;
                    }
                    line.push(c);
                    used += wide;
                }
                let blanks = piece.len() - word.len();
                line.push_str(&" ".repeat(blanks));
                used += blanks;
            } else {
                line.push_str(piece);
                used += width(piece);
            }
        }
        lines.push(line.trim_end_matches(' ').to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(
            escape("Grüße, 世界 \u{1f980}\n\tx\n"),
            Cow::Borrowed(_)
        ));
        assert!(matches!(escape_line("Grüße, 世界"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_a_terminal_obeys_is_made_visible() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected);
        check("\u{1b}]0;owned\u{7}", "\\x1b]0;owned\\x07");
        check("a\u{7f}b\0", "a\\x7fb\\x00");
        check("\u{9b}31m", "\\u{9b}31m");
        check("x\u{202e}y\u{2066}z", "x\\u{202e}y\\u{2066}z");
        check("over\rwritten\r\n", "over\\x0dwritten\r\n");
        check("a\u{8}\n\tb", "a\\x08\n\tb");
    }

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(escape_line("a\nb\tc\r\n"), "a\\nb\\tc\\x0d\\n");
    }

    #[test]
    fn every_control_and_direction_character_is_caught() {
        for code in (0..=0x9f).chain(0x202a..=0x202e).chain(0x2066..=0x2069) {
            let Some(c) = char::from_u32(code) else {
                continue;
            };
            let text = c.to_string();
            let safe = escape_line(&text).into_owned();
            assert!(!safe.chars().any(dangerous), "{code:x}");
            assert_eq!(safe == text, !dangerous(c), "{code:x}");
        }
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = serde_json::json!({ "title": "a\u{9b}b\u{202e}c\u{7f}\u{1b}\nd" });
        let raw = serde_json::to_string_pretty(&value).unwrap();
        let safe = escape_json(&raw);
        assert!(!safe.chars().any(|c| dangerous(c) && c != '\n'));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
    }

    #[test]
    fn wrapping_breaks_at_blanks_by_display_width() {
        assert_eq!(
            wrap("one two three", 7, LongWord::Keep),
            ["one two", "three"]
        );
        assert_eq!(wrap("one\ntwo", 80, LongWord::Keep), ["one", "two"]);
        assert_eq!(wrap("", 10, LongWord::Keep), [""]);
        assert_eq!(wrap("世界 世界", 5, LongWord::Keep), ["世界", "世界"]);
        assert_eq!(
            wrap("a /very/long/path b", 6, LongWord::Keep),
            ["a", "/very/long/path", "b"]
        );
        assert_eq!(
            wrap("abcdefgh ij", 3, LongWord::Cut),
            ["abc", "def", "gh", "ij"]
        );
        assert_eq!(wrap("a  b", 10, LongWord::Keep), ["a  b"]);
        assert_eq!(wrap("世界", 1, LongWord::Cut), ["世", "界"]);
    }
}

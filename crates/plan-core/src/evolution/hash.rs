//! The hash of a log entry: equal for texts that a formatter or another line ending made
//! different.
//!
//! The hash covers the heading and, for each block below it, its kind, its nesting and its text.
//! It ignores the bullet character, the number of a list item, the width of an indentation, blank
//! lines, blanks at the end of a line, carriage returns and the wrapping of lines. It covers
//! emphasis, escapes, letter case and the date.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use unicode_width::UnicodeWidthChar as _;

use crate::syntax::{NodeKind, Tree, blocks};

/// Separates the fields of a block in the hashed text.
const FIELD: char = '\u{1f}';
/// Ends a block in the hashed text.
const END: char = '\u{1e}';

/// The first 128 bits of a SHA-256 over the normalised text of a log entry.
///
/// As text it has 32 lower-case hexadecimal digits.
///
/// ```
/// use plan_core::evolution::EntryHash;
///
/// let one = EntryHash::of("### 2026-01-02 - Scope\n\n- Cut it,\n  for now\n");
/// let other = EntryHash::of("### 2026-01-02 - Scope\r\n* Cut it, for now");
/// assert_eq!(one, other);
/// assert_ne!(one, EntryHash::of("### 2026-01-03 - Scope\n\n- Cut it, for now\n"));
/// assert_eq!(one.to_string().parse::<EntryHash>(), Ok(one));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryHash([u8; 16]);

/// The text is not a hash of 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a log entry hash has 32 lower-case hexadecimal digits")]
pub struct EntryHashError;

impl EntryHash {
    /// Computes the hash of the Markdown of an entry, heading included.
    #[must_use]
    pub fn of(markdown: &str) -> Self {
        let text = markdown.replace("\r\n", "\n").replace('\r', "\n");
        let mut normal = Normal {
            text: &text,
            level: None,
            covered: Vec::new(),
            out: String::new(),
        };
        let mut nodes = blocks(&text, 0);
        while let Some(tree) = nodes.read() {
            normal.block(tree, Nesting::default());
        }
        normal.definitions();
        let digest = Sha256::digest(normal.out.as_bytes());
        let mut short = [0; 16];
        for (byte, from) in short.iter_mut().zip(digest) {
            *byte = from;
        }
        Self(short)
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryHash({self})")
    }
}

impl FromStr for EntryHash {
    type Err = EntryHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() != 32 || !digits {
            return Err(EntryHashError);
        }
        let mut bytes = [0; 16];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(2 * at..2 * at + 2).ok_or(EntryHashError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| EntryHashError)?;
        }
        Ok(Self(bytes))
    }
}

/// Writer of the normalised text.
struct Normal<'a> {
    text: &'a str,
    /// The level of the first heading. Levels count from it, so that an entry may move to another
    /// level.
    level: Option<u8>,
    /// The bytes of the blocks written so far.
    covered: Vec<Range<usize>>,
    out: String,
}

/// The blocks around a block.
#[derive(Clone, Copy, Default)]
struct Nesting {
    /// Items and quotes around it.
    depth: usize,
    /// Quotes around it.
    quotes: usize,
    /// True directly inside a numbered list.
    numbered: bool,
}

impl Normal<'_> {
    fn block(&mut self, tree: Tree<'_>, nesting: Nesting) {
        let Nesting { depth, quotes, .. } = nesting;
        let span = tree.node.span;
        match &tree.node.kind {
            NodeKind::List { .. } | NodeKind::Quote => {}
            NodeKind::Item { text, .. } => self.covered.push(text.range()),
            _ => self.covered.push(span.range()),
        }
        match &tree.node.kind {
            NodeKind::Heading { level, title, .. } => {
                let first = *self.level.get_or_insert(*level);
                let kind = format!("h{}", level.saturating_sub(first));
                self.line(depth, &kind, &wrapped(title.of(self.text), quotes));
            }
            NodeKind::Paragraph => {
                let text = wrapped(span.of(self.text), quotes);
                self.line(depth, "p", &text);
            }
            NodeKind::Html => {
                let text = wrapped(span.of(self.text), quotes);
                self.line(depth, "x", &text);
            }
            NodeKind::Rule => self.line(depth, "r", ""),
            NodeKind::Code { info, code, .. } => {
                let kind = format!("c{}", info.of(self.text).trim());
                let code = unindented(code.of(self.text));
                self.line(depth, &kind, &code);
            }
            NodeKind::Item { mark, text } => {
                let number = if nesting.numbered { "n" } else { "b" };
                let mark = match mark {
                    Some(mark) if mark.done => "[x]",
                    Some(_) => "[ ]",
                    None => "",
                };
                let text = wrapped(text.of(self.text), quotes);
                self.line(depth, &format!("{number}{mark}"), &text);
                let inner = Nesting {
                    depth: depth + 1,
                    ..nesting
                };
                // A list with blank lines has a paragraph for the text of each item.
                let own = |child: &Tree<'_>| child.node.kind == NodeKind::Paragraph;
                let mut children = tree.children().peekable();
                children.next_if(own);
                for child in children {
                    self.block(child, inner);
                }
            }
            NodeKind::List { start } => {
                let numbered = start.is_some();
                let inner = Nesting {
                    numbered,
                    ..nesting
                };
                self.children(tree, inner);
            }
            NodeKind::Quote => {
                self.line(depth, "q", "");
                let inner = Nesting {
                    depth: depth + 1,
                    quotes: quotes + 1,
                    numbered: false,
                };
                self.children(tree, inner);
            }
        }
    }

    fn children(&mut self, tree: Tree<'_>, nesting: Nesting) {
        for child in tree.children() {
            self.block(child, nesting);
        }
    }

    /// Writes the lines that belong to no block: link definitions. O(text).
    fn definitions(&mut self) {
        let text = self.text;
        // Blocks do not overlap, and were written in the order of the text.
        let covered = std::mem::take(&mut self.covered);
        let mut covered = covered.iter().peekable();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let end = start + line.len();
            while covered.next_if(|bytes| bytes.end <= start).is_some() {}
            let is_covered = covered.peek().is_some_and(|bytes| bytes.start < end);
            let is_marker = |sign: char| {
                sign.is_whitespace()
                    || sign.is_ascii_digit()
                    || matches!(sign, '>' | '-' | '*' | '+' | '.' | ')')
            };
            let words = line.trim_start_matches(is_marker);
            if !is_covered && !words.is_empty() {
                self.line(0, "d", &wrapped(words, 0));
            }
            start = end;
        }
    }

    fn line(&mut self, depth: usize, kind: &str, text: &str) {
        self.out.push_str(&depth.to_string());
        self.out.push(FIELD);
        self.out.push_str(kind);
        self.out.push(FIELD);
        self.out.push_str(text);
        self.out.push(END);
    }
}

/// Joins the lines of a text: each run of white space is one blank, and none between two wide
/// characters.
fn wrapped(text: &str, quotes: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        // Continuation lines of a quote repeat its marker.
        let line = if number > 0 {
            unquoted(line, quotes)
        } else {
            line
        };
        let line = line.trim();
        let row = table_row(line);
        for word in row.as_deref().unwrap_or(line).split_whitespace() {
            let joined = is_wide(out.chars().next_back()) && is_wide(word.chars().next());
            if !out.is_empty() && !joined {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

fn is_wide(character: Option<char>) -> bool {
    character.is_some_and(|character| character.width() == Some(2))
}

fn unquoted(line: &str, quotes: usize) -> &str {
    let mut rest = line;
    for _ in 0..quotes {
        match rest.trim_start().strip_prefix('>') {
            Some(inner) => rest = inner,
            None => break,
        }
    }
    rest
}

/// Normalises a row of a table, whose cells and rules formatters pad.
fn table_row(line: &str) -> Option<String> {
    let inner = line.strip_prefix('|')?;
    let cells = inner.strip_suffix('|').unwrap_or(inner).split('|');
    let cells: Vec<String> = cells
        .map(|cell| {
            let cell = cell.trim();
            let is_rule = cell.contains('-') && cell.chars().all(|sign| matches!(sign, '-' | ':'));
            match is_rule {
                true => {
                    let end = if cell.len() > 1 && cell.ends_with(':') {
                        ":"
                    } else {
                        ""
                    };
                    let start = if cell.starts_with(':') { ":" } else { "" };
                    format!("{start}-{end}")
                }
                false => cell.to_owned(),
            }
        })
        .collect();
    Some(format!("| {} |", cells.join(" | ")))
}

/// Removes the indentation that all lines of a code block share, and blanks at the end of its
/// lines.
fn unindented(code: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = || code.lines().map(str::trim_end);
    let shared = lines()
        .filter(|line| !line.is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    let kept: Vec<&str> = lines()
        .map(|line| line.get(shared..).unwrap_or_default())
        .collect();
    kept.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "### 2026-01-02 - Scope cut\n\n- Cut *it*,\n  for now\n  - nested text\n- [x] second\n\nA paragraph of\ntwo lines.\n";

    #[test]
    fn hash_ignores_what_formatters_change() {
        let same = [
            "### 2026-01-02 - Scope cut\n- Cut *it*, for now\n    - nested text\n- [x] second\n\nA paragraph of two lines.",
            "### 2026-01-02 - Scope cut ###\n\n* Cut *it*, for\n  now\n\n  * nested text\n\n* [x] second\n\n\nA paragraph of two lines.  \n",
            "## 2026-01-02 - Scope cut\n\n+ Cut *it*, for now\n  + nested text\n+ [x] second\n\nA paragraph\nof two lines.\n",
        ];
        for text in same {
            assert_eq!(EntryHash::of(text), EntryHash::of(ENTRY), "{text}");
        }
        assert_eq!(
            EntryHash::of(&ENTRY.replace('\n', "\r\n")),
            EntryHash::of(ENTRY)
        );
    }

    #[test]
    fn hash_covers_words_emphasis_escapes_case_date_and_nesting() {
        let others = [
            ENTRY.replace("*it*", "_it_"),
            ENTRY.replace("*it*", "\\*it\\*"),
            ENTRY.replace("Cut", "cut"),
            ENTRY.replace("01-02", "01-03"),
            ENTRY.replace("  - nested", "- nested"),
            ENTRY.replace("[x]", "[ ]"),
            ENTRY.replace("for now", "for ever"),
            ENTRY.replace("lines.", "lines. And more."),
        ];
        for text in others {
            assert_ne!(EntryHash::of(&text), EntryHash::of(ENTRY), "{text}");
        }
    }

    #[test]
    fn hash_joins_wide_characters_without_a_blank() {
        let one = EntryHash::of("### 2026-01-02 - 範囲\n\n認証を必須\nにする\n");
        assert_eq!(
            one,
            EntryHash::of("### 2026-01-02 - 範囲\n\n認証を必須にする\n")
        );
    }

    #[test]
    fn hash_ignores_the_padding_of_tables_and_quote_markers() {
        let table = |text: &str| EntryHash::of(&format!("### 2026-01-02 - T\n\n{text}\n"));
        assert_eq!(
            table("|a|b|\n|-|:-:|\n|1|2|"),
            table("| a   | b |\n| --- | :---: |\n| 1   | 2 |")
        );
        assert_eq!(table("> one\n> two"), table("> one two"));
        assert_ne!(table("> one"), table("one"));
    }

    #[test]
    fn hash_covers_link_definitions() {
        let definitions = [
            "\n[minutes]: https://example.org/minutes\n",
            "\n[minutes]:\n  https://example.org/minutes\n  'of Monday'\n",
            "\n[other]: https://example.org/minutes\n",
        ];
        let mut hashes = vec![EntryHash::of(ENTRY)];
        for definition in definitions {
            let hash = EntryHash::of(&format!("{ENTRY}{definition}"));
            assert!(!hashes.contains(&hash), "{definition}");
            hashes.push(hash);
        }
        let nested = "### 2026-01-02 - T\n\n- one\n\n  [a]: https://example.org\n";
        assert_ne!(
            EntryHash::of(nested),
            EntryHash::of("### 2026-01-02 - T\n\n- one\n")
        );
        assert_eq!(
            EntryHash::of(nested),
            EntryHash::of("### 2026-01-02 - T\n\n*   one\n\n    [a]:  https://example.org")
        );
    }

    #[test]
    fn hash_text_is_read_strictly() {
        for wrong in ["", "abc", &"g".repeat(32), &"A".repeat(32), &"0".repeat(33)] {
            assert_eq!(wrong.parse::<EntryHash>(), Err(EntryHashError), "{wrong}");
        }
    }
}

//! The text of one document and what can be said of it before Markdown: size, encoding, byte order mark, front matter,
//! line endings, unresolved conflict markers.

use std::sync::OnceLock;

use crate::span::Span;

/// Largest document that is read: 8 MiB. Plans are 5 to 100 kB; the limit bounds the time of the worst input.
pub const MAX_BYTES: usize = 8 << 20;

/// Why bytes cannot be read as a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are not UTF-8.
    #[error(
        "not UTF-8: the byte at offset {offset} does not belong to a character; convert the file to UTF-8"
    )]
    NotUtf8 {
        /// Offset of the first byte that does not fit.
        offset: usize,
    },
    /// The file is larger than [`MAX_BYTES`].
    #[error(
        "too large: {bytes} bytes, and a document may have at most {MAX_BYTES} (8 MiB); split it"
    )]
    TooLarge {
        /// Size of the file.
        bytes: usize,
    },
    /// A merge was left unfinished in the text.
    #[error("unresolved conflict markers from line {line} on; resolve the merge first")]
    Conflict {
        /// Line of the first `<<<<<<<`, counted from 1.
        line: usize,
    },
}

/// The line ending a text uses most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Eol {
    /// `\n`
    #[default]
    Lf,
    /// `\r\n`
    CrLf,
    /// `\r`
    Cr,
}

impl Eol {
    /// The bytes of the line ending.
    pub fn as_str(self) -> &'static str {
        match self {
            Eol::Lf => "\n",
            Eol::CrLf => "\r\n",
            Eol::Cr => "\r",
        }
    }
}

/// Where a byte of a text stands, for people and for editors.
///
/// Lines and characters are counted from 1, as messages show them. The byte column and the UTF-16 column are counted
/// from 0, as editors ask for them: with `line - 1`, they make a `Position` of the Language Server Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Column in bytes of UTF-8, from 0.
    pub byte_column: usize,
    /// Column in code units of UTF-16, from 0.
    pub utf16_column: usize,
}

/// Byte offsets at which the lines of a text start. `\n`, `\r\n` and a lone `\r` end a line, as in CommonMark.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes the lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self { starts }
    }

    /// Offset at which the line that holds `offset` starts.
    pub fn line_start(&self, offset: u32) -> u32 {
        self.starts.get(self.line(offset)).copied().unwrap_or(0)
    }

    /// Offset at which the line after the one that holds `offset` starts, or `end` on the last line.
    pub fn next_line(&self, offset: u32, end: u32) -> u32 {
        self.starts
            .get(self.line(offset) + 1)
            .copied()
            .unwrap_or(end)
    }

    /// Line and columns of a byte offset of `text`, the text this index was made from. An offset inside a character
    /// counts as its first byte, and one past the end as the end.
    pub fn position(&self, text: &str, offset: u32) -> LineColumn {
        let mut at = text.len().min(offset as usize);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line(offset);
        let start = self.line_start(offset) as usize;
        let before = text.get(start..at).unwrap_or_default();
        LineColumn {
            line: line + 1,
            column: before.chars().count() + 1,
            byte_column: before.len(),
            utf16_column: before.chars().map(char::len_utf16).sum(),
        }
    }

    /// Byte offset of a place given as an editor gives it: line from 1, column in code units of UTF-16 from 0. A column
    /// inside a character is its first byte, and one past the end of the line is the end, before what ends the line.
    /// Nothing if there is no such line.
    pub fn offset(&self, text: &str, line: usize, utf16_column: usize) -> Option<u32> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let rest = text.get(start as usize..)?;
        let content = rest.split(['\n', '\r']).next()?;
        let mut units = 0;
        let column: usize = content
            .chars()
            .take_while(|character| {
                units += character.len_utf16();
                units <= utf16_column
            })
            .map(char::len_utf8)
            .sum();
        Some(start + u32::try_from(column).ok()?)
    }

    fn line(&self, offset: u32) -> usize {
        self.starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }
}

/// The text of a document with its line index. The only owner of source text.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    /// Made when it is first asked for: most documents are read without a word on lines.
    lines: OnceLock<LineIndex>,
    eol: Eol,
    front_matter: Option<Span>,
    body: u32,
}

impl Source {
    /// Takes any text.
    pub fn new(text: String) -> Self {
        let eol = most_used_eol(&text);
        let start = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let (front_matter, body) = match front_matter(&text, start) {
            Some((inner, body)) => (Some(inner), body),
            None => (None, start),
        };
        Self {
            text,
            lines: OnceLock::new(),
            eol,
            front_matter,
            body: u32::try_from(body).unwrap_or(u32::MAX),
        }
    }

    /// Takes the bytes of a file, or says why they cannot be a document.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ReadError> {
        if bytes.len() > MAX_BYTES {
            return Err(ReadError::TooLarge { bytes: bytes.len() });
        }
        let text = String::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 {
            offset: error.utf8_error().valid_up_to(),
        })?;
        match conflict_line(&text) {
            Some(line) => Err(ReadError::Conflict { line }),
            None => Ok(Self::new(text)),
        }
    }

    /// The text, byte for byte.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line index of the text.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The line ending used most.
    pub fn eol(&self) -> Eol {
        self.eol
    }

    /// The lines between the `---` fences of a front matter, fences left out.
    pub fn front_matter(&self) -> Option<Span> {
        self.front_matter
    }

    /// Offset at which Markdown begins: after a byte order mark and a front matter. Both are cut off before parsing,
    /// since a byte order mark hides the first heading, and the parser's own metadata blocks match anywhere in a file.
    pub fn body(&self) -> u32 {
        self.body
    }

    /// Gives the text back.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// Front matter: a first line `---`, then at least one line that is not blank, then `---` or `...`. Returns the span of
/// the lines in between and the offset of the line after the closing fence.
fn front_matter(text: &str, start: usize) -> Option<(Span, usize)> {
    let mut offset = start;
    let mut inner = None;
    for (number, line) in lines(text.get(start..)?).enumerate() {
        let content = line.trim_end_matches(['\n', '\r', ' ', '\t']);
        match (number, inner) {
            (0, _) if content != "---" => return None,
            (0, _) => {}
            (1, _) if content.is_empty() => return None,
            (1, _) => inner = Some(offset),
            _ => {}
        }
        if let Some(first) = inner
            && (content == "---" || content == "...")
        {
            return Some((Span::new(first, offset), offset + line.len()));
        }
        offset += line.len();
    }
    None
}

/// The lines of a text with their endings; the last may have none.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let after = rest.get(end..)?;
        let ending = match after.strip_prefix("\r\n") {
            Some(_) => 2,
            None => usize::from(!after.is_empty()),
        };
        let (line, after) = rest.split_at_checked(end + ending)?;
        rest = after;
        Some(line)
    })
}

/// True if nothing in `text` ends a line.
pub(crate) fn is_one_line(text: &str) -> bool {
    !holds(text, |byte| matches!(byte, b'\n' | b'\r'))
}

/// True if one of the bytes of `text` is `wanted`.
#[inline]
pub(crate) fn holds(text: &str, wanted: impl Fn(u8) -> bool) -> bool {
    let any = |found, byte: &u8| found | wanted(*byte);
    let in_chunk = |bytes: &[u8; 16]| bytes.iter().fold(false, any);
    // Sixteen bytes go through the processor at once, so none of them is looked at alone if there are so many.
    match text.as_bytes().last_chunk() {
        Some(last) => in_chunk(last) || text.as_bytes().as_chunks().0.iter().any(in_chunk),
        None => text.as_bytes().iter().fold(false, any),
    }
}

fn most_used_eol(text: &str) -> Eol {
    let bytes = text.as_bytes();
    // Nearly every text has no `\r`, and looking for one byte is much faster than counting.
    if !holds(text, |byte| byte == b'\r') {
        return Eol::Lf;
    }
    let count = |wanted: u8| bytes.iter().filter(|byte| **byte == wanted).count();
    let next = bytes.iter().skip(1);
    let crlf = bytes
        .iter()
        .zip(next)
        .filter(|pair| matches!(pair, (b'\r', b'\n')))
        .count();
    let (lf, cr) = (count(b'\n') - crlf, count(b'\r') - crlf);
    if crlf > lf && crlf >= cr {
        Eol::CrLf
    } else if cr > lf && cr > crlf {
        Eol::Cr
    } else {
        Eol::Lf
    }
}

/// Line (from 1) of a `<<<<<<<` that is followed by `=======` and `>>>>>>>`, each at the start of a line. All three are
/// asked for, since `=======` alone is the underline of a heading.
fn conflict_line(text: &str) -> Option<usize> {
    // Hardly any text has one; the search for a short string is much faster than going through the lines.
    if !text.contains("<<<<<<<") {
        return None;
    }
    let marker = |line: &str, sign: char| {
        let rest = line.trim_start_matches(sign);
        line.len() - rest.len() >= 7 && (rest.is_empty() || rest.starts_with(' '))
    };
    let mut opened = None;
    let mut divided = false;
    for (number, line) in text.lines().enumerate() {
        match (opened, line.as_bytes().first()) {
            (_, Some(b'<')) if marker(line, '<') => (opened, divided) = (Some(number + 1), false),
            (Some(_), Some(b'=')) if marker(line, '=') => divided = true,
            (Some(first), Some(b'>')) if divided && marker(line, '>') => return Some(first),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_cut_off_only_at_the_start() {
        let front = |text: &str| {
            let source = Source::new(text.to_owned());
            source.front_matter().map(|span| span.of(text).to_owned())
        };
        assert_eq!(
            front("---\nstatus: Draft\n---\n# T\n").as_deref(),
            Some("status: Draft\n")
        );
        assert_eq!(
            front("\u{feff}---\r\na: b\r\n---\r\n# T").as_deref(),
            Some("a: b\r\n")
        );
        assert_eq!(front("---\n\n### Phase 2\n---\n"), None);
        assert_eq!(front("# T\n---\na: b\n---\n"), None);
        assert_eq!(front("---\na: b\n"), None);
    }

    #[test]
    fn line_ending_is_the_most_used_one() {
        assert_eq!(Source::new("a\r\nb\r\nc\n".into()).eol(), Eol::CrLf);
        assert_eq!(Source::new("a\rb\rc".into()).eol(), Eol::Cr);
        assert_eq!(Source::new("a".into()).eol(), Eol::Lf);
    }

    #[test]
    fn positions_count_lines_of_every_ending_and_columns_of_every_kind() {
        let text = "a\r\n\u{1f600}b\u{e9} c\rd\n\ne";
        let index = LineIndex::new(text);
        let at = |needle: char| {
            let offset = u32::try_from(text.find(needle).unwrap()).unwrap();
            let found = index.position(text, offset);
            assert_eq!(
                index.offset(text, found.line, found.utf16_column),
                Some(offset)
            );
            (
                found.line,
                found.column,
                found.byte_column,
                found.utf16_column,
            )
        };
        assert_eq!(at('a'), (1, 1, 0, 0));
        assert_eq!(at('\u{1f600}'), (2, 1, 0, 0));
        assert_eq!(at('b'), (2, 2, 4, 2));
        assert_eq!(at('\u{e9}'), (2, 3, 5, 3));
        assert_eq!(at('c'), (2, 5, 8, 5));
        assert_eq!(at('d'), (3, 1, 0, 0));
        assert_eq!(at('e'), (5, 1, 0, 0));
    }

    #[test]
    fn every_place_of_a_line_is_found_again() {
        for text in [
            "",
            "a",
            "\n",
            "a\r\nb\u{1f600}\r\n",
            "\r\r\n\n\r",
            "\u{e9}\rz",
        ] {
            let index = LineIndex::new(text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let found = index.position(text, u32::try_from(offset).unwrap());
                let back = index.offset(text, found.line, found.utf16_column);
                // The `\n` of `\r\n` lies behind the end of its line.
                let end =
                    usize::from(text[..offset].ends_with('\r') && text[offset..].starts_with('\n'));
                assert_eq!(back, u32::try_from(offset - end).ok(), "{text:?} {offset}");
            }
        }
    }

    #[test]
    fn places_that_are_not_there_are_moved_to_one_that_is() {
        let text = "a\u{1f600}\r\nb";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 3), index.position(text, 1));
        assert_eq!(index.position(text, 99), index.position(text, 8));
        assert_eq!(index.offset(text, 1, 2), Some(1));
        assert_eq!(index.offset(text, 1, 99), Some(5));
        assert_eq!(index.offset(text, 2, 1), Some(8));
        assert_eq!(index.offset(text, 3, 0), None);
        assert_eq!(index.offset(text, 0, 0), None);
    }

    #[test]
    fn conflict_markers_need_all_three_lines() {
        let read = |text: &str| Source::from_bytes(text.as_bytes().to_vec()).err();
        assert_eq!(
            read("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n"),
            Some(ReadError::Conflict { line: 2 })
        );
        assert_eq!(read("Title\n=======\n\n<<<<<<< not the end\n"), None);
        assert_eq!(
            Source::from_bytes(vec![b'a', 0xff]).err(),
            Some(ReadError::NotUtf8 { offset: 1 })
        );
    }
}

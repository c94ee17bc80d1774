//! The text of one document and what can be said of it before Markdown: size, encoding, byte order mark, front matter,
//! line endings, unresolved conflict markers.

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

/// A position for people: line and column, both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
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

    /// Line and column of a byte offset of `text`, the text this index was made from.
    pub fn position(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line(offset);
        let start = self.line_start(offset) as usize;
        let column = text
            .get(start..offset as usize)
            .map_or(0, |before| before.chars().count());
        LineColumn {
            line: line + 1,
            column: column + 1,
        }
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
    lines: LineIndex,
    eol: Eol,
    front_matter: Option<Span>,
    body: u32,
}

impl Source {
    /// Takes any text.
    pub fn new(text: String) -> Self {
        let lines = LineIndex::new(&text);
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
            lines,
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
        &self.lines
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
    for (number, line) in text.get(start..)?.split_inclusive(['\n']).enumerate() {
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

fn most_used_eol(text: &str) -> Eol {
    let bytes = text.as_bytes();
    let (mut lf, mut crlf, mut cr) = (0usize, 0usize, 0usize);
    let mut previous = 0u8;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' if previous == b'\r' => crlf += 1,
            b'\n' => lf += 1,
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => cr += 1,
            _ => {}
        }
        previous = *byte;
    }
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
    fn positions_count_lines_of_every_ending_and_characters() {
        let text = "a\r\nbé c\rd";
        let index = LineIndex::new(text);
        let at = |needle: char| {
            let offset = text
                .find(needle)
                .map_or(0, |at| u32::try_from(at).unwrap_or(0));
            let LineColumn { line, column } = index.position(text, offset);
            (line, column)
        };
        assert_eq!((at('a'), at('c'), at('d')), ((1, 1), (2, 4), (3, 1)));
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

//! Labels: `**Goal**: text`, `**Goal:** text`, `__Goal__: text`, and plain `Goal: text`.
//!
//! ```text
//! bold      := "**" K "**:" value | "**" K ":**" blank value        also with `__` and a full-width colon
//! qualified := "**" K "** (" qualifier "):" value                   also with full-width brackets
//! whole     := "**" K ": " value "**" end
//! plain     := K ": " value                                         K is short, begins with a letter, has no markup
//! ```
//!
//! Works on one line or one item text. A label in the middle of a text is none. The last three forms are ordinary text as
//! often as fields, so callers take them only for labels that they know.

use std::ops::Range;

use super::blank;

/// Characters up to and with the one that ends a plain label.
const LONGEST: usize = 41;

/// True for the characters of ASCII that a plain label may have: letters, digits and a few signs. A table, since most
/// texts of items are gone through with it.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut rest: &mut [bool] = &mut plain;
    let mut c: u8 = 0;
    while let [belongs, others @ ..] = rest {
        let is_sign = matches!(c, b' ' | b'-' | b'_' | b'/' | b'&' | b'(' | b')' | b'.');
        *belongs = is_sign || c.is_ascii_alphanumeric();
        c = c.wrapping_add(1);
        rest = others;
    }
    plain
};

fn is_plain(c: u8) -> bool {
    PLAIN.get(usize::from(c)).is_some_and(|plain| *plain)
}

/// A label with its value, as ranges of the text it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labelled {
    pub label: Range<usize>,
    /// `from discussion` in `**Key Decisions** (from discussion): text`.
    pub qualifier: Option<Range<usize>>,
    pub value: Range<usize>,
    /// True if the value ends where it says, and no later line can belong to it: `**Status: Draft**`.
    pub closed: bool,
}

impl Labelled {
    fn open(label: Range<usize>, value: Range<usize>) -> Self {
        Self {
            label,
            qualifier: None,
            value,
            closed: false,
        }
    }
}

/// A bold label at the start of `text`. `**Goal:**text` without a space is not bold in CommonMark, and no label here.
pub(crate) fn bold_label(text: &str) -> Option<Labelled> {
    let (raw, after) = bold(text)?;
    let rest = text.get(after..)?;
    let (label, value) = match raw.strip_suffix([':', '：']) {
        Some(name) if rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']) => (name, after),
        Some(_) => return None,
        None => (raw, after + colon(rest)?),
    };
    let label_end = label.trim_end_matches([' ', '\t']).len();
    (label_end > 0).then(|| Labelled::open(2..2 + label_end, trimmed(text, value)))
}

/// A bold label with a remark in brackets behind it: `**Key Decisions** (from discussion): text`.
pub(crate) fn qualified_label(text: &str) -> Option<Labelled> {
    let (label, after) = bold(text)?;
    let rest = text.get(after..)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let opened = after + blanks;
    let rest = text.get(opened..)?;
    let (open, close) = [('(', ')'), ('（', '）')]
        .into_iter()
        .find(|(open, _)| rest.starts_with(*open))?;
    let inner = rest.get(open.len_utf8()..)?;
    let shut = inner.find(close)?;
    let qualifier = inner.get(..shut)?;
    if qualifier.trim().is_empty() || qualifier.contains([open, '\n', '\r']) {
        return None;
    }
    let start = opened + open.len_utf8();
    let behind = start + shut + close.len_utf8();
    let value = behind + colon(text.get(behind..)?)?;
    Some(Labelled {
        qualifier: Some(start..start + shut),
        ..Labelled::open(2..2 + label.len(), trimmed(text, value))
    })
}

/// A text that is bold as a whole and holds a label: `**Status: Draft**`.
pub(crate) fn whole_label(text: &str) -> Option<Labelled> {
    let (raw, after) = bold(text)?;
    if after != text.trim_end_matches([' ', '\t', '\\']).len() {
        return None;
    }
    let found = plain_label(raw)?;
    (!found.value.is_empty()).then(|| Labelled {
        label: found.label.start + 2..found.label.end + 2,
        qualifier: None,
        value: found.value.start + 2..found.value.end + 2,
        closed: true,
    })
}

/// The bold words that `text` begins with, and where the text behind them begins.
fn bold(text: &str) -> Option<(&str, usize)> {
    let sign = match text.as_bytes() {
        [b'*', b'*', ..] => b'*',
        [b'_', b'_', ..] => b'_',
        _ => return None,
    };
    let inner = text.get(2..)?;
    let close = closing(inner.as_bytes(), sign)?;
    let raw = inner.get(..close)?;
    (!raw.is_empty() && !raw.starts_with([' ', '\t'])).then_some((raw, close + 4))
}

/// Where the `**` or `__` is that ends bold text, given that the text has no line ending and no other `*`.
fn closing(inner: &[u8], sign: u8) -> Option<usize> {
    let mut pairs = inner.windows(2).enumerate();
    pairs.find_map(|(at, pair)| match pair {
        _ if pair == [sign, sign] => Some(Some(at)),
        [b'\n' | b'\r' | b'*', _] => Some(None),
        _ => None,
    })?
}

/// A plain label at the start of `text`: up to 40 characters, the first a letter, a colon, then a space or the end.
pub(crate) fn plain_label(text: &str) -> Option<Labelled> {
    let (at, colon) = plain_end(text)?;
    let width = colon.len_utf8();
    let rest = text.get(at + width..)?;
    let spaced = match colon {
        ':' => rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']),
        '：' => true,
        _ => false,
    };
    // `metric 1 (target: X)`: inside brackets a colon ends no label.
    let label = text.get(..at)?;
    (spaced && !label.ends_with(' ') && !is_open(label))
        .then(|| Labelled::open(0..at, trimmed(text, at + width)))
}

/// The first character that no plain label has. It decides; most texts have one soon, and the rest is not looked at.
fn plain_end(text: &str) -> Option<(usize, char)> {
    if !text.starts_with(char::is_alphabetic) {
        return None;
    }
    // By bytes as far as they are characters.
    let bytes = text.as_bytes().iter().take(LONGEST);
    let plain = bytes.take_while(|c| is_plain(**c)).count();
    let rest = text.get(plain..)?.char_indices().take(LONGEST - plain);
    let belongs = |c: char| match u8::try_from(c) {
        Ok(c) if c.is_ascii() => is_plain(c),
        _ => c.is_alphanumeric(),
    };
    let (at, end) = rest.into_iter().find(|(_, c)| !belongs(*c))?;
    Some((plain + at, end))
}

/// True if a bracket is opened and not closed.
fn is_open(label: &str) -> bool {
    let count = |sign: u8| label.bytes().filter(|byte| *byte == sign).count();
    count(b'(') > count(b')')
}

/// Bytes up to and with the colon that follows a bold label.
fn colon(rest: &str) -> Option<usize> {
    let skipped = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    match rest.get(skipped..)?.chars().next()? {
        ':' => {
            let end = skipped + 1;
            (skipped == 0).then_some(end)
        }
        '：' => Some(skipped + '：'.len_utf8()),
        _ => None,
    }
}

fn trimmed(text: &str, from: usize) -> Range<usize> {
    let value = text.get(from..).unwrap_or_default();
    let kept = blank::kept(value);
    // An empty value stands on the line of its label, another may begin on the next one.
    let lead = if kept > 0 {
        blank::lead(value)
    } else {
        let blanks = value
            .bytes()
            .take_while(|byte| matches!(byte, b' ' | b'\t'));
        blanks.count()
    };
    from + lead..from + kept.max(lead)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(found: Option<Labelled>, text: &str) -> Option<(String, String)> {
        let found = found?;
        Some((
            text.get(found.label)?.to_owned(),
            text.get(found.value)?.to_owned(),
        ))
    }

    #[test]
    fn a_value_may_begin_on_the_next_line() {
        let text = "**Verification**:\n完了\n`";
        let read = split(bold_label(text), text);
        assert_eq!(read, Some(("Verification".into(), "完了\n`".into())));
        let text = "**Verification**: \n";
        assert_eq!(
            split(bold_label(text), text).map(|(_, value)| value),
            Some(String::new())
        );
    }

    #[test]
    fn bold_labels() {
        let read = |text: &str| split(bold_label(text), text);
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(read("**Goal**: text"), pair("Goal", "text"));
        assert_eq!(read("**Goal:** text "), pair("Goal", "text"));
        assert_eq!(read("__Goal__: x"), pair("Goal", "x"));
        assert_eq!(read("**Goal**:text"), pair("Goal", "text"));
        assert_eq!(read("**Tasks**:"), pair("Tasks", ""));
        assert_eq!(read("**目的**：値"), pair("目的", "値"));
        assert_eq!(read("**Goal:**text"), None);
        assert_eq!(read("**Or actual code** (when clear):"), None);
        assert_eq!(read("**Goal ** : x"), None);
        assert_eq!(read("**bold** words"), None);
    }

    #[test]
    fn qualified_and_whole_labels() {
        let read = |text: &str| {
            let found = qualified_label(text)?;
            let part = |range: Range<usize>| text.get(range).map(str::to_owned);
            Some((
                part(found.label)?,
                part(found.qualifier?)?,
                part(found.value)?,
            ))
        };
        let three = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(
            read("**Key Decisions** (from discussion): x"),
            three("Key Decisions", "from discussion", "x")
        );
        assert_eq!(read("**目的**（説明）：値"), three("目的", "説明", "値"));
        assert_eq!(read("**Goal** (a) b: x"), None);
        assert_eq!(read("**Goal**: (a): x"), None);
        let whole = |text: &str| split(whole_label(text), text);
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(whole("**Status: Complete**"), pair("Status", "Complete"));
        assert_eq!(whole("**Status: Complete** so far"), None);
        assert_eq!(whole("**Status:**"), None);
        assert_eq!(whole("**Phase 1**"), None);
    }

    #[test]
    fn plain_labels() {
        let read = |text: &str| split(plain_label(text), text);
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(read("Status: Draft"), pair("Status", "Draft"));
        assert_eq!(read("Description:"), pair("Description", ""));
        assert_eq!(read("http://x"), None);
        assert_eq!(read("`code`: x"), None);
        assert_eq!(read("no colon"), None);
    }
}

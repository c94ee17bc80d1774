//! Labels: `**Goal**: text`, `**Goal:** text`, `__Goal__: text`, and plain `Goal: text`.
//!
//! Works on one line or one item text. A label in the middle of a text is none.

use std::ops::Range;

/// A label with its value, as ranges of the text it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labelled {
    pub label: Range<usize>,
    pub value: Range<usize>,
}

/// A bold label at the start of `text`. `**Goal:**text` without a space is not bold in CommonMark, and no label here.
pub(crate) fn bold_label(text: &str) -> Option<Labelled> {
    let sign = ["**", "__"]
        .into_iter()
        .find(|sign| text.starts_with(sign))?;
    let inner = text.get(2..)?;
    let close = inner.find(sign)?;
    let raw = inner.get(..close)?;
    if raw.is_empty() || raw.starts_with([' ', '\t']) || raw.contains(['\n', '\r', '*']) {
        return None;
    }
    let after = close + 4;
    let rest = text.get(after..)?;
    let (label, value) = match raw.strip_suffix([':', '：']) {
        Some(name) if rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']) => (name, after),
        Some(_) => return None,
        None => (raw, after + colon(rest)?),
    };
    let label_end = label.trim_end_matches([' ', '\t']).len();
    (label_end > 0).then(|| Labelled {
        label: 2..2 + label_end,
        value: trimmed(text, value),
    })
}

/// A plain label at the start of `text`: up to 40 characters, the first a letter, a colon, then a space or the end.
pub(crate) fn plain_label(text: &str) -> Option<Labelled> {
    let line = text.split(['\n', '\r']).next()?;
    let at = line.find([':', '：'])?;
    let label = line.get(..at)?;
    let width = line.get(at..)?.chars().next()?.len_utf8();
    let rest = line.get(at + width..)?;
    let spaced = rest.is_empty() || rest.starts_with([' ', '\t']) || width > 1;
    let named = label.chars().next()?.is_alphabetic()
        && label.chars().count() <= 40
        && !label.ends_with([' ', '\t'])
        && label.chars().all(|c| {
            c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '&' | '(' | ')' | '.')
        });
    (spaced && named).then(|| Labelled {
        label: 0..label.len(),
        value: trimmed(text, at + width),
    })
}

/// Bytes up to and with the colon that follows a bold label; a remark in brackets may stand before it.
fn colon(rest: &str) -> Option<usize> {
    let skipped = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    match rest.get(skipped..)?.chars().next()? {
        ':' => {
            let end = skipped + 1;
            (skipped == 0).then_some(end)
        }
        '：' => Some(skipped + '：'.len_utf8()),
        '（' if skipped == 0 => {
            let close = rest.find("）：")?;
            Some(close + "）：".len())
        }
        _ => None,
    }
}

fn trimmed(text: &str, from: usize) -> Range<usize> {
    let value = text.get(from..).unwrap_or_default();
    let lead = value.len() - value.trim_start_matches([' ', '\t']).len();
    let kept = value.trim_matches([' ', '\t', '\n', '\r']).len();
    if kept == 0 {
        from + lead..from + lead
    } else {
        from + lead..from + lead + kept
    }
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
    fn bold_labels() {
        let read = |text: &str| split(bold_label(text), text);
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(read("**Goal**: text"), pair("Goal", "text"));
        assert_eq!(read("**Goal:** text "), pair("Goal", "text"));
        assert_eq!(read("__Goal__: x"), pair("Goal", "x"));
        assert_eq!(read("**Goal**:text"), pair("Goal", "text"));
        assert_eq!(read("**Tasks**:"), pair("Tasks", ""));
        assert_eq!(read("**目的**（説明）：値"), pair("目的", "値"));
        assert_eq!(read("**Goal:**text"), None);
        assert_eq!(read("**Or actual code** (when clear):"), None);
        assert_eq!(read("**Goal ** : x"), None);
        assert_eq!(read("**bold** words"), None);
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

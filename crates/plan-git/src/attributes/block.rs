//! Our lines in a file of attributes, between two comments. Whatever stands around them is somebody else's.

use std::ops::Range;

/// The comment before our lines. Everything behind the colon may change from version to version.
pub(super) const BEGIN: &str = "# plan begin";
/// The comment behind them.
pub(super) const END: &str = "# plan end";

/// What the first comment says besides, in a clone.
pub(super) const MANAGED: &str = " (managed; remove with: plan hook uninstall)";
/// What it says in a file of the team's.
pub(super) const SHARED: &str = " (managed; renew with: plan hook install --shared)";

/// What it says where the text before it had no line break at its end, so that it gets its old end back.
const OPEN: &str = " (no line break before)";

/// The text with these lines in it, in the place of ours or at the end; none if it is not clear which are ours.
pub(super) fn with(text: &[u8], lines: &str, advice: &str) -> Option<Vec<u8>> {
    let found = find(text)?;
    let was_open = match &found {
        Some(place) => is_open(text, place),
        None => text.last().is_some_and(|byte| *byte != b'\n'),
    };
    // Of a file of the team's nothing is taken out again.
    let open = if was_open && advice == MANAGED {
        OPEN
    } else {
        ""
    };
    let block = format!("{BEGIN}{advice}{open}\n{lines}{END}\n");
    let (before, after) = match &found {
        Some(place) => (
            text.get(..place.start).unwrap_or_default(),
            text.get(place.end..).unwrap_or_default(),
        ),
        None => (text, &b""[..]),
    };
    let gap: &[u8] = match before.last() {
        None | Some(b'\n') => b"",
        Some(_) => b"\n",
    };
    Some([before, gap, block.as_bytes(), after].concat())
}

/// The text without our lines; none if it is not clear which they are.
pub(super) fn without(text: &[u8]) -> Option<Vec<u8>> {
    let Some(place) = find(text)? else {
        return Some(text.to_vec());
    };
    let mut before = text.get(..place.start).unwrap_or_default();
    let after = text.get(place.end..).unwrap_or_default();
    if is_open(text, &place) && after.is_empty() {
        before = before.strip_suffix(b"\n").unwrap_or(before);
    }
    Some([before, after].concat())
}

/// Whether our lines follow a line that had no end before them.
fn is_open(text: &[u8], place: &Range<usize>) -> bool {
    let block = text.get(place.clone()).unwrap_or_default();
    let first = block.split(|byte| *byte == b'\n').next();
    first.is_some_and(|line| line.trim_ascii_end().ends_with(OPEN.as_bytes()))
}

/// Whether our lines are there.
pub(super) fn is_in(text: &[u8]) -> bool {
    matches!(find(text), Some(Some(_)))
}

/// The bytes of our lines with their comments. None if there is one comment without the other, `Some(None)` if there are
/// neither.
fn find(text: &[u8]) -> Option<Option<Range<usize>>> {
    let (mut begin, mut end, mut at) = (None, None, 0);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let words = line.trim_ascii_end();
        let begins = words
            .strip_prefix(BEGIN.as_bytes())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(b" "));
        if begins && begin.replace(at).is_some() {
            return None;
        }
        at += line.len();
        if words == END.as_bytes() && (begin.is_none() || end.replace(at).is_some()) {
            return None;
        }
    }
    match (begin, end) {
        (Some(begin), Some(end)) => Some(Some(begin..end)),
        (None, None) => Some(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_stands_around_stays() {
        for (before, after) in [("", ""), ("*.png binary\n", ""), ("# x\r\n", "*.md diff\n")] {
            let one = with(
                format!("{before}{after}").as_bytes(),
                "/a merge=plan\n",
                MANAGED,
            )
            .unwrap();
            let two = with(&one, "/b merge=plan\n", MANAGED).unwrap();
            assert!(is_in(&two));
            let text = String::from_utf8(two.clone()).unwrap();
            assert!(text.contains("\n/b merge=plan\n# plan end\n"), "{text}");
            assert!(!text.contains("/a"), "{text}");
            assert_eq!(
                without(&two).unwrap(),
                format!("{before}{after}").as_bytes()
            );
        }
        let middle = "x\n# plan begin (older)\n/a merge=plan\n# plan end\r\ny";
        assert_eq!(without(middle.as_bytes()).unwrap(), b"x\ny");
        let open = with(b"no line break", "", SHARED).unwrap();
        assert!(open.starts_with(b"no line break\n# plan begin"));
        let once = with(b"no line break", "/a merge=plan\n", MANAGED).unwrap();
        let twice = with(&once, "/b merge=plan\n", MANAGED).unwrap();
        for text in [&once, &twice] {
            assert!(text.starts_with(b"no line break\n# plan begin"));
            assert_eq!(without(text).unwrap(), b"no line break");
        }
        // What somebody wrote below stays on a line of its own.
        let below = [&twice[..], b"more\n"].concat();
        assert_eq!(without(&below).unwrap(), b"no line break\nmore\n");
    }

    #[test]
    fn lines_of_which_nobody_knows_whose_they_are() {
        for text in [
            "# plan begin\n",
            "# plan end\n",
            "# plan end\n# plan begin\n# plan end\n",
        ] {
            assert_eq!(find(text.as_bytes()), None, "{text}");
            assert_eq!(with(text.as_bytes(), "", MANAGED), None);
        }
        assert_eq!(find(b"# plan beginnings\n# plan ends\n"), Some(None));
    }
}

//! The title of a heading, cut out of its source lines.
//!
//! Not built from inline events: those skip backslashes and decode entities, and a title edited by such a span breaks.

use super::blank;
use crate::source::is_one_line;
use crate::span::Span;

/// Span of the title, whether the heading has an underline, and whether that underline is made of `-`.
pub(super) fn title(text: &str, heading: Span) -> (Span, bool, bool) {
    let source = heading.of(text);
    let start = heading.start as usize;
    let hashes = source.bytes().take_while(|byte| *byte == b'#').count();
    // Behind an indent, or without a space, text that an underline makes a heading may begin with `#` too.
    if is_one_line(source) {
        let content = source.get(hashes..).unwrap_or_default();
        let lead = blank::lead(content);
        let kept = content.get(lead..blank::kept(content)).unwrap_or_default();
        let title = without_closing(kept);
        let at = start + hashes + lead;
        return (Span::new(at, at + title.len()), false, false);
    }
    let last = source.rfind(['\n', '\r']).unwrap_or(source.len());
    let above = source
        .get(..last)
        .unwrap_or_default()
        .trim_end_matches([' ', '\t', '\n', '\r']);
    let rule = source
        .get(last..)
        .is_some_and(|line| line.trim_matches([' ', '\t', '\n', '\r']).starts_with('-'));
    (Span::new(start, start + above.len()), true, rule)
}

/// Drops a closing run of `#` that stands after a space, or is all there is.
fn without_closing(title: &str) -> &str {
    if !title.ends_with('#') {
        return title;
    }
    let before = title.trim_end_matches('#');
    if before.is_empty() {
        ""
    } else if before.len() < title.len() && before.ends_with([' ', '\t']) {
        before.trim_end_matches([' ', '\t'])
    } else {
        title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_cut_from_their_lines() {
        let cut = |source: &str| {
            let (span, setext, rule) = title(source, Span::new(0, source.len()));
            (span.of(source).to_owned(), setext, rule)
        };
        assert_eq!(
            cut("##   Phase 1: A  ###"),
            ("Phase 1: A".into(), false, false)
        );
        assert_eq!(
            cut(r"## \# x &amp; y"),
            (r"\# x &amp; y".into(), false, false)
        );
        assert_eq!(cut("# C#"), ("C#".into(), false, false));
        assert_eq!(cut("##"), (String::new(), false, false));
        assert_eq!(cut("Title\n====="), ("Title".into(), true, false));
        assert_eq!(cut("#1 and\n#2\n==="), ("#1 and\n#2".into(), true, false));
        assert_eq!(cut("## a\nb\n---"), ("## a\nb".into(), true, true));
        assert_eq!(cut("####### x\n---"), ("####### x".into(), true, true));
        assert_eq!(cut("**Test**: x\n---"), ("**Test**: x".into(), true, true));
    }
}

//! A fenced code block, taken apart.

use crate::span::Span;

/// Info string, code, and whether the closing fence is there.
pub(super) fn parts(text: &str, span: Span) -> (Span, Span, bool) {
    let source = span.of(text);
    let start = span.start as usize;
    let Some(sign) = source
        .chars()
        .next()
        .filter(|sign| matches!(sign, '`' | '~'))
    else {
        return (Span::new(start, start), span, true);
    };
    let width = source.len() - source.trim_start_matches(sign).len();
    let first_end = source.find(['\n', '\r']).unwrap_or(source.len());
    let first = source.get(width..first_end).unwrap_or_default();
    let info = first.trim_matches([' ', '\t']);
    let info_start = start + width + (first.len() - first.trim_start_matches([' ', '\t']).len());
    let info = Span::new(info_start, info_start + info.len());

    let code_start = match source.get(first_end..) {
        Some(rest) if rest.starts_with("\r\n") => first_end + 2,
        Some(rest) if !rest.is_empty() => first_end + 1,
        _ => source.len(),
    };
    let rest = source.get(code_start..).unwrap_or_default();
    let last_start = rest.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let last = rest
        .get(last_start..)
        .unwrap_or_default()
        .trim_matches([' ', '\t', '>']);
    let closed = !rest.is_empty() && last.len() >= width && last.chars().all(|c| c == sign);
    let code_end = if closed {
        code_start + last_start
    } else {
        source.len()
    };
    (
        info,
        Span::new(start + code_start, start + code_end),
        closed,
    )
}

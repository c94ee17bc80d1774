//! Blanks as CommonMark has them. `str::trim` would take more: a no-break space at the edge of a title belongs to it.

/// True for a space, a tab and what ends a line.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Length of `text` without the blanks at its end.
pub(crate) fn kept(text: &str) -> usize {
    let last = text.as_bytes().iter().rposition(|byte| !is_blank(*byte));
    last.map_or(0, |at| at + 1)
}

/// Number of blanks at the start of `text`.
pub(crate) fn lead(text: &str) -> usize {
    let first = text.as_bytes().iter().position(|byte| !is_blank(*byte));
    first.unwrap_or(text.len())
}

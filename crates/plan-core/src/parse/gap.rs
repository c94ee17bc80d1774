//! Text between blocks.

use crate::span::Span;
use crate::syntax::blank;

/// The part of a gap that is not blank.
pub(super) fn trimmed(text: &str, gap: Span) -> Option<Span> {
    let raw = gap.of(text);
    let kept = blank::kept(raw);
    let start = gap.start as usize;
    (kept > 0).then(|| Span::new(start + blank::lead(raw), start + kept))
}

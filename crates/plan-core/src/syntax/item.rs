//! The text of a list item.

use super::blank;
use super::node::{Mark, Node, NodeKind};
use super::tree::trees;
use crate::span::Span;

/// The first text of an item: after the marker and the box, up to the first nested block that is not its own paragraph.
pub(super) fn text(text: &str, item: Span, mark: Option<Mark>, inside: &[Node]) -> Span {
    let start = match mark {
        Some(mark) => mark.at as usize + 2,
        None => {
            let source = item.of(text);
            let digits = source.bytes().take_while(u8::is_ascii_digit).count();
            item.start as usize + (digits + 1).min(source.len())
        }
    };
    let mut end = item.end as usize;
    let mut nested = trees(inside).map(|block| block.node);
    let first = nested.next();
    let block = match first {
        Some(own) if own.kind == NodeKind::Paragraph => {
            end = end.min(own.span.end as usize);
            nested.next()
        }
        other => other,
    };
    if let Some(block) = block {
        end = end.min(block.span.start as usize);
    }
    let Some(own) = text.get(start..end.max(start)) else {
        return Span::new(start, start);
    };
    let kept = blank::kept(own);
    if kept == 0 {
        // An empty item: a value can be inserted right after the marker.
        let at = start.min(item.end as usize);
        return Span::new(at, at);
    }
    Span::new(start + blank::lead(own), start + kept)
}

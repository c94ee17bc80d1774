//! One block and what is known of it.

use crate::span::Span;

/// One block of a document. The blocks inside it come right behind it: see [`Tree`](super::Tree).
///
/// Lists are at most [`MAX_LEVELS`] deep, and quotes as well, so that what goes through a tree cannot run out of
/// stack. What stands deeper is text of the innermost item that was kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub kind: NodeKind,
    /// From the first byte of the block, its indent left out, to the end of its last line that is not blank, line
    /// ending left out.
    pub span: Span,
    /// How many nodes stand inside it, those inside them counted. No text of ours has more than 32 bits can count.
    pub inside: u32,
}

/// Levels of lists, and of quotes, that are told apart.
pub(super) const MAX_LEVELS: usize = 16;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NodeKind {
    Paragraph,
    /// `setext` is true for a heading made by an underline; `rule` if that underline is made of `-`.
    Heading {
        level: u8,
        title: Span,
        setext: bool,
        rule: bool,
    },
    /// The number of an item has at most nine digits.
    List {
        start: Option<u32>,
    },
    /// `text` is the item's own first text: without marker, box, and nested blocks. An item with blocks that are too
    /// deep to be told apart has none inside, and all that stands in it is its text.
    Item {
        mark: Option<Mark>,
        text: Span,
    },
    Code {
        info: Span,
        code: Span,
        closed: bool,
    },
    Rule,
    /// Quotes and raw HTML: kept as written. A quote has blocks inside, HTML has none.
    Quote,
    Html,
}

/// The box of a list item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    pub done: bool,
    /// The one byte between the brackets.
    pub at: u32,
}

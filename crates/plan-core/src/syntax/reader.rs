//! Parser events to blocks with checked spans, one top-level block at a time.
//!
//! Keeps its own stack, so no document drives recursion.

use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, DefaultBrokenLinkCallback, Event, OffsetIter, Options, Parser, Tag, TagEnd,
};

use super::node::{MAX_LEVELS, Mark, Node, NodeKind};
use super::{blank, fence, heading, item};
use crate::span::Span;

/// Reads the blocks of a part of a text. Spans count from the start of the text.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// Where the part starts, and with it the ranges of the events.
    offset: usize,
    events: OffsetIter<'a, DefaultBrokenLinkCallback>,
    open: Vec<Open>,
    lists: usize,
    quotes: usize,
    /// Open blocks that are too deep to be kept.
    skipped: usize,
}

/// A block whose end has not come yet.
struct Open {
    /// Its place among the nodes.
    at: usize,
    fenced: bool,
    /// A block inside was too deep to be kept.
    cut: bool,
}

impl<'a> Reader<'a> {
    /// Reads `part`, which must lie in `text` and begin and end with lines.
    pub(super) fn new(text: &'a str, part: Range<usize>) -> Self {
        let offset = part.start;
        let markdown = text.get(part).unwrap_or_default();
        // Task lists only. Metadata blocks would swallow what stands between two `---` lines, tables eat header fields.
        let parser = Parser::new_ext(markdown, Options::ENABLE_TASKLISTS);
        Self {
            text,
            offset,
            events: parser.into_offset_iter(),
            open: Vec::new(),
            lists: 0,
            quotes: 0,
            skipped: 0,
        }
    }

    /// Adds the next top-level block to `nodes`, the blocks inside it right behind it. False at the end of the part.
    pub(super) fn read(&mut self, nodes: &mut Vec<Node>) -> bool {
        let before = nodes.len();
        loop {
            // Looked at where it lies: an event is large, and moving it costs more than reading it.
            let next = self.events.next();
            let Some((event, range)) = next.as_ref() else {
                return false;
            };
            match event {
                Event::Start(tag) => self.start(tag, range, nodes),
                Event::End(tag) if is_block_end(*tag) => self.end(nodes),
                Event::Rule if self.skipped == 0 => self.leaf(NodeKind::Rule, range, nodes),
                Event::TaskListMarker(done) if self.skipped == 0 => self.mark(*done, range, nodes),
                _ => continue,
            }
            if self.open.is_empty() && nodes.len() > before {
                return true;
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, nodes: &mut Vec<Node>) {
        let Some((kind, fenced)) = block_kind(tag) else {
            return;
        };
        let too_deep = match kind {
            NodeKind::List { .. } => self.lists >= MAX_LEVELS,
            NodeKind::Quote => self.quotes >= MAX_LEVELS,
            _ => false,
        };
        if self.skipped > 0 || too_deep {
            self.skipped += 1;
            if let Some(open) = self.open.last_mut() {
                open.cut = true;
            }
            return;
        }
        self.count(&kind, true);
        self.open(kind, fenced, range, nodes);
    }

    fn open(&mut self, kind: NodeKind, fenced: bool, range: &Range<usize>, nodes: &mut Vec<Node>) {
        self.open.push(Open {
            at: nodes.len(),
            fenced,
            cut: false,
        });
        nodes.push(Node {
            kind,
            span: self.span(range),
            inside: 0,
        });
    }

    /// Ends the innermost block.
    fn end(&mut self, nodes: &mut Vec<Node>) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(open) = self.open.pop() else {
            return;
        };
        if let Some(node) = nodes.get(open.at) {
            self.count(&node.kind, false);
        }
        open.finish(self.text, nodes);
    }

    fn leaf(&mut self, kind: NodeKind, range: &Range<usize>, nodes: &mut Vec<Node>) {
        self.open(kind, false, range, nodes);
        self.end(nodes);
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.offset + range.start, self.offset + range.end)
    }

    fn count(&mut self, kind: &NodeKind, opens: bool) {
        let levels = match kind {
            NodeKind::List { .. } => &mut self.lists,
            NodeKind::Quote => &mut self.quotes,
            _ => return,
        };
        *levels = if opens { *levels + 1 } else { *levels - 1 };
    }

    /// In a loose list the marker comes inside the paragraph but before its range: the open item counts.
    fn mark(&self, done: bool, range: &Range<usize>, nodes: &mut [Node]) {
        let span = self.span(range);
        // Tabs can put the range elsewhere; then there is no box to tick.
        if !matches!(span.of(self.text).as_bytes(), [b'[', _, b']']) {
            return;
        }
        for open in self.open.iter().rev() {
            if let Some(node) = nodes.get_mut(open.at)
                && let NodeKind::Item { mark, .. } = &mut node.kind
            {
                let at = span.start + 1;
                *mark = Some(Mark { done, at });
                return;
            }
        }
    }
}

impl Open {
    /// Adds what can be said of the block only at its end. A block whose range cannot be right (rare, and known
    /// upstream) is left out, and its bytes stay in the document, since nothing is rendered from these nodes.
    fn finish(&self, text: &str, nodes: &mut Vec<Node>) {
        if self.cut {
            nodes.truncate(self.at + 1);
        }
        let (before, inside) = nodes.split_at_mut_checked(self.at + 1).unwrap_or_default();
        let whole = before
            .last_mut()
            .and_then(|node| self.complete(text, node, inside));
        if whole.is_none() {
            nodes.truncate(self.at);
        }
    }

    fn complete(&self, text: &str, node: &mut Node, inside: &[Node]) -> Option<()> {
        // The parser counts up to three columns of indent to a list and its items.
        if matches!(node.kind, NodeKind::List { .. } | NodeKind::Item { .. }) {
            let source = node.span.of(text).as_bytes();
            let indent = source.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
            node.span.start += u32::try_from(indent.unwrap_or(0)).unwrap_or(0);
        }
        let kept = blank::kept(text.get(node.span.range())?);
        node.span.end = node.span.start + u32::try_from(kept).unwrap_or(0);
        node.inside = inside.len();
        match &mut node.kind {
            NodeKind::Heading {
                title,
                setext,
                rule,
                ..
            } => (*title, *setext, *rule) = heading::title(text, node.span),
            NodeKind::Item { mark, text: own } => {
                *own = item::text(text, node.span, *mark, inside);
            }
            NodeKind::Code { info, code, closed } if self.fenced => {
                (*info, *code, *closed) = fence::parts(text, node.span);
            }
            NodeKind::Code { code, .. } => *code = node.span,
            _ => {}
        }
        Some(())
    }
}

/// The block that a tag opens, and whether it is fenced code; nothing for inline tags.
fn block_kind(tag: &Tag<'_>) -> Option<(NodeKind, bool)> {
    let nothing = Span::default();
    let kind = match tag {
        Tag::Paragraph => NodeKind::Paragraph,
        Tag::Heading { level, .. } => NodeKind::Heading {
            level: *level as u8,
            title: nothing,
            setext: false,
            rule: false,
        },
        Tag::BlockQuote(_) => NodeKind::Quote,
        Tag::CodeBlock(kind) => {
            let code = NodeKind::Code {
                info: nothing,
                code: nothing,
                closed: true,
            };
            return Some((code, matches!(kind, CodeBlockKind::Fenced(_))));
        }
        Tag::HtmlBlock => NodeKind::Html,
        Tag::List(start) => NodeKind::List { start: *start },
        Tag::Item => NodeKind::Item {
            mark: None,
            text: nothing,
        },
        _ => return None,
    };
    Some((kind, false))
}

fn is_block_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::List(_)
            | TagEnd::Item
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tree::{Tree, trees};

    fn read(text: &str) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut reader = Reader::new(text, 0..text.len());
        while reader.read(&mut nodes) {}
        nodes
    }

    /// The innermost item, going down the first child that leads to one, and the levels of lists above it.
    fn innermost(nodes: &[Node]) -> (usize, Option<&Node>) {
        let mut levels = 0;
        let mut item = None;
        let is_list = |tree: &Tree| matches!(tree.node.kind, NodeKind::List { .. });
        let mut list = trees(nodes).find(is_list);
        while let Some(found) = list {
            levels += 1;
            item = found.children().next();
            list = item.and_then(|item| item.children().find(is_list));
        }
        (levels, item.map(|item| item.node))
    }

    fn own_text<'a>(text: &'a str, node: Option<&Node>) -> Option<&'a str> {
        match node?.kind {
            NodeKind::Item { text: own, .. } => Some(own.of(text)),
            _ => None,
        }
    }

    #[test]
    fn sixteen_levels_of_lists_are_told_apart_and_the_rest_is_text() {
        let lines = |levels: usize| -> String {
            let line = |level| format!("{}- a{level}\n", "  ".repeat(level));
            (1..=levels).map(line).collect()
        };
        let text = lines(16);
        let nodes = read(&text);
        let (levels, item) = innermost(&nodes);
        assert_eq!((levels, own_text(&text, item)), (16, Some("a16")));

        let text = lines(18);
        let nodes = read(&text);
        let (levels, item) = innermost(&nodes);
        assert_eq!(levels, 16);
        let own = own_text(&text, item).unwrap_or_default();
        assert!(own.starts_with("a16\n") && own.ends_with("- a18"), "{own}");
        assert!(item.is_some_and(|item| item.inside == 0));
    }

    #[test]
    fn nothing_of_an_item_with_too_deep_blocks_is_lost() {
        let indent = "  ".repeat(16);
        let text = format!(
            "{}a\n\n{indent}p\n\n{indent}- deep\n\n{indent}end\n",
            "- ".repeat(16)
        );
        let nodes = read(&text);
        let own = own_text(&text, innermost(&nodes).1).unwrap_or_default();
        assert!(own.starts_with("a\n") && own.ends_with("end"), "{own}");
    }

    #[test]
    fn quotes_are_at_most_sixteen_deep() {
        let text = format!("{}a", "> ".repeat(20));
        let nodes = read(&text);
        let mut levels = 0;
        let mut inside = Tree::first(&nodes);
        while let Some(quote) = inside {
            assert_eq!(quote.node.kind, NodeKind::Quote);
            levels += 1;
            inside = quote.children().next();
        }
        assert_eq!(levels, 16);
        assert_eq!(nodes.first().map(|node| node.span.of(&text)), Some(&*text));
    }
}

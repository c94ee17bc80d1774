//! Parser events to blocks with checked spans.
//!
//! Keeps its own stack, so no document drives recursion.

use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, DefaultBrokenLinkCallback, Event, OffsetIter, Options, Parser, Tag, TagEnd,
};

use super::node::{MAX_LEVELS, Mark, Node, NodeKind};
use super::{blank, fence, heading, item};
use crate::span::Span;

/// The parser of a part.
pub(super) type Events<'a> = OffsetIter<'a, DefaultBrokenLinkCallback>;

/// Adds the blocks of `part` to `nodes`, those inside a block right behind it. The part must lie in `text` and begin and
/// end with lines; spans count from the start of the text. Gives back the parser, which has come to its end.
pub(super) fn read<'a>(text: &'a str, part: Range<usize>, nodes: &mut Vec<Node>) -> Events<'a> {
    let offset = part.start;
    let markdown = text.get(part).unwrap_or_default();
    let mut reader = Reader {
        text,
        offset,
        nodes,
        open: Vec::new(),
        lists: 0,
        quotes: 0,
        skipped: 0,
    };
    // Task lists only. Metadata blocks would swallow what stands between two `---` lines, tables eat header fields.
    let mut events = Parser::new_ext(markdown, Options::ENABLE_TASKLISTS).into_offset_iter();
    // Looked at where it lies: an event is large, and moving it costs more than reading it.
    while let Some((event, range)) = events.next().as_ref() {
        reader.event(event, range);
    }
    events
}

/// What was read of a part.
struct Reader<'a> {
    text: &'a str,
    /// Where the part starts, and with it the ranges of the events.
    offset: usize,
    nodes: &'a mut Vec<Node>,
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

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) if is_block_end(*tag) => self.end(),
            Event::Rule if self.skipped == 0 => self.leaf(NodeKind::Rule, range),
            Event::TaskListMarker(done) if self.skipped == 0 => self.mark(*done, range),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
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
        self.open(kind, fenced, range);
    }

    fn open(&mut self, kind: NodeKind, fenced: bool, range: &Range<usize>) {
        match kind {
            NodeKind::List { .. } => self.lists += 1,
            NodeKind::Quote => self.quotes += 1,
            _ => {}
        }
        self.open.push(Open {
            at: self.nodes.len(),
            fenced,
            cut: false,
        });
        self.nodes.push(Node {
            kind,
            span: self.span(range),
            inside: 0,
        });
    }

    /// Ends the innermost block.
    fn end(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(open) = self.open.pop() else {
            return;
        };
        match self.nodes.get(open.at).map(|node| &node.kind) {
            Some(NodeKind::List { .. }) => self.lists -= 1,
            Some(NodeKind::Quote) => self.quotes -= 1,
            _ => {}
        }
        open.finish(self.text, self.nodes);
    }

    fn leaf(&mut self, kind: NodeKind, range: &Range<usize>) {
        self.open(kind, false, range);
        self.end();
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.offset + range.start, self.offset + range.end)
    }

    /// In a loose list the marker comes inside the paragraph but before its range: the open item counts.
    fn mark(&mut self, done: bool, range: &Range<usize>) {
        let span = self.span(range);
        // Tabs can put the range elsewhere; then there is no box to tick.
        if !matches!(span.of(self.text).as_bytes(), [b'[', _, b']']) {
            return;
        }
        for open in self.open.iter().rev() {
            if let Some(node) = self.nodes.get_mut(open.at)
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
        // It also counts a link definition right behind a list to it, if a paragraph follows that.
        if let NodeKind::List { .. } = node.kind
            && let Some(last) = last_child(inside)
        {
            node.span.end = node.span.end.min(last.span.end);
        }
        let kept = blank::kept(text.get(node.span.range())?);
        node.span.end = node.span.start + u32::try_from(kept).unwrap_or(0);
        node.inside = u32::try_from(inside.len()).ok()?;
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

/// The last of the nodes that stand in another one, what stands in it left out.
fn last_child(inside: &[Node]) -> Option<&Node> {
    let mut last = None;
    let mut rest = inside;
    while let Some((node, below)) = rest.split_first() {
        last = Some(node);
        rest = below.get(node.inside as usize..).unwrap_or_default();
    }
    last
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
        Tag::List(start) => NodeKind::List {
            start: start.and_then(|start| u32::try_from(start).ok()),
        },
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
        let _ = super::read(text, 0..text.len(), &mut nodes);
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
    fn a_list_ends_where_its_last_item_does() {
        let text = "- ## a\n[b]: http://c\n**d**";
        let nodes = read(text);
        let ends = nodes.iter().map(|node| node.span.of(text));
        assert_eq!(
            ends.collect::<Vec<_>>(),
            ["- ## a", "- ## a", "## a", "**d**"]
        );
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

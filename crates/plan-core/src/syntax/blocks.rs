//! Parser events to a tree of blocks with checked spans.
//!
//! The walk keeps its own stack, so no document drives recursion. Nesting deeper than [`MAX_DEPTH`] is left as raw text
//! of the deepest kept block.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::heading;
use crate::span::Span;

/// Open blocks kept at most: 16 list levels are 32 (a list and its item), and a few quotes round them.
const MAX_DEPTH: usize = 40;

/// One block of a document.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub kind: NodeKind,
    /// From the first byte of the block, its indent left out, to the end of its last line that is not blank, line
    /// ending left out.
    pub span: Span,
    pub children: Vec<Node>,
}

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
    List {
        start: Option<u64>,
    },
    /// `text` is the item's own first text: without marker, box, and nested blocks.
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
    /// Quotes and raw HTML: kept as written. A quote has children, HTML has none.
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

struct Open {
    node: Node,
    fenced: bool,
}

/// The blocks of `text` from byte `body` on, in order. Spans count from the start of `text`.
pub(crate) fn blocks(text: &str, body: u32) -> Vec<Node> {
    let offset = body as usize;
    let Some(markdown) = text.get(offset..) else {
        return Vec::new();
    };
    // Task lists only. Metadata blocks would swallow what stands between two `---` lines, tables eat header fields.
    let parser = Parser::new_ext(markdown, Options::ENABLE_TASKLISTS);

    let mut done: Vec<Node> = Vec::new();
    let mut stack: Vec<Open> = Vec::new();
    let mut too_deep = 0usize;
    for (event, range) in parser.into_offset_iter() {
        let span = Span::new(range.start + offset, range.end + offset);
        match event {
            Event::Start(tag) => {
                let Some((kind, fenced)) = block_kind(&tag) else {
                    continue;
                };
                if too_deep > 0 || stack.len() >= MAX_DEPTH {
                    too_deep += 1;
                    continue;
                }
                stack.push(Open {
                    node: Node {
                        kind,
                        span,
                        children: Vec::new(),
                    },
                    fenced,
                });
            }
            Event::End(tag) => {
                if !is_block_end(tag) {
                    continue;
                }
                if too_deep > 0 {
                    too_deep -= 1;
                    continue;
                }
                if let Some(open) = stack.pop() {
                    close(text, open, &mut stack, &mut done);
                }
            }
            Event::Rule if too_deep == 0 => {
                let node = Node {
                    kind: NodeKind::Rule,
                    span,
                    children: Vec::new(),
                };
                close(
                    text,
                    Open {
                        node,
                        fenced: false,
                    },
                    &mut stack,
                    &mut done,
                );
            }
            // In a loose list the marker comes inside the paragraph but before its range: the open item counts.
            Event::TaskListMarker(ticked) if too_deep == 0 => {
                let bytes = span.of(text).as_bytes();
                if let [b'[', _, b']'] = bytes
                    && let Some(item) =
                        stack
                            .iter_mut()
                            .rev()
                            .find_map(|open| match &mut open.node.kind {
                                NodeKind::Item { mark, .. } => Some(mark),
                                _ => None,
                            })
                {
                    *item = Some(Mark {
                        done: ticked,
                        at: span.start + 1,
                    });
                }
            }
            _ => {}
        }
    }
    done
}

fn block_kind(tag: &Tag<'_>) -> Option<(NodeKind, bool)> {
    let nothing = Span::default();
    Some(match tag {
        Tag::Paragraph => (NodeKind::Paragraph, false),
        Tag::Heading { level, .. } => (
            NodeKind::Heading {
                level: *level as u8,
                title: nothing,
                setext: false,
                rule: false,
            },
            false,
        ),
        Tag::BlockQuote(_) => (NodeKind::Quote, false),
        Tag::CodeBlock(kind) => {
            let fenced = matches!(kind, CodeBlockKind::Fenced(_));
            (
                NodeKind::Code {
                    info: nothing,
                    code: nothing,
                    closed: true,
                },
                fenced,
            )
        }
        Tag::HtmlBlock => (NodeKind::Html, false),
        Tag::List(start) => (NodeKind::List { start: *start }, false),
        Tag::Item => (
            NodeKind::Item {
                mark: None,
                text: nothing,
            },
            false,
        ),
        _ => return None,
    })
}

fn is_block_end(tag: pulldown_cmark::TagEnd) -> bool {
    use pulldown_cmark::TagEnd;
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

/// Finishes a block and hands it to its parent. A block whose range cannot be right (rare, and known upstream) is left
/// out: its bytes stay in the document, since nothing is rendered from this tree.
fn close(text: &str, mut open: Open, stack: &mut [Open], done: &mut Vec<Node>) {
    let node = &mut open.node;
    let Some(source) = text.get(node.span.range()) else {
        return;
    };
    let kept = source.trim_end_matches([' ', '\t', '\n', '\r']).len();
    node.span.end = node.span.start + u32::try_from(kept).unwrap_or(0);
    let children = &node.children;
    match &mut node.kind {
        NodeKind::Heading {
            title,
            setext,
            rule,
            ..
        } => {
            (*title, *setext, *rule) = heading::title(text, node.span);
        }
        NodeKind::Item { mark, text: own } => *own = item_text(text, node.span, *mark, children),
        NodeKind::Code { info, code, closed } if open.fenced => {
            (*info, *code, *closed) = fence(text, node.span);
        }
        NodeKind::Code { code, .. } => *code = node.span,
        _ => {}
    }
    match stack.last_mut() {
        Some(parent) => parent.node.children.push(open.node),
        None => done.push(open.node),
    }
}

/// The first text of an item: after the marker and the box, up to the first nested block that is not its own paragraph.
fn item_text(text: &str, item: Span, mark: Option<Mark>, children: &[Node]) -> Span {
    let mut start = match mark {
        Some(mark) => mark.at as usize + 2,
        None => {
            let source = item.of(text);
            let digits = source.len()
                - source
                    .trim_start_matches(|c: char| c.is_ascii_digit())
                    .len();
            item.start as usize + (digits + 1).min(source.len())
        }
    };
    let mut end = item.end as usize;
    let mut nested = children.iter();
    match nested.clone().next() {
        Some(first) if first.kind == NodeKind::Paragraph => {
            end = end.min(first.span.end as usize);
            nested.next();
        }
        _ => {}
    }
    if let Some(block) = nested.next() {
        end = end.min(block.span.start as usize);
    }
    let Some(own) = text.get(start..end.max(start)) else {
        return Span::new(start, start);
    };
    let trimmed = own.trim_start_matches([' ', '\t', '\r', '\n']);
    if trimmed.is_empty() {
        // An empty item: a value can be inserted right after the marker.
        return Span::new(start.min(item.end as usize), start.min(item.end as usize));
    }
    start += own.len() - trimmed.len();
    let kept = trimmed.trim_end_matches([' ', '\t', '\r', '\n']).len();
    Span::new(start, start + kept)
}

/// Info string, code and whether the closing fence is there.
fn fence(text: &str, span: Span) -> (Span, Span, bool) {
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

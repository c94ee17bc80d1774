//! Top-level blocks in order, with what lies between them.

use super::finding::Finding;
use crate::model::{Block, Prose, Text};
use crate::source::Source;
use crate::span::Span;
use crate::syntax::{Node, NodeKind, bold_label};

/// A top-level block, or source text that the parser reports no block for (link definitions), which must not be lost.
pub(super) enum Piece {
    Heading { level: u8, title: Span, span: Span },
    Block(Node),
    Gap(Span),
}

/// Top-level blocks in order with the gaps between them.
pub(super) fn pieces(source: &Source, nodes: Vec<Node>, findings: &mut Vec<Finding>) -> Vec<Piece> {
    let text = source.text();
    let mut pieces = Vec::with_capacity(nodes.len());
    let mut at = source.body();
    for node in nodes {
        if node.span.start < at {
            continue;
        }
        push_gap(
            text,
            Span {
                start: at,
                end: node.span.start,
            },
            &mut pieces,
        );
        at = node.span.end;
        note(&node, findings);
        match node.kind {
            NodeKind::Heading {
                level,
                title,
                setext,
                rule,
            } => {
                if setext && rule && is_accidental(title.of(text)) {
                    findings.push(Finding::accidental_heading(node.span));
                    let paragraph = Node {
                        kind: NodeKind::Paragraph,
                        span: title,
                        children: Vec::new(),
                    };
                    let line = Node {
                        kind: NodeKind::Rule,
                        span: node.span,
                        children: Vec::new(),
                    };
                    pieces.extend([Piece::Block(paragraph), Piece::Block(line)]);
                } else {
                    pieces.push(Piece::Heading {
                        level,
                        title,
                        span: node.span,
                    });
                }
            }
            _ => pieces.push(Piece::Block(node)),
        }
    }
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    push_gap(text, Span { start: at, end }, &mut pieces);
    pieces
}

/// Text with a `---` right below it is a heading in Markdown. When it begins with a bold label, or has several lines,
/// its author meant a field or paragraph and a rule.
fn is_accidental(title: &str) -> bool {
    bold_label(title).is_some() || title.contains(['\n', '\r'])
}

fn note(node: &Node, findings: &mut Vec<Finding>) {
    if let NodeKind::Code { closed: false, .. } = node.kind {
        findings.push(Finding::unclosed_fence(node.span));
    }
}

fn push_gap(text: &str, span: Span, pieces: &mut Vec<Piece>) {
    let gap = span.of(text);
    let trimmed = gap.trim_matches([' ', '\t', '\n', '\r']);
    if !trimmed.is_empty() {
        let lead = gap.len() - gap.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let start = span.start as usize + lead;
        pieces.push(Piece::Gap(Span::new(start, start + trimmed.len())));
    }
}

impl Piece {
    pub(super) fn prose(text: &str, span: Span) -> Block {
        Block::Prose(Prose {
            text: Text::read(text, span),
        })
    }
}

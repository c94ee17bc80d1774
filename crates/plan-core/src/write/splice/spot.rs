//! Where the children of a node stand in the text.

use super::Splice;
use crate::model::{Block, NodeRef};

/// A child that was read: its place among its siblings and in the text.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub old: usize,
    /// Where it begins: at its line, or at itself if it shares the line with the sibling before it.
    pub start: usize,
    /// Where it ends: with its line, or with itself if the next sibling stands on the same line.
    pub end: usize,
    /// True if the sibling before it stands on the same line.
    pub joined: bool,
}

/// From the first of some children to the last.
pub(super) fn whole(gone: &[Spot]) -> Option<(usize, usize)> {
    Some((gone.first()?.start, gone.last()?.end))
}

impl Splice<'_, '_, '_> {
    /// The children that were read, in order. One that shares its place with another, which a slip of the parser may
    /// make, is left out.
    pub(super) fn spots(&self, from: usize) -> Vec<Spot> {
        let mut spots: Vec<Spot> = Vec::new();
        for old in self.old.children(from) {
            let Some(node) = self.old.get(old) else {
                continue;
            };
            let Some(span) = self.span(node) else {
                continue;
            };
            let (start, end) = (span.start as usize, span.end as usize);
            let before = spots.last().copied();
            let joined = match before {
                Some(before) => {
                    self.layout.breaks(before.end.min(start), start) == 0 && self.inline(node)
                }
                None => false,
            };
            if let Some(before) = spots.last_mut()
                && !joined
            {
                before.end = self.layout.line_end(before.end);
            }
            spots.push(Spot {
                old,
                start: if joined || !self.layout.leads_line(start) {
                    start
                } else {
                    self.layout.line_start(start)
                },
                end: self.dashes_end(node, old, end),
                joined,
            });
        }
        if let Some(last) = spots.last_mut() {
            last.end = self.layout.line_end(last.end);
        }
        spots
    }

    /// Only fields share a line.
    pub(super) fn inline(&self, node: NodeRef<'_>) -> bool {
        matches!(node, NodeRef::Block(Block::Field(_)))
    }

    /// The header of a table ends with its line of dashes.
    pub(super) fn dashes_end(&self, node: NodeRef<'_>, old: usize, end: usize) -> usize {
        let parent = self.old.parent(old);
        let is_header = matches!(node, NodeRef::Row(_)) && self.old.children(parent).start == old;
        if is_header {
            self.layout.line_end(self.layout.next_line(end))
        } else {
            end
        }
    }

    /// Where the first line of a node ends, behind which its children stand. Lists have none, nor has a plan.
    pub(super) fn head_end(&self, node: NodeRef<'_>) -> Option<usize> {
        let span = match node {
            NodeRef::Plan(_) => return None,
            _ => self.span(node)?,
        };
        match node {
            NodeRef::FrontMatter(_) => Some(self.layout.line_end(span.start as usize)),
            NodeRef::Section(_) => Some(self.layout.heading_end(node, span)),
            NodeRef::Item(_) | NodeRef::Task(_) | NodeRef::Block(Block::Field(_)) => {
                let ends = node
                    .slots()
                    .into_iter()
                    .filter_map(|(_, text)| text?.span());
                let end = ends.map(|span| span.end as usize).max()?;
                Some(self.layout.line_end(end))
            }
            _ => None,
        }
    }
}

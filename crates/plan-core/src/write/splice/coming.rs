//! The text of a child that is put in: its own, if it was read somewhere, else new text in the habits of this place.

use std::sync::Arc;

use super::super::edit::{Edit, apply};
use super::super::layout::{BLANKS, columns, lifted};
use super::super::library::layout;
use super::super::render::{Style, entry};
use super::super::value;
use super::{Splice, edits};
use crate::model::{Block, NodeRef};
use crate::source::Source;
use crate::span::Span;

impl<'a> Splice<'_, 'a, '_> {
    /// The text of a child that is put in, without prefix.
    pub(super) fn text(&self, from: usize, to: usize, new: usize) -> String {
        let Some(node) = self.new.get(new) else {
            return String::new();
        };
        let own = self.pairs.to_old(new).and_then(|old| self.old.get(old));
        let style = self.style_near(from);
        if let Some(sign) = self.neighbouring_sign(to, new) {
            // Two lists with one sign are one list.
            return style
                .with_other_sign(sign)
                .node(node, &|inner| self.known(inner, node));
        }
        let text = match own {
            Some(old) => self.slice(self.source, old, node),
            None => self.read(node),
        };
        let text = text.unwrap_or_else(|| style.node(node, &|inner| self.known(inner, node)));
        if node.is_entry() {
            entry(&self.marker(from, to, new), &text)
        } else {
            text
        }
    }

    /// The bullet or delimiter of a list right before or behind the list `new`.
    pub(super) fn neighbouring_sign(&self, to: usize, new: usize) -> Option<char> {
        let ordered = self
            .new
            .get(new)
            .filter(|node| node.is_list())?
            .start()
            .is_some();
        let siblings = self.new.children(to);
        [new.checked_sub(1), new.checked_add(1)]
            .into_iter()
            .flatten()
            .filter(|sibling| siblings.contains(sibling))
            .find_map(|sibling| {
                let node = self.new.get(sibling)?;
                if !node.is_list() || node.start().is_some() != ordered {
                    return None;
                }
                let old = self.pairs.to_old(sibling).and_then(|old| self.old.get(old));
                let span = self.span(old?)?;
                let marker = self.layout.marker(span.start as usize);
                marker.text.trim_end_matches(BLANKS).chars().next_back()
            })
    }

    /// The text of a node that was read from some document, with its own changes.
    pub(super) fn read(&self, node: NodeRef<'a>) -> Option<String> {
        let index = self
            .context
            .index
            .get_or_init(|| self.context.library.index());
        let (old, source) = index.find(node)?;
        self.slice(source, old, node)
    }

    /// The text of `old` in `source` as `new` wants it, without prefix; an entry of a list without its marker.
    pub(super) fn slice(
        &self,
        source: &Arc<Source>,
        old: NodeRef<'a>,
        new: NodeRef<'a>,
    ) -> Option<String> {
        let span = old.origin()?.span_in(source)?;
        let layout = layout(source);
        let start = match old.is_entry() {
            true => span.start as usize + layout.marker(span.start as usize).text.len(),
            false => span.start as usize,
        };
        let line_end = layout.line_end(span.end as usize);
        let alone = layout
            .slice(span.end as usize, line_end)
            .trim_matches(BLANKS)
            .is_empty();
        let end = if alone { line_end } else { span.end as usize }.max(start);
        let edits: Vec<Edit> = edits(self.context, source, old, new)
            .into_iter()
            .filter_map(|edit| {
                let shifted = |at: u32| (at as usize).checked_sub(start);
                Some(Edit {
                    span: Span::new(shifted(edit.span.start)?, shifted(edit.span.end)?),
                    text: edit.text,
                })
            })
            .collect();
        let text = apply(layout.slice(start, end), &edits).ok()?;
        let width = columns(&layout.hang(start));
        Some(lifted(&text, width).trim_end_matches(BLANKS).to_owned())
    }

    /// The marker of a new entry: that of its neighbours, with a number that goes on from the entry before it.
    pub(super) fn marker(&self, from: usize, to: usize, new: usize) -> String {
        let start = self.new.get(to).and_then(NodeRef::start);
        let position = new - self.new.children(to).start;
        let style = &self.context.style;
        let written = |old: usize| {
            let span = self.span(self.old.get(old)?)?;
            Some(self.layout.marker(span.start as usize))
        };
        let mut markers = self.old.children(from).filter_map(written);
        let Some(first) = markers.next() else {
            return style.marker(start, position);
        };
        match (start, first.number()) {
            (Some(start), Some(number)) => {
                // `1. 1. 1.` is a habit too.
                let repeats = markers
                    .next()
                    .is_some_and(|next| next.number() == Some(number));
                let before = (self.new.children(to).start..new).rev();
                let found = before.zip(1..).find_map(|(new, distance)| {
                    let old = self
                        .pairs
                        .to_old(new)
                        .filter(|old| self.old.parent(*old) == from)?;
                    Some(written(old)?.number()?.saturating_add(distance))
                });
                let next = found.unwrap_or_else(|| {
                    start.saturating_add(u64::try_from(position).unwrap_or(u64::MAX))
                });
                first.numbered(if repeats { start } else { next })
            }
            (None, None) => {
                let sign = first.text.trim_end_matches(BLANKS);
                let blanks = first.text.len() - sign.len();
                format!("{sign}{}", " ".repeat(blanks.max(1)))
            }
            _ => style.marker(start, position),
        }
    }

    /// The habits of the children of a node: how their labels are written.
    pub(super) fn style_near(&self, from: usize) -> Style {
        if let Some(style) = self.habits.borrow().styles.get(&from) {
            return style.clone();
        }
        let mut style = self.context.style.clone();
        for old in self.old.children(from) {
            let label = self.old.get(old).and_then(|node| match node {
                NodeRef::Block(Block::Field(field)) => Some((field.label.span()?, true)),
                NodeRef::Item(item) => Some((item.label.as_ref()?.span()?, false)),
                _ => None,
            });
            if let Some((label, is_field)) = label {
                value::label_style(self.layout, label, is_field, &mut style);
            }
        }
        self.habits.borrow_mut().styles.insert(from, style.clone());
        style
    }
}

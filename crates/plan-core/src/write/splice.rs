//! Minimal edits that turn one plan into another.
//!
//! Both plans are trees whose nodes are aligned. A node that stays is edited where it stands: its texts, then its
//! children. A child that goes takes its lines with it; one that comes, or moves, is put in as lines of its own, as far
//! from its neighbours as others of its kind are.

mod coming;
mod distance;
mod gap;
mod spot;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::edit::Edit;
use super::layout::{Layout, placed};
use super::library::{Index, Library, layout};
use super::render::Style;
use super::value;
use crate::change::{Pairs, Purpose, Tree};
use crate::model::{Block, NodeRef};
use crate::source::Source;
use crate::span::Span;
use gap::Gap;
use spot::Spot;

/// How new nodes are set apart from their neighbours.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Spacing {
    /// As their neighbours are.
    Habit,
    /// By a blank line wherever one may stand: for documents whose habits make the new text read otherwise.
    Wide,
}

/// What every splice of one update shares.
pub(super) struct Context<'a> {
    pub library: &'a Library<'a>,
    /// Made when a node is put in that was read somewhere.
    pub index: OnceCell<Index<'a>>,
    pub style: Style,
    pub spacing: Spacing,
}

/// The edits that turn `old`, read from `source`, into `new`.
pub(super) fn edits<'a>(
    context: &Context<'a>,
    source: &Arc<Source>,
    old: NodeRef<'a>,
    new: NodeRef<'a>,
) -> Vec<Edit> {
    if old.same(new) {
        return Vec::new();
    }
    let (mut old, mut new) = (Tree::new(old), Tree::new(new));
    let pairs = Pairs::of(&mut old, &mut new, Some(source), Purpose::Write);
    let mut splice = Splice {
        context,
        layout: layout(source),
        source,
        old,
        new,
        pairs,
        edits: Vec::new(),
        habits: RefCell::default(),
    };
    splice.node(0, 0);
    splice.edits
}

struct Splice<'c, 'a, 's> {
    context: &'c Context<'a>,
    layout: Layout<'s>,
    source: &'s Arc<Source>,
    old: Tree<'a>,
    new: Tree<'a>,
    pairs: Pairs,
    edits: Vec<Edit>,
    habits: RefCell<Habits>,
}

/// What was found out about the children of a node, by its number: long lists are asked once.
#[derive(Default)]
struct Habits {
    styles: HashMap<usize, Style>,
    gaps: HashMap<(usize, u8, u8), Option<bool>>,
}

/// A child of the wanted plan: the one that stays, or one that is put in.
#[derive(Clone, Copy)]
enum Wanted {
    Stays(usize),
    Comes(usize),
}

impl<'a> Splice<'_, 'a, '_> {
    fn node(&mut self, from: usize, to: usize) {
        let (Some(old), Some(new)) = (self.old.get(from), self.new.get(to)) else {
            return;
        };
        if old.same(new) {
            return;
        }
        match (old, new) {
            // Cells that come or go change every line of a table.
            (NodeRef::Block(Block::Table(a)), NodeRef::Block(Block::Table(b)))
                if a.header.cells.len() != b.header.cells.len() =>
            {
                self.replace(old, new);
            }
            _ => {
                let mut edits = std::mem::take(&mut self.edits);
                let style = || self.style_near(self.old.parent(from));
                let in_place = value::edits(self.layout, &style, old, new, &mut edits);
                self.edits = edits;
                if in_place {
                    self.children(from, to);
                } else {
                    self.replace(old, new);
                }
            }
        }
    }

    /// Writes a node anew in its place.
    fn replace(&mut self, old: NodeRef<'a>, new: NodeRef<'a>) {
        let Some(span) = self.span(old) else { return };
        let text = self.context.style.node(new, &|node| self.known(node, new));
        let prefix = self.layout.hang(span.start as usize);
        let eol = self.layout.eol_at(span.start as usize);
        self.edits.push(Edit {
            span,
            text: placed(&text, &prefix, eol),
        });
    }

    /// The text that a node has already, unless it is `anew`, which is to be written.
    fn known(&self, node: NodeRef<'a>, anew: NodeRef<'_>) -> Option<String> {
        let origin = node.origin()?.span()?;
        let same = anew.kind() == node.kind()
            && anew.origin().and_then(|origin| origin.span()) == Some(origin);
        if same { None } else { self.read(node) }
    }

    fn span(&self, node: NodeRef<'_>) -> Option<Span> {
        node.origin()?.span_in(self.source)
    }

    fn children(&mut self, from: usize, to: usize) {
        let spots = self.spots(from);
        let wanted = self.wanted(from, to);
        for child in &wanted {
            if let Wanted::Stays(new) = child
                && let Some(old) = self.pairs.to_old(*new)
            {
                self.node(old, *new);
            }
        }
        self.number(from, to, &wanted);
        // Between two children that stay, some go and some come.
        let mut next_spot = 0;
        let mut next_wanted = 0;
        let mut before: Option<Spot> = None;
        loop {
            let rest = wanted.get(next_wanted..).unwrap_or_default();
            let coming: Vec<usize> = rest
                .iter()
                .map_while(|child| match child {
                    Wanted::Comes(new) => Some(*new),
                    Wanted::Stays(_) => None,
                })
                .collect();
            next_wanted += coming.len();
            let stays = match wanted.get(next_wanted) {
                Some(Wanted::Stays(new)) => self.pairs.to_old(*new),
                _ => None,
            };
            let rest = spots.get(next_spot..).unwrap_or_default();
            let going = match stays {
                Some(stays) => rest.iter().take_while(|spot| spot.old != stays).count(),
                None => rest.len(),
            };
            let gone = rest.get(..going).unwrap_or_default();
            let after = rest.get(going).copied();
            self.close(
                from,
                to,
                Gap {
                    before,
                    gone,
                    coming: &coming,
                    after,
                },
            );
            if after.is_none() {
                return;
            }
            before = after;
            next_spot += going + 1;
            next_wanted += 1;
        }
    }

    /// The wanted children, the longest run of old ones in their old order staying.
    fn wanted(&self, from: usize, to: usize) -> Vec<Wanted> {
        let at_home = |new: &usize| {
            let old = self.pairs.to_old(*new)?;
            (self.old.parent(old) == from && old != 0).then_some(old)
        };
        let news: Vec<usize> = self.new.children(to).collect();
        let olds: Vec<usize> = news.iter().filter_map(at_home).collect();
        let staying = longest_rising(&olds);
        news.into_iter()
            .map(|new| match at_home(&new) {
                Some(old) if staying.binary_search(&old).is_ok() => Wanted::Stays(new),
                _ => Wanted::Comes(new),
            })
            .collect()
    }

    /// The first entry of an ordered list has the list's number.
    fn number(&mut self, from: usize, to: usize, wanted: &[Wanted]) {
        let start = self.new.get(to).and_then(NodeRef::start);
        let (Some(start), Some(Wanted::Stays(first))) = (start, wanted.first()) else {
            return;
        };
        let old = self.pairs.to_old(*first).and_then(|old| self.old.get(old));
        let Some(span) = old.and_then(|old| self.span(old)) else {
            return;
        };
        let marker = self.layout.marker(span.start as usize);
        let was_ordered = self.old.get(from).and_then(NodeRef::start).is_some();
        if was_ordered && marker.number().is_some_and(|number| number != start) {
            let end = span.start as usize + marker.digits;
            self.edits.push(Edit {
                span: Span::new(span.start as usize, end),
                text: start.to_string(),
            });
        }
    }
}

/// The longest run of rising numbers, in order.
fn longest_rising(numbers: &[usize]) -> Vec<usize> {
    // For each length the smallest number that ends a run of it, and for each number the one before it in its run.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = tails.partition_point(|tail| numbers.get(*tail).is_some_and(|n| n < number));
        previous.push(
            length
                .checked_sub(1)
                .and_then(|before| tails.get(before).copied()),
        );
        match tails.get_mut(length) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut run = Vec::new();
    let mut at = tails.last().copied();
    while let Some(index) = at {
        run.extend(numbers.get(index));
        at = previous.get(index).copied().flatten();
    }
    run.reverse();
    run
}

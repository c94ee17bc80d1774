//! The gap between two children that stay: what goes is taken out, what comes is put in.

use super::super::edit::Edit;
use super::super::layout::placed;
use super::super::spacing::{head_stands_off, must_stand_off};
use super::spot::{Spot, whole};
use super::{Spacing, Splice};
use crate::model::NodeRef;
use crate::span::Span;

/// What lies between two children that stay, or before the first, or behind the last.
#[derive(Clone, Copy)]
pub(super) struct Gap<'g> {
    pub before: Option<Spot>,
    /// Children that were read here.
    pub gone: &'g [Spot],
    /// Children that are wanted here.
    pub coming: &'g [usize],
    pub after: Option<Spot>,
}

impl Splice<'_, '_, '_> {
    /// Takes out what goes and puts in what comes.
    pub(super) fn close(&mut self, from: usize, to: usize, gap: Gap<'_>) {
        if gap.gone.is_empty() && gap.coming.is_empty() {
            return;
        }
        let Some(parent) = self.old.get(from) else {
            return;
        };
        let start = gap.before.map(|spot| spot.end).or(self.head_end(parent));
        let edit = match start {
            _ if gap.coming.is_empty() => self.removal(start, gap),
            Some(start) => self.insertion(from, to, start, gap),
            None => self.leading(from, to, gap),
        };
        self.edits.extend(edit);
    }

    /// Takes out children, and of the gaps round them the smaller one. `start` is the end of what stands before them.
    fn removal(&self, start: Option<usize>, gap: Gap<'_>) -> Option<Edit> {
        let (first, end) = whole(gap.gone)?;
        let span = match (start, gap.after) {
            (None, None) => Span::new(first, end),
            (Some(start), None) => Span::new(start, end),
            (None, Some(after)) => Span::new(first, after.start),
            (Some(start), Some(after)) => {
                let (lead, trail) = (
                    self.layout.breaks(start, first),
                    self.layout.breaks(end, after.start),
                );
                if lead >= trail {
                    Span::new(first, after.start)
                } else {
                    Span::new(start, end)
                }
            }
        };
        Some(Edit {
            span,
            text: String::new(),
        })
    }

    /// Puts children in behind the byte `start`, in the place of those that go.
    fn insertion(&self, from: usize, to: usize, start: usize, gap: Gap<'_>) -> Option<Edit> {
        let Gap { before, after, .. } = gap;
        let parent = self.new.get(to)?;
        let eol = self.layout.eol_at(start);
        let prefix = self.prefix(from, before.or(gap.gone.first().copied()).or(after));
        let end = whole(gap.gone).map_or(start, |(_, end)| end);
        // Between two fields of one line.
        let inline =
            before.is_some() && gap.gone.is_empty() && after.is_some_and(|after| after.joined);
        let mut text = String::new();
        let mut previous = before.and_then(|spot| self.old.get(spot.old));
        for new in gap.coming {
            let node = self.new.get(*new)?;
            if inline {
                text.push_str(" | ");
            } else {
                let stands_off = match previous {
                    Some(previous) => self.stands_off(from, parent, previous, node),
                    None => self
                        .first_gap(from)
                        .unwrap_or(head_stands_off(parent, node)),
                };
                text.push_str(&line_break(eol, stands_off, &prefix));
            }
            text.push_str(&placed(&self.text(from, to, *new), &prefix, eol));
            previous = Some(node);
        }
        if let (Some(previous), Some(after)) = (previous, after)
            && let Some(next) = self.old.get(after.old)
            && !inline
            && self.layout.breaks(end, after.start) < 2
        {
            let wide = self.context.spacing == Spacing::Wide && self.may_stand_off(parent);
            if wide || must_stand_off(previous, next) {
                text.push_str(eol);
            }
        }
        let span = Span::new(start, end);
        Some(Edit { span, text })
    }

    /// Puts children in where nothing stands before them: at the start of a list or of the document.
    fn leading(&self, from: usize, to: usize, gap: Gap<'_>) -> Option<Edit> {
        let parent = self.new.get(to)?;
        let place = gap.gone.first().copied().or(gap.after);
        let body = self.source.body() as usize;
        let first = gap.coming.first().and_then(|new| self.new.get(*new));
        let start = match place {
            // A front matter stands at the very start or is none.
            Some(spot) if !matches!(first, Some(NodeRef::FrontMatter(_))) => spot.start,
            _ => body,
        };
        let eol = self.layout.eol_at(start);
        let prefix = self.prefix(from, place);
        let end = whole(gap.gone).map_or(start, |(_, end)| end);
        let mut text = String::new();
        let mut previous: Option<NodeRef> = None;
        for new in gap.coming {
            let node = self.new.get(*new)?;
            match previous {
                Some(previous) => {
                    let stands_off = self.stands_off(from, parent, previous, node);
                    text.push_str(&line_break(eol, stands_off, &prefix));
                }
                None => text.push_str(&prefix),
            }
            text.push_str(&placed(&self.text(from, to, *new), &prefix, eol));
            previous = Some(node);
        }
        // What follows keeps its own distance if something stood here before it.
        if gap.gone.is_empty() {
            let next = gap.after.and_then(|after| self.old.get(after.old));
            if let (Some(previous), Some(next)) = (previous, next) {
                let stands_off = self.stands_off(from, parent, previous, next);
                text.push_str(&line_break(eol, stands_off, ""));
            } else if self.layout.line_end(start) == start {
                text.push_str(eol);
            }
        }
        let span = Span::new(start, end);
        Some(Edit { span, text })
    }

    /// What a line of a child begins with.
    fn prefix(&self, from: usize, sibling: Option<Spot>) -> String {
        if let Some(node) = sibling.and_then(|spot| self.old.get(spot.old))
            && let Some(span) = self.span(node)
        {
            let start = span.start as usize;
            return if self.layout.leads_line(start) {
                self.layout
                    .slice(self.layout.line_start(start), start)
                    .to_owned()
            } else {
                // It stands on the line of a marker, or behind a sibling.
                self.layout.hang(start)
            };
        }
        let Some(parent) = self.old.get(from) else {
            return String::new();
        };
        match self.span(parent) {
            Some(span) if parent.is_entry() => {
                let start = span.start as usize;
                let marker = self.layout.marker(start).text;
                let hang = self.layout.hang(start);
                format!("{hang}{}", " ".repeat(marker.chars().count()))
            }
            Some(span) if matches!(parent, NodeRef::Block(_)) => {
                self.layout.hang(span.start as usize)
            }
            _ => String::new(),
        }
    }
}

/// The line ending before a child, and a blank line if it stands off.
fn line_break(eol: &str, stands_off: bool, prefix: &str) -> String {
    if stands_off {
        format!("{eol}{}{eol}{prefix}", prefix.trim_end())
    } else {
        format!("{eol}{prefix}")
    }
}

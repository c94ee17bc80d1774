//! The outline: which heading opens which section, and which blocks stand below it.

use super::content::{self, Place};
use super::piece::Piece;
use crate::model::{Block, Date, Header, LogEntry, Phase, Section, Text, Titled};
use crate::source::Source;
use crate::span::{Origin, Span};
use crate::template::{SectionName, phase_heading, title_prefix};

struct Open {
    level: u8,
    title: Span,
    span: Span,
    kind: Kind,
    blocks: Vec<Block>,
    pending: Vec<Piece>,
}

#[derive(Clone, PartialEq)]
enum Kind {
    Header,
    Phase(crate::template::PhaseHeading),
    Entry,
    Titled(Option<SectionName>),
}

/// Builds the sections: a heading belongs to the nearest heading above it that is of higher rank; the title of the
/// document holds fields only, so its sections stand beside it.
pub(super) fn sections(source: &Source, pieces: Vec<Piece>) -> (Vec<Block>, Vec<Section>) {
    let titles = pieces
        .iter()
        .filter(|piece| matches!(piece, Piece::Heading { level: 1, .. }))
        .count();
    let mut first_heading = true;
    let mut preamble = Vec::new();
    let mut done = Vec::new();
    let mut stack: Vec<Open> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Heading { level, title, span } => {
                while stack
                    .last()
                    .is_some_and(|open| open.level >= level || open.kind == Kind::Header)
                {
                    close(source, &mut stack, &mut done, span.start);
                }
                let is_title = level == 1
                    && ((titles == 1)
                        || (first_heading && title_prefix(title.of(source.text())).is_some()));
                first_heading = false;
                let kind = kind(title.of(source.text()), level, is_title, &stack);
                // Blocks so far must stand before the sub-section.
                if let Some(parent) = stack.last_mut() {
                    settle(source, parent);
                }
                stack.push(Open {
                    level,
                    title,
                    span,
                    kind,
                    blocks: Vec::new(),
                    pending: Vec::new(),
                });
            }
            other => match stack.last_mut() {
                Some(open) => open.pending.push(other),
                None => preamble.push(other),
            },
        }
    }
    let end = u32::try_from(source.text().len()).unwrap_or(u32::MAX);
    while !stack.is_empty() {
        close(source, &mut stack, &mut done, end);
    }
    (content::blocks(source, preamble, Place::Header), done)
}

fn kind(title: &str, level: u8, is_title: bool, stack: &[Open]) -> Kind {
    if is_title {
        return Kind::Header;
    }
    let within = |name: SectionName| {
        stack
            .iter()
            .any(|open| open.kind == Kind::Titled(Some(name)))
    };
    let in_phase = stack.iter().any(|open| matches!(open.kind, Kind::Phase(_)));
    if within(SectionName::EvolutionLog) {
        return if entry_title(title).is_some() {
            Kind::Entry
        } else {
            Kind::Titled(None)
        };
    }
    if !in_phase
        && (2..=4).contains(&level)
        && let Some(phase) = phase_heading(title, within(SectionName::Phases))
    {
        return Kind::Phase(phase);
    }
    let named = if stack.is_empty() {
        SectionName::of(title)
    } else {
        None
    };
    Kind::Titled(named)
}

/// `2026-01-02 - Title`: the end of the date and the start of the title. The unfilled `YYYY-MM-DD` is no date.
fn entry_title(title: &str) -> Option<(usize, usize)> {
    title.get(..10)?.parse::<Date>().ok()?;
    let rest = title.get(10..)?;
    let name = rest.trim_start_matches([' ', '\t', '-', '–', '—', ':']);
    (rest.is_empty() || name.len() < rest.len()).then(|| (10, title.len() - name.len()))
}

fn settle(source: &Source, open: &mut Open) {
    let place = match &open.kind {
        Kind::Header => Place::Header,
        Kind::Phase(_) => Place::Phase,
        Kind::Entry | Kind::Titled(_) => Place::Section,
    };
    let pending = std::mem::take(&mut open.pending);
    open.blocks.extend(content::blocks(source, pending, place));
}

/// Ends the innermost section before the byte `next`.
fn close(source: &Source, stack: &mut Vec<Open>, done: &mut Vec<Section>, next: u32) {
    let Some(mut open) = stack.pop() else { return };
    settle(source, &mut open);
    let text = source.text();
    let whole = Span {
        start: open.span.start,
        end: next,
    };
    let kept = whole
        .of(text)
        .trim_end_matches([' ', '\t', '\n', '\r'])
        .len();
    let origin = Origin::at(Span::new(
        open.span.start as usize,
        open.span.start as usize + kept,
    ));
    let within_phase = stack
        .iter()
        .any(|outer| matches!(outer.kind, Kind::Phase(_)));
    let Open {
        level,
        title,
        kind,
        mut blocks,
        ..
    } = open;
    let part = |from: usize, to: usize| {
        Text::read(
            text,
            Span::new(title.start as usize + from, title.start as usize + to),
        )
    };
    let heading = title.of(text);
    let section = match kind {
        Kind::Header => {
            let (prefix, name) = match title_prefix(heading) {
                Some((end, start)) => (Some(part(0, end)), part(start, heading.len())),
                None => (None, part(0, heading.len())),
            };
            Section::Header(Header {
                level,
                prefix,
                title: name,
                blocks,
                origin,
            })
        }
        Kind::Phase(phase) => {
            content::loose_tasks(&mut blocks);
            let number = phase.number.map(|range| part(range.start, range.end));
            Section::Phase(Phase {
                level,
                number,
                name: part(phase.name.start, phase.name.end),
                blocks,
                origin,
            })
        }
        Kind::Entry => {
            let (end, start) = entry_title(heading).unwrap_or((0, 0));
            Section::Entry(LogEntry {
                level,
                date: part(0, end),
                title: part(start, heading.len()),
                blocks,
                origin,
            })
        }
        Kind::Titled(name) => {
            if within_phase {
                content::headed_tasks(heading, &mut blocks);
            }
            Section::titled(
                name,
                Titled {
                    level,
                    heading: part(0, heading.len()),
                    blocks,
                    origin,
                },
            )
        }
    };
    match stack.last_mut() {
        Some(parent) => parent.blocks.push(Block::Section(section)),
        None => done.push(section),
    }
}

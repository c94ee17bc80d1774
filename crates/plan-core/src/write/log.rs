//! Writing log entries: whole lines are put in, replaced or taken out; nothing else moves.

use super::edit::{Edit, WriteError};
use crate::document::Document;
use crate::evolution::{Entry, LogEdit};
use crate::model::{Block, Plan, Section, Titled};
use crate::source::Eol;
use crate::span::Span;
use crate::template::SectionName;

impl Document {
    /// The document with one edit of its log. A log that is missing is added as the last section.
    ///
    /// # Errors
    /// The entry to replace or remove does not exist, or the result would be read otherwise (an unclosed code fence
    /// before the log, say).
    pub fn with_log_edit(&self, edit: &LogEdit) -> Result<Self, WriteError> {
        match edit {
            LogEdit::Append(entry) => self.with_entry_after(self.newest(), entry),
            LogEdit::Replace(index, entry) => self.with_entry_replaced(*index, Some(entry)),
            LogEdit::Remove(index) => self.with_entry_replaced(*index, None),
        }
    }

    /// The document with an entry right after the entry number `after`, or before every other one for `None`.
    ///
    /// # Errors
    /// As for [`Document::with_log_edit`].
    pub fn with_entry_after(
        &self,
        after: Option<usize>,
        entry: &Entry,
    ) -> Result<Self, WriteError> {
        let Some(log) = self.plan().log() else {
            return self.with_new_log(entry);
        };
        let eol = self.eol();
        let rendered = entry.render(self.entry_level(log), eol.as_str());
        let spot = self.spot(log, after)?;
        let mut wanted = self.plan().clone();
        let blocks = log_blocks(&mut wanted, log)?;
        blocks.insert(
            spot.position.min(blocks.len()),
            parsed_entry(&rendered, log, eol),
        );
        let edit = Edit {
            span: Span {
                start: spot.at,
                end: spot.at,
            },
            text: format!("{eol}{eol}{rendered}", eol = eol.as_str()),
        };
        self.edited(&[edit], &wanted, "log entry")
    }

    /// Where a new entry goes: after an entry; before the first one, behind what introduces the log; or at the end of a
    /// log without entries.
    fn spot(&self, log: &Titled, after: Option<usize>) -> Result<Spot, WriteError> {
        let text = self.as_str();
        let entries = entry_places(log);
        let missing = |number: usize| WriteError::NoEntry { number: number + 1 };
        let end = |place: usize| block_span(log.blocks.get(place)).map(|span| span.end);
        let (position, at) = match (after, entries.first()) {
            (Some(number), _) => {
                let place = *entries.get(number).ok_or(missing(number))?;
                (place + 1, end(place))
            }
            (None, Some(first)) => {
                let start = block_span(log.blocks.get(*first)).map(|span| span.start as usize);
                let before = start.and_then(|start| text.get(..start)).map(trimmed_len);
                (*first, before.and_then(|length| u32::try_from(length).ok()))
            }
            (None, None) => (log.blocks.len(), log.origin.span().map(|span| span.end)),
        };
        let at = at.ok_or(missing(after.unwrap_or(0)))?;
        Ok(Spot {
            position,
            at: line_end(text, at),
        })
    }

    /// The entry that a new one goes after: the last in a log that grows downwards, none in one that grows upwards.
    fn newest(&self) -> Option<usize> {
        let entries = self.plan().log_entries();
        let upwards = match (entries.first(), entries.last()) {
            (Some(first), Some(last)) => *first.date > *last.date,
            _ => false,
        };
        if upwards {
            None
        } else {
            entries.len().checked_sub(1)
        }
    }

    fn entry_level(&self, log: &Titled) -> u8 {
        let written = self.plan().log_entries().first().map(|entry| entry.level);
        written.unwrap_or((log.level + 1).min(6))
    }

    fn with_new_log(&self, entry: &Entry) -> Result<Self, WriteError> {
        let eol = self.eol().as_str();
        let text = self.as_str();
        let section = format!(
            "## {}{eol}{eol}{}",
            SectionName::EvolutionLog.heading(),
            entry.render(3, eol)
        );
        let mut wanted = self.plan().clone();
        wanted.sections.extend(
            Self::parse(section.as_str())
                .plan()
                .sections
                .iter()
                .cloned(),
        );
        let kept = trimmed_len(text);
        let tail = text.get(kept..).unwrap_or_default();
        // A file that ended with a line ending goes on doing so.
        let last = if tail.contains(['\n', '\r']) { eol } else { "" };
        let lead = if kept == 0 {
            String::new()
        } else {
            format!("{eol}{eol}")
        };
        let edit = Edit {
            span: Span::new(kept, text.len()),
            text: format!("{lead}{section}{last}"),
        };
        self.edited(&[edit], &wanted, "log entry")
    }

    fn with_entry_replaced(&self, index: usize, entry: Option<&Entry>) -> Result<Self, WriteError> {
        let missing = WriteError::NoEntry { number: index + 1 };
        let log = self.plan().log().ok_or_else(|| missing.clone())?;
        let place = *entry_places(log)
            .get(index)
            .ok_or_else(|| missing.clone())?;
        let Some(Block::Section(Section::Entry(old))) = log.blocks.get(place) else {
            return Err(missing);
        };
        let span = old.span().ok_or_else(|| missing.clone())?;
        let eol = self.eol();
        let mut wanted = self.plan().clone();
        let blocks = log_blocks(&mut wanted, log)?;
        let edit = match entry {
            Some(entry) => {
                let rendered = entry.render(old.level, eol.as_str());
                if let Some(block) = blocks.get_mut(place) {
                    *block = parsed_entry(&rendered, log, eol);
                }
                Edit {
                    span,
                    text: rendered,
                }
            }
            None => {
                blocks.remove(place);
                let before = self.as_str().get(..span.start as usize).unwrap_or_default();
                let kept = trimmed_len(before);
                Edit {
                    span: Span::new(kept, span.end as usize),
                    text: String::new(),
                }
            }
        };
        self.edited(&[edit], &wanted, "log entry")
    }
}

/// A place for a new entry: among the blocks of the log, and in the text.
struct Spot {
    position: usize,
    at: u32,
}

/// Where the entries stand among the blocks of the log.
fn entry_places(log: &Titled) -> Vec<usize> {
    let is_entry = |block: &Block| matches!(block, Block::Section(Section::Entry(_)));
    log.blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| is_entry(block))
        .map(|(place, _)| place)
        .collect()
}

fn block_span(block: Option<&Block>) -> Option<Span> {
    match block {
        Some(Block::Section(section)) => section.span(),
        _ => None,
    }
}

/// The blocks of the log in a copy of the plan that it was found in.
fn log_blocks<'a>(plan: &'a mut Plan, log: &Titled) -> Result<&'a mut Vec<Block>, WriteError> {
    let mut sections = plan.sections.iter_mut();
    let section = sections.find(|section| section.span() == log.origin.span());
    section
        .map(Section::blocks_mut)
        .ok_or(WriteError::NoEntry { number: 1 })
}

fn trimmed_len(text: &str) -> usize {
    text.trim_end_matches([' ', '\t', '\n', '\r']).len()
}

/// Blanks that end a line stay on that line.
fn line_end(text: &str, at: u32) -> u32 {
    let rest = text.get(at as usize..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '#']).len();
    at + u32::try_from(blanks).unwrap_or(0)
}

/// The entry as a reader of the new text finds it.
fn parsed_entry(rendered: &str, log: &Titled, eol: Eol) -> Block {
    let eol = eol.as_str();
    let hashes = "#".repeat(usize::from(log.level));
    let document = Document::parse(format!(
        "{hashes} {}{eol}{eol}{rendered}",
        SectionName::EvolutionLog.heading()
    ));
    let entry = document
        .plan()
        .log_entries()
        .first()
        .map(|entry| (*entry).clone());
    Block::Section(Section::Entry(entry.unwrap_or_default()))
}

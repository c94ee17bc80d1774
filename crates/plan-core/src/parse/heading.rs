//! What a heading opens, told by its words and by the sections it stands in.
//!
//! ```text
//! in a log      date [dash] title                   an entry; anything else is a heading of its own
//! level 2 to 4  a heading of a phase                outside phases: `template::phase_heading`
//! level 2 to 6  a heading of a task                 in phases, below `Tasks`, below headings without a name
//! top           the template's own heading          at any level, every time
//!               an alias                            at level 2, once, if no heading of the template's own asks for it
//!               "Status:" value                     at level 2: the value is the first text of the section
//! inside        the headings of that section        `Example: NAME`, `Edge Case: NAME`, sub-headings
//! ```

use std::ops::Range;

use crate::model::Date;
use crate::syntax::{bold_label, plain_label, whole_label};
use crate::template::{
    FieldName, PhaseHeading, SectionName, TaskHeading, Vocabulary, folded, task_heading,
    title_prefix,
};

/// Headings of lists of things of one kind, below the section of that kind.
const LISTS: &[&str] = &[
    "example",
    "examples",
    "example usage",
    "edge case",
    "edge cases",
];

/// What a heading opens, with its parts as byte ranges of the title.
#[derive(Clone, PartialEq)]
pub(super) enum Opens {
    Header {
        prefix: Option<Range<usize>>,
        name: Range<usize>,
    },
    Phase(PhaseHeading),
    Task(TaskHeading),
    Named {
        kind: SectionName,
        word: Option<Range<usize>>,
        name: Range<usize>,
    },
    Entry {
        date: Range<usize>,
        title: Range<usize>,
    },
    /// `Status: COMPLETED`
    Valued {
        label: Range<usize>,
        value: Range<usize>,
    },
    Titled(Option<SectionName>),
}

impl Opens {
    /// The template's name of the section.
    pub(super) fn name(&self) -> Option<SectionName> {
        match self {
            Self::Header { .. } => Some(SectionName::Header),
            Self::Phase(_) => Some(SectionName::Phase),
            Self::Task(_) => Some(SectionName::Task),
            Self::Named { kind, .. } => Some(*kind),
            Self::Entry { .. } => Some(SectionName::Entry),
            Self::Valued { .. } => None,
            Self::Titled(name) => *name,
        }
    }
}

/// The title of the document.
pub(super) fn header(title: &str) -> Opens {
    match title_prefix(title) {
        Some((end, start)) => Opens::Header {
            prefix: Some(0..end),
            name: start..title.len(),
        },
        None => Opens::Header {
            prefix: None,
            name: 0..title.len(),
        },
    }
}

/// A heading of `level` inside the sections `outer`, outermost first.
pub(super) fn opens(
    vocabulary: &Vocabulary,
    title: &str,
    level: u8,
    outer: &[Option<SectionName>],
) -> Opens {
    let within = |name: SectionName| outer.contains(&Some(name));
    if within(SectionName::EvolutionLog) {
        return entry(title).unwrap_or(Opens::Titled(None));
    }
    let in_phase = within(SectionName::Phase);
    if !in_phase
        && (2..=4).contains(&level)
        && let Some(phase) = vocabulary.phase_heading(title, within(SectionName::Phases))
    {
        return Opens::Phase(phase);
    }
    let parent = outer.last().copied().flatten();
    let tasks = [SectionName::Phases, SectionName::Phase, SectionName::Tasks];
    if level >= 2
        && !within(SectionName::Task)
        && parent.is_none_or(|parent| tasks.contains(&parent))
        && let Some(task) = task_heading(title, parent == Some(SectionName::Tasks))
    {
        return Opens::Task(task);
    }
    if outer.is_empty() {
        let status = (level == 2).then(|| status(vocabulary, title)).flatten();
        return status.unwrap_or_else(|| Opens::Titled(top(vocabulary, title, level)));
    }
    match parent {
        Some(SectionName::CodeExamples) => named(SectionName::Example, title),
        Some(SectionName::EdgeCases) => named(SectionName::EdgeCase, title),
        Some(parent) => Opens::Titled(vocabulary.section(title, Some(parent))),
        None => Opens::Titled(None),
    }
}

/// A section below the title. An alias names one at level 2 only: at others it heads a part of something else.
fn top(vocabulary: &Vocabulary, title: &str, level: u8) -> Option<SectionName> {
    let (name, own) = vocabulary.top_section(title)?;
    (own || level == 2).then_some(name)
}

/// `## Status: COMPLETED`
fn status(vocabulary: &Vocabulary, title: &str) -> Option<Opens> {
    let found = bold_label(title)
        .or_else(|| whole_label(title))
        .or_else(|| plain_label(title))?;
    let label = title.get(found.label.clone())?;
    let name = vocabulary.field(label, Some(SectionName::Header));
    let reads =
        name == Some(FieldName::Status) && !found.value.is_empty() && !title.contains(['\n', '\r']);
    reads.then_some(Opens::Valued {
        label: found.label,
        value: found.value,
    })
}

/// `Example: NAME`, or a name alone: what stands below the examples is one, but for `Examples` itself.
fn named(kind: SectionName, title: &str) -> Opens {
    if LISTS.contains(&folded(title).as_str()) {
        return Opens::Titled(None);
    }
    let split = title.split_once([':', '：']).filter(|(word, _)| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        kind.headings()
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
    });
    let (word, name) = match split {
        Some((word, rest)) => {
            let start = title.len() - rest.trim_start_matches([' ', '\t']).len();
            (Some(0..word.len()), start..title.len())
        }
        None => (None, 0..title.len()),
    };
    Opens::Named { kind, word, name }
}

/// `2026-01-02 - Title`. The unfilled `YYYY-MM-DD` is no date.
fn entry(title: &str) -> Option<Opens> {
    title.get(..10)?.parse::<Date>().ok()?;
    let rest = title.get(10..)?;
    let name = rest.trim_start_matches([' ', '\t', '-', '–', '—', ':']);
    (rest.is_empty() || name.len() < rest.len()).then(|| Opens::Entry {
        date: 0..10,
        title: title.len() - name.len()..title.len(),
    })
}

//! Statements about the status in log entries, and the lines of a commit that entries leave
//! unnamed.
//!
//! A statement is `Status: A -> B` in a title or a line of the body. A title and an equal line are
//! one statement. An entry without such a statement makes one statement for each status word in
//! it: a word of the template, an alias or a word that the project declared, as a whole word in
//! any letter case. Each statement names one transition.

use unicode_width::UnicodeWidthChar as _;

use super::entry::WrittenEntry;
use super::expected::is_named;
use crate::change::{ChangeKind, Line};
use crate::model::Status;
use crate::template::{StatusKind, Vocabulary};

/// The statements of some log entries, each with the entry that makes it.
///
/// ```
/// use plan_core::evolution::{Statements, written};
/// use plan_core::template::Vocabulary;
/// use plan_core::{Document, Status};
///
/// let log = "## Evolution Log\n\n### 2026-01-02 - Agreed, now ready\n\nWith Bob.\n";
/// let document = Document::parse(format!("# Implementation Plan: x\n\n{log}"));
/// let entries = written(&document);
/// let vocabulary = Vocabulary::default();
/// let mut statements = Statements::new(&entries, &vocabulary);
/// let (draft, ready) = (Status::read("Draft").unwrap(), Status::read("Ready").unwrap());
/// assert_eq!(statements.take(&draft, &ready, &|_| true), Some(0));
/// assert_eq!(statements.take(&draft, &ready, &|_| true), None, "each statement serves once");
/// ```
#[derive(Clone, Debug)]
pub struct Statements<'a> {
    vocabulary: &'a Vocabulary,
    sources: Vec<Source>,
}

/// One entry with its statements.
#[derive(Clone, Debug)]
struct Source {
    /// `Status: A -> B`; removed once it served.
    transitions: Vec<Transition>,
    /// The words of an entry without transitions, in lower case, with one blank around each;
    /// otherwise empty.
    words: String,
    /// States whose word served.
    served: Vec<Status>,
}

/// One statement, read in every possible way: a status may have an arrow in its text.
#[derive(Clone, Debug)]
struct Transition(Vec<(Status, Status)>);

impl Transition {
    /// Reads `Status: A -> B`.
    fn read(text: &str, vocabulary: &Vocabulary) -> Option<Self> {
        // A status may itself have marks of emphasis.
        let texts = [text.to_owned(), text.replace("**", "")];
        let mut readings = Vec::new();
        for text in texts.map(|text| text.replace('→', "->")) {
            let Some(states) = text.trim().strip_prefix("Status:") else {
                continue;
            };
            let read = |state: Option<&str>| Status::read_with(state?, vocabulary);
            let arrows = states.match_indices("->");
            readings.extend(arrows.filter_map(|(at, arrow)| {
                let (from, to) = (states.get(..at), states.get(at + arrow.len()..));
                Some((read(from)?, read(to)?))
            }));
        }
        (!readings.is_empty()).then_some(Self(readings))
    }

    fn is(&self, from: &Status, to: &Status) -> bool {
        let mut readings = self.0.iter();
        readings.any(|(a, b)| a.same_state(from) && b.same_state(to))
    }

    fn is_same(&self, other: &Self) -> bool {
        self.0.iter().any(|(from, to)| other.is(from, to))
    }

    /// The states that it leads to from a state.
    fn targets<'t>(&'t self, state: &'t Status) -> impl Iterator<Item = &'t Status> {
        let readings = self.0.iter();
        let readings = readings.filter(move |(from, _)| from.same_state(state));
        readings.map(|(_, to)| to)
    }
}

impl<'a> Statements<'a> {
    /// Reads the statements of `entries`. Their positions are those of [`Statements::take`].
    #[must_use]
    pub fn new<'e>(
        entries: impl IntoIterator<Item = &'e WrittenEntry>,
        vocabulary: &'a Vocabulary,
    ) -> Self {
        let read = |entry: &WrittenEntry| Source::read(entry, vocabulary);
        Self {
            vocabulary,
            sources: entries.into_iter().map(read).collect(),
        }
    }

    /// Takes one statement that names the transition, and returns the position of its entry. Only
    /// entries are considered whose position is eligible. A statement with both states comes
    /// first, then one word, then several statements that lead from one state to the other. `None`
    /// if no statement names the transition.
    pub fn take(
        &mut self,
        from: &Status,
        to: &Status,
        is_eligible: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        self.take_exact(from, to, is_eligible)
            .or_else(|| self.take_word(to, is_eligible))
            .or_else(|| self.take_chain(from, to, is_eligible))
    }

    /// Takes one statement that has both states, and returns the position of its entry.
    pub fn take_exact(
        &mut self,
        from: &Status,
        to: &Status,
        is_eligible: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let eligible = self.sources.iter_mut().enumerate();
        eligible
            .filter(|(at, _)| is_eligible(*at))
            .find_map(|(at, source)| {
                let mut named = source.transitions.iter();
                let place = named.position(|named| named.is(from, to))?;
                source.transitions.remove(place);
                Some(at)
            })
    }

    fn take_word(&mut self, to: &Status, is_eligible: &dyn Fn(usize) -> bool) -> Option<usize> {
        let words = words_of(to, self.vocabulary);
        let eligible = self.sources.iter_mut().enumerate();
        eligible
            .filter(|(at, _)| is_eligible(*at))
            .find_map(|(at, source)| {
                let is_new = !source.served.iter().any(|state| state.same_state(to));
                let is_named = words.iter().any(|word| contains(&source.words, word));
                if is_new && is_named {
                    source.served.push(to.clone());
                    return Some(at);
                }
                None
            })
    }

    /// Takes the fewest statements that lead from one state to the other, step by step.
    fn take_chain(
        &mut self,
        from: &Status,
        to: &Status,
        is_eligible: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut all: Vec<(usize, usize)> = Vec::new();
        for (at, source) in self.sources.iter().enumerate() {
            if is_eligible(at) {
                all.extend((0..source.transitions.len()).map(|place| (at, place)));
            }
        }
        let statement = |(at, place): (usize, usize)| {
            let source = self.sources.get(at)?;
            source.transitions.get(place)
        };
        // Breadth first: each path is a list of statements that ends in the state reached last.
        let mut paths: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
        let mut reached: Vec<Status> = vec![from.clone()];
        let mut next = 0;
        let found = 'search: loop {
            let (path, state) = (paths.get(next)?.clone(), reached.get(next)?.clone());
            next += 1;
            for id in &all {
                let Some(statement) = statement(*id) else {
                    continue;
                };
                for target in statement.targets(&state) {
                    let longer: Vec<_> = path.iter().copied().chain([*id]).collect();
                    if target.same_state(to) {
                        break 'search longer;
                    }
                    if !reached.iter().any(|state| state.same_state(target)) {
                        reached.push(target.clone());
                        paths.push(longer);
                    }
                }
            }
        };
        let mut taken = found.clone();
        // From the last to the first, so that a removal does not move the others.
        taken.sort_unstable_by(|a, b| b.cmp(a));
        for (at, place) in taken {
            if let Some(source) = self.sources.get_mut(at) {
                source.transitions.remove(place);
            }
        }
        found.last().map(|(at, _)| *at)
    }
}

impl Source {
    fn read(entry: &WrittenEntry, vocabulary: &Vocabulary) -> Self {
        let mut transitions: Vec<Transition> = Vec::new();
        for line in entry.body.lines() {
            transitions.extend(Transition::read(bullet_text(line), vocabulary));
        }
        if let Some(title) = Transition::read(&entry.title, vocabulary)
            && !transitions.iter().any(|line| title.is_same(line))
        {
            transitions.push(title);
        }
        let words = match transitions.is_empty() {
            true => words(&prose(&format!(
                "{}\n{}",
                entry.title,
                without_reasons(entry)
            ))),
            false => String::new(),
        };
        Self {
            transitions,
            words,
            served: Vec::new(),
        }
    }
}

/// The body without the reasons of an entry in the tool's wording: they tell why, not what.
fn without_reasons(entry: &WrittenEntry) -> String {
    if entry.own.is_none() {
        return entry.body.clone();
    }
    let is_reason = |line: &&str| bullet_text(line).starts_with("Reason: ");
    let kept: Vec<&str> = entry.body.lines().filter(|line| !is_reason(line)).collect();
    kept.join("\n")
}

/// The text of a line without the bullet or number of an item.
pub(super) fn bullet_text(line: &str) -> &str {
    let line = line.trim();
    let unmarked = ["- ", "* ", "+ "]
        .iter()
        .find_map(|bullet| line.strip_prefix(bullet));
    let digits = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let unnumbered = [". ", ") "]
        .iter()
        .find_map(|mark| digits.strip_prefix(mark))
        .filter(|_| digits.len() < line.len());
    unmarked.or(unnumbered).unwrap_or(line).trim()
}

/// The words that name a state: those of the vocabulary, and the word that the plan has.
fn words_of(state: &Status, vocabulary: &Vocabulary) -> Vec<String> {
    let mut names = vec![words(&state.head())];
    if state.kind != StatusKind::Other {
        names.extend(vocabulary.words_of(state.kind).map(|word| words(&word)));
    }
    names.retain(|word| !word.trim().is_empty());
    names
}

/// The words of a text in lower case, one blank before, between and after them.
fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut out = String::from(" ");
    for word in lower.split(|sign: char| !sign.is_alphanumeric()) {
        if !word.is_empty() {
            out.push_str(word);
            out.push(' ');
        }
    }
    out
}

/// Returns the text without addresses and without code that is more than words: a link and a file
/// name name no status.
fn prose(text: &str) -> String {
    let mut kept = String::new();
    let mut parts = text.split('`').enumerate().peekable();
    while let Some((at, part)) = parts.next() {
        // A mark without its partner begins no code.
        let is_code = at % 2 == 1 && parts.peek().is_some();
        let is_plain = |sign: char| sign.is_alphanumeric() || sign.is_whitespace();
        if !is_code || part.chars().all(is_plain) {
            kept.push_str(part);
        }
        kept.push(' ');
    }
    let words: Vec<&str> = kept.split_whitespace().collect();
    let words = words.into_iter().filter(|word| !word.contains("://"));
    words.collect::<Vec<_>>().join(" ")
}

/// Returns true if `text` has the words of `word`. Scripts without blanks between words need no
/// whole word.
fn contains(text: &str, word: &str) -> bool {
    let is_wide = word.chars().any(|sign| sign.width() == Some(2));
    text.contains(if is_wide { word.trim() } else { word })
}

/// Returns the lines that entries added in the same step leave unnamed.
///
/// A line about the status needs a statement. Every other line is covered by any entry about the
/// step. An entry in a person's wording is about the step that adds it. One in the tool's wording
/// may have been added later for another step: it must have a line of the same kind as one of
/// `lines`. Entries with reasons alone cover nothing.
///
/// The line about the creation of a plan is covered by every entry. If `by_name` is true, each
/// line is covered only by an entry in the tool's wording that has it.
#[must_use]
pub fn unnamed(
    lines: Vec<Line>,
    entries: &[WrittenEntry],
    vocabulary: &Vocabulary,
    by_name: bool,
) -> Vec<Line> {
    let is_about = |entry: &WrittenEntry| match &entry.own {
        None => true,
        Some(own) => own
            .iter()
            .any(|line| lines.iter().any(|other| other.kind() == line.kind())),
    };
    let is_entry = entries.iter().any(is_about);
    let named: Vec<Line> = entries
        .iter()
        .filter_map(|entry| entry.own.as_deref())
        .flatten()
        .cloned()
        .collect();
    let mut statements = Statements::new(entries, vocabulary);
    let mut is_unnamed = |line: &Line| match status_change(line, vocabulary) {
        _ if by_name => !is_named(line, &named),
        Some((from, to)) => statements.take(&from, &to, &|_| true).is_none(),
        // Whatever entries a new plan has, they are its first ones.
        None if line.kind() == ChangeKind::Created => {
            entries.iter().all(WrittenEntry::has_only_reasons)
        }
        None => !is_entry,
    };
    lines
        .iter()
        .filter(|line| is_unnamed(line))
        .cloned()
        .collect()
}

/// The two states of a line about a status transition; `None` for every other line.
#[must_use]
pub fn status_change(line: &Line, vocabulary: &Vocabulary) -> Option<(Status, Status)> {
    match (line.kind(), line.slots()) {
        (ChangeKind::StatusChanged, [from, to]) => Some((
            Status::read_with(from, vocabulary)?,
            Status::read_with(to, vocabulary)?,
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::document::Document;
    use crate::evolution::written;

    fn entries(log: &str) -> Vec<WrittenEntry> {
        let text = format!("# Implementation Plan: x\n\n## Evolution Log\n\n{log}\n");
        written(&Document::parse(text))
    }

    fn names(log: &str, transitions: &[(&str, &str)]) -> Vec<bool> {
        let (entries, vocabulary) = (entries(log), Vocabulary::default());
        let mut statements = Statements::new(&entries, &vocabulary);
        let read = |word: &str| Status::read(word).unwrap();
        let mut take = |(from, to): &(&str, &str)| {
            let taken = statements.take(&read(from), &read(to), &|_| true);
            taken.is_some()
        };
        transitions.iter().map(&mut take).collect()
    }

    const READY: (&str, &str) = ("Draft", "Ready");

    #[test]
    fn statement_of_title_and_equal_bullet_serves_once() {
        let log = "### 2026-01-02 - Status: Draft -> Ready\n\n- Status: Draft -> Ready";
        assert_eq!(names(log, &[READY, READY]), [true, false]);
    }

    #[test]
    fn statements_of_a_chain_name_the_transition_from_end_to_end() {
        let log = "### 2026-01-02 - Status: Draft -> Ready, and 1 more\n\n* Status: Draft -> Ready\n* Status: Ready -> In Progress";
        assert_eq!(names(log, &[("Draft", "In Progress")]), [true]);
        assert_eq!(names(log, &[("Draft", "Completed")]), [false]);
    }

    #[test]
    fn status_word_names_a_transition_as_a_whole_word_in_any_case() {
        let named = |text: &str| names(&format!("### 2026-01-02 - {text}"), &[READY]);
        assert_eq!(named("Now READY, says Bob"), [true]);
        assert_eq!(named("Already agreed"), [false]);
        assert_eq!(
            named("See `ready.sh` and https://example.org/ready"),
            [false]
        );
        assert_eq!(named("Now `Ready`"), [true]);
        assert_eq!(named("The ` sign is ready"), [true]);
        assert_eq!(named("Auf fertig gesetzt"), [false]);
        assert_eq!(named("Status: Ready -> Completed"), [false]);
        let both = "### 2026-01-02 - First ready, then in progress";
        assert_eq!(
            names(both, &[READY, ("Ready", "In Progress")]),
            [true, true]
        );
    }

    #[test]
    fn declared_word_names_a_transition() {
        let vocabulary = Vocabulary::default().with_status("fertig", StatusKind::Completed);
        let entries = entries("### 2026-01-02 - Ist jetzt fertig");
        let mut statements = Statements::new(&entries, &vocabulary);
        let read = |word: &str| Status::read_with(word, &vocabulary).unwrap();
        let taken = statements.take(&read("Ready"), &read("fertig"), &|_| true);
        assert_eq!(taken, Some(0));
    }

    #[test]
    fn unnamed_lines_are_those_about_the_status_beside_an_entry_about_something_else() {
        let vocabulary = Vocabulary::default();
        let line = |text| Line::parse(text).unwrap();
        let status = [line("Status: Draft -> Ready")];
        let lines = || [status.as_slice(), &[line("Risk added: Redis is down")]].concat();
        let left = |log: &str, by_name| unnamed(lines(), &entries(log), &vocabulary, by_name);
        assert_eq!(left("", false), lines());
        assert_eq!(left("### 2026-01-02 - Talk with Bob", false), status);
        assert_eq!(left("### 2026-01-02 - Talk with Bob", true), lines());
        assert_eq!(left("### 2026-01-02 - Note\n\n- Reason: x", false), lines());
        let log = "### 2026-01-02 - Risk added: Redis is down\n\n- Risk added: Redis is down";
        assert_eq!(left(log, true), status);
        let log = "### 2026-01-02 - Risk added: Disk is full\n\n- Risk added: Disk is full";
        assert_eq!(left(log, false), status);
        let marks = || vec![line("Status: Draft -> **")];
        let log = "### 2026-01-02 - Status: Draft -> **\n\n- Status: Draft -> **";
        assert_eq!(unnamed(marks(), &entries(log), &vocabulary, false), []);
        let log = "### 2025-01-02 - Title: A -> B\n\n- Title: A -> B";
        assert_eq!(left(log, false), lines(), "of another step");
    }
}

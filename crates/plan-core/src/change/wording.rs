//! The wording of changes: a grammar, kept as data.
//!
//! A line of a log entry is the tool's own if it parses to a kind and slots, and those render to the identical line.
//! Productions are never deleted or reworded, since plans in the wild hold lines made by them: a new wording is added
//! in front of the old one, and the old one still parses. `tests/wordings.txt` of this crate holds every released one.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ChangeKind as Kind;

/// A kind, and how it is said. `{}` is a slot, `{n}` the slot of a number: that production tells of several changes of one
/// place. The first production of a kind with as many slots as the change has values renders it; every production parses.
/// Literals begin a line, so that few lines written by people match.
const PRODUCTIONS: &[(Kind, &str)] = &[
    (Kind::Created, "Created from {}"),
    (Kind::Created, "Created"),
    (Kind::Reverted, "Reverted: {}"),
    (Kind::StatusChanged, "Status: {} -> {}"),
    (Kind::StatusChanged, "Status set: {}"),
    (Kind::StatusChanged, "Status removed"),
    (Kind::TitleChanged, "Title: {} -> {}"),
    (Kind::Renamed, "Renamed from {}"),
    (Kind::PhaseCompleted, "Phase {} completed, {} of {}"),
    (Kind::PhaseCompleted, "{n} phases completed"),
    (Kind::PhaseAdded, "Phase {} added: {}"),
    (Kind::PhaseAdded, "Phase {} added"),
    (Kind::PhaseAdded, "{n} phases added"),
    (Kind::PhaseRemoved, "Phase {} removed: {}"),
    (Kind::PhaseRemoved, "Phase {} removed"),
    (Kind::PhaseRemoved, "{n} phases removed"),
    (Kind::PhaseSplit, "Phase {} split, Phase {} added: {}"),
    (Kind::PhaseSplit, "Phase {} split, {n} phases added"),
    (Kind::PhaseJoined, "Phase {} joined into Phase {}: {}"),
    (Kind::PhaseJoined, "{n} phases joined into Phase {}"),
    (Kind::PhaseRenamed, "Phase {} renamed: {} -> {}"),
    (Kind::PhaseRenamed, "{n} phases renamed"),
    (Kind::PhaseRenumbered, "Phase {} is now Phase {}: {}"),
    (Kind::PhaseRenumbered, "{n} phases renumbered"),
    (Kind::PhasesReordered, "Phases reordered: {}"),
    (Kind::PhaseFieldAdded, "Phase {}: field added: {}"),
    (Kind::PhaseFieldAdded, "Phase {}: {n} fields added"),
    (Kind::PhaseFieldRemoved, "Phase {}: field removed: {}"),
    (Kind::PhaseFieldRemoved, "Phase {}: {n} fields removed"),
    (
        Kind::PhaseFieldChanged,
        "Phase {}: field changed: {}: {} -> {}",
    ),
    (Kind::PhaseFieldChanged, "Phase {}: field changed: {}"),
    (Kind::PhaseFieldChanged, "Phase {}: {n} fields changed"),
    (Kind::TaskAdded, "Phase {}: task added: {}"),
    (Kind::TaskAdded, "Phase {}: {n} tasks added"),
    (Kind::TaskRemoved, "Phase {}: task removed: {}"),
    (Kind::TaskRemoved, "Phase {}: {n} tasks removed"),
    (Kind::TaskMoved, "Task moved from Phase {} to Phase {}: {}"),
    (Kind::TaskMoved, "{n} tasks moved from Phase {} to Phase {}"),
    (Kind::TaskRenamed, "Phase {}: task renamed: {} -> {}"),
    (Kind::TaskRenamed, "Phase {}: {n} tasks renamed"),
    (Kind::TaskChanged, "Phase {}: task changed: {}"),
    (Kind::TaskChanged, "Phase {}: {n} tasks changed"),
    (Kind::TasksReordered, "Phase {}: tasks reordered"),
    (Kind::TasksReordered, "Tasks reordered in {n} phases"),
    (Kind::CheckAdded, "Phase {}: check added: {}"),
    (Kind::CheckAdded, "Phase {}: {n} checks added"),
    (Kind::CheckRemoved, "Phase {}: check removed: {}"),
    (Kind::CheckRemoved, "Phase {}: {n} checks removed"),
    (
        Kind::CheckMoved,
        "Check moved from Phase {} to Phase {}: {}",
    ),
    (
        Kind::CheckMoved,
        "{n} checks moved from Phase {} to Phase {}",
    ),
    (Kind::CheckReworded, "Phase {}: check reworded: {} -> {}"),
    (Kind::CheckReworded, "Phase {}: {n} checks reworded"),
    (Kind::CheckChanged, "Phase {}: check changed: {}"),
    (Kind::CheckChanged, "Phase {}: {n} checks changed"),
    (Kind::ChecksReordered, "Phase {}: checks reordered"),
    (Kind::ChecksReordered, "Checks reordered in {n} phases"),
    (Kind::EdgeCaseAdded, "Edge case added: {}"),
    (Kind::EdgeCaseAdded, "{n} edge cases added"),
    (Kind::EdgeCaseRemoved, "Edge case removed: {}"),
    (Kind::EdgeCaseRemoved, "{n} edge cases removed"),
    (Kind::EdgeCaseRenamed, "Edge case renamed: {} -> {}"),
    (Kind::EdgeCaseRenamed, "{n} edge cases renamed"),
    (Kind::EdgeCaseChanged, "Edge case changed: {}"),
    (Kind::EdgeCaseChanged, "{n} edge cases changed"),
    (Kind::RiskAdded, "Risk added: {}"),
    (Kind::RiskAdded, "{n} risks added"),
    (Kind::RiskRemoved, "Risk removed: {}"),
    (Kind::RiskRemoved, "{n} risks removed"),
    (Kind::RiskReworded, "Risk reworded: {} -> {}"),
    (Kind::RiskReworded, "{n} risks reworded"),
    (Kind::RiskChanged, "Risk changed: {}"),
    (Kind::RiskChanged, "{n} risks changed"),
    (Kind::CriterionAdded, "Success criterion added: {}"),
    (Kind::CriterionAdded, "{n} success criteria added"),
    (Kind::CriterionRemoved, "Success criterion removed: {}"),
    (Kind::CriterionRemoved, "{n} success criteria removed"),
    (
        Kind::CriterionReworded,
        "Success criterion reworded: {} -> {}",
    ),
    (Kind::CriterionReworded, "{n} success criteria reworded"),
    (Kind::CriterionChanged, "Success criterion changed: {}"),
    (Kind::CriterionChanged, "{n} success criteria changed"),
    (Kind::FieldAdded, "Field added: {}: {}"),
    (Kind::FieldAdded, "Field added: {}"),
    (Kind::FieldAdded, "{n} header fields added"),
    (Kind::FieldRemoved, "Field removed: {}: {}"),
    (Kind::FieldRemoved, "Field removed: {}"),
    (Kind::FieldRemoved, "{n} header fields removed"),
    (Kind::FieldChanged, "Field changed: {}: {} -> {}"),
    (Kind::FieldChanged, "Field changed: {}"),
    (Kind::FieldChanged, "{n} header fields changed"),
    (Kind::SectionAdded, "Section added: {}"),
    (Kind::SectionAdded, "{n} sections added"),
    (Kind::SectionRemoved, "Section removed: {}"),
    (Kind::SectionRemoved, "{n} sections removed"),
    (Kind::SectionRenamed, "Section renamed: {} -> {}"),
    (Kind::SectionRenamed, "{n} sections renamed"),
    (Kind::SectionMoved, "Section moved: {}"),
    (Kind::SectionMoved, "{n} sections moved"),
    (Kind::SectionFieldAdded, "Field added in {}: {}"),
    (Kind::SectionFieldAdded, "{n} fields added in {}"),
    (Kind::SectionFieldRemoved, "Field removed from {}: {}"),
    (Kind::SectionFieldRemoved, "Field removed in {}: {}"),
    (Kind::SectionFieldRemoved, "{n} fields removed from {}"),
    (
        Kind::SectionFieldChanged,
        "Field changed in {}: {}: {} -> {}",
    ),
    (Kind::SectionFieldChanged, "Field changed in {}: {}"),
    (Kind::SectionFieldChanged, "{n} fields changed in {}"),
    (Kind::ItemAdded, "Item added in {}: {}"),
    (Kind::ItemAdded, "{n} items added in {}"),
    (Kind::ItemRemoved, "Item removed from {}: {}"),
    (Kind::ItemRemoved, "Item removed in {}: {}"),
    (Kind::ItemRemoved, "{n} items removed from {}"),
    (Kind::ItemMoved, "Item moved from {} to {}: {}"),
    (Kind::ItemMoved, "{n} items moved from {} to {}"),
    (Kind::ItemReworded, "Item reworded in {}: {} -> {}"),
    (Kind::ItemReworded, "{n} items reworded in {}"),
    (Kind::ItemChanged, "Item changed in {}: {}"),
    (Kind::ItemChanged, "{n} items changed in {}"),
    (Kind::ItemsReordered, "Items reordered in {}"),
    (Kind::ItemsReordered, "Items reordered in {n} lists"),
    (Kind::SectionsReordered, "Sections reordered"),
    (Kind::PhaseTextChanged, "Phase {}: text changed"),
    (Kind::PhaseTextChanged, "Text changed in {n} phases"),
    (Kind::SectionChanged, "Section changed: {}"),
    (Kind::SectionChanged, "{n} sections changed"),
    (Kind::TextChanged, "Text changed"),
    (Kind::Ticked, "Ticked {}: {}"),
    (Kind::Ticked, "{n} items ticked in {}"),
    (Kind::Unticked, "Unticked {}: {}"),
    (Kind::Unticked, "{n} items unticked in {}"),
    (Kind::StatusRespelled, "Status respelled: {} -> {}"),
    (Kind::EntryAdded, "Log entry added: {}"),
    (Kind::EntryRemoved, "Log entry removed: {}"),
    (Kind::EntryChanged, "Log entry changed: {}"),
    (Kind::LogChanged, "Log changed"),
    (Kind::Formatting, "Formatting changed"),
    (Kind::Reason, "Reason: {}"),
];

/// Longest slot, in characters. A value that is longer is cut and ends in `…`.
const MAX_SLOT: usize = 120;

/// One line of the tool's own wording. Two lines are equal if they read the same: where a value holds a literal
/// (`a -> b`), a line that was read may part its slots elsewhere than the line that was written.
///
/// Written down it names its production by the place in the table, which is good for one [edition](super::EDITION) only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct Line {
    kind: Kind,
    production: usize,
    slots: Vec<String>,
}

/// A line that was written down, before anybody has looked whether it is one.
#[derive(Deserialize)]
struct Parts {
    kind: Kind,
    production: usize,
    slots: Vec<String>,
}

impl TryFrom<Parts> for Line {
    type Error = &'static str;

    fn try_from(parts: Parts) -> Result<Self, Self::Error> {
        let fits = PRODUCTIONS
            .get(parts.production)
            .is_some_and(|(kind, wording)| {
                *kind == parts.kind && names(wording).count() == parts.slots.len()
            });
        let line = Self {
            kind: parts.kind,
            production: parts.production,
            slots: parts.slots,
        };
        if fits && line.has_numbers() {
            Ok(line)
        } else {
            Err("no line of the grammar has these parts")
        }
    }
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Line {}

impl Line {
    /// The line for a kind, by the production with as many slots as there are values.
    pub(crate) fn new(kind: Kind, values: &[&str]) -> Self {
        let slots: Vec<String> = match values {
            // Two long values are told from where they differ.
            [rest @ .., from, to]
                if rest.iter().all(|value| fits(value)) && !fits(from) && !fits(to) =>
            {
                let (from, to) = from_difference(from, to);
                rest.iter()
                    .map(|value| slot(value))
                    .chain([slot(&from), slot(&to)])
                    .collect()
            }
            _ => values.iter().map(|value| slot(value)).collect(),
        };
        let fits = |(of, wording): &(Kind, &str)| {
            *of == kind && !is_counted(wording) && names(wording).count() == slots.len()
        };
        let production = PRODUCTIONS
            .iter()
            .position(fits)
            .or_else(|| PRODUCTIONS.iter().position(|(of, _)| *of == kind))
            .unwrap_or_default();
        Self {
            kind,
            production,
            slots,
        }
    }

    /// Several changes of one kind and place as one: `5 items ticked in Phase 2`. `None` for a kind that is told one by one.
    pub(crate) fn counted(kind: Kind, count: usize, place: &[String]) -> Option<Self> {
        let production = PRODUCTIONS
            .iter()
            .position(|(of, wording)| *of == kind && is_counted(wording))?;
        let (_, wording) = PRODUCTIONS.get(production)?;
        let mut place = place.iter();
        let slots = names(wording)
            .map(|name| match name {
                NUMBER => Some(count.to_string()),
                _ => place.next().cloned(),
            })
            .collect::<Option<_>>()?;
        Some(Self {
            kind,
            production,
            slots,
        })
    }

    /// How many changes the line tells of.
    pub(crate) fn count(&self) -> usize {
        let counts = names(self.wording()).position(|name| name == NUMBER);
        counts
            .and_then(|at| self.slots.get(at)?.parse().ok())
            .unwrap_or(1)
    }

    /// Where the changes are that the line tells of, as [`Line::counted`] takes it: what two lines have in common that can
    /// be told as one.
    pub(crate) fn place(&self) -> Vec<String> {
        if is_counted(self.wording()) {
            let slots = names(self.wording()).zip(&self.slots);
            return slots
                .filter(|(name, _)| *name != NUMBER)
                .map(|(_, slot)| slot.clone())
                .collect();
        }
        if matches!(self.kind, Kind::Ticked | Kind::Unticked) {
            // `1.v2` stands in Phase 1.
            let label = self.slots.first().and_then(|at| at.rsplit_once('.'));
            return label
                .map(|(label, _)| format!("Phase {label}"))
                .into_iter()
                .collect();
        }
        let counted = PRODUCTIONS
            .iter()
            .find(|(of, wording)| *of == self.kind && is_counted(wording));
        let places = counted.map_or(0, |(_, wording)| names(wording).count().saturating_sub(1));
        let skipped = usize::from(self.kind == Kind::PhaseJoined);
        let slots = self.slots.iter().skip(skipped);
        slots.take(places).cloned().collect()
    }

    fn wording(&self) -> &'static str {
        PRODUCTIONS
            .get(self.production)
            .map_or("", |(_, wording)| wording)
    }

    /// Why a change was made.
    pub fn reason(text: &str) -> Self {
        let mut line = Self::new(Kind::Reason, &[text]);
        // Values stand in the plan as well and may be cut; what somebody says stands nowhere else.
        // A subject may hold what commands a terminal.
        let text: String = text
            .chars()
            .filter(|character| character.is_whitespace() || !character.is_control())
            .collect();
        line.slots = vec![on_one_line(&text)];
        line
    }

    /// The line about a commit that was reverted together with the log entry of this title.
    pub fn reverted(title: &str) -> Self {
        Self::new(Kind::Reverted, &[title])
    }

    /// Reads a line back. `None` if it is not the tool's own wording, to the letter. Where several productions fit, the
    /// one with the most words of its own is meant: `Phase 1: task added: x` tells of a task.
    pub fn parse(text: &str) -> Option<Self> {
        let mut best: Option<(usize, Self)> = None;
        for (production, (kind, wording)) in PRODUCTIONS.iter().enumerate() {
            let Some(slots) = slots(wording, text) else {
                continue;
            };
            let line = Self {
                kind: *kind,
                production,
                slots,
            };
            let own = literals(wording).map(str::len).sum();
            if line.has_numbers()
                && best.as_ref().is_none_or(|(most, _)| own > *most)
                && line.to_string() == text
            {
                best = Some((own, line));
            }
        }
        best.map(|(_, line)| line)
    }

    /// Whether every slot of a number holds one, as it is written here.
    fn has_numbers(&self) -> bool {
        let is_number = |slot: &String| {
            slot.parse::<usize>()
                .is_ok_and(|number| number.to_string() == *slot)
        };
        names(self.wording())
            .zip(&self.slots)
            .all(|(name, slot)| name != NUMBER || is_number(slot))
    }

    /// What kind of change the line tells of.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The values of the line, in order.
    pub fn slots(&self) -> &[String] {
        &self.slots
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut slots = self.slots.iter();
        for (number, literal) in literals(self.wording()).enumerate() {
            if number > 0 {
                f.write_str(slots.next().map_or("", String::as_str))?;
            }
            f.write_str(literal)?;
        }
        Ok(())
    }
}

/// The name of a slot that holds a number.
const NUMBER: &str = "n";

/// What stands around the slots of a wording: one more than there are slots.
fn literals(wording: &str) -> impl Iterator<Item = &str> {
    wording.split(['{', '}']).step_by(2)
}

/// The names of the slots of a wording: `n`, or nothing.
fn names(wording: &str) -> impl Iterator<Item = &str> {
    wording.split(['{', '}']).skip(1).step_by(2)
}

fn is_counted(wording: &str) -> bool {
    names(wording).any(|name| name == NUMBER)
}

fn fits(value: &str) -> bool {
    value.chars().count() <= MAX_SLOT
}

/// Two values without most of what they begin with alike, so that their difference is not cut off.
fn from_difference(from: &str, to: &str) -> (String, String) {
    /// Characters kept of the common beginning.
    const KEPT: usize = 24;
    let common = from
        .chars()
        .zip(to.chars())
        .take_while(|(a, b)| a == b)
        .count();
    if common <= KEPT {
        return (from.to_owned(), to.to_owned());
    }
    let rest = |text: &str| -> String { text.chars().skip(common - KEPT).collect() };
    (format!("…{}", rest(from)), format!("…{}", rest(to)))
}

/// A value on one line; `(empty)` if there is nothing in it.
fn on_one_line(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.is_empty() {
        return "(empty)".to_owned();
    }
    value
}

/// A value on one line, cut to [`MAX_SLOT`] characters.
fn slot(value: &str) -> String {
    let value = on_one_line(value);
    if value.chars().count() <= MAX_SLOT {
        return value;
    }
    let cut: String = value.chars().take(MAX_SLOT - 1).collect();
    format!("{}…", cut.trim_end())
}

/// The slots of `text` under a wording: each reaches to the first place where the next literal fits.
fn slots(wording: &str, text: &str) -> Option<Vec<String>> {
    let mut literals = literals(wording);
    let mut rest = text.strip_prefix(literals.next()?)?;
    let mut slots = Vec::new();
    let mut literals = literals.peekable();
    while let Some(literal) = literals.next() {
        let last = literals.peek().is_none();
        let end = if last && literal.is_empty() {
            rest.len()
        } else if last {
            rest.strip_suffix(literal)?.len()
        } else {
            // No slot is empty, so a value may begin with the literal.
            let first = rest.chars().next()?.len_utf8();
            first + rest.get(first..)?.find(literal)?
        };
        let value = rest.get(..end)?;
        if value.is_empty() || value.len() != value.trim().len() {
            return None;
        }
        slots.push(value.to_owned());
        rest = rest.get(end + literal.len()..)?;
    }
    rest.is_empty().then_some(slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_released_wording_has_a_line_in_the_fixture() {
        let known: Vec<usize> = include_str!("../../tests/core/wordings.txt")
            .lines()
            .filter_map(|line| Some(Line::parse(line)?.production))
            .collect();
        for (production, (kind, wording)) in PRODUCTIONS.iter().enumerate() {
            assert!(known.contains(&production), "{kind:?}: {wording}");
        }
    }

    #[test]
    fn every_kind_has_a_wording() {
        for kind in Kind::ALL {
            assert!(PRODUCTIONS.iter().any(|(of, _)| of == kind), "{kind:?}");
        }
    }

    #[test]
    fn every_wording_reads_back_as_itself() {
        for (kind, wording) in PRODUCTIONS {
            let count = names(wording).count();
            let values: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
            let mut text = wording.replace("{n}", "{}");
            for value in &values {
                text = text.replacen("{}", value, 1);
            }
            let line = Line::parse(&text);
            assert_eq!(
                line.as_ref().map(|line| (line.kind, line.slots.clone())),
                Some((*kind, values)),
                "{text}"
            );
            assert_eq!(line.map(|line| line.to_string()), Some(text));
        }
    }

    #[test]
    fn lines_of_people_are_not_the_tools_own() {
        for text in [
            "Switched to Redis after the outage",
            "Phase 2 is going well",
            "Some items ticked in haste",
            "05 items ticked in haste",
            "Four risks added",
            "Status:  Draft -> Ready",
            "Cache: Redis -> Memcached",
            "",
        ] {
            assert_eq!(Line::parse(text), None, "{text}");
        }
    }

    #[test]
    fn long_values_are_told_from_where_they_differ() {
        let (from, to) = ("name, ".repeat(40) + "Ada", "name, ".repeat(40) + "Grace");
        let line = Line::new(Kind::TitleChanged, &[&from, &to]).to_string();
        assert_eq!(
            line,
            "Title: …name, name, name, name, Ada -> …name, name, name, name, Grace"
        );
        assert_eq!(Line::parse(&line).map(|line| line.to_string()), Some(line));
    }

    #[test]
    fn long_values_are_cut() {
        let line = Line::new(Kind::SectionAdded, &[&"word ".repeat(100)]).to_string();
        assert!(line.ends_with('…') && line.chars().count() <= MAX_SLOT + "Section added: ".len());
        assert_eq!(Line::parse(&line).map(|line| line.to_string()), Some(line));
    }

    #[test]
    fn a_reason_is_never_cut() {
        let reason = "word ".repeat(100);
        let line = Line::reason(&reason).to_string();
        assert_eq!(line, format!("Reason: {}", reason.trim_end()));
        assert_eq!(Line::parse(&line).map(|line| line.to_string()), Some(line));
    }
}

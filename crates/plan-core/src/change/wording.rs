//! The wording of changes: a grammar, kept as data.
//!
//! A line of a log entry is the tool's own if it parses to a kind and slots, and those render to the identical line.
//! Productions are never deleted or reworded, since plans in the wild hold lines made by them: a new wording is added
//! in front of the old one, and the old one still parses. `tests/wordings.txt` of this crate holds every released one.

use std::fmt;

use super::ChangeKind as Kind;

/// A kind, and how it is said. `{}` is a slot. The first production of a kind with as many slots as the change has
/// values renders it; every production parses. Literals begin a line, so that few lines written by people match.
const PRODUCTIONS: &[(Kind, &str)] = &[
    (Kind::Created, "Created from {}"),
    (Kind::Created, "Created"),
    (Kind::StatusChanged, "Status: {} -> {}"),
    (Kind::StatusChanged, "Status set: {}"),
    (Kind::StatusChanged, "Status removed"),
    (Kind::TitleChanged, "Title: {} -> {}"),
    (Kind::Renamed, "Renamed from {}"),
    (Kind::PhaseCompleted, "Phase {} completed, {} of {}"),
    (Kind::PhaseAdded, "Phase {} added: {}"),
    (Kind::PhaseAdded, "Phase {} added"),
    (Kind::PhaseRemoved, "Phase {} removed: {}"),
    (Kind::PhaseRemoved, "Phase {} removed"),
    (Kind::PhaseRenamed, "Phase {} renamed: {} -> {}"),
    (Kind::PhaseRenumbered, "Phase {} is now Phase {}: {}"),
    (Kind::PhaseSplit, "Phase {} split, Phase {} added: {}"),
    (Kind::PhaseJoined, "Phase {} joined into Phase {}: {}"),
    (Kind::PhasesReordered, "Phases reordered: {}"),
    (Kind::TaskMoved, "Task moved from Phase {} to Phase {}: {}"),
    (Kind::TaskAdded, "Phase {}: task added: {}"),
    (Kind::TaskRemoved, "Phase {}: task removed: {}"),
    (Kind::TaskRenamed, "Phase {}: task renamed: {} -> {}"),
    (Kind::TaskChanged, "Phase {}: task changed: {}"),
    (Kind::TasksReordered, "Phase {}: tasks reordered"),
    (Kind::CheckAdded, "Phase {}: check added: {}"),
    (Kind::CheckRemoved, "Phase {}: check removed: {}"),
    (Kind::CheckReworded, "Phase {}: check reworded: {} -> {}"),
    (Kind::CheckChanged, "Phase {}: check changed: {}"),
    (
        Kind::CheckMoved,
        "Check moved from Phase {} to Phase {}: {}",
    ),
    (Kind::ChecksReordered, "Phase {}: checks reordered"),
    (Kind::PhaseFieldAdded, "Phase {}: field added: {}"),
    (Kind::PhaseFieldRemoved, "Phase {}: field removed: {}"),
    (
        Kind::PhaseFieldChanged,
        "Phase {}: field changed: {}: {} -> {}",
    ),
    (Kind::PhaseFieldChanged, "Phase {}: field changed: {}"),
    (Kind::PhaseTextChanged, "Phase {}: text changed"),
    (Kind::CriterionAdded, "Success criterion added: {}"),
    (Kind::CriterionRemoved, "Success criterion removed: {}"),
    (
        Kind::CriterionReworded,
        "Success criterion reworded: {} -> {}",
    ),
    (Kind::CriterionChanged, "Success criterion changed: {}"),
    (Kind::EdgeCaseAdded, "Edge case added: {}"),
    (Kind::EdgeCaseRemoved, "Edge case removed: {}"),
    (Kind::EdgeCaseRenamed, "Edge case renamed: {} -> {}"),
    (Kind::EdgeCaseChanged, "Edge case changed: {}"),
    (Kind::RiskAdded, "Risk added: {}"),
    (Kind::RiskRemoved, "Risk removed: {}"),
    (Kind::RiskReworded, "Risk reworded: {} -> {}"),
    (Kind::RiskChanged, "Risk changed: {}"),
    (Kind::FieldAdded, "Field added: {}: {}"),
    (Kind::FieldAdded, "Field added: {}"),
    (Kind::FieldRemoved, "Field removed: {}: {}"),
    (Kind::FieldRemoved, "Field removed: {}"),
    (Kind::FieldChanged, "Field changed: {}: {} -> {}"),
    (Kind::FieldChanged, "Field changed: {}"),
    (Kind::SectionAdded, "Section added: {}"),
    (Kind::SectionRemoved, "Section removed: {}"),
    (Kind::SectionRenamed, "Section renamed: {} -> {}"),
    (Kind::SectionMoved, "Section moved: {}"),
    (Kind::SectionChanged, "Section changed: {}"),
    (Kind::SectionsReordered, "Sections reordered"),
    (Kind::SectionFieldAdded, "Field added in {}: {}"),
    (Kind::SectionFieldRemoved, "Field removed in {}: {}"),
    (
        Kind::SectionFieldChanged,
        "Field changed in {}: {}: {} -> {}",
    ),
    (Kind::SectionFieldChanged, "Field changed in {}: {}"),
    (Kind::ItemAdded, "Item added in {}: {}"),
    (Kind::ItemRemoved, "Item removed in {}: {}"),
    (Kind::ItemReworded, "Item reworded in {}: {} -> {}"),
    (Kind::ItemChanged, "Item changed in {}: {}"),
    (Kind::ItemMoved, "Item moved from {} to {}: {}"),
    (Kind::ItemsReordered, "Items reordered in {}"),
    (Kind::TextChanged, "Text changed"),
    (Kind::Ticked, "Ticked {}: {}"),
    (Kind::Ticked, "{} items ticked in {}"),
    (Kind::Unticked, "Unticked {}: {}"),
    (Kind::Unticked, "{} items unticked in {}"),
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
#[derive(Clone, Debug)]
pub struct Line {
    kind: Kind,
    production: usize,
    slots: Vec<String>,
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
        let production = PRODUCTIONS
            .iter()
            .position(|(of, wording)| *of == kind && wording.matches("{}").count() == slots.len())
            .unwrap_or_else(|| {
                PRODUCTIONS
                    .iter()
                    .position(|(of, _)| *of == kind)
                    .unwrap_or_default()
            });
        Self {
            kind,
            production,
            slots,
        }
    }

    /// `5 items ticked in Phase 2`
    pub(crate) fn counted(kind: Kind, count: usize, place: &str) -> Self {
        let production = PRODUCTIONS
            .iter()
            .position(|(of, wording)| *of == kind && wording.starts_with("{} items"))
            .unwrap_or_default();
        Self {
            kind,
            production,
            slots: vec![count.to_string(), slot(place)],
        }
    }

    /// Why a change was made.
    pub fn reason(text: &str) -> Self {
        Self::new(Kind::Reason, &[text])
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
            let counted = !wording.starts_with("{} items")
                || line
                    .slots
                    .first()
                    .is_some_and(|count| count.parse::<usize>().is_ok());
            let own = wording.replace("{}", "").len();
            if counted
                && best.as_ref().is_none_or(|(most, _)| own > *most)
                && line.to_string() == text
            {
                best = Some((own, line));
            }
        }
        best.map(|(_, line)| line)
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
        let wording = PRODUCTIONS
            .get(self.production)
            .map_or("", |(_, wording)| wording);
        let mut slots = self.slots.iter();
        for (number, literal) in wording.split("{}").enumerate() {
            if number > 0 {
                f.write_str(slots.next().map_or("", String::as_str))?;
            }
            f.write_str(literal)?;
        }
        Ok(())
    }
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

/// A value on one line, cut to [`MAX_SLOT`] characters; `(empty)` if there is nothing in it.
fn slot(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.is_empty() {
        return "(empty)".to_owned();
    }
    if value.chars().count() <= MAX_SLOT {
        return value;
    }
    let cut: String = value.chars().take(MAX_SLOT - 1).collect();
    format!("{}…", cut.trim_end())
}

/// The slots of `text` under a wording: each reaches to the first place where the next literal fits.
fn slots(wording: &str, text: &str) -> Option<Vec<String>> {
    let mut literals = wording.split("{}");
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
    fn every_kind_has_a_wording() {
        for kind in Kind::ALL {
            assert!(PRODUCTIONS.iter().any(|(of, _)| of == kind), "{kind:?}");
        }
    }

    #[test]
    fn every_wording_reads_back_as_itself() {
        for (kind, wording) in PRODUCTIONS {
            let count = wording.matches("{}").count();
            let values: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
            let mut text = (*wording).to_owned();
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
        let line = Line::new(Kind::Reason, &[&"word ".repeat(100)]).to_string();
        assert!(line.ends_with('…') && line.chars().count() <= MAX_SLOT + "Reason: ".len());
        assert_eq!(Line::parse(&line).map(|line| line.to_string()), Some(line));
    }
}

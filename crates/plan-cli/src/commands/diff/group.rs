//! The changes of one plan in the order in which a reader wants them: what holds for the whole plan, phase by phase, the
//! rest.

use std::collections::BTreeMap;

use plan_core::{Change, ChangeKind, Class, Document, describe};

use super::Diffed;
use super::told::Told;

/// How much is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth {
    /// Cosmetic changes too.
    pub(super) all: bool,
    /// Every tick, however many there are.
    pub(super) ticks: bool,
}

/// Changes that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// What they belong to; nothing for the whole plan.
    pub(super) heading: Option<String>,
    /// The changes, the most important first.
    pub(super) lines: Vec<Told>,
}

/// Where a change belongs. In this order they are told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Whole,
    /// A phase by its position, and whether that is the position in the old version, where the phase is gone.
    Phase(usize, bool),
    Elsewhere,
}

/// The changes of a plan in groups, without empty ones.
pub(super) fn groups(plan: &Diffed, depth: Depth) -> Vec<Group> {
    let phases = Phases::new(plan);
    let mut sorted: BTreeMap<Place, Vec<Change>> = BTreeMap::new();
    let told = plan
        .changes
        .iter()
        .filter(|change| depth.all || change.class() != Class::Cosmetic);
    for change in told {
        sorted
            .entry(phases.place(change))
            .or_default()
            .push(change.clone());
    }
    sorted
        .into_iter()
        .map(|(place, changes)| {
            let (heading, label) = phases.named(&place);
            let lines = lines(&changes, depth).into_iter();
            let lines = match label {
                Some(label) => lines.map(|told| told.below(label)).collect(),
                None => lines.collect(),
            };
            Group { heading, lines }
        })
        .collect()
}

/// How many changes of a plan are cosmetic.
pub(super) fn cosmetic(plan: &Diffed) -> usize {
    let changes = plan.changes.iter();
    changes
        .filter(|change| change.class() == Class::Cosmetic)
        .count()
}

fn lines(changes: &[Change], depth: Depth) -> Vec<Told> {
    let is_tick = |change: &&Change| {
        !depth.ticks && matches!(change.kind, ChangeKind::Ticked | ChangeKind::Unticked)
    };
    let ticks: Vec<Change> = changes.iter().filter(is_tick).cloned().collect();
    let others = changes.iter().filter(|change| !is_tick(change));
    let mut lines: Vec<Told> = others.map(Told::new).collect();
    let folded = describe(&ticks);
    lines.extend(
        folded
            .iter()
            .map(|line| Told::plain(line.kind(), line.to_string())),
    );
    lines
}

/// The phases of both versions: labels as addresses have them, and headings.
struct Phases {
    old: Vec<(String, String)>,
    new: Vec<(String, String)>,
    /// Labels of the old version whose phases are gone.
    gone: Vec<String>,
    /// Labels of the old version, and those that the phases have now.
    moved: Vec<(String, String)>,
}

impl Phases {
    fn new(plan: &Diffed) -> Self {
        let read = |document: Option<&Document>| {
            let Some(plan) = document.map(Document::plan) else {
                return Vec::new();
            };
            let headings = plan.phases().into_iter().map(|phase| phase.heading());
            plan.phase_labels().into_iter().zip(headings).collect()
        };
        let of = |kind: ChangeKind| {
            plan.changes
                .iter()
                .filter(move |change| change.kind == kind)
        };
        Self {
            old: read(plan.old.as_ref()),
            new: read(plan.new.as_ref()),
            gone: of(ChangeKind::PhaseRemoved)
                .filter_map(|change| change.at.strip_prefix("phase.").map(str::to_owned))
                .collect(),
            moved: of(ChangeKind::PhaseRenumbered)
                .filter_map(|change| change.from.clone().zip(change.to.clone()))
                .collect(),
        }
    }

    fn place(&self, change: &Change) -> Place {
        let at = change.at.as_str();
        if matches!(
            at,
            "status" | "title" | "path" | "phases" | "header" | "section.header"
        ) || at.starts_with("field.")
        {
            return Place::Whole;
        }
        // The address of what is gone is its old one.
        if change.kind.name().ends_with("-removed")
            && let Some((position, label)) = holding(&self.old, at)
        {
            if self.gone.iter().any(|gone| gone == label) {
                return Place::Phase(position, true);
            }
            let moved = self.moved.iter().find(|(from, _)| from == label);
            let label = moved.map_or(label, |(_, to)| to);
            let now = self.new.iter().position(|(other, _)| other == label);
            return now.map_or(Place::Phase(position, true), |now| Place::Phase(now, false));
        }
        match holding(&self.new, at) {
            Some((position, _)) => Place::Phase(position, false),
            None => Place::Elsewhere,
        }
    }

    /// The heading of a place, and the label of its phase.
    fn named(&self, place: &Place) -> (Option<String>, Option<&str>) {
        let phase = match place {
            Place::Whole => return (None, None),
            Place::Elsewhere => None,
            Place::Phase(at, true) => self.old.get(*at),
            Place::Phase(at, false) => self.new.get(*at),
        };
        match phase {
            None => (Some("Other sections".to_owned()), None),
            Some((label, heading)) => (Some(heading.clone()), Some(label)),
        }
    }
}

/// The phase that an address leads into: `phase.2`, `2.1`, `2.1.v3`. The longest label that fits is meant.
fn holding<'a>(phases: &'a [(String, String)], at: &str) -> Option<(usize, &'a str)> {
    let inside = |rest: &str, label: &str, alone: bool| {
        rest.strip_prefix(label)
            .is_some_and(|rest| (alone && rest.is_empty()) || rest.starts_with('.'))
    };
    let fits = |label: &str| match at.strip_prefix("phase.") {
        Some(rest) => inside(rest, label, true),
        None => inside(at, label, false),
    };
    phases
        .iter()
        .enumerate()
        .filter(|(_, (label, _))| fits(label))
        .max_by_key(|(_, (label, _))| label.len())
        .map(|(position, (label, _))| (position, label.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_into_the_phase_of_the_longest_label() {
        let phase = |label: &str| (label.to_owned(), String::new());
        let phases = [phase("2"), phase("2.1"), phase("A"), phase("2~2")];
        let found = |at: &str| holding(&phases, at).map(|(position, _)| position);
        assert_eq!(found("phase.2"), Some(0));
        assert_eq!(found("phase.2.goal"), Some(0));
        assert_eq!(found("phase.2.1"), Some(1));
        assert_eq!(found("2.v1"), Some(0));
        assert_eq!(found("2.1.3"), Some(1));
        assert_eq!(found("A.1"), Some(2));
        assert_eq!(found("2~2.1"), Some(3));
        assert_eq!(found("20.1"), None);
        assert_eq!(found("section.overview"), None);
        assert_eq!(found("A"), None);
    }
}

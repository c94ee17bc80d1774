//! The one table of section names, field labels and their aliases, which parser, writer, scaffolder and rules share.
//!
//! Source: the implementation-plan template (`template/implementation-plan.md`) and the names that real plans
//! use in its place. A name is matched without case, leading number, emoji and closing punctuation.

mod word;

pub(crate) use word::folded;

use serde::{Deserialize, Serialize};

/// The template, as `plan new` writes it before it is filled in.
pub const TEMPLATE: &str = include_str!("template/implementation-plan.md");

/// What the first heading of a plan begins with: `# Implementation Plan: NAME`.
pub const TITLE_PREFIX: &str = "Implementation Plan";

/// A section that the template names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionName {
    /// `## Overview`
    Overview,
    /// `## Architecture Overview`
    Architecture,
    /// `## Implementation Phases`
    Phases,
    /// `## Code Examples & Patterns`
    CodeExamples,
    /// `## Data Models & Schemas`
    DataModels,
    /// `## Integration Points`
    Integration,
    /// `## Edge Cases & Error Handling`
    EdgeCases,
    /// `## Testing Strategy`
    Testing,
    /// `## Security Considerations`
    Security,
    /// `## Monitoring & Observability`
    Monitoring,
    /// `## Rollback Strategy`
    Rollback,
    /// `## Dependencies & Blockers`
    Dependencies,
    /// `## Documentation Requirements`
    Documentation,
    /// `## Post-Implementation`
    PostImplementation,
    /// `## Evolution Log`
    EvolutionLog,
}

/// Sections in template order: the template's own heading first, then its aliases.
const SECTIONS: &[(SectionName, &[&str])] = &[
    (SectionName::Overview, &["Overview"]),
    (
        SectionName::Architecture,
        &["Architecture Overview", "Architecture"],
    ),
    (
        SectionName::Phases,
        &[
            "Implementation Phases",
            "Phases",
            "Phase Breakdown",
            "Implementation Plan",
        ],
    ),
    (
        SectionName::CodeExamples,
        &["Code Examples & Patterns", "Code Examples"],
    ),
    (
        SectionName::DataModels,
        &["Data Models & Schemas", "Data Models"],
    ),
    (SectionName::Integration, &["Integration Points"]),
    (
        SectionName::EdgeCases,
        &["Edge Cases & Error Handling", "Edge Cases"],
    ),
    (
        SectionName::Testing,
        &["Testing Strategy", "Test Strategy", "Test Plan"],
    ),
    (
        SectionName::Security,
        &["Security Considerations", "Security"],
    ),
    (
        SectionName::Monitoring,
        &["Monitoring & Observability", "Monitoring"],
    ),
    (
        SectionName::Rollback,
        &["Rollback Strategy", "Rollback Plan", "Rollback"],
    ),
    (
        SectionName::Dependencies,
        &["Dependencies & Blockers", "Dependencies", "Dependency Map"],
    ),
    (SectionName::Documentation, &["Documentation Requirements"]),
    (
        SectionName::PostImplementation,
        &["Post-Implementation", "Post Implementation"],
    ),
    (
        SectionName::EvolutionLog,
        &[
            "Evolution Log",
            "Log",
            "Change Log",
            "Changelog",
            "Amendment History",
            "Implementation History",
            "Progress Log",
            "Revision History",
        ],
    ),
];

impl SectionName {
    /// The section that a heading names, if it names one.
    pub fn of(heading: &str) -> Option<Self> {
        let wanted = folded(heading);
        SECTIONS
            .iter()
            .find(|(_, names)| names.iter().any(|name| folded(name) == wanted))
            .map(|(section, _)| *section)
    }

    /// The heading that the template gives the section.
    pub fn heading(self) -> &'static str {
        SECTIONS
            .iter()
            .find(|(section, _)| *section == self)
            .and_then(|(_, names)| names.first())
            .copied()
            .unwrap_or_default()
    }
}

/// A labelled field that the tool gives a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldName {
    /// The title, where a document keeps it in a field.
    Title,
    /// `**Date**: YYYY-MM-DD`
    Date,
    /// `**Status**: Draft | Ready | In Progress | Completed`
    Status,
    /// `**Discussion Source**: Link to a discussion document`
    DiscussionSource,
    /// `**Estimated Complexity**: Low | Medium | High | Very High`
    Complexity,
    /// `**Goal**: One sentence`
    Goal,
    /// `**Tasks**:` and the list that follows
    Tasks,
    /// `**Verification**:` and the list that follows
    Verification,
}

const FIELDS: &[(FieldName, &[&str])] = &[
    (FieldName::Title, &["Title", "Feature Name"]),
    (FieldName::Date, &["Date", "Created", "Start Date"]),
    (FieldName::Status, &["Status"]),
    (
        FieldName::DiscussionSource,
        &[
            "Discussion Source",
            "Discussion",
            "Discussions-To",
            "Spec",
            "Specification",
        ],
    ),
    (
        FieldName::Complexity,
        &["Estimated Complexity", "Complexity"],
    ),
    (FieldName::Goal, &["Goal"]),
    (
        FieldName::Tasks,
        &["Tasks", "Implementation Tasks", "Task List"],
    ),
    (
        FieldName::Verification,
        &[
            "Verification",
            "Acceptance",
            "Acceptance Criteria",
            "Success Criteria",
            "Test Criteria",
        ],
    ),
];

impl FieldName {
    /// The field that a label names, if the tool knows it.
    pub fn of(label: &str) -> Option<Self> {
        let wanted = folded(label);
        FIELDS
            .iter()
            .find(|(_, names)| names.iter().any(|name| folded(name) == wanted))
            .map(|(field, _)| *field)
    }

    /// The label that the template gives the field.
    pub fn label(self) -> &'static str {
        FIELDS
            .iter()
            .find(|(field, _)| *field == self)
            .and_then(|(_, names)| names.first())
            .copied()
            .unwrap_or_default()
    }

    /// True for the fields that stand in the header, where they are read without bold type too.
    pub fn is_header(self) -> bool {
        matches!(
            self,
            Self::Title | Self::Date | Self::Status | Self::DiscussionSource | Self::Complexity
        )
    }
}

/// Words that open a phase heading anywhere: `### Phase 1: Name`.
const PHASE_WORDS: &[&str] = &["phase", "フェーズ", "阶段", "fase", "этап"];

/// Words that open a phase heading only inside the phases section, since elsewhere they head other things
/// (`### Step 1` of a rollback).
const INNER_PHASE_WORDS: &[&str] = &["step", "sprint", "gate", "milestone", "stage"];

/// A phase heading taken apart, as byte ranges of the heading's title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PhaseHeading {
    pub number: Option<std::ops::Range<usize>>,
    pub name: std::ops::Range<usize>,
}

/// Reads a heading such as `Phase 1: Name`, `Phase A — Name`, `Phase 2.1`, `7. Phase 7 – Name`. `inside` says that the
/// heading stands in the phases section. Look-alikes (`Phase Breakdown`, `Tests for Phase 2`) are none.
pub(crate) fn phase_heading(title: &str, inside: bool) -> Option<PhaseHeading> {
    let lead = title.len() - title.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let start = match title.get(lead..) {
        Some(rest) if lead > 0 => lead + rest.strip_prefix(". ").map_or(0, |_| 2),
        _ => 0,
    };
    let rest = title.get(start..)?;
    let words = PHASE_WORDS
        .iter()
        .chain(INNER_PHASE_WORDS.iter().filter(|_| inside));
    let word = words.into_iter().find_map(|word| {
        let head: String = rest.chars().take(word.chars().count()).collect();
        (head.to_lowercase() == **word).then_some(head.len())
    })?;
    let after = rest.get(word..)?;
    let space = after.len() - after.trim_start_matches([' ', '\t']).len();
    let number_at = start + word + space;
    let number_text = title.get(number_at..)?;
    let length = number_text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .unwrap_or(number_text.len());
    let number = number_text.get(..length)?.trim_end_matches('.');
    // `Phases` is no phase `s`: letters need a blank before them, digits do not (`フェーズ1`).
    if !is_phase_number(number) || (space == 0 && !number.starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let name_text = title.get(number_at + number.len()..)?;
    let lead = name_text.len()
        - name_text
            .trim_start_matches([' ', '\t', ':', '：', '-', '–', '—', '.', '|'])
            .len();
    if lead == 0 && !name_text.is_empty() {
        return None;
    }
    let name_at = number_at + number.len() + lead;
    Some(PhaseHeading {
        number: Some(number_at..number_at + number.len()),
        name: name_at..title.len(),
    })
}

/// `1`, `2.1`, `2a`, `A`, `IV`.
fn is_phase_number(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let numeric = !digits.is_empty()
        && text.len() - digits.len() <= 1
        && digits
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let letter = text.len() == 1 && text.chars().all(|c| c.is_ascii_alphabetic());
    let roman =
        !text.is_empty() && text.len() <= 4 && text.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    numeric || letter || roman
}

/// Splits `Implementation Plan: NAME` and its kin (`Plan: `, `PIR Plan: `, `Plan 0047: `, `Task 1.2: `). Returns the
/// end of the prefix and the start of the name.
pub(crate) fn title_prefix(heading: &str) -> Option<(usize, usize)> {
    let (prefix, rest) = heading.split_once([':', '：'])?;
    let plain = prefix
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
        .trim_end();
    let known = ["implementation plan", "plan", "pir plan", "task"]
        .contains(&plain.to_lowercase().as_str());
    let name = rest.trim_start_matches([' ', '\t']);
    (known && !name.is_empty()).then(|| (prefix.len(), heading.len() - name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_fields_are_found_under_their_aliases() {
        assert_eq!(
            SectionName::of("Implementation Phases"),
            Some(SectionName::Phases)
        );
        assert_eq!(SectionName::of("3. phases"), Some(SectionName::Phases));
        assert_eq!(
            SectionName::of("Edge cases and error handling"),
            Some(SectionName::EdgeCases)
        );
        assert_eq!(
            SectionName::of("📜 Evolution Log"),
            Some(SectionName::EvolutionLog)
        );
        assert_eq!(SectionName::of("Phases (Machine Readable)"), None);
        assert_eq!(FieldName::of("status"), Some(FieldName::Status));
        assert_eq!(
            FieldName::of("Acceptance Criteria"),
            Some(FieldName::Verification)
        );
    }

    #[test]
    fn every_template_section_is_in_the_template() {
        for (section, _) in SECTIONS {
            assert!(
                TEMPLATE.contains(&format!("\n## {}\n", section.heading())),
                "{section:?}"
            );
        }
    }

    #[test]
    fn phase_headings() {
        let read = |title: &str, inside: bool| {
            let found = phase_heading(title, inside)?;
            let number = found
                .number
                .and_then(|range| title.get(range))
                .unwrap_or_default()
                .to_owned();
            Some((number, title.get(found.name)?.to_owned()))
        };
        let is = |number: &str, name: &str| Some((number.to_owned(), name.to_owned()));
        assert_eq!(read("Phase 1: Foundation", false), is("1", "Foundation"));
        assert_eq!(
            read("Phase 1 — Interim (complete)", false),
            is("1", "Interim (complete)")
        );
        assert_eq!(read("phase A", false), is("A", ""));
        assert_eq!(read("Phase 2.1: x", false), is("2.1", "x"));
        assert_eq!(read("Phase 2a. x", false), is("2a", "x"));
        assert_eq!(read("7. Phase 7 – Ship", false), is("7", "Ship"));
        assert_eq!(read("フェーズ1: 準備", false), is("1", "準備"));
        assert_eq!(read("Step 2: Copy", true), is("2", "Copy"));
        assert_eq!(read("Step 2: Copy", false), None);
        assert_eq!(read("Phase Breakdown", true), None);
        assert_eq!(read("Phases", true), None);
        assert_eq!(read("Tests for Phase 2", true), None);
    }

    #[test]
    fn title_prefixes() {
        let name = |heading: &str| {
            let (_, at) = title_prefix(heading)?;
            heading.get(at..).map(str::to_owned)
        };
        assert_eq!(
            name("Implementation Plan: Metrics cache").as_deref(),
            Some("Metrics cache")
        );
        assert_eq!(name("Plan 0047: Tips").as_deref(), Some("Tips"));
        assert_eq!(name("Caching: a survey"), None);
        assert_eq!(name("Implementation Plan:"), None);
    }
}

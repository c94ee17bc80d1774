//! The one table of section names, field labels and their aliases, which parser, writer, scaffolder and rules share.
//!
//! Source: the implementation-plan template (`template/implementation-plan.md`) and the names that real plans
//! use in its place. A name is matched without case, leading number, emoji and closing punctuation.

mod beginnings;
mod field_name;
mod mark;
mod phase_heading;
mod phase_reference;
mod section_name;
mod status_kind;
mod task_column;
mod task_heading;
mod task_number;
mod title;
mod vocabulary;
mod word;

pub use field_name::FieldName;
pub(crate) use mark::{emoji_state, mark};
pub(crate) use phase_heading::PhaseHeading;
pub use phase_heading::PhaseWords;
pub(crate) use phase_reference::phase_labels;
pub use section_name::SectionName;
pub use status_kind::StatusKind;
pub use task_column::TaskColumn;
pub(crate) use task_heading::{TaskHeading, task_heading};
pub(crate) use task_number::{is_task_number, task_number, without_word};
pub(crate) use title::title_prefix;
pub use vocabulary::Vocabulary;
pub(crate) use word::{folded, unstruck};

/// The template, as `plan new` writes it before it is filled in.
pub const TEMPLATE: &str = include_str!("template/implementation-plan.md");

/// Names of what a phase is verified by, as a heading and as a label.
const VERIFICATION: &[&str] = &[
    "Verification",
    "Acceptance",
    "Acceptance Criteria",
    "Success Criteria",
    "Test Criteria",
    "Exit Criteria",
    "Done When",
    "完了条件",
    "受け入れ基準",
    "検証",
    "验收标准",
    "验证",
    "Akzeptanzkriterien",
    "Vérification",
    "Criterios de aceptación",
    "Verificação",
    "Критерии приёмки",
    "Проверка",
];

/// What the first heading of a plan begins with: `# Implementation Plan: NAME`.
pub const TITLE_PREFIX: &str = "Implementation Plan";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_fields_are_found_under_their_aliases() {
        let words = Vocabulary::default();
        let section = |heading| words.section(heading, None);
        assert_eq!(section("Implementation Phases"), Some(SectionName::Phases));
        assert_eq!(section("3. phases"), Some(SectionName::Phases));
        assert_eq!(
            section("Edge cases and error handling"),
            Some(SectionName::EdgeCases)
        );
        assert_eq!(section("📜 Evolution Log"), Some(SectionName::EvolutionLog));
        assert_eq!(section("Phases (Machine Readable)"), None);
        assert_eq!(
            section("Unit Tests"),
            None,
            "only below the testing strategy"
        );
        assert_eq!(
            words.section("Unit Tests", Some(SectionName::Testing)),
            Some(SectionName::UnitTests)
        );
    }

    #[test]
    fn one_label_names_different_fields_in_different_places() {
        let words = Vocabulary::default();
        let field = |label, place| words.field(label, place);
        assert_eq!(field("status", None), Some(FieldName::Status));
        assert_eq!(
            field("Acceptance Criteria", Some(SectionName::Phase)),
            Some(FieldName::Verification)
        );
        assert_eq!(
            field("Acceptance", Some(SectionName::Task)),
            Some(FieldName::Acceptance)
        );
        assert_eq!(
            field("Success Criteria", Some(SectionName::Overview)),
            Some(FieldName::SuccessCriteria)
        );
        assert_eq!(field("Success Criteria", None), None);
    }

    #[test]
    fn every_name_is_in_the_template() {
        for name in SectionName::ALL.iter().filter(|name| !name.has_own_name()) {
            let in_phase = name.parent() == Some(SectionName::Phase);
            let heading = name.heading();
            assert!(
                in_phase || TEMPLATE.contains(&format!("# {heading}\n")),
                "{name:?}"
            );
        }
        for name in FieldName::ALL {
            let own = matches!(
                name,
                FieldName::Title
                    | FieldName::Updated
                    | FieldName::Owner
                    | FieldName::ReviewedBy
                    | FieldName::EdgeCases
            );
            let label = name.label();
            assert!(
                own || TEMPLATE.contains(&format!("**{label}**:"))
                    || TEMPLATE.contains(&format!("- {label}")),
                "{name:?}"
            );
        }
    }
}

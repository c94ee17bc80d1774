//! The parts of the template as types: a small view of a node for each, which names what stands in it.
//!
//! A view holds nothing of its own. It is read from the nodes as they are, so that labels, lists and sub-headings in any
//! order, and under any alias, come out alike; what a view does not name is still in `blocks` and `sections`.
//!
//! ```
//! use plan_core::Document;
//!
//! let text = "# T\n\n## Rollback Plan\n\n**Triggers**:\n- errors above 1 %\n";
//! let document = Document::parse(text);
//! let rollback = document.plan().rollback().unwrap();
//! assert_eq!(rollback.triggers()[0].text.as_str(), "errors above 1 %");
//! ```

mod architecture;
mod code_examples;
mod data_models;
mod dependencies;
mod documentation;
mod edge_cases;
mod evolution_log;
mod integration;
mod monitoring;
mod overview;
mod phases;
mod post_implementation;
mod review;
mod rollback;
mod security;
mod testing;

pub use architecture::{Architecture, Decision};
pub use code_examples::{CodeExamples, Example};
pub use data_models::{ApiContracts, DataModels, DatabaseChanges};
pub use dependencies::{Assumption, Dependencies, Requirement, Risk};
pub use documentation::Documentation;
pub use edge_cases::{EdgeCase, EdgeCases};
pub use evolution_log::EvolutionLog;
pub use integration::{Integration, Service};
pub use monitoring::{Alert, Metric, Monitoring};
pub use overview::Overview;
pub use phases::Phases;
pub use post_implementation::{PostImplementation, SuccessMetric};
pub use review::Review;
pub use rollback::Rollback;
pub use security::Security;
pub use testing::Testing;

use super::field::items;
use super::fields::Part;
use super::{Block, Complexity, Date, Item, Plan, Section, Titled, Word};
use crate::template::{FieldName, SectionName, folded};

/// Declares a view of a node: a `Copy` struct that knows its node.
macro_rules! view {
    ($(#[$doc:meta])* $name:ident($node:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a>(&'a $node);

        impl<'a> $name<'a> {
            /// The node that this is a view of.
            pub fn node(self) -> &'a $node {
                self.0
            }
        }

        impl<'a> From<&'a $node> for $name<'a> {
            fn from(node: &'a $node) -> Self {
                Self(node)
            }
        }
    };
}
use view;

/// Gives the accessors of [`Plan`] that return the section of a name: see [`Plan::section`].
macro_rules! accessors {
    ($($(#[$doc:meta])* $method:ident -> $view:ident;)*) => {
        impl Plan {
            $(
                $(#[$doc])*
                pub fn $method(&self) -> Option<$view<'_>> {
                    match self.section(SectionName::$view)? {
                        Section::$view(titled) => Some($view::from(titled)),
                        _ => None,
                    }
                }
            )*
        }
    };
}

accessors! {
    /// `## Overview`.
    overview -> Overview;
    /// `## Architecture Overview`.
    architecture -> Architecture;
    /// `## Implementation Phases`. [`Plan::phases`] are the phases, wherever they stand.
    phase_section -> Phases;
    /// `## Code Examples & Patterns`. [`Plan::examples`] are the examples of all.
    code_examples -> CodeExamples;
    /// `## Data Models & Schemas`.
    data_models -> DataModels;
    /// `## Integration Points`.
    integration -> Integration;
    /// `## Edge Cases & Error Handling`. [`Plan::edge_cases`] are the edge cases of all.
    edge_case_section -> EdgeCases;
    /// `## Testing Strategy`.
    testing -> Testing;
    /// `## Security Considerations`.
    security -> Security;
    /// `## Monitoring & Observability`.
    monitoring -> Monitoring;
    /// `## Rollback Strategy`.
    rollback -> Rollback;
    /// `## Dependencies & Blockers`.
    dependencies -> Dependencies;
    /// `## Documentation Requirements`.
    documentation -> Documentation;
    /// `## Post-Implementation`.
    post_implementation -> PostImplementation;
}

impl Plan {
    /// The examples of every `## Code Examples & Patterns`, in order.
    pub fn examples(&self) -> Vec<Example<'_>> {
        let sections = self.sections.iter();
        let examples = sections.flat_map(|section| match section {
            Section::CodeExamples(titled) => CodeExamples::from(titled).examples(),
            _ => Vec::new(),
        });
        examples.collect()
    }

    /// The edge cases of every `## Edge Cases & Error Handling`, in order.
    pub fn edge_cases(&self) -> Vec<EdgeCase<'_>> {
        let sections = self.sections.iter();
        let cases = sections.flat_map(|section| match section {
            Section::EdgeCases(titled) => EdgeCases::from(titled).cases(),
            _ => Vec::new(),
        });
        cases.collect()
    }

    /// The Evolution Log, as [`Plan::log`] finds it.
    pub fn evolution_log(&self) -> Option<EvolutionLog<'_>> {
        self.log().map(EvolutionLog::from)
    }

    /// `**Date**: YYYY-MM-DD`
    pub fn date(&self) -> Option<Word<Date>> {
        self.field(FieldName::Date).and_then(Word::read)
    }

    /// `**Estimated Complexity**: Low | Medium | High | Very High`
    pub fn complexity(&self) -> Option<Word<Complexity>> {
        self.field(FieldName::Complexity).and_then(Word::read)
    }

    /// `**Reviewed By**: NAME, YYYY-MM-DD`
    pub fn reviewed_by(&self) -> Option<Review<'_>> {
        self.field(FieldName::ReviewedBy).map(Review::from)
    }
}

/// Label and text of an item, or its text split at the first `: `.
fn split(item: &Item) -> (&str, Option<&str>) {
    let filled = |text: &'_ str| !text.is_empty();
    match &item.label {
        Some(label) => (label, Some(item.text.as_str()).filter(|text| filled(text))),
        None => match item.text.split_once(": ") {
            Some((label, text)) => (label.trim_end(), Some(text.trim_start())),
            None => (&item.text, None),
        },
    }
}

/// The items of a part that the template gives a heading of its own (`### Unit Tests`), or of the field that is written
/// in its place (`**Unit Tests**:`).
fn part_items(titled: &Titled, name: SectionName) -> Vec<&Item> {
    let headed = titled
        .sections
        .iter()
        .filter(|section| section.name() == Some(name));
    let headed = headed.flat_map(|section| items(section.blocks()));
    let called = |label: &str| {
        let label = folded(label);
        name.headings()
            .iter()
            .any(|heading| folded(heading) == label)
    };
    let labelled = titled.blocks.iter().filter_map(|block| match block {
        Block::Field(field) if called(&field.label) => Some(field),
        _ => None,
    });
    headed
        .chain(labelled.flat_map(|field| items(&field.blocks)))
        .collect()
}

/// What stands in a section before its fields: prose, lists, tables.
fn introduction(blocks: &[Block]) -> &[Block] {
    let end = blocks
        .iter()
        .position(|block| matches!(block, Block::Field(_)));
    blocks
        .get(..end.unwrap_or(blocks.len()))
        .unwrap_or_default()
}

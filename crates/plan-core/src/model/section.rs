//! Sections: a heading and the blocks up to the next heading of its rank.

use serde::{Deserialize, Serialize};

use super::{Block, Item, List, Task, Text};
use crate::span::{Origin, Span};
use crate::template::{FieldName, SectionName};

/// One section. Which variant it is was decided by its heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Section {
    /// `# Implementation Plan: NAME` and the header fields below it.
    Header(Header),
    /// `### Phase 1: NAME`
    Phase(Phase),
    /// `### YYYY-MM-DD - TITLE` of the Evolution Log.
    Entry(LogEntry),
    /// `## Overview`
    Overview(Titled),
    /// `## Architecture Overview`
    Architecture(Titled),
    /// `## Implementation Phases`
    Phases(Titled),
    /// `## Code Examples & Patterns`
    CodeExamples(Titled),
    /// `## Data Models & Schemas`
    DataModels(Titled),
    /// `## Integration Points`
    Integration(Titled),
    /// `## Edge Cases & Error Handling`
    EdgeCases(Titled),
    /// `## Testing Strategy`
    Testing(Titled),
    /// `## Security Considerations`
    Security(Titled),
    /// `## Monitoring & Observability`
    Monitoring(Titled),
    /// `## Rollback Strategy`
    Rollback(Titled),
    /// `## Dependencies & Blockers`
    Dependencies(Titled),
    /// `## Documentation Requirements`
    Documentation(Titled),
    /// `## Post-Implementation`
    PostImplementation(Titled),
    /// `## Evolution Log`
    EvolutionLog(Titled),
    /// A heading that the template does not name.
    Other(Titled),
}

/// A heading and its blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Titled {
    /// Number of `#`.
    pub level: u8,
    /// The heading as written.
    pub heading: Text,
    /// What stands below it, in order.
    #[serde(default)]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// The title of a document and what stands right below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Number of `#`.
    pub level: u8,
    /// `Implementation Plan` in `# Implementation Plan: NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Text>,
    /// The name, or the whole heading if it has no such prefix.
    pub title: Text,
    /// Header fields and prose, in order.
    #[serde(default)]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// One phase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Number of `#`.
    pub level: u8,
    /// `1`, `2.1`, `A`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Text>,
    /// What follows the number.
    pub name: Text,
    /// What stands below it, in order.
    #[serde(default)]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// One entry of the Evolution Log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Number of `#`.
    pub level: u8,
    /// `YYYY-MM-DD`, as written.
    pub date: Text,
    /// What follows the date.
    pub title: Text,
    /// The body, in order.
    #[serde(default)]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

impl Section {
    pub(crate) fn titled(name: Option<SectionName>, titled: Titled) -> Self {
        match name {
            None => Self::Other(titled),
            Some(SectionName::Overview) => Self::Overview(titled),
            Some(SectionName::Architecture) => Self::Architecture(titled),
            Some(SectionName::Phases) => Self::Phases(titled),
            Some(SectionName::CodeExamples) => Self::CodeExamples(titled),
            Some(SectionName::DataModels) => Self::DataModels(titled),
            Some(SectionName::Integration) => Self::Integration(titled),
            Some(SectionName::EdgeCases) => Self::EdgeCases(titled),
            Some(SectionName::Testing) => Self::Testing(titled),
            Some(SectionName::Security) => Self::Security(titled),
            Some(SectionName::Monitoring) => Self::Monitoring(titled),
            Some(SectionName::Rollback) => Self::Rollback(titled),
            Some(SectionName::Dependencies) => Self::Dependencies(titled),
            Some(SectionName::Documentation) => Self::Documentation(titled),
            Some(SectionName::PostImplementation) => Self::PostImplementation(titled),
            Some(SectionName::EvolutionLog) => Self::EvolutionLog(titled),
        }
    }

    /// The template's name of the section, if its heading is one.
    pub fn name(&self) -> Option<SectionName> {
        Some(match self {
            Self::Header(_) | Self::Phase(_) | Self::Entry(_) | Self::Other(_) => return None,
            Self::Overview(_) => SectionName::Overview,
            Self::Architecture(_) => SectionName::Architecture,
            Self::Phases(_) => SectionName::Phases,
            Self::CodeExamples(_) => SectionName::CodeExamples,
            Self::DataModels(_) => SectionName::DataModels,
            Self::Integration(_) => SectionName::Integration,
            Self::EdgeCases(_) => SectionName::EdgeCases,
            Self::Testing(_) => SectionName::Testing,
            Self::Security(_) => SectionName::Security,
            Self::Monitoring(_) => SectionName::Monitoring,
            Self::Rollback(_) => SectionName::Rollback,
            Self::Dependencies(_) => SectionName::Dependencies,
            Self::Documentation(_) => SectionName::Documentation,
            Self::PostImplementation(_) => SectionName::PostImplementation,
            Self::EvolutionLog(_) => SectionName::EvolutionLog,
        })
    }

    /// The blocks below the heading.
    pub fn blocks(&self) -> &[Block] {
        match self {
            Self::Header(header) => &header.blocks,
            Self::Phase(phase) => &phase.blocks,
            Self::Entry(entry) => &entry.blocks,
            other => other.as_titled().map_or(&[], |titled| &titled.blocks),
        }
    }

    pub(crate) fn blocks_mut(&mut self) -> &mut Vec<Block> {
        match self {
            Self::Header(header) => &mut header.blocks,
            Self::Phase(phase) => &mut phase.blocks,
            Self::Entry(entry) => &mut entry.blocks,
            Self::Overview(titled)
            | Self::Architecture(titled)
            | Self::Phases(titled)
            | Self::CodeExamples(titled)
            | Self::DataModels(titled)
            | Self::Integration(titled)
            | Self::EdgeCases(titled)
            | Self::Testing(titled)
            | Self::Security(titled)
            | Self::Monitoring(titled)
            | Self::Rollback(titled)
            | Self::Dependencies(titled)
            | Self::Documentation(titled)
            | Self::PostImplementation(titled)
            | Self::EvolutionLog(titled)
            | Self::Other(titled) => &mut titled.blocks,
        }
    }

    /// Heading and blocks of a section that is neither header, phase nor entry.
    pub fn as_titled(&self) -> Option<&Titled> {
        match self {
            Self::Header(_) | Self::Phase(_) | Self::Entry(_) => None,
            Self::Overview(titled)
            | Self::Architecture(titled)
            | Self::Phases(titled)
            | Self::CodeExamples(titled)
            | Self::DataModels(titled)
            | Self::Integration(titled)
            | Self::EdgeCases(titled)
            | Self::Testing(titled)
            | Self::Security(titled)
            | Self::Monitoring(titled)
            | Self::Rollback(titled)
            | Self::Dependencies(titled)
            | Self::Documentation(titled)
            | Self::PostImplementation(titled)
            | Self::EvolutionLog(titled)
            | Self::Other(titled) => Some(titled),
        }
    }

    /// The heading, for people.
    pub fn heading(&self) -> String {
        match self {
            Self::Header(header) => match &header.prefix {
                Some(prefix) => format!("{prefix}: {}", header.title.on_one_line()),
                None => header.title.on_one_line(),
            },
            Self::Phase(phase) => phase.heading(),
            Self::Entry(entry) => entry.heading(),
            other => other
                .as_titled()
                .map(|titled| titled.heading.on_one_line())
                .unwrap_or_default(),
        }
    }

    /// The bytes of the section, heading and sub-sections included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Header(header) => header.origin,
            Self::Phase(phase) => phase.origin,
            Self::Entry(entry) => entry.origin,
            other => other
                .as_titled()
                .map(|titled| titled.origin)
                .unwrap_or_default(),
        }
        .span()
    }
}

impl LogEntry {
    /// `YYYY-MM-DD - TITLE`, for people.
    pub fn heading(&self) -> String {
        format!("{} - {}", self.date, self.title.on_one_line())
    }

    /// The bytes of the entry, heading included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }
}

impl Phase {
    /// `Phase 1: NAME`, for people.
    pub fn heading(&self) -> String {
        match (&self.number, self.name.is_empty()) {
            (Some(number), true) => format!("Phase {number}"),
            (Some(number), false) => format!("Phase {number}: {}", self.name.on_one_line()),
            (None, _) => self.name.on_one_line(),
        }
    }

    /// The tasks: those below `**Tasks**:` or a `Tasks` heading; if there is neither, the boxes that stand in the phase
    /// itself, outside a labelled field.
    pub fn tasks(&self) -> Vec<&Task> {
        let mut tasks = Vec::new();
        collect_tasks(&self.blocks, &mut tasks);
        tasks
    }

    /// The items below `**Verification**:` (or `Acceptance`), or a heading of that name.
    pub fn verification(&self) -> Vec<&Item> {
        let mut items = Vec::new();
        for block in &self.blocks {
            match block {
                Block::Field(field)
                    if FieldName::of(&field.label) == Some(FieldName::Verification) =>
                {
                    items.extend(lists(&field.blocks).flat_map(|list| &list.items));
                }
                Block::Section(section)
                    if FieldName::of(&section.heading()) == Some(FieldName::Verification) =>
                {
                    items.extend(lists(section.blocks()).flat_map(|list| &list.items));
                }
                _ => {}
            }
        }
        items
    }

    /// The value of a labelled field of the phase.
    pub fn field(&self, name: FieldName) -> Option<&Text> {
        self.blocks.iter().find_map(|block| match block {
            Block::Field(field) if FieldName::of(&field.label) == Some(name) => Some(&field.value),
            _ => None,
        })
    }

    /// `**Goal**: …`
    pub fn goal(&self) -> Option<&Text> {
        self.field(FieldName::Goal)
    }
}

fn collect_tasks<'a>(blocks: &'a [Block], tasks: &mut Vec<&'a Task>) {
    for block in blocks {
        match block {
            Block::Tasks(found) => tasks.extend(&found.tasks),
            Block::Section(section) => collect_tasks(section.blocks(), tasks),
            _ => {}
        }
    }
}

fn lists(blocks: &[Block]) -> impl Iterator<Item = &List> {
    blocks.iter().filter_map(|block| match block {
        Block::List(list) => Some(list),
        _ => None,
    })
}

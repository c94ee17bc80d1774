//! Sections: a heading, the blocks below it, and the sections below those.

use serde::{Deserialize, Serialize};

use super::fields::PartMut;
use super::fragment::SlotMut;
use super::node::Slot;
use super::{Block, HeadedTask, LogEntry, Origin, Phase, Text};
use crate::span::Span;
use crate::template::{SectionName, TITLE_PREFIX};

/// Which variants hold a [`Titled`]: written once, since an enum, its names and its accessors must agree.
macro_rules! sections {
    ($($(#[$doc:meta])* $variant:ident;)*) => {
        /// One section. Which variant it is follows from its heading and from the section it stands in.
        ///
        /// In Markdown a heading ends the blocks above it, so a section is its blocks and then its sub-sections.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Section {
            /// `# Implementation Plan: NAME` and the header fields below it.
            Header(Header),
            /// `### Phase 1: NAME`
            Phase(Phase),
            /// `#### Task 1.1: NAME` of a phase.
            Task(HeadedTask),
            /// `### Example: NAME`
            Example(Named),
            /// `### Edge Case: NAME`
            EdgeCase(Named),
            /// `### YYYY-MM-DD - TITLE` of the Evolution Log.
            Entry(LogEntry),
            $($(#[$doc])* $variant(Titled),)*
            /// A heading that the template does not name.
            Other(Titled),
        }

        impl Section {
            /// A section with this heading; `None` for one that the template does not name.
            pub(crate) fn titled(name: Option<SectionName>, titled: Titled) -> Self {
                match name {
                    $(Some(SectionName::$variant) => Self::$variant(titled),)*
                    _ => Self::Other(titled),
                }
            }

            /// The template's name of the section, if it has one.
            pub fn name(&self) -> Option<SectionName> {
                match self {
                    Self::Header(_) => Some(SectionName::Header),
                    Self::Phase(_) => Some(SectionName::Phase),
                    Self::Task(_) => Some(SectionName::Task),
                    Self::Example(_) => Some(SectionName::Example),
                    Self::EdgeCase(_) => Some(SectionName::EdgeCase),
                    Self::Entry(_) => Some(SectionName::Entry),
                    $(Self::$variant(_) => Some(SectionName::$variant),)*
                    Self::Other(_) => None,
                }
            }

            /// The section as heading and content, unless its heading has parts of its own.
            pub fn as_titled(&self) -> Option<&Titled> {
                match self {
                    $(Self::$variant(titled) => Some(titled),)*
                    Self::Other(titled) => Some(titled),
                    _ => None,
                }
            }

            /// The same, to be changed.
            pub fn as_titled_mut(&mut self) -> Option<&mut Titled> {
                match self {
                    $(Self::$variant(titled) => Some(titled),)*
                    Self::Other(titled) => Some(titled),
                    _ => None,
                }
            }

            /// The section without what stands below its heading.
            pub(crate) fn shell(&self) -> Self {
                match self {
                    Self::Header(it) => Self::Header(it.shell()),
                    Self::Phase(it) => Self::Phase(it.shell()),
                    Self::Task(it) => Self::Task(it.shell()),
                    Self::Example(it) => Self::Example(it.shell()),
                    Self::EdgeCase(it) => Self::EdgeCase(it.shell()),
                    Self::Entry(it) => Self::Entry(it.shell()),
                    $(Self::$variant(it) => Self::$variant(it.shell()),)*
                    Self::Other(it) => Self::Other(it.shell()),
                }
            }

            fn parts(&self) -> Parts<&u8, &Vec<Block>, &Vec<Section>, &Origin> {
                match self {
                    Self::Header(it) => Parts(&it.level, &it.blocks, None, &it.origin),
                    Self::Phase(it) => Parts(&it.level, &it.blocks, Some(&it.sections), &it.origin),
                    Self::Task(it) => Parts(&it.level, &it.blocks, Some(&it.sections), &it.origin),
                    Self::Example(it) | Self::EdgeCase(it) => {
                        Parts(&it.level, &it.blocks, Some(&it.sections), &it.origin)
                    }
                    Self::Entry(it) => Parts(&it.level, &it.blocks, Some(&it.sections), &it.origin),
                    $(Self::$variant(it) |)* Self::Other(it) => {
                        Parts(&it.level, &it.blocks, Some(&it.sections), &it.origin)
                    }
                }
            }

            fn parts_mut(
                &mut self,
            ) -> Parts<&mut u8, &mut Vec<Block>, &mut Vec<Section>, &mut Origin> {
                match self {
                    Self::Header(it) => Parts(&mut it.level, &mut it.blocks, None, &mut it.origin),
                    Self::Phase(it) => {
                        Parts(&mut it.level, &mut it.blocks, Some(&mut it.sections), &mut it.origin)
                    }
                    Self::Task(it) => {
                        Parts(&mut it.level, &mut it.blocks, Some(&mut it.sections), &mut it.origin)
                    }
                    Self::Example(it) | Self::EdgeCase(it) => {
                        Parts(&mut it.level, &mut it.blocks, Some(&mut it.sections), &mut it.origin)
                    }
                    Self::Entry(it) => {
                        Parts(&mut it.level, &mut it.blocks, Some(&mut it.sections), &mut it.origin)
                    }
                    $(Self::$variant(it) |)* Self::Other(it) => {
                        Parts(&mut it.level, &mut it.blocks, Some(&mut it.sections), &mut it.origin)
                    }
                }
            }
        }
    };
}

sections! {
    /// `## Overview`
    Overview;
    /// `## Architecture Overview`
    Architecture;
    /// `## Implementation Phases`
    Phases;
    /// `#### Tasks` of a phase.
    Tasks;
    /// `#### Verification` of a phase.
    Verification;
    /// `## Code Examples & Patterns`
    CodeExamples;
    /// `## Data Models & Schemas`
    DataModels;
    /// `### Database Changes`
    DatabaseChanges;
    /// `### API Contracts`
    ApiContracts;
    /// `## Integration Points`
    Integration;
    /// `### External Dependencies`
    ExternalDependencies;
    /// `### Internal Dependencies`
    InternalDependencies;
    /// `## Edge Cases & Error Handling`
    EdgeCases;
    /// `## Testing Strategy`
    Testing;
    /// `### Unit Tests`
    UnitTests;
    /// `### Integration Tests`
    IntegrationTests;
    /// `### Performance Tests`
    PerformanceTests;
    /// `### Manual Testing Checklist`
    ManualTests;
    /// `## Security Considerations`
    Security;
    /// `## Monitoring & Observability`
    Monitoring;
    /// `## Rollback Strategy`
    Rollback;
    /// `## Dependencies & Blockers`
    Dependencies;
    /// `## Documentation Requirements`
    Documentation;
    /// `## Post-Implementation`
    PostImplementation;
    /// `## Evolution Log`
    EvolutionLog;
}

/// A heading and what stands below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Titled {
    /// Number of `#`.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 6)))]
    pub level: u8,
    /// The heading as written.
    pub heading: Text,
    /// What stands below it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The sections below that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// A section with a name of its own: `### Example: NAME`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named {
    /// Number of `#`.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 6)))]
    pub level: u8,
    /// `Example` in `Example: NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Text>,
    /// The name, or the whole heading if it has no such word.
    pub name: Text,
    /// What stands below it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The sections below that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

/// The title of a document and what stands right below it. The other sections stand beside it, not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Header {
    /// Number of `#`.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 6)))]
    pub level: u8,
    /// `Implementation Plan` in `# Implementation Plan: NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Text>,
    /// The name, or the whole heading if it has no such prefix.
    pub title: Text,
    /// Header fields and prose, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub(crate) origin: Origin,
}

impl Titled {
    /// A heading with nothing below it.
    pub fn new(level: u8, heading: impl Into<Text>) -> Self {
        Self {
            level,
            heading: heading.into(),
            ..Self::default()
        }
    }

    /// The bytes of the section, heading included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }

    fn shell(&self) -> Self {
        Self {
            level: self.level,
            heading: self.heading.clone(),
            origin: self.origin.clone(),
            ..Self::default()
        }
    }
}

impl Named {
    /// `### Edge Case: DESCRIPTION`
    pub fn edge_case(name: impl Into<Text>) -> Self {
        Self::worded("Edge Case", name)
    }

    /// `### Example: NAME`
    pub fn example(name: impl Into<Text>) -> Self {
        Self::worded("Example", name)
    }

    fn worded(word: &str, name: impl Into<Text>) -> Self {
        Self {
            level: 3,
            word: Some(word.into()),
            name: name.into(),
            ..Self::default()
        }
    }

    /// The bytes of the section, heading included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }

    fn shell(&self) -> Self {
        Self {
            level: self.level,
            word: self.word.clone(),
            name: self.name.clone(),
            origin: self.origin.clone(),
            ..Self::default()
        }
    }
}

impl Header {
    fn shell(&self) -> Self {
        Self {
            level: self.level,
            prefix: self.prefix.clone(),
            title: self.title.clone(),
            blocks: Vec::new(),
            origin: self.origin.clone(),
        }
    }

    /// `# Implementation Plan: TITLE`, with nothing below it.
    pub fn new(title: impl Into<Text>) -> Self {
        Self {
            level: 1,
            prefix: Some(TITLE_PREFIX.into()),
            title: title.into(),
            ..Self::default()
        }
    }
}

/// What every section has: level, blocks, sub-sections, origin.
struct Parts<L, B, S, O>(L, B, Option<S>, O);

impl Section {
    /// A section of the template under the template's own heading, empty. Sections with a name of their own are built
    /// from their structs.
    pub fn new(name: SectionName) -> Self {
        let level = match name.parent() {
            None => 2,
            Some(SectionName::Phase) => 4,
            Some(_) => 3,
        };
        Self::titled(
            Some(name),
            Titled {
                level,
                heading: name.heading().into(),
                ..Titled::default()
            },
        )
    }

    /// The same section with these blocks.
    pub fn with_blocks(mut self, blocks: Vec<Block>) -> Self {
        *self.blocks_mut() = blocks;
        self
    }

    /// Number of `#` of the heading.
    pub fn level(&self) -> u8 {
        *self.parts().0
    }

    /// The blocks below the heading, up to the first sub-section.
    pub fn blocks(&self) -> &[Block] {
        self.parts().1
    }

    /// The blocks below the heading, to be changed.
    pub fn blocks_mut(&mut self) -> &mut Vec<Block> {
        self.parts_mut().1
    }

    /// The sections below this one. The title of a document has none: they stand beside it.
    pub fn sections(&self) -> &[Section] {
        self.parts().2.map_or(&[], Vec::as_slice)
    }

    /// The sections below this one, to be changed; `None` for the title of a document.
    pub fn sections_mut(&mut self) -> Option<&mut Vec<Section>> {
        self.parts_mut().2
    }

    /// Blocks and sub-sections, to be changed.
    pub(crate) fn content_mut(&mut self) -> (&mut Vec<Block>, Option<&mut Vec<Section>>) {
        let parts = self.parts_mut();
        (parts.1, parts.2)
    }

    /// The parts of the heading, in order.
    pub(crate) fn heading_slots(&self) -> Vec<Slot<'_>> {
        match self {
            Self::Header(header) => {
                vec![
                    ("prefix", header.prefix.as_ref()),
                    ("title", Some(&header.title)),
                ]
            }
            Self::Phase(phase) => vec![
                ("word", Some(&phase.word)),
                ("number", phase.number.as_ref()),
                ("name", Some(&phase.name)),
            ],
            Self::Task(task) => vec![
                ("word", task.word.as_ref()),
                ("number", task.number.as_ref()),
                ("name", Some(&task.name)),
                ("state", task.state.as_ref()),
            ],
            Self::Example(named) | Self::EdgeCase(named) => {
                vec![("word", named.word.as_ref()), ("name", Some(&named.name))]
            }
            Self::Entry(entry) => vec![("date", Some(&entry.date)), ("title", Some(&entry.title))],
            other => {
                let heading = other.as_titled().map(|titled| &titled.heading);
                vec![("heading", heading)]
            }
        }
    }

    /// The parts of the heading, to be changed.
    pub(crate) fn heading_slots_mut(&mut self) -> Vec<SlotMut<'_>> {
        use SlotMut::{Optional, Required};
        match self {
            Self::Header(header) => {
                vec![Optional(&mut header.prefix), Required(&mut header.title)]
            }
            Self::Phase(phase) => vec![
                Required(&mut phase.word),
                Optional(&mut phase.number),
                Required(&mut phase.name),
            ],
            Self::Task(task) => vec![
                Optional(&mut task.word),
                Optional(&mut task.number),
                Required(&mut task.name),
                Optional(&mut task.state),
            ],
            Self::Example(named) | Self::EdgeCase(named) => {
                vec![Optional(&mut named.word), Required(&mut named.name)]
            }
            Self::Entry(entry) => vec![Required(&mut entry.date), Required(&mut entry.title)],
            other => other
                .as_titled_mut()
                .map(|titled| Required(&mut titled.heading))
                .into_iter()
                .collect(),
        }
    }

    /// Sets the number of `#`, and moves the sections below along.
    pub fn set_level(&mut self, level: u8) {
        let before = std::mem::replace(self.parts_mut().0, level);
        for inner in self.sections_mut().into_iter().flatten() {
            let below = inner.level().saturating_sub(before);
            inner.set_level(level.saturating_add(below).min(6));
        }
    }

    /// Sets the number of `#` of this heading alone.
    pub(crate) fn set_own_level(&mut self, level: u8) {
        *self.parts_mut().0 = level;
    }

    pub(super) fn part_mut(&mut self) -> PartMut<'_> {
        let Parts(_, blocks, sections, _) = self.parts_mut();
        PartMut {
            blocks,
            sections: sections.map_or(&mut [], Vec::as_mut_slice),
        }
    }

    /// The heading, for people.
    pub fn heading(&self) -> String {
        let worded = |word: &Option<Text>, name: &Text| match word {
            Some(word) => format!("{word}: {}", name.on_one_line()),
            None => name.on_one_line(),
        };
        match self {
            Self::Header(header) => worded(&header.prefix, &header.title),
            Self::Phase(phase) => phase.heading(),
            Self::Task(task) => task.heading(),
            Self::Example(named) | Self::EdgeCase(named) => worded(&named.word, &named.name),
            Self::Entry(entry) => entry.heading(),
            other => other
                .as_titled()
                .map(|titled| titled.heading.on_one_line())
                .unwrap_or_default(),
        }
    }

    /// The bytes of the section, heading and sub-sections included, if it was read from a document.
    pub fn span(&self) -> Option<Span> {
        self.origin().span()
    }

    pub(crate) fn origin(&self) -> &Origin {
        self.parts().3
    }
}

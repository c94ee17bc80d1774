//! Where new sections and phases go. What stands in a plan is never moved.

use super::fields::{PartMut, place_of};
use super::{Block, Item, Named, Phase, Plan, Rule, Section};
use crate::template::{FieldName, SectionName};

impl Plan {
    /// The section of this name, wherever it stands: the first under the template's own heading, or else the first.
    pub fn section(&self, name: SectionName) -> Option<&Section> {
        first(&self.sections, name)
    }

    /// The first section of this name, to be changed.
    pub fn section_mut(&mut self, name: SectionName) -> Option<&mut Section> {
        first_mut(&mut self.sections, name)
    }

    /// Puts a section at its place in template order: behind the nearest section that stands before it in the template.
    /// A section that stands in another one (`### Unit Tests`) goes into that, which is made if it is missing. A section
    /// that the template does not name goes to the end, before the Evolution Log.
    ///
    /// ```
    /// use plan_core::Document;
    /// use plan_core::model::Section;
    /// use plan_core::template::SectionName;
    ///
    /// let mut plan = Document::parse("# T\n\n## Overview\n\n## Notes\n\n## Evolution Log\n").plan().clone();
    /// plan.insert_section(Section::new(SectionName::Security));
    /// let headings: Vec<_> = plan.sections.iter().map(Section::heading).collect();
    /// assert_eq!(headings, ["T", "Overview", "Security Considerations", "Notes", "Evolution Log"]);
    /// ```
    pub fn insert_section(&mut self, mut section: Section) {
        let parent = section.name().and_then(SectionName::parent);
        if parent == Some(SectionName::Phases) {
            if let Section::Phase(phase) = section {
                self.add_phase(phase);
            }
            return;
        }
        let outer = match parent {
            Some(SectionName::Phase) => self
                .last_phase_mut()
                .map(|phase| (phase.level, &mut phase.sections)),
            Some(parent) => self.made(parent),
            None => None,
        };
        let (level, sections) = match outer {
            Some((level, sections)) => (level + 1, sections),
            None => (self.top_level(), &mut self.sections),
        };
        if !matches!(section, Section::Header(_)) {
            section.set_level(level_among(sections, section.name()).unwrap_or(level));
        }
        let log = || {
            let log = sections
                .iter()
                .position(|section| matches!(section, Section::EvolutionLog(_)));
            log.unwrap_or(sections.len())
        };
        let at = match section.name() {
            Some(name) => place_of(name, sections, Section::name),
            None => log(),
        };
        sections.insert(at, section);
    }

    /// The phase of this label, as [`Plan::phase_labels`] has them: `1`, `A`, `2~2`.
    pub fn phase_mut(&mut self, label: &str) -> Option<&mut Phase> {
        let labels = self.phase_labels();
        let mut at = labels
            .iter()
            .position(|known| known.eq_ignore_ascii_case(label))?;
        nth_phase(&mut self.sections, &mut at)
    }

    /// Adds a phase behind the last one, with a `---` before it if the other phases are parted by such lines. The first
    /// phase goes below `## Implementation Phases`, which is made if it is missing.
    pub fn add_phase(&mut self, mut phase: Phase) {
        let ruled = self.phases().split_last().is_some_and(|(_, before)| {
            before
                .iter()
                .any(|phase| ends_with_rule(&phase.blocks, &phase.sections))
        });
        if let Some(last) = self.phases().last() {
            phase.level = last.level;
        } else if let Some((level, _)) = self.made(SectionName::Phases) {
            phase.level = level + 1;
        }
        let sections = match last_phase_list(&mut self.sections) {
            Some(list) => list,
            None => match self.made(SectionName::Phases) {
                Some((_, sections)) => sections,
                None => &mut self.sections,
            },
        };
        let at = sections
            .iter()
            .rposition(|section| matches!(section, Section::Phase(_)));
        if let Some(Section::Phase(last)) = at.and_then(|at| sections.get_mut(at))
            && ruled
            && !ends_with_rule(&last.blocks, &last.sections)
        {
            last_blocks(PartMut::from(last)).push(Block::Rule(Rule::default()));
        }
        let at = at.map_or(sections.len(), |at| at + 1);
        sections.insert(at, Section::Phase(phase));
    }

    /// Adds an item below `**Known Risks**:` of `## Dependencies & Blockers`, both made if they are missing.
    pub fn add_risk(&mut self, risk: Item) {
        self.made(SectionName::Dependencies);
        if let Some(Section::Dependencies(titled)) = self.section_mut(SectionName::Dependencies) {
            titled.push_item(FieldName::Risks, risk);
        }
    }

    /// Adds an edge case behind the last one, below `## Edge Cases & Error Handling`, which is made if it is missing.
    pub fn add_edge_case(&mut self, case: Named) {
        self.insert_section(Section::EdgeCase(case));
    }

    /// The sections of the first section of this name, which is made if it is missing, and its level.
    fn made(&mut self, name: SectionName) -> Option<(u8, &mut Vec<Section>)> {
        if self.section(name).is_none() {
            self.insert_section(Section::new(name));
        }
        let section = self.section_mut(name)?;
        Some((section.level(), section.sections_mut()?))
    }

    fn last_phase_mut(&mut self) -> Option<&mut Phase> {
        let mut at = self.phases().len().checked_sub(1)?;
        nth_phase(&mut self.sections, &mut at)
    }

    /// The level of the sections below the title.
    fn top_level(&self) -> u8 {
        let named = |section: &&Section| {
            section
                .name()
                .is_some_and(|name| name.parent().is_none() && name != SectionName::Header)
        };
        self.sections.iter().find(named).map_or(2, Section::level)
    }
}

/// The level of those sections that have this name already.
fn level_among(sections: &[Section], name: Option<SectionName>) -> Option<u8> {
    let same = |section: &&Section| name.is_some() && section.name() == name;
    sections.iter().rfind(same).map(Section::level)
}

fn first(sections: &[Section], name: SectionName) -> Option<&Section> {
    named(sections, name, true).or_else(|| named(sections, name, false))
}

fn named(sections: &[Section], name: SectionName, own: bool) -> Option<&Section> {
    sections.iter().find_map(|section| {
        if is(section, name, own) {
            return Some(section);
        }
        named(section.sections(), name, own)
    })
}

fn first_mut(sections: &mut [Section], name: SectionName) -> Option<&mut Section> {
    let own = named(sections, name, true).is_some();
    named_mut(sections, name, own)
}

fn named_mut(sections: &mut [Section], name: SectionName, own: bool) -> Option<&mut Section> {
    sections.iter_mut().find_map(|section| {
        if is(section, name, own) {
            return Some(section);
        }
        named_mut(section.sections_mut()?, name, own)
    })
}

/// `own` asks for the template's own heading.
fn is(section: &Section, name: SectionName, own: bool) -> bool {
    section.name() == Some(name) && (!own || name.is_headed(&section.heading()))
}

/// The phase that `at` phases stand before.
fn nth_phase<'a>(sections: &'a mut [Section], at: &mut usize) -> Option<&'a mut Phase> {
    sections.iter_mut().find_map(|section| match section {
        Section::Phase(phase) => {
            let found = *at == 0;
            *at = at.wrapping_sub(1);
            found.then_some(phase)
        }
        other => nth_phase(other.sections_mut()?, at),
    })
}

/// The list of sections that the last phase stands in.
fn last_phase_list(sections: &mut Vec<Section>) -> Option<&mut Vec<Section>> {
    let at = sections.iter().rposition(holds_phase)?;
    match sections.get(at) {
        Some(Section::Phase(_)) => Some(sections),
        _ => last_phase_list(sections.get_mut(at)?.sections_mut()?),
    }
}

fn holds_phase(section: &Section) -> bool {
    matches!(section, Section::Phase(_)) || section.sections().iter().any(holds_phase)
}

/// True if the last thing in a section is a `---`.
fn ends_with_rule(blocks: &[Block], sections: &[Section]) -> bool {
    match sections.last() {
        Some(last) => ends_with_rule(last.blocks(), last.sections()),
        None => matches!(blocks.last(), Some(Block::Rule(_))),
    }
}

/// The blocks at the very end of a section.
fn last_blocks(part: PartMut<'_>) -> &mut Vec<Block> {
    let (blocks, sections) = part.into_parts();
    match sections.last_mut().map(Section::part_mut) {
        Some(inner) => last_blocks(inner),
        None => blocks,
    }
}

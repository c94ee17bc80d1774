//! Addresses of boxes and tasks: how a person names one item of a plan.
//!
//! `2.1` is the first task of the phase labelled 2, `2.v1` its first verification item, `2.deliverables.1` the first
//! box below another label of that phase, `testing-strategy.3` the third box of a section. A label that stands a second
//! time gets `~2`. Every address is unique in its document.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Block, Check, Item, Phase, Plan, Section, Task, Text};
use crate::span::Span;
use crate::template::{FieldName, SectionName, folded};

/// The name of one item of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    /// The address as it is typed and printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One item that has an address: every box, and every task whether it has a box or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanItem {
    /// Its address.
    pub address: Address,
    /// Its text, on one line.
    pub text: String,
    /// Its box, if it has one.
    pub check: Option<Check>,
    /// Where it stands, if it was read from a document.
    pub span: Option<Span>,
    /// The position of its phase among all phases, if it stands in one.
    pub phase: Option<usize>,
    /// The section of the template it stands in, outside phases.
    pub section: Option<SectionName>,
    /// What it is in its phase or section.
    pub role: ItemRole,
}

/// What an item with an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemRole {
    /// A task of a phase.
    Task,
    /// A verification item of a phase.
    Verification,
    /// Any other box.
    Other,
}

impl Plan {
    /// Every item that has an address, in document order.
    pub fn items(&self) -> Vec<PlanItem> {
        let mut walk = Walk::default();
        walk.boxes("preamble", None, &self.preamble);
        for section in &self.sections {
            walk.section(section);
        }
        // Slugs of headings are free text, so one may spell like another address.
        let mut seen = HashMap::new();
        for item in &mut walk.items {
            item.address.0 = unique(&mut seen, std::mem::take(&mut item.address.0));
        }
        walk.items
    }

    /// The labels of the phases as addresses use them, in order: `1`, `A`, `2~2`.
    pub fn phase_labels(&self) -> Vec<String> {
        let mut seen = HashMap::new();
        self.phases()
            .into_iter()
            .map(|phase| unique(&mut seen, phase_label(phase)))
            .collect()
    }
}

#[derive(Default)]
struct Walk {
    items: Vec<PlanItem>,
    section: Option<SectionName>,
    phases: usize,
    phase_labels: HashMap<String, usize>,
    section_labels: HashMap<String, usize>,
    counts: HashMap<String, usize>,
}

impl Walk {
    fn section(&mut self, section: &Section) {
        if let Section::Phase(phase) = section {
            self.phase(phase);
            return;
        }
        let slug = match section {
            Section::Header(_) => "header".to_owned(),
            other => slug(&other.heading()),
        };
        let label = unique(&mut self.section_labels, slug);
        self.section = section.name();
        self.boxes(&label, None, section.blocks());
    }

    fn phase(&mut self, phase: &Phase) {
        let label = unique(&mut self.phase_labels, phase_label(phase));
        let index = self.phases;
        self.phases += 1;
        self.phase_blocks(&label, index, &phase.blocks, None);
    }

    /// `within` is the slug of the sub-heading that the blocks stand under.
    fn phase_blocks(&mut self, label: &str, phase: usize, blocks: &[Block], within: Option<&str>) {
        let prefix = format!("{label}.{}", within.unwrap_or("items"));
        for block in blocks {
            match block {
                Block::Tasks(tasks) => {
                    for task in &tasks.tasks {
                        self.task(label, phase, task);
                    }
                    self.boxes(&format!("{label}.tasks"), Some(phase), &tasks.blocks);
                }
                Block::Field(field)
                    if FieldName::of(&field.label) == Some(FieldName::Verification) =>
                {
                    self.verification(label, phase, &field.blocks);
                }
                Block::Field(field) => {
                    let inner = format!("{label}.{}", slug(&field.label));
                    self.boxes(&inner, Some(phase), &field.blocks);
                }
                Block::Section(section)
                    if FieldName::of(&section.heading()) == Some(FieldName::Verification) =>
                {
                    self.verification(label, phase, section.blocks());
                }
                Block::Section(section) => {
                    self.phase_blocks(
                        label,
                        phase,
                        section.blocks(),
                        Some(&slug(&section.heading())),
                    );
                }
                other => self.boxes(&prefix, Some(phase), std::slice::from_ref(other)),
            }
        }
    }

    fn task(&mut self, label: &str, phase: usize, task: &Task) {
        let number = self.next(&format!("{label}.\u{0}task"));
        self.items.push(PlanItem {
            address: Address(format!("{label}.{number}")),
            text: task_text(task),
            check: task.check,
            span: task.span(),
            phase: Some(phase),
            section: self.section,
            role: ItemRole::Task,
        });
        self.boxes(&format!("{label}.tasks"), Some(phase), &task.blocks);
    }

    fn verification(&mut self, label: &str, phase: usize, blocks: &[Block]) {
        self.each_box(blocks, &mut |walk, item, check| {
            let number = walk.next(&format!("{label}.\u{0}v"));
            walk.push(
                format!("{label}.v{number}"),
                Some(phase),
                ItemRole::Verification,
                item,
                check,
            );
        });
    }

    fn boxes(&mut self, prefix: &str, phase: Option<usize>, blocks: &[Block]) {
        self.each_box(blocks, &mut |walk, item, check| {
            let number = walk.next(prefix);
            walk.push(
                format!("{prefix}.{number}"),
                phase,
                ItemRole::Other,
                item,
                check,
            );
        });
    }

    /// Calls `see` for every box in `blocks` in document order; phases met on the way are walked as phases. Depth is
    /// bounded by the parser's nesting limit.
    fn each_box(&mut self, blocks: &[Block], see: &mut dyn FnMut(&mut Self, &Item, Check)) {
        for block in blocks {
            match block {
                Block::List(list) => {
                    for item in &list.items {
                        if let Some(check) = item.check {
                            see(self, item, check);
                        }
                        self.each_box(&item.blocks, see);
                    }
                }
                Block::Field(field) => self.each_box(&field.blocks, see),
                Block::Section(Section::Phase(phase)) => self.phase(phase),
                Block::Section(section) => self.each_box(section.blocks(), see),
                Block::Tasks(_) | Block::Code(_) | Block::Prose(_) | Block::Rule => {}
            }
        }
    }

    fn push(
        &mut self,
        address: String,
        phase: Option<usize>,
        role: ItemRole,
        item: &Item,
        check: Check,
    ) {
        self.items.push(PlanItem {
            address: Address(address),
            text: item.line(),
            check: Some(check),
            span: item.span(),
            phase,
            section: self.section,
            role,
        });
    }

    fn next(&mut self, key: &str) -> usize {
        let count = self.counts.entry(key.to_owned()).or_default();
        *count += 1;
        *count
    }
}

fn task_text(task: &Task) -> String {
    if task.detail.is_empty() {
        task.name.on_one_line()
    } else {
        format!("{} {}", task.name.on_one_line(), task.detail.on_one_line())
    }
}

fn phase_label(phase: &Phase) -> String {
    phase
        .number
        .as_ref()
        .map_or_else(|| slug(&phase.name), Text::to_string)
}

/// `Testing Strategy` as `testing-strategy`.
pub(crate) fn slug(heading: &str) -> String {
    let slug = folded(heading)
        .replace(['(', ')'], "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("-");
    if slug.is_empty() {
        "section".to_owned()
    } else {
        slug
    }
}

/// The label itself the first time, then `label~2`, `label~3`.
fn unique(seen: &mut HashMap<String, usize>, label: String) -> String {
    let count = seen.entry(label.to_lowercase()).or_default();
    *count += 1;
    if *count == 1 {
        label
    } else {
        format!("{label}~{count}")
    }
}

//! Addresses of boxes and tasks: how a person names one item of a plan.
//!
//! `2.1` is the first task of the phase labelled 2, `2.v1` its first verification item, `2.deliverables.1` the first
//! box below another label of that phase, `testing-strategy.3` the third box of a section. A label that stands a second
//! time gets `~2`. Every address is unique in its document.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Block, Check, Phase, Plan, Section, TaskRef, Text};
use crate::span::Span;
use crate::template::{FieldName, SectionName, folded};

/// The name of one item of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    /// The address as it is typed and printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Address {
    fn from(address: &str) -> Self {
        Self(address.to_owned())
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
        walk.plan(self);
        walk.into_items()
    }

    /// The box of an item, to be ticked.
    pub fn check_mut(&mut self, address: &Address) -> Option<&mut Check> {
        let items = self.items();
        let position = items.iter().position(|item| item.address == *address)?;
        items.get(position)?.check?;
        let before = items.iter().take(position);
        let number = before.filter(|item| item.check.is_some()).count();
        self.checks_mut().into_iter().nth(number)
    }

    /// Every box, in document order: that of [`Plan::items`].
    pub(crate) fn checks_mut(&mut self) -> Vec<&mut Check> {
        let mut checks = Vec::new();
        collect(&mut self.preamble, &mut checks);
        for section in &mut self.sections {
            section_checks(section, &mut checks);
        }
        checks
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

/// Is handed a box with the text and the place of its item.
type SeeBox<'a> = dyn FnMut(&mut Walk, String, Option<Span>, Check) + 'a;

#[derive(Default)]
pub(super) struct Walk {
    items: Vec<PlanItem>,
    /// Boxes outside phases only.
    pub no_phases: bool,
    /// What the items say is not asked for.
    no_texts: bool,
    section: Option<SectionName>,
    phases: usize,
    phase_labels: HashMap<String, usize>,
    section_labels: HashMap<String, usize>,
    counts: HashMap<String, usize>,
}

/// A phase that is walked.
struct InPhase<'a> {
    label: &'a str,
    /// Its position among all phases.
    index: usize,
    /// All its tasks.
    tasks: &'a [TaskRef<'a>],
    tasks_seen: usize,
    checks_seen: usize,
}

impl Walk {
    /// For addresses and boxes alone.
    pub fn without_texts() -> Self {
        Self {
            no_texts: true,
            ..Self::default()
        }
    }

    /// Every item, in document order.
    pub fn into_items(mut self) -> Vec<PlanItem> {
        // Slugs of headings are free text, so one may spell like another address.
        let mut seen = HashMap::new();
        for item in &mut self.items {
            item.address.0 = unique(&mut seen, std::mem::take(&mut item.address.0));
        }
        self.items
    }

    pub fn plan(&mut self, plan: &Plan) {
        self.boxes("preamble", None, &plan.preamble);
        for section in &plan.sections {
            self.section(section);
        }
    }

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
        self.subtree(&label, None, section);
    }

    /// The boxes of a section and of those below it, in document order; phases met on the way are walked as phases.
    fn subtree(&mut self, prefix: &str, phase: Option<usize>, section: &Section) {
        self.boxes(prefix, phase, section.blocks());
        for inner in section.sections() {
            match inner {
                Section::Phase(phase) => self.phase(phase),
                other => self.subtree(prefix, phase, other),
            }
        }
    }

    fn phase(&mut self, phase: &Phase) {
        if self.no_phases {
            return;
        }
        let label = unique(&mut self.phase_labels, phase_label(phase));
        self.labelled_phase(&label, phase);
    }

    pub fn labelled_phase(&mut self, label: &str, phase: &Phase) {
        let index = self.phases;
        self.phases += 1;
        let mut inside = InPhase {
            label,
            index,
            tasks: &phase.tasks(),
            tasks_seen: 0,
            checks_seen: 0,
        };
        self.phase_blocks(&mut inside, &phase.blocks, None);
        for section in &phase.sections {
            self.phase_section(&mut inside, section);
        }
    }

    fn phase_section(&mut self, phase: &mut InPhase, section: &Section) {
        match section {
            Section::Task(task) => {
                self.task(phase, TaskRef::Heading(task));
                for inner in &task.sections {
                    let prefix = format!("{}.tasks", phase.label);
                    self.subtree(&prefix, Some(phase.index), inner);
                }
            }
            Section::Verification(titled) => {
                self.verification(phase, &titled.blocks);
                for inner in &titled.sections {
                    self.phase_section(phase, inner);
                }
            }
            other => {
                let within = slug(&other.heading());
                self.phase_blocks(phase, other.blocks(), Some(&within));
                for inner in other.sections() {
                    self.phase_section(phase, inner);
                }
            }
        }
    }

    /// `within` is the slug of the sub-heading that the blocks stand under.
    fn phase_blocks(&mut self, phase: &mut InPhase, blocks: &[Block], within: Option<&str>) {
        for block in blocks {
            match block {
                Block::Tasks(list) => {
                    for task in &list.tasks {
                        self.task(phase, TaskRef::Item(task));
                    }
                }
                Block::Table(table) => {
                    for task in phase.tasks {
                        if let TaskRef::Row(row) = task
                            && std::ptr::eq(row.table, table)
                        {
                            self.task(phase, *task);
                        }
                    }
                }
                Block::Field(field) if field.name() == Some(FieldName::Verification) => {
                    self.verification(phase, &field.blocks);
                }
                Block::Field(field) => {
                    let inner = slug(&field.label);
                    self.phase_blocks(phase, &field.blocks, Some(&inner));
                }
                Block::List(_) => {
                    let prefix = format!("{}.{}", phase.label, within.unwrap_or("items"));
                    self.boxes(&prefix, Some(phase.index), std::slice::from_ref(block));
                }
                Block::Code(_) | Block::Prose(_) | Block::Rule(_) => {}
            }
        }
    }

    fn task(&mut self, phase: &mut InPhase, task: TaskRef) {
        phase.tasks_seen += 1;
        self.items.push(PlanItem {
            address: Address(format!("{}.{}", phase.label, phase.tasks_seen)),
            text: self.text(|| task.line()),
            check: task.check(),
            span: task.span(),
            phase: Some(phase.index),
            section: self.section,
            role: ItemRole::Task,
        });
        if !task.blocks().is_empty() {
            let prefix = format!("{}.tasks", phase.label);
            self.boxes(&prefix, Some(phase.index), task.blocks());
        }
    }

    fn verification(&mut self, phase: &mut InPhase, blocks: &[Block]) {
        self.each_box(blocks, &mut |walk, text, span, check| {
            phase.checks_seen += 1;
            walk.push(
                format!("{}.v{}", phase.label, phase.checks_seen),
                Some(phase.index),
                ItemRole::Verification,
                (text, span),
                check,
            );
        });
    }

    fn boxes(&mut self, prefix: &str, phase: Option<usize>, blocks: &[Block]) {
        self.each_box(blocks, &mut |walk, text, span, check| {
            let number = walk.next(prefix);
            walk.push(
                format!("{prefix}.{number}"),
                phase,
                ItemRole::Other,
                (text, span),
                check,
            );
        });
    }

    /// Calls `see` for every box in `blocks` in document order. Depth is bounded by the parser's nesting limit.
    fn each_box(&mut self, blocks: &[Block], see: &mut SeeBox) {
        for block in blocks {
            match block {
                Block::List(list) => {
                    for item in &list.items {
                        if let Some(check) = item.check {
                            let text = self.text(|| item.line());
                            see(self, text, item.span(), check);
                        }
                        self.each_box(&item.blocks, see);
                    }
                }
                Block::Field(field) => self.each_box(&field.blocks, see),
                Block::Tasks(list) => {
                    for task in &list.tasks {
                        if let Some(check) = task.check {
                            let text = self.text(|| TaskRef::Item(task).line());
                            see(self, text, task.span(), check);
                        }
                        self.each_box(&task.blocks, see);
                    }
                }
                Block::Table(_) | Block::Code(_) | Block::Prose(_) | Block::Rule(_) => {}
            }
        }
    }

    fn push(
        &mut self,
        address: String,
        phase: Option<usize>,
        role: ItemRole,
        (text, span): (String, Option<Span>),
        check: Check,
    ) {
        self.items.push(PlanItem {
            address: Address(address),
            text,
            check: Some(check),
            span,
            phase,
            section: self.section,
            role,
        });
    }

    fn text(&self, read: impl FnOnce() -> String) -> String {
        if self.no_texts { String::new() } else { read() }
    }

    fn next(&mut self, key: &str) -> usize {
        if let Some(count) = self.counts.get_mut(key) {
            *count += 1;
            return *count;
        }
        self.counts.insert(key.to_owned(), 1);
        1
    }
}

fn section_checks<'a>(section: &'a mut Section, checks: &mut Vec<&'a mut Check>) {
    let (blocks, sections) = section.content_mut();
    collect(blocks, checks);
    for inner in sections.into_iter().flatten() {
        section_checks(inner, checks);
    }
}

fn collect<'a>(blocks: &'a mut [Block], checks: &mut Vec<&'a mut Check>) {
    for block in blocks {
        match block {
            Block::Field(field) => collect(&mut field.blocks, checks),
            Block::Tasks(list) => {
                for task in &mut list.tasks {
                    checks.extend(&mut task.check);
                    collect(&mut task.blocks, checks);
                }
            }
            Block::List(list) => {
                for item in &mut list.items {
                    checks.extend(&mut item.check);
                    collect(&mut item.blocks, checks);
                }
            }
            Block::Table(_) | Block::Code(_) | Block::Prose(_) | Block::Rule(_) => {}
        }
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
pub(super) fn unique(seen: &mut HashMap<String, usize>, label: String) -> String {
    let count = seen.entry(label.to_lowercase()).or_default();
    *count += 1;
    if *count == 1 {
        label
    } else {
        format!("{label}~{count}")
    }
}

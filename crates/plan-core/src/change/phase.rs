//! Changes of phases, and of the tasks and verification items in them.

use super::align::{Node, align, is_reordered};
use super::{Change, ChangeKind as Kind, signature};
use crate::model::{Block, Field, Item, Phase, Plan, Section, TaskRef};
use crate::template::{FieldName, folded};

/// The phases of two plans, paired.
pub(super) struct Pairs {
    /// For each old phase the new phase that it is.
    pub matched: Vec<Option<usize>>,
}

/// Adds the changes of phases, tasks and verification items, ticks left out.
pub(super) fn diff(old: &Plan, new: &Plan, changes: &mut Vec<Change>) -> Pairs {
    let (a, b) = (old.phases(), new.phases());
    let (a_labels, b_labels) = (old.phase_labels(), new.phase_labels());
    let matched = align(&phase_nodes(&a), &phase_nodes(&b));
    let label = |labels: &[String], index: usize| labels.get(index).cloned().unwrap_or_default();

    for (from, (phase, to)) in a.iter().zip(&matched).enumerate() {
        let was = label(&a_labels, from);
        let Some((to, now)) = to.and_then(|to| Some((to, b.get(to)?))) else {
            changes.push(
                named(Kind::PhaseRemoved, &was, &phase.name.on_one_line()).from(&phase.heading()),
            );
            continue;
        };
        let is = label(&b_labels, to);
        let at = format!("phase.{is}");
        let (old_name, new_name) = (phase.name.on_one_line(), now.name.on_one_line());
        if phase.number != now.number {
            changes.push(
                Change::new(Kind::PhaseRenumbered, &at, &[&was, &is, &new_name])
                    .from(&was)
                    .to(&is),
            );
        }
        if old_name != new_name {
            let change = Change::new(Kind::PhaseRenamed, &at, &[&is, &old_name, &new_name]);
            changes.push(change.from(&old_name).to(&new_name));
        }
        body(&is, &at, phase, now, changes);
    }
    for (to, phase) in b.iter().enumerate() {
        if !matched.contains(&Some(to)) {
            let change = named(
                Kind::PhaseAdded,
                &label(&b_labels, to),
                &phase.name.on_one_line(),
            );
            changes.push(change.to(&phase.heading()));
        }
    }
    if is_reordered(&matched) {
        let order = b_labels.join(", ");
        changes.push(Change::new(Kind::PhasesReordered, "phases", &[&order]).to(&order));
    }
    let pairs = Pairs { matched };
    tasks(&a, &b, &a_labels, &b_labels, &pairs, changes);
    checks(&a, &b, &a_labels, &b_labels, &pairs, changes);
    pairs
}

fn named(kind: Kind, label: &str, name: &str) -> Change {
    let at = format!("phase.{label}");
    if name.is_empty() {
        Change::new(kind, at, &[label])
    } else {
        Change::new(kind, at, &[label, name])
    }
}

fn phase_nodes(phases: &[&Phase]) -> Vec<Node<'static>> {
    let node = |phase: &&Phase| {
        let name = folded(&phase.name);
        let number = phase
            .number
            .as_ref()
            .map(|number| number.to_lowercase())
            .unwrap_or_default();
        // Equal number alone is the weakest key: phases are renumbered when one is put in between.
        let both = if name.is_empty() {
            String::new()
        } else {
            format!("{number}\u{0}{name}")
        };
        let weakest = if phase.name.is_empty() {
            number
        } else {
            String::new()
        };
        Node::new(0, [both, name, weakest], words_of(phase))
    };
    phases.iter().map(node).collect()
}

fn words_of(phase: &Phase) -> String {
    let mut words = format!("{} {} ", phase.name, phase.name);
    words.push_str(phase.goal().map_or("", |goal| goal));
    for task in phase.tasks() {
        words.push(' ');
        words.push_str(&task.title());
    }
    for item in phase.verification() {
        words.push(' ');
        words.push_str(&item.text);
    }
    words
}

/// A labelled field of a phase.
struct PhaseField {
    key: String,
    label: String,
    value: String,
    /// What stands below it.
    below: String,
}

fn phase_fields(phase: &Phase) -> Vec<PhaseField> {
    let fields = phase.blocks.iter().filter_map(|block| match block {
        Block::Field(field) => Some(field),
        _ => None,
    });
    fields
        .filter(|field| !is_told(field))
        .map(|field| PhaseField {
            key: folded(&field.label),
            label: field.label.on_one_line(),
            value: field.value.on_one_line(),
            below: signature::of_blocks(&field.blocks, None),
        })
        .collect()
}

/// Verification items and tasks are compared one by one.
fn is_told(field: &Field) -> bool {
    matches!(
        field.name(),
        Some(FieldName::Verification | FieldName::Tasks)
    )
}

/// Fields and other text of one phase.
fn body(label: &str, at: &str, old: &Phase, new: &Phase, changes: &mut Vec<Change>) {
    let (before, after) = (phase_fields(old), phase_fields(new));
    let mut told: Vec<&str> = Vec::new();
    for field in before.iter().chain(&after) {
        if told.contains(&field.key.as_str()) {
            continue;
        }
        told.push(&field.key);
        let of = |fields: &'_ [PhaseField]| -> Vec<(String, String)> {
            let same = fields.iter().filter(|other| other.key == field.key);
            same.map(|field| (field.value.clone(), field.below.clone()))
                .collect()
        };
        let (was, is) = (of(&before), of(&after));
        let place = format!("{at}.{}", field.key.replace(' ', "-"));
        let name = field.label.as_str();
        changes.push(match (was.as_slice(), is.as_slice()) {
            (was, is) if was == is => continue,
            ([], _) => Change::new(Kind::PhaseFieldAdded, place, &[label, name]),
            (_, []) => Change::new(Kind::PhaseFieldRemoved, place, &[label, name]),
            // One field on one line, with the same below it: the values are the change.
            ([(from, below)], [(to, still)]) if below == still => {
                Change::new(Kind::PhaseFieldChanged, place, &[label, name, from, to])
                    .from(from)
                    .to(to)
            }
            _ => Change::new(Kind::PhaseFieldChanged, place, &[label, name]),
        });
    }
    if rest(old) != rest(new) {
        changes.push(Change::new(Kind::PhaseTextChanged, at, &[label]));
    }
}

/// What a phase says besides its fields, tasks and verification items.
fn rest(phase: &Phase) -> String {
    let mut out = String::new();
    for block in &phase.blocks {
        match block {
            Block::Field(field) if is_told(field) => {
                out.push_str(&field.value.on_one_line());
                if field.name() == Some(FieldName::Tasks) {
                    untold(&field.blocks, phase, &mut out);
                }
            }
            Block::Field(_) => {}
            other => untold(std::slice::from_ref(other), phase, &mut out),
        }
    }
    for section in &phase.sections {
        rest_of_section(section, phase, &mut out);
    }
    out
}

fn rest_of_section(section: &Section, phase: &Phase, out: &mut String) {
    match section {
        // A task with a heading is compared as a task.
        Section::Task(_) => return,
        Section::Verification(titled) => {
            let lists = |block: &&Block| !matches!(block, Block::List(_));
            for block in titled.blocks.iter().filter(lists) {
                untold(std::slice::from_ref(block), phase, out);
            }
        }
        other => untold(other.blocks(), phase, out),
    }
    for inner in section.sections() {
        rest_of_section(inner, phase, out);
    }
    out.push_str(&section.heading());
}

/// What blocks say that are no tasks.
fn untold(blocks: &[Block], phase: &Phase, out: &mut String) {
    for block in blocks {
        let told = match block {
            Block::Tasks(_) => true,
            Block::Table(table) => phase
                .tasks()
                .iter()
                .any(|task| matches!(task, TaskRef::Row(row) if std::ptr::eq(row.table, table))),
            _ => false,
        };
        if told {
            if let Block::Table(table) = block {
                table
                    .header
                    .cells
                    .iter()
                    .for_each(|cell| out.push_str(cell));
            }
        } else {
            out.push_str(&signature::of_blocks(std::slice::from_ref(block), None));
        }
    }
}

/// A part of a phase with where it stands.
struct Part<'a, T> {
    /// Position of its phase.
    phase: usize,
    /// Group shared with the phase's counterpart in the other plan.
    group: usize,
    label: &'a str,
    /// Position in its phase, from 1.
    number: usize,
    node: T,
}

/// The parts of every phase. Groups are those of the new plan; old phases that are gone get groups of their own.
fn parts<'a, T>(
    phases: &[&'a Phase],
    labels: &'a [String],
    group: impl Fn(usize) -> usize,
    of: impl Fn(&'a Phase) -> Vec<T>,
) -> Vec<Part<'a, T>> {
    let mut parts = Vec::new();
    for (index, phase) in phases.iter().enumerate() {
        let label = labels.get(index).map_or("", String::as_str);
        for (number, node) in of(phase).into_iter().enumerate() {
            parts.push(Part {
                phase: index,
                group: group(index),
                label,
                number: number + 1,
                node,
            });
        }
    }
    parts
}

fn tasks(
    a: &[&Phase],
    b: &[&Phase],
    a_labels: &[String],
    b_labels: &[String],
    pairs: &Pairs,
    changes: &mut Vec<Change>,
) {
    let group = |index: usize| {
        pairs
            .matched
            .get(index)
            .copied()
            .flatten()
            .unwrap_or(b.len() + index)
    };
    let before = parts(a, a_labels, group, Phase::tasks);
    let after = parts(b, b_labels, |index| index, Phase::tasks);
    let node = |part: &Part<'_, TaskRef<'_>>| {
        let title = part.node.title();
        let words = format!("{title} {}", part.node.detail());
        Node::new(part.group, [folded(&title)], words)
    };
    let matched = align(
        &before.iter().map(node).collect::<Vec<_>>(),
        &after.iter().map(node).collect::<Vec<_>>(),
    );
    for (old, to) in before.iter().zip(&matched) {
        let name = old.node.title();
        let Some(new) = to.and_then(|to| after.get(to)) else {
            // The tasks of a phase that is gone went with it.
            if old.group < b.len() {
                let at = format!("{}.{}", old.label, old.number);
                changes.push(Change::new(Kind::TaskRemoved, at, &[old.label, &name]).from(&name));
            }
            continue;
        };
        let at = format!("{}.{}", new.label, new.number);
        let now = new.node.title();
        if old.group != new.group {
            let change = Change::new(Kind::TaskMoved, &at, &[old.label, new.label, &now]);
            changes.push(change.from(old.label).to(new.label));
        }
        if name != now {
            changes.push(
                Change::new(Kind::TaskRenamed, &at, &[new.label, &name, &now])
                    .from(&name)
                    .to(&now),
            );
        }
        if signature::of_task_body(old.node) != signature::of_task_body(new.node) {
            changes.push(Change::new(Kind::TaskChanged, &at, &[new.label, &now]));
        }
    }
    for (to, new) in after.iter().enumerate() {
        let in_new_phase = !pairs.matched.contains(&Some(new.phase));
        if !matched.contains(&Some(to)) && !in_new_phase {
            let name = new.node.title();
            let at = format!("{}.{}", new.label, new.number);
            changes.push(Change::new(Kind::TaskAdded, at, &[new.label, &name]).to(&name));
        }
    }
    reordered(Kind::TasksReordered, &before, &after, &matched, changes);
}

fn checks(
    a: &[&Phase],
    b: &[&Phase],
    a_labels: &[String],
    b_labels: &[String],
    pairs: &Pairs,
    changes: &mut Vec<Change>,
) {
    let group = |index: usize| {
        pairs
            .matched
            .get(index)
            .copied()
            .flatten()
            .unwrap_or(b.len() + index)
    };
    let before = parts(a, a_labels, group, Phase::verification);
    let after = parts(b, b_labels, |index| index, Phase::verification);
    let node = |part: &Part<'_, &Item>| {
        let line = part.node.line();
        Node::new(part.group, [folded(&line)], line)
    };
    let matched = align(
        &before.iter().map(node).collect::<Vec<_>>(),
        &after.iter().map(node).collect::<Vec<_>>(),
    );
    for (old, to) in before.iter().zip(&matched) {
        let line = old.node.line();
        match to.and_then(|to| after.get(to)) {
            None if old.group < b.len() => {
                let at = format!("{}.v{}", old.label, old.number);
                changes.push(Change::new(Kind::CheckRemoved, at, &[old.label, &line]).from(&line));
            }
            None => {}
            Some(new) if signature::of_item(old.node) != signature::of_item(new.node) => {
                let (at, now) = (format!("{}.v{}", new.label, new.number), new.node.line());
                let change = Change::new(Kind::CheckReworded, at, &[new.label, &line, &now]);
                changes.push(change.from(&line).to(&now));
            }
            Some(_) => {}
        }
    }
    for (to, new) in after.iter().enumerate() {
        if !matched.contains(&Some(to)) && pairs.matched.contains(&Some(new.phase)) {
            let line = new.node.line();
            let at = format!("{}.v{}", new.label, new.number);
            changes.push(Change::new(Kind::CheckAdded, at, &[new.label, &line]).to(&line));
        }
    }
    reordered(Kind::ChecksReordered, &before, &after, &matched, changes);
}

/// One change for each phase whose kept parts stand in another order.
fn reordered<T>(
    kind: Kind,
    before: &[Part<'_, T>],
    after: &[Part<'_, T>],
    matched: &[Option<usize>],
    changes: &mut Vec<Change>,
) {
    let mut told: Option<usize> = None;
    for old in before {
        if told == Some(old.group) {
            continue;
        }
        told = Some(old.group);
        let kept: Vec<Option<usize>> = before
            .iter()
            .zip(matched)
            .filter(|(part, _)| part.group == old.group)
            .map(|(_, to)| to.filter(|to| after.get(*to).is_some_and(|new| new.group == old.group)))
            .collect();
        if is_reordered(&kept)
            && let Some(new) = kept.iter().flatten().next().and_then(|to| after.get(*to))
        {
            changes.push(Change::new(
                kind,
                format!("phase.{}", new.label),
                &[new.label],
            ));
        }
    }
}

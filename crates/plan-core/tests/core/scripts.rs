//! A diff is no longer than what was done: a script of `n` edits is told in at most `2 n` changes.

use std::fmt::Write as _;

use plan_core::model::{Block, Field, Item, Phase, Section, Task, Tasks, Text, Titled};
use plan_core::template::FieldName;
use plan_core::{Class, Document, Plan, apply, diff};
use proptest::prelude::*;

use crate::documents::cases;
use crate::mutate::{Nodes, each_list};

/// Words that stand nowhere else, so that no two things are alike by accident.
#[derive(Default)]
struct Words(usize);

impl Words {
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo",
            "wu", "za",
        ];
        self.0 += 1;
        let mut rest = self.0 * 2741 % 65536;
        let mut word = String::new();
        for _ in 0..4 {
            word.push_str(SYLLABLES[rest % 16]);
            rest /= 16;
        }
        word
    }

    fn some(&mut self, count: usize) -> String {
        let words: Vec<_> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    fn item(&mut self) -> String {
        self.some(4)
    }
}

/// How many of each there are: numbers of a handful of choices.
type Shape = Vec<(usize, usize, usize)>;

fn plan(words: &mut Words, phases: &Shape, items: usize) -> String {
    let mut out = format!("# Implementation Plan: {}\n\n", words.item());
    out +=
        "**Date**: 2026-01-02\n**Status**: Draft\n**Estimated Complexity**: Low\n\n## Overview\n\n";
    write!(out, "**Goal**: {}\n\n**Success Criteria**:\n", words.item()).unwrap();
    list(&mut out, words, items, "- ");
    out += "\n## Implementation Phases\n";
    for (number, (tasks, checks, deliverables)) in phases.iter().enumerate() {
        let (name, goal) = (words.some(3), words.item());
        write!(
            out,
            "\n### Phase {}: {name}\n\n**Goal**: {goal}\n",
            number + 1
        )
        .unwrap();
        if *tasks > 0 {
            out += "\n**Tasks**:\n";
            for task in 1..=*tasks {
                let (name, text) = (words.item(), words.item());
                writeln!(out, "{task}. **{name}**\n   - Description: {text}").unwrap();
            }
        }
        if *deliverables > 0 {
            out += "\n**Deliverables**:\n";
            list(&mut out, words, *deliverables, "- ");
        }
        if *checks > 0 {
            out += "\n**Verification**:\n";
            list(&mut out, words, *checks, "- [ ] ");
        }
    }
    out += "\n## Edge Cases & Error Handling\n";
    for _ in 0..items {
        let (name, solution) = (words.item(), words.item());
        write!(out, "\n### Edge Case: {name}\n\n**Solution**: {solution}\n").unwrap();
    }
    out += "\n## Security Considerations\n\n";
    list(&mut out, words, items, "- ");
    out += "\n## Dependencies & Blockers\n\n**Known Risks**:\n";
    list(&mut out, words, items, "- ");
    for _ in 0..2 {
        write!(out, "\n## {}\n\n{}\n\n", words.some(2), words.some(8)).unwrap();
        list(&mut out, words, items, "- ");
    }
    out + "\n## Evolution Log\n\n### 2026-01-02 - Initial Plan\nCreated\n"
}

fn list(out: &mut String, words: &mut Words, count: usize, lead: &str) {
    for _ in 0..count {
        writeln!(out, "{lead}{}", words.item()).unwrap();
    }
}

/// Lists that hold items of one kind: tasks, items with boxes, other items.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Tasks,
    Boxes,
    Items,
}

fn sort(nodes: &Nodes<'_>) -> Option<Sort> {
    match nodes {
        Nodes::Tasks(_) => Some(Sort::Tasks),
        Nodes::Items(items) if items.iter().any(|item| item.label.is_some()) => None,
        Nodes::Items(items) if items.iter().any(|item| item.check.is_some()) => Some(Sort::Boxes),
        Nodes::Items(_) => Some(Sort::Items),
        _ => None,
    }
}

fn sorts(plan: &mut Plan) -> Vec<Sort> {
    let mut sorts = Vec::new();
    each_list(plan, &mut |nodes| sorts.extend(sort(&nodes)));
    sorts
}

/// One of the lists of things, by its number.
fn with_list(plan: &mut Plan, number: usize, see: &mut dyn FnMut(Nodes<'_>)) {
    let mut seen = 0;
    each_list(plan, &mut |nodes| {
        if sort(&nodes).is_some() {
            if seen == number {
                see(nodes);
            }
            seen += 1;
        }
    });
}

/// What a list held.
enum Held {
    Task(Task),
    Item(Item),
}

fn text(nodes: Nodes<'_>, at: usize, change: &mut dyn FnMut(&mut Text)) {
    match nodes {
        Nodes::Tasks(list) => {
            let at = at % list.len();
            change(&mut list[at].name);
        }
        Nodes::Items(list) => {
            let at = at % list.len();
            change(&mut list[at].text);
        }
        _ => {}
    }
}

fn put(nodes: Nodes<'_>, at: usize, held: &Held) {
    match (nodes, held) {
        (Nodes::Tasks(list), Held::Task(task)) => list.insert(at % (list.len() + 1), task.clone()),
        (Nodes::Items(list), Held::Item(item)) => list.insert(at % (list.len() + 1), item.clone()),
        _ => {}
    }
}

/// Takes one out; a list without items has no form.
fn take(nodes: Nodes<'_>, at: usize) -> Option<Held> {
    match nodes {
        Nodes::Tasks(list) if list.len() > 1 => Some(Held::Task(list.remove(at % list.len()))),
        Nodes::Items(list) if list.len() > 1 => Some(Held::Item(list.remove(at % list.len()))),
        _ => None,
    }
}

type Edit = (u8, prop::sample::Index, prop::sample::Index);

fn edit(plan: &mut Plan, words: &mut Words, (what, which, how): &Edit) {
    let sorts = sorts(plan);
    if sorts.is_empty() {
        return;
    }
    let (number, at) = (which.index(sorts.len()), how.index(64));
    match what % 14 {
        0 => {
            let items = plan.items();
            let boxes: Vec<_> = items.iter().filter(|item| item.check.is_some()).collect();
            if !boxes.is_empty() {
                let address = boxes[which.index(boxes.len())].address.clone();
                let check = plan.check_mut(&address).unwrap();
                check.done = !check.done;
            }
        }
        // Half of the words stay.
        1 => with_list(plan, number, &mut |nodes| {
            text(nodes, at, &mut |text| {
                let old: Vec<&str> = text.split_whitespace().collect();
                let kept = old[..old.len().div_ceil(2)].join(" ");
                *text = format!("{kept} {}", words.some(old.len() / 2))
                    .trim()
                    .into();
            });
        }),
        2 => with_list(plan, number, &mut |nodes| {
            text(nodes, at, &mut |text| *text = words.item().into());
        }),
        3 => {
            let held = match sorts[number] {
                Sort::Tasks => Held::Task(Task::new(words.item())),
                Sort::Boxes => Held::Item(Item::open(words.item())),
                Sort::Items => Held::Item(Item::new(words.item())),
            };
            with_list(plan, number, &mut |nodes| put(nodes, at, &held));
        }
        4 => with_list(plan, number, &mut |nodes| drop(take(nodes, at))),
        5 => {
            // To another phase, or another list of the same sort.
            let others: Vec<usize> = (0..sorts.len())
                .filter(|other| *other != number && sorts[*other] == sorts[number])
                .collect();
            if let Some(other) = others.get(at % others.len().max(1)) {
                let mut held = None;
                with_list(plan, number, &mut |nodes| held = take(nodes, at));
                if let Some(held) = held {
                    with_list(plan, *other, &mut |nodes| put(nodes, at, &held));
                }
            }
        }
        6 => with_list(plan, number, &mut |nodes| match nodes {
            Nodes::Tasks(list) if list.len() > 1 => {
                let at = at % (list.len() - 1);
                list.swap(at, at + 1);
            }
            Nodes::Items(list) if list.len() > 1 => {
                let at = at % (list.len() - 1);
                list.swap(at, at + 1);
            }
            _ => {}
        }),
        7 => of_phases(plan, which, &mut |phases, at| {
            if let Section::Phase(phase) = &mut phases[at] {
                phase.name = words.some(3).into();
            }
        }),
        8 => {
            let number = plan.phases().len() + 1;
            let mut phase = Phase::new(number.to_string(), words.some(3));
            phase
                .blocks
                .push(Block::Field(Field::labelled("Goal", words.item())));
            let tasks = Tasks::numbered([Task::new(words.item())]);
            phase.blocks.push(Block::Field(
                Field::labelled("Tasks", "").with_blocks(vec![Block::Tasks(tasks)]),
            ));
            phase.push_check(Item::open(words.item()));
            plan.add_phase(phase);
        }
        9 => of_phases(plan, which, &mut |phases, at| drop(phases.remove(at))),
        10 => {
            const STATES: [&str; 4] = ["Draft", "Ready", "In Progress", "Completed"];
            if let Some(Section::Header(header)) = plan.sections.first_mut() {
                header.set_field(FieldName::Status, STATES[at % 4]);
            }
        }
        11 => of_phases(plan, which, &mut |phases, at| {
            if let Section::Phase(phase) = &mut phases[at] {
                phase.set_field(FieldName::Goal, words.item());
            }
        }),
        12 => {
            let section = Section::Other(Titled::new(2, words.some(2)));
            plan.insert_section(section.with_blocks(vec![Block::prose(words.some(8))]));
        }
        _ => {
            let mut others: Vec<&mut Titled> = plan
                .sections
                .iter_mut()
                .filter_map(|section| match section {
                    Section::Other(titled) => Some(titled),
                    _ => None,
                })
                .collect();
            if !others.is_empty() {
                let at = at % others.len();
                others[at].heading = words.some(2).into();
            }
        }
    }
}

fn of_phases(
    plan: &mut Plan,
    which: &prop::sample::Index,
    see: &mut dyn FnMut(&mut Vec<Section>, usize),
) {
    let phases = plan
        .sections
        .iter_mut()
        .find(|section| matches!(section, Section::Phases(_)));
    if let Some(list) = phases.and_then(Section::sections_mut)
        && !list.is_empty()
    {
        let at = which.index(list.len());
        see(list, at);
    }
}

fn shapes() -> impl Strategy<Value = Shape> {
    prop::collection::vec((0_usize..5, 0_usize..5, 0_usize..4), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: (cases().cases / 5).max(1), ..cases() })]

    #[test]
    fn n_edits_are_told_in_two_n_changes(
        phases in shapes(),
        items in 1_usize..5,
        script in prop::collection::vec(any::<Edit>(), 1..9),
    ) {
        let mut words = Words::default();
        let old = Document::parse(plan(&mut words, &phases, items));
        let mut new = Document::parse(old.as_str());
        let mut edits = 0;
        let mut told = String::new();
        for step in &script {
            let mut wanted = new.plan().clone();
            edit(&mut wanted, &mut words, step);
            if wanted == *new.plan() {
                continue;
            }
            if let Ok(written) = new.update(&wanted) {
                edits += 1;
                writeln!(told, "edit {}", step.0 % 14).unwrap();
                new = written;
            }
        }
        let changes = diff(&old, &new);
        let counted: Vec<String> = changes
            .iter()
            .filter(|change| change.class() != Class::Cosmetic)
            .map(|change| format!("{} {}: {}", change.kind.name(), change.at, change.summary()))
            .collect();
        prop_assert!(
            counted.len() <= 2 * edits,
            "{} changes of {edits} edits\n{told}{}\n\n{}\n----\n{}",
            counted.len(),
            counted.join("\n"),
            old.as_str(),
            new.as_str()
        );
        prop_assert_eq!(apply(old.plan(), &changes).unwrap(), new.plan().clone());
    }
}

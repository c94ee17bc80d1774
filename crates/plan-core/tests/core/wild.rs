//! Forms of the wild as data: each line of `forms.tsv` is an area, an input and how it is read.
//!
//! The lines come from a study of 1 900 real plan files; `docs/format.md` says the same in prose. `-` is not recognised.
//! `\n` stands for a line ending.

use std::fmt::Write as _;

use plan_core::model::{Block, Section, TaskRef};
use plan_core::template::{FieldName, SectionName, TaskColumn, Vocabulary};
use plan_core::{Document, Plan, Status};

#[test]
fn every_form_is_read_as_the_table_says() {
    let table = include_str!("forms.tsv");
    let mut wrong = String::new();
    let mut lines = 0;
    for (number, line) in table.lines().enumerate().skip(1) {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        let (area, input, expected) = (cell(), cell(), cell());
        let found = read(area, &input.replace("\\n", "\n"));
        lines += 1;
        if found != expected {
            let line = number + 1;
            writeln!(
                wrong,
                "forms.tsv:{line} {area} `{input}`\n  expected: {expected}\n  found:    {found}"
            )
            .unwrap();
        }
    }
    assert!(lines > 300, "only {lines} lines");
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn read(area: &str, input: &str) -> String {
    let none = || "-".to_owned();
    match area.split_once('/') {
        None => match area {
            "section" => below(&format!("# T\n\n{input}\n\ntext\n"), None).unwrap_or_else(none),
            "status" => status(Status::read(input)),
            "phase" => phase(&titled(input)),
            "task" => task(&if input.starts_with('#') {
                titled(input)
            } else {
                format!("# T\n\n## Phase 1: x\n\n{input}\n")
            }),
            "document" => document(input),
            other => panic!("no area `{other}`"),
        },
        Some(("sub", parent)) => {
            let (head, place) = place(parent);
            below(&format!("# T\n\n{head}\n\n{input}\n"), Some(place)).unwrap_or_else(none)
        }
        Some(("label", parent)) => label(parent, input),
        Some(("status", "front-matter")) => {
            let document = Document::parse(format!("---\nstatus: {input}\n---\n# T\n"));
            status(document.plan().status())
        }
        Some(("phase", "in-container")) => {
            phase(&format!("# T\n\n## Implementation Phases\n\n{input}\n"))
        }
        Some(("task", "in-tasks-block")) if input.starts_with('#') => {
            task(&format!("# T\n\n## Tasks\n\n{input}\n"))
        }
        Some(("task", "in-tasks-block")) => {
            task(&format!("# T\n\n## Phase 1: x\n\n### Tasks\n\n{input}\n"))
        }
        Some(("task", "column")) => TaskColumn::of(input).map_or_else(none, |column| {
            let name = format!("{column:?}");
            match column {
                TaskColumn::ExternalId => "external-id".to_owned(),
                TaskColumn::EdgeCases => "edge-cases".to_owned(),
                _ => name.to_lowercase(),
            }
        }),
        Some(_) => panic!("no area `{area}`"),
    }
}

fn titled(input: &str) -> String {
    if input.starts_with("# ") {
        format!("{input}\n")
    } else {
        format!("# T\n\n{input}\n")
    }
}

/// The headings that lead to a place, and its name.
fn place(name: &str) -> (&'static str, SectionName) {
    use SectionName as S;
    match name {
        "header" => ("", S::Header),
        "overview" => ("## Overview", S::Overview),
        "phase" => ("## Phase 1: x", S::Phase),
        "code_examples" => ("## Code Examples", S::CodeExamples),
        "example" => ("## Code Examples\n\n### Example: x", S::Example),
        "data_models" => ("## Data Models", S::DataModels),
        "database" => ("## Data Models\n\n### Database Changes", S::DatabaseChanges),
        "api" => ("## Data Models\n\n### API Contracts", S::ApiContracts),
        "integration" => ("## Integration Points", S::Integration),
        "dependency" => (
            "## Integration Points\n\n### External Dependencies",
            S::ExternalDependencies,
        ),
        "edge_cases" => ("## Edge Cases", S::EdgeCases),
        "edge" => ("## Edge Cases\n\n### Edge Case: x", S::EdgeCase),
        "testing" => ("## Testing Strategy", S::Testing),
        "monitoring" => ("## Monitoring", S::Monitoring),
        "rollback" => ("## Rollback", S::Rollback),
        "blockers" => ("## Dependencies & Blockers", S::Dependencies),
        "documentation" => ("## Documentation", S::Documentation),
        "post" => ("## Post-Implementation", S::PostImplementation),
        other => panic!("no place `{other}`"),
    }
}

/// The innermost section, by its name, or by the field that its heading names there.
fn below(text: &str, place: Option<SectionName>) -> Option<String> {
    let document = Document::parse(text);
    let mut last = document.plan().sections.last()?;
    if place.is_some() {
        last = last.sections().last()?;
    }
    let field = || {
        let name = Vocabulary::default().field(&last.heading(), Some(place?))?;
        Some(format!("field {}", kebab(name)))
    };
    last.name()
        .map(|name| name.name().to_owned())
        .or_else(field)
}

fn kebab(name: FieldName) -> String {
    serde_json::to_value(name)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn label(parent: &str, input: &str) -> String {
    let text = match parent {
        "task" => format!("# T\n\n## Phase 1: x\n\n**Tasks**:\n1. **y**\n   {input}\n"),
        _ => format!("# T\n\n{}\n\n{input}\n", place(parent).0),
    };
    let document = Document::parse(text);
    let plan = document.plan();
    let blocks: &[Block] = match parent {
        "task" => plan.phases()[0].tasks()[0].blocks(),
        _ => {
            let mut section = plan.sections.last().unwrap();
            while let Some(inner) = section.sections().last() {
                section = inner;
            }
            section.blocks()
        }
    };
    let name = blocks.iter().find_map(|block| match block {
        Block::Field(field) => field.name(),
        Block::List(list) => list.items.iter().find_map(|item| item.name()),
        _ => None,
    });
    name.map_or_else(|| "-".to_owned(), kebab)
}

fn status(status: Option<Status>) -> String {
    let Some(status) = status.filter(|status| !status.is_unfilled()) else {
        return "unfilled".to_owned();
    };
    let mut out = format!("{}; head={}", status.kind.name(), status.head());
    if let Some(tail) = status.tail() {
        write!(out, "; note={tail}").unwrap();
    }
    if let Some(date) = status.date() {
        write!(out, "; date={date}").unwrap();
    }
    if let Some(percent) = status.percent() {
        write!(out, "; percent={percent}").unwrap();
    }
    out
}

fn phase(text: &str) -> String {
    let document = Document::parse(text);
    let phases = document.plan().phases();
    let Some(phase) = phases.first() else {
        return "-".to_owned();
    };
    let number = phase.number.as_ref().map_or("", |number| number.as_str());
    let mut out = format!("number={number}; name={}", phase.name);
    if let Some(mark) = phase.mark() {
        write!(out, "; mark={}", mark.name()).unwrap();
    }
    out
}

fn task(text: &str) -> String {
    let document = Document::parse(text);
    let Some(task) = tasks(document.plan()).into_iter().next() else {
        return "-".to_owned();
    };
    let form = match task {
        TaskRef::Item(item) if item.check.is_some() => "box",
        TaskRef::Item(_) => "item",
        TaskRef::Heading(_) => "heading",
        TaskRef::Row(_) => "row",
    };
    let done = if task.is_done() { "yes" } else { "no" };
    format!(
        "form={form}; id={}; name={}; done={done}",
        task.number().unwrap_or_default(),
        task.name()
    )
}

/// Every task, in phases and outside them.
fn tasks(plan: &Plan) -> Vec<TaskRef<'_>> {
    fn outside<'a>(section: &'a Section, out: &mut Vec<TaskRef<'a>>) {
        match section {
            Section::Task(task) => out.push(TaskRef::Heading(task)),
            Section::Phase(phase) => out.extend(phase.tasks()),
            other => other
                .sections()
                .iter()
                .for_each(|inner| outside(inner, out)),
        }
    }
    let mut out = Vec::new();
    plan.sections
        .iter()
        .for_each(|section| outside(section, &mut out));
    out
}

fn document(text: &str) -> String {
    let document = Document::parse(text);
    let plan = document.plan();
    let progress = plan.progress();
    let status = plan
        .status()
        .map_or("none".to_owned(), |status| status.text);
    let date = plan
        .field(FieldName::Date)
        .map_or("none", |date| date.as_str());
    let phase = plan
        .phases()
        .first()
        .and_then(|phase| phase.field(FieldName::Status));
    format!(
        "status={status}; date={date}; phases={}; phase-status={}; boxes={}; progress={}/{}; entries={}",
        plan.phases().len(),
        phase.map_or("none", |status| status.as_str()),
        plan.items()
            .iter()
            .filter(|item| item.check.is_some())
            .count(),
        progress.done,
        progress.total,
        plan.log_entries().len(),
    )
}

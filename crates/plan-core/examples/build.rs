//! Builds a plan in memory and prints it as Markdown: `cargo run -p plan-core --example build`.

#![allow(clippy::print_stdout)]

use plan_core::model::{
    Block, Field, Header, Item, List, Named, Phase, Plan, Section, Task, Tasks,
};
use plan_core::template::{FieldName, SectionName};
use plan_core::{Document, WriteError};

fn main() -> Result<(), WriteError> {
    let text = plan().to_markdown()?;
    // What was written reads back as what was built.
    assert_eq!(Document::parse(text.as_str()).plan(), &plan());
    print!("{text}");
    Ok(())
}

fn plan() -> Plan {
    let mut header = Header::new("Metrics cache");
    header.blocks = vec![
        field(FieldName::Date, "2026-01-02"),
        field(FieldName::Status, "Draft"),
    ];
    let goal = field(
        FieldName::Goal,
        "Answer the dashboard's questions from memory",
    );
    let overview = Section::new(SectionName::Overview).with_blocks(vec![goal]);

    let mut parse = Task::new("Read the metrics");
    parse.blocks.push(Block::List(List::bullets([
        Item::labelled("Description", "From the database, once a minute"),
        Item::labelled("Acceptance", "A test reads a thousand rows"),
    ])));
    let tasks = Block::Tasks(Tasks::numbered([parse, Task::new("Keep them")]));
    let checks = Block::List(List::bullets([Item::open("The dashboard is fast")]));
    let mut phase = Phase::new("1", "Foundation");
    phase.blocks = vec![
        Block::Field(Field::new(FieldName::Tasks, "").with_blocks(vec![tasks])),
        Block::Field(Field::new(FieldName::Verification, "").with_blocks(vec![checks])),
    ];
    let mut phases = Section::new(SectionName::Phases);
    phases
        .sections_mut()
        .into_iter()
        .for_each(|list| list.push(Section::Phase(phase.clone())));

    let mut case = Named::edge_case("The database is away");
    case.blocks = vec![
        field(
            FieldName::Solution,
            "Serve what is there, and say how old it is",
        ),
        field(FieldName::Phase, "Phase 1"),
    ];
    let mut cases = Section::new(SectionName::EdgeCases);
    cases
        .sections_mut()
        .into_iter()
        .for_each(|list| list.push(Section::EdgeCase(case.clone())));

    let mut plan = Plan::default();
    plan.sections = vec![Section::Header(header), overview, phases, cases];
    plan
}

fn field(name: FieldName, value: &str) -> Block {
    Block::Field(Field::new(name, value))
}

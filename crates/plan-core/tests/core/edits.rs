//! Changes of a plan as people see them: given / change / produces. Every case runs with each line ending.

use plan_core::model::{
    Block, Check, Field, FrontMatter, Item, List, LogEntry, Named, Phase, Row, Rule, Section, Task,
    Tasks, Titled,
};
use plan_core::{Document, Plan, WriteError};

#[track_caller]
fn produces(given: &str, change: impl Fn(&mut Plan), expect: &str) {
    for eol in endings(given) {
        let (given, expect) = (given.replace('\n', eol), expect.replace('\n', eol));
        let document = Document::parse(given.as_str());
        let mut plan = document.plan().clone();
        change(&mut plan);
        let written = document.update(&plan).map(|new| new.as_str().to_owned());
        assert_eq!(written.as_deref(), Ok(expect.as_str()), "{eol:?}");
        // The same plan without origins, as another program gives it back.
        let json = serde_json::to_string(&plan).unwrap();
        let plan: Plan = serde_json::from_str(&json).unwrap();
        let document = Document::parse(given.as_str());
        assert_eq!(document.update(&plan).unwrap().plan(), &plan, "{eol:?}");
    }
}

/// The parser does not end the lines of code at a lone CR, and an empty text has no line ending.
fn endings(given: &str) -> &'static [&'static str] {
    match given {
        "" => &["\n"],
        given if given.contains("```") => &["\n", "\r\n"],
        _ => &["\n", "\r\n", "\r"],
    }
}

#[track_caller]
fn refused(given: &str, change: impl Fn(&mut Plan)) -> String {
    let document = Document::parse(given);
    let mut plan = document.plan().clone();
    change(&mut plan);
    match document.update(&plan) {
        Err(error @ WriteError::NotRepresentable { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

fn phases(plan: &mut Plan) -> &mut Vec<Section> {
    let phases = plan
        .sections
        .iter_mut()
        .find(|section| matches!(section, Section::Phases(_)));
    phases.unwrap().sections_mut().unwrap()
}

fn phase(plan: &mut Plan, number: usize) -> &mut Phase {
    match &mut phases(plan)[number] {
        Section::Phase(phase) => phase,
        other => panic!("{other:?}"),
    }
}

fn field(blocks: &mut [Block], label: &str) -> Field {
    let found = blocks.iter().find_map(|block| match block {
        Block::Field(field) if *field.label == *label => Some(field.clone()),
        _ => None,
    });
    found.unwrap()
}

fn tasks(phase: &mut Phase) -> &mut Vec<Task> {
    phase
        .blocks
        .iter_mut()
        .find_map(|block| match block {
            Block::Field(field) => field.blocks.iter_mut().find_map(|block| match block {
                Block::Tasks(tasks) => Some(&mut tasks.tasks),
                _ => None,
            }),
            _ => None,
        })
        .unwrap()
}

fn items(blocks: &mut [Block]) -> &mut Vec<Item> {
    blocks
        .iter_mut()
        .find_map(|block| match block {
            Block::List(list) => Some(&mut list.items),
            Block::Field(field) => field.blocks.iter_mut().find_map(|block| match block {
                Block::List(list) => Some(&mut list.items),
                _ => None,
            }),
            _ => None,
        })
        .unwrap()
}

const PLAN: &str = "\
# Implementation Plan: X

**Date:** 2026-01-02
**Status:** Draft

## Implementation Phases

### Phase 1: One

**Goal:** a

**Tasks:**
1. **A**
   - Description: x

2. **B**
   - Description: y

---

### Phase 2: Two

**Tasks:**
1. **C**

**Verification:**
* [ ] v
* [x] w

## Evolution Log

### 2026-01-02 - Initial Plan
Created
";

#[test]
fn phases_change_places_with_all_their_lines() {
    let given = "# T\n\n## Phases\n\n### Phase 1: One\n\ntext  \n\n### Phase 2: Two\n\n*  [ ] odd\n\n## End\n";
    produces(
        given,
        |plan| phases(plan).swap(0, 1),
        "# T\n\n## Phases\n\n### Phase 2: Two\n\n*  [ ] odd\n\n### Phase 1: One\n\ntext  \n\n## End\n",
    );
}

#[test]
fn a_new_phase_takes_the_label_style_of_the_document() {
    produces(
        PLAN,
        |plan| {
            let mut phase = Phase::new("3", "Three");
            phase.blocks.push(Block::Field(Field::labelled("Goal", "c")));
            let mut task = Task::new("D");
            task.blocks.push(Block::List(List::bullets([Item::labelled("Description", "z")])));
            phase.blocks.push(Block::Field(
                Field::labelled("Tasks", "").with_blocks(vec![Block::Tasks(Tasks::numbered([
                    task,
                    Task::new("E"),
                ]))]),
            ));
            phases(plan).push(Section::Phase(phase));
        },
        &PLAN.replace(
            "* [x] w\n",
            "* [x] w\n\n### Phase 3: Three\n\n**Goal:** c\n\n**Tasks:**\n1. **D**\n   - Description: z\n\n2. **E**\n",
        ),
    );
}

#[test]
fn a_task_moves_to_another_phase_under_another_name() {
    produces(
        PLAN,
        |plan| {
            let mut task = tasks(phase(plan, 0)).remove(0);
            task.name = "A, later".into();
            tasks(phase(plan, 1)).push(task);
        },
        &PLAN
            .replace("1. **A**\n   - Description: x\n\n2. **B**", "1. **B**")
            .replace(
                "1. **C**\n",
                "1. **C**\n2. **A, later**\n   - Description: x\n",
            ),
    );
}

#[test]
fn tasks_come_at_both_ends_and_between() {
    produces(
        PLAN,
        |plan| {
            let tasks = tasks(phase(plan, 0));
            tasks.insert(0, Task::new("first"));
            tasks.insert(2, Task::new("between"));
            tasks.push(Task::new("last"));
        },
        &PLAN
            .replace("1. **A**", "1. **first**\n\n1. **A**")
            .replace("2. **B**", "2. **between**\n\n2. **B**")
            .replace("Description: y\n", "Description: y\n\n3. **last**\n"),
    );
}

#[test]
fn a_box_and_a_label_come_and_go() {
    produces(
        "# T\n\n- [ ] a\n- **L**: b\n- c\n",
        |plan| {
            let items = items(plan.sections[0].blocks_mut());
            items[0].check = None;
            items[1].label = None;
            items[2].check = Some(Check::from(true));
            items[2].label = Some("K".into());
        },
        "# T\n\n- a\n- b\n- [x] **K**: c\n",
    );
}

#[test]
fn headings_change_word_by_word() {
    produces(
        PLAN,
        |plan| {
            let second = phase(plan, 1);
            second.number = Some("2b".into());
            second.name = "Two and a half".into();
            phase(plan, 0).level = 4;
        },
        &PLAN
            .replace("### Phase 2: Two", "### Phase 2b: Two and a half")
            .replace("### Phase 1", "#### Phase 1"),
    );
    produces(
        "Title\n=====\n\nPart | x\n--------\n",
        |plan| {
            if let Section::Header(header) = &mut plan.sections[0] {
                header.title = "Other".into();
            }
        },
        "Other\n=====\n\nPart | x\n--------\n",
    );
}

#[test]
fn a_front_matter_comes_changes_and_goes() {
    let front = "---\nowner: \"me # you\"\n---\n\n# T\n";
    produces(
        "# T\n",
        |plan| {
            let mut lines = FrontMatter::default();
            lines.set("owner", "me # you");
            plan.front_matter = Some(lines);
        },
        front,
    );
    produces(
        front,
        |plan| {
            let lines = plan.front_matter.as_mut().unwrap();
            lines.set("Owner", "us");
            lines.set("status", "Draft");
        },
        "---\nowner: \"us\"\nstatus: Draft\n---\n\n# T\n",
    );
    produces(front, |plan| plan.front_matter = None, "# T\n");
}

#[test]
fn cells_rows_and_columns_of_a_table() {
    let given =
        "# T\n\n| Risk | Plan |\n|:-----|------|\n| r1   |      |\n| r2 | a \\| b |\n\nend\n";
    let table = |plan: &mut Plan, change: &dyn Fn(&mut Vec<Row>)| match &mut plan.sections[0]
        .blocks_mut()[0]
    {
        Block::Table(table) => change(&mut table.rows),
        other => panic!("{other:?}"),
    };
    produces(
        given,
        |plan| {
            table(plan, &|rows| {
                assert_eq!(rows[1].cells[1].as_str(), "a \\| b");
                rows[0].cells[1] = "p1".into();
                rows.push(Row::new(["r3", "p3"]));
            })
        },
        "# T\n\n| Risk | Plan |\n|:-----|------|\n| r1   | p1     |\n| r2 | a \\| b |\n| r3 | p3 |\n\nend\n",
    );
    produces(
        given,
        |plan| {
            table(plan, &|rows| {
                rows.remove(0);
            })
        },
        "# T\n\n| Risk | Plan |\n|:-----|------|\n| r2 | a \\| b |\n\nend\n",
    );
    produces(
        given,
        |plan| match &mut plan.sections[0].blocks_mut()[0] {
            Block::Table(table) => {
                table.header.cells.push("Who".into());
                table
                    .rows
                    .iter_mut()
                    .for_each(|row| row.cells.push("me".into()));
            }
            other => panic!("{other:?}"),
        },
        "# T\n\n| Risk | Plan | Who |\n|---|---|---|\n| r1 | | me |\n| r2 | a \\| b | me |\n\nend\n",
    );
}

#[test]
fn fields_on_one_line_stay_on_one_line() {
    let given = "# T\n\n**A**: 1 | **B**: 2 | **C**: 3\n\ntext\n";
    produces(
        given,
        |plan| {
            plan.sections[0].blocks_mut().remove(1);
        },
        "# T\n\n**A**: 1 | **C**: 3\n\ntext\n",
    );
    produces(
        given,
        |plan| {
            let blocks = plan.sections[0].blocks_mut();
            blocks.insert(1, Block::Field(Field::labelled("N", "n")));
        },
        "# T\n\n**A**: 1 | **N**: n | **B**: 2 | **C**: 3\n\ntext\n",
    );
}

#[test]
fn blocks_keep_the_distance_that_markdown_asks_for() {
    produces(
        "# T\n**A**: 1\n**B**: 2\n\n- a\n## Next\n",
        |plan| {
            let blocks = plan.sections[0].blocks_mut();
            blocks.insert(1, Block::prose("Words."));
            blocks.push(Block::Rule(Rule::default()));
        },
        "# T\n**A**: 1\n\nWords.\n\n**B**: 2\n\n- a\n\n---\n## Next\n",
    );
}

#[test]
fn code_comes_behind_a_paragraph() {
    let given = "# T\n\nlike this: ```inline```\n";
    produces(
        given,
        |plan| {
            let blocks = plan.sections[0].blocks_mut();
            blocks.push(Block::code("rust", "fn a() {}\n"));
        },
        &format!("{given}\n```rust\nfn a() {{}}\n```\n"),
    );
}

#[test]
fn code_is_changed_in_place_and_gets_a_longer_fence_when_it_needs_one() {
    let given = "# T\n\n- x\n\n  ```sh\n  one\n  ```\n";
    let code = |plan: &mut Plan, text: &str| match &mut items(plan.sections[0].blocks_mut())[0]
        .blocks[0]
    {
        Block::Code(code) => {
            assert_eq!(code.code.as_str(), "one\n");
            code.code = text.into();
        }
        other => panic!("{other:?}"),
    };
    produces(
        given,
        |plan| code(plan, "two\n\n  three\n"),
        "# T\n\n- x\n\n  ```sh\n  two\n\n    three\n  ```\n",
    );
    produces(
        given,
        |plan| code(plan, "```\nin\n```\n"),
        "# T\n\n- x\n\n  ````sh\n  ```\n  in\n  ```\n  ````\n",
    );
}

#[test]
fn a_node_of_another_document_brings_its_own_text() {
    let other = Document::parse(
        "# O\r\n\r\n## Phases\r\n\r\n### Phase 7 — Far away\r\n\r\n__Goal__:   odd   \r\n\r\n*  [X] done\r\n",
    );
    let guest = other.plan().phases()[0].clone();
    produces(
        "# T\n\n## Phases\n\n### Phase 1: One\n\ntext\n",
        |plan| phases(plan).push(Section::Phase(guest.clone())),
        "# T\n\n## Phases\n\n### Phase 1: One\n\ntext\n\n### Phase 7 — Far away\n\n__Goal__:   odd   \n\n*  [X] done\n",
    );
}

#[test]
fn entries_and_sections_come_where_they_are_put() {
    produces(
        PLAN,
        |plan| {
            plan.sections
                .insert(1, Section::Other(Titled::new(2, "Notes")));
            let case = Named::edge_case("Empty");
            let mut cases = Section::new(plan_core::template::SectionName::EdgeCases);
            cases.sections_mut().unwrap().push(Section::EdgeCase(case));
            plan.sections.insert(3, cases);
            if let Some(entries) = plan.sections[4].sections_mut() {
                let entry = LogEntry::new("2026-01-03", "Cut", vec![Block::prose("Less.")]);
                entries.push(Section::Entry(entry));
            }
        },
        &PLAN
            .replace("## Implementation", "## Notes\n\n## Implementation")
            .replace(
                "## Evolution",
                "## Edge Cases & Error Handling\n\n### Edge Case: Empty\n\n## Evolution",
            )
            .replace("Created\n", "Created\n\n### 2026-01-03 - Cut\nLess.\n"),
    );
}

#[test]
fn an_empty_document_is_filled() {
    produces(
        "",
        |plan| plan.sections.push(Section::Other(Titled::new(2, "Notes"))),
        "## Notes\n",
    );
    produces("\n\n# T\n", |plan| plan.sections.clear(), "\n\n\n");
}

#[test]
fn values_that_would_change_the_structure_are_refused() {
    let set = |text: &'static str| {
        move |plan: &mut Plan| {
            let blocks = &mut phase(plan, 0).blocks;
            let mut goal = field(blocks, "Goal");
            goal.value = text.into();
            blocks[0] = Block::Field(goal);
        }
    };
    let error = refused(PLAN, set("one\n\n## Evolution Log"));
    assert!(
        error.contains(
            "value of section \"Implementation Phases\", section \"Phase 1: One\", field \"Goal\""
        ),
        "{error}"
    );
    assert!(error.contains("a blank line ends it"), "{error}");
    assert!(refused(PLAN, set("one\n# Heading")).contains("would be read as `one`"));
    assert!(refused(PLAN, set(" one")).contains("blanks"));
    let error = refused(PLAN, |plan| phase(plan, 0).name = "a\n\nb".into());
    assert!(error.contains("it must be one line"), "{error}");
    let error = refused(PLAN, |plan| tasks(phase(plan, 0)).clear());
    assert!(error.contains("a list without items"), "{error}");
}

//! Changing a plan: what was changed is what the text so changed would say.

use plan_core::Document;
use plan_core::model::{Block, Item, LogEntry, Named, Phase, Plan, Section, Task};
use plan_core::template::{FieldName, SectionName};

#[track_caller]
fn check(before: &str, change: impl FnOnce(&mut Plan), after: &str) {
    let mut plan = Document::parse(before).plan().clone();
    change(&mut plan);
    let wanted = Document::parse(after);
    assert_eq!(&plan, wanted.plan());
}

fn titled(plan: &mut Plan, name: SectionName) -> &mut plan_core::model::Titled {
    plan.section_mut(name).unwrap().as_titled_mut().unwrap()
}

fn header(plan: &mut Plan) -> &mut plan_core::model::Header {
    match plan.section_mut(SectionName::Header) {
        Some(Section::Header(header)) => header,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_field_is_set_where_it_stands() {
    check(
        "# T\n\n## Overview\n\n**Objective**: a\n\n**Context**: c\n",
        |plan| titled(plan, SectionName::Overview).set_field(FieldName::Goal, "b"),
        "# T\n\n## Overview\n\n**Objective**: b\n\n**Context**: c\n",
    );
    check(
        "# T\n\n**Status**: a\n- **Date**: c\n",
        |plan| header(plan).set_field(FieldName::Date, "d"),
        "# T\n\n**Status**: a\n- **Date**: d\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n- **Goal**: a\n",
        |plan| plan.phase_mut("1").unwrap().set_field(FieldName::Goal, "b"),
        "# T\n\n## Phase 1: x\n\n- **Goal**: b\n",
    );
    check(
        "# T\n\n## Overview\n\n**Goal**: a\n- x\n",
        |plan| {
            let field = titled(plan, SectionName::Overview).field_mut(FieldName::Goal);
            field.unwrap().blocks.clear();
        },
        "# T\n\n## Overview\n\n**Goal**: a\n",
    );
}

#[test]
fn a_new_field_goes_to_its_place() {
    check(
        "# T\n\n**Date**: a\n**Discussion Source**: b\n**Owner**: c\n\ntext\n",
        |plan| {
            header(plan).set_field(FieldName::Status, "Ready");
            header(plan).set_field(FieldName::ReviewedBy, "Ann");
        },
        "# T\n\n**Date**: a\n**Status**: Ready\n**Discussion Source**: b\n**Reviewed By**: Ann\n**Owner**: c\n\ntext\n",
    );
    check(
        "# T\n\n- **Date**: a\n- **Complexity**: b\n",
        |plan| header(plan).set_field(FieldName::Status, "Ready"),
        "# T\n\n- **Date**: a\n- **Status**: Ready\n- **Complexity**: b\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\ntext\n\n**Verification**:\n- [ ] a\n\n---\n\n## Phase 2: y\n\ntext\n\n---\n",
        |plan| {
            plan.phase_mut("1").unwrap().set_field(FieldName::Goal, "g");
            plan.phase_mut("2").unwrap().set_field(FieldName::Goal, "h");
        },
        "# T\n\n## Phase 1: x\n\ntext\n\n**Goal**: g\n\n**Verification**:\n- [ ] a\n\n---\n\n## Phase 2: y\n\ntext\n\n**Goal**: h\n\n---\n",
    );
    check(
        "# T\n\n## Code Examples\n\n### Example: x\n\n**Approach**: a\n\n```\nb\n```\n\ntext\n\n```\nc\n```\n",
        |plan| match &mut titled(plan, SectionName::CodeExamples).sections[0] {
            Section::Example(example) => {
                example.push_item(FieldName::KeyConsiderations, Item::new("d"));
                example.set_field(FieldName::Purpose, "p");
            }
            other => panic!("{other:?}"),
        },
        "# T\n\n## Code Examples\n\n### Example: x\n\n**Purpose**: p\n\n**Approach**: a\n\n```\nb\n```\n\ntext\n\n```\nc\n```\n\n**Key Considerations**:\n- d\n",
    );
}

#[test]
fn an_item_goes_to_the_last_list_of_its_field() {
    let risks = |plan: &mut Plan| plan.add_risk(Item::labelled("Load", "a limit"));
    check(
        "# T\n\n## Dependencies\n\n**Risks**:\n\n- a\n\n1. b\n\n**Assumptions**:\n- c\n",
        risks,
        "# T\n\n## Dependencies\n\n**Risks**:\n\n- a\n\n1. b\n2. Load: a limit\n\n**Assumptions**:\n- c\n",
    );
    check(
        "# T\n\n## Dependencies & Blockers\n\n**Must Have**:\n- a\n\n**Assumptions**:\n- c\n",
        risks,
        "# T\n\n## Dependencies & Blockers\n\n**Must Have**:\n- a\n\n**Known Risks**:\n- Load: a limit\n\n**Assumptions**:\n- c\n",
    );
    check(
        "# T\n\n## Dependencies & Blockers\n\n### Known Risks\n\n- a\n",
        risks,
        "# T\n\n## Dependencies & Blockers\n\n### Known Risks\n\n- a\n- Load: a limit\n",
    );
    check(
        "# T\n\n## Overview\n\n## Evolution Log\n",
        risks,
        "# T\n\n## Overview\n\n## Dependencies & Blockers\n\n**Known Risks**:\n- Load: a limit\n\n## Evolution Log\n",
    );
    check(
        "# T\n\n## Rollback\n",
        |plan| {
            titled(plan, SectionName::Rollback).push_item(FieldName::RollbackSteps, Item::new("a"))
        },
        "# T\n\n## Rollback\n\n**Rollback Steps**:\n1. a\n",
    );
}

#[test]
fn nested_lines_are_filled_in() {
    check(
        "# T\n\n## Phase 1: x\n\n**Tasks**:\n1. **a**\n   - Description\n   - Acceptance: b\n2. **c**\n",
        |plan| {
            let phase = plan.phase_mut("1").unwrap();
            let Some(Block::Field(field)) = phase.blocks.first_mut() else {
                panic!()
            };
            let Some(Block::Tasks(tasks)) = field.blocks.first_mut() else {
                panic!()
            };
            tasks.tasks[0].set_field(FieldName::Description, "d");
            tasks.tasks[0].set_field(FieldName::Acceptance, "e");
            tasks.tasks[0].set_field(FieldName::Details, "f");
            tasks.tasks[1].set_field(FieldName::Details, "g");
        },
        "# T\n\n## Phase 1: x\n\n**Tasks**:\n1. **a**\n   - Description: d\n   - Details: f\n   - Acceptance: e\n2. **c**\n   - Details: g\n",
    );
}

#[test]
fn a_task_is_added_in_the_form_of_the_others() {
    let push = |plan: &mut Plan| {
        let mut task = Task::new("new");
        task.set_field(FieldName::Acceptance, "seen");
        plan.phases().last().unwrap();
        plan.phase_mut("1").unwrap().push_task(task);
    };
    check(
        "# T\n\n## Phase 1: x\n\n**Tasks**:\n1. **a**\n",
        push,
        "# T\n\n## Phase 1: x\n\n**Tasks**:\n1. **a**\n2. **new**\n   - Acceptance: seen\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n**Goal**: g\n\n**Verification**:\n- [ ] v\n",
        push,
        "# T\n\n## Phase 1: x\n\n**Goal**: g\n\n**Tasks**:\n1. **new**\n   - Acceptance: seen\n\n**Verification**:\n- [ ] v\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n- [ ] a\n",
        push,
        "# T\n\n## Phase 1: x\n\n- [ ] a\n- new\n  - Acceptance: seen\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n#### Tasks\n\n- a\n\n#### Notes\n",
        push,
        "# T\n\n## Phase 1: x\n\n#### Tasks\n\n- a\n- new\n  - Acceptance: seen\n\n#### Notes\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n### Task 1.9: a\n\ntext\n\n### Notes\n",
        push,
        "# T\n\n## Phase 1: x\n\n### Task 1.9: a\n\ntext\n\n### Task 1.10: new\n\n- Acceptance: seen\n\n### Notes\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n#### Tasks\n\n| ID | Name | Acceptance |\n|---|---|---|\n| 1 | a | b |\n",
        push,
        "# T\n\n## Phase 1: x\n\n#### Tasks\n\n| ID | Name | Acceptance |\n|---|---|---|\n| 1 | a | b |\n| | new | seen |\n",
    );
}

#[test]
fn a_check_has_a_box() {
    let push = |plan: &mut Plan| plan.phase_mut("1").unwrap().push_check(Item::new("new"));
    check(
        "# T\n\n## Phase 1: x\n\n**Acceptance**:\n- [x] a\n\n---\n",
        push,
        "# T\n\n## Phase 1: x\n\n**Acceptance**:\n- [x] a\n- [ ] new\n\n---\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n#### Acceptance Criteria\n\n- [x] a\n",
        push,
        "# T\n\n## Phase 1: x\n\n#### Acceptance Criteria\n\n- [x] a\n- [ ] new\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n---\n",
        push,
        "# T\n\n## Phase 1: x\n\n**Verification**:\n- [ ] new\n\n---\n",
    );
}

#[test]
fn a_section_goes_to_its_place_and_nothing_moves() {
    let insert = |name: SectionName| move |plan: &mut Plan| plan.insert_section(Section::new(name));
    // The order of what is there is not the template's.
    check(
        "# T\n\n## Rollback\n\n## Overview\n\n## Notes\n\n## Log\n",
        insert(SectionName::Testing),
        "# T\n\n## Rollback\n\n## Overview\n\n## Testing Strategy\n\n## Notes\n\n## Log\n",
    );
    check(
        "## Testing Strategy\n\n## Log\n",
        insert(SectionName::Overview),
        "## Overview\n\n## Testing Strategy\n\n## Log\n",
    );
    check("", insert(SectionName::Overview), "## Overview\n");
    check(
        "# T\n\n## Testing Strategy\n\n### Performance Tests\n",
        insert(SectionName::UnitTests),
        "# T\n\n## Testing Strategy\n\n### Unit Tests\n\n### Performance Tests\n",
    );
    check(
        "# T\n\n## Overview\n",
        insert(SectionName::ApiContracts),
        "# T\n\n## Overview\n\n## Data Models & Schemas\n\n### API Contracts\n",
    );
    check(
        "# T\n\n## Overview\n\n## Phase 1: x\n\n## Log\n",
        insert(SectionName::CodeExamples),
        "# T\n\n## Overview\n\n## Phase 1: x\n\n## Code Examples & Patterns\n\n## Log\n",
    );
    check(
        "# T\n\n## Overview\n\n## Evolution Log\n\n### 2026-01-02 - a\n",
        |plan| {
            let entry = LogEntry::new("2026-01-03", "b", vec![Block::prose("c")]);
            plan.insert_section(Section::Entry(entry));
        },
        "# T\n\n## Overview\n\n## Evolution Log\n\n### 2026-01-02 - a\n\n### 2026-01-03 - b\n\nc\n",
    );
}

#[test]
fn a_phase_is_found_by_its_label() {
    let text = "# T\n\n## Phase A: x\n\n## Group\n\n### Phase 2: y\n\n### Phase 2: z\n";
    let mut plan = Document::parse(text).plan().clone();
    let mut name = |label: &str| plan.phase_mut(label).map(|phase| phase.name.to_string());
    assert_eq!(name("a").as_deref(), Some("x"));
    assert_eq!(name("2").as_deref(), Some("y"));
    assert_eq!(name("2~2").as_deref(), Some("z"));
    assert_eq!(name("3"), None);
}

#[test]
fn a_phase_is_added_behind_the_last_one() {
    let add = |plan: &mut Plan| plan.add_phase(Phase::new("9", "new"));
    check(
        "# T\n\n## Implementation Phases\n\n### Phase 1: x\n\na\n\n---\n\n### Phase 2: y\n\n#### Tasks\n\n- b\n\n## Log\n",
        add,
        "# T\n\n## Implementation Phases\n\n### Phase 1: x\n\na\n\n---\n\n### Phase 2: y\n\n#### Tasks\n\n- b\n\n---\n\n### Phase 9: new\n\n## Log\n",
    );
    check(
        "# T\n\n## Phase 1: x\n\n## Phase 2: y\n\n## Notes\n",
        add,
        "# T\n\n## Phase 1: x\n\n## Phase 2: y\n\n## Phase 9: new\n\n## Notes\n",
    );
    check(
        "# T\n\n## Overview\n\n## Testing\n\n## Security\n",
        add,
        "# T\n\n## Overview\n\n## Implementation Phases\n\n### Phase 9: new\n\n## Testing\n\n## Security\n",
    );
}

#[test]
fn an_edge_case_is_added_behind_the_last_one() {
    let add = |plan: &mut Plan| {
        let mut case = Named::edge_case("new");
        case.set_field(FieldName::Solution, "s");
        case.set_field(FieldName::FromDiscussion, "d");
        plan.add_edge_case(case);
    };
    check(
        "# T\n\n## Edge Cases\n\n#### Edge Case: a\n\n## Log\n",
        add,
        "# T\n\n## Edge Cases\n\n#### Edge Case: a\n\n#### Edge Case: new\n\n**From Discussion**: d\n\n**Solution**: s\n\n## Log\n",
    );
    check(
        "# T\n\n## Overview\n",
        add,
        "# T\n\n## Overview\n\n## Edge Cases & Error Handling\n\n### Edge Case: new\n\n**From Discussion**: d\n\n**Solution**: s\n",
    );
}

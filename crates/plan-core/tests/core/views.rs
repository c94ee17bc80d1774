//! The parts of the template, read as types.

use plan_core::model::{Complexity, Duration, Item, Plan};
use plan_core::template::{FieldName, SectionName};
use plan_core::{Document, StatusKind};

const FILLED: &str = "\
# Implementation Plan: Metrics cache

**Date**: 2026-01-02
**Status**: In Progress (43 %)
**Estimated Complexity**: Very High (two services)
**Reviewed By**: Ann Example, 2026-01-05
**Owner**: Bob

## Overview

**Goal**: Serve metrics from a cache

**Success Criteria**:
- p99 below 50 ms

**Source Context**: The database is slow

## Architecture Overview

A cache in front.

```text
client -> cache -> database
```

**Key Architectural Decisions**:
1. **Redis**: it is there already
2. No write-through

## Implementation Phases

### Phase 1: Core ✅

**Goal**: Read through the cache

**Duration Estimate**: medium (a week)

**Prerequisites**:
- a Redis

**Tasks**:
1. **Client**: the wrapper
   - Description: wrap it
   - Acceptance: tests pass

**Deliverables**:
- a crate

**Verification**:
- [x] hit
- [ ] miss

### Phase 2: Roll-out

status: in progress

- [ ] switch it on

## Code Examples & Patterns

### Example: Client

**Purpose**: show it

```rust
fn main() {}
```

Or in Python:

```python
pass
```

## Data Models & Schemas

### Database Changes

**New Tables**:

```sql
CREATE TABLE a (b INT);
```

**Modified Tables**:
- Table: users
  - Add column: `c INT`

### API Contracts

**Modified Endpoints**:
- Endpoint: /dashboard

## Integration Points

### External Dependencies

1. **Service/Library**: Redis
   - Purpose: Caching
   - Error Handling: go to the database
2. **Kafka**: events

### Internal Dependencies

- X before Y

## Edge Cases & Error Handling

### Edge Case: Redis is down

**From Discussion**: question 3
**Solution**: fall back
**Phase**: Phases 1 and 2.1
**Test**: stop it

### Empty key

**Phase**: 2

## Testing Strategy

### Unit Tests
- Client: all branches

### Manual Testing Checklist
- [ ] open the dashboard

## Security Considerations

- no secrets in keys

## Monitoring & Observability

**Metrics to Track**:
- Hit rate (target: >90% (p50))
- Latency: p99 (target: 50 ms)
- Errors

**Alerts**:
- Redis down -> page
- Disk full

## Rollback Strategy

**Rollback Triggers**:
- errors > 1%

**Rollback Steps**:
1. switch it off

## Dependencies & Blockers

**Must Have Before Starting**:
- Redis 7: installed, tested, Ann
- A flag

**Known Risks**:
- Stale data: a short TTL
- Cost
  - Mitigation: a limit

**Assumptions**:
- Traffic stays: look at it weekly

## Documentation Requirements

**User Documentation**:
- a page

## Post-Implementation

**Verification Period**: 2 weeks

**Success Metrics Review**:
- Hit rate: 90% vs 93%

**Follow-up Items**:
- [ ] tune it

## Evolution Log

### 2026-01-02 - Initial Plan

- Created
";

fn plan(text: &str) -> Plan {
    Document::parse(text).plan().clone()
}

fn lines(items: Vec<&Item>) -> Vec<String> {
    items.into_iter().map(Item::line).collect()
}

#[test]
fn a_filled_plan_header_to_phases() {
    let plan = plan(FILLED);
    assert_eq!(
        plan.date().unwrap().known.unwrap().to_string(),
        "2026-01-02"
    );
    let complexity = plan.complexity().unwrap();
    assert_eq!(complexity.known, Some(Complexity::VeryHigh));
    assert_eq!(complexity.text.as_str(), "Very High (two services)");
    let review = plan.reviewed_by().unwrap();
    assert_eq!(
        (review.name(), review.date().unwrap().to_string().as_str()),
        ("Ann Example", "2026-01-05")
    );

    let overview = plan.overview().unwrap();
    assert_eq!(
        overview.goal().unwrap().as_str(),
        "Serve metrics from a cache"
    );
    assert_eq!(lines(overview.success_criteria()), ["p99 below 50 ms"]);
    assert_eq!(
        overview.source_context().unwrap().as_str(),
        "The database is slow"
    );

    let architecture = plan.architecture().unwrap();
    assert_eq!(architecture.description().len(), 2);
    let decisions: Vec<_> = architecture
        .decisions()
        .into_iter()
        .map(|decision| (decision.decision(), decision.rationale()))
        .collect();
    assert_eq!(
        decisions,
        [
            ("Redis", Some("it is there already")),
            ("No write-through", None)
        ]
    );

    let phases = plan.phase_section().unwrap().phases();
    assert_eq!(phases.len(), 2);
    let duration = phases[0].duration().unwrap();
    assert_eq!(
        (duration.known, duration.text.as_str()),
        (Some(Duration::Medium), "medium (a week)")
    );
    assert_eq!(lines(phases[0].prerequisites()), ["a Redis"]);
    assert_eq!(lines(phases[0].deliverables()), ["a crate"]);
    assert_eq!(phases[0].tasks()[0].acceptance(), Some("tests pass"));
    assert_eq!(phases[0].verification().len(), 2);
    assert_eq!(phases[0].status().unwrap().kind, StatusKind::Completed);
    assert_eq!(phases[1].status().unwrap().kind, StatusKind::InProgress);
}

#[test]
fn a_filled_plan_examples_to_edge_cases() {
    let plan = plan(FILLED);
    let example = plan.examples()[0];
    assert_eq!(example.name().as_str(), "Client");
    assert_eq!(example.purpose().unwrap().as_str(), "show it");
    assert!(example.approach().is_none());
    let code: Vec<_> = example
        .code()
        .iter()
        .map(|code| (code.language(), code.code.as_str()))
        .collect();
    assert_eq!(
        code,
        [(Some("rust"), "fn main() {}\n"), (Some("python"), "pass\n")]
    );
    assert_eq!(example.remarks()[0].as_str(), "Or in Python:");

    let models = plan.data_models().unwrap();
    let database = models.database().unwrap();
    assert_eq!(
        database.new_tables()[0].code.as_str(),
        "CREATE TABLE a (b INT);\n"
    );
    let table = database.modified_tables()[0];
    assert_eq!(table.line(), "Table: users");
    assert_eq!(lines(table.items().collect()), ["Add column: `c INT`"]);
    assert!(database.migrations().is_empty());
    assert_eq!(
        lines(models.api().unwrap().modified_endpoints()),
        ["Endpoint: /dashboard"]
    );

    let integration = plan.integration().unwrap();
    let services: Vec<_> = integration
        .external()
        .into_iter()
        .map(|service| (service.name().as_str(), service.purpose().unwrap().as_str()))
        .collect();
    assert_eq!(services, [("Redis", "Caching"), ("Kafka", "events")]);
    assert_eq!(
        integration.external()[0].error_handling().unwrap().as_str(),
        "go to the database"
    );
    assert!(integration.external()[0].configuration().is_none());
    assert_eq!(lines(integration.internal()), ["X before Y"]);

    let cases = plan.edge_cases();
    assert_eq!(cases[0].name().as_str(), "Redis is down");
    assert_eq!(cases[0].from_discussion().unwrap().as_str(), "question 3");
    assert_eq!(cases[0].solution().unwrap().as_str(), "fall back");
    assert_eq!(cases[0].phase_labels(), ["1", "2.1"]);
    assert_eq!(cases[0].test().unwrap().as_str(), "stop it");
    assert_eq!(
        (cases[1].name().as_str(), cases[1].phase_labels()),
        ("Empty key", vec!["2"])
    );
}

#[test]
fn a_filled_plan_testing_to_log() {
    let plan = plan(FILLED);
    let testing = plan.testing().unwrap();
    assert_eq!(lines(testing.unit()), ["Client: all branches"]);
    assert_eq!(
        testing.manual()[0].check.map(|check| check.done),
        Some(false)
    );
    assert!(testing.integration().is_empty() && testing.performance().is_empty());
    assert_eq!(
        lines(plan.security().unwrap().items()),
        ["no secrets in keys"]
    );

    let monitoring = plan.monitoring().unwrap();
    let metrics: Vec<_> = monitoring
        .metrics()
        .into_iter()
        .map(|metric| (metric.name(), metric.target()))
        .collect();
    let metric = |name: &str, target: Option<&str>| (name.to_owned(), target.map(str::to_owned));
    assert_eq!(
        metrics,
        [
            metric("Hit rate", Some(">90% (p50)")),
            metric("Latency: p99", Some("50 ms")),
            metric("Errors", None)
        ]
    );
    let alerts: Vec<_> = monitoring
        .alerts()
        .into_iter()
        .map(|alert| (alert.condition(), alert.action()))
        .collect();
    assert_eq!(
        alerts,
        [
            metric("Redis down", Some("page")),
            metric("Disk full", None)
        ]
    );

    let rollback = plan.rollback().unwrap();
    assert_eq!(lines(rollback.triggers()), ["errors > 1%"]);
    assert_eq!(lines(rollback.steps()), ["switch it off"]);
    assert!(rollback.data_handling().is_empty());

    let dependencies = plan.dependencies().unwrap();
    let needs: Vec<_> = dependencies
        .must_have()
        .into_iter()
        .map(|need| (need.name(), need.status(), need.owner()))
        .collect();
    assert_eq!(
        needs,
        [
            ("Redis 7", Some("installed, tested"), Some("Ann")),
            ("A flag", None, None)
        ]
    );
    let risks: Vec<_> = dependencies
        .risks()
        .into_iter()
        .map(|risk| (risk.risk(), risk.mitigation()))
        .collect();
    assert_eq!(
        risks,
        [
            ("Stale data", Some("a short TTL")),
            ("Cost", Some("a limit"))
        ]
    );
    assert_eq!(
        dependencies.assumptions()[0].validation(),
        Some("look at it weekly")
    );

    assert_eq!(lines(plan.documentation().unwrap().user()), ["a page"]);
    let after = plan.post_implementation().unwrap();
    assert_eq!(after.verification_period().unwrap().as_str(), "2 weeks");
    assert_eq!(after.success_metrics()[0].outcome(), Some("90% vs 93%"));
    assert_eq!(lines(after.follow_up()), ["tune it"]);
    assert_eq!(plan.evolution_log().unwrap().entries().len(), 1);
    assert_eq!(plan.log_records().len(), 1);
}

#[test]
fn parts_are_read_under_other_names() {
    let plan = plan(
        "# T\n\nReviewed By: Ann\n\n## Architecture\n\n**Key Decisions:**\n- a: b\n\n## Test Plan\n\n**Unit Tests**:\n- c\n\n## Rollback Plan\n\n- **Steps**:\n  1. d\n\n## Monitoring\n\n### Metrics\n\n- e (target 5)\n\n## Dependencies & Blockers\n\n**Prerequisites**:\n- f: g\n\n### Phase A: x\n\n- **Goal**: h\n\n#### Deliverables\n\n- i\n",
    );
    assert_eq!(plan.reviewed_by().unwrap().name(), "Ann");
    assert_eq!(
        plan.architecture().unwrap().decisions()[0].rationale(),
        Some("b")
    );
    assert_eq!(lines(plan.testing().unwrap().unit()), ["c"]);
    assert_eq!(lines(plan.rollback().unwrap().steps()), ["d"]);
    assert_eq!(
        plan.monitoring().unwrap().metrics()[0].target().as_deref(),
        Some("5")
    );
    assert_eq!(
        plan.dependencies().unwrap().must_have()[0].status(),
        Some("g")
    );
    let phase = plan.phases()[0];
    assert_eq!(phase.goal().unwrap().as_str(), "h");
    assert_eq!(lines(phase.deliverables()), ["i"]);
}

#[test]
fn the_section_under_its_own_heading_is_the_one() {
    let plan = plan(
        "# T\n\n## Edge Cases\n\n### a\n\n## Security\n\n- first\n\n## Security Considerations\n\n- second\n\n## Edge Cases & Error Handling\n\n### b\n",
    );
    assert_eq!(lines(plan.security().unwrap().items()), ["second"]);
    let named: Vec<_> = plan
        .sections
        .iter()
        .filter(|section| section.name() == Some(SectionName::Security))
        .collect();
    assert_eq!(named.len(), 2, "the other is there all the same");
    let cases: Vec<_> = plan
        .edge_cases()
        .iter()
        .map(|case| case.name().as_str())
        .collect();
    assert_eq!(cases, ["a", "b"]);
    assert_eq!(plan.edge_case_section().unwrap().cases().len(), 1);
}

#[test]
fn the_first_field_of_a_name_has_the_value_and_all_have_the_items() {
    let plan = plan(
        "# T\n\n## Overview\n\n**Goal**: a\n**Goal**: b\n\n**Success Criteria**:\n- c\n\n**Acceptance Criteria**:\n- d\n",
    );
    let overview = plan.overview().unwrap();
    assert_eq!(overview.goal().unwrap().as_str(), "a");
    assert_eq!(overview.node().fields_named(FieldName::Goal).count(), 2);
    assert_eq!(lines(overview.success_criteria()), ["c", "d"]);
}

#[test]
fn the_status_of_a_phase() {
    let status = |phase: &str| {
        let plan = plan(&format!("# T\n\n{phase}\n"));
        plan.phases()[0]
            .status()
            .map(|status| (status.kind, status.text))
    };
    let is = |kind: StatusKind, text: &str| Some((kind, text.to_owned()));
    use StatusKind::{Completed, InProgress, Other};
    assert_eq!(
        status("### Phase 1: x\n\n**Status**: Done (3/3)"),
        is(Completed, "Done (3/3)")
    );
    assert_eq!(
        status("### Phase 1: x\n\nstatus: approved"),
        is(Other, "approved")
    );
    assert_eq!(
        status("### Phase 1: x\n\nstatus: completed\napproved_at: 2026-01-02"),
        is(Completed, "completed")
    );
    assert_eq!(
        status("### Phase 1: x ✅\n\nstatus: in progress"),
        is(InProgress, "in progress")
    );
    assert_eq!(
        status("### Phase 1: ✅ COMPLETED"),
        is(Completed, "Completed")
    );
    assert_eq!(
        status("### Phase 1: Helpers [COMPLETED]"),
        is(Completed, "Completed")
    );
    assert_eq!(
        status("### Phase 2: [COMPLETED] Helpers"),
        is(Completed, "Completed")
    );
    assert_eq!(
        status("### Phase 1 — Interim (complete)"),
        is(Completed, "Completed")
    );
    assert_eq!(
        status("### Phase 1: Styles — COMPLETED"),
        is(Completed, "Completed")
    );
    assert_eq!(
        status("### Phase 3: Fonts 🚧"),
        is(InProgress, "In Progress")
    );
    assert_eq!(status("### Phase 3: Fonts ✔️"), is(Completed, "Completed"));
    assert_eq!(status("### Phase 1: Mail - Draft"), None);
    assert_eq!(status("### Phase 1: Foundation (core)"), None);
}

#[test]
fn words_keep_what_was_written() {
    let complexity = |value: &str| {
        let word = plan(&format!("# T\n\n**Complexity**: {value}\n"))
            .complexity()
            .unwrap();
        assert_eq!(word.text.as_str(), value);
        (word.known, word.is_unfilled())
    };
    assert_eq!(complexity("**Medium**"), (Some(Complexity::Medium), false));
    assert_eq!(complexity("VERY-HIGH"), (Some(Complexity::VeryHigh), false));
    assert_eq!(complexity("Low — a day"), (Some(Complexity::Low), false));
    assert_eq!(complexity("Lowish"), (None, false));
    assert_eq!(complexity("Low | Medium | High | Very High"), (None, true));
    assert_eq!(plan("# T\n\n**Complexity**:\n").complexity(), None);
    let word = plan("# T\n\n**Complexity**: High!\n").complexity().unwrap();
    let json = serde_json::to_string(&word).unwrap();
    assert_eq!(json, r#"{"known":"high","text":"High!"}"#);
    assert_eq!(
        serde_json::from_str::<plan_core::model::Word<Complexity>>(&json).unwrap(),
        word
    );
}

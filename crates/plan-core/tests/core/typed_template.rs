//! Every line of the template is held by a typed node.

use std::collections::BTreeMap;

use plan_core::Document;
use plan_core::model::{Block, CodeBlock, Field, Item, Text};
use plan_core::span::Span;
use plan_core::template::{FieldName, TEMPLATE};

/// Which typed node holds each line.
struct Lines<'a> {
    document: &'a Document,
    paths: BTreeMap<usize, String>,
}

impl Lines<'_> {
    /// Says that the first line of a span is held by `path`.
    #[track_caller]
    fn at(&mut self, span: Option<Span>, path: impl Into<String>) {
        let line = self.document.position(span.unwrap().start).line;
        let path = path.into();
        if let Some(other) = self.paths.insert(line, path.clone()) {
            panic!("line {line} is held by {other} and {path}");
        }
    }

    #[track_caller]
    fn text(&mut self, text: Option<&Text>, path: impl Into<String>) {
        self.at(text.unwrap().span(), path);
    }

    /// The line of a label whose value is read otherwise, or is empty.
    #[track_caller]
    fn label<'f>(&mut self, mut fields: impl Iterator<Item = &'f Field>, path: &str) {
        let field = fields.next().unwrap();
        let name = field.name().unwrap();
        self.text(Some(&field.label), format!("{path}.field({name:?})"));
    }

    /// Items, and those nested in them.
    #[track_caller]
    fn items<'f>(&mut self, items: impl IntoIterator<Item = &'f Item>, path: &str) {
        for (at, item) in items.into_iter().enumerate() {
            let path = format!("{path}[{at}]");
            self.at(item.span(), path.as_str());
            self.items(item.items(), &format!("{path}.items"));
        }
    }

    #[track_caller]
    fn code(&mut self, code: &CodeBlock, path: &str) {
        let span = code.span().unwrap();
        let language = code.language().unwrap_or("none");
        self.at(Some(span), format!("{path}.language = {language}"));
        let first = self.document.position(span.start).line;
        for (at, line) in code.code.lines().enumerate() {
            if !line.is_empty() {
                self.paths.insert(first + 1 + at, format!("{path}.code"));
            }
        }
        let end = self.document.position(span.end).line;
        self.paths.insert(end, format!("{path} ends"));
    }

    #[track_caller]
    fn introduction(&mut self, blocks: &[Block], path: &str) {
        for (at, block) in blocks.iter().enumerate() {
            let path = format!("{path}[{at}]");
            match block {
                Block::Prose(prose) => self.text(Some(&prose.text), path),
                Block::List(list) => self.items(&list.items, &path),
                other => panic!("{other:?}"),
            }
        }
    }

    /// `(Repeat …)`: text that asks to be replaced is no part of a plan.
    #[track_caller]
    fn placeholder(&mut self, block: Option<&Block>) {
        match block {
            Some(Block::Prose(prose)) => self.text(Some(&prose.text), "a placeholder"),
            other => panic!("{other:?}"),
        }
    }
}

fn held(document: &Document) -> BTreeMap<usize, String> {
    let plan = document.plan();
    let mut lines = Lines {
        document,
        paths: BTreeMap::new(),
    };
    let it = &mut lines;

    it.text(plan.title(), "title");
    it.text(Some(&plan.date().unwrap().text), "date");
    it.text(plan.field(FieldName::Status), "status");
    it.text(
        plan.field(FieldName::DiscussionSource),
        "field(DiscussionSource)",
    );
    it.text(Some(&plan.complexity().unwrap().text), "complexity");

    let overview = plan.overview().unwrap();
    it.text(Some(&overview.node().heading), "overview");
    it.text(overview.goal(), "overview.goal");
    it.label(
        overview.node().fields_named(FieldName::SuccessCriteria),
        "overview",
    );
    it.items(overview.success_criteria(), "overview.success_criteria");
    it.text(overview.source_context(), "overview.source_context");

    let architecture = plan.architecture().unwrap();
    it.text(Some(&architecture.node().heading), "architecture");
    it.introduction(architecture.description(), "architecture.description");
    it.label(
        architecture.node().fields_named(FieldName::KeyDecisions),
        "architecture",
    );
    for (at, decision) in architecture.decisions().into_iter().enumerate() {
        assert_eq!(decision.decision(), "Decision");
        assert_eq!(decision.rationale(), Some("Rationale from discussion"));
        let path = format!("architecture.decisions[{at}].decision, rationale");
        it.at(decision.node().span(), path);
    }

    let phases = plan.phase_section().unwrap();
    it.text(Some(&phases.node().heading), "phase_section");
    it.introduction(phases.introduction(), "phase_section.introduction");
    for (at, phase) in phases.phases().into_iter().enumerate() {
        let path = format!("phases[{at}]");
        it.text(Some(&phase.name), path.as_str());
        let mut blocks = phase.blocks.iter().rev().peekable();
        if let Some(Block::Rule(_)) = blocks.peek() {
            it.at(
                blocks.next().unwrap().span(),
                format!("{path}.blocks: rule"),
            );
        }
        if at > 0 {
            it.placeholder(blocks.next());
            continue;
        }
        it.text(phase.goal(), format!("{path}.goal"));
        it.text(
            Some(&phase.duration().unwrap().text),
            format!("{path}.duration"),
        );
        it.label(phase.fields_named(FieldName::Prerequisites), &path);
        it.items(phase.prerequisites(), &format!("{path}.prerequisites"));
        it.label(phase.fields_named(FieldName::Tasks), &path);
        for (at, task) in phase.tasks().into_iter().enumerate() {
            let path = format!("{path}.tasks[{at}]");
            it.at(task.span(), path.as_str());
            for (name, part) in [
                (FieldName::Description, "description"),
                (FieldName::Details, "details"),
                (FieldName::Acceptance, "acceptance"),
            ] {
                let slot = task.slot(name).unwrap();
                let filled = if task.field(name).is_some() {
                    ""
                } else {
                    ", empty"
                };
                it.at(slot.span(), format!("{path}.{part}{filled}"));
            }
        }
        it.label(phase.fields_named(FieldName::Deliverables), &path);
        it.items(phase.deliverables(), &format!("{path}.deliverables"));
        it.label(phase.fields_named(FieldName::Verification), &path);
        it.items(phase.verification(), &format!("{path}.verification"));
    }

    let examples = plan.code_examples().unwrap();
    it.text(Some(&examples.node().heading), "code_examples");
    it.introduction(examples.introduction(), "code_examples.introduction");
    for (at, example) in plan.examples().into_iter().enumerate() {
        let path = format!("examples[{at}]");
        it.text(Some(example.name()), path.as_str());
        it.text(example.purpose(), format!("{path}.purpose"));
        it.text(example.approach(), format!("{path}.approach"));
        for (at, code) in example.code().into_iter().enumerate() {
            it.code(code, &format!("{path}.code[{at}]"));
        }
        it.text(
            example.remarks().first().copied(),
            format!("{path}.remarks[0]"),
        );
        it.placeholder(example.node().blocks.last());
        it.label(
            example.node().fields_named(FieldName::KeyConsiderations),
            &path,
        );
        it.items(example.considerations(), &format!("{path}.considerations"));
    }

    let models = plan.data_models().unwrap();
    it.text(Some(&models.node().heading), "data_models");
    let database = models.database().unwrap();
    let path = "data_models.database";
    it.text(Some(&database.node().heading), path);
    it.label(database.node().fields_named(FieldName::NewTables), path);
    it.code(
        database.new_tables()[0],
        "data_models.database.new_tables[0]",
    );
    it.label(
        database.node().fields_named(FieldName::ModifiedTables),
        path,
    );
    it.items(
        database.modified_tables(),
        "data_models.database.modified_tables",
    );
    it.label(database.node().fields_named(FieldName::Migrations), path);
    it.items(database.migrations(), "data_models.database.migrations");
    let api = models.api().unwrap();
    let path = "data_models.api";
    it.text(Some(&api.node().heading), path);
    it.label(api.node().fields_named(FieldName::NewEndpoints), path);
    it.code(api.new_endpoints()[0], "data_models.api.new_endpoints[0]");
    it.label(api.node().fields_named(FieldName::ModifiedEndpoints), path);
    it.items(
        api.modified_endpoints(),
        "data_models.api.modified_endpoints",
    );

    let integration = plan.integration().unwrap();
    it.text(Some(&integration.node().heading), "integration");
    for (section, part) in integration
        .node()
        .sections
        .iter()
        .zip(["external", "internal"])
    {
        it.at(section.span(), format!("integration.{part}"));
    }
    for (at, service) in integration.external().into_iter().enumerate() {
        let path = format!("integration.external[{at}]");
        it.text(Some(service.name()), format!("{path}.name"));
        for (name, part, value) in [
            (FieldName::Purpose, "purpose", service.purpose()),
            (
                FieldName::Configuration,
                "configuration",
                service.configuration(),
            ),
            (
                FieldName::ErrorHandling,
                "error_handling",
                service.error_handling(),
            ),
        ] {
            let slot = service.node().slot(name).unwrap();
            let filled = if value.is_some() { "" } else { ", empty" };
            it.at(slot.span(), format!("{path}.{part}{filled}"));
        }
    }
    it.items(integration.internal(), "integration.internal");

    let cases = plan.edge_case_section().unwrap();
    it.text(Some(&cases.node().heading), "edge_case_section");
    it.introduction(cases.introduction(), "edge_case_section.introduction");
    for (at, case) in plan.edge_cases().into_iter().enumerate() {
        let path = format!("edge_cases[{at}]");
        it.text(Some(case.name()), path.as_str());
        it.text(case.from_discussion(), format!("{path}.from_discussion"));
        it.text(case.solution(), format!("{path}.solution"));
        it.text(case.phase(), format!("{path}.phase"));
        it.text(case.test(), format!("{path}.test"));
        it.placeholder(case.node().blocks.last());
    }

    let testing = plan.testing().unwrap();
    it.text(Some(&testing.node().heading), "testing");
    let parts = [
        ("unit", testing.unit()),
        ("integration", testing.integration()),
        ("performance", testing.performance()),
        ("manual", testing.manual()),
    ];
    for (section, (part, items)) in testing.node().sections.iter().zip(parts) {
        it.at(section.span(), format!("testing.{part}"));
        it.items(items, &format!("testing.{part}"));
    }

    let security = plan.security().unwrap();
    it.text(Some(&security.node().heading), "security");
    it.items(security.items(), "security.items");

    let monitoring = plan.monitoring().unwrap();
    it.text(Some(&monitoring.node().heading), "monitoring");
    it.label(
        monitoring.node().fields_named(FieldName::Metrics),
        "monitoring",
    );
    for (at, metric) in monitoring.metrics().into_iter().enumerate() {
        let target = metric
            .target()
            .map_or(String::new(), |target| format!(", target = {target}"));
        it.at(
            metric.node().span(),
            format!("monitoring.metrics[{at}]{target}"),
        );
    }
    it.label(
        monitoring.node().fields_named(FieldName::Alerts),
        "monitoring",
    );
    let alert = monitoring.alerts()[0];
    let sides = (alert.condition(), alert.action().unwrap());
    it.at(
        alert.node().span(),
        format!(
            "monitoring.alerts[0], condition = {}, action = {}",
            sides.0, sides.1
        ),
    );
    it.label(
        monitoring.node().fields_named(FieldName::Logging),
        "monitoring",
    );
    it.items(monitoring.logging(), "monitoring.logging");

    let rollback = plan.rollback().unwrap();
    it.text(Some(&rollback.node().heading), "rollback");
    it.label(
        rollback.node().fields_named(FieldName::RollbackTriggers),
        "rollback",
    );
    it.items(rollback.triggers(), "rollback.triggers");
    it.label(
        rollback.node().fields_named(FieldName::RollbackSteps),
        "rollback",
    );
    it.items(rollback.steps(), "rollback.steps");
    it.label(
        rollback.node().fields_named(FieldName::DataHandling),
        "rollback",
    );
    it.items(rollback.data_handling(), "rollback.data_handling");

    let dependencies = plan.dependencies().unwrap();
    it.text(Some(&dependencies.node().heading), "dependencies");
    it.label(
        dependencies.node().fields_named(FieldName::MustHave),
        "dependencies",
    );
    for (at, need) in dependencies.must_have().into_iter().enumerate() {
        assert_eq!(
            (need.status(), need.owner()),
            (Some("Status"), Some("owner"))
        );
        it.at(
            need.node().span(),
            format!("dependencies.must_have[{at}].name, status, owner"),
        );
    }
    it.label(
        dependencies.node().fields_named(FieldName::Risks),
        "dependencies",
    );
    for (at, risk) in dependencies.risks().into_iter().enumerate() {
        assert_eq!(
            (risk.risk(), risk.mitigation()),
            ("Risk", Some("Mitigation plan"))
        );
        it.at(
            risk.node().span(),
            format!("dependencies.risks[{at}].risk, mitigation"),
        );
    }
    it.label(
        dependencies.node().fields_named(FieldName::Assumptions),
        "dependencies",
    );
    for (at, assumption) in dependencies.assumptions().into_iter().enumerate() {
        assert_eq!(assumption.validation(), Some("Validation needed"));
        it.at(
            assumption.node().span(),
            format!("dependencies.assumptions[{at}].assumption, validation"),
        );
    }

    let documentation = plan.documentation().unwrap();
    it.text(Some(&documentation.node().heading), "documentation");
    it.label(
        documentation
            .node()
            .fields_named(FieldName::CodeDocumentation),
        "documentation",
    );
    it.items(documentation.code(), "documentation.code");
    it.label(
        documentation
            .node()
            .fields_named(FieldName::UserDocumentation),
        "documentation",
    );
    it.items(documentation.user(), "documentation.user");
    it.label(
        documentation
            .node()
            .fields_named(FieldName::TeamDocumentation),
        "documentation",
    );
    it.items(documentation.team(), "documentation.team");

    let after = plan.post_implementation().unwrap();
    it.text(Some(&after.node().heading), "post_implementation");
    it.text(
        after.verification_period(),
        "post_implementation.verification_period",
    );
    it.label(
        after.node().fields_named(FieldName::SuccessMetrics),
        "post_implementation",
    );
    for (at, metric) in after.success_metrics().into_iter().enumerate() {
        assert_eq!(metric.outcome(), Some("Target vs actual"));
        it.at(
            metric.node().span(),
            format!("post_implementation.success_metrics[{at}].name, outcome"),
        );
    }
    it.label(
        after.node().fields_named(FieldName::FollowUp),
        "post_implementation",
    );
    it.items(after.follow_up(), "post_implementation.follow_up");
    it.label(
        after.node().fields_named(FieldName::Retrospective),
        "post_implementation",
    );
    it.items(after.retrospective(), "post_implementation.retrospective");

    let log = plan.evolution_log().unwrap();
    it.text(Some(&log.node().heading), "evolution_log");
    it.introduction(log.introduction(), "evolution_log.introduction");
    for (at, entry) in log.unfilled().into_iter().enumerate() {
        let path = format!("evolution_log.unfilled[{at}]");
        it.text(Some(&entry.heading), path.as_str());
        it.introduction(&entry.blocks, &format!("{path}.blocks"));
    }
    lines.paths
}

#[test]
fn every_line_is_held_by_a_typed_node() {
    let document = Document::parse(TEMPLATE);
    let held = held(&document);
    let mut table = String::new();
    for (at, line) in TEMPLATE.lines().enumerate() {
        if !line.is_empty() {
            let path = held.get(&(at + 1)).map_or("NOT TYPED", String::as_str);
            table.push_str(&format!("{line} => {path}\n"));
        }
    }
    let (table, held): (Vec<_>, Vec<_>) = (table.lines().collect(), HELD.lines().collect());
    assert_eq!(table, held);
}

/// `LINE => the typed node that holds it`, one a line.
const HELD: &str = include_str!("typed_template.txt");

//! The template itself, and what `plan new` makes of it.

use plan_core::model::Section;
use plan_core::template::TEMPLATE;
use plan_core::write::{Discussion, Scaffold, scaffold};
use plan_core::{Date, Document, Kind, Progress, StatusKind};

#[test]
fn the_template_is_read_as_a_plan() {
    let document = Document::parse(TEMPLATE);
    let plan = document.plan();
    assert_eq!(document.kind(), Kind::Plan);
    assert_eq!(plan.title().unwrap().as_str(), "{Feature/Project Name}");
    assert!(plan.status().unwrap().is_unfilled());
    assert_eq!(plan.sections.len(), 16, "header and 15 sections");
    assert!(
        plan.sections
            .iter()
            .all(|section| !matches!(section, Section::Other(_) | Section::Phase(_)))
    );
    let phases = plan.phases();
    let names: Vec<_> = phases.iter().map(|phase| phase.heading()).collect();
    assert_eq!(
        names,
        [
            "Phase 1: {Foundation/Core Setup}",
            "Phase 2: {Next Logical Step}",
            "Phase 3: {Subsequent Phase}"
        ]
    );
    assert_eq!(
        phases[0].goal().unwrap().as_str(),
        "What this phase accomplishes"
    );
    assert_eq!(phases[0].tasks().len(), 2);
    assert_eq!(
        phases[0].tasks()[0].acceptance().unwrap(),
        "How to verify completion"
    );
    assert_eq!(phases[0].verification().len(), 3);
    assert_eq!(plan.progress(), Progress { done: 0, total: 3 });
    assert_eq!(plan.log_entries().len(), 0, "placeholders are no entries");
    let addresses: Vec<_> = plan
        .items()
        .iter()
        .map(|item| item.address.to_string())
        .collect();
    assert_eq!(
        addresses,
        [
            "1.1",
            "1.2",
            "1.v1",
            "1.v2",
            "1.v3",
            "testing-strategy.1",
            "testing-strategy.2",
            "testing-strategy.3",
            "post-implementation.1",
            "post-implementation.2",
            "post-implementation.3"
        ]
    );
    assert_eq!(document.findings(), []);
}

#[test]
fn a_new_plan_is_filled_in() {
    let discussion = Discussion {
        path: "plan/discussion/metrics.md",
        link: "../discussion/metrics.md",
    };
    let date = Date::new(2026, 1, 2).unwrap();
    let document = scaffold(&Scaffold {
        title: "Metrics cache",
        date,
        discussion: Some(discussion),
    })
    .unwrap();
    let plan = document.plan();
    assert_eq!(plan.title().unwrap().as_str(), "Metrics cache");
    assert_eq!(plan.status().unwrap().kind, StatusKind::Draft);
    assert!(document.as_str().contains(
        "**Date**: 2026-01-02\n**Status**: Draft\n**Discussion Source**: [plan/discussion/metrics.md](../discussion/metrics.md)\n"
    ));
    assert!(document.as_str().ends_with(
        "## Evolution Log\n\nTrack how plan evolves:\n\n### 2026-01-02 - Initial Plan\n\n- Created from plan/discussion/metrics.md\n"
    ), "{}", &document.as_str()[document.as_str().len() - 200..]);
    assert!(
        scaffold(&Scaffold {
            title: "a\n## b",
            date,
            discussion: None
        })
        .is_err()
    );
    assert!(
        scaffold(&Scaffold {
            title: " ",
            date,
            discussion: None
        })
        .is_err()
    );
}

//! Changes of sections other than header, phases and log.

use super::align::{Node, align, is_reordered};
use super::{Change, ChangeKind as Kind, signature};
use crate::model::{Block, Plan, Section, slug};
use crate::span::Span;
use crate::template::{SectionName, folded};

pub(super) fn diff(old: &Plan, new: &Plan, changes: &mut Vec<Change>) {
    let (a, b) = (sections(old), sections(new));
    let (a_status, b_status) = (signature::status_span(old), signature::status_span(new));
    let matched = align(&nodes(&a, a_status), &nodes(&b, b_status));
    let at = |section: &Section| format!("section.{}", slug(&section.heading()));
    let name = Section::heading;
    for (section, to) in a.iter().zip(&matched) {
        let Some(now) = to.and_then(|to| b.get(to)) else {
            changes.push(
                Change::new(Kind::SectionRemoved, at(section), &[&name(section)])
                    .from(&name(section)),
            );
            continue;
        };
        if section.heading() != now.heading() {
            let change = Change::new(Kind::SectionRenamed, at(now), &[&name(section), &name(now)]);
            changes.push(change.from(&name(section)).to(&name(now)));
        }
        if says(section, a_status) != says(now, b_status) {
            changes.push(Change::new(Kind::SectionChanged, at(now), &[&name(now)]));
        }
    }
    for (to, section) in b.iter().enumerate() {
        if !matched.contains(&Some(to)) {
            changes.push(
                Change::new(Kind::SectionAdded, at(section), &[&name(section)]).to(&name(section)),
            );
        }
    }
    if is_reordered(&matched) {
        changes.push(Change::new(Kind::SectionsReordered, "sections", &[]));
    }
    if intro(old) != intro(new) {
        changes.push(Change::new(
            Kind::SectionChanged,
            "section.header",
            &["Header"],
        ));
    }
}

fn sections(plan: &Plan) -> Vec<&Section> {
    plan.sections
        .iter()
        .filter(|section| {
            !matches!(section, Section::Header(_) | Section::Phase(_))
                && section.name() != Some(SectionName::EvolutionLog)
        })
        .collect()
}

fn nodes(sections: &[&Section], skip: Option<Span>) -> Vec<Node<'static>> {
    sections
        .iter()
        .map(|section| {
            let heading = section.heading();
            // A section may change its heading and be known by its words.
            let words = signature::unmarked(&says(section, skip));
            Node::new(0, [folded(&heading)], words)
        })
        .collect()
}

fn says(section: &Section, skip: Option<Span>) -> String {
    signature::of_section(section, skip)
}

/// Prose of the header: its fields are compared one by one.
pub(super) fn intro(plan: &Plan) -> String {
    let header = plan.header().map_or(&[][..], |header| &header.blocks);
    let mut out = String::new();
    for block in plan.preamble.iter().chain(header) {
        let fields = |list: &crate::model::List| list.items.iter().all(|item| item.label.is_some());
        match block {
            Block::Field(_) => {}
            Block::List(list) if fields(list) => {}
            other => out.push_str(&signature::of_blocks(std::slice::from_ref(other), None)),
        }
    }
    out
}

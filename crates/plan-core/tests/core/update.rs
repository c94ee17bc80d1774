//! Writing a changed plan back.

use plan_core::template::TEMPLATE;
use plan_core::{Document, Plan};

use crate::mutate::{CHANGES, Change, Nodes, each_list, each_text};

fn lists(plan: &Plan) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    each_list(&mut plan.clone(), &mut |nodes| {
        found.push((nodes.len(), nodes.kind()))
    });
    found
}

fn with(plan: &Plan, list: usize, at: usize, change: Change) -> Plan {
    let mut wanted = plan.clone();
    let mut number = 0;
    each_list(&mut wanted, &mut |mut nodes: Nodes<'_>| {
        if number == list {
            nodes.apply(at, change);
        }
        number += 1;
    });
    wanted
}

/// Everything that can be done to a sane document, and how often it was refused.
fn all_changes(name: &str, text: &str) -> (usize, Vec<String>) {
    let document = Document::parse(text);
    let plan = document.plan();
    let mut done = 0;
    let mut refused = Vec::new();
    for (list, (count, kind)) in lists(plan).into_iter().enumerate() {
        for at in 0..count {
            for change in CHANGES {
                let wanted = with(plan, list, at, change);
                done += 1;
                if let Err(error) = document.update(&wanted) {
                    refused.push(format!(
                        "{name}: {change:?} {kind} {at} of {count} in list {list}: {error}"
                    ));
                }
            }
        }
    }
    let mut texts = 0;
    each_text(&mut plan.clone(), &mut |_, _| texts += 1);
    for wanted_text in 0..texts {
        for value in ["Other words", "", "two\nlines"] {
            let mut wanted = plan.clone();
            let mut number = 0;
            let mut which = "";
            each_text(&mut wanted, &mut |kind, text| {
                if number == wanted_text {
                    *text = value.into();
                    which = kind;
                }
                number += 1;
            });
            // Without its text an item or a paragraph is none; a value, a cell may be empty.
            if value.is_empty() && !matches!(which, "value" | "cell" | "front value") {
                continue;
            }
            done += 1;
            if let Err(error) = document.update(&wanted) {
                refused.push(format!(
                    "{name}: {which} {wanted_text} to {value:?}: {error}"
                ));
            }
        }
    }
    (done, refused)
}

/// What Markdown has no form for: refused whatever the document.
const NO_FORM: &[&str] = &[
    "it must be one line",
    "a document has one title",
    "a list without items is nothing",
    "what stands right below a field belongs to it",
];

#[test]
fn every_change_of_the_template_is_written_or_has_no_form() {
    for (name, text) in [
        ("LF", TEMPLATE.to_owned()),
        ("CRLF", TEMPLATE.replace('\n', "\r\n")),
    ] {
        let (done, refused) = all_changes(name, &text);
        assert!(done > 1400, "{done}");
        let unexpected: Vec<_> = refused
            .iter()
            .filter(|line| !NO_FORM.iter().any(|reason| line.contains(reason)))
            .collect();
        assert!(unexpected.is_empty(), "{unexpected:#?}");
    }
}

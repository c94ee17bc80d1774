//! Real plan files, read where they lie. They are not part of the project, so this runs where they are at hand.

use std::path::PathBuf;

use plan_core::model::{Check, Item, Task};
use plan_core::{Document, Plan};

use crate::documents::cases;
use crate::mutate::{Change, Nodes, each_list, each_text};

/// Names and texts, in order; none if the files are not at hand. `PLAN_CORPUS` says where else they lie.
pub fn files() -> Vec<(String, String)> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("PLAN_CORPUS").map_or_else(beside, PathBuf::from);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let text = String::from_utf8(std::fs::read(&path).ok()?).ok()?;
            (path.extension()? == "md").then(|| (path.display().to_string(), text))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn real_plans_are_read_losslessly_and_every_box_is_one_byte() {
    for (name, text) in files() {
        let document = Document::parse(text.as_str());
        assert_eq!(document.as_str(), text, "{name}");
        let boxes: Vec<_> = document
            .plan()
            .items()
            .into_iter()
            .filter(|item| item.check.is_some())
            .collect();
        for item in &boxes {
            let done = item.check.unwrap().done;
            let ticked = document.with_boxes(std::slice::from_ref(&item.address), !done);
            let ticked = ticked.unwrap_or_else(|error| panic!("{name} {}: {error}", item.address));
            let changed = ticked
                .as_str()
                .bytes()
                .zip(text.bytes())
                .filter(|(a, b)| a != b)
                .count();
            assert_eq!(
                (changed, ticked.as_str().len()),
                (1, text.len()),
                "{name} {}",
                item.address
            );
        }
    }
}

#[test]
fn real_plans_go_through_json_without_an_edit() {
    for (name, text) in files() {
        let document = Document::parse(text);
        let json = serde_json::to_string(document.plan()).unwrap();
        let plan: Plan = serde_json::from_str(&json).unwrap();
        assert_eq!(document.edits(&plan), Ok(Vec::new()), "{name}");
    }
}

/// The nth place of a plan changed; false if there is none.
type Edit = fn(&mut Plan, usize) -> bool;

/// Calls `see` for the nth list of items or tasks; false if there is none.
fn nth_list(plan: &mut Plan, nth: usize, see: &dyn Fn(Nodes<'_>)) -> bool {
    let mut number = 0;
    each_list(plan, &mut |nodes| {
        if matches!(nodes, Nodes::Items(_) | Nodes::Tasks(_)) {
            if number == nth {
                see(nodes);
            }
            number += 1;
        }
    });
    nth < number
}

fn append_an_entry(plan: &mut Plan, nth: usize) -> bool {
    let open = |check: Option<Check>| check.map(|_| Check::from(false));
    nth_list(plan, nth, &|nodes| match nodes {
        Nodes::Items(list) => {
            let check = open(list.last().and_then(|item| item.check));
            let mut item = Item::new("another item");
            item.check = check;
            list.push(item);
        }
        Nodes::Tasks(list) => {
            let check = open(list.last().and_then(|task| task.check));
            let mut task = Task::new("another task");
            task.check = check;
            list.push(task);
        }
        _ => {}
    })
}

fn remove_an_entry(plan: &mut Plan, nth: usize) -> bool {
    let mut before = 0;
    let mut done = false;
    each_list(plan, &mut |mut nodes| {
        let entries = matches!(nodes, Nodes::Items(_) | Nodes::Tasks(_));
        if entries && !done {
            if nth < before + nodes.len() {
                nodes.apply(nth - before, Change::Remove);
                done = true;
            }
            before += nodes.len();
        }
    });
    done
}

fn change_a_heading(plan: &mut Plan, nth: usize) -> bool {
    let mut number = 0;
    each_text(plan, &mut |kind, text| {
        if HEADINGS.contains(&kind) {
            if number == nth {
                *text = "Other words".into();
            }
            number += 1;
        }
    });
    nth < number
}

const HEADINGS: &[&str] = &["title", "phase", "headed task", "name", "entry", "heading"];

fn swap_the_first_sections(plan: &mut Plan, nth: usize) -> bool {
    if nth > 0 || plan.sections.len() < 2 {
        return false;
    }
    plan.sections.swap(0, 1);
    true
}

/// Each kind of change with the most of a thousand that may be refused, as measured.
const EDITS: [(&str, Edit, usize); 4] = [
    ("append an entry", append_an_entry, 0),
    ("remove an entry", remove_an_entry, 0),
    // `## Status: COMPLETED` has a value in its heading, which no other label has.
    ("change a heading", change_a_heading, 3),
    ("swap the first sections", swap_the_first_sections, 0),
];

#[test]
fn changes_of_real_plans_are_written_but_for_a_few() {
    let files = files();
    // Places of one file that are tried, spread over it: all would take minutes.
    let most_places = cases().cases as usize / 200;
    for (what, edit, most) in EDITS {
        let (mut tried, mut refused) = (0, Vec::new());
        for (name, text) in &files {
            let document = Document::parse(text.as_str());
            let places = (0..)
                .take_while(|nth| edit(&mut document.plan().clone(), *nth))
                .count();
            for nth in (0..places).step_by(1 + places / most_places) {
                let mut wanted = document.plan().clone();
                assert!(edit(&mut wanted, nth));
                tried += 1;
                match document.update(&wanted) {
                    Ok(new) => assert_eq!(new.plan(), &wanted),
                    // The only entry goes with its list.
                    Err(error) if error.to_string().contains("a list without items") => {}
                    Err(error) => refused.push(format!("{name} {nth}: {error}")),
                }
            }
        }
        assert!(
            refused.len() * 1000 <= most * tried,
            "{what}: {} of {tried}: {refused:#?}",
            refused.len()
        );
    }
}

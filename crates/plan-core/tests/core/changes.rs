//! What is told of two versions, as a table of examples: `changes/NAME` holds `old.md`, `new.md` and what follows from them.
//! `PLAN_BLESS=1` writes `changes.txt` anew.
//!
//! ```text
//! KIND CLASS AT [was WAS]: SUMMARY      a line for each change
//!
//! TITLE                                 the entry that the log would get, or `(no entry)`
//! - BULLET
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use plan_core::evolution::title;
use plan_core::{Change, ChangeKind, Document, Line, apply, describe, diff};

pub(crate) fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/core/changes");
    let entries = std::fs::read_dir(root).unwrap();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    assert!(found.len() >= 70, "{} examples", found.len());
    found
}

pub(crate) fn read(example: &Path, name: &str) -> Document {
    Document::parse(std::fs::read_to_string(example.join(name)).unwrap())
}

fn told(changes: &[Change]) -> String {
    let mut out = String::new();
    for change in changes {
        let (kind, class) = (change.kind.name(), serde_json::to_value(change.class()));
        let class = class.unwrap();
        write!(out, "{kind} {} {}", class.as_str().unwrap(), change.at).unwrap();
        if let Some(was) = &change.was {
            write!(out, " [was {was}]").unwrap();
        }
        writeln!(out, ": {}", change.summary()).unwrap();
    }
    let lines = describe(changes);
    if lines.is_empty() {
        return out + "\n(no entry)\n";
    }
    writeln!(out, "\n{}", title(&lines)).unwrap();
    for line in &lines {
        writeln!(out, "- {line}").unwrap();
        assert_eq!(Line::parse(&line.to_string()).as_ref(), Some(line));
    }
    out
}

#[test]
fn every_example_is_told_as_its_readers_want_it() {
    let mut wrong = Vec::new();
    for example in examples() {
        let told = told(&diff(&read(&example, "old.md"), &read(&example, "new.md")));
        let path = example.join("changes.txt");
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if told == expected.replace("\r\n", "\n") {
            continue;
        }
        if std::env::var_os("PLAN_BLESS").is_some() {
            std::fs::write(&path, &told).unwrap();
        } else {
            let name = example.file_name().unwrap().to_string_lossy();
            wrong.push(format!("{name}\n\nexpected:\n{expected}\ntold:\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

#[test]
fn the_changes_of_every_example_make_its_new_plan() {
    for example in examples() {
        let (old, new) = (read(&example, "old.md"), read(&example, "new.md"));
        let made = apply(old.plan(), &diff(&old, &new)).unwrap();
        assert_eq!(made, *new.plan(), "{}", example.display());
    }
}

#[test]
fn the_examples_show_every_kind_that_a_comparison_gives() {
    let mut shown: BTreeSet<ChangeKind> = examples()
        .iter()
        .flat_map(|example| diff(&read(example, "old.md"), &read(example, "new.md")))
        .map(|change| change.kind)
        .collect();
    // These are told of files, and of what somebody said.
    shown.extend([
        ChangeKind::Created,
        ChangeKind::Renamed,
        ChangeKind::Reason,
        ChangeKind::Reverted,
    ]);
    for kind in ChangeKind::ALL {
        assert!(shown.contains(kind), "{kind:?}");
    }
}

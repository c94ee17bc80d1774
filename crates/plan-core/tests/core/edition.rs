//! The edition of what is read, compared and worded (`plan_core::EDITION`) is raised whenever an answer becomes another, or
//! caches would go on giving the old one. `edition.txt` holds the edition, and for each example of `changes` a number made
//! of its files and one made of what they give.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use plan_core::change::Told;
use plan_core::{Change, Document, EDITION, Status, apply, describe, diff, similarity};

use crate::changes::{examples, read};

/// What to do when the numbers are others.
const HOW: &str = "PLAN_BLESS=1 cargo test -p plan-core --test core edition";

/// FNV-1a: any number that is the same on every machine will do.
fn number(text: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    format!("{hash:016x}")
}

/// All that a cache keeps of two versions.
fn answers(old: &Document, new: &Document) -> String {
    let mut out = String::new();
    for document in [old, new] {
        let plan = document.plan();
        let status: Option<Status> = plan.status();
        writeln!(
            out,
            "{:?} {:?} {:?} {:?}",
            plan.title().map(|title| title.on_one_line()),
            document.kind(),
            status,
            status.as_ref().map(Status::is_unfilled)
        )
        .unwrap();
        let created = Told::from(Change::created(document));
        writeln!(out, "{}", serde_json::to_string(&created).unwrap()).unwrap();
    }
    for (old, new) in [(old, new), (new, old)] {
        writeln!(out, "{:?}", similarity(old, new)).unwrap();
        for change in diff(old, new) {
            let told = serde_json::to_string(&Told::from(change)).unwrap();
            writeln!(out, "{told}").unwrap();
        }
    }
    out
}

fn numbers() -> BTreeMap<String, (String, String)> {
    let number_of = |example: &Path| {
        let (old, new) = (read(example, "old.md"), read(example, "new.md"));
        let files = number(&format!("{}\0{}", old.as_str(), new.as_str()));
        (files, number(&answers(&old, &new)))
    };
    let name = |example: &Path| example.file_name().unwrap().to_string_lossy().into_owned();
    let examples = examples();
    let numbers = examples
        .iter()
        .map(|example| (name(example), number_of(example)));
    numbers.collect()
}

#[test]
fn the_edition_is_raised_when_answers_become_others() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/core/edition.txt");
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let mut lines = text.lines();
    let edition = lines.next().and_then(|line| line.strip_prefix("edition "));
    let recorded: BTreeMap<&str, (&str, &str)> = lines
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, (words.next()?, words.next()?)))
        })
        .collect();
    let numbers = numbers();
    // Where the files are others too, nothing follows from other answers.
    let other: Vec<&str> = numbers
        .iter()
        .filter_map(|(name, (files, answers))| {
            let (old_files, old_answers) = recorded.get(name.as_str())?;
            (files == old_files && answers != old_answers).then_some(name.as_str())
        })
        .collect();
    let raised = edition != Some(EDITION.to_string().as_str());
    assert!(
        other.is_empty() || raised,
        "These examples are read, compared or worded otherwise than before, so that what caches hold is no longer right:\n  \
         {}\nRaise `EDITION` in crates/plan-core/src/change.rs, and then run {HOW}",
        other.join("\n  ")
    );
    let mut present = format!("edition {EDITION}\n");
    for (name, (files, answers)) in &numbers {
        writeln!(present, "{name} {files} {answers}").unwrap();
    }
    if text.replace("\r\n", "\n") == present {
        return;
    }
    assert!(
        std::env::var_os("PLAN_BLESS").is_some(),
        "examples or the edition are others than in edition.txt; run {HOW}"
    );
    std::fs::write(&path, present).unwrap();
}

#[test]
fn what_a_change_tells_makes_it_again() {
    for example in examples() {
        let (old, new) = (read(&example, "old.md"), read(&example, "new.md"));
        let changes = diff(&old, &new);
        let told: Vec<Told> = changes.iter().cloned().map(Told::from).collect();
        let json = serde_json::to_string(&told).unwrap();
        let told: Vec<Told> = serde_json::from_str(&json).unwrap();
        let again: Vec<Change> = told.into_iter().map(Change::from).collect();
        assert_eq!(again, changes, "{}", example.display());
        assert_eq!(
            describe(&again),
            describe(&changes),
            "{}",
            example.display()
        );
        assert!(again.iter().all(|change| change.node().is_none()));
        // Better no plan than one in which they were not made.
        assert_eq!(
            apply(old.plan(), &again).is_err(),
            !again.is_empty(),
            "{}",
            example.display()
        );
    }
}

#[test]
fn a_line_of_parts_that_fit_no_wording_is_refused() {
    let told = Told::from(Change::renamed("old.md"));
    let json = serde_json::to_value(&told).unwrap();
    for (part, value) in [
        ("kind", "ticked".into()),
        ("production", 9999.into()),
        ("production", 0.into()),
        ("slots", serde_json::json!([])),
    ] {
        let mut json = json.clone();
        json["line"][part] = value;
        assert!(serde_json::from_value::<Told>(json).is_err(), "{part}");
    }
    assert!(serde_json::from_value::<Told>(json).is_ok());
}

//! Every way in which git makes a commit, merges or moves one, with the hook and the driver installed: what the commit holds
//! and what `git status` says afterwards. Each test bears the number of its scenario, and each number has a test.
//!
//! "One entry" is one new heading in HEAD; "clean" is a `git status` that says nothing. Every tick is worth an entry here.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod aborted;
mod amended_entries;
mod amends;
mod beyond;
mod by_hand;
mod drivers;
mod entries;
mod files;
mod gaps;
mod indexes;
mod installs;
mod merges;
mod place;
mod rebases;
mod receipts;
mod trouble;
mod twins;
mod ways;
mod words_by_hand;

#[path = "../plans.rs"]
mod plans;
#[path = "../sandbox.rs"]
#[expect(dead_code, reason = "the other tests use more of it")]
mod sandbox;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const SCENARIOS: u32 = 70;

#[test]
fn every_scenario_has_a_test() {
    let directory = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/hook_scenarios"
    ));
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(directory).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let names = text.lines().filter_map(|line| line.strip_prefix("fn s"));
        found.extend(names.filter_map(|name| name.get(..2)?.parse::<u32>().ok()));
    }
    let missing: Vec<u32> = (1..=SCENARIOS)
        .filter(|number| !found.contains(number))
        .collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
}

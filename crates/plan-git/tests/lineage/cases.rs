//! Every case against its truth table, with the parents of its merges in both orders.

use std::fmt::Write as _;

use crate::answer::ask;
use crate::case::{Case, all};
use crate::histories::Made;
use crate::script::Script;
use crate::truth;

#[test]
fn every_case_is_told_as_its_truth_table_says() {
    let mut wrong = String::new();
    for case in all() {
        let script = case.script();
        check(&case, &script, &script.commits, false, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_case_is_told_so_with_the_parents_of_its_merges_exchanged() {
    let mut wrong = String::new();
    for case in all() {
        let script = case.script();
        match script.exchanged() {
            Some(commits) => check(&case, &script, &commits, true, &mut wrong),
            None => assert!(
                !truth::depends_on_order(&case.truth),
                "{} has no merge, so its truth has one side",
                case.name
            ),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn check(case: &Case, script: &Script, commits: &[Made], exchanged: bool, wrong: &mut String) {
    let found = ask(script, commits).to_string();
    let expected = truth::read(&truth::spelled_out(&case.truth), exchanged).to_string();
    if found != expected {
        let (group, name) = (&case.group, &case.name);
        writeln!(
            wrong,
            "\n{group}/{name}\n-- true\n{expected}-- told\n{found}"
        )
        .unwrap();
    }
}

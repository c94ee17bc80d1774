//! The log against history: what is matched, written, missing and orphaned.

use plan_core::Document;
use plan_core::evolution::ProgressPolicy;
use plan_git::derive::{Accepted, CompletenessQuery, LogQuery, Since, logs};
use plan_git::history::Options;
use plan_git::time::Time;

use crate::history::{ask, ask_first_parent, plan};
use crate::sandbox::Sandbox;

#[track_caller]
fn check(sandbox: &Sandbox, query: &LogQuery<'_>, expected: &[&str]) {
    let repository = sandbox.open();
    let told = ask(sandbox, true);
    let check = CompletenessQuery {
        tip: repository.head().unwrap().unwrap(),
        first_parent: &ask_first_parent(sandbox, &Options::default()),
        accepted: &Accepted::default(),
        is_working_tree: true,
    };
    let logs = logs(&repository, &told, query, Some(&check), &mut |plan| {
        let path = String::from_utf8(plan.path.clone()).unwrap();
        Some(Document::parse(
            std::fs::read_to_string(sandbox.root().join(path)).unwrap(),
        ))
    });
    let rows: Vec<String> = logs
        .iter()
        .flat_map(|log| &log.entries)
        .map(|row| {
            let state = format!("{:?}", row.state).to_lowercase();
            format!(
                "{state} {} {} [{}]",
                row.date,
                row.title,
                row.subject.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(rows, expected);
}

const DAY: i64 = 86_400;
const ALWAYS: LogQuery<'_> = LogQuery {
    progress: ProgressPolicy::Phase,
    since: Since::Always,
    among: None,
    paths: None,
};

fn entry(day: &str, line: &str) -> String {
    format!("### {day} - {line}\n\n- {line}\n")
}

#[test]
fn entries_are_joined_with_their_commits_and_gaps_are_found() {
    let s = Sandbox::new();
    let log = "## Evolution Log\n\n### 1970-01-02 - Initial Plan\n\n- Created\n";
    s.write("plans/a.md", &(plan("a", "Draft", "x") + "\n" + log));
    s.commit("one", DAY);
    s.write("plans/a.md", &(plan("a", "Ready", "x") + "\n" + log));
    s.commit("forgotten", 2 * DAY);
    let more = format!(
        "{log}\n{}",
        entry("1970-01-04", "Status: Ready -> In Progress")
    );
    s.write(
        "plans/a.md",
        &(plan("a", "In Progress", "x") + "\n" + &more),
    );
    s.commit("three", 3 * DAY);
    let noted = format!("{more}\n### 1970-01-05 - Scope\n\nCut in half.\n");
    s.write(
        "plans/a.md",
        &(plan("a", "In Progress", "x") + "\n" + &noted),
    );
    s.commit("note", 4 * DAY);
    let odd = format!("{noted}\n{}", entry("1970-01-06", "Text changed"));
    s.write("plans/a.md", &(plan("a", "In Progress", "x") + "\n" + &odd));
    s.commit("odd", 5 * DAY);
    let open = format!("{odd}\n### 1970-01-07 - Not committed\n\nyet\n");
    s.write(
        "plans/a.md",
        &(plan("a", "In Progress", "x") + "\n" + &open),
    );
    check(
        &s,
        &ALWAYS,
        &[
            "matched 1970-01-02 Initial Plan [one]",
            "missing 1970-01-03 Status: Draft -> Ready [forgotten]",
            "matched 1970-01-04 Status: Ready -> In Progress [three]",
            "written 1970-01-05 Scope [note]",
            "orphaned 1970-01-06 Text changed [odd]",
            "written 1970-01-07 Not committed [-]",
        ],
    );
}

/// Three commits, the second of which adds the configuration.
fn configured(log: &str) -> Sandbox {
    let s = Sandbox::new();
    s.write("plans/a.md", &(plan("a", "Draft", "x") + log));
    s.commit("before", DAY);
    s.write(".plan.toml", "paths = ['plans/*.md']\n");
    s.write("plans/a.md", &(plan("a", "Ready", "x") + log));
    s.commit("with", 2 * DAY);
    s.write("plans/a.md", &(plan("a", "Completed", "x") + log));
    s.commit("after", 3 * DAY);
    s
}

#[test]
fn entries_are_expected_from_the_configuration_on() {
    let s = configured("\n## Evolution Log\n\n### 1970-01-02 - Begun\n\nBy Bob.\n");
    let since = |since| LogQuery { since, ..ALWAYS };
    let both = [
        "matched 1970-01-02 Begun [before]",
        "missing 1970-01-03 Status: Draft -> Ready [with]",
        "missing 1970-01-04 Status: Ready -> Completed [after]",
    ];
    check(&s, &since(Since::Configured), &both);
    check(&s, &since(Since::Always), &both);
    check(
        &s,
        &since(Since::Time(Time::new(3 * DAY, 0))),
        &[
            "matched 1970-01-02 Begun [before]",
            "missing 1970-01-04 Status: Ready -> Completed [after]",
        ],
    );
}

#[test]
fn plan_without_a_log_expects_entries_on_request_only() {
    let s = configured("");
    let since = |since| LogQuery { since, ..ALWAYS };
    check(&s, &since(Since::Configured), &[]);
    check(&s, &since(Since::Time(Time::new(3 * DAY, 0))), &[]);
    check(
        &s,
        &since(Since::Always),
        &[
            "missing 1970-01-02 Initial Plan [before]",
            "missing 1970-01-03 Status: Draft -> Ready [with]",
            "missing 1970-01-04 Status: Ready -> Completed [after]",
        ],
    );
}

#[test]
fn a_later_entry_of_the_day_covers_a_commit() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("one", DAY);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("two", 2 * DAY);
    let log = format!(
        "\n## Evolution Log\n\n### 1970-01-02 - Initial Plan\n\n- Created\n\n{}",
        entry("1970-01-03", "Status: Draft -> Ready")
    );
    s.write("plans/a.md", &(plan("a", "Ready", "x") + &log));
    s.commit("mended", 2 * DAY + 60);
    check(
        &s,
        &ALWAYS,
        &[
            "matched 1970-01-02 Initial Plan [one]",
            "matched 1970-01-03 Status: Draft -> Ready [two]",
        ],
    );
}

#[test]
fn a_merge_asks_for_nothing_that_its_sides_have_told() {
    let s = Sandbox::new();
    let log = "\n## Evolution Log\n\n### 1970-01-02 - Initial Plan\n\n- Created\n";
    s.write("plans/a.md", &(plan("a", "Draft", "x") + log));
    s.commit("base", DAY);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write(
        "plans/a.md",
        &(plan("a", "Draft", "y") + log + "\n" + &entry("1970-01-03", "Section changed: Notes")),
    );
    s.commit("side", 2 * DAY);
    s.git(&["checkout", "-q", "main"]);
    s.write(
        "plans/a.md",
        &(plan("a", "Ready", "x") + log + "\n" + &entry("1970-01-04", "Status: Draft -> Ready")),
    );
    s.commit("main", 3 * DAY);
    s.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
    let both = log.to_owned()
        + "\n"
        + &entry("1970-01-03", "Section changed: Notes")
        + "\n"
        + &entry("1970-01-04", "Status: Draft -> Ready");
    s.write("plans/a.md", &(plan("a", "Ready", "y") + &both));
    s.commit("merge", 4 * DAY);
    check(
        &s,
        &ALWAYS,
        &[
            "matched 1970-01-02 Initial Plan [base]",
            "matched 1970-01-03 Section changed: Notes [side]",
            "matched 1970-01-04 Status: Draft -> Ready [main]",
        ],
    );
}

#[test]
fn documents_that_are_no_plans_have_no_log() {
    let s = Sandbox::new();
    s.write("plans/a.md", "# A proposal\n\n**Status**: Draft\n");
    s.commit("one", DAY);
    check(&s, &ALWAYS, &[]);
}

//! Dates of commits with odd zones and years, as `git log` shows them.

use plan_core::template::Vocabulary;
use plan_git::history::{Query, history};
use plan_git::paths::Paths;

use crate::history::plan;
use crate::sandbox::Sandbox;

/// Seconds and zone as a commit holds them. git refuses to make some of these.
const ODD: [&str; 39] = [
    "1700000000 +1400",
    "1700000000 -1200",
    "1700000000 +0530",
    "1700000000 -0330",
    "1700000000 -0000",
    "1700000000 +0000",
    "1700000000 +2500",
    "1700000000 -2359",
    "1700000000 +0001",
    "1700000000 +51800",
    "1700000000 +0099",
    "1700000000 -0099",
    "1700000000 +1260",
    "1700000000 -0060",
    "1700000000 +0139",
    "1700000000 +9999",
    "1700000000 -99999",
    "1700000000 +5",
    "1700000000 +053",
    "1700000000 -000099",
    "1700000000 +05:30",
    "1700000000 +0530x",
    "1700000000 +2147483647",
    "1700000000 -2147483648",
    "1700000000 +99999999999",
    "100 +0099",
    "000000001 +0000",
    "67767976233532799 +0000",
    "68767976233532800 +0100",
    "9223372036854775807 -0100",
    "0 +0000",
    "0 +1400",
    "86399 -0100",
    "4102444800 +0000",
    "4107542399 -0800",
    "253402300799 +0000",
    "253402300799 +0100",
    "18446744073709551615 +0100",
    "99999999999999999999 +0000",
];

/// Before 1970, where git shows nothing or gives up; here it is the moment that was recorded.
const EARLY: [(&str, &str); 3] = [
    ("-1 +0000", "1969-12-31T23:59:59Z"),
    ("-2177452800 +0100", "1901-01-01T01:00:00+01:00"),
    ("1 -1200", "1969-12-31T12:00:01-12:00"),
];

/// A line of commits with these dates of author and committer.
fn commits(dates: &[(&str, &str)]) -> Sandbox {
    let s = Sandbox::new();
    let mut parent = String::new();
    for (number, (authored, committed)) in dates.iter().enumerate() {
        s.write("plans/a.md", &plan("a", "Draft", &number.to_string()));
        s.git(&["add", "-A"]);
        let tree = s.git(&["write-tree"]);
        let raw = format!(
            "tree {tree}\n{parent}author A <a> {authored}\ncommitter C <c> {committed}\n\n{authored}\n"
        );
        let args = [
            "hash-object",
            "-t",
            "commit",
            "-w",
            "--literally",
            "--stdin",
        ];
        let id = s.git_with(&s.root(), &args, 0, raw.as_bytes());
        parent = format!("parent {id}\n");
        s.git(&["update-ref", "HEAD", &id]);
    }
    s
}

/// `authored committed (subject)` of each commit, the newest first.
fn told(sandbox: &Sandbox) -> Vec<String> {
    let repository = sandbox.open();
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &Paths::new(["plans/*.md".to_owned()]).unwrap(),
        vocabulary: &Vocabulary::default(),
        changes: false,
    };
    let told = history(&repository, &query, &mut |_| {}).unwrap();
    let records = told.plans[0].revisions.iter().rev();
    records
        .map(|record| {
            let (author, committer) = (&record.commit.author, &record.commit.committer);
            format!(
                "{} {} ({})",
                author.time.rfc3339(),
                committer.time.rfc3339(),
                record.commit.subject
            )
        })
        .collect()
}

#[test]
fn odd_dates_are_shown_as_git_shows_them() {
    // The committer's date is the next one, so that the two differ.
    let next = ODD.iter().cycle().skip(1);
    let dates: Vec<(&str, &str)> = ODD.iter().copied().zip(next.copied()).collect();
    let s = commits(&dates);
    let listed = s.git(&[
        "log",
        "--topo-order",
        "--date=iso-strict",
        "--format=%ad %cd (%s)",
    ]);
    assert_eq!(told(&s), listed.lines().collect::<Vec<_>>());
}

#[test]
fn dates_before_1970_are_those_that_were_recorded() {
    let dates = EARLY.map(|(date, _)| (date, date));
    let expected: Vec<String> = EARLY
        .iter()
        .rev()
        .map(|(date, shown)| format!("{shown} {shown} ({date})"))
        .collect();
    assert_eq!(told(&commits(&dates)), expected);
}

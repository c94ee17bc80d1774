//! `docs/lineage.md` shows every case: what happens, what `git log --follow` lists, and what plan tells.
//! `PLAN_BLESS=1` writes it anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::answer::{Answer, Row, Told};
use crate::case::{Case, all};
use crate::truth;

/// The folders of cases in the order in which they are read.
const CHAPTERS: [(&str, &str); 7] = [
    ("merges", "Merges"),
    ("renames", "Renames"),
    ("copies", "Copies and templates"),
    ("deletions", "Deletions"),
    ("moves", "Moves across the configured paths"),
    ("texts", "Texts"),
    ("clocks", "Clocks and cuts"),
];

#[test]
fn the_page_shows_every_case() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/lineage.md");
    let text = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\r\n", "\n");
    let cases = all();
    assert!(cases.len() >= 30, "{}", cases.len());
    let mut expected = text.clone();
    for (name, part) in [("summary", summary(&cases)), ("cases", chapters(&cases))] {
        let open = format!("<!-- {name} -->\n");
        let start = expected.find(&open).expect(name) + open.len();
        let end = start + expected[start..].find("<!-- end -->").expect(name);
        expected.replace_range(start..end, &part);
    }
    if std::env::var_os("PLAN_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    } else {
        assert!(
            text == expected,
            "docs/lineage.md is behind the cases; run the test with PLAN_BLESS=1"
        );
    }
}

fn in_order(cases: &[Case]) -> Vec<(&'static str, Vec<&Case>)> {
    let chapters: Vec<_> = CHAPTERS
        .iter()
        .map(|(group, title)| {
            let of_group = cases.iter().filter(|case| case.group == *group).collect();
            (*title, of_group)
        })
        .collect();
    let shown: usize = chapters
        .iter()
        .map(|(_, cases): &(_, Vec<_>)| cases.len())
        .sum();
    assert_eq!(shown, cases.len(), "a folder of cases is in no chapter");
    chapters
}

/// Where git and plan differ.
fn summary(cases: &[Case]) -> String {
    let mut out = String::from("\n| case | only plan tells | only git lists |\n|---|---|---|\n");
    let mut alike = 0;
    for case in in_order(cases).into_iter().flat_map(|(_, cases)| cases) {
        let answer = truth::read(&case.truth, false);
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        for document in &answer.documents {
            let told: BTreeSet<&str> = commits(document).collect();
            let listed: BTreeSet<&str> = document.git.iter().map(String::as_str).collect();
            let only = |commits: Vec<&str>| {
                let of = format!("{} of `{}`", commits.join(", "), document.path);
                (!commits.is_empty()).then_some(of)
            };
            let missed = commits(document).filter(|commit| !listed.contains(commit));
            ours.extend(only(missed.collect()));
            let foreign = document.git.iter().map(String::as_str);
            theirs.extend(only(
                foreign.filter(|commit| !told.contains(commit)).collect(),
            ));
        }
        if ours.is_empty() && theirs.is_empty() {
            alike += 1;
            continue;
        }
        let link = format!("[{}](#{})", case.title, anchor(&case.title));
        writeln!(
            out,
            "| {link} | {} | {} |",
            ours.join("; "),
            theirs.join("; ")
        )
        .unwrap();
    }
    writeln!(
        out,
        "\nIn the other {alike} of {} both name the same commits.\n",
        cases.len()
    )
    .unwrap();
    out
}

fn commits(document: &Told) -> impl Iterator<Item = &str> {
    document.revisions.iter().map(|row| row.commit.as_str())
}

/// What GitHub makes of a heading.
fn anchor(title: &str) -> String {
    title
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn chapters(cases: &[Case]) -> String {
    let mut out = String::from("\n");
    for (title, cases) in in_order(cases) {
        writeln!(out, "## {title}\n").unwrap();
        for case in cases {
            section(case, &mut out);
        }
    }
    out
}

fn section(case: &Case, out: &mut String) {
    writeln!(out, "### {}\n", case.title).unwrap();
    if !case.about.is_empty() {
        writeln!(out, "{}\n", case.about).unwrap();
    }
    writeln!(out, "```text\n{}\n```\n", case.history.trim_end()).unwrap();
    let answer = truth::read(&case.truth, false);
    let depends = truth::depends_on_order(&case.truth);
    let exchanged = depends.then(|| truth::read(&case.truth, true));
    if !answer.complete {
        writeln!(out, "plan says that not everything is known.\n").unwrap();
    }
    for (at, document) in answer.documents.iter().enumerate() {
        let other = exchanged
            .as_ref()
            .map(|exchanged| twin(exchanged, at, document));
        table(document, other, out);
    }
    if case.script().exchanged().is_some() && !depends {
        writeln!(
            out,
            "It is the same with the parents of the merge exchanged.\n"
        )
        .unwrap();
    }
}

/// The same document with the parents exchanged; its last path may be another one.
fn twin<'a>(answer: &'a Answer, at: usize, document: &Told) -> &'a Told {
    let found = answer
        .documents
        .iter()
        .find(|twin| twin.path == document.path);
    let found = found.or(answer.documents.get(at));
    found.expect("the same documents in both orders")
}

fn table(document: &Told, other: Option<&Told>, out: &mut String) {
    let gone = if document.alive {
        ""
    } else {
        ", gone at the tip"
    };
    writeln!(out, "`{}`{gone}:\n", document.path).unwrap();
    let mut heads = vec!["commit", "`git log --follow`", "plan"];
    heads.extend(other.map(|_| "plan, parents exchanged"));
    writeln!(out, "| {} |", heads.join(" | ")).unwrap();
    writeln!(out, "|{}", "---|".repeat(heads.len())).unwrap();
    let mut names: Vec<&str> = Vec::new();
    let listed = document.git.iter().map(String::as_str);
    for name in commits(document)
        .chain(other.into_iter().flat_map(commits))
        .chain(listed)
        .chain(
            other
                .iter()
                .flat_map(|other| other.git.iter().map(String::as_str)),
        )
    {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let lists = |document: &Told| document.git.iter().any(|commit| commit == name);
        let git = match (lists(document), other.map(lists)) {
            (true, None | Some(true)) => "listed",
            (false, None | Some(false)) => "",
            (true, Some(false)) => "listed, but not if exchanged",
            (false, Some(true)) => "listed if exchanged",
        };
        let mut cells = vec![name.to_owned(), git.to_owned(), cell(document, name)];
        cells.extend(other.map(|other| cell(other, name)));
        writeln!(out, "| {} |", cells.join(" | ")).unwrap();
    }
    writeln!(out).unwrap();
    let states = states(document);
    if !states.is_empty() {
        writeln!(out, "Status: {states}.\n").unwrap();
    }
    if let Some(other) = other.map(self::states).filter(|other| *other != states) {
        writeln!(out, "Status with the parents exchanged: {other}.\n").unwrap();
    }
}

fn cell(document: &Told, commit: &str) -> String {
    let row = document.revisions.iter().find(|row| row.commit == commit);
    row.map_or_else(String::new, |row| told(document, row))
}

fn told(document: &Told, row: &Row) -> String {
    let mut out = row.kind.clone();
    if let Some(from) = &row.from {
        write!(out, " from `{from}`").unwrap();
    }
    if row.path != document.path {
        write!(
            out,
            "{} `{}`",
            if row.from.is_some() { " to" } else { " as" },
            row.path
        )
        .unwrap();
    }
    if let Some(landed) = &row.landed {
        write!(out, ", landed with {landed}").unwrap();
    }
    out
}

fn states(document: &Told) -> String {
    let state = |state: &crate::answer::State| {
        let landed = state.landed.as_ref();
        let landed = landed.map_or_else(String::new, |landed| format!(", landed with {landed}"));
        format!("{} ({}{landed})", state.to, state.commit)
    };
    let states: Vec<String> = document.states.iter().map(state).collect();
    states.join(", then ")
}

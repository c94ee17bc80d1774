//! The merge of plans against `git merge-file`: where git merges two edits of a plan without conflict, so does `plan`, and
//! both say the same, but for the exceptions that `docs/merging.md` names.

use std::path::PathBuf;

use plan_core::Document;
use plan_core::merge::{Options, merge};

use crate::sandbox::Sandbox;

/// A small generator, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % sides.max(1) as u64).unwrap()
    }
}

/// What somebody does to a plan, line by line. The number tells new words apart.
type Edit = fn(&mut Vec<String>, usize, usize);

const EDITS: [(&str, Edit); 7] = [
    ("tick", |lines, at, _| {
        let (old, new) = match lines[at].contains("[ ]") {
            true => ("[ ]", "[x]"),
            false => ("[x]", "[ ]"),
        };
        lines[at] = lines[at].replacen(old, new, 1);
    }),
    ("reword", |lines, at, number| {
        lines[at] += &format!(" and {number} more")
    }),
    ("add", |lines, at, number| {
        let behind_box = ["[ ] ", "[x] "]
            .iter()
            .find_map(|sign| Some(lines[at].find(sign)? + 4));
        let word = || lines[at].find(|c: char| c.is_alphanumeric()).unwrap();
        let start = behind_box.unwrap_or_else(word);
        let line = format!("{}New words {number}", &lines[at][..start]);
        lines.insert(at + 1, line);
    }),
    ("remove", |lines, at, _| drop(lines.remove(at))),
    ("move", |lines, at, number| {
        let line = lines.remove(at);
        let places: Vec<usize> = (0..lines.len())
            .filter(|at| lines[*at].starts_with("- "))
            .collect();
        let to = places.get(number % places.len().max(1)).copied();
        lines.insert(to.unwrap_or(at), line);
    }),
    ("copy", |lines, at, _| lines.insert(at, lines[at].clone())),
    ("log", |lines, _, number| {
        let day = 1 + number % 28;
        let entry = format!("\n### 2026-03-{day:02} - Talked\n\n- About {number}");
        lines.extend(entry.split('\n').map(str::to_owned));
    }),
];

/// A text after up to three edits, and what they were.
fn edited(dice: &mut Dice, text: &str) -> (String, Vec<&'static str>) {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut done = Vec::new();
    for _ in 0..=dice.roll(3) {
        let (name, edit) = EDITS[dice.roll(EDITS.len())];
        let is_entry = |line: &str| {
            let line = line.trim_start();
            let marked =
                line.starts_with("- ") || line.starts_with("* ") || line.starts_with("1. ");
            marked && line.contains(char::is_alphanumeric)
        };
        let wants = |line: &str| match name {
            "reword" => line.contains(char::is_alphanumeric) && !line.starts_with(['|', '`', '<']),
            "tick" => line.contains("[ ]") || line.contains("[x]"),
            "log" => true,
            _ => is_entry(line),
        };
        let places: Vec<usize> = (0..lines.len()).filter(|at| wants(&lines[*at])).collect();
        if let Some(at) = places.get(dice.roll(places.len())) {
            // Few numbers, so that both sides now and then do the same.
            edit(&mut lines, *at, dice.roll(40));
            done.push(name);
        }
    }
    (lines.join("\n") + "\n", done)
}

/// What came of merges that git finds clean.
#[derive(Debug, Default)]
struct Tally {
    clean: usize,
    /// Ours says something else, or is in conflict.
    other: usize,
    /// Those of them that have no reason.
    unexplained: Vec<String>,
    /// Clean in ours and not in git.
    gained: usize,
    /// Exchanging the sides makes a conflict of what was none.
    lopsided: usize,
}

fn tally(texts: &[String], cases: usize) -> Tally {
    let sandbox = Sandbox::without_repository();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let base = &texts[dice.roll(texts.len())];
        let ((ours, left), (theirs, right)) = (edited(&mut dice, base), edited(&mut dice, base));
        for (name, text) in [("base", base), ("ours", &ours), ("theirs", &theirs)] {
            sandbox.write(name, text);
        }
        let git = sandbox.try_git(&["merge-file", "-p", "ours", "base", "theirs"]);
        let [base, ours, theirs] =
            [base, &ours, &theirs].map(|text| Document::parse(text.as_str()));
        let merged = merge(&base, &ours, &theirs, &Options::default());
        let exchanged = merge(&base, &theirs, &ours, &Options::default());
        tally.lopsided += usize::from(merged.is_clean() != exchanged.is_clean());
        if git.status != 0 {
            tally.gained += usize::from(merged.is_clean());
            continue;
        }
        tally.clean += 1;
        let wanted = Document::parse(git.stdout);
        if merged.is_clean() && Document::parse(merged.text.as_str()).plan() == wanted.plan() {
            continue;
        }
        tally.other += 1;
        // What moved, or what both put in, is told apart by what it is and not by its lines.
        let did = |side: &[&str], what: &[&str]| side.iter().any(|edit| what.contains(edit));
        let moved = did(&left, &["move"]) || did(&right, &["move"]);
        let put = ["add", "copy", "log"];
        let put = did(&left, &put) && did(&right, &put);
        let copied = did(&left, &["copy"]) || did(&right, &["copy"]);
        // A log under another heading is no log, so what was in it is gone.
        let log = |side: &Document| side.plan().evolution_log().is_some();
        let renamed = log(&base) && !(log(&ours) && log(&theirs));
        let is_explained = match merged.is_clean() {
            true => moved || put || copied,
            false => moved || renamed,
        };
        if !is_explained {
            let (conflicts, text) = (merged.conflicts, merged.text);
            let case = format!("{left:?} {right:?} {conflicts:?}\n{text}");
            tally.unexplained.push(case);
        }
    }
    tally
}

/// Real plans, where they are at hand; `PLAN_CORPUS` says where else they lie.
fn corpus() -> Vec<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("PLAN_CORPUS").map_or_else(beside, PathBuf::from);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    let texts = paths
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok());
    texts.filter(|text| text.len() < 40_000).collect()
}

fn cases() -> usize {
    let cases = std::env::var("PLAN_CASES");
    cases.map_or(250, |cases| cases.parse().unwrap())
}

/// The shares are what was measured in a few thousand cases, rounded down.
#[test]
fn what_git_merges_is_merged_to_the_same_plan() {
    let own = [
        crate::sample::CACHE,
        crate::sample::LOGIN,
        plan_core::template::TEMPLATE,
    ];
    for (texts, percent) in [(own.map(str::to_owned).to_vec(), 97), (corpus(), 98)] {
        if texts.is_empty() {
            continue;
        }
        let tally = tally(&texts, cases());
        let Tally { clean, other, .. } = tally;
        assert!(tally.unexplained.is_empty(), "{:#?}", tally.unexplained);
        assert!(
            (clean - other) * 100 >= percent * clean,
            "{other} of {clean}"
        );
        // Many a conflict of lines is none of plans, and who is ours makes no conflict.
        assert!(tally.gained * 10 >= clean, "{} of {clean}", tally.gained);
        assert_eq!(tally.lopsided, 0);
    }
}

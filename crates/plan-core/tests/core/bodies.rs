//! What must hold for any text and any change of it: run on generated documents by the property tests and on arbitrary
//! bytes by the fuzz targets.

use std::collections::HashSet;

use plan_core::merge::{Labels, Merged, Options, Style, merge};
use plan_core::{Class, Document, Plan};
use serde_json::Value;

use crate::mutate::{CHANGES, Nodes, each_list, each_text};

/// The targets, by name: each has a fuzz target in `fuzz/fuzz_targets` and a folder of inputs in `regressions`.
pub const TARGETS: [&str; 5] = ["parse", "update", "apply", "changes", "merge"];

/// Runs one input of a target. Text and choices are parted by the last NUL; bytes that are no text are no input.
pub fn run(target: &str, input: &[u8]) {
    let (text, choices) = match input.iter().rposition(|byte| *byte == 0) {
        Some(at) if target != "parse" => (&input[..at], &input[at + 1..]),
        _ => (input, &[][..]),
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    match target {
        "parse" => parse(text),
        "update" => update(text, choices),
        "apply" => apply(text, choices),
        "changes" => edited(text, choices),
        "merge" => merged(text, choices),
        other => panic!("no target {other}"),
    }
}

/// Reading loses nothing, and a plan that goes through JSON unchanged gives no edit.
pub fn parse(text: &str) {
    let document = Document::parse(text);
    assert_eq!(document.as_str(), text);
    let plan = document.plan();
    assert_eq!(document.edits(plan), Ok(Vec::new()));
    let json = serde_json::to_string(plan).unwrap();
    let back: Plan = serde_json::from_str(&json).unwrap();
    assert_eq!(back, *plan);
    assert_eq!(document.edits(&back), Ok(Vec::new()));
    let mut said = HashSet::new();
    each_string(&serde_json::to_value(plan).unwrap(), &mut |string| {
        said.extend(words_of(string));
    });
    // A box is ticked with an `x`.
    said.insert("x".to_owned());
    let lost: Vec<String> = words(&document).difference(&said).cloned().collect();
    assert!(lost.is_empty(), "{lost:?} of {text:?} is nowhere in {json}");
    for finding in document.findings() {
        assert!(text.get(finding.span.range()).is_some());
    }
    let items = plan.items();
    let mut ticked = plan.clone();
    for item in &items {
        assert_eq!(
            ticked.check_mut(&item.address).map(|check| check.done),
            item.check.map(|check| check.done),
            "{}",
            item.address
        );
    }
}

/// A changed plan is written so that it reads as asked, and nothing but the reported edits changes; or it is refused.
pub fn update(text: &str, choices: &[u8]) {
    let document = Document::parse(text);
    let mut wanted = document.plan().clone();
    for choice in choices.chunks_exact(3) {
        change(&mut wanted, choice);
    }
    written(&document, &wanted);
}

/// The same for a plan that was changed as JSON by somebody who knows nothing of origins.
pub fn apply(text: &str, choices: &[u8]) {
    let document = Document::parse(text);
    let mut json = serde_json::to_value(document.plan()).unwrap();
    for choice in choices.chunks_exact(3) {
        change_json(&mut json, choice);
    }
    if let Ok(wanted) = serde_json::from_value::<Plan>(json) {
        written(&document, &wanted);
    }
}

/// All changes between two texts make the one the other, each by itself makes a plan or is refused, and none but the
/// cosmetic ones is left when the plans say the same.
pub fn changes(a: &str, b: &str) {
    let (old, new) = (Document::parse(a), Document::parse(b));
    let changes = plan_core::diff(&old, &new);
    let made = plan_core::apply(old.plan(), &changes).unwrap();
    assert_eq!(made, *new.plan(), "{changes:#?}");
    if old.plan() == new.plan() {
        assert!(
            changes
                .iter()
                .all(|change| change.class() == Class::Cosmetic)
        );
    }
    // What stays keeps its bytes, what comes brings its own: the plan can be written.
    written(&old, &made);
    for change in &changes {
        if let Ok(made) = plan_core::apply(old.plan(), std::slice::from_ref(change)) {
            written(&old, &made);
        }
    }
}

/// A plan that was edited: its changes make it.
pub fn edited(text: &str, choices: &[u8]) {
    let document = Document::parse(text);
    let mut wanted = document.plan().clone();
    for choice in choices.chunks_exact(3) {
        change(&mut wanted, choice);
    }
    if let Ok(new) = document.update(&wanted) {
        changes(text, new.as_str());
    }
}

const STYLES: [Style; 3] = [Style::Merge, Style::Diff3, Style::Zdiff3];

/// Two edited versions of a text are merged: nobody's words are lost, and either side of every conflict can be chosen.
pub fn merged(text: &str, choices: &[u8]) {
    let base = Document::parse(text);
    let version = |choices: &[u8]| {
        let mut wanted = base.plan().clone();
        for choice in choices.chunks_exact(3) {
            change(&mut wanted, choice);
        }
        base.update(&wanted).ok()
    };
    let (left, right) = choices.split_at(choices.len() / 2);
    if let (Some(ours), Some(theirs)) = (version(left), version(right)) {
        laws_of_merging(&base, &ours, &theirs, choices);
    }
}

/// Two people who each change another text of a plan: the merge is clean and says both.
pub fn apart(text: &str, choices: [u8; 2]) {
    let base = Document::parse(text);
    let with = |numbers: &[usize]| {
        let mut plan = base.plan().clone();
        let mut number = 0;
        each_text(&mut plan, &mut |_, text| {
            if numbers.contains(&number) {
                *text = format!("{text} word{number}").into();
            }
            number += 1;
        });
        (plan, number)
    };
    let (_, texts) = with(&[]);
    let [left, right] = choices.map(|choice| usize::from(choice) % texts.max(1));
    let [(ours, _), (theirs, _), (both, _)] = [with(&[left]), with(&[right]), with(&[left, right])];
    let written = [&ours, &theirs, &both].map(|plan| base.update(plan).ok());
    if left != right
        && let [Some(ours), Some(theirs), Some(_)] = written
    {
        let merged = merge(&base, &ours, &theirs, &Options::default());
        assert!(merged.is_clean(), "{}", merged.text);
        assert_eq!(*Document::parse(merged.text).plan(), both);
    }
}

/// The laws of merging, for any three texts; `choices` pick how conflicts are shown and settled.
pub fn laws_of_merging(base: &Document, ours: &Document, theirs: &Document, choices: &[u8]) {
    let choice = |at: usize| choices.get(at).map_or(0, |choice| usize::from(*choice));
    let options = Options {
        style: STYLES[choice(0) % STYLES.len()],
        marker_size: [7, 9, 15][choice(1) % 3],
        labels: Labels {
            ours: Some("ours".to_owned()),
            base: Some("base".to_owned()),
            theirs: Some("theirs".to_owned()),
        },
    };
    for (left, right) in [(ours, base), (base, ours), (ours, ours)] {
        let merged = merge(base, left, right, &options);
        assert_eq!(merged.text, ours.as_str(), "who did nothing has no say");
        assert!(merged.is_clean());
    }
    let merged = merge(base, ours, theirs, &options);
    let (known, result) = (words(base), words_of(&merged.text));
    for side in [ours, theirs] {
        let lost: Vec<_> = words(side)
            .into_iter()
            .filter(|word| !known.contains(word) && !result.contains(word))
            .collect();
        let side = side.as_str();
        assert!(
            lost.is_empty(),
            "{lost:?} of {side:?} is not in {:?}",
            merged.text
        );
    }
    let marked = |text: &str| {
        let signs = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
        text.lines()
            .any(|line| signs.iter().any(|sign| line.contains(sign)))
    };
    if [base, ours, theirs]
        .iter()
        .any(|side| marked(side.as_str()))
    {
        return;
    }
    // All conflicts settled for one side, and some for one and some for the other.
    let settled: [&dyn Fn(usize) -> bool; 3] =
        [&|_| true, &|_| false, &|at| choice(2) >> (at % 8) & 1 == 0];
    for is_ours in settled {
        let text = chosen(&merged, is_ours);
        assert!(!marked(&text), "{text:?}");
        assert!(Document::from_bytes(text.into_bytes()).is_ok());
    }
    if merged.is_clean() {
        return;
    }
    // How conflicts are shown has no say in what they are.
    let options = Options {
        style: STYLES[(choice(0) + 1) % STYLES.len()],
        ..options
    };
    let other = merge(base, ours, theirs, &options);
    for is_ours in [true, false] {
        // In a conflict every line is ended, the last one of the text too.
        let text = |merged| chosen(merged, &|_| is_ours);
        let (one, two) = (text(&merged), text(&other));
        let ends = ['\r', '\n'];
        assert_eq!(one.trim_end_matches(ends), two.trim_end_matches(ends));
    }
}

/// Every string of a value, wherever it stands.
fn each_string(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::String(string) => see(string),
        Value::Array(list) => list.iter().for_each(|value| each_string(value, see)),
        Value::Object(fields) => {
            fields.values().for_each(|value| each_string(value, see));
        }
        _ => {}
    }
}

fn words(document: &Document) -> HashSet<String> {
    words_of(document.as_str())
}

fn words_of(text: &str) -> HashSet<String> {
    let signs = |c: char| !c.is_alphanumeric();
    // Lists are numbered anew, and a box ticked with `X` on one side may be ticked with `x`.
    let is_word = |word: &&str| !word.bytes().all(|byte| byte.is_ascii_digit()) && *word != "X";
    text.split(signs)
        .filter(is_word)
        .map(str::to_owned)
        .collect()
}

/// The text with the nth conflict settled for ours or theirs. Markers must not be part of the texts.
pub fn chosen(merged: &Merged, is_ours: &dyn Fn(usize) -> bool) -> String {
    let mut out = String::new();
    let mut conflicts = merged.conflicts.iter().enumerate().peekable();
    let mut side = '<';
    for (at, line) in merged.text.split_inclusive('\n').enumerate() {
        let number = at + 1;
        let Some((nth, conflict)) = conflicts
            .peek()
            .filter(|(_, conflict)| conflict.lines.contains(&number))
        else {
            out.push_str(line);
            continue;
        };
        let sign = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
            .into_iter()
            .find(|sign| line.starts_with(sign));
        if let Some(sign) = sign {
            side = sign.chars().next().unwrap();
        } else if side == if is_ours(*nth) { '<' } else { '=' } {
            out.push_str(line);
        }
        if *conflict.lines.end() == number {
            assert_eq!(side, '>', "{line:?}");
            conflicts.next();
        }
    }
    assert!(conflicts.next().is_none());
    out
}

fn written(document: &Document, wanted: &Plan) {
    let Ok(new) = document.update(wanted) else {
        return;
    };
    assert_eq!(new.plan(), wanted);
    let edits = document.edits(wanted).unwrap();
    let mut text = String::new();
    let mut at = 0;
    for edit in &edits {
        let range = edit.span.range();
        assert!(range.start >= at, "edits are in order and disjoint");
        text.push_str(&document.as_str()[at..range.start]);
        text.push_str(&edit.text);
        at = range.end;
    }
    text.push_str(&document.as_str()[at..]);
    assert_eq!(text, new.as_str(), "the edits are all that changed");
    assert_eq!(
        new.edits(wanted),
        Ok(Vec::new()),
        "a second time changes nothing"
    );
}

const WORDS: &[&str] = &[
    "other words",
    "",
    "x",
    "two\nlines",
    "# heading",
    "- item",
    "a | b",
    "[x] box",
    "```",
    "**bold**: y",
    " blank ",
    "1. one",
    "---",
    "<!-- ",
    "2026-01-02",
    "\u{a0}é完",
];

fn change(plan: &mut Plan, choice: &[u8]) {
    let [what, which, how] = choice else { return };
    let (which, how) = (usize::from(*which), usize::from(*how));
    if what % 2 == 0 {
        let mut texts = 0;
        each_text(plan, &mut |_, _| texts += 1);
        let mut number = 0;
        each_text(plan, &mut |_, text| {
            if number == which % texts.max(1) {
                *text = WORDS[how % WORDS.len()].into();
            }
            number += 1;
        });
    } else {
        let mut lists = 0;
        each_list(plan, &mut |nodes| lists += usize::from(nodes.len() > 0));
        let mut number = 0;
        let mut done = false;
        each_list(plan, &mut |mut nodes: Nodes<'_>| {
            if done || nodes.len() == 0 {
                return;
            }
            if number == which % lists.max(1) {
                let at = (how / CHANGES.len()) % nodes.len();
                nodes.apply(at, CHANGES[how % CHANGES.len()]);
                done = true;
            }
            number += 1;
        });
    }
}

fn change_json(json: &mut Value, choice: &[u8]) {
    let [what, which, how] = choice else { return };
    let (which, how) = (usize::from(*which), usize::from(*how));
    let mut count = 0;
    visit(json, &mut |_| count += 1);
    let mut number = 0;
    visit(json, &mut |value| {
        if number == (which * 7 + usize::from(*what)) % count {
            match value {
                Value::String(text) => *text = WORDS[how % WORDS.len()].to_owned(),
                Value::Bool(done) => *done = !*done,
                Value::Number(number) => *number = (how % 9).into(),
                Value::Array(list) if !list.is_empty() => {
                    let at = how % list.len();
                    match how % 3 {
                        0 => {
                            list.remove(at);
                        }
                        1 => {
                            let node = list[at].clone();
                            list.push(node);
                        }
                        _ => list.rotate_left(1),
                    }
                }
                Value::Object(map) => {
                    if let Some(key) = map.keys().nth(how % map.len().max(1)).cloned() {
                        map.remove(&key);
                    }
                }
                _ => {}
            }
        }
        number += 1;
    });
}

fn visit(value: &mut Value, see: &mut dyn FnMut(&mut Value)) {
    see(value);
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| visit(value, see)),
        Value::Object(map) => map.values_mut().for_each(|value| visit(value, see)),
        _ => {}
    }
}

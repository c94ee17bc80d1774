//! Laws of the merge of lines. That it writes what git writes is tested where git is.

use std::collections::BTreeSet;

use plan_core::Document;
use plan_core::merge::{Labels, Merged, Options, Style, merge, merge_lines};
use proptest::prelude::*;

/// Few different lines, so that many are equal, and every way a text can end.
fn text() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec!["a", "b", "c", "", "# d", "- [ ] e"]);
    let eol = prop::sample::select(vec!["\n", "\r\n"]);
    (prop::collection::vec(line, 0..12), eol, any::<bool>()).prop_map(|(lines, eol, ended)| {
        let text = lines.join(eol);
        if ended { text + eol } else { text }
    })
}

fn options() -> impl Strategy<Value = Options> {
    let style = prop::sample::select(vec![Style::Merge, Style::Diff3, Style::Zdiff3]);
    (style, 3..12usize).prop_map(|(style, marker_size)| Options {
        style,
        marker_size,
        labels: Labels::default(),
    })
}

fn lines(text: &str) -> BTreeSet<&str> {
    text.lines().collect()
}

/// The text with every conflict resolved to the first or the last of its sides.
fn resolved(merged: &Merged, ours: bool) -> String {
    let mut conflicts = merged.conflicts.iter().peekable();
    let mut out = String::new();
    // 0 outside, then ours, base, theirs.
    let mut side = 0;
    for (at, line) in merged.text.split_inclusive('\n').enumerate() {
        let number = at + 1;
        let Some(conflict) = conflicts.peek().filter(|one| *one.lines.start() <= number) else {
            out.push_str(line);
            continue;
        };
        if *conflict.lines.start() == number {
            assert!(line.starts_with("<<<"), "{line}");
            side = 1;
        } else if *conflict.lines.end() == number {
            assert!(line.starts_with(">>>"), "{line}");
            conflicts.next();
        } else if line.starts_with("|||") {
            side = 2;
        } else if line.starts_with("===") {
            side = 3;
        } else if side == if ours { 1 } else { 3 } {
            out.push_str(line);
        }
    }
    assert!(conflicts.next().is_none());
    out
}

proptest! {
    #[test]
    fn who_changed_nothing_has_no_say(base in text(), side in text(), options in options()) {
        for (ours, theirs) in [(&side, &base), (&base, &side), (&side, &side)] {
            let merged = merge_lines(&base, ours, theirs, &options);
            prop_assert_eq!(&merged.text, &side);
            prop_assert!(merged.is_clean());
            let [base, ours, theirs] = [&base, ours, theirs].map(|text| Document::parse(text.as_str()));
            prop_assert_eq!(merge(&base, &ours, &theirs, &options), merged);
        }
    }

    #[test]
    fn no_line_that_a_side_brought_is_lost(
        base in text(), ours in text(), theirs in text(), options in options()
    ) {
        let merged = merge_lines(&base, &ours, &theirs, &options);
        let known = lines(&base);
        let found = lines(&merged.text);
        for side in [&ours, &theirs] {
            for line in lines(side).difference(&known) {
                prop_assert!(found.contains(line), "{line:?} is not in {:?}", merged.text);
            }
        }
    }

    #[test]
    fn either_side_of_every_conflict_gives_a_text(
        base in text(), ours in text(), theirs in text(), options in options()
    ) {
        let merged = merge_lines(&base, &ours, &theirs, &options);
        let known = lines(&base);
        for (is_ours, side) in [(true, &ours), (false, &theirs)] {
            let text = resolved(&merged, is_ours);
            let found = lines(&text);
            for line in lines(side).difference(&known) {
                prop_assert!(found.contains(line), "{line:?} is not in {text:?}");
            }
            prop_assert!(!text.contains("<<<") && !text.contains("==="));
        }
    }

    #[test]
    fn the_sides_may_be_exchanged(
        base in text(), ours in text(), theirs in text(), options in options()
    ) {
        let one = merge_lines(&base, &ours, &theirs, &options);
        let other = merge_lines(&base, &theirs, &ours, &options);
        prop_assert_eq!(one.is_clean(), other.is_clean());
        if one.is_clean() {
            prop_assert_eq!(one.text, other.text);
        }
    }
}

/// Texts that are too large to be searched as a whole are merged by the lines that stand once in them.
#[test]
fn large_texts_that_are_alike() {
    let lines: Vec<String> = (0..120_000)
        .map(|at| match at % 4 {
            0 => "\n".to_owned(),
            _ => format!("line {at}\n"),
        })
        .collect();
    let (mut ours, mut theirs, mut both) = (lines.clone(), lines.clone(), lines.clone());
    for text in [&mut ours, &mut both] {
        text[9] = "ours\n".to_owned();
        text[99_999] = "ours\n".to_owned();
    }
    for text in [&mut theirs, &mut both] {
        text[50_001].clear();
        text[110_000] = "\ntheirs\n".to_owned();
    }
    let [base, ours, theirs] = [&lines, &ours, &theirs].map(|lines| lines.concat());
    let merged = merge_lines(&base, &ours, &theirs, &Options::default());
    assert!(merged.is_clean());
    assert_eq!(merged.text, both.concat());
}

/// A hundred thousand lines without any order need neither the stack nor the square of their number.
#[test]
fn large_texts_without_any_order() {
    let mut state = 0x9e37_79b9_u32;
    let mut text = |lines: usize, words: u32| -> String {
        let mut line = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            format!("{}\n", (state >> 16) % words)
        };
        (0..lines).map(&mut line).collect()
    };
    for words in [2, 50, 60_000] {
        let [base, ours, theirs] = [0; 3].map(|_| text(30_000, words));
        let merged = merge_lines(&base, &ours, &theirs, &Options::default());
        assert!(!merged.is_clean());
    }
    let [base, ours, theirs] = [0; 3].map(|_| text(120_000, 2));
    let merged = merge_lines(&base, &ours, &theirs, &Options::default());
    assert_eq!(merged.conflicts.len(), 1);
    let same = "a\n".repeat(100_000);
    let merged = merge_lines(
        &same,
        &same.replacen("a\n", "", 9),
        &(same.clone() + "b\n"),
        &Options::default(),
    );
    assert!(merged.text.ends_with("a\nb\n") || !merged.is_clean());
}

/// A plan whose log has these entries; the same letter is the same text.
fn logged(entries: &str) -> Document {
    let entry = |letter: char| {
        let line = format!("Risk added: {letter}");
        format!("\n### 2026-01-02 - {line}\n\n- {line}\n")
    };
    let entries: String = entries.chars().map(entry).collect();
    let head = "# Implementation Plan: x\n\n**Status**: Draft\n\n## Evolution Log\n";
    Document::parse(format!("{head}{entries}"))
}

/// Of equal entries the result has as many as the side with the most, in either direction.
#[test]
fn equal_log_entries_are_counted_as_the_side_with_the_most() {
    let cases = [
        ("", "a", "a", "a"),
        ("", "aa", "a", "aa"),
        ("", "aa", "aa", "aa"),
        ("a", "aa", "aa", "aa"),
        ("a", "aa", "ab", "aab"),
        ("a", "aba", "a", "aab"),
        ("", "aba", "ab", "aab"),
        ("", "aab", "aba", "aab"),
        ("aa", "aa", "a", "a"),
        ("a", "aaa", "aa", "aaa"),
    ];
    let mut wrong = Vec::new();
    for (base, one, other, expected) in cases {
        for (ours, theirs) in [(one, other), (other, one)] {
            let merged = merge(
                &logged(base),
                &logged(ours),
                &logged(theirs),
                &Options::default(),
            );
            let entries = Document::parse(merged.text.clone());
            let entries = plan_core::evolution::written(&entries);
            let letters = entries
                .iter()
                .filter_map(|entry| entry.title.chars().last());
            let mut letters: Vec<char> = letters.collect();
            letters.sort_unstable();
            let letters: String = letters.into_iter().collect();
            if letters != expected || !merged.conflicts.is_empty() {
                wrong.push(format!(
                    "{base:?}: {ours:?} + {theirs:?} = {letters:?}, not {expected:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

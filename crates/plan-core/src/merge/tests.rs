//! Marking conflicts that were found by other means, which is not public.

use super::*;

fn options(style: Style) -> Options {
    Options {
        style,
        marker_size: 3,
        labels: Labels::default(),
    }
}

fn marked(style: Style, base: &str, ours: &str, theirs: &str) -> String {
    mark(base, ours, theirs, &options(style)).text
}

#[test]
fn every_difference_of_the_sides_is_marked() {
    let (base, ours, theirs) = ("a\nb\nc\nd\n", "a\nb\nc\nD\n", "a\nx\nc\nd\n");
    let merged = mark(base, ours, theirs, &options(Style::Merge));
    // A merge of lines would have taken both; whoever resolved them knew better.
    assert_eq!(
        merged.text,
        "a\n<<<\nb\n===\nx\n>>>\nc\n<<<\nD\n===\nd\n>>>\n"
    );
    let lines: Vec<_> = merged.conflicts.into_iter().map(|one| one.lines).collect();
    assert_eq!(lines, [2..=6, 8..=12]);
    assert_eq!(
        marked(Style::Diff3, base, ours, theirs),
        "a\n<<<\nb\n|||\nb\n===\nx\n>>>\nc\n<<<\nD\n|||\nd\n===\nd\n>>>\n"
    );
}

#[test]
fn the_base_of_a_marked_conflict_is_shown_whole() {
    let (base, ours, theirs) = ("a\n1\n2\n3\nz\n", "a\nn\nx\nz\n", "a\nn\ny\nz\n");
    assert_eq!(
        marked(Style::Diff3, base, ours, theirs),
        "a\n<<<\nn\nx\n|||\n1\n2\n3\n===\nn\ny\n>>>\nz\n"
    );
    assert_eq!(
        marked(Style::Zdiff3, base, ours, theirs),
        "a\nn\n<<<\nx\n|||\n1\n2\n3\n===\ny\n>>>\nz\n"
    );
    assert_eq!(
        marked(Style::Merge, base, ours, theirs),
        "a\nn\n<<<\nx\n===\ny\n>>>\nz\n"
    );
}

#[test]
fn what_only_the_base_has_otherwise_is_no_conflict() {
    for style in [Style::Merge, Style::Diff3, Style::Zdiff3] {
        let merged = mark("a\nb\n", "a\nc\n", "a\nc\n", &options(style));
        assert_eq!((merged.text.as_str(), merged.is_clean()), ("a\nc\n", true));
        let text = marked(
            style,
            "a\nb\nm\nn\n1\n",
            "A\nb\nm\nn\n2\n",
            "A\nb\nm\nn\n3\n",
        );
        assert!(text.starts_with("A\nb\nm\nn\n<<<\n2\n"), "{text}");
    }
}

#[test]
fn a_label_stays_on_its_line() {
    let options = Options {
        labels: Labels {
            ours: Some("one\ntwo".to_owned()),
            ..Labels::default()
        },
        marker_size: 0,
        ..Options::default()
    };
    let merged = merge_lines("", "a", "b", &options);
    assert_eq!(merged.text, "<<<<<<< one two\na\n=======\nb\n>>>>>>>\n");
    assert_eq!(merged.conflicts.len(), 1);
}

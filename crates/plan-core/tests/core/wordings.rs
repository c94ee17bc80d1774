//! Every wording that was ever released still reads as the tool's own.

use plan_core::Line;

#[test]
fn released_wordings_still_parse() {
    for line in include_str!("wordings.txt").lines() {
        assert_eq!(
            Line::parse(line)
                .map(|parsed| parsed.to_string())
                .as_deref(),
            Some(line)
        );
    }
}

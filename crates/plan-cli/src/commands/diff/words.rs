//! The difference of two values word by word.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Beyond so many pairs of words, two values are shown side by side.
const MOST: usize = 4_000_000;

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// In both values.
    Same(String),
    /// In the old value only.
    Old(String),
    /// In the new value only.
    New(String),
}

/// The runs of words of two values, in order; nothing if they have too little in common to be told word by word.
pub(super) fn reworded(old: &str, new: &str) -> Option<Vec<Piece>> {
    let words =
        |text: &'_ str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (a, b) = (words(old), words(new));
    if a.len().saturating_mul(b.len()) > MOST {
        return None;
    }
    let ops = capture_diff_slices(Algorithm::Myers, &a, &b);
    let same: usize = ops
        .iter()
        .map(|op| match op {
            DiffOp::Equal { len, .. } => *len,
            _ => 0,
        })
        .sum();
    // A word in five and the likes of it are an accident.
    if same * 5 < a.len() + b.len() {
        return None;
    }
    let run = |words: &[String], range: std::ops::Range<usize>| {
        words.get(range).unwrap_or_default().join(" ")
    };
    let mut pieces = Vec::new();
    for op in ops {
        let (before, after) = (run(&a, op.old_range()), run(&b, op.new_range()));
        match op {
            DiffOp::Equal { .. } => pieces.push(Piece::Same(after)),
            DiffOp::Delete { .. } => pieces.push(Piece::Old(before)),
            DiffOp::Insert { .. } => pieces.push(Piece::New(after)),
            DiffOp::Replace { .. } => pieces.extend([Piece::Old(before), Piece::New(after)]),
        }
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stay_are_kept_and_strangers_are_not_compared() {
        let (same, old, new) = (
            |text: &str| Piece::Same(text.to_owned()),
            |text: &str| Piece::Old(text.to_owned()),
            |text: &str| Piece::New(text.to_owned()),
        );
        assert_eq!(
            reworded("Memory is bounded", "Memory  is bounded to 1 GiB"),
            Some(vec![same("Memory is bounded"), new("to 1 GiB")])
        );
        assert_eq!(
            reworded("Keys expire after an hour", "Keys vanish after an hour"),
            Some(vec![
                same("Keys"),
                old("expire"),
                new("vanish"),
                same("after an hour")
            ])
        );
        assert_eq!(reworded("Draft", "Ready"), None);
        assert_eq!(reworded("", "Ready"), None);
        let long = "word ".repeat(3000);
        assert_eq!(reworded(&long, &long), None);
    }
}

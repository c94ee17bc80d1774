//! Changes as lines for a log or a screen.

use std::collections::HashMap;

use super::{Change, ChangeKind as Kind, Class, Line};

/// More changes than this of one kind and place are told as a number.
const FOLD: usize = 3;

/// Lines for a log or a screen, in the order of the changes: cosmetic changes and changes of the log left out, many of one
/// kind and place folded into one line, which stands where the first of them stood.
pub fn describe(changes: &[Change]) -> Vec<Line> {
    let told: Vec<(&Change, (Kind, Vec<String>))> = changes
        .iter()
        .filter(|change| change.class() != Class::Cosmetic)
        .map(|change| (change, (change.kind, place(change))))
        .collect();
    let mut counts: HashMap<&(Kind, Vec<String>), usize> = HashMap::new();
    for (_, key) in &told {
        *counts.entry(key).or_default() += 1;
    }
    let mut lines = Vec::new();
    for (change, key) in &told {
        // Nothing is left of a count that was told.
        let count = counts.get(key).copied().unwrap_or_default();
        let (kind, place) = key;
        let folded = (count > FOLD).then(|| Line::counted(*kind, count, place));
        match folded.flatten() {
            Some(line) => {
                lines.push(line);
                counts.insert(key, 0);
            }
            None if count > 0 => lines.push(change.line.clone()),
            None => {}
        }
    }
    lines
}

/// What changes of one kind must have in common to be told as one.
fn place(change: &Change) -> Vec<String> {
    match &change.place {
        Some(place) => vec![place.clone()],
        None => change.line.place(),
    }
}

//! Texts that name phases: `Phase 2`, `Phases 1 and 3`, `2, 4`.

use super::phase_heading::{PhaseWords, is_phase_number, opens_with};

/// The labels of the phases that a text names, in order. Without the word `Phase` the whole text must be labels.
pub(crate) fn phase_labels(text: &str) -> Vec<&str> {
    let mut labels = Vec::new();
    let mut rest = text;
    while let Some((at, _)) = rest
        .char_indices()
        .find(|(at, _)| starts_word(rest, *at) && word(rest, *at).is_some())
    {
        let length = word(rest, at).unwrap_or_default();
        let (found, after) = numbers(rest.get(at + length..).unwrap_or_default());
        labels.extend(found);
        rest = after;
    }
    if labels.is_empty() {
        let (found, after) = numbers(text);
        if after.trim().is_empty() {
            return found;
        }
    }
    labels
}

fn starts_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    !before.is_some_and(char::is_alphanumeric)
}

/// The length of `Phase` or `Phases` at a place.
fn word(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let length = PhaseWords::ANYWHERE
        .iter()
        .find_map(|word| opens_with(rest, word))?;
    let plural = usize::from(rest.get(length..)?.starts_with('s'));
    Some(length + plural)
}

/// Labels joined by `,`, `&`, `+`, `/` or `and` at the start of a text, and what follows them.
fn numbers(text: &str) -> (Vec<&str>, &str) {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.trim_start_matches([' ', '\t', '#', '*', '`']);
        let start = start.strip_prefix("and ").unwrap_or(start).trim_start();
        let length = start
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
            .unwrap_or(start.len());
        let label = start
            .get(..length)
            .unwrap_or_default()
            .trim_end_matches('.');
        let upper = !label.starts_with(|c: char| c.is_ascii_lowercase());
        if !(is_phase_number(label) && upper) {
            return (found, rest);
        }
        found.push(label);
        rest = start.get(label.len()..).unwrap_or_default();
        let next = rest.trim_start_matches([' ', '\t', '*', '`']);
        match next.strip_prefix([',', '&', '+', '/']) {
            Some(after) => rest = after,
            None if next.starts_with("and ") => rest = next,
            None => return (found, rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::phase_labels;

    #[test]
    fn references() {
        assert_eq!(phase_labels("Phase 2"), ["2"]);
        assert_eq!(phase_labels("Phases 1 and 3"), ["1", "3"]);
        assert_eq!(phase_labels("**Phase 2.1**, see phase A."), ["2.1", "A"]);
        assert_eq!(phase_labels("2, 4"), ["2", "4"]);
        assert_eq!(phase_labels("Phase 1, 2 & 3: storage"), ["1", "2", "3"]);
        assert_eq!(phase_labels("フェーズ1"), ["1"]);
        assert!(phase_labels("Where it's addressed").is_empty());
        assert!(phase_labels("2 weeks in").is_empty());
        assert!(phase_labels("in the last phase").is_empty());
    }
}

//! How alike two texts or documents are. Text of the template counts for nothing: every plan has it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::document::Document;
use crate::template::{FieldName, TEMPLATE, folded};

/// Words with how often they stand in a text.
pub(super) struct Bag(HashMap<String, u32>, u32);

impl Bag {
    pub(super) fn of(text: &str) -> Self {
        let mut words = HashMap::new();
        let mut total = 0;
        for word in folded(text).split(' ').filter(|word| !word.is_empty()) {
            *words.entry(word.to_owned()).or_default() += 1;
            total += 1;
        }
        Self(words, total)
    }

    /// Shared words of all words, from 0 to 1.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        // Without words there is nothing to be alike in.
        if self.1 + other.1 == 0 {
            return 0.0;
        }
        let shared: u32 = self
            .0
            .iter()
            .map(|(word, count)| other.0.get(word).map_or(0, |found| *found.min(count)))
            .sum();
        f64::from(2 * shared) / f64::from(self.1 + other.1)
    }
}

static TEMPLATE_LINES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    TEMPLATE
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
});

/// Share of equal lines that makes two documents one whatever their titles.
const MOSTLY: f64 = 0.6;

/// How likely `new` is `old` under another name, from 0 to 1: the share of equal lines outside the template's own, title
/// and discussion source counting most; or that share alone where it is large, since a document may get another title with its name. Two unfilled
/// templates are not alike.
pub fn similarity(old: &Document, new: &Document) -> f64 {
    let (old_lines, old_total) = lines(old);
    let (new_lines, new_total) = lines(new);
    let shared: usize = old_lines
        .iter()
        .map(|(line, count)| new_lines.get(line).map_or(0, |found| *found.min(count)))
        .sum();
    let weight = (old_total + new_total) as f64;
    let body = if weight > 0.0 {
        2.0 * shared as f64 / weight
    } else {
        0.0
    };

    let agree = |name: FieldName| match (old.plan().field(name), new.plan().field(name)) {
        (Some(a), Some(b)) if !TEMPLATE.contains(a.as_str()) => {
            Some(f64::from(u8::from(folded(a) == folded(b))))
        }
        _ => None,
    };
    let title = match (old.plan().title(), new.plan().title()) {
        (Some(a), Some(b)) if !a.contains("{Feature") => Some(Bag::of(a).similarity(&Bag::of(b))),
        _ => None,
    };
    let mut score = 2.0 * body;
    let mut weights = 2.0;
    for (value, weight) in [(title, 1.0), (agree(FieldName::DiscussionSource), 1.0)] {
        if let Some(value) = value {
            score += weight * value;
            weights += weight;
        }
    }
    let score = score / weights;
    if body >= MOSTLY {
        score.max(body)
    } else {
        score
    }
}

fn lines(document: &Document) -> (HashMap<&str, usize>, usize) {
    let mut lines = HashMap::new();
    let mut total = 0;
    for line in document.as_str().lines().map(str::trim) {
        if !line.is_empty() && !TEMPLATE_LINES.contains(line) {
            // Long lines carry more than short ones.
            let weight = 1 + line.len() / 24;
            *lines.entry(line).or_default() += weight;
            total += weight;
        }
    }
    (lines, total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_filled_templates_are_not_alike_but_a_renamed_plan_is() {
        let filled = |title: &str, goal: &str| {
            let text = TEMPLATE
                .replace("{Feature/Project Name}", title)
                .replace("One sentence describing what we're building and why", goal);
            Document::parse(text)
        };
        let cache = filled(
            "Metrics cache",
            "Cache the metrics so that the dashboard is fast",
        );
        let later = Document::parse(
            cache
                .as_str()
                .replace("Draft | Ready | In Progress | Completed", "Ready"),
        );
        let auth = filled("Login by key", "Let people log in with a hardware key");
        assert!(
            similarity(&cache, &later) > 0.8,
            "{}",
            similarity(&cache, &later)
        );
        assert!(
            similarity(&cache, &auth) < 0.3,
            "{}",
            similarity(&cache, &auth)
        );
        let bare = Document::parse(TEMPLATE);
        assert!(
            similarity(&bare, &bare) < 0.5,
            "an unfilled template is like nothing"
        );
    }
}

//! `## Monitoring & Observability`

use super::view;
use crate::model::{Item, Titled};
use crate::template::FieldName;

view! {
    /// How the work is watched once it runs.
    ///
    /// ```markdown
    /// ## Monitoring & Observability
    ///
    /// **Metrics to Track**:
    /// - Error rate (target: <1%)
    ///
    /// **Alerts**:
    /// - Condition → Action
    ///
    /// **Logging**:
    /// - What to log
    /// ```
    Monitoring(Titled)
}

view! {
    /// Something measured: `- Error rate (target: <1%)`.
    Metric(Item)
}

view! {
    /// Something that calls for action: `- Condition → Action`.
    Alert(Item)
}

impl<'a> Monitoring<'a> {
    /// The items below `**Metrics to Track**:`.
    pub fn metrics(self) -> Vec<Metric<'a>> {
        let items = self.0.list(FieldName::Metrics);
        items.into_iter().map(Metric::from).collect()
    }

    /// The items below `**Alerts**:`.
    pub fn alerts(self) -> Vec<Alert<'a>> {
        let items = self.0.list(FieldName::Alerts);
        items.into_iter().map(Alert::from).collect()
    }

    /// The items below `**Logging**:`.
    pub fn logging(self) -> Vec<&'a Item> {
        self.0.list(FieldName::Logging)
    }
}

impl Metric<'_> {
    /// What is measured, without its target.
    pub fn name(self) -> String {
        let line = self.0.line();
        match targeted(&line) {
            Some((name, _, after)) => format!("{name}{}", after.trim_end()),
            None => line,
        }
    }

    /// `<1%` of `(target: <1%)`.
    pub fn target(self) -> Option<String> {
        let line = self.0.line();
        targeted(&line).map(|(_, target, _)| target.to_owned())
    }
}

/// What stands before `(target: X)`, the target, and what follows.
fn targeted(line: &str) -> Option<(&str, &str, &str)> {
    line.match_indices('(').find_map(|(at, _)| {
        let inner = line.get(at + 1..)?;
        let (word, rest) = inner.split_at_checked("target".len())?;
        let target = rest.trim_start_matches([':', '：', ' ']);
        if !word.eq_ignore_ascii_case("target") || target.len() == rest.len() {
            return None;
        }
        let end = closing(target)?;
        Some((
            line.get(..at)?.trim_end(),
            target.get(..end)?.trim_end(),
            target.get(end + 1..)?,
        ))
    })
}

/// The position of the bracket that ends a text inside brackets.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return Some(at),
            ')' => open -= 1,
            _ => {}
        }
    }
    None
}

impl Alert<'_> {
    /// When: what stands before the arrow, or the whole item.
    pub fn condition(self) -> String {
        let line = self.0.line();
        arrow(&line).map_or(line.clone(), |(condition, _)| condition.to_owned())
    }

    /// What then: what follows the arrow.
    pub fn action(self) -> Option<String> {
        let line = self.0.line();
        arrow(&line).map(|(_, action)| action.to_owned())
    }
}

/// Both sides of the first `→`, `->` or `=>`.
fn arrow(line: &str) -> Option<(&str, &str)> {
    let signs = ["→", "->", "=>"].into_iter();
    let first = signs
        .filter_map(|sign| Some((line.find(sign)?, sign)))
        .min()?;
    let (condition, action) = line.split_once(first.1)?;
    Some((condition.trim_end(), action.trim_start()))
}

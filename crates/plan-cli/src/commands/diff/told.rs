//! A change as a sentence with the whole of its values, where the log has them cut to a line.

use plan_core::{Change, ChangeKind};

use super::words::{Piece, reworded};

/// A change for a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// What changed.
    pub(super) kind: ChangeKind,
    /// What comes first; all there is, where there is no value.
    pub(super) lead: String,
    /// What was there, and what is there.
    pub(super) value: Value,
}

/// The values of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// None, or the sentence has them.
    Nothing,
    /// One that came or went.
    One(String),
    /// Two that have little in common.
    Replaced(String, String),
    /// Two that are mostly the same words.
    Reworded(Vec<Piece>),
}

impl Told {
    /// A sentence without values.
    pub(super) fn plain(kind: ChangeKind, text: String) -> Self {
        Self {
            kind,
            lead: text,
            value: Value::Nothing,
        }
    }

    /// Tells a change. The wording of the log holds its values cut, so they are put in again where they can be found.
    pub(super) fn new(change: &Change) -> Self {
        let kind = change.kind;
        let summary = change.summary();
        let slots = change.line.slots();
        let from = change.from.as_deref().map(on_one_line);
        let to = change.to.as_deref().map(on_one_line);
        match (from, to, slots) {
            (Some(from), Some(to), slots) => {
                let arrow = match slots {
                    [.., old, new] if is_of(old, &from) && is_of(new, &to) => {
                        format!("{old} -> {new}")
                    }
                    _ => String::new(),
                };
                let told = (!arrow.is_empty())
                    .then(|| summary.strip_suffix(&arrow))
                    .flatten();
                if let Some(lead) = told {
                    return Self::changed(kind, lead.to_owned(), from, to);
                }
                let has = |value: &str| slots.iter().any(|slot| is_of(slot, value));
                if has(&from) && has(&to) {
                    // `Task moved from Phase 1 to Phase 2: x` has both in its own order.
                    return Self::plain(kind, summary);
                }
                Self::changed(kind, format!("{summary}: "), from, to)
            }
            (Some(value), None, [.., slot]) | (None, Some(value), [.., slot])
                if is_of(slot, &value) =>
            {
                match summary.strip_suffix(slot.as_str()) {
                    Some(lead) => Self {
                        kind,
                        lead: lead.to_owned(),
                        value: Value::One(value),
                    },
                    None => Self::plain(kind, summary),
                }
            }
            _ => Self::plain(kind, summary),
        }
    }

    fn changed(kind: ChangeKind, lead: String, from: String, to: String) -> Self {
        let value = match reworded(&from, &to) {
            Some(pieces) => Value::Reworded(pieces),
            None => Value::Replaced(from, to),
        };
        Self { kind, lead, value }
    }

    /// The same below a heading that says which phase is meant.
    pub(super) fn below(mut self, label: &str) -> Self {
        if let Some(rest) = self.lead.strip_prefix(&format!("Phase {label}: ")) {
            let mut signs = rest.chars();
            let first = signs.next().map(char::to_uppercase);
            self.lead = first.into_iter().flatten().chain(signs).collect();
        }
        self
    }
}

fn on_one_line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        "(empty)".to_owned()
    } else {
        text
    }
}

/// Whether a value in a line is this one, whole or cut.
fn is_of(slot: &str, value: &str) -> bool {
    slot == value
        || (slot.contains('…') && {
            let core = slot.trim_matches('…').trim();
            !core.is_empty() && value.contains(core)
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use plan_core::{Document, diff};

    use super::*;

    fn told(old: &str, new: &str) -> Vec<Told> {
        diff(&Document::parse(old), &Document::parse(new))
            .iter()
            .map(Told::new)
            .collect()
    }

    #[test]
    fn values_are_whole_again() {
        let (one, other) = ("name, ".repeat(40) + "Ada", "name, ".repeat(40) + "Grace");
        let plan = |owner: &str| {
            format!("# Implementation Plan: T\n\n**Status**: Draft\n**Owner**: {owner}\n")
        };
        let changed = told(&plan(&one), &plan(&other));
        let change = changed.first().unwrap();
        assert_eq!(change.lead, "Field changed: Owner: ");
        let Value::Reworded(pieces) = &change.value else {
            panic!("{change:?}");
        };
        assert_eq!(pieces.len(), 3);
        let added = told("# Implementation Plan: T\n", &plan(&one));
        let owner = added
            .iter()
            .find(|told| told.lead.contains("Owner"))
            .unwrap();
        assert_eq!(owner.lead, "Field added: Owner: ");
        assert_eq!(owner.value, Value::One(one));
    }

    #[test]
    fn a_status_is_replaced() {
        let changed = told("# T\n\n**Status**: Draft\n", "# T\n\n**Status**: Ready\n");
        assert_eq!(
            changed,
            [Told {
                kind: ChangeKind::StatusChanged,
                lead: "Status: ".to_owned(),
                value: Value::Replaced("Draft".to_owned(), "Ready".to_owned())
            }]
        );
    }
}

//! The status of a plan: a known word or what was written.

use serde::{Deserialize, Serialize};

use crate::template::folded;

/// The state a status names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StatusKind {
    /// `Draft`
    Draft,
    /// `Ready`
    Ready,
    /// `In Progress`
    InProgress,
    /// `Completed`
    Completed,
    /// Any other word; the text says which.
    Other,
}

impl StatusKind {
    /// The word that the template uses; `None` for [`StatusKind::Other`].
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Draft => Some("Draft"),
            Self::Ready => Some("Ready"),
            Self::InProgress => Some("In Progress"),
            Self::Completed => Some("Completed"),
            Self::Other => None,
        }
    }

    /// The stable name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Other => "other",
        }
    }

    fn of(head: &str) -> Self {
        match head {
            "draft" => Self::Draft,
            "ready" | "ready for implementation" | "ready to implement" => Self::Ready,
            "in progress" | "inprogress" | "wip" => Self::InProgress,
            "completed" | "complete" | "done" => Self::Completed,
            _ => Self::Other,
        }
    }
}

/// A status as written, with the state it names: `✅ Complete (100%)`, `In Progress (43 %)`, `~~Draft~~ Ready`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The state.
    pub kind: StatusKind,
    /// The value as written.
    pub text: String,
}

impl Status {
    /// Reads a status value. Bold type, emoji, boxes, brackets and struck-out text are passed over; what follows the
    /// word (a note in brackets or after a dash, a percentage, a date) is its tail. `None` for an empty value.
    pub fn read(value: &str) -> Option<Self> {
        let text = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return None;
        }
        Some(Self {
            kind: StatusKind::of(&head(&text)),
            text,
        })
    }

    /// True if both name the same state, spelt alike or not: `Implemented (Swift 3)` and `Implemented (Swift 3.0)`.
    pub fn same_state(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (self.kind != StatusKind::Other || head(&self.text) == head(&other.text))
    }

    /// True for a list of choices that nobody has chosen from: `Draft | Ready | In Progress | Completed`.
    pub fn is_unfilled(&self) -> bool {
        self.text
            .split('|')
            .filter(|part| !part.trim().is_empty())
            .count()
            >= 3
    }

    /// The word of the state for people: the template's, or what was written.
    pub fn word(&self) -> &str {
        self.kind.word().unwrap_or(&self.text)
    }
}

/// The word of a status without its tail, folded for comparison.
fn head(text: &str) -> String {
    let text = text.split("<!--").next().unwrap_or(text);
    let live = without_struck(text);
    let live = live.trim_matches(['*', '_', '`', ' ']);
    let live = live.strip_prefix("Status:").unwrap_or(live).trim();
    let live = ["[x]", "[X]", "[ ]"]
        .iter()
        .find_map(|mark| live.strip_prefix(mark))
        .unwrap_or(live);
    let live = live.trim_start_matches(|c: char| !c.is_alphanumeric());
    if live
        .split('|')
        .filter(|part| !part.trim().is_empty())
        .count()
        >= 3
    {
        return folded(live);
    }
    let end = [
        " (", "(", "（", " —", " –", " - ", "—", ":", ",", ";", " #", " |", "]", "**", " [", "<",
    ]
    .iter()
    .filter_map(|sign| live.find(sign))
    .filter(|at| *at > 0)
    .min()
    .unwrap_or(live.len());
    let word = live.get(..end).unwrap_or(live);
    // `approved 2026-06-06`, `Completed 43%`: a figure ends the word.
    let figure = word
        .char_indices()
        .find(|(at, c)| *at > 0 && c.is_ascii_digit())
        .map(|(at, _)| at);
    let word = match figure {
        Some(at) if word.get(..at).is_some_and(|before| before.ends_with(' ')) => {
            word.get(..at).unwrap_or(word)
        }
        _ => word,
    };
    folded(word)
}

/// Drops `~~struck~~` text, unless nothing else is there: the last value that is not struck out wins.
fn without_struck(text: &str) -> String {
    let mut live = String::new();
    for (number, part) in text.split("~~").enumerate() {
        if number % 2 == 0 {
            live.push_str(part);
        }
    }
    let live = live.replace('→', " ");
    if live.trim().is_empty() {
        text.replace("~~", "")
    } else {
        live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> StatusKind {
        Status::read(text).map_or(StatusKind::Other, |status| status.kind)
    }

    #[test]
    fn states_are_read_through_decoration() {
        for text in [
            "Draft",
            "draft (CMAP round 1)",
            "**Draft**",
            "🚧 Draft",
            "~~Ready~~ Draft",
            "`draft`",
        ] {
            assert_eq!(kind(text), StatusKind::Draft, "{text}");
        }
        for text in [
            "Ready",
            "Ready for Implementation",
            "ready (stretch goal)",
            "~~Draft~~ → **Ready**",
        ] {
            assert_eq!(kind(text), StatusKind::Ready, "{text}");
        }
        for text in [
            "In Progress",
            "IN PROGRESS (P1-P5 COMPLETE)",
            "in-progress",
            "In Progress (43% Complete)",
        ] {
            assert_eq!(kind(text), StatusKind::InProgress, "{text}");
        }
        for text in [
            "Completed",
            "✅ Complete (100%)",
            "[x] completed",
            "Completed 2026-02-03",
            "Done",
        ] {
            assert_eq!(kind(text), StatusKind::Completed, "{text}");
        }
        for text in [
            "Draft | Ready | In Progress | Completed",
            "完了",
            "Stagnant",
            "imlpemented",
            "Drafted",
        ] {
            assert_eq!(kind(text), StatusKind::Other, "{text}");
        }
    }

    #[test]
    fn a_respelling_is_the_same_state() {
        let same = |a: &str, b: &str| match (Status::read(a), Status::read(b)) {
            (Some(a), Some(b)) => a.same_state(&b),
            _ => false,
        };
        assert!(same("Implemented (Swift 3)", "Implemented (Swift 3.0)"));
        assert!(same("approved 2026-06-06", "Approved"));
        assert!(same("draft", "**Draft**"));
        assert!(!same("Accepted", "Rejected"));
        assert!(!same("Draft", "Ready"));
        assert!(!same("Last Call", "Final"));
    }

    #[test]
    fn an_alternatives_list_is_unfilled() {
        let unfilled = |text: &str| Status::read(text).is_some_and(|status| status.is_unfilled());
        assert!(unfilled("Draft | Ready | In Progress | Completed"));
        assert!(!unfilled("Draft"));
    }
}

//! The status of a plan: a known word or what was written.
//!
//! ```text
//! value := [box | emoji | "Status:"] head [tail]       struck-out text, bold type, brackets and comments are passed over
//! head  := text up to "(", a dash between blanks, ":", ";", ",", ". ", " → ", " with ", " #", a date, a percentage
//! ```
//!
//! The whole head must be a known word: `Complete for the first slice` says something else than `Complete`. A word beats an
//! emoji, a ticked choice beats the others, and a list of known words that nobody has chosen from is unfilled. Source:
//! status lines of 4 700 plans and proposals, all history.

use serde::{Deserialize, Serialize};

use super::Date;
use crate::template::{StatusKind, Vocabulary, emoji_state, folded, unstruck};

/// A status as written, with the state it names: `✅ Complete (100%)`, `In Progress (43 %)`, `~~Draft~~ Ready`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        Self::read_with(value, &Vocabulary::default())
    }

    /// Reads a status value with the words of a project.
    pub fn read_with(value: &str, vocabulary: &Vocabulary) -> Option<Self> {
        let text = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return None;
        }
        let kind = Parts::of(&text, vocabulary).kind;
        Some(Self { kind, text })
    }

    /// True if both name the same state, spelt alike or not: `Implemented (Swift 3)` and `Implemented (Swift 3.0)`.
    pub fn same_state(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (self.kind != StatusKind::Other
                || self.text == other.text
                || folded(&self.head()) == folded(&other.head()))
    }

    /// True for a list of choices that nobody has chosen from: `Draft | Ready | In Progress | Completed`, and for a
    /// placeholder: `{status}`.
    pub fn is_unfilled(&self) -> bool {
        self.parts().unfilled
    }

    /// The word of the state for people: the template's, or what was written.
    pub fn word(&self) -> &str {
        self.kind.word().unwrap_or(&self.text)
    }

    /// The words that name the state: `In Progress` in `🚧 In Progress (43 %)`; empty for an emoji alone.
    pub fn head(&self) -> String {
        self.parts().head
    }

    /// What follows them, without its brackets: `round 2 folded in` in `draft (round 2 folded in)`.
    pub fn tail(&self) -> Option<String> {
        let tail = self.parts().tail;
        (!tail.is_empty()).then_some(tail)
    }

    /// The percentage in the tail: 43 in `In Progress (43% Complete)`.
    pub fn percent(&self) -> Option<u8> {
        let tail = self.parts().tail;
        let before = tail.split_once('%')?.0.trim_end();
        let digits = before.trim_start_matches(|c: char| !c.is_ascii_digit());
        let number = digits.rsplit(|c: char| !c.is_ascii_digit()).next()?;
        number.parse().ok().filter(|percent| *percent <= 100)
    }

    /// The first day in the tail: `approved 2031-06-06 (ann, bob)`.
    pub fn date(&self) -> Option<Date> {
        let tail = self.parts().tail;
        let at = date_at(&tail)?;
        tail.get(at..at + 10)?.parse().ok()
    }

    fn parts(&self) -> Parts {
        Parts::of(&self.text, &Vocabulary::default())
    }
}

/// A status taken apart.
struct Parts {
    kind: StatusKind,
    head: String,
    tail: String,
    unfilled: bool,
}

impl Parts {
    fn of(text: &str, vocabulary: &Vocabulary) -> Self {
        let known = |word: &str| vocabulary.state(word);
        let text = text.split("<!--").next().unwrap_or(text);
        let live = unstruck(text);
        let live = live.trim().trim_start_matches(['→', ' ']);
        let plain = plain(live);
        let plain = plain.trim();
        let (plain, placeholder) = without_angles(plain);
        let plain = without_label(plain);
        if placeholder && known(plain).is_none() {
            return Self::unfilled(plain);
        }
        let ticked = choices(plain);
        let plain = match ticked.as_deref() {
            Some([]) => return Self::unfilled(plain),
            Some([one]) => *one,
            Some(_) => plain,
            None => plain,
        };
        for bar in ["|", " / "] {
            let words = || {
                plain
                    .split(bar)
                    .map(str::trim)
                    .filter(|word| !word.is_empty())
            };
            if words().count() >= 2 && words().all(|word| known(word).is_some()) {
                return Self::unfilled(plain);
            }
        }
        let open = plain.starts_with("[ ]");
        let (sign, words) = without_sign(plain);
        let (head, tail) = split(words, &known);
        let kind = match (known(head), sign) {
            _ if open => StatusKind::Other,
            (Some(kind), _) => kind,
            (None, Some(kind)) if head.is_empty() => kind,
            _ => StatusKind::Other,
        };
        Self {
            kind,
            head: head.to_owned(),
            tail: tail.to_owned(),
            unfilled: false,
        }
    }

    fn unfilled(text: &str) -> Self {
        Self {
            kind: StatusKind::Other,
            head: text.to_owned(),
            tail: String::new(),
            unfilled: true,
        }
    }
}

/// `text` without bold type and code marks, links as their texts.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let link = after
            .split_once("](")
            .filter(|(words, _)| !words.contains(['[', ']']))
            .and_then(|(words, target)| Some((words, target.split_once(')')?.1)));
        out.push_str(before);
        match link {
            Some((words, behind)) => {
                out.push_str(words);
                rest = behind;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    if out.contains(['*', '`']) {
        out = out.replace("**", "").replace(['`', '*'], "");
    }
    out.trim_matches(['_', ' ']).to_owned()
}

/// What stands between `{}` or `<>`, and whether anything does.
fn without_angles(text: &str) -> (&str, bool) {
    [('{', '}'), ('<', '>')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
        .map_or((text, false), |inner| (inner.trim(), true))
}

/// `Status: Draft`, where a value repeats its label.
fn without_label(text: &str) -> &str {
    match text.split_once(':') {
        Some((label, value)) if label.trim().eq_ignore_ascii_case("status") => value.trim(),
        _ => text,
    }
}

/// The ticked ones of several `[ ] A [x] B`.
fn choices(text: &str) -> Option<Vec<&str>> {
    let boxed = |part: &&str| part.starts_with([' ', 'x', 'X']) && part.get(1..2) == Some("]");
    let parts: Vec<&str> = text.split('[').collect();
    let all: Vec<&str> = parts.iter().copied().filter(boxed).collect();
    if all.len() < 2 {
        return None;
    }
    let ticked = all.iter().filter(|part| !part.starts_with(' '));
    Some(
        ticked
            .filter_map(|part| part.get(2..))
            .map(str::trim)
            .collect(),
    )
}

/// The text without the box, emoji or bracket before its words, and the state that an emoji says.
fn without_sign(text: &str) -> (Option<StatusKind>, &str) {
    let rest = ["[x]", "[X]", "[ ]"]
        .iter()
        .find_map(|mark| text.strip_prefix(mark))
        .unwrap_or(text)
        .trim_start();
    let rest = match rest
        .strip_prefix('[')
        .and_then(|inner| inner.split_once(']'))
    {
        Some((word, behind)) if behind.trim().is_empty() => word,
        _ => rest,
    };
    let sign = rest.chars().next().and_then(emoji_state);
    let words = rest.trim_start_matches(|c: char| !(c.is_alphanumeric() || c == '('));
    if words.is_empty() && sign.is_none() && rest.chars().any(|c| c.is_ascii_punctuation()) {
        return (None, rest);
    }
    (sign, words)
}

/// The head and the tail of a status.
fn split<'a>(text: &'a str, known: &dyn Fn(&str) -> Option<StatusKind>) -> (&'a str, &'a str) {
    const ENDS: [&str; 16] = [
        "(", "（", " — ", " – ", " - ", "—", ":", "：", ";", ",", "，", ". ", " → ", " -> ", " #",
        " with ",
    ];
    let signs = ENDS.iter().filter_map(|sign| text.find(sign));
    let bar = text.find('|').filter(|at| {
        let word = text.get(..*at).unwrap_or_default().trim();
        known(word).is_some()
    });
    let end = signs
        .chain(date_at(text))
        .chain(percent_at(text))
        .chain(slash_at(text))
        .chain(bar)
        .min()
        .unwrap_or(text.len());
    let head = text.get(..end).unwrap_or(text).trim();
    let head = head.strip_suffix('.').unwrap_or(head);
    let tail = text.get(end..).unwrap_or_default();
    let tail = tail.trim_start_matches([
        ' ', '—', '–', '-', '→', '>', ':', '：', ';', ',', '，', '.', '#', '|', '/',
    ]);
    let tail = tail.trim_end();
    // A note in brackets is the note; brackets round a part of it stay.
    let note = [('(', ')'), ('（', '）')].iter().find_map(|(open, close)| {
        let inner = tail.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.contains([*open, *close])).then_some(inner)
    });
    (head, note.unwrap_or(tail).trim())
}

/// Where a day in the form `YYYY-MM-DD` begins.
fn date_at(text: &str) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).find(|at| {
        text.get(*at..*at + 10)
            .is_some_and(|day| day.parse::<Date>().is_ok())
    })
}

/// Where the digits before a `%` begin.
fn percent_at(text: &str) -> Option<usize> {
    let before = text.get(..text.find('%')?)?.trim_end();
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (start < before.len()).then_some(start)
}

/// Where a ` / ` that joins no alternatives stands.
fn slash_at(text: &str) -> Option<usize> {
    text.find(" / ")
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
            "Completed 43%",
            "Done",
        ] {
            assert_eq!(kind(text), StatusKind::Completed, "{text}");
        }
        for text in [
            "Draft | Ready | In Progress | Completed",
            "Stagnant",
            "完了",
            "Approved",
            "Implemented",
            "imlpemented",
            "Drafted",
            "Complete for the first slice",
            "[ ] completed",
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
        assert!(same("Stagnant (one)", "Stagnant (two)"));
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
        assert!(unfilled("{status}"));
        assert!(unfilled("[ ] Draft [ ] Ready"));
        assert!(!unfilled("Draft"));
        assert!(!unfilled("<Draft>"));
        assert!(!unfilled("2 of 5 resolved | 3 awaiting review"));
    }

    #[test]
    fn a_tail_holds_note_percentage_and_date() {
        let read = |text: &str| {
            let status = Status::read(text)?;
            Some((
                status.tail().unwrap_or_default(),
                status.percent(),
                status.date().map(|date| date.to_string()),
            ))
        };
        let is = |tail: &str, percent: Option<u8>, date: Option<&str>| {
            Some((tail.to_owned(), percent, date.map(str::to_owned)))
        };
        assert_eq!(read("Draft"), is("", None, None));
        assert_eq!(
            read("In Progress (43% Complete)"),
            is("43% Complete", Some(43), None)
        );
        assert_eq!(
            read("approved 2031-06-06 (ann)"),
            is("2031-06-06 (ann)", None, Some("2031-06-06"))
        );
        assert_eq!(read("✅ Complete (100%)"), is("100%", Some(100), None));
    }
}

//! Marks of a state at either end of a heading: `✅`, `[COMPLETED]`, `(complete)`, `— COMPLETED`.
//!
//! ```text
//! mark := EMOJI | "[" word "]" | "(" word ")" | (":" | "—" | "–" | " - ") word    at either end of the name
//! ```
//!
//! Source: 15 phase headings and 74 task headings of real plans. A word beats an emoji. The mark stays part of the name
//! that it stands in.

use super::StatusKind;

/// Emoji that say a state, without their variation selector.
const EMOJI: &[(char, StatusKind)] = &[
    ('✅', StatusKind::Completed),
    ('✔', StatusKind::Completed),
    ('☑', StatusKind::Completed),
    ('🚧', StatusKind::InProgress),
    ('🔄', StatusKind::InProgress),
    ('⏳', StatusKind::InProgress),
    ('❌', StatusKind::Other),
];

/// Words that say a state at the end of a heading.
const WORDS: &[(&str, StatusKind)] = &[
    ("complete", StatusKind::Completed),
    ("completed", StatusKind::Completed),
    ("done", StatusKind::Completed),
    ("merged", StatusKind::Completed),
    ("wip", StatusKind::InProgress),
    ("in progress", StatusKind::InProgress),
    ("skipped", StatusKind::Other),
    ("deferred", StatusKind::Other),
    ("blocked", StatusKind::Other),
    ("pending", StatusKind::Other),
    ("approved", StatusKind::Other),
    ("optional", StatusKind::Other),
];

/// The state that an emoji says.
pub(crate) fn emoji_state(sign: char) -> Option<StatusKind> {
    let known = EMOJI.iter().find(|(emoji, _)| *emoji == sign);
    known.map(|(_, kind)| *kind)
}

/// True for `(complete)`, `[COMPLETED]`, `✅ DONE`: a text that is a mark and nothing else.
pub(crate) fn is_mark(text: &str) -> bool {
    let (sign, words) = without_emoji(text);
    let words = trimmed(bracketed(words).unwrap_or(words));
    word_state(words).is_some() || (sign.is_some() && words.is_empty())
}

/// The state that a mark at either end of a heading's name says.
pub(crate) fn mark(name: &str) -> Option<StatusKind> {
    let (sign, words) = without_emoji(name);
    let words = trimmed(words);
    word_state(words)
        .or_else(|| word_state(bracketed(words)?))
        .or_else(|| {
            let open = words.rfind(['[', '('])?;
            word_state(bracketed(words.get(open..)?)?)
        })
        .or_else(|| {
            let close = words.find([']', ')'])?;
            word_state(bracketed(words.get(..=close)?)?)
        })
        .or_else(|| {
            let signs = [": ", "：", "—", "–", " - "];
            let after = signs.iter().filter_map(|sign| words.rsplit_once(sign));
            after.into_iter().find_map(|(_, word)| word_state(word))
        })
        .or(sign)
}

fn word_state(word: &str) -> Option<StatusKind> {
    let word = word.trim_matches([' ', '\t', '*', '_', '`']);
    let known = |(known, _): &&(&str, StatusKind)| known.eq_ignore_ascii_case(word);
    WORDS.iter().find(known).map(|(_, kind)| *kind)
}

/// What stands between the brackets that a text begins and ends with.
fn bracketed(text: &str) -> Option<&str> {
    let text = text.trim_matches([' ', '\t']);
    [('[', ']'), ('(', ')')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
}

/// The state of an emoji at either end, and what is left without it.
fn without_emoji(text: &str) -> (Option<StatusKind>, &str) {
    let text = trimmed(text);
    if let Some(first) = text.chars().next()
        && let Some(kind) = emoji_state(first)
    {
        return (Some(kind), trimmed(text.trim_start_matches(first)));
    }
    match text.chars().next_back() {
        Some(last) if emoji_state(last).is_some() => {
            (emoji_state(last), trimmed(text.trim_end_matches(last)))
        }
        _ => (None, text),
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\u{fe0f}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        for name in [
            "✅ COMPLETED",
            "Helpers [COMPLETED]",
            "[COMPLETED] Helpers",
            "Interim (complete)",
            "Styles — COMPLETED",
            "Compose files ✅",
            "✔\u{fe0f} Compose files",
        ] {
            assert_eq!(mark(name), Some(StatusKind::Completed), "{name}");
        }
        assert_eq!(mark("Fonts 🚧"), Some(StatusKind::InProgress));
        for name in ["Storage", "", "Complete the reader", "Done right (twice)"] {
            assert_eq!(mark(name), None, "{name}");
        }
        assert!(is_mark("(complete)") && is_mark("✅") && !is_mark("(Port merge)"));
    }
}

//! Numbers of tasks in a list: `- [ ] #3 Name`, `- [ ] 1.1 Name`, `- [ ] T001 Name`.
//!
//! ```text
//! number := "#" N | "T" NN… | UPPER "-" N | N ("." N)+ [a-z]? before a text that begins with no small letter
//!         | "[" ID "]" | "**" ID "**" [":"] | ["**"] "Task " ID (":" | "—" | "–" | " - ")
//! ID     := number | UPPER N | N | slug-N-N
//! ```
//!
//! Source: 3 161 `#3` and 1 885 `1.1` boxes of real plans: each of the latter goes on with a capital, a quote or code, so
//! `2.5 seconds` stays text. Bare `H2` and `UTF-8` are words.

use std::ops::Range;

/// Upper-case words that take a number and are no ids of tasks.
const WORDS: &[&str] = &[
    "AES", "BASE", "HTTP", "ISO", "MD", "PEP", "RFC", "RSA", "SHA", "TLS", "UTF", "WIN",
];

/// A number at the start of a task's text, and where the name begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TaskNumber {
    pub number: Range<usize>,
    pub name: usize,
}

/// The number that `text` begins with.
pub(crate) fn task_number(text: &str) -> Option<TaskNumber> {
    worded(text)
        .or_else(|| bracketed(text))
        .or_else(|| bare(text))
        .filter(|found| found.name < text.len())
}

/// True for a bold text or a label that is a number: `R1`, `AC-3`, `1.1`, `Task 2`.
pub(crate) fn is_task_number(text: &str) -> bool {
    match without_word(text) {
        Some(id) => is_id(id),
        None => is_id(text) && !text.chars().all(|c| c.is_ascii_digit()) && !is_word(text),
    }
}

/// `2` in `Task 2`.
pub(crate) fn without_word(text: &str) -> Option<&str> {
    let rest = ["task", "タスク"].iter().find_map(|word| {
        let start = text.get(..word.len())?;
        start
            .to_lowercase()
            .eq(word)
            .then(|| text.get(word.len()..))?
    })?;
    let id = rest.trim_start_matches([' ', '\t', '#']);
    (id.len() < rest.len()).then_some(id)
}

/// Bytes of an id at the start of a text: `1.1`, `1-1`, `T-001`, `big-feature-2-4`.
pub(super) fn id_length(text: &str) -> usize {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))
        .unwrap_or(text.len());
    let id = text.get(..end).unwrap_or_default();
    let id = id.trim_end_matches(['.', '-', '_']);
    if id.contains(|c: char| c.is_ascii_digit()) {
        id.len()
    } else {
        0
    }
}

/// True for an id whose last two parts are numbers: `big-feature-2-4`.
pub(super) fn is_slug(text: &str) -> bool {
    let mut parts = text.rsplitn(3, '-');
    let number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.next().is_some_and(number)
        && parts.next().is_some_and(number)
        && parts.next().is_some_and(|rest| {
            !rest.is_empty()
                && rest
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        })
}

/// `Task 1.1: Name`
fn worded(text: &str) -> Option<TaskNumber> {
    let rest = without_word(text)?;
    let length = id_length(rest);
    let end = text.len() - rest.len() + length;
    let tail = text.get(end..).filter(|_| length > 0)?;
    let name = after_separator(tail)?;
    Some(TaskNumber {
        number: 0..end,
        name: text.len() - name.len(),
    })
}

/// `[T001] Name`
fn bracketed(text: &str) -> Option<TaskNumber> {
    let inner = text.strip_prefix('[')?;
    let close = inner.find(']')?;
    let id = inner.get(..close)?;
    let rest = inner.get(close + 1..)?;
    let name = rest.trim_start_matches([' ', '\t', ':']);
    (is_task_number(id) && name.len() < rest.len()).then(|| TaskNumber {
        number: 1..1 + close,
        name: text.len() - name.len(),
    })
}

/// `#3 Name`, `1.1 Name`, `T001 Name`, `AC-3 Name`
fn bare(text: &str) -> Option<TaskNumber> {
    let end = text.find([' ', '\t', '\n', '\r'])?;
    let id = text.get(..end)?.trim_end_matches([':', '.', ')']);
    let tail = text.get(id.len()..)?;
    let name = tail
        .trim_start_matches([':', '.', ')'])
        .trim_start_matches([' ', '\t', '\n', '\r']);
    let next = name.chars().next()?;
    let short = |digits: &str| (2..=4).contains(&digits.len());
    let fits = id.strip_prefix('#').is_some_and(is_number)
        || id
            .strip_prefix('T')
            .is_some_and(|digits| is_number(digits) && short(digits))
        || (is_upper(id, true) && !is_word(id))
        || (is_dotted(id) && !next.is_lowercase());
    fits.then(|| TaskNumber {
        number: 0..id.len(),
        name: text.len() - name.len(),
    })
}

/// What follows `:`, a dash, or a hyphen between blanks.
pub(super) fn after_separator(tail: &str) -> Option<&str> {
    let bare = tail.trim_start_matches([' ', '\t']);
    let blank = bare.len() < tail.len();
    let sign = bare.chars().next()?;
    let rest = bare.get(sign.len_utf8()..)?;
    let spaced = rest.is_empty() || rest.starts_with([' ', '\t']);
    let separates = match sign {
        ':' | '：' | '—' | '–' => true,
        '-' | '|' => blank && spaced,
        '.' => !blank && spaced,
        _ => false,
    };
    separates.then(|| rest.trim_start_matches([' ', '\t']))
}

fn is_id(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(is_number)
        || is_number(text)
        || is_dotted(text)
        || is_upper(text, false)
        || is_slug(text)
        || text
            .split_once('-')
            .is_some_and(|(a, b)| is_number(a) && is_number(b))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 6 && text.chars().all(|c| c.is_ascii_digit())
}

/// `1.1`, `1.2.3b`
fn is_dotted(text: &str) -> bool {
    let digits = text.strip_suffix(|c: char| c.is_ascii_lowercase());
    let digits = digits.unwrap_or(text);
    digits.contains('.') && digits.split('.').all(is_number)
}

/// `AC-3`, and `R1` unless `dashed`.
fn is_upper(text: &str, dashed: bool) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = text.len() - rest.len();
    let digits = rest.strip_prefix('-');
    (1..=6).contains(&letters) && (!dashed || digits.is_some()) && is_number(digits.unwrap_or(rest))
}

/// `UTF-8`
fn is_word(text: &str) -> bool {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    WORDS.contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_tasks() {
        let read = |text: &str| {
            let found = task_number(text)?;
            Some((
                text.get(found.number)?.to_owned(),
                text.get(found.name..)?.to_owned(),
            ))
        };
        let is = |number: &str, name: &str| Some((number.to_owned(), name.to_owned()));
        assert_eq!(read("#12 Link"), is("#12", "Link"));
        assert_eq!(read("1.1 Create"), is("1.1", "Create"));
        assert_eq!(read("1.2.3 `x` is"), is("1.2.3", "`x` is"));
        assert_eq!(read("T001: Create"), is("T001", "Create"));
        assert_eq!(read("AC-3 exits"), is("AC-3", "exits"));
        assert_eq!(read("[T001] Create"), is("T001", "Create"));
        assert_eq!(read("Task 1.1: Create"), is("Task 1.1", "Create"));
        for text in [
            "2.5 seconds",
            "3 retries",
            "H2 server runs",
            "UTF-8 names",
            "[link](x) to it",
            "Tasks 1: x",
            "#12",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(is_task_number("R1") && is_task_number("1.1") && is_task_number("Task 2"));
        assert!(!is_task_number("Docs") && !is_task_number("3") && !is_task_number("SHA-256"));
    }
}

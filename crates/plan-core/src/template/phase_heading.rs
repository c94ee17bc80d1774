//! Headings of phases: `Phase 1: Name` and its kin.
//!
//! ```text
//! phase  := [emoji] [N "."] WORD [" "] ["#"] NUMBER tail       bold type round any part is passed over
//! WORD   := phase | phasen | フェーズ | 阶段 | étape | fase | этап | фаза          (any case)
//!         | step | stage | sprint | gate | milestone | …     only inside a section of phases
//! NUMBER := 1 | 2.1 | 2a | A | IV       no word character, `'` or `-` right after it
//! tail   := end | (":" | "—" | "–" | " - " | ". " | " | ") name | "(" name ")" | a mark such as ✅ or [COMPLETED]
//! also   := 第 N (阶段 | フェーズ | 段階) tail
//! ```
//!
//! Source: 954 phase headings in 240 of 1 900 plan files. A number with a word right after it heads something else there
//! (`Phase 1 Status`, `Phase 2 Hardening (with the rest)`). Marks stay part of the name: see `mark`.

use std::ops::Range;

use super::mark::{emoji_state, is_mark};

/// The words that open the heading of a phase, in lower case.
#[derive(Clone, Copy, Debug)]
pub struct PhaseWords;

impl PhaseWords {
    /// Words that open a phase heading anywhere: `### Phase 1: Name`.
    pub const ANYWHERE: &'static [&'static str] = &[
        "phase",
        "phasen",
        "フェーズ",
        "阶段",
        "étape",
        "fase",
        "этап",
        "фаза",
    ];

    /// Words that open a phase heading only inside the phases section, since elsewhere they head other things
    /// (`### Step 1` of a rollback).
    pub const INSIDE: &'static [&'static str] = &[
        "step",
        "stage",
        "milestone",
        "sprint",
        "gate",
        "iteration",
        "part",
        "workstream",
        "section",
        "ステップ",
        "步骤",
        "schritt",
        "paso",
        "passo",
        "шаг",
    ];
}

/// Words behind a number: `第二阶段`.
const COUNTED: &[&str] = &["阶段", "フェーズ", "段階"];

/// The initials of [`PhaseWords::ANYWHERE`] that are letters of ASCII, as bits.
const INITIALS: u32 = initials(PhaseWords::ANYWHERE);

/// The same inside the phases section.
const INITIALS_INSIDE: u32 = INITIALS | initials(PhaseWords::INSIDE);

const fn initials(words: &[&str]) -> u32 {
    let mut bits = 0;
    let mut rest = words;
    while let [word, others @ ..] = rest {
        if let [initial, ..] = word.as_bytes() {
            bits |= bit(*initial);
        }
        rest = others;
    }
    bits
}

/// One bit for a letter of ASCII in any case, none for other bytes.
const fn bit(letter: u8) -> u32 {
    match letter.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        _ => 0,
    }
}

/// A phase heading taken apart, as byte ranges of the heading's title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PhaseHeading {
    /// What stands before the number: `Phase`, `7. Phase`, `✅ Phase`.
    pub word: Range<usize>,
    pub number: Option<Range<usize>>,
    pub name: Range<usize>,
}

/// Reads a heading such as `Phase 1: Name`, `Phase A — Name`, `Phase 2.1`, `7. Phase 7 – Name`. `inside` says that the
/// heading stands in the phases section, `more` are words of the project's own. Look-alikes (`Phase Breakdown`, `Tests
/// for Phase 2`) are none.
pub(super) fn phase_heading(title: &str, inside: bool, more: &[String]) -> Option<PhaseHeading> {
    let start = lead(title);
    let rest = title.get(start..)?;
    if let Some(counted) = counted(rest) {
        return Some(PhaseHeading {
            word: start..start,
            number: Some(start..start + counted),
            name: name(title, start + counted, inside)?,
        });
    }
    // Most headings begin with a letter that none of the words begins with.
    let known = if inside { INITIALS_INSIDE } else { INITIALS };
    let initial = rest.bytes().next()?;
    if more.is_empty() && initial.is_ascii() && known & bit(initial) == 0 {
        return None;
    }
    let words = PhaseWords::ANYWHERE
        .iter()
        .chain(PhaseWords::INSIDE.iter().filter(|_| inside))
        .copied()
        .chain(more.iter().map(String::as_str));
    let word = words.filter_map(|word| opens_with(rest, word)).max()?;
    let after = rest.get(word..)?;
    let space = after.len() - after.trim_start_matches([' ', '\t', '#', '*', '_']).len();
    let number_at = start + word + space;
    let number_text = title.get(number_at..)?;
    let length = number_text
        .find(|c: char| !(c.is_alphanumeric() || c == '.'))
        .unwrap_or(number_text.len());
    let number = number_text.get(..length)?.trim_end_matches('.');
    // `Phases` is no phase `s`: letters need a blank before them, digits do not (`フェーズ1`).
    if !is_phase_number(number) || (space == 0 && !number.starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let name = name(title, number_at + number.len(), inside)?;
    let marked = title.get(..start).unwrap_or_default();
    let word_at = marked.len() - marked.trim_start_matches(['*', '_', '`']).len();
    Some(PhaseHeading {
        word: word_at..start + word,
        number: Some(number_at..number_at + number.len()),
        name,
    })
}

/// The name behind the number. `Phase 1 (Name)` outside the phases may as well say more of a phase that stands there.
fn name(title: &str, at: usize, inside: bool) -> Option<Range<usize>> {
    let (name, weak) = tail(title, at)?;
    (inside || !weak).then_some(name)
}

/// Bytes before the word: bold type, an emoji that says a state, `7. `.
fn lead(title: &str) -> usize {
    let rest = title.trim_start_matches(['*', '_', '`']);
    let rest = match rest.chars().next() {
        Some(sign) if emoji_state(sign).is_some() => rest
            .trim_start_matches(sign)
            .trim_start_matches(['\u{fe0f}', ' ', '\t', '*', '_', '`']),
        _ => rest,
    };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let start = title.len() - rest.len();
    match rest.get(digits..) {
        Some(after) if digits > 0 => start + digits + after.strip_prefix(". ").map_or(0, |_| 2),
        _ => start,
    }
}

/// The name behind the number that ends at `at`, and whether it is weak; `None` if a word follows the number.
fn tail(title: &str, at: usize) -> Option<(Range<usize>, bool)> {
    let whole = title.get(at..)?;
    let rest = whole.trim_start_matches(['*', '_', '`']);
    let bare = rest.trim_start_matches([' ', '\t']);
    let blank = bare.len() < rest.len();
    let end = title.len();
    let from = |text: &str| end - text.len();
    let sign = bare.chars().next();
    let Some(sign) = sign else {
        return Some((end..end, false));
    };
    let after = bare.get(sign.len_utf8()..)?;
    let spaced = after.is_empty() || after.starts_with([' ', '\t']);
    let separated = match sign {
        ':' | '：' | '—' | '–' => true,
        '-' | '|' => blank && spaced,
        '.' => !blank && spaced,
        _ => false,
    };
    if separated {
        let name = after.trim_start_matches([' ', '\t']);
        let name = name.strip_prefix("** ").unwrap_or(name);
        return Some((from(name)..end - closing(title, name), false));
    }
    if is_mark(bare) {
        return Some((from(bare)..end, false));
    }
    let (open, close) = match sign {
        '(' => ('(', ')'),
        '（' => ('（', '）'),
        '[' => return Some((from(bare)..end, false)),
        _ => return None,
    };
    let inner = bare.strip_prefix(open)?;
    let shut = inner.find(close)?;
    let behind = inner.get(shut + close.len_utf8()..)?.trim_start();
    if behind.is_empty() {
        let start = from(inner);
        return Some((start..start + shut, true));
    }
    // `Sprint 1（Week 1）: Setup`
    behind
        .starts_with([':', '：', '—', '–'])
        .then(|| (from(bare)..end, false))
}

/// Bytes of the bold type that ends a name, if it began before the name: `**Phase 1: Name**`.
fn closing(title: &str, name: &str) -> usize {
    let sign = ["**", "__"].into_iter().find(|sign| name.ends_with(sign));
    match sign {
        Some(sign) if title.starts_with(sign) && name.matches(sign).count() == 1 => sign.len(),
        _ => 0,
    }
}

/// Bytes of `第二阶段` at the start of a text.
fn counted(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('第')?;
    let at = COUNTED
        .iter()
        .filter_map(|word| Some(rest.find(word)? + word.len()))
        .min()?;
    let number = rest.get(..at)?;
    (number.chars().count() <= 8 && !number.contains([' ', '\t'])).then_some(at + '第'.len_utf8())
}

/// Bytes of `text` that `word`, given in lower case, takes at its start, whatever the case there.
pub(super) fn opens_with(text: &str, word: &str) -> Option<usize> {
    // A sign of ASCII has no other lower case than its own, so one byte tells most texts apart.
    if let (Some(first), Some(wanted)) = (text.bytes().next(), word.bytes().next())
        && first.is_ascii()
        && first.to_ascii_lowercase() != wanted
    {
        return None;
    }
    let mut wanted = word.chars();
    let mut length = 0;
    for c in text.chars() {
        if wanted.as_str().is_empty() {
            break;
        }
        for lower in c.to_lowercase() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
        length += c.len_utf8();
    }
    wanted.as_str().is_empty().then_some(length)
}

/// `1`, `2.1`, `2a`, `A`, `IV`.
pub(super) fn is_phase_number(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let numeric = !digits.is_empty()
        && text.len() - digits.len() <= 1
        && digits
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let letter = text.len() == 1 && text.chars().all(|c| c.is_ascii_uppercase());
    let roman =
        !text.is_empty() && text.len() <= 4 && text.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    numeric || letter || roman
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phase_headings() {
        let read = |title: &str, inside: bool| {
            let found = phase_heading(title, inside, &[])?;
            let number = found
                .number
                .and_then(|range| title.get(range))
                .unwrap_or_default()
                .to_owned();
            Some((number, title.get(found.name)?.to_owned()))
        };
        let is = |number: &str, name: &str| Some((number.to_owned(), name.to_owned()));
        assert_eq!(read("Phase 1: Foundation", false), is("1", "Foundation"));
        assert_eq!(
            read("Phase 1 — Interim (complete)", false),
            is("1", "Interim (complete)")
        );
        assert_eq!(read("phase A", false), is("A", ""));
        assert_eq!(read("Phase 2.1: x", false), is("2.1", "x"));
        assert_eq!(read("Phase 2a. x", false), is("2a", "x"));
        assert_eq!(read("7. Phase 7 – Ship", false), is("7", "Ship"));
        assert_eq!(read("フェーズ1: 準備", false), is("1", "準備"));
        assert_eq!(read("**Phase 1: Bold**", false), is("1", "Bold"));
        assert_eq!(read("**Phase 1:** Bold", false), is("1", "Bold"));
        assert_eq!(read("Phase 1 (Merge)", true), is("1", "Merge"));
        assert_eq!(read("Phase 1 (Merge)", false), None);
        assert_eq!(read("Phase 1 (complete)", false), is("1", "(complete)"));
        assert_eq!(read("Phase 1 ✅", false), is("1", "✅"));
        assert_eq!(read("Step 2: Copy", true), is("2", "Copy"));
        assert_eq!(read("Step 2: Copy", false), None);
        assert_eq!(
            read("Sprint 1（Week 1）: Go", true),
            is("1", "（Week 1）: Go")
        );
        assert_eq!(read("Phase Breakdown", true), None);
        assert_eq!(read("Phases", true), None);
        assert_eq!(read("Tests for Phase 2", true), None);
        assert_eq!(read("Phase 1's end", true), None);
        assert_eq!(read("Phase 1-2 overlap", true), None);
        assert_eq!(read("Phase 1: ", false), is("1", ""));
        assert_eq!(read("Phase 1: --force", false), is("1", "--force"));
    }
}

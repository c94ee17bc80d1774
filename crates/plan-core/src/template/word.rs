//! One spelling of a name, for comparing headings, labels and states.
//!
//! Two strengths: `folded` for comparing what was written, `key` for looking a name up in the tables. A key is a folded
//! text whose full-width signs are ASCII, without accents, struck-out text, a roman numeral before the name and one closing
//! remark of a closed list, such as `(optional)`. Any other remark counts: `Phases (Machine Readable)` is no `Phases`.

/// Remarks in brackets behind a name that do not change what it names.
const QUALIFIERS: &[&str] = &[
    "optional",
    "if applicable",
    "if needed",
    "if any",
    "if necessary",
    "required",
    "recommended",
    "from discussion",
    "high level",
];

/// `text` without case, leading numbers, emoji, markup and outer punctuation; inner runs of blanks are one blank, `&` is
/// `and`.
pub(crate) fn folded(text: &str) -> String {
    let plain =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
    let plain = if plain.is_empty() { text } else { plain };
    let mut out = String::with_capacity(plain.len());
    for word in plain.split(|c: char| !(c.is_alphanumeric() || matches!(c, '&' | '(' | ')'))) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        let start = out.len();
        if word == "&" {
            out.push_str("and")
        } else if word.is_ascii() {
            out.push_str(word);
            if let Some(added) = out.get_mut(start..) {
                added.make_ascii_lowercase();
            }
        } else {
            out.extend(word.chars().flat_map(char::to_lowercase))
        }
    }
    out
}

/// What a name is looked up by.
pub(crate) fn key(text: &str) -> String {
    let mut out = if text.is_ascii() && !text.as_bytes().contains(&b'~') {
        folded(without_roman(text))
    } else {
        let plain: String = unstruck(text).chars().filter_map(plain).collect();
        folded(without_roman(&plain))
    };
    if out.ends_with(')')
        && let Some((name, remark)) = out.rsplit_once('(')
        && QUALIFIERS.contains(&remark.trim_end_matches(')').trim())
        && !name.trim().is_empty()
    {
        let kept = name.trim_end().len();
        out.truncate(kept);
    }
    out
}

/// Drops `~~struck~~` text, unless nothing else is there.
pub(crate) fn unstruck(text: &str) -> String {
    if !text.contains("~~") {
        return text.to_owned();
    }
    let live: String = text.split("~~").step_by(2).collect();
    if live.trim().is_empty() {
        text.replace("~~", "")
    } else {
        live
    }
}

/// `IV. Name` without its numeral.
fn without_roman(text: &str) -> &str {
    let text = text.trim_start();
    if !text.starts_with(['I', 'V', 'X']) {
        return text;
    }
    match text.split_once(". ") {
        Some((number, name))
            if !number.is_empty()
                && number.len() <= 5
                && number.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) =>
        {
            name
        }
        _ => text,
    }
}

/// The ASCII form of a full-width sign, a letter without its accent; `None` for an accent of its own.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c),
        '\u{300}'..='\u{36f}' => return None,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => 'u',
        'ё' | 'Ё' => 'е',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        assert_eq!(
            folded("  2. Edge Cases & Error-Handling: "),
            "edge cases and error handling"
        );
        assert_eq!(folded("✅ Tasks"), "tasks");
        assert_eq!(
            folded("Phases (Machine Readable)"),
            "phases (machine readable)"
        );
        assert_eq!(folded("完了"), "完了");
        assert_eq!(folded("2026"), "2026");
    }

    #[test]
    fn keys() {
        assert_eq!(key("Rollback (if applicable)"), "rollback");
        assert_eq!(
            key("Phases (Machine Readable)"),
            "phases (machine readable)"
        );
        assert_eq!(key("IV. **Überblick**"), "uberblick");
        assert_eq!(key("単体テスト（vitest）"), "単体テスト(vitest)");
        assert_eq!(key("~~Old~~ New"), "new");
        assert_eq!(key("created_date"), "created date");
        assert_eq!(key("Ｓｔａｔｕｓ："), "status");
    }
}

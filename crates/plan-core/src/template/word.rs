//! One spelling of a name, for comparing headings and labels.

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
        if word == "&" {
            out.push_str("and")
        } else {
            out.extend(word.chars().flat_map(char::to_lowercase))
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::folded;

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
}

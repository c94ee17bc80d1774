//! Titles of documents: `Implementation Plan: Name` and its kin.

/// Splits `Implementation Plan: NAME` and its kin (`Plan: `, `PIR Plan: `, `Plan 0047: `, `Task 1.2: `). Returns the
/// end of the prefix and the start of the name.
pub(crate) fn title_prefix(heading: &str) -> Option<(usize, usize)> {
    let (prefix, rest) = heading.split_once([':', '：'])?;
    let plain = prefix
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
        .trim_end();
    let known = ["implementation plan", "plan", "pir plan", "task"]
        .contains(&plain.to_lowercase().as_str());
    let name = rest.trim_start_matches([' ', '\t']);
    (known && !name.is_empty()).then(|| (prefix.len(), heading.len() - name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_prefixes() {
        let name = |heading: &str| {
            let (_, at) = title_prefix(heading)?;
            heading.get(at..).map(str::to_owned)
        };
        assert_eq!(
            name("Implementation Plan: Metrics cache").as_deref(),
            Some("Metrics cache")
        );
        assert_eq!(name("Plan 0047: Tips").as_deref(), Some("Tips"));
        assert_eq!(name("Caching: a survey"), None);
        assert_eq!(name("Implementation Plan:"), None);
    }
}

//! The configured paths as lines of a file of attributes, which match with the same code of git but say things otherwise.

use crate::paths::Paths;

const INCLUDED: &str = "merge=plan diff=plan";
/// As if nothing had been said. There is no way to leave a path out and keep what other files of attributes say of it.
const EXCLUDED: &str = "!merge !diff";

/// The lines for these paths. A later line wins, so exclusions come last.
pub(super) fn lines(paths: &Paths) -> String {
    let mut lines = String::new();
    for (texts, attributes) in [(paths.included(), INCLUDED), (paths.excluded(), EXCLUDED)] {
        for text in texts {
            for pattern in patterns(text) {
                lines.push_str(&format!("{} {attributes}\n", written(&pattern)));
            }
        }
    }
    lines
}

/// The patterns that match what one of ours does. Attributes are not handed down to what is in a directory, and a pattern
/// without a slash would match at any depth.
fn patterns(text: &str) -> Vec<String> {
    let wild = text.contains(['*', '?', '[', '\\']);
    match text.strip_suffix('/') {
        // No path ends with a slash.
        Some(_) if wild => Vec::new(),
        Some(directory) => vec![format!("/{directory}/**")],
        // A set need not match its own text, and as a path of ours it does.
        None if text.contains('[') && !text.contains('\\') => {
            vec![format!("/{text}"), format!("/{}", escaped(text))]
        }
        None if wild => vec![format!("/{text}")],
        None => vec![format!("/{text}"), format!("/{text}/**")],
    }
}

/// A pattern that matches this text only.
fn escaped(text: &str) -> String {
    let escape = |sign: char| match sign {
        '*' | '?' | '[' => vec!['\\', sign],
        sign => vec![sign],
    };
    text.chars().flat_map(escape).collect()
}

/// A pattern as the file has it: in quotes where a blank would end it.
fn written(pattern: &str) -> String {
    let plain = |sign: char| !sign.is_whitespace() && !sign.is_control();
    if pattern.chars().all(plain) {
        return pattern.to_owned();
    }
    let mut quoted = String::from('"');
    for sign in pattern.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_ascii_control() => {
                quoted.push_str(&format!("\\{:03o}", u32::from(sign)));
            }
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn patterns_are_translated() {
        let paths = [
            "plan/*.md",
            "x*/",
            "!plan/old/",
            "docs",
            "a b/[x]\\*\"?.md",
            "!**/no.md",
        ];
        let paths = Paths::new(paths.map(str::to_owned)).unwrap();
        assert_eq!(
            lines(&paths),
            "/plan/*.md merge=plan diff=plan\n\
             /docs merge=plan diff=plan\n\
             /docs/** merge=plan diff=plan\n\
             \"/a b/[x]\\\\*\\\"?.md\" merge=plan diff=plan\n\
             /plan/old/** !merge !diff\n\
             /**/no.md !merge !diff\n"
        );
    }
}

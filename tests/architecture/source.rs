//! Rust source as the house rules look at it: comments, texts and test modules blanked out, `use` trees written out in
//! full. Not a parser; it knows just enough to tell code from what only looks like code.

/// Replaces comments and the contents of literals by blanks. Line breaks stay, and so do line numbers and lengths in
/// characters.
pub fn strip(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    let at_is = |at: usize, c: char| chars.get(at) == Some(&c);
    while at < chars.len() {
        let end = match chars[at] {
            '/' if at_is(at + 1, '/') => line_end(&chars, at),
            '/' if at_is(at + 1, '*') => comment_end(&chars, at),
            '"' => text_end(&chars, at),
            'r' | 'b' | 'c' if !is_name(at.checked_sub(1).and_then(|before| chars.get(before))) => {
                prefixed_end(&chars, at).unwrap_or(at)
            }
            '\'' => char_end(&chars, at).unwrap_or(at),
            _ => at,
        };
        if end == at {
            code.push(chars[at]);
            at += 1;
            continue;
        }
        code.extend(
            chars[at..end]
                .iter()
                .map(|c| if *c == '\n' { '\n' } else { ' ' }),
        );
        at = end;
    }
    code
}

fn is_name(c: Option<&char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || *c == '_')
}

fn line_end(chars: &[char], from: usize) -> usize {
    chars[from..]
        .iter()
        .position(|c| *c == '\n')
        .map_or(chars.len(), |length| from + length)
}

fn comment_end(chars: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(chars.len())
}

fn text_end(chars: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// The end of `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `b'…'`, `c"…"`; nothing for a name that begins with such a letter.
fn prefixed_end(chars: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    while at < from + 2 && matches!(chars.get(at), Some('r' | 'b' | 'c')) {
        at += 1;
    }
    let raw = chars[from..at].contains(&'r');
    let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
    match chars.get(at + hashes) {
        Some('"') if raw => {
            let mut end = at + hashes + 1;
            while end < chars.len() {
                let closing = chars[end + 1..]
                    .iter()
                    .take(hashes)
                    .filter(|c| **c == '#')
                    .count();
                if chars[end] == '"' && closing == hashes {
                    return Some(end + 1 + hashes);
                }
                end += 1;
            }
            Some(chars.len())
        }
        Some('"') if hashes == 0 => Some(text_end(chars, at)),
        Some('\'') if hashes == 0 && chars[from..at] == ['b'] => char_end(chars, at),
        _ => None,
    }
}

/// The end of a character literal; nothing for a lifetime.
fn char_end(chars: &[char], quote: usize) -> Option<usize> {
    if chars.get(quote + 1) == Some(&'\\') {
        let length = chars[quote + 3..].iter().position(|c| *c == '\'')?;
        return Some(quote + 3 + length + 1);
    }
    (chars.get(quote + 2) == Some(&'\'')).then_some(quote + 3)
}

/// Blanks out what is compiled for tests only. Takes stripped source.
pub fn without_tests(code: &str) -> String {
    let mut left = code.to_owned();
    while let Some(start) = left.find("#[cfg(test)]") {
        let end = item_end(&left, start);
        let blank: String = left[start..end]
            .chars()
            .map(|c| if c == '\n' { '\n' } else { ' ' })
            .collect();
        left.replace_range(start..end, &blank);
    }
    left
}

/// The end of the item that follows: its closing brace, or its semicolon.
fn item_end(code: &str, start: usize) -> usize {
    let mut depth = 0;
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(c, '}' | ';') {
            return start + at + 1;
        }
    }
    code.len()
}

/// The lines of stripped source with their numbers, every `use` replaced by the full paths it names.
pub fn paths(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut lines = code.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let start = line.trim_start();
        let start = match start.strip_prefix("pub") {
            Some(rest) if rest.starts_with([' ', '(']) => rest
                .split_once(')')
                .map_or(rest, |(_, rest)| rest)
                .trim_start(),
            _ => start,
        };
        let Some(tree) = start.strip_prefix("use ") else {
            found.push((number, line.to_owned()));
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.contains(';') {
            let Some((line, _)) = lines.next() else { break };
            tree.push(' ');
            tree.push_str(line.trim());
        }
        let (tree, rest) = tree.split_once(';').unwrap_or((&tree, ""));
        let mut names = Vec::new();
        expand("", tree, &mut names);
        names.push(rest.to_owned());
        found.extend(
            names
                .into_iter()
                .filter(|name| !name.is_empty())
                .map(|name| (number, name)),
        );
    }
    found
}

fn expand(prefix: &str, tree: &str, into: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        if !tree.is_empty() {
            let name = tree.split(" as ").next().unwrap_or(tree).trim();
            into.push(format!("{prefix}{}", name.trim_start_matches("::")));
        }
        return;
    };
    let prefix = format!("{prefix}{}", head.trim().trim_start_matches("::"));
    let group = group.rsplit_once('}').map_or(group, |(group, _)| group);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&prefix, &group[start..at], into);
                start = at + 1;
            }
            _ => {}
        }
    }
    expand(&prefix, &group[start..], into);
}

/// Whether a name or path stands in a line as a whole, not as a part of a longer name.
pub fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        let open = name.ends_with(|c: char| !c.is_alphanumeric() && c != '_');
        !is_name(before.as_ref()) && (open || !is_name(after.as_ref()))
    })
}

#[test]
fn comments_and_texts_are_blanked() {
    let check = |text: &str, expected: &str| {
        let code = strip(text);
        assert_eq!(
            code.split_whitespace().collect::<Vec<_>>().join(" "),
            expected,
            "{text}"
        );
        assert_eq!(code.chars().count(), text.chars().count(), "{text}");
        assert_eq!(code.lines().count(), text.lines().count(), "{text}");
    };
    check("a // git2 \"\nb", "a b");
    check("a /* x /* git2 */ y */ b", "a b");
    check("f(\"git2 \\\" // \", x)", "f( , x)");
    check("f(r#\"a \" git2\"#, x)", "f( , x)");
    check("f(br\"git2\\\", b\"x\", c\"y\", x)", "f( , , , x)");
    check("let c = '\"'; let d = \"git2\";", "let c = ; let d = ;");
    check("let c = '\\''; d", "let c = ; d");
    check("let c = '\\u{1b}'; d", "let c = ; d");
    check(
        "fn f<'a>(x: &'a str) -> &'a str { x }",
        "fn f<'a>(x: &'a str) -> &'a str { x }",
    );
    check("let number = br; r#type", "let number = br; r#type");
    check("//! git2\n/// jiff\nfn f() {}", "fn f() {}");
}

#[test]
fn test_modules_are_blanked() {
    let code = "use a;\n#[cfg(test)]\nmod tests {\n    fn f() { g() }\n}\nuse b;\n";
    assert_eq!(
        without_tests(code).split_whitespace().collect::<Vec<_>>(),
        ["use", "a;", "use", "b;"]
    );
    assert_eq!(
        without_tests("#[cfg(test)]\nmod tests;\nuse b;").trim(),
        "use b;"
    );
}

#[test]
fn use_trees_are_written_out() {
    let code = "pub(crate) use std::{fs, io::{self, Write as _}};\nuse crate::{\n    model::Plan,\n    span,\n}; y();\nx();\n";
    let expected = [
        (1, "std::fs"),
        (1, "std::io::self"),
        (1, "std::io::Write"),
        (2, "crate::model::Plan"),
        (2, "crate::span"),
        (2, " y();"),
        (6, "x();"),
    ];
    let found = paths(code);
    assert_eq!(
        found
            .iter()
            .map(|(line, name)| (*line, name.as_str()))
            .collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn a_name_counts_as_a_whole_only() {
    assert!(names("git2::Oid", "git2"));
    assert!(names("x = println!(", "println!"));
    assert!(!names("eprintln!(", "println!"));
    assert!(!names("libgit2_version", "git2"));
    assert!(!names("std::fs_thing", "std::fs"));
}

//! git's own matching of one text against one pattern, as its pathspecs with `glob` use it.
//!
//! It follows `wildmatch.c` of git branch by branch, odd cases included, because hook, drivers and walk must agree with
//! the `git` program about every path. Case is never ignored. What a list of patterns means is in `paths`.

/// Whether the whole text matches the whole pattern.
pub(crate) fn wildmatch(pattern: &[u8], text: &[u8]) -> bool {
    run(pattern, text) == Outcome::Match
}

/// The two aborts end the search early: no longer text, or no text before the next `**`, can match any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Match,
    NoMatch,
    AbortAll,
    AbortToStarStar,
}

fn run(pattern: &[u8], text: &[u8]) -> Outcome {
    let (mut p, mut t) = (0, 0);
    while let Some(&sign) = pattern.get(p) {
        let Some(&byte) = text.get(t) else {
            if sign != b'*' {
                return Outcome::AbortAll;
            }
            return star(pattern, p, text, t).unwrap_or(Outcome::AbortAll);
        };
        match sign {
            b'\\' => {
                p += 1;
                if pattern.get(p) != Some(&byte) {
                    return Outcome::NoMatch;
                }
            }
            b'?' => {
                if byte == b'/' {
                    return Outcome::NoMatch;
                }
            }
            b'*' => match star(pattern, p, text, t) {
                Ok(outcome) => return outcome,
                Err(after) => (p, t) = after,
            },
            b'[' => match set(pattern, p + 1, byte) {
                Some((end, true)) if byte != b'/' => p = end,
                Some(_) => return Outcome::NoMatch,
                None => return Outcome::AbortAll,
            },
            _ => {
                if sign != byte {
                    return Outcome::NoMatch;
                }
            }
        }
        p += 1;
        t += 1;
    }
    if t < text.len() {
        Outcome::NoMatch
    } else {
        Outcome::Match
    }
}

/// Matches from a star on. An `Err` gives the places of the slash in pattern and text from which to go on.
fn star(pattern: &[u8], at: usize, text: &[u8], start: usize) -> Result<Outcome, (usize, usize)> {
    let stars = pattern
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|&&byte| byte == b'*')
        .count();
    let next = at + stars;
    let rest = pattern.get(next..).unwrap_or_default();
    let opens = at == 0 || at.checked_sub(1).and_then(|before| pattern.get(before)) == Some(&b'/');
    let closes = rest.is_empty() || rest.starts_with(b"/") || rest.starts_with(b"\\/");
    let crosses = stars > 1 && opens && closes;
    let remaining = text.get(start..).unwrap_or_default();
    if crosses
        && let Some(after) = rest.strip_prefix(b"/")
        && run(after, remaining) == Outcome::Match
    {
        return Ok(Outcome::Match);
    }
    if rest.is_empty() {
        let held = !crosses && remaining.contains(&b'/');
        return Ok(if held {
            Outcome::AbortToStarStar
        } else {
            Outcome::Match
        });
    }
    if !crosses && rest.starts_with(b"/") {
        let slash = remaining.iter().position(|&byte| byte == b'/');
        return slash.map_or(Ok(Outcome::AbortAll), |slash| Err((next, start + slash)));
    }
    for (skipped, &byte) in remaining.iter().enumerate() {
        match run(rest, remaining.get(skipped..).unwrap_or_default()) {
            Outcome::NoMatch if !crosses && byte == b'/' => return Ok(Outcome::AbortToStarStar),
            Outcome::NoMatch => {}
            Outcome::AbortToStarStar if crosses => {}
            outcome => return Ok(outcome),
        }
    }
    Ok(Outcome::AbortAll)
}

/// Reads a bracketed set that begins at `at`: the place of its closing bracket, and whether it has the byte.
fn set(pattern: &[u8], at: usize, byte: u8) -> Option<(usize, bool)> {
    let mut p = at;
    let negated = matches!(pattern.get(p), Some(b'!' | b'^'));
    p += usize::from(negated);
    let mut found = false;
    let mut previous = None;
    loop {
        let mut current = Some(*pattern.get(p)?);
        match current {
            Some(b'\\') => {
                p += 1;
                current = Some(*pattern.get(p)?);
                found |= current == Some(byte);
            }
            Some(b'-')
                if previous.is_some() && !matches!(pattern.get(p + 1), None | Some(b']')) =>
            {
                p += 1;
                if pattern.get(p) == Some(&b'\\') {
                    p += 1;
                }
                let last = *pattern.get(p)?;
                found |= previous.is_some_and(|first| (first..=last).contains(&byte));
                current = None;
            }
            Some(b'[') if pattern.get(p + 1) == Some(&b':') => {
                let name_at = p + 2;
                let length = pattern
                    .get(name_at..)?
                    .iter()
                    .position(|&byte| byte == b']')?;
                let name = pattern.get(name_at..name_at + length)?;
                if let Some(class) = name.strip_suffix(b":") {
                    found |= in_class(class, byte)?;
                    p = name_at + length;
                    current = None;
                } else {
                    found |= byte == b'[';
                }
            }
            _ => found |= current == Some(byte),
        }
        previous = current;
        p += 1;
        if pattern.get(p) == Some(&b']') {
            return Some((p, found != negated));
        }
    }
}

/// The named classes of POSIX, over ASCII as in git; `None` for a name there is not.
fn in_class(class: &[u8], byte: u8) -> Option<bool> {
    Some(match class {
        b"alnum" => byte.is_ascii_alphanumeric(),
        b"alpha" => byte.is_ascii_alphabetic(),
        b"blank" => byte == b' ' || byte == b'\t',
        b"cntrl" => byte.is_ascii_control(),
        b"digit" => byte.is_ascii_digit(),
        b"graph" => byte.is_ascii_graphic(),
        b"lower" => byte.is_ascii_lowercase(),
        b"print" => byte.is_ascii_graphic() || byte == b' ',
        b"punct" => byte.is_ascii_punctuation(),
        b"space" => byte.is_ascii_whitespace() || byte == 0x0b,
        b"upper" => byte.is_ascii_uppercase(),
        b"xdigit" => byte.is_ascii_hexdigit(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::wildmatch;

    #[test]
    fn sets_and_escapes() {
        for (pattern, text, expected) in [
            (r"[a-c]", "b", true),
            (r"[!a-c]", "b", false),
            (r"[^a-c]", "d", true),
            (r"[]]", "]", true),
            (r"[]-a]", "]", true),
            (r"[a-]", "-", true),
            (r"[[:digit:]x]", "7", true),
            (r"[[:nosuch:]x]", "x", false),
            (r"[\]]", "]", true),
            (r"[/]", "/", false),
            (r"[", "[", false),
            (r"[a", "a", false),
            (r"\*", "*", true),
            (r"\*", "a", false),
            (r"a\", "a", false),
            (r"**/a", "a", true),
            (r"**/a", "b/a", true),
            (r"b/**", "b/", true),
            (r"b/**", "b", false),
            (r"a**b", "a/b", false),
            (r"*", "", true),
            (r"", "", true),
        ] {
            assert_eq!(
                wildmatch(pattern.as_bytes(), text.as_bytes()),
                expected,
                "{pattern} against {text}"
            );
        }
    }

    /// Each further star multiplies the work unless the search is cut where no longer text can help.
    #[test]
    fn many_stars_stay_fast() {
        let pattern = "*a".repeat(24) + "b";
        assert!(!wildmatch(pattern.as_bytes(), "a".repeat(200).as_bytes()));
    }
}

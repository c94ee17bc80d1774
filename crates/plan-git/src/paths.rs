//! The one matcher of path patterns: what the walk, the hook and the drivers call "the configured paths".
//!
//! A pattern means what git's `:(top,glob)` pathspec means: anchored at the root; `*`, `?` and `[...]` stop at `/`, a
//! `**` between slashes crosses; a pattern without wildcards also names everything below it; a leading `!` excludes.
//! The matching of one text against one pattern is in `wildmatch`. Nothing here looks at a disk.

use std::collections::BTreeSet;

use crate::wildmatch::wildmatch;

/// A set of patterns that says which paths are documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    patterns: Vec<String>,
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
    /// Single files that belong to the set whatever the patterns say.
    files: BTreeSet<Vec<u8>>,
}

/// Why a list of patterns cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathsError {
    /// There is no pattern that includes anything.
    #[error(
        "no path pattern includes anything; name at least one, such as `plan/implementation/*.md`"
    )]
    NothingIncluded,
    /// The pattern has no text.
    #[error(
        "`{pattern}` is an empty path pattern; remove it or write one such as `plan/implementation/*.md`"
    )]
    Empty {
        /// The pattern as given.
        pattern: String,
    },
    /// The pattern begins with `/`.
    #[error(
        "the path pattern `{pattern}` begins with `/`; patterns start at the root already, so leave the slash out"
    )]
    Absolute {
        /// The pattern as given.
        pattern: String,
    },
    /// The pattern climbs out of a directory.
    #[error(
        "the path pattern `{pattern}` contains `..`; write it as seen from the root of the repository"
    )]
    Climbing {
        /// The pattern as given.
        pattern: String,
    },
    /// The pattern contains a NUL byte, which no path can.
    #[error("a path pattern contains a NUL byte, which no path can hold; write it without")]
    Nul,
}

impl Paths {
    /// Reads patterns; the order does not matter, an exclusion always wins.
    ///
    /// # Errors
    /// Patterns that are empty or lead out of the root, and lists that include nothing.
    pub fn new(patterns: impl IntoIterator<Item = String>) -> Result<Paths, PathsError> {
        let mut paths = Paths {
            patterns: patterns.into_iter().collect(),
            include: Vec::new(),
            exclude: Vec::new(),
            files: BTreeSet::new(),
        };
        for given in &paths.patterns {
            match given.strip_prefix('!') {
                Some(text) => paths.exclude.push(Pattern::new(text, given)?),
                None => paths.include.push(Pattern::new(given, given)?),
            }
        }
        if paths.include.is_empty() {
            return Err(PathsError::NothingIncluded);
        }
        Ok(paths)
    }

    /// The same set and these files.
    pub(crate) fn with_files(&self, files: &BTreeSet<Vec<u8>>) -> Paths {
        let mut paths = self.clone();
        paths.files.extend(files.iter().cloned());
        paths
    }

    /// Whether the path, given from the root with `/`, is one of these.
    pub fn matches(&self, path: &[u8]) -> bool {
        let included = self.include.iter().any(|pattern| pattern.matches(path))
            && !self.exclude.iter().any(|pattern| pattern.matches(path));
        included || self.files.contains(path)
    }

    /// Whether anything below the directory (empty for the root) could match; a walk may skip it if not.
    pub fn may_contain(&self, dir: &[u8]) -> bool {
        let dir = dir.strip_suffix(b"/").unwrap_or(dir);
        let below = |file: &Vec<u8>| {
            dir.is_empty()
                || file
                    .strip_prefix(dir)
                    .is_some_and(|rest| rest.starts_with(b"/"))
        };
        let included = self
            .include
            .iter()
            .any(|pattern| pattern.reaches_below(dir))
            && !self.exclude.iter().any(|pattern| pattern.covers(dir));
        included || self.files.iter().any(below)
    }

    /// Directories and files at or below which everything lies that can match; `None` if that may be anywhere.
    pub(crate) fn places(&self) -> Option<BTreeSet<Vec<u8>>> {
        let fixed = self.include.iter().map(Pattern::place);
        let mut places = fixed.collect::<Option<BTreeSet<_>>>()?;
        places.extend(self.files.iter().cloned());
        Some(places)
    }

    /// All of it as text, so that two sets which are written alike are told from others.
    pub(crate) fn listed(&self) -> String {
        let files = self
            .files
            .iter()
            .map(|file| file.escape_ascii().to_string());
        let patterns = self.patterns.iter().map(|pattern| format!("{pattern:?}"));
        let lines: Vec<String> = patterns.chain(files).collect();
        lines.join("\n")
    }

    /// The same set for the `git` program, valid from any directory of the repository.
    pub fn pathspecs(&self) -> Vec<String> {
        let include = self
            .include
            .iter()
            .map(|pattern| format!(":(top,glob){}", pattern.text));
        let exclude = self
            .exclude
            .iter()
            .map(|pattern| format!(":(top,glob,exclude){}", pattern.text));
        include.chain(exclude).collect()
    }

    /// What includes, tidied: without `.` and doubled slashes.
    pub(crate) fn included(&self) -> Vec<&str> {
        self.include.iter().map(|one| one.text.as_str()).collect()
    }

    /// What excludes, tidied, without its `!`.
    pub(crate) fn excluded(&self) -> Vec<&str> {
        self.exclude.iter().map(|one| one.text.as_str()).collect()
    }

    /// The patterns as they were given.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    text: String,
    /// Bytes before the first wildcard, which git compares as they are.
    literal: usize,
}

impl Pattern {
    fn new(text: &str, given: &str) -> Result<Pattern, PathsError> {
        let pattern = || given.to_owned();
        if text.contains('\0') {
            return Err(PathsError::Nul);
        }
        if text.starts_with('/') {
            return Err(PathsError::Absolute { pattern: pattern() });
        }
        if text.split('/').any(|part| part == "..") {
            return Err(PathsError::Climbing { pattern: pattern() });
        }
        // git tidies a pathspec in the same way before it matches.
        let parts: Vec<&str> = text
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        let mut text = parts.join("/");
        if text.is_empty() {
            return Err(PathsError::Empty { pattern: pattern() });
        }
        if given.ends_with('/') {
            text.push('/');
        }
        let literal = text.bytes().position(is_special).unwrap_or(text.len());
        Ok(Pattern { text, literal })
    }

    fn matches(&self, path: &[u8]) -> bool {
        self.names_or_holds(path) || self.matches_by_wildcard(path)
    }

    /// The path is this very text, or lies below the directory of this name.
    fn names_or_holds(&self, path: &[u8]) -> bool {
        path.strip_prefix(self.text.as_bytes()).is_some_and(|rest| {
            rest.is_empty() || rest.first() == Some(&b'/') || self.text.ends_with('/')
        })
    }

    /// The directory has this very name, with or without its last slash, or lies below the directory of this name.
    fn is_or_holds(&self, dir: &[u8]) -> bool {
        self.names_or_holds(dir)
            || self
                .text
                .strip_suffix('/')
                .is_some_and(|name| name.as_bytes() == dir)
    }

    /// The directory or file at or below which everything lies that can match.
    fn place(&self) -> Option<Vec<u8>> {
        let fixed = self.text.as_bytes().get(..self.literal)?;
        let end = if fixed.len() == self.text.len() && !self.text.ends_with('/') {
            fixed.len()
        } else {
            fixed.iter().rposition(|&byte| byte == b'/')?
        };
        fixed.get(..end).map(<[u8]>::to_vec)
    }

    /// git cuts the literal part off before it matches, so a `**` right after it counts as standing at the start.
    fn matches_by_wildcard(&self, path: &[u8]) -> bool {
        let (Some((fixed, wild)), Some((start, rest))) = (
            self.text.as_bytes().split_at_checked(self.literal),
            path.split_at_checked(self.literal),
        ) else {
            return false;
        };
        !wild.is_empty() && fixed == start && wildmatch(wild, rest)
    }

    fn parts(&self) -> Vec<&[u8]> {
        self.text
            .as_bytes()
            .split(|&byte| byte == b'/')
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// Escapes and sets may hide a slash, and `**` inside a name may cross one: then only the literal start is sure.
    fn splits_at_slashes(&self) -> bool {
        let hidden = self.text.bytes().any(|byte| byte == b'\\' || byte == b'[');
        let inside = self
            .parts()
            .iter()
            .any(|part| *part != b"**" && part.windows(2).any(|pair| pair == b"**"));
        !hidden && !inside
    }

    fn reaches_below(&self, dir: &[u8]) -> bool {
        if dir.is_empty() || self.is_or_holds(dir) {
            return true;
        }
        if !self.splits_at_slashes() {
            let fixed = self.text.as_bytes().get(..self.literal).unwrap_or_default();
            let common = fixed.len().min(dir.len());
            let below = fixed
                .get(common..)
                .is_none_or(|rest| rest.is_empty() || rest.first() == Some(&b'/'));
            return below && fixed.get(..common) == dir.get(..common);
        }
        let parts = self.parts();
        walk(&parts, dir).iter().any(|&at| at < parts.len())
    }

    /// Everything below the directory matches, for sure.
    fn covers(&self, dir: &[u8]) -> bool {
        let parts = self.parts();
        let ends_open = parts.last() == Some(&b"**".as_slice()) && !self.text.ends_with('/');
        let last = parts.len().saturating_sub(1);
        self.is_or_holds(dir)
            || (ends_open && self.splits_at_slashes() && walk(&parts, dir).contains(&last))
    }
}

/// Which parts of the pattern may come next once the names of `dir` are taken.
fn walk(parts: &[&[u8]], dir: &[u8]) -> Vec<usize> {
    let crosses = |at: usize| parts.get(at) == Some(&b"**".as_slice());
    let open = |mut states: Vec<usize>| {
        let mut at = 0;
        while let Some(&state) = states.get(at) {
            if crosses(state) && state + 1 < parts.len() {
                states.push(state + 1);
            }
            at += 1;
        }
        states.sort_unstable();
        states.dedup();
        states
    };
    let mut states = open(vec![0]);
    for name in dir
        .split(|&byte| byte == b'/')
        .filter(|name| !name.is_empty())
    {
        let next = states.iter().filter_map(|&state| {
            let part = parts.get(state)?;
            if crosses(state) {
                return Some(state);
            }
            wildmatch(part, name).then_some(state + 1)
        });
        states = open(next.collect());
    }
    states
}

/// The bytes at which git ends the literal part of a pattern.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'*' | b'?' | b'[' | b'\\')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn paths(patterns: &[&str]) -> Paths {
        Paths::new(patterns.iter().map(|&text| text.to_owned())).unwrap()
    }

    #[test]
    fn stars_stop_at_slashes() {
        let plans = paths(&["plan/implementation/*.md"]);
        assert!(plans.matches(b"plan/implementation/a.md"));
        assert!(plans.matches(b"plan/implementation/.md"));
        assert!(!plans.matches(b"plan/implementation/old/a.md"));
        assert!(!plans.matches(b"x/plan/implementation/a.md"));
        let deep = paths(&["docs/**/plan-?.md"]);
        assert!(deep.matches(b"docs/plan-1.md"));
        assert!(deep.matches(b"docs/a/b/plan-1.md"));
        assert!(!deep.matches(b"docs/a/b/plan-10.md"));
    }

    #[test]
    fn a_name_without_wildcards_holds_what_is_below_it() {
        for patterns in [["docs"], ["docs/"], ["./docs//"]] {
            assert!(paths(&patterns).matches(b"docs/a/b.md"), "{patterns:?}");
            assert!(!paths(&patterns).matches(b"docsy/a.md"), "{patterns:?}");
        }
    }

    #[test]
    fn exclusions_win_wherever_they_stand() {
        let some = paths(&["!docs/old/**", "docs/**", "!docs/*.txt"]);
        assert!(some.matches(b"docs/a.md"));
        assert!(!some.matches(b"docs/a.txt"));
        assert!(!some.matches(b"docs/old/x/a.md"));
        assert_eq!(
            some.pathspecs(),
            [
                ":(top,glob)docs/**",
                ":(top,glob,exclude)docs/old/**",
                ":(top,glob,exclude)docs/*.txt"
            ]
        );
        assert_eq!(some.patterns(), ["!docs/old/**", "docs/**", "!docs/*.txt"]);
    }

    #[test]
    fn a_walk_is_pruned_where_nothing_can_match() {
        let plans = paths(&["plan/implementation/*.md"]);
        assert!(plans.may_contain(b""));
        assert!(plans.may_contain(b"plan"));
        assert!(plans.may_contain(b"plan/implementation"));
        assert!(!plans.may_contain(b"plan/implementation/old"));
        assert!(!plans.may_contain(b"plan/discussion"));
        assert!(!plans.may_contain(b"src"));
        let some = paths(&["docs/**/*.md", "!docs/old/**", "!docs/gone"]);
        assert!(some.may_contain(b"docs/a/b"));
        assert!(!some.may_contain(b"docs/old"));
        assert!(!some.may_contain(b"docs/old/a"));
        assert!(!some.may_contain(b"docs/gone/a"));
        assert!(paths(&["docs"]).may_contain(b"docs/a/b"));
        assert!(paths(&["[ab]/x.md"]).may_contain(b"a"));
    }

    #[test]
    fn patterns_that_cannot_be_used_say_why() {
        let error = |text: &str| Paths::new([text.to_owned()]).unwrap_err();
        assert!(matches!(error("/docs/*.md"), PathsError::Absolute { .. }));
        assert!(matches!(error("docs/../x"), PathsError::Climbing { .. }));
        assert!(matches!(error(""), PathsError::Empty { .. }));
        assert!(matches!(error("./"), PathsError::Empty { .. }));
        assert!(matches!(error("!docs"), PathsError::NothingIncluded));
        assert_eq!(Paths::new([]).unwrap_err(), PathsError::NothingIncluded);
    }
}

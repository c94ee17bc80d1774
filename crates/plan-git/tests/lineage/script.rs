//! Reads `history.txt`: commits in the order in which they are made, each with what it does to the files of its first
//! parent. `cases/README.md` describes the words.

use plan_core::template::TEMPLATE;

use crate::histories::{Entry, Made, Tree};

/// Midnight of the first of January 2026 in the zone of the commits.
const START: i64 = 1_767_222_000;
const DAY: i64 = 86_400;

/// What a case asks.
#[derive(Debug)]
pub struct Script {
    pub commits: Vec<Made>,
    /// Which files are documents.
    pub paths: Vec<String>,
    /// Commits that a shallow clone is cut to, counted from the tip.
    pub depth: Option<usize>,
}

impl Script {
    pub fn read(text: &str) -> Self {
        let mut script = Self {
            commits: Vec::new(),
            paths: vec!["plans/*.md".to_owned()],
            depth: None,
        };
        for line in text.lines() {
            let words = words(line);
            let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
            match words.as_slice() {
                [] => {}
                [b"paths", globs @ ..] => {
                    script.paths = globs.iter().map(|glob| string(glob)).collect();
                }
                [b"shallow", depth] => script.depth = Some(number(depth)),
                [b"commit", label, rest @ ..] => script.commit(string(label), rest),
                words => {
                    for words in repeated(words) {
                        let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
                        script.operation(&words);
                    }
                }
            }
        }
        script
    }

    /// The same with the parents of every merge the other way round, if there is a merge.
    pub fn exchanged(&self) -> Option<Vec<Made>> {
        let mut commits = self.commits.clone();
        for commit in &mut commits {
            commit.parents.reverse();
        }
        let merge = |commit: &Made| commit.parents.len() > 1;
        commits.iter().any(merge).then_some(commits)
    }

    fn find(&self, label: &[u8]) -> usize {
        let found = self
            .commits
            .iter()
            .position(|commit| commit.subject.as_bytes() == label);
        found.unwrap_or_else(|| panic!("no commit {} before this one", string(label)))
    }

    fn commit(&mut self, label: String, rest: &[&[u8]]) {
        let day = self.commits.len();
        let mut day = i64::try_from(day).unwrap();
        let mut parents: Vec<usize> = self.commits.len().checked_sub(1).into_iter().collect();
        let mut rest = rest;
        if let [before @ .., b"day", number] = rest {
            day = string(number).parse().unwrap();
            rest = before;
        }
        match rest {
            [] => {}
            [b"after", b"nothing"] => parents.clear(),
            [b"after", labels @ ..] => {
                parents = labels.iter().map(|label| self.find(label)).collect();
            }
            _ => panic!("{label}: after COMMIT..., day NUMBER"),
        }
        let tree = parents
            .first()
            .map_or_else(Tree::new, |parent| self.commits[*parent].tree.clone());
        self.commits.push(Made {
            subject: label,
            parents,
            seconds: START + day * DAY,
            tree,
        });
    }

    fn operation(&mut self, words: &[&[u8]]) {
        let other = |label: &[u8]| self.commits[self.find(label)].tree.clone();
        let here = self.commits.last().expect("a commit first").tree.clone();
        let tree = match words {
            [b"plan", path, title, status] => put(here, path, plan(title, status)),
            [b"template", path, title, status] => put(here, path, template(title, status)),
            [b"text", path, text] => put(here, path, text.to_vec()),
            [b"status", path, status] => {
                let status = format!("**Status**: {}", string(status));
                each_line(here, path, |_, line| {
                    if line.starts_with("**Status**") {
                        status.clone()
                    } else {
                        line.to_owned()
                    }
                })
            }
            [b"retitle", path, title] => {
                let title = format!("# Implementation Plan: {}", string(title));
                each_line(here, path, |at, line| {
                    if at == 0 {
                        title.clone()
                    } else {
                        line.to_owned()
                    }
                })
            }
            [b"add", path, text] => {
                let mut bytes = content(&here, path);
                bytes.extend_from_slice(b"- ");
                bytes.extend_from_slice(text);
                bytes.push(b'\n');
                put(here, path, bytes)
            }
            [b"reword", path, count] => {
                let count = number(count);
                let mut seen = 0;
                each_line(here, path, |_, line| {
                    seen += usize::from(line.starts_with("- "));
                    if line.starts_with("- ") && seen <= count {
                        format!("- other words, number {seen}")
                    } else {
                        line.to_owned()
                    }
                })
            }
            [b"crlf", path] => each_line(here, path, |_, line| format!("{line}\r")),
            [b"spaces", path] => each_line(here, path, |_, line| format!("{line} ")),
            [b"move", from, to] => {
                let mut tree = here;
                let entry = tree.remove(*from).unwrap_or_else(|| missing(from));
                tree.insert(to.to_vec(), entry);
                tree
            }
            [b"copy", from, to] => {
                let bytes = content(&here, from);
                put(here, to, bytes)
            }
            // Every path gets what the one before it had, and the first what the last had.
            [b"rotate", paths @ ..] => {
                let mut tree = here.clone();
                for (from, to) in paths.iter().zip(paths.iter().cycle().skip(1)) {
                    tree = put(tree, to, content(&here, from));
                }
                tree
            }
            [b"delete", path] => {
                let mut tree = here;
                tree.remove(*path).unwrap_or_else(|| missing(path));
                tree
            }
            [b"take", path, b"from", label] => {
                let mut tree = here;
                match other(label).remove(*path) {
                    Some(entry) => tree.insert(path.to_vec(), entry),
                    None => tree.remove(*path),
                };
                tree
            }
            [b"executable", path] => {
                let bytes = content(&here, path);
                let mut tree = here;
                tree.insert(path.to_vec(), Entry::Program(bytes));
                tree
            }
            [b"link", path, target] => {
                let mut tree = here;
                tree.insert(path.to_vec(), Entry::Link(target.to_vec()));
                tree
            }
            [b"submodule", path] => {
                let mut tree = here;
                tree.insert(path.to_vec(), Entry::Submodule);
                tree
            }
            words => {
                let words: Vec<String> = words.iter().map(|word| string(word)).collect();
                panic!("what is {words:?}?")
            }
        };
        self.commits.last_mut().expect("a commit").tree = tree;
    }
}

fn missing(path: &[u8]) -> ! {
    panic!("no file {}", string(path))
}

fn put(mut tree: Tree, path: &[u8], bytes: Vec<u8>) -> Tree {
    tree.insert(path.to_vec(), Entry::File(bytes));
    tree
}

fn content(tree: &Tree, path: &[u8]) -> Vec<u8> {
    match tree.get(path) {
        Some(Entry::File(bytes) | Entry::Program(bytes)) => bytes.clone(),
        _ => missing(path),
    }
}

fn each_line(tree: Tree, path: &[u8], mut edit: impl FnMut(usize, &str) -> String) -> Tree {
    let text = String::from_utf8(content(&tree, path)).unwrap();
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(at, line)| edit(at, line) + "\n")
        .collect();
    put(tree, path, lines.concat().into_bytes())
}

/// A plan whose every line speaks of its title, so that plans of different titles have nothing in common.
fn plan(title: &[u8], status: &[u8]) -> Vec<u8> {
    let (title, status) = (string(title), string(status));
    let notes: String = [
        "asks", "needs", "brings", "costs", "ends", "leaves", "risks", "tests",
    ]
    .iter()
    .map(|verb| format!("- {title} {verb} what {title} alone {verb}\n"))
    .collect();
    format!(
        "# Implementation Plan: {title}\n\n**Status**: {status}\n\n## Overview\n\n**Goal**: {title} for all who wait for {title}\n\n## Notes\n\n{notes}"
    )
    .into_bytes()
}

/// The template with little more filled in than the title.
fn template(title: &[u8], status: &[u8]) -> Vec<u8> {
    let title = string(title);
    TEMPLATE
        .replace("{Feature/Project Name}", &title)
        .replace("Draft | Ready | In Progress | Completed", &string(status))
        .replace(
            "One sentence describing what we're building and why",
            &format!("{title} for all who wait for {title}"),
        )
        .into_bytes()
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn number(bytes: &[u8]) -> usize {
    string(bytes).parse().unwrap()
}

/// The words of a line, without its comment. In quotes a word may have spaces, and bytes as `\351`, as git writes them.
pub fn words(line: &str) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    let mut bytes = line.bytes().peekable();
    loop {
        while bytes.next_if(u8::is_ascii_whitespace).is_some() {}
        match bytes.peek() {
            None | Some(b'#') => return words,
            Some(b'"') => {
                bytes.next();
                let mut word = Vec::new();
                loop {
                    match bytes.next().expect("an end of the quotes") {
                        b'"' => break,
                        b'\\' => {
                            let digits: Vec<u8> = bytes.by_ref().take(3).collect();
                            word.push(u8::from_str_radix(&string(&digits), 8).unwrap());
                        }
                        byte => word.push(byte),
                    }
                }
                words.push(word);
            }
            Some(_) => {
                let mut word = Vec::new();
                while let Some(byte) = bytes.next_if(|byte| !byte.is_ascii_whitespace()) {
                    word.push(byte);
                }
                words.push(word);
            }
        }
    }
}

/// A line once, or once for each number of `{01-40}` in it.
fn repeated(words: &[&[u8]]) -> Vec<Vec<Vec<u8>>> {
    let range = words
        .iter()
        .find_map(|word| Range::find(std::str::from_utf8(word).ok()?));
    let Some(range) = range else {
        return vec![words.iter().map(|word| word.to_vec()).collect()];
    };
    let one = |number: String| -> Vec<Vec<u8>> {
        let fill = |word: &&[u8]| range.fill(&string(word), &number).into_bytes();
        words.iter().map(fill).collect()
    };
    range.numbers().map(one).collect()
}

/// Numbers from the first to the last one, as wide as they are written: `{01-40}`.
pub struct Range {
    mark: String,
    first: usize,
    last: usize,
    width: usize,
}

impl Range {
    pub fn find(text: &str) -> Option<Self> {
        let inside = text.get(text.find('{')? + 1..text.find('}')?)?;
        let (first, last) = inside.split_once('-')?;
        Some(Self {
            mark: format!("{{{inside}}}"),
            first: first.parse().ok()?,
            last: last.parse().ok()?,
            width: first.len(),
        })
    }

    pub fn numbers(&self) -> impl Iterator<Item = String> {
        let width = self.width;
        (self.first..=self.last).map(move |number| format!("{number:0width$}"))
    }

    pub fn fill(&self, text: &str, number: &str) -> String {
        text.replace(&self.mark, number)
    }
}

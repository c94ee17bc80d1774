//! Reads `truth.txt`: what is to be told of the repository of a case. `cases/README.md` describes the lines.

use crate::answer::{Answer, Row, State, Told, shown};
use crate::script::{Range, words};

/// Reads what is true with the parents of merges as they are written, or the other way round.
pub fn read(text: &str, exchanged: bool) -> Answer {
    let mut answer = Answer {
        complete: true,
        documents: Vec::new(),
    };
    for line in text.lines() {
        let line = match line.as_bytes().first() {
            Some(b'<') if exchanged => continue,
            Some(b'>') if !exchanged => continue,
            Some(b'<' | b'>') => &line[1..],
            _ => line,
        };
        let indented = line.starts_with(' ');
        let words: Vec<String> = words(line).iter().map(|word| shown(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match (words.as_slice(), answer.documents.last_mut()) {
            ([], _) => {}
            (["incomplete"], _) => answer.complete = false,
            ([path], _) if !indented => answer.documents.push(opened(path)),
            (["git", commits @ ..], Some(document)) => {
                document.git = commits.iter().map(ToString::to_string).collect();
            }
            (["status", rest @ ..], Some(document)) => document.states.push(state(rest)),
            (words, Some(document)) => document.revisions.push(row(words)),
            (words, None) => panic!("a path first, and not {words:?}"),
        }
    }
    answer
}

/// The same with the lines of a document once for each number of `{01-40}` in its path.
pub fn spelled_out(text: &str) -> String {
    let mut documents: Vec<String> = Vec::new();
    for line in text.lines() {
        let opens = !line.starts_with([' ', '<', '>']);
        if opens || documents.is_empty() {
            documents.push(String::new());
        }
        let document = documents.last_mut().expect("one was pushed");
        document.push_str(line);
        document.push('\n');
    }
    let every = |text: String| match Range::find(text.lines().next().unwrap_or_default()) {
        Some(range) => range
            .numbers()
            .map(|number| range.fill(&text, &number))
            .collect(),
        None => text,
    };
    documents.into_iter().map(every).collect()
}

/// True if the answers are not the same with the parents of merges exchanged.
pub fn depends_on_order(text: &str) -> bool {
    text.lines().any(|line| line.starts_with(['<', '>']))
}

fn opened(path: &str) -> Told {
    let gone = path
        .strip_prefix('(')
        .and_then(|path| path.strip_suffix(')'));
    Told {
        path: gone.unwrap_or(path).to_owned(),
        alive: gone.is_none(),
        ..Told::default()
    }
}

fn row(words: &[&str]) -> Row {
    let (words, landed) = ending(words, "landed");
    let (words, from) = ending(words, "from");
    match words {
        [commit, kind, path] => Row {
            commit: commit.to_string(),
            kind: kind.to_string(),
            path: path.to_string(),
            from,
            landed,
        },
        words => panic!("COMMIT KIND PATH [from PATH] [landed COMMIT], and not {words:?}"),
    }
}

fn state(words: &[&str]) -> State {
    let (words, landed) = ending(words, "landed");
    let (words, commit) = ending(words, "by");
    let text = words.join(" ");
    let (from, to) = text.split_once(" > ").expect("STATUS > STATUS");
    State {
        from: from.to_owned(),
        to: to.to_owned(),
        commit: commit.expect("by COMMIT"),
        landed,
    }
}

/// Takes `WORD SOMETHING` off the end.
fn ending<'a, 'b>(words: &'a [&'b str], word: &str) -> (&'a [&'b str], Option<String>) {
    match words {
        [rest @ .., before, last] if *before == word => (rest, Some(last.to_string())),
        words => (words, None),
    }
}

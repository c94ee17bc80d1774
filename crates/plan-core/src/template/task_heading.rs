//! Headings of tasks: `Task 1.1: Name` and `auth-1-2 | approved`.
//!
//! ```text
//! heading := ("Task" | "タスク") [" "] ["#"] ID (":" | "—" | "–" | " - " | end) name
//!          | "T-" NNN ":" name
//!          | slug-N-N " | " state
//!          | N "." N name                 only below a heading `Tasks`
//! ```
//!
//! Source: 669 `Task ID` headings and 574 with a state in real plans. `### 1. Name` heads findings and design points there,
//! and is no task.

use std::ops::Range;

use super::task_number::{after_separator, id_length, is_slug};

/// The heading of a task taken apart, as byte ranges of the heading's title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TaskHeading {
    pub word: Option<Range<usize>>,
    pub number: Option<Range<usize>>,
    pub name: Range<usize>,
    pub state: Option<Range<usize>>,
}

/// Reads the heading of a task; `inside` says that it stands below a heading `Tasks`.
pub(crate) fn task_heading(title: &str, inside: bool) -> Option<TaskHeading> {
    worded(title)
        .or_else(|| numbered(title, inside))
        .or_else(|| stated(title))
}

fn worded(title: &str) -> Option<TaskHeading> {
    let word = ["task", "タスク"].iter().find_map(|word| {
        let found = title.get(..word.len())?;
        found.eq_ignore_ascii_case(word).then_some(found)
    })?;
    let after = title.get(word.len()..)?;
    let number_at = word.len() + (after.len() - after.trim_start_matches([' ', '\t', '#']).len());
    let rest = title.get(number_at..)?;
    // `Taskforce` is no task: letters need a blank before them, digits do not (`タスク1`).
    if number_at == word.len() && !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let length = id_length(rest);
    let end = number_at + length;
    let tail = title.get(end..).filter(|_| length > 0)?;
    let name = if tail.is_empty() {
        ""
    } else {
        after_separator(tail)?
    };
    Some(TaskHeading {
        word: Some(0..word.len()),
        number: Some(number_at..end),
        name: title.len() - name.len()..title.len(),
        state: None,
    })
}

/// `T-001: Name`, and `1.1 Name` below `Tasks`.
fn numbered(title: &str, inside: bool) -> Option<TaskHeading> {
    if !inside && !title.starts_with("T-") {
        return None;
    }
    let length = id_length(title);
    let id = title.get(..length)?;
    let tail = title.get(length..)?;
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let name = if id.strip_prefix("T-").is_some_and(digits) {
        after_separator(tail)?
    } else if inside && id.contains('.') && id.split('.').all(digits) {
        after_separator(tail)
            .or_else(|| Some(tail.trim_start_matches([' ', '\t'])).filter(|name| *name != tail))?
    } else {
        return None;
    };
    Some(TaskHeading {
        word: None,
        number: Some(0..length),
        name: title.len() - name.len()..title.len(),
        state: None,
    })
}

/// `auth-1-2 | approved`: an id that ends in two numbers, a bar, one word.
fn stated(title: &str) -> Option<TaskHeading> {
    // Looking for one byte is much faster than looking for three, and most titles have none.
    if !title.as_bytes().contains(&b'|') {
        return None;
    }
    let (id, state) = title.split_once(" | ")?;
    let id = id.trim_end_matches([' ', '\t']);
    let state = state.trim_start_matches([' ', '\t']);
    let is_word = !state.is_empty()
        && state
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    (is_slug(id) && is_word).then(|| TaskHeading {
        word: None,
        number: None,
        name: 0..id.len(),
        state: Some(title.len() - state.len()..title.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_headings() {
        let read = |title: &str| {
            let found = task_heading(title, false)?;
            let part = |range: Option<Range<usize>>| {
                range.and_then(|range| title.get(range)).map(str::to_owned)
            };
            Some((
                part(found.number),
                title.get(found.name)?.to_owned(),
                part(found.state),
            ))
        };
        let is = |number: Option<&str>, name: &str, state: Option<&str>| {
            Some((
                number.map(str::to_owned),
                name.to_owned(),
                state.map(str::to_owned),
            ))
        };
        assert_eq!(read("Task 1.1: Parse"), is(Some("1.1"), "Parse", None));
        assert_eq!(read("TASK 3 — Parse ✅"), is(Some("3"), "Parse ✅", None));
        assert_eq!(read("Task 2"), is(Some("2"), "", None));
        assert_eq!(
            read("Task big-feature-2-4: Wire"),
            is(Some("big-feature-2-4"), "Wire", None)
        );
        assert_eq!(read("T-001: Rules"), is(Some("T-001"), "Rules", None));
        assert_eq!(
            read("auth-1-2 | approved"),
            is(None, "auth-1-2", Some("approved"))
        );
        for title in [
            "Tasks",
            "Task list",
            "Taskforce 3",
            "Task 3 things to do",
            "Notes | more",
            "utf-8 | text",
            "1.1 Parse",
        ] {
            assert_eq!(read(title), None, "{title}");
        }
        assert!(task_heading("1.1 Parse", true).is_some());
        assert!(task_heading("1. Parse", true).is_none());
    }
}

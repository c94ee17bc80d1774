//! What several commands show of a plan in the same way.

use plan_core::template::FieldName;
use plan_core::{Document, Progress, Status};
use serde::Serialize;

use crate::ui::{Line, Style};

/// A status in JSON.
#[derive(Clone, Debug, Serialize)]
pub(super) struct StatusView {
    /// The stable name of the state.
    pub(super) kind: &'static str,
    /// The value as written.
    pub(super) text: String,
}

impl From<&Status> for StatusView {
    fn from(status: &Status) -> Self {
        Self {
            kind: status.kind.name(),
            text: status.text.clone(),
        }
    }
}

/// The status of a document, unless it is the template's list of choices.
pub(super) fn status(document: &Document) -> Option<Status> {
    document
        .plan()
        .status()
        .filter(|status| !status.is_unfilled())
}

/// The status as people see it: what was written, which holds the known word.
pub(super) fn status_cell(status: Option<&Status>) -> Line {
    let Some(status) = status else {
        return Line::new().faint("no status");
    };
    let style = match status.kind {
        plan_core::StatusKind::Completed => Style::Good,
        plan_core::StatusKind::InProgress => Style::Accent,
        plan_core::StatusKind::Draft => Style::Faint,
        _ => Style::Plain,
    };
    Line::new().push(style, &status.text)
}

/// `3/7`, or nothing without boxes.
pub(super) fn done(progress: Progress) -> String {
    match progress.total {
        0 => String::new(),
        total => format!("{}/{total}", progress.done),
    }
}

/// A header field as one line, unless it still holds what the template has there.
pub(super) fn field(document: &Document, name: FieldName) -> Option<String> {
    let text = document.plan().field(name)?.on_one_line();
    let unfilled = text == "YYYY-MM-DD" || text.matches('|').count() >= 2;
    (!unfilled && !text.is_empty()).then_some(text)
}

/// Whether a status is one of those a person typed: the same state, or the same words.
pub(super) fn is_in(status: Option<&Status>, typed: &[String]) -> bool {
    typed.iter().any(|text| {
        let text = text.trim();
        let wanted = Status::read(&text.replace(['-', '_'], " ")).or_else(|| Status::read(text));
        match (&wanted, status) {
            (Some(wanted), Some(status)) => {
                wanted.same_state(status) || status.text.eq_ignore_ascii_case(text)
            }
            _ => false,
        }
    })
}

/// A status for a table: the template's word, or what was written as far as it fits a column. The whole value is on the
/// screens of one plan and in JSON.
pub(super) fn status_word(status: Option<&Status>) -> Line {
    let Some(status) = status else {
        return status_cell(None);
    };
    let word = status
        .kind
        .word()
        .map_or_else(|| short(&status.text), str::to_owned);
    status_cell(Some(&Status {
        kind: status.kind,
        text: word,
    }))
}

/// A value for a column, cut visibly where it is long.
pub(super) fn short(text: &str) -> String {
    /// Characters of the widest cell.
    const WIDEST: usize = 24;
    if text.chars().count() <= WIDEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(WIDEST - 1).collect();
    format!("{}…", cut.trim_end())
}

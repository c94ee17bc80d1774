//! What several commands show of a plan in the same way.

use std::borrow::Cow;

use plan_core::template::{FieldName, Vocabulary};
use plan_core::{Change, ChangeKind, Class, Document, Progress, Status, StatusKind};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::ui::{Line, Style};

/// The id of a commit in a schema.
pub(super) enum CommitId {}

impl JsonSchema for CommitId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CommitId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([0-9a-f]{40}|[0-9a-f]{64})$" })
    }
}

/// A time of a commit in a schema: RFC 3339 with the offset that was recorded.
pub(super) enum Moment {}

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// Names a text: another text has another name, but for an accident that nobody meets. It says nothing else.
pub(super) fn etag(text: &str) -> String {
    // FNV-1a: it need not withstand an attacker, who could write to the file at once.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// A status.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct StatusView {
    /// The stable name of the state.
    #[schemars(with = "StatusKind")]
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

/// One difference between two versions.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Change")]
pub(super) struct ChangeView<'a> {
    /// What changed. The names are stable; new ones may be added.
    #[schemars(with = "ChangeKind")]
    kind: &'static str,
    /// How much it matters.
    class: Class,
    /// The place in the plan.
    at: &'a str,
    /// The place in the old version, where it was another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<&'a str>,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    /// What is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    /// The change in a sentence.
    summary: String,
}

impl<'a> From<&'a Change> for ChangeView<'a> {
    fn from(change: &'a Change) -> Self {
        Self::of(change, change.class())
    }
}

impl<'a> ChangeView<'a> {
    /// A change that matters as much as the commit that made it says.
    pub(super) fn of(change: &'a Change, class: Class) -> Self {
        Self {
            kind: change.kind.name(),
            class,
            at: &change.at,
            was: change.was.as_deref(),
            from: change.from.as_deref(),
            to: change.to.as_deref(),
            summary: change.summary(),
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
        StatusKind::Completed => Style::Good,
        StatusKind::InProgress => Style::Accent,
        StatusKind::Draft => Style::Faint,
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
pub(super) fn is_in(status: Option<&Status>, typed: &[String], vocabulary: &Vocabulary) -> bool {
    typed.iter().any(|text| {
        let text = text.trim();
        let read = |text: &str| Status::read_with(text, vocabulary);
        let wanted = read(&text.replace(['-', '_'], " ")).or_else(|| read(text));
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

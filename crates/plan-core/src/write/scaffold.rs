//! A new plan from the template.

use super::edit::WriteError;
use crate::change::{ChangeKind, Line};
use crate::document::Document;
use crate::evolution::{Entry, LogEdit};
use crate::model::Date;
use crate::template::TEMPLATE;

/// What a new plan is filled in with.
#[derive(Clone, Debug)]
pub struct Scaffold<'a> {
    /// The title.
    pub title: &'a str,
    /// The day.
    pub date: Date,
    /// The discussion document it comes from.
    pub discussion: Option<Discussion<'a>>,
}

/// A discussion document: its name for people, and the target that a link in the plan needs.
#[derive(Clone, Copy, Debug)]
pub struct Discussion<'a> {
    /// Its path from the root of the repository.
    pub path: &'a str,
    /// Its path from the folder of the plan.
    pub link: &'a str,
}

/// The template with title, date, status Draft, discussion link and a log with its first entry. Everything else is left
/// for its author.
///
/// # Errors
/// The title is empty or has more than one line.
pub fn scaffold(plan: &Scaffold<'_>) -> Result<Document, WriteError> {
    let title = plan.title.trim();
    if title.is_empty() {
        return Err(WriteError::Empty { what: "title" });
    }
    if title.contains(['\n', '\r']) {
        return Err(WriteError::MultiLine { what: "title" });
    }
    // Without a discussion document the placeholder stays: a check reports it until somebody decides.
    let placeholder = "Link to `plan/discussion/{filename}.md`";
    let source = plan.discussion.map_or_else(
        || placeholder.to_owned(),
        |Discussion { path, link }| format!("[{path}]({})", link_target(link)),
    );
    let (body, _) = TEMPLATE
        .split_once("\n### YYYY-MM-DD")
        .unwrap_or((TEMPLATE, ""));
    let text = body
        .replacen("{Feature/Project Name}", title, 1)
        .replacen("YYYY-MM-DD", &plan.date.to_string(), 1)
        .replacen("Draft | Ready | In Progress | Completed", "Draft", 1)
        .replacen(placeholder, &source, 1);
    let created = match plan.discussion {
        Some(Discussion { path, .. }) => Line::new(ChangeKind::Created, &[path]),
        None => Line::new(ChangeKind::Created, &[]),
    };
    let document = Document::parse(text);
    if document.plan().title().map(|found| found.as_str()) != Some(title) {
        return Err(WriteError::NotRepresentable {
            what: "title".to_owned(),
        });
    }
    document.with_log_edit(&LogEdit::Append(Entry {
        date: plan.date,
        lines: vec![created],
    }))
}

/// A link target with blanks or brackets goes between `<` and `>`.
fn link_target(path: &str) -> String {
    if path.contains([' ', '(', ')']) {
        format!("<{path}>")
    } else {
        path.to_owned()
    }
}

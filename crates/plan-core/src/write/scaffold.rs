//! A new plan from the template.

use super::edit::WriteError;
use crate::change::{ChangeKind, Line};
use crate::document::Document;
use crate::evolution::{Entry, LogEdit};
use crate::model::{Block, Date, Section};
use crate::template::{FieldName, TEMPLATE};

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
    let mut wanted = Document::parse(TEMPLATE).plan().clone();
    let values = [
        (FieldName::Date, plan.date.to_string()),
        (FieldName::Status, "Draft".to_owned()),
        (FieldName::DiscussionSource, source),
    ];
    for section in &mut wanted.sections {
        match section {
            Section::Header(header) => {
                header.title = title.into();
                for block in &mut header.blocks {
                    if let Block::Field(field) = block
                        && let Some((_, value)) =
                            values.iter().find(|(name, _)| field.name() == Some(*name))
                    {
                        field.value = value.as_str().into();
                    }
                }
            }
            Section::EvolutionLog(log) => log.sections.clear(),
            _ => {}
        }
    }
    let created = match plan.discussion {
        Some(Discussion { path, .. }) => Line::new(ChangeKind::Created, &[path]),
        None => Line::new(ChangeKind::Created, &[]),
    };
    let entry = Entry {
        date: plan.date,
        lines: vec![created],
    };
    Document::parse(wanted.to_markdown()?).with_log_edit(&LogEdit::Append(entry))
}

/// A link target with blanks or brackets goes between `<` and `>`.
fn link_target(path: &str) -> String {
    if path.contains([' ', '(', ')']) {
        format!("<{path}>")
    } else {
        path.to_owned()
    }
}

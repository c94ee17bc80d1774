//! Transitions of the status, as several commands show them.

use plan_git::history::Transition;
use plan_git::object::Signature;
use plan_git::repository::ObjectId;
use plan_git::time::Time;
use serde::Serialize;

use super::view;
use crate::ago::span;
use crate::ui::{Line, Style, Table};
use crate::workspace::Workspace;

/// A transition as it stands in every document that has some.
#[derive(Serialize)]
pub(super) struct TransitionView<'a> {
    from: Option<&'static str>,
    to: &'static str,
    text: &'a str,
    commit: ObjectId,
    authored: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    landed: Option<ObjectId>,
    author: Author<'a>,
    seconds: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct Author<'a> {
    name: &'a str,
    email: &'a str,
}

impl<'a> From<&'a Transition> for TransitionView<'a> {
    fn from(transition: &'a Transition) -> Self {
        let author = &transition.commit.author;
        Self {
            from: transition.from.as_ref().map(|from| from.kind.name()),
            to: transition.to.kind.name(),
            text: &transition.to.text,
            commit: transition.commit.id,
            authored: author.time,
            landed: transition.landed,
            author: Author::from(author),
            seconds: transition.seconds,
        }
    }
}

impl<'a> From<&'a Signature> for Author<'a> {
    fn from(signature: &'a Signature) -> Self {
        Self {
            name: &signature.name,
            email: &signature.email,
        }
    }
}

/// The timeline, the oldest first: since when, which, for how long, by whom.
pub(super) fn table(workspace: &Workspace, transitions: &[Transition]) -> Table {
    let mut table = Table::new(["Since", "Status", "For", "By", "Commit"]).wraps(3);
    for transition in transitions {
        let time = Time::new(
            transition.landed_at,
            transition.commit.committer.time.offset,
        );
        let lasted = match transition.seconds {
            Some(seconds) => span(seconds),
            None => format!("{} so far", span(workspace.since(time))),
        };
        let since: String = time.rfc3339().chars().take(16).collect();
        table.row([
            Line::from(since.replace('T', " ")),
            view::status_cell(Some(&transition.to)),
            Line::from(lasted),
            Line::from(&transition.commit.author.name),
            Line::new().push(Style::Caution, transition.commit.id.short()),
        ]);
    }
    table
}

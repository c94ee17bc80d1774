//! Transitions of the status, as several commands show them.

use plan_core::StatusKind;
use plan_git::history::Transition;
use plan_git::object::Signature;
use plan_git::repository::ObjectId;
use plan_git::time::Time;
use schemars::JsonSchema;
use serde::Serialize;

use super::view::{self, CommitId, Moment};
use crate::ago::span;
use crate::ui::{Line, Style, Table};
use crate::workspace::Workspace;

/// A change of status.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Transition")]
pub(super) struct TransitionView<'a> {
    /// The state before; null at first.
    #[schemars(with = "Option<StatusKind>")]
    from: Option<&'static str>,
    /// The state after.
    #[schemars(with = "StatusKind")]
    to: &'static str,
    /// The status as written.
    text: &'a str,
    /// The commit that made it.
    #[schemars(with = "CommitId")]
    commit: ObjectId,
    /// When that was written.
    #[schemars(with = "Moment")]
    authored: Time,
    /// The oldest first-parent commit of the tip that contains it, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<CommitId>")]
    landed: Option<ObjectId>,
    /// Who wrote it.
    author: Author<'a>,
    /// How long the state lasted; null for the present one.
    seconds: Option<i64>,
}

/// The author of a commit.
#[derive(Serialize, JsonSchema)]
pub(super) struct Author<'a> {
    /// The name, as the commit has it.
    name: &'a str,
    /// The address, as the commit has it.
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

//! What a person sees of a plan's history: its state, its timeline, its revisions, the newest first.

use plan_core::{Change, describe};
use plan_git::history::{PlanHistory, Record, Rejection, RevisionKind};
use plan_git::time::Time;

use super::{document::name, explain};
use crate::ago::span;
use crate::commands::{transition, view};
use crate::path_name::PathName;
use crate::ui::{Line, Style, Ui};
use crate::workspace::Workspace;

/// One plan; `since` is when its present status landed.
pub(super) fn screen(workspace: &Workspace, plan: &PlanHistory, since: Option<i64>, ui: &mut Ui) {
    let path = PathName::new(&plan.path);
    let title = plan.title.clone().unwrap_or_else(|| path.to_string());
    ui.hanging(Line::new(), Style::Strong, &title);
    let gone = if plan.alive { "" } else { " (deleted)" };
    if plan.title.is_some() || !plan.alive {
        ui.line(Line::new().faint(format!("{path}{gone}")));
    }
    if let Some(status) = &plan.status {
        let lead = view::status_cell(Some(status));
        let elapsed = since.filter(|_| plan.alive);
        let elapsed = elapsed.map(|landed| span(workspace.since(Time::new(landed, 0))));
        ui.line(match elapsed {
            Some(elapsed) => lead.faint(format!(" for {elapsed}")),
            None => lead,
        });
    }
    if !plan.transitions.is_empty() {
        ui.line("");
        ui.table(&transition::table(workspace, &plan.transitions));
    }
    for record in plan.revisions.iter().rev() {
        ui.line("");
        revision(record, ui);
    }
}

fn revision(record: &Record, ui: &mut Ui) {
    let commit = &record.commit;
    let authored: String = commit.author.time.rfc3339().chars().take(16).collect();
    let mut head = Line::new()
        .push(Style::Caution, commit.id.short())
        .plain(format!(
            " {} {}",
            authored.replace('T', " "),
            commit.author.name
        ));
    let kind = match record.kind {
        RevisionKind::Modified | RevisionKind::Boundary => "",
        other => name(other),
    };
    if !kind.is_empty() {
        head = head.push(Style::Accent, format!(" {kind}"));
    }
    if record.cosmetic {
        head = head.faint(" ignored");
    }
    if let Some(landed) = record.landed {
        head = head.faint(format!(" landed in {}", landed.short()));
    }
    ui.line(head);
    ui.paragraph(4, &commit.subject);
    if record.explanation.is_some() {
        explained(record, ui);
    } else if let (Some(from), Some(sure)) = (&record.previous_path, record.confidence)
        && sure < 1.0
    {
        let from = PathName::new(from);
        ui.paragraph(4, &format!("was {from}, {:.0} % sure", sure * 100.0));
    }
    let told: Vec<String> = if ui.is_verbose() {
        record.changes.iter().map(Change::summary).collect()
    } else if record.cosmetic {
        Vec::new()
    } else {
        describe(&record.changes)
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    for line in &told {
        ui.hanging(Line::from("    - "), Style::Plain, line);
    }
}

/// Why the revision belongs to the plan, and to nothing else.
fn explained(record: &Record, ui: &mut Ui) {
    let link = record.link.as_ref().map(explain::linked);
    let explanation = record.explanation.as_ref();
    let copied = explanation.and_then(|explanation| explanation.copied_from.as_ref());
    let rejected = explanation.map(|explanation| &explanation.rejected);
    // That its source is still there is said with the copy.
    let rejected = rejected.into_iter().flatten();
    let rejected = rejected.filter(|other| other.why != Rejection::Alive);
    let lines = link
        .into_iter()
        .chain(copied.map(explain::copied))
        .chain(rejected.map(explain::rejected));
    for line in lines {
        ui.hanging(Line::from("    "), Style::Faint, &line);
    }
}

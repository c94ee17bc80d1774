//! The screens of `plan log`.

use plan_git::derive::{Checked, EntryState, Finding, FindingKind, LogRow, PlanLog};
use plan_git::hooks::{self, Hook, HookState};
use plan_git::repository::Repository;

use crate::path_name::PathName;
use crate::ui::{Line, Style, Ui};

/// Prints the log of a plan.
pub(super) fn log(plan: &PlanLog, ui: &mut Ui) {
    head(plan, ui);
    if plan.entries.is_empty() {
        ui.paragraph(0, "No entries.");
    }
    for row in &plan.entries {
        ui.line("");
        entry(row, ui);
    }
}

/// Prints the findings of a plan, one block each.
pub(super) fn findings(plan: &PlanLog, ui: &mut Ui) {
    head(plan, ui);
    for finding in &plan.findings {
        ui.line("");
        block(finding, ui);
    }
}

fn head(plan: &PlanLog, ui: &mut Ui) {
    let path = PathName::new(&plan.path);
    let title = plan.title.clone().unwrap_or_else(|| path.to_string());
    ui.hanging(Line::new(), Style::Strong, &title);
    ui.line(Line::new().faint(path.as_str()));
}

fn block(finding: &Finding, ui: &mut Ui) {
    let lead = Line::new().plain(format!("{} ", finding.date));
    let lead = lead.push(Style::Bad, finding.kind.name());
    let lead = match finding.commit {
        Some(commit) => lead.plain(" in ").push(Style::Caution, commit.short()),
        None => lead.plain(", not committed"),
    };
    match &finding.subject {
        Some(subject) => ui.hanging(lead.plain(" "), Style::Strong, subject),
        None => ui.line(lead),
    }
    for line in &finding.lines {
        ui.paragraph(4, &format!("no entry: {line}"));
    }
    let action = match finding.kind {
        FindingKind::Missing | FindingKind::Shortened | FindingKind::Reverted => "removed",
        FindingKind::Split => "split",
        FindingKind::Duplicated => "duplicated",
    };
    for entry in &finding.entries {
        ui.paragraph(4, &format!("{action}: {} - {}", entry.date, entry.title));
    }
}

fn entry(row: &LogRow, ui: &mut Ui) {
    let lead = Line::new().plain(format!("{} ", row.date));
    ui.hanging(lead, Style::Strong, &row.title);
    let (style, word) = match row.state {
        EntryState::Matched => (Style::Good, "matched"),
        EntryState::Written if row.commit.is_some() => (Style::Plain, "written by hand"),
        EntryState::Written => (Style::Accent, "not committed"),
        EntryState::Missing => (Style::Bad, "missing"),
        EntryState::Removed if row.commit.is_some() => (Style::Bad, "removed by"),
        EntryState::Removed => (Style::Bad, "removed, not committed"),
        EntryState::Orphaned => (Style::Caution, "orphaned: matches no change"),
        EntryState::Split => (Style::Bad, "split by a merge"),
        EntryState::Duplicated => (Style::Bad, "duplicated by a merge"),
    };
    let mut line = Line::new().plain("  ").push(style, word);
    if let Some(commit) = row.commit {
        line = line.plain(" ").push(Style::Caution, commit.short());
    }
    ui.hanging(
        line.plain(" "),
        Style::Faint,
        row.subject.as_deref().unwrap_or_default(),
    );
    for text in row.body.lines().filter(|line| !line.trim().is_empty()) {
        ui.paragraph(4, text);
    }
}

/// Returns the sentence for a check without findings. `base` restricts the check to later commits.
pub(super) fn all_clear(checked: &Checked, is_complete: bool, base: Option<&str>) -> String {
    if checked.plans == 0 {
        return "No plan has an Evolution Log yet, so there was nothing to check.".to_owned();
    }
    let commits = count(checked.commits, "commit");
    let plans = count(checked.plans, "plan");
    match (is_complete, checked.oldest, base) {
        (false, Some(oldest), _) => {
            let oldest = oldest.short();
            format!("Complete as far as this clone reaches ({commits} from {oldest}).")
        }
        (false, None, _) => {
            format!("Complete as far as history can be read ({commits}, {plans}).")
        }
        (true, _, Some(base)) => {
            format!(
                "The Evolution Log is complete for the commits after {base} ({commits}, {plans})."
            )
        }
        (true, _, None) => format!("The Evolution Log is complete ({commits}, {plans})."),
    }
}

/// Prints the number of findings and the commands that resolve them.
pub(super) fn advice(repository: &Repository, logs: &[&PlanLog], ui: &mut Ui) {
    let found = || logs.iter().flat_map(|log| &log.findings);
    let is_removed =
        |finding: &&Finding| finding.kind == FindingKind::Shortened && finding.commit.is_some();
    let number = count(found().count(), "finding");
    let mut text = format!("{number}. `plan log --fix` writes what the log lacks.");
    if let Some(commit) = found().find(is_removed).and_then(|finding| finding.commit) {
        let commit = commit.short();
        text +=
            &format!(" `plan log --accept {commit}` accepts the entries that were removed there.");
    }
    if !matches!(
        hooks::state(repository, Hook::PreCommit),
        Ok(HookState::Installed { .. })
    ) {
        text += " The hook that writes entries is not installed in this clone: `plan init`.";
    }
    ui.hint(&text);
}

/// Returns a number of entries in words.
pub(super) fn entries(number: usize) -> String {
    match number {
        1 => "1 entry".to_owned(),
        _ => format!("{number} entries"),
    }
}

fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

//! A plan whose log `plan log --fix` repairs.

use plan_core::Document;
use plan_git::derive::{PlanLog, Repaired, repair};

use super::screen::entries;
use crate::commands::change::{self, Change};
use crate::error::{CommandError, unwritable};
use crate::path_name::PathName;
use crate::ui::{Line, Style, Ui};
use crate::workspace::{Plan, Workspace};

/// A plan with its repaired log.
pub(super) struct Fixed {
    change: Change,
    repaired: Repaired,
}

impl Fixed {
    /// Repairs the log, in the file unless this is a dry run. If the file has another text by
    /// then, `again` checks that text, and its log replaces `log`.
    pub(super) fn new(
        workspace: &Workspace,
        plan: &Plan,
        log: &mut PlanLog,
        dry_run: bool,
        again: &dyn Fn(&Document) -> Option<PlanLog>,
    ) -> Result<Self, CommandError> {
        let name = plan.name();
        let (change, (repaired, checked)) =
            change::edit(workspace, &plan.target, dry_run, |now| {
                let checked = match now.document.as_str() == plan.document.as_str() {
                    true => None,
                    false => Some(again(&now.document).ok_or_else(|| {
                        CommandError::file(format!(
                            "{name} is no longer a plan; its log is left as it is"
                        ))
                    })?),
                };
                let repaired = repair(&now.document, checked.as_ref().unwrap_or(log))
                    .map_err(|error| unwritable(name.as_str(), &error))?;
                if !now.is_on_disk() && repaired.is_changed() {
                    return Err(CommandError::refused(format!(
                        "{name} is not in the working tree, so its log cannot be repaired"
                    ))
                    .with_hint(format!("`git restore -- {name}` restores the file.")));
                }
                Ok((repaired.document.clone(), (repaired, checked)))
            })?;
        if let Some(checked) = checked {
            *log = checked;
        }
        Ok(Self { change, repaired })
    }

    /// Returns true if the text differs.
    pub(super) fn is_changed(&self) -> bool {
        self.repaired.is_changed()
    }

    /// Returns the name of the plan.
    pub(super) fn name(&self) -> &PathName {
        self.change.plan.name()
    }

    /// Returns the number of removed entries that cannot be restored.
    pub(super) fn unrestored(&self) -> usize {
        self.repaired.unrestored
    }

    /// Returns the diff of a dry run.
    pub(super) fn diff(&self) -> Option<String> {
        self.change.diff()
    }

    /// Prints one line, and the diff of a dry run.
    pub(super) fn say(&self, ui: &mut Ui) {
        let done = [
            (self.repaired.added, "added"),
            (self.repaired.restored, "restored"),
            (self.repaired.removed, "removed as second copies"),
        ];
        let done: Vec<String> = done
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, action)| format!("{} {action}", entries(*count)))
            .collect();
        let lead = Line::new().plain(format!("{}: ", self.change.plan.name()));
        let text = format!("{} ({})", done.join(", "), self.change.size());
        ui.hanging(lead, Style::Plain, &text);
        self.change.show(ui);
    }
}

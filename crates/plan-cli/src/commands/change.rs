//! What every writer of a plan does with the text it wants: show it as a diff, or put it into the file.

use plan_core::Document;

use crate::error::CommandError;
use crate::ui::{Format, Ui};
use crate::unified::{size, unified};
use crate::workspace::Plan;

/// A plan and the text that it shall have.
pub(super) struct Change<'a> {
    /// As it is.
    pub(super) plan: &'a Plan,
    /// As it shall be.
    pub(super) new: &'a Document,
    /// Show it only.
    pub(super) dry_run: bool,
}

impl Change<'_> {
    /// Writes the file, if there is anything to write and it is not only to be shown.
    pub(super) fn carry_out(&self) -> Result<(), CommandError> {
        let Some(file) = self
            .plan
            .file
            .as_ref()
            .filter(|_| !self.dry_run && self.differs())
        else {
            return Ok(());
        };
        file.swap(self.new.as_str().as_bytes())
            .map_err(|error| CommandError::from(error).with_path(self.plan.name().as_str()))
    }

    /// Whether the texts differ.
    pub(super) fn differs(&self) -> bool {
        self.plan.document.as_str() != self.new.as_str()
    }

    /// The unified diff, where it was asked for.
    pub(super) fn diff(&self) -> Option<String> {
        self.dry_run.then(|| self.unified())
    }

    /// How large the change is, for people.
    pub(super) fn size(&self) -> String {
        size(self.plan.document.as_str(), self.new.as_str())
    }

    /// Prints the diff for a person, where it was asked for.
    pub(super) fn show(&self, ui: &mut Ui) {
        if self.dry_run && ui.format() == Format::Human {
            ui.diff(&self.unified());
            ui.note("this is a dry run: nothing was written");
        }
    }

    fn unified(&self) -> String {
        let path = self.plan.name().as_str();
        unified(path, self.plan.document.as_str(), self.new.as_str())
    }
}

//! What every writer of a plan does with the text it wants: show it as a diff, or put it into the file.

use plan_core::Document;
use plan_core::source::Source;

use crate::error::{CommandError, unreadable};
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
    /// Writes the file, if there is anything to write and it is not only to be shown. A text that could not be read again is
    /// not written: one with conflict markers in it, say.
    pub(super) fn carry_out(&self) -> Result<(), CommandError> {
        let name = self.plan.name().as_str();
        if self.differs() {
            Source::from_bytes(self.new.as_str().into()).map_err(|error| {
                let hint = "The new text would be so; nothing was written.";
                unreadable(name, &error).with_hint(hint)
            })?;
        }
        let Some(file) = self
            .plan
            .file
            .as_ref()
            .filter(|_| !self.dry_run && self.differs())
        else {
            return Ok(());
        };
        file.swap(self.new.as_str().as_bytes())
            .map_err(|error| CommandError::from(error).with_path(name))
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

    /// Says what comes next for a plan in a repository. A file outside of one has no commit to go into.
    pub(super) fn hint(&self, ui: &mut Ui, next: &str) {
        if self.plan.target.key().is_some() {
            ui.hint(next);
        }
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

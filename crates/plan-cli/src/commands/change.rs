//! Edit of a plan by a command: the new text is shown as a diff, or written under the write lock.

use std::cell::RefCell;

use plan_core::Document;
use plan_core::source::Source;
use plan_git::derive::PendingLog;
use plan_git::worktree::{self, EditError, WriteLock};

use crate::error::{CommandError, unreadable};
use crate::ui::{Format, Ui};
use crate::unified::{size, unified};
use crate::workspace::{Place, Plan, Target, Workspace};

/// Plan before and after an edit.
pub(super) struct Change {
    /// The plan that the edit was applied to.
    pub(super) plan: Plan,
    /// The result of the edit.
    pub(super) new: Document,
    dry_run: bool,
}

/// Applies an edit to a plan and writes the result, unless it is a dry run or changes nothing.
///
/// The edit is applied before the lock is acquired, so that its errors are reported at once. Under
/// the lock the file is read again. If it has another text by then, the edit is applied again.
/// The last change is returned with the value of its edit.
///
/// # Errors
/// The plan cannot be read, the edit fails, or the file cannot be locked or written. A text that
/// could not be read again, such as one with conflict markers, is not written.
pub(super) fn edit<T>(
    workspace: &Workspace,
    target: &Target,
    dry_run: bool,
    apply: impl FnMut(&Plan) -> Result<(Document, T), CommandError>,
) -> Result<(Change, T), CommandError> {
    edit_with(workspace, target, dry_run, apply, &mut |_| {})
}

/// Applies an edit that writes log entries, and writes the receipts of the entries before the
/// plan.
///
/// # Errors
/// As for [`edit`]. Receipts that cannot be written are no error: the entries then count as
/// hand-written.
pub(super) fn edit_logged<T>(
    workspace: &Workspace,
    target: &Target,
    dry_run: bool,
    apply: impl FnMut(&Plan) -> Result<(Document, T), CommandError>,
    log: &RefCell<PendingLog<'_>>,
) -> Result<(Change, T), CommandError> {
    edit_with(workspace, target, dry_run, apply, &mut |lock| {
        let _ = log.borrow_mut().write_receipts(lock);
    })
}

/// Applies an edit. `before_write` is called under the lock, before the file is written.
fn edit_with<T>(
    workspace: &Workspace,
    target: &Target,
    dry_run: bool,
    mut apply: impl FnMut(&Plan) -> Result<(Document, T), CommandError>,
    before_write: &mut dyn FnMut(&WriteLock),
) -> Result<(Change, T), CommandError> {
    let mut applied = |plan: Plan| -> Result<(Change, T), CommandError> {
        let (new, value) = apply(&plan)?;
        let change = Change { plan, new, dry_run };
        change.check()?;
        Ok((change, value))
    };
    let first = applied(workspace.read(target)?)?;
    let (Place::Disk { file, key }, true, false) = (&target.place, first.0.differs(), dry_run)
    else {
        return Ok(first);
    };
    let mut first = Some(first);
    let root = workspace.root_of(key.as_deref());
    let edited = worktree::edit_locked(file, root, workspace.locks(), |lock, bytes| {
        let same = |(change, _): &(Change, T)| change.plan.document.as_str().as_bytes() == bytes;
        let (change, value) = match first.take().filter(same) {
            Some(first) => first,
            None => applied(workspace.parse(target, bytes.to_vec())?)?,
        };
        before_write(lock);
        let bytes = change.new.as_str().as_bytes().to_vec();
        Ok((bytes, (change, value)))
    });
    edited.map_err(|error| match error {
        EditError::File(error) => CommandError::from(error).with_path(target.name.as_str()),
        EditError::Change(error) => error,
    })
}

impl Change {
    /// Checks that the new text can be read again.
    fn check(&self) -> Result<(), CommandError> {
        if !self.differs() {
            return Ok(());
        }
        let read = Source::from_bytes(self.new.as_str().into());
        read.map(drop).map_err(|error| {
            let hint = "The new text would be so; nothing was written.";
            unreadable(self.plan.name().as_str(), &error).with_hint(hint)
        })
    }

    /// Returns true if the texts differ.
    pub(super) fn differs(&self) -> bool {
        self.plan.document.as_str() != self.new.as_str()
    }

    /// Returns the unified diff of a dry run.
    pub(super) fn diff(&self) -> Option<String> {
        self.dry_run.then(|| self.unified())
    }

    /// Returns the size of the change, for people.
    pub(super) fn size(&self) -> String {
        size(self.plan.document.as_str(), self.new.as_str())
    }

    /// Prints the next step for a plan in a repository. Files outside of one are not committed.
    pub(super) fn hint(&self, ui: &mut Ui, next: &str) {
        if self.plan.target.key().is_some() {
            ui.hint(next);
        }
    }

    /// Prints the diff of a dry run for a person.
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

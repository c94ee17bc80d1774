//! Writing a commit's plans: first the indexes, then the files, then git compares the files again.

use crate::fault;
use crate::worktree::{File, FileError, LockError};

use super::file;
use super::index::{Indexes, Swap};
use super::plan_edit::{Context, NO_PLACE, PlanEdit};
use super::{PlanError, Report, Rewrite, StagingError, with_causes};

/// Attempts to write a file while programs that ignore the lock keep changing it.
const ATTEMPTS: usize = 8;

/// Writes the indexes, then the files, and returns the plans whose file has every entry of the
/// commit.
///
/// # Errors
/// An index cannot be written. Everything is then as it was.
pub(super) fn carry_out(
    context: &Context<'_>,
    mut indexes: Indexes,
    edits: Vec<PlanEdit>,
    rewrite: &mut dyn Rewrite,
    report: &mut Report,
) -> Result<Vec<Vec<u8>>, StagingError> {
    let swaps: Vec<Swap<'_>> = edits.iter().flat_map(PlanEdit::swaps).collect();
    fault::point("before the index");
    indexes.replace(&swaps)?;
    fault::point("before the file");

    let paths: Vec<Vec<u8>> = edits.iter().map(|edit| edit.plan.path.clone()).collect();
    let mut written = Vec::new();
    for mut edit in edits {
        match write_file(context, &mut edit, rewrite) {
            Ok(()) if edit.has_place => written.push(edit.plan.path.clone()),
            Ok(()) => {}
            Err(error) if is_busy(&error) => edit.warnings.push(format!(
                "the commit has its log entry, but the file does not yet, because another program is writing it ({}); the next commit adds it",
                with_causes(&error)
            )),
            Err(error) => {
                // An entry in the commit but not in the file would look like a change that removes
                // it.
                let back: Vec<Swap<'_>> = edit.swaps().map(|swap| swap.reversed()).collect();
                indexes.replace(&back)?;
                report.warn(&edit.plan.path, with_causes(&error));
                continue;
            }
        }
        for text in edit.notes {
            report.note(&edit.plan.path, text);
        }
        for text in edit.warnings {
            report.warn(&edit.plan.path, text);
        }
    }
    fault::point("before the refresh");
    indexes.refresh(&paths);
    fault::point("at the end");
    Ok(written)
}

/// Writes the file of a plan under the lock. If the file was changed since the edit was prepared,
/// the edit is made in the new text.
fn write_file(
    context: &Context<'_>,
    edit: &mut PlanEdit,
    rewrite: &mut dyn Rewrite,
) -> Result<(), PlanError> {
    let Some((mut open, mut bytes)) = edit.file.take() else {
        return Ok(());
    };
    // Held for this step only: nobody waits for an index while holding it.
    let lock = context.env.locks.acquire(open.path());
    let lock = lock.map_err(FileError::from)?;
    let mut attempt = 1;
    loop {
        match open.swap(&lock, &bytes) {
            Ok(()) => return Ok(()),
            Err(FileError::Changed { .. }) if attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error.into()),
        }
        let path = &edit.plan.path;
        let Some(now) = file::open(context.work_dir, path)? else {
            return Ok(());
        };
        match replanted(context, edit, &now, rewrite)? {
            Replanted::Bytes(new) => (open, bytes) = (now, new),
            Replanted::Nothing => return Ok(()),
            Replanted::NoPlace => {
                edit.warnings.push(NO_PLACE.to_owned());
                edit.has_place = false;
                return Ok(());
            }
        }
    }
}

enum Replanted {
    /// The file needs these bytes.
    Bytes(Vec<u8>),
    /// The file has everything.
    Nothing,
    /// The file has no place for the entry.
    NoPlace,
}

fn replanted(
    context: &Context<'_>,
    edit: &PlanEdit,
    file: &File,
    rewrite: &mut dyn Rewrite,
) -> Result<Replanted, PlanError> {
    let path = &edit.plan.path;
    let clean = context.index.clean(path, file.bytes())?;
    let text = context.repository.blob(clean)?;
    let view = edit.plan.view();
    let planted = match rewrite.replant(&text, &view, &edit.new) {
        Some(planted) if planted != text => planted,
        Some(_) => return Ok(Replanted::Nothing),
        None => return Ok(Replanted::NoPlace),
    };
    let target = file::Target {
        before: &text,
        before_blob: clean,
        after: &planted,
    };
    let mut replant = |text: &[u8]| rewrite.replant(text, &view, &edit.new);
    let bytes = file::edited(context.index, path, file, &target, &mut replant)?;
    Ok(bytes.map_or(Replanted::NoPlace, Replanted::Bytes))
}

/// Returns true if another program is at work, so that the file can be written later.
fn is_busy(error: &PlanError) -> bool {
    matches!(
        error,
        PlanError::File(FileError::Lock(LockError::Busy { .. }) | FileError::Changed { .. })
    )
}

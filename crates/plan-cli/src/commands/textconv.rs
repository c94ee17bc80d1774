//! `plan textconv`: a plan as lines that `git diff` can compare, called by git. What cannot be read is shown as it is, since
//! a diff of something is better than none.

use std::path::Path;

use plan_core::{Document, textconv};
use plan_git::config;
use plan_git::repository::Repository;
use plan_git::worktree::File;

use crate::args::{Globals, TextconvArgs};
use crate::error::{CommandError, Outcome};
use crate::ui::Ui;

pub(super) fn run(
    globals: &Globals,
    args: &TextconvArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let start = globals.directory.as_deref().unwrap_or(Path::new(""));
    let file = File::read(&start.join(&args.file), None)?;
    let repository = Repository::discover(Path::new(".")).ok();
    let vocabulary = config::vocabulary(repository.as_ref());
    match Document::from_bytes_with(file.bytes().to_vec(), &vocabulary) {
        Ok(document) => ui.hand_over(textconv(&document).as_bytes()),
        Err(_) => ui.hand_over(file.bytes()),
    }
    Ok(Outcome::Fine)
}

//! After a commit: what a run before it left undone is healed, and a commit that says too little is pointed out.

use plan_git::staging;

use super::{Place, refused, say};
use crate::error::CommandError;
use crate::past::log_query;
use crate::path_name::PathName;
use crate::ui::Ui;

pub(super) fn run(place: &Place<'_>, ui: &mut Ui) -> Result<(), CommandError> {
    let mut rewriter = place.rewriter();
    let found = staging::after(
        &place.ground.environment,
        &place.ground.repository,
        &place.paths,
        &mut rewriter,
    )
    .map_err(refused)?;
    say(&found.healed, &found.warnings, ui);
    let since = log_query(&place.config, &place.ground.clock, None)?.since;
    let asks = |commit| since.asks(&place.ground.repository, commit);
    if found.commit.as_ref().is_some_and(asks) {
        for path in &found.unlogged {
            ui.hint(&format!(
                "{}: this commit has no log entry; `plan log --fix` adds it",
                PathName::new(path)
            ));
        }
    }
    Ok(())
}

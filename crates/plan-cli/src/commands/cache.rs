//! `plan cache`: where it is kept what was found out of history, and how much that is; `plan cache clear` removes it.

use plan_git::cache::Place;
use schemars::JsonSchema;
use serde::Serialize;

use crate::ago::counted;
use crate::args::{CacheArgs, CacheCommand};
use crate::error::{CommandError, Outcome};
use crate::path_name::PathName;
use crate::ui::{Format, Ui};
use crate::workspace::Workspace;

/// What `plan cache --json` and `plan cache clear --json` print.
#[derive(Serialize, JsonSchema)]
pub(super) struct Cache {
    schema: &'static str,
    #[serde(flatten)]
    path: PathName,
    /// How many files lie there, or lay there before they were removed.
    files: usize,
    /// How many bytes are in them.
    bytes: u64,
    /// The most bytes that are kept.
    limit: u64,
    /// Whether it is used by commands that are called as this one was.
    enabled: bool,
    /// Whether it was removed.
    cleared: bool,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &CacheArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    let place = Place::of(workspace.repository()?);
    let (usage, cleared) = match args.command {
        None => (place.usage(), false),
        Some(CacheCommand::Clear) => (place.clear()?, true),
    };
    let cache = Cache {
        schema: "plan.cache/1",
        path: workspace.name(place.directory()),
        files: usage.files,
        bytes: usage.bytes,
        limit: place.limit(),
        enabled: workspace.cache().is_some(),
        cleared,
    };
    if ui.format() == Format::Json {
        ui.json(&cache);
    } else {
        cache.tell(ui);
    }
    Ok(Outcome::Fine)
}

impl Cache {
    fn tell(&self, ui: &mut Ui) {
        let path = self.path.as_str();
        let much = format!("{}, {}", counted(self.files, "file"), size(self.bytes));
        match (self.cleared, self.files) {
            (true, 0) => ui.line(format!("nothing to remove: {path} holds nothing")),
            (true, _) => ui.line(format!("removed {path}: {much}")),
            (false, 0) => ui.line(format!("{path}: nothing kept yet")),
            (false, _) => ui.line(format!("{path}: {much} of at most {}", size(self.limit))),
        }
        if !self.enabled {
            ui.hint(
                "It is not used: `--no-cache`, PLAN_CACHE or `plan.cache` in git config says so.",
            );
        }
    }
}

/// `12 bytes`, `3.4 KiB`, `64.0 MiB`
fn size(bytes: u64) -> String {
    const KIB: f64 = 1024.0;
    let length = bytes as f64;
    if length < KIB {
        counted(usize::try_from(bytes).unwrap_or(usize::MAX), "byte")
    } else if length < KIB * KIB {
        format!("{:.1} KiB", length / KIB)
    } else {
        format!("{:.1} MiB", length / KIB / KIB)
    }
}

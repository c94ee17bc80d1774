//! `plan --version`: this program, and what it stands on.

use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{CommandError, Outcome};
use crate::ui::{Format, Ui};

/// What `plan --version --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct Version {
    schema: &'static str,
    /// The version of this program.
    plan: &'static str,
    /// That of the git on this machine.
    git: Option<String>,
    /// That of the library that reads objects.
    libgit2: String,
}

pub(super) fn run(ui: &mut Ui) -> Result<Outcome, CommandError> {
    let version = Version {
        schema: "plan.version/1",
        plan: env!("CARGO_PKG_VERSION"),
        git: plan_git::program::version(),
        libgit2: plan_git::repository::libgit2_version(),
    };
    if ui.format() == Format::Json {
        ui.json(&version);
    } else {
        let git = version.git.as_deref().unwrap_or("not found");
        ui.line(format!(
            "plan {} (git {git}, libgit2 {})",
            version.plan, version.libgit2
        ));
    }
    Ok(Outcome::Fine)
}

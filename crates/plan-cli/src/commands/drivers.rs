//! What became of the merge driver, for the commands that install and remove it together with the hook.

use std::path::Path;

use plan_git::attributes::{self, Registration};
use plan_git::paths::Paths;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::CommandError;
use crate::path_name::PathName;
use crate::ui::Ui;
use crate::workspace::Workspace;

/// What became of the merge driver.
#[derive(Serialize, JsonSchema)]
pub(super) struct Drivers {
    /// What was done; `foreign` means that somebody else's driver has the name, and nothing was.
    #[schemars(extend("enum" = ["registered", "renewed", "kept", "foreign", "removed", "absent"]))]
    state: &'static str,
    /// The file that says for which paths.
    #[serde(flatten)]
    path: Option<PathName>,
    /// The file that says so for everyone, with `--shared`.
    #[serde(skip_serializing_if = "Option::is_none")]
    shared: Option<Shared>,
}

/// A file that is committed.
#[derive(Serialize, JsonSchema)]
struct Shared {
    #[serde(flatten)]
    path: PathName,
    /// Whether it was written, or had the lines already.
    written: bool,
}

impl Drivers {
    /// Registers the driver for these paths.
    pub(super) fn register(
        workspace: &Workspace,
        paths: &Paths,
        absolute: Option<&Path>,
    ) -> Result<Self, CommandError> {
        let done = attributes::register(workspace.repository()?, paths, absolute)?;
        let (state, path) = match &done {
            Registration::Registered { path } => ("registered", Some(path)),
            Registration::Renewed { path } => ("renewed", Some(path)),
            Registration::AlreadyThere { path } => ("kept", Some(path)),
            Registration::Foreign { .. } => ("foreign", None),
        };
        let path = path.map(|path| workspace.name(path));
        Ok(Self {
            state,
            path,
            shared: None,
        })
    }

    /// The same, named in `.gitattributes` as well.
    pub(super) fn share(self, workspace: &Workspace, paths: &Paths) -> Result<Self, CommandError> {
        let (path, written) = attributes::share(workspace.repository()?, paths)?;
        let path = workspace.name(&path);
        Ok(Self {
            shared: Some(Shared { path, written }),
            ..self
        })
    }

    /// Says all of it.
    pub(super) fn say(&self, ui: &mut Ui) {
        for sentence in [self.sentence(), self.shared_sentence()] {
            sentence.into_iter().for_each(|sentence| ui.line(sentence));
        }
    }

    /// What became of the file that everyone gets, in a sentence.
    fn shared_sentence(&self) -> Option<String> {
        let shared = self.shared.as_ref()?;
        let path = shared.path.as_str();
        Some(match shared.written {
            true => format!("merge driver named in {path}, which is not committed yet"),
            false => format!("merge driver is named in {path} already"),
        })
    }

    /// Takes the driver away.
    pub(super) fn remove(workspace: &Workspace) -> Result<Self, CommandError> {
        let state = match attributes::remove(workspace.repository()?)? {
            true => "removed",
            false => "absent",
        };
        Ok(Self {
            state,
            path: None,
            shared: None,
        })
    }

    /// The report in a sentence; none where there was nothing to do.
    pub(super) fn sentence(&self) -> Option<String> {
        let path = self.path.as_ref().map_or("", PathName::as_str);
        Some(match self.state {
            "registered" => format!("merge driver registered: {path}"),
            "renewed" => format!("merge driver brought up to date: {path}"),
            "kept" => format!("merge driver is registered already: {path}"),
            "removed" => "merge driver removed".to_owned(),
            "foreign" => "merge driver not registered: git config merge.plan.driver is not plan's; unset it where \
                          `git config --show-origin merge.plan.driver` says, and try again"
                .to_owned(),
            _ => return None,
        })
    }
}

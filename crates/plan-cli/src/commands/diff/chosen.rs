//! Which plans of a comparison are meant.

use plan_git::compare::{Pair, Side};
use plan_git::paths::Paths;

use super::versions::{Named, Versions, alike, is_spelt_as_revision, unknown};
use crate::error::CommandError;
use crate::target;
use crate::ui::Ui;
use crate::workspace::{Place, Target, View, Workspace, literal};

/// Plans that were named; all of them if none was.
pub(super) struct Chosen {
    paths: Paths,
    named: Option<Vec<Key>>,
}

/// Where a plan that was named lies.
struct Key {
    path: Vec<u8>,
    /// It was found in the old version only.
    old: bool,
}

impl Chosen {
    /// Finds what was named, in the new version first.
    ///
    /// # Errors
    /// A name fits nothing in either version, or more than one plan, or a file outside of the repository.
    pub(super) fn read(
        workspace: &Workspace,
        versions: Versions,
        plans: Vec<Named>,
        ui: &mut Ui,
    ) -> Result<Self, CommandError> {
        let mut patterns = workspace.paths().patterns().to_vec();
        let mut keys = Vec::new();
        let all = plans.is_empty();
        for named in plans {
            let text = named.text.clone();
            let (target, old) = find(workspace, versions, named, ui)?;
            let key = target.key().map(<[u8]>::to_vec);
            let Some(path) = key.or_else(|| is_root(workspace, &target).then(Vec::new)) else {
                return Err(CommandError::usage(format!(
                    "`{text}` lies outside of this repository"
                ))
                .with_hint("`plan diff --no-index A B` compares two files."));
            };
            let directory = matches!(&target.place, Place::Disk { file, .. } if file.is_dir());
            // A file that was named is meant, whatever is configured.
            if !directory
                && !workspace.paths().matches(&path)
                && let Ok(text) = std::str::from_utf8(&path)
            {
                patterns.push(literal(text));
            }
            keys.push(Key { path, old });
        }
        Ok(Self {
            paths: Paths::new(patterns)?,
            named: (!all).then_some(keys),
        })
    }

    /// The patterns to compare.
    pub(super) fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Whether a pair is meant.
    pub(super) fn holds(&self, pair: &Pair) -> bool {
        let Some(keys) = &self.named else {
            return true;
        };
        let path = |version: &Option<plan_git::compare::Version>| {
            version.as_ref().map(|version| version.path.clone())
        };
        let (old, new) = (path(&pair.old), path(&pair.new));
        keys.iter().any(|key| {
            let meant = if key.old {
                old.as_ref()
            } else {
                new.as_ref().or(old.as_ref())
            };
            meant.is_some_and(|path| key.covers(path))
        })
    }

    /// Whether a path is meant.
    pub(super) fn holds_path(&self, path: &[u8]) -> bool {
        let keys = self.named.as_ref();
        keys.is_none_or(|keys| keys.iter().any(|key| key.covers(path)))
    }
}

impl Key {
    /// Whether it is this path, or a directory above it. An empty path is the root.
    fn covers(&self, path: &[u8]) -> bool {
        if self.path.is_empty() {
            return true;
        }
        path.strip_prefix(self.path.as_slice())
            .is_some_and(|rest| rest.is_empty() || rest.first() == Some(&b'/'))
    }
}

/// Whether the whole work tree was named.
fn is_root(workspace: &Workspace, target: &Target) -> bool {
    matches!(&target.place, Place::Disk { file, .. } if file == workspace.root())
}

fn find(
    workspace: &Workspace,
    versions: Versions,
    named: Named,
    ui: &mut Ui,
) -> Result<(Target, bool), CommandError> {
    let error = match target::plan(workspace, view(versions.new), &named.text, ui) {
        Ok(target) => return Ok((target, false)),
        Err(error) => error,
    };
    if let Ok(target) = target::plan(workspace, view(versions.old), &named.text, ui) {
        return Ok((target, true));
    }
    let Some(tried) = named.tried else {
        return Err(error);
    };
    if is_spelt_as_revision(&named.text) {
        return Err(unknown(workspace, &named.text, tried));
    }
    let error = alike(workspace, &named.text)
        .into_iter()
        .fold(error, |error, name| {
            error.with_hint(format!("Did you mean the revision `{name}`?"))
        });
    Err(error.with_hint("It is no revision and no date either; `git branch -a` and `git tag` show the names there are."))
}

/// The version to look for names in. What is staged has its name on disk, or had it in the old version.
fn view(side: Side) -> View {
    match side {
        Side::Commit(commit) => View::Commit(commit),
        Side::Index | Side::WorkTree => View::WorkTree,
        Side::Nothing => View::Nothing,
    }
}

//! What a person means by PLAN, ITEM and a phase. The first reading that fits counts; a name that fits two things is an error that
//! lists them, and one that fits nothing an error that suggests what is alike.

use std::path::Path;

use plan_core::PlanItem;

use crate::error::CommandError;
use crate::path_name::system_path;
use crate::ui::Ui;
use crate::workspace::{Plan, Target, View, Workspace, tidy};

mod near;
mod phase;

pub use near::nearest;
pub use phase::phase;

/// At most so many things are listed in a hint.
const LISTED: usize = 12;

/// The document that a text names in a version of the files: a path from here, a path from the root, a file name with or
/// without `.md`, a part of the title.
///
/// # Errors
/// The text fits no document, or more than one.
pub fn plan(
    workspace: &Workspace,
    view: View,
    text: &str,
    ui: &mut Ui,
) -> Result<Target, CommandError> {
    if text.trim().is_empty() {
        return Err(CommandError::usage("the PLAN is empty").with_hint(
            "Name a path, a file name, or a part of a title; `plan list` shows what there is.",
        ));
    }
    let by_path = match view {
        View::Commit(_) => in_commit(workspace, view, text)?,
        View::WorkTree => on_disk(workspace, text),
        View::Nothing => Found::Nothing,
    };
    if let Found::File(target) = by_path {
        return Ok(target);
    }
    let targets = workspace.targets(view, ui)?;
    let named: Vec<&Target> = targets
        .iter()
        .filter(|target| has_name(target, text))
        .collect();
    match named.as_slice() {
        [only] => return Ok((*only).clone()),
        [] => {}
        several => {
            let names = several.iter().map(|target| target.name.to_string());
            return Err(ambiguous(text, "file", "a path", names));
        }
    }
    // A file that cannot be read has no title; it can be named by its path.
    let plans: Vec<Plan> = targets
        .iter()
        .filter_map(|target| workspace.read(target).ok())
        .collect();
    let wanted = text.to_lowercase();
    let titled: Vec<&Plan> = plans
        .iter()
        .filter(|plan| {
            let title = plan.document.plan().title();
            title.is_some_and(|title| title.on_one_line().to_lowercase().contains(&wanted))
        })
        .collect();
    match (titled.as_slice(), by_path) {
        ([only], _) => Ok(only.target.clone()),
        ([], Found::Directory(target)) => Ok(target),
        ([], _) => Err(unknown_plan(workspace, view, text, &targets, &plans)),
        (several, _) => {
            let names = several
                .iter()
                .map(|plan| format!("{}  {}", plan.name(), plan.title()));
            Err(ambiguous(
                text,
                "title",
                "a path or more of the title",
                names,
            ))
        }
    }
}

enum Found {
    Nothing,
    File(Target),
    /// Reading it says what is wrong; but a name or a title that fits comes first.
    Directory(Target),
}

fn on_disk(workspace: &Workspace, text: &str) -> Found {
    let mut directory = None;
    for base in [workspace.start(), workspace.root()] {
        let path = tidy(&base.join(text));
        if path.symlink_metadata().is_err() {
            continue;
        }
        let key = workspace.key(&path);
        let target = match key {
            Some(key) => workspace.target(View::WorkTree, key),
            None => Target {
                name: crate::path_name::PathName::of(Path::new(text)),
                place: crate::workspace::Place::Disk {
                    file: path.clone(),
                    key: None,
                },
            },
        };
        if !path.is_dir() {
            return Found::File(target);
        }
        directory.get_or_insert(target);
    }
    directory.map_or(Found::Nothing, Found::Directory)
}

fn in_commit(workspace: &Workspace, view: View, text: &str) -> Result<Found, CommandError> {
    let View::Commit(commit) = view else {
        return Ok(Found::Nothing);
    };
    let repository = workspace.repository()?;
    let tree = repository.commit(commit)?.tree;
    let mut directory = None;
    for base in [workspace.start(), workspace.root()] {
        let Some(key) = workspace.key(&base.join(text)) else {
            continue;
        };
        match repository.entry_at(tree, &key)? {
            Some(entry) if entry.is_tree() => {
                directory.get_or_insert(workspace.target(view, key));
            }
            Some(_) => return Ok(Found::File(workspace.target(view, key))),
            None => {}
        }
    }
    Ok(directory.map_or(Found::Nothing, Found::Directory))
}

fn has_name(target: &Target, text: &str) -> bool {
    let path = target.key().map(system_path).unwrap_or_default();
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    name == text || name.strip_suffix(".md") == Some(text)
}

fn ambiguous(
    text: &str,
    what: &str,
    more: &str,
    names: impl Iterator<Item = String>,
) -> CommandError {
    let names: Vec<String> = names.collect();
    let error = CommandError::ambiguous(format!(
        "`{text}` fits the {what} of {} plans; name {more}",
        names.len()
    ));
    listed(error, &names)
}

fn listed(mut error: CommandError, names: &[String]) -> CommandError {
    for name in names.iter().take(LISTED) {
        error = error.with_hint(name);
    }
    match names.len().saturating_sub(LISTED) {
        0 => error,
        rest => error.with_hint(format!("and {rest} more")),
    }
}

fn unknown_plan(
    workspace: &Workspace,
    view: View,
    text: &str,
    targets: &[Target],
    plans: &[Plan],
) -> CommandError {
    let place = match view {
        View::Commit(commit) => format!(" in commit {}", commit.short()),
        View::WorkTree | View::Nothing => String::new(),
    };
    let error = CommandError::not_found(format!(
        "`{text}` is no plan{place}: no path, file name or title fits"
    ));
    let patterns = workspace.paths().patterns().join("`, `");
    if targets.is_empty() {
        return error.with_hint(format!(
            "There are no plans at `{patterns}`; `plan new \"NAME\"` writes one, `--paths GLOB` looks elsewhere."
        ));
    }
    let words: Vec<(String, Vec<String>)> = targets
        .iter()
        .map(|target| {
            let title = plans
                .iter()
                .find(|plan| plan.target == *target)
                .map(Plan::title);
            let shown = match &title {
                Some(title) => format!("{} ({title})", target.name),
                None => target.name.to_string(),
            };
            let words = [Some(target.name.stem().to_owned()), title];
            (shown, words.into_iter().flatten().collect())
        })
        .collect();
    let error = nearest(text, &words)
        .into_iter()
        .fold(error, |error, name| {
            error.with_hint(format!("Did you mean {name}?"))
        });
    error.with_hint("`plan list` shows every plan.")
}

/// The item that a text names: an address, or a part of the text of one item.
///
/// # Errors
/// The text fits no item, or more than one.
pub fn item<'a>(
    plan: &Plan,
    items: &'a [PlanItem],
    text: &str,
) -> Result<&'a PlanItem, CommandError> {
    let path = plan.name();
    let wanted = text.trim().to_lowercase();
    let told = |error: CommandError| error.with_path(path.as_str());
    if wanted.is_empty() {
        return Err(told(CommandError::usage("an ITEM is empty"))
            .with_hint(format!("`plan show {path}` prints every address.")));
    }
    let exact = |item: &&PlanItem| item.address.as_str() == text.trim();
    let folded = |item: &&PlanItem| item.address.as_str().to_lowercase() == wanted;
    if let Some(item) = items
        .iter()
        .find(exact)
        .or_else(|| items.iter().find(folded))
    {
        return Ok(item);
    }
    let fitting: Vec<&PlanItem> = items
        .iter()
        .filter(|item| item.text.to_lowercase().contains(&wanted))
        .collect();
    match fitting.as_slice() {
        [only] => Ok(only),
        [] => {
            let words: Vec<(String, Vec<String>)> = items
                .iter()
                .map(|item| {
                    (
                        line(item),
                        vec![item.address.to_string(), item.text.clone()],
                    )
                })
                .collect();
            let error = CommandError::not_found(format!(
                "`{text}` is no item of {path}: no address or text fits"
            ));
            let error = nearest(text, &words)
                .into_iter()
                .fold(error, |error, item| {
                    error.with_hint(format!("Did you mean {item}?"))
                });
            Err(told(error).with_hint(format!("`plan show {path}` prints every address.")))
        }
        several => {
            let lines: Vec<String> = several.iter().map(|item| line(item)).collect();
            let error = CommandError::ambiguous(format!(
                "`{text}` fits {} items of {path}; name an address",
                several.len()
            ));
            Err(listed(told(error), &lines))
        }
    }
}

fn line(item: &PlanItem) -> String {
    format!("{}  {}", item.address, item.text)
}

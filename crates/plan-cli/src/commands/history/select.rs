//! Which plans of a history are meant: by path now, by a path they once had, by file name, by title.

use plan_git::history::{Lineage, Walk};
use plan_git::paths::Paths;

use crate::args::HistoryArgs;
use crate::error::CommandError;
use crate::path_name::PathName;
use crate::target;
use crate::workspace::{Workspace, literal};

/// At most so many things are listed in a hint.
const LISTED: usize = 12;

/// The patterns to walk history with: those configured, and every path that was named and is not among them.
pub(super) fn paths(workspace: &Workspace, plans: &[String]) -> Paths {
    let mut patterns = workspace.paths().patterns().to_vec();
    for text in plans {
        for key in keys(workspace, text) {
            if !workspace.paths().matches(&key)
                && let Ok(path) = std::str::from_utf8(&key)
                && path.ends_with(".md")
            {
                patterns.push(literal(path));
            }
        }
    }
    Paths::new(patterns).unwrap_or_else(|_| workspace.paths().clone())
}

/// A text as a path from here, and as a path from the root.
fn keys(workspace: &Workspace, text: &str) -> Vec<Vec<u8>> {
    let from_here = workspace.key(std::path::Path::new(text));
    let mut keys: Vec<Vec<u8>> = from_here.into_iter().collect();
    let from_root = text.trim_start_matches("./").as_bytes().to_vec();
    if !keys.contains(&from_root) {
        keys.push(from_root);
    }
    keys
}

/// The documents of a walk that are meant.
///
/// # Errors
/// A name fits none, or more than one.
pub(super) fn choose(
    workspace: &Workspace,
    walk: &mut Walk<'_>,
    args: &HistoryArgs,
) -> Result<Vec<usize>, CommandError> {
    if args.plans.is_empty() {
        let documents = walk.documents().iter().enumerate();
        let shown = documents.filter(|(_, document)| document.alive || args.all);
        return Ok(shown.map(|(index, _)| index).collect());
    }
    let mut chosen = Vec::new();
    for text in &args.plans {
        for at in find(workspace, walk, text)? {
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
    }
    Ok(chosen)
}

/// The documents that a text names: by path, by a path they had, by file name, by a file name they had, by title. What
/// is there goes before what is gone.
fn find(
    workspace: &Workspace,
    walk: &mut Walk<'_>,
    text: &str,
) -> Result<Vec<usize>, CommandError> {
    if text.trim().is_empty() {
        return Err(CommandError::usage("the PLAN is empty").with_hint(
            "Name a path, a file name, or a part of a title; `plan list` shows what there is.",
        ));
    }
    let keys = keys(workspace, text);
    let named = |path: &[u8]| {
        let name = PathName::new(path);
        let file = name.as_str().rsplit('/').next().unwrap_or_default();
        file == text || file.strip_suffix(".md") == Some(text)
    };
    let is_at = |document: &Lineage| keys.contains(&document.path);
    let was_at = |document: &Lineage| {
        let mut revisions = document.revisions.iter();
        revisions.any(|revision| keys.contains(&revision.path))
    };
    let is_named = |document: &Lineage| named(&document.path);
    let was_named = |document: &Lineage| {
        let mut revisions = document.revisions.iter();
        revisions.any(|revision| named(&revision.path))
    };
    let readings: [&dyn Fn(&Lineage) -> bool; 4] = [&is_at, &was_at, &is_named, &was_named];
    for (number, fits) in readings.into_iter().enumerate() {
        let found = alive_first(walk.documents(), fits);
        match found.as_slice() {
            [] => {}
            // A path may have held several documents, and all of them are meant.
            [_] => return Ok(found),
            _ if number < 2 => return Ok(found),
            several => return Err(ambiguous(walk.documents(), several, text)),
        }
    }
    let titles: Vec<Option<String>> = (0..walk.documents().len())
        .map(|index| walk.title(index))
        .collect();
    let wanted = text.to_lowercase();
    let titled: Vec<bool> = titles
        .iter()
        .map(|title| {
            title
                .as_ref()
                .is_some_and(|title| title.to_lowercase().contains(&wanted))
        })
        .collect();
    for alive in [true, false] {
        let fits = |index: &usize| {
            let document = walk.documents().get(*index);
            titled.get(*index) == Some(&true)
                && document.is_some_and(|document| document.alive == alive)
        };
        let found: Vec<usize> = (0..titled.len()).filter(fits).collect();
        match found.as_slice() {
            [] => {}
            [_] => return Ok(found),
            several => return Err(ambiguous(walk.documents(), several, text)),
        }
    }
    let names: Vec<(String, Vec<String>)> = walk
        .documents()
        .iter()
        .zip(titles)
        .map(|(document, title)| {
            let path = PathName::new(&document.path);
            let words = [Some(path.stem().to_owned()), title];
            (path.to_string(), words.into_iter().flatten().collect())
        })
        .collect();
    let mut error = CommandError::not_found(format!("no plan in history fits `{text}`"));
    for near in target::nearest(text, &names).into_iter().take(LISTED) {
        error = error.with_hint(format!("Did you mean {near}?"));
    }
    Err(error.with_hint(
        "`plan history --all` shows every plan, deleted ones too; `--paths GLOB` looks elsewhere.",
    ))
}

/// Those that fit and are there; if none is, those that fit and are gone.
fn alive_first(documents: &[Lineage], fits: &dyn Fn(&Lineage) -> bool) -> Vec<usize> {
    let found = |alive: bool| -> Vec<usize> {
        let documents = documents.iter().enumerate();
        let fitting = documents.filter(|(_, document)| document.alive == alive && fits(document));
        fitting.map(|(index, _)| index).collect()
    };
    let alive = found(true);
    if alive.is_empty() {
        found(false)
    } else {
        alive
    }
}

fn ambiguous(plans: &[Lineage], several: &[usize], text: &str) -> CommandError {
    let error = CommandError::ambiguous(format!("`{text}` fits {} plans", several.len()));
    let named = several.iter().filter_map(|at| plans.get(*at));
    let error = named.take(LISTED).fold(error, |error, plan| {
        error.with_hint(PathName::new(&plan.path).to_string())
    });
    error.with_hint("Name one of them by its path.")
}

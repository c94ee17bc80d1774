//! Which plans of a history are meant: by path now, by a path they once had, by file name, by title.

use plan_git::history::PlanHistory;
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

/// Leaves the plans that are meant.
///
/// # Errors
/// A name fits none, or more than one.
pub(super) fn choose(
    workspace: &Workspace,
    plans: &mut Vec<PlanHistory>,
    args: &HistoryArgs,
) -> Result<(), CommandError> {
    if args.plans.is_empty() {
        plans.retain(|plan| plan.alive || args.all);
        return Ok(());
    }
    let mut chosen = Vec::new();
    for text in &args.plans {
        for at in find(workspace, plans, text)? {
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
    }
    *plans = chosen
        .iter()
        .filter_map(|at| plans.get(*at).cloned())
        .collect();
    Ok(())
}

fn find(
    workspace: &Workspace,
    plans: &[PlanHistory],
    text: &str,
) -> Result<Vec<usize>, CommandError> {
    if text.trim().is_empty() {
        return Err(CommandError::usage("the PLAN is empty").with_hint(
            "Name a path, a file name, or a part of a title; `plan list` shows what there is.",
        ));
    }
    let keys = keys(workspace, text);
    let wanted = text.to_lowercase();
    let is_at = |plan: &PlanHistory| keys.contains(&plan.path);
    let was_at = |plan: &PlanHistory| {
        plan.revisions
            .iter()
            .any(|record| keys.contains(&record.path))
    };
    let is_named = |plan: &PlanHistory| {
        let name = PathName::new(&plan.path);
        let file = name.as_str().rsplit('/').next().unwrap_or_default();
        file == text || file.strip_suffix(".md") == Some(text)
    };
    let is_titled = |plan: &PlanHistory| {
        plan.title
            .as_ref()
            .is_some_and(|title| title.to_lowercase().contains(&wanted))
    };
    let readings: [&dyn Fn(&PlanHistory) -> bool; 4] = [&is_at, &was_at, &is_named, &is_titled];
    for (number, fits) in readings.into_iter().enumerate() {
        // What is there goes before what is gone; a path may have held several documents, and all of them are meant.
        for alive in [true, false] {
            let found: Vec<usize> = plans
                .iter()
                .enumerate()
                .filter(|(_, plan)| plan.alive == alive && fits(plan))
                .map(|(at, _)| at)
                .collect();
            match found.as_slice() {
                [] => {}
                [_] => return Ok(found),
                _ if number < 2 => return Ok(found),
                several => return Err(ambiguous(plans, several, text)),
            }
        }
    }
    let names: Vec<(String, Vec<String>)> = plans
        .iter()
        .map(|plan| {
            let path = PathName::new(&plan.path);
            let words = [Some(path.stem().to_owned()), plan.title.clone()];
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

fn ambiguous(plans: &[PlanHistory], several: &[usize], text: &str) -> CommandError {
    let error = CommandError::ambiguous(format!("`{text}` fits {} plans", several.len()));
    let named = several.iter().filter_map(|at| plans.get(*at));
    let error = named.take(LISTED).fold(error, |error, plan| {
        error.with_hint(PathName::new(&plan.path).to_string())
    });
    error.with_hint("Name one of them by its path.")
}

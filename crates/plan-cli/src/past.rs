//! History asked for a command: the walk, and what of it is told, with a count for a person who waits.

use std::collections::HashSet;
use std::ops::ControlFlow;

use plan_core::template::Vocabulary;
use plan_git::config::Config;
use plan_git::derive::{HookReceipts, LogQuery, PendingLog, Since};
use plan_git::history::{Cost, History, Ignored, Options, PlanHistory, Walk};
use plan_git::paths::Paths;
use plan_git::repository::ObjectId;
use plan_git::time::{Clock, Edge, parse_date};

use crate::clock::today;
use crate::error::CommandError;
use crate::ui::Ui;
use crate::workspace::{Target, Workspace};

/// A walk of the documents at `paths`; none before the first commit.
///
/// # Errors
/// There is no repository, or a commit cannot be read.
pub fn walk<'w>(
    workspace: &'w Workspace,
    paths: &Paths,
    ui: &Ui,
) -> Result<Option<Walk<'w>>, CommandError> {
    walk_with(workspace, paths, Options::default(), ui)
}

/// The same with these options, and what the configuration says about lineage.
///
/// # Errors
/// As [`walk`].
pub fn walk_with<'w>(
    workspace: &'w Workspace,
    paths: &Paths,
    options: Options,
    ui: &Ui,
) -> Result<Option<Walk<'w>>, CommandError> {
    let repository = workspace.repository()?;
    let Some(tip) = workspace.tip() else {
        return Ok(None);
    };
    let options = Options {
        lineage: workspace.config().lineage.clone(),
        ignored: Ignored::read(repository, &|name| std::env::var(name).ok()),
        cache: workspace.cache().cloned(),
        ..options
    };
    let vocabulary = &workspace.config().vocabulary;
    let mut meter = ui.progress("commits");
    let walk = Walk::heard(
        repository,
        tip,
        paths,
        vocabulary,
        &options,
        &mut |commits| {
            meter.tick(u64::try_from(commits).unwrap_or(u64::MAX));
            ControlFlow::Continue(())
        },
    )?;
    meter.finish();
    match walk {
        ControlFlow::Continue(walk) | ControlFlow::Break(walk) => Ok(Some(walk)),
    }
}

/// Chooses documents of a walk, and follows them to where they were before they lay at the paths of the walk. The choice
/// is made anew each time that history is followed further back.
///
/// # Errors
/// The choice fails.
pub fn chosen<'w>(
    walk: &mut Walk<'w>,
    choose: &mut dyn FnMut(&mut Walk<'w>) -> Result<Vec<usize>, CommandError>,
) -> Result<Vec<usize>, CommandError> {
    loop {
        let chosen = choose(walk)?;
        if !walk.reach_back(&chosen)? {
            return Ok(chosen);
        }
    }
}

/// The history of some documents of a walk, and what is not known of it.
///
/// # Errors
/// A commit cannot be read.
pub fn tell(
    walk: &mut Walk<'_>,
    chosen: &[usize],
    changes: bool,
    ui: &mut Ui,
) -> Result<History, CommandError> {
    let mut meter = ui.progress("plans");
    let mut plans = Vec::with_capacity(chosen.len());
    for (done, index) in chosen.iter().enumerate() {
        meter.tick(u64::try_from(done).unwrap_or(u64::MAX));
        plans.extend(walk.tell(*index, changes)?);
    }
    meter.finish();
    Ok(History {
        complete: walk.is_complete(),
        notes: walk.notes(),
        plans,
        vocabulary: walk.vocabulary().clone(),
        cost: walk.cost(),
    })
}

/// The history of the document that is at a path at the tip; `None` before the first commit.
///
/// # Errors
/// There is no repository, or a commit cannot be read.
pub fn tell_one(
    workspace: &Workspace,
    key: &[u8],
    changes: bool,
    ui: &mut Ui,
) -> Result<Option<(History, Option<PlanHistory>)>, CommandError> {
    let Some(mut walk) = walk(workspace, &workspace.paths_for(key), ui)? else {
        return Ok(None);
    };
    let index = chosen(&mut walk, &mut |walk| {
        let mut documents = walk.documents().iter();
        let index = documents.position(|document| document.alive && document.path == key);
        Ok(index.into_iter().collect())
    })?;
    let mut history = tell(&mut walk, &index, changes, ui)?;
    let plan = history.plans.pop();
    Ok(Some((history, plan)))
}

/// The history before the first commit.
pub fn nothing() -> History {
    History {
        complete: true,
        notes: Vec::new(),
        plans: Vec::new(),
        vocabulary: Vocabulary::default(),
        cost: Cost::default(),
    }
}

/// What the log is asked: from when on entries are due is `log.since` of the configuration, else the commit that brought it.
///
/// # Errors
/// `log.since` is no date.
pub fn log_query<'a>(
    config: &Config,
    clock: &Clock,
    among: Option<&'a HashSet<ObjectId>>,
) -> Result<LogQuery<'a>, CommandError> {
    let since = match &config.log.since {
        None => Since::Configured,
        Some(text) => {
            let time = parse_date(text, clock, Edge::Start).map_err(|error| {
                CommandError::config(format!("`log.since` in .plan.toml: {error}"))
            })?;
            Since::Time(time)
        }
    };
    Ok(LogQuery {
        progress: config.log.progress,
        since,
        among,
        paths: None,
    })
}

/// Returns the uncommitted part of the log of a plan, for commands that write entries into the
/// file. HEAD is read now: a commit may have been made since the command began.
///
/// # Errors
/// The clock shows no day, or HEAD cannot be read.
pub fn pending_log<'a>(
    workspace: &'a Workspace,
    target: &'a Target,
) -> Result<PendingLog<'a>, CommandError> {
    let path = target.key().unwrap_or_default();
    let repository = workspace
        .repository()
        .ok()
        .filter(|_| target.key().is_some());
    let config = workspace.config();
    let receipts = match repository {
        Some(repository) => {
            let (locks, head) = (workspace.locks(), repository.head()?);
            Some(HookReceipts::new(
                repository,
                &config.vocabulary,
                locks,
                head,
            ))
        }
        None => None,
    };
    Ok(PendingLog {
        path,
        head: target.key().and_then(|key| workspace.committed(key)),
        date: today(workspace.clock())?,
        progress: config.log.progress,
        receipts,
    })
}

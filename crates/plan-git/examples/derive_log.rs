//! Derives the Evolution Log of every plan from its commits and compares it with what is written there:
//! `cargo run -p plan-git --example derive_log`.

#![allow(clippy::print_stdout)]

use std::path::Path;

use plan_core::Document;
use plan_git::config::{ConfigSource, load};
use plan_git::derive::{Accepted, CompletenessQuery, EntryState, LogQuery, Since, logs};
use plan_git::history::{Options, Query, history, history_with};
use plan_git::paths::Paths;
use plan_git::repository::Repository;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let repository = Repository::discover(Path::new("."))?;
    let root = repository.work_dir().unwrap_or(Path::new("."));
    let (config, _) = load(Some(&repository), root, ConfigSource::WorkTree)?;
    let Some(tip) = repository.head()? else {
        return Ok(()); // no commits yet
    };
    let query = Query {
        tip,
        paths: &Paths::new(config.paths)?,
        vocabulary: &config.vocabulary,
        changes: true,
    };
    let told = history(&repository, &query, &mut |_| {})?;
    let due = LogQuery {
        progress: config.log.progress,
        since: Since::Always,
        among: None,
        paths: Some(query.paths),
    };
    let options = Options {
        first_parent: true,
        ..Options::default()
    };
    let first_parent = history_with(&repository, &query, &options, &mut |_| {})?;
    let check = CompletenessQuery {
        tip,
        first_parent: &first_parent,
        accepted: &Accepted::read(root),
        is_working_tree: true,
    };
    // The log of each plan is read from its file.
    let logs = logs(&repository, &told, &due, Some(&check), &mut |plan| {
        let path = std::str::from_utf8(&plan.path).ok()?;
        let bytes = std::fs::read(root.join(path)).ok()?;
        Document::from_bytes_with(bytes, &config.vocabulary).ok()
    });
    for log in &logs {
        println!("{}", log.path.escape_ascii());
        for row in &log.entries {
            let mark = match row.state {
                EntryState::Matched => "ok     ",
                EntryState::Written => "written",
                EntryState::Missing => "MISSING",
                EntryState::Removed => "REMOVED",
                EntryState::Orphaned => "orphan ",
                EntryState::Split => "SPLIT  ",
                EntryState::Duplicated => "SECOND ",
            };
            println!("  {mark} {} {}", row.date, row.title);
        }
        for finding in &log.findings {
            let commit = finding
                .commit
                .map_or_else(String::new, |commit| commit.short());
            println!("  {} in {commit}: {:?}", finding.kind.name(), finding.lines);
        }
    }
    Ok(())
}

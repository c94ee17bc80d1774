//! Derives the Evolution Log of every plan from its commits and compares it with what is written there:
//! `cargo run -p plan-git --example derive_log`.

#![allow(clippy::print_stdout)]

use std::path::Path;

use plan_core::Document;
use plan_git::config::{ConfigSource, load};
use plan_git::derive::{EntryState, LogQuery, Since, logs};
use plan_git::history::{Query, history};
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
    // The written log is that of the file as it is now; here the one on disk.
    let logs = logs(&repository, &told, &due, &mut |plan| {
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
                EntryState::Orphaned => "orphan ",
                EntryState::Torn => "TORN   ",
                EntryState::Doubled => "DOUBLED",
            };
            println!("  {mark} {} {}", row.date, row.title);
        }
    }
    Ok(())
}

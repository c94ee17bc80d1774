//! Hears history as it becomes known, with a count, and has enough after some revisions:
//! `cargo run -p plan-git --example stream [-- REVISIONS]`.

#![allow(clippy::print_stdout)]

use std::ops::ControlFlow;
use std::path::Path;

use plan_git::config::{ConfigSource, load};
use plan_git::history::{Event, Options, Query, each};
use plan_git::paths::Paths;
use plan_git::repository::Repository;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let enough: usize = match std::env::args().nth(1) {
        Some(number) => number.parse()?,
        None => usize::MAX,
    };
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
    let (mut done, mut plans, mut heard) = (0, 0, 0);
    let end = each(&repository, &query, &Options::default(), &mut |event| {
        match event {
            Event::Walked { commits } => println!("{commits} commits so far"),
            Event::Found { commits, documents } => {
                println!("{documents} plans in {commits} commits");
                plans = documents;
            }
            Event::Begun { path, .. } => println!("{}", path.escape_ascii()),
            Event::Revision(record) => {
                heard += 1;
                println!("  {} {}", record.commit.id.short(), record.commit.subject);
            }
            Event::Told(plan) => {
                done += 1;
                println!(
                    "  {done} of {plans}: {} transitions",
                    plan.transitions.len()
                );
            }
            // News that a later version brings.
            _ => {}
        }
        if heard < enough {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    let how = if end.broken_off {
        "broken off"
    } else {
        "all told"
    };
    println!(
        "{how}: {heard} revisions, {} files read",
        end.cost.blobs_read
    );
    Ok(())
}

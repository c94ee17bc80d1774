//! Lists the plans of a repository with the transitions of their status, oldest first:
//! `cargo run -p plan-git --example list_transitions [-- DIR]`.

#![allow(clippy::print_stdout)]

use std::path::PathBuf;

use plan_git::config::{ConfigSource, load};
use plan_git::history::{Query, history};
use plan_git::paths::Paths;
use plan_git::repository::Repository;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let repository = Repository::discover(&start)?;
    let root = repository.work_dir().unwrap_or(&start);
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
    for plan in told.plans.iter().filter(|plan| plan.alive) {
        println!("{}", plan.path.escape_ascii());
        for transition in &plan.transitions {
            let days = transition
                .seconds
                .map_or("until now".to_owned(), |seconds| {
                    format!("{} days", seconds / 86_400)
                });
            println!(
                "  {} {}, {days}, by {} in {}",
                transition.commit.author.time.rfc3339(),
                transition.to.text,
                transition.commit.author.name,
                transition.commit.id.short(),
            );
        }
    }
    for note in &told.notes {
        println!("not known: {note}");
    }
    Ok(())
}

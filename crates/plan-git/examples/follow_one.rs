//! Follows one plan through its names, merges and moves, and says why each link was made:
//! `cargo run -p plan-git --example follow_one -- PATH`, a path that it has or once had.

#![allow(clippy::print_stdout)]

use std::path::Path;

use plan_git::config::{ConfigSource, load};
use plan_git::history::{Ignored, Options, Walk};
use plan_git::paths::Paths;
use plan_git::repository::Repository;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give the path of a plan")?;
    let repository = Repository::discover(Path::new("."))?;
    let root = repository.work_dir().unwrap_or(Path::new("."));
    let (config, _) = load(Some(&repository), root, ConfigSource::WorkTree)?;
    let tip = repository.head()?.ok_or("there are no commits yet")?;
    let options = Options {
        lineage: config.lineage,
        ignored: Ignored::read(&repository, &|name| std::env::var(name).ok()),
        explain: true,
        ..Options::default()
    };
    // One walk finds every plan; what changed in them is only read for those that are told.
    let paths = Paths::new(config.paths)?;
    let mut walk = Walk::with(&repository, tip, &paths, &config.vocabulary, &options)?;
    let found = |walk: &Walk<'_>| {
        walk.documents().iter().position(|document| {
            let mut revisions = document.revisions.iter();
            revisions.any(|revision| revision.path == path.as_bytes())
        })
    };
    let mut index = found(&walk).ok_or("no plan ever lay there")?;
    while walk.reach_back(&[index])? {
        index = found(&walk).ok_or("no plan ever lay there")?;
    }
    let plan = walk.tell(index, true)?.ok_or("its history is cut off")?;
    for record in plan.revisions.iter().rev() {
        let (commit, path) = (&record.commit, record.path.escape_ascii());
        println!(
            "{} {:?} {path}: {}",
            commit.id.short(),
            record.kind,
            commit.subject
        );
        if let Some(link) = &record.link {
            let (from, why) = (link.from.escape_ascii(), link.reason.name());
            println!(
                "    from {from}: {why}, {:.0} % sure",
                link.confidence * 100.0
            );
        }
        let explanation = record.explanation.iter();
        for other in explanation.flat_map(|explanation| &explanation.rejected) {
            println!(
                "    not from {}: {}",
                other.path.escape_ascii(),
                other.why.name()
            );
        }
        for change in &record.changes {
            println!("    {}", change.summary());
        }
    }
    Ok(())
}

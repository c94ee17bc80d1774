//! The history of implementation plans, derived from git.
//!
//! ```no_run
//! use plan_core::template::Vocabulary;
//! use plan_git::history::{Query, history};
//! use plan_git::paths::Paths;
//! use plan_git::repository::Repository;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let repository = Repository::discover(std::path::Path::new("."))?;
//! let paths = Paths::new(["plan/implementation/*.md".to_owned()])?;
//! if let Some(tip) = repository.head()? {
//!     let vocabulary = Vocabulary::default();
//!     let query = Query { tip, paths: &paths, vocabulary: &vocabulary, changes: true };
//!     let told = history(&repository, &query, &mut |_| {})?;
//!     for plan in &told.plans {
//!         for transition in &plan.transitions {
//!             println!("{} {}: {}", plan.path.escape_ascii(), transition.commit.id, transition.to.text);
//!         }
//!     }
//!     for note in &told.notes {
//!         println!("not known: {note}");
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A long history can be heard as it becomes known, and broken off at any time; then nothing more is read:
//!
//! ```no_run
//! use std::ops::ControlFlow;
//!
//! use plan_git::history::{Event, Options, each};
//! # use plan_git::{history::Query, repository::Repository};
//! # fn run(repository: &Repository, query: &Query<'_>) -> Result<(), plan_git::history::HistoryError> {
//! let end = each(repository, query, &Options::default(), &mut |event| {
//!     match event {
//!         Event::Found { documents, .. } => println!("{documents} plans"),
//!         Event::Revision(record) if record.commit.subject.starts_with("Release") => {
//!             return ControlFlow::Break(());
//!         }
//!         Event::Told(plan) => println!("{} revisions", plan.revisions.len()),
//!         _ => {}
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! assert!(end.broken_off || end.complete || !end.notes.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! Whole programs are in the `examples` of this crate, each to be tried with `cargo run -p plan-git --example NAME`:
//!
//! | example | does |
//! |---|---|
//! | [`list_transitions`] | lists plans with the transitions of their status |
//! | [`follow_one`] | follows one plan through its names, with the reason of every link ([`history::Options::explain`]) |
//! | [`stream`] | hears history with a count, and has enough in the middle ([`history::each`]) |
//! | [`derive_log`] | derives the Evolution Log and compares it with the one that is written ([`derive::logs`]) |
//!
//! [`list_transitions`]: ../../../crates/plan-git/examples/list_transitions.rs
//! [`follow_one`]: ../../../crates/plan-git/examples/follow_one.rs
//! [`stream`]: ../../../crates/plan-git/examples/stream.rs
//! [`derive_log`]: ../../../crates/plan-git/examples/derive_log.rs
//!
//! [`repository`] reads what git stores, [`paths`] says which files are meant, [`history`] walks all of them at once and
//! tells revisions and transitions, [`compare`] lays two versions side by side, [`mod@derive`] compares the Evolution Log
//! with the history. [`staging`] is the index and the work tree around a commit, [`hooks`] the script that makes git call
//! it, [`attributes`] the drivers that git merges and compares with, [`doctor`] shows that git really calls them. [`worktree`] and [`config`] read and write
//! files, outside a repository too, and [`platform`] knows what differs between systems. [`cache`] keeps what [`history`] found out, if it is asked to. What a document says is the business of `plan-core`.
//!
//! No type of the libraries below (git2, gix-date) is in a public signature. What is given out is owned and [`Send`]; a
//! [`repository::Repository`] can go to another thread too, and be used by one at a time.
//!
//! # Limitations
//!
//! - Repositories with SHA-256 names or reftable refs are refused with a plain statement, since libgit2 cannot read them.
//! - Replace refs are noted and not followed. Blobs that a partial clone lacks are noted and not fetched.
//! - A copy of a plan is a new plan; where it came from is said on request only.

pub mod ancestry;
pub mod attributes;
pub mod cache;
pub mod compare;
pub mod config;
mod date;
pub mod derive;
pub mod doctor;
mod fault;
pub mod graph;
pub mod history;
pub mod hooks;
mod ledger;
pub mod lineage;
pub mod object;
pub mod paths;
mod personal;
pub mod platform;
pub mod program;
pub mod receipts;
pub mod repository;
pub mod staging;
pub mod time;
mod tree;
mod wildmatch;
pub mod worktree;

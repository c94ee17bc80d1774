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
//! [`repository`] reads what git stores, [`paths`] says which files are meant, [`history`] walks all of them at once and
//! tells revisions and transitions, [`compare`] lays two versions side by side, [`mod@derive`] compares the Evolution Log
//! with the history. [`staging`] is the index and the work tree around a commit, [`hooks`] the script that makes git call
//! it, [`attributes`] the drivers that git merges and compares with. [`worktree`] and [`config`] read and write
//! files, outside a repository too. What a document says is the business of `plan-core`.
//!
//! No type of the libraries below (git2, gix-date) is in a public signature.
//!
//! # Limitations
//!
//! - Repositories with SHA-256 names or reftable refs are refused with a plain statement, since libgit2 cannot read them.
//! - Replace refs are noted and not followed. Blobs that a partial clone lacks are noted and not fetched.
//! - A copy of a plan is a new plan; it is not said where it came from.

pub mod ancestry;
pub mod attributes;
pub mod compare;
pub mod config;
mod date;
pub mod derive;
pub mod graph;
pub mod history;
pub mod hooks;
pub mod lineage;
pub mod object;
pub mod paths;
mod personal;
pub mod program;
pub mod repository;
pub mod staging;
pub mod time;
mod tree;
mod wildmatch;
pub mod worktree;

//! The Evolution Log against history: what a commit should write in it, and what it lacks.
//!
//! Both rest on `plan_core::evolution`, which says what a difference leaves in the log. Here it is asked about the
//! commit in the making ([`Rewriter`]) and about every commit that was made ([`logs`]); [`mend`] writes what is missing.

mod log;
mod mend;
mod ownership;
mod past;
mod pending;
mod replant;
mod returned;
mod rewriter;
mod strand;
mod undone;

pub use log::{EntryState, LogQuery, LogRow, PlanLog, Since, logs};
pub use mend::{Mended, mend};
pub use ownership::HookReceipts;
pub use past::Past;
pub use pending::{PendingLog, StatusChange};
pub use rewriter::{Rewriter, titles};

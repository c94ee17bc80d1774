//! The Evolution Log against history: the entry of a pending commit, and the entries that the log
//! lacks.
//!
//! Both rest on `plan_core::evolution`, which derives log lines from a difference. [`Rewriter`]
//! writes the entry of a pending commit, and [`logs`] joins entries with the commits of a
//! history.
//!
//! The [completeness check](CompletenessQuery) compares the first-parent history with the log at
//! the tip, and [`repair`] resolves its findings.

mod completeness;
mod join;
mod log;
mod ownership;
mod pending;
mod provenance;
mod repair;
mod replant;
mod returned;
mod rewriter;
mod undone;

pub use completeness::{
    ACCEPTED, Accepted, Checked, CompletenessQuery, EntrySource, Finding, FindingKind, FoundEntry,
    RemovedEntry, checked,
};
pub use log::{EntryState, LogQuery, LogRow, PlanLog, Since, logs};
pub use ownership::HookReceipts;
pub use pending::{PendingLog, StatusChange, keep_text};
pub use repair::{Repaired, repair};
pub use rewriter::{Rewriter, titles};

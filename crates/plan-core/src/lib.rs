//! Implementation plans in Markdown as typed data, read and written without losing a byte.
//!
//! ```
//! let text = "\u{feff}# Anything\r\n- [ ] at all";
//! assert_eq!(plan_core::Document::parse(text).as_str(), text);
//! ```
//!
//! [`Document`] owns the text of one file. [`Document::plan`] is what was read from it, as plain data;
//! [`Document::with_status`], [`Document::with_boxes`] and [`Document::with_log_edit`] write to it, checked: the new
//! document says exactly what was asked, or there is none. [`diff`] says what changed between two versions in the plan's
//! terms, and [`evolution`] which of that belongs in the plan's Evolution Log.
//!
//! This crate knows no files, no git and no clock.
//!
//! # Limitations
//!
//! - Typed are header, phases with tasks and verification items, and the Evolution Log. Other sections are kept in order
//!   with their fields, lists, code and prose.
//! - Log entries are read in the template's form, `### YYYY-MM-DD - Title`.
//! - Tables are prose. Nesting below 16 list levels is raw text.

pub mod change;
pub mod document;
pub mod evolution;
pub mod model;
pub mod parse;
pub mod progress;
pub mod source;
pub mod span;
mod syntax;
pub mod template;
pub mod write;

pub use change::{Change, ChangeKind, Class, Line, describe, diff, similarity};
pub use document::{Document, Kind};
pub use model::{Address, Date, ItemRole, Plan, PlanItem, Status, StatusKind};
pub use parse::{Finding, Severity};
pub use progress::Progress;
pub use source::ReadError;
pub use write::WriteError;

//! Implementation plans in Markdown as typed data, read and written without losing a byte.
//!
//! ```
//! let text = "\u{feff}# Anything\r\n- [ ] at all";
//! assert_eq!(plan_core::Document::parse(text).as_str(), text);
//! ```
//!
//! [`Document`] owns the text of one file. [`Document::plan`] is what was read from it: a [`Plan`] of plain data, with a
//! typed view of every part of the template. Change a clone of it, or send it through JSON, and give it back:
//! [`Document::update`] makes the fewest edits, reads the result, and returns the new document only if it says exactly what
//! was asked. [`Document::edits`] tells the edits without making them; [`Plan::to_markdown`] writes a plan that no file holds
//! yet.
//!
//! ```
//! use plan_core::Document;
//! use plan_core::model::Item;
//! use plan_core::template::FieldName;
//!
//! let document = Document::parse("# T\n\n## Phase 1: Core\n\n**Goal:**  keep\n\n**Verification:**\n* [ ] fast\n");
//! let mut plan = document.plan().clone();
//! let phase = plan.phase_mut("1").ok_or("no phase")?;
//! phase.set_field(FieldName::Goal, "Keep what was asked");
//! phase.push_check(Item::open("small"));
//!
//! // The style of the labels, the blanks and the bullets are the document's.
//! let written = document.update(&plan)?;
//! assert_eq!(
//!     written.as_str(),
//!     "# T\n\n## Phase 1: Core\n\n**Goal:**  Keep what was asked\n\n**Verification:**\n* [ ] fast\n* [ ] small\n"
//! );
//! assert_eq!(document.edits(&plan)?.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`diff`] says what changed between two versions in the plan's terms, and [`evolution`] which of that belongs in the
//! plan's Evolution Log. [`merge()`] makes one of two versions that come from the same base, and marks what is left to decide.
//!
//! This crate knows no files, no git and no clock.
//!
//! # Limitations
//!
//! - The parts of the template are read through views ([`model::view`]); a part that a plan writes in a form of its own
//!   (risks as a table, edge cases as a list) is kept with its fields, lists, tables, code and prose.
//! - The tool writes log entries in the template's form, `### YYYY-MM-DD - Title`; other forms are read
//!   ([`Plan::log_records`]).
//! - Nesting below 16 list levels is raw text, and so is what stands in a quote, unless it is a field of the header.
//! - Tables are found at the top level of a section, not in list items.
//! - [`Document::update`] refuses what Markdown has no form for: a list without items, a heading of two lines, a list that
//!   stands beside the field above it and not below it. It never renumbers what it was not asked to change.
//! - In a file whose lines end with a lone CR, a new code block is refused, since parsers do not end code there.
//! - Documents have at most 8 MiB and are UTF-8 ([`source::ReadError`]).
//!
//! What is recognised, and in which forms, says `docs/format.md`.

pub mod change;
pub mod document;
pub mod evolution;
pub mod merge;
pub mod model;
pub mod parse;
pub mod progress;
pub mod source;
pub mod span;
mod syntax;
pub mod template;
mod textconv;
pub mod write;

pub use change::{
    ApplyError, Change, ChangeKind, Class, EDITION, Line, apply, describe, diff, similarity,
};
pub use document::{Document, Kind};
pub use merge::merge;
pub use model::{Address, Date, ItemRole, Plan, PlanItem, Status, StatusKind};
pub use parse::{Finding, Severity};
pub use progress::Progress;
pub use source::ReadError;
pub use textconv::textconv;
pub use write::{Edit, WriteError};

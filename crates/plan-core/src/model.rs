//! A plan as plain data.
//!
//! **Order is data.** A plan is a list of sections, a section a list of blocks and then of sub-sections; [`Plan::status`],
//! [`Plan::phases`] and the like are views of that one list. Duplicates, unknown sections and order then need no
//! special case in equality, JSON or comparison.

mod address;
mod addresses;
mod block;
mod complexity;
mod date;
mod duration;
mod field;
mod fields;
mod fragment;
mod front_matter;
mod header;
mod insertion;
mod list;
mod log_entry;
mod log_record;
mod node;
mod origin;
mod phase;
mod section;
mod status;
mod table;
mod task;
mod text;
pub mod view;
mod word;
mod written_date;

pub(crate) use address::slug;
pub use address::{Address, ItemRole, PlanItem};
pub(crate) use addresses::Addresses;
pub use block::{Block, CodeBlock, Prose, Rule};
pub use complexity::Complexity;
pub use date::{Date, DateError};
pub use duration::Duration;
pub use field::Field;
pub(crate) use field::Meaning;
pub use fragment::Fragment;
pub use front_matter::{FrontField, FrontLine, FrontMatter, FrontText};
pub use header::FieldRef;
pub use list::{Check, Item, List};
pub use log_entry::LogEntry;
pub use log_record::{LogForm, LogRecord};
pub(crate) use node::{NodeRef, Slot};
pub use origin::Origin;
pub use phase::Phase;
pub use section::{Header, Named, Section, Titled};
pub use status::Status;
pub use table::{Row, Table};
pub(crate) use task::rows;
pub use task::{HeadedTask, Task, TaskRef, TaskRow, Tasks};
pub(crate) use text::Indent;
pub use text::Text;
pub use word::{Known, Word};

pub use crate::template::StatusKind;

use serde::{Deserialize, Serialize};

use crate::template::{FieldName, Vocabulary};
use fields::fields;

fields!(in sections: Titled, Named, Phase, HeadedTask, LogEntry);
fields!(Header);

/// One plan or other document, as read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("required" = ["sections"]))
)]
pub struct Plan {
    /// The YAML lines between `---` fences at the start of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub front_matter: Option<FrontMatter>,
    /// What stands before the first heading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preamble: Vec<Block>,
    /// The sections, in order.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// The words that it was read with.
    #[serde(skip)]
    pub(crate) vocabulary: ReadWith,
}

/// The words that a plan was read with. They say how a status is understood, and take no part in equality.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadWith(pub Vocabulary);

impl PartialEq for ReadWith {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for ReadWith {}

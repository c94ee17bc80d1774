//! A plan as plain data.
//!
//! **Order is data.** A plan is a list of sections, a section a list of blocks; [`Plan::status`], [`Plan::phases`] and
//! the like are views of that one list. Duplicates, unknown sections and order then need no special case in equality,
//! JSON or comparison.

mod address;
mod block;
mod date;
mod header;
mod section;
mod status;
mod text;

pub(crate) use address::slug;
pub use address::{Address, ItemRole, PlanItem};
pub use block::{Block, Check, CodeBlock, Field, Item, List, Prose, Task, Tasks};
pub use date::Date;
pub use header::{FieldRef, FrontLine, FrontMatter};
pub use section::{Header, LogEntry, Phase, Section, Titled};
pub use status::{Status, StatusKind};
pub use text::Text;

use serde::{Deserialize, Serialize};

/// One plan or other document, as read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
}

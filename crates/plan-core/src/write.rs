//! Writing: minimal edits of the source text, checked by reading the result.
//!
//! Every operation says which plan it wants; [`Document::update`](crate::Document::update) finds the edits, parses the
//! new text, and returns the new document only if it says exactly that. Otherwise nothing is written and the error names
//! the node. Bytes outside the edits are those of the source by construction.

mod box_mark;
mod difference;
mod edit;
mod layout;
mod library;
mod log;
mod markdown;
mod render;
mod scaffold;
mod spacing;
mod splice;
mod status;
mod update;
mod value;

pub use edit::{Edit, WriteError};
pub use scaffold::{Discussion, Scaffold, scaffold};

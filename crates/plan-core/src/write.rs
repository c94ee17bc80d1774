//! Writing: minimal edits of the source text, checked by reading the result.
//!
//! Every operation says which plan it wants, makes the edits, parses the new text, and returns the new document only if
//! it says exactly that. Otherwise nothing is written and the error names the node. Bytes outside the edits are those
//! of the source by construction.

mod box_mark;
mod edit;
mod log;
mod node;
mod scaffold;
mod status;

pub use edit::{Edit, WriteError};
pub use scaffold::{Discussion, Scaffold, scaffold};

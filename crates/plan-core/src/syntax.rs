//! Markdown as blocks with byte spans: the only room that names the Markdown parser.
//!
//! Knows CommonMark, not plans. Only block structure leaves this room; inline text stays source text, because spans of
//! inline events skip backslashes and entities. Which events are trusted, and why, is said where they are read.

pub(crate) mod blank;
mod blocks;
mod fence;
mod heading;
mod item;
mod label;
mod node;
mod reader;
mod tree;

pub(crate) use blocks::blocks;
pub(crate) use label::{Labelled, bold_label, plain_label, qualified_label, whole_label};
pub(crate) use node::{Node, NodeKind};
pub(crate) use tree::Tree;

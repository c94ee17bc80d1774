//! Markdown as blocks with byte spans: the only room that names the Markdown parser.
//!
//! Knows CommonMark, not plans. Only block structure leaves this room; inline text stays source text, because spans of
//! inline events skip backslashes and entities. Which events are trusted, and why, is said where they are read.

mod blocks;
mod heading;
mod label;

pub(crate) use blocks::{Node, NodeKind, blocks};
pub(crate) use label::{Labelled, bold_label, plain_label};

//! A source text to a plan and findings. Never fails.
//!
//! Reads in three steps: blocks (`syntax`), the outline of headings (`outline`), then each section's content
//! (`content`). Parsing never sees how a document is written back.

mod content;
mod finding;
mod front_matter;
mod outline;
mod piece;

pub use finding::{Finding, Severity};

use crate::model::Plan;
use crate::source::Source;
use crate::syntax;

/// Reads the typed plan out of a source.
pub(crate) fn parse(source: &Source) -> (Plan, Vec<Finding>) {
    let text = source.text();
    let mut findings = Vec::new();
    let nodes = syntax::blocks(text, source.body());
    let pieces = piece::pieces(source, nodes, &mut findings);
    let (preamble, sections) = outline::sections(source, pieces);
    let front_matter = source
        .front_matter()
        .map(|span| front_matter::read(text, span));
    (
        Plan {
            front_matter,
            preamble,
            sections,
        },
        findings,
    )
}

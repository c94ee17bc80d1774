//! Prose with a bold label that became a field: `**Never touched** (for now): …` and then `**Never touched**: …`.

use super::pairs::Pairs;
use super::place::Places;
use crate::model::{Block, NodeRef};
use crate::template::folded;

/// Prose of the old plan and the field that has taken its place in the new one.
pub(super) fn labelled_prose(old: &Places, new: &Places, pairs: &Pairs) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for field in 0..new.tree.len() {
        let Some(NodeRef::Block(Block::Field(node))) = new.tree.get(field) else {
            continue;
        };
        let above = pairs.to_old(new.tree.parent(field));
        let (Some(above), None) = (above, pairs.to_old(field)) else {
            continue;
        };
        let label = folded(&node.label);
        let prose = old.tree.children(above).find(|prose| {
            let is_free =
                pairs.to_new(*prose).is_none() && !found.iter().any(|(it, _)| it == prose);
            is_free
                && match old.tree.get(*prose) {
                    Some(NodeRef::Block(Block::Prose(prose))) => {
                        bold_lead(&prose.text).is_some_and(|lead| folded(lead) == label)
                    }
                    _ => false,
                }
        });
        found.extend(prose.map(|prose| (prose, field)));
    }
    found
}

/// The bold text that a text begins with.
fn bold_lead(text: &str) -> Option<&str> {
    let (lead, _) = text.strip_prefix("**")?.split_once("**")?;
    Some(lead)
}

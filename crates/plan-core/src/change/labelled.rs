//! Fields that became prose, and prose that became a field, with one bold label: `**Never touched** (for now): …` and
//! `**Never touched**: …`. To a reader it is one paragraph.

use super::pairs::Pairs;
use super::place::Places;
use crate::model::{Block, NodeRef};
use crate::template::folded;

/// The nodes of two plans that are one paragraph, in the form of a field on one side.
#[derive(Default)]
pub(super) struct Labelled {
    /// Old and new.
    pairs: Vec<(usize, usize)>,
}

impl Labelled {
    pub fn of(old: &Places, new: &Places, pairs: &Pairs) -> Self {
        let mut found = Self::default();
        for to in 0..new.tree.len() {
            let is = new.tree.get(to).and_then(label);
            let above = pairs.to_old(new.tree.parent(to));
            let (Some((is, is_field)), Some(above), None) = (is, above, pairs.to_old(to)) else {
                continue;
            };
            let from = old.tree.children(above).find(|from| {
                let was = old.tree.get(*from).and_then(label);
                was.is_some_and(|(was, was_field)| was == is && was_field != is_field)
                    && pairs.to_new(*from).is_none()
                    && found.new_of(*from).is_none()
            });
            found.pairs.extend(from.map(|from| (from, to)));
        }
        found
    }

    /// What an old node became.
    pub fn new_of(&self, old: usize) -> Option<usize> {
        let found = self.pairs.iter().find(|(from, _)| *from == old);
        found.map(|(_, to)| *to)
    }

    /// What a new node was.
    pub fn old_of(&self, new: usize) -> Option<usize> {
        let found = self.pairs.iter().find(|(_, to)| *to == new);
        found.map(|(from, _)| *from)
    }
}

/// The label of a field, or the bold text that prose begins with; and whether it is a field.
fn label(node: NodeRef<'_>) -> Option<(String, bool)> {
    match node {
        NodeRef::Block(Block::Field(field)) => Some((folded(&field.label), true)),
        NodeRef::Block(Block::Prose(prose)) => {
            let (label, _) = prose.text.strip_prefix("**")?.split_once("**")?;
            Some((folded(label), false))
        }
        _ => None,
    }
}

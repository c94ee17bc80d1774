//! Fields that became prose, and prose that became a field, with one bold label: `**Never touched** (for now): …` and
//! `**Never touched**: …`. To a reader it is one paragraph.

use foldhash::HashMap;

use super::pairs::Pairs;
use super::place::Places;
use crate::model::{Block, NodeRef};
use crate::template::folded;

/// The nodes of two plans that are one paragraph, in the form of a field on one side.
#[derive(Default)]
pub(super) struct Labelled {
    to_new: HashMap<usize, usize>,
    to_old: HashMap<usize, usize>,
}

impl Labelled {
    pub fn of(old: &Places, new: &Places, pairs: &Pairs) -> Self {
        // What is gone, by what it stood in and its label, the last one first.
        let mut gone: HashMap<(usize, String, bool), Vec<usize>> = HashMap::default();
        for from in (0..old.tree.len()).rev() {
            if pairs.to_new(from).is_none()
                && let Some((label, is_field)) = old.tree.get(from).and_then(label)
            {
                let key = (old.tree.parent(from), label, is_field);
                gone.entry(key).or_default().push(from);
            }
        }
        let mut found = Self::default();
        if gone.is_empty() {
            return found;
        }
        for to in 0..new.tree.len() {
            if pairs.to_old(to).is_none()
                && let Some((label, is_field)) = new.tree.get(to).and_then(label)
                && let Some(above) = pairs.to_old(new.tree.parent(to))
                && let Some(from) = gone.get_mut(&(above, label, !is_field)).and_then(Vec::pop)
            {
                found.to_new.insert(from, to);
                found.to_old.insert(to, from);
            }
        }
        found
    }

    /// What an old node became.
    pub fn new_of(&self, old: usize) -> Option<usize> {
        self.to_new.get(&old).copied()
    }

    /// What a new node was.
    pub fn old_of(&self, new: usize) -> Option<usize> {
        self.to_old.get(&new).copied()
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

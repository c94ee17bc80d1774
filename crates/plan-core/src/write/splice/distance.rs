//! How far children are to stand apart: as others do here, or as the template has it.

use super::super::spacing::{must_stand_off, template_stands_off};
use super::{Spacing, Splice};
use crate::model::{Block, NodeRef};

impl Splice<'_, '_, '_> {
    pub(super) fn may_stand_off(&self, parent: NodeRef<'_>) -> bool {
        !matches!(
            parent,
            NodeRef::FrontMatter(_) | NodeRef::Block(Block::Table(_))
        )
    }

    /// True if there is to be a blank line between two children.
    pub(super) fn stands_off(
        &self,
        from: usize,
        parent: NodeRef<'_>,
        previous: NodeRef<'_>,
        next: NodeRef<'_>,
    ) -> bool {
        if !self.may_stand_off(parent) {
            return false;
        }
        if must_stand_off(previous, next) || self.context.spacing == Spacing::Wide {
            return true;
        }
        match self.habit(from, previous.kind(), next.kind()) {
            Some(stands_off) => stands_off,
            None => template_stands_off(parent, previous, next),
        }
    }

    /// Whether children of these kinds have a blank line between them here.
    pub(super) fn habit(&self, from: usize, previous: u8, next: u8) -> Option<bool> {
        let key = (from, previous, next);
        if let Some(known) = self.habits.borrow().gaps.get(&key) {
            return *known;
        }
        let mut found = None;
        for (a, b) in self.old.children(from).zip(self.old.children(from).skip(1)) {
            let (Some(a), Some(b)) = (self.old.get(a), self.old.get(b)) else {
                continue;
            };
            if (a.kind(), b.kind()) == (previous, next)
                && let (Some(a), Some(b)) = (self.span(a), self.span(b))
            {
                found = Some(self.layout.breaks(a.end as usize, b.start as usize) > 1);
            }
        }
        self.habits.borrow_mut().gaps.insert(key, found);
        found
    }

    /// Whether a blank line stands between the first line of a node and its first child.
    pub(super) fn first_gap(&self, from: usize) -> Option<bool> {
        let head = self.head_end(self.old.get(from)?)?;
        let first = self.old.children(from).next()?;
        let span = self.span(self.old.get(first)?)?;
        Some(self.layout.breaks(head, span.start as usize) > 1)
    }
}

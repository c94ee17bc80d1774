//! What a plan holds, wherever it stands: to tell a merge that lost or doubled something from one that only put it elsewhere.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::{Block, NodeRef, Plan, Section};

/// Everything that a plan says, without the order, and the order of its log, which has one.
#[derive(PartialEq, Eq)]
pub(super) struct Inventory {
    things: Vec<u64>,
    entries: Vec<String>,
}

impl Inventory {
    pub fn of(plan: &Plan) -> Self {
        let mut things = Vec::new();
        let mut entries = Vec::new();
        let mut open = vec![NodeRef::Plan(plan)];
        while let Some(node) = open.pop() {
            if let NodeRef::Section(Section::Entry(entry)) = node {
                entries.push(entry.heading());
            }
            // Lists are made and joined by what stands between them; what they hold counts. A rule says nothing.
            let says_nothing = node.is_list() || matches!(node, NodeRef::Block(Block::Rule(_)));
            if !says_nothing {
                let mut hasher = DefaultHasher::new();
                node.kind().hash(&mut hasher);
                node.check().map(bool::from).hash(&mut hasher);
                for (_, text) in node.slots() {
                    text.map(|text| text.as_str()).hash(&mut hasher);
                }
                things.push(hasher.finish());
            }
            open.extend(node.children().into_iter().rev());
        }
        things.sort_unstable();
        Self { things, entries }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn same(a: &str, b: &str) -> bool {
        let of = |text: &str| Inventory::of(Document::parse(text).plan());
        of(a) == of(b)
    }

    #[test]
    fn the_order_of_all_but_the_log_is_left_aside() {
        assert!(same("# T\n\na\n\n- b\n- c\n", "# T\n\n- c\n- b\n\na\n"));
        assert!(!same("# T\n\n- b\n", "# T\n\n- b\n- b\n"));
        assert!(!same("# T\n\n- [ ] b\n", "# T\n\n- [x] b\n"));
        let log = |a: &str, b: &str| format!("## Evolution Log\n\n### {a} - x\n\n### {b} - x\n");
        let (first, second) = ("2026-01-02", "2026-01-03");
        assert!(!same(&log(first, second), &log(second, first)));
    }
}

//! A block together with the blocks inside it.

use super::node::Node;

/// One block of a list of nodes in which each stands right before those inside it.
#[derive(Clone, Copy)]
pub(crate) struct Tree<'a> {
    pub node: &'a Node,
    inside: &'a [Node],
}

impl<'a> Tree<'a> {
    /// The first block of `nodes`.
    pub(super) fn first(nodes: &'a [Node]) -> Option<Self> {
        let (node, rest) = nodes.split_first()?;
        let inside = rest.get(..node.inside as usize)?;
        Some(Self { node, inside })
    }

    /// A block that holds no others.
    pub(crate) fn leaf(node: &'a Node) -> Self {
        Self { node, inside: &[] }
    }

    /// The blocks right inside this one, in order.
    pub(crate) fn children(self) -> impl Iterator<Item = Tree<'a>> {
        trees(self.inside)
    }
}

/// The outermost blocks of `nodes`.
pub(super) fn trees<'a>(nodes: &'a [Node]) -> impl Iterator<Item = Tree<'a>> {
    let mut rest = nodes;
    std::iter::from_fn(move || {
        let tree = Tree::first(rest)?;
        rest = rest.get(1 + tree.inside.len()..)?;
        Some(tree)
    })
}

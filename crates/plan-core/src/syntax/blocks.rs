//! A text to its top-level blocks, part by part.
//!
//! The parser takes several times the memory of what it is given, and all of it before its first event. So it is given
//! a long text in parts. That is safe at a heading of the top level: it ends every block before it, no later line
//! changes those blocks, and what follows it is read as at the start of a text. Link definitions do reach from part to
//! part, but only into inline text, which nobody asks for here.

use std::ops::Range;

use super::node::{Node, NodeKind};
use super::reader::{self, Events};
use super::tree::Tree;

/// Bytes of a part, a little more for the way to the next heading. Small enough for the parser's tree to stay in the
/// processor's cache and in memory that the allocator has at hand; that outweighs what each part costs by itself.
const PART: usize = 16 << 10;

/// The blocks of `text` from byte `body` on, in order. Spans count from the start of `text`.
pub(crate) fn blocks(text: &str, body: u32) -> Blocks<'_> {
    Blocks::new(text, body as usize, PART)
}

/// The top-level blocks of a text.
pub(crate) struct Blocks<'a> {
    text: &'a str,
    size: usize,
    /// What is read next; nothing if all is read.
    part: Option<Part>,
    /// The blocks of the part that was read last. One list for all parts, so that a block costs no memory of its own.
    nodes: Vec<Node>,
    /// How many of the nodes were given out.
    given: usize,
    /// The parser of that part, kept for its memory alone: it goes to the next parser as a whole, and is not cut up for
    /// what is made of the blocks.
    spent: Option<Events<'a>>,
}

/// The lines that are read at once.
struct Part {
    bytes: Range<usize>,
    /// Start of the last line, which looks like a heading. Nothing if the part reaches to the end of the text.
    cut: Option<usize>,
}

impl Part {
    /// The part of about `size` bytes from `start` on.
    fn new(text: &str, start: usize, size: usize) -> Self {
        Self::cut(text, start, size).unwrap_or(Self {
            bytes: start..text.len(),
            cut: None,
        })
    }

    fn cut(text: &str, start: usize, size: usize) -> Option<Self> {
        // In bytes, since `size` may point into the middle of a character.
        let rest = text.as_bytes().get(start + size..)?;
        // Looking for one byte is much faster than looking for two, and a text without headings has none.
        if !rest.contains(&b'#') {
            return None;
        }
        let cut = start + size + rest.windows(2).position(|pair| pair == b"\n#")? + 1;
        let line = text.get(cut..)?.find('\n')? + 1;
        Some(Self {
            bytes: start..cut + line,
            cut: Some(cut),
        })
    }
}

impl<'a> Blocks<'a> {
    fn new(text: &'a str, start: usize, size: usize) -> Self {
        Self {
            text,
            size,
            part: Some(Part::new(text, start, size)),
            nodes: Vec::new(),
            given: 0,
            spent: None,
        }
    }

    /// The next block.
    #[inline]
    pub(crate) fn read(&mut self) -> Option<Tree<'_>> {
        while self.given == self.nodes.len() {
            let part = self.part.take()?;
            self.read_part(part);
        }
        let block = Tree::first(self.nodes.get(self.given..)?)?;
        self.given += 1 + block.node.inside as usize;
        Some(block)
    }

    /// Reads a part to its end before any of its blocks is given out: the processor does one kind of work at a time. Never
    /// inlined, so that to give out a block is little enough to be.
    #[inline(never)]
    fn read_part(&mut self, part: Part) {
        self.nodes.clear();
        self.given = 0;
        let start = part.bytes.start;
        self.spent = None;
        self.spent = Some(reader::read(self.text, part.bytes, &mut self.nodes));
        let Some(cut) = part.cut else {
            // Nothing is cut off that could change a block.
            return;
        };
        let (settled, safe) = self.settled().unwrap_or((0, start));
        self.nodes.truncate(settled);
        // If the line at the cut was no heading, it stands in code or HTML. What did not settle is read again with at
        // least as much behind it, so that no text is read more than three times in all.
        let again = cut.saturating_sub(safe);
        self.part = Some(Part::new(self.text, safe, self.size.max(2 * again)));
    }

    /// How many nodes no later line can change, and where the heading starts that settles them.
    fn settled(&self) -> Option<(usize, usize)> {
        let mut settled = None;
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            if self.settles(node) {
                settled = Some((at, node.span.start as usize));
            }
            at += 1 + node.inside as usize;
        }
        settled
    }

    /// True for a heading that is read the same whatever stands before it: made of `#`, at the start of a line.
    fn settles(&self, node: &Node) -> bool {
        let before = (node.span.start as usize).checked_sub(1);
        matches!(node.kind, NodeKind::Heading { setext: false, .. })
            && before.and_then(|at| self.text.as_bytes().get(at)) == Some(&b'\n')
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What begins, continues and ends blocks, headings above all, since parts are cut at what looks like one.
    const TOKENS: &[&str] = &[
        "# T\n",
        "## S\n",
        "### P",
        "#",
        "#x\n",
        " # i\n",
        "# c #\r\n",
        "text\n",
        "a",
        "**b**: c\n",
        "- i\n",
        "- [ ] t\n",
        "  - n\n",
        "1. o\n",
        "2. o\n",
        "   x\n",
        "    code\n",
        "\t",
        " ",
        "\n",
        "\n\n",
        "\r",
        "\r\n",
        "---\n",
        "===\n",
        "```\n",
        "````\n",
        "~~~ s\n",
        "> q\n",
        "> - q\n",
        ">",
        "<div>\n",
        "</div>\n",
        "<!--\n",
        "-->\n",
        "<pre>\n",
        "</pre>",
        "<b>\n",
        "[a]: /u\n",
        "[a]:",
        "[a]",
        "'t\n",
        "'\n",
        "`",
        "*",
        "\\",
        "\u{e9}",
    ];

    fn document() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(TOKENS), 0..40).prop_map(|all| all.concat())
    }

    fn cases() -> ProptestConfig {
        let cases = std::env::var("PLAN_CASES").ok();
        ProptestConfig {
            cases: cases.and_then(|cases| cases.parse().ok()).unwrap_or(2000),
            failure_persistence: None,
            ..ProptestConfig::default()
        }
    }

    /// All the nodes of the text, read as one part.
    fn whole(text: &str) -> Vec<Node> {
        let mut nodes = Vec::new();
        let _ = reader::read(text, 0..text.len(), &mut nodes);
        nodes
    }

    fn nodes<'a>(block: Tree<'a>) -> Vec<&'a Node> {
        let inside = block.children().flat_map(nodes);
        std::iter::once(block.node).chain(inside).collect()
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn parts_of_any_size_give_the_blocks_of_the_whole(text in document(), size in 0_usize..60) {
            let mut parts: Vec<Node> = Vec::new();
            let mut blocks = Blocks::new(&text, 0, size);
            while let Some(block) = blocks.read() {
                parts.extend(nodes(block).into_iter().cloned());
            }
            prop_assert_eq!(parts, whole(&text));
        }
    }

    #[test]
    fn a_long_text_is_read_in_parts() {
        let text = "# T\n\n- a\n\n```\n# no\n```\n\n".repeat(50);
        let mut blocks = Blocks::new(&text, 0, 100);
        let mut parts = 0;
        let mut start = None;
        let mut all = Vec::new();
        while let Some(block) = blocks.read() {
            all.extend(nodes(block).into_iter().cloned());
            if let Some(part) = blocks.part.as_ref().map(|part| &part.bytes)
                && start != Some(part.start)
            {
                assert!(part.len() < 400);
                start = Some(part.start);
                parts += 1;
            }
        }
        assert!(parts > 5);
        assert_eq!(all, whole(&text));
    }
}

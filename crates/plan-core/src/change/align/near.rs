//! Nodes that stand between the same neighbours and say something alike.
//!
//! What says half of the same is one node wherever it stands. Between two neighbours that did not change, less will do:
//! a text that begins as the old one did, that holds most of it, or that is the only one which can be it.

use super::candidates::Pair;
use super::words::Words;
use super::{Node, Pairing, Said, Scope};

/// No more nodes than this between two neighbours are compared with each other, on the side that has fewer.
const FEW: usize = 8;
/// And no more than this on the other.
const MANY: usize = 64;

impl Pairing<'_> {
    /// Matches what stands in one group and is about one thing, which nothing else there is about: it names the same in
    /// code, or has the same title.
    pub(super) fn by_subject(&mut self, said: &Said) {
        const TITLE: usize = 2;
        for rank in 0..=TITLE {
            let key = |words: &[Words], at: usize, node: &Node| {
                let subject = words.get(at)?.subjects().get(rank).copied()?;
                Some((Scope::Group.of(node), subject?))
            };
            let classes = self.classes(
                |at, node| key(&said.old, at, node),
                |at, node| key(&said.new, at, node),
            );
            for class in classes {
                if let ([old], [new]) = (class.old.as_slice(), class.new.as_slice())
                    && let (Some(was), Some(is)) = (said.old.get(*old), said.new.get(*new))
                    && (rank == TITLE || was.is_about(is, &mut self.steps))
                {
                    self.pair(*old, *new);
                }
            }
        }
    }

    pub(super) fn by_neighbours(&mut self, said: &Said) {
        let gaps = self.gaps();
        let mut pairs: Vec<Pair> = Vec::new();
        for class in self.classes(
            |_, node| Some(Scope::Group.of(node)),
            |_, node| Some(Scope::Group.of(node)),
        ) {
            let mut rest = class.new.as_slice();
            for olds in class
                .old
                .chunk_by(|a, b| gaps.before_old(*a) == gaps.before_old(*b))
            {
                let gap = olds.first().map_or(0, |first| gaps.before_old(*first));
                let start = rest.partition_point(|new| gaps.before_new(*new) < gap);
                rest = rest.get(start..).unwrap_or_default();
                let end = rest.partition_point(|new| gaps.before_new(*new) == gap);
                let (news, behind) = rest.split_at(end);
                rest = behind;
                let (fewer, more) = (olds.len().min(news.len()), olds.len().max(news.len()));
                if fewer > FEW || more > MANY {
                    continue;
                }
                for (&old, &new) in olds
                    .iter()
                    .flat_map(|old| news.iter().map(move |new| (old, new)))
                {
                    if let (Some(was), Some(is)) = (said.old.get(old), said.new.get(new))
                        && let Some(share) = was.likeness(is, more == 1, &mut self.steps)
                    {
                        pairs.push(Pair { share, old, new });
                    }
                }
            }
        }
        pairs.sort_by(Pair::best_first);
        for pair in pairs {
            self.pair(pair.old, pair.new);
        }
    }
}

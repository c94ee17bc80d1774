//! Nodes that stand between the same neighbours and say something alike.
//!
//! What says half of the same is one node wherever it stands. Between two neighbours that did not change, less will do:
//! a text that begins as the old one did, that holds most of it, or that is the only one which can be it.

use super::candidates::Pair;
use super::{Pairing, Scope};

/// No more nodes than this between two neighbours are compared with each other, on the side that has fewer.
const FEW: usize = 8;
/// And no more than this on the other.
const MANY: usize = 64;

impl Pairing<'_> {
    pub(super) fn by_neighbours(&mut self) {
        let said = self.words();
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

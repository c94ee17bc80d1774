//! The first-parent line of a tip: where every commit came in.

use super::commits::Commits;

/// Which commit of the line brought each of the others.
pub struct MainLine {
    landed: Vec<Option<usize>>,
}

impl MainLine {
    /// Works out the line from all commits of a tip, in time linear in commits and parents.
    pub fn new(commits: &Commits) -> MainLine {
        let tip = (!commits.is_empty()).then_some(0);
        let line = std::iter::successors(tip, |at| commits.first_parent(*at));
        // Grafts can be made to go in circles.
        let line: Vec<usize> = line.take(commits.len()).collect();
        let mut landed = vec![None; commits.len()];
        let mut open = Vec::new();
        for &here in line.iter().rev() {
            open.push(here);
            while let Some(at) = open.pop() {
                if let Some(slot @ None) = landed.get_mut(at) {
                    *slot = Some(here);
                    open.extend(commits.parents(at).iter().flatten());
                }
            }
        }
        MainLine { landed }
    }

    /// The oldest first-parent commit of the tip that contains the commit at a position; itself if there is none.
    pub fn landed(&self, at: usize) -> usize {
        self.landed.get(at).copied().flatten().unwrap_or(at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::search::Search;
    use super::*;
    use crate::object::{Linked, ObjectId};

    fn id(number: u8) -> ObjectId {
        ObjectId::from_bytes([number; 20])
    }

    /// The commits of a tip, each later than those of lower numbers.
    fn commits(parents: &[(u8, &[u8])], tip: u8) -> Commits {
        let mut read = |wanted: ObjectId| {
            let [number, ..] = *wanted.as_bytes();
            let mut all = parents.iter();
            let found = all.find(|(commit, _)| *commit == number);
            Ok(Linked {
                tree: id(0),
                time: i64::from(number),
                parents: found.map_or_else(Vec::new, |(_, parents)| {
                    parents.iter().map(|&parent| id(parent)).collect()
                }),
            })
        };
        let found = Search::new(&[], false, &mut read).run(id(tip));
        found.unwrap_or_default()
    }

    /// Every commit and where it landed.
    fn landings(commits: &Commits) -> Vec<(u8, u8)> {
        let line = MainLine::new(commits);
        let number = |at| commits.get(at).map_or(0, |node| node.id.as_bytes()[0]);
        let all = 0..commits.len();
        all.map(|at| (number(at), number(line.landed(at))))
            .collect()
    }

    /// 1 - 2 ------ 5 - 8
    ///  \- 3 - 4 -/     /
    ///      \- 6 - 7 --/
    #[test]
    fn a_commit_landed_with_the_oldest_merge_that_brought_it() {
        let parents: [(u8, &[u8]); 7] = [
            (8, &[5, 7]),
            (7, &[6]),
            (6, &[3]),
            (5, &[2, 4]),
            (4, &[3]),
            (3, &[1]),
            (2, &[1]),
        ];
        assert_eq!(
            landings(&commits(&parents, 8)),
            [
                (8, 8),
                (7, 8),
                (6, 8),
                (5, 5),
                (4, 5),
                (3, 5),
                (2, 2),
                (1, 1)
            ]
        );
    }

    #[test]
    fn parents_that_go_in_a_circle_end() {
        let found = commits(&[(3, &[2]), (2, &[1]), (1, &[3])], 3);
        assert_eq!(landings(&found), [(3, 1), (2, 1), (1, 1)]);
    }
}

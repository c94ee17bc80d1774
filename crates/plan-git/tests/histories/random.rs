//! Histories drawn by a seed: branches, merges, octopuses, criss-crosses, unrelated roots, and on the way plans that are
//! written, edited, renamed, copied, exchanged, deleted, restored and moved in and out.
//!
//! The same seed gives the same history for ever, so that a failure can be told by its number.

use super::import::{Entry, Made, Tree};

/// The folder of the plans; other files lie beside it.
pub const PLANS: &str = "plans/*.md";

/// Numbers from a seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap();
        usize::try_from(self.next() % end).unwrap()
    }

    /// True in that many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(from.len());
        from.get(at)
    }
}

/// About `size` commits; the last one sees all of them.
pub fn commits(seed: u64, size: usize) -> Vec<Made> {
    let mut growth = Growth {
        dice: Dice::new(seed),
        commits: Vec::new(),
        heads: Vec::new(),
        written: 0,
        seconds: 1_700_000_000,
    };
    growth.root();
    while growth.commits.len() < size {
        growth.step();
    }
    let heads = std::mem::take(&mut growth.heads);
    if heads.len() > 1 {
        growth.merge(heads);
    } else {
        growth.commit(heads);
    }
    growth.commits
}

struct Growth {
    dice: Dice,
    commits: Vec<Made>,
    /// Tips of branches.
    heads: Vec<usize>,
    /// Plans written so far: each has words of its own.
    written: usize,
    seconds: i64,
}

/// More branches are not opened, so that they meet again.
const BRANCHES: usize = 4;

impl Growth {
    fn step(&mut self) {
        let at = self.dice.below(self.heads.len());
        match self.dice.below(100) {
            0..70 => {
                let head = self.heads[at];
                self.heads[at] = self.commit(vec![head]);
            }
            70..84 if self.heads.len() < BRANCHES => {
                let from = self.dice.below(self.commits.len());
                let head = self.commit(vec![from]);
                self.heads.push(head);
            }
            84..86 if self.heads.len() < BRANCHES => self.root(),
            86..90 => self.criss_cross(),
            _ => self.join(),
        }
    }

    fn root(&mut self) {
        let head = self.commit(Vec::new());
        self.heads.push(head);
    }

    /// Some branches become one.
    fn join(&mut self) {
        let octopus = self.heads.len() > 2 && self.dice.chance(30);
        let count = if octopus { self.heads.len() } else { 2 };
        if self.heads.len() < count {
            return;
        }
        let mut parents = Vec::new();
        while parents.len() < count {
            let at = self.dice.below(self.heads.len());
            parents.push(self.heads.remove(at));
        }
        let head = self.merge(parents);
        self.heads.push(head);
    }

    /// Two branches merge each other and go on.
    fn criss_cross(&mut self) {
        if self.heads.len() < 2 {
            return;
        }
        let (one, other) = (self.heads.remove(0), self.heads.remove(0));
        let crossed = [vec![one, other], vec![other, one]];
        for parents in crossed {
            let head = self.merge(parents);
            self.heads.push(head);
        }
    }

    fn add(&mut self, parents: Vec<usize>, tree: Tree) -> usize {
        // Most clocks go on, some stand still, and some lie.
        self.seconds += i64::try_from(self.dice.below(4) * 500).unwrap();
        let lie = if self.dice.chance(5) { 86_400 } else { 0 };
        self.commits.push(Made {
            subject: format!("commit {}", self.commits.len()),
            parents,
            seconds: self.seconds - lie,
            tree,
        });
        self.commits.len() - 1
    }

    fn commit(&mut self, parents: Vec<usize>) -> usize {
        let mut tree = parents
            .first()
            .map_or_else(Tree::new, |parent| self.commits[*parent].tree.clone());
        for _ in 0..=self.dice.below(3) {
            self.change(&mut tree);
        }
        self.add(parents, tree)
    }

    /// Takes each file from one of the sides, and now and then another text that no side has.
    fn merge(&mut self, parents: Vec<usize>) -> usize {
        let sides: Vec<Tree> = parents
            .iter()
            .map(|parent| self.commits[*parent].tree.clone())
            .collect();
        let mut paths: Vec<&Vec<u8>> = sides.iter().flat_map(Tree::keys).collect();
        paths.sort();
        paths.dedup();
        let whole = self.dice.below(sides.len() * 3);
        let mut tree = Tree::new();
        for path in paths {
            let at = match sides.get(whole) {
                Some(_) => whole,
                None => self.dice.below(sides.len()),
            };
            if let Some(entry) = sides[at].get(path) {
                tree.insert(path.clone(), entry.clone());
                if self.dice.chance(10) {
                    self.edit(&mut tree, path);
                }
            }
        }
        if self.dice.chance(15) {
            self.change(&mut tree);
        }
        self.add(parents, tree)
    }

    fn change(&mut self, tree: &mut Tree) {
        let paths: Vec<Vec<u8>> = tree.keys().cloned().collect();
        let path = self.dice.pick(&paths).cloned();
        let free = self.free(tree);
        let (Some(path), true) = (path, self.dice.chance(80)) else {
            let text = self.text();
            tree.insert(free, Entry::File(text));
            return;
        };
        match self.dice.below(100) {
            0..40 => self.edit(tree, &path),
            40..60 => {
                let entry = tree.remove(&path);
                tree.extend(entry.map(|entry| (free.clone(), entry)));
                if self.dice.chance(50) {
                    self.edit(tree, &free);
                }
            }
            60..72 => {
                tree.remove(&path);
            }
            72..80 => {
                let entry = tree.get(&path).cloned();
                tree.extend(entry.map(|entry| (free, entry)));
            }
            80..88 => {
                let other = self.dice.pick(&paths).cloned().unwrap_or_default();
                let (one, two) = (tree.remove(&path), tree.remove(&other));
                tree.extend(one.map(|entry| (other, entry)));
                tree.extend(two.map(|entry| (path, entry)));
            }
            88..92 => {
                if let Some(Entry::File(text)) = tree.get(&path).cloned() {
                    tree.insert(path, Entry::Program(text));
                }
            }
            92..94 => {
                tree.insert(path, Entry::Link(b"elsewhere".to_vec()));
            }
            94..96 => {
                tree.insert(path, Entry::Submodule);
            }
            _ => {
                // What was there before comes back.
                let at = self.dice.below(self.commits.len());
                let old = self
                    .commits
                    .get(at)
                    .and_then(|commit| commit.tree.get(&path));
                tree.extend(old.cloned().map(|entry| (path, entry)));
            }
        }
    }

    fn edit(&mut self, tree: &mut Tree, path: &[u8]) {
        let number = self.dice.below(1000);
        if let Some(Entry::File(text) | Entry::Program(text)) = tree.get_mut(path) {
            text.extend_from_slice(format!("- and number {number}\n").as_bytes());
        }
    }

    /// A path from so few that branches meet at them. Now and then outside the plans.
    fn free(&mut self, tree: &Tree) -> Vec<u8> {
        for _ in 0..20 {
            let number = self.dice.below(12);
            let folder = if self.dice.chance(85) {
                "plans"
            } else {
                "notes"
            };
            let path = format!("{folder}/{number}.md").into_bytes();
            if !tree.contains_key(&path) {
                return path;
            }
        }
        format!("plans/new-{}.md", self.commits.len()).into_bytes()
    }

    fn text(&mut self) -> Vec<u8> {
        self.written += 1;
        let name = format!("subject{}", self.written);
        let states = ["Draft", "Ready", "In Progress", "Completed"];
        let status = self.dice.pick(&states).copied().unwrap_or_default();
        let notes: String = (0..6)
            .map(|line| format!("- {name} in line {line} of {name}\n"))
            .collect();
        format!("# Implementation Plan: {name}\n\n**Status**: {status}\n\n## Notes\n\n{notes}")
            .into_bytes()
    }
}

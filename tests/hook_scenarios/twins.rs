//! Random work in two repositories that differ in nothing but the hook: commits of all kinds, amended, broken off, staged in
//! part, merged, picked, reverted, stashed. After each step both say the same in `git status` and hold the same bytes outside
//! of the log, and every commit that changed the plan through the hook brought one entry. What went past the hook is mended
//! in the end.

use std::fmt::Write as _;

use crate::place::{PATH, at, script, titles};
use crate::sandbox::Sandbox;

/// Steps of one run.
const STEPS: usize = 40;
/// Runs, unless `PLAN_CASES` asks for others.
const RUNS: u64 = 2;

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

const STATES: [&str; 4] = ["Draft", "Ready", "In Progress", "Completed"];

/// What the plan says, each part far from the others, so that branches do not get in each other's way.
#[derive(Clone, Default, PartialEq, Eq)]
struct Body {
    status: usize,
    boxes: [bool; 3],
    note: u64,
}

impl Body {
    fn change(&mut self, dice: &mut Dice) {
        match dice.below(5) {
            0 => self.status = usize::try_from(dice.below(4)).unwrap(),
            at @ 1..=3 => {
                let at = usize::try_from(at - 1).unwrap();
                self.boxes[at] = !self.boxes[at];
            }
            _ => self.note += 1,
        }
    }

    fn text(&self) -> String {
        let filler = "Words that nobody changes.\n\n".repeat(4);
        let mut text = format!(
            "# Implementation Plan: Twins\n\n**Status**: {}\n\n## Overview\n\n{filler}## Implementation Phases\n\n",
            STATES[self.status]
        );
        for (at, done) in self.boxes.iter().enumerate() {
            let mark = if *done { 'x' } else { ' ' };
            let number = at + 1;
            write!(
                text,
                "### Phase {number}: Part {number}\n\n{filler}**Verification**:\n- [{mark}] Part {number} works\n- [ ] Part {number} is fast\n\n"
            )
            .unwrap();
        }
        write!(text, "## Notes\n\n{filler}Note {}.\n\n{filler}", self.note).unwrap();
        text
    }
}

const LOG: &str = "## Evolution Log\n";

fn body_of(text: &str) -> &str {
    text.split(LOG).next().unwrap_or_default()
}

/// One repository with the hook and one without.
struct Twins {
    with: Sandbox,
    without: Sandbox,
    /// What was done, for whoever reads a failure.
    story: Vec<String>,
    /// True if the hook has receipts for the entries of HEAD. Without them an amend adds an entry.
    is_owned: bool,
}

impl Twins {
    fn new() -> Self {
        let make = |hook: bool| {
            let s = Sandbox::new();
            s.write(".plan.toml", "[log]\nprogress = \"every\"\n");
            let log = format!("{LOG}\n### 2026-01-01 - Initial Plan\n\n- Created\n");
            s.write(PATH, Body::default().text() + &log);
            s.write("other.txt", "0\n");
            s.commit("start");
            s.commit("nothing yet");
            if hook {
                s.plan(&["hook", "install"]).ok();
            }
            s
        };
        Self {
            with: make(true),
            without: make(false),
            story: Vec::new(),
            is_owned: true,
        }
    }

    fn both(&self) -> [&Sandbox; 2] {
        [&self.with, &self.without]
    }

    /// Runs git in both; they fail together or not at all.
    #[track_caller]
    fn git(&mut self, args: &[&str]) -> bool {
        self.story.push(args.join(" "));
        let [with, without] = self.both().map(|s| s.try_git(args));
        assert_eq!(
            with.status,
            without.status,
            "{:#?}\n{}\n{}",
            self.story,
            with.screen(),
            without.screen()
        );
        with.status == 0
    }

    /// Writes the plan, with the log that each of them has.
    fn write(&mut self, body: &Body) {
        self.story.push(format!(
            "plan: {} {:?} {}",
            STATES[body.status], body.boxes, body.note
        ));
        for s in self.both() {
            let text = s.read(PATH);
            let log = &text[body_of(&text).len()..];
            s.write(PATH, body.text() + log);
        }
    }

    fn write_other(&mut self, dice: &mut Dice) {
        let text = format!("{}\n", dice.below(1000));
        for s in self.both() {
            s.write("other.txt", &text);
        }
    }

    #[track_caller]
    fn compare(&self) {
        let [with, without] = self.both();
        let story = &self.story;
        assert_eq!(with.git_status(), without.git_status(), "{story:#?}");
        for spec in [format!("HEAD:{PATH}"), format!(":{PATH}")] {
            let [one, other] = [with, without].map(|s| at(s, &spec));
            assert_eq!(body_of(&one), body_of(&other), "{spec} {story:#?}");
        }
        let [one, other] = [with, without].map(|s| s.read(PATH));
        assert_eq!(body_of(&one), body_of(&other), "{story:#?}");
        let count = |s: &Sandbox| s.git(&["rev-list", "--count", "HEAD"]);
        assert_eq!(count(with), count(without), "{story:#?}");
    }

    /// The last commit, which the hook has seen, has one entry if it changed the plan, and none if not.
    #[track_caller]
    fn has_one_entry(&self) {
        let [now, before] = ["HEAD", "HEAD~"].map(|rev| at(&self.with, &format!("{rev}:{PATH}")));
        let expected = usize::from(body_of(&now) != body_of(&before));
        let added = titles(&now).len().checked_sub(titles(&before).len());
        let extra = usize::from(!self.is_owned);
        assert!(
            added.is_some_and(|added| (expected..=expected + extra).contains(&added)),
            "{added:?} {:#?}\n{now}",
            self.story
        );
    }
}

/// One step, and the body that the file has then.
fn step(twins: &mut Twins, body: &mut Body, dice: &mut Dice) {
    for _ in 0..=dice.below(2) {
        body.change(dice);
    }
    twins.write(body);
    let kind = dice.below(14);
    // An amend keeps what is true of its commit. A merge, a pick, a squash and a revert bring
    // entries without receipts.
    twins.is_owned = match kind {
        6 | 7 => twins.is_owned,
        _ => true,
    };
    step_of(twins, body, dice, kind);
    twins.is_owned &= kind < 11;
    twins.compare();
}

fn step_of(twins: &mut Twins, body: &mut Body, dice: &mut Dice, kind: u64) {
    match kind {
        0 => {
            twins.git(&["add", PATH]);
            if twins.git(&["commit", "-qm", "staged"]) {
                twins.has_one_entry();
            }
        }
        1 => {
            if twins.git(&["commit", "-qam", "all"]) {
                twins.has_one_entry();
            }
        }
        kind @ (2 | 3) => {
            twins.write_other(dice);
            twins.git(&["add", "other.txt"]);
            let option = if kind == 2 { "--only" } else { "--include" };
            if twins.git(&["commit", "-qm", "path", option, PATH]) {
                twins.has_one_entry();
            }
        }
        4 => {
            twins.git(&["add", PATH]);
            body.change(dice);
            twins.write(body);
            if twins.git(&["commit", "-qm", "part"]) {
                twins.has_one_entry();
            }
        }
        5 => {
            if dice.below(2) == 0 {
                twins.git(&["add", PATH]);
            }
            twins.write_other(dice);
            if twins.git(&["commit", "-qm", "other", "other.txt"]) {
                twins.has_one_entry();
            }
        }
        6 | 7 if !is_merge(twins) && !is_revert(twins) => {
            if dice.below(2) == 0 {
                twins.git(&["add", PATH]);
                body.change(dice);
                twins.write(body);
                twins.git(&[
                    "commit",
                    "-q",
                    "--amend",
                    "--allow-empty",
                    "-m",
                    "amended in part",
                ]);
            } else {
                twins.git(&["commit", "-qa", "--amend", "--allow-empty", "--no-edit"]);
            }
            twins.has_one_entry();
        }
        8 => {
            // Broken off, changed some more, and made after all.
            let args: &[&str] = match dice.below(3) {
                0 => &["-a"],
                1 => &[PATH],
                _ => {
                    twins.git(&["add", PATH]);
                    &[]
                }
            };
            let refuse =
                |s: &Sandbox| script(s, ".git/hooks/prepare-commit-msg", "#!/bin/sh\nexit 1\n");
            twins.both().into_iter().for_each(refuse);
            twins.git(&[&["commit", "-qm", "no"], args].concat());
            let hook = ".git/hooks/prepare-commit-msg";
            for s in twins.both() {
                std::fs::remove_file(s.directory().join(hook)).unwrap();
            }
            body.change(dice);
            twins.write(body);
            twins.git(&["commit", "-qam", "after all", "--allow-empty"]);
            twins.has_one_entry();
        }
        9 => {
            twins.git(&["commit", "-qam", "past the hook", "--no-verify"]);
        }
        10 => {
            twins.git(&["stash", "-q"]);
            twins.write_other(dice);
            twins.git(&["commit", "-qam", "meanwhile"]);
            twins.git(&["stash", "pop", "-q"]);
        }
        11 => merge(twins, body, dice),
        12 => {
            twins.git(&["commit", "-qam", "to be squashed", "--allow-empty"]);
            if !is_merge(twins) {
                twins.git(&["reset", "-q", "--soft", "HEAD~"]);
                twins.git(&["commit", "-qm", "squashed", "--allow-empty"]);
                twins.has_one_entry();
            }
        }
        _ => {
            twins.git(&["commit", "-qam", "to be reverted", "--allow-empty"]);
            if !is_merge(twins) {
                twins.git(&["revert", "--no-edit", "HEAD"]);
            }
            reread(twins, body);
        }
    }
}

fn is_merge(twins: &Twins) -> bool {
    let parents = twins.without.git(&["log", "-1", "--format=%P"]);
    parents.contains(' ')
}

/// A revert takes an entry out, so that one more is as many as before.
fn is_revert(twins: &Twins) -> bool {
    let subject = twins.without.git(&["log", "-1", "--format=%s"]);
    subject.starts_with("Revert ")
}

/// A box on a branch and the note on main, brought together in one way or another.
fn merge(twins: &mut Twins, body: &mut Body, dice: &mut Dice) {
    twins.git(&["commit", "-qam", "before", "--allow-empty"]);
    let common = body.clone();
    twins.git(&["checkout", "-qb", "side"]);
    let at = usize::try_from(dice.below(2)).unwrap();
    body.boxes[at] = !body.boxes[at];
    twins.write(body);
    twins.git(&["commit", "-qam", "side"]);
    twins.has_one_entry();
    twins.git(&["checkout", "-q", "main"]);
    *body = common;
    body.note += 1;
    twins.write(body);
    twins.git(&["commit", "-qam", "main"]);
    twins.has_one_entry();
    let done = match dice.below(4) {
        0 => twins.git(&["merge", "-q", "--no-edit", "side"]),
        1 => twins.git(&["cherry-pick", "side"]),
        2 => twins.git(&["rebase", "-q", "side"]),
        _ => {
            twins.git(&["merge", "-q", "--squash", "side"])
                && twins.git(&["commit", "-qm", "squash"])
        }
    };
    assert!(done, "{:#?}", twins.story);
    twins.git(&["branch", "-qD", "side"]);
    body.boxes[at] = !body.boxes[at];
    reread(twins, body);
}

/// What is committed, where it is not known beforehand.
fn reread(twins: &Twins, body: &mut Body) {
    let text = twins.without.read(PATH);
    body.status = STATES
        .iter()
        .position(|state| text.contains(&format!("**Status**: {state}\n")))
        .unwrap();
    for (at, done) in body.boxes.iter_mut().enumerate() {
        *done = text.contains(&format!("- [x] Part {} works", at + 1));
    }
    let note = text.split("Note ").nth(1).unwrap();
    body.note = note.split('.').next().unwrap().parse().unwrap();
}

#[test]
fn random_work_differs_in_the_log_alone() {
    let runs = std::env::var("PLAN_CASES").map_or(RUNS, |cases| cases.parse().unwrap());
    for seed in 0..runs {
        let mut twins = Twins::new();
        twins.story.push(format!("seed {seed}"));
        let mut dice = Dice(seed);
        let mut body = Body::default();
        for _ in 0..STEPS {
            step(&mut twins, &mut body, &mut dice);
        }
        // What went past the hook.
        let s = &twins.with;
        s.git(&["commit", "-qam", "the rest", "--allow-empty"]);
        s.plan(&["log", "--fix"]).ok();
        let text = s.read(PATH);
        s.plan(&["log", "--check"]).ok();
        s.git(&["commit", "-qam", "log", "--allow-empty"]);
        assert_eq!(at(s, &format!("HEAD:{PATH}")), text, "{:#?}", twins.story);
        s.plan(&["log", "--check"]).ok();
        s.plan(&["log", "--fix"]).ok();
        assert_eq!(s.read(PATH), text, "{:#?}", twins.story);
    }
}

//! Entries written by hand in the tool's own wording, at random places and of random dates,
//! through random sequences of git and plan commands: every one of them is in the log afterwards.

use crate::place::{PATH, accept, head, place, refuse};
use crate::sandbox::Sandbox;

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }
}

const STATES: [&str; 4] = ["Draft", "Ready", "In Progress", "Completed"];
/// Lines of the grammar. A number makes each entry different from all others.
const LINES: [&str; 6] = [
    "Created from talk N",
    "Status: Draft -> Ready (N)",
    "Risk added: Redis is down N",
    "Phase 1: task added: N",
    "Ticked 1.v1: Keys expire N",
    "Reason: Bob asked for N",
];

/// Runs of the test, unless `PLAN_CASES` asks for others.
const RUNS: u64 = 4;
const STEPS: usize = 14;

/// Writes an entry at a random place of the log, and returns the line that only it has.
fn write_by_hand(s: &Sandbox, dice: &mut Dice, number: usize) -> String {
    let kind = dice.below(LINES.len());
    let line = LINES[kind].replace('N', &number.to_string());
    let title = match kind {
        0 => "Initial Plan",
        5 => "Note",
        _ => &line,
    };
    let day = 1 + dice.below(28);
    let entry = format!("### 2026-01-{day:02} - {title}\n\n- {line}\n\n");
    let text = s.read(PATH);
    let log = text.find("## Evolution Log").unwrap();
    let (body, log) = text.split_at(log);
    let mut places: Vec<usize> = log.match_indices("\n### ").map(|(at, _)| at + 1).collect();
    places.push(log.len());
    let place = places[dice.below(places.len())];
    let (before, after) = log.split_at(place);
    let gap = if before.ends_with("\n\n") { "" } else { "\n" };
    let new = format!("{body}{before}{gap}{entry}{after}");
    s.write(PATH, new.trim_end().to_owned() + "\n");
    format!("\n- {line}\n")
}

fn set_status(s: &Sandbox, dice: &mut Dice) {
    let text = s.read(PATH);
    let wanted = STATES[dice.below(STATES.len())];
    let lines = text
        .lines()
        .map(|line| match line.starts_with("**Status**: ") {
            true => format!("**Status**: {wanted}\n"),
            false => format!("{line}\n"),
        });
    s.write(PATH, lines.collect::<String>());
}

/// One step, after which every word is still there.
fn step(s: &Sandbox, dice: &mut Dice, story: &mut Vec<String>) {
    let kind = dice.below(12);
    story.push(format!("step {kind}"));
    match kind {
        0..=2 => {
            s.git(&["commit", "-qam", "all", "--allow-empty"]);
        }
        3 => {
            s.git(&["add", PATH]);
            s.git(&["commit", "-qm", "staged", "--allow-empty"]);
        }
        4 => {
            s.try_git(&["commit", "-qm", "path", PATH]);
        }
        5 | 6 => {
            s.git(&["commit", "-qa", "--amend", "--no-edit", "--allow-empty"]);
        }
        7 => {
            refuse(s);
            s.try_git(&["commit", "-qam", "refused"]);
            accept(s);
        }
        8 => {
            refuse(s);
            s.try_git(&["commit", "-qa", "--amend", "--no-edit"]);
            accept(s);
        }
        9 => {
            s.git(&["commit", "-qam", "to be squashed", "--allow-empty"]);
            s.git(&["reset", "-q", "--soft", "HEAD~"]);
        }
        10 => {
            let word = STATES[dice.below(STATES.len())];
            s.plan(&["status", PATH, word, "--reason", "the tool was asked"])
                .ok();
        }
        _ => {
            s.plan(&["note", PATH, "--reason", "the tool was asked twice"])
                .ok();
        }
    }
}

#[test]
fn entries_by_hand_in_the_words_of_the_tool_are_all_found_afterwards() {
    let runs = std::env::var("PLAN_CASES").map_or(RUNS, |cases| cases.parse().unwrap());
    for seed in 0..runs {
        let s = place();
        let mut dice = Dice(seed);
        let mut story = vec![format!("seed {seed}")];
        let mut written: Vec<String> = Vec::new();
        for number in 0..STEPS {
            if dice.below(3) > 0 {
                set_status(&s, &mut dice);
            }
            if dice.below(3) > 0 {
                let line = write_by_hand(&s, &mut dice, number);
                story.push(format!("wrote {line}"));
                written.push(line);
            }
            s.at(&format!("2026-02-{:02}T00:00:00Z", number + 1));
            step(&s, &mut dice, &mut story);
            let file = s.read(PATH);
            for line in &written {
                assert_eq!(
                    file.matches(line.as_str()).count(),
                    1,
                    "{line}{story:#?}\n{file}"
                );
            }
        }
        s.git(&["commit", "-qam", "the rest", "--allow-empty"]);
        let text = head(&s);
        for line in &written {
            assert_eq!(
                text.matches(line.as_str()).count(),
                1,
                "{line}{story:#?}\n{text}"
            );
        }
        assert_eq!(s.git_status(), "", "{story:#?}");
    }
}

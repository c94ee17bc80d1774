//! The merge of lines against `git merge-file`: byte for byte in cases made by hand, and in random ones.

use plan_core::merge::{Labels, Options, Style, merge_lines};

use crate::sandbox::Sandbox;

/// A place for the three files.
struct Bench {
    sandbox: Sandbox,
}

impl Bench {
    fn new() -> Self {
        Self {
            sandbox: Sandbox::without_repository(),
        }
    }

    /// What git makes of it, and whether there were conflicts.
    fn git(&self, texts: [&str; 3], options: &Options) -> (String, bool) {
        let [base, ours, theirs] = texts;
        self.sandbox.write("base", base);
        self.sandbox.write("ours", ours);
        self.sandbox.write("theirs", theirs);
        let size = format!("--marker-size={}", options.marker_size);
        let mut args = vec!["merge-file", "-p", &size];
        match options.style {
            Style::Merge => {}
            Style::Diff3 => args.push("--diff3"),
            Style::Zdiff3 => args.push("--zdiff3"),
        }
        let labels = [
            &options.labels.ours,
            &options.labels.base,
            &options.labels.theirs,
        ];
        for label in labels {
            args.extend(["-L", label.as_deref().unwrap()]);
        }
        args.extend(["ours", "base", "theirs"]);
        let run = self.sandbox.try_git(&args);
        assert!((0..=127).contains(&run.status), "{}", run.screen());
        (run.stdout, run.status > 0)
    }
}

fn options(style: Style, marker_size: usize) -> Options {
    Options {
        style,
        marker_size,
        labels: Labels {
            ours: Some("HEAD".to_owned()),
            base: Some("1234567".to_owned()),
            theirs: Some("side".to_owned()),
        },
    }
}

const STYLES: [Style; 3] = [Style::Merge, Style::Diff3, Style::Zdiff3];

/// A small generator, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % sides as u64).unwrap()
    }

    fn line(&mut self, words: usize) -> String {
        // Some without a letter or digit, since git passes over them when it narrows a conflict.
        ["a", "b", "", "c", "d", "-", "e", "f", "g", "h", "i", "j"][self.roll(words)].to_owned()
    }

    fn edited(&mut self, lines: &[String], words: usize) -> Vec<String> {
        let mut lines = lines.to_vec();
        for _ in 0..self.roll(4) {
            let at = self.roll(lines.len() + 1);
            match self.roll(3) {
                0 => lines.insert(at, self.line(words)),
                1 if at < lines.len() => lines[at] = self.line(words),
                _ if at < lines.len() => drop(lines.remove(at)),
                _ => {}
            }
        }
        lines
    }

    fn text(&mut self, lines: &[String], eol: &str) -> String {
        let mut text: String = lines.iter().map(|line| format!("{line}{eol}")).collect();
        if self.roll(5) == 0 {
            text.truncate(text.len().saturating_sub(eol.len()));
        }
        text
    }
}

impl Dice {
    /// Base, ours and theirs; the lines of the base are drawn from so many, or are all different.
    fn texts(&mut self, words: Option<usize>) -> [String; 3] {
        let length = self.roll(16);
        let base: Vec<String> = (0..length)
            .map(|at| words.map_or_else(|| format!("line {at}"), |words| self.line(words)))
            .collect();
        let words = words.unwrap_or(12);
        let (ours, theirs) = (self.edited(&base, words), self.edited(&base, words));
        let eol = if self.roll(3) == 0 { "\r\n" } else { "\n" };
        [&base, &ours, &theirs].map(|lines| self.text(lines, eol))
    }
}

/// The share that agrees to the byte is what was measured, with some room for other versions of git.
#[test]
fn random_texts_are_merged_as_git_does() {
    const CASES: usize = 250;
    let bench = Bench::new();
    for (words, least) in [(None, 249), (Some(12), 245), (Some(6), 240), (Some(3), 235)] {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let (mut same, mut agreed) = (0, 0);
        for _ in 0..CASES {
            let texts = dice.texts(words);
            let [base, ours, theirs] = &texts;
            let options = options(STYLES[dice.roll(3)], [7, 9, 11][dice.roll(3)]);
            let (expected, conflicted) = bench.git([base, ours, theirs], &options);
            let merged = merge_lines(base, ours, theirs, &options);
            same += usize::from(merged.text == expected);
            agreed += usize::from(merged.is_clean() != conflicted);
        }
        assert!(same >= least, "{same} of {CASES} with {words:?}");
        assert!(agreed >= least, "{agreed} of {CASES} with {words:?}");
    }
}

/// Real plans, in which lines repeat as they do in plans.
#[test]
fn plans_are_merged_as_git_does() {
    let bench = Bench::new();
    let mut dice = Dice(0x0123_4567_89ab_cdef);
    let lines: Vec<String> = crate::sample::CACHE.lines().map(str::to_owned).collect();
    let (mut same, cases) = (0, 150);
    for _ in 0..cases {
        let (ours, theirs) = (dice.edited(&lines, 12), dice.edited(&lines, 12));
        let texts = [&lines, &ours, &theirs].map(|lines| dice.text(lines, "\n"));
        let [base, ours, theirs] = &texts;
        let options = options(STYLES[dice.roll(3)], 7);
        let (expected, _) = bench.git([base, ours, theirs], &options);
        same += usize::from(merge_lines(base, ours, theirs, &options).text == expected);
    }
    assert!(same >= cases - 3, "{same} of {cases}");
}

/// Each in every style, with two lengths of markers, with both line endings, and with ours and theirs exchanged.
#[test]
fn cases_made_by_hand_come_out_to_the_byte() {
    let bench = Bench::new();
    let mut wrong = Vec::new();
    for (name, base, ours, theirs) in CASES {
        for style in STYLES {
            for size in [7, 15] {
                for (eol, swap) in [("\n", false), ("\r\n", false), ("\n", true)] {
                    let [base, mut ours, mut theirs] =
                        [base, ours, theirs].map(|text| text.replace('\n', eol));
                    if swap {
                        std::mem::swap(&mut ours, &mut theirs);
                    }
                    let options = options(style, size);
                    let (expected, conflicted) = bench.git([&base, &ours, &theirs], &options);
                    let merged = merge_lines(&base, &ours, &theirs, &options);
                    if merged.text != expected || merged.is_clean() == conflicted {
                        let text = merged.text;
                        wrong.push(format!(
                            "{name} {style:?} {size} {eol:?} {swap}\n--- git\n{expected}\n--- plan\n{text}"
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(CASES.len() >= 25);
}

/// Name, base, ours, theirs.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("nothing", "a\n", "a\n", "a\n"),
    ("all empty", "", "", ""),
    ("one side", "a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\n"),
    ("the same on both", "a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n"),
    (
        "the same and more",
        "a\nb\nc\nd\ne\n",
        "a\nB\nc\nd\nE\n",
        "a\nB\nc\nd\ne\n",
    ),
    (
        "far apart",
        "a\nb\nc\nd\ne\n",
        "A\nb\nc\nd\ne\n",
        "a\nb\nc\nd\nE\n",
    ),
    ("one line between", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"),
    ("touching", "a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb\nC\nd\n"),
    ("the same line", "a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n"),
    ("changed and deleted", "a\nb\nc\n", "a\nx\nc\n", "a\nc\n"),
    ("deleted by both", "a\nb\nc\nd\n", "a\nd\n", "a\nc\nd\n"),
    ("all deleted by one", "a\nb\n", "", "a\nB\n"),
    ("both at the end", "a\n", "a\nx\n", "a\ny\n"),
    ("both at the start", "a\n", "x\na\n", "y\na\n"),
    ("both from nothing", "", "a\nb\nc\n", "a\nx\nc\n"),
    ("the same from nothing", "", "a\n", "a\n"),
    ("common start", "a\nb\nz\n", "a\nn\no\nz\n", "a\nn\np\nz\n"),
    ("common end", "a\nb\nz\n", "a\no\nn\nz\n", "a\np\nn\nz\n"),
    (
        "common middle, short",
        "a\nb\nz\n",
        "a\n1\nm\n2\nz\n",
        "a\n3\nm\n4\nz\n",
    ),
    (
        "common middle, three lines",
        "a\nb\nz\n",
        "a\n1\nl\nm\nn\n2\nz\n",
        "a\n3\nl\nm\nn\n4\nz\n",
    ),
    (
        "common middle, four lines",
        "a\nb\nz\n",
        "a\n1\nk\nl\nm\nn\n2\nz\n",
        "a\n3\nk\nl\nm\nn\n4\nz\n",
    ),
    (
        "common middle without a letter",
        "a\nb\nz\n",
        "a\n1\n\n---\n\n***\n\n2\nz\n",
        "a\n3\n\n---\n\n***\n\n4\nz\n",
    ),
    (
        "two conflicts close by",
        "a\nb\nc\nd\ne\n",
        "A\nb\nc\nd\nE\n",
        "1\nb\nc\nd\n2\n",
    ),
    (
        "two conflicts with a clean change between",
        "a\nb\nc\nd\ne\nf\ng\n",
        "A\nb\nc\nD\ne\nf\nG\n",
        "1\nb\nc\nd\ne\nf\n2\n",
    ),
    (
        "two conflicts with the same change between",
        "a\nb\nc\nd\ne\n",
        "A\nb\nC\nd\nE\n",
        "1\nb\nC\nd\n2\n",
    ),
    ("no end in ours", "a\nb\n", "a\nb", "a\nb\nc\n"),
    ("no end in theirs", "a\nb\n", "a\nx\n", "a\nb"),
    ("no end in the base", "a\nb", "a\nx\n", "a\ny\n"),
    ("no end anywhere", "a\nb", "a\nx", "a\ny"),
    ("no end, far away", "a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\nD"),
    ("a single line without end", "a", "b", "c"),
    ("no line ending at all to go by", "", "b", "c"),
    (
        "markers in the text",
        "a\n=======\nb\n",
        "a\n=======\nx\n",
        "a\n=======\ny\n",
    ),
    (
        "a run that can slide",
        "a\n\nb\n\nc\n",
        "a\n\nx\n\nb\n\nc\n",
        "a\n\nb\n\ny\n\nc\n",
    ),
    (
        "a run that slides level with another",
        "a\nx\nb\nx\nc\n",
        "a\nx\nc\n",
        "a\nX\nb\nx\nc\n",
    ),
    (
        "a moved line",
        "a\nb\nc\nd\n",
        "b\nc\nd\na\n",
        "a\nb\nC\nd\n",
    ),
    (
        "two log entries",
        "## Log\n\n### 1\n\n- a\n",
        "## Log\n\n### 1\n\n- a\n\n### 2\n\n- b\n",
        "## Log\n\n### 1\n\n- a\n\n### 3\n\n- c\n",
    ),
    (
        "ticks side by side",
        "- [ ] a\n- [ ] b\n- [ ] c\n",
        "- [x] a\n- [ ] b\n- [ ] c\n",
        "- [ ] a\n- [x] b\n- [ ] c\n",
    ),
];

/// Lines that end with `\r\n` on one side only get the markers that git gives them.
#[test]
fn line_endings_may_differ_between_sides() {
    let bench = Bench::new();
    let texts = ["a\nb\n", "a\r\nb\r\n", "a\nx", "a\r\nx", "", "y\r\n", "y"];
    for base in texts {
        for ours in texts {
            for theirs in texts {
                for style in STYLES {
                    let options = options(style, 7);
                    let (expected, _) = bench.git([base, ours, theirs], &options);
                    let merged = merge_lines(base, ours, theirs, &options);
                    let place = format!("{base:?} {ours:?} {theirs:?} {style:?}");
                    assert_eq!(merged.text, expected, "{place}");
                }
            }
        }
    }
}

//! The result as a text, with git's markers around conflicts.

use super::chunk::Sides;
use super::lines::Lines;
use super::refine::Part;
use super::{Conflict, MARKER_SIZE, Merged, Options, Style};

/// Writes the result down.
pub(super) fn write(
    parts: &[Part],
    base: &Lines<'_>,
    ours: &Lines<'_>,
    theirs: &Lines<'_>,
    options: &Options,
) -> Merged {
    let mut writer = Writer {
        texts: [base, ours, theirs],
        options,
        text: String::new(),
        lines: 0,
        conflicts: Vec::new(),
    };
    for part in parts {
        match part {
            Part::Common(lines) | Part::Ours(lines) => writer.copy(ours.texts(lines)),
            Part::Theirs(lines) => writer.copy(theirs.texts(lines)),
            Part::Conflict(sides) => writer.conflict(sides),
        }
    }
    Merged {
        text: writer.text,
        conflicts: writer.conflicts,
        notes: Vec::new(),
    }
}

struct Writer<'a> {
    /// Base, ours, theirs.
    texts: [&'a Lines<'a>; 3],
    options: &'a Options,
    text: String,
    /// How many lines were written.
    lines: usize,
    conflicts: Vec<Conflict>,
}

impl Writer<'_> {
    fn copy(&mut self, lines: &[&str]) {
        for line in lines {
            self.text.push_str(line);
        }
        self.lines += lines.len();
    }

    fn conflict(&mut self, sides: &Sides) {
        let [base, ours, theirs] = self.texts;
        let ending = ending(sides, base, ours, theirs);
        let labels = &self.options.labels;
        let first = self.lines + 1;
        self.marker('<', labels.ours.as_deref(), ending);
        self.side(ours.texts(&sides.ours), ending);
        if self.options.style != Style::Merge {
            self.marker('|', labels.base.as_deref(), ending);
            self.side(base.texts(&sides.base), ending);
        }
        self.marker('=', None, ending);
        self.side(theirs.texts(&sides.theirs), ending);
        self.marker('>', labels.theirs.as_deref(), ending);
        self.conflicts.push(Conflict {
            lines: first..=self.lines,
            what: None,
        });
    }

    /// The lines of one side. What follows them is a marker, which needs a line of its own.
    fn side(&mut self, lines: &[&str], ending: &str) {
        self.copy(lines);
        if lines.last().is_some_and(|line| !line.ends_with('\n')) {
            self.text.push_str(ending);
        }
    }

    fn marker(&mut self, sign: char, label: Option<&str>, ending: &str) {
        let length = match self.options.marker_size {
            0 => MARKER_SIZE,
            length => length,
        };
        self.text.extend(std::iter::repeat_n(sign, length));
        if let Some(label) = label {
            self.text.push(' ');
            // A label of two lines would add a line to the text.
            self.text.push_str(&label.replace(['\r', '\n'], " "));
        }
        self.text.push_str(ending);
        self.lines += 1;
    }
}

/// The line ending of the markers of a conflict: `\r\n` where the lines before it have that on both sides, as far as they
/// have any, and the first line of the base has it.
fn ending(sides: &Sides, base: &Lines<'_>, ours: &Lines<'_>, theirs: &Lines<'_>) -> &'static str {
    let before = |start: usize| start.saturating_sub(1);
    let plain = is_crlf(ours, before(sides.ours.start)) == Some(false)
        || is_crlf(theirs, before(sides.theirs.start)) == Some(false);
    if !plain && is_crlf(base, 0) == Some(true) {
        "\r\n"
    } else {
        "\n"
    }
}

/// Whether a line ends with `\r\n`. A last line that is not ended is like the one before it.
fn is_crlf(lines: &Lines<'_>, at: usize) -> Option<bool> {
    let line = lines.line(at)?;
    if line.ends_with('\n') {
        return Some(line.ends_with("\r\n"));
    }
    let before = lines.line(at.checked_sub(1)?)?;
    Some(before.ends_with("\r\n"))
}

//! Moving a run of changed lines to where git would show it.
//!
//! When the line after a run is the same as its first one, the run can as well begin a line later, and so on; the other
//! way round likewise. Of all the places git takes one that is level with a change of the other text, so that the two make
//! one replacement, and the last one otherwise. Runs that meet on the way become one.

/// Moves the runs of the lines that are marked in `changed`; `other` marks those of the other text.
pub(super) fn slide(lines: &[u32], changed: &mut [bool], other: &mut [bool]) {
    // Runs that meet are moved again, which repetitive texts can make expensive. What is not moved is right all the same.
    let mut steps = (lines.len() + other.len()).saturating_mul(STEPS);
    let mut run = Run::first(changed);
    let mut level = Run::first(other);
    loop {
        if !run.is_empty() {
            settle(lines, changed, other, &mut run, &mut level, &mut steps);
        }
        let (Some(next), Some(beside)) = (run.next(changed), level.next(other)) else {
            return;
        };
        (run, level) = (next, beside);
    }
}

/// At most so many steps are gone for each line.
const STEPS: usize = 64;

/// Moves one run up and down as far as it goes, and then to the place that is wanted.
fn settle(
    lines: &[u32],
    changed: &mut [bool],
    other: &[bool],
    run: &mut Run,
    level: &mut Run,
    steps: &mut usize,
) {
    let mut matching;
    let mut first;
    loop {
        let size = run.len();
        while *steps > 0 && run.up(lines, changed) {
            *steps -= 1;
            level.back(other);
        }
        first = run.end;
        matching = !level.is_empty();
        while *steps > 0 && run.down(lines, changed) {
            *steps -= 1;
            level.forth(other);
            matching |= !level.is_empty();
        }
        if run.len() == size || *steps == 0 {
            break;
        }
    }
    if matching {
        while level.is_empty() && run.end > first && run.up(lines, changed) {
            level.back(other);
        }
    }
}

/// The marked lines between two unmarked ones; may be none.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
}

impl Run {
    /// The run before the first unmarked line.
    fn first(flags: &[bool]) -> Self {
        let mut run = Self { start: 0, end: 0 };
        run.grow_down(flags);
        run
    }

    /// The run behind the unmarked line that ends this one.
    fn next(self, flags: &[bool]) -> Option<Self> {
        if self.end >= flags.len() {
            return None;
        }
        let mut run = Self {
            start: self.end + 1,
            end: self.end + 1,
        };
        run.grow_down(flags);
        Some(run)
    }

    fn is_empty(self) -> bool {
        self.start == self.end
    }

    fn len(self) -> usize {
        self.end - self.start
    }

    fn forth(&mut self, flags: &[bool]) {
        if let Some(next) = self.next(flags) {
            *self = next;
        }
    }

    fn back(&mut self, flags: &[bool]) {
        if let Some(end) = self.start.checked_sub(1) {
            *self = Self { start: end, end };
            self.grow_up(flags);
        }
    }

    fn grow_down(&mut self, flags: &[bool]) {
        while flags.get(self.end) == Some(&true) {
            self.end += 1;
        }
    }

    fn grow_up(&mut self, flags: &[bool]) {
        while let Some(before) = self.start.checked_sub(1)
            && flags.get(before) == Some(&true)
        {
            self.start = before;
        }
    }

    /// Moves it up by a line; false where it cannot go.
    fn up(&mut self, lines: &[u32], flags: &mut [bool]) -> bool {
        let (Some(before), Some(last)) = (self.start.checked_sub(1), self.end.checked_sub(1))
        else {
            return false;
        };
        if lines.get(before) != lines.get(last) {
            return false;
        }
        mark(flags, before, true);
        mark(flags, last, false);
        (self.start, self.end) = (before, last);
        self.grow_up(flags);
        true
    }

    /// Moves it down by a line; false where it cannot go.
    fn down(&mut self, lines: &[u32], flags: &mut [bool]) -> bool {
        if self.end >= lines.len() || lines.get(self.start) != lines.get(self.end) {
            return false;
        }
        mark(flags, self.start, false);
        mark(flags, self.end, true);
        (self.start, self.end) = (self.start + 1, self.end + 1);
        self.grow_down(flags);
        true
    }
}

fn mark(flags: &mut [bool], at: usize, value: bool) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = value;
    }
}

//! The texts that are read.

use plan_core::template::TEMPLATE;

/// A text that can be had in any size.
pub struct Input {
    /// What it is, for the table.
    pub name: &'static str,
    /// Makes one of about so many bytes.
    pub make: fn(usize) -> String,
}

/// Two versions of a plan with one long list of checks.
pub struct List {
    /// What happened to its items, for the table.
    pub name: &'static str,
    /// Makes both versions, with so many items.
    pub make: fn(usize) -> [String; 2],
}

/// What is hard to align: no item can be found by being equal.
pub const LISTS: [List; 3] = [
    List {
        name: "all reworded",
        make: |items| {
            let list = |mark: &str| numbered(0..items, mark);
            [list("old"), list("new")]
        },
    },
    List {
        name: "all reworded, in reverse",
        make: |items| [numbered(0..items, "old"), numbered((0..items).rev(), "new")],
    },
    List {
        name: "all replaced",
        make: |items| {
            let line = |mark: &str, item| format!("{mark}{item} {mark}a{item} {mark}");
            let list = |mark: &str| checks((0..items).map(|item| line(mark, item)));
            [list("old"), list("new")]
        },
    },
];

fn numbered(items: impl Iterator<Item = usize>, mark: &str) -> String {
    checks(items.map(|item| format!("zebra crawl swim item{item} {mark}{item}")))
}

fn checks(lines: impl Iterator<Item = String>) -> String {
    let head = "# Implementation Plan: T\n\n## Phase 1: One\n\n**Verification**:\n".to_owned();
    lines.fold(head, |text, line| text + "- [ ] " + &line + "\n")
}

/// Texts whose time must grow with their size and no faster: a plan, and what is known to make Markdown parsers slow.
pub const GROWING: [Input; 7] = [
    Input {
        name: "plan",
        make: plan,
    },
    Input {
        name: "`[`",
        make: |bytes| fill("[", bytes),
    },
    Input {
        name: "`> `",
        make: |bytes| fill("> ", bytes),
    },
    Input {
        name: "`- `",
        make: |bytes| fill("- ", bytes),
    },
    Input {
        name: "`- a` lines",
        make: |bytes| fill("- a\n", bytes),
    },
    Input {
        name: "`**a**: b` lines",
        make: |bytes| fill("**a**: b\n", bytes),
    },
    Input {
        name: "`| a | b |` lines",
        make: |bytes| fill("| a | b |\n", bytes),
    },
];

/// The template, over and over, cut at a line end.
pub fn plan(bytes: usize) -> String {
    let mut text = fill(TEMPLATE, bytes + TEMPLATE.len());
    let end = text
        .match_indices('\n')
        .map(|(at, _)| at + 1)
        .find(|end| *end >= bytes);
    text.truncate(end.unwrap_or(bytes));
    text
}

fn fill(unit: &str, bytes: usize) -> String {
    unit.repeat((bytes / unit.len()).max(1))
}

//! The texts that are read.

use plan_core::template::TEMPLATE;

/// A text that can be had in any size.
pub struct Input {
    /// What it is, for the table.
    pub name: &'static str,
    /// Makes one of about so many bytes.
    pub make: fn(usize) -> String,
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

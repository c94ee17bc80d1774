//! Rows and columns for a person. Columns line up by display width. No value is ever cut: where the terminal is too narrow,
//! the column that may wrap is wrapped, and where that does not help each row becomes a block of `Label: value` lines.
//! Nothing is printed in this module.

use super::escape::{LongWord, width, wrap};
use super::style::{Line, Style};

/// Between two columns.
const GAP: usize = 2;
/// Below this width a table cannot be read on a terminal.
const NARROW: usize = 60;
/// A wrapped column is at least this wide.
const WRAPPED: usize = 16;

/// A table: headings and rows of styled cells.
#[derive(Clone, Debug)]
pub struct Table {
    headings: Vec<String>,
    right: Vec<usize>,
    wraps: Option<usize>,
    rows: Vec<Vec<Line>>,
}

/// Where a table is going to be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Columns of the terminal; `None` where nothing has to fit, as in a file or a pipe.
    pub(super) width: Option<usize>,
    /// Whether styles are used.
    pub(super) color: bool,
    /// Whether to give blocks in any case, as a screen reader needs them.
    pub(super) blocks: bool,
}

impl Table {
    /// A table with these headings, without rows. Cells are aligned to the left.
    pub fn new<'a>(headings: impl IntoIterator<Item = &'a str>) -> Self {
        let headings = headings.into_iter().map(str::to_owned).collect();
        Self {
            headings,
            right: Vec::new(),
            wraps: None,
            rows: Vec::new(),
        }
    }

    /// Aligns a column, counted from 0, to the right.
    #[must_use]
    pub fn right(mut self, column: usize) -> Self {
        self.right.push(column);
        self
    }

    /// Says which column, counted from 0, is wrapped when the table is wider than the terminal.
    #[must_use]
    pub fn wraps(mut self, column: usize) -> Self {
        self.wraps = Some(column);
        self
    }

    /// Adds a row. Cells that are missing at its end are empty; those beyond the last heading are shown without one.
    pub fn row<C: Into<Line>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The text to print; nothing at all without rows.
    pub(super) fn render(&self, place: Place) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        if place.blocks || place.width.is_some_and(|width| width < NARROW) {
            return self.blocks(place);
        }
        match self.widths(place.width) {
            Some(widths) => self.columns(&widths, place.color),
            None => self.blocks(place),
        }
    }

    /// The width of each column, or nothing when the table cannot be made to fit.
    fn widths(&self, available: Option<usize>) -> Option<Vec<usize>> {
        let count = self
            .rows
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or(0)
            .max(self.headings.len());
        let mut widths: Vec<usize> = (0..count)
            .map(|column| {
                let heading = self.headings.get(column).map_or(0, |text| width(text));
                let cells = self
                    .rows
                    .iter()
                    .filter_map(|row| row.get(column))
                    .map(Line::width);
                cells.max().unwrap_or(0).max(heading)
            })
            .collect();
        let total = widths.iter().sum::<usize>() + GAP * count.saturating_sub(1);
        let excess = available.map_or(0, |available| total.saturating_sub(available));
        if excess > 0 {
            let column = widths.get_mut(self.wraps?)?;
            *column = column.checked_sub(excess).filter(|left| *left >= WRAPPED)?;
        }
        Some(widths)
    }

    fn columns(&self, widths: &[usize], color: bool) -> String {
        let heading: Vec<Line> = self
            .headings
            .iter()
            .map(|text| Line::new().push(Style::Faint, text))
            .collect();
        std::iter::once(&heading)
            .chain(&self.rows)
            .flat_map(|row| self.lines(row, widths, color))
            .fold(String::new(), |mut text, line| {
                text.push_str(&line);
                text.push('\n');
                text
            })
    }

    /// The lines of one row; more than one where a cell had to wrap.
    fn lines(&self, row: &[Line], widths: &[usize], color: bool) -> Vec<String> {
        let cells: Vec<Vec<Line>> = widths
            .iter()
            .enumerate()
            .map(|(column, columns)| match row.get(column) {
                None => Vec::new(),
                Some(cell) if cell.width() <= *columns => vec![cell.clone()],
                Some(cell) => wrap(&cell.text(), *columns, LongWord::Cut)
                    .iter()
                    .map(|text| Line::new().push(cell.style(), text))
                    .collect(),
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let empty = Line::new();
        (0..height)
            .map(|at| {
                let mut line = String::new();
                // Blanks are written only before a cell that has text, so that no line ends in blanks.
                let mut blanks = 0;
                for (column, (cell, columns)) in cells.iter().zip(widths).enumerate() {
                    let cell = cell.get(at).unwrap_or(&empty);
                    let free = columns.saturating_sub(cell.width());
                    let right = self.right.contains(&column);
                    blanks += if right { free } else { 0 };
                    if cell.width() > 0 {
                        line.push_str(&" ".repeat(blanks));
                        line.push_str(&cell.render(color));
                        blanks = 0;
                    }
                    blanks += GAP + if right { 0 } else { free };
                }
                line
            })
            .collect()
    }

    fn blocks(&self, place: Place) -> String {
        let mut text = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            for (column, cell) in row.iter().enumerate().filter(|(_, cell)| cell.width() > 0) {
                if let Some(heading) = self.headings.get(column).filter(|text| !text.is_empty()) {
                    text.push_str(&Style::Faint.paint(&format!("{heading}:"), place.color));
                    text.push(' ');
                }
                text.push_str(&cell.render(place.color));
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: Place = Place {
        width: None,
        color: false,
        blocks: false,
    };

    fn table() -> Table {
        let mut table = Table::new(["Title", "Status", "Done"]).right(2).wraps(0);
        table.row(["Metrics cache", "In Progress", "3/12"]);
        table.row(["世界", "", "12/12"]);
        table
    }

    fn on(width: usize) -> Place {
        Place {
            width: Some(width),
            ..FILE
        }
    }

    #[test]
    fn columns_line_up_by_display_width() {
        let expected = "\
Title          Status        Done
Metrics cache  In Progress   3/12
世界                        12/12
";
        assert_eq!(table().render(FILE), expected);
    }

    #[test]
    fn nothing_is_cut_where_nothing_has_to_fit() {
        let mut table = Table::new(["A", "B"]);
        table.row(["x".repeat(500), "y".repeat(500)]);
        assert!(table.render(FILE).contains(&format!(
            "{}  {}\n",
            "x".repeat(500),
            "y".repeat(500)
        )));
    }

    #[test]
    fn a_narrow_terminal_gets_blocks() {
        let expected = "\
Title: Metrics cache
Status: In Progress
Done: 3/12

Title: 世界
Done: 12/12
";
        assert_eq!(table().render(on(59)), expected);
        assert_eq!(
            table().render(Place {
                blocks: true,
                ..FILE
            }),
            expected
        );
    }

    #[test]
    fn a_wide_cell_wraps_and_keeps_every_word() {
        let mut table = Table::new(["Title", "Status"]).wraps(0);
        table.row([
            "a plan with a title that goes on and on and is longer than a line",
            "Draft",
        ]);
        let expected = "\
Title                                                  Status
a plan with a title that goes on and on and is longer  Draft
than a line
";
        assert_eq!(table.render(on(61)), expected);
    }

    #[test]
    fn a_table_that_cannot_fit_becomes_blocks() {
        let mut table = Table::new(["A", "B"]).wraps(0);
        table.row(["short".to_owned(), "y".repeat(80)]);
        assert_eq!(
            table.render(on(70)),
            format!("A: short\nB: {}\n", "y".repeat(80))
        );
    }

    #[test]
    fn styles_do_not_disturb_the_columns() {
        let mut table = Table::new(["A", "B"]);
        table.row([Line::new().push(Style::Good, "yes"), Line::from("1")]);
        let colored = table.render(Place {
            color: true,
            ..FILE
        });
        assert!(
            colored.contains("\u{1b}[32myes\u{1b}[0m  1\n"),
            "{colored:?}"
        );
    }

    #[test]
    fn no_rows_no_headings() {
        assert_eq!(Table::new(["A"]).render(FILE), "");
        assert!(Table::new(["A"]).is_empty());
    }
}

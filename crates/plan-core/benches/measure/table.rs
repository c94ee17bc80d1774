//! The figures, each beside its bound.

use std::fmt;

/// Rows in the order they were measured.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 5]>,
}

impl Table {
    /// Adds a ratio that may be at most `bound`.
    pub fn row(&mut self, what: &str, ratio: f64, bound: f64, note: &str) {
        let verdict = if ratio <= bound { "ok" } else { "over" };
        self.rows.push([
            what.to_owned(),
            format!("{ratio:.2}"),
            format!("{bound:.2}"),
            verdict.to_owned(),
            note.to_owned(),
        ]);
    }

    /// Adds a row for what cannot be measured yet, or not here.
    pub fn later(&mut self, what: &str) {
        let row = [what, "-", "-", "not measured", ""];
        self.rows.push(row.map(str::to_owned));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["ratio", "figure", "at most", "", ""].map(str::to_owned);
        let wide = |row: &[String; 5]| row[0].chars().count();
        let width = self.rows.iter().map(wide).max().unwrap_or_default();
        for [what, figure, bound, verdict, note] in std::iter::once(&head).chain(&self.rows) {
            let line = format!("{what:width$}  {figure:>7}  {bound:>7}  {verdict:12}  {note}");
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

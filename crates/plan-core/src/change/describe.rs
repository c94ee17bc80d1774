//! Changes as lines for a log or a screen.

use super::{Change, ChangeKind as Kind, Class, Line};

/// Lines for a log or a screen: cosmetic changes and changes of the log left out, ticks of one place folded.
pub fn describe(changes: &[Change]) -> Vec<Line> {
    /// More ticks than this in one place are told as a number.
    const FOLD: usize = 3;
    let place = |change: &Change| {
        change
            .at
            .rsplit_once('.')
            .map_or_else(String::new, |(place, _)| place.to_owned())
    };
    let mut lines = Vec::new();
    let mut told: Vec<(Kind, String)> = Vec::new();
    for change in changes
        .iter()
        .filter(|change| change.class() != Class::Cosmetic)
    {
        if !matches!(change.kind, Kind::Ticked | Kind::Unticked) {
            lines.push(change.line.clone());
            continue;
        }
        let here = place(change);
        let count = changes
            .iter()
            .filter(|other| other.kind == change.kind && place(other) == here)
            .count();
        if count <= FOLD {
            lines.push(change.line.clone());
        } else if !told.contains(&(change.kind, here.clone())) {
            let name = if here.starts_with(|c: char| c.is_ascii_digit()) {
                format!("Phase {here}")
            } else {
                here.clone()
            };
            lines.push(Line::counted(change.kind, count, &name));
            told.push((change.kind, here));
        }
    }
    lines
}

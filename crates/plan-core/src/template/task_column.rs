//! Columns of a table of tasks, by the names that real plans give them.
//!
//! A table below `Tasks` is a table of tasks if it has a column for the name and one for the id or the state.

use super::word::key;

/// What a column of a task table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskColumn {
    /// `Internal ID`, `ID`, `#`
    Id,
    /// `Name`, `Task`
    Name,
    /// `Status`
    State,
    /// `External ID`
    ExternalId,
    /// `Edge Cases`
    EdgeCases,
    /// `Acceptance`
    Acceptance,
    /// `Description`
    Description,
}

impl TaskColumn {
    /// Every column, those of a task's own first.
    pub const ALL: &'static [TaskColumn] = &[
        Self::Id,
        Self::Name,
        Self::State,
        Self::ExternalId,
        Self::EdgeCases,
        Self::Acceptance,
        Self::Description,
    ];

    /// The headings that the column is known by; an earlier one counts before a later one in one table.
    pub fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["Internal ID", "ID", "Task ID", "#"],
            Self::Name => &["Name", "Task", "Task Name", "Title", "タスク"],
            Self::State => &["Status", "State", "Done", "ステータス"],
            Self::ExternalId => &["External ID"],
            Self::EdgeCases => &["Edge Cases"],
            Self::Acceptance => &["Acceptance", "Acceptance Criteria", "Summary/Acceptance"],
            Self::Description => &["Description", "Summary"],
        }
    }

    /// The column that a heading names.
    pub fn of(heading: &str) -> Option<Self> {
        let heading = heading.trim();
        Self::ALL.iter().copied().find(|column| {
            column
                .headings()
                .iter()
                .any(|known| *known == heading || (*known != "#" && key(known) == key(heading)))
        })
    }

    /// Its position among the headings of a table.
    pub fn position<'a>(self, headings: impl Iterator<Item = &'a str> + Clone) -> Option<usize> {
        self.headings().iter().find_map(|known| {
            let same = |heading: &str| {
                let heading = heading.trim_matches([' ', '\t', '*', '_', '`']);
                heading.eq_ignore_ascii_case(known)
            };
            headings.clone().position(same)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::TaskColumn;

    #[test]
    fn an_id_comes_before_a_running_number() {
        let headings = ["#", "ID", "Task"];
        assert_eq!(TaskColumn::Id.position(headings.into_iter()), Some(1));
        assert_eq!(TaskColumn::Name.position(headings.into_iter()), Some(2));
        assert_eq!(TaskColumn::of("Mitigation"), None);
    }
}

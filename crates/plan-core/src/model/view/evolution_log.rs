//! `## Evolution Log`

use super::{introduction, view};
use crate::model::log_record::of_log;
use crate::model::{Block, LogEntry, LogRecord, Section, Titled};

view! {
    /// How the plan evolved.
    ///
    /// ```markdown
    /// ## Evolution Log
    ///
    /// Introduction
    ///
    /// ### YYYY-MM-DD - Initial Plan
    /// Created from …
    /// ```
    EvolutionLog(Titled)
}

impl<'a> EvolutionLog<'a> {
    /// What stands before the first heading.
    pub fn introduction(self) -> &'a [Block] {
        introduction(&self.0.blocks)
    }

    /// The entries in the template's form.
    pub fn entries(self) -> Vec<&'a LogEntry> {
        let sections = self.0.sections.iter();
        let found = sections.filter_map(|section| match section {
            Section::Entry(entry) => Some(entry),
            _ => None,
        });
        found.collect()
    }

    /// The entries in all their forms.
    pub fn records(self) -> Vec<LogRecord> {
        of_log(self.0)
    }

    /// The headings that are no entries yet: `### YYYY-MM-DD - {Change}`.
    pub fn unfilled(self) -> Vec<&'a Titled> {
        let is_placeholder = |titled: &&Titled| titled.heading.trim_start().starts_with("YYYY");
        let titled = self.0.sections.iter().filter_map(Section::as_titled);
        titled.filter(is_placeholder).collect()
    }
}

//! `**Reviewed By**: NAME, YYYY-MM-DD`

use super::view;
use crate::model::written_date::WrittenDate;
use crate::model::{Date, Text};

view! {
    /// Who has read the plan, and when: `NAME, YYYY-MM-DD`.
    Review(Text)
}

impl<'a> Review<'a> {
    /// Who.
    pub fn name(self) -> &'a str {
        self.parts().0
    }

    /// When, if a day is named.
    pub fn date(self) -> Option<Date> {
        self.parts().1
    }

    fn parts(self) -> (&'a str, Option<Date>) {
        let text = self.0.trim();
        let starts = text.match_indices([',', '(']).map(|(at, _)| at);
        let dated = starts
            .filter_map(|at| text.split_at_checked(at))
            .find_map(|(name, rest)| {
                let date = WrittenDate::start_of(rest.trim_start_matches([',', ' ']))?;
                Some((name.trim_end(), date.date))
            });
        dated.unwrap_or((text, None))
    }
}

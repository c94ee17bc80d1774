//! `## Security Considerations`

use super::{items, view};
use crate::model::{Item, Titled};

view! {
    /// What could be attacked or leak.
    ///
    /// ```markdown
    /// ## Security Considerations
    ///
    /// - Data access controls
    /// ```
    Security(Titled)
}

impl<'a> Security<'a> {
    /// The items of the section.
    pub fn items(self) -> Vec<&'a Item> {
        items(&self.0.blocks).collect()
    }
}

//! `## Data Models & Schemas`

use super::{Part, view};
use crate::model::{CodeBlock, Item, Section, Titled};
use crate::template::FieldName;

view! {
    /// What changes in stored data and in interfaces.
    DataModels(Titled)
}

view! {
    /// What changes in the database.
    ///
    /// ````markdown
    /// ### Database Changes
    ///
    /// **New Tables**:
    /// ```sql
    /// CREATE TABLE …
    /// ```
    ///
    /// **Modified Tables**:
    /// - Table: users
    ///   - Add column: …
    ///
    /// **Migrations**:
    /// - Order
    /// ````
    DatabaseChanges(Titled)
}

view! {
    /// What changes in the interface.
    ///
    /// ````markdown
    /// ### API Contracts
    ///
    /// **New Endpoints**:
    /// ```
    /// GET /…
    /// ```
    ///
    /// **Modified Endpoints**:
    /// - Endpoint: /…
    /// ````
    ApiContracts(Titled)
}

impl<'a> DataModels<'a> {
    /// `### Database Changes`
    pub fn database(self) -> Option<DatabaseChanges<'a>> {
        self.0.sections.iter().find_map(|section| match section {
            Section::DatabaseChanges(titled) => Some(titled.into()),
            _ => None,
        })
    }

    /// `### API Contracts`
    pub fn api(self) -> Option<ApiContracts<'a>> {
        self.0.sections.iter().find_map(|section| match section {
            Section::ApiContracts(titled) => Some(titled.into()),
            _ => None,
        })
    }
}

impl<'a> DatabaseChanges<'a> {
    /// The code blocks below `**New Tables**:`.
    pub fn new_tables(self) -> Vec<&'a CodeBlock> {
        Part::from(self.0).code(FieldName::NewTables)
    }

    /// The items below `**Modified Tables**:`, what changes in each nested below it.
    pub fn modified_tables(self) -> Vec<&'a Item> {
        self.0.list(FieldName::ModifiedTables)
    }

    /// The items below `**Migrations**:`.
    pub fn migrations(self) -> Vec<&'a Item> {
        self.0.list(FieldName::Migrations)
    }
}

impl<'a> ApiContracts<'a> {
    /// The code blocks below `**New Endpoints**:`.
    pub fn new_endpoints(self) -> Vec<&'a CodeBlock> {
        Part::from(self.0).code(FieldName::NewEndpoints)
    }

    /// The items below `**Modified Endpoints**:`, what changes in each nested below it.
    pub fn modified_endpoints(self) -> Vec<&'a Item> {
        self.0.list(FieldName::ModifiedEndpoints)
    }
}

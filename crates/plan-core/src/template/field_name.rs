//! The labelled fields that the template names, where they stand, and the labels they are known by.
//!
//! A label is looked up only among the fields of the place it stands in: `Success Criteria` is one field of the overview and
//! another of a phase, `Solution` one of an edge case and nothing anywhere else. A label that is unknown in its place is
//! a field without a name, kept as written. Labels after the first are aliases from 1 900 real plan files.

use serde::{Deserialize, Serialize};

use super::SectionName;

macro_rules! field_names {
    ($($(#[$doc:meta])* $variant:ident in $places:expr, $labels:expr;)*) => {
        /// Names a labelled field that the template has.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum FieldName {
            $($(#[$doc])* $variant,)*
        }

        impl FieldName {
            /// Every name, in the order of the template.
            pub const ALL: &'static [FieldName] = &[$(FieldName::$variant,)*];

            /// The sections that the field stands in, its own first. A field of the header stands in the front matter
            /// too, and in sections that the template does not name, such as `Metadata`.
            pub fn places(self) -> &'static [SectionName] {
                use SectionName::*;
                match self { $(Self::$variant => $places,)* }
            }

            /// The labels that the field is known by, the template's own first.
            pub fn labels(self) -> &'static [&'static str] {
                match self { $(Self::$variant => $labels,)* }
            }
        }
    };
}

// In template order. Labels after the first are names that real plans use in its place.
field_names! {
    /// The title, where a document keeps it in a field.
    Title in &[Header], &["Title", "Feature Name"];
    /// `**Date**: YYYY-MM-DD`
    Date in &[Header], &[
        "Date",
        "Created",
        "Created Date",
        "Creation Date",
        "Start Date",
        "日付",
        "作成日",
        "日期",
        "Datum",
        "Fecha",
        "Data",
        "Дата",
    ];
    /// `**Last Updated**: YYYY-MM-DD`
    Updated in &[Header], &["Last Updated", "Updated", "Updated Date"];
    /// `**Status**: Draft | Ready | In Progress | Completed`
    Status in &[Header, Overview, Phase, Task], &[
        "Status",
        "Current Status",
        "Plan Status",
        "ステータス",
        "状態",
        "状态",
        "Statut",
        "Estado",
        "Статус",
    ];
    /// `**Discussion Source**: Link to a discussion document`
    DiscussionSource in &[Header],
        &["Discussion Source", "Discussion", "Discussions-To", "Spec", "Specification", "Source"];
    /// `**Estimated Complexity**: Low | Medium | High | Very High`
    Complexity in &[Header], &["Estimated Complexity", "Complexity", "Estimated Effort"];
    /// `**Reviewed By**: NAME, YYYY-MM-DD`
    ReviewedBy in &[Header], &["Reviewed By"];
    /// `**Owner**: NAME`
    Owner in &[Header], &["Owner", "Author", "担当"];
    /// `**Goal**: One sentence`
    Goal in &[Overview, Phase, Header], &[
        "Goal",
        "Phase Goal",
        "Objective",
        "Objectives",
        "Purpose",
        "目的",
        "目標",
        "目标",
        "Ziel",
        "Objectif",
        "Objetivo",
        "Цель",
    ];
    /// `**Success Criteria**:` and the list that follows
    SuccessCriteria in &[Overview], &[
        "Success Criteria",
        "Acceptance Criteria",
        "Acceptance",
        "Done When",
        "Definition of Done",
    ];
    /// `**Source Context**: Brief summary`
    SourceContext in &[Overview], &["Source Context", "Context", "Background"];
    /// `**Key Architectural Decisions**:` and the list that follows
    KeyDecisions in &[Architecture, Overview],
        &["Key Architectural Decisions", "Key Decisions", "Architectural Decisions"];
    /// `**Duration Estimate**: Small | Medium | Large | Very Large`
    Duration in &[Phase, Task], &[
        "Duration Estimate",
        "Duration",
        "Estimate",
        "Estimated Effort",
        "推定時間",
        "预计时间",
        "Dauer",
        "Durée",
        "Duración",
        "Duração",
        "Длительность",
    ];
    /// `**Prerequisites**:` and the list that follows
    Prerequisites in &[Phase, Task, Header], &[
        "Prerequisites",
        "Dependencies",
        "Depends On",
        "依存",
        "依存タスク",
        "前提",
        "依赖",
        "Voraussetzungen",
        "Prérequis",
        "Requisitos previos",
        "Pré-requisitos",
        "Зависимости",
    ];
    /// `**Tasks**:` and the list that follows
    Tasks in &[Phase, Tasks], SectionName::Tasks.headings();
    /// `- Description: What needs to be done`
    Description in &[Task], &["Description", "Do", "What", "実装内容", "説明"];
    /// `- Details: Specific requirements`
    Details in &[Task], &["Details", "Notes"];
    /// `- Acceptance: How to verify completion`
    Acceptance in &[Task], &[
        "Acceptance",
        "Acceptance Criteria",
        "Micro Acceptance",
        "Verification",
        "Verify",
        "Test",
        "完了条件",
        "受け入れ基準",
        "验收标准",
    ];
    /// `- Edge cases: What may go wrong`
    EdgeCases in &[Task], &["Edge Cases"];
    /// `**Deliverables**:` and the list that follows
    Deliverables in &[Phase], &["Deliverables", "Deliverable"];
    /// `**Verification**:` and the list that follows
    Verification in &[Phase, Verification], super::VERIFICATION;
    /// `**Purpose**: What this solves`
    Purpose in &[Example, ExternalDependencies], &["Purpose"];
    /// `**Approach**: High-level strategy`
    Approach in &[Example], &["Approach"];
    /// `**Key Considerations**:` and the list that follows
    KeyConsiderations in &[Example], &["Key Considerations", "Considerations"];
    /// `**New Tables**:` and the code that follows
    NewTables in &[DatabaseChanges], &["New Tables"];
    /// `**Modified Tables**:` and the list that follows
    ModifiedTables in &[DatabaseChanges], &["Modified Tables"];
    /// `**Migrations**:` and the list that follows
    Migrations in &[DatabaseChanges], &["Migrations", "Migration", "Migration Strategy"];
    /// `**New Endpoints**:` and the code that follows
    NewEndpoints in &[ApiContracts], &["New Endpoints"];
    /// `**Modified Endpoints**:` and the list that follows
    ModifiedEndpoints in &[ApiContracts], &["Modified Endpoints"];
    /// `1. **Service/Library**: NAME`
    Service in &[ExternalDependencies], &["Service/Library", "Service", "Library"];
    /// `- Configuration: Connection string`
    Configuration in &[ExternalDependencies], &["Configuration", "Config"];
    /// `- Error Handling: Fallback`
    ErrorHandling in &[ExternalDependencies], &["Error Handling", "Errors", "Fallback"];
    /// `**From Discussion**: How it was identified`
    FromDiscussion in &[EdgeCase], &["From Discussion", "Source"];
    /// `**Solution**: Specific handling`
    Solution in &[EdgeCase], &["Solution", "Handling"];
    /// `**Phase**: Where it is addressed`
    Phase in &[EdgeCase, Header], &["Phase", "Addressed In", "フェーズ"];
    /// `**Test**: How to verify`
    Test in &[EdgeCase], &["Test", "Tests"];
    /// `**Metrics to Track**:` and the list that follows
    Metrics in &[Monitoring], &["Metrics to Track", "Metrics"];
    /// `**Alerts**:` and the list that follows
    Alerts in &[Monitoring], &["Alerts", "Alerting"];
    /// `**Logging**:` and the list that follows
    Logging in &[Monitoring], &["Logging", "Logs", "Logging Requirements"];
    /// `**Rollback Triggers**:` and the list that follows
    RollbackTriggers in &[Rollback], &["Rollback Triggers", "Triggers"];
    /// `**Rollback Steps**:` and the list that follows
    RollbackSteps in &[Rollback], &["Rollback Steps", "Steps"];
    /// `**Data Handling**:` and the list that follows
    DataHandling in &[Rollback], &["Data Handling"];
    /// `**Must Have Before Starting**:` and the list that follows
    MustHave in &[Dependencies], &["Must Have Before Starting", "Must Have", "Prerequisites"];
    /// `**Known Risks**:` and the list that follows
    Risks in &[Dependencies], &["Known Risks", "Risks", "Technical Risks", "Schedule Risks"];
    /// `**Assumptions**:` and the list that follows
    Assumptions in &[Dependencies], &["Assumptions"];
    /// `**Code Documentation**:` and the list that follows
    CodeDocumentation in &[Documentation], &["Code Documentation"];
    /// `**User Documentation**:` and the list that follows
    UserDocumentation in &[Documentation], &["User Documentation"];
    /// `**Team Documentation**:` and the list that follows
    TeamDocumentation in &[Documentation], &["Team Documentation"];
    /// `**Verification Period**: X days/weeks`
    VerificationPeriod in &[PostImplementation], &["Verification Period"];
    /// `**Success Metrics Review**:` and the list that follows
    SuccessMetrics in &[PostImplementation], &["Success Metrics Review", "Success Metrics"];
    /// `**Follow-up Items**:` and the checklist that follows
    FollowUp in &[PostImplementation],
        &["Follow-up Items", "Follow-up", "Follow-ups", "Follow-up Tasks"];
    /// `**Retrospective Topics**:` and the list that follows
    Retrospective in &[PostImplementation],
        &["Retrospective Topics", "Retrospective", "Lessons Learned"];
}

impl FieldName {
    /// The label that the template gives the field.
    pub fn label(self) -> &'static str {
        self.labels().first().copied().unwrap_or_default()
    }

    /// True for the fields that belong to the header: a document may keep them elsewhere too.
    pub fn is_header(self) -> bool {
        self.places().first() == Some(&SectionName::Header)
    }

    /// True for a field that may stand in the header, where it is read without bold type too.
    pub(crate) fn fits_header(self) -> bool {
        self.places().contains(&SectionName::Header)
    }
}

//! `## Post-Implementation`

use super::{split, view};
use crate::model::{Item, Text, Titled};
use crate::template::FieldName;

view! {
    /// What happens after the work is done.
    ///
    /// ```markdown
    /// ## Post-Implementation
    ///
    /// **Verification Period**: 2 weeks
    ///
    /// **Success Metrics Review**:
    /// - Metric: Target vs actual
    ///
    /// **Follow-up Items**:
    /// - [ ] Tech debt to address
    ///
    /// **Retrospective Topics**:
    /// - Lessons learned
    /// ```
    PostImplementation(Titled)
}

view! {
    /// A metric looked at again: `- Metric: Target vs actual`.
    SuccessMetric(Item)
}

impl<'a> PostImplementation<'a> {
    /// `**Verification Period**: …`
    pub fn verification_period(self) -> Option<&'a Text> {
        self.0.field(FieldName::VerificationPeriod)
    }

    /// The items below `**Success Metrics Review**:`.
    pub fn success_metrics(self) -> Vec<SuccessMetric<'a>> {
        let items = self.0.list(FieldName::SuccessMetrics);
        items.into_iter().map(SuccessMetric::from).collect()
    }

    /// The items below `**Follow-up Items**:`.
    pub fn follow_up(self) -> Vec<&'a Item> {
        self.0.list(FieldName::FollowUp)
    }

    /// The items below `**Retrospective Topics**:`.
    pub fn retrospective(self) -> Vec<&'a Item> {
        self.0.list(FieldName::Retrospective)
    }
}

impl<'a> SuccessMetric<'a> {
    /// What is measured.
    pub fn name(self) -> &'a str {
        split(self.0).0
    }

    /// What was aimed at and what came out.
    pub fn outcome(self) -> Option<&'a str> {
        split(self.0).1
    }
}

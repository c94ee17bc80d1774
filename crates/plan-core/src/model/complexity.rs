//! How complex a plan is estimated to be.

use serde::{Deserialize, Serialize};

use super::word::{Known, first_of};

/// `**Estimated Complexity**: Low | Medium | High | Very High`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Complexity {
    /// `Low`
    Low,
    /// `Medium`
    Medium,
    /// `High`
    High,
    /// `Very High`
    VeryHigh,
}

impl Known for Complexity {
    fn read(value: &str) -> Option<Self> {
        const WORDS: &[(Complexity, &[&str])] = &[
            (Complexity::Low, &["low", "simple", "small"]),
            (Complexity::Medium, &["medium", "moderate", "mid"]),
            (Complexity::High, &["high", "complex", "large"]),
            (
                Complexity::VeryHigh,
                &["very high", "very complex", "very large"],
            ),
        ];
        first_of(value, WORDS)
    }
}

//! How long a phase is estimated to take.

use serde::{Deserialize, Serialize};

use super::word::{Known, first_of};

/// `**Duration Estimate**: Small | Medium | Large | Very Large`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Duration {
    /// `Small`
    Small,
    /// `Medium`
    Medium,
    /// `Large`
    Large,
    /// `Very Large`
    VeryLarge,
}

impl Known for Duration {
    fn read(value: &str) -> Option<Self> {
        const WORDS: &[(Duration, &[&str])] = &[
            (Duration::Small, &["small", "s"]),
            (Duration::Medium, &["medium", "m"]),
            (Duration::Large, &["large", "l"]),
            (Duration::VeryLarge, &["very large", "extra large", "xl"]),
        ];
        first_of(value, WORDS)
    }
}

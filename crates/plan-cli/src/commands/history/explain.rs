//! Why a revision belongs to its plan, for people and for programs.

use plan_git::history::{Copied, Link, Reason, Rejected, Rejection};
use plan_git::repository::ObjectId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::commands::view::CommitId;
use crate::path_name::PathName;

/// What makes a revision the next of a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Link")]
pub(super) struct LinkView {
    /// Why. The names are stable; new ones may be added.
    #[schemars(extend("enum" = ["same-bytes", "alike", "exchanged", "same-path", "other-name", "joined", "pinned"]))]
    reason: &'static str,
    /// The path before.
    from: String,
    /// Whether that is outside of the paths that were asked about.
    outside: bool,
    /// How sure it is, up to 1.
    confidence: f64,
    /// The same in a sentence.
    summary: String,
}

/// The plan that another one is a copy of.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Copied")]
pub(super) struct CopiedView {
    #[serde(flatten)]
    path: PathName,
    /// The commit that has the text that was copied.
    #[schemars(with = "CommitId")]
    commit: ObjectId,
    /// Why.
    #[schemars(extend("enum" = ["same-bytes", "alike"]))]
    reason: &'static str,
    /// How alike they are, up to 1.
    confidence: f64,
    /// The same in a sentence.
    summary: String,
}

/// A file that a plan is not carried on from.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Rejected")]
pub(super) struct RejectedView {
    #[serde(flatten)]
    path: PathName,
    /// Why not. The names are stable; new ones may be added.
    #[schemars(extend("enum" = ["unlike", "alive", "outdone", "cut", "unreadable"]))]
    why: &'static str,
    /// How alike they are, from 0 to 1; left out where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    alike: Option<f64>,
    /// The same in a sentence.
    summary: String,
}

impl From<&Link> for LinkView {
    fn from(link: &Link) -> Self {
        Self {
            reason: link.reason.name(),
            from: PathName::new(&link.from).to_string(),
            outside: link.outside,
            confidence: link.confidence,
            summary: linked(link),
        }
    }
}

impl From<&Copied> for CopiedView {
    fn from(from: &Copied) -> Self {
        Self {
            path: PathName::new(&from.path),
            commit: from.commit,
            reason: from.reason.name(),
            confidence: rounded(from.confidence),
            summary: copied(from),
        }
    }
}

impl From<&Rejected> for RejectedView {
    fn from(other: &Rejected) -> Self {
        Self {
            path: PathName::new(&other.path),
            why: other.why.name(),
            alike: other.alike.map(rounded),
            summary: rejected(other),
        }
    }
}

/// What carries a plan on, in a sentence.
pub(super) fn linked(link: &Link) -> String {
    let from = PathName::new(&link.from);
    let moved = if link.outside {
        "moved in"
    } else {
        "carried on"
    };
    match link.reason {
        Reason::SameBytes => format!("{moved} from {from}: the same bytes, gone from there"),
        Reason::Alike => format!(
            "{moved} from {from}: {} alike, gone from there",
            percent(link.confidence)
        ),
        Reason::Exchanged => format!("carried on from {from}: the two exchanged their names"),
        Reason::SamePath => "carried on: back at the path where it was deleted".to_owned(),
        Reason::OtherName => format!("carried on from {from}: its name on a side of the merge"),
        Reason::Joined => "carried on: both sides of the merge wrote this file".to_owned(),
        Reason::Pinned => format!("{moved} from {from}: pinned in .plan.toml"),
        other => format!("{moved} from {from}: {}", other.name()),
    }
}

/// What a plan is a copy of, in a sentence.
pub(super) fn copied(from: &Copied) -> String {
    let path = PathName::new(&from.path);
    let alike = if from.reason == Reason::SameBytes {
        "the same bytes".to_owned()
    } else {
        format!("{} alike", percent(from.confidence))
    };
    format!("copied from {path}: {alike}, and still there, so this is a new plan")
}

/// Why a plan is not carried on from a file, in a sentence.
pub(super) fn rejected(other: &Rejected) -> String {
    let path = PathName::new(&other.path);
    let alike = other.alike.map(percent).unwrap_or_default();
    let why = match other.why {
        Rejection::Unlike => format!("{alike} alike, less than half"),
        Rejection::Alive => format!("{alike} alike, but still there"),
        Rejection::Outdone => format!("{alike} alike, but another file fits better"),
        Rejection::Cut => "cut in .plan.toml".to_owned(),
        Rejection::Unreadable => "it cannot be read".to_owned(),
        why => why.name().to_owned(),
    };
    format!("not carried on from {path}: {why}")
}

/// Rounded down, so that 100 % means all.
fn percent(share: f64) -> String {
    format!("{:.0} %", (share * 100.0).floor())
}

fn rounded(share: f64) -> f64 {
    (share * 100.0).floor() / 100.0
}

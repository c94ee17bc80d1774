//! One receipt as one line of JSON.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::Receipt;

/// The version of the format.
const VERSION: u32 = 1;
/// Precedes the digits of a path that is not UTF-8. No path has it.
const RAW: char = '\0';

#[derive(Serialize, Deserialize)]
struct Line {
    v: u32,
    path: String,
    hash: String,
    base: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    restore: Vec<String>,
    file_pending: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    Given,
    Message,
}

/// Writes a receipt with the line break at its end.
pub(super) fn write(receipt: &Receipt) -> String {
    let source = match (receipt.has_given_reason, &receipt.message) {
        (true, _) => Some(Source::Given),
        (false, Some(_)) => Some(Source::Message),
        (false, None) => None,
    };
    let line = Line {
        v: VERSION,
        path: path_text(&receipt.path),
        hash: receipt
            .hash
            .map_or_else(String::new, |hash| hash.to_string()),
        base: receipt
            .base
            .map_or_else(String::new, |base| base.to_string()),
        commit: receipt.commit.map(|commit| commit.to_string()),
        reason: source,
        message: receipt.message.clone(),
        restore: receipt.restore.iter().map(ToString::to_string).collect(),
        file_pending: receipt.file_pending,
    };
    // Strings and numbers alone: this cannot fail.
    let mut text = serde_json::to_string(&line).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a receipt; `None` for a line of another version, or one that is damaged.
pub(super) fn read(text: &str) -> Option<Receipt> {
    let line: Line = serde_json::from_str(text).ok()?;
    if line.v != VERSION {
        return None;
    }
    let id = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    Some(Receipt {
        path: path_bytes(&line.path)?,
        hash: match line.hash.as_str() {
            "" => None,
            hash => Some(hash.parse().ok()?),
        },
        base: id(&line.base)?,
        commit: id(line.commit.as_deref().unwrap_or_default())?,
        has_given_reason: line.reason == Some(Source::Given),
        message: line.message,
        restore: line
            .restore
            .iter()
            .map(|hash| hash.parse().ok())
            .collect::<Option<_>>()?,
        file_pending: line.file_pending,
    })
}

fn path_text(path: &[u8]) -> String {
    match std::str::from_utf8(path) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let mut text = String::from(RAW);
            for byte in path {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
            }
            text
        }
    }
}

fn path_bytes(text: &str) -> Option<Vec<u8>> {
    let Some(digits) = text.strip_prefix(RAW) else {
        return Some(text.as_bytes().to_vec());
    };
    let pair = |at: usize| digits.get(at..at + 2);
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(pair(at)?, 16).ok())
        .collect()
}

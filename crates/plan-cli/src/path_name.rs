//! Paths as people and JSON see them: from the root, with `/`, and in git's quoting where they are not UTF-8.

use std::fmt;
use std::path::{Path, PathBuf};

use plan_git::platform;
use schemars::JsonSchema;
use serde::Serialize;

/// A path to be shown. In JSON it is `path`, and `path_quoted: true` where the bytes are not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct PathName {
    /// The path from the root, with `/`.
    path: String,
    /// There, and true, where the bytes are not UTF-8; the path is in git's quoting then.
    #[serde(rename = "path_quoted", skip_serializing_if = "is_false")]
    quoted: bool,
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl PathName {
    /// The name of a path from the root.
    pub fn new(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(path) => Self {
                path: path.to_owned(),
                quoted: false,
            },
            Err(_) => Self {
                path: quote(bytes),
                quoted: true,
            },
        }
    }

    /// The name of a path of the system.
    pub fn of(path: &Path) -> Self {
        Self::new(&platform::with_slashes(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.path
    }

    /// The last part without `.md`: the shortest name that the path can be given.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.strip_suffix(".md").unwrap_or(name)
    }
}

impl fmt::Display for PathName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

/// git's quoting: double quotes around it, and `\303` for every byte that is not ordinary.
fn quote(bytes: &[u8]) -> String {
    let mut quoted = String::from('"');
    for byte in bytes {
        match byte {
            b'"' => quoted.push_str("\\\""),
            b'\\' => quoted.push_str("\\\\"),
            b'\t' => quoted.push_str("\\t"),
            b'\n' => quoted.push_str("\\n"),
            0x20..=0x7e => quoted.push(char::from(*byte)),
            _ => quoted.push_str(&format!("\\{byte:03o}")),
        }
    }
    quoted.push('"');
    quoted
}

/// A path from the root as the system writes it.
pub fn system_path(key: &[u8]) -> PathBuf {
    platform::os_string_lossy(key).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_that_is_not_utf8_is_quoted_as_git_does() {
        let name = PathName::new(b"docs/a\xe9 \"b\".md");
        assert_eq!(
            serde_json::to_string(&name).unwrap(),
            r#"{"path":"\"docs/a\\351 \\\"b\\\".md\"","path_quoted":true}"#
        );
        let name = PathName::new("docs/é.md".as_bytes());
        assert_eq!(
            serde_json::to_string(&name).unwrap(),
            r#"{"path":"docs/é.md"}"#
        );
        assert_eq!(name.stem(), "é");
    }
}

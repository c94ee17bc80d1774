//! The `lineage` table: links of history that a team pins or cuts, where what can be read from the files is not enough.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{ConfigError, Reader};

/// The `lineage` table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineageConfig {
    /// Files that are the same document under another name.
    pub pins: Vec<Pin>,
    /// Files that are a new document.
    pub cuts: Vec<Cut>,
}

/// A file that carries on a document which had another path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The path before, from the root.
    pub from: String,
    /// The path from then on.
    pub to: String,
    /// The commit in which the file appears, whole or abbreviated; any one if it is left out.
    pub commit: Option<String>,
}

/// A file that is a new document, whatever it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The path, from the root.
    pub path: String,
    /// The commit that begins the document, whole or abbreviated.
    pub commit: String,
}

const FORM: &str = "write `[[lineage.pin]]` or `[[lineage.cut]]` and its keys below";

/// Reads the table.
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
) -> Result<LineageConfig, ConfigError> {
    let mut config = LineageConfig::default();
    for (key, value) in table {
        let (word, at) = (key.get_ref().as_ref(), key.span().start);
        match word {
            "pin" => {
                for (entry, at) in entries(reader, "lineage.pin", value)? {
                    let pin = pin(reader, entry, at)?;
                    let same = |other: &Pin| other.to == pin.to && other.commit == pin.commit;
                    if config.pins.iter().any(same) {
                        let message = format!("`lineage.pin`: {} is pinned already", pin.to);
                        return Err(reader.invalid(at, message));
                    }
                    config.pins.push(pin);
                }
            }
            "cut" => {
                for (entry, at) in entries(reader, "lineage.cut", value)? {
                    config.cuts.push(cut(reader, entry, at)?);
                }
            }
            other => reader.stray(&format!("lineage.{other}"), at),
        }
    }
    Ok(config)
}

type Entry<'v> = (&'v DeTable<'v>, usize);

fn entries<'v>(
    reader: &Reader<'_>,
    key: &str,
    value: &'v Spanned<DeValue<'v>>,
) -> Result<Vec<Entry<'v>>, ConfigError> {
    let wrong = |at: usize| reader.invalid(at, format!("`{key}` is a list of tables; {FORM}"));
    let DeValue::Array(items) = value.get_ref() else {
        return Err(wrong(value.span().start));
    };
    let read = |item: &'v Spanned<DeValue<'v>>| match item.get_ref() {
        DeValue::Table(table) => Ok((table, item.span().start)),
        _ => Err(wrong(item.span().start)),
    };
    items.iter().map(read).collect()
}

fn pin(reader: &mut Reader<'_>, table: &DeTable<'_>, at: usize) -> Result<Pin, ConfigError> {
    let (mut from, mut to, mut commit) = (None, None, None);
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "from" => from = Some(path(reader, "lineage.pin.from", value)?),
            "to" => to = Some(path(reader, "lineage.pin.to", value)?),
            "commit" => commit = Some(id(reader, "lineage.pin.commit", value)?),
            other => reader.stray(&format!("lineage.pin.{other}"), key.span().start),
        }
    }
    match (from, to) {
        (Some(from), Some(to)) if from != to => Ok(Pin { from, to, commit }),
        (Some(_), Some(_)) => {
            let message = "`lineage.pin`: `from` and `to` are the same path".to_owned();
            Err(reader.invalid(at, message))
        }
        _ => {
            let message = "`lineage.pin` needs `from = \"OLD/PATH.md\"` and `to = \"NEW/PATH.md\"`";
            Err(reader.invalid(at, message.to_owned()))
        }
    }
}

fn cut(reader: &mut Reader<'_>, table: &DeTable<'_>, at: usize) -> Result<Cut, ConfigError> {
    let (mut file, mut commit) = (None, None);
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "path" => file = Some(path(reader, "lineage.cut.path", value)?),
            "commit" => commit = Some(id(reader, "lineage.cut.commit", value)?),
            other => reader.stray(&format!("lineage.cut.{other}"), key.span().start),
        }
    }
    match (file, commit) {
        (Some(path), Some(commit)) => Ok(Cut { path, commit }),
        _ => {
            let message = "`lineage.cut` needs `path = \"PATH.md\"` and `commit = \"ID\"`";
            Err(reader.invalid(at, message.to_owned()))
        }
    }
}

/// A path from the root, not a pattern.
fn path(
    reader: &Reader<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
) -> Result<String, ConfigError> {
    let text = value.get_ref().as_str().unwrap_or_default();
    let odd = |part: &str| matches!(part, "" | "." | "..");
    if text.split('/').any(odd) {
        let message = format!(
            "`{key}` is the path of a file from the root, with `/` between its parts; write `\"docs/plan.md\"`"
        );
        return Err(reader.invalid(value.span().start, message));
    }
    Ok(text.to_owned())
}

fn id(reader: &Reader<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Result<String, ConfigError> {
    let text = value.get_ref().as_str().unwrap_or_default();
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !digits || !(4..=40).contains(&text.len()) {
        let message = format!(
            "`{key}` is the id of a commit: 40 hex digits, or the first 4 of them and more"
        );
        return Err(reader.invalid(value.span().start, message));
    }
    Ok(text.to_owned())
}

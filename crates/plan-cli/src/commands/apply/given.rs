//! The JSON that is handed to `plan apply`: the document of `plan show`, or its `plan` member alone.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use plan_core::Plan;
use serde::Deserialize as _;
use serde_json::Value;

use super::fault;
use crate::error::CommandError;
use crate::path_name::PathName;
use crate::workspace::Workspace;

/// The JSON of the largest document is smaller.
const LARGEST: u64 = 256 << 20;

/// The document of `plan show`.
const SHOW: &str = "plan.show/1";

/// What was handed in.
pub(super) struct Given {
    /// How the file is called.
    pub(super) name: String,
    /// The plan.
    pub(super) plan: Plan,
    /// The path that it is of, if it says.
    pub(super) path: Option<String>,
    /// The text that it was read from, if it says and was read from the file on disk.
    pub(super) etag: Option<String>,
}

/// Reads a file, or stdin for `-`.
pub(super) fn read(workspace: &Workspace, file: &Path) -> Result<Given, CommandError> {
    let (name, bytes) = if file.as_os_str() == "-" {
        ("stdin".to_owned(), bytes(&mut io::stdin().lock()))
    } else {
        let name = PathName::of(file).to_string();
        let opened = File::open(workspace.start().join(file));
        (name, opened.and_then(|mut file| bytes(&mut file)))
    };
    let bytes = bytes.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => CommandError::not_found(format!("{name} does not exist"))
            .with_path(&name)
            .with_hint("FILE is what `plan show PLAN --json` prints, changed; `-` reads stdin."),
        _ => CommandError::file(format!("{name} cannot be read: {error}")).with_path(&name),
    })?;
    given(&name, &bytes).map_err(|error| error.with_path(&name))
}

fn bytes(source: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 256 MiB"));
    }
    Ok(bytes)
}

fn given(name: &str, bytes: &[u8]) -> Result<Given, CommandError> {
    let value = json(name, bytes)?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let (place, inner) = match (value.get("schema"), value.get("plan")) {
        (Some(schema), _) if *schema != SHOW => {
            return Err(CommandError::file(format!("{name} is {schema}, not `{SHOW}`"))
                .with_hint("`plan apply` takes what `plan show PLAN --json` prints, or its `plan` member alone."));
        }
        (_, Some(plan)) => ("plan", plan),
        (_, None) => ("", &value),
    };
    Ok(Given {
        name: name.to_owned(),
        plan: plan(name, place, inner)?,
        path: text("path"),
        // What comes from a commit is meant to bring an old text back.
        etag: text("etag").filter(|_| value.get("at").is_none_or(Value::is_null)),
    })
}

fn json(name: &str, bytes: &[u8]) -> Result<Value, CommandError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(CommandError::file(format!("{name} is UTF-16"))
            .with_hint("Write it as UTF-8; in PowerShell: `plan show PLAN --json | Out-File -Encoding utf8 FILE`."));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(CommandError::file(format!("{name} is empty"))
            .with_hint("`plan apply` takes what `plan show PLAN --json` prints."));
    }
    // The sentence ends with line and column.
    serde_json::from_slice(bytes).map_err(|error| {
        CommandError::file(format!("{name} is not JSON: {error}"))
            .with_hint("`plan apply` takes what `plan show PLAN --json` prints.")
    })
}

fn plan(name: &str, place: &str, value: &Value) -> Result<Plan, CommandError> {
    let wrong = |what: String| {
        CommandError::file(format!("{name} is JSON, but no plan: {what}")).with_hint(
            "`plan schema plan` says what a plan looks like, `plan show PLAN --json` prints one.",
        )
    };
    let said = |place: &str| match place {
        "" => String::new(),
        place => format!("at {place}: "),
    };
    // An empty object would otherwise be a plan without a word in it.
    if value.get("sections").is_none() {
        let what = if value.is_object() {
            "it has no `sections`"
        } else {
            "it is no object"
        };
        return Err(wrong(format!("{}{what}", said(place))));
    }
    let plan = Plan::deserialize(value).map_err(|error| {
        let (place, what) =
            fault::find(place, value).unwrap_or((place.to_owned(), error.to_string()));
        wrong(format!("{}{what}", said(&place)))
    })?;
    let back = serde_json::to_value(&plan).map_err(CommandError::internal)?;
    match fault::unread(place, value, &back) {
        // A member that is passed over would be a change that is not made.
        Some(place) => Err(wrong(format!("{place} means nothing there"))),
        None => Ok(plan),
    }
}

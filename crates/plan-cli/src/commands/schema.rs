//! `plan schema`: the JSON Schema of every document that a command prints, and of the plan in it, made from the types that
//! are printed. The copies under `docs/schema` are what this prints; a test compares them.

use plan_core::Plan;
use schemars::generate::SchemaSettings;
use schemars::transform::RestrictFormats;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::json;

use super::{
    add, apply, cache, diff, doctor, history, hook, init, list, log, new, note, overview, show,
    status, tick, version,
};
use crate::args::SchemaArgs;
use crate::error::{CommandError, Envelope, Outcome};
use crate::target::nearest;
use crate::ui::{Format, Line, Style, Ui};

/// One schema under its name.
struct Named {
    name: &'static str,
    about: &'static str,
    make: fn(SchemaGenerator) -> Schema,
}

const fn named<T: JsonSchema>(name: &'static str, about: &'static str) -> Named {
    Named {
        name,
        about,
        make: |generator| generator.into_root_schema_for::<T>(),
    }
}

/// The plan as data: the only schema of something that is read and not only printed.
const PLAN: &str = "plan";

/// Every schema. The document `plan.NAME/1` is described by that of its NAME.
const SCHEMAS: &[Named] = &[
    named::<Plan>(PLAN, "a plan as data: what `plan apply` takes"),
    named::<show::Show<'_>>("show", "`plan show`"),
    named::<list::List>("list", "`plan list`"),
    named::<history::HistoryDocument<'_>>("history", "`plan history`"),
    named::<history::HistoryLine<'_>>("history-lines", "a line of `plan history --jsonl`"),
    named::<diff::DiffDocument<'_>>("diff", "`plan diff`"),
    named::<log::LogDocument<'_>>("log", "`plan log`"),
    named::<status::StatusDocument<'_>>("status", "`plan status`"),
    named::<tick::Tick<'_>>("tick", "`plan tick` and `plan untick`"),
    named::<add::Add<'_>>("add", "`plan add`"),
    named::<note::Note<'_>>("note", "`plan note`"),
    named::<apply::Apply<'_>>("apply", "`plan apply`"),
    named::<new::New<'_>>("new", "`plan new`"),
    named::<init::Init>("init", "`plan init`"),
    named::<hook::Hook>("hook", "`plan hook install` and `plan hook uninstall`"),
    named::<doctor::Doctor<'_>>("doctor", "`plan hook doctor`"),
    named::<cache::Cache>("cache", "`plan cache` and `plan cache clear`"),
    named::<overview::Overview>("overview", "`plan` without a command"),
    named::<SchemaList>("schema", "`plan schema` without a name"),
    named::<version::Version>("version", "`plan --version`"),
    named::<Envelope<'_>>("error", "any command that could not do its work"),
];

/// What `plan schema --json` prints without a name.
#[derive(Serialize, JsonSchema)]
struct SchemaList {
    schema: &'static str,
    /// The schemas there are.
    schemas: Vec<ListedSchema>,
}

/// One schema.
#[derive(Serialize, JsonSchema)]
struct ListedSchema {
    /// What `plan schema` takes.
    name: &'static str,
    /// What it describes.
    about: &'static str,
}

pub(super) fn run(args: &SchemaArgs, ui: &mut Ui) -> Result<Outcome, CommandError> {
    let Some(name) = &args.name else {
        listed(ui);
        return Ok(Outcome::Fine);
    };
    // The value of `schema` in a document names its schema too.
    let short = name.strip_prefix("plan.").unwrap_or(name);
    let short = short.strip_suffix("/1").unwrap_or(short);
    let schema = SCHEMAS
        .iter()
        .find(|schema| schema.name.eq_ignore_ascii_case(short))
        .ok_or_else(|| unknown(name))?;
    ui.json(&made(schema));
    Ok(Outcome::Fine)
}

/// A schema as it is published.
fn made(named: &Named) -> Schema {
    let settings = SchemaSettings::draft2020_12().with_transform(RestrictFormats::default());
    let settings = if named.name == PLAN {
        settings.for_deserialize()
    } else {
        settings.for_serialize()
    };
    let mut schema = (named.make)(settings.into_generator());
    if named.name == PLAN {
        schema.insert("title".to_owned(), json!("plan"));
        return schema;
    }
    let id = format!("plan.{}/1", named.name);
    schema.insert("title".to_owned(), json!(id));
    if let Some(property) = schema.pointer_mut("/properties/schema") {
        *property = json!({ "const": id });
    }
    schema
}

fn unknown(name: &str) -> CommandError {
    let words: Vec<(String, Vec<String>)> = SCHEMAS
        .iter()
        .map(|schema| (schema.name.to_owned(), vec![schema.name.to_owned()]))
        .collect();
    let error = CommandError::not_found(format!("there is no schema `{name}`"));
    nearest(name, &words)
        .into_iter()
        .fold(error, |error, name| {
            error.with_hint(format!("Did you mean `{name}`?"))
        })
        .with_hint("`plan schema` lists them all.")
}

fn listed(ui: &mut Ui) {
    if ui.format() == Format::Json {
        ui.json(&SchemaList {
            schema: "plan.schema/1",
            schemas: SCHEMAS
                .iter()
                .map(|schema| ListedSchema {
                    name: schema.name,
                    about: schema.about,
                })
                .collect(),
        });
        return;
    }
    let widths = SCHEMAS.iter().map(|schema| schema.name.len());
    let widest = widths.max().unwrap_or(0);
    for schema in SCHEMAS {
        let lead = Line::new().push(Style::Accent, format!("{:<widest$}  ", schema.name));
        ui.hanging(lead, Style::Plain, schema.about);
    }
}

//! Where in a JSON value the mistake is that keeps it from being a plan.

use plan_core::Plan;
use plan_core::model::{Block, FrontLine, FrontMatter, Item, Row, Section, Task};
use serde::Deserialize;
use serde_json::{Map, Value};

/// What a part of a plan is read as.
#[derive(Clone, Copy)]
enum Part {
    Plan,
    FrontMatter,
    FrontLine,
    Section,
    Block,
    Task,
    Item,
    Row,
}

impl Part {
    /// What stands under a key, alone or in a list.
    fn under(key: &str) -> Option<Self> {
        Some(match key {
            "front_matter" => Self::FrontMatter,
            "lines" => Self::FrontLine,
            "sections" => Self::Section,
            "preamble" | "blocks" => Self::Block,
            "tasks" => Self::Task,
            "items" => Self::Item,
            "rows" => Self::Row,
            _ => return None,
        })
    }

    /// What is wrong with a value as a whole.
    fn trouble(self, value: &Value) -> Option<String> {
        fn read<'a, T: Deserialize<'a>>(value: &'a Value) -> Option<String> {
            T::deserialize(value)
                .err()
                .map(|error| plain(error.to_string()))
        }
        match self {
            Self::Plan => read::<Plan>(value),
            Self::FrontMatter => read::<FrontMatter>(value),
            Self::FrontLine => read::<FrontLine>(value),
            Self::Section => read::<Section>(value),
            Self::Block => read::<Block>(value),
            Self::Task => read::<Task>(value),
            Self::Item => read::<Item>(value),
            Self::Row => read::<Row>(value),
        }
    }
}

/// The sentence without the names that types have in the program.
fn plain(what: String) -> String {
    let Some((head, expected)) = what.rsplit_once(", expected ") else {
        return what;
    };
    let word = match expected {
        "u8" | "u64" => "a number that fits",
        "variant identifier" => "a name",
        other if other.starts_with("struct ") || other.contains(" enum ") => "an object",
        _ => return what,
    };
    format!("{head}, expected {word}")
}

/// The innermost place of a plan that cannot be read, and why.
pub(super) fn find(place: &str, plan: &Value) -> Option<(String, String)> {
    let mut at = place.to_owned();
    let (mut part, mut value) = (Part::Plan, plan);
    let mut what = part.trouble(value)?;
    while let Some((step, inner_part, inner, trouble)) = inner(value) {
        join(&mut at, &step);
        (part, value, what) = (inner_part, inner, trouble);
    }
    if let Some(key) = value
        .as_object()
        .and_then(|object| culprit(part, object, &what))
    {
        join(&mut at, key);
    }
    Some((at, what))
}

/// The first part of a value that cannot be read by itself.
fn inner(value: &Value) -> Option<(String, Part, &Value, String)> {
    value.as_object()?.iter().find_map(|(key, value)| {
        let part = Part::under(key)?;
        let Value::Array(values) = value else {
            let single = matches!(part, Part::FrontMatter) && value.is_object();
            let trouble = single.then(|| part.trouble(value))??;
            return Some((key.clone(), part, value, trouble));
        };
        values.iter().enumerate().find_map(|(number, value)| {
            let trouble = part.trouble(value)?;
            Some((format!("{key}[{number}]"), part, value, trouble))
        })
    })
}

/// The member without which the trouble would be another one.
fn culprit<'a>(part: Part, object: &'a Map<String, Value>, what: &str) -> Option<&'a str> {
    // What is missing is no member.
    if what.starts_with("missing") {
        return None;
    }
    let without = |key: &String| {
        let rest = object.iter().filter(|(other, _)| *other != key);
        Value::Object(
            rest.map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        )
    };
    // Without its kind nothing can be read.
    let (kind, others): (Vec<&String>, _) = object.keys().partition(|key| *key == "kind");
    others
        .into_iter()
        .chain(kind)
        .find(|key| part.trouble(&without(key)).as_deref() != Some(what))
        .map(String::as_str)
}

/// The first member of a value that says something and is not in what was read from it.
pub(super) fn unread(place: &str, given: &Value, read: &Value) -> Option<String> {
    let below = |step: &str| {
        let mut at = place.to_owned();
        join(&mut at, step);
        at
    };
    match (given, read) {
        (Value::Object(given), Value::Object(read)) => {
            given.iter().find_map(|(key, value)| match read.get(key) {
                Some(other) => unread(&below(key), value, other),
                None if says_nothing(value) => None,
                None => Some(below(key)),
            })
        }
        (Value::Array(given), Value::Array(read)) => given
            .iter()
            .zip(read)
            .enumerate()
            .find_map(|(number, (given, read))| unread(&format!("{place}[{number}]"), given, read)),
        _ => None,
    }
}

/// Whether leaving a member out means the same.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}

fn join(place: &mut String, step: &str) {
    if !place.is_empty() {
        place.push('.');
    }
    place.push_str(step);
}

//! `docs/format.md` says what the tables of names in the code say. `PLAN_BLESS=1` writes it anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use plan_core::StatusKind;
use plan_core::template::{FieldName, PhaseWords, SectionName, TaskColumn};

#[test]
fn the_reference_has_the_tables_of_the_code() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/format.md");
    let text = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\r\n", "\n");
    let mut expected = text.clone();
    for (name, table) in [
        ("sections", sections()),
        ("fields", fields()),
        ("states", states()),
        ("phase words", phase_words()),
        ("columns", columns()),
    ] {
        let open = format!("<!-- table: {name} -->\n");
        let start = expected.find(&open).expect(name) + open.len();
        let end = start + expected[start..].find("<!-- end -->").expect(name);
        expected.replace_range(start..end, &table);
    }
    if std::env::var_os("PLAN_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    } else {
        assert!(
            text == expected,
            "docs/format.md is behind the tables of names; run the test with PLAN_BLESS=1"
        );
    }
}

fn list(words: &[&str]) -> String {
    if words.is_empty() {
        return "none".to_owned();
    }
    words.join(", ")
}

fn sections() -> String {
    let mut out = String::from("\n| section | stands in | headings |\n|---|---|---|\n");
    for name in SectionName::ALL {
        let place = name.parent().map_or("the document", SectionName::name);
        let headings = match name {
            SectionName::Entry => "`YYYY-MM-DD - TITLE`".to_owned(),
            name if name.has_own_name() => format!("{} and a name", list(name.headings())),
            name => list(name.headings()),
        };
        writeln!(out, "| {} | {place} | {headings} |", name.name()).unwrap();
    }
    out + "\n"
}

fn fields() -> String {
    let mut out = String::from("\n| field | stands in | labels |\n|---|---|---|\n");
    for name in FieldName::ALL {
        let key = serde_json::to_value(name).unwrap();
        let places: Vec<_> = name.places().iter().map(|place| place.name()).collect();
        writeln!(
            out,
            "| {} | {} | {} |",
            key.as_str().unwrap(),
            list(&places),
            list(name.labels())
        )
        .unwrap();
    }
    out + "\n"
}

fn states() -> String {
    let mut out = String::from("\n| state | words |\n|---|---|\n");
    for kind in [
        StatusKind::Draft,
        StatusKind::Ready,
        StatusKind::InProgress,
        StatusKind::Completed,
        StatusKind::Other,
    ] {
        writeln!(out, "| {} | {} |", kind.name(), list(kind.words())).unwrap();
    }
    out + "\n"
}

fn phase_words() -> String {
    format!(
        "\n| where | words |\n|---|---|\n| anywhere | {} |\n| below a heading of phases | {} |\n\n",
        list(PhaseWords::ANYWHERE),
        list(PhaseWords::INSIDE)
    )
}

fn columns() -> String {
    let mut out = String::from("\n| column | headings |\n|---|---|\n");
    for column in TaskColumn::ALL {
        writeln!(out, "| {column:?} | {} |", list(column.headings())).unwrap();
    }
    out + "\n"
}

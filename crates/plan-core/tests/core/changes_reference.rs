//! `docs/changes.md` lists the kinds of change that the code has. `PLAN_BLESS=1` writes it anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use plan_core::{ChangeKind, Line};

const OPEN: &str = "<!-- table: kinds -->\n";

#[test]
fn the_reference_lists_the_kinds_of_the_code() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/changes.md");
    let text = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\r\n", "\n");
    let start = text.find(OPEN).unwrap() + OPEN.len();
    let end = start + text[start..].find("<!-- end -->").unwrap();
    let expected = format!("{}{}{}", &text[..start], kinds(), &text[end..]);
    if std::env::var_os("PLAN_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    } else {
        assert!(
            text == expected,
            "docs/changes.md is behind the kinds of change; run the test with PLAN_BLESS=1"
        );
    }
}

/// The examples are the first released wording of each kind, and the first one of many changes as one.
fn kinds() -> String {
    let mut out =
        String::from("\n| kind | class | when | line | many as one |\n|---|---|---|---|---|\n");
    for kind in ChangeKind::ALL {
        let class = serde_json::to_value(kind.class()).unwrap();
        let mut wordings = include_str!("wordings.txt")
            .lines()
            .filter(|line| Line::parse(line).unwrap().kind() == *kind);
        let one = wordings.next().unwrap();
        let many = wordings
            .find(|line| Line::parse(line).unwrap().slots().contains(&"5".to_owned()))
            .map_or_else(String::new, |line| format!("`{line}`"));
        let when = kind.when().replace('|', "\\|");
        writeln!(
            out,
            "| `{}` | {} | {when} | `{one}` | {many} |",
            kind.name(),
            class.as_str().unwrap()
        )
        .unwrap();
    }
    out + "\n"
}

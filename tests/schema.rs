//! `plan schema`, the copies under `docs/schema`, and that what commands print is what the schemas say.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::root;
use crate::sample::{CACHE, CACHE_PATH, two_plans};
use crate::sandbox::Sandbox;

/// Set, it lets [`the_published_schemas_are_current`] write them instead of comparing.
const BLESS: &str = "PLAN_BLESS";

fn directory() -> PathBuf {
    root().join("docs/schema")
}

fn names(sandbox: &Sandbox) -> Vec<String> {
    let json = sandbox.plan(&["schema", "--json"]).ok().json();
    let schemas = json["schemas"].as_array().unwrap();
    let name = |schema: &Value| schema["name"].as_str().unwrap().to_owned();
    schemas.iter().map(name).collect()
}

fn published(name: &str) -> Value {
    let path = directory().join(format!("{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// Everything that is wrong with a document, by an independent reader of JSON Schema.
fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap();
    validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_published_schemas_are_current() {
    let sandbox = Sandbox::without_repository();
    let names = names(&sandbox);
    let mut stale = Vec::new();
    for name in &names {
        let schema = sandbox.plan(&["schema", name]).ok().stdout;
        let path = directory().join(format!("{name}.json"));
        if std::env::var_os(BLESS).is_some() {
            fs::create_dir_all(directory()).unwrap();
            fs::write(path, schema).unwrap();
        } else if fs::read_to_string(path).is_ok_and(|text| text.replace("\r\n", "\n") == schema) {
        } else {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "docs/schema is not what the types say: {stale:?}\n\
         to mend it: {BLESS}=1 cargo test -p plan-cli --test integration published_schemas, and read the difference:\n\
         members are added, never removed or given another meaning"
    );
    let mut extra = Vec::new();
    for entry in fs::read_dir(directory()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = |schema: &str| names.iter().any(|name| name == schema);
        if name != "README.md" && !name.strip_suffix(".json").is_some_and(known) {
            extra.push(name);
        }
    }
    assert!(extra.is_empty(), "no schema of ours: {extra:?}");
}

#[test]
fn every_schema_is_one_and_has_its_line_in_the_documentation() {
    let sandbox = Sandbox::without_repository();
    let page = fs::read_to_string(directory().join("README.md")).unwrap();
    for name in names(&sandbox) {
        let schema = published(&name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert!(page.contains(&format!("[{name}]({name}.json)")), "{name}");
    }
}

#[test]
fn what_is_printed_is_what_the_schemas_say() {
    let mut seen = BTreeSet::new();
    let mut check = |run: crate::sandbox::Run| {
        let json = run.json();
        let id = json["schema"].as_str().unwrap();
        let name = id
            .strip_prefix("plan.")
            .unwrap()
            .strip_suffix("/1")
            .unwrap();
        let found = faults(&published(name), &json);
        assert!(found.is_empty(), "{found:#?}\n{}", run.screen());
        seen.insert(name.to_owned());
        json
    };

    let outside = Sandbox::without_repository();
    for args in [&["--json"][..], &["list", "--json"], &["schema", "--json"]] {
        check(outside.plan(args));
    }

    let sandbox = Sandbox::new();
    for args in [
        &["init", "--json"][..],
        &["init", "--json"],
        &["hook", "uninstall", "--json"],
        &["hook", "uninstall", "--json"],
        &["hook", "doctor", "--json"],
        &["hook", "install", "--json"],
        &["hook", "doctor", "--json"],
        &["list", "--json"],
        &["history", "--json"],
        &["log", "--json"],
        &["log", "--fix", "--json"],
        &["log", "--fix", "--dry-run", "--json"],
        &["cache", "--json"],
        &["cache", "clear", "--json"],
        &["new", "Empty", "--dry-run", "--json"],
        &["new", "Empty", "--json"],
        &["new", "Empty", "--json"],
        &["show", "empty", "--json"],
        &["list", "--json"],
        &["--version", "--json"],
    ] {
        check(sandbox.plan(args));
    }

    let sandbox = two_plans();
    sandbox.write(
        "plan/implementation/other.md",
        "# A page\n\ntext\n\n```\nopen\n",
    );
    sandbox.write("plan/implementation/typed.md", EVERYTHING);
    sandbox.commit("other documents");
    sandbox.git(&["mv", CACHE_PATH, "plan/implementation/cache.md"]);
    sandbox.write(
        "plan/implementation/cache.md",
        CACHE.replace("Draft", "Ready"),
    );
    sandbox.commit("ready, under another name");
    sandbox.git(&["switch", "--quiet", "-c", "side"]);
    sandbox.plan(&["tick", "cache", "1.2"]).ok();
    sandbox.commit("a tick");
    sandbox.git(&["switch", "--quiet", "main"]);
    sandbox.git(&["merge", "--quiet", "--no-ff", "-m", "merged", "side"]);
    sandbox.write("plan/implementation/copy.md", CACHE);
    sandbox.commit("a copy");
    sandbox.git(&["rm", "--quiet", "plan/implementation/copy.md"]);
    sandbox.commit("gone");
    for args in [
        &["--json"][..],
        &["list", "--json"],
        &["history", "--json"],
        &["history", "--no-changes", "--json"],
        &["log", "--json"],
        &["log", "--all", "--json"],
        &["diff", "HEAD~3", "--json"],
        &["diff", "HEAD~2..", "--json"],
        &["show", "cache", "--json"],
        &["show", "cache", "--at", "HEAD~1", "--json"],
        &["show", "other", "--json"],
        &["show", "typed", "--json"],
        &["status", "cache", "--json"],
        &["status", "other", "--json"],
        &["status", "cache", "Completed", "--dry-run", "--json"],
        &[
            "status",
            "cache",
            "in progress",
            "--reason",
            "it began",
            "--json",
        ],
        &["tick", "cache", "1.v1", "--dry-run", "--json"],
        &["tick", "cache", "1.v1", "1.1", "--json"],
        &["untick", "cache", "1.v1", "--json"],
        &["note", "cache", "Scope cut", "--dry-run", "--json"],
        &["note", "cache", "Scope cut", "--json"],
        &["note", "cache", "--reason", "time", "--json"],
        &["note", "cache", "--reason", "time", "--json"],
        &["add", "cache", "task", "Drop", "--phase", "1", "--json"],
        &["add", "cache", "phase", "Last", "--dry-run", "--json"],
        &["add", "cache", "risk", "Load", "--json"],
        &["log", "--json"],
        &["tick", "cache", "nothing like it", "--json"],
        &["history", "--nope", "--json"],
    ] {
        check(sandbox.plan(args));
    }
    for args in [
        &["history", "--all", "--explain", "--json"][..],
        &["history", "--first-parent", "--json"],
    ] {
        check(sandbox.plan(args));
    }
    let lines = sandbox
        .plan(&["history", "--jsonl", "--all", "--explain"])
        .ok();
    for line in lines.stdout.lines() {
        let found = faults(
            &published("history-lines"),
            &serde_json::from_str(line).unwrap(),
        );
        assert!(found.is_empty(), "{found:#?}\n{line}");
    }
    assert!(lines.stdout.lines().count() > 10, "{}", lines.screen());
    let json = check(sandbox.plan(&["show", "typed", "--json"]));
    let found = faults(&published("plan"), &json["plan"]);
    assert!(found.is_empty(), "{found:#?}");
    // The plan has been in a document, and is one by itself.
    let ticked = serde_json::to_string(&json["plan"]).unwrap();
    let ticked = ticked.replace("\"check\":false", "\"check\":true");
    for args in [
        &["apply", "typed", "-", "--dry-run", "--json"][..],
        &["apply", "typed", "-", "--json"],
        &["apply", "typed", "-", "--json"],
    ] {
        check(sandbox.plan_reading(args, &ticked));
    }
    let unseen: Vec<String> = names(&sandbox)
        .into_iter()
        .filter(|name| !["plan", "history-lines"].contains(&name.as_str()))
        .filter(|name| !seen.contains(name))
        .collect();
    assert!(unseen.is_empty(), "nothing was compared with {unseen:?}");
}

#[test]
fn a_document_that_is_not_so_is_noticed() {
    let sandbox = two_plans();
    let json = sandbox
        .plan(&["show", "metrics-cache", "--json"])
        .ok()
        .json();
    let schema = published("show");
    assert!(faults(&schema, &json).is_empty());
    for (place, value) in [
        ("/schema", Value::from("plan.show/2")),
        ("/path", Value::Null),
        ("/at", Value::from("HEAD")),
        ("/items/0/done", Value::from("yes")),
        ("/plan/sections/0/kind", Value::from("chapter")),
        ("/plan/sections/0/level", Value::from(7)),
        ("/plan/sections/1/sections/0/blocks/0/label", Value::from(1)),
    ] {
        let mut wrong = json.clone();
        *wrong.pointer_mut(place).unwrap() = value;
        assert!(!faults(&schema, &wrong).is_empty(), "{place}");
    }
}

#[test]
fn the_list_and_a_name_that_is_none() {
    let sandbox = Sandbox::without_repository();
    let list = sandbox.plan(&["schema"]).ok();
    assert!(
        list.stdout.starts_with(
            "plan           a plan as data: what `plan apply` takes\nshow           `plan show`\n"
        ),
        "{}",
        list.screen()
    );
    // The value of `schema` in a document is a name too.
    let schema = sandbox.plan(&["schema", "plan.show/1"]).ok();
    assert_eq!(schema.json()["title"], "plan.show/1");
    assert_eq!(
        schema.stdout,
        sandbox.plan(&["schema", "SHOW", "--json"]).ok().stdout
    );
    sandbox.plan(&["schema", "histroy"]).fails(2).shows(
        "
exit 2
--- stdout
--- stderr
plan: error: there is no schema `histroy`
plan: hint: Did you mean `history`?
plan: hint: Did you mean `history-lines`?
plan: hint: `plan schema` lists them all.
",
    );
}

/// One of every kind of node.
const EVERYTHING: &str = "\
---
title: x
# a comment
status: Draft
---

before

# Implementation Plan: Everything

**Date**: 2026-01-01

## Implementation Phases

### Phase 1: One

**Tasks**:
1. **Named** with more
   - Acceptance: seen
2. [ ] **Boxed**

**Verification**:
- [ ] a
- Label: b

---

### Phase 2: Two

#### Task 2.1: Headed

text

## Code Examples & Patterns

### Example: It

```rust
fn main() {}
```

| a | b |
|---|---|
| 1 | 2 |

> quoted

## Edge Cases & Error Handling

### Edge Case: None

**Solution**: none

## Something else

- x
  1. y

## Evolution Log

### 2026-01-01 - Initial Plan

- Created
";

//! `plan apply`: what `plan show` prints goes back into the file.

use serde_json::{Value, json};

use crate::root;
use crate::sample::{CACHE, CACHE_PATH, LOGIN_PATH, two_plans};
use crate::sandbox::Sandbox;

fn show(sandbox: &Sandbox, plan: &str) -> Value {
    sandbox.plan(&["show", plan, "--json"]).ok().json()
}

/// The first place in a plan that has this value.
fn place<'a>(value: &'a mut Value, text: &str) -> Option<&'a mut Value> {
    if value == text {
        return Some(value);
    }
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| place(value, text)),
        Value::Object(values) => values.values_mut().find_map(|value| place(value, text)),
        _ => None,
    }
}

/// The document of a plan in which a value was replaced.
fn changed(sandbox: &Sandbox, plan: &str, from: &str, to: impl Into<Value>) -> Value {
    let mut document = show(sandbox, plan);
    *place(&mut document["plan"], from).unwrap() = to.into();
    document
}

#[test]
fn what_was_shown_changes_nothing() {
    let template = "crates/plan-core/src/template/implementation-plan.md";
    let template = std::fs::read_to_string(root().join(template)).unwrap();
    let nested: String = (0..20)
        .map(|level| format!("{}- [ ] level {level}\n", "  ".repeat(level)))
        .collect();
    let mut texts = vec![
        template.clone(),
        template.replace('\n', "\r\n"),
        template.replace("\r\n", "\n").replace('\n', "\r"),
        format!("\u{feff}{template}"),
        format!("\u{feff}{}", CACHE.replace('\n', "\r\n")),
        format!("---\ntitle: \"x\"  # why\nstatus: Draft\nlist:\n  - a\n---\n{CACHE}"),
        CACHE.trim_end().to_owned(),
        CACHE.replacen('\n', "\r\n", 9),
        format!("{CACHE}\n```\nnever closed"),
        format!("# Deep\n\n###### Six\n\n{nested}"),
        "no heading\n\n\n\ttab\n".to_owned(),
        "\u{1b}[2J control\u{0}characters\n".to_owned(),
        String::new(),
    ];
    for entry in std::fs::read_dir(root().join("docs/plans")).unwrap() {
        texts.push(std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let sandbox = Sandbox::without_repository();
    for text in texts {
        sandbox.write("x.md", &text);
        let shown = sandbox.plan(&["show", "x.md", "--json"]).ok();
        let member = shown.json()["plan"].to_string();
        for input in [&shown.stdout, &member] {
            let run = sandbox.plan_reading(&["apply", "x.md", "-"], input).ok();
            assert_eq!(
                run.stdout, "x.md: says that already; nothing was written\n",
                "{text}"
            );
            let run = sandbox.plan_reading(&["apply", "x.md", "-", "--json"], input);
            let json = run.ok().json();
            assert_eq!(
                (&json["changed"], &json["edits"]),
                (&json!(false), &json!(0))
            );
        }
        assert_eq!(sandbox.read("x.md"), text);
    }
}

#[test]
fn a_change_is_written_and_nothing_else() {
    let sandbox = two_plans();
    let mut document = changed(&sandbox, "metrics-cache", "Read the table", "Read it");
    let tasks = document.pointer_mut("/plan/sections/1/sections/0/blocks/0/blocks/0/tasks");
    tasks
        .unwrap()
        .as_array_mut()
        .unwrap()
        .push(json!({ "check": false, "name": "Drop the table" }));
    sandbox.write("new.json", document.to_string());
    let dry = sandbox
        .plan(&["apply", "metrics-cache", "new.json", "--dry-run"])
        .shows(
            "
exit 0
--- stdout
--- a/plan/implementation/metrics-cache.md
+++ b/plan/implementation/metrics-cache.md
@@ -10,7 +10,8 @@
 
 **Tasks**:
 - [x] Write the table
-- [ ] Read the table
+- [ ] Read it
+- [ ] Drop the table
 
 **Verification**:
 - [ ] Load test passes
--- stderr
plan: this is a dry run: nothing was written
",
        );
    assert_eq!(sandbox.read(CACHE_PATH), CACHE);
    let run = sandbox.plan(&["apply", "metrics-cache", "new.json", "--dry-run", "--json"]);
    assert_eq!(
        run.ok().json(),
        json!({
            "schema": "plan.apply/1",
            "path": CACHE_PATH,
            "dry_run": true,
            "changed": true,
            "edits": 2,
            "diff": dry.stdout,
        })
    );
    sandbox.plan(&["apply", "metrics-cache", "new.json"]).shows(
        "
exit 0
--- stdout
plan/implementation/metrics-cache.md: 2 edits (2 lines added, 1 removed)
--- stderr
plan: hint: It is not committed: `git diff` shows it.
",
    );
    let expected = CACHE.replace("Read the table\n", "Read it\n- [ ] Drop the table\n");
    assert_eq!(sandbox.read(CACHE_PATH), expected);
    // It stages nothing, and a second time there is nothing to do.
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), "");
    let again = sandbox.plan(&["apply", "metrics-cache", "new.json"]).ok();
    assert!(
        again.stdout.contains("says that already"),
        "{}",
        again.screen()
    );
}

#[test]
fn a_plan_that_changed_meanwhile_is_not_written_over() {
    let sandbox = two_plans();
    let document = changed(&sandbox, "metrics-cache", "Timer", "Clock");
    sandbox.plan(&["tick", "metrics-cache", "1.2"]).ok();
    let ticked = sandbox.read(CACHE_PATH);
    sandbox
        .plan_reading(&["apply", "metrics-cache", "-"], document.to_string())
        .shows(
            "
exit 2
--- stdout
--- stderr
plan: error: plan/implementation/metrics-cache.md was changed after stdin was made from it
plan: hint: Make the changes again on what `plan show plan/implementation/metrics-cache.md --json` prints now; to undo what came between, hand in the `plan` member alone.
",
        );
    assert_eq!(sandbox.read(CACHE_PATH), ticked);
    let member = document["plan"].to_string();
    sandbox
        .plan_reading(&["apply", "metrics-cache", "-"], member)
        .ok();
    assert_eq!(sandbox.read(CACHE_PATH), CACHE.replace("Timer", "Clock"));
}

#[test]
fn an_old_version_is_brought_back() {
    let sandbox = two_plans();
    sandbox.write(CACHE_PATH, CACHE.replace("Timer", "Clock"));
    sandbox.commit("another word");
    let old = sandbox
        .plan(&["show", "metrics-cache", "--at", "HEAD~1", "--json"])
        .ok();
    sandbox
        .plan_reading(&["apply", "metrics-cache", "-"], old.stdout)
        .ok();
    assert_eq!(sandbox.read(CACHE_PATH), CACHE);
}

#[test]
fn a_document_of_another_plan_is_refused() {
    let sandbox = two_plans();
    let document = show(&sandbox, "login").to_string();
    sandbox
        .plan_reading(&["apply", "metrics-cache", "-"], &document)
        .shows(
            "
exit 2
--- stdout
--- stderr
plan: error: stdin is of plan/implementation/login.md, not of plan/implementation/metrics-cache.md
plan: hint: `plan apply plan/implementation/login.md FILE` writes it there; to write it to plan/implementation/metrics-cache.md all the same, hand in its `plan` member alone.
",
        );
    assert_eq!(sandbox.git_status(), "");
    let json = sandbox
        .plan_reading(&["apply", "metrics-cache", "-", "--json"], &document)
        .fails(2)
        .json();
    assert_eq!(
        (&json["kind"], &json["path"]),
        (&json!("refused"), &json!(CACHE_PATH))
    );
    sandbox
        .plan_reading(&["apply", LOGIN_PATH, "-"], &document)
        .ok();
}

#[test]
fn what_cannot_be_written_is_refused_and_named() {
    let sandbox = two_plans();
    for (from, to, words) in [
        (
            "Read the table",
            "one\n\n## Two",
            "section \"Implementation Phases\"",
        ),
        ("Metrics cache", "two\nlines", "must be one line"),
    ] {
        let document = changed(&sandbox, "metrics-cache", from, to).to_string();
        let run = sandbox
            .plan_reading(&["apply", "metrics-cache", "-"], &document)
            .fails(2);
        assert!(
            run.stderr.contains(words) && run.stderr.contains("othing was written"),
            "{}",
            run.screen()
        );
        assert_eq!(sandbox.read(CACHE_PATH), CACHE);
    }
}

#[test]
fn what_is_no_plan_is_told_with_its_place() {
    let sandbox = two_plans();
    let say = |input: &str, message: &str| {
        let run = sandbox
            .plan_reading(&["apply", "metrics-cache", "-", "--json"], input)
            .fails(2);
        let json = run.json();
        assert_eq!(
            (&json["kind"], &json["path"]),
            (&json!("file"), &json!("stdin"))
        );
        assert_eq!(json["message"], message, "{}", run.screen());
        assert!(!json["hints"].as_array().unwrap().is_empty());
    };
    say("", "stdin is empty");
    say(" \n", "stdin is empty");
    say(
        "{\n  \"plan\": }",
        "stdin is not JSON: expected value at line 2 column 11",
    );
    say("[]", "stdin is JSON, but no plan: it is no object");
    say("{}", "stdin is JSON, but no plan: it has no `sections`");
    say(
        "{\"schema\": \"plan.list/1\"}",
        "stdin is \"plan.list/1\", not `plan.show/1`",
    );
    say(
        "{\"plan\": {}}",
        "stdin is JSON, but no plan: at plan: it has no `sections`",
    );

    let wrong = |pointer: &str, value: Value, message: &str| {
        let mut document = show(&sandbox, "metrics-cache");
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = document
            .pointer_mut(&format!("/plan/sections{parent}"))
            .unwrap();
        match value {
            Value::Null => drop(parent.as_object_mut().unwrap().remove(key)),
            value => parent[key] = value,
        }
        say(
            &document.to_string(),
            &format!("stdin is JSON, but no plan: {message}"),
        );
    };
    wrong(
        "/0/title",
        json!(5),
        "at plan.sections[0].title: invalid type: integer `5`, expected a string",
    );
    wrong(
        "/0/title",
        Value::Null,
        "at plan.sections[0]: missing field `title`",
    );
    wrong(
        "/1/sections/0/blocks/0/blocks/0/tasks",
        json!([{ "name": "a" }, { "name": ["b"] }]),
        "at plan.sections[1].sections[0].blocks[0].blocks[0].tasks[1].name: invalid type: sequence, expected a string",
    );
    wrong(
        "/1/sections/0/blocks/1/kind",
        json!("chapter"),
        "at plan.sections[1].sections[0].blocks[1].kind: unknown variant `chapter`, expected one of `field`, `tasks`, \
         `list`, `table`, `code`, `prose`, `rule`",
    );
    wrong(
        "/1/sections",
        json!("none"),
        "at plan.sections[1].sections: invalid type: string \"none\", expected a sequence",
    );
    wrong(
        "/1/sections/0/verfication",
        json!([1]),
        "plan.sections[1].sections[0].verfication means nothing there",
    );
    wrong(
        "/1/level",
        json!("two"),
        "at plan.sections[1].level: invalid type: string \"two\", expected a number that fits",
    );
    wrong(
        "/1/sections",
        json!([5]),
        "at plan.sections[1].sections[0]: invalid type: integer `5`, expected an object",
    );
    let deep = "[".repeat(100_000);
    say(
        &deep,
        "stdin is not JSON: recursion limit exceeded at line 1 column 128",
    );
    assert_eq!(sandbox.git_status(), "");
}

#[test]
fn files_that_cannot_be_read() {
    let sandbox = two_plans();
    let json = sandbox
        .plan(&["apply", "metrics-cache", "nowhere.json", "--json"])
        .fails(2)
        .json();
    assert_eq!(json["kind"], "not-found");
    assert_eq!(json["message"], "nowhere.json does not exist");
    sandbox.plan(&["apply", "metrics-cache", "plan"]).fails(2);
    let utf16: Vec<u8> = "\u{feff}{}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    sandbox.write("wide.json", utf16);
    let run = sandbox
        .plan(&["apply", "metrics-cache", "wide.json"])
        .fails(2);
    assert!(run.stderr.contains("is UTF-16"), "{}", run.screen());
    // A byte order mark is no fault.
    sandbox.write(
        "bom.json",
        format!("\u{feff}{}", show(&sandbox, "metrics-cache")),
    );
    sandbox.plan(&["apply", "metrics-cache", "bom.json"]).ok();
    // Nor do writers write into a commit.
    let run = sandbox.plan(&["--rev", "HEAD", "apply", "metrics-cache", "bom.json"]);
    assert!(run.fails(2).stderr.contains("a commit cannot be changed"));
}

#[test]
fn a_file_outside_any_repository_is_written() {
    let mut sandbox = Sandbox::without_repository();
    sandbox.write("below/x.md", "# T\r\n\r\n* [ ] one\r\n* [ ] two");
    let mut document = show(&sandbox, "below/x.md");
    document["plan"]["sections"][0]["blocks"][0]["items"][1]["check"] = json!(true);
    sandbox.write("x.json", document.to_string());
    sandbox.plan(&["apply", "below/x.md", "x.json"]).ok();
    assert_eq!(
        sandbox.read("below/x.md"),
        "# T\r\n\r\n* [ ] one\r\n* [x] two"
    );
    // Seen from elsewhere it has another name, and is the same file.
    sandbox.enter("below");
    sandbox.plan(&["apply", "x.md", "../x.json"]).ok();
}

#[test]
fn text_of_the_json_cannot_command_the_terminal() {
    let sandbox = two_plans();
    let mut document = show(&sandbox, "metrics-cache");
    document["path"] = json!("a\u{1b}[2J.md");
    let run = sandbox.plan_reading(&["apply", "metrics-cache", "-"], document.to_string());
    assert!(run.stderr.contains("a\\x1b[2J.md") && !run.stderr.contains('\u{1b}'));
}

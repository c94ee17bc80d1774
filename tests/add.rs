//! `plan add`: each kind where it belongs, and which phase is meant.

use serde_json::json;

use crate::sample::{CACHE, CACHE_PATH, LOGIN, LOGIN_PATH, two_plans};
use crate::sandbox::Sandbox;

/// Runs `plan add metrics-cache …` on the sample and asserts that the file has one replacement.
#[track_caller]
fn adds(args: &[&str], from: &str, to: &str) {
    assert_eq!(CACHE.matches(from).count(), 1, "{from}");
    let sandbox = two_plans();
    sandbox
        .plan(&[&["add", "metrics-cache"], args].concat())
        .ok();
    assert_eq!(sandbox.read(CACHE_PATH), CACHE.replace(from, to));
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), "");
}

#[test]
fn a_task_goes_behind_the_last_one_in_its_form() {
    adds(
        &[
            "task",
            "Drop the table",
            "--phase",
            "1",
            "--acceptance",
            "gone",
        ],
        "Read the table\n",
        "Read the table\n- [ ] Drop the table\n  - Acceptance: gone\n",
    );
    adds(
        &[
            "task",
            "Sweep",
            "--phase",
            "2",
            "--details",
            "at night",
            "--description",
            "by age",
        ],
        "   - Description: ticks\n",
        "   - Description: ticks\n\n2. **Sweep**\n   - Description: by age\n   - Details: at night\n",
    );
}

#[test]
fn a_check_has_a_box() {
    adds(
        &["check", "It", "is", "fast", "--phase", "expiry"],
        "Entries vanish\n",
        "Entries vanish\n- [ ] It is fast\n",
    );
}

#[test]
fn texts_with_signs_are_taken_as_they_are() {
    for text in [
        "Latency: under 10 ms",
        "**Latency**: under 10 ms",
        "Read `a: b` and *c*",
        "see [x](y.md): it says",
        "50 % at 10:30",
        "a_b <c> & \\d",
    ] {
        for kind in ["check", "task"] {
            let sandbox = two_plans();
            sandbox
                .plan(&["add", "metrics-cache", kind, text, "--phase", "1"])
                .ok();
            let line = format!("\n- [ ] {text}\n");
            let file = sandbox.read(CACHE_PATH);
            assert!(file.contains(&line), "{kind}\n{file}");
        }
        adds(
            &["criterion", text],
            "## Implementation Phases",
            &format!("## Overview\n\n**Success Criteria**:\n- {text}\n\n## Implementation Phases"),
        );
        let sandbox = two_plans();
        sandbox
            .plan(&[
                "add",
                "metrics-cache",
                "risk",
                text,
                "--mitigation",
                "none: so",
            ])
            .ok();
        assert!(sandbox.read(CACHE_PATH).contains(text));
        sandbox
            .plan(&["add", "metrics-cache", "edge-case", text, "--test", text])
            .ok();
        sandbox
            .plan(&["add", "metrics-cache", "phase", text, "--goal", text])
            .ok();
    }
}

#[test]
fn a_phase_has_the_next_number() {
    adds(
        &["phase", "Rollout", "--goal", "Every region"],
        "## Post-Implementation",
        "### Phase 3: Rollout\n\n**Goal**: Every region\n\n## Post-Implementation",
    );
}

#[test]
fn risks_edge_cases_and_criteria_make_what_is_missing() {
    adds(
        &["risk", "Load", "--mitigation", "a limit"],
        "## Post-Implementation",
        "## Dependencies & Blockers\n\n**Known Risks**:\n- Load: a limit\n\n## Post-Implementation",
    );
    adds(
        &[
            "edge-case",
            "No key",
            "--solution",
            "a default",
            "--phase",
            "2",
            "--test",
            "expiry_test",
        ],
        "## Post-Implementation",
        "## Edge Cases & Error Handling\n\n### Edge Case: No key\n\n**Solution**: a default\n**Phase**: Phase 2\n\
         **Test**: expiry_test\n\n## Post-Implementation",
    );
    adds(
        &["criterion", "Half the time"],
        "## Implementation Phases",
        "## Overview\n\n**Success Criteria**:\n- Half the time\n\n## Implementation Phases",
    );
}

#[test]
fn a_risk_takes_the_form_of_the_others() {
    let sandbox = Sandbox::without_repository();
    let add = |text: &str, args: &[&str]| {
        sandbox.write("x.md", text);
        sandbox
            .plan(&[&["add", "x.md", "risk"], args].concat())
            .ok();
        sandbox.read("x.md")
    };
    let flat = "# T\r\n\r\n## Dependencies\r\n\r\n**Risks**:\r\n* A: b\r\n";
    assert_eq!(
        add(flat, &["C", "--mitigation", "d"]),
        format!("{flat}* C: d\r\n")
    );
    assert_eq!(add(flat, &["C"]), format!("{flat}* C\r\n"));
    assert_eq!(
        add(flat, &["C: e", "--mitigation", "d"]),
        format!("{flat}* C: e\r\n  * Mitigation: d\r\n")
    );
    let nested = "# T\n\n## Dependencies\n\n**Risks**:\n- A\n  - Mitigation: b\n";
    assert_eq!(
        add(nested, &["C", "--mitigation", "d"]),
        format!("{nested}- C\n  - Mitigation: d\n")
    );
}

#[test]
fn what_was_added_is_told() {
    let sandbox = two_plans();
    sandbox
        .plan(&[
            "add",
            "metrics-cache",
            "task",
            "Drop the table",
            "--phase",
            "1",
        ])
        .shows(
            "
exit 0
--- stdout
plan/implementation/metrics-cache.md: task 1.3 added: Drop the table (1 line added)
--- stderr
plan: hint: It is not committed; the hook tells of it in the log when it is.
",
        );
    let dry = sandbox
        .plan(&[
            "add",
            "metrics-cache",
            "check",
            "Fast",
            "--phase",
            "2",
            "--dry-run",
        ])
        .ok();
    assert!(
        dry.stdout
            .contains("\n - [ ] Entries vanish\n+- [ ] Fast\n"),
        "{}",
        dry.screen()
    );
    let json = sandbox
        .plan(&[
            "add",
            "metrics-cache",
            "check",
            "Fast",
            "--phase",
            "2",
            "--dry-run",
            "--json",
        ])
        .ok()
        .json();
    assert_eq!(
        json,
        json!({
            "schema": "plan.add/1",
            "path": CACHE_PATH,
            "dry_run": true,
            "kind": "check",
            "text": "Fast",
            "address": "2.v2",
            "phase": "2",
            "diff": dry.stdout,
        })
    );
    let json = sandbox
        .plan(&["add", "metrics-cache", "phase", "Rollout", "--json"])
        .ok()
        .json();
    assert_eq!(
        (&json["phase"], &json["kind"]),
        (&json!("3"), &json!("phase"))
    );
}

#[test]
fn the_only_open_phase_is_meant_without_a_word() {
    // One phase, complete or not.
    let sandbox = two_plans();
    sandbox.plan(&["add", "login", "task", "Focus"]).ok();
    assert_eq!(sandbox.read(LOGIN_PATH), format!("{LOGIN}- [ ] Focus\n"));
    // Two are open.
    sandbox
        .plan(&["add", "metrics-cache", "task", "X"])
        .fails(2)
        .shows(
            "
exit 2
--- stdout
--- stderr
plan: error: 2 phases of plan/implementation/metrics-cache.md are open; say which one is meant
plan: hint: --phase 1  Store  1/3
plan: hint: --phase 2  Expiry  0/1
",
        );
    // One of two is.
    sandbox.plan(&["tick", "metrics-cache", "1.2", "1.v1"]).ok();
    let json = sandbox
        .plan(&["add", "metrics-cache", "task", "Sweep", "--json"])
        .ok()
        .json();
    assert_eq!(
        (&json["address"], &json["phase"]),
        (&json!("2.2"), &json!("2"))
    );
    // None is.
    sandbox.plan(&["tick", "metrics-cache", "2.v1"]).ok();
    let run = sandbox
        .plan(&["add", "metrics-cache", "check", "X"])
        .fails(2);
    assert!(run.stderr.contains("every phase of"), "{}", run.screen());
}

#[test]
fn a_phase_that_is_not_there_or_not_clear() {
    let sandbox = two_plans();
    let kind = |args: &[&str]| {
        let run = sandbox
            .plan(&[&["add", "metrics-cache"], args, &["--json"]].concat())
            .fails(2);
        let json = run.json();
        assert!(
            !json["hints"].as_array().unwrap().is_empty(),
            "{}",
            run.screen()
        );
        (
            json["kind"].as_str().unwrap().to_owned(),
            json["hints"][0].as_str().unwrap().to_owned(),
        )
    };
    let (not_found, hint) = kind(&["task", "x", "--phase", "9"]);
    assert_eq!(
        (not_found.as_str(), hint.as_str()),
        ("not-found", "--phase 1  Store  1/3")
    );
    let (_, hint) = kind(&["task", "x", "--phase", "Stroe"]);
    assert_eq!(hint, "Did you mean `--phase 1  Store  1/3`?");
    assert_eq!(kind(&["check", "x", "--phase", "r"]).0, "ambiguous");
    assert_eq!(kind(&["edge-case", "x", "--phase", ""]).0, "not-found");
    sandbox
        .plan(&["add", "metrics-cache", "task", "x", "--phase", "Phase 1"])
        .ok();

    sandbox.write("plain.md", "# Plain\n");
    let run = sandbox.plan(&["add", "plain.md", "task", "x"]).fails(2);
    assert!(
        run.stderr.contains("`plan add plain.md phase NAME`"),
        "{}",
        run.screen()
    );
    sandbox.plan(&["add", "plain.md", "phase", "One"]).ok();
    assert_eq!(
        sandbox.read("plain.md"),
        "# Plain\n\n## Implementation Phases\n\n### Phase 1: One\n"
    );
    sandbox.plan(&["add", "plain.md", "task", "x"]).ok();
}

#[test]
fn what_does_not_fit_is_refused() {
    let sandbox = two_plans();
    for (args, words) in [
        (
            &["risk", "x", "--phase", "1"][..],
            "a risk has no `--phase`",
        ),
        (
            &["criterion", "x", "--goal", "y"],
            "a success criterion has no `--goal`",
        ),
        (&["task", " ", "--phase", "1"], "the task has no text"),
        (&["task", "a\n\n## b", "--phase", "1"], "cannot be written"),
        (&["phase", "a\nb"], "must be one line"),
        (&["meeting", "x"], "invalid value 'meeting'"),
        (&["task"], "<TEXT>..."),
    ] {
        let run = sandbox
            .plan(&[&["add", "metrics-cache"], args].concat())
            .fails(2);
        assert!(run.stderr.contains(words), "{words}\n{}", run.screen());
        assert_eq!(sandbox.git_status(), "");
    }
}

#[cfg(unix)]
#[test]
fn the_hook_tells_of_what_was_added() {
    let sandbox = two_plans();
    sandbox.plan(&["init"]).ok();
    sandbox.commit("configured");
    sandbox
        .plan(&["add", "metrics-cache", "task", "Sweep", "--phase", "2"])
        .ok();
    sandbox.commit("a task");
    let text = sandbox.read(CACHE_PATH);
    assert!(text.ends_with("\n- Phase 2: task added: Sweep\n"), "{text}");
}

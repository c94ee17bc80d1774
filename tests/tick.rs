//! `plan tick` and `plan untick`, and what an ITEM may be.

use crate::sample::{CACHE, CACHE_PATH, two_plans};
use crate::sandbox::Sandbox;

#[test]
fn a_tick_changes_one_byte_and_a_tick_back_gives_the_file_back() {
    let sandbox = two_plans();
    sandbox
        .plan(&["tick", "metrics-cache", "1.2", "2.V1"])
        .shows(
            "
exit 0
--- stdout
[x] 1.2  Read the table
[x] 2.v1  Entries vanish
plan/implementation/metrics-cache.md: 3 of 4 done
--- stderr
",
        );
    let now = sandbox.read(CACHE_PATH);
    let changed: Vec<(u8, u8)> = now
        .bytes()
        .zip(CACHE.bytes())
        .filter(|(a, b)| a != b)
        .collect();
    assert_eq!(changed, [(b'x', b' '), (b'x', b' ')]);
    assert_eq!(now.len(), CACHE.len());
    sandbox
        .plan(&["untick", "metrics-cache", "Read the", "vanish"])
        .ok();
    assert_eq!(sandbox.read(CACHE_PATH), CACHE);
}

#[test]
fn all_or_nothing() {
    let sandbox = two_plans();
    for items in [["1.2", "9.9"], ["1.2", "2.1"], ["1.2", "table"]] {
        sandbox
            .plan(&["tick", "metrics-cache", items[0], items[1]])
            .fails(2);
        assert_eq!(sandbox.read(CACHE_PATH), CACHE);
    }
}

#[test]
fn a_box_that_is_ticked_stays_so() {
    let sandbox = two_plans();
    let run = sandbox.plan(&["tick", "metrics-cache", "1.1", "1.1"]).ok();
    assert!(
        run.stdout
            .starts_with("[x] 1.1  Write the table (was ticked already)\n"),
        "{}",
        run.screen()
    );
    assert_eq!(sandbox.git_status(), "");
    let json = sandbox
        .plan(&["tick", "metrics-cache", "1.1", "--json"])
        .ok()
        .json();
    assert_eq!(json["items"][0]["changed"], false);
    assert_eq!(
        json["progress"],
        serde_json::json!({ "done": 1, "total": 4 })
    );
}

#[test]
fn an_address_comes_before_a_text() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "x.md",
        "# X\n\n### Phase 1: A\n\n- [ ] see 1.2\n- [ ] other\n",
    );
    let json = sandbox.plan(&["tick", "x.md", "1.2", "--json"]).ok().json();
    assert_eq!(json["items"][0]["text"], "other");
}

#[test]
fn a_text_that_fits_two_items_or_none_is_an_error_that_helps() {
    let sandbox = two_plans();
    let json = sandbox
        .plan(&["tick", "metrics-cache", "TABLE", "--json"])
        .fails(2)
        .json();
    assert_eq!(json["kind"], "ambiguous");
    assert_eq!(
        json["hints"],
        serde_json::json!(["1.1  Write the table", "1.2  Read the table"])
    );
    let json = sandbox
        .plan(&["tick", "metrics-cache", "load tset", "--json"])
        .fails(2)
        .json();
    assert_eq!(json["kind"], "not-found");
    assert_eq!(json["hints"][0], "Did you mean 1.v1  Load test passes?");
    let json = sandbox
        .plan(&["tick", "metrics-cache", "timer", "--json"])
        .fails(2)
        .json();
    assert_eq!(json["kind"], "refused");
    assert!(json["message"].as_str().unwrap().contains("2.1 has no box"));
}

#[test]
fn a_dry_run_shows_the_diff_and_writes_nothing() {
    let sandbox = two_plans();
    let run = sandbox
        .plan(&["tick", "metrics-cache", "1.2", "--dry-run"])
        .ok();
    assert!(
        run.stdout
            .contains("\n-- [ ] Read the table\n+- [x] Read the table\n"),
        "{}",
        run.screen()
    );
    assert_eq!(sandbox.git_status(), "");
    let json = sandbox
        .plan(&["tick", "metrics-cache", "1.2", "--dry-run", "--json"])
        .ok()
        .json();
    assert_eq!(json["diff"].as_str().unwrap(), run.stdout);
}

#[test]
fn a_file_outside_any_repository_is_ticked() {
    let sandbox = Sandbox::without_repository();
    sandbox.write("list.md", "- [ ] milk\r\n- [ ] bread");
    sandbox.plan(&["tick", "list.md", "bread"]).ok();
    assert_eq!(sandbox.read("list.md"), "- [ ] milk\r\n- [x] bread");
}

#[test]
#[cfg(unix)]
fn the_mode_of_the_file_and_a_link_to_it_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = two_plans();
    let file = sandbox.directory().join(CACHE_PATH);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink(
        "metrics-cache.md",
        sandbox.directory().join("plan/implementation/link.md"),
    )
    .unwrap();
    sandbox
        .plan(&["tick", "plan/implementation/link.md", "1.2"])
        .ok();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    assert!(
        sandbox
            .directory()
            .join("plan/implementation/link.md")
            .is_symlink()
    );
    assert!(sandbox.read(CACHE_PATH).contains("[x] Read the table"));
}

//! `plan diff` of the real program: which versions are compared, what a person sees, and the contract in JSON.

use serde_json::{Value, json};

use crate::plans::{CACHE, PATH, READY, cache};
use crate::sandbox::{Run, Sandbox};

const SHORT: &str = "plan/implementation/cache.md";

/// The plan, committed on the first of January.
fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.commit("Plan the cache");
    s
}

/// `path: kind kind`, one plan a line.
fn kinds(run: &Run) -> Vec<String> {
    let told = run.json();
    assert_eq!(told["schema"], "plan.diff/1");
    let plans = told["plans"].as_array().unwrap().clone();
    let kinds = |plan: &Value| -> String {
        let changes = plan["changes"].as_array().unwrap();
        changes
            .iter()
            .map(|change| format!(" {}", change["kind"].as_str().unwrap()))
            .collect()
    };
    plans
        .iter()
        .map(|plan| {
            let name = plan["path"].as_str().unwrap().rsplit('/').next().unwrap();
            format!(
                "{name} {}:{}",
                plan["change"].as_str().unwrap(),
                kinds(plan)
            )
        })
        .collect()
}

fn ask(s: &Sandbox, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["diff", "--json"].iter().chain(args).copied().collect();
    kinds(&s.plan(&args).ok())
}

/// Several kinds of change in one plan, with words that stay.
fn rich() -> String {
    cache(&[
        READY,
        (
            "**Estimated Complexity**: Low",
            "**Estimated Complexity**: Low to medium, since the cluster has to agree on what is old",
        ),
        ("- [ ] Keys expire", "- [x] Keys expire"),
        ("- [ ] Memory is bounded", "- [x] Memory is bounded"),
        (
            "1. **Call it from the dashboard**",
            "1. **Call it from the dashboard**\n2. **Show how old the numbers are**",
        ),
        ("Nothing yet.", "Something by now."),
    ])
}

#[test]
fn nothing_is_said_where_nothing_changed() {
    let s = repository();
    for args in [
        &["diff"][..],
        &["diff", "--cached"],
        &["diff", "HEAD", "--exit-code"],
        &["diff", "HEAD..HEAD"],
        &["diff", "--markdown"],
        &["diff", "cache"],
    ] {
        s.plan(args).ok().shows("exit 0\n--- stdout\n--- stderr\n");
    }
    assert_eq!(ask(&s, &[]), [""; 0]);
    // Line endings are none of a plan's business.
    s.write(PATH, CACHE.replace('\n', "\r\n"));
    s.plan(&["diff", "--exit-code"])
        .ok()
        .shows("exit 0\n--- stdout\n--- stderr\n");
}

#[test]
fn the_screen_at_80_columns() {
    let s = repository();
    s.write(PATH, rich());
    s.plan(&["diff"]).ok().shows(
        "
exit 0
--- stdout
Metrics cache
plan/implementation/metrics-cache.md
  - Status: Draft -> Ready
  - Field changed: Estimated Complexity: Low -> Low to medium, since the cluster
    has to agree on what is old

  Phase 1: Store
  - Phase 1 completed, 2 of 2
  - Ticked 1.v1: Keys expire
  - Ticked 1.v2: Memory is bounded

  Phase 2: Wire
  - Task added: Show how old the numbers are

  Other sections
  - Section changed: Notes
--- stderr
",
    );
}

#[test]
fn the_screen_at_40_columns() {
    let mut s = repository();
    s.write(PATH, rich());
    s.env("COLUMNS", "40");
    s.plan(&["diff"]).ok().shows(
        "
exit 0
--- stdout
Metrics cache
plan/implementation/metrics-cache.md
  - Status: Draft -> Ready
  - Field changed: Estimated Complexity:
    Low -> Low to medium, since the
    cluster has to agree on what is old

  Phase 1: Store
  - Phase 1 completed, 2 of 2
  - Ticked 1.v1: Keys expire
  - Ticked 1.v2: Memory is bounded

  Phase 2: Wire
  - Task added: Show how old the numbers
    are

  Other sections
  - Section changed: Notes
--- stderr
",
    );
}

#[test]
fn reworded_values_are_told_word_by_word() {
    let s = Sandbox::new();
    let plan = |owner: &str| format!("# Implementation Plan: T\n\n**Owner**: {owner}\n");
    s.write(PATH, plan("the team that runs the shop in the evening"));
    s.commit("one");
    s.write(
        PATH,
        plan("the people that run the shop in the evening hours"),
    );
    s.plan(&["diff"]).ok().shows(
        "
exit 0
--- stdout
T
plan/implementation/metrics-cache.md
  - Field changed: Owner: the [-team-]{+people+} that [-runs-]{+run+} the shop
    in the evening {+hours+}
--- stderr
",
    );
    let run = s.plan(&["diff", "--color", "always"]).ok();
    assert!(
        run.stdout
            .contains("\u{1b}[31m[-team-]\u{1b}[0m\u{1b}[32m{+people+}\u{1b}[0m"),
        "{:?}",
        run.stdout
    );
    let run = s.plan(&["diff", "--markdown"]).ok();
    assert!(
        run.stdout.contains(
            "- Field changed: Owner: the ~~team~~ **people** that ~~runs~~ **run** the shop in the evening **hours**\n"
        ),
        "{}",
        run.screen()
    );
}

#[test]
fn the_json_contract() {
    let s = repository();
    s.git(&["mv", PATH, SHORT]);
    s.write(SHORT, cache(&[READY]));
    s.write("plan/implementation/new.md", "# A page\n");
    let told = s.plan(&["diff", "--json"]).ok().json();
    assert_eq!(told.as_object().unwrap().keys().next().unwrap(), "schema");
    let confidence = told["plans"][0]["confidence"].clone();
    assert!(confidence.as_f64().unwrap() > 0.5);
    assert_eq!(
        told,
        json!({
            "schema": "plan.diff/1", "complete": true, "notes": [],
            "plans": [
                {
                    "path": SHORT, "previous_path": PATH, "confidence": confidence,
                    "title": "Metrics cache", "kind": "plan", "change": "renamed",
                    "changes": [
                        {
                            "kind": "status-changed", "class": "semantic", "at": "status",
                            "from": "Draft", "to": "Ready", "summary": "Status: Draft -> Ready"
                        },
                        {
                            "kind": "renamed", "class": "semantic", "at": "path", "from": PATH,
                            "summary": format!("Renamed from {PATH}")
                        }
                    ]
                },
                {
                    "path": "plan/implementation/new.md", "title": "A page", "kind": "document", "change": "created",
                    "changes": [{ "kind": "created", "class": "semantic", "at": "path", "summary": "Created" }]
                }
            ]
        })
    );
}

#[test]
fn created_deleted_and_renamed_plans() {
    let s = repository();
    s.write(
        "plan/implementation/old.md",
        "# Implementation Plan: Old\n\n**Status**: Draft\n",
    );
    s.commit("another");
    s.git(&["mv", PATH, SHORT]);
    s.git(&["rm", "-q", "plan/implementation/old.md"]);
    s.write("plan/implementation/page.md", "Just a page.\n");
    // A copy is a new plan.
    s.write(
        "plan/implementation/copy.md",
        CACHE.replace("Metrics", "Other"),
    );
    s.plan(&["diff"]).ok().shows(
        "
exit 0
--- stdout
Metrics cache
plan/implementation/cache.md
  - Renamed from plan/implementation/metrics-cache.md

Other cache
plan/implementation/copy.md
  - Created

Old
plan/implementation/old.md (deleted)

plan/implementation/page.md
  - Created
--- stderr
",
    );
    assert_eq!(
        ask(&s, &["--cached"]),
        ["cache.md renamed: renamed", "old.md deleted:"]
    );
    // By the path it had, by the file name it had, and by where it is.
    for name in [PATH, "metrics-cache", SHORT] {
        assert_eq!(ask(&s, &[name]), ["cache.md renamed: renamed"], "{name}");
    }
    assert_eq!(ask(&s, &["old"]), ["old.md deleted:"]);
    assert_eq!(ask(&s, &["Other"]), ["copy.md created: created"]);
}

/// Ready on main after a branch was made, a tick on the branch.
fn branches() -> Sandbox {
    let s = repository();
    s.git(&["tag", "v1"]);
    s.git(&["checkout", "-qb", "side"]);
    s.at("2026-01-03T12:00:00Z");
    s.write(PATH, cache(&[("- [ ] Keys expire", "- [x] Keys expire")]));
    s.commit("A tick");
    s.git(&["checkout", "-q", "main"]);
    s.at("2026-01-05T12:00:00Z");
    s.write(PATH, cache(&[READY]));
    s.commit("Ready");
    s
}

#[test]
fn revisions_as_git_has_them() {
    let s = branches();
    let tick = ["metrics-cache.md modified: ticked"];
    let ready = ["metrics-cache.md modified: status-changed"];
    let both = ["metrics-cache.md modified: status-changed ticked"];
    let back = ["metrics-cache.md modified: status-changed unticked"];
    assert_eq!(ask(&s, &["v1"]), ready);
    assert_eq!(ask(&s, &["v1..side"]), tick);
    assert_eq!(ask(&s, &["v1", "side"]), tick);
    assert_eq!(ask(&s, &["main..side"]), both);
    assert_eq!(ask(&s, &["..side"]), both);
    assert_eq!(ask(&s, &["side.."]), back);
    assert_eq!(ask(&s, &["main...side"]), tick);
    assert_eq!(ask(&s, &["side...main"]), ready);
    assert_eq!(ask(&s, &["side..."]), ready);
    assert_eq!(ask(&s, &["HEAD~1..HEAD", "metrics-cache"]), ready);
    assert_eq!(ask(&s, &["v1", "--", "metrics"]), ready);
    assert_eq!(ask(&s, &["v1", PATH]), ready);
    // What `--rev` names stands for HEAD.
    assert_eq!(ask(&s, &["--rev", "side"]), back);
    assert_eq!(ask(&s, &["--rev", "side", "v1.."]), tick);
    // Staged: neither the work tree nor HEAD.
    s.write(PATH, cache(&[READY, ("Nothing yet.", "Something.")]));
    s.git(&["add", PATH]);
    s.write(PATH, CACHE);
    let noted = ["metrics-cache.md modified: section-changed"];
    assert_eq!(ask(&s, &["--cached"]), noted);
    assert_eq!(ask(&s, &["--staged", "HEAD"]), noted);
    assert_eq!(
        ask(&s, &["--cached", "v1"]),
        ["metrics-cache.md modified: status-changed section-changed"]
    );
    assert_eq!(ask(&s, &[]), ["metrics-cache.md modified: status-changed"]);
}

#[test]
fn dates_are_the_first_parent_line_of_head() {
    let s = branches();
    s.at("2026-01-06T12:00:00Z");
    let ready = ["metrics-cache.md modified: status-changed"];
    // The tick of the third of January is on another branch.
    assert_eq!(ask(&s, &["2026-01-04"]), ready);
    assert_eq!(ask(&s, &["3 days ago"]), ready);
    assert_eq!(ask(&s, &["yesterday"]), [""; 0]);
    assert_eq!(ask(&s, &["2026-01-01..2026-01-05"]), ready);
    assert_eq!(ask(&s, &["2026-01-01..2026-01-04"]), [""; 0]);
    let run = s.plan(&["diff", "2025-12-01", "--json"]).fails(2).json();
    assert_eq!(run["kind"], "not-found");
    // A revision goes before a date.
    s.git(&["branch", "2026-01-01", "main"]);
    assert_eq!(ask(&s, &["2026-01-01"]), [""; 0]);
    let run = s.plan(&["diff", "-v", "3 days ago"]).ok();
    let commit = s.git(&["rev-parse", "v1"]);
    assert!(
        run.stderr
            .contains(&format!("from commit {} to the work tree", &commit[..8])),
        "{}",
        run.screen()
    );
}

#[test]
fn what_is_neither_a_revision_nor_a_plan() {
    let s = branches();
    s.plan(&["diff", "mian"]).fails(2).shows(
        "
exit 2
--- stdout
--- stderr
plan: error: `mian` is no plan: no path, file name or title fits
plan: hint: `plan list` shows every plan.
plan: hint: Did you mean the revision `main`?
plan: hint: It is no revision and no date either; `git branch -a` and `git tag` show the names there are.
",
    );
    s.plan(&["diff", "mian..side"]).fails(2).shows(
        "
exit 2
--- stdout
--- stderr
plan: error: `mian` names nothing in this repository; `git log --all --oneline` and `git branch -a` show what there is
plan: hint: Did you mean `main`?
plan: hint: A date will do too, such as 2026-01-31 or `2 weeks ago`.
",
    );
    for args in [
        &["diff", "v1", "side", "main", "--json"][..],
        &["diff", "v1..side", "--cached", "--json"],
        &["diff", "--json", "--markdown"],
        &["--json", "diff", "--markdown"],
        &["diff", "--no-index", "a.md", "--json"],
        &["diff", "--no-index", "a.md", "b.md", "--cached", "--json"],
        &["diff", "--", "", "--json"],
    ] {
        let run = s.plan(args).fails(2);
        if args.last() != Some(&"--json") || !args.contains(&"--") {
            assert_eq!(run.json()["kind"], "usage", "{}", run.screen());
        }
    }
    s.git(&["checkout", "-q", "--orphan", "alone"]);
    s.commit("Nothing in common");
    let run = s.plan(&["diff", "main...alone", "--json"]).fails(2);
    assert_eq!(run.json()["kind"], "not-found");
    assert!(
        run.json()["hints"][0]
            .as_str()
            .unwrap()
            .contains("Two dots")
    );
}

#[test]
fn a_plan_with_a_name_like_hex_digits_is_a_plan() {
    let s = repository();
    for name in ["a", "add", "cafe"] {
        s.write(
            format!("plan/implementation/{name}.md"),
            format!("# Implementation Plan: {name} x\n"),
        );
        assert_eq!(ask(&s, &[name]), [format!("{name}.md created: created")]);
    }
    for spelt in ["HEAD~99", "HEAD^{tree}", "HEAD:plan"] {
        let run = s.plan(&["diff", spelt, "--json"]).fails(2).json();
        let message = run["message"].as_str().unwrap();
        assert!(!message.contains("is no plan"), "{message}");
    }
}

#[test]
fn a_name_of_both_is_the_revision() {
    let s = branches();
    s.git(&["branch", "metrics-cache", "v1"]);
    let run = s.plan(&["diff", "metrics-cache"]).ok();
    assert!(run.stdout.contains("Draft -> Ready"), "{}", run.screen());
    assert!(
        run.stderr
            .contains("`plan diff -- metrics-cache` names the plan"),
        "{}",
        run.screen()
    );
    s.plan(&["diff", "--", "metrics-cache"])
        .ok()
        .shows("exit 0\n--- stdout\n--- stderr\n");
}

#[test]
fn exit_codes_are_for_scripts() {
    let s = repository();
    s.write(PATH, cache(&[("- [ ] Keys expire", "- [x] Keys expire")]));
    s.plan(&["diff"]).ok();
    assert!(!s.plan(&["diff", "--exit-code"]).fails(1).stdout.is_empty());
    s.plan(&["diff", "--exit-code", "-q"])
        .fails(1)
        .shows("exit 1\n--- stdout\n--- stderr\n");
    // Blanks at the end of a line, and an entry of the log.
    s.write(
        PATH,
        format!("{CACHE}\n### 2026-01-02 - Mine\n\n- x\n")
            .replace("**Tasks**:\n", "**Tasks**:  \n"),
    );
    s.plan(&["diff", "--exit-code"]).ok().shows(
        "
exit 0
--- stdout
Metrics cache
plan/implementation/metrics-cache.md
  only 1 cosmetic change; `--all` shows them
--- stderr
",
    );
    s.plan(&["diff", "--exit-code", "--all"]).fails(1).shows(
        "
exit 1
--- stdout
Metrics cache
plan/implementation/metrics-cache.md

  Other sections
  - Log entry added: 2026-01-02 - Mine
--- stderr
",
    );
    let run = s.plan(&["diff", "--markdown"]).ok();
    assert!(
        run.stdout.ends_with("\nOnly 1 cosmetic change.\n"),
        "{}",
        run.screen()
    );
    s.git(&["rm", "-qf", PATH]);
    s.plan(&["diff", "--exit-code", "-q"]).fails(1);
}

#[test]
fn many_ticks_are_a_number_unless_each_is_asked_for() {
    let s = Sandbox::new();
    let boxes = |mark: &str| -> String {
        (1..=5)
            .map(|number| format!("- [{mark}] Step {number}\n"))
            .collect()
    };
    let plan = |mark: &str| {
        format!(
            "# Implementation Plan: T\n\n**Status**: Draft\n\n### Phase 1: One\n\n**Verification**:\n{}- [ ] last\n",
            boxes(mark)
        )
    };
    s.write(PATH, plan(" "));
    s.commit("one");
    s.write(PATH, plan("x"));
    let run = s.plan(&["diff"]).ok();
    assert!(
        run.stdout.contains("  - 5 items ticked in Phase 1\n"),
        "{}",
        run.screen()
    );
    let run = s.plan(&["diff", "--verbose"]).ok();
    assert!(
        run.stdout.contains("  - Ticked 1.v4: Step 4\n"),
        "{}",
        run.screen()
    );
}

#[test]
fn markdown_for_a_review() {
    let s = repository();
    s.write(PATH, rich());
    s.plan(&["diff", "--markdown"]).ok().shows(
        "
exit 0
--- stdout
### Metrics cache

plan/implementation/metrics-cache.md

**Status: Draft → Ready**

- Field changed: Estimated Complexity: Low → Low to medium, since the cluster has to agree on what is old

**Phase 1: Store**

- Phase 1 completed, 2 of 2
- Ticked 1.v1: Keys expire
- Ticked 1.v2: Memory is bounded

**Phase 2: Wire**

- Task added: Show how old the numbers are

**Other sections**

- Section changed: Notes
--- stderr
",
    );
}

#[test]
fn markdown_of_hostile_plans_is_only_text() {
    let s = repository();
    let tasks: String = (2..=25)
        .map(|number| {
            format!("{number}. **Task <b>{number}</b> for @ada, see #12 `x` https://x.y [a](b)**\n")
        })
        .collect();
    s.write(
        PATH,
        cache(&[
            ("Metrics cache", "<script>x</script> </details> @team"),
            (
                "1. **Call it from the dashboard**\n",
                &format!("1. **Call it from the dashboard**\n{tasks}"),
            ),
        ]),
    );
    let run = s.plan(&["diff", "--markdown"]).ok();
    let text = &run.stdout;
    assert!(
        text.contains("<details>\n<summary>25 changes</summary>\n\n")
            && text.ends_with("\n</details>\n"),
        "{text}"
    );
    assert_eq!(text.matches('<').count(), 4, "{text}");
    for mark in ["@ada", "@team", "#12", "://", "[a]", " `x`"] {
        assert!(!text.contains(mark), "{mark}: {text}");
    }
    assert!(
        text.starts_with("### &lt;script&gt;x&lt;/script&gt; &lt;/details&gt; @&#8203;team\n"),
        "{text}"
    );
}

/// An independent reader of Markdown, with everything switched on that a platform may know, sees nothing but our own marks.
#[test]
fn nothing_in_a_plan_breaks_the_markdown() {
    let s = Sandbox::new();
    let hostile = [
        "`code` ``two`` ```three",
        "*a* **b** __c__ ~d~ ~~e~~ ==f== ^g^ ||h||",
        "</details></summary><b>x</b><!-- y -->",
        "[a](https://x.y) ![i](https://x.y/z.png) [r][1] [^1] <https://x.y>",
        "https://x.y www.x.y ftp://x.y mailto:a@b.c a@b.c xmpp:a@b.c",
        "&lt;script&gt; &#64;ada &copy;",
        "@ada #12 GH-12 org/repo#3 !4 $x$ $`y`$ :+1:",
        "- [ ] 1. a",
        "+ b",
        "1) c",
        "# d",
        "> e",
        "| f | g |",
        "***",
        "===",
        "\\",
        "a\\",
    ];
    let plan = |tail: &str| -> String {
        let fields: String = hostile
            .iter()
            .enumerate()
            .map(|(number, text)| format!("**Field {number}**: one two three {text} {tail}\n"))
            .collect();
        let tasks: String = hostile
            .iter()
            .enumerate()
            .map(|(number, text)| format!("{}. **{text} {tail}**\n", number + 1))
            .collect();
        format!(
            "# Implementation Plan: {} {tail}\n\n**Status**: Draft {tail} @ada\n{fields}\n### Phase 1: <i> @x {tail}\n\n\
             **Tasks**:\n{tasks}",
            hostile[3]
        )
    };
    s.write(PATH, plan("old"));
    s.commit("one");
    s.write(PATH, plan("new words"));
    let run = s.plan(&["diff", "--markdown"]).ok();
    assert!(run.stdout.contains("<details>"), "{}", run.screen());
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.render.r#unsafe = true;
    let html = comrak::markdown_to_html(&run.stdout, &options);
    let ours = ["h3", "p", "ul", "li", "strong", "del", "details", "summary"];
    let tags = html.split('<').skip(1).map(|rest| {
        let name = rest.split('>').next().unwrap();
        name.trim_start_matches('/')
    });
    let foreign: Vec<&str> = tags.filter(|tag| !ours.contains(tag)).collect();
    assert!(foreign.is_empty(), "{foreign:?}\n{html}\n{}", run.stdout);
    let marks = html.matches("<li>").count();
    assert_eq!(marks, run.stdout.matches("\n- ").count(), "{html}");
    assert!(html.contains("@\u{200b}ada"), "{html}");
    assert!(!html.contains("@ada") && !html.contains("#12"), "{html}");
}

#[test]
fn control_characters_are_made_visible() {
    let s = repository();
    s.write(
        PATH,
        cache(&[("Memory is bounded", "Memory \u{1b}[2J is \u{202e}bounded")]),
    );
    for args in [&["diff"][..], &["diff", "--markdown"], &["diff", "--json"]] {
        let run = s.plan(args).ok();
        assert!(
            !run.stdout.contains(['\u{1b}', '\u{202e}']),
            "{:?}",
            run.stdout
        );
        assert!(run.stdout.contains("202e"), "{:?}", run.stdout);
    }
}

#[test]
fn what_cannot_be_read_is_a_note_and_the_others_go_on() {
    let s = repository();
    s.write("plan/implementation/latin.md", b"# Caf\xe9\n");
    s.write(
        "plan/implementation/torn.md",
        "<<<<<<< a\n# A\n=======\n# B\n>>>>>>> b\n",
    );
    s.write(PATH, cache(&[READY]));
    let run = s.plan(&["diff", "--json"]).ok();
    assert_eq!(kinds(&run), ["metrics-cache.md modified: status-changed"]);
    let told = run.json();
    assert_eq!(told["complete"], json!(false));
    assert_eq!(told["notes"].as_array().unwrap().len(), 2);
    for (name, why) in [("latin.md", "UTF-8"), ("torn.md", "conflict")] {
        let said = run
            .stderr
            .lines()
            .find(|line| line.contains(name))
            .unwrap_or_else(|| panic!("{}", run.screen()));
        assert!(
            said.starts_with("plan: warning: not compared: ") && said.contains(why),
            "{said}"
        );
    }
    // It must not pass for one that is the same.
    s.git(&["checkout", "-q", PATH]);
    s.plan(&["diff", "--exit-code"]).fails(1);
    let run = s.plan(&["diff", "--exit-code", "cache"]).ok();
    assert_eq!(run.stderr, "");
}

#[test]
fn a_path_that_is_not_utf8_is_quoted() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    let s = repository();
    let blob = s.git(&["hash-object", "-w", PATH]);
    let script = format!(
        "printf '100644 {blob}\\tplan/implementation/caf\\351.md\\n' | git update-index --index-info"
    );
    assert!(
        s.command("sh")
            .args(["-c", &script])
            .status()
            .unwrap()
            .success()
    );
    let told = s.plan(&["diff", "--cached", "--json"]).ok().json();
    assert_eq!(
        told["plans"][0]["path"],
        "\"plan/implementation/caf\\351.md\""
    );
    assert_eq!(told["plans"][0]["path_quoted"], json!(true));
}

#[test]
fn before_the_first_commit() {
    let s = Sandbox::new();
    assert_eq!(ask(&s, &[]), [""; 0]);
    s.write(PATH, CACHE);
    assert_eq!(ask(&s, &[]), ["metrics-cache.md created: created"]);
    assert_eq!(ask(&s, &["--cached"]), [""; 0]);
    s.git(&["add", PATH]);
    assert_eq!(
        ask(&s, &["--cached", "cache"]),
        ["metrics-cache.md created: created"]
    );
    let run = s.plan(&["diff", "..side", "--json"]).fails(2);
    assert_eq!(run.json()["kind"], "not-found");
}

#[test]
fn a_bare_repository_compares_commits() {
    let mut s = branches();
    s.git(&["clone", "-q", "--bare", ".", "../bare"]);
    s.enter("../bare");
    assert_eq!(
        ask(&s, &["v1..main"]),
        ["metrics-cache.md modified: status-changed"]
    );
    assert_eq!(
        ask(&s, &["--rev", "side", "v1..", "metrics"]),
        ["metrics-cache.md modified: ticked"]
    );
    for args in [
        &["diff", "--json"][..],
        &["diff", "v1", "--json"],
        &["diff", "--cached", "--json"],
    ] {
        let run = s.plan(args).fails(2);
        assert_eq!(run.json()["kind"], "refused");
        assert_eq!(
            run.json()["hints"],
            json!(["Name two versions: `plan diff A..B`."])
        );
    }
}

#[test]
fn two_files_without_a_repository() {
    let s = Sandbox::without_repository();
    s.write("old.md", CACHE);
    s.write("sub/new.md", cache(&[READY]));
    s.plan(&["diff", "--no-index", "old.md", "sub/new.md"])
        .ok()
        .shows(
            "
exit 0
--- stdout
Metrics cache
old.md -> sub/new.md
  - Status: Draft -> Ready
--- stderr
",
        );
    let told = s
        .plan(&[
            "-C",
            "sub",
            "diff",
            "--no-index",
            "../old.md",
            "new.md",
            "--json",
        ])
        .ok()
        .json();
    let plan = &told["plans"][0];
    assert_eq!(
        (&plan["path"], &plan["previous_path"], &plan["change"]),
        (&json!("new.md"), &json!("../old.md"), &json!("modified"))
    );
    s.write("crlf.md", CACHE.replace('\n', "\r\n"));
    s.plan(&["diff", "--no-index", "old.md", "crlf.md", "--exit-code"])
        .ok()
        .shows("exit 0\n--- stdout\n--- stderr\n");
    let run = s
        .plan(&["diff", "--no-index", "old.md", "gone.md", "--json"])
        .fails(2);
    assert_eq!(run.json()["kind"], "not-found");
    s.plan(&["diff"]).fails(2).shows(
        "
exit 2
--- stdout
--- stderr
plan: error: no git repository in `$ROOT/repo` or any directory above it; go into one, name one, or run `git init`
plan: hint: `plan -C DIR ...` asks about another directory.
plan: hint: `plan diff --no-index A B` compares two files outside of a repository.
",
    );
}

#[test]
fn other_paths_other_directories_and_files_that_are_not_configured() {
    let mut s = repository();
    s.write("rfc/0001.md", "# One\n\n**Status**: Draft\n");
    s.write("outside.md", "x\n");
    s.commit("rfc");
    s.write("rfc/0001.md", "# One\n\n**Status**: Accepted\n");
    let accepted = ["0001.md modified: status-changed"];
    assert_eq!(ask(&s, &[]), [""; 0]);
    assert_eq!(ask(&s, &["--paths", "rfc/*.md"]), accepted);
    assert_eq!(ask(&s, &["rfc/0001.md"]), accepted);
    assert_eq!(ask(&s, &["--paths", "**/*.md", "rfc"]), accepted);
    assert_eq!(ask(&s, &["--paths", "**/*.md", "."]), accepted);
    assert_eq!(ask(&s, &["--paths", "**/*.md", "plan"]), [""; 0]);
    s.enter("rfc");
    assert_eq!(ask(&s, &["0001.md"]), accepted);
    assert_eq!(ask(&s, &["./0001.md"]), accepted);
    assert_eq!(ask(&s, &["../rfc/0001.md"]), accepted);
    std::fs::write(s.root().join("far.md"), CACHE).unwrap();
    let run = s.plan(&["diff", "../../far.md", "--json"]).fails(2);
    assert!(
        run.json()["hints"][0]
            .as_str()
            .unwrap()
            .contains("--no-index")
    );
}

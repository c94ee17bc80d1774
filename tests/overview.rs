//! `plan` without a command, and `plan --version`.

use crate::sample::{CACHE, CACHE_PATH, two_plans};
use crate::sandbox::Sandbox;

#[test]
fn it_shows_where_one_stands_and_what_to_type() {
    let sandbox = two_plans();
    sandbox.write(CACHE_PATH, CACHE.replace("Draft", "Ready"));
    sandbox.plan(&[]).shows(
        "
exit 0
--- stdout
2 plans at `plan/implementation/*.md`

Title          Status       Done  Commit
Login page     In Progress   2/2
Metrics cache  Ready         1/4  not committed

Next
  plan init     the hook is not installed in this clone
  git add plan/implementation/metrics-cache.md
                1 plan not committed; then `git commit`
  plan history  what changed, and when the status moved
--- stderr
",
    );
}

#[test]
fn a_fresh_repository_is_told_how_to_begin() {
    let sandbox = Sandbox::new();
    sandbox.plan(&["init"]).ok();
    sandbox.plan(&[]).shows(
        "
exit 0
--- stdout
No plans at `plan/implementation/*.md`.

Next
  plan new \"NAME\"           write a plan from the template
  plan --paths 'GLOB' list  look for plans elsewhere
--- stderr
",
    );
    let json = sandbox.plan(&["--json"]).ok().json();
    assert_eq!(json["schema"], "plan.overview/1");
    assert_eq!(json["hook"], "installed");
    assert_eq!(json["next"][0]["command"], "plan new \"NAME\"");
}

#[test]
fn outside_a_repository_it_is_no_error() {
    let sandbox = Sandbox::without_repository();
    sandbox.plan(&[]).shows(
        "
exit 0
--- stdout
No git repository in $ROOT/repo or any directory above it.
Plans are looked for inside a repository, at `plan/implementation/*.md`.

Next
  git init        make a repository here
  plan init       then set it up for plans
  plan show FILE  read any plan file, without a repository
--- stderr
",
    );
    assert_eq!(sandbox.plan(&["--json"]).ok().json()["repository"], false);
}

#[test]
fn the_version_names_what_it_stands_on() {
    let sandbox = Sandbox::without_repository();
    let run = sandbox.plan(&["--version"]).ok();
    let git = sandbox.git(&["--version"]).replace("git version ", "");
    let start = format!("plan {} (git {git}, libgit2 1.", env!("CARGO_PKG_VERSION"));
    assert!(run.stdout.starts_with(&start), "{}", run.screen());
    assert_eq!(
        sandbox.plan(&["-V", "--json"]).ok().json()["schema"],
        "plan.version/1"
    );
}

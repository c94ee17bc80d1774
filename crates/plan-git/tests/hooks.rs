//! The hook installed in real repositories and run by real commits, with a stand-in for the program.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use plan_git::hooks::{
    Hook, HookError, HookState, Installation, Manager, Removal, install, state, uninstall,
    uninstall_all,
};
use plan_git::repository::Repository;

struct Repo {
    root: tempfile::TempDir,
}

impl Repo {
    fn new() -> Self {
        let repo = Self {
            root: tempfile::tempdir().unwrap(),
        };
        fs::create_dir_all(repo.path("repo")).unwrap();
        fs::create_dir_all(repo.path("bin")).unwrap();
        repo.git(&["init", "-q"]);
        repo
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().canonicalize().unwrap().join(name)
    }

    fn hook(&self) -> PathBuf {
        self.path("repo/.git/hooks/pre-commit")
    }

    fn open(&self) -> Repository {
        Repository::discover(&self.path("repo")).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut path = vec![self.path("bin")];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        let mut command = Command::new("git");
        command
            .args(args)
            .current_dir(self.path("repo"))
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("HOME", self.root.path())
            .env("XDG_CONFIG_HOME", self.root.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", "Ann")
            .env("GIT_AUTHOR_EMAIL", "ann@example.org")
            .env("GIT_COMMITTER_NAME", "Ann")
            .env("GIT_COMMITTER_EMAIL", "ann@example.org")
            .env("TZ", "UTC")
            .env("LC_ALL", "C");
        command
    }

    fn git(&self, args: &[&str]) {
        let output = self.command(args).output().unwrap();
        assert!(
            output.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Whether a commit went through, and what was said.
    fn commit(&self) -> (bool, String) {
        let output = self
            .command(&["commit", "-q", "--allow-empty", "-m", "x"])
            .output()
            .unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    /// A stand-in for the program that says it was there and ends as told.
    fn program(&self, place: &str, end: &str) -> PathBuf {
        let file = self.path(place);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        script(&file, &format!("#!/bin/sh\necho \"ran $*\" >&2\n{end}\n"));
        file
    }
}

fn script(file: &Path, text: &str) {
    fs::write(file, text).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn installed_once_and_taken_away() {
    let repo = Repo::new();
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::NotInstalled
    );
    assert_eq!(
        uninstall(&repo.open(), Hook::PreCommit).unwrap(),
        Removal::NotInstalled
    );
    fs::remove_dir_all(repo.path("repo/.git/hooks")).unwrap();
    let path = repo.hook();
    assert_eq!(
        install(&repo.open(), Hook::PreCommit, None).unwrap(),
        Installation::Installed {
            path: path.clone(),
            chained: false
        }
    );
    assert_eq!(
        install(&repo.open(), Hook::PreCommit, None).unwrap(),
        Installation::AlreadyThere { path: path.clone() }
    );
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::Installed {
            path: path.clone(),
            absolute: None,
            is_old: false
        }
    );

    repo.program("bin/plan", "exit 0");
    assert_eq!(
        repo.commit(),
        (true, "ran hook run pre-commit\n".to_owned())
    );

    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::NotExecutable { path: path.clone() }
    );
    assert_eq!(
        install(&repo.open(), Hook::PreCommit, None).unwrap(),
        Installation::Renewed { path: path.clone() }
    );

    assert_eq!(
        uninstall(&repo.open(), Hook::PreCommit).unwrap(),
        Removal::Removed {
            path: path.clone(),
            restored: false
        }
    );
    assert!(!path.exists());
}

#[test]
fn only_strict_mode_stops_a_commit() {
    let repo = Repo::new();
    install(&repo.open(), Hook::PreCommit, None).unwrap();
    for (end, goes_through, said) in [
        ("exit 0", true, ""),
        ("exit 1", false, ""),
        ("exit 2", true, "the hook ended with 2"),
        ("exit 101", true, "the hook ended with 101"),
        ("kill -9 $$", true, "the hook ended with 137"),
    ] {
        repo.program("bin/plan", end);
        let (went_through, words) = repo.commit();
        assert_eq!(went_through, goes_through, "{end}");
        assert!(words.contains(said), "{end}: {words}");
    }
}

#[test]
fn a_program_that_is_gone_does_not_stop_a_commit() {
    let repo = Repo::new();
    let program = repo.program("it's a \"place\" $x/plan", "exit 0");
    let path = repo.hook();
    install(&repo.open(), Hook::PreCommit, None).unwrap();
    assert_eq!(
        install(&repo.open(), Hook::PreCommit, Some(&program)).unwrap(),
        Installation::Renewed { path: path.clone() }
    );
    let installed = HookState::Installed {
        path,
        absolute: Some(program.clone()),
        is_old: false,
    };
    assert_eq!(state(&repo.open(), Hook::PreCommit).unwrap(), installed);
    assert_eq!(
        repo.commit(),
        (true, "ran hook run pre-commit\n".to_owned())
    );

    fs::remove_file(&program).unwrap();
    // Another `plan` may be on the PATH of this machine; ours comes first.
    repo.program("bin/plan", "echo fallback >&2");
    let (fine, words) = repo.commit();
    assert!(fine && words.contains("fallback"), "{words}");

    let relative = install(
        &repo.open(),
        Hook::PreCommit,
        Some(Path::new("target/plan")),
    );
    assert!(
        matches!(relative, Err(HookError::NotAbsolute { .. })),
        "{relative:?}"
    );
}

#[test]
fn no_program_at_all_is_one_line() {
    let repo = Repo::new();
    install(&repo.open(), Hook::PreCommit, None).unwrap();
    // Only what the script itself needs.
    let bin = repo.path("few");
    fs::create_dir(&bin).unwrap();
    for name in ["sh", "dirname"] {
        let real = std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .map(|dir| dir.join(name))
            .find(|file| file.exists());
        std::os::unix::fs::symlink(real.unwrap(), bin.join(name)).unwrap();
    }
    let output = Command::new("/bin/sh")
        .arg(repo.hook())
        .env("PATH", &bin)
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "plan: warning: the Evolution Log was not updated, because plan is not on the PATH of git; run: plan hook doctor\n"
    );
}

#[test]
fn a_hook_that_was_there_runs_first_and_comes_back() {
    let repo = Repo::new();
    repo.program("bin/plan", "exit 0");
    let mine = "#!/bin/sh\n# \u{fc}ber \r\necho mine >&2\n[ ! -e reject ]\n";
    script(&repo.hook(), mine);
    fs::set_permissions(repo.hook(), fs::Permissions::from_mode(0o711)).unwrap();
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::Foreign {
            path: repo.hook(),
            runs_ours: false
        }
    );
    let path = repo.hook();
    assert_eq!(
        install(&repo.open(), Hook::PreCommit, None).unwrap(),
        Installation::Installed {
            path: path.clone(),
            chained: true
        }
    );
    assert_eq!(
        install(&repo.open(), Hook::PreCommit, None).unwrap(),
        Installation::AlreadyThere { path: path.clone() }
    );
    assert_eq!(
        repo.commit(),
        (true, "mine\nran hook run pre-commit\n".to_owned())
    );

    fs::write(repo.path("repo/reject"), "").unwrap();
    assert_eq!(repo.commit(), (false, "mine\n".to_owned()));

    assert_eq!(
        uninstall(&repo.open(), Hook::PreCommit).unwrap(),
        Removal::Removed {
            path: path.clone(),
            restored: true
        }
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), mine);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o711
    );
    assert!(!path.with_file_name("pre-commit.plan-chained").exists());
}

#[test]
fn a_hook_that_does_not_run_still_comes_back() {
    let repo = Repo::new();
    repo.program("bin/plan", "exit 0");
    fs::write(repo.hook(), "not a script").unwrap();
    fs::set_permissions(repo.hook(), fs::Permissions::from_mode(0o644)).unwrap();
    install(&repo.open(), Hook::PreCommit, None).unwrap();
    assert_eq!(
        repo.commit(),
        (true, "ran hook run pre-commit\n".to_owned())
    );
    uninstall(&repo.open(), Hook::PreCommit).unwrap();
    assert_eq!(fs::read_to_string(repo.hook()).unwrap(), "not a script");

    fs::remove_file(repo.hook()).unwrap();
    std::os::unix::fs::symlink("nowhere", repo.hook()).unwrap();
    install(&repo.open(), Hook::PreCommit, None).unwrap();
    uninstall(&repo.open(), Hook::PreCommit).unwrap();
    assert_eq!(fs::read_link(repo.hook()).unwrap(), Path::new("nowhere"));
}

#[test]
fn lines_of_others_are_never_lost() {
    let repo = Repo::new();
    install(&repo.open(), Hook::PreCommit, None).unwrap();
    let edited = [fs::read(repo.hook()).unwrap().as_slice(), b"make lint\n"].concat();
    fs::write(repo.hook(), &edited).unwrap();
    for result in [
        install(&repo.open(), Hook::PreCommit, None).map(drop),
        uninstall(&repo.open(), Hook::PreCommit).map(drop),
    ] {
        assert!(
            matches!(result, Err(HookError::Edited { .. })),
            "{result:?}"
        );
    }
    assert_eq!(fs::read(repo.hook()).unwrap(), edited);

    // All of them or none.
    for hook in [Hook::PostCommit, Hook::CommitMsg] {
        install(&repo.open(), hook, None).unwrap();
    }
    let result = uninstall_all(&repo.open());
    assert!(
        matches!(result, Err(HookError::Edited { .. })),
        "{result:?}"
    );
    for hook in [Hook::PostCommit, Hook::CommitMsg] {
        let found = state(&repo.open(), hook).unwrap();
        assert!(matches!(found, HookState::Installed { .. }), "{found:?}");
    }

    // A hook was moved aside, then another program put its own over ours.
    let repo = Repo::new();
    script(&repo.hook(), "#!/bin/sh\n# one\n");
    install(&repo.open(), Hook::PreCommit, None).unwrap();
    script(&repo.hook(), "#!/bin/sh\n# two\n");
    let result = install(&repo.open(), Hook::PreCommit, None);
    assert!(
        matches!(result, Err(HookError::TwoHooks { .. })),
        "{result:?}"
    );
    assert_eq!(
        uninstall(&repo.open(), Hook::PreCommit).unwrap(),
        Removal::NotInstalled
    );
    assert!(fs::read_to_string(repo.hook()).unwrap().contains("two"));
}

#[test]
fn a_configured_directory() {
    let repo = Repo::new();
    repo.program("bin/plan", "exit 0");
    repo.git(&["config", "core.hooksPath", "tools/hooks"]);
    let path = repo.path("repo/tools/hooks/pre-commit");
    fs::create_dir_all(repo.path("repo/below")).unwrap();
    let below = Repository::discover(&repo.path("repo/below")).unwrap();
    assert_eq!(
        install(&below, Hook::PreCommit, None).unwrap(),
        Installation::Installed {
            path: path.clone(),
            chained: false
        }
    );
    assert_eq!(
        repo.commit(),
        (true, "ran hook run pre-commit\n".to_owned())
    );
    uninstall(&repo.open(), Hook::PreCommit).unwrap();

    script(&path, "#!/bin/sh\n");
    let result = install(&repo.open(), Hook::PreCommit, None);
    assert!(
        matches!(&result, Err(HookError::Foreign { .. })),
        "{result:?}"
    );
    assert!(
        result
            .unwrap_err()
            .to_string()
            .contains(Hook::PreCommit.line())
    );
    script(&path, "#!/bin/sh\nplan hook run pre-commit\n");
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::Foreign {
            path,
            runs_ours: true
        }
    );

    repo.git(&[
        "config",
        "core.hooksPath",
        repo.path("shared").to_str().unwrap(),
    ]);
    let result = install(&repo.open(), Hook::PreCommit, None);
    assert!(
        matches!(result, Err(HookError::Outside { .. })),
        "{result:?}"
    );
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::Outside {
            hooks: repo.path("shared")
        }
    );
    assert_eq!(
        uninstall(&repo.open(), Hook::PreCommit).unwrap(),
        Removal::NotInstalled
    );
    assert!(!repo.path("shared").exists());

    // Said outright, the usual place is still the usual place.
    repo.git(&[
        "config",
        "core.hooksPath",
        repo.path("repo/.git/hooks").to_str().unwrap(),
    ]);
    script(&repo.hook(), "#!/bin/sh\n");
    assert!(matches!(
        install(&repo.open(), Hook::PreCommit, None).unwrap(),
        Installation::Installed { chained: true, .. }
    ));
}

#[test]
fn directories_of_managers_are_theirs() {
    let repo = Repo::new();
    repo.git(&["config", "core.hooksPath", ".husky/_"]);
    let result = install(&repo.open(), Hook::PreCommit, None);
    assert!(
        matches!(
            result,
            Err(HookError::Managed {
                manager: Manager::Husky
            })
        ),
        "{result:?}"
    );
    assert!(
        result
            .unwrap_err()
            .to_string()
            .contains(".husky/pre-commit")
    );
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::Managed {
            manager: Manager::Husky,
            runs_ours: false
        }
    );
    fs::create_dir(repo.path("repo/.husky")).unwrap();
    fs::write(
        repo.path("repo/.husky/pre-commit"),
        format!("{}\n", Hook::PreCommit.line()),
    )
    .unwrap();
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::Managed {
            manager: Manager::Husky,
            runs_ours: true
        }
    );
    assert!(!repo.path("repo/.husky/_").exists());

    let repo = Repo::new();
    let theirs = "#!/bin/sh\ncall_lefthook run \"pre-commit\" \"$@\"\n";
    script(&repo.hook(), theirs);
    let result = install(&repo.open(), Hook::PreCommit, None);
    assert!(
        matches!(
            result,
            Err(HookError::Managed {
                manager: Manager::Lefthook
            })
        ),
        "{result:?}"
    );
    assert_eq!(fs::read_to_string(repo.hook()).unwrap(), theirs);
}

#[test]
fn the_pre_commit_framework_in_both_orders() {
    // Installed over ours it keeps ours as `.legacy`, and runs it like this.
    let theirs = "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n\
                  d=\"$(dirname \"$0\")\"\n\
                  if [ -x \"$d/pre-commit.legacy\" ]; then PRE_COMMIT_RUNNING_LEGACY=1 \"$d/pre-commit.legacy\" || exit 1; fi\n\
                  echo theirs >&2\n";
    let repo = Repo::new();
    repo.program("bin/plan", "exit 0");
    install(&repo.open(), Hook::PreCommit, None).unwrap();
    let legacy = repo.hook().with_file_name("pre-commit.legacy");
    fs::rename(repo.hook(), &legacy).unwrap();
    script(&repo.hook(), theirs);
    let once = (true, "ran hook run pre-commit\ntheirs\n".to_owned());
    assert_eq!(repo.commit(), once);
    assert_eq!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::Installed {
            path: legacy.clone(),
            absolute: None,
            is_old: false
        }
    );
    assert_eq!(
        install(&repo.open(), Hook::PreCommit, None).unwrap(),
        Installation::AlreadyThere {
            path: legacy.clone()
        }
    );
    assert_eq!(repo.commit(), once);
    assert_eq!(
        uninstall(&repo.open(), Hook::PreCommit).unwrap(),
        Removal::Removed {
            path: legacy.clone(),
            restored: false
        }
    );
    assert_eq!(repo.commit(), (true, "theirs\n".to_owned()));

    // Theirs first, then ours, then theirs again.
    assert!(matches!(
        install(&repo.open(), Hook::PreCommit, None).unwrap(),
        Installation::Installed { chained: true, .. }
    ));
    assert_eq!(
        repo.commit(),
        (true, "theirs\nran hook run pre-commit\n".to_owned())
    );
    fs::rename(repo.hook(), &legacy).unwrap();
    script(&repo.hook(), theirs);
    let (fine, words) = repo.commit();
    assert!(fine, "{words}");
    assert_eq!(words.matches("ran hook").count(), 1, "{words}");
}

#[test]
fn linked_worktrees_share_it_and_bare_repositories_have_none() {
    let repo = Repo::new();
    repo.program("bin/plan", "exit 0");
    assert!(repo.commit().0);
    repo.git(&["worktree", "add", "-q", "../linked"]);
    let linked = Repository::discover(&repo.path("linked")).unwrap();
    assert_eq!(
        install(&linked, Hook::PreCommit, None).unwrap(),
        Installation::Installed {
            path: repo.hook(),
            chained: false
        }
    );
    assert!(matches!(
        state(&repo.open(), Hook::PreCommit).unwrap(),
        HookState::Installed { .. }
    ));

    repo.git(&["init", "-q", "--bare", "../bare"]);
    let bare = Repository::discover(&repo.path("bare")).unwrap();
    assert!(matches!(
        install(&bare, Hook::PreCommit, None),
        Err(HookError::Bare)
    ));
    assert_eq!(state(&bare, Hook::PreCommit).unwrap(), HookState::Bare);
}

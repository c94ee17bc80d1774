//! The two programs that are compared: git as it is on the machine, and `plan` as it is built from this source. Neither
//! sees the settings of whoever runs the measurement.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program to measure instead of the one that is built, to compare two versions of it.
const INSTEAD: &str = "PLAN_BENCH_PROGRAM";

/// A git command in that directory.
pub fn git(dir: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(dir);
    alone(&mut command);
    command
}

/// The `plan` program.
pub struct Plan(PathBuf);

impl Plan {
    /// Builds the program beside this one, unless it is there and up to date.
    pub fn build() -> Result<Self, String> {
        if let Some(program) = env::var_os(INSTEAD) {
            return Ok(Self(program.into()));
        }
        let this = env::current_exe().map_err(|error| error.to_string())?;
        // TARGET/release/deps/history-HASH
        let release = this.ancestors().nth(2).ok_or("no target directory")?;
        let target = release.parent().ok_or("no target directory")?;
        eprintln!("building {}", release.join("plan").display());
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--release", "--quiet", "-p", "plan-cli"])
            .arg("--target-dir")
            .arg(target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .map_err(|error| format!("cannot start cargo: {error}"))?;
        let program = release
            .join("plan")
            .with_extension(env::consts::EXE_EXTENSION);
        if built.success() && program.is_file() {
            Ok(Self(program))
        } else {
            Err(format!(
                "there is no {}: `cargo build --release -p plan-cli` ended with {built}. Mend the build, or set {INSTEAD} \
                 to a program that is built",
                program.display()
            ))
        }
    }

    /// A command about the plans at `glob` of the repository in that directory.
    pub fn command(&self, dir: &Path, glob: &str) -> Command {
        let mut command = Command::new(&self.0);
        command.current_dir(dir).args(["--paths", glob]);
        alone(&mut command);
        // What is measured is what it takes to find out.
        command.env("PLAN_CACHE", "0");
        command
    }
}

/// No settings, no variables of git or of ours.
fn alone(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("GIT_") || text.starts_with("PLAN_") {
            command.env_remove(&name);
        }
    }
    let nowhere = env::temp_dir().join("plan-bench-has-no-home");
    command
        .env("HOME", &nowhere)
        .env("XDG_CONFIG_HOME", &nowhere)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("LC_ALL", "C");
}

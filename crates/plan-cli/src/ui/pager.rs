//! The program that shows long output page by page: which one it is, in git's order, and its life as a child process. It is
//! used on a terminal only, which `ui` decides. What is written to it passes `ui`; nothing is printed in this module.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

/// Where a pager can be named, best first; `None` where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct PagerNames {
    /// `PLAN_PAGER` or the personal configuration of this program.
    pub plan: Option<String>,
    /// git's `core.pager`.
    pub core: Option<String>,
}

/// The command line of the pager; nothing when the output is to be printed as it is.
///
/// The first one that is named counts, also when it says "none": an empty text or `cat`, as with git.
pub(super) fn choose(names: &PagerNames, env: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let command = names
        .plan
        .clone()
        .or_else(|| env("GIT_PAGER"))
        .or_else(|| names.core.clone())
        .or_else(|| env("PAGER"))
        .unwrap_or_else(|| "less".to_owned());
    let command = command.trim();
    (!command.is_empty() && command != "cat").then(|| command.to_owned())
}

/// A running pager. Dropping it waits until the reader has left it.
#[derive(Debug)]
pub(super) struct Pager {
    child: Child,
}

impl Pager {
    /// Starts it. An error means that there is no such program, and the output goes to the terminal directly.
    pub(super) fn start(line: &str, env: &dyn Fn(&str) -> Option<String>) -> io::Result<Self> {
        let mut command = command(line);
        for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if env(name).is_none() {
                command.env(name, value);
            }
        }
        Ok(Self {
            child: command.stdin(Stdio::piped()).spawn()?,
        })
    }
}

/// Plain words start a program directly, so that a missing one is noticed; anything else is for the shell, as with git.
fn command(line: &str) -> Command {
    if line.contains(|c: char| "|&;<>()$`\\\"'*?[#~=%\n".contains(c)) {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(line);
        return shell;
    }
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("less"));
    command.args(words);
    command
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.child.stdin.as_mut() {
            Some(pipe) => pipe.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.child.stdin.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        // The end of its input is what lets it end; its exit code says nothing about our work.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(plan: Option<&str>, core: Option<&str>, env: &[(&str, &str)]) -> Option<String> {
        let names = PagerNames {
            plan: plan.map(str::to_owned),
            core: core.map(str::to_owned),
        };
        choose(&names, &|name| {
            env.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_order_is_that_of_git() {
        let all = [("GIT_PAGER", "git-one"), ("PAGER", "plain-one")];
        assert_eq!(
            pick(Some("ours"), Some("core"), &all).as_deref(),
            Some("ours")
        );
        assert_eq!(pick(None, Some("core"), &all).as_deref(), Some("git-one"));
        assert_eq!(
            pick(None, Some("core"), &[("PAGER", "x")]).as_deref(),
            Some("core")
        );
        assert_eq!(
            pick(None, None, &[("PAGER", "most -s")]).as_deref(),
            Some("most -s")
        );
        assert_eq!(pick(None, None, &[]).as_deref(), Some("less"));
    }

    #[test]
    fn cat_and_the_empty_text_mean_none() {
        assert_eq!(pick(Some(""), None, &[("PAGER", "less")]), None);
        assert_eq!(pick(None, Some(" cat "), &[]), None);
    }

    #[test]
    fn a_missing_program_is_an_error() {
        assert!(Pager::start("no-such-pager-anywhere -x", &|_| None).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_reaches_the_program_with_the_defaults_of_git() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let file = dir.path().join("seen");
        let mut pager = Pager::start(
            &format!("(echo \"$LESS $LV\"; cat) > '{}'", file.display()),
            &|_| None,
        )?;
        pager.write_all(b"text\n")?;
        drop(pager);
        assert_eq!(std::fs::read_to_string(file)?, "FRX -c\ntext\n");
        Ok(())
    }
}

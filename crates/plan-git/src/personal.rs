//! What one person prefers: environment first, then git config.
//!
//! Nothing here can change what files or history hold; keys that could are pointed out as warnings. `-c` settings of a
//! `git` command that runs us as its hook count as git config, although libgit2 does not see them.

use crate::config::{ConfigWarning, KEYS, PERSONAL_KEYS};
use crate::repository::Repository;

/// Settings of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    /// Whether the hook does anything.
    pub hook_enabled: bool,
    /// Whether the hook may let a commit fail.
    pub hook_strict: bool,
    /// When to use colour, as written.
    pub color: Option<String>,
    /// The pager to use, as written.
    pub pager: Option<String>,
    /// Whether what was found out of history is kept for the next time.
    pub cache: bool,
    /// Settings that make no sense where they stand.
    pub warnings: Vec<ConfigWarning>,
}

/// Looks up an environment variable.
pub type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads the settings of whoever runs this.
pub fn personal(repository: Option<&Repository>, env: Variables<'_>) -> Personal {
    let source = Source {
        repository,
        env,
        given: given_to_git(env),
    };
    let mut warnings = Vec::new();
    let hook_enabled = source
        .switch("PLAN_HOOK", "hook.enabled", &mut warnings)
        .unwrap_or(true);
    let hook_strict = source
        .switch("PLAN_STRICT", "hook.strict", &mut warnings)
        .unwrap_or(false);
    let cache = source
        .switch("PLAN_CACHE", "cache", &mut warnings)
        .unwrap_or(true);
    let text = |variable, key| {
        source
            .all(variable, key)
            .into_iter()
            .next()
            .map(|(_, value)| value)
    };
    let (color, pager) = (text("PLAN_COLOR", "color"), text("PLAN_PAGER", "pager"));
    for key in KEYS {
        if source.git_config(key).is_some() {
            warnings.push(ConfigWarning::Team {
                key: key.to_owned(),
            });
        }
    }
    Personal {
        hook_enabled,
        hook_strict,
        color,
        pager,
        cache,
        warnings,
    }
}

struct Source<'a> {
    repository: Option<&'a Repository>,
    env: Variables<'a>,
    given: Vec<(String, String)>,
}

impl Source<'_> {
    /// Every place that says something, with its name, the strongest first.
    fn all(&self, variable: &str, key: &str) -> Vec<(String, String)> {
        debug_assert!(PERSONAL_KEYS.contains(&key));
        let from_env = (self.env)(variable).map(|value| (variable.to_owned(), value));
        let from_git = self
            .git_config(key)
            .map(|value| (format!("plan.{key}"), value));
        from_env.into_iter().chain(from_git).collect()
    }

    fn switch(&self, variable: &str, key: &str, warnings: &mut Vec<ConfigWarning>) -> Option<bool> {
        for (key, value) in self.all(variable, key) {
            match boolean(&value) {
                Some(value) => return Some(value),
                None => warnings.push(ConfigWarning::NotBoolean { key, value }),
            }
        }
        None
    }

    fn git_config(&self, key: &str) -> Option<String> {
        self.setting(&format!("plan.{key}"))
    }

    fn setting(&self, key: &str) -> Option<String> {
        let given = self
            .given
            .iter()
            .rev()
            .find(|(name, _)| name.eq_ignore_ascii_case(key));
        given
            .map(|(_, value)| value.clone())
            .or_else(|| self.repository?.config(key))
    }
}

/// The value of any key of git config, with what a calling `git -c` says of it.
pub fn git_setting(
    repository: Option<&Repository>,
    env: Variables<'_>,
    key: &str,
) -> Option<String> {
    let source = Source {
        repository,
        env,
        given: given_to_git(env),
    };
    source.setting(key)
}

/// Every value of any key of git config, those that a calling `git -c` adds last.
pub(crate) fn git_settings(repository: &Repository, env: Variables<'_>, key: &str) -> Vec<String> {
    let given = given_to_git(env).into_iter();
    let given = given.filter(|(name, _)| name.eq_ignore_ascii_case(key));
    let mut values = repository.config_all(key);
    values.extend(given.map(|(_, value)| value));
    values
}

/// What git takes for on and off.
fn boolean(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" | "" => Some(false),
        number => number.parse::<i64>().ok().map(|number| number != 0),
    }
}

/// The settings that a calling `git -c` or its user hands down through the environment, the strongest last.
fn given_to_git(env: Variables<'_>) -> Vec<(String, String)> {
    let count: usize = env("GIT_CONFIG_COUNT")
        .and_then(|count| count.parse().ok())
        .unwrap_or_default();
    let pairs = (0..count).map_while(|at| {
        Some((
            env(&format!("GIT_CONFIG_KEY_{at}"))?,
            env(&format!("GIT_CONFIG_VALUE_{at}"))?,
        ))
    });
    pairs
        .chain(quoted_pairs(
            &env("GIT_CONFIG_PARAMETERS").unwrap_or_default(),
        ))
        .collect()
}

/// Reads `'key'='value' 'key'` and the older `'key=value'`, each part quoted as for a shell.
fn quoted_pairs(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while let Some((key, tail)) = unquote(rest) {
        let (value, tail) = match tail.strip_prefix('=') {
            Some(tail) => match unquote(tail) {
                Some((value, tail)) => (Some(value), tail),
                None => (None, tail),
            },
            None => (None, tail),
        };
        let pair = match (value, key.split_once('=')) {
            (Some(value), _) => (key, value),
            (None, Some((key, value))) => (key.to_owned(), value.to_owned()),
            (None, None) => (key, "true".to_owned()),
        };
        pairs.push(pair);
        rest = tail.trim_start();
    }
    pairs
}

/// One quoted part and what follows it; inside, `'\''` stands for a quote and `'\!'` for an exclamation mark.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut part = String::new();
    loop {
        let (piece, tail) = rest.split_once('\'')?;
        part.push_str(piece);
        let escaped = ["\\''", "\\!'"]
            .into_iter()
            .find_map(|sign| tail.strip_prefix(sign).map(|tail| (sign, tail)));
        let Some((sign, tail)) = escaped else {
            return Some((part, tail));
        };
        part.push_str(sign.get(1..2).unwrap_or_default());
        rest = tail;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Personal {
        let find = |key: &str| {
            variables
                .iter()
                .find(|(name, _)| *name == key)
                .map(|(_, value)| (*value).to_owned())
        };
        personal(None, &find)
    }

    #[test]
    fn defaults_and_environment() {
        let plain = read(&[]);
        assert!(plain.hook_enabled && !plain.hook_strict && plain.cache);
        assert_eq!(
            (plain.color, plain.pager, plain.warnings),
            (None, None, Vec::new())
        );
        let set = read(&[
            ("PLAN_HOOK", "0"),
            ("PLAN_STRICT", "yes"),
            ("PLAN_COLOR", "never"),
            ("PLAN_PAGER", "less"),
            ("PLAN_CACHE", "0"),
        ]);
        assert!(!set.hook_enabled && set.hook_strict && !set.cache);
        assert_eq!(
            (set.color.as_deref(), set.pager.as_deref()),
            (Some("never"), Some("less"))
        );
    }

    #[test]
    fn what_is_neither_on_nor_off_is_passed_over() {
        let odd = read(&[
            ("PLAN_HOOK", "maybe"),
            ("GIT_CONFIG_PARAMETERS", "'plan.hook.enabled'='false'"),
        ]);
        assert!(!odd.hook_enabled);
        assert_eq!(
            odd.warnings,
            [ConfigWarning::NotBoolean {
                key: "PLAN_HOOK".into(),
                value: "maybe".into()
            }]
        );
    }

    #[test]
    fn settings_on_the_command_line_of_git_count() {
        for parameters in [
            "'plan.hook.strict'='true'",
            "'plan.hook.strict=true'",
            "'a.b'='it'\\''s' 'Plan.Hook.Strict'",
            "'plan.hook.strict'='false' 'plan.hook.strict'='1'",
        ] {
            assert!(
                read(&[("GIT_CONFIG_PARAMETERS", parameters)]).hook_strict,
                "{parameters}"
            );
        }
        let counted = [
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "plan.paths"),
            ("GIT_CONFIG_VALUE_0", "x"),
        ];
        assert_eq!(
            read(&counted).warnings,
            [ConfigWarning::Team {
                key: "paths".into()
            }]
        );
        assert_eq!(
            quoted_pairs("'a.b'='x'\\!'y' 'broken"),
            [("a.b".to_owned(), "x!y".to_owned())]
        );
    }
}

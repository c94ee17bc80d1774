//! What a team has agreed on in `.plan.toml`.
//!
//! Keys that decide what files and history hold are read from that file only; which version of it is a matter of what
//! is asked. What one person prefers is in `personal`. A key that is not known, or stands in the wrong place, is a
//! warning, so that an older build can work with a newer file.

use std::path::Path;

use strsim::damerau_levenshtein;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use plan_core::evolution::ProgressPolicy;
use plan_core::template::Vocabulary;

use crate::object::ObjectId;
use crate::paths::{Paths, PathsError};
use crate::program::{ProgramError, run};
use crate::repository::{ReadError, Repository};
use crate::worktree::{File, FileError};

pub(crate) use crate::personal::git_settings;
pub use crate::personal::{Personal, Variables, git_setting, personal};

mod aliases;
mod lineage;

pub use lineage::{Cut, LineageConfig, Pin};

/// The name of the file, at the root.
pub const NAME: &str = ".plan.toml";

pub(crate) const KEYS: [&str; 11] = [
    "paths",
    "log.progress",
    "log.since",
    "log.always",
    "log.reason",
    "lineage.pin",
    "lineage.cut",
    "aliases.phases",
    "aliases.sections",
    "aliases.fields",
    "aliases.status",
];
pub(crate) const PERSONAL_KEYS: [&str; 5] =
    ["hook.enabled", "hook.strict", "color", "pager", "cache"];

/// What `.plan.toml` says, defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where plans lie, as patterns of [`Paths`].
    pub paths: Vec<String>,
    /// What belongs in the Evolution Log.
    pub log: LogConfig,
    /// The words that documents are read with: the built-in ones, and those of the `aliases` table.
    pub vocabulary: Vocabulary,
    /// Links of history that are pinned or cut.
    pub lineage: LineageConfig,
}

/// The `log` table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogConfig {
    /// When progress makes an entry.
    pub progress: ProgressPolicy,
    /// From when on entries are due, as written; none means from the commit that brought the file on.
    pub since: Option<String>,
    /// Whether the hook writes an entry beside one that was written by hand in the same commit.
    pub always: bool,
    /// Where the hook looks for the reason of a commit that was not given one.
    pub reason: ReasonSource,
}

/// Where the reason of a log entry comes from, besides `PLAN_REASON`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReasonSource {
    /// From nowhere: `plan log` shows the message of the commit.
    #[default]
    Given,
    /// From `-m` or `-F` on the command line of the `git commit` that runs the hook.
    Argv,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            paths: vec!["plan/implementation/*.md".to_owned()],
            log: LogConfig::default(),
            vocabulary: Vocabulary::default(),
            lineage: LineageConfig::default(),
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The text is not what it should be, at this place.
    #[error("{name}:{line}:{column}: {message}")]
    Invalid {
        /// The file, and the version of it.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong and what to write.
        message: String,
    },
    /// The text is not UTF-8.
    #[error("{name} is not UTF-8; save it as UTF-8")]
    NotUtf8 {
        /// The file, and the version of it.
        name: String,
    },
    /// The file in the work tree cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The version in a commit cannot be read.
    #[error(transparent)]
    Object(#[from] ReadError),
    /// The version in the index cannot be asked for.
    #[error(transparent)]
    Program(#[from] ProgramError),
}

/// Something odd that does not stop anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigWarning {
    /// A key that means nothing.
    #[error("{name}:{line}:{column}: unknown key `{key}`{}", suggestion.as_ref().map(|key| format!("; did you mean `{key}`?")).unwrap_or_default())]
    Unknown {
        /// The file, and the version of it.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The key with its tables.
        key: String,
        /// A known key that looks alike.
        suggestion: Option<String>,
    },
    /// An alias that means something else already.
    #[error(
        "{name}:{line}:{column}: `{alias}` is a name of `{by}` already and is passed over for `{key}`; use it for one of them"
    )]
    Taken {
        /// The file, and the version of it.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The alias.
        alias: String,
        /// The key that lists it.
        key: String,
        /// The key of what it means.
        by: String,
    },
    /// A key for one person, in the file of the team.
    #[error(
        "{name}:{line}:{column}: `{key}` is a personal setting and has no effect here; run `git config plan.{key} VALUE` instead"
    )]
    Personal {
        /// The file, and the version of it.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The key with its tables.
        key: String,
    },
    /// A key of the team, in git config.
    #[error(
        "git config `plan.{key}` has no effect, since it concerns everyone; set `{key}` in {NAME} instead"
    )]
    Team {
        /// The key as `.plan.toml` would have it.
        key: String,
    },
    /// A switch that is neither on nor off.
    #[error(
        "`{key}` is `{value}`, which is neither true nor false, and is passed over; write `true` or `false`"
    )]
    NotBoolean {
        /// The variable or git config key.
        key: String,
        /// What it holds.
        value: String,
    },
}

/// Which `.plan.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigSource {
    /// The one in the work tree.
    WorkTree,
    /// The one in the index, else the one in the work tree: what a commit in the making is judged by.
    Index,
    /// The one in a commit, for everything asked about that commit.
    Commit(ObjectId),
    /// The one in a commit, else the one in the work tree: what the index has while nobody has changed it there.
    Committed(ObjectId),
    /// None at all.
    Default,
}

/// Reads the configuration that counts. Where there is no file, the defaults do.
///
/// # Errors
/// The file is there but cannot be read or used.
pub fn load(
    repository: Option<&Repository>,
    root: &Path,
    source: ConfigSource,
) -> Result<(Config, Vec<ConfigWarning>), ConfigError> {
    let found = match (source, repository) {
        (ConfigSource::Default, _) => None,
        (ConfigSource::Commit(id), Some(repository)) => {
            in_commit(repository, id)?.map(|bytes| (bytes, format!("{}:{NAME}", id.short())))
        }
        (ConfigSource::Committed(id), Some(repository)) => match in_commit(repository, id)? {
            Some(bytes) => Some((bytes, format!("{}:{NAME}", id.short()))),
            None => in_work_tree(root)?,
        },
        (ConfigSource::Index, Some(_)) => match in_index(root)? {
            Some(bytes) => Some((bytes, format!(":{NAME}"))),
            None => in_work_tree(root)?,
        },
        (_, _) => in_work_tree(root)?,
    };
    let Some((bytes, name)) = found else {
        return Ok((Config::default(), Vec::new()));
    };
    let text = String::from_utf8(bytes).map_err(|_| ConfigError::NotUtf8 { name: name.clone() })?;
    parse(&text, &name)
}

/// The words of the project, for what must go on whatever its configuration is like: the built-in ones where it cannot be
/// read.
pub fn vocabulary(repository: Option<&Repository>) -> Vocabulary {
    let root = repository.and_then(Repository::work_dir);
    let read = |root| load(repository, root, ConfigSource::WorkTree).ok();
    root.and_then(read)
        .map(|(config, _)| config.vocabulary)
        .unwrap_or_default()
}

fn in_work_tree(root: &Path) -> Result<Option<(Vec<u8>, String)>, ConfigError> {
    match File::read(&root.join(NAME), Some(root)) {
        Ok(file) => Ok(Some((file.bytes().to_vec(), NAME.to_owned()))),
        Err(FileError::Missing { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The index is git's to read: it may be split, sparse, or the temporary one of a commit that names paths.
fn in_index(root: &Path) -> Result<Option<Vec<u8>>, ConfigError> {
    let spec = format!(":(top,literal){NAME}");
    let listed = run(root, &["ls-files", "-z", "--stage", "--", &spec], b"")?;
    let text = String::from_utf8_lossy(&listed);
    // Mode, object, stage; a file in conflict has other stages than 0 and counts as not there.
    let mut entries = text.split('\0').filter_map(|entry| entry.split_once('\t'));
    let id = entries.find_map(
        |(head, _)| match head.split(' ').collect::<Vec<_>>().as_slice() {
            [_, id, "0"] => Some((*id).to_owned()),
            _ => None,
        },
    );
    id.map(|id| run(root, &["cat-file", "blob", &id], b""))
        .transpose()
        .map_err(ConfigError::from)
}

fn in_commit(repository: &Repository, id: ObjectId) -> Result<Option<Vec<u8>>, ReadError> {
    let tree = repository.commit(id)?.tree;
    let entry = repository
        .entry_at(tree, NAME.as_bytes())?
        .filter(|entry| entry.is_file());
    entry.map(|entry| repository.blob(entry.id)).transpose()
}

/// Reads the text of a `.plan.toml`; `name` is how messages call it.
///
/// # Errors
/// It is not TOML, or a value is of the wrong kind.
pub fn parse(text: &str, name: &str) -> Result<(Config, Vec<ConfigWarning>), ConfigError> {
    let mut reader = Reader {
        text,
        name,
        warnings: Vec::new(),
    };
    let mut config = Config::default();
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        reader.invalid(at, error.message().to_owned())
    })?;
    for (key, value) in table.get_ref() {
        let (word, at) = (key.get_ref().as_ref(), key.span().start);
        match (word, value.get_ref()) {
            ("paths", _) => config.paths = reader.patterns(word, value)?,
            ("log", DeValue::Table(log)) => reader.log(log, &mut config.log)?,
            ("aliases", DeValue::Table(table)) => {
                config.vocabulary = aliases::read(&mut reader, table)?;
            }
            ("lineage", DeValue::Table(table)) => {
                config.lineage = lineage::read(&mut reader, table)?;
            }
            ("log" | "aliases" | "lineage", _) => return Err(reader.no_table(word, at)),
            (_, DeValue::Table(inner)) if !PERSONAL_KEYS.contains(&word) && !inner.is_empty() => {
                for key in inner.keys() {
                    reader.stray(&format!("{word}.{}", key.get_ref()), key.span().start);
                }
            }
            _ => reader.stray(word, at),
        }
    }
    Ok((config, reader.warnings))
}

struct Reader<'a> {
    text: &'a str,
    name: &'a str,
    warnings: Vec<ConfigWarning>,
}

impl Reader<'_> {
    fn log(&mut self, table: &DeTable<'_>, log: &mut LogConfig) -> Result<(), ConfigError> {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "progress" => {
                    log.progress = match value.get_ref().as_str() {
                        Some("phase") => ProgressPolicy::Phase,
                        Some("every") => ProgressPolicy::Every,
                        Some("never") => ProgressPolicy::Never,
                        _ => {
                            let message =
                                "`log.progress` is \"phase\", \"every\" or \"never\"".to_owned();
                            return Err(self.invalid(value.span().start, message));
                        }
                    }
                }
                "since" => log.since = Some(self.since(value)?),
                "always" => {
                    log.always = value.get_ref().as_bool().ok_or_else(|| {
                        let message = "`log.always` is true or false".to_owned();
                        self.invalid(value.span().start, message)
                    })?;
                }
                "reason" => {
                    log.reason = match value.get_ref().as_str() {
                        Some("given") => ReasonSource::Given,
                        Some("argv") => ReasonSource::Argv,
                        _ => {
                            let message = "`log.reason` is \"given\" or \"argv\"".to_owned();
                            return Err(self.invalid(value.span().start, message));
                        }
                    }
                }
                other => self.stray(&format!("log.{other}"), key.span().start),
            }
        }
        Ok(())
    }

    /// TOML has dates of its own, and people write them without quotes.
    fn since(&self, value: &Spanned<DeValue<'_>>) -> Result<String, ConfigError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Datetime(date) => Ok(date.to_string()),
            _ => {
                let message = "`log.since` is a date such as 2026-01-31 or a text".to_owned();
                Err(self.invalid(value.span().start, message))
            }
        }
    }

    fn patterns(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Vec<String>, ConfigError> {
        let texts: Option<Vec<String>> = match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect(),
            _ => None,
        };
        let at = value.span().start;
        let Some(texts) = texts else {
            let message = format!("`{key}` is a list of patterns; write `{key} = [\"docs/*.md\"]`");
            return Err(self.invalid(at, message));
        };
        Paths::new(texts.iter().cloned())
            .map_err(|error: PathsError| self.invalid(at, format!("`{key}`: {error}")))?;
        Ok(texts)
    }

    fn stray(&mut self, key: &str, at: usize) {
        let personal = key == "hook" || PERSONAL_KEYS.contains(&key);
        if !personal {
            return self.unknown(key, at, alike(key).map(str::to_owned));
        }
        let (line, column) = self.place(at);
        self.warnings.push(ConfigWarning::Personal {
            name: self.name.to_owned(),
            line,
            column,
            key: key.to_owned(),
        });
    }

    fn unknown(&mut self, key: &str, at: usize, suggestion: Option<String>) {
        let (line, column) = self.place(at);
        self.warnings.push(ConfigWarning::Unknown {
            name: self.name.to_owned(),
            line,
            column,
            key: key.to_owned(),
            suggestion,
        });
    }

    fn no_table(&self, key: &str, at: usize) -> ConfigError {
        let message = format!("`{key}` is a table; write `[{key}]` and its keys below");
        self.invalid(at, message)
    }

    fn invalid(&self, at: usize, message: String) -> ConfigError {
        let (line, column) = self.place(at);
        ConfigError::Invalid {
            name: self.name.to_owned(),
            line,
            column,
            message,
        }
    }

    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

/// The known key that is nearest to a word, if it is near at all. A key of `log` may stand without its table.
fn alike(word: &str) -> Option<&'static str> {
    let near = |key: &'static str| {
        let bare = key.rsplit('.').next().unwrap_or(key);
        let steps = damerau_levenshtein(word, key).min(damerau_levenshtein(word, bare));
        (steps, key)
    };
    let (steps, key) = KEYS.into_iter().map(near).min_by_key(|(steps, _)| *steps)?;
    is_near(steps, word).then_some(key)
}

/// Whether so many slips make the one word out of another one.
fn is_near(steps: usize, word: &str) -> bool {
    steps <= 2 && steps * 2 < word.chars().count()
}

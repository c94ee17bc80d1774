use std::fs;

use plan_core::evolution::ProgressPolicy;
use plan_git::config::{
    Config, ConfigError, ConfigSource, ConfigWarning, LogConfig, load, parse, personal,
};

use crate::sandbox::Sandbox;

#[test]
fn every_key_is_read() {
    let text = "paths = ['a/*.md', '!a/x.md']\n\n[log]\nprogress = \"every\"\nsince = 2026-01-31\n";
    let (config, warnings) = parse(text, ".plan.toml").unwrap();
    assert_eq!(warnings, []);
    let log = LogConfig {
        progress: ProgressPolicy::Every,
        since: Some("2026-01-31".into()),
    };
    let paths = vec!["a/*.md".to_owned(), "!a/x.md".to_owned()];
    assert_eq!(config, Config { paths, log });
    let (config, warnings) = parse("", ".plan.toml").unwrap();
    assert_eq!(
        (config.paths, config.log.progress),
        (
            vec!["plan/implementation/*.md".to_owned()],
            ProgressPolicy::Phase
        )
    );
    assert_eq!(warnings, []);
}

#[test]
fn what_is_wrong_has_a_place() {
    for (text, line, column, words) in [
        ("a = 1\npaths = [\n", 2, 10, "unclosed array"),
        ("paths = 'x'\n", 1, 9, "list of patterns"),
        ("paths = [1]\n", 1, 9, "list of patterns"),
        ("paths = []\n", 1, 9, "includes anything"),
        ("# é\npaths = ['/x']\n", 2, 9, "leave the slash out"),
        ("log = 1\n", 1, 1, "`[log]`"),
        ("[log]\nprogress = 'often'\n", 2, 12, "\"never\""),
        ("[log]\nsince = 1\n", 2, 9, "date"),
        ("é = = 1", 1, 5, "extra `=`"),
        ("paths = ['a']\npaths = ['b']\n", 2, 1, "duplicate"),
    ] {
        let error = parse(text, "x.toml").unwrap_err();
        let ConfigError::Invalid {
            name,
            line: l,
            column: c,
            message,
        } = &error
        else {
            panic!("{error:?}")
        };
        assert_eq!(
            (name.as_str(), *l, *c),
            ("x.toml", line, column),
            "{text:?}: {error}"
        );
        assert!(message.contains(words), "{text:?}: {error}");
    }
}

#[test]
fn stray_keys_are_warnings() {
    let text = "path = ['a']\ncolor = 'never'\nprogress = 'phase'\n[log]\nsinze = 'x'\n[hook]\nenabled = false\nother = 1\n[rules]\nx = 1\n";
    let (config, warnings) = parse(text, ".plan.toml").unwrap();
    assert_eq!(config, Config::default());
    let shown: Vec<String> = warnings.iter().map(ConfigWarning::to_string).collect();
    for expected in [
        ".plan.toml:1:1: unknown key `path`; did you mean `paths`?",
        ".plan.toml:2:1: `color` is a personal setting and has no effect here; run `git config plan.color VALUE` instead",
        ".plan.toml:3:1: unknown key `progress`; did you mean `log.progress`?",
        ".plan.toml:5:1: unknown key `log.sinze`; did you mean `log.since`?",
        ".plan.toml:7:1: `hook.enabled` is a personal setting and has no effect here; run `git config plan.hook.enabled VALUE` instead",
        ".plan.toml:8:1: unknown key `hook.other`",
        ".plan.toml:10:1: unknown key `rules.x`",
    ] {
        assert!(
            shown.iter().any(|line| line == expected),
            "{expected} is not in {shown:#?}"
        );
    }
    assert_eq!(shown.len(), 7);
}

#[test]
fn each_question_has_its_file() {
    let sandbox = Sandbox::new();
    let root = sandbox.root();
    let paths = |source| {
        load(Some(&sandbox.open()), &root, source)
            .unwrap()
            .0
            .paths
            .join(" ")
    };
    let default = "plan/implementation/*.md";
    let before = sandbox.commit("without", 1);
    for source in [
        ConfigSource::WorkTree,
        ConfigSource::Index,
        ConfigSource::Commit(before),
        ConfigSource::Default,
    ] {
        assert_eq!(paths(source), default, "{source:?}");
    }
    sandbox.write(".plan.toml", "paths = ['committed']");
    let after = sandbox.commit("with", 2);
    sandbox.write(".plan.toml", "paths = ['staged']");
    sandbox.git(&["add", ".plan.toml"]);
    sandbox.write(".plan.toml", "paths = ['written']");
    assert_eq!(paths(ConfigSource::WorkTree), "written");
    assert_eq!(paths(ConfigSource::Index), "staged");
    assert_eq!(paths(ConfigSource::Commit(after)), "committed");
    assert_eq!(paths(ConfigSource::Commit(before)), default);
    sandbox.git(&["rm", "-q", "-f", "--cached", ".plan.toml"]);
    assert_eq!(paths(ConfigSource::Index), "written");
    assert_eq!(
        load(None, &root, ConfigSource::WorkTree).unwrap().0.paths,
        ["written"]
    );

    fs::write(root.join(".plan.toml"), b"paths = ['\xff']").unwrap();
    let error = load(None, &root, ConfigSource::WorkTree).unwrap_err();
    assert!(matches!(error, ConfigError::NotUtf8 { .. }), "{error:?}");
    fs::remove_file(root.join(".plan.toml")).unwrap();
    fs::create_dir(root.join(".plan.toml")).unwrap();
    assert!(matches!(
        load(None, &root, ConfigSource::WorkTree),
        Err(ConfigError::File(_))
    ));
}

#[test]
fn personal_settings_come_from_git_config_unless_the_environment_speaks() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "plan.hook.enabled", "off"]);
    sandbox.git(&["config", "plan.hook.strict", "true"]);
    sandbox.git(&["config", "plan.log.progress", "every"]);
    let repository = sandbox.open();
    let set = personal(Some(&repository), &|_| None);
    assert!(!set.hook_enabled && set.hook_strict);
    assert_eq!(
        set.warnings,
        [ConfigWarning::Team {
            key: "log.progress".into()
        }]
    );
    let set = personal(Some(&repository), &|key| {
        (key == "PLAN_HOOK").then(|| "1".to_owned())
    });
    assert!(set.hook_enabled);
}

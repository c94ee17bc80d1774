use std::fs;

use plan_core::evolution::ProgressPolicy;
use plan_core::template::{FieldName, SectionName, StatusKind, Vocabulary};
use plan_core::{Document, Status};
use plan_git::config::{
    Config, ConfigError, ConfigSource, ConfigWarning, LineageConfig, LogConfig, ReasonSource, load,
    parse, personal,
};

use crate::sandbox::Sandbox;

#[test]
fn every_key_is_read() {
    let text = "paths = ['a/*.md', '!a/x.md']\n\n[log]\nprogress = \"every\"\nsince = 2026-01-31\nalways = true\nreason = \"argv\"\n";
    let (config, warnings) = parse(text, ".plan.toml").unwrap();
    assert_eq!(warnings, []);
    let log = LogConfig {
        always: true,
        reason: ReasonSource::Argv,
        progress: ProgressPolicy::Every,
        since: Some("2026-01-31".into()),
    };
    let paths = vec!["a/*.md".to_owned(), "!a/x.md".to_owned()];
    let vocabulary = Vocabulary::default();
    let expected = Config {
        paths,
        log,
        vocabulary,
        lineage: LineageConfig::default(),
    };
    assert_eq!(config, expected);
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
        ("aliases = []\n", 1, 1, "`[aliases]`"),
        ("[aliases]\nstatus = ['x']\n", 2, 1, "`[aliases.status]`"),
        ("[aliases]\nphases = 'x'\n", 2, 10, "`phases = [\"NAME\"]`"),
        ("[aliases]\nphases = ['x', '1st']\n", 2, 16, "is no word"),
        (
            "[aliases.sections]\noverview = '概要'\n",
            2,
            12,
            "`aliases.sections.overview` is a list of names; write `overview = [\"NAME\"]`",
        ),
        (
            "[aliases.fields]\ngoal = ['目的', 1]\n",
            2,
            15,
            "list of names",
        ),
        (
            "[aliases.fields]\ngoal = [' - ']\n",
            2,
            9,
            "letter or a digit",
        ),
        (
            "[aliases.status]\nready = ['Listo (ya)']\n",
            2,
            10,
            "the word alone",
        ),
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

/// What a text says, and its warnings as they are shown.
fn warned(text: &str) -> (Config, Vec<String>) {
    let (config, warnings) = parse(text, ".plan.toml").unwrap();
    let shown = warnings.iter().map(ConfigWarning::to_string).collect();
    (config, shown)
}

#[test]
fn aliases_are_names_beside_the_built_in_ones() {
    let text = "\
[aliases]
phases = ['Etapa', ' 段階 ']
[aliases.sections]
overview = ['概要', 'Resumen', 'Overview']
unit-tests = ['Pruebas unitarias']
[aliases.fields]
goal = ['目的']
status = ['Estado', 'Status']
[aliases.status]
in-progress = ['Doing', '進行中', 'wip']
";
    let (config, warnings) = warned(text);
    assert_eq!(warnings, [""; 0]);
    let words = &config.vocabulary;
    for heading in ["概要", "2. resumen:", "Overview"] {
        assert_eq!(
            words.section(heading, None),
            Some(SectionName::Overview),
            "{heading}"
        );
    }
    assert_eq!(
        words.section("Pruebas Unitarias", Some(SectionName::Testing)),
        Some(SectionName::UnitTests)
    );
    assert_eq!(words.section("Pruebas Unitarias", None), None);
    for place in [SectionName::Overview, SectionName::Phase] {
        assert_eq!(words.field("目的", Some(place)), Some(FieldName::Goal));
    }
    assert_eq!(words.field("estado", None), Some(FieldName::Status));
    let kind = |text| Status::read_with(text, words).unwrap().kind;
    for text in ["doing", "**Doing** (half)", "進行中", "In Progress"] {
        assert_eq!(kind(text), StatusKind::InProgress, "{text}");
    }
    let document = Document::parse_with("# T\n\n## ETAPA 1: a\n\n## 段階2: b\n", words);
    assert_eq!(document.plan().phases().len(), 2);
    for nothing in ["[aliases]\n", "[aliases.sections]\noverview = []\n"] {
        assert_eq!(
            warned(nothing),
            (Config::default(), Vec::new()),
            "{nothing}"
        );
    }
}

#[test]
fn every_name_can_have_an_alias_and_the_page_lists_it() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    let page = fs::read_to_string(page).unwrap();
    let tables = [
        ("sections", SectionName::ALL.len() - 6),
        ("fields", FieldName::ALL.len()),
        ("status", 4),
    ];
    for (table, count) in tables {
        let row = format!("| `aliases.{table}` |");
        let row = page.lines().find(|line| line.starts_with(&row)).unwrap();
        let names: Vec<&str> = row.split('`').skip(3).step_by(2).collect();
        assert_eq!(names.len(), count, "{table}: {names:?}");
        for name in names {
            let text = format!("[aliases.{table}]\n{name} = ['Ninguna palabra de aquí']\n");
            let (config, warnings) = warned(&text);
            assert_eq!(warnings, [""; 0], "{name}");
            assert_ne!(config.vocabulary, Vocabulary::default(), "{name}");
        }
    }
    let blocks = page.split("```toml\n").skip(1);
    let blocks: Vec<&str> = blocks
        .map(|block| block.split("```").next().unwrap())
        .collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        assert_eq!(warned(block).1, [""; 0], "{block}");
    }
}

#[test]
fn an_alias_that_means_something_else_is_passed_over() {
    let text = "\
[aliases.fields]
goal = ['Source Context', 'Meta', 'Notas']
risks = ['Notas']
status = ['Goal', 'Meta']
[aliases.sections]
overview = ['Architecture', 'Panorama']
security = ['Panorama']
unit-tests = ['Panorama']
[aliases.status]
draft = ['Ready', 'Nuevo']
";
    let (config, warnings) = warned(text);
    let taken = |place: &str, alias: &str, by: &str, key: &str| {
        format!(
            ".plan.toml:{place}: `{alias}` is a name of `aliases.{by}` already and is passed over for `aliases.{key}`; use it for one of them"
        )
    };
    // Where two keys of the file list a name, the first of the alphabet has it.
    assert_eq!(
        warnings,
        [
            taken(
                "2:9",
                "Source Context",
                "fields.source-context",
                "fields.goal"
            ),
            taken("4:11", "Goal", "fields.goal", "fields.status"),
            taken("4:19", "Meta", "fields.goal", "fields.status"),
            taken(
                "6:13",
                "Architecture",
                "sections.architecture",
                "sections.overview"
            ),
            taken("7:13", "Panorama", "sections.overview", "sections.security"),
            taken("10:10", "Ready", "status.ready", "status.draft"),
        ]
    );
    // One name may mean different things in different places.
    let expected = Vocabulary::default()
        .with_field("Meta", FieldName::Goal)
        .with_field("Notas", FieldName::Goal)
        .with_field("Notas", FieldName::Risks)
        .with_section("Panorama", SectionName::Overview)
        .with_section("Panorama", SectionName::UnitTests)
        .with_status("Nuevo", StatusKind::Draft);
    assert_eq!(config.vocabulary, expected);
}

#[test]
fn stray_aliases_are_warnings() {
    let text = "\
[aliases]
phase = ['x']
section.overview = ['x']
overview = ['x']
[aliases.sections]
overwiew = ['x']
phase = ['x']
tasc = ['x']
goal = ['x']
entry = 1
[aliases.fields]
evolution-log = ['x']
[aliases.status]
other = ['x']
complete = ['x']
[alias.sections]
overview = ['x']
";
    let (config, shown) = warned(text);
    assert_eq!(config, Config::default());
    for expected in [
        "2:1: unknown key `aliases.phase`; did you mean `aliases.phases`?",
        "3:1: unknown key `aliases.section`; did you mean `aliases.sections`?",
        "4:1: unknown key `aliases.overview`; did you mean `aliases.sections.overview`?",
        "6:1: unknown key `aliases.sections.overwiew`; did you mean `aliases.sections.overview`?",
        "7:1: unknown key `aliases.sections.phase`; did you mean `aliases.phases`?",
        "9:1: unknown key `aliases.sections.goal`; did you mean `aliases.fields.goal`?",
        "10:1: unknown key `aliases.sections.entry`",
        "12:1: unknown key `aliases.fields.evolution-log`; did you mean `aliases.sections.evolution-log`?",
        "14:1: unknown key `aliases.status.other`",
        "15:1: unknown key `aliases.status.complete`; did you mean `aliases.status.completed`?",
        "16:8: unknown key `alias.sections`; did you mean `aliases.sections`?",
    ] {
        let expected = format!(".plan.toml:{expected}");
        assert!(shown.contains(&expected), "{expected} is not in {shown:#?}");
    }
    assert_eq!(shown.len(), 12);
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

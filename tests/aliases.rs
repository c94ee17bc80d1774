//! Plans in other languages: `[aliases]` of `.plan.toml`, from outside.

use crate::sandbox::Sandbox;

const WORDS: &str = "\
[aliases]
phases = [\"Etapa\", \"段階\"]

[aliases.sections]
overview = [\"Resumen\", \"概要\"]
phases = [\"Fases\", \"実装\"]
evolution-log = [\"Historia\", \"履歴\"]

[aliases.fields]
status = [\"Estado\", \"状態\"]
goal = [\"Objetivo\", \"目的\"]
tasks = [\"Tareas\", \"作業\"]
verification = [\"Verificación\", \"確認\"]

[aliases.status]
draft = [\"Borrador\", \"下書き\"]
in-progress = [\"En curso\", \"進行中\"]
";

const SPANISH: &str = "\
# Caché de métricas

**Estado**: Borrador

## Resumen

**Objetivo**: Servir el panel desde la memoria

## Fases

### Etapa 1: Almacén

**Tareas**:
- [ ] Escribir la tabla

**Verificación**:
- [ ] Las claves caducan

## Historia

### 2025-12-31 - Plan inicial

Acordado.
";

const JAPANESE: &str = "\
# 指標キャッシュ

**状態**: 進行中（半分）

## 概要

**目的**: 画面を速くする

## 実装

### 段階1: 保存

**作業**:
- [x] 表を書く

**確認**:
- [ ] 鍵が消える

## 履歴

### 2026-01-01 - 開始

合意した。
";

const SPANISH_PATH: &str = "plan/implementation/cache.md";
const JAPANESE_PATH: &str = "plan/implementation/指標.md";

/// Both plans with the words for them, committed, and the hook.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(".plan.toml", WORDS);
    sandbox.write(SPANISH_PATH, SPANISH);
    sandbox.write(JAPANESE_PATH, JAPANESE);
    sandbox.commit("two plans");
    sandbox.plan(&["hook", "install"]).ok();
    sandbox
}

#[test]
fn readers_understand_other_languages() {
    let s = repository();
    let json = s.plan(&["list", "--json"]).ok().json();
    let found: Vec<_> = json["plans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| {
            let status = plan["status"]["kind"].as_str().unwrap();
            let progress = &plan["progress"];
            (
                plan["kind"].as_str().unwrap(),
                status,
                plan["phases"].as_u64().unwrap(),
                format!("{}/{}", progress["done"], progress["total"]),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("plan", "draft", 1, "0/2".to_owned()),
            ("plan", "in-progress", 1, "1/2".to_owned())
        ]
    );
    for status in ["in-progress", "En curso", "en-curso"] {
        let json = s.plan(&["list", "--json", "--status", status]).ok().json();
        assert_eq!(json["plans"].as_array().unwrap().len(), 1, "{status}");
        assert_eq!(json["plans"][0]["path"], JAPANESE_PATH);
    }
    let json = s.plan(&["show", "cache", "--json"]).ok().json();
    let addresses: Vec<_> = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["address"].as_str().unwrap())
        .collect();
    assert_eq!(addresses, ["1.1", "1.v1"]);
    // The version in a commit is read with the words of that commit.
    s.git(&["rm", "-q", ".plan.toml"]);
    let phases = |args: &[&str]| {
        let json = s.plan(args).ok().json();
        json["plans"][0]["phases"].as_u64()
    };
    assert_eq!(phases(&["list", "--json"]), Some(0));
    assert_eq!(phases(&["list", "--json", "--rev", "HEAD"]), Some(1));
}

#[test]
fn writers_and_the_hook_understand_other_languages() {
    let s = repository();
    s.plan(&["tick", "cache", "1.1", "caducan"]).ok();
    s.plan(&["tick", JAPANESE_PATH, "1.v1"]).ok();
    let ticked = SPANISH.replace("[ ]", "[x]");
    assert_eq!(s.read(SPANISH_PATH), ticked);
    let run = s.plan(&["status", "cache", "en curso"]).fails(2);
    assert!(
        run.stderr.contains("Did you mean `In Progress`?"),
        "{}",
        run.screen()
    );
    s.write(SPANISH_PATH, ticked.replace("Borrador", "En curso"));
    s.at("2026-01-02T00:00:00Z");
    s.git(&["commit", "-qam", "empezado"]);

    let entry = "\n### 2026-01-02 - Status: Borrador -> En curso, and 1 more\n\n- Status: Borrador -> En curso\n- Phase 1 completed, 2 of 2\n";
    let spanish = ticked.replace("Borrador", "En curso") + entry;
    assert_eq!(s.read(SPANISH_PATH), spanish);
    let japanese = JAPANESE.replace("[ ]", "[x]")
        + "\n### 2026-01-02 - Phase 1 completed, 2 of 2\n\n- Phase 1 completed, 2 of 2\n";
    assert_eq!(s.read(JAPANESE_PATH), japanese);
    assert_eq!(s.git_status(), "");
    s.plan(&["log", "--check"]).ok();

    s.plan(&["status", "cache", "completed", "--reason", "hecho"])
        .ok();
    assert!(
        s.read(SPANISH_PATH)
            .ends_with("- Status: En curso -> Completed\n- Reason: hecho\n"),
        "{}",
        s.read(SPANISH_PATH)
    );
    s.at("2026-01-03T00:00:00Z");
    s.git(&["commit", "-qam", "hecho"]);
    let json = s.plan(&["status", "cache", "--json"]).ok().json();
    let kinds: Vec<_> = json["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|transition| transition["to"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["draft", "in-progress", "completed"]);
}

#[test]
fn the_hook_reads_with_the_words_of_the_index() {
    let s = repository();
    s.write(".plan.toml", "# none\n");
    s.write(SPANISH_PATH, SPANISH.replace("Borrador", "En curso"));
    s.git(&["add", SPANISH_PATH]);
    s.git(&["commit", "-qm", "empezado"]);
    let committed = s.git(&["show", &format!("HEAD:{SPANISH_PATH}")]);
    assert!(
        committed.ends_with("Acordado.\n\n### 2026-01-01 - Status: Borrador -> En curso\n\n- Status: Borrador -> En curso"),
        "{committed}"
    );
}

#[test]
fn a_broken_table_stops_readers_and_not_the_commit() {
    let s = repository();
    s.write(
        ".plan.toml",
        "[aliases.sections]\noverview = [\"Resumen\", 3]\n",
    );
    for args in [&["list"][..], &["show", "cache"], &["tick", "cache", "1.1"]] {
        let run = s.plan(args).fails(2);
        assert!(
            run.stderr
                .contains(".plan.toml:2:24: `aliases.sections.overview` is a list of names"),
            "{}",
            run.screen()
        );
        let json = s.plan(&[args, &["--json"]].concat()).fails(2).json();
        assert_eq!(json["kind"], "config");
    }
    s.write(SPANISH_PATH, SPANISH.replace("Borrador", "En curso"));
    let run = s.try_git(&["commit", "-qam", "empezado"]).ok();
    assert!(
        run.stderr
            .contains("Evolution Log not updated: :.plan.toml:2:24: "),
        "{}",
        run.screen()
    );
    assert_eq!(
        s.read(SPANISH_PATH),
        SPANISH.replace("Borrador", "En curso")
    );

    s.write(".plan.toml", "[aliases.sections]\noverveiw = []\n");
    let run = s.plan(&["list"]).ok();
    assert!(
        run.stderr.contains(
            "unknown key `aliases.sections.overveiw`; did you mean `aliases.sections.overview`?"
        ),
        "{}",
        run.screen()
    );
}

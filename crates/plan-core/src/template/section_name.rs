//! The sections that the template names, with the headings they are known by.
//!
//! Headings after the first are aliases: names that 1 900 real plan files use for the same thing. An alias of a section
//! below the title counts at level 2 only, outside phases (`#### Test Plan` of a phase is no Testing Strategy), and only
//! for the first section that asks for the name. Left out on purpose, since they head other things as often: Context,
//! Goals, Motivation, Background, Proposed Change, Dependencies, Success Metrics, Verification, History, Next Steps.

use serde::{Deserialize, Serialize};

use super::word::folded;

macro_rules! section_names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, in $parent:expr, $headings:expr;)*) => {
        /// Names a section that the template has.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum SectionName {
            $($(#[$doc])* $variant,)*
        }

        impl SectionName {
            /// Every name, in the order of the template.
            pub const ALL: &'static [SectionName] = &[$(SectionName::$variant,)*];

            /// The name in JSON: the `kind` of the section.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The section that a section of this name stands in; `None` below the title.
            pub fn parent(self) -> Option<Self> {
                use SectionName::*;
                match self { $(Self::$variant => $parent,)* }
            }

            /// The headings that the section is known by, the template's own first. For a section with a name of its
            /// own (`Phase 1: NAME`), the word before it.
            pub fn headings(self) -> &'static [&'static str] {
                match self { $(Self::$variant => $headings,)* }
            }
        }
    };
}

// In template order. Headings after the first are names that real plans use in its place.
section_names! {
    /// `# Implementation Plan: NAME` and the fields below it.
    Header = "header", in None, &["Implementation Plan"];
    /// `## Overview`
    Overview = "overview", in None, &[
        "Overview",
        "Executive Summary",
        "Summary",
        "Abstract",
        "概要",
        "概述",
        "概览",
        "Überblick",
        "Übersicht",
        "Aperçu",
        "Resumen",
        "Visión general",
        "Resumo",
        "Visão geral",
        "Обзор",
    ];
    /// `## Architecture Overview`
    Architecture = "architecture", in None,
        &["Architecture Overview", "Architecture", "System Architecture", "アーキテクチャ"];
    /// `## Implementation Phases`
    Phases = "phases", in None, &[
        "Implementation Phases",
        "Phases",
        "Phase Breakdown",
        "Phase Details",
        "Implementation Steps",
        "Ordered Implementation Steps",
        "実装フェーズ",
        "フェーズ",
        "阶段",
        "实施阶段",
        "Phasen",
        "Étapes",
        "Fases",
        "Этапы",
        "Фазы",
    ];
    /// `### Phase 1: NAME`
    Phase = "phase", in Some(Phases), &["Phase"];
    /// `#### Tasks` of a phase.
    Tasks = "tasks", in Some(Phase), &[
        "Tasks",
        "Implementation Tasks",
        "Task List",
        "タスク",
        "任务",
        "Aufgaben",
        "Tâches",
        "Tareas",
        "Tarefas",
        "Задачи",
    ];
    /// `#### Task 1.1: NAME` of a phase.
    Task = "task", in Some(Phase), &["Task"];
    /// `#### Verification` of a phase.
    Verification = "verification", in Some(Phase), super::VERIFICATION;
    /// `## Code Examples & Patterns`
    CodeExamples = "code-examples", in None, &["Code Examples & Patterns", "Code Examples", "Code Patterns"];
    /// `### Example: NAME`
    Example = "example", in Some(CodeExamples), &["Example", "Pattern"];
    /// `## Data Models & Schemas`
    DataModels = "data-models", in None, &["Data Models & Schemas", "Data Models", "Data Model", "データモデル"];
    /// `### Database Changes`
    DatabaseChanges = "database-changes", in Some(DataModels),
        &["Database Changes", "Database Schema", "Schema Changes", "Database", "データベーススキーマ"];
    /// `### API Contracts`
    ApiContracts = "api-contracts", in Some(DataModels),
        &["API Contracts", "API Changes", "API Endpoints", "API", "API 仕様"];
    /// `## Integration Points`
    Integration = "integration", in None, &["Integration Points"];
    /// `### External Dependencies`
    ExternalDependencies = "external-dependencies", in Some(Integration),
        &["External Dependencies", "External Systems", "External Services"];
    /// `### Internal Dependencies`
    InternalDependencies = "internal-dependencies", in Some(Integration),
        &["Internal Dependencies", "Internal Systems", "内部依存"];
    /// `## Edge Cases & Error Handling`
    EdgeCases = "edge-cases", in None, &[
        "Edge Cases & Error Handling",
        "Edge Cases",
        "エッジケース",
        "边界情况",
        "Randfälle",
        "Grenzfälle",
        "Cas limites",
        "Casos límite",
        "Casos de borda",
        "Граничные случаи",
    ];
    /// `### Edge Case: DESCRIPTION`
    EdgeCase = "edge-case", in Some(EdgeCases), &["Edge Case"];
    /// `## Testing Strategy`
    Testing = "testing", in None, &[
        "Testing Strategy",
        "Test Strategy",
        "Test Plan",
        "Testing",
        "Testing Plan",
        "テスト方針",
        "テスト計画",
        "テスト戦略",
        "测试策略",
        "测试计划",
        "Teststrategie",
        "Testplan",
        "Stratégie de test",
        "Estrategia de pruebas",
        "Estratégia de testes",
        "Стратегия тестирования",
    ];
    /// `### Unit Tests`
    UnitTests = "unit-tests", in Some(Testing),
        &["Unit Tests", "単体テスト", "単体テスト（vitest）"];
    /// `### Integration Tests`
    IntegrationTests = "integration-tests", in Some(Testing), &["Integration Tests", "統合テスト"];
    /// `### Performance Tests`
    PerformanceTests = "performance-tests", in Some(Testing), &["Performance Tests", "Load Tests"];
    /// `### Manual Testing Checklist`
    ManualTests = "manual-tests", in Some(Testing),
        &["Manual Testing Checklist", "Manual Testing", "Manual Tests", "Manual Verification"];
    /// `## Security Considerations`
    Security = "security", in None,
        &["Security Considerations", "Security", "セキュリティ考慮事項", "セキュリティ"];
    /// `## Monitoring & Observability`
    Monitoring = "monitoring", in None, &["Monitoring & Observability", "Monitoring"];
    /// `## Rollback Strategy`
    Rollback = "rollback", in None, &[
        "Rollback Strategy",
        "Rollback Plan",
        "Rollback",
        "ロールバック",
        "回滚",
        "回滚策略",
        "Stratégie de retour arrière",
        "Plan de reversión",
        "Plano de rollback",
        "Откат",
        "План отката",
    ];
    /// `## Dependencies & Blockers`
    Dependencies = "dependencies", in None, &[
        "Dependencies & Blockers",
        "Dependencies",
        "Dependency Map",
        "Risk Analysis",
        "Risks",
        "Risks and Mitigations",
        "Risks and Mitigation",
        "Risk Assessment",
        "リスク",
        "リスクと対策",
        "风险",
        "Risiken",
        "Risques",
        "Riesgos",
        "Riscos",
        "Риски",
    ];
    /// `## Documentation Requirements`
    Documentation = "documentation", in None, &[
        "Documentation Requirements",
        "Documentation",
        "Documentation Updates",
        "Documentation Updates Required",
    ];
    /// `## Post-Implementation`
    PostImplementation = "post-implementation", in None,
        &["Post-Implementation", "Post-Implementation Tasks"];
    /// `## Evolution Log`
    EvolutionLog = "evolution-log", in None, &[
        "Evolution Log",
        "Log",
        "Change Log",
        "Changelog",
        "Amendment History",
        "Implementation History",
        "Progress Log",
        "Revision History",
        "Revisions",
        "Edit History",
        "Version History",
        "変更履歴",
        "更新履歴",
        "改訂履歴",
        "变更记录",
        "更新日志",
        "Änderungsprotokoll",
        "Änderungsverlauf",
        "Historique des modifications",
        "Historial de cambios",
        "Histórico de alterações",
        "Журнал изменений",
        "История изменений",
    ];
    /// `### YYYY-MM-DD - TITLE` of the Evolution Log.
    Entry = "entry", in Some(EvolutionLog), &[];
}

impl SectionName {
    /// The heading that the template gives the section.
    pub fn heading(self) -> &'static str {
        self.headings().first().copied().unwrap_or_default()
    }

    /// True if the heading holds a name of the section's own, as in `Phase 1: NAME`.
    pub fn has_own_name(self) -> bool {
        matches!(
            self,
            Self::Header | Self::Phase | Self::Task | Self::Example | Self::EdgeCase | Self::Entry
        )
    }

    /// True if `heading` is the template's own heading of this section.
    pub(crate) fn is_headed(self, heading: &str) -> bool {
        folded(heading) == folded(self.heading())
    }
}

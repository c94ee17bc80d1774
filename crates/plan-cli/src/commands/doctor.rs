//! `plan hook doctor`: whether git really runs hook and driver here.

use plan_git::doctor::{Finding, Patient, Verdict, examine};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{CommandError, Outcome};
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::Workspace;

/// A small plan without a log. In it is nothing that the hook could find wrong.
const PROBE: &[u8] = b"# Implementation Plan: Doctor\n\n**Status**: Draft\n";

/// What `plan hook doctor --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct Doctor<'a> {
    schema: &'static str,
    /// Whether log entries are written and plans are merged by the driver.
    healthy: bool,
    /// What was looked at, in order.
    checks: Vec<CheckView<'a>>,
}

/// One thing that was looked at.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Check")]
struct CheckView<'a> {
    /// What.
    #[schemars(extend("enum" = ["switch", "pre-commit", "post-commit", "program", "driver", "attributes", "run"]))]
    name: &'static str,
    /// How it stands; `note` is worth knowing and does no harm.
    #[schemars(extend("enum" = ["good", "note", "bad"]))]
    verdict: &'static str,
    /// The same in a sentence.
    message: &'a str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

pub(super) fn run(workspace: &Workspace, ui: &mut Ui) -> Result<Outcome, CommandError> {
    let path = std::env::var_os("PATH");
    let findings = examine(&Patient {
        repository: workspace.repository()?,
        paths: workspace.paths(),
        enabled: workspace.personal().hook_enabled,
        path: path.as_deref(),
        probe: PROBE,
    });
    let healthy = findings
        .iter()
        .all(|finding| finding.verdict != Verdict::Bad);
    if ui.format() == Format::Json {
        ui.json(&Doctor {
            schema: "plan.doctor/1",
            healthy,
            checks: findings.iter().map(CheckView::from).collect(),
        });
    } else {
        for finding in &findings {
            let (style, word) = match finding.verdict {
                Verdict::Good => (Style::Good, "good"),
                Verdict::Note => (Style::Caution, "note"),
                Verdict::Bad => (Style::Bad, "bad "),
            };
            let lead = Line::new()
                .push(style, word)
                .plain(format!("  {:<11}  ", finding.check.name()));
            ui.hanging(lead, Style::Plain, &finding.text);
            if let Some(help) = &finding.help {
                ui.hanging(Line::new().plain(" ".repeat(19)), Style::Faint, help);
            }
        }
    }
    Ok(if healthy {
        Outcome::Fine
    } else {
        Outcome::Findings
    })
}

impl<'a> From<&'a Finding> for CheckView<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            name: finding.check.name(),
            verdict: match finding.verdict {
                Verdict::Good => "good",
                Verdict::Note => "note",
                Verdict::Bad => "bad",
            },
            message: &finding.text,
            help: finding.help.as_deref(),
        }
    }
}

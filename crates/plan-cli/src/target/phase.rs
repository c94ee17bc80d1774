//! What a person means by a phase: its label, or a part of its name; without a word, the one that there is to work on.

use plan_core::Progress;

use super::{listed, nearest};
use crate::error::CommandError;
use crate::workspace::Plan;

/// One phase that could be meant.
struct Candidate {
    label: String,
    name: String,
    progress: Progress,
}

impl Candidate {
    /// As a hint: what to type, and what it is.
    fn line(&self) -> String {
        let done = match self.progress.total {
            0 => String::new(),
            total => format!("  {}/{total}", self.progress.done),
        };
        format!("--phase {}  {}{done}", self.label, self.name)
    }
}

/// The label of the phase that a text names. Without a text: the only phase, or the only one that is not complete.
///
/// # Errors
/// The text fits no phase or more than one; there is none; or without a text, several are open.
pub fn phase(plan: &Plan, text: Option<&str>) -> Result<String, CommandError> {
    let path = plan.name().as_str();
    let document = plan.document.plan();
    let phases = document.phases();
    let mut candidates: Vec<Candidate> = document
        .phase_labels()
        .into_iter()
        .zip(&phases)
        .zip(document.phase_progress())
        .map(|((label, phase), progress)| Candidate {
            label,
            name: phase.name.on_one_line(),
            progress,
        })
        .collect();
    let told = |error: CommandError| error.with_path(path);
    if candidates.is_empty() {
        return Err(told(
            CommandError::refused(format!("{path} has no phase"))
                .with_hint(format!("`plan add {path} phase NAME` adds the first one.")),
        ));
    }
    let Some(text) = text else {
        if candidates.len() > 1 {
            candidates.retain(|phase| !phase.progress.is_complete());
        }
        return match candidates.as_slice() {
            [only] => Ok(only.label.clone()),
            [] => {
                let error = format!("every phase of {path} is complete; say which one is meant");
                Err(told(CommandError::usage(error).with_hint(
                    "`--phase LABEL` names one; `plan show` has the labels.",
                )))
            }
            several => {
                let count = several.len();
                let error = format!("{count} phases of {path} are open; say which one is meant");
                let lines: Vec<String> = several.iter().map(Candidate::line).collect();
                Err(listed(told(CommandError::usage(error)), &lines))
            }
        };
    };
    let wanted = text.trim().to_lowercase();
    let label = wanted
        .strip_prefix("phase ")
        .unwrap_or(&wanted)
        .trim_start();
    if let Some(exact) = candidates
        .iter()
        .find(|phase| phase.label.to_lowercase() == label)
    {
        return Ok(exact.label.clone());
    }
    let fitting: Vec<&Candidate> = candidates
        .iter()
        .filter(|phase| !wanted.is_empty() && phase.name.to_lowercase().contains(&wanted))
        .collect();
    match fitting.as_slice() {
        [only] => Ok(only.label.clone()),
        [] => {
            let words: Vec<(String, Vec<String>)> = candidates
                .iter()
                .map(|phase| (phase.line(), vec![phase.name.clone()]))
                .collect();
            let error = CommandError::not_found(format!(
                "`{text}` is no phase of {path}: no label or name fits"
            ));
            let alike = nearest(text, &words);
            let lines: Vec<String> = match alike.as_slice() {
                [] => candidates.iter().map(Candidate::line).collect(),
                alike => alike
                    .iter()
                    .map(|line| format!("Did you mean `{line}`?"))
                    .collect(),
            };
            Err(listed(told(error), &lines))
        }
        several => {
            let lines: Vec<String> = several.iter().map(|phase| phase.line()).collect();
            let error = CommandError::ambiguous(format!(
                "`{text}` fits the name of {} phases of {path}; name a label",
                several.len()
            ));
            Err(listed(told(error), &lines))
        }
    }
}

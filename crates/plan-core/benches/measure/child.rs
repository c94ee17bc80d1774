//! Figures that need a process of their own: the bench runs itself again, and the child prints one line of numbers.

use std::process::Command;

/// First argument of a child; the second is its task.
const CHILD: &str = "--child";

/// The task, if this process was started to do one.
pub fn task(arguments: &[String]) -> Option<&str> {
    match arguments {
        [first, task, ..] if first == CHILD => Some(task),
        _ => None,
    }
}

/// Runs a task in a child, with some environment, and returns the numbers it prints. Nothing if it prints none.
pub fn run(task: &str, environment: &[(&str, &str)]) -> Option<Vec<f64>> {
    let output = Command::new(std::env::current_exe().ok()?)
        .args([CHILD, task])
        .envs(environment.iter().copied())
        .output()
        .ok()?;
    assert!(output.status.success(), "{task}: {}", output.status);
    let numbers = String::from_utf8(output.stdout).ok()?;
    let numbers: Vec<f64> = numbers
        .split_whitespace()
        .filter_map(|number| number.parse().ok())
        .collect();
    (!numbers.is_empty()).then_some(numbers)
}

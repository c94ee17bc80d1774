//! The figures, each beside its bound. Rows are printed as they become known, since a run takes minutes.

use crate::cost::Cost;

/// Width of the first column.
const WIDTH: usize = 74;

/// Prints the head.
pub fn head() {
    line("ratio", ["by cpu", "by wall", "at most", ""], "");
}

/// Prints what the following rows are about.
pub fn about(what: &str) {
    println!("\n{what}");
}

/// The time that a ratio is judged by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// On processors, where the system tells: the time on the clock is also that of everything else on the machine.
    Processor,
    /// On the clock: what somebody waits for where several threads are at work.
    Wall,
}

/// Prints how much of the other's time one takes.
pub fn ratio(what: &str, measured: Result<[Cost; 2], String>, bound: f64) {
    ratio_by(Clock::Processor, what, measured, bound);
}

/// The same, judged by that clock.
pub fn ratio_by(clock: Clock, what: &str, measured: Result<[Cost; 2], String>, bound: f64) {
    let [one, other] = match measured {
        Ok(costs) => costs,
        Err(reason) => return later(what, &reason),
    };
    let wall = one.wall / other.wall;
    let cpu = one.cpu.zip(other.cpu).map(|(one, other)| one / other);
    let milliseconds =
        |one: f64, other: f64| format!("{:.1} ms / {:.1} ms", one * 1e3, other * 1e3);
    let walls = milliseconds(one.wall, other.wall);
    let note = match one.cpu.zip(other.cpu) {
        Some((one, other)) => format!("cpu {}, wall {walls}", milliseconds(one, other)),
        None => format!("wall {walls}"),
    };
    let judged = cpu.filter(|_| clock == Clock::Processor).unwrap_or(wall);
    let cells = [
        &cpu.map_or_else(|| "-".to_owned(), number),
        &number(wall),
        &number(bound),
        verdict(judged, bound),
    ];
    line(what, cells.map(|cell| cell), &note);
}

/// Prints a figure that is no time, with its bound if it has one.
pub fn figure(what: &str, figure: f64, bound: Option<f64>, note: &str) {
    let most = bound.map_or_else(|| "-".to_owned(), number);
    let verdict = bound.map_or("", |bound| verdict(figure, bound));
    line(what, [&number(figure), "", &most, verdict], note);
}

/// Prints a row for what cannot be measured yet, or not here.
pub fn later(what: &str, reason: &str) {
    line(what, ["-", "-", "-", "not measured"], reason);
}

fn verdict(figure: f64, bound: f64) -> &'static str {
    if figure <= bound { "ok" } else { "over" }
}

/// Three digits that count, whatever the size.
fn number(value: f64) -> String {
    let decimals = match value {
        100.0.. => 0,
        10.0.. => 1,
        0.1.. => 2,
        _ => 4,
    };
    format!("{value:.decimals$}")
}

fn line(what: &str, cells: [&str; 4], note: &str) {
    let [cpu, wall, bound, verdict] = cells;
    let line = format!("{what:WIDTH$}  {cpu:>7}  {wall:>7}  {bound:>7}  {verdict:12}  {note}");
    println!("{}", line.trim_end());
}

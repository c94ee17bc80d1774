//! What running programs costs: time on the clock, time on processors, memory. Always whole processes, from start to end.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The seconds of a run.
#[derive(Clone, Copy)]
pub struct Cost {
    pub wall: f64,
    /// User and system time of all threads, where the system tells. What others do on the machine is not in it.
    pub cpu: Option<f64>,
}

impl Cost {
    /// What so many runs cost.
    pub fn times(self, runs: f64) -> Self {
        Self {
            wall: self.wall * runs,
            cpu: self.cpu.map(|cpu| cpu * runs),
        }
    }

    /// The time that ratios are judged by.
    pub fn seconds(self) -> f64 {
        self.cpu.unwrap_or(self.wall)
    }
}

/// Programs that are run one after the other as one piece of work.
pub type Work = Vec<Command>;

/// A sample takes at least so many seconds, since processor time is told in hundredths.
const SAMPLE: f64 = 0.4;

/// The medians of both, run in turns, so that a busy moment of the machine hits both alike. Each is given the number of
/// the turn. One turn before the first that counts brings everything into memory.
pub fn in_turns(
    turns: usize,
    one: impl Fn(usize) -> Work,
    other: impl Fn(usize) -> Work,
) -> Result<[Cost; 2], String> {
    in_turns_after(turns, &|| Ok(()), one, other)
}

/// The same, with something that is done before each run and does not count.
pub fn in_turns_after(
    turns: usize,
    prepare: &dyn Fn() -> Result<(), String>,
    one: impl Fn(usize) -> Work,
    other: impl Fn(usize) -> Work,
) -> Result<[Cost; 2], String> {
    let works: [&dyn Fn(usize) -> Work; 2] = [&one, &other];
    let mut costs = [Vec::new(), Vec::new()];
    for work in works {
        once(&mut work(0))?;
    }
    for turn in 0..turns {
        for (work, costs) in works.iter().zip(&mut costs) {
            costs.push(sample(prepare, &mut work(turn))?);
        }
    }
    Ok(costs.map(|costs| median(&costs)))
}

/// The mean of as many runs as make up a sample.
fn sample(prepare: &dyn Fn() -> Result<(), String>, work: &mut Work) -> Result<Cost, String> {
    let (mut wall, mut cpu, mut runs) = (0.0, Some(0.0), 0.0);
    while wall < SAMPLE {
        prepare()?;
        let cost = once(work)?;
        wall += cost.wall;
        cpu = cpu.zip(cost.cpu).map(|(sum, one)| sum + one);
        runs += 1.0;
    }
    Ok(Cost {
        wall: wall / runs,
        cpu: cpu.map(|cpu| cpu / runs),
    })
}

fn once(work: &mut Work) -> Result<Cost, String> {
    let (start, processor) = (Instant::now(), of_children());
    for command in work {
        let output = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .output()
            .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let last = said.lines().last().unwrap_or_default();
            let program = command.get_program().display();
            return Err(format!("{program} ended with {}: {last}", output.status));
        }
    }
    Ok(Cost {
        wall: start.elapsed().as_secs_f64(),
        cpu: of_children().zip(processor).map(|(end, start)| end - start),
    })
}

fn median(costs: &[Cost]) -> Cost {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let processor: Option<Vec<f64>> = costs.iter().map(|cost| cost.cpu).collect();
    Cost {
        wall: middle(costs.iter().map(|cost| cost.wall).collect()),
        cpu: processor.map(middle),
    }
}

/// Processor time of the children that have ended. Linux only.
fn of_children() -> Option<f64> {
    /// What Linux counts in, for programs, on nearly every machine.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses, and may hold any.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: Option<Vec<f64>> = ticks.map(|field| field.parse().ok()).collect();
    Some(ticks?.iter().sum::<f64>() / TICKS)
}

/// The most memory that a program has resident at once, in MiB; packs that it maps are in it. Linux only: the system is
/// asked every other millisecond.
pub fn peak_mib(mut command: Command) -> Option<f64> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().ok()?.is_none() {
        let kib = fs::read_to_string(&status).ok().and_then(|status| {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().strip_suffix(" kB")?.parse::<f64>().ok()
        });
        // It only grows; of a process that has ended but was not waited for, nothing is told.
        peak = kib.or(peak);
        thread::sleep(Duration::from_millis(2));
    }
    let ended = child.wait().ok()?;
    peak.filter(|_| ended.success()).map(|kib| kib / 1024.0)
}

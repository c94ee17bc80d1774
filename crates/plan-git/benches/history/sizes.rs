//! How large the made histories are, and how often everything is run. All of it can be set by variables of the
//! environment.

use std::env;
use std::str::FromStr;

/// What the variables say, or what fits into some minutes.
pub struct Sizes {
    /// `PLAN_BENCH_TURNS`: times that each side of a ratio is run.
    pub turns: usize,
    /// `PLAN_BENCH_COMMITS`: commits of a plain history. Its double is made too.
    pub commits: usize,
    /// `PLAN_BENCH_PLANS`: plans in it. Twice as many are tried too.
    pub plans: usize,
    /// `PLAN_BENCH_FOLDER_COMMITS` and `PLAN_BENCH_FOLDER_PLANS`: the history with very many plans in one folder.
    pub folder_commits: usize,
    pub folder_plans: usize,
    /// `PLAN_BENCH_LONG_COMMITS`: the history that memory is measured on; one commit of five changes a plan.
    pub long_commits: usize,
    /// `PLAN_BENCH_FOLLOWED`: runs of `git log --follow` that stand for a hundred.
    pub followed: usize,
    /// `PLAN_BENCH_REPOS`: real repositories, as `PATH:GLOB` with commas between them.
    pub real: Vec<(String, String)>,
}

impl Sizes {
    /// Reads the variables.
    pub fn read() -> Result<Self, String> {
        let real = env::var("PLAN_BENCH_REPOS").unwrap_or_default();
        let real = real.split(',').filter(|one| !one.is_empty()).map(|one| {
            let parts = one.rsplit_once(':');
            parts
                .map(|(path, glob)| (path.to_owned(), glob.to_owned()))
                .ok_or_else(|| format!("PLAN_BENCH_REPOS: `{one}` is no PATH:GLOB"))
        });
        Ok(Self {
            turns: number("PLAN_BENCH_TURNS", 5)?,
            commits: number("PLAN_BENCH_COMMITS", 20_000)?,
            plans: number("PLAN_BENCH_PLANS", 300)?,
            folder_commits: number("PLAN_BENCH_FOLDER_COMMITS", 20_000)?,
            folder_plans: number("PLAN_BENCH_FOLDER_PLANS", 3_000)?,
            long_commits: number("PLAN_BENCH_LONG_COMMITS", 100_000)?,
            followed: number("PLAN_BENCH_FOLLOWED", 10)?,
            real: real.collect::<Result<_, _>>()?,
        })
    }
}

fn number(name: &str, otherwise: usize) -> Result<usize, String> {
    let Ok(text) = env::var(name) else {
        return Ok(otherwise);
    };
    match usize::from_str(&text) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("{name}: `{text}` is no number from 1 on")),
    }
}

//! Reads a plan and prints what it says: `cargo run -p plan-core --example show -- PLAN.md`.

#![allow(clippy::print_stdout)]

use plan_core::Document;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give the path of a plan")?;
    let document = Document::from_bytes(std::fs::read(path)?)?;
    let plan = document.plan();
    if let Some(title) = plan.title() {
        println!("{}", title.on_one_line());
    }
    if let Some(status) = plan.status() {
        println!("status: {}", status.text);
    }
    for phase in plan.phases() {
        println!("{}", phase.heading());
        for task in phase.tasks() {
            let mark = match task.check() {
                Some(check) if check.done => "[x]",
                Some(_) => "[ ]",
                None => " - ",
            };
            println!("  {mark} {}", task.line());
        }
    }
    let progress = plan.progress();
    println!("{} of {} boxes", progress.done, progress.total);
    for finding in document.findings() {
        let place = document.position(finding.span.start);
        println!("{}:{}: {}", place.line, place.column, finding.message);
    }
    Ok(())
}

//! Ticks a box, and shows that one byte changed: `cargo run -p plan-core --example tick -- PLAN.md 1.v2`.

#![allow(clippy::print_stdout)]

use plan_core::{Address, Document};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give the path of a plan")?;
    let address = arguments.next().ok_or("give the address of a box")?;
    let document = Document::from_bytes(std::fs::read(&path)?)?;

    let mut plan = document.plan().clone();
    let check = plan.check_mut(&Address::from(address.as_str()));
    check.ok_or("there is no such box")?.done = true;

    for edit in document.edits(&plan)? {
        println!("bytes {:?} become {:?}", edit.span.range(), edit.text);
    }
    let ticked = document.update(&plan)?;
    let before = document.as_str().bytes();
    let changed = before.zip(ticked.as_str().bytes()).filter(|(a, b)| a != b);
    println!("{} byte changed", changed.count());
    std::fs::write(path, ticked.as_str())?;
    Ok(())
}

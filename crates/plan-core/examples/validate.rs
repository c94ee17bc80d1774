//! Validates a plan as JSON against the schema of the types, and writes it as Markdown:
//! `plan show --json PLAN | cargo run -p plan-core --features schema --example validate`.

#![allow(clippy::print_stdout)]

use std::io::Read;

use plan_core::Plan;
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let mut json: Value = serde_json::from_str(&text)?;
    // What `plan show --json` prints holds the plan beside other things.
    if let Some(plan) = json.get_mut("plan") {
        json = plan.take();
    }

    let schema = serde_json::to_value(schemars::schema_for!(Plan))?;
    let validator = jsonschema::validator_for(&schema)?;
    let mut valid = true;
    for error in validator.iter_errors(&json) {
        println!("{}: {}", error.instance_path(), error.masked());
        valid = false;
    }
    if !valid {
        return Err("the plan is not what the schema says".into());
    }
    let plan: Plan = serde_json::from_value(json)?;
    print!("{}", plan.to_markdown()?);
    Ok(())
}

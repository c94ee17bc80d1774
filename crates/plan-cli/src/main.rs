//! The program `plan`.

use plan_cli::args::{Stop, parse};
use plan_cli::commands;
use plan_cli::error::{Outcome, conclude};
use plan_cli::ui::{Choices, Ui};
use plan_git::repository::Repository;

fn main() -> std::process::ExitCode {
    Repository::trust_objects();
    match parse(std::env::args_os()) {
        Ok(cli) => {
            let mut ui = Ui::new(cli.choices());
            let result = commands::run(&cli, &mut ui);
            conclude(&mut ui, result)
        }
        Err(stop) => match *stop {
            Stop::Help(text) => {
                let mut ui = Ui::new(Choices::default());
                ui.out(&text);
                conclude(&mut ui, Ok(Outcome::Fine))
            }
            Stop::Wrong(error, choices) => conclude(&mut Ui::new(choices), Err(error)),
        },
    }
}

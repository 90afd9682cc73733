//! Every developer command of tinyfish-web: `cargo xtask help` lists them.
//!
//! Each command sets up what it needs and nothing more, so that a fresh clone and `cargo xtask demo` are all a newcomer types.

#[cfg(not(unix))]
compile_error!("the developer commands need Linux or macOS; on Windows run them in WSL");

mod bench;
mod build;
mod cli;
mod demo;
mod docs;
mod process;
mod project;
mod services;
mod setup;
mod suites;
#[cfg(test)]
mod versions;

use std::process::ExitCode;

use cli::Command;
use project::Project;

fn main() -> ExitCode {
    let command = match cli::parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("{error}\n\n{}", cli::HELP);
            return ExitCode::from(2);
        }
    };
    process::end_children_on_signals();
    match run(command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let project = Project::find()?;
    match command {
        Command::Help => {
            println!("{}", cli::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Command::Bench(arguments) => bench::run(&project, &arguments),
        Command::Build => build::run(&project),
        Command::Docs => docs::run(&project),
        Command::Emulator(arguments) => demo::emulator(&project, &arguments),
        Command::Demo(options) => demo::run(&project, &options),
        Command::Test(options) => suites::run(&project, &options),
    }
}

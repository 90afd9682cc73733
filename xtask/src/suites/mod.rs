//! `cargo xtask test`.

mod commands;
mod report;
mod run;
mod table;
mod tally;
mod world;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::cli::Test;
use crate::project::Project;
use crate::setup;
use report::Report;
use table::{SUITES, Suite, Tier};
use world::World;

/// Sets up, runs the chosen suites one after the other and prints the summary.
pub fn run(project: &Project, options: &Test) -> Result<ExitCode> {
    let chosen: Vec<_> = SUITES
        .iter()
        .filter(|suite| is_chosen(project, options, suite))
        .collect();
    if options.list {
        chosen.iter().for_each(|suite| println!("{}", suite.name));
        return Ok(ExitCode::SUCCESS);
    }
    if chosen.is_empty() {
        bail!("no suite has such a name; `cargo xtask test --list` prints them");
    }
    let needs: Vec<_> = chosen
        .iter()
        .flat_map(|suite| suite.needs)
        .copied()
        .collect();
    setup::ensure(project, &needs)?;
    let mut world = World::new(project);
    let mut report = Report::default();
    for suite in chosen {
        report.add(run::suite(&mut world, suite, options.verbose)?);
    }
    // The servers end before the summary, so that its last line is the last line.
    drop(world);
    Ok(report.print())
}

fn is_chosen(project: &Project, options: &Test, suite: &Suite) -> bool {
    let wanted = match suite.tier {
        Tier::Quick => true,
        Tier::Normal => !options.quick,
        Tier::Full => options.full && !options.quick,
    };
    let named = options
        .names
        .iter()
        .any(|name| suite.name.contains(name.as_str()));
    project.root.join(suite.exists).exists()
        && if options.names.is_empty() {
            wanted
        } else {
            named
        }
}

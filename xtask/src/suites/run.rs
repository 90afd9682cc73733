//! Running one suite.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::report::Line;
use super::table::Suite;
use super::world::World;
use crate::process::{self, Finished};

/// A suite that hangs fails after this time.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// How often a browser that does not come up is started.
const STARTS: u32 = 3;

/// What the test runner prints when the driver or browser did not come up; no test has run then.
const FAILED_STARTS: &[&str] = &[
    "session not created",
    "driver failed to bind port",
    "failed to get session id",
    "Failed to start",
];

/// Runs `suite` and shows its output if it failed.
pub fn suite(world: &mut World, suite: &Suite, verbose: bool) -> Result<Line> {
    println!("[test] {}", suite.name);
    let start = Instant::now();
    let finished = attempt(world, suite, verbose)?;
    let success = finished.status.is_some_and(|status| status.success());
    let tally = suite.count.tally(&finished.output, success);
    if tally.failed > 0 {
        explain(suite.name, &finished, verbose);
    } else if !verbose {
        notices(&finished.output).for_each(|line| println!("[test] {}: {line}", suite.name));
    }
    Ok(Line {
        name: suite.name,
        took: start.elapsed(),
        tally,
    })
}

fn attempt(world: &mut World, suite: &Suite, verbose: bool) -> Result<Finished> {
    for _ in 1..STARTS {
        let finished = once(world, suite, verbose);
        if !suite.browser || !did_not_start(&finished.output) {
            return Ok(finished);
        }
        println!(
            "[test] {}: the browser did not start, trying again",
            suite.name
        );
    }
    Ok(once(world, suite, verbose))
}

/// A suite that cannot even begin has failed like any other: the ones after it still run.
fn once(world: &mut World, suite: &Suite, verbose: bool) -> Finished {
    let begun = (suite.command)(world, suite.exists)
        .and_then(|command| process::capture(command, LIMIT, verbose));
    begun.unwrap_or_else(|error| Finished {
        status: None,
        output: format!("{error:#}\n"),
    })
}

fn did_not_start(output: &str) -> bool {
    !output.contains("test result: ") && FAILED_STARTS.iter().any(|words| output.contains(words))
}

/// What a suite that passed has to say all the same, such as a check that needs a network and had none.
fn notices(output: &str) -> impl Iterator<Item = &str> {
    output.lines().filter(|line| line.starts_with("notice: "))
}

fn explain(name: &str, finished: &Finished, shown_already: bool) {
    if !shown_already {
        print!("{}", finished.output);
    }
    match finished.status {
        Some(status) => println!("[test] {name}: failed, {status}"),
        None => println!("[test] {name}: failed, it did not run to its end"),
    }
}

#[cfg(test)]
mod tests {
    use super::{did_not_start, notices};

    #[test]
    fn a_notice_is_a_line_of_its_own() {
        let output = "ok one\nnotice: two: not checked\nno notice: three\n";
        assert_eq!(
            notices(output).collect::<Vec<_>>(),
            ["notice: two: not checked"]
        );
    }

    #[test]
    fn only_a_browser_that_never_came_up_is_started_again() {
        assert!(did_not_start(
            "Error: http status: 500\nsession not created: DevToolsActivePort file doesn't exist\n"
        ));
        assert!(!did_not_start(
            "test result: FAILED. 1 passed; 1 failed; session not created\n"
        ));
        assert!(!did_not_start("error[E0433]: failed to resolve\n"));
    }
}

//! The summary at the end.

use std::process::ExitCode;
use std::time::Duration;

use super::tally::Tally;

/// What one suite came to.
pub struct Line {
    /// The suite.
    pub name: &'static str,
    /// How long it took.
    pub took: Duration,
    /// What it counted.
    pub tally: Tally,
}

/// What all suites came to.
#[derive(Default)]
pub struct Report {
    lines: Vec<Line>,
}

impl Report {
    /// Adds one suite.
    pub fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Prints the table and, as the very last line, the totals.
    pub fn print(&self) -> ExitCode {
        let width = self
            .lines
            .iter()
            .map(|line| line.name.len())
            .max()
            .unwrap_or(0);
        println!();
        for Line { name, took, tally } in &self.lines {
            let mark = if tally.failed == 0 { "ok  " } else { "FAIL" };
            let seconds = took.as_secs_f64();
            println!(
                "{mark} {name:width$} {:>6} passed {:>4} failed {seconds:>7.1} s",
                tally.passed, tally.failed
            );
        }
        let took: Duration = self.lines.iter().map(|line| line.took).sum();
        println!("in {:.0} s", took.as_secs_f64());
        let total = self
            .lines
            .iter()
            .fold(Tally::default(), |total, line| total.plus(line.tally));
        println!("{} passed, {} failed", total.passed, total.failed);
        if total.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

//! Counting what a suite's runners passed and failed, from the lines they close with.

/// How a suite tells its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Count {
    /// `test result: ok. 5 passed; 0 failed; …`, as cargo and wasm-bindgen-test print it, once for each binary.
    Rust,
    /// `ℹ pass 5` and `ℹ fail 0`, from Node's runner.
    Node,
    /// `Ran 5 tests in …`, then `OK` or `FAILED (failures=1, errors=1)`, from Python's runner.
    Python,
    /// `5 passed, 0 failed`, from scripts of this project.
    Lines,
    /// The suite is one check.
    Exit,
}

/// Passed and failed tests.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed.
    pub failed: u32,
}

impl Count {
    /// Counts `output`. The exit status has the last word: a suite that ended badly, or ran nothing, has failed whatever it printed.
    pub fn tally(self, output: &str, success: bool) -> Tally {
        let printed = match self {
            Self::Rust => sum(output
                .lines()
                .filter(|line| line.starts_with("test result: "))
                .map(|line| Tally {
                    passed: number_before(line, " passed"),
                    failed: number_before(line, " failed"),
                })),
            Self::Node => sum(output.lines().map(|line| Tally {
                passed: number_after(line, "ℹ pass "),
                failed: number_after(line, "ℹ fail "),
            })),
            Self::Python => python(output),
            Self::Lines => {
                sum(output
                    .lines()
                    .filter(|line| line.ends_with(" failed"))
                    .map(|line| Tally {
                        passed: number_before(line, " passed, "),
                        failed: number_before(line, " failed"),
                    }))
            }
            Self::Exit => Tally {
                passed: u32::from(success),
                failed: 0,
            },
        };
        let in_order = success && printed.passed > 0;
        Tally {
            failed: printed.failed.max(u32::from(!in_order)),
            ..printed
        }
    }
}

fn python(output: &str) -> Tally {
    let ran: u32 = output.lines().map(|line| number_after(line, "Ran ")).sum();
    let failed: u32 = output
        .lines()
        .filter(|line| line.starts_with("FAILED ("))
        .map(|line| number_after_any(line, "failures=") + number_after_any(line, "errors="))
        .sum();
    Tally {
        passed: ran.saturating_sub(failed),
        failed,
    }
}

fn sum(tallies: impl Iterator<Item = Tally>) -> Tally {
    tallies.fold(Tally::default(), |sum, one| sum.plus(one))
}

impl Tally {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

/// The number that ends right before `word`; 0 if there is none.
fn number_before(line: &str, word: &str) -> u32 {
    let before = line.split_once(word).map_or("", |(before, _)| before);
    before
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default()
        .parse()
        .unwrap_or(0)
}

/// The number right after `word` where the line starts with it; 0 if it does not.
fn number_after(line: &str, word: &str) -> u32 {
    line.strip_prefix(word).map_or(0, leading_number)
}

fn number_after_any(line: &str, word: &str) -> u32 {
    line.split_once(word)
        .map_or(0, |(_, after)| leading_number(after))
}

fn leading_number(text: &str) -> u32 {
    text.split(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default()
        .parse()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u32, failed: u32) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn cargo_prints_a_line_for_each_binary() {
        let output = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored\n\
                      test result: FAILED. 10 passed; 3 failed; 1 ignored\n";
        assert_eq!(Count::Rust.tally(output, false), tally(12, 3));
    }

    #[test]
    fn node_prints_two_lines() {
        assert_eq!(
            Count::Node.tally("ℹ tests 6\nℹ pass 5\nℹ fail 1\n", false),
            tally(5, 1)
        );
    }

    #[test]
    fn python_prints_all_and_those_that_failed() {
        assert_eq!(
            Count::Python.tally("Ran 7 tests in 0.1s\n\nOK\n", true),
            tally(7, 0)
        );
        assert_eq!(
            Count::Python.tally(
                "Ran 7 tests in 1s\n\nFAILED (failures=2, errors=1)\n",
                false
            ),
            tally(4, 3)
        );
    }

    #[test]
    fn scripts_print_one_line() {
        assert_eq!(
            Count::Lines.tally("vite: ok\n9 passed, 0 failed\n", true),
            tally(9, 0)
        );
        assert_eq!(
            Count::Lines.tally("8 passed, 1 failed\n", false),
            tally(8, 1)
        );
    }

    #[test]
    fn a_bad_exit_is_a_failure_whatever_was_printed() {
        assert_eq!(
            Count::Rust.tally("test result: ok. 2 passed; 0 failed;\n", false),
            tally(2, 1)
        );
        assert_eq!(Count::Exit.tally("", false), tally(0, 1));
    }

    #[test]
    fn a_suite_that_ran_nothing_has_failed() {
        assert_eq!(Count::Node.tally("ℹ pass 0\nℹ fail 0\n", true), tally(0, 1));
        assert_eq!(Count::Rust.tally("", true), tally(0, 1));
    }
}

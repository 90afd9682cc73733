//! The command line.

use std::ffi::OsString;

use lexopt::prelude::*;

/// What `cargo xtask help` prints.
pub const HELP: &str = "\
Developer commands of tinyfish-web. Each installs what it needs first.

  cargo xtask demo [--live] [--check] [--port N]
      builds the package, starts the emulator and the dashboard, prints the address; ctrl-C ends all
      --live   the real service instead of the emulator, with TINYFISH_API_KEY
      --check  runs one run to its end through the page in a headless browser, and exits 0 if all was right

  cargo xtask test [--quick] [--full] [--verbose] [--list] [NAME…]
      every test; NAME picks the suites whose name contains it
      --quick  the inner loop: format, lints, native tests and Chromium
      --full   also the slow consumers (the default when CI=true)

  cargo xtask bench [--quick] [--browser NAME]… [--row N]… [--rounds N] [--pkg DIR] [--readme]
      the measurements, side by side with other packages, in Chromium and Firefox: a table, and in target/bench/ a
      report with plots and the same as JSON
      --quick   small work and one round, to see that all of it runs
      --pkg     a package that was built before, instead of building one
      --readme  puts table and chart where the README shows them

  cargo xtask build
      the npm package in pkg/ and its tarball in target/package/

  cargo xtask docs
      the reference of the API and the guides, as pages in target/docs/

  cargo xtask emulator [ARGUMENT…]
      the local stand-in for the service alone; the arguments are its own";

/// One parsed command.
#[derive(Debug, PartialEq)]
pub enum Command {
    /// Print [`HELP`].
    Help,
    /// Make the package.
    Build,
    /// Make the reference.
    Docs,
    /// Measure, with these arguments.
    Bench(Vec<OsString>),
    /// Run the emulator with these arguments.
    Emulator(Vec<OsString>),
    /// Show the project at work.
    Demo(Demo),
    /// Run the tests.
    Test(Test),
}

/// Options of `demo`.
#[derive(Debug, Default, PartialEq)]
pub struct Demo {
    /// Use the real service.
    pub live: bool,
    /// Drive the page, judge what it shows and exit.
    pub check: bool,
    /// Port of the dashboard; 0 means any free one.
    pub port: u16,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq)]
pub struct Test {
    /// Only the suites of the inner loop.
    pub quick: bool,
    /// Also the slow suites.
    pub full: bool,
    /// Show the suites' output as it comes.
    pub verbose: bool,
    /// Print the names of the suites and exit.
    pub list: bool,
    /// Only the suites whose name contains one of these; empty means all.
    pub names: Vec<String>,
}

/// Reads the arguments of one invocation.
pub fn parse(mut arguments: lexopt::Parser) -> Result<Command, lexopt::Error> {
    match arguments.next()? {
        None | Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(Value(name)) => match name.string()?.as_str() {
            "help" => Ok(Command::Help),
            "build" => no_more(arguments).map(|()| Command::Build),
            "docs" => no_more(arguments).map(|()| Command::Docs),
            "bench" => Ok(Command::Bench(arguments.raw_args()?.collect())),
            "emulator" => Ok(Command::Emulator(arguments.raw_args()?.collect())),
            "demo" => demo(arguments).map(Command::Demo),
            "test" => test(arguments).map(Command::Test),
            other => Err(format!("there is no command `{other}`").into()),
        },
        Some(argument) => Err(argument.unexpected()),
    }
}

fn no_more(mut arguments: lexopt::Parser) -> Result<(), lexopt::Error> {
    match arguments.next()? {
        None => Ok(()),
        Some(argument) => Err(argument.unexpected()),
    }
}

fn demo(mut arguments: lexopt::Parser) -> Result<Demo, lexopt::Error> {
    let mut options = Demo::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("live") => options.live = true,
            Long("check") => options.check = true,
            Long("port") => options.port = arguments.value()?.parse()?,
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

fn test(mut arguments: lexopt::Parser) -> Result<Test, lexopt::Error> {
    let mut options = Test {
        full: std::env::var("CI").is_ok_and(|ci| ci == "true"),
        ..Test::default()
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("quick") => options.quick = true,
            Long("full") => options.full = true,
            Long("verbose") | Short('v') => options.verbose = true,
            Long("list") => options.list = true,
            Value(name) => options.names.push(name.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Command, lexopt::Error> {
        parse(lexopt::Parser::from_args(arguments.iter().copied()))
    }

    #[test]
    fn demo_takes_its_flags_in_any_order() {
        let Ok(Command::Demo(options)) = parsed(&["demo", "--check", "--port", "8080", "--live"])
        else {
            panic!("not a demo");
        };
        assert_eq!(
            options,
            Demo {
                live: true,
                check: true,
                port: 8080
            }
        );
    }

    #[test]
    fn the_emulator_gets_its_arguments_untouched() {
        let expected = Command::Emulator(vec!["--port".into(), "0".into(), "--no-browser".into()]);
        assert_eq!(
            parsed(&["emulator", "--port", "0", "--no-browser"]).unwrap(),
            expected
        );
    }

    #[test]
    fn unknown_commands_and_flags_are_errors() {
        assert!(parsed(&["tset"]).is_err());
        assert!(parsed(&["test", "--quikc"]).is_err());
        assert!(parsed(&["build", "extra"]).is_err());
    }
}

//! What can be set when the emulator starts, and the flags that set it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::prelude::*;

const HELP: &str = "\
emulator: a local stand-in for the TinyFish Web Agent API

  --port N             port of the API; 0 takes any free one (default 4747)
  --host ADDRESS       address to listen on (default 127.0.0.1)
  --max-concurrent N   runs at the same time; further ones stay PENDING (default 4)
  --no-browser         never start Chromium: only scenarios work
  --chromium PATH      the Chromium to use (default: $CHROMIUM, then the usual places)
  --pace MS            pause before each step of a browser run, so that it can be watched (default 300)
  --exit-with-stdin    stop when standard input ends";

/// How the emulator comes to its browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrowserChoice {
    /// Browser runs fail with `SYSTEM_FAILURE`; scenarios work.
    Disabled,
    /// Chromium is looked for in `$CHROMIUM` and in the usual places.
    Find,
    /// Chromium is the program at this path.
    At(PathBuf),
}

/// The settings of one emulator.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address to listen on. Default `127.0.0.1`.
    pub host: String,
    /// Port of the API; 0 takes any free one. Default 4747.
    pub port: u16,
    /// How many runs go at the same time; further ones stay `PENDING`. Default 4.
    pub max_concurrent: usize,
    /// Where the browser comes from. Default [`BrowserChoice::Find`].
    pub browser: BrowserChoice,
    /// Pause before each step of a browser run. Default 300 ms.
    pub pace: Duration,
    /// Whether the program stops when its standard input ends. Default no.
    pub exit_with_stdin: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 4747,
            max_concurrent: 4,
            browser: BrowserChoice::Find,
            pace: Duration::from_millis(300),
            exit_with_stdin: false,
        }
    }
}

impl Config {
    /// Reads the program's arguments (without its name).
    ///
    /// # Errors
    /// A text for the terminal: what is wrong with the arguments, or the help that was asked for.
    pub fn from_args(args: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut config = Self::default();
        let mut parser = lexopt::Parser::from_args(args);
        while let Some(arg) = parser.next().map_err(explain)? {
            match arg {
                Long("port") => config.port = number(&mut parser)?,
                Long("host") => {
                    config.host = parser.value().and_then(ValueExt::string).map_err(explain)?
                }
                Long("max-concurrent") => config.max_concurrent = number(&mut parser)?,
                Long("no-browser") => config.browser = BrowserChoice::Disabled,
                Long("chromium") => {
                    config.browser = BrowserChoice::At(parser.value().map_err(explain)?.into())
                }
                Long("pace") => config.pace = Duration::from_millis(number(&mut parser)?),
                Long("exit-with-stdin") => config.exit_with_stdin = true,
                Short('h') | Long("help") => return Err(HELP.to_owned()),
                other => return Err(explain(other.unexpected())),
            }
        }
        if config.max_concurrent == 0 {
            return Err("emulator: --max-concurrent must be at least 1".to_owned());
        }
        Ok(config)
    }
}

fn number<T: std::str::FromStr>(parser: &mut lexopt::Parser) -> Result<T, String>
where
    T::Err: Into<Box<dyn std::error::Error + Send + Sync + 'static>>,
{
    parser.value().and_then(|v| v.parse()).map_err(explain)
}

fn explain(error: lexopt::Error) -> String {
    format!("emulator: {error}\n\n{HELP}")
}

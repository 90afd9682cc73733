//! `cargo xtask demo` and `cargo xtask emulator`.

use std::env;
use std::ffi::OsString;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::build;
use crate::cli::Demo;
use crate::process;
use crate::project::Project;
use crate::services::{self, EMULATOR_KEY, Service, Upstream};
use crate::setup::{self, Need};

const LIVE_SERVICE: &str = "https://agent.tinyfish.ai";

/// Runs the emulator in the foreground.
pub fn emulator(project: &Project, arguments: &[OsString]) -> Result<ExitCode> {
    setup::ensure(project, emulator_needs(arguments))?;
    let mut command = services::emulator_command(project)?;
    command.args(arguments);
    process::status(command).map(exit_code)
}

/// Shows the project at work, until ctrl-C or, with `--check`, until the run in the page has ended.
pub fn run(project: &Project, options: &Demo) -> Result<ExitCode> {
    let live_key = options.live.then(live_key).transpose()?;
    setup::ensure(project, &needs(options))?;
    build::package(project)?;
    let emulator = match live_key {
        Some(_) => None,
        None => {
            println!("[demo] building and starting the emulator");
            Some(services::emulator(project, &[], Stdio::inherit())?)
        }
    };
    let upstream = Upstream {
        url: emulator
            .as_ref()
            .map_or(LIVE_SERVICE, |emulator| &emulator.url),
        key: live_key.unwrap_or_else(|| EMULATOR_KEY.into()),
    };
    let dashboard = services::dashboard(project, &upstream, options.port, Stdio::inherit())?;
    if options.check {
        return check(project, &dashboard);
    }
    announce(&upstream, &dashboard);
    loop {
        // Until a signal: its handler ends the children and this process.
        thread::sleep(Duration::from_secs(3600));
    }
}

/// Nothing, where the arguments say how the emulator comes to its browser, or ask for its help.
fn emulator_needs(arguments: &[OsString]) -> &'static [Need] {
    const OWN_WORD: &[&str] = &["--no-browser", "--chromium", "--help", "-h"];
    let has_own_word = arguments.iter().any(|argument| {
        let argument = argument.to_string_lossy();
        OWN_WORD.contains(&&*argument) || argument.starts_with("--chromium=")
    });
    if has_own_word { &[] } else { &[Need::Chromium] }
}

fn needs(options: &Demo) -> Vec<Need> {
    let chromium = (options.check || !options.live).then_some(Need::Chromium);
    build::NEEDS.iter().copied().chain(chromium).collect()
}

fn live_key() -> Result<OsString> {
    env::var_os("TINYFISH_API_KEY")
        .filter(|key| !key.is_empty())
        .context("--live needs the environment variable TINYFISH_API_KEY")
}

fn announce(upstream: &Upstream, dashboard: &Service) {
    println!("[demo] service    {}", upstream.url);
    println!("[demo] dashboard  {}", dashboard.url);
    println!("[demo] ctrl-C ends the demo");
}

fn check(project: &Project, dashboard: &Service) -> Result<ExitCode> {
    let chromium = setup::chromium(project).context("Chromium is not found")?;
    let mut node = project.node("tests/e2e/check.mjs");
    node.arg("--url")
        .arg(&dashboard.url)
        .arg("--chromium")
        .arg(chromium);
    process::status(node).map(exit_code)
}

/// The child's own code where there is one; a child that was ended by a signal has failed.
fn exit_code(status: ExitStatus) -> ExitCode {
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emulator_that_is_told_about_its_browser_needs_none_from_here() {
        let needs = |arguments: &[&str]| {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            emulator_needs(&arguments)
        };
        for told in [
            &["--port", "0", "--no-browser"][..],
            &["--chromium", "/opt/chrome"],
            &["--chromium=/opt/chrome"],
            &["--help"],
        ] {
            assert_eq!(needs(told), [], "{told:?}");
        }
        assert_eq!(needs(&[]), [Need::Chromium]);
        assert_eq!(needs(&["--pace", "0"]), [Need::Chromium]);
    }

    #[test]
    fn a_demo_needs_chromium_where_the_emulator_or_the_check_does() {
        let needs = |live, check| {
            needs(&Demo {
                live,
                check,
                port: 0,
            })
        };
        assert!(needs(false, false).contains(&Need::Chromium));
        assert!(needs(true, true).contains(&Need::Chromium));
        assert!(!needs(true, false).contains(&Need::Chromium));
    }
}

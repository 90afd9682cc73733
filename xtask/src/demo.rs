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
    setup::ensure(project, &[Need::Chromium])?;
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

fn needs(options: &Demo) -> Vec<Need> {
    let chromium = (options.check || !options.live).then_some(Need::Chromium);
    build::NEEDS.iter().copied().chain(chromium).collect()
}

fn live_key() -> Result<OsString> {
    env::var_os("TINYFISH_API_KEY")
        .context("--live needs the environment variable TINYFISH_API_KEY")
}

fn announce(upstream: &Upstream, dashboard: &Service) {
    println!("[demo] service    {}", upstream.url);
    println!("[demo] dashboard  {}", dashboard.url);
    println!("[demo] ctrl-C ends the demo");
}

fn check(project: &Project, dashboard: &Service) -> Result<ExitCode> {
    let chromium = project
        .which_of(setup::CHROMIUM)
        .context("Chromium is not found")?;
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

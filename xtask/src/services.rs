//! The two servers a demo and the tests run against: the emulator, and the dashboard with the relay in front of it.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{self, Process};
use crate::project::Project;
use crate::setup;

/// A key the emulator takes: it takes every one with this beginning.
pub const EMULATOR_KEY: &str = "sk-tinyfish-emulator";

/// How long a server may take until it says that it listens.
const START: Duration = Duration::from_secs(60);

/// A server that listens; dropping it ends it.
pub struct Service {
    /// Its address, without a slash at the end.
    pub url: String,
    _process: Process,
}

impl Service {
    /// Starts `command` and waits for the line `NAME listening on URL`. Its standard error is that of `command`.
    fn start(mut command: Command, name: &str) -> Result<Self> {
        // A service ends when its standard input does, also if this process has no chance to end it.
        command
            .arg("--exit-with-stdin")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = Process::start(command)?;
        let output = process
            .child()
            .stdout
            .take()
            .context("a child without an output")?;
        let prefix = format!("{name} listening on ");
        let url = first_line(output, prefix).recv_timeout(START);
        let url =
            url.with_context(|| format!("the {name} did not start within {} s", START.as_secs()))?;
        Ok(Self {
            url,
            _process: process,
        })
    }
}

/// Waits in a thread for the line with the address, then reads on so that the child never blocks on a full pipe.
fn first_line(output: impl Read + Send + 'static, prefix: String) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(url) = line.strip_prefix(&prefix) {
                // Nobody waits any more: the output is still read to its end.
                let _ = sender.send(url.trim().trim_end_matches('/').to_owned());
            }
        }
    });
    receiver
}

/// Builds the emulator and gives a command that runs it.
pub fn emulator_command(project: &Project) -> Result<Command> {
    let mut cargo = project.cargo();
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "emulator",
        "--bin",
        "emulator",
    ]);
    process::run(cargo)?;
    let mut command = project.command(project.target.join("debug/emulator"));
    // Before the caller's arguments, whose own word about the browser is then the last.
    if let Some(chromium) = setup::chromium(project) {
        command.arg("--chromium").arg(chromium);
    }
    Ok(command)
}

/// Builds and starts the emulator on a free port.
pub fn emulator(project: &Project, arguments: &[&str], errors: Stdio) -> Result<Service> {
    let mut command = emulator_command(project)?;
    command.args(["--port", "0"]).args(arguments).stderr(errors);
    Service::start(command, "emulator")
}

/// What the dashboard is put in front of.
pub struct Upstream<'a> {
    /// The service's address.
    pub url: &'a str,
    /// The key the relay adds.
    pub key: OsString,
}

/// Starts the dashboard with the relay.
pub fn dashboard(
    project: &Project,
    upstream: &Upstream,
    port: u16,
    errors: Stdio,
) -> Result<Service> {
    if !project.root.join("www/server.mjs").exists() {
        bail!("www/server.mjs is missing");
    }
    let mut command = project.node("www/server.mjs");
    command.args([
        "--host",
        "127.0.0.1",
        "--port",
        &port.to_string(),
        "--upstream",
        upstream.url,
    ]);
    command
        .arg("--pkg")
        .arg(Path::new("pkg"))
        .env("TINYFISH_API_KEY", &upstream.key)
        .stderr(errors);
    Service::start(command, "dashboard")
}

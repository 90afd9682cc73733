//! What the suites share: servers, started when the first suite asks for them.

use std::fs::{self, File};
use std::process::Stdio;

use anyhow::{Context, Result, anyhow};

use crate::build;
use crate::project::Project;
use crate::services::{self, EMULATOR_KEY, Service, Upstream};

/// The surroundings of a suite.
pub struct World<'a> {
    /// The checkout.
    pub project: &'a Project,
    // Fields drop in this order: the relay before what it relays to.
    relay: Option<Started>,
    emulator: Option<Started>,
    built: bool,
}

/// A server that could not be started is not tried again by the next suite, which would only wait once more.
type Started = Result<Service, String>;

impl<'a> World<'a> {
    /// Nothing runs yet.
    pub fn new(project: &'a Project) -> Self {
        Self {
            project,
            relay: None,
            emulator: None,
            built: false,
        }
    }

    /// Builds the package, unless it was built in this run.
    pub fn package(&mut self) -> Result<()> {
        if !self.built {
            self.built = true;
            build::package(self.project)?;
        }
        Ok(())
    }

    /// A suite has built the package.
    pub fn package_is_built(&mut self) {
        self.built = true;
    }

    /// The address of the emulator.
    pub fn emulator(&mut self) -> Result<String> {
        let project = self.project;
        // Tests that run side by side must not queue behind each other's runs.
        let arguments = ["--max-concurrent", "64"];
        let start = || services::emulator(project, &arguments, log(project, "emulator")?);
        address(self.emulator.get_or_insert_with(|| started(start())))
    }

    /// The address of the dashboard, with the relay in front of the emulator below `/api/tinyfish`.
    pub fn relay(&mut self) -> Result<String> {
        let (project, emulator) = (self.project, self.emulator()?);
        let upstream = Upstream {
            url: &emulator,
            key: EMULATOR_KEY.into(),
        };
        let start = || services::dashboard(project, &upstream, 0, log(project, "relay")?);
        address(self.relay.get_or_insert_with(|| started(start())))
    }
}

fn started(service: Result<Service>) -> Started {
    service.map_err(|error| format!("{error:#}"))
}

fn address(service: &Started) -> Result<String> {
    let service = service.as_ref();
    service
        .map(|service| service.url.clone())
        .map_err(|error| anyhow!("{error}"))
}

/// What a server says beside its address goes to a file, to be looked at when a suite failed.
fn log(project: &Project, name: &str) -> Result<Stdio> {
    let directory = project.target.join("xtask-logs");
    fs::create_dir_all(&directory).context("the directory of the logs cannot be made")?;
    let file = directory.join(format!("{name}.log"));
    let created = File::create(&file);
    Ok(created
        .with_context(|| format!("{} cannot be written", file.display()))?
        .into())
}

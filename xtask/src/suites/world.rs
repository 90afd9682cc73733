//! What the suites share: servers, started when the first suite asks for them.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::services::{self, EMULATOR_KEY, Service, Upstream};

/// The surroundings of a suite.
pub struct World<'a> {
    /// The checkout.
    pub project: &'a Project,
    // Fields drop in this order: the relay before what it relays to.
    relay: Option<Service>,
    emulator: Option<Service>,
}

impl<'a> World<'a> {
    /// Nothing runs yet.
    pub fn new(project: &'a Project) -> Self {
        Self {
            project,
            relay: None,
            emulator: None,
        }
    }

    /// The address of the emulator.
    pub fn emulator(&mut self) -> Result<String> {
        if self.emulator.is_none() {
            self.emulator = Some(services::emulator(self.project, self.log("emulator")?)?);
        }
        Ok(address(&self.emulator))
    }

    /// The address of the dashboard, with the relay in front of the emulator below `/api/tinyfish`.
    pub fn relay(&mut self) -> Result<String> {
        let emulator = self.emulator()?;
        if self.relay.is_none() {
            let upstream = Upstream {
                url: &emulator,
                key: EMULATOR_KEY.into(),
            };
            self.relay = Some(services::dashboard(
                self.project,
                &upstream,
                0,
                self.log("relay")?,
            )?);
        }
        Ok(address(&self.relay))
    }

    /// What a server says beside its address goes to a file, to be looked at when a suite failed.
    fn log(&self, name: &str) -> Result<Stdio> {
        let file = self.log_path(name);
        fs::create_dir_all(file.parent().context("a log without a directory")?)?;
        Ok(File::create(&file)
            .with_context(|| format!("{} cannot be written", file.display()))?
            .into())
    }

    /// Where the log of a server or suite is.
    pub fn log_path(&self, name: &str) -> PathBuf {
        self.project
            .target
            .join("xtask-logs")
            .join(format!("{name}.log"))
    }
}

fn address(service: &Option<Service>) -> String {
    service
        .as_ref()
        .map(|service| service.url.clone())
        .unwrap_or_default()
}

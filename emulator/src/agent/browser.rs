//! The one Chromium behind all browser runs: started when first needed, and again after it died.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::chromium::{self, Chromium};
use super::tab::Tab;
use crate::config::{BrowserChoice, Config};
use crate::runs::{Run, RunError};

pub(crate) struct Browser {
    choice: BrowserChoice,
    current: Mutex<Option<Arc<Chromium>>>,
}

impl Browser {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            choice: config.browser.clone(),
            current: Mutex::new(None),
        }
    }

    /// A tab of its own for a run, with nothing of other runs in it.
    pub(crate) async fn open_tab(&self, run: &Arc<Run>) -> Result<Tab, RunError> {
        let chromium = self.living().await?;
        match Tab::open(&chromium, run).await {
            Ok(tab) => Ok(tab),
            // It may have died since it was last looked at: a new one gets one chance.
            Err(_) => Tab::open(&self.living().await?, run)
                .await
                .map_err(|_| RunError::system("The browser could not open a tab")),
        }
    }

    /// Kills the running Chromium; false if there was none.
    pub(crate) async fn kill(&self) -> bool {
        let Some(chromium) = self.current.lock().await.take() else {
            return false;
        };
        chromium.kill().await;
        true
    }

    /// Closes the running Chromium.
    pub(crate) async fn shutdown(&self) {
        if let Some(chromium) = self.current.lock().await.take() {
            chromium.close().await;
        }
    }

    async fn living(&self) -> Result<Arc<Chromium>, RunError> {
        let mut current = self.current.lock().await;
        if let Some(chromium) = current.as_ref().filter(|chromium| !chromium.is_gone()) {
            return Ok(Arc::clone(chromium));
        }
        let program = self.program()?;
        let chromium = Chromium::start(&program).await.map_err(|reason| {
            RunError::system(format!("Chromium could not be started: {reason}"))
        })?;
        Ok(Arc::clone(current.insert(Arc::new(chromium))))
    }

    fn program(&self) -> Result<PathBuf, RunError> {
        match &self.choice {
            BrowserChoice::Disabled => Err(RunError::system(
                "This emulator was started with --no-browser: only scenarios work",
            )),
            BrowserChoice::At(path) => Ok(path.clone()),
            BrowserChoice::Find => chromium::find().ok_or_else(|| {
                RunError::system("No Chromium was found: install it, or name it with --chromium")
            }),
        }
    }
}

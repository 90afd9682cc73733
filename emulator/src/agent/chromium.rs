//! One Chromium process and the connection to it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use chromiumoxide::error::CdpError;
use chromiumoxide::handler::HandlerConfig;
use chromiumoxide::handler::viewport::Viewport;
use futures::StreamExt;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::{Mutex, watch};

/// What a page sees, in CSS pixels; 16 to 10, as live views are laid out.
const VIEWPORT: (u32, u32) = (1280, 800);
const START_LIMIT: Duration = Duration::from_secs(30);
const CLOSE_LIMIT: Duration = Duration::from_secs(3);

const FLAGS: &[&str] = &[
    "--headless=new",
    "--remote-debugging-port=0",
    // A container has no user namespaces for the sandbox; the emulator is for local pages and tests.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--mute-audio",
    "--hide-scrollbars",
    "--password-store=basic",
    "--force-color-profile=srgb",
    "--lang=en-US",
    // Runs are watched in windows that nobody has in front.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
];

pub(crate) struct Chromium {
    pub cdp: chromiumoxide::Browser,
    process: Mutex<Child>,
    gone: watch::Receiver<bool>,
    // Removed when the last run has let go of the browser.
    _profile: TempDir,
}

impl Chromium {
    /// Starts a Chromium and connects to it.
    pub(crate) async fn start(program: &Path) -> Result<Self, String> {
        let profile = tempfile::Builder::new()
            .prefix("emulator-chromium-")
            .tempdir();
        let profile = profile.map_err(|error| format!("no directory for its profile: {error}"))?;
        let mut process = spawn(program, profile.path()).map_err(|error| error.to_string())?;
        let output = process.stderr.take().ok_or("its output cannot be read")?;
        let address = tokio::time::timeout(START_LIMIT, devtools_address(output))
            .await
            .map_err(|_| "it did not start in time")?
            .map_err(|error| format!("it ended at once: {error}"))?;
        let (cdp, gone) = connect(&address)
            .await
            .map_err(|_| "its DevTools do not answer")?;
        Ok(Self {
            cdp,
            process: Mutex::new(process),
            gone,
            _profile: profile,
        })
    }

    pub(crate) fn is_gone(&self) -> bool {
        *self.gone.borrow()
    }

    /// Resolves when the browser has ended, for whatever reason.
    pub(crate) async fn gone(&self) {
        // An error means that the connection's task has ended: gone too.
        let _ = self.gone.clone().wait_for(|gone| *gone).await;
    }

    /// Ends the process at once, as a crash would.
    pub(crate) async fn kill(&self) {
        let _ = self.process.lock().await.kill().await;
    }

    /// Asks the browser to close, and makes it if it does not.
    pub(crate) async fn close(&self) {
        let _ = self
            .cdp
            .execute(chromiumoxide::cdp::browser_protocol::browser::CloseParams::default())
            .await;
        let mut process = self.process.lock().await;
        if tokio::time::timeout(CLOSE_LIMIT, process.wait())
            .await
            .is_err()
        {
            let _ = process.kill().await;
        }
    }
}

/// Where Chromium is, if nobody said.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM").filter(|path| !path.is_empty()) {
        return Some(path.into());
    }
    const NAMES: [&str; 4] = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    const APPS: [&str; 2] = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];
    let directories: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default();
    let in_path = NAMES.iter().flat_map(|name| {
        directories
            .iter()
            .map(move |directory| directory.join(name))
    });
    in_path
        .chain(APPS.iter().map(PathBuf::from))
        .find(|path| path.is_file())
}

fn spawn(program: &Path, profile: &Path) -> io::Result<Child> {
    let mut command = Command::new(program);
    command
        .args(FLAGS)
        .arg(format!("--window-size={},{}", VIEWPORT.0, VIEWPORT.1))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    die_with_the_emulator(&mut command);
    command.spawn()
}

/// Even an emulator that is killed leaves no browser behind.
#[cfg(target_os = "linux")]
fn die_with_the_emulator(command: &mut Command) {
    let ask_kernel = || {
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))
            .map_err(io::Error::from)
    };
    // SAFETY: between fork and exec the closure makes one system call; it neither allocates nor locks.
    unsafe { command.pre_exec(ask_kernel) };
}

#[cfg(not(target_os = "linux"))]
fn die_with_the_emulator(_: &mut Command) {}

/// Chromium says on its error output where its DevTools listen.
async fn devtools_address(output: ChildStderr) -> io::Result<String> {
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(address) = line.trim().strip_prefix("DevTools listening on ") {
            let address = address.to_owned();
            // Whatever else it says is read and dropped: a full pipe would stop it.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(address);
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

async fn connect(
    address: &str,
) -> Result<(chromiumoxide::Browser, watch::Receiver<bool>), CdpError> {
    let viewport = Viewport {
        width: VIEWPORT.0,
        height: VIEWPORT.1,
        device_scale_factor: Some(1.0),
        ..Viewport::default()
    };
    let config = HandlerConfig {
        viewport: Some(viewport),
        ..HandlerConfig::default()
    };
    let (browser, mut handler) =
        chromiumoxide::Browser::connect_with_config(address, config).await?;
    let (tell, gone) = watch::channel(false);
    tokio::spawn(async move {
        while let Some(Ok(())) = handler.next().await {}
        tell.send_replace(true);
    });
    Ok((browser, gone))
}

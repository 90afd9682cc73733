//! Browsers, their drivers and a display: packages of the system.

use std::fs;
use std::process::Stdio;

use anyhow::{Result, bail};

use super::{Need, say};
use crate::process;
use crate::project::Project;

/// Names under which systems install Chromium.
pub const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];
/// The sandbox is what a user who is not root needs; without a font the pictures show boxes.
const CHROMIUM_PACKAGES: &[&str] = &["chromium", "chromium-sandbox", "fonts-liberation"];
/// The WebDriver of WebKitGTK.
pub const WEBKIT_DRIVER: &str = "WebKitWebDriver";

/// What a need is called where: programs that satisfy it, all of which or any of which, and the Debian packages that bring them.
struct Provision {
    need: Need,
    programs: &'static [&'static str],
    all: bool,
    packages: &'static [&'static str],
}

const PROVISIONS: &[Provision] = &[
    Provision {
        need: Need::Chromium,
        programs: CHROMIUM,
        all: false,
        packages: CHROMIUM_PACKAGES,
    },
    Provision {
        need: Need::Chromedriver,
        programs: &["chromedriver"],
        all: true,
        packages: &["chromium-driver"],
    },
    Provision {
        need: Need::Firefox,
        programs: &["firefox", "firefox-esr"],
        all: false,
        packages: &["firefox-esr"],
    },
    Provision {
        need: Need::WebKit,
        programs: &[WEBKIT_DRIVER],
        all: true,
        packages: &["webkit2gtk-driver"],
    },
    // xvfb-run asks xauth for a cookie; Debian only recommends the package.
    Provision {
        need: Need::Display,
        programs: &["xvfb-run", "xauth"],
        all: true,
        packages: &["xvfb", "xauth"],
    },
];

impl Provision {
    fn is_missing(&self, project: &Project) -> bool {
        let mut found = self
            .programs
            .iter()
            .map(|program| project.which(program).is_some());
        if self.all {
            !found.all(|there| there)
        } else {
            !found.any(|there| there)
        }
    }
}

/// Installs the missing packages together.
pub fn ensure(project: &Project, needs: &[Need]) -> Result<()> {
    let wanted = PROVISIONS
        .iter()
        .filter(|provision| needs.contains(&provision.need));
    let missing: Vec<_> = wanted
        .filter(|provision| provision.is_missing(project))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing
        .iter()
        .flat_map(|provision| provision.packages)
        .copied()
        .collect();
    install(project, &packages)?;
    match missing
        .into_iter()
        .find(|provision| provision.is_missing(project))
    {
        // Ubuntu's packages of these names only fetch a snap.
        Some(still) => bail!(
            "{} is still not found after apt-get installed {}",
            still.programs[0],
            still.packages.join(" ")
        ),
        None => Ok(()),
    }
}

/// Installs Debian packages, or says in words what to install.
pub fn install(project: &Project, packages: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if !is_debian() || project.which("apt-get").is_none() {
        bail!(
            "missing: {}. This system's packages are not known here; on Debian it is `{by_hand}`",
            packages.join(", ")
        );
    }
    let Some(prefix) = root_prefix(project) else {
        bail!(
            "missing: {}. Installing them needs root: run `sudo {by_hand}` and try again",
            packages.join(", ")
        );
    };
    say(&format!("{by_hand} (about a minute)…"));
    let failed = || format!("the system's packages cannot be installed; by hand: {by_hand}");
    // The lists of a fresh container are empty; elsewhere they may be stale, and an update that fails need not matter.
    let _ = apt(project, prefix, &["update", "-qq"]);
    if !apt(
        project,
        prefix,
        &[
            &["install", "-qq", "-y", "--no-install-recommends"],
            packages,
        ]
        .concat(),
    ) {
        bail!(failed());
    }
    Ok(())
}

fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| {
        (line.starts_with("ID=") || line.starts_with("ID_LIKE=")) && line.contains("debian")
    })
}

/// What goes before a command that needs root: nothing, or `sudo` if it asks for no password.
fn root_prefix(project: &Project) -> Option<&'static [&'static str]> {
    let mut id = project.command("id");
    id.arg("-u");
    if process::output_of(id)?.trim() == "0" {
        return Some(&[]);
    }
    let mut sudo = project.command("sudo");
    sudo.args(["-n", "true"]);
    process::output_of(sudo).map(|_| &["sudo", "-n"][..])
}

/// Not through [`process`]: a package manager that is ended half-way leaves a system to be mended.
fn apt(project: &Project, prefix: &[&str], arguments: &[&str]) -> bool {
    // sudo drops the environment, so `env` comes after it.
    let words = [
        prefix,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
        arguments,
    ]
    .concat();
    let mut command = project.command(words[0]);
    command.args(&words[1..]).stdin(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

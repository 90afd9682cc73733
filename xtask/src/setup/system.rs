//! Browsers, their drivers and a display: packages of the system.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Result, bail};

use super::{Need, say};
use crate::process;
use crate::project::Project;

/// Names under which systems install Chromium.
const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];
/// Where macOS has it, which puts no app on the search path.
const CHROMIUM_APPS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
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

/// Chromium: what `$CHROMIUM` names, or what is found where the emulator looks too.
pub fn chromium(project: &Project) -> Option<PathBuf> {
    locate_chromium(
        env::var_os("CHROMIUM").as_deref(),
        |name| project.which(name),
        Path::is_file,
    )
}

fn locate_chromium(
    named: Option<&OsStr>,
    which: impl Fn(&str) -> Option<PathBuf>,
    is_file: impl Fn(&Path) -> bool,
) -> Option<PathBuf> {
    if let Some(named) = named.filter(|name| !name.is_empty()) {
        // A name alone is looked up; whether a path leads anywhere, its user is told by whoever starts it.
        return Some(named.to_str().and_then(which).unwrap_or(named.into()));
    }
    let app = || {
        CHROMIUM_APPS
            .iter()
            .map(PathBuf::from)
            .find(|app| is_file(app))
    };
    CHROMIUM.iter().find_map(|name| which(name)).or_else(app)
}

impl Provision {
    fn is_missing(&self, project: &Project) -> bool {
        if self.need == Need::Chromium {
            return chromium(project).is_none();
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn chromium_with(named: Option<&str>, installed: &[&str]) -> Option<PathBuf> {
        let which = |name: &str| {
            let path = Path::new("/usr/bin").join(name);
            installed.iter().find(|there| path == Path::new(there))?;
            Some(path)
        };
        let is_file = |path: &Path| installed.iter().any(|there| path == Path::new(there));
        locate_chromium(named.map(OsStr::new), which, is_file)
    }

    #[test]
    fn chromium_is_what_the_variable_names_then_on_the_search_path_then_an_app() {
        let [app, chrome] = [CHROMIUM_APPS[1], "/usr/bin/google-chrome"];
        let found = |named, installed: &[&str]| chromium_with(named, installed);
        assert_eq!(
            found(Some("/opt/chrome"), &[chrome]),
            Some("/opt/chrome".into())
        );
        assert_eq!(found(Some("google-chrome"), &[chrome]), Some(chrome.into()));
        assert_eq!(found(Some("/opt/chrome"), &[]), Some("/opt/chrome".into()));
        assert_eq!(found(Some(""), &[app, chrome]), Some(chrome.into()));
        assert_eq!(found(None, &[app]), Some(app.into()));
        assert_eq!(found(Some(""), &[]), None);
    }
}

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

/// What a need is called where: programs that satisfy it, all of which or any of which, and the packages that bring them.
struct Provision {
    need: Need,
    programs: &'static [&'static str],
    all: bool,
    /// Packages of Debian, and of Ubuntu where that has them.
    packages: &'static [&'static str],
    /// What to install on Ubuntu, where its packages only fetch a snap or are missing.
    on_ubuntu: Option<&'static str>,
}

const PROVISIONS: &[Provision] = &[
    Provision {
        need: Need::Chromium,
        programs: CHROMIUM,
        all: false,
        packages: CHROMIUM_PACKAGES,
        on_ubuntu: Some("google-chrome-stable from https://www.google.com/chrome"),
    },
    Provision {
        need: Need::Chromedriver,
        programs: &["chromedriver"],
        all: true,
        packages: &["chromium-driver"],
        on_ubuntu: Some(
            "the chromedriver of Chrome's version from https://googlechromelabs.github.io/chrome-for-testing, into the PATH",
        ),
    },
    Provision {
        need: Need::Firefox,
        programs: &["firefox", "firefox-esr"],
        all: false,
        packages: &["firefox-esr"],
        on_ubuntu: Some("the package firefox of https://packages.mozilla.org"),
    },
    Provision {
        need: Need::WebKit,
        programs: &[WEBKIT_DRIVER],
        all: true,
        packages: &["webkit2gtk-driver"],
        on_ubuntu: None,
    },
    // xvfb-run asks xauth for a cookie; Debian only recommends the package.
    Provision {
        need: Need::Display,
        programs: &["xvfb-run", "xauth"],
        all: true,
        packages: &["xvfb", "xauth"],
        on_ubuntu: None,
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
    if system() == System::Ubuntu
        && let Some(words) = by_hand_on_ubuntu(&missing)
    {
        bail!(words);
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
        Some(still) => bail!(
            "{} is still not found after apt-get installed {}",
            still.programs[0],
            still.packages.join(" ")
        ),
        None => Ok(()),
    }
}

/// What cannot be installed from Ubuntu's archive, in words, if anything cannot.
fn by_hand_on_ubuntu(missing: &[&Provision]) -> Option<String> {
    let words: Vec<_> = missing
        .iter()
        .filter_map(|provision| provision.on_ubuntu)
        .collect();
    (!words.is_empty()).then(|| {
        format!(
            "missing, and not in Ubuntu's archive but as snaps: install {}, and try again",
            words.join("; ")
        )
    })
}

/// Installs packages of Debian and Ubuntu, or says in words what to install.
pub fn install(project: &Project, packages: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if system() == System::Other || project.which("apt-get").is_none() {
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

#[derive(Debug, PartialEq)]
enum System {
    Debian,
    /// Ubuntu and what is made from it.
    Ubuntu,
    Other,
}

fn system() -> System {
    system_of(&fs::read_to_string("/etc/os-release").unwrap_or_default())
}

/// By `os-release`: what is made from Ubuntu names Debian too.
fn system_of(release: &str) -> System {
    let names = |name: &str| {
        let values = release
            .lines()
            .filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")));
        values
            .flat_map(|value| value.trim_matches('"').split(' '))
            .any(|value| value == name)
    };
    if names("ubuntu") {
        System::Ubuntu
    } else if names("debian") {
        System::Debian
    } else {
        System::Other
    }
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
    fn ubuntu_is_told_from_debian() {
        for (release, system) in [
            ("NAME=\"Debian\"\nID=debian\n", System::Debian),
            ("ID=raspbian\nID_LIKE=debian\n", System::Debian),
            ("ID=ubuntu\nID_LIKE=debian\n", System::Ubuntu),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Ubuntu),
            ("ID=\"fedora\"\n", System::Other),
            ("ID=other\nHOME_URL=https://debian.org\n", System::Other),
            ("", System::Other),
        ] {
            assert_eq!(system_of(release), system, "{release}");
        }
    }

    #[test]
    fn on_ubuntu_browsers_are_installed_by_hand_and_the_rest_is_not() {
        let missing = |needs: &[Need]| {
            let provisions: Vec<_> = PROVISIONS
                .iter()
                .filter(|provision| needs.contains(&provision.need))
                .collect();
            by_hand_on_ubuntu(&provisions)
        };
        let words = missing(&[Need::Display, Need::Chromium, Need::Firefox]).unwrap();
        for named in ["google-chrome-stable", "firefox"] {
            assert!(words.contains(named), "{words}");
        }
        assert!(!words.contains("xvfb"), "{words}");
        assert!(missing(&[Need::Chromedriver]).is_some());
        assert_eq!(missing(&[Need::Display, Need::WebKit]), None);
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

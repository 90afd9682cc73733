//! Node, and the development dependencies of the root `package.json`.

use std::fs;

use anyhow::{Context, Result, bail};

use super::say;
use crate::process;
use crate::project::Project;

/// The oldest Node whose `fetch`, web streams and test runner the scripts rely on.
const OLDEST: u32 = 20;

/// Node itself is not installed from here: people manage its versions in too many ways.
pub fn check(project: &Project) -> Result<()> {
    let mut node = project.command("node");
    node.arg("--version");
    let version = process::output_of(node);
    match version.as_deref().and_then(major) {
        Some(major) if major >= OLDEST => {}
        Some(major) => {
            bail!("Node {major} is too old: install {OLDEST} or later from https://nodejs.org")
        }
        None => bail!(
            "Node is needed and was not found: install {OLDEST} or later from https://nodejs.org"
        ),
    }
    if project.which("npm").is_none() {
        bail!("npm is needed and was not found: it comes with Node from https://nodejs.org");
    }
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// Installs the packages of `package-lock.json` unless they are the installed ones.
pub fn packages(project: &Project) -> Result<()> {
    let lock = fs::read(project.root.join("package-lock.json"))
        .context("package-lock.json cannot be read")?;
    // npm removes node_modules before it installs, so a copy of the lockfile in there is only found after a whole installation.
    let installed = project.root.join("node_modules/.installed-from.json");
    if fs::read(&installed).is_ok_and(|copy| copy == lock) {
        return Ok(());
    }
    say("npm ci (development dependencies)");
    let mut npm = project.command("npm");
    // No development dependency needs to run a script of its own to be installed.
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    process::run(npm)
        .context("the development dependencies cannot be installed; by hand: npm ci")?;
    fs::write(installed, lock).context("node_modules cannot be written")
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("unknown"), None);
    }
}

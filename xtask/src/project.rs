//! Where things are, and the versions the project pins.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The checkout this binary was built from.
pub struct Project {
    /// The directory of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
    search_path: OsString,
}

impl Project {
    /// Finds the checkout and prepares the search path of every child.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask has no parent directory")?;
        // target/debug/xtask: right whatever CARGO_TARGET_DIR or a user's configuration say.
        let executable = env::current_exe().context("the path of xtask is not known")?;
        let target = executable
            .ancestors()
            .nth(2)
            .context("xtask does not run from a target directory")?
            .to_owned();
        let search_path = search_path(&target)?;
        Ok(Self {
            root: root.to_owned(),
            target,
            search_path,
        })
    }

    /// Tools that must not replace the user's own are installed below this directory.
    pub fn private_tools(&self) -> PathBuf {
        private_tools(&self.target)
    }

    /// A command that runs in the project's root and finds the project's tools.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let program = program.as_ref();
        // `Command` looks names up in the parent's PATH unless told where they are.
        let resolved = program
            .to_str()
            .and_then(|name| self.which(name))
            .unwrap_or_else(|| program.into());
        let mut command = Command::new(resolved);
        command
            .current_dir(&self.root)
            .env("PATH", &self.search_path);
        command
    }

    /// `cargo` of the toolchain this binary was built with.
    pub fn cargo(&self) -> Command {
        self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// A script or package binary run by Node.
    pub fn node(&self, script: impl AsRef<OsStr>) -> Command {
        let mut command = self.command("node");
        command.arg(script);
        command
    }

    /// Where `program` is found by the commands of this project.
    pub fn which(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.search_path)
            .map(|directory| directory.join(program))
            .find(|path| path.is_file())
    }

    /// The version of `package` in `Cargo.lock`.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = fs::read_to_string(self.root.join("Cargo.lock"))
            .context("Cargo.lock cannot be read")?;
        locked_version(&lock, package)
            .with_context(|| format!("Cargo.lock does not name {package}"))
    }
}

/// The version of the workspace, which is also that of the npm package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

fn private_tools(target: &Path) -> PathBuf {
    target.join("xtask-tools")
}

/// The private tools first, then the user's PATH, then cargo's own directory, which a shell may not have on its PATH yet.
fn search_path(target: &Path) -> Result<OsString> {
    let mut directories = vec![private_tools(target).join("bin")];
    directories.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    directories.extend(cargo_home().map(|home| home.join("bin")));
    env::join_paths(directories).context("PATH holds a directory that cannot be listed")
}

/// `CARGO_HOME`, or its default.
pub fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    Some(
        lines
            .next()?
            .strip_prefix("version = \"")?
            .strip_suffix('"')?
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn a_locked_version_is_that_of_the_whole_name() {
        assert_eq!(
            locked_version(LOCK, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }
}

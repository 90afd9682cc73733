//! The official Python SDK, in an environment of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{say, system};
use crate::process;
use crate::project::Project;

const SDK: &str = "tinyfish";
const SDK_VERSION: &str = "0.11.0";

/// The Python that has the SDK.
pub fn interpreter(project: &Project) -> PathBuf {
    environment(project).join("bin/python")
}

fn environment(project: &Project) -> PathBuf {
    project.private_tools().join("python")
}

pub fn ensure(project: &Project) -> Result<()> {
    if has_sdk(project) {
        return Ok(());
    }
    say(&format!("Python environment with {SDK} {SDK_VERSION}"));
    let Some(python) = project.which("python3") else {
        bail!(
            "Python 3 is needed for the test with the official Python SDK: apt-get install python3 python3-venv"
        );
    };
    if !has_venv(project, &python) {
        system::install(project, &["python3-venv"])?;
    }
    let mut venv = project.command(python);
    venv.args(["-m", "venv", "--clear"])
        .arg(environment(project));
    process::run(venv).context("no Python environment can be made")?;
    let mut pip = project.command(interpreter(project));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .arg(format!("{SDK}=={SDK_VERSION}"));
    process::run(pip).context("the official Python SDK cannot be installed")
}

/// Debian splits the module that puts pip into an environment from Python itself.
fn has_venv(project: &Project, python: &Path) -> bool {
    let mut command = project.command(python);
    command.args(["-c", "import venv, ensurepip"]);
    process::output_of(command).is_some()
}

fn has_sdk(project: &Project) -> bool {
    let mut python = project.command(interpreter(project));
    python.args([
        "-c",
        "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))",
        SDK,
    ]);
    process::output_of(python).is_some_and(|version| version.trim() == SDK_VERSION)
}

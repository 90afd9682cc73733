//! Tools that are crates, through `cargo install`.

use anyhow::{Context, Result};

use super::say;
use crate::process;
use crate::project::Project;

/// A crate that installs a tool.
pub struct Tool<'a> {
    package: &'a str,
    version: Option<&'a str>,
    /// Whether to build with the crate's own lockfile.
    locked: bool,
    minutes: u32,
}

/// The command-line tool writes the JavaScript for the library's exact version, so no other version will do.
pub fn wasm_bindgen(project: &Project) -> Result<()> {
    let version = project.locked_version("wasm-bindgen")?;
    let installed =
        ["wasm-bindgen", "wasm-bindgen-test-runner"].map(|tool| installed_version(project, tool));
    if installed
        .iter()
        .all(|found| found.as_deref() == Some(version.as_str()))
    {
        return Ok(());
    }
    // Its lockfile may name a version of a crate that was withdrawn, so it is not used.
    let tool = Tool {
        package: "wasm-bindgen-cli",
        version: Some(&version),
        locked: false,
        minutes: 4,
    };
    // Another version is there for another project: this one is installed beside it.
    install(project, &tool, installed.iter().any(Option::is_some))
}

/// Runs the browser tests.
pub const WASM_PACK: Tool = Tool {
    package: "wasm-pack",
    version: None,
    locked: true,
    minutes: 3,
};

/// The WebDriver of Firefox.
pub const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    version: None,
    locked: true,
    minutes: 2,
};

/// Checks the dependencies. A newer one may need a newer compiler than the project's.
pub const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    version: Some("0.20.2"),
    locked: true,
    minutes: 3,
};

/// Installs a tool that has the name of its crate, unless it is there in whatever version.
pub fn any_version(project: &Project, tool: &Tool) -> Result<()> {
    if project.which(tool.package).is_some() {
        return Ok(());
    }
    install(project, tool, false)
}

fn installed_version(project: &Project, tool: &str) -> Option<String> {
    project.which(tool)?;
    let mut command = project.command(tool);
    command.arg("--version");
    version_in(&process::output_of(command)?).map(str::to_owned)
}

/// `0.2.130` of `wasm-bindgen 0.2.130`.
fn version_in(output: &str) -> Option<&str> {
    output
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

fn install(project: &Project, tool: &Tool, beside: bool) -> Result<()> {
    let Tool {
        package,
        version,
        locked,
        minutes,
    } = tool;
    let named = version.map_or_else(
        || (*package).to_owned(),
        |version| format!("{package} {version}"),
    );
    say(&format!("installing {named} (about {minutes} minutes)…"));
    let mut command = project.cargo();
    command.args(["install", "--quiet", package]);
    command.args(version.iter().flat_map(|version| ["--version", version]));
    command.args(locked.then_some("--locked"));
    if beside {
        command.arg("--root").arg(project.private_tools());
    }
    // One directory for all tools: what they have in common is built once.
    let build = project.private_tools().join("build");
    command.env("CARGO_TARGET_DIR", &build);
    let by_hand = process::shown(&command);
    process::run(command)
        .with_context(|| format!("{named} cannot be installed; by hand: {by_hand}"))
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_version_is_the_first_word_that_starts_with_a_digit() {
        assert_eq!(version_in("wasm-bindgen 0.2.130\n"), Some("0.2.130"));
        assert_eq!(
            version_in("geckodriver 0.37.1 (a1b2c3d4 2026-01-01 00:00)\n"),
            Some("0.37.1")
        );
        assert_eq!(version_in("no version"), None);
    }
}

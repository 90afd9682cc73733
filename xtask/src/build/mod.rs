//! `cargo xtask build`: the npm package.

mod glue;
mod imports;
mod names;
mod package;
mod snippets;
mod wasm;

pub use package::tarball;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};

/// What a build needs.
pub const NEEDS: &[Need] = &[
    Need::WasmTarget,
    Need::StandardLibrary,
    Need::WasmBindgen,
    Need::Node,
];

/// Sets up, builds and prints the sizes; fails if the package outgrew its budget.
pub fn run(project: &Project) -> Result<ExitCode> {
    setup::ensure(project, NEEDS)?;
    package(project)?;
    println!("[build] {}", tarball(project).display());
    let within_budget = process::status(sizes(project))?.success();
    Ok(if within_budget {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Builds the package in `pkg/`, and its tarball.
pub fn package(project: &Project) -> Result<()> {
    let pkg = project.root.join("pkg");
    // A file that is no longer made must not be shipped.
    if pkg.exists() {
        fs::remove_dir_all(&pkg).context("pkg/ cannot be emptied")?;
    }
    fs::create_dir(&pkg).context("pkg/ cannot be made")?;
    wasm::build(project, &pkg)?;
    package::fill(project, &pkg)?;
    package::pack(project, &pkg)
}

fn sizes(project: &Project) -> std::process::Command {
    let mut node = project.node("xtask/js/sizes.mjs");
    node.args(["pkg", "benches/size-budget.json"]);
    node
}

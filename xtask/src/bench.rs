//! `cargo xtask bench`: the measurements.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::build;
use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};

/// What the measurements need beside the package.
pub const NEEDS: &[Need] = &[Need::Node, Need::Chromium, Need::Firefox, Need::Geckodriver];

/// Builds the package, unless one is given, and measures it.
pub fn run(project: &Project, arguments: &[OsString]) -> Result<ExitCode> {
    setup::ensure(project, NEEDS)?;
    if !arguments.iter().any(|argument| argument == "--pkg") {
        setup::ensure(project, build::NEEDS)?;
        build::package(project)?;
    }
    let mut node = project.node("benches/run.mjs");
    node.args(["--out".into(), project.target.join("bench")])
        .args(arguments);
    if let Some(chromium) = setup::chromium(project) {
        node.env("TINYFISH_CHROMIUM", chromium);
    }
    Ok(if process::status(node)?.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

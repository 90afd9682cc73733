//! Parts of the Rust toolchain, through rustup.

use std::path::Path;

use anyhow::{Result, bail};

use super::{Need, say};
use crate::process;
use crate::project::Project;

const TARGET: &str = "wasm32-unknown-unknown";

pub fn ensure(project: &Project, needs: &[Need]) -> Result<()> {
    let has = |need| needs.contains(&need);
    if has(Need::WasmTarget) && !has_target(project) {
        add(project, "target", &[TARGET])?;
    }
    if has(Need::StandardLibrary) && !has_sources(project) {
        add(project, "component", &["rust-src"])?;
    }
    let lints = || {
        project.which("cargo-clippy").is_some() && runs(project, "clippy") && runs(project, "fmt")
    };
    if has(Need::Lints) && !lints() {
        add(project, "component", &["clippy", "rustfmt"])?;
    }
    Ok(())
}

fn has_sources(project: &Project) -> bool {
    let mut rustc = project.command("rustc");
    rustc.args(["--print", "sysroot"]);
    let root = process::output_of(rustc).unwrap_or_default();
    Path::new(root.trim())
        .join("lib/rustlib/src/rust/library/Cargo.lock")
        .exists()
}

/// Asks the compiler, not rustup: Rust from a distribution has the target without rustup knowing of it.
fn has_target(project: &Project) -> bool {
    let mut rustc = project.command("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let directory = process::output_of(rustc).unwrap_or_default();
    // The directory is printed whether or not it exists.
    std::fs::read_dir(directory.trim()).is_ok_and(|mut entries| entries.next().is_some())
}

/// rustup leaves a proxy for each component, which fails if the component is not installed.
fn runs(project: &Project, subcommand: &str) -> bool {
    let mut cargo = project.cargo();
    cargo.args([subcommand, "--version"]);
    process::output_of(cargo).is_some()
}

fn add(project: &Project, kind: &str, names: &[&str]) -> Result<()> {
    let names = names.join(" ");
    say(&format!("rustup {kind} add {names}"));
    let Some(rustup) = project.which("rustup") else {
        bail!(
            "the Rust toolchain lacks the {kind} {names} and there is no rustup to add it; see https://rustup.rs"
        );
    };
    let mut command = project.command(rustup);
    // No toolchain is named: in the project's root rustup takes that of rust-toolchain.toml.
    command.args([kind, "add"]).args(names.split(' '));
    process::run(command)
}

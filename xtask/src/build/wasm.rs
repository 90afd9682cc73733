//! From the crate to `tinyfish_web.js` and `tinyfish_web_bg.wasm`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process;
use crate::project::{Project, cargo_home};

/// What rustc's output uses; Binaryen refuses instructions of features it was not told of.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

pub fn build(project: &Project, pkg: &Path) -> Result<()> {
    println!("[build] compiling to WebAssembly");
    compile(project)?;
    bind(project, pkg)?;
    println!("[build] optimising with Binaryen");
    optimise(project, &pkg.join("tinyfish_web_bg.wasm"))
}

fn compile(project: &Project) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args([
        "build",
        "--release",
        "--target",
        "wasm32-unknown-unknown",
        "--package",
        "tinyfish-web",
        "--lib",
    ]);
    cargo.args(["--config", &remapped_paths(project)]);
    process::run(cargo)
}

/// Panic messages hold source paths. Without this the package would name its builder's directories and differ from machine to machine.
fn remapped_paths(project: &Project) -> String {
    let home = cargo_home().unwrap_or_default();
    let flags = [
        (project.root.as_path(), "/tinyfish-web"),
        (home.as_path(), "/cargo"),
    ]
    .map(|(from, to)| {
        format!(
            "{:?}",
            format!("--remap-path-prefix={}={to}", from.display())
        )
    });
    // Cargo joins this list with that of .cargo/config.toml.
    format!(
        "target.wasm32-unknown-unknown.rustflags=[{}]",
        flags.join(",")
    )
}

fn bind(project: &Project, pkg: &Path) -> Result<()> {
    let mut bindgen = project.command("wasm-bindgen");
    // The declarations are kept by hand in src/types, where they can say more than generated ones.
    bindgen
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(pkg);
    bindgen.arg(
        project
            .target
            .join("wasm32-unknown-unknown/release/tinyfish_web.wasm"),
    );
    process::run(bindgen)
}

fn optimise(project: &Project, wasm: &Path) -> Result<()> {
    let optimised = wasm.with_extension("optimised");
    let mut optimiser = project.node("node_modules/binaryen/bin/wasm-opt");
    optimiser
        .arg(wasm)
        .arg("--output")
        .arg(&optimised)
        .arg("-Oz")
        .args(FEATURES);
    process::run(optimiser)?;
    fs::rename(optimised, wasm).context("the optimised WebAssembly cannot be put in place")
}

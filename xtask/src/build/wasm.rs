//! From the crate to `tinyfish_web.js` and `tinyfish_web_bg.wasm`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::glue::{self, Functions};
use super::imports;
use super::names::Names;
use super::snippets;
use crate::process;
use crate::project::{Project, cargo_home};

const TARGET: &str = "wasm32-unknown-unknown";

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

/// The engine gives memory filled with zeros. Its first kilobyte is the far end of the stack, which the linker puts first: no
/// address that is used lies there.
const MEMORY: &[&str] = &["--zero-filled-memory", "--low-memory-unused"];

/// The standard library is built along and its panics, whose messages nothing in a page could show, end in a bare trap: a
/// tenth of the package. The flags are unstable, so they hold for the one compiler that `rust-toolchain.toml` pins.
const STANDARD_LIBRARY: &[&str] = &[
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];
const NO_PANIC_MESSAGES: &[&str] = &[
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
];

/// How long Binaryen may take; it takes seconds.
const LIMIT: Duration = Duration::from_secs(300);

pub fn build(project: &Project, pkg: &Path) -> Result<()> {
    println!("[build] compiling to WebAssembly");
    compile(project)?;
    bind(project, pkg)?;
    println!("[build] optimising with Binaryen");
    let wasm = pkg.join("tinyfish_web_bg.wasm");
    let names = optimise(project, &wasm)?;
    rename(&names, &wasm, &pkg.join("tinyfish_web.js"))?;
    snippets::inline(pkg, &pkg.join("tinyfish_web.js"))
}

/// A directory of its own: what the flags and the environment change would else be built anew at every turn.
fn directory(project: &Project) -> PathBuf {
    project.target.join("package-wasm")
}

fn compile(project: &Project) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["build", "--release", "--package", "tinyfish-web", "--lib"]);
    cargo.args(["--target", TARGET, "--target-dir"]);
    cargo.arg(directory(project));
    cargo.args(STANDARD_LIBRARY);
    cargo.args(["--config", &flags(project)]);
    cargo.env("RUSTC_BOOTSTRAP", "1");
    process::run(cargo)
}

/// Without paths remapped the package would name its builder's directories and differ from machine to machine.
fn flags(project: &Project) -> String {
    let home = cargo_home().unwrap_or_default();
    let remapped = [
        (project.root.as_path(), "/tinyfish-web"),
        (home.as_path(), "/cargo"),
    ]
    .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    let flags = NO_PANIC_MESSAGES.iter().map(|flag| (*flag).to_owned());
    let flags: Vec<_> = flags
        .chain(remapped)
        .map(|flag| format!("{flag:?}"))
        .collect();
    // Cargo joins this list with that of .cargo/config.toml.
    format!("target.{TARGET}.rustflags=[{}]", flags.join(","))
}

fn bind(project: &Project, pkg: &Path) -> Result<()> {
    let mut bindgen = project.command("wasm-bindgen");
    // The declarations are kept by hand in src/types, where they can say more than generated ones.
    bindgen
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(pkg);
    bindgen.arg(
        directory(project)
            .join(TARGET)
            .join("release/tinyfish_web.wasm"),
    );
    process::run(bindgen)
}

fn optimise(project: &Project, wasm: &Path) -> Result<Names> {
    // Functions of one module beside each other are alike, and compress better.
    let smaller = ["-Oz", "--converge", "--reorder-functions-by-name"];
    wasm_opt(project, wasm, &[&smaller, MEMORY].concat())?;
    // By itself: `--converge` would repeat it, and each time print a map from the names before.
    let rename = ["-Oz", "--minify-imports-and-exports-and-modules"];
    let map = wasm_opt(project, wasm, &[&rename, MEMORY].concat())?;
    Names::read(&map)
}

/// Changes the file in place; gives what Binaryen prints.
fn wasm_opt(project: &Project, wasm: &Path, passes: &[&str]) -> Result<String> {
    let changed = wasm.with_extension("changed");
    let mut optimiser = project.node("node_modules/binaryen/bin/wasm-opt");
    optimiser.arg(wasm).arg("--output").arg(&changed);
    optimiser.args(passes).args(FEATURES);
    let finished = process::capture(optimiser, LIMIT, false)?;
    if !finished.status.is_some_and(|status| status.success()) {
        bail!("wasm-opt failed:\n{}", finished.output);
    }
    fs::rename(changed, wasm).context("the WebAssembly cannot be put in place")?;
    Ok(finished.output)
}

fn rename(names: &Names, wasm: &Path, glue_path: &Path) -> Result<()> {
    let bytes = fs::read(wasm).context("the optimised WebAssembly cannot be read")?;
    let order = imports::names(&bytes)?;
    let order: Vec<_> = order.iter().filter_map(|name| names.import(name)).collect();
    let text = fs::read_to_string(glue_path).context("wasm-bindgen's JavaScript cannot be read")?;
    let text = glue::direct_calls(&text);
    let (before, functions, after) = Functions::take(&text, &order)?;
    let place = |short: &str| functions.place(names.import(short)?);
    let (bytes, module) = imports::number(&bytes, place, &functions.write(""))?;
    fs::write(wasm, bytes).context("the WebAssembly cannot be written")?;
    let text = [before, &functions.write(&module), after].concat();
    fs::write(glue_path, names.apply(&glue::trim(&text)?))
        .context("wasm-bindgen's JavaScript cannot be written")
}

//! Checks for what a command needs and installs what is missing.
//!
//! A tool that is there is never touched, and one that cannot be installed ends the command with the words to install it by hand.

mod cargo_tools;
mod node;
mod python;
mod rust;
mod system;

use anyhow::Result;

use crate::project::Project;

pub use python::interpreter;
pub use system::{WEBKIT_DRIVER, chromium};

/// One thing a command may need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    /// The standard library for `wasm32-unknown-unknown`.
    WasmTarget,
    /// The source of the standard library: the package's build compiles it along.
    StandardLibrary,
    /// `cargo clippy` and `cargo fmt`.
    Lints,
    /// `wasm-bindgen` and its test runner, at the version in `Cargo.lock`.
    WasmBindgen,
    /// `wasm-pack`, which runs the browser tests.
    WasmPack,
    /// The WebDriver of Firefox.
    Geckodriver,
    /// `cargo-deny`, which holds the dependencies to `deny.toml`.
    CargoDeny,
    /// Node and the development dependencies of the root `package.json`.
    Node,
    /// The official Python SDK in an environment of its own.
    PythonSdk,
    /// The browser behind the emulator and the page checks.
    Chromium,
    /// The WebDriver of Chromium.
    Chromedriver,
    /// Firefox.
    Firefox,
    /// The WebDriver of WebKitGTK, which brings the browser.
    WebKit,
    /// A display for WebKit, which has no headless mode.
    Display,
}

/// Sees to it that everything in `needs` is there.
pub fn ensure(project: &Project, needs: &[Need]) -> Result<()> {
    let has = |need| needs.contains(&need);
    if has(Need::Node) {
        // First, because it cannot be installed from here: a newcomer should not wait for the rest to learn that.
        node::check(project)?;
    }
    rust::ensure(project, needs)?;
    system::ensure(project, needs)?;
    if has(Need::WasmBindgen) {
        cargo_tools::wasm_bindgen(project)?;
    }
    if has(Need::WasmPack) {
        cargo_tools::any_version(project, &cargo_tools::WASM_PACK)?;
    }
    if has(Need::Geckodriver) {
        cargo_tools::any_version(project, &cargo_tools::GECKODRIVER)?;
    }
    if has(Need::CargoDeny) {
        cargo_tools::any_version(project, &cargo_tools::CARGO_DENY)?;
    }
    if has(Need::Node) {
        node::packages(project)?;
    }
    if has(Need::PythonSdk) {
        python::ensure(project)?;
    }
    Ok(())
}

/// One line of progress, shown before the work it names.
fn say(line: &str) {
    println!("[setup] {line}");
}

//! How each kind of suite is run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::world::World;
use crate::build;
use crate::services::EMULATOR_KEY;
use crate::setup;

/// Cargo, with arguments that hold no spaces themselves.
pub fn cargo(world: &World, arguments: &str) -> Command {
    let mut cargo = world.project.cargo();
    cargo.args(arguments.split(' '));
    cargo
}

/// Lints for the target the SDK is made for.
pub fn lints_wasm(world: &World) -> Command {
    let target = "--package tinyfish-web --target wasm32-unknown-unknown";
    let mut cargo = cargo(
        world,
        &format!("clippy --quiet {target} --all-targets -- --deny warnings"),
    );
    // Nothing runs, so no server is needed: any address compiles.
    cargo.env("TINYFISH_EMULATOR", "").env("TINYFISH_RELAY", "");
    cargo
}

/// Whether the fuzz targets, which are apart from the workspace, still compile.
pub fn fuzz_targets(world: &World, manifest: &str) -> Command {
    let mut cargo = cargo(world, "check --quiet --locked --manifest-path");
    cargo.arg(manifest);
    cargo.env("CARGO_TARGET_DIR", &world.project.target);
    // Nothing is linked: with a library named, none is compiled, which would need a C++ compiler.
    cargo.env("CUSTOM_LIBFUZZER_PATH", "none/libfuzzer.a");
    cargo
}

/// The browser tests in Chromium or Firefox.
pub fn wasm_pack(world: &mut World, browser: &str) -> Result<Command> {
    let mut command = world.project.command("wasm-pack");
    command.args(["test", "--headless", browser, "--", "--test", "browser"]);
    with_servers(world, command)
}

/// The browser tests in WebKit. wasm-pack knows Safari's driver only; WebKitGTK's speaks the same protocol.
pub fn webkit(world: &mut World) -> Result<Command> {
    let driver = world
        .project
        .which(setup::WEBKIT_DRIVER)
        .unwrap_or_default();
    let mut command = world.project.command("xvfb-run");
    command
        .arg("--auto-servernum")
        .arg(world.project.cargo().get_program());
    command.args([
        "test",
        "--target",
        "wasm32-unknown-unknown",
        "--test",
        "browser",
    ]);
    command.env("SAFARIDRIVER", driver);
    with_servers(world, command)
}

/// Builds the package and holds its sizes to the budget.
pub fn package(world: &mut World) -> Result<Command> {
    world.package_is_built();
    this_command(world, "build")
}

/// Another command of this program.
pub fn this_command(world: &World, name: &str) -> Result<Command> {
    let mut command = world.project.command(std::env::current_exe()?);
    command.arg(name);
    Ok(command)
}

/// A script of Node that looks at the built package.
pub fn on_package(world: &mut World, script: &str, arguments: &[&str]) -> Result<Command> {
    world.package()?;
    let mut node = world.project.node(script);
    node.args(arguments);
    Ok(node)
}

/// The same, on the tarball.
pub fn on_tarball(world: &mut World, script: &str, arguments: &[&str]) -> Result<Command> {
    let mut node = on_package(world, script, arguments)?;
    node.arg(build::tarball(world.project));
    Ok(node)
}

/// Node's own runner over every test file of a directory, with the package and the servers.
pub fn node_tests(world: &mut World, directory: &str) -> Result<Command> {
    world.package()?;
    let command = node_runner(world, directory)?;
    with_servers(world, command)
}

/// Node's own runner alone.
pub fn node_runner(world: &mut World, directory: &str) -> Result<Command> {
    let mut command = node_runner_on(world, &test_files(world, directory)?);
    with_browser(world, &mut command);
    Ok(command)
}

fn node_runner_on(world: &World, files: &[PathBuf]) -> Command {
    let mut command = world.project.command("node");
    command.args(["--test", "--test-reporter=spec"]).args(files);
    command
}

/// Node 20 takes no patterns, and given a directory it runs every file in it.
fn test_files(world: &World, directory: &str) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(world.project.root.join(directory))?;
    let mut files = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".test.mjs") || name.ends_with(".test.js")
    });
    files.sort();
    Ok(files)
}

/// Python's own runner, in the environment with the official SDK.
pub fn python_tests(world: &mut World) -> Result<Command> {
    let python = setup::interpreter(world.project);
    let mut command = world.project.command(python);
    command.args(["-m", "unittest", "discover"]);
    command.args(["--start-directory", "tests/sdks/python"]);
    // Compiled files beside the tests would not be ignored by git.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    with_servers(world, command)
}

/// The consumers of one test file, built from the tarball of the package and opened in a browser.
pub fn consumers(world: &mut World, file: &str) -> Result<Command> {
    world.package()?;
    let mut command = node_runner_on(world, &[file.into()]);
    command.env("TINYFISH_TARBALL", build::tarball(world.project));
    with_browser(world, &mut command);
    with_servers(world, command)
}

/// A smoke run of the measurements: that they run and that the contenders agree, no word about times.
pub fn measurements(world: &mut World) -> Result<Command> {
    let out = world.project.target.join("bench-quick");
    let mut command = on_package(world, "benches/run.mjs", &["--quick", "--out"])?;
    command.arg(out);
    with_browser(world, &mut command);
    Ok(command)
}

/// Tells a script where Chromium is.
fn with_browser(world: &World, command: &mut Command) {
    if let Some(chromium) = setup::chromium(world.project) {
        command.env("TINYFISH_CHROMIUM", chromium);
    }
}

/// Tells a test where the servers are. The browser tests read these when they are compiled: a page has no environment.
fn with_servers(world: &mut World, mut command: Command) -> Result<Command> {
    command.env("TINYFISH_EMULATOR", world.emulator()?);
    let relay = world.relay()?;
    command
        .env("TINYFISH_RELAY", &relay)
        .env("TINYFISH_DASHBOARD", relay);
    command.env("TINYFISH_API_KEY", EMULATOR_KEY);
    Ok(command)
}

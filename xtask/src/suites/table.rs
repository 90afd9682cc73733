//! The suites. A new one is one entry here.

use std::process::Command;

use anyhow::Result;

use super::tally::Count;
use super::world::World;
use crate::services::EMULATOR_KEY;
use crate::setup::{self, Need};

/// When a suite runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tier {
    /// Always, also with `--quick`.
    Quick,
    /// Unless `--quick` is given.
    Normal,
    /// With `--full`, and in CI.
    Full,
}

/// A command whose exit and closing lines tell whether the project is in order.
pub struct Suite {
    /// What the user calls it.
    pub name: &'static str,
    /// When it runs.
    pub tier: Tier,
    /// A path below the root; a project without it has no such suite.
    pub exists: &'static str,
    /// What has to be installed.
    pub needs: &'static [Need],
    /// How its tests are counted.
    pub count: Count,
    /// Whether it starts a browser through WebDriver, whose start may be tried again.
    pub browser: bool,
    /// The command itself.
    pub command: fn(&mut World) -> Result<Command>,
}

/// A suite that most fields of an entry are taken from.
const CHECK: Suite = Suite {
    name: "",
    tier: Tier::Quick,
    exists: "Cargo.toml",
    needs: &[],
    count: Count::Exit,
    browser: false,
    command: |world| Ok(world.project.cargo()),
};

const BROWSER: Suite = Suite {
    tier: Tier::Normal,
    exists: "tests/browser",
    count: Count::Rust,
    browser: true,
    ..CHECK
};

const NODE: Suite = Suite {
    tier: Tier::Normal,
    needs: &[Need::Node],
    count: Count::Node,
    ..CHECK
};

const CONSUMERS: &[Need] = &[Need::Node, Need::Chromium];

const LINTS: &str = "clippy --quiet --workspace --all-targets -- --deny warnings";

const LINTS_WASM: &str = "clippy --quiet --package tinyfish-web --target wasm32-unknown-unknown --all-targets -- --deny warnings";

/// All suites, quick ones first.
pub const SUITES: &[Suite] = &[
    Suite {
        name: "format",
        needs: &[Need::Lints],
        command: |world| cargo(world, "fmt --all --check"),
        ..CHECK
    },
    Suite {
        name: "lints",
        needs: &[Need::Lints],
        command: |world| cargo(world, LINTS),
        ..CHECK
    },
    Suite {
        name: "lints-wasm",
        needs: &[Need::Lints, Need::WasmTarget],
        command: |world| {
            let mut cargo = cargo(world, LINTS_WASM)?;
            // Nothing runs, so no server is needed: any address compiles.
            cargo.env("TINYFISH_EMULATOR", "").env("TINYFISH_RELAY", "");
            Ok(cargo)
        },
        ..CHECK
    },
    Suite {
        name: "native",
        count: Count::Rust,
        command: |world| cargo(world, "test --quiet --package tinyfish-web --package xtask"),
        ..CHECK
    },
    Suite {
        name: "emulator",
        tier: Tier::Normal,
        needs: &[Need::Chromium],
        count: Count::Rust,
        command: |world| cargo(world, "test --quiet --package emulator"),
        ..CHECK
    },
    Suite {
        name: "browser-chromium",
        tier: Tier::Quick,
        needs: &[
            Need::WasmTarget,
            Need::WasmBindgen,
            Need::WasmPack,
            Need::Node,
            Need::Chromium,
            Need::Chromedriver,
        ],
        command: |world| wasm_pack(world, "--chrome"),
        ..BROWSER
    },
    Suite {
        name: "browser-firefox",
        needs: &[
            Need::WasmTarget,
            Need::WasmBindgen,
            Need::WasmPack,
            Need::Node,
            Need::Firefox,
            Need::Geckodriver,
        ],
        command: |world| wasm_pack(world, "--firefox"),
        ..BROWSER
    },
    Suite {
        name: "browser-webkit",
        needs: &[
            Need::WasmTarget,
            Need::WasmBindgen,
            Need::Node,
            Need::WebKit,
            Need::Display,
        ],
        command: webkit,
        ..BROWSER
    },
    Suite {
        name: "package",
        tier: Tier::Normal,
        needs: crate::build::NEEDS,
        command: package,
        ..CHECK
    },
    Suite {
        name: "relay",
        exists: "tests/relay",
        command: |world| node_tests(world, "tests/relay"),
        ..NODE
    },
    Suite {
        name: "end-to-end",
        exists: "tests/e2e",
        needs: &[Need::Node, Need::Chromium],
        command: |world| node_tests(world, "tests/e2e"),
        ..NODE
    },
    Suite {
        name: "official-sdk-typescript",
        exists: "tests/sdks/typescript",
        command: |world| node_tests(world, "tests/sdks/typescript"),
        ..NODE
    },
    Suite {
        name: "official-sdk-python",
        exists: "tests/sdks/python",
        needs: &[Need::Chromium, Need::Node, Need::PythonSdk],
        count: Count::Python,
        command: python_tests,
        ..NODE
    },
    Suite {
        name: "consumers",
        exists: "tests/consumers/run.mjs",
        needs: CONSUMERS,
        count: Count::Lines,
        command: |world| consumers(world, "--quick"),
        ..NODE
    },
    Suite {
        name: "consumers-slow",
        tier: Tier::Full,
        exists: "tests/consumers/run.mjs",
        needs: CONSUMERS,
        count: Count::Lines,
        command: |world| consumers(world, "--slow"),
        ..NODE
    },
];

fn cargo(world: &World, arguments: &str) -> Result<Command> {
    let mut cargo = world.project.cargo();
    cargo.args(arguments.split(' '));
    Ok(cargo)
}

/// Tells a test where the servers are. The browser tests read these when they are compiled: a page has no environment.
fn with_servers(world: &mut World, mut command: Command) -> Result<Command> {
    command
        .env("TINYFISH_EMULATOR", world.emulator()?)
        .env("TINYFISH_RELAY", world.relay()?);
    command.env("TINYFISH_API_KEY", EMULATOR_KEY);
    Ok(command)
}

fn wasm_pack(world: &mut World, browser: &str) -> Result<Command> {
    let mut command = world.project.command("wasm-pack");
    command.args(["test", "--headless", browser, "--", "--test", "browser"]);
    with_servers(world, command)
}

/// wasm-pack knows Safari's driver only; WebKitGTK's speaks the same protocol.
fn webkit(world: &mut World) -> Result<Command> {
    let driver = world
        .project
        .which(setup::WEBKIT_DRIVER)
        .unwrap_or_default();
    let mut command = world.project.command("xvfb-run");
    command.args([
        "--auto-servernum",
        "cargo",
        "test",
        "--target",
        "wasm32-unknown-unknown",
        "--test",
        "browser",
    ]);
    command.env("SAFARIDRIVER", driver);
    with_servers(world, command)
}

fn package(world: &mut World) -> Result<Command> {
    let mut command = world.project.command(std::env::current_exe()?);
    command.arg("build");
    Ok(command)
}

/// Node's own runner over every test file of a directory.
fn node_tests(world: &mut World, directory: &str) -> Result<Command> {
    let mut command = world.project.command("node");
    command
        .args(["--test", "--test-reporter=spec"])
        .args(test_files(world, directory)?);
    with_browser(world, &mut command);
    with_servers(world, command)
}

/// Tells a script where Chromium is.
fn with_browser(world: &World, command: &mut Command) {
    if let Some(chromium) = world.project.which_of(setup::CHROMIUM) {
        command.env("TINYFISH_CHROMIUM", chromium);
    }
}

/// Python's own runner, in the environment with the SDK.
fn python_tests(world: &mut World) -> Result<Command> {
    let mut command = world.project.command(setup::interpreter(world.project));
    command.args([
        "-m",
        "unittest",
        "discover",
        "--start-directory",
        "tests/sdks/python",
    ]);
    // Compiled files beside the tests would not be ignored by git.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    with_servers(world, command)
}

/// Builds each consumer from the tarball of the package and opens it in a browser.
fn consumers(world: &mut World, which: &str) -> Result<Command> {
    let mut command = world.project.node("tests/consumers/run.mjs");
    command
        .arg(which)
        .arg("--tarball")
        .arg(crate::build::tarball(world.project));
    with_browser(world, &mut command);
    with_servers(world, command)
}

/// Node 20 takes no patterns, and given a directory it runs every file in it.
fn test_files(world: &World, directory: &str) -> Result<Vec<std::path::PathBuf>> {
    let entries =
        std::fs::read_dir(world.project.root.join(directory))?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    files.retain(|path| {
        path.to_str()
            .is_some_and(|path| path.ends_with(".test.mjs") || path.ends_with(".test.js"))
    });
    files.sort();
    Ok(files)
}

//! The suites. A new one is one entry here.

use std::process::Command;

use anyhow::Result;

use super::commands::*;
use super::tally::Count;
use super::world::World;
use crate::bench;
use crate::build;
use crate::docs;
use crate::setup::Need;

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
    /// The command itself, given the path above.
    pub command: fn(&mut World, &str) -> Result<Command>,
}

/// What most entries have in common, by kind.
const CHECK: Suite = Suite {
    name: "",
    tier: Tier::Quick,
    exists: "Cargo.toml",
    needs: &[],
    count: Count::Exit,
    browser: false,
    command: |world, _| Ok(world.project.cargo()),
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
    // What a build needs, since these test the package, and the browser behind the emulator and the page.
    needs: &[
        Need::Node,
        Need::WasmTarget,
        Need::StandardLibrary,
        Need::WasmBindgen,
        Need::Chromium,
    ],
    count: Count::Node,
    ..CHECK
};

/// Test files of Node's runner that need nothing beside it.
const SCRIPTS: Suite = Suite {
    needs: &[Need::Node],
    command: node_runner,
    ..NODE
};

/// Test files of Node's runner that open the package in a page, with the servers.
const PAGES: Suite = Suite {
    command: node_tests,
    ..NODE
};

/// All suites, in the order in which they run: what fails soonest first.
pub const SUITES: &[Suite] = &[
    Suite {
        name: "format",
        needs: &[Need::Lints],
        command: |world, _| Ok(cargo(world, "fmt --all --check")),
        ..CHECK
    },
    Suite {
        name: "lints",
        needs: &[Need::Lints],
        command: |world, _| {
            Ok(cargo(
                world,
                "clippy --quiet --workspace --all-targets -- --deny warnings",
            ))
        },
        ..CHECK
    },
    Suite {
        name: "lints-wasm",
        needs: &[Need::Lints, Need::WasmTarget],
        command: |world, _| Ok(lints_wasm(world)),
        ..CHECK
    },
    Suite {
        name: "fuzz-targets",
        tier: Tier::Normal,
        exists: "fuzz/Cargo.toml",
        command: |world, manifest| Ok(fuzz_targets(world, manifest)),
        ..CHECK
    },
    Suite {
        name: "native",
        count: Count::Rust,
        command: |world, _| {
            Ok(cargo(
                world,
                "test --quiet --package tinyfish-web --package xtask",
            ))
        },
        ..CHECK
    },
    Suite {
        name: "supply-chain",
        tier: Tier::Normal,
        exists: "deny.toml",
        needs: &[Need::CargoDeny, Need::Node],
        count: Count::Lines,
        command: |world, _| Ok(world.project.node("xtask/js/supply-chain.mjs")),
        ..CHECK
    },
    Suite {
        name: "emulator",
        tier: Tier::Normal,
        needs: &[Need::Chromium],
        count: Count::Rust,
        command: |world, _| Ok(cargo(world, "test --quiet --package emulator")),
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
        command: |world, _| wasm_pack(world, "--chrome"),
        ..BROWSER
    },
    Suite {
        name: "browser-firefox",
        needs: &[
            Need::WasmTarget,
            Need::WasmBindgen,
            Need::WasmPack,
            Need::Node,
            Need::Chromium,
            Need::Firefox,
            Need::Geckodriver,
        ],
        command: |world, _| wasm_pack(world, "--firefox"),
        ..BROWSER
    },
    Suite {
        name: "browser-webkit",
        needs: &[
            Need::WasmTarget,
            Need::WasmBindgen,
            Need::Node,
            Need::Chromium,
            Need::WebKit,
            Need::Display,
        ],
        command: |world, _| webkit(world),
        ..BROWSER
    },
    Suite {
        name: "package",
        tier: Tier::Normal,
        needs: build::NEEDS,
        command: |world, _| package(world),
        ..CHECK
    },
    Suite {
        name: "types",
        exists: "tests/types.ts",
        count: Count::Lines,
        command: |world, _| on_package(world, "tests/types.mjs", &[]),
        ..NODE
    },
    Suite {
        name: "api-docs",
        tier: Tier::Normal,
        needs: docs::NEEDS,
        command: |world, _| this_command(world, "docs"),
        ..CHECK
    },
    Suite {
        name: "publint",
        exists: "src/types/index.d.ts",
        count: Count::Exit,
        command: |world, _| {
            on_tarball(
                world,
                "node_modules/publint/src/cli.js",
                &["run", "--strict"],
            )
        },
        ..NODE
    },
    Suite {
        name: "attw",
        exists: "src/types/index.d.ts",
        count: Count::Exit,
        command: |world, _| {
            let script = "node_modules/@arethetypeswrong/cli/dist/index.js";
            let profile = ["--profile", "esm-only", "--no-emoji"];
            // A file has no declarations: what an import of it gives depends on the bundler.
            let files = ["--exclude-entrypoints", "./tinyfish_web_bg.wasm"];
            // The tarball comes last, and the list of entries would take it: another option ends the list.
            let arguments = [&files[..], &profile[..]].concat();
            on_tarball(world, script, &arguments)
        },
        ..NODE
    },
    Suite {
        name: "reproducible",
        tier: Tier::Full,
        count: Count::Exit,
        command: |world, _| on_tarball(world, "xtask/js/reproducible.mjs", &[]),
        ..NODE
    },
    Suite {
        name: "differential",
        exists: "tests/differential",
        ..SCRIPTS
    },
    Suite {
        name: "relay",
        exists: "tests/relay",
        ..SCRIPTS
    },
    Suite {
        name: "docs",
        exists: "tests/docs",
        ..SCRIPTS
    },
    Suite {
        name: "react",
        exists: "tests/react",
        ..PAGES
    },
    Suite {
        name: "views",
        exists: "tests/views",
        ..PAGES
    },
    Suite {
        name: "elements",
        exists: "tests/elements",
        ..PAGES
    },
    Suite {
        name: "package-tests",
        exists: "tests/package",
        ..PAGES
    },
    Suite {
        name: "migration",
        exists: "tests/migration",
        ..PAGES
    },
    Suite {
        name: "end-to-end",
        exists: "tests/e2e",
        ..PAGES
    },
    Suite {
        name: "bench",
        exists: "benches/run.mjs",
        needs: bench::NEEDS,
        count: Count::Lines,
        command: |world, _| measurements(world),
        ..NODE
    },
    Suite {
        name: "official-sdk-typescript",
        exists: "tests/sdks/typescript",
        ..PAGES
    },
    Suite {
        name: "official-sdk-python",
        exists: "tests/sdks/python",
        needs: &[Need::Chromium, Need::Node, Need::PythonSdk],
        count: Count::Python,
        command: |world, _| python_tests(world),
        ..NODE
    },
    Suite {
        name: "consumers",
        exists: "tests/consumers/quick.test.mjs",
        command: consumers,
        ..NODE
    },
    Suite {
        name: "consumers-slow",
        tier: Tier::Full,
        exists: "tests/consumers/slow.test.mjs",
        command: consumers,
        ..NODE
    },
];

//! Tests: each version is stated once, and what repeats one agrees.

use std::fs;

use crate::project::{Project, VERSION};

fn read(name: &str) -> String {
    let root = Project::find().unwrap().root;
    fs::read_to_string(root.join(name)).unwrap()
}

#[test]
fn every_crate_has_the_version_of_the_workspace() {
    for manifest in ["Cargo.toml", "emulator/Cargo.toml", "xtask/Cargo.toml"] {
        assert!(
            read(manifest).contains("\nversion.workspace = true\n"),
            "{manifest}"
        );
    }
    assert!(read("Cargo.toml").contains(&format!("\nversion = \"{VERSION}\"\n")));
}

#[test]
fn the_newest_release_in_the_changelog_is_this_version() {
    let changelog = read("CHANGELOG.md");
    let newest = changelog
        .lines()
        .filter_map(|line| line.strip_prefix("## [")?.split_once(']'))
        .map(|(version, _)| version)
        .find(|version| *version != "Unreleased");
    assert_eq!(newest, Some(VERSION));
}

/// The command-line tool is installed at the version in `Cargo.lock`: an update of the lockfile alone must not move it.
#[test]
fn wasm_bindgen_is_pinned_to_the_version_that_is_locked() {
    let locked = Project::find()
        .unwrap()
        .locked_version("wasm-bindgen")
        .unwrap();
    assert!(read("Cargo.toml").contains(&format!("\nwasm-bindgen = \"={locked}\"\n")));
}

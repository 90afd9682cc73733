//! The crate's own JavaScript, put into wasm-bindgen's.
//!
//! wasm-bindgen copies the modules that the crate imports from to a directory that is named after a hash, one request more
//! for each. As part of its own module they cost nothing but their text.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Where wasm-bindgen puts them.
const DIRECTORY: &str = "snippets";

/// Puts each module in place of its import in `glue`, and removes the directory.
pub fn inline(pkg: &Path, glue: &Path) -> Result<()> {
    let text = fs::read_to_string(glue).context("wasm-bindgen's JavaScript cannot be read")?;
    let inlined = text
        .lines()
        .map(|line| match imported(line) {
            Some(path) => fs::read_to_string(pkg.join(path))
                .with_context(|| format!("{path} cannot be read"))
                .and_then(|module| body(&module)),
            None => Ok(line.to_owned()),
        })
        .collect::<Result<Vec<_>>>()?;
    fs::remove_dir_all(pkg.join(DIRECTORY)).context("the snippets cannot be removed")?;
    fs::write(glue, inlined.join("\n") + "\n")
        .context("wasm-bindgen's JavaScript cannot be written")
}

/// The file that a line imports names from.
fn imported(line: &str) -> Option<&str> {
    let (_, path) = line.strip_prefix("import { ")?.split_once(" } from './")?;
    path.strip_suffix("';")
        .filter(|path| path.starts_with(DIRECTORY))
}

/// A module without the word that makes its names importable. What it imports itself would be lost.
fn body(module: &str) -> Result<String> {
    if module.lines().any(|line| line.starts_with("import ")) {
        bail!("a snippet imports another module");
    }
    let lines = module
        .lines()
        .map(|line| line.strip_prefix("export ").unwrap_or(line));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_import_snippets_are_replaced() {
        let path = "snippets/tinyfish-web-1/src/net/pump.js";
        assert_eq!(
            imported(&format!("import {{ pump }} from './{path}';")),
            Some(path)
        );
        assert_eq!(imported("import { connect } from './index.js';"), None);
        assert_eq!(imported("const path = './snippets/';"), None);
    }

    #[test]
    fn a_module_loses_its_exports_and_must_not_import() {
        assert_eq!(
            body("export class A {}\nconst export_ = 1;").unwrap(),
            "class A {}\nconst export_ = 1;"
        );
        assert!(body("import { a } from './a.js';").is_err());
    }
}

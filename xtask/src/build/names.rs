//! Short names between the WebAssembly and its JavaScript.
//!
//! wasm-bindgen names what goes in and out after what it is, imports with a hash too: the hashes alone are four kilobytes that
//! do not compress, in both files. Binaryen renames all in one and prints a map, by which exports are renamed in the other.
//! Imports are numbered: see [`super::glue::Functions`].

use anyhow::{Result, bail};

/// The map that `wasm-opt --minify-imports-and-exports-and-modules` prints: JSON with one entry a line.
#[derive(Debug, Default, PartialEq)]
pub struct Names {
    imports: Vec<(String, String)>,
    exports: Vec<(String, String)>,
}

impl Names {
    /// Reads the map.
    pub fn read(map: &str) -> Result<Self> {
        let mut names = Self::default();
        // Warnings come in between, and quote names too.
        for line in map
            .lines()
            .filter(|line| line.trim_start().starts_with("[\""))
        {
            let texts: Vec<_> = line.split('"').skip(1).step_by(2).collect();
            match texts[..] {
                [_module, long, short] => names.imports.push((long.into(), short.into())),
                [long, short] => names.exports.push((long.into(), short.into())),
                _ => {}
            }
        }
        if names.imports.is_empty() || names.exports.is_empty() {
            bail!("wasm-opt printed no map of names");
        }
        Ok(names)
    }

    /// The long name of an import.
    pub fn import(&self, short: &str) -> Option<&str> {
        let found = self.imports.iter().find(|(_, other)| other == short);
        found.map(|(long, _)| long.as_str())
    }

    /// Renames the exports in JavaScript.
    pub fn apply(&self, glue: &str) -> String {
        // At once: a short name may be the beginning of a long one.
        let mut parts = glue.split("wasm.");
        let mut result = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part
                .find(|letter: char| !is_name(letter))
                .unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            let short = self.exports.iter().find(|(long, _)| long == name);
            result.push_str("wasm.");
            result.push_str(short.map_or(name, |(_, short)| short));
            result.push_str(rest);
        }
        result
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = r#"warning: "one" and "other" look alike
{
 "imports": [
  ["./tinyfish_web_bg.js", "__wbg_fetch_1234", "b"],
  ["./tinyfish_web_bg.js", "__wbg_fetch_12345", "c"]
 ],
"exports": [
  ["run", "d"],
  ["runs", "run"],
  ["memory", "$"]
 ]
}"#;

    #[test]
    fn exports_take_their_short_names() {
        let renamed = Names::read(MAP)
            .unwrap()
            .apply("wasm.run(); wasm.runs(1); new Uint8Array(wasm.memory.buffer); load('x.wasm');");
        assert_eq!(
            renamed,
            "wasm.d(); wasm.run(1); new Uint8Array(wasm.$.buffer); load('x.wasm');"
        );
    }

    #[test]
    fn imports_are_known_by_both_names() {
        let names = Names::read(MAP).unwrap();
        assert_eq!(names.import("c"), Some("__wbg_fetch_12345"));
        assert_eq!(names.import("d"), None);
    }

    #[test]
    fn a_map_without_names_is_an_error() {
        assert!(Names::read("{}").is_err());
    }
}

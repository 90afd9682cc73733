//! Short names between the WebAssembly and its JavaScript.
//!
//! wasm-bindgen names each import after what it is and a hash; the hashes alone are four kilobytes that do not compress, in
//! both files. Binaryen renames them in one and prints a map, by which they are renamed in the other.

use anyhow::{Result, bail};

/// The map that `wasm-opt --minify-imports-and-exports-and-modules` prints: JSON with one entry a line.
#[derive(Debug, Default, PartialEq)]
pub struct Names {
    imports: Vec<(String, String)>,
    exports: Vec<(String, String)>,
}

/// What wasm-bindgen calls the module that everything is imported from.
const MODULE: &str = "\"./tinyfish_web_bg.js\": import0";

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

    /// Renames in wasm-bindgen's JavaScript; `module` is what the imports' module is called now.
    pub fn apply(&self, glue: &str, module: &str) -> Result<String> {
        let mut renamed = replace_once(glue, MODULE, &format!("\"{module}\": import0"))?;
        for (long, short) in &self.imports {
            // A line of the object of imports.
            renamed = replace_once(
                &renamed,
                &format!("\n        {long}: "),
                &format!("\n        {short}: "),
            )?;
        }
        // At once: a short name may be the beginning of a long one.
        let mut parts = renamed.split("wasm.");
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
        Ok(result)
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

/// Any other number of occurrences means that this is not the JavaScript it is taken for.
fn replace_once(text: &str, search: &str, replacement: &str) -> Result<String> {
    match text.matches(search).count() {
        1 => Ok(text.replacen(search, replacement, 1)),
        found => bail!(
            "expected one `{}` in wasm-bindgen's JavaScript, found {found}",
            search.trim()
        ),
    }
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
    const GLUE: &str = "
wasm.run(); wasm.runs(1); new Uint8Array(wasm.memory.buffer); load('x.wasm');
    const import0 = {
        __wbg_fetch_1234: function() {},
        __wbg_fetch_12345: function() {},
    };
    return { \"./tinyfish_web_bg.js\": import0 };";

    #[test]
    fn imports_and_exports_take_their_short_names() {
        let renamed = Names::read(MAP).unwrap().apply(GLUE, "1a2b").unwrap();
        assert_eq!(
            renamed,
            "
wasm.d(); wasm.run(1); new Uint8Array(wasm.$.buffer); load('x.wasm');
    const import0 = {
        b: function() {},
        c: function() {},
    };
    return { \"1a2b\": import0 };"
        );
    }

    #[test]
    fn a_name_that_is_not_there_is_an_error() {
        let glue = GLUE.replace("__wbg_fetch_1234:", "__wbg_other:");
        assert!(Names::read(MAP).unwrap().apply(&glue, "1a2b").is_err());
    }

    #[test]
    fn a_map_without_names_is_an_error() {
        assert!(Names::read("{}").is_err());
    }
}

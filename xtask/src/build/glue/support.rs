//! The functions that the others are made of, and what loads the WebAssembly.

use anyhow::{Context, Result, bail};

const SUPPORT: &str = include_str!("support.js");
const LOADER: &str = include_str!("loader.js");

/// What `SUPPORT` has instead, by how each begins.
const REPLACED: &[&str] = &[
    "const CLOSURE_DTORS = ",
    "function getArrayU32FromWasm0(",
    "function getArrayU8FromWasm0(",
    "let cachedDataViewMemory0 = ",
    "function getDataViewMemory0(",
    "function getStringFromWasm0(",
    "let cachedUint32ArrayMemory0 = ",
    "function getUint32ArrayMemory0(",
    "let cachedUint8ArrayMemory0 = ",
    "function getUint8ArrayMemory0(",
    "function handleError(",
    "function makeClosure(",
    "function makeMutClosure(",
    "function passStringToWasm0(",
    "if (!('encodeInto' in cachedTextEncoder)) {",
];

/// Where wasm-bindgen's loader begins; it reaches to the end.
const LOADS: &str = "\nlet wasmModule, wasmInstance, wasm;\n";

/// Puts this package's own functions in place of wasm-bindgen's.
pub fn replace(glue: &str) -> Result<String> {
    let (kept, _) = glue.split_once(LOADS).context("no loader")?;
    let mut kept = kept.to_owned();
    for begin in REPLACED {
        kept = remove(&kept, begin)?;
    }
    Ok([&kept, SUPPORT, LOADER].join("\n"))
}

/// Removes a statement that begins like this at the start of a line.
fn remove(text: &str, begin: &str) -> Result<String> {
    let begin = ["\n", begin].concat();
    let parts: Vec<_> = text.split(&begin).collect();
    let (before, rest) = match parts[..] {
        // Written only where the crate has a use for it.
        [whole] => return Ok(whole.to_owned()),
        [before, rest] => (before, rest),
        _ => bail!("`{}` is there twice", begin.trim()),
    };
    let is_block =
        rest.lines().next().is_some_and(|line| line.ends_with('{')) || begin.ends_with('{');
    let end = if is_block { "\n}\n" } else { ";\n" };
    let (_, after) = rest.split_once(end).context("a statement without an end")?;
    Ok([before, "\n", after].concat())
}

/// The closures' calls go straight to the functions that WebAssembly exports for them.
pub fn direct_calls(glue: &str) -> String {
    let calls = glue.split("\nfunction ").skip(1).filter_map(call);
    calls.fold(glue.to_owned(), |glue, (name, export, whole)| {
        let mut glue = glue.replace(&["\nfunction ", whole].concat(), "\n");
        // Called or passed on last: with what follows, since the name of one may be the beginning of another's.
        for follows in ["(", ")"] {
            let direct = ["wasm.", export, follows].concat();
            glue = glue.replace(&[" ", name, follows].concat(), &[" ", &direct].concat());
        }
        glue
    })
}

/// A function that passes its arguments on and does nothing else: its name, what it calls, and its text.
fn call(function: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = function.split_once('(')?;
    let (arguments, rest) = rest.split_once(") {\n    wasm.")?;
    let (export, rest) = rest.split_once('(')?;
    let rest = rest.strip_prefix(arguments)?.strip_prefix(");\n}\n")?;
    let whole = function.get(..function.len() - rest.len())?;
    Some((name, export, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_removed_to_its_end() {
        let glue = "a;\nfunction f() {\n    g();\n}\nlet b = null;\nc;\n";
        let without = remove(glue, "function f(").unwrap();
        assert_eq!(without, "a;\nlet b = null;\nc;\n");
        assert_eq!(remove(&without, "let b = ").unwrap(), "a;\nc;\n");
        assert_eq!(remove(&without, "function f(").unwrap(), without);
        assert!(remove("\nlet b = 1;\nlet b = 2;\n", "let b = ").is_err());
    }

    #[test]
    fn calls_that_only_pass_on_are_made_directly() {
        let glue = "make(a, call); make(a, call_1);
    return call(a);
function call(arg0, arg1) {
    wasm.call(arg0, arg1);
}

function call_1(arg0) {
    wasm.call_1(arg0);
}

function other(arg0) {
    const ret = wasm.z(arg0);
}
";
        let direct = direct_calls(glue);
        let (calls, rest) = direct.split_once("\n\n").unwrap();
        assert_eq!(
            calls,
            "make(a, wasm.call); make(a, wasm.call_1);\n    return wasm.call(a);"
        );
        assert!(!rest.contains("call") && rest.contains("function other"));
    }

    #[test]
    fn everything_from_the_loader_on_is_replaced() {
        let glue = ["function isLikeNone(x) {\n}\n", LOADS, "initSync();\n"].concat();
        let replaced = replace(&glue).unwrap();
        assert!(
            replaced.contains("isLikeNone")
                && replaced.contains("export default async function init")
        );
        assert!(!replaced.contains("initSync"));
        assert!(replace("").is_err());
    }
}

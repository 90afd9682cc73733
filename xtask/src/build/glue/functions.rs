//! The imported functions, as an array: WebAssembly imports them by their places in it, and takes those that are alike from one.

use std::collections::HashMap;

use anyhow::{Context, Result};

/// Before the first of them and after the last one.
const HEAD: &str = "    const import0 = {\n        __proto__: null,\n";
const FOOT: &str = "    };\n    return {\n        __proto__: null,\n        \"./tinyfish_web_bg.js\": import0,\n    };\n";

/// The functions' texts, each once.
#[derive(Debug, Default)]
pub struct Functions {
    texts: Vec<String>,
    /// By the names that wasm-bindgen gave them.
    places: HashMap<String, usize>,
}

impl Functions {
    /// Takes the functions out of wasm-bindgen's JavaScript; `order` is that of WebAssembly's side. Gives what stands before
    /// and after them too.
    pub fn take<'g>(glue: &'g str, order: &[&str]) -> Result<(&'g str, Self, &'g str)> {
        let (before, rest) = glue.split_once(HEAD).context("no imported functions")?;
        let (list, after) = rest.split_once(FOOT).context("no end of the functions")?;
        let mut by_name: HashMap<_, _> = entries(list)?.into_iter().collect();
        let mut functions = Self::default();
        for name in order {
            let text = by_name
                .remove(name)
                .with_context(|| format!("`{name}` is not among the imported functions"))?;
            functions.add(name, simple(text)?);
        }
        Ok((before, functions, after))
    }

    fn add(&mut self, name: &str, text: String) {
        let known = self.texts.iter().position(|other| *other == text);
        let place = known.unwrap_or(self.texts.len());
        if known.is_none() {
            self.texts.push(text);
        }
        self.places.insert(name.to_owned(), place);
    }

    /// Where the function of this name is.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The statement that returns them, as those of `module`.
    pub fn write(&self, module: &str) -> String {
        let list = self.texts.join(",\n");
        format!("    return {{ \"{module}\": [\n{list},\n    ] }};\n")
    }
}

/// Each function by its name: a member of the object, from a line with the name to one that ends it.
fn entries(list: &str) -> Result<Vec<(&str, &str)>> {
    let indented = |line: &str| line.starts_with("         ") || line.starts_with("        }");
    let mut entries = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        let lines = rest.split_inclusive('\n');
        let inner = lines.skip(1).take_while(|line| indented(line));
        let first = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let end = first + inner.map(str::len).sum::<usize>();
        let (entry, tail) = rest.split_at(end);
        let entry = entry.trim().strip_suffix(',').context("a cut function")?;
        entries.push(
            entry
                .split_once(": ")
                .context("a function without a name")?,
        );
        rest = tail;
    }
    Ok(entries)
}

/// What each of them says again, said once.
fn simple(text: &str) -> Result<String> {
    let arrow = match text.strip_prefix("function() { return handleError(function (") {
        Some(inner) => {
            let inner = inner.strip_suffix(", arguments); }").context("no end")?;
            ["handleError((", &inner.replacen(") {", ") => {", 1), ")"].concat()
        }
        None => {
            let inner = text.strip_prefix("function(").context("no function")?;
            ["(", &inner.replacen(") {", ") => {", 1)].concat()
        }
    };
    Ok(closures(&strings(&instance(&arrow))))
}

/// Whether a value is of some class.
fn instance(text: &str) -> String {
    text.replace(
        "let result;\n            try {\n                result = ",
        "const ret = isInstance(() => ",
    )
    .replace(
        ";\n            } catch (_) {\n                result = false;\n            }\n            const ret = result;\n",
        ");\n",
    )
}

/// A string that is given to WebAssembly.
fn strings(text: &str) -> String {
    let taken = "passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);\n";
    let written = " len1 = WASM_VECTOR_LEN;
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);\n";
    let mut text = text.to_owned();
    for (kind, test) in [("const", ""), ("var", "isLikeNone(ret) ? 0 : ")] {
        let whole = [kind, " ptr1 = ", test, taken, "            ", kind, written].concat();
        text = text.replace(&whole, "giveString(arg0, ret);\n");
    }
    text
}

fn closures(text: &str) -> String {
    match text.split_once("makeMutClosure(") {
        Some((before, after)) => {
            [before, "makeClosure(", &after.replacen(");", ", true);", 1)].concat()
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = r#"function imports() {
    const import0 = {
        __proto__: null,
        __wbg_close_1: function(arg0) {
            arg0.close();
        },
        __wbg_close_2: function(arg0) {
            arg0.close();
        },
        __wbg_is_3: function(arg0) {
            let result;
            try {
                result = arg0 instanceof Window;
            } catch (_) {
                result = false;
            }
            const ret = result;
            return ret;
        },
        __wbg_type_4: function(arg0, arg1) {
            const ret = arg1.type;
            const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            const len1 = WASM_VECTOR_LEN;
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
        },
        __wbg_blob_5: function() { return handleError(function (arg0) {
            const ret = arg0.blob();
            return ret;
        }, arguments); },
        generic: function(arg0, arg1) {
            const ret = makeMutClosure(arg0, arg1, wasm.call);
            return ret;
        },
    };
    return {
        __proto__: null,
        "./tinyfish_web_bg.js": import0,
    };
}
"#;
    const ORDER: [&str; 6] = [
        "generic",
        "__wbg_close_2",
        "__wbg_close_1",
        "__wbg_is_3",
        "__wbg_type_4",
        "__wbg_blob_5",
    ];

    #[test]
    fn functions_are_numbered_in_order_and_those_that_are_alike_are_one() {
        let (before, functions, after) = Functions::take(GLUE, &ORDER).unwrap();
        assert_eq!((before, after), ("function imports() {\n", "}\n"));
        let places = ORDER.map(|name| functions.place(name).unwrap());
        assert_eq!(places, [0, 1, 1, 2, 3, 4]);
        assert_eq!(functions.place("__wbg_other"), None);
    }

    #[test]
    fn each_says_what_it_did_in_fewer_words() {
        let (_, functions, _) = Functions::take(GLUE, &ORDER).unwrap();
        let written = functions.write("1a2b");
        let lines: Vec<_> = written.lines().map(str::trim).collect();
        assert_eq!(
            lines.join(" "),
            "return { \"1a2b\": [ \
             (arg0, arg1) => { const ret = makeClosure(arg0, arg1, wasm.call, true); return ret; }, \
             (arg0) => { arg0.close(); }, \
             (arg0) => { const ret = isInstance(() => arg0 instanceof Window); return ret; }, \
             (arg0, arg1) => { const ret = arg1.type; giveString(arg0, ret); }, \
             handleError((arg0) => { const ret = arg0.blob(); return ret; }), ] };"
        );
    }

    #[test]
    fn a_function_that_is_not_there_is_an_error() {
        assert!(Functions::take(GLUE, &["__wbg_other"]).is_err());
        assert!(Functions::take("const import0 = {};", &[]).is_err());
    }
}

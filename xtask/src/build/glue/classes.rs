//! The classes, which all begin and end alike: that becomes a class they extend.

use anyhow::{Context, Result, bail};

use super::replace_once;

/// What they extend.
const HANDLE: &str = include_str!("handle.js");

const HEAD: &str = "\nexport class ";

/// Makes every class extend `Handle`.
pub fn derive(glue: &str) -> Result<String> {
    let names = glue.split(HEAD).skip(1).map(|class| {
        let (name, _) = class.split_once(" {\n").context("a class without a name")?;
        Ok(name)
    });
    let names = names.collect::<Result<Vec<_>>>()?;
    let mut derived = replace_first(glue, HEAD, &format!("{HANDLE}{HEAD}"))?;
    for name in names {
        derived = derive_one(&derived, name)?;
    }
    strings(&derived)
}

fn derive_one(glue: &str, name: &str) -> Result<String> {
    let free = format!("__wbg_{}_free", name.to_lowercase());
    let head = format!(
        "{HEAD}{name} {{
    static __wrap(ptr) {{
        const obj = Object.create({name}.prototype);
        obj.__wbg_ptr = ptr;
        {name}Finalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }}
    __destroy_into_raw() {{
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        {name}Finalization.unregister(this);
        return ptr;
    }}
    free() {{
        const ptr = this.__destroy_into_raw();
        wasm.{free}(ptr, 0);
    }}
"
    );
    let derived = format!(
        "{HEAD}{name} extends Handle {{
    static __free(ptr, collected) {{
        wasm.{free}(ptr, collected);
    }}
"
    );
    let foot =
        format!("if (Symbol.dispose) {name}.prototype[Symbol.dispose] = {name}.prototype.free;\n");
    let registry = format!(
        "const {name}Finalization = (typeof FinalizationRegistry === 'undefined')
    ? {{ register: () => {{}}, unregister: () => {{}} }}
    : new FinalizationRegistry(ptr => wasm.{free}(ptr, 1));\n"
    );
    let glue = replace_once(glue, &head, &derived)?;
    replace_once(&replace_once(&glue, &foot, "")?, &registry, "")
}

/// The methods that give a string: it is taken over in one place.
fn strings(glue: &str) -> Result<String> {
    let begin = "        let deferred1_0;
        let deferred1_1;
        try {
            const ret = ";
    let end = "
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
";
    let taken = glue
        .replace(begin, "        const ret = ")
        .replace(end, "\n        return takeString(ret);\n");
    if taken.contains("deferred1_") {
        bail!("a method gives a string in a way that is not known");
    }
    Ok(taken)
}

fn replace_first(text: &str, search: &str, replacement: &str) -> Result<String> {
    let (before, after) = text
        .split_once(search)
        .context("wasm-bindgen wrote no class")?;
    Ok([before, replacement, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "
export class Pool {
    static __wrap(ptr) {
        const obj = Object.create(Pool.prototype);
        obj.__wbg_ptr = ptr;
        PoolFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        PoolFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_pool_free(ptr, 0);
    }
    get name() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.pool_name(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
}
if (Symbol.dispose) Pool.prototype[Symbol.dispose] = Pool.prototype.free;

const PoolFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_pool_free(ptr, 1));
";

    #[test]
    fn a_class_keeps_only_what_is_its_own() {
        let expected = "
export class Pool extends Handle {
    static __free(ptr, collected) {
        wasm.__wbg_pool_free(ptr, collected);
    }
    get name() {
        const ret = wasm.pool_name(this.__wbg_ptr);
        return takeString(ret);
    }
}

";
        assert_eq!(derive(GLUE).unwrap(), [HANDLE, expected].concat());
    }

    #[test]
    fn what_is_written_otherwise_is_an_error() {
        assert!(derive(&GLUE.replace("obj.__wbg_ptr = ptr", "obj.ptr = ptr")).is_err());
        assert!(derive(&GLUE.replace("= ret[1];", "= ret[2];")).is_err());
        assert!(derive("").is_err());
    }
}

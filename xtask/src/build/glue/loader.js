let wasm;

/** Instantiates what `source` is or leads to; the file beside this module unless it says otherwise. */
export default async function init(source) {
    source ??= new URL('tinyfish_web_bg.wasm', import.meta.url);
    const isA = (name) => source instanceof (globalThis[name] ?? Array);
    if (typeof source === 'string' || isA('Request') || isA('URL')) source = await fetch(source);
    const imports = __wbg_get_imports();
    let made;
    if (isA('Response')) {
        if (!source.ok) throw new Error(`failed to fetch Wasm: ${source.status}`);
        const type = 'application/wasm';
        if (source.headers.get('Content-Type') === type) {
            made = await WebAssembly.instantiateStreaming(source, imports);
        } else {
            console.warn(`tinyfish_web_bg.wasm loads slower than it could: it is not served as ${type}.`);
            source = await source.arrayBuffer();
        }
    }
    made ??= await WebAssembly.instantiate(source, imports);
    // Of a module it is the instance alone.
    wasm = (made.instance ?? made).exports;
    wasm.__wbindgen_start();
}

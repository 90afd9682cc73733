// What takes the place of the functions of these names that wasm-bindgen writes for the imported functions and the classes.

/** Gives the value that throwing `action` gave to WebAssembly's side, which asks for it. */
function handleError(action) {
    return function () {
        try {
            return action.apply(this, arguments);
        } catch (error) {
            wasm.__wbindgen_exn_store(addToExternrefTable0(error));
        }
    };
}

/** False too where there is no such class. */
function isInstance(test) {
    try {
        return test();
    } catch {
        return false;
    }
}

/** Servers may lack it: nothing is collected there. */
function registry(collect) {
    return typeof FinalizationRegistry === 'undefined'
        ? { register() {}, unregister() {} }
        : new FinalizationRegistry(collect);
}

let cachedDataViewMemory0;
function getDataViewMemory0() {
    if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) {
        cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    }
    return cachedDataViewMemory0;
}

let cachedUint8ArrayMemory0;
function getUint8ArrayMemory0() {
    if (!cachedUint8ArrayMemory0?.length) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function getArrayU8FromWasm0(ptr, len) {
    ptr >>>= 0;
    return getUint8ArrayMemory0().subarray(ptr, ptr + len);
}

function getArrayU32FromWasm0(ptr, len) {
    return new Uint32Array(wasm.memory.buffer, ptr >>> 0, len);
}

function getStringFromWasm0(ptr, len) {
    return decodeText(getArrayU8FromWasm0(ptr, len));
}

/** A string that is JavaScript's from here on. */
function takeString([ptr, len]) {
    const text = getStringFromWasm0(ptr, len);
    wasm.__wbindgen_free(ptr, len, 1);
    return text;
}

/** Writes a string, or none, where WebAssembly reads it: its place and length. */
function giveString(into, text) {
    const ptr = isLikeNone(text) ? 0 : passStringToWasm0(text);
    getDataViewMemory0().setInt32((into >>> 0) + 4, WASM_VECTOR_LEN, true);
    getDataViewMemory0().setInt32(into >>> 0, ptr, true);
}

/** Most are ASCII and short: encoding those byte by byte is faster than the platform's encoder. */
function passStringToWasm0(arg) {
    let len = arg.length;
    let ptr = wasm.__wbindgen_malloc(len, 1) >>> 0;
    const memory = getUint8ArrayMemory0();
    let at = 0;
    for (; at < len; at++) {
        const code = arg.charCodeAt(at);
        if (code > 127) break;
        memory[ptr + at] = code;
    }
    if (at < len) {
        // The rest takes three bytes a unit at most, and what it does not take is given back.
        ptr = wasm.__wbindgen_realloc(ptr, len, len = at + (len - at) * 3, 1) >>> 0;
        at += cachedTextEncoder.encodeInto(arg.slice(at), getArrayU8FromWasm0(ptr + at, len - at)).written;
        ptr = wasm.__wbindgen_realloc(ptr, len, at, 1) >>> 0;
    }
    WASM_VECTOR_LEN = at;
    return ptr;
}

const CLOSURE_DTORS = registry(({ a, b }) => wasm.__wbindgen_destroy_closure(a, b));

/** A function that calls a closure. A mutable one is out of reach while it runs: it must not be entered twice. */
function makeClosure(a, b, call, mutable) {
    const state = { a, b, cnt: 1 };
    const real = (...args) => {
        const { a } = state;
        // One that is dropped while it runs lives on until it returns.
        state.cnt++;
        if (mutable) state.a = 0;
        try {
            return call(a, b, ...args);
        } finally {
            state.a = a;
            real._wbg_cb_unref();
        }
    };
    real._wbg_cb_unref = () => {
        if (--state.cnt) return;
        wasm.__wbindgen_destroy_closure(state.a, b);
        state.a = 0;
        CLOSURE_DTORS.unregister(state);
    };
    CLOSURE_DTORS.register(real, state, state);
    return real;
}

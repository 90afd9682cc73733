// Makes the entry that carries the WebAssembly inside the JavaScript, for places that cannot serve a file.
//
//   node xtask/js/inline.mjs PKG
//
// It is the main entry over a copy of wasm-bindgen's glue that takes its default from a string. The copy must not name the
// file any more: a bundler that sees the name emits the file too.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [pkg] = process.argv.slice(2);
const read = (name) => readFileSync(join(pkg, name), "utf8");
const write = (name, text) => writeFileSync(join(pkg, name), text);

/** Replaces the one occurrence of `search`; any other number means that the text is not the one this script knows. */
function replaceOnce(text, search, replacement) {
  const parts = text.split(search);
  if (parts.length !== 2) throw new Error(`expected one ${search}, found ${parts.length - 1}`);
  return parts.join(replacement);
}

const wasm = readFileSync(join(pkg, "tinyfish_web_bg.wasm")).toString("base64");
const bytes = `
function inlineBytes() {
  const text = "${wasm}";
  return Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
`;

const glue = replaceOnce(read("tinyfish_web.js"), "new URL('tinyfish_web_bg.wasm', import.meta.url)", "inlineBytes()");
write("tinyfish_web_inline.js", glue + bytes);

const connectComment = /\/\*\*[^]*?\*\/\n(?=export const connect )/;
const entry = replaceOnce(read("index.js"), '"./tinyfish_web.js"', '"./tinyfish_web_inline.js"');
write("inline.js", entry.replace(connectComment, "/** Uses the WebAssembly inside this package's JavaScript, unless `wasm` says otherwise. */\n"));

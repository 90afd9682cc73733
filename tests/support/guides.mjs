// The code of the guides: taken out of Markdown, and compiled by the pinned TypeScript.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The README and every guide. */
export const GUIDES = [
  join(ROOT, "README.md"),
  ...readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md")).map((name) => join(ROOT, "docs", name)),
];

const BLOCK = /^```(\S*)\n([^]*?)^```$/gm;

const COMPILER_OPTIONS = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  target: "es2022",
  module: "esnext",
  moduleResolution: "bundler",
  lib: ["es2022", "dom", "dom.iterable"],
  types: [],
};

/** Every block of a guide: `{ name, language, code, line }`, the line being that of its first fence. */
export function allBlocksOf(file) {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(BLOCK)].map(({ 1: language, 2: code, index }) => {
    const line = text.slice(0, index).split("\n").length;
    return { name: `${basename(file, ".md")}-${line}.${language}`, language, code, line };
  });
}

/** What of a block is TypeScript, by language: all of it, or what a difference adds. */
const TYPESCRIPT = {
  ts: (code) => code,
  tsx: (code) => code,
  diff: (code) => code.replace(/^[^+].*$/gm, "").replace(/^\+/gm, ""),
};

/** The TypeScript of a guide by file name. Each block stands at its line in the guide, so that the compiler's lines are the guide's. */
export function blocksOf(file) {
  const blocks = allBlocksOf(file).filter(({ language }) => language in TYPESCRIPT);
  const text = ({ language, code, line }) => "\n".repeat(line) + TYPESCRIPT[language](code);
  return Object.fromEntries(blocks.map((block) => [block.name.replace(/diff$/, "ts"), text(block)]));
}

/** What the compiler says of `files`, text by name, in a folder of their own; empty if all is well. */
export function compile(files, compilerOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "guides-"));
  const settings = { compilerOptions: { ...COMPILER_OPTIONS, ...compilerOptions }, include: ["*.ts", "*.tsx"] };
  try {
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc], { cwd: folder, encoding: "utf8" });
    return status === 0 ? "" : stdout + stderr || `The compiler ended with ${status}.`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

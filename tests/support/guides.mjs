// The code of the guides: taken out of Markdown, and compiled by the pinned TypeScript.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const BLOCK = /^```(tsx?)\n([^]*?)^```$/gm;

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

/** The `ts` and `tsx` blocks of a guide by file name. Each stands at its line in the guide, so that the compiler's lines are the guide's. */
export function blocksOf(file) {
  const text = readFileSync(file, "utf8");
  const blocks = [...text.matchAll(BLOCK)].map(({ 1: language, 2: code, index }) => {
    const line = text.slice(0, index).split("\n").length;
    return [`${basename(file, ".md")}-${line}.${language}`, "\n".repeat(line) + code];
  });
  return Object.fromEntries(blocks);
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

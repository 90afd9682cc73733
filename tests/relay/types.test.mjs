// The relay's JavaScript against its declaration, as the package holds them: side by side.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OPTIONS = [
  "--noEmit", "--allowJs", "--checkJs", "--strict", "--noUncheckedIndexedAccess", "--skipLibCheck", "false",
  "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable,dom.asynciterable",
];

test("the relay fits its declaration and uses nothing but the web's globals", () => {
  const folder = mkdtempSync(join(tmpdir(), "relay-types-"));
  try {
    cpSync(join(ROOT, "npm/relay.js"), join(folder, "relay.js"));
    cpSync(join(ROOT, "npm/relay"), join(folder, "relay"), { recursive: true });
    cpSync(join(ROOT, "src/types/relay.d.ts"), join(folder, "relay.d.ts"));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, ...OPTIONS, "relay.js"], { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

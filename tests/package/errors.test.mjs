// The error class by itself: what it holds, what it writes, and what is taken for one.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { PKG } from "./server.mjs";

const entry = pathToFileURL(join(PKG, "errors.js")).href;
const { TinyFishError, isTinyFishError } = await import(entry);

const ALL = {
  code: "run_failed",
  status: 500,
  runId: "r",
  retryable: true,
  retryAfter: 3,
  category: "SYSTEM_FAILURE",
  helpUrl: "https://help.example",
  helpMessage: "Wait.",
  serviceCode: "SITE_BLOCKED",
  details: [{ path: "url" }],
  field: "url",
};

test("an error holds what it was given, shows it, and writes all but its cause and stack", () => {
  const cause = new Error("inner");
  const error = new TinyFishError({ ...ALL, message: "said", cause });
  assert.ok(error instanceof Error);
  assert.deepEqual([error.message, error.cause, String(error)], ["said", cause, "TinyFishError: said"]);
  assert.deepEqual(Object.entries(error), Object.entries(ALL));
  assert.deepEqual(JSON.parse(JSON.stringify(error)), { name: "TinyFishError", message: "said", ...ALL });
});

test("what is not known is left out, and nothing is retryable unless it says so", () => {
  for (const nothing of [{}, { status: null, runId: undefined, cause: null, retryable: null }]) {
    const error = new TinyFishError({ ...nothing, code: "network", message: "said" });
    assert.deepEqual(Object.entries(error), [
      ["code", "network"],
      ["retryable", false],
    ]);
    assert.ok(!("cause" in error));
  }
  const error = new TinyFishError({ code: "service_error", message: "said", status: 0, retryAfter: 0 });
  assert.deepEqual([error.status, error.retryAfter], [0, 0]);
});

test("an error of another copy of the package is told from anything else", async () => {
  const other = await import(`${entry}?copy`);
  assert.notEqual(other.TinyFishError, TinyFishError);
  assert.ok(isTinyFishError(new other.TinyFishError({ code: "network", message: "said" })));
  const error = new Error("said");
  error.name = "TinyFishError";
  const fake = Object.assign(() => {}, { code: "network" });
  Object.defineProperty(fake, "name", { value: "TinyFishError" });
  for (const value of [null, undefined, "TinyFishError", fake, error, Object.assign(new Error(""), { code: "ENOENT" })]) {
    assert.equal(isTinyFishError(value), false);
  }
});
